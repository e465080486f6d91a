//! How well an agent suits a call, part by part. The seam for further strategies.

use std::time::Duration;

use wasl_model::{Language, Mood, ScorePart, Timestamp};

use crate::agents::{Agent, Slot};
use crate::{RoutingConfig, Strategy, Weights};

/// Idle longer than this counts no more.
const LONG_IDLE: Duration = Duration::from_secs(300);

/// What of a call counts in the choice of its agent.
#[derive(Clone, Debug)]
pub(crate) struct Suitor {
    pub(crate) language: Language,
    /// Skills whose level counts: those required, and the intent's own.
    pub(crate) skills: Vec<usize>,
    pub(crate) mood: [f64; Mood::ALL.len()],
    /// What serving this caller is expected to weigh.
    pub(crate) weight: f64,
    pub(crate) last_agent: Option<Slot>,
}

impl Suitor {
    /// Counts towards the guard against too many hot calls in a row.
    pub(crate) fn is_hot(&self) -> bool {
        self.weight >= 0.4
    }
}

/// The parts of a score.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    idle: f64,
    skill: f64,
    language: f64,
    mood_fit: f64,
    last_agent: f64,
    load: f64,
}

impl Parts {
    pub(crate) fn total(self) -> f64 {
        self.idle + self.skill + self.language + self.mood_fit + self.last_agent + self.load
    }

    /// By name, largest first.
    pub(crate) fn named(self) -> Vec<ScorePart> {
        let mut parts: Vec<_> = [
            ("idle", self.idle),
            ("skill", self.skill),
            ("language", self.language),
            ("mood_fit", self.mood_fit),
            ("last_agent", self.last_agent),
            ("load", self.load),
        ]
        .into_iter()
        .map(|(name, value)| ScorePart { name: name.to_owned(), value })
        .collect();
        parts.sort_by(|a, b| b.value.total_cmp(&a.value));
        parts
    }
}

/// The score of that agent for that call under the configured strategy.
pub(crate) fn score(config: &RoutingConfig, now: Timestamp, call: &Suitor, slot: Slot, agent: &Agent) -> Parts {
    match config.strategy {
        Strategy::Wasl => wasl(config, now, call, slot, agent),
        Strategy::LongestIdle => Parts { idle: now.since(agent.idle_since).as_secs_f64(), ..Parts::default() },
    }
}

fn wasl(config: &RoutingConfig, now: Timestamp, call: &Suitor, slot: Slot, agent: &Agent) -> Parts {
    let weights = &config.weights;
    let idle = now.since(agent.idle_since).as_secs_f64() / LONG_IDLE.as_secs_f64();
    Parts {
        idle: weights.idle * idle.min(1.0),
        skill: weights.skill * mean_level(agent, &call.skills),
        language: weights.language * level(agent.talent.language(call.language)),
        mood_fit: weights.mood_fit * agent.talent.mood_fit(call.mood),
        last_agent: if call.last_agent == Some(slot) { weights.last_agent } else { 0.0 },
        load: load(config, weights, now, call, agent),
    }
}

/// −κ·w·max(0, L + w − cap/2) of `reference/routing.md` §4.5.
fn load(config: &RoutingConfig, weights: &Weights, now: Timestamp, call: &Suitor, agent: &Agent) -> f64 {
    if call.weight == 0.0 {
        return 0.0;
    }
    let carried = agent.load.now(now, config.half_life());
    let over = carried + call.weight - weights.load_cap / 2.0;
    if over > 0.0 { -weights.load * call.weight * over } else { 0.0 }
}

fn mean_level(agent: &Agent, skills: &[usize]) -> f64 {
    if skills.is_empty() {
        return 0.0;
    }
    skills.iter().map(|&number| level(agent.talent.skill(number))).sum::<f64>() / skills.len() as f64
}

fn level(level: u8) -> f64 {
    f64::from(level) / 5.0
}
