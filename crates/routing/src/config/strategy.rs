//! The strategies users know, by name.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How an agent is chosen among those free and eligible. It never chooses among callers, see [`super::Order`].
/// Among equals it is who has been idle longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Wasl's own.
    #[default]
    Wasl,
    /// Who has been idle longest.
    LongestIdle,
    /// Who took the fewest calls today.
    FewestCalls,
    /// Who talked least today.
    LeastTalkTime,
    /// In turn: who sits after the one offered last in this queue, free or not.
    RoundRobin,
    /// The first by tier and position in the queue.
    TopDown,
    /// By lot, in proportion to the agents' weights in the queue. The lots come from the dispatcher's seed.
    WeightedRandom,
    /// All at once, at most [`super::QueueConfig::ring_most`]; who answers first gets the call.
    RingAll,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 8] = [
        Self::Wasl,
        Self::LongestIdle,
        Self::FewestCalls,
        Self::LeastTalkTime,
        Self::RoundRobin,
        Self::TopDown,
        Self::WeightedRandom,
        Self::RingAll,
    ];

    /// As it is written in the configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wasl => "wasl",
            Self::LongestIdle => "longest_idle",
            Self::FewestCalls => "fewest_calls",
            Self::LeastTalkTime => "least_talk_time",
            Self::RoundRobin => "round_robin",
            Self::TopDown => "top_down",
            Self::WeightedRandom => "weighted_random",
            Self::RingAll => "ring_all",
        }
    }
}

impl FromStr for Strategy {
    type Err = UnknownStrategy;

    fn from_str(name: &str) -> Result<Self, UnknownStrategy> {
        Self::ALL.into_iter().find(|strategy| strategy.name() == name).ok_or_else(|| UnknownStrategy(name.to_owned()))
    }
}

/// No strategy has that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no strategy: write {names}", names = Strategy::ALL.map(Strategy::name).join(", "))]
pub struct UnknownStrategy(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strategy_is_read_as_it_is_written() {
        for strategy in Strategy::ALL {
            assert_eq!(strategy.name().parse(), Ok(strategy));
        }
        let error = "best".parse::<Strategy>().unwrap_err().to_string();
        assert!(error.starts_with("'best' is no strategy: write wasl, longest_idle,"), "{error}");
    }
}
