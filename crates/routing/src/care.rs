//! What an agent carried since the day began, and whether a rest is due. Counted from callers, never from the agent.

use std::time::Duration;

use wasl_model::{Care, NotReadyReason, TalkEnd, Timestamp};

use crate::RoutingConfig;

/// A talk that weighs at least this was hard; the same bar that makes a caller hot.
pub(crate) const HARD: f64 = 0.4;

/// A shorter pause is no rest.
const LEAST_REST: Duration = Duration::from_secs(3 * 60);

/// Whoever is signed out for that long has rested.
const LONG_AWAY: Duration = Duration::from_secs(15 * 60);

/// The sums of one day, and of the time since the last rest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carried {
    day: i64,
    hard_minutes: f64,
    hard_calls: u32,
    abuse: u32,
    hard_since_rest: u32,
    hard_minutes_since_rest: f64,
    abused_since_rest: bool,
    /// What is counted since the last rest is counted from then on.
    counted_from: Option<Timestamp>,
    rested: Option<Timestamp>,
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
        let hard_minutes = talked.time.as_secs_f64() / 60.0 * talked.during;
        self.hard_minutes += hard_minutes;
        self.hard_minutes_since_rest += hard_minutes;
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

    /// The agent comes back, away for that reason since then: a pause of the agent's own that was long enough was a rest.
    pub(crate) fn back(&mut self, now: Timestamp, reason: NotReadyReason, since: Timestamp) {
        match reason {
            NotReadyReason::Break | NotReadyReason::Prayer | NotReadyReason::Meal if now.since(since) < LEAST_REST => {}
            NotReadyReason::Break | NotReadyReason::Prayer | NotReadyReason::Meal => {
                self.rests(now);
                self.rested = Some(now);
            }
            NotReadyReason::Meeting | NotReadyReason::BackOffice | NotReadyReason::NoAnswer => {}
            NotReadyReason::Declined | NotReadyReason::LineLost | NotReadyReason::Other => {}
        }
    }

    /// The agent signs in, last seen then.
    pub(crate) fn signed_in(&mut self, now: Timestamp, out_since: Option<Timestamp>) {
        if out_since.is_none_or(|since| now.since(since) >= LONG_AWAY) {
            self.rests(now);
            self.rested = Some(now);
        }
    }

    /// When the sums since the last rest began, and when the agent was back from it.
    pub(crate) const fn last_rest(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        (self.counted_from, self.rested)
    }

    /// A rest of before a restart, as [`Self::last_rest`] told it.
    pub(crate) const fn recall_rest(&mut self, counted_from: Option<Timestamp>, rested: Option<Timestamp>) {
        if let Some(from) = counted_from {
            self.rests(from);
        }
        self.rested = rested;
    }

    /// The agent worked at that moment, and no rest is known of: none was taken.
    pub(crate) fn worked(&mut self, at: Timestamp) {
        self.rested.get_or_insert(at);
    }

    /// Until which day, that one too, hot callers go to others who are free: abuse was suffered and no rest taken yet (no
    /// day ends that), or the day's budget is used.
    pub(crate) fn spared_until(&self, config: &RoutingConfig) -> Option<i64> {
        if self.abused_since_rest {
            return Some(i64::MAX);
        }
        (self.hard_minutes >= config.hard_minutes_a_day).then_some(self.day)
    }

    /// As the agent sees it. A rest is offered after so many hard talks or hard minutes or so long without one,
    /// and after abuse.
    pub(crate) fn view(mut self, now: Timestamp, config: &RoutingConfig) -> Care {
        self.begin(config.day(now));
        let long_ago = self.rested.is_some_and(|at| now.since(at) >= Duration::from_secs(config.rest_after_s));
        Care {
            hard_minutes: self.hard_minutes,
            hard_calls: self.hard_calls,
            abuse: self.abuse,
            rest_offered: self.abused_since_rest
                || self.hard_since_rest >= config.rest_after_hard_calls
                || self.hard_minutes_since_rest >= config.rest_after_hard_minutes
                || long_ago,
            budget_used: self.hard_minutes / config.hard_minutes_a_day,
            hard_minutes_since_rest: self.hard_minutes_since_rest,
            rested: self.rested,
        }
    }

    const fn rests(&mut self, now: Timestamp) {
        self.counted_from = Some(now);
        self.hard_since_rest = 0;
        self.hard_minutes_since_rest = 0.0;
        self.abused_since_rest = false;
    }

    /// The day's own sums begin anew; what was carried since the last rest is carried through midnight.
    const fn begin(&mut self, day: i64) {
        if day != self.day {
            (self.day, self.hard_minutes, self.hard_calls, self.abuse) = (day, 0.0, 0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(minutes: u64, during: f64, end: TalkEnd) -> Talked {
        Talked { time: Duration::from_secs(minutes * 60), before: 0.0, during, end }
    }

    const NOON: Timestamp = Timestamp(86_400_000 + 9 * 3_600_000);

    fn ago(minutes: i64) -> Timestamp {
        Timestamp(NOON.as_millis() - minutes * 60_000)
    }

    fn view(carried: Carried) -> Care {
        carried.view(NOON, &RoutingConfig::default())
    }

    #[test]
    fn minutes_weigh_as_the_callers_mood_did() {
        let mut carried = Carried::default();
        carried.add(1, talk(4, 0.5, TalkEnd::Done));
        carried.add(1, talk(10, 0.0, TalkEnd::Done));
        let care = view(carried);
        assert!((care.hard_minutes - 2.0).abs() < 1e-9 && care.hard_calls == 1 && !care.rest_offered, "{care:?}");
    }

    #[test]
    fn a_rest_is_offered_after_hard_talks_or_abuse_until_it_is_taken() {
        let mut carried = Carried::default();
        (0..3).for_each(|_| carried.add(1, talk(1, 1.0, TalkEnd::Done)));
        assert!(view(carried).rest_offered);
        carried.back(NOON, NotReadyReason::Meeting, ago(30));
        assert!(view(carried).rest_offered);
        carried.back(NOON, NotReadyReason::Break, ago(2));
        assert!(view(carried).rest_offered, "pressed and taken back");
        carried.back(NOON, NotReadyReason::Break, ago(3));
        assert!(!view(carried).rest_offered);
        carried.add(1, talk(1, 0.0, TalkEnd::Abuse));
        let care = view(carried);
        assert!(care.rest_offered && care.abuse == 1 && care.hard_calls == 4, "{care:?}");
    }

    #[test]
    fn a_rest_is_offered_after_long_talks_with_hard_callers_and_after_long_work() {
        let mut carried = Carried::default();
        carried.add(1, talk(20, 0.9, TalkEnd::Done));
        assert!(view(carried).rest_offered, "one talk of eighteen hard minutes");
        let mut carried = Carried::default();
        carried.signed_in(Timestamp(NOON.as_millis() - 3 * 3_600_000), None);
        assert!(view(carried).rest_offered, "three hours without any");
        carried.back(NOON, NotReadyReason::Prayer, ago(10));
        assert!(!view(carried).rest_offered);
    }

    #[test]
    fn the_days_budget_and_abuse_spare_an_agent_hot_callers() {
        let config = RoutingConfig { hard_minutes_a_day: 60.0, ..RoutingConfig::default() };
        let mut carried = Carried::default();
        carried.add(1, talk(59, 1.0, TalkEnd::Done));
        assert_eq!(carried.spared_until(&config), None);
        carried.add(1, talk(2, 1.0, TalkEnd::Done));
        assert_eq!(carried.spared_until(&config), Some(1), "until the day is over");
        let mut carried = Carried::default();
        carried.add(1, talk(1, 0.0, TalkEnd::Abuse));
        assert_eq!(carried.spared_until(&config), Some(i64::MAX), "no midnight ends it");
        carried.back(NOON, NotReadyReason::Break, ago(5));
        assert_eq!(carried.spared_until(&config), None, "until a rest is taken");
    }

    #[test]
    fn a_lost_registration_is_no_rest() {
        let mut carried = Carried::default();
        carried.add(1, talk(20, 0.9, TalkEnd::Done));
        carried.signed_in(NOON, Some(Timestamp(NOON.as_millis() - 60_000)));
        assert!(view(carried).rest_offered);
        carried.signed_in(NOON, Some(Timestamp(NOON.as_millis() - 3_600_000)));
        assert!(!view(carried).rest_offered);
    }

    #[test]
    fn a_new_day_begins_with_a_new_budget_and_no_rest() {
        let mut carried = Carried::default();
        carried.add(0, talk(10, 1.0, TalkEnd::Abuse));
        let care = view(carried);
        assert_eq!((care.hard_minutes, care.hard_calls, care.abuse, care.budget_used), (0.0, 0, 0, 0.0));
        assert!(care.rest_offered && care.hard_minutes_since_rest > 9.9, "{care:?}");
    }
}
