//! What an agent carried since the day began, and whether a rest is due. Counted from callers, never from the agent.

use std::time::Duration;

use wasl_model::{Care, NotReadyReason, TalkEnd};

/// A talk that weighs at least this was hard; the same bar that makes a caller hot.
pub(crate) const HARD: f64 = 0.4;

/// The sums of one day, and of the time since the last rest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carried {
    day: i64,
    hard_minutes: f64,
    hard_calls: u32,
    abuse: u32,
    hard_since_rest: u32,
    abused_since_rest: bool,
}

/// A talk that ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talked {
    pub(crate) time: Duration,
    /// What the caller weighed before the talk, 0 to 1.
    pub(crate) before: f64,
    /// And during it.
    pub(crate) during: f64,
    pub(crate) end: TalkEnd,
}

impl Carried {
    /// One more talk.
    pub(crate) fn add(&mut self, day: i64, talked: Talked) {
        self.begin(day);
        self.hard_minutes += talked.time.as_secs_f64() / 60.0 * talked.during;
        let abused = talked.end == TalkEnd::Abuse;
        if abused || talked.before.max(talked.during) >= HARD {
            self.hard_calls = self.hard_calls.saturating_add(1);
            self.hard_since_rest = self.hard_since_rest.saturating_add(1);
        }
        if abused {
            self.abuse = self.abuse.saturating_add(1);
            self.abused_since_rest = true;
        }
    }

    /// The agent goes away; a rest of the agent's own is one.
    pub(crate) const fn away(&mut self, reason: NotReadyReason) {
        match reason {
            NotReadyReason::Break | NotReadyReason::Prayer | NotReadyReason::Meal => {
                self.hard_since_rest = 0;
                self.abused_since_rest = false;
            }
            NotReadyReason::Meeting | NotReadyReason::BackOffice | NotReadyReason::NoAnswer => {}
            NotReadyReason::Declined | NotReadyReason::LineLost | NotReadyReason::Other => {}
        }
    }

    /// As the agent sees it; a rest is due after that many hard talks in a row without one, or after abuse.
    pub(crate) fn view(mut self, day: i64, rest_after: u32) -> Care {
        self.begin(day);
        Care {
            hard_minutes: self.hard_minutes,
            hard_calls: self.hard_calls,
            abuse: self.abuse,
            rest_offered: self.abused_since_rest || self.hard_since_rest >= rest_after,
        }
    }

    fn begin(&mut self, day: i64) {
        if day != self.day {
            *self = Self { day, ..Self::default() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(minutes: u64, during: f64, end: TalkEnd) -> Talked {
        Talked { time: Duration::from_secs(minutes * 60), before: 0.0, during, end }
    }

    #[test]
    fn minutes_weigh_as_the_callers_mood_did() {
        let mut carried = Carried::default();
        carried.add(1, talk(4, 0.5, TalkEnd::Done));
        carried.add(1, talk(10, 0.0, TalkEnd::Done));
        let care = carried.view(1, 3);
        assert!((care.hard_minutes - 2.0).abs() < 1e-9 && care.hard_calls == 1 && !care.rest_offered, "{care:?}");
    }

    #[test]
    fn a_rest_is_offered_after_hard_talks_or_abuse_until_it_is_taken() {
        let mut carried = Carried::default();
        (0..3).for_each(|_| carried.add(1, talk(1, 1.0, TalkEnd::Done)));
        assert!(carried.view(1, 3).rest_offered);
        carried.away(NotReadyReason::Meeting);
        assert!(carried.view(1, 3).rest_offered);
        carried.away(NotReadyReason::Break);
        assert!(!carried.view(1, 3).rest_offered);
        carried.add(1, talk(1, 0.0, TalkEnd::Abuse));
        let care = carried.view(1, 3);
        assert!(care.rest_offered && care.abuse == 1 && care.hard_calls == 4, "{care:?}");
    }

    #[test]
    fn a_new_day_begins_with_nothing() {
        let mut carried = Carried::default();
        carried.add(1, talk(1, 1.0, TalkEnd::Abuse));
        assert_eq!(carried.view(2, 3), Care::default());
    }
}
