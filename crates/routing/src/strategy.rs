//! How an agent is chosen among those free and eligible: one small file a family, behind [`parts`].
//!
//! A strategy says what each agent is worth for a call, part by part; the greatest sum is offered the call, and among
//! equals who has been idle longest. Only [`worth`] is asked about callers, in queues whose order says so.
//!
//! - `index`: Wasl's own
//! - `ceiling`: and what it is at most
//! - `missed`: and what the next callers would miss
//! - `idle`: who has been idle longest
//! - `work`: who worked least today
//! - `seat`: in turn, and top-down
//! - `lot`: weighted random

mod ceiling;
mod idle;
mod index;
mod lot;
mod missed;
mod seat;
mod work;

use std::time::Duration;

use ceiling::Ceiling;
use wasl_model::{Language, Mood, ScorePart, Timestamp};

use crate::agents::{Agent, Agents, Slot};
use crate::gist::Gists;
use crate::learnt::{Learnt, Wish};
use crate::slots::Slots;
use crate::{RoutingConfig, Strategy, Weights};

/// What a strategy may look at besides the agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) config: &'a RoutingConfig,
    pub(crate) now: Timestamp,
    pub(crate) call: &'a Suitor,
    pub(crate) learnt: &'a Learnt,
    pub(crate) gists: &'a Gists,
    /// The dice of this choice.
    pub(crate) draw: u64,
    /// Whose turn it is in the queue, and how many sit there.
    pub(crate) next_turn: u32,
    pub(crate) chairs: u32,
    /// What the next callers would miss if that agent were taken now, of few who are free; see [`missed`].
    pub(crate) missed: &'a [(Slot, f64)],
}

/// An agent's chair in the call's queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chair {
    pub(crate) tier: u8,
    pub(crate) position: u32,
    pub(crate) weight: u32,
    /// 0 is the first by tier, position and number.
    pub(crate) turn: u32,
}

/// What of a call counts in the choice of its agent.
#[derive(Clone, Debug)]
pub(crate) struct Suitor {
    pub(crate) language: Language,
    /// Skills whose level counts: those required, and the intent's own.
    pub(crate) skills: Vec<usize>,
    pub(crate) mood: [f64; Mood::ALL.len()],
    /// What serving this caller is expected to weigh.
    pub(crate) weight: f64,
    pub(crate) caller: Caller,
}

/// What of a call counts when an agent looks for the next one; the line keeps it with each place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Caller {
    /// Angry or frustrated, probably.
    pub(crate) hot: f64,
    pub(crate) lost: f64,
    pub(crate) wish: Wish,
    pub(crate) last_agent: Option<Slot>,
    /// Some agents are left out for this caller.
    pub(crate) leaves_out: bool,
}

impl Suitor {
    /// Counts towards the guard against too many hot calls in a row.
    pub(crate) fn is_hot(&self) -> bool {
        self.weight >= crate::care::HARD
    }
}

/// The named parts of a score, at most [`Parts::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    named: [(&'static str, f64); Self::MOST],
    len: usize,
}

impl Parts {
    const MOST: usize = 10;

    pub(crate) fn of<const N: usize>(parts: [(&'static str, f64); N]) -> Self {
        const { assert!(N <= Self::MOST, "a strategy has more parts than are kept") };
        let mut named = [("", 0.0); Self::MOST];
        named[..N].copy_from_slice(&parts);
        Self { named, len: N }
    }

    fn total(&self) -> f64 {
        self.named[..self.len].iter().map(|(_, value)| value).sum()
    }

    /// By name, largest first.
    pub(crate) fn named(&self) -> Vec<ScorePart> {
        let part = |&(name, value): &(&str, f64)| ScorePart { name: name.to_owned(), value };
        let mut parts: Vec<_> = self.named[..self.len].iter().map(part).collect();
        parts.sort_by(|a, b| b.value.total_cmp(&a.value));
        parts
    }
}

/// What that agent is worth for that call.
pub(crate) fn parts(strategy: Strategy, scene: &Scene<'_>, slot: Slot, agent: &Agent, chair: Chair) -> Parts {
    match strategy {
        Strategy::Wasl => index::parts(scene, slot),
        Strategy::LongestIdle | Strategy::RingAll => idle::parts(scene, slot),
        Strategy::FewestCalls => work::fewest_calls(scene, agent),
        Strategy::LeastTalkTime => work::least_talk_time(scene, agent),
        Strategy::RoundRobin => seat::in_turn(scene, chair),
        Strategy::TopDown => seat::top_down(chair),
        Strategy::WeightedRandom => lot::drawn(scene, slot, chair),
    }
}

/// The sum of [`parts`]. Wasl's own asks nothing but the gist of the agent.
pub(crate) fn total(strategy: Strategy, scene: &Scene<'_>, slot: Slot, agents: &Agents, chair: Chair) -> f64 {
    match strategy {
        Strategy::Wasl => index::numbers(scene, slot).iter().sum(),
        Strategy::LongestIdle | Strategy::RingAll => idle::parts(scene, slot).total(),
        Strategy::FewestCalls | Strategy::LeastTalkTime | Strategy::RoundRobin => {
            parts(strategy, scene, slot, &agents[slot], chair).total()
        }
        Strategy::TopDown | Strategy::WeightedRandom => parts(strategy, scene, slot, &agents[slot], chair).total(),
    }
}

/// What bounds [`total`] from above at a fraction of its cost, where a strategy has such a thing.
pub(crate) fn ceiling<'a>(strategy: Strategy, scene: &'a Scene<'a>) -> Option<Ceiling<'a>> {
    match strategy {
        Strategy::Wasl => Some(Ceiling::of(scene)),
        Strategy::LongestIdle | Strategy::RingAll | Strategy::FewestCalls | Strategy::LeastTalkTime => None,
        Strategy::RoundRobin | Strategy::TopDown | Strategy::WeightedRandom => None,
    }
}

/// What the next callers would miss, were one of these free agents taken; nothing where a strategy does not look ahead.
pub(crate) fn missed(strategy: Strategy, scene: &Scene<'_>, agents: &Agents, free: &Slots) -> Vec<(Slot, f64)> {
    match strategy {
        Strategy::Wasl => missed::missed(scene, agents, free),
        Strategy::LongestIdle | Strategy::RingAll | Strategy::FewestCalls | Strategy::LeastTalkTime => Vec::new(),
        Strategy::RoundRobin | Strategy::TopDown | Strategy::WeightedRandom => Vec::new(),
    }
}

/// What that caller would gain by that agent over another, and by waiting no longer; the greatest is served first in
/// queues of [`crate::Order::Index`]. Without a strategy that knows, the time waited.
pub(crate) fn worth(
    strategy: Strategy,
    weights: &Weights,
    slot: Slot,
    agent: &Agent,
    caller: &Caller,
    waited: Duration,
) -> f64 {
    match strategy {
        Strategy::Wasl => index::worth(weights, slot, agent, caller, waited),
        Strategy::LongestIdle | Strategy::RingAll | Strategy::FewestCalls | Strategy::LeastTalkTime => {
            waited.as_secs_f64()
        }
        Strategy::RoundRobin | Strategy::TopDown | Strategy::WeightedRandom => waited.as_secs_f64(),
    }
}

/// No less than [`worth`], at a fraction of its cost where that is much.
pub(crate) fn worth_at_most(
    strategy: Strategy,
    weights: &Weights,
    slot: Slot,
    agent: &Agent,
    caller: &Caller,
    waited: Duration,
) -> f64 {
    match strategy {
        Strategy::Wasl => ceiling::worth(weights, slot, agent, caller, waited),
        Strategy::LongestIdle | Strategy::RingAll | Strategy::FewestCalls | Strategy::LeastTalkTime => f64::INFINITY,
        Strategy::RoundRobin | Strategy::TopDown | Strategy::WeightedRandom => f64::INFINITY,
    }
}

/// What tells callers apart in [`worth`]: those of one class are served first come first served.
pub(crate) fn class(strategy: Strategy, caller: &Caller) -> u32 {
    match strategy {
        Strategy::Wasl => index::class(caller),
        Strategy::LongestIdle | Strategy::RingAll | Strategy::FewestCalls | Strategy::LeastTalkTime => 0,
        Strategy::RoundRobin | Strategy::TopDown | Strategy::WeightedRandom => 0,
    }
}
