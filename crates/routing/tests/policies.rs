//! What a queue's configuration does to who is offered to whom: one small story each.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wasl_model::{
    AgentId, AgentProfile, CallId, Language, MoodScores, OfferId, OfferOutcome, OfferReasons, RouteRequest,
    RouteUpdate, Seat, SkillLevel, TalkEnd, Timestamp,
};
use wasl_routing::meter::Meter;
use wasl_routing::{Dispatcher, Input, LastAgent, Order, Output, QueueConfig, Ring, RoutingConfig, Strategy, Tiers};

struct Floor {
    dispatcher: Dispatcher,
    now: Timestamp,
    offers: Vec<(u128, AgentId, OfferId, OfferReasons)>,
    withdrawn: BTreeSet<OfferId>,
}

impl Floor {
    fn new(support: QueueConfig, house: RoutingConfig) -> Self {
        let queues = BTreeMap::from([("support".into(), QueueConfig { wrap_up_s: 0, ..support })]);
        let dispatcher = Dispatcher::new(RoutingConfig { queues, ..house }, 7).unwrap();
        Self { dispatcher, now: Timestamp(1_000_000), offers: Vec::new(), withdrawn: BTreeSet::new() }
    }

    fn of(strategy: Strategy, support: QueueConfig) -> Self {
        Self::new(support, RoutingConfig { strategy, ..RoutingConfig::default() })
    }

    fn tell(&mut self, input: Input) {
        self.dispatcher.handle_input(self.now, input);
        self.listen();
    }

    fn listen(&mut self) {
        while let Some(output) = self.dispatcher.poll_output() {
            let Output::ToCall { call, update } = output else { continue };
            if let RouteUpdate::Offer { offer, agent, reasons, .. } = update {
                self.offers.push((call.0.as_u128(), agent, offer, reasons));
            } else if let RouteUpdate::Withdrawn { offer } = update {
                self.withdrawn.insert(offer);
            }
        }
    }

    fn wait(&mut self, s: u64) {
        let until = self.now + Duration::from_secs(s);
        while let Some((at, _)) = self.dispatcher.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.dispatcher.handle_timeout(self.now);
            self.listen();
        }
        self.now = until;
    }

    fn agent(&mut self, id: &str, seat: Seat, cards: u8) {
        let level = |n| SkillLevel::new(n).unwrap();
        self.tell(Input::Agent(AgentProfile {
            id: id.into(),
            display_name: String::new(),
            queues: vec!["support".into()],
            languages: BTreeMap::from([(Language::Ar, level(3))]),
            skills: SkillLevel::new(cards).map(|level| ("cards".into(), level)).into_iter().collect(),
            moods: BTreeMap::new(),
            seats: BTreeMap::from([("support".into(), seat)]),
            attributes: BTreeMap::new(),
        }));
        self.tell(Input::SignedIn { agent: id.into() });
        self.wait(1);
    }

    fn agents(&mut self, ids: &[&str]) {
        ids.iter().for_each(|id| self.agent(id, Seat::default(), 3));
    }

    fn call(&mut self, n: u128) {
        self.tell(Input::Request(Box::new(RouteRequest {
            call: CallId::numbered(n),
            queue: "support".into(),
            caller: Some(format!("05{}", n % 10).into()),
            language: Language::Ar,
            intent: None,
            mood: MoodScores::NEUTRAL,
            skills: BTreeMap::new(),
            emergency: false,
            since: self.now,
            only: None,
            abused: BTreeSet::new(),
        })));
    }

    fn ends(&mut self, at: usize, outcome: OfferOutcome) {
        let offer = self.offers[at].2;
        self.tell(Input::OfferEnded { offer, outcome });
    }

    /// The last offer is accepted, and the talk is over after so long.
    fn talks(&mut self, s: u64) {
        let agent = self.offers.last().unwrap().1.clone();
        self.ends(self.offers.len() - 1, OfferOutcome::Accepted);
        self.wait(s);
        self.tell(Input::TalkEnded { agent, end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
    }

    fn offered(&self) -> Vec<(u128, &str)> {
        self.offers.iter().map(|(call, agent, ..)| (*call, agent.as_str())).collect()
    }
}

#[test]
fn all_ring_the_first_answer_wins_and_the_others_stop() {
    let mut floor = Floor::of(Strategy::RingAll, QueueConfig { ring_most: 2, ..QueueConfig::default() });
    floor.agents(&["a", "b", "c"]);
    floor.call(1);
    assert_eq!(floor.offered(), [(1, "a"), (1, "b")], "two at once, the longest idle first");
    floor.ends(1, OfferOutcome::Accepted);
    assert_eq!(floor.withdrawn, BTreeSet::from([floor.offers[0].2]));
    floor.call(2);
    assert_eq!(floor.offered()[2..], [(2, "c")], "a is bound until the call says that it stopped ringing");
    floor.ends(0, OfferOutcome::Withdrawn);
    floor.ends(2, OfferOutcome::CallerGone);
    floor.call(3);
    assert_eq!(floor.offered()[3..], [(3, "a"), (3, "c")]);
}

#[test]
fn when_all_rang_in_vain_the_call_is_offered_on() {
    let mut floor = Floor::of(Strategy::RingAll, QueueConfig { ring_most: 2, ..QueueConfig::default() });
    floor.agents(&["a", "b", "c"]);
    floor.call(1);
    let refused = OfferOutcome::Refused { cause: wasl_model::RefusalCause::NoAnswer };
    floor.ends(0, refused);
    assert_eq!(floor.offers.len(), 2, "the other still rings");
    floor.ends(1, refused);
    assert_eq!(floor.offered()[2..], [(1, "c")], "a and b are left out for a while");
}

#[test]
fn turns_are_remembered() {
    let mut floor = Floor::of(Strategy::RoundRobin, QueueConfig::default());
    floor.agents(&["a", "b", "c"]);
    for n in 1..=4 {
        floor.call(n);
        floor.talks(10);
    }
    assert_eq!(floor.offered(), [(1, "a"), (2, "b"), (3, "c"), (4, "a")]);
}

#[test]
fn lots_fall_by_weight_and_the_same_seed_draws_the_same() {
    let draw = || {
        let mut floor = Floor::of(Strategy::WeightedRandom, QueueConfig::default());
        for (id, weight) in [("a", 3), ("b", 1), ("c", 0)] {
            floor.agent(id, Seat { weight, ..Seat::default() }, 3);
        }
        for n in 1..=2_000 {
            floor.call(n);
            floor.talks(1);
        }
        floor.offers.iter().map(|(_, agent, ..)| agent.as_str().to_owned()).collect::<Vec<_>>()
    };
    let drawn = draw();
    let of_a = drawn.iter().filter(|agent| *agent == "a").count();
    assert!((1_440..1_560).contains(&of_a), "three in four: {of_a} of 2000");
    assert!(!drawn.contains(&"c".to_owned()), "no weight, no lot");
    assert_eq!(drawn, draw());
}

#[test]
fn the_second_tier_is_asked_after_its_wait() {
    let tiers = Some(Tiers { wait_s: 20, multiply: true, skip_empty: true });
    let mut floor = Floor::of(Strategy::LongestIdle, QueueConfig { tiers, ..QueueConfig::default() });
    floor.agent("second", Seat { tier: 2, ..Seat::default() }, 3);
    floor.call(1);
    assert_eq!(floor.offered(), [(1, "second")], "nobody is in the first");
    floor.agent("first", Seat::default(), 3);
    floor.ends(0, OfferOutcome::CallerGone);
    floor.call(2);
    assert_eq!(floor.offered()[1], (2, "first"));
    floor.call(3);
    floor.wait(19);
    assert_eq!(floor.offers.len(), 2);
    floor.wait(1);
    assert_eq!(floor.offered()[2], (3, "second"));
    assert!(floor.offers[2].3.parts.iter().any(|part| part.name == "wider_tier"));
}

#[test]
fn rings_ask_less_after_longer_waits() {
    let rings = vec![
        Ring { after_s: 10, lower: 2, ..Ring::default() },
        Ring { after_s: 20, without: vec!["cards".into()], ..Ring::default() },
    ];
    let skills = BTreeMap::from([("cards".into(), SkillLevel::new(5).unwrap())]);
    let mut floor = Floor::of(Strategy::LongestIdle, QueueConfig { rings, skills, ..QueueConfig::default() });
    floor.agent("three", Seat::default(), 3);
    floor.agent("none", Seat::default(), 0);
    floor.call(1);
    floor.call(2);
    floor.wait(9);
    assert_eq!(floor.offered(), []);
    floor.wait(1);
    assert_eq!(floor.offered(), [(1, "three")]);
    floor.wait(10);
    assert_eq!(floor.offered()[1], (2, "none"));
}

#[test]
fn the_last_agent_is_waited_for_and_not_for_ever() {
    let last_agent = LastAgent::Hold { most_s: 15 };
    let mut floor = Floor::of(Strategy::LongestIdle, QueueConfig { last_agent, ..QueueConfig::default() });
    floor.agents(&["a", "b"]);
    floor.call(1);
    floor.talks(5);
    floor.call(2);
    floor.ends(1, OfferOutcome::Accepted);
    floor.tell(Input::Outside { agent: "b".into(), busy: false });
    floor.call(12);
    assert_eq!(floor.offered()[1..], [(2, "b")], "the caller of b waits for b although a is free");
    floor.wait(15);
    assert_eq!(floor.offered()[2], (12, "a"));
}

#[test]
fn the_last_comer_first_and_priority_as_time_waited() {
    let serve = |order, priorities: BTreeMap<_, _>| {
        let house = RoutingConfig { strategy: Strategy::LongestIdle, priorities, ..RoutingConfig::default() };
        let mut floor = Floor::new(QueueConfig { order, ..QueueConfig::default() }, house);
        floor.agents(&["a"]);
        for n in 1..=3 {
            floor.call(n);
            floor.wait(1);
        }
        for _ in 0..2 {
            floor.talks(1);
        }
        floor.offered().into_iter().map(|(call, _)| call).collect::<Vec<_>>()
    };
    assert_eq!(serve(Order::Lifo, BTreeMap::new()), [1, 3, 2]);
    assert_eq!(serve(Order::Priority { step_s: 60 }, BTreeMap::new()), [1, 2, 3]);
}

#[test]
fn by_worth_a_familiar_caller_comes_forward_for_that_agent_alone() {
    let second = |frees: usize| {
        let queue = QueueConfig { order: Order::Index { most_s: 120 }, ..QueueConfig::default() };
        let mut floor = Floor::of(Strategy::Wasl, queue);
        floor.agents(&["a", "b"]);
        for n in [1, 2] {
            floor.call(n);
            floor.ends(floor.offers.len() - 1, OfferOutcome::Accepted);
        }
        assert_eq!(floor.offered(), [(1, "a"), (2, "b")]);
        for n in [3, 11] {
            floor.call(n);
            floor.wait(1);
        }
        let agent = floor.offers[frees].1.clone();
        floor.tell(Input::TalkEnded { agent, end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
        floor.offers[2].0
    };
    assert_eq!(second(0), 11, "a served that caller before");
    assert_eq!(second(1), 3, "for b, who came first");
}

#[test]
fn the_meter_switches_the_policy_and_stamps_the_offer() {
    let meter = Meter { a: Strategy::LongestIdle, b: Strategy::TopDown, block_min: 30, washout_min: 5, seed: 1 };
    let house = RoutingConfig { meter: Some(meter), utc_offset_min: 0, ..RoutingConfig::default() };
    let mut floor = Floor::new(QueueConfig::default(), house);
    floor.agents(&["a", "b"]);
    for n in 1..=96 {
        floor.call(n);
        floor.talks(30);
        floor.wait(15 * 60 - 30);
    }
    let mut stamps = BTreeSet::new();
    for (_, _, _, reasons) in &floor.offers {
        match reasons.arm.as_deref() {
            Some("a") => assert_eq!(reasons.strategy, "longest_idle"),
            Some("b") => assert_eq!(reasons.strategy, "top_down"),
            other => assert_eq!(other, None),
        }
        stamps.insert(reasons.arm.clone());
    }
    assert!(stamps.contains(&Some("a".to_owned())) && stamps.contains(&Some("b".to_owned())));
}
