//! What an agent is worth at most by Wasl's own strategy: told without the powers that cost most of [`super::index`], so
//! that only those who could still be among the best are looked at closely.
//!
//! Each part is the same, or no less: an agent carries at least what a short series says, and a talk lasts at least as
//! long as one says (the more of either, the less the worth); what the next callers would miss is nothing at best.

use std::time::Duration;

use super::index::{LONG_IDLE, familiar, is_calm, level, line_price, load, mean_level, said, time_price};
use super::{Caller, Scene};
use crate::Weights;
use crate::agents::{Agent, Slot};
use crate::load::exp_at_least;

/// Far more than rounding takes from a sum, far less than tells agents apart.
const SLACK: f64 = 1e-9;

/// The bound of one choice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ceiling<'a>(&'a Scene<'a>);

impl<'a> Ceiling<'a> {
    pub(super) const fn of(scene: &'a Scene<'a>) -> Self {
        Self(scene)
    }

    /// No less than [`super::total`] of that agent.
    pub(crate) fn at(self, slot: Slot) -> f64 {
        let Self(scene) = self;
        let (weights, call, gist) = (&scene.config.weights, scene.call, scene.gists.of(slot));
        let (caller, wish) = (&call.caller, &call.caller.wish);
        let carried = gist.load.at_least(scene.now, scene.config.half_life());
        let (worn, slower) = scene.learnt.carrying;
        let (value, log_time) = scene.gists.differences(slot, caller.hot, caller.lost, &wish.intents);
        let cost = time_price(weights, gist.second) * wish.time_s * exp_at_least(log_time + slower * carried);
        let idle_ms = scene.now.as_millis().saturating_sub(gist.idle_since.as_millis()).max(0) as f64;
        let idle = (idle_ms / LONG_IDLE.as_millis() as f64).min(1.0);
        let told = weights.skill * mean_level(scene, slot) + weights.mood_fit * gist.mood_fit(call.mood);
        let known = weights.idle * idle + weights.language * level(gist.language(call.language)) + said(gist) * told;
        let rest = familiar(weights, caller.last_agent, slot) + load(scene, carried, call.weight) + worn * carried;
        value - cost + known + rest + SLACK * (1.0 + value.abs() + cost + rest.abs())
    }
}

/// No less than [`super::worth`] of that caller.
pub(super) fn worth(weights: &Weights, slot: Slot, agent: &Agent, caller: &Caller, waited: Duration) -> f64 {
    let Caller { hot, lost, wish, last_agent, .. } = caller;
    let price = line_price(weights, agent.price.second);
    let gain = |hot: f64, lost: f64, average_s: f64| {
        let value = agent.worth.value.with(hot, lost, &wish.intents);
        let cost = price * average_s * exp_at_least(agent.worth.log_time.with(hot, lost, &wish.intents));
        value - cost + SLACK * (1.0 + value.abs() + cost)
    };
    let calm = gain(0.0, 0.0, wish.calm_time_s);
    let gain = if is_calm(caller) { calm } else { gain(*hot, *lost, wish.time_s).max(calm) };
    let waited = weights.wait_min * (waited.as_secs_f64() / 60.0);
    gain + familiar(weights, *last_agent, slot) + waited + SLACK * waited
}
