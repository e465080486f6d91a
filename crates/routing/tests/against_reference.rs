//! The dispatcher against a slow, obvious reference under random histories.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use rand::Rng as _;
use rand::SeedableRng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use wasl_model::{
    AgentId, AgentProfile, CallId, IntentGuess, Language, Mood, MoodScores, NotReadyReason, OfferId, OfferOutcome, Pii,
    RefusalCause, RouteRequest, RouteUpdate, Seat, SkillLevel, TalkEnd, Timestamp,
};
use wasl_routing::{
    Dispatcher, Expression, Input, LastAgent, Order, Output, Overflow, QueueConfig, Ring, RoutingConfig, Strategy,
    Tiers,
};

mod reference;
use reference::Reference;

fn config(dice: &mut ChaCha8Rng) -> RoutingConfig {
    let level = SkillLevel::new(2).unwrap();
    let support = queue(dice);
    let sales = QueueConfig { overflow: Some(Overflow { after_s: 30, to: "support".into() }), ..queue(dice) };
    let cards = QueueConfig {
        skills: BTreeMap::from([("cards".into(), level)]),
        relax_skills_after_s: maybe(dice, 25),
        overflow: dice.random_bool(0.3).then(|| Overflow { after_s: 40, to: "sales".into() }),
        ..queue(dice)
    };
    RoutingConfig {
        queues: BTreeMap::from([("support".into(), support), ("sales".into(), sales), ("cards".into(), cards)]),
        strategy: *Strategy::ALL.choose(dice).unwrap(),
        priorities: BTreeMap::from([("cards".into(), 3)]),
        hard_minutes_a_day: *[0.2, 60.0].choose(dice).unwrap(),
        utc_offset_min: dice.random_range(-20..20),
        ..RoutingConfig::default()
    }
}

fn maybe(dice: &mut ChaCha8Rng, s: u64) -> Option<u64> {
    dice.random_bool(0.3).then_some(s)
}

fn queue(dice: &mut ChaCha8Rng) -> QueueConfig {
    let order = match dice.random_range(0..6) {
        0..3 => Order::Fifo,
        3 => Order::Lifo,
        4 => Order::Priority { step_s: 5 },
        _ => Order::Index { most_s: 30 },
    };
    let last_agent = match dice.random_range(0..6) {
        0 => LastAgent::Prefer,
        1 => LastAgent::Hold { most_s: 10 },
        _ => LastAgent::Ignore,
    };
    let tiers = Tiers { wait_s: 8, multiply: dice.random_bool(0.5), skip_empty: dice.random_bool(0.5) };
    let rings = [
        Ring {
            after_s: 10,
            lower: 1,
            without: vec![],
            requires: dice.random_bool(0.5).then(|| expression("skill.cards")),
        },
        Ring { after_s: 20, lower: 3, without: vec!["cards".into()], requires: None },
    ];
    QueueConfig {
        strategy: dice.random_bool(0.6).then(|| *Strategy::ALL.choose(dice).unwrap()),
        order,
        ahead_s: *[0, 0, 20].choose(dice).unwrap(),
        requires: dice.random_bool(0.2).then(|| expression("language.ar >= 3 or attribute.site = riyadh")),
        rings: if dice.random_bool(0.3) { rings.to_vec() } else { Vec::new() },
        tiers: dice.random_bool(0.3).then_some(tiers),
        last_agent,
        ring_most: dice.random_range(1..4),
        ring_s: 15,
        wrap_up_s: dice.random_range(0..20),
        relax_language_after_s: maybe(dice, 20),
        ..QueueConfig::default()
    }
}

fn expression(text: &str) -> Expression {
    text.parse().unwrap()
}

fn profile(dice: &mut ChaCha8Rng, n: usize) -> AgentProfile {
    let level = |dice: &mut ChaCha8Rng| SkillLevel::new(dice.random_range(1..=5)).unwrap();
    let queues = ["support", "sales", "cards"].into_iter().filter(|_| dice.random_bool(0.7)).map(Into::into).collect();
    let languages = Language::ALL.into_iter().filter(|_| dice.random_bool(0.8)).collect::<Vec<_>>();
    let seat =
        Seat { tier: dice.random_range(1..=3), position: dice.random_range(1..=2), weight: dice.random_range(0..3) };
    let site = if dice.random_bool(0.5) { "riyadh" } else { "jeddah" };
    AgentProfile {
        id: agent(n),
        display_name: String::new(),
        queues,
        languages: languages.into_iter().map(|language| (language, level(dice))).collect(),
        skills: if dice.random_bool(0.6) { BTreeMap::from([("cards".into(), level(dice))]) } else { BTreeMap::new() },
        moods: Mood::ALL.into_iter().map(|mood| (mood, level(dice))).collect(),
        seats: if dice.random_bool(0.7) { BTreeMap::from([("support".into(), seat)]) } else { BTreeMap::new() },
        attributes: BTreeMap::from([("site".to_owned(), site.to_owned())]),
    }
}

fn agent(n: usize) -> AgentId {
    AgentId(format!("agent{n}"))
}

const ANGRY: MoodScores = MoodScores::from_array([0.9, 0.1, 0.0, 0.0, 0.0, 0.0]);

struct History {
    seed: u64,
    dice: ChaCha8Rng,
    dispatcher: Dispatcher,
    reference: Reference,
    now: Timestamp,
    agents: usize,
    calls: u128,
    open: Vec<(OfferId, bool)>,
    hash: DefaultHasher,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let config = config(&mut dice);
        let mut history = Self {
            seed,
            dispatcher: Dispatcher::new(config.clone(), seed).unwrap(),
            reference: Reference::new(config),
            now: Timestamp(1_000_000),
            agents: dice.random_range(1..=6),
            calls: 0,
            open: Vec::new(),
            hash: DefaultHasher::new(),
            dice,
        };
        for n in 0..history.agents {
            let profile = profile(&mut history.dice, n);
            history.tell(Input::Agent(profile));
            history.tell(Input::SignedIn { agent: agent(n) });
        }
        history
    }

    fn tell(&mut self, input: Input) {
        self.reference.passes(self.now);
        self.reference.hears(self.now, &input);
        self.dispatcher.handle_input(self.now, input);
        self.look();
    }

    fn look(&mut self) {
        while let Some(output) = self.dispatcher.poll_output() {
            format!("{output:?}").hash(&mut self.hash);
            self.reference.sees(self.now, &output);
            if let Output::ToCall { update, .. } = output {
                match update {
                    RouteUpdate::Offer { offer, .. } => self.open.push((offer, false)),
                    RouteUpdate::Withdrawn { offer } => {
                        self.open.iter_mut().filter(|open| open.0 == offer).for_each(|open| open.1 = true);
                    }
                    RouteUpdate::Waiting { .. } | RouteUpdate::PlaceKept { .. } => {}
                    RouteUpdate::Overflowed { .. } | RouteUpdate::NoOne { .. } | RouteUpdate::Left => {}
                }
            }
        }
        self.reference.settled(self.now);
    }

    fn wait(&mut self, for_ms: u64) {
        let until = self.now + Duration::from_millis(for_ms);
        while let Some((at, _)) = self.dispatcher.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.reference.passes(self.now);
            self.dispatcher.handle_timeout(self.now);
            self.look();
        }
        self.now = until;
    }

    fn step(&mut self) {
        let n = self.dice.random_range(0..self.agents);
        let agent = agent(n);
        match self.dice.random_range(0..100) {
            0..30 => self.request(),
            30..36 => self.leave(),
            36..55 => self.end_an_offer(),
            55..65 => self.end_a_talk(),
            65..75 => self.tell(Input::SignedIn { agent }),
            75..77 => self.tell(Input::SignedOut { agent }),
            77..83 => self.tell(Input::Ready { agent }),
            83..86 => self.tell(Input::NotReady { agent, reason: NotReadyReason::Break }),
            86..89 => {
                let busy = self.dice.random_bool(0.2);
                self.tell(Input::Outside { agent, busy });
            }
            89..91 => self.tell(Input::WrapUpDone { agent }),
            91..93 => self.tell(Input::ExtendWrapUp { agent }),
            93..95 => {
                let profile = profile(&mut self.dice, n);
                self.tell(Input::Agent(profile));
            }
            95 if self.dice.random_bool(0.3) => self.tell(Input::AgentRemoved { agent }),
            _ => {
                let call = self.some_call();
                self.tell(Input::CallGone { call });
            }
        }
        let for_ms = if self.dice.random_bool(0.3) { 0 } else { self.dice.random_range(0..9_000) };
        self.wait(for_ms);
    }

    fn some_call(&mut self) -> CallId {
        CallId::numbered(self.dice.random_range(0..self.calls.max(1)))
    }

    fn request(&mut self) {
        let call = CallId::numbered(self.calls);
        self.calls += 1;
        let mood = *[MoodScores::NEUTRAL, ANGRY].choose(&mut self.dice).unwrap();
        let intent = IntentGuess { intent: Some("cards".into()), confidence: 0.9, alternatives: vec![] };
        let caller = self.dice.random_bool(0.8).then(|| Pii::new(format!("05{}", self.dice.random_range(0..6))));
        let only = self.dice.random_bool(0.05).then(|| agent(self.dice.random_range(0..self.agents)));
        let queue = *["support", "sales", "cards", "nowhere"]
            .choose_weighted(&mut self.dice, |q| if *q == "nowhere" { 1 } else { 20 })
            .unwrap();
        let back = self.dice.random_bool(0.1);
        let abused = (0..self.agents).filter(|_| self.dice.random_bool(0.02)).map(agent).collect();
        let request = RouteRequest {
            call,
            queue: queue.into(),
            caller,
            language: if self.dice.random_bool(0.7) { Language::Ar } else { Language::En },
            intent: self.dice.random_bool(0.5).then_some(intent),
            mood,
            skills: BTreeMap::new(),
            emergency: self.dice.random_bool(0.05),
            since: if back { Timestamp(self.now.as_millis() - 40_000) } else { self.now },
            only,
            abused,
        };
        self.tell(Input::Request(Box::new(request)));
    }

    fn leave(&mut self) {
        let call = self.some_call();
        self.tell(Input::Leave { call });
        let open = self.reference.open_offers();
        self.open.retain(|(offer, _)| open.contains(offer));
    }

    fn end_an_offer(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let at = self.dice.random_range(0..self.open.len());
        let (offer, withdrawn) = self.open.swap_remove(at);
        let outcome = match self.dice.random_range(0..10) {
            0..5 => OfferOutcome::Accepted,
            5 => OfferOutcome::CallerGone,
            _ if withdrawn => OfferOutcome::Withdrawn,
            6 => OfferOutcome::Refused { cause: RefusalCause::Declined },
            7 => OfferOutcome::Refused { cause: RefusalCause::Busy },
            _ => OfferOutcome::Refused { cause: RefusalCause::NoAnswer },
        };
        self.tell(Input::OfferEnded { offer, outcome });
    }

    fn end_a_talk(&mut self) {
        if let Some((agent, _)) = self.reference.talking().choose(&mut self.dice).cloned() {
            let ends = [TalkEnd::Done, TalkEnd::Done, TalkEnd::Done, TalkEnd::LineLost, TalkEnd::Abuse];
            let end = *ends.choose(&mut self.dice).unwrap();
            let mood = if self.dice.random_bool(0.3) { ANGRY } else { MoodScores::NEUTRAL };
            self.tell(Input::TalkEnded { agent, end, mood });
        }
    }

    fn run(&mut self, steps: usize) -> (u64, u64) {
        for _ in 0..steps {
            self.step();
        }
        (self.reference.offered, self.hash.finish())
    }
}

fn check(histories: u64) {
    let offered: u64 = (0..histories).map(|seed| History::new(seed).run(150).0).sum();
    assert!(offered > histories * 10, "the histories are worth something: {offered} offers");
}

impl Drop for History {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("history {} breaks a rule", self.seed);
        }
    }
}

#[test]
fn the_dispatcher_keeps_every_rule_of_the_reference_under_random_histories() {
    check(300);
}

#[test]
#[ignore = "minutes; run it in release"]
fn the_dispatcher_keeps_every_rule_of_the_reference_under_a_hundred_thousand_histories() {
    check(100_000);
}

#[test]
fn the_same_seed_gives_the_same_story() {
    for seed in 0..10 {
        assert_eq!(History::new(seed).run(200), History::new(seed).run(200));
    }
    assert_ne!(History::new(1).run(200).1, History::new(2).run(200).1);
}
