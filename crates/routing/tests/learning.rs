//! What is learnt, and what nothing learnt comes to.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use wasl_model::{
    AgentId, AgentProfile, CallId, IntentGuess, Language, MoodScores, OfferId, OfferOutcome, RouteRequest, RouteUpdate,
    SkillLevel, TalkEnd, Timestamp,
};
use wasl_routing::{
    Dispatcher, Input, Learnt, Ledger, Outcome, Output, Prices, QueueConfig, RoutingConfig, Strategy, Values,
};

fn dispatcher(strategy: Strategy) -> Dispatcher {
    let support = QueueConfig { wrap_up_s: 3, ..QueueConfig::default() };
    let queues = BTreeMap::from([("support".into(), support)]);
    Dispatcher::new(RoutingConfig { queues, strategy, ..RoutingConfig::default() }, 7).unwrap()
}

fn agent(id: &str, skilled: bool) -> AgentProfile {
    let three = SkillLevel::new(3).unwrap();
    AgentProfile {
        id: id.into(),
        display_name: id.to_owned(),
        queues: vec!["support".into()],
        languages: BTreeMap::from([(Language::Ar, three)]),
        skills: skilled.then(|| ("calming".into(), three)).into_iter().collect(),
        moods: BTreeMap::new(),
        seats: BTreeMap::new(),
        attributes: BTreeMap::new(),
    }
}

fn request(n: u128, since: Timestamp, skilled: bool) -> RouteRequest {
    RouteRequest {
        call: CallId::numbered(n),
        queue: "support".into(),
        caller: None,
        language: Language::Ar,
        intent: Some(IntentGuess { intent: Some("cards".into()), confidence: 1.0, alternatives: Vec::new() }),
        mood: MoodScores::NEUTRAL,
        skills: skilled.then(|| ("calming".into(), SkillLevel::new(1).unwrap())).into_iter().collect(),
        emergency: false,
        since,
        only: None,
        abused: BTreeSet::new(),
    }
}

/// Everything offered: the call, and to whom.
fn offers(dispatcher: &mut Dispatcher) -> Vec<(CallId, AgentId, OfferId)> {
    let offer = |output| match output {
        Output::ToCall { call, update: RouteUpdate::Offer { offer, agent, .. } } => Some((call, agent, offer)),
        _ => None,
    };
    std::iter::from_fn(|| dispatcher.poll_output()).filter_map(offer).collect()
}

/// A day of random calls, taken by eight agents of whom half can calm; gives who was offered which call.
fn day(strategy: Strategy, seed: u64) -> Vec<(CallId, AgentId)> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut floor = dispatcher(strategy);
    let mut now = Timestamp(1_000_000);
    floor.handle_input(now, Input::Learnt(Arc::default()));
    for n in 0..8 {
        now = now + Duration::from_secs(dice.random_range(1..20));
        let id = format!("agent-{n}");
        floor.handle_input(now, Input::Agent(agent(&id, n % 2 == 0)));
        floor.handle_input(now, Input::SignedIn { agent: id.as_str().into() });
    }
    let mut history = Vec::new();
    let mut ends: BTreeSet<(Timestamp, AgentId)> = BTreeSet::new();
    for n in 0..400 {
        let next = now + Duration::from_secs(dice.random_range(1..60));
        let (skilled, talk_s) = (dice.random_bool(0.5), dice.random_range(20..400));
        loop {
            let due = floor.poll_timeout().map(|(at, _)| at).filter(|at| *at <= next);
            let end = ends.first().filter(|(at, _)| *at <= next).cloned();
            match (due, end) {
                (Some(at), end) if end.as_ref().is_none_or(|(end, _)| at <= *end) => {
                    now = now.max(at);
                    floor.handle_timeout(now);
                }
                (_, Some((at, agent))) => {
                    now = now.max(at);
                    ends.pop_first();
                    floor.handle_input(now, Input::TalkEnded { agent, end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
                }
                _ => break,
            }
            accept(&mut floor, now, talk_s, &mut history, &mut ends);
        }
        now = next;
        floor.handle_input(now, Input::Request(Box::new(request(n, now, skilled))));
        accept(&mut floor, now, talk_s, &mut history, &mut ends);
    }
    history
}

fn accept(
    floor: &mut Dispatcher,
    now: Timestamp,
    talk_s: u64,
    history: &mut Vec<(CallId, AgentId)>,
    ends: &mut BTreeSet<(Timestamp, AgentId)>,
) {
    for (call, agent, offer) in offers(floor) {
        floor.handle_input(now, Input::OfferEnded { offer, outcome: OfferOutcome::Accepted });
        ends.insert((now + Duration::from_secs(talk_s), agent.clone()));
        history.push((call, agent));
    }
}

#[test]
fn with_nothing_learnt_it_is_the_longest_idle_within_skills() {
    for seed in 0..20 {
        let (cold, idle) = (day(Strategy::Wasl, seed), day(Strategy::LongestIdle, seed));
        assert!(idle.len() > 300, "most calls are served: {}", idle.len());
        let other = cold.iter().zip(&idle).position(|(a, b)| a != b);
        assert_eq!(other.map(|n| (n, &cold[n], &idle[n])), None, "seed {seed}: the first that differs");
        assert!(idle != day(Strategy::TopDown, seed), "and that is something of its own");
    }
}

#[test]
fn what_was_learnt_decides_from_the_moment_it_is_told() {
    let mut floor = dispatcher(Strategy::Wasl);
    let now = Timestamp(1_000_000);
    for id in ["idle-longer", "settles"] {
        floor.handle_input(now, Input::Agent(agent(id, true)));
    }
    floor.handle_input(now, Input::SignedIn { agent: "idle-longer".into() });
    let later = now + Duration::from_secs(200);
    floor.handle_input(later, Input::SignedIn { agent: "settles".into() });
    let mut ledger = Ledger::default();
    for n in 0..60 {
        for (agent, resolved) in [("settles", n % 10 != 0), ("idle-longer", n % 2 == 0)] {
            ledger.add(&Outcome {
                agent: agent.into(),
                intent: Some("cards".into()),
                mood: MoodScores::NEUTRAL,
                waited: Duration::ZERO,
                carried: 0.0,
                busy: Duration::from_secs(100),
                resolved,
                ended_well: None,
            });
        }
    }
    let mut offered = |learnt: Learnt, n| {
        floor.handle_input(later, Input::Learnt(Arc::new(learnt)));
        floor.handle_input(later, Input::Request(Box::new(request(n, later, true))));
        let (_, agent, offer) = offers(&mut floor).remove(0);
        floor.handle_input(later, Input::OfferEnded { offer, outcome: OfferOutcome::CallerGone });
        floor.handle_input(later, Input::CallGone { call: CallId::numbered(n) });
        agent
    };
    assert_eq!(offered(Learnt::default(), 1), "idle-longer".into());
    let values = Values::learn(&ledger, None);
    assert_eq!(offered(Learnt::new(values, Prices::default()), 2), "settles".into());
}
