//! Wall-clock time that never runs backwards: the system clock is read once, the monotonic clock after that.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use wasl_model::Timestamp;

static ANCHOR: OnceLock<(Instant, i64)> = OnceLock::new();

/// Now, as the pure rooms are told it.
pub(crate) fn now() -> Timestamp {
    let (started, unix_ms) = *ANCHOR.get_or_init(anchor);
    Timestamp::from_millis(unix_ms.saturating_add(i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX)))
}

/// The monotonic moment of a timestamp, for `sleep_until`.
pub(crate) fn instant_of(at: Timestamp) -> tokio::time::Instant {
    tokio::time::Instant::now() + at.since(now())
}

/// The house's distance from UTC; one that no place on earth has is taken as none.
pub(crate) fn zone(offset_min: i32) -> time::UtcOffset {
    time::UtcOffset::from_whole_seconds(offset_min.saturating_mul(60)).unwrap_or(time::UtcOffset::UTC)
}

fn anchor() -> (Instant, i64) {
    let unix_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    (Instant::now(), i64::try_from(unix_ms).unwrap_or(i64::MAX))
}
