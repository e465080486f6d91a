//! What an engine has done and has to do, by priority: the state of the scheduler as `/metrics` tells it.

use std::time::Duration;

use crate::Priority;

/// Upper bounds of the waits counted, in milliseconds; longer ones are counted in one more place.
pub const WAIT_BOUNDS_MS: [u64; 10] = [10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];

/// What an engine has done and has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EngineStats {
    /// Worker threads; of a remote engine, those of all workers that can be reached.
    pub threads: usize,
    /// By priority, see [`EngineStats::of`].
    pub by_priority: [PriorityStats; Priority::COUNT],
}

/// The same of one priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriorityStats {
    /// Requests waiting now.
    pub queued: usize,
    /// Requests being worked on now.
    pub running: usize,
    /// Answered.
    pub answered: u64,
    /// Given up while they waited, for more urgent ones or a newer one of the same speaker.
    pub shed: u64,
    /// Refused because there was no room.
    pub refused: u64,
    /// Given up at their deadline.
    pub late: u64,
    /// Withdrawn by whoever asked, before they had begun.
    pub withdrawn: u64,
    /// Failed in the model.
    pub failed: u64,
    /// Processor time of answers, in milliseconds.
    pub cpu_ms: u64,
    /// Sound of answers, in milliseconds.
    pub audio_ms: u64,
    /// How long those waited whose turn came.
    pub waits: Waits,
}

/// A histogram of waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// How many waited up to each of [`WAIT_BOUNDS_MS`], and longer; not cumulative.
    pub counts: [u64; WAIT_BOUNDS_MS.len() + 1],
    /// All of them together.
    pub total: Duration,
}

impl EngineStats {
    /// The part of one priority.
    #[must_use]
    pub const fn of(&self, priority: Priority) -> &PriorityStats {
        &self.by_priority[priority.index()]
    }

    pub(crate) const fn of_mut(&mut self, priority: Priority) -> &mut PriorityStats {
        &mut self.by_priority[priority.index()]
    }

    /// Requests waiting now.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.by_priority.iter().map(|part| part.queued).sum()
    }

    /// Requests being worked on now.
    #[must_use]
    pub fn running(&self) -> usize {
        self.by_priority.iter().map(|part| part.running).sum()
    }

    /// One of the counts over all priorities: `stats.total(|part| part.answered)`.
    #[must_use]
    pub fn total(&self, count: impl Fn(&PriorityStats) -> u64) -> u64 {
        self.by_priority.iter().map(count).sum()
    }
}

impl Waits {
    pub(crate) fn count(&mut self, wait: Duration) {
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let place = WAIT_BOUNDS_MS.iter().position(|bound| ms <= *bound).unwrap_or(WAIT_BOUNDS_MS.len());
        self.counts[place] += 1;
        self.total += wait;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_counted_in_its_place() {
        let mut waits = Waits::default();
        for ms in [0, 10, 11, 30_000, 30_001] {
            waits.count(Duration::from_millis(ms));
        }
        assert_eq!((waits.counts[0], waits.counts[1]), (2, 1));
        assert_eq!((waits.counts[9], waits.counts[10]), (1, 1));
        assert_eq!(waits.total, Duration::from_millis(60_022));
    }
}
