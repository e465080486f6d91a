//! One queue: who may serve it, in which order callers come, how its agents are chosen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wasl_model::{QueueId, Skill, SkillLevel};

use super::Strategy;
use crate::Expression;

/// One queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueueConfig {
    /// How an agent is chosen; left out: as everywhere in the house.
    pub strategy: Option<Strategy>,
    /// Which caller an agent who gets free takes.
    pub order: Order,
    /// Who serves several queues takes this queue's callers as if they had come that much earlier.
    pub ahead_s: u64,
    /// Skills an agent must have to serve it, with the least level; added to what the call asks for.
    pub skills: BTreeMap<Skill, SkillLevel>,
    /// What an agent must be besides.
    pub requires: Option<Expression>,
    /// What is asked of an agent after longer waits (Genesys calls it bullseye), in the order of their times.
    pub rings: Vec<Ring>,
    /// Agents of later tiers serve it after longer waits only; left out: all tiers at once.
    pub tiers: Option<Tiers>,
    /// What the agent who served this caller last counts for, whatever the strategy.
    pub last_agent: LastAgent,
    /// With [`Strategy::RingAll`]: phones that ring at once, at most.
    pub ring_most: u32,
    /// Where a caller waits on when nobody came in time.
    pub overflow: Option<Overflow>,
    /// How long an agent's phone rings.
    pub ring_s: u64,
    /// Rest after a call.
    pub wrap_up_s: u64,
    /// How often a waiting caller is told the place and the wait.
    pub announce_every_s: u64,
    /// After this wait the agent need not speak the caller's language; `None` means never.
    pub relax_language_after_s: Option<u64>,
    /// After this wait the agent need not have the skills; `None` means never.
    pub relax_skills_after_s: Option<u64>,
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self {
            strategy: None,
            order: Order::default(),
            ahead_s: 0,
            skills: BTreeMap::new(),
            requires: None,
            rings: Vec::new(),
            tiers: None,
            last_agent: LastAgent::default(),
            ring_most: 8,
            overflow: None,
            ring_s: 15,
            wrap_up_s: 10,
            announce_every_s: 30,
            relax_language_after_s: None,
            relax_skills_after_s: None,
        }
    }
}

/// Which caller an agent who gets free takes. Emergencies come first in every order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Who came first.
    #[default]
    Fifo,
    /// Who came last. Whoever waits long waits longer; for queues whose old callers are called back.
    Lifo,
    /// Who came first, each step of priority counting as a wait of that many seconds. Everybody's wait grows alike,
    /// so nobody is overtaken by anyone who comes later than the greatest priority is worth.
    Priority {
        /// What one step of [`crate::RoutingConfig::priorities`] counts.
        step_s: u64,
    },
    /// Who gains most by this agent, time waited included ([`Strategy::Wasl`]; otherwise who came first).
    /// Whoever waited for `most_s` comes first, so overtaking is bounded.
    Index {
        /// After this wait nobody is overtaken any more.
        most_s: u64,
    },
}

/// What is asked of an agent from some wait on. The last ring reached counts, alone.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ring {
    /// From this wait on.
    pub after_s: u64,
    /// Every least level is that much lower, and 1 at least.
    pub lower: u8,
    /// These skills are no longer asked for.
    pub without: Vec<Skill>,
    /// The queue's expression is replaced by this one; left out: it is no longer asked for.
    pub requires: Option<Expression>,
}

/// When the next tiers are asked (FreeSWITCH's tier rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tiers {
    /// A wait after which the next tier is asked, too.
    pub wait_s: u64,
    /// Each tier waits that long after the one before it; otherwise all open after one wait.
    pub multiply: bool,
    /// Tiers in which nobody is signed in are not waited for.
    pub skip_empty: bool,
}

impl Default for Tiers {
    fn default() -> Self {
        Self { wait_s: 30, multiply: true, skip_empty: true }
    }
}

impl Tiers {
    /// The last tier that is asked after that wait, of the `staffed` ones (ascending) if empty ones are skipped;
    /// `None`: all are asked.
    pub(crate) fn open(self, waited_s: u64, staffed: &[u8]) -> Option<u8> {
        let waits = waited_s / self.wait_s.max(1);
        if !self.multiply && waits > 0 {
            return None;
        }
        let waits = usize::try_from(waits).unwrap_or(usize::MAX);
        if self.skip_empty { staffed.get(waits).copied() } else { u8::try_from(waits.saturating_add(1)).ok() }
    }
}

/// What the agent who served this caller last counts for. [`Strategy::Wasl`] gives a bonus besides, see its weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastAgent {
    /// Nothing.
    #[default]
    Ignore,
    /// Gets the call if free; nobody waits for it.
    Prefer,
    /// Gets the call, and is waited for while signed in and not away: at most that long. It costs waiting
    /// (−2.8 % utility at 15 s in `reference/routing.md` §4.3), so it is for queues whose cases need the person.
    Hold {
        /// How long.
        most_s: u64,
    },
}

/// Where a caller waits on when nobody came in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overflow {
    /// After this wait in the queue.
    pub after_s: u64,
    /// The other queue.
    pub to: QueueId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_open_one_by_one_or_all_at_once() {
        let tiers = Tiers { wait_s: 10, multiply: true, skip_empty: false };
        assert_eq!([0, 9, 10, 25, 2560].map(|s| tiers.open(s, &[])), [Some(1), Some(1), Some(2), Some(3), None]);
        let at_once = Tiers { multiply: false, ..tiers };
        assert_eq!([9, 10].map(|s| at_once.open(s, &[])), [Some(1), None]);
    }

    #[test]
    fn empty_tiers_are_skipped() {
        let tiers = Tiers { wait_s: 10, multiply: true, skip_empty: true };
        assert_eq!([0, 10, 20].map(|s| tiers.open(s, &[2, 5])), [Some(2), Some(5), None]);
        assert_eq!(tiers.open(0, &[]), None, "with nobody there nothing is waited for");
    }
}
