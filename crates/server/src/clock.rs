//! The house's time, see [`wasl_record::clock`]: [`now`] by the calendar, [`proven`] for what is done because time has passed,
//! [`steady`] for what lives as long as the house. A call holds the calendar of its beginning.

use wasl_model::Timestamp;
use wasl_record::Clock;

/// A jump of the calendar is met within so long.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(60);

/// Now, as the calendar has it.
pub(crate) fn now() -> Timestamp {
    Clock::house().now()
}

/// Now, by a calendar that has been the same for an hour.
pub(crate) fn proven() -> Timestamp {
    Clock::house().proven()
}

/// The monotonic moment of a timestamp of the calendar, for `sleep_until`; or an earlier one, to look at the calendar again.
pub(crate) fn instant_of(at: Timestamp) -> tokio::time::Instant {
    instant(at, now()).min(tokio::time::Instant::now() + LOOK_AGAIN)
}

/// The monotonic moment of a timestamp, when it is `now` by the same calendar.
pub(crate) fn instant(at: Timestamp, now: Timestamp) -> tokio::time::Instant {
    tokio::time::Instant::now() + at.since(now)
}

/// The calendar of the start: no jump is seen in it.
pub(crate) mod steady {
    use super::{Clock, Timestamp, instant};

    /// Now.
    pub(crate) fn now() -> Timestamp {
        Clock::house().steady()
    }

    /// The monotonic moment of a timestamp, for `sleep_until`.
    pub(crate) fn instant_of(at: Timestamp) -> tokio::time::Instant {
        instant(at, now())
    }

    /// A timestamp of the calendar in this one.
    pub(crate) fn of(at: Timestamp) -> Timestamp {
        Clock::house().held().steady(at)
    }

    /// A timestamp of this one as pages are shown it.
    pub(crate) fn shown(at: Timestamp) -> Timestamp {
        Clock::house().shown(at)
    }
}

/// The house's distance from UTC; one that no place on earth has is taken as none.
pub(crate) fn zone(offset_min: i32) -> time::UtcOffset {
    time::UtcOffset::from_whole_seconds(offset_min.saturating_mul(60)).unwrap_or(time::UtcOffset::UTC)
}
