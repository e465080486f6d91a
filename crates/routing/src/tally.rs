//! How much an agent worked today.

use std::time::Duration;

/// Calls taken and time talked, of one of the agents' days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    day: i64,
    calls: u32,
    talk: Duration,
}

impl Tally {
    /// A call was taken.
    pub(crate) fn took(&mut self, day: i64) {
        *self = self.on(day);
        self.calls = self.calls.saturating_add(1);
    }

    /// A talk ended.
    pub(crate) fn talked(&mut self, day: i64, time: Duration) {
        *self = self.on(day);
        self.talk += time;
    }

    pub(crate) fn calls(self, day: i64) -> u32 {
        self.on(day).calls
    }

    pub(crate) fn talk(self, day: i64) -> Duration {
        self.on(day).talk
    }

    /// A new day begins with nothing.
    fn on(self, day: i64) -> Self {
        if day == self.day { self } else { Self { day, ..Self::default() } }
    }
}
