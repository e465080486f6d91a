//! What is due when: at most one moment for each thing.

use std::collections::BTreeMap;

use wasl_model::{LegId, Timestamp};

/// What may be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// The caller's side did not come up.
    Answer,
    /// An agent or a transfer target did not answer.
    Ring,
    /// A lost line did not come back.
    Line(LegId),
    /// Nothing was kept for long enough.
    Pause,
    /// A prompt should have ended.
    Prompt,
    /// What the caller was saying as the last prompt ended should have become words.
    LastWords,
    /// Legs should have gone.
    Release,
    /// The server's patience at shutdown.
    Drain,
    /// The longest a call may be.
    Longest,
}

impl Timer {
    const fn name(self) -> &'static str {
        match self {
            Self::Answer => "caller not up",
            Self::Ring => "no answer",
            Self::Line(_) => "line not back",
            Self::Pause => "pause over",
            Self::Prompt => "prompt overdue",
            Self::LastWords => "last words over",
            Self::Release => "legs not gone",
            Self::Drain => "drain over",
            Self::Longest => "longest call",
        }
    }
}

/// The moments set.
#[derive(Debug, Default)]
pub(crate) struct Timers(BTreeMap<Timer, Timestamp>);

impl Timers {
    pub(crate) fn set(&mut self, timer: Timer, at: Timestamp) {
        self.0.insert(timer, at);
    }

    pub(crate) fn stop(&mut self, timer: Timer) {
        self.0.remove(&timer);
    }

    pub(crate) fn stop_all(&mut self) {
        self.0.clear();
    }

    /// When it is due, if it is set.
    pub(crate) fn at(&self, timer: Timer) -> Option<Timestamp> {
        self.0.get(&timer).copied()
    }

    /// The earliest, with its name.
    pub(crate) fn next(&self) -> Option<(Timestamp, &'static str)> {
        self.0.iter().map(|(timer, at)| (*at, timer.name())).min()
    }

    /// Takes out one that is due.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<Timer> {
        let timer = self.0.iter().filter(|(_, at)| **at <= now).min_by_key(|(_, at)| **at).map(|(timer, _)| *timer)?;
        self.0.remove(&timer);
        Some(timer)
    }
}
