//! The centre of an afternoon: its queues and its agents, drawn.

use std::collections::BTreeMap;

use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use wasl_model::{AgentId, AgentProfile, Language, SkillLevel};
use wasl_routing::{Overflow, QueueConfig, RoutingConfig, Strategy};

/// Two queues, the second perhaps overflowing into the first.
pub(super) fn routing(dice: &mut ChaCha8Rng) -> RoutingConfig {
    let support = QueueConfig { wrap_up_s: dice.random_range(0..15), ..QueueConfig::default() };
    let sales = QueueConfig {
        overflow: dice.random_bool(0.5).then(|| Overflow { after_s: 20, to: "support".into() }),
        relax_language_after_s: dice.random_bool(0.5).then_some(15),
        strategy: dice.random_bool(0.4).then_some(Strategy::RingAll),
        ..support.clone()
    };
    let queues = BTreeMap::from([("support".into(), support), ("sales".into(), sales)]);
    RoutingConfig { queues, ..RoutingConfig::default() }
}

/// An agent of some queues and one or two languages.
pub(super) fn profile(dice: &mut ChaCha8Rng, agent: &AgentId) -> AgentProfile {
    let level = SkillLevel::new(dice.random_range(1..=5)).unwrap();
    let mut languages = BTreeMap::from([(Language::Ar, level)]);
    if dice.random_bool(0.5) {
        languages.insert(Language::En, level);
    }
    let queues = ["support", "sales"].into_iter().filter(|_| dice.random_bool(0.8)).map(Into::into).collect();
    AgentProfile {
        id: agent.clone(),
        display_name: String::new(),
        queues,
        languages,
        skills: BTreeMap::new(),
        moods: BTreeMap::new(),
        seats: BTreeMap::new(),
        attributes: BTreeMap::new(),
    }
}
