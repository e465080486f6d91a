//! What is compared, and what each is shown.

use std::str::FromStr;

use wasl_model::MoodScores;

use crate::{LastAgent, Order, QueueConfig, Strategy, Tiers, UnknownStrategy};

/// How long those who suit best are waited for, in seconds.
const WAIT_S: u64 = 15;

/// A way to bring callers and agents together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// First come first served, who has been idle longest: what everything is compared with.
    Fifo,
    /// Wasl's own, never told a mood.
    MoodBlind,
    /// Wasl's own as a queue has it that says nothing of its order: it chooses the agent, callers come in turn.
    InTurn,
    /// Who is skilled in what is wanted first, after a while anybody, each time who is idle longest (Genesys's bullseye).
    Bullseye,
    /// The agent of last time is waited for a while, then whoever is idle longest (Genesys's preferred agent).
    LastAgent,
    /// The better half of the agents first, after a while anybody, each time who is idle longest (FreeSWITCH's tiers).
    Tiers,
    /// Who came last is served first (Twilio's LIFO), by who is idle longest.
    Lifo,
    /// A strategy as it is shipped; Wasl's own in the order of its index. Only that is told moods: the others are given none
    /// to look at.
    Strategy(Strategy),
}

impl Policy {
    /// Every policy.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let own = [Self::Fifo, Self::MoodBlind, Self::InTurn, Self::Bullseye, Self::LastAgent, Self::Tiers, Self::Lifo];
        own.into_iter().chain(Strategy::ALL.map(Self::Strategy)).collect()
    }

    /// As the command line calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fifo => "fifo",
            Self::MoodBlind => "mood-blind",
            Self::InTurn => "wasl-in-turn",
            Self::Bullseye => "bullseye",
            Self::LastAgent => "last-agent",
            Self::Tiers => "tiers",
            Self::Lifo => "lifo",
            Self::Strategy(strategy) => strategy.name(),
        }
    }

    pub(super) const fn strategy(self) -> Strategy {
        match self {
            Self::Fifo | Self::Bullseye | Self::LastAgent | Self::Tiers | Self::Lifo => Strategy::LongestIdle,
            Self::MoodBlind | Self::InTurn => Strategy::Wasl,
            Self::Strategy(strategy) => strategy,
        }
    }

    /// The one queue as it has it.
    pub(super) fn queue(self, wrap_up_s: u64) -> QueueConfig {
        let plain = QueueConfig { wrap_up_s, ..QueueConfig::default() };
        match self {
            Self::Bullseye => QueueConfig { relax_skills_after_s: Some(WAIT_S), ..plain },
            Self::LastAgent => QueueConfig { last_agent: LastAgent::Hold { most_s: WAIT_S }, ..plain },
            Self::Tiers => QueueConfig { tiers: Some(Tiers { wait_s: WAIT_S, ..Tiers::default() }), ..plain },
            Self::Lifo => QueueConfig { order: Order::Lifo, ..plain },
            Self::InTurn => plain,
            _ if self.learns() => QueueConfig { order: Order::Index { most_s: 120 }, ..plain },
            Self::Fifo | Self::MoodBlind | Self::Strategy(_) => plain,
        }
    }

    /// Calls ask for the skill of what is wanted.
    pub(super) fn asks_for_skills(self) -> bool {
        self == Self::Bullseye
    }

    /// Values and prices are learnt for it.
    pub(super) fn learns(self) -> bool {
        self.strategy() == Strategy::Wasl
    }

    /// What it hears of a caller's mood.
    pub(super) fn shown(self, heard: MoodScores) -> MoodScores {
        if matches!(self, Self::InTurn | Self::Strategy(Strategy::Wasl)) { heard } else { MoodScores::NEUTRAL }
    }
}

impl FromStr for Policy {
    type Err = UnknownStrategy;

    /// Dashes and underscores are alike.
    fn from_str(name: &str) -> Result<Self, UnknownStrategy> {
        let name = name.replace('_', "-");
        let known = Self::all().into_iter().find(|policy| policy.name().replace('_', "-") == name);
        known.map_or_else(|| name.replace('-', "_").parse().map(Self::Strategy), Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_as_it_is_written() {
        for policy in Policy::all() {
            assert_eq!(policy.name().parse(), Ok(policy));
        }
        assert_eq!("longest-idle".parse(), Ok(Policy::Strategy(Strategy::LongestIdle)));
    }
}
