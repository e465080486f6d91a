//! What is learnt decides, and who comes next is thought of.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use wasl_model::{
    AgentId, AgentProfile, CallId, IntentGuess, Language, MoodScores, RouteRequest, RouteUpdate, SkillLevel, Timestamp,
};
use wasl_routing::{
    Demand, Dispatcher, Input, Learnt, Ledger, Outcome, Output, Prices, QueueConfig, RoutingConfig, Values, Weights,
};

const HOUR: Timestamp = Timestamp::from_millis(3_600_000);
const AGENTS: [&str; 3] = ["cards", "both", "neither"];

/// `cards` is nearly as good as `both` with cards and useless with loans; `neither` is there to compare with.
fn learnt() -> Learnt {
    let mut ledger = Ledger::default();
    for n in 0..2000 {
        for (agent, cards, loans) in [("cards", 76, 20), ("both", 80, 80), ("neither", 20, 20)] {
            for (intent, resolved_pct) in [("cards", cards), ("loans", loans)] {
                ledger.add(&Outcome {
                    agent: agent.into(),
                    intent: Some(intent.into()),
                    mood: MoodScores::NEUTRAL,
                    waited: Duration::ZERO,
                    carried: 0.0,
                    busy: Duration::from_secs(100),
                    resolved: n * 37 % 100 < resolved_pct,
                    ended_well: Some(true),
                });
            }
        }
    }
    let mut demand = Demand::default();
    for n in 0..10 {
        let intent = if n % 2 == 0 { "cards" } else { "loans" };
        demand.add(Timestamp::from_millis(n * 360_000), &request(1, intent));
    }
    let values = Values::learn(&ledger, None);
    let prices = Prices::solve(HOUR, &values, &demand, &AGENTS.map(AgentId::from));
    Learnt::new(values, prices)
}

fn request(call: u128, intent: &str) -> RouteRequest {
    RouteRequest {
        call: CallId::numbered(call),
        queue: "support".into(),
        caller: None,
        language: Language::Ar,
        intent: Some(IntentGuess { intent: Some(intent.into()), confidence: 1.0, alternatives: Vec::new() }),
        mood: MoodScores::NEUTRAL,
        skills: BTreeMap::new(),
        emergency: false,
        since: HOUR,
        only: None,
        abused: BTreeSet::new(),
    }
}

fn profile(agent: &str) -> AgentProfile {
    AgentProfile {
        id: agent.into(),
        display_name: String::new(),
        queues: vec!["support".into()],
        languages: BTreeMap::from([(Language::Ar, SkillLevel::new(3).unwrap())]),
        skills: BTreeMap::new(),
        moods: BTreeMap::new(),
        seats: BTreeMap::new(),
        attributes: BTreeMap::new(),
    }
}

/// Who is offered a call about cards while all three are free.
fn offered_cards(weights: Weights) -> AgentId {
    let queues = BTreeMap::from([("support".into(), QueueConfig::default())]);
    let config = RoutingConfig { queues, weights, ..RoutingConfig::default() };
    let mut dispatcher = Dispatcher::new(config, 7).unwrap();
    for agent in AGENTS {
        dispatcher.handle_input(HOUR, Input::Agent(profile(agent)));
        dispatcher.handle_input(HOUR, Input::SignedIn { agent: agent.into() });
    }
    dispatcher.handle_input(HOUR, Input::Learnt(Arc::new(learnt())));
    dispatcher.handle_input(HOUR, Input::Request(Box::new(request(1, "cards"))));
    let outputs = std::iter::from_fn(|| dispatcher.poll_output());
    let offers = outputs.filter_map(|output| match output {
        Output::ToCall { update: RouteUpdate::Offer { agent, .. }, .. } => Some(agent),
        Output::ToCall { .. } | Output::AgentChanged { .. } => None,
    });
    offers.last().unwrap()
}

#[test]
fn who_alone_is_good_with_the_next_calls_is_kept_for_them() {
    assert_eq!(offered_cards(Weights::default()), "cards".into(), "half of the next calls are about loans");
    assert_eq!(offered_cards(Weights { ahead: 0.0, ..Weights::default() }), "both".into(), "the best of this one");
}
