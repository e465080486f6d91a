//! Wasl's own: idle time, skill, language, mood-fit and last agent, less emotional load.

use std::time::Duration;

use wasl_model::Timestamp;

use super::{Parts, Scene, Suitor};
use crate::agents::{Agent, Slot};

/// Idle longer than this counts no more.
const LONG_IDLE: Duration = Duration::from_secs(300);

/// Each part is at most its weight; see [`crate::Weights`].
pub(super) fn parts(scene: &Scene<'_>, slot: Slot, agent: &Agent) -> Parts {
    let (weights, call) = (&scene.config.weights, scene.call);
    let idle = scene.now.since(agent.idle_since).as_secs_f64() / LONG_IDLE.as_secs_f64();
    Parts::of([
        ("idle", weights.idle * idle.min(1.0)),
        ("skill", weights.skill * mean_level(agent, &call.skills)),
        ("language", weights.language * level(agent.talent.language(call.language))),
        ("mood_fit", weights.mood_fit * agent.talent.mood_fit(call.mood)),
        ("last_agent", if call.last_agent == Some(slot) { weights.last_agent } else { 0.0 }),
        ("load", load(scene, agent)),
    ])
}

/// −κ·w·max(0, L + w − cap/2): w what the caller is expected to weigh, L what the agent carries now.
fn load(scene: &Scene<'_>, agent: &Agent) -> f64 {
    let (weights, weight) = (&scene.config.weights, scene.call.weight);
    if weight == 0.0 {
        return 0.0;
    }
    let carried = agent.load.now(scene.now, scene.config.half_life());
    let over = carried + weight - weights.load_cap / 2.0;
    if over > 0.0 { -weights.load * weight * over } else { 0.0 }
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

/// The time waited; see [`super::worth`].
pub(super) fn worth(scene: &Scene<'_>, _slot: Slot, _agent: &Agent, since: Timestamp) -> f64 {
    scene.now.since(since).as_secs_f64()
}

/// One class of all callers; see [`super::class`].
pub(super) const fn class(_call: &Suitor) -> u32 {
    0
}
