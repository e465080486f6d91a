//! Until when something is promised, read out of everyday words: «يوم الأحد», «بكرة الساعة ٥», "within two days".
//!
//! It is told the time and the house's distance from UTC. A day without a time of day ends with its last moment; of
//! several days named the latest is taken, so that nobody is promised too much. What lies in the past is never read.
//! Days of the Hijri calendar and its feasts are read too.
//! Weeks begin on Sunday and weekends are Friday and Saturday, as in most of the countries the house speaks to.
//! The words are drafts, unreviewed by native reviewers.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset};
use utoipa::ToSchema;
use wasl_model::Timestamp;

pub(crate) mod calendar;
mod clock;
pub(crate) mod day;
mod hijri;
pub(crate) mod numbers;
pub(crate) mod span;
pub(crate) mod tokens;

use clock::Clock;
use tokens::Token;

/// Longer texts are not read: a line of a transcript has less.
const MOST_TOKENS: usize = 400;
/// Nothing is promised for later than this.
const FURTHEST_DAYS: i64 = 2 * 366;

/// Until when, and the words that said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Due {
    /// The moment.
    pub at: Timestamp,
    /// The part of the text that names it, as written.
    pub text: String,
}

/// Something found in the tokens `from..to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl<T> Found<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: change(self.value), from: self.from, to: self.to }
    }

    fn over(&self, from: usize, to: usize) -> bool {
        self.from < to && from < self.to
    }
}

/// The moment a text names, after `now`; `None` when it names none.
#[must_use]
pub fn parse(text: &str, now: Timestamp, offset: UtcOffset) -> Option<Due> {
    let here = Here::at(now, offset)?;
    let tokens = tokens::tokens(text, MOST_TOKENS);
    let spans = span::spans(&tokens);
    let mut days = day::days(&tokens, here.local.date());
    days.extend(spans.iter().filter_map(|found| span::day(found, here.local.date())));
    let clocks = clock::clocks(&tokens);
    let taken = |clock: &Found<Clock>| {
        let date = clock.value.is_exact() && days.iter().any(|day| day.over(clock.from, clock.to));
        date || spans.iter().any(|span| span.over(clock.from, clock.to))
    };
    let clock = clocks.iter().rfind(|clock| !taken(clock));
    let mut named: Vec<Found<Timestamp>> = spans.iter().filter_map(|found| span::moment(found, now)).collect();
    named.extend(days.iter().filter_map(|day| here.close(day, clock)));
    if days.is_empty() && named.is_empty() {
        named.extend(clock.and_then(|clock| here.next(clock)));
    }
    let latest = named.into_iter().filter(|found| here.may_be(found.value)).max_by_key(|found| found.value)?;
    Some(Due { at: latest.value, text: words(text, &tokens, &latest) })
}

/// Now, as the house's clocks show it.
struct Here {
    now: Timestamp,
    local: OffsetDateTime,
}

impl Here {
    fn at(now: Timestamp, offset: UtcOffset) -> Option<Self> {
        let utc = OffsetDateTime::from_unix_timestamp_nanos(i128::from(now.as_millis()) * 1_000_000).ok()?;
        Some(Self { now, local: utc.checked_to_offset(offset)? })
    }

    fn may_be(&self, at: Timestamp) -> bool {
        at > self.now && at.since(self.now).as_secs() <= FURTHEST_DAYS.unsigned_abs() * 86_400
    }

    /// The end of a day, or the time of day named with it.
    fn close(&self, day: &Found<Date>, clock: Option<&Found<Clock>>) -> Option<Found<Timestamp>> {
        let Some(clock) = clock else {
            return Some(Found { value: self.moment(day.value, LAST_MOMENT)?, from: day.from, to: day.to });
        };
        let value = clock.value.on(|time| self.moment(day.value, time).filter(|at| *at > self.now))?;
        Some(Found { value, from: day.from.min(clock.from), to: day.to.max(clock.to) })
    }

    /// A time of day without a day: the next one, if it is told as such.
    fn next(&self, clock: &Found<Clock>) -> Option<Found<Timestamp>> {
        if !clock.value.is_exact() {
            return None;
        }
        let mut days = [0, 1].into_iter().filter_map(|ahead| self.local.date().checked_add(Duration::days(ahead)));
        let found =
            days.find_map(|day| self.close(&Found { value: day, from: clock.from, to: clock.to }, Some(clock)))?;
        Some(found)
    }

    fn moment(&self, day: Date, time: Time) -> Option<Timestamp> {
        let local = OffsetDateTime::new_in_offset(day, time, self.local.offset());
        i64::try_from(local.unix_timestamp_nanos() / 1_000_000).ok().map(Timestamp)
    }
}

/// A day's last millisecond.
const LAST_MOMENT: Time = time::macros::time!(23:59:59.999);

fn words(text: &str, tokens: &[Token], found: &Found<Timestamp>) -> String {
    let part = tokens.get(found.from..found.to).unwrap_or_default();
    let (start, end) = (part.first().map_or(0, |token| token.start), part.last().map_or(0, |token| token.end));
    text.get(start..end).unwrap_or_default().to_owned()
}
