//! A dispatcher that ran through a random day, and one that was told of it afterwards, know the same of everybody.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use wasl_model::{
    AgentProfile, CallId, Language, MoodScores, OfferId, OfferOutcome, Pii, RefusalCause, RouteRequest, RouteUpdate,
    SkillLevel, TalkEnd,
};

use super::*;
use crate::{Input, LastAgent, Output, QueueConfig, RoutingConfig, load};

const AGENTS: u32 = 4;
const CALLERS: u32 = 30;
const REASONS: [NotReadyReason; 4] =
    [NotReadyReason::Break, NotReadyReason::Prayer, NotReadyReason::Meeting, NotReadyReason::Other];

fn agent(n: u32) -> AgentId {
    AgentId(format!("agent{n}"))
}

fn caller(n: u32) -> Pii<String> {
    format!("05{n:08}").into()
}

fn profile(n: u32) -> AgentProfile {
    AgentProfile {
        id: agent(n),
        display_name: String::new(),
        queues: vec!["support".into(), "sales".into()],
        languages: BTreeMap::from([(Language::Ar, SkillLevel::new(5).unwrap())]),
        skills: BTreeMap::new(),
        moods: BTreeMap::new(),
        seats: BTreeMap::new(),
        attributes: BTreeMap::new(),
    }
}

fn config() -> RoutingConfig {
    let queue = QueueConfig { wrap_up_s: 10, last_agent: LastAgent::Ignore, ..QueueConfig::default() };
    let queues = ["support", "sales"].map(|name| (name.into(), queue.clone())).into();
    RoutingConfig { queues, hard_minutes_a_day: 40.0, ..RoutingConfig::default() }
}

fn dispatcher() -> Dispatcher {
    let mut dispatcher = Dispatcher::new(config(), 1).unwrap();
    (0..AGENTS).for_each(|n| dispatcher.handle_input(Timestamp(0), Input::Agent(profile(n))));
    dispatcher
}

/// An offer that rings, or a talk.
#[derive(Clone, Debug)]
struct With {
    agent: AgentId,
    since: Timestamp,
    before: f64,
}

/// A day, and what its book has of it.
struct Day {
    dice: ChaCha8Rng,
    now: Timestamp,
    dispatcher: Dispatcher,
    requests: BTreeMap<CallId, RouteRequest>,
    ringing: BTreeMap<OfferId, (CallId, With)>,
    talks: BTreeMap<CallId, With>,
    book: Vec<Past>,
    calls: u128,
}

impl Day {
    fn new(seed: u64) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let now = Timestamp(1_795_900_000_000 + dice.random_range(0..86_400_000));
        let (requests, ringing, talks) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut day =
            Self { dice, now, dispatcher: dispatcher(), requests, ringing, talks, book: Vec::new(), calls: 0 };
        (0..AGENTS).for_each(|n| day.tell(Input::SignedIn { agent: agent(n) }));
        day
    }

    fn tell(&mut self, input: Input) {
        self.dispatcher.handle_input(self.now, input);
        self.hear();
    }

    fn hear(&mut self) {
        while let Some(output) = self.dispatcher.poll_output() {
            let Output::ToCall { call, update } = output else { continue };
            match update {
                RouteUpdate::Offer { offer, agent, reasons, .. } => {
                    let with = With { agent, since: self.now, before: f64::from(reasons.weight) };
                    self.ringing.insert(offer, (call, with));
                }
                RouteUpdate::PlaceKept { since } => {
                    let request = self.requests.get_mut(&call).unwrap();
                    request.since = since;
                    let number = request.caller.clone().unwrap();
                    // The book tells which place was taken up again.
                    let left = |past: &Past| matches!(&past.what, Happened::Left { caller, .. } if *caller == number);
                    self.book.retain(|past| !left(past));
                }
                RouteUpdate::Withdrawn { offer } => {
                    self.ringing.remove(&offer);
                    self.tell(Input::OfferEnded { offer, outcome: OfferOutcome::Withdrawn });
                }
                RouteUpdate::Overflowed { .. } | RouteUpdate::Waiting { .. } => {}
                RouteUpdate::Left | RouteUpdate::NoOne { .. } => {}
            }
        }
    }

    fn note(&mut self, what: Happened) {
        self.book.push(Past { at: self.now, what });
    }

    fn mood(&mut self) -> MoodScores {
        let mut scores: [f32; 6] = std::array::from_fn(|_| self.dice.random::<f32>());
        let sum: f32 = scores.iter().sum();
        scores.iter_mut().for_each(|score| *score /= sum);
        if self.dice.random_bool(0.4) {
            MoodScores::from_array([0.9, 0.1, 0.0, 0.0, 0.0, 0.0])
        } else {
            MoodScores::from_array(scores)
        }
    }

    fn comes(&mut self) {
        self.calls += 1;
        let (call, mood) = (CallId::numbered(self.calls), self.mood());
        let queue = if self.dice.random_bool(0.7) { "support" } else { "sales" };
        let number = self.dice.random_range(0..CALLERS);
        let request = request(call, queue, number, mood, self.now);
        self.requests.insert(call, request.clone());
        self.tell(Input::Request(Box::new(request)));
    }

    fn answers(&mut self) {
        let Some((offer, (call, with))) = self.ringing.pop_first() else { return };
        let outcome = match self.dice.random_range(0..10) {
            0 => OfferOutcome::Refused { cause: RefusalCause::NoAnswer },
            1 => OfferOutcome::Refused { cause: RefusalCause::Declined },
            _ => OfferOutcome::Accepted,
        };
        if outcome == OfferOutcome::Accepted {
            self.requests.remove(&call);
            self.talks.insert(call, With { since: self.now, ..with.clone() });
            self.note(Happened::Took { agent: with.agent, weight: with.before });
        }
        self.tell(Input::OfferEnded { offer, outcome });
    }

    fn hangs_up(&mut self) {
        let Some((call, With { agent, since, before })) = self.talks.pop_first() else { return };
        let mood = self.mood();
        let end = *[TalkEnd::Done, TalkEnd::Done, TalkEnd::Done, TalkEnd::Abuse].choose(&mut self.dice).unwrap();
        let (time, during) = (self.now.since(since), load::weight(mood));
        self.note(Happened::Talked { agent: agent.clone(), time, before, during, end });
        self.tell(Input::TalkEnded { agent, end, mood });
        self.tell(Input::CallGone { call });
    }

    fn gives_up(&mut self) {
        let calls: Vec<CallId> = self.requests.keys().copied().collect();
        let Some(call) = calls.choose(&mut self.dice).copied() else { return };
        self.leaves(call);
    }

    fn leaves(&mut self, call: CallId) {
        let RouteRequest { caller, queue, since, .. } = self.requests.remove(&call).unwrap();
        self.ringing.retain(|_, (of, _)| *of != call);
        self.note(Happened::Left { caller: caller.unwrap(), queue, since });
        self.tell(Input::CallGone { call });
    }

    fn rests(&mut self) {
        let agent = agent(self.dice.random_range(0..AGENTS));
        let reason = *REASONS.choose(&mut self.dice).unwrap();
        let input = match self.dice.random_range(0..10) {
            0..3 => Input::NotReady { agent, reason },
            3..8 => Input::Ready { agent },
            8 => Input::SignedOut { agent },
            _ => Input::SignedIn { agent },
        };
        self.tell(input);
    }

    fn step(&mut self) {
        self.now = self.now + Duration::from_millis(self.dice.random_range(1..60_000));
        while self.dispatcher.poll_timeout().is_some_and(|(due, _)| due <= self.now) {
            self.dispatcher.handle_timeout(self.now);
            self.hear();
        }
        match self.dice.random_range(0..100) {
            0..30 => self.comes(),
            30..60 => self.answers(),
            60..85 => self.hangs_up(),
            85..93 => self.gives_up(),
            _ => self.rests(),
        }
    }

    /// Everything ends in this moment: talks are cut, and with them who waits.
    fn crashes(&mut self) {
        while let Some((call, With { agent, since, before })) = self.talks.pop_first() {
            let (time, end) = (self.now.since(since), TalkEnd::Done);
            self.note(Happened::Talked { agent, time, before, during: before, end });
            self.tell(Input::CallGone { call });
        }
        while let Some(call) = self.requests.keys().next().copied() {
            self.leaves(call);
        }
        for n in 0..AGENTS {
            self.tell(Input::SignedOut { agent: agent(n) });
        }
    }

    /// Another dispatcher, told what is remembered.
    fn recalled(&self, rests: KeptRests) -> Dispatcher {
        let since = config().remembered_since(self.now);
        let book = self.book.iter().filter(|past| past.at >= since).cloned();
        let mut other = dispatcher();
        other.handle_input(self.now, Input::Recall(book.chain(rests.into_past()).collect()));
        other
    }
}

fn request(call: CallId, queue: &str, number: u32, mood: MoodScores, since: Timestamp) -> RouteRequest {
    RouteRequest {
        call,
        queue: queue.into(),
        caller: Some(caller(number)),
        language: Language::Ar,
        intent: None,
        mood,
        skills: BTreeMap::new(),
        emergency: false,
        since,
        only: None,
        abused: BTreeSet::new(),
    }
}

/// The place each caller has who calls again now.
fn places(dispatcher: &mut Dispatcher, now: Timestamp) -> Vec<Option<Timestamp>> {
    let mut kept = Vec::new();
    for queue in ["support", "sales"] {
        for n in 0..CALLERS {
            let call = CallId::numbered(1_000_000 + u128::from(n));
            dispatcher.handle_input(now, Input::Request(Box::new(request(call, queue, n, MoodScores::NEUTRAL, now))));
            let place = std::iter::from_fn(|| dispatcher.poll_output()).find_map(|output| match output {
                Output::ToCall { update: RouteUpdate::PlaceKept { since }, .. } => Some(since),
                Output::ToCall { .. } | Output::AgentChanged { .. } => None,
            });
            kept.push(place);
            dispatcher.handle_input(now, Input::Leave { call });
        }
    }
    kept
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6
}

fn assert_same(ran: &Dispatcher, told: &Dispatcher, day: &Day, seed: u64) {
    let (config, now) = (config(), day.now);
    let since = config.remembered_since(now);
    for (one, other) in ran.agents.iter().zip(told.agents.iter()) {
        let (care, recalled) = (one.carried.view(now, &config), other.carried.view(now, &config));
        let numbers = |care: wasl_model::Care| [care.hard_minutes, care.budget_used, care.hard_minutes_since_rest];
        let same = numbers(care).into_iter().zip(numbers(recalled)).all(|(one, other)| near(one, other));
        assert!(same, "{seed}: {care:?} and {recalled:?}");
        let counts = |care: wasl_model::Care| (care.hard_calls, care.abuse, care.rest_offered, care.rested);
        assert_eq!(counts(care), counts(recalled), "{seed}: {care:?} and {recalled:?}");
        assert_eq!(one.carried.spared_until(&config), other.carried.spared_until(&config), "{seed}");
        let half_life = config.half_life();
        assert!(near(one.load.now(now, half_life), other.load.now(now, half_life)), "{seed}");
        let today = config.day(now);
        assert_eq!(
            (one.tally.calls(today), one.tally.talk(today)),
            (other.tally.calls(today), other.tally.talk(today))
        );
        let took = |past: &Past| matches!(&past.what, Happened::Took { agent, .. } if *agent == one.id);
        if day.book.iter().any(|past| past.at >= since && took(past)) {
            assert_eq!(one.hot_in_a_row, other.hot_in_a_row, "{seed}");
        }
        let away = |agent: &Agent| agent.away.filter(Away::lasts).map(|away| (away.reason, away.since));
        assert_eq!(away(one), away(other), "{seed}");
        assert_eq!(one.state(), other.state(), "{seed}");
    }
}

fn day(seed: u64, steps: u32) -> (u32, usize) {
    let mut day = Day::new(seed);
    for _ in 0..steps {
        day.step();
    }
    // What was kept of rests last, a moment before the end.
    let rests = day.dispatcher.rests();
    day.crashes();
    let mut told = day.recalled(rests);
    assert_same(&day.dispatcher, &told, &day, seed);
    // Everybody is back within the minute.
    day.now = day.now + Duration::from_secs(20);
    for n in 0..AGENTS {
        day.tell(Input::SignedIn { agent: agent(n) });
        told.handle_input(day.now, Input::SignedIn { agent: agent(n) });
    }
    assert_same(&day.dispatcher, &told, &day, seed);
    let calls = day.dispatcher.agents.iter().map(|agent| agent.tally.calls(config().day(day.now))).sum();
    let kept = places(&mut day.dispatcher, day.now);
    assert_eq!(kept, places(&mut told, day.now), "{seed}");
    (calls, kept.iter().flatten().count())
}

#[test]
fn a_dispatcher_told_of_the_day_knows_what_one_knows_that_ran_through_it() {
    let (mut calls, mut places) = (0, 0);
    for seed in 0..80 {
        let (of_agents, kept) = day(seed, 40 + 15 * seed as u32);
        (calls, places) = (calls + of_agents, places + kept);
    }
    assert!(calls > 2_000 && places > 50, "{calls} calls and {places} places say little");
}

#[test]
fn of_whom_no_rest_is_known_none_is_assumed() {
    let config = config();
    let now = Timestamp(1_795_950_000_000);
    let began = Timestamp(now.as_millis() - 3 * 3_600_000);
    let mut dispatcher = dispatcher();
    let (time, end) = (Duration::from_secs(1200), TalkEnd::Abuse);
    let talked = Happened::Talked { agent: agent(0), time, before: 0.9, during: 0.9, end };
    dispatcher.handle_input(
        now,
        Input::Recall(vec![
            Past { at: began, what: Happened::Took { agent: agent(0), weight: 0.9 } },
            Past { at: began + time, what: talked },
        ]),
    );
    dispatcher.handle_input(now + Duration::from_secs(60), Input::SignedIn { agent: agent(0) });
    let care = dispatcher.agents(now)[0].care;
    assert!(care.rest_offered && care.rested == Some(began) && near(care.hard_minutes, 18.0), "{care:?}");
    let slot = dispatcher.agents.slot(&agent(0)).unwrap();
    assert!(!dispatcher.gists.of(slot).is_rested(config.day(now)), "hot callers go to others");
    dispatcher.handle_input(now, Input::NotReady { agent: agent(0), reason: NotReadyReason::Break });
    let rested = now + Duration::from_secs(600);
    dispatcher.handle_input(rested, Input::Ready { agent: agent(0) });
    assert!(!dispatcher.agents(rested)[0].care.rest_offered, "until a rest is taken");
}

#[test]
fn somebody_away_is_still_away_when_the_phone_comes_back() {
    let now = Timestamp(1_795_950_000_000);
    let mut before = dispatcher();
    before.handle_input(now, Input::SignedIn { agent: agent(0) });
    before.handle_input(now, Input::NotReady { agent: agent(0), reason: NotReadyReason::Prayer });
    let kept = serde_json::to_string(&before.rests()).unwrap();
    let rests: KeptRests = serde_json::from_str(&kept).unwrap();
    let mut after = dispatcher();
    after.handle_input(now, Input::Recall(rests.into_past().collect()));
    after.handle_input(now, Input::SignedIn { agent: agent(0) });
    let since = now;
    assert_eq!(after.agents(now)[0].state, wasl_model::AgentState::NotReady { reason: NotReadyReason::Prayer, since });
}
