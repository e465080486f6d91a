//! How an agent is chosen among those free and eligible: one small file a family, behind [`parts`].
//!
//! A strategy says what each agent is worth for a call, part by part; the greatest sum is offered the call, and among
//! equals who has been idle longest. It never chooses among callers: that is the line's.
//!
//! - `index`: Wasl's own
//! - `idle`: who has been idle longest

mod idle;
mod index;

use wasl_model::{Language, Mood, ScorePart, Timestamp};

use crate::agents::{Agent, Slot};
use crate::{RoutingConfig, Strategy};

/// What a strategy may look at besides the agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) config: &'a RoutingConfig,
    pub(crate) now: Timestamp,
    pub(crate) call: &'a Suitor,
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
    pub(crate) last_agent: Option<Slot>,
}

impl Suitor {
    /// Counts towards the guard against too many hot calls in a row.
    pub(crate) fn is_hot(&self) -> bool {
        self.weight >= 0.4
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

    pub(crate) fn total(self) -> f64 {
        self.named[..self.len].iter().map(|(_, value)| value).sum()
    }

    /// By name, largest first.
    pub(crate) fn named(self) -> Vec<ScorePart> {
        let part = |&(name, value): &(&str, f64)| ScorePart { name: name.to_owned(), value };
        let mut parts: Vec<_> = self.named[..self.len].iter().map(part).collect();
        parts.sort_by(|a, b| b.value.total_cmp(&a.value));
        parts
    }
}

/// What that agent is worth for that call under the configured strategy.
pub(crate) fn parts(scene: &Scene<'_>, slot: Slot, agent: &Agent) -> Parts {
    match scene.config.strategy {
        Strategy::Wasl => index::parts(scene, slot, agent),
        Strategy::LongestIdle => idle::parts(scene, agent),
    }
}
