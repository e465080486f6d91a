//! What callers of a queue went through lately: the ground of a promise before enough is learnt for a finer one.
//!
//! Each past wait is divided by the place it began at; the quantiles of that wait per place (Kaplan-Meier, since a
//! caller who hung up would have waited longer) times the place now are the range.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wasl_model::Timestamp;

use super::Guess;

/// Waits looked at.
const MOST: usize = 100;
/// Fewer than these are no ground for a promise.
const LEAST: usize = 5;
/// Older waits tell nothing of now.
const OLDEST: Duration = Duration::from_secs(2 * 3600);

/// The waits of a queue, lately.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Lately {
    past: VecDeque<PastWait>,
    #[serde(skip)]
    known: Option<Guess>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct PastWait {
    at: Timestamp,
    per_place_s: f64,
    answered: bool,
}

impl Lately {
    /// A caller who began at that place was answered, or hung up, after that wait.
    pub(super) fn learn(&mut self, now: Timestamp, place: u32, wait: Duration, answered: bool) {
        let per_place_s = wait.as_secs_f64() / f64::from(place.max(1));
        self.past.push_back(PastWait { at: now, per_place_s, answered });
        self.forget(now);
    }

    /// What is too old goes; the rest is looked at anew.
    pub(super) fn forget(&mut self, now: Timestamp) {
        while self.past.len() > MOST || self.past.front().is_some_and(|first| now.since(first.at) > OLDEST) {
            self.past.pop_front();
        }
        self.known = self.per_place();
    }

    /// The wait at that place, as things were lately.
    pub(super) fn guess(&self, place: u32) -> Option<Guess> {
        let Guess { p50_s, p80_s } = self.known?;
        Some(Guess { p50_s: p50_s * f64::from(place), p80_s: p80_s * f64::from(place) })
    }

    fn per_place(&self) -> Option<Guess> {
        let mut waits: Vec<_> = self.past.iter().map(|past| (past.per_place_s, !past.answered)).collect();
        if waits.iter().filter(|(_, hung_up)| !hung_up).count() < LEAST {
            return None;
        }
        waits.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Some(Guess { p50_s: quantile(&waits, 0.5), p80_s: quantile(&waits, 0.8) })
    }
}

/// The Kaplan-Meier quantile of ascending waits, some of them cut short; the longest where it is never reached.
fn quantile(waits: &[(f64, bool)], share: f64) -> f64 {
    let mut still_waiting = 1.0;
    for (n, &(wait_s, cut_short)) in waits.iter().enumerate() {
        if !cut_short {
            still_waiting *= 1.0 - 1.0 / (waits.len() - n) as f64;
        }
        if still_waiting <= 1.0 - share + 1e-9 {
            return wait_s;
        }
    }
    waits.last().map_or(0.0, |&(wait_s, _)| wait_s)
}
