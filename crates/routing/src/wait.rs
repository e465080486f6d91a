//! The honest range of a wait: half of those who are answered wait at most the first number, four in five the second.
//!
//! The textbook predictors do no better than a constant on real calls (`reference/routing.md` §5). So each queue learns
//! from its own calls, one by one: what was seen when a caller came (`watch`), and how long the wait then was
//! (`learner`). Until a hundred waits are learnt the last waits per place speak (`lately`), and before five of those
//! nothing does.
//!
//! Told in steps of half a minute, rounded up. What is told never exceeds the lowest number told to that caller, so what
//! is spoken cannot: recorded minutes lie far apart (30, 45, 60), and one step more would be spoken as a quarter of an
//! hour. A guess one step above it is told as that number still; when the truth is farther away, no number is told rather
//! than a false one, only the place.
//!
//! What was learnt is kept through restarts ([`KeptWaits`]); what is seen of a queue is seen anew.
//!
//! - `watch`: what can be seen of a queue
//! - `kept`: what goes on after a restart
//! - `learner`: two quantiles, learnt online
//! - `lately`: the last waits per place

mod kept;
mod lately;
mod learner;
#[cfg(test)]
mod measured;
mod watch;

use std::collections::BTreeMap;
use std::time::Duration;

use wasl_model::{IntentId, Timestamp, WaitRange};

pub use kept::KeptWaits;
use lately::Lately;
use learner::Quantile;
pub(crate) use watch::{Comer, Glance, Watch};
use watch::{SEEN, SORTS};

/// Waits learnt before the learnt range is told.
const LEAST: u32 = 100;
/// Ranges are told in steps of this.
const STEP_MS: u64 = 30_000;

/// The waits of a queue.
#[derive(Debug)]
pub(crate) struct Waits {
    pub(crate) watch: Watch,
    lately: Lately,
    p50: Quantile,
    p80: Quantile,
    learnt: u32,
    sorts: BTreeMap<IntentId, usize>,
}

/// Two quantiles of a wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Guess {
    pub(crate) p50_s: f64,
    pub(crate) p80_s: f64,
}

/// What was seen when a caller came, and what was guessed.
#[derive(Clone, Debug)]
pub(crate) struct Glimpse {
    seen: Vec<f64>,
    guess: Guess,
}

impl Default for Waits {
    fn default() -> Self {
        Self {
            watch: Watch::default(),
            lately: Lately::default(),
            p50: Quantile::new(0.5, SEEN),
            p80: Quantile::new(0.8, SEEN),
            learnt: 0,
            sorts: BTreeMap::new(),
        }
    }
}

impl Waits {
    /// The sort of callers who want that; the first few intents are told apart.
    pub(crate) fn sort(&mut self, intent: Option<&IntentId>) -> usize {
        let Some(intent) = intent else { return 0 };
        if let Some(&sort) = self.sorts.get(intent) {
            return sort;
        }
        let next = self.sorts.len() + 1;
        if next >= SORTS {
            return 0;
        }
        self.sorts.insert(intent.clone(), next);
        next
    }

    /// What a caller sees who begins to wait.
    pub(crate) fn glimpse(&self, glance: &Glance, comer: &Comer) -> Glimpse {
        let seen = self.watch.seen_by(glance, comer);
        let guess = Guess { p50_s: self.p50.predict(&seen), p80_s: self.p80.predict(&seen) };
        Glimpse { seen, guess }
    }

    /// A caller who began at that place, having seen that, was answered, or hung up, after that wait.
    pub(crate) fn learn(&mut self, now: Timestamp, place: u32, glimpse: &Glimpse, wait: Duration, answered: bool) {
        self.lately.learn(now, place, wait, answered);
        if answered {
            let wait_s = wait.as_secs_f64();
            self.p50.learn(&glimpse.seen, wait_s, glimpse.guess.p50_s);
            self.p80.learn(&glimpse.seen, wait_s, glimpse.guess.p80_s);
            self.learnt = self.learnt.saturating_add(1);
        }
    }

    /// The wait of a caller at that place who sees that; nothing before enough is known.
    pub(crate) fn guess(&self, glimpse: &Glimpse, place: u32) -> Option<Guess> {
        if self.learnt < LEAST { self.lately.guess(place) } else { Some(glimpse.guess.sound()) }
    }

    /// What may be told of it to a caller whose lowest numbers so far were those.
    pub(crate) fn range(guess: Guess, lowest: Option<WaitRange>) -> Option<WaitRange> {
        let (p50_ms, p80_ms) = (in_steps(guess.p50_s), in_steps(guess.p80_s));
        let Some(lowest) = lowest else { return Some(WaitRange { p50_ms, p80_ms }) };
        if p50_ms > lowest.p50_ms + STEP_MS || p80_ms > lowest.p80_ms + STEP_MS {
            return None;
        }
        Some(WaitRange { p50_ms: p50_ms.min(lowest.p50_ms), p80_ms: p80_ms.min(lowest.p80_ms) })
    }
}

impl Guess {
    /// No wait is negative, and four in five is not less than half.
    fn sound(self) -> Self {
        let p50_s = self.p50_s.max(0.0);
        Self { p50_s, p80_s: self.p80_s.max(p50_s) }
    }
}

fn in_steps(s: f64) -> u64 {
    let ms = Duration::try_from_secs_f64(s.max(0.0)).map_or(u64::MAX / 2, |wait| wait.as_millis() as u64);
    ms.div_ceil(STEP_MS).max(1).saturating_mul(STEP_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(answered_s: &[u64]) -> Waits {
        let mut waits = Waits::default();
        for (n, &wait) in answered_s.iter().enumerate() {
            learn(&mut waits, n as i64, wait, true);
        }
        waits
    }

    fn comer() -> Comer {
        Comer { call: wasl_model::CallId::numbered(1), sort: 0, known: false, joined: Timestamp(0), begin_ms: 0 }
    }

    fn learn(waits: &mut Waits, n: i64, wait: u64, answered: bool) {
        let glimpse = waits.glimpse(&waits.watch.glance(Timestamp(n)), &comer());
        waits.learn(Timestamp(n), 1, &glimpse, Duration::from_secs(wait), answered);
    }

    fn range(waits: &Waits, place: u32, lowest: Option<WaitRange>) -> Option<WaitRange> {
        let glimpse = waits.glimpse(&waits.watch.glance(Timestamp(0)), &comer());
        Waits::range(waits.guess(&glimpse, place)?, lowest)
    }

    #[test]
    fn nothing_is_promised_before_enough_is_known() {
        assert_eq!(range(&waits(&[10, 20, 30, 40]), 1, None), None);
        assert!(range(&waits(&[10, 20, 30, 40, 50]), 1, None).is_some());
    }

    #[test]
    fn half_wait_at_most_the_first_number_and_four_in_five_the_second() {
        let waits = waits(&[30, 60, 90, 120, 150, 180, 210, 240, 270, 300]);
        assert_eq!(range(&waits, 1, None), Some(WaitRange { p50_ms: 150_000, p80_ms: 240_000 }));
        assert_eq!(range(&waits, 2, None), Some(WaitRange { p50_ms: 300_000, p80_ms: 480_000 }));
    }

    #[test]
    fn who_hung_up_would_have_waited_longer() {
        let mut cut = waits(&[30, 60, 90, 120, 150]);
        for n in 0..5 {
            learn(&mut cut, n, 100, false);
        }
        let plain = waits(&[30, 60, 90, 120, 150]);
        assert!(range(&cut, 1, None).unwrap().p50_ms > range(&plain, 1, None).unwrap().p50_ms);
    }

    #[test]
    fn a_raise_of_more_than_a_step_is_not_told() {
        let lowest = WaitRange { p50_ms: 60_000, p80_ms: 90_000 };
        assert_eq!(range(&waits(&[600; 10]), 1, Some(lowest)), None);
    }

    #[test]
    fn a_number_told_does_not_creep_up_step_by_step() {
        let mut told = WaitRange { p50_ms: 30 * 60_000, p80_ms: 45 * 60_000 };
        for _ in 0..3 {
            let guess = Guess { p50_s: 1_801.0, p80_s: 2_701.0 };
            told = Waits::range(guess, Some(told)).unwrap();
            assert_eq!((told.p50_ms, told.p80_ms), (30 * 60_000, 45 * 60_000), "31 would be spoken as 45");
        }
        let sooner = Waits::range(Guess { p50_s: 1_200.0, p80_s: 2_701.0 }, Some(told)).unwrap();
        assert_eq!((sooner.p50_ms, sooner.p80_ms), (20 * 60_000, 45 * 60_000));
    }
}
