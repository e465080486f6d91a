//! The agents as they truly are: how fast, how good, with whom. No policy sees this.

use super::Scenario;
use super::caller::Caller;
use super::dice::{Stream, factor, normal, stream};
use wasl_model::Mood;

/// Everybody's true gifts.
#[derive(Debug)]
pub(super) struct World<'a> {
    scenario: &'a Scenario,
    /// Log-odds of each intent.
    intents: Vec<f64>,
    agents: Vec<Gifts>,
}

/// One agent's.
#[derive(Debug)]
struct Gifts {
    time: f64,
    time_by_intent: Vec<f64>,
    resolution: f64,
    resolution_by_intent: Vec<f64>,
    with_hot: f64,
    with_lost: f64,
}

/// How a talk would go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Talk {
    pub(super) talk_s: f64,
    pub(super) resolved: bool,
    pub(super) ends_well: bool,
}

/// Angry and frustrated callers are hot.
pub(super) fn is_hot(mood: Mood) -> bool {
    matches!(mood, Mood::Angry | Mood::Frustrated)
}

impl<'a> World<'a> {
    /// The world of that seed.
    pub(super) fn of(scenario: &'a Scenario, seed: u64) -> Self {
        let kinds = scenario.intents.len();
        let mut dice = stream(seed, Stream::World, 0);
        let between = scenario.effects.resolution_between_intents;
        let intents = (0..kinds).map(|_| normal(&mut dice, between)).collect();
        let differ = &scenario.differences;
        let gifts = |n: usize| {
            let dice = &mut stream(seed, Stream::World, n as u64 + 1);
            Gifts {
                time: factor(dice, differ.speed_cv),
                time_by_intent: (0..kinds).map(|_| factor(dice, differ.intent_speed_cv)).collect(),
                resolution: normal(dice, differ.resolution),
                resolution_by_intent: (0..kinds).map(|_| normal(dice, differ.intent_resolution)).collect(),
                with_hot: normal(dice, differ.calming),
                with_lost: normal(dice, differ.calming),
            }
        };
        Self { scenario, intents, agents: (0..scenario.agents).map(gifts).collect() }
    }

    /// Does the agent solve this kind of matter, or all kinds on the whole, more often than the middle of all agents?
    pub(super) fn is_better_half(&self, agent: usize, kind: Option<usize>) -> bool {
        let solves = |gifts: &Gifts| gifts.resolution + kind.map_or(0.0, |kind| gifts.resolution_by_intent[kind]);
        let own = solves(&self.agents[agent]);
        2 * self.agents.iter().filter(|other| solves(other) > own).count() < self.agents.len()
    }

    /// How that caller's talk with that agent goes after that wait, the agent carrying that emotional load.
    pub(super) fn talk(&self, agent: usize, caller: &Caller, wait_s: f64, load: f64) -> Talk {
        let (gifts, effects) = (&self.agents[agent], &self.scenario.effects);
        let mood = caller.mood as usize;
        let same = if caller.known_to == Some(agent) { 1.0 } else { 0.0 };
        let calming = match caller.mood {
            Mood::Angry | Mood::Frustrated => gifts.with_hot,
            Mood::Lost => gifts.with_lost,
            Mood::Neutral | Mood::Satisfied | Mood::Sad => 0.0,
        };
        let resolved = effects.resolution
            + self.intents[caller.intent]
            + gifts.resolution
            + gifts.resolution_by_intent[caller.intent]
            + effects.resolution_by_mood[mood]
            + effects.resolution_per_calming * calming
            + effects.resolution_per_load * load
            + effects.resolution_same_agent * same;
        let ends_well = effects.ends_well_by_mood[mood]
            + calming
            + effects.ends_well_per_wait_s * wait_s
            + effects.ends_well_per_load * load;
        let same_agent = if same > 0.0 { effects.time_same_agent } else { 1.0 };
        let time = gifts.time
            * gifts.time_by_intent[caller.intent]
            * effects.time_by_mood[mood]
            * same_agent
            * (1.0 + effects.time_per_load * load);
        Talk {
            talk_s: self.scenario.talk_mean_s * time * caller.length,
            resolved: logistic(resolved) > caller.luck_resolved,
            ends_well: logistic(ends_well) > caller.luck_ends_well,
        }
    }
}

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
