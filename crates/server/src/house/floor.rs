//! The floor: the one task that owns the dispatcher. Calls and the door tell it things; it tells calls and watchers.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use tokio::sync::{mpsc, oneshot};
use wasl_model::{CallId, OfferOutcome, RouteRequest, RouteUpdate};
use wasl_routing::{AgentView, Dispatcher, Input, KeptWaits, Output, QueueView};

use super::desks::Desks;
use crate::clock;

/// Words the dispatcher may have unread. A sender waits when it is full: nothing said to the dispatcher is lost.
const FLOOR_WORDS: usize = 1024;
/// Requests that whoever learns may have unread. Drop rule: the newest is not told; rates are estimates.
const REQUESTS: usize = 1024;

/// Handle of the floor.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    words: mpsc::Sender<Word>,
    view: Arc<RwLock<FloorView>>,
}

/// The floor as it was a moment ago.
#[derive(Clone, Debug, Default)]
pub(crate) struct FloorView {
    /// Every agent.
    pub(crate) agents: Vec<AgentView>,
    /// Every queue.
    pub(crate) queues: Vec<QueueView>,
}

#[derive(Debug)]
enum Word {
    Input(Input),
    Enter(CallId, mpsc::Sender<RouteUpdate>),
    Left(CallId),
    Waits(oneshot::Sender<KeptWaits>),
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
    /// An agent's state is another since the last publishing.
    agents_changed: bool,
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
            agents_changed: false,
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
            self.publish();
            let due = self.dispatcher.poll_timeout().map(|(at, _)| clock::instant_of(at));
            tokio::select! {
                word = self.words.recv() => match word {
                    Some(word) => self.take(word),
                    None => return,
                },
                () = sleep_until(due) => self.dispatcher.handle_timeout(clock::now()),
            }
        }
    }

    fn take(&mut self, word: Word) {
        match word {
            Word::Input(input) => {
                if let Input::Request(request) = &input {
                    _ = self.came.try_send((**request).clone());
                }
                self.dispatcher.handle_input(clock::now(), input);
            }
            // Who asked may be gone.
            Word::Waits(answer) => _ = answer.send(self.dispatcher.waits()),
            Word::Enter(call, updates) => {
                self.calls.insert(call, updates);
            }
            Word::Left(call) => {
                self.calls.remove(&call);
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
                }
            }
        }
    }

    /// Drop rule: a call that does not read 64 updates is stuck; an offer it cannot take goes back to the dispatcher.
    fn tell_call(&mut self, call: CallId, update: RouteUpdate) {
        let Some(updates) = self.calls.get(&call) else { return };
        if let Err(mpsc::error::TrySendError::Full(update) | mpsc::error::TrySendError::Closed(update)) =
            updates.try_send(update)
        {
            tracing::warn!(%call, "a call does not read what the dispatcher says");
            if let RouteUpdate::Offer { offer, .. } = update {
                let outcome = OfferOutcome::CallerGone;
                self.dispatcher.handle_input(clock::now(), Input::OfferEnded { offer, outcome });
            }
        }
    }

    fn publish(&mut self) {
        let view =
            FloorView { agents: self.dispatcher.agents(clock::now()), queues: self.dispatcher.queues(clock::now()) };
        *self.view.write().unwrap_or_else(std::sync::PoisonError::into_inner) = view;
        if std::mem::take(&mut self.agents_changed) {
            self.desks.changed();
        }
    }
}

/// Sleeps until then, or for ever.
pub(crate) async fn sleep_until(due: Option<tokio::time::Instant>) {
    match due {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
