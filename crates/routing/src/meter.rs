//! The on/off meter: two policies in turn on live traffic, and what the second gains over the first.
//!
//! A switchback: time is cut into blocks, the two blocks of a pair have one policy each in an order drawn by lot, and
//! the week after the same pairs of the week have the other order. So both policies see every hour of every weekday
//! alike. The begin of each block is washed out: calls that come then still feel the block before, and are counted for
//! neither. (Bojinov, Simchi-Levi & Zhao, Design and analysis of switchback experiments, Management Science 2023.)
//!
//! - `report`: the difference, its day-clustered error, and the calls it takes to see a smaller one

mod report;

use serde::{Deserialize, Serialize};
use wasl_model::Timestamp;

use crate::Strategy;

pub use report::{Observation, Report, calls_needed, report};

const DAY_MS: i64 = 86_400_000;
/// The Epoch was a Thursday; weeks begin on Sunday, as they do where Arabic is spoken.
const FIRST_SUNDAY: i64 = 3;

/// Two policies to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meter {
    /// What there is.
    pub a: Strategy,
    /// What is tried.
    pub b: Strategy,
    /// Length of a block, in minutes: divides a day into an even number of blocks.
    #[serde(default = "usual_block")]
    pub block_min: u32,
    /// Calls that come in the first minutes of a block are not counted.
    #[serde(default = "usual_washout")]
    pub washout_min: u32,
    /// Of the lots.
    #[serde(default)]
    pub seed: u64,
}

const fn usual_block() -> u32 {
    30
}

const fn usual_washout() -> u32 {
    5
}

/// One of the two policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    /// The first.
    A,
    /// The second.
    B,
}

/// A moment of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Whose turn it is.
    pub arm: Arm,
    /// The begin of a block: not counted.
    pub washed_out: bool,
    /// The day since the Epoch, in the agents' time zone.
    pub day: i64,
    /// Which pair of blocks of the day.
    pub pair: i64,
}

impl Arm {
    /// `a` or `b`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

impl Meter {
    /// What is wrong with it, if anything.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.block_min > 0
            && self.block_min <= 720
            && 1440 % (2 * self.block_min) == 0
            && self.washout_min < self.block_min
    }

    /// The policy of that arm.
    #[must_use]
    pub const fn strategy(&self, arm: Arm) -> Strategy {
        match arm {
            Arm::A => self.a,
            Arm::B => self.b,
        }
    }

    /// Whose turn it is at that moment, told how far east of Greenwich the agents are.
    #[must_use]
    pub fn slice(&self, at: Timestamp, utc_offset_min: i32) -> Slice {
        let local_ms = at.as_millis() + i64::from(utc_offset_min) * 60_000;
        let (day, in_day_ms) = (local_ms.div_euclid(DAY_MS), local_ms.rem_euclid(DAY_MS));
        let block_ms = i64::from(self.block_min.max(1)) * 60_000;
        let (block, in_block_ms) = (in_day_ms / block_ms, in_day_ms % block_ms);
        let (pair, second) = (block / 2, block % 2 == 1);
        let (week, weekday) = ((day - FIRST_SUNDAY).div_euclid(7), (day - FIRST_SUNDAY).rem_euclid(7));
        let lot =
            mixed(&[self.seed, week.div_euclid(2).cast_unsigned(), weekday.cast_unsigned(), pair.cast_unsigned()]);
        let b_first = (lot & 1 == 1) ^ (week.rem_euclid(2) == 1);
        Slice {
            arm: if b_first ^ second { Arm::B } else { Arm::A },
            washed_out: in_block_ms < i64::from(self.washout_min) * 60_000,
            day,
            pair,
        }
    }
}

/// Numbers mixed into one whose every bit is as good as a coin (the mixer of splitmix64).
fn mixed(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0x9e37_79b9_7f4a_7c15, |state, number| {
        let mut z = state.wrapping_add(*number).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn meter() -> Meter {
        Meter { a: Strategy::LongestIdle, b: Strategy::Wasl, block_min: 30, washout_min: 5, seed: 7 }
    }

    fn minute(day: i64, minute: i64) -> Timestamp {
        Timestamp(day * DAY_MS + minute * 60_000)
    }

    #[test]
    fn every_pair_has_both_and_two_weeks_have_both_orders() {
        let meter = meter();
        let mut orders: BTreeMap<(i64, i64), Vec<Arm>> = BTreeMap::new();
        for day in 1428 * 14 + FIRST_SUNDAY..1429 * 14 + FIRST_SUNDAY {
            for pair in 0..24 {
                let [first, second] = [0, 30].map(|in_pair| meter.slice(minute(day, pair * 60 + in_pair), 0));
                assert_ne!(first.arm, second.arm);
                assert_eq!((first.pair, first.day), (pair, day));
                orders.entry((day % 7, pair)).or_default().push(first.arm);
            }
        }
        let starts = orders.values().flatten().filter(|arm| **arm == Arm::A).count();
        assert_eq!(starts, orders.len(), "as often A first as B");
        let first_weeks = orders.values().filter(|weeks| weeks[0] == Arm::A).count();
        assert!((60..110).contains(&first_weeks), "the orders are drawn: {first_weeks} of {}", orders.len());
    }

    #[test]
    fn the_begin_of_a_block_is_washed_out_in_the_agents_time_zone() {
        let washed_out = |at| meter().slice(minute(20_000, at), 15).washed_out;
        assert_eq!([14, 15, 19, 20, 44, 45].map(washed_out), [false, true, true, false, false, true]);
    }

    #[test]
    fn blocks_must_fit_the_day_and_the_washout_the_block() {
        let sound = |block_min, washout_min| Meter { block_min, washout_min, ..meter() }.is_sound();
        assert!(sound(30, 5) && sound(60, 0) && !sound(0, 0) && !sound(50, 5) && !sound(30, 30));
        assert!(!sound(1 << 31, 0) && !sound(u32::MAX, 0), "none that a day cannot hold twice");
    }
}
