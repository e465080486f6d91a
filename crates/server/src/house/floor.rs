//! The floor: the one task that owns the dispatcher. Calls and the door tell it things; it tells calls and watchers.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use wasl_model::{CallId, OfferOutcome, RouteRequest, RouteUpdate};
use wasl_routing::{AgentView, Dispatcher, Input, KeptRests, KeptWaits, Output, QueueView};

use super::desks::Desks;
use crate::clock::steady as clock;

/// Words the dispatcher may have unread. A sender waits when it is full: nothing said to the dispatcher is lost.
const FLOOR_WORDS: usize = 1024;
/// Requests that whoever learns may have unread. Drop rule: the newest is not told; rates are estimates.
const REQUESTS: usize = 1024;
/// The view is made anew once in this time at most, however much happens: it walks every line and every agent.
const PUBLISH_EVERY: Duration = Duration::from_millis(20);
/// What agents carry and when a rest is due changes with time alone: their views are never older while anything happens.
const AGENTS_EVERY: Duration = Duration::from_secs(1);

/// Handle of the floor.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    words: mpsc::Sender<Word>,
    view: Arc<RwLock<FloorView>>,
}

/// The floor as it was a moment ago; shared by all who look.
#[derive(Clone, Debug, Default)]
pub(crate) struct FloorView {
    /// Every agent.
    pub(crate) agents: Arc<[AgentView]>,
    /// Every queue.
    pub(crate) queues: Arc<[QueueView]>,
}

#[derive(Debug)]
enum Word {
    Input(Input),
    Enter(CallId, mpsc::Sender<RouteUpdate>),
    Left(CallId),
    Waits(oneshot::Sender<KeptWaits>),
    Rests(oneshot::Sender<KeptRests>),
}

/// The task. It owns the dispatcher.
#[derive(Debug)]
pub(crate) struct FloorTask {
    dispatcher: Dispatcher,
    words: mpsc::Receiver<Word>,
    calls: HashMap<CallId, mpsc::Sender<RouteUpdate>>,
    view: Arc<RwLock<FloorView>>,
    desks: Arc<Desks>,
    came: mpsc::Sender<RouteRequest>,
    /// Something happened since the last publishing.
    stale: bool,
    /// An agent's state is another since then.
    agents_changed: bool,
    /// Something was said about agents since then.
    agents_stale: bool,
    published: Option<Instant>,
    agents_published: Option<Instant>,
}

impl Floor {
    /// A floor around a dispatcher, the task to run, and who came; `desks` are told when an agent's state changes.
    pub(crate) fn new(dispatcher: Dispatcher, desks: Arc<Desks>) -> (Self, FloorTask, mpsc::Receiver<RouteRequest>) {
        let (came, who_came) = mpsc::channel(REQUESTS);
        let (sender, words) = mpsc::channel(FLOOR_WORDS);
        let view = Arc::new(RwLock::new(FloorView::default()));
        let task = FloorTask {
            dispatcher,
            words,
            calls: HashMap::new(),
            view: Arc::clone(&view),
            desks,
            came,
            stale: true,
            agents_changed: false,
            agents_stale: true,
            published: None,
            agents_published: None,
        };
        (Self { words: sender, view }, task, who_came)
    }

    /// Tells the dispatcher something.
    pub(crate) async fn tell(&self, input: Input) {
        self.say(Word::Input(input)).await;
    }

    /// A call that may wait comes in; its updates go to `updates`.
    pub(crate) async fn enter(&self, call: CallId, updates: mpsc::Sender<RouteUpdate>) {
        self.say(Word::Enter(call, updates)).await;
    }

    /// A call is gone, whatever it did.
    pub(crate) async fn leave(&self, call: CallId) {
        self.say(Word::Left(call)).await;
    }

    /// What was learnt of waits so far.
    pub(crate) async fn waits(&self) -> Option<KeptWaits> {
        let (answer, waits) = oneshot::channel();
        self.say(Word::Waits(answer)).await;
        waits.await.ok()
    }

    /// How it stands with agents' rests.
    pub(crate) async fn rests(&self) -> Option<KeptRests> {
        let (answer, rests) = oneshot::channel();
        self.say(Word::Rests(answer)).await;
        rests.await.ok()
    }

    /// The floor as it was a moment ago.
    pub(crate) fn view(&self) -> FloorView {
        self.view.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    async fn say(&self, word: Word) {
        if self.words.send(word).await.is_err() {
            tracing::error!("the floor's task is gone");
        }
    }
}

impl FloorTask {
    /// Runs until every handle is gone.
    pub(crate) async fn run(mut self) {
        loop {
            self.pass_on();
            let publish = self.publish_if_due();
            let due = self.dispatcher.poll_timeout().map(|(at, _)| clock::instant_of(at));
            tokio::select! {
                word = self.words.recv() => match word {
                    Some(word) => self.take(word),
                    None => return,
                },
                () = sleep_until(due) => {
                    self.stale = true;
                    self.dispatcher.handle_timeout(clock::now());
                }
                () = sleep_until(publish) => {}
            }
        }
    }

    fn take(&mut self, word: Word) {
        match word {
            Word::Input(input) => {
                if let Input::Request(request) = &input {
                    _ = self.came.try_send((**request).clone());
                }
                self.stale = true;
                self.agents_stale |= is_of_agents(&input);
                self.dispatcher.handle_input(clock::now(), input);
            }
            // Who asked may be gone.
            Word::Waits(answer) => _ = answer.send(self.dispatcher.waits()),
            Word::Rests(answer) => _ = answer.send(self.dispatcher.rests()),
            Word::Enter(call, updates) => {
                self.calls.insert(call, updates);
            }
            Word::Left(call) => {
                self.calls.remove(&call);
                self.stale = true;
                self.dispatcher.handle_input(clock::now(), Input::CallGone { call });
            }
        }
    }

    fn pass_on(&mut self) {
        while let Some(output) = self.dispatcher.poll_output() {
            match output {
                Output::ToCall { call, update } => self.tell_call(call, update),
                Output::AgentChanged { agent, state, .. } => {
                    tracing::debug!(%agent, ?state, "agent");
                    self.agents_changed = true;
                    self.agents_stale = true;
                }
            }
        }
    }

    /// Drop rule: a call that does not read 64 updates is stuck; an offer it cannot take goes back to the dispatcher.
    fn tell_call(&mut self, call: CallId, update: RouteUpdate) {
        let Some(updates) = self.calls.get(&call) else { return };
        let (update, outcome) = match updates.try_send(update) {
            Ok(()) => return,
            Err(mpsc::error::TrySendError::Full(update)) => (update, OfferOutcome::Withdrawn),
            Err(mpsc::error::TrySendError::Closed(update)) => (update, OfferOutcome::CallerGone),
        };
        tracing::warn!(%call, "a call does not read what the dispatcher says");
        if let RouteUpdate::Offer { offer, .. } = update {
            self.dispatcher.handle_input(clock::now(), Input::OfferEnded { offer, outcome });
        }
    }

    /// Publishes what is out of date, or says when to.
    fn publish_if_due(&mut self) -> Option<Instant> {
        if !self.stale {
            return None;
        }
        let now = Instant::now();
        let due = self.published.map(|at| at + PUBLISH_EVERY).filter(|due| *due > now);
        if due.is_none() {
            self.publish(now);
        }
        due
    }

    fn publish(&mut self, now: Instant) {
        (self.stale, self.published) = (false, Some(now));
        let queues = self.dispatcher.queues(clock::now()).into();
        let agents = self.agents_are_due(now).then(|| self.dispatcher.agents(clock::now()).into());
        if agents.is_some() {
            (self.agents_stale, self.agents_published) = (false, Some(now));
        }
        let mut view = self.view.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let agents = agents.unwrap_or_else(|| Arc::clone(&view.agents));
        *view = FloorView { agents, queues };
        drop(view);
        if std::mem::take(&mut self.agents_changed) {
            self.desks.changed();
        }
    }

    fn agents_are_due(&self, now: Instant) -> bool {
        self.agents_stale || self.agents_published.is_none_or(|at| now.duration_since(at) >= AGENTS_EVERY)
    }
}

/// May an agent look different after that, also if the state stays as it is.
fn is_of_agents(input: &Input) -> bool {
    match input {
        Input::Agent(_) | Input::AgentRemoved { .. } | Input::SignedIn { .. } | Input::SignedOut { .. } => true,
        Input::Ready { .. } | Input::NotReady { .. } | Input::Outside { .. } | Input::WrapUpDone { .. } => true,
        Input::TalkEnded { .. } | Input::ExtendWrapUp { .. } | Input::Recall(_) => true,
        Input::Request(_) | Input::Leave { .. } | Input::CallGone { .. } | Input::OfferEnded { .. } => false,
        Input::Abused { .. } | Input::Learnt(_) | Input::LastAgent { .. } => false,
    }
}

/// Sleeps until then, or for ever.
pub(crate) async fn sleep_until(due: Option<tokio::time::Instant>) {
    match due {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use wasl_model::{AgentId, AgentProfile, AgentState, Language, MoodScores, NotReadyReason, Timestamp};
    use wasl_routing::{QueueConfig, RoutingConfig};

    use super::*;

    fn floor() -> (Floor, Arc<Desks>) {
        let queues = BTreeMap::from([("support".into(), QueueConfig::default())]);
        let config = RoutingConfig { queues, ..RoutingConfig::default() };
        let desks = Arc::new(Desks::new());
        let (floor, task, _) = Floor::new(Dispatcher::new(config, 1).unwrap(), Arc::clone(&desks));
        tokio::spawn(task.run());
        (floor, desks)
    }

    fn agent(n: usize) -> AgentId {
        AgentId(format!("agent{n}"))
    }

    async fn sign_in(floor: &Floor, n: usize) {
        let profile = AgentProfile {
            id: agent(n),
            display_name: String::new(),
            queues: vec!["support".into()],
            languages: BTreeMap::new(),
            skills: BTreeMap::new(),
            moods: BTreeMap::new(),
            seats: BTreeMap::new(),
            attributes: BTreeMap::new(),
        };
        floor.tell(Input::Agent(profile)).await;
        floor.tell(Input::SignedIn { agent: agent(n) }).await;
    }

    fn request(call: CallId) -> Input {
        Input::Request(Box::new(RouteRequest {
            call,
            queue: "support".into(),
            caller: None,
            language: Language::Ar,
            intent: None,
            mood: MoodScores::NEUTRAL,
            skills: BTreeMap::new(),
            emergency: false,
            since: Timestamp(0),
            only: None,
            abused: BTreeSet::new(),
        }))
    }

    #[tokio::test]
    async fn whoever_hears_of_a_change_sees_it() {
        let (floor, desks) = floor();
        let mut changes = desks.changes();
        for n in 0..20 {
            sign_in(&floor, n).await;
        }
        let ready = |view: &FloorView| {
            view.agents.iter().filter(|agent| matches!(agent.state, AgentState::Ready { .. })).count()
        };
        // The last word is followed by no other, and is published all the same.
        while ready(&floor.view()) < 20 {
            tokio::time::timeout(Duration::from_secs(5), changes.changed()).await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn callers_who_come_change_the_queues_and_no_agent() {
        let (floor, _) = floor();
        let waiting = |n| {
            let floor = floor.clone();
            async move {
                for _ in 0..500 {
                    let view = floor.view();
                    if view.queues.first().is_some_and(|queue| queue.waiting == n) {
                        return view;
                    }
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                panic!("the queue never holds {n}");
            }
        };
        sign_in(&floor, 0).await;
        floor.tell(Input::NotReady { agent: agent(0), reason: NotReadyReason::Break }).await;
        floor.tell(request(CallId::numbered(1))).await;
        let before = waiting(1).await;
        let since = Instant::now();
        floor.tell(request(CallId::numbered(2))).await;
        floor.leave(CallId::numbered(1)).await;
        floor.tell(request(CallId::numbered(3))).await;
        let after = waiting(2).await;
        assert!(matches!(after.agents[0].state, AgentState::NotReady { .. }));
        assert!(Arc::ptr_eq(&before.agents, &after.agents) || since.elapsed() >= AGENTS_EVERY / 2);
    }
}
