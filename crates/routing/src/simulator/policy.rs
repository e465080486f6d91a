//! What is compared, and what each is shown.

use std::str::FromStr;

use wasl_model::MoodScores;

use crate::{Order, Strategy, UnknownStrategy};

/// A way to bring callers and agents together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// First come first served, who has been idle longest: what everything is compared with.
    Fifo,
    /// Wasl's own, never told a mood.
    MoodBlind,
    /// A strategy as it is shipped. Only Wasl's own is told moods: the others are given none to look at.
    Strategy(Strategy),
}

impl Policy {
    /// Every policy.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [Self::Fifo, Self::MoodBlind].into_iter().chain(Strategy::ALL.map(Self::Strategy)).collect()
    }

    /// As the command line calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fifo => "fifo",
            Self::MoodBlind => "mood-blind",
            Self::Strategy(strategy) => strategy.name(),
        }
    }

    pub(super) const fn strategy(self) -> Strategy {
        match self {
            Self::Fifo => Strategy::LongestIdle,
            Self::MoodBlind => Strategy::Wasl,
            Self::Strategy(strategy) => strategy,
        }
    }

    /// In which order callers are taken.
    pub(super) fn order(self) -> Order {
        if self.learns() { Order::Index { most_s: 120 } } else { Order::Fifo }
    }

    /// Values and prices are learnt for it.
    pub(super) fn learns(self) -> bool {
        self.strategy() == Strategy::Wasl
    }

    /// What it hears of a caller's mood.
    pub(super) fn shown(self, heard: MoodScores) -> MoodScores {
        if self == Self::Strategy(Strategy::Wasl) { heard } else { MoodScores::NEUTRAL }
    }
}

impl FromStr for Policy {
    type Err = UnknownStrategy;

    /// Dashes and underscores are alike.
    fn from_str(name: &str) -> Result<Self, UnknownStrategy> {
        match name {
            "fifo" => Ok(Self::Fifo),
            "mood-blind" | "mood_blind" => Ok(Self::MoodBlind),
            _ => name.replace('-', "_").parse().map(Self::Strategy),
        }
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
