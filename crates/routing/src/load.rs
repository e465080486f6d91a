//! Emotional load: what an agent carries from the callers served. Counted from callers, never from the agent's voice.

use std::time::Duration;

use wasl_model::{Mood, MoodScores, Timestamp};

/// A sum that halves every half-life.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Load {
    value: f64,
    at: Timestamp,
}

impl Load {
    /// How much is left now.
    pub(crate) fn now(self, now: Timestamp, half_life: Duration) -> f64 {
        if self.value == 0.0 {
            return 0.0;
        }
        let halves = now.since(self.at).as_secs_f64() / half_life.as_secs_f64();
        self.value * (-halves).exp2()
    }

    /// No more than [`Self::now`], and nearly as much in the first half-life, without a power.
    pub(crate) fn at_least(self, now: Timestamp, half_life: Duration) -> f64 {
        if self.value == 0.0 {
            return 0.0;
        }
        let halves = now.as_millis().saturating_sub(self.at.as_millis()).max(0) as f64 / half_life.as_millis() as f64;
        self.value * exp_at_least(-std::f64::consts::LN_2 * halves)
    }

    /// One more caller of that weight.
    pub(crate) fn add(&mut self, now: Timestamp, half_life: Duration, weight: f64) {
        *self = Self { value: self.now(now, half_life) + weight, at: now };
    }
}

/// No more than e^x, nor negative: three terms of its series after the first, which lie below it everywhere.
pub(crate) fn exp_at_least(x: f64) -> f64 {
    (1.0 + x * (1.0 + x * (0.5 + x / 6.0))).max(0.0)
}

/// What serving a caller in that mood is expected to weigh, 0 to 1.
pub(crate) fn weight(mood: MoodScores) -> f64 {
    Mood::ALL.into_iter().zip(mood.to_array()).map(|(mood, p)| mood.load_weight() * f64::from(p)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_halves_in_a_half_life() {
        let half_life = Duration::from_secs(1800);
        let mut load = Load::default();
        load.add(Timestamp(0), half_life, 1.0);
        assert!((load.now(Timestamp(1_800_000), half_life) - 0.5).abs() < 1e-9);
        load.add(Timestamp(1_800_000), half_life, 1.0);
        assert!((load.now(Timestamp(3_600_000), half_life) - 0.75).abs() < 1e-9);
    }

    #[test]
    fn what_is_left_is_bounded_from_below_and_closely_at_first() {
        let half_life = Duration::from_secs(1800);
        let mut load = Load::default();
        load.add(Timestamp(0), half_life, 2.0);
        for ms in (0..20_000_000).step_by(10_000) {
            let (least, left) = (load.at_least(Timestamp(ms), half_life), load.now(Timestamp(ms), half_life));
            assert!(least <= left + 1e-12 && least >= 0.0, "{least} of {left}");
            assert!(ms > 900_000 || least > 0.99 * left, "{least} of {left}");
        }
    }

    #[test]
    fn an_angry_caller_weighs_one_and_a_calm_one_nothing() {
        assert!((weight(MoodScores::from_array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0])) - 1.0).abs() < 1e-6);
        assert!(weight(MoodScores::NEUTRAL).abs() < 1e-9);
    }
}
