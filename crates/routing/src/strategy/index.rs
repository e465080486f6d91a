//! Wasl's own, the priced index: what the talk is worth with this agent, less the price of the agent's time, less the
//! load the agent would carry; with a bonus for who is familiar and for who has been idle.
//!
//! As long as nothing is learnt, and nothing said of the agents, it is who has been idle longest. All parts are in the
//! value of a resolved call.

use std::time::Duration;

use wasl_model::Timestamp;

use super::{Parts, Scene, Suitor};
use crate::agents::{Agent, Slot};
use crate::value::Heard;

/// Idle longer than this counts no more.
const LONG_IDLE: Duration = Duration::from_secs(300);
/// Talks of an agent after which experience counts as much as what the site says.
const CONVINCED: f64 = 50.0;
/// Share of what time costs in a line that it costs before anybody waits: somebody may soon.
const SOON: f64 = 0.1;
/// κ while agents do not differ, once everything is learnt: even then hot callers are spread.
const LEAST_LOAD: f64 = 0.05;

/// What that agent is worth for that call; see [`crate::Weights`].
pub(super) fn parts(scene: &Scene<'_>, slot: Slot, agent: &Agent) -> Parts {
    let (weights, call) = (&scene.config.weights, scene.call);
    let idle = scene.now.since(agent.idle_since).as_secs_f64() / LONG_IDLE.as_secs_f64();
    let heard = Heard::mood(call.mood);
    let carried = agent.load.now(scene.now, scene.config.half_life());
    let (worn, slower) = scene.learnt.carrying;
    let time_s = time_s(agent, &heard, call, call.wish.time_s) * (slower * carried).exp();
    // What the site says of an agent counts until experience speaks.
    let said = CONVINCED / (CONVINCED + agent.worth.calls);
    Parts::of([
        ("value", agent.worth.value.of(&heard, &call.wish.intents) + worn * carried),
        ("price", -time_price(scene, agent) * time_s - weights.ahead * missed(scene, slot)),
        ("idle", weights.idle * idle.min(1.0)),
        ("skill", said * weights.skill * mean_level(agent, &call.skills)),
        ("language", weights.language * level(agent.talent.language(call.language))),
        ("mood_fit", said * weights.mood_fit * agent.talent.mood_fit(call.mood)),
        ("last_agent", familiar(scene, slot)),
        ("load", load(scene, carried, call.weight)),
    ])
}

/// What the caller gains by this agent over an average one, and by waiting no longer. What the agent carries does not
/// count, and a mood may bring a caller forward, never back.
pub(super) fn worth(scene: &Scene<'_>, slot: Slot, agent: &Agent, since: Timestamp) -> f64 {
    let (weights, call) = (&scene.config.weights, scene.call);
    // Who waits behind waits for every second of this talk.
    let price = weights.price * agent.price.second + weights.line_min / 60.0;
    let gain = |heard: &Heard, talk_s: f64| {
        agent.worth.value.of(heard, &call.wish.intents) - price * time_s(agent, heard, call, talk_s)
    };
    let gain = gain(&Heard::mood(call.mood), call.wish.time_s).max(gain(&Heard::CALM, call.wish.calm_time_s));
    let waited_min = scene.now.since(since).as_secs_f64() / 60.0;
    gain + familiar(scene, slot) + weights.wait_min * waited_min
}

/// Callers who want the same in the same mood. Who was served by which agent last tells them apart for that agent alone,
/// who looks at those callers one by one.
pub(super) fn class(call: &Suitor) -> u32 {
    let intent = call.wish.intents.first().map_or(0, |(intent, _)| *intent);
    let heard = Heard::mood(call.mood);
    let feels = if heard.hot() >= 0.5 { 2 } else { u32::from(heard.lost() >= 0.5) };
    u32::try_from(intent * 3).unwrap_or(u32::MAX).saturating_add(feels)
}

fn time_s(agent: &Agent, heard: &Heard, call: &Suitor, average_s: f64) -> f64 {
    average_s * agent.worth.log_time.of(heard, &call.wish.intents).exp()
}

fn familiar(scene: &Scene<'_>, slot: Slot) -> f64 {
    if scene.call.last_agent == Some(slot) { scene.config.weights.last_agent } else { 0.0 }
}

/// What a second of that agent's time costs while nobody waits.
pub(super) fn time_price(scene: &Scene<'_>, agent: &Agent) -> f64 {
    let weights = &scene.config.weights;
    weights.price * agent.price.second + SOON * weights.line_min / 60.0
}

fn missed(scene: &Scene<'_>, slot: Slot) -> f64 {
    let at = scene.missed.binary_search_by_key(&slot, |(slot, _)| *slot);
    at.map_or(0.0, |at| scene.missed[at].1)
}

/// −κ·w·max(0, L + w − cap/2): w what the caller is expected to weigh, L what the agent carries now. κ grows with what
/// agents differ by, so that no pull is stronger.
pub(super) fn load(scene: &Scene<'_>, carried: f64, weight: f64) -> f64 {
    let weights = &scene.config.weights;
    let strength = weights.load * scene.learnt.spread.max(scene.learnt.trust * LEAST_LOAD);
    if weight == 0.0 || strength == 0.0 {
        return 0.0;
    }
    let over = carried + weight - weights.load_cap / 2.0;
    if over > 0.0 { -strength * weight * over } else { 0.0 }
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
