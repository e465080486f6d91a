//! Wasl's own, the priced index: what the talk is worth with this agent, less the price of the agent's time, less the
//! load the agent would carry; with a bonus for who is familiar and for who has been idle.
//!
//! As long as nothing is learnt it is who has been idle longest among agents of equal levels. All parts are in the
//! value of a resolved call.

use std::time::Duration;

use super::{Caller, Parts, Scene};
use crate::Weights;
use crate::agents::{Agent, Slot};
use crate::gist::Gist;

/// Idle longer than this counts no more.
pub(super) const LONG_IDLE: Duration = Duration::from_secs(300);
/// Talks of an agent after which experience counts as much as what the site says.
const CONVINCED: f64 = 50.0;
/// Share of what time costs in a line that it costs before anybody waits: somebody may soon.
const SOON: f64 = 0.1;
/// κ while agents do not differ, once everything is learnt: even then hot callers are spread.
const LEAST_LOAD: f64 = 0.05;

const NAMES: [&str; 8] = ["value", "price", "idle", "skill", "language", "mood_fit", "last_agent", "load"];

/// What that agent is worth for that call; see [`crate::Weights`].
pub(super) fn parts(scene: &Scene<'_>, slot: Slot) -> Parts {
    let numbers = numbers(scene, slot);
    Parts::of(std::array::from_fn::<_, { NAMES.len() }, _>(|n| (NAMES[n], numbers[n])))
}

/// The same without names, for the many who are looked at and not chosen.
pub(super) fn numbers(scene: &Scene<'_>, slot: Slot) -> [f64; NAMES.len()] {
    let (weights, call, gist) = (&scene.config.weights, scene.call, scene.gists.of(slot));
    let Caller { hot, lost, wish, last_agent, .. } = &call.caller;
    let idle = scene.now.since(gist.idle_since).as_secs_f64() / LONG_IDLE.as_secs_f64();
    let carried = gist.load.now(scene.now, scene.config.half_life());
    let (worn, slower) = scene.learnt.carrying;
    let (value, log_time) = scene.gists.differences(slot, *hot, *lost, &wish.intents);
    let time_s = wish.time_s * log_time.exp() * (slower * carried).exp();
    let said = said(gist);
    [
        value + worn * carried,
        -time_price(weights, gist.second) * time_s - weights.ahead * missed(scene, slot),
        weights.idle * idle.min(1.0),
        said * weights.skill * mean_level(scene, slot),
        weights.language * level(gist.language(call.language)),
        said * weights.mood_fit * gist.mood_fit(call.mood),
        familiar(weights, *last_agent, slot),
        load(scene, carried, call.weight),
    ]
}

/// What the caller gains by this agent over an average one, and by waiting no longer. What the agent carries does not
/// count, and a mood may bring a caller forward, never back.
pub(super) fn worth(weights: &Weights, slot: Slot, agent: &Agent, caller: &Caller, waited: Duration) -> f64 {
    let Caller { hot, lost, wish, last_agent, .. } = caller;
    let price = line_price(weights, agent.price.second);
    let gain = |hot: f64, lost: f64, average_s: f64| {
        let talk_s = average_s * agent.worth.log_time.with(hot, lost, &wish.intents).exp();
        agent.worth.value.with(hot, lost, &wish.intents) - price * talk_s
    };
    let calm = gain(0.0, 0.0, wish.calm_time_s);
    let gain = if is_calm(caller) { calm } else { gain(*hot, *lost, wish.time_s).max(calm) };
    gain + familiar(weights, *last_agent, slot) + weights.wait_min * (waited.as_secs_f64() / 60.0)
}

/// A caller whose mood changes nothing.
pub(super) fn is_calm(Caller { hot, lost, wish, .. }: &Caller) -> bool {
    *hot == 0.0 && *lost == 0.0 && wish.time_s == wish.calm_time_s
}

/// Callers who want the same in the same mood. Who was served by which agent last tells them apart for that agent alone,
/// who looks at those callers one by one.
pub(super) fn class(caller: &Caller) -> u32 {
    let intent = caller.wish.intents.first().map_or(0, |(intent, _)| *intent);
    let feels = if caller.hot >= 0.5 { 2 } else { u32::from(caller.lost >= 0.5) };
    u32::try_from(intent * 3).unwrap_or(u32::MAX).saturating_add(feels)
}

/// How much of what the site says of an agent counts: less and less as experience speaks.
pub(super) fn said(gist: &Gist) -> f64 {
    CONVINCED / (CONVINCED + gist.calls)
}

pub(super) fn familiar(weights: &Weights, last_agent: Option<Slot>, slot: Slot) -> f64 {
    if last_agent == Some(slot) { weights.last_agent } else { 0.0 }
}

/// What a second of that agent's time costs while nobody waits.
pub(super) fn time_price(weights: &Weights, second: f64) -> f64 {
    weights.price * second + SOON * weights.line_min / 60.0
}

/// And while callers wait: who waits behind waits for every second of a talk.
pub(super) fn line_price(weights: &Weights, second: f64) -> f64 {
    weights.price * second + weights.line_min / 60.0
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

pub(super) fn mean_level(scene: &Scene<'_>, slot: Slot) -> f64 {
    let skills = &scene.call.skills;
    if skills.is_empty() {
        return 0.0;
    }
    skills.iter().map(|&skill| level(scene.gists.skill(slot, skill))).sum::<f64>() / skills.len() as f64
}

pub(super) fn level(level: u8) -> f64 {
    f64::from(level) / 5.0
}
