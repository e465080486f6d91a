//! One day under one policy: events in the order of time, told to the dispatcher, whose word is law.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;
use std::time::Duration;

use wasl_model::{
    AgentId, AgentProfile, CallId, IntentGuess, IntentId, Language, OfferId, OfferOutcome, Pii, RouteRequest,
    RouteUpdate, Seat, Skill, SkillLevel, TalkEnd, Timestamp,
};

use super::arrivals::{arrivals, calls_per_s};
use super::caller::{Caller, Callers};
use super::dice::{Stream, stream};
use super::tally::{Served, Tally};
use super::world::World;
use super::{Policy, Scenario};
use crate::load::{Load, weight};
use crate::{Demand, Dispatcher, Input, Learnt, Ledger, Outcome, Output, Prices, RoutingConfig, Values};

/// The one queue.
const QUEUE: &str = "support";
/// Prices are made anew so often.
const PRICES_EVERY: Duration = Duration::from_secs(1200);
/// Half-life of the emotional load an agent truly carries.
const LOAD_HALF_LIFE: Duration = Duration::from_secs(1800);

/// Runs one day. `clock` tells how much time has passed, for how long a decision takes; it changes nothing else.
///
/// # Panics
/// When the policy's own configuration is wrong.
pub fn run(scenario: &Scenario, policy: Policy, seed: u64, clock: &mut dyn FnMut() -> Duration) -> Tally {
    let mut day = Day::new(scenario, policy, seed, clock);
    day.begin();
    while day.step() {}
    day.tally.end(&day.agents.iter().map(|agent| agent.busy).collect::<Vec<_>>(), day.now);
    day.tally
}

/// What happens in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrives(usize),
    GivesUp(usize),
    HangsUp(usize),
    Learns,
    Prices,
}

struct Day<'a> {
    scenario: &'a Scenario,
    policy: Policy,
    seed: u64,
    world: World<'a>,
    callers: Callers<'a>,
    dispatcher: Dispatcher,
    events: BinaryHeap<Reverse<(Timestamp, Event)>>,
    calls: Vec<Call>,
    open: usize,
    agents: Vec<Agent>,
    numbers: BTreeMap<AgentId, usize>,
    now: Timestamp,
    school: School,
    tally: Tally,
    clock: &'a mut dyn FnMut() -> Duration,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    at: Timestamp,
    caller: Option<Caller>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Waits,
    Talks { agent: usize, since: Timestamp, carried: f64, resolved: bool, ends_well: bool },
    Ended,
}

#[derive(Clone, Debug)]
struct Agent {
    id: AgentId,
    /// Truly carried, and as far as it was heard.
    load: Load,
    heard: Load,
    busy: Duration,
}

/// What is learnt on the way, as the server does it.
#[derive(Debug, Default)]
struct School {
    ledger: Ledger,
    demand: Demand,
    values: Values,
}

impl<'a> Day<'a> {
    fn new(scenario: &'a Scenario, policy: Policy, seed: u64, clock: &'a mut dyn FnMut() -> Duration) -> Self {
        let queues = BTreeMap::from([(QUEUE.into(), policy.queue(scenario.wrap_up_s))]);
        let config = RoutingConfig { queues, strategy: policy.strategy(), ..RoutingConfig::default() };
        let dispatcher = Dispatcher::new(config, seed).expect("the simulator's own configuration");
        let moments = arrivals(scenario, seed);
        let at = |at_s: f64| Timestamp::from_millis((at_s * 1000.0) as i64);
        let calls: Vec<_> =
            moments.iter().map(|at_s| Call { at: at(*at_s), caller: None, state: State::Waits }).collect();
        let agent = |n| Agent {
            id: AgentId(format!("agent-{n:04}")),
            load: Load::default(),
            heard: Load::default(),
            busy: Duration::ZERO,
        };
        let agents: Vec<_> = (0..scenario.agents).map(agent).collect();
        Self {
            scenario,
            policy,
            seed,
            world: World::of(scenario, seed),
            callers: Callers::of(scenario),
            dispatcher,
            events: BinaryHeap::new(),
            open: calls.len(),
            numbers: agents.iter().map(|agent| agent.id.clone()).zip(0..).collect(),
            tally: Tally::new(scenario.agents),
            calls,
            agents,
            now: Timestamp::default(),
            school: School::default(),
            clock,
        }
    }

    fn begin(&mut self) {
        self.now = self.calls.first().map_or(Timestamp::default(), |call| call.at);
        for n in 0..self.agents.len() {
            let profile = self.profile(n);
            let agent = profile.id.clone();
            self.tell(Input::Agent(profile));
            self.tell(Input::SignedIn { agent });
        }
        if let Some(first) = self.calls.first() {
            self.events.push(Reverse((first.at, Event::Arrives(0))));
        }
        if self.policy.learns() {
            self.history();
            self.learn();
            self.events.push(Reverse((self.now + PRICES_EVERY, Event::Prices)));
        }
    }

    /// An agent as a supervisor who knows everybody's gifts would have written it down: skilled in what the agent solves more
    /// often than the middle of all, in the first tier when that holds for what is asked on the whole.
    fn profile(&self, n: usize) -> AgentProfile {
        let kinds = if self.policy.asks_for_skills() { 0..self.scenario.intents.len() } else { 0..0 };
        let skilled = kinds.filter(|kind| self.world.is_better_half(n, Some(*kind)));
        let tier = if self.world.is_better_half(n, None) { 1 } else { 2 };
        AgentProfile {
            id: self.agents[n].id.clone(),
            display_name: String::new(),
            queues: vec![QUEUE.into()],
            languages: BTreeMap::from([(Language::Ar, level())]),
            skills: skilled.map(|kind| (skill(kind), level())).collect(),
            moods: BTreeMap::new(),
            seats: BTreeMap::from([(QUEUE.into(), Seat { tier, ..Seat::default() })]),
            attributes: BTreeMap::new(),
        }
    }

    /// What comes next; false when every call has ended.
    fn step(&mut self) -> bool {
        let next = self.events.peek().map(|Reverse((at, _))| *at);
        let due = self.dispatcher.poll_timeout().map(|(at, _)| at);
        if self.open == 0 {
            return false;
        }
        match (next, due) {
            (next, Some(due)) if next.is_none_or(|next| due <= next) => {
                self.now = self.now.max(due);
                self.timed(|dispatcher, now| dispatcher.handle_timeout(now));
            }
            (Some(at), _) => {
                self.now = self.now.max(at);
                if let Some(Reverse((_, event))) = self.events.pop() {
                    self.happens(event);
                }
            }
            (None, _) => return false,
        }
        true
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Arrives(n) => self.arrives(n),
            Event::GivesUp(n) => self.gives_up(n),
            Event::HangsUp(n) => self.hangs_up(n),
            Event::Learns => self.learn(),
            Event::Prices => {
                self.teach();
                self.events.push(Reverse((self.now + PRICES_EVERY, Event::Prices)));
            }
        }
    }

    fn arrives(&mut self, n: usize) {
        if let Some(next) = self.calls.get(n + 1) {
            self.events.push(Reverse((next.at, Event::Arrives(n + 1))));
        }
        let caller = self.callers.caller(self.seed, n as u64);
        self.calls[n].caller = Some(caller);
        let patience = Duration::from_secs_f64(caller.patience_s);
        self.events.push(Reverse((self.now + patience, Event::GivesUp(n))));
        let number: Pii<String> = format!("caller-{n}").into();
        if let Some(agent) = caller.known_to {
            let agent = self.agents[agent].id.clone();
            self.tell(Input::LastAgent { caller: number.clone(), agent });
        }
        let request = self.request(n, &caller, number);
        if self.policy.learns() {
            self.school.demand.add(self.now, &request);
        }
        self.tell(Input::Request(Box::new(request)));
    }

    fn request(&self, n: usize, caller: &Caller, number: Pii<String>) -> RouteRequest {
        let intent = IntentGuess { intent: Some(intent(caller.intent)), confidence: 1.0, alternatives: Vec::new() };
        let skills = self.policy.asks_for_skills().then(|| (skill(caller.intent), level()));
        RouteRequest {
            call: call(n),
            queue: QUEUE.into(),
            caller: Some(number),
            language: Language::Ar,
            intent: Some(intent),
            mood: self.policy.shown(caller.heard),
            skills: skills.into_iter().collect(),
            emergency: false,
            since: self.now,
            only: None,
            abused: BTreeSet::new(),
        }
    }

    fn gives_up(&mut self, n: usize) {
        let (Some(caller), State::Waits) = (self.calls[n].caller, self.calls[n].state) else { return };
        self.calls[n].state = State::Ended;
        self.open -= 1;
        self.tally.gave_up(&caller, self.now.since(self.calls[n].at));
        self.tell(Input::CallGone { call: call(n) });
    }

    fn offered(&mut self, n: usize, offer: OfferId, agent: &AgentId) {
        let outcome = match (self.calls[n].state, self.calls[n].caller, self.numbers.get(agent)) {
            (State::Waits, Some(caller), Some(&number)) => {
                self.talk(n, &caller, number);
                OfferOutcome::Accepted
            }
            (State::Ended, ..) => OfferOutcome::CallerGone,
            _ => OfferOutcome::Withdrawn,
        };
        self.dispatcher.handle_input(self.now, Input::OfferEnded { offer, outcome });
    }

    fn talk(&mut self, n: usize, caller: &Caller, number: usize) {
        let waited = self.now.since(self.calls[n].at);
        let agent = &mut self.agents[number];
        let load = agent.load.now(self.now, LOAD_HALF_LIFE);
        let carried = agent.heard.now(self.now, LOAD_HALF_LIFE);
        let talk = self.world.talk(number, caller, waited.as_secs_f64(), load);
        agent.load.add(self.now, LOAD_HALF_LIFE, caller.mood.load_weight());
        agent.heard.add(self.now, LOAD_HALF_LIFE, weight(self.policy.shown(caller.heard)));
        agent.busy += Duration::from_secs_f64(talk.talk_s) + Duration::from_secs(self.scenario.wrap_up_s);
        let same_agent = caller.known_to == Some(number);
        self.tally.served(caller, number, &Served { waited, load, talk, same_agent });
        let since = self.now;
        let (resolved, ends_well) = (talk.resolved, talk.ends_well);
        self.calls[n].state = State::Talks { agent: number, since, carried, resolved, ends_well };
        self.events.push(Reverse((self.now + Duration::from_secs_f64(talk.talk_s), Event::HangsUp(n))));
    }

    fn hangs_up(&mut self, n: usize) {
        let (Some(caller), State::Talks { agent, since, carried, resolved, ends_well }) =
            (self.calls[n].caller, self.calls[n].state)
        else {
            return;
        };
        self.calls[n].state = State::Ended;
        self.open -= 1;
        let mood = self.policy.shown(caller.heard);
        let agent = self.agents[agent].id.clone();
        if self.policy.learns() {
            self.school.ledger.add(&Outcome {
                agent: agent.clone(),
                intent: Some(intent(caller.intent)),
                mood,
                waited: since.since(self.calls[n].at),
                carried,
                busy: self.now.since(since) + Duration::from_secs(self.scenario.wrap_up_s),
                resolved,
                ended_well: Some(ends_well),
            });
        }
        self.tell(Input::TalkEnded { agent, end: TalkEnd::Done, mood });
        self.tell(Input::CallGone { call: call(n) });
    }

    /// Talks before the day, as who is idle longest would have had them.
    fn history(&mut self) {
        let gap_s = self.scenario.agents as f64 / calls_per_s(self.scenario);
        for n in 0..self.agents.len() {
            let dice = &mut stream(self.seed, Stream::History, n as u64);
            let (mut load, mut heard) = (Load::default(), Load::default());
            for past in 0..self.scenario.history_calls {
                let at = Timestamp::from_millis((gap_s * 1000.0 * f64::from(past)) as i64);
                let caller = self.callers.drawn(dice);
                let shown = self.policy.shown(caller.heard);
                let talk = self.world.talk(n, &caller, 0.0, load.now(at, LOAD_HALF_LIFE));
                let carried = heard.now(at, LOAD_HALF_LIFE);
                load.add(at, LOAD_HALF_LIFE, caller.mood.load_weight());
                heard.add(at, LOAD_HALF_LIFE, weight(shown));
                self.school.ledger.add(&Outcome {
                    agent: self.agents[n].id.clone(),
                    intent: Some(intent(caller.intent)),
                    mood: shown,
                    waited: Duration::ZERO,
                    carried,
                    busy: Duration::from_secs_f64(talk.talk_s) + Duration::from_secs(self.scenario.wrap_up_s),
                    resolved: talk.resolved,
                    ended_well: Some(talk.ends_well),
                });
            }
        }
    }

    fn learn(&mut self) {
        self.school.values = Values::learn(&self.school.ledger, Some(&self.school.values));
        self.teach();
        let every = Duration::from_secs(60 * self.scenario.learn_every_min);
        self.events.push(Reverse((self.now + every, Event::Learns)));
    }

    /// Tells the dispatcher what was learnt, with prices for now.
    fn teach(&mut self) {
        let staff: Vec<AgentId> = self.agents.iter().map(|agent| agent.id.clone()).collect();
        let prices = Prices::solve(self.now, &self.school.values, &self.school.demand, &staff);
        let learnt = Learnt::new(self.school.values.clone(), prices);
        self.tell(Input::Learnt(Arc::new(learnt)));
    }

    fn tell(&mut self, input: Input) {
        self.timed(|dispatcher, now| dispatcher.handle_input(now, input));
    }

    fn timed(&mut self, verb: impl FnOnce(&mut Dispatcher, Timestamp)) {
        let before = (self.clock)();
        verb(&mut self.dispatcher, self.now);
        let took = (self.clock)().saturating_sub(before);
        if self.listen() {
            self.tally.decided(took);
        }
    }

    /// Hears what the dispatcher says; true if it made an offer.
    fn listen(&mut self) -> bool {
        let mut decided = false;
        while let Some(output) = self.dispatcher.poll_output() {
            let Output::ToCall { call, update } = output else { continue };
            let n = usize::try_from(call.0.as_u128()).expect("calls are numbered");
            match update {
                RouteUpdate::Offer { offer, agent, .. } => {
                    decided = true;
                    self.offered(n, offer, &agent);
                }
                RouteUpdate::Withdrawn { offer } => {
                    let outcome = OfferOutcome::Withdrawn;
                    self.dispatcher.handle_input(self.now, Input::OfferEnded { offer, outcome });
                }
                RouteUpdate::Waiting { .. }
                | RouteUpdate::PlaceKept { .. }
                | RouteUpdate::Overflowed { .. }
                | RouteUpdate::Left
                | RouteUpdate::NoOne { .. } => {}
            }
        }
        decided
    }
}

fn call(n: usize) -> CallId {
    CallId::numbered(n as u128)
}

fn intent(n: usize) -> IntentId {
    IntentId(format!("intent-{n:02}"))
}

/// Being good at an intent.
fn skill(n: usize) -> Skill {
    Skill(format!("intent-{n:02}"))
}

fn level() -> SkillLevel {
    SkillLevel::new(3).expect("3 is a level")
}
