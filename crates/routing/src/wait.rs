//! The honest range of a wait, from what callers of the queue went through lately.
//!
//! Each past wait is divided by the place it began at; the quantiles of that wait per place (Kaplan-Meier, since a
//! caller who hung up would have waited longer) times the place now are the range.
//! Textbook predictors did no better than a constant on real calls (`reference/routing.md` §5), so nothing finer is
//! pretended: a range, rounded up, and nothing at all before enough is known.

use std::collections::VecDeque;
use std::time::Duration;

use wasl_model::{Timestamp, WaitRange};

/// Waits looked at.
const MOST: usize = 100;
/// Fewer than these are no ground for a promise.
const LEAST: usize = 5;
/// Older waits tell nothing of now.
const OLDEST: Duration = Duration::from_secs(2 * 3600);
/// Ranges are told in steps of this, and never raised by more than one.
const STEP_MS: u64 = 30_000;

/// The waits of a queue, lately.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    past: VecDeque<PastWait>,
    known: Option<PerPlace>,
}

#[derive(Clone, Copy, Debug)]
struct PastWait {
    at: Timestamp,
    per_place_ms: u64,
    answered: bool,
}

#[derive(Clone, Copy, Debug)]
struct PerPlace {
    p50_ms: u64,
    p80_ms: u64,
}

impl Waits {
    /// A caller who began at that place was answered, or hung up, after that wait.
    pub(crate) fn learn(&mut self, now: Timestamp, place: u32, wait: Duration, answered: bool) {
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        self.past.push_back(PastWait { at: now, per_place_ms: wait_ms / u64::from(place.max(1)), answered });
        while self.past.len() > MOST || self.past.front().is_some_and(|first| now.since(first.at) > OLDEST) {
            self.past.pop_front();
        }
        self.known = self.per_place();
    }

    /// The range at that place; never more than a step above the one told before.
    pub(crate) fn range(&self, position: u32, told: Option<WaitRange>) -> Option<WaitRange> {
        let known = self.known?;
        let at_place = |ms: u64, told: Option<u64>| {
            let honest = ms.saturating_mul(u64::from(position)).div_ceil(STEP_MS).max(1).saturating_mul(STEP_MS);
            told.map_or(honest, |told| honest.min(told.saturating_add(STEP_MS)))
        };
        let p50_ms = at_place(known.p50_ms, told.map(|told| told.p50_ms));
        let p80_ms = at_place(known.p80_ms, told.map(|told| told.p80_ms));
        Some(WaitRange { p50_ms, p80_ms: p80_ms.max(p50_ms) })
    }

    fn per_place(&self) -> Option<PerPlace> {
        let mut waits: Vec<_> = self.past.iter().map(|past| (past.per_place_ms, !past.answered)).collect();
        if waits.iter().filter(|(_, hung_up)| !hung_up).count() < LEAST {
            return None;
        }
        waits.sort_unstable();
        Some(PerPlace { p50_ms: quantile(&waits, 0.5), p80_ms: quantile(&waits, 0.8) })
    }
}

/// The Kaplan-Meier quantile of ascending waits, some of them cut short; the longest where it is never reached.
fn quantile(waits: &[(u64, bool)], share: f64) -> u64 {
    let mut still_waiting = 1.0;
    for (n, &(wait_ms, cut_short)) in waits.iter().enumerate() {
        if !cut_short {
            still_waiting *= 1.0 - 1.0 / (waits.len() - n) as f64;
        }
        if still_waiting <= 1.0 - share + 1e-9 {
            return wait_ms;
        }
    }
    waits.last().map_or(0, |&(wait_ms, _)| wait_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(answered_s: &[u64]) -> Waits {
        let mut waits = Waits::default();
        for (n, &wait) in answered_s.iter().enumerate() {
            waits.learn(Timestamp(n as i64), 1, Duration::from_secs(wait), true);
        }
        waits
    }

    #[test]
    fn nothing_is_promised_before_enough_is_known() {
        assert_eq!(waits(&[10, 20, 30, 40]).range(1, None), None);
        assert!(waits(&[10, 20, 30, 40, 50]).range(1, None).is_some());
    }

    #[test]
    fn half_wait_at_most_the_first_number_and_four_in_five_the_second() {
        let waits = waits(&[30, 60, 90, 120, 150, 180, 210, 240, 270, 300]);
        assert_eq!(waits.range(1, None), Some(WaitRange { p50_ms: 150_000, p80_ms: 240_000 }));
        assert_eq!(waits.range(2, None), Some(WaitRange { p50_ms: 300_000, p80_ms: 480_000 }));
    }

    #[test]
    fn who_hung_up_would_have_waited_longer() {
        let mut cut = waits(&[30, 60, 90, 120, 150]);
        for n in 0..5 {
            cut.learn(Timestamp(n), 1, Duration::from_secs(100), false);
        }
        let plain = waits(&[30, 60, 90, 120, 150]);
        assert!(cut.range(1, None).unwrap().p50_ms > plain.range(1, None).unwrap().p50_ms);
    }

    #[test]
    fn the_range_never_creeps_up_by_more_than_a_step() {
        let waits = waits(&[600; 10]);
        let told = WaitRange { p50_ms: 60_000, p80_ms: 90_000 };
        assert_eq!(waits.range(1, Some(told)), Some(WaitRange { p50_ms: 90_000, p80_ms: 120_000 }));
    }
}
