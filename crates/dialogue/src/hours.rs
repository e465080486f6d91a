//! When people answer: `config/hours/*.toml`, with weekends, holidays by either calendar and other hours in Ramadan.
//! Pure: told the time; the time zones' rules are in the binary.
//!
//! - [`hijri`]: the Umm al-Qura calendar, and months that began on another day by sighting
//! - [`spec`]: the file

pub mod hijri;
pub mod spec;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ZonedDateTime};
use wasl_model::{PromptId, Timestamp};

use hijri::Hijri;
pub use spec::{Holiday, HoursSpec, Period};

/// Nobody is promised an opening further away than this, in days.
const LOOK_AHEAD_DAYS: i32 = 60;
/// Hours that never close are looked at no further than this, in days.
const OPEN_DAYS: i32 = 8;

/// The opening hours of a site or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    spec: HoursSpec,
    zone: TimeZone,
}

/// Whether people answer at a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// They do.
    Open {
        /// Until then; `None` if they do for more than a week.
        until: Option<Timestamp>,
    },
    /// They do not.
    Closed {
        /// The holiday's piece, if it is one and has one.
        holiday: Option<Option<PromptId>>,
        /// When they do again; `None` if not within two months.
        opens: Option<Timestamp>,
    },
}

impl Standing {
    /// Do people answer?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// Is it a holiday?
    #[must_use]
    pub const fn is_holiday(&self) -> bool {
        matches!(self, Self::Closed { holiday: Some(_), .. })
    }
}

impl Hours {
    /// Reads the file `stem.toml`.
    ///
    /// # Errors
    /// Everything wrong in it, as sentences that say what to do.
    pub fn load(stem: &str, text: &str) -> Result<Self, Vec<String>> {
        let spec: HoursSpec = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let zone = TimeZone::get(&spec.time_zone).map_err(|_| {
            format!("time_zone \"{}\" is not known; write an IANA name such as \"Asia/Riyadh\"", spec.time_zone)
        });
        let problems: Vec<String> = spec.problems(stem).into_iter().chain(zone.as_ref().err().cloned()).collect();
        match zone {
            Ok(zone) if problems.is_empty() => Ok(Self { spec, zone }),
            _ => Err(problems),
        }
    }

    /// The file as written.
    #[must_use]
    pub const fn spec(&self) -> &HoursSpec {
        &self.spec
    }

    /// The moment as clocks and calendars show it there.
    ///
    /// # Panics
    /// Never: moments beyond the year 9999 are taken for its last day.
    #[must_use]
    pub fn local(&self, moment: Timestamp) -> ZonedDateTime {
        let whole = jiff::Timestamp::from_millisecond(moment.as_millis()).unwrap_or(jiff::Timestamp::MAX);
        whole.to_zoned_datetime(self.zone.clone())
    }

    /// Do people answer now, until when, or from when on?
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Standing {
        let today = self.local(now).date();
        match self.closes(now, today) {
            Some(until) => Standing::Open { until: until.filter(|_| !self.never_closes(today)) },
            None => Standing::Closed {
                holiday: self.holiday(today).map(|holiday| holiday.prompt.clone()),
                opens: self.opens(now, today),
            },
        }
    }

    /// The holiday of a day, if it is one.
    #[must_use]
    pub fn holiday(&self, day: Date) -> Option<&Holiday> {
        let hijri = self.hijri(day);
        self.spec.holidays.iter().find(|holiday| holiday.is_on(day, hijri))
    }

    /// The day by the Umm al-Qura calendar, as it was sighted.
    #[must_use]
    pub fn hijri(&self, day: Date) -> Hijri {
        hijri::of(day, &self.spec.sighted)
    }

    /// The periods that begin on a day, by its own clock.
    fn periods(&self, day: Date) -> &[Period] {
        if let Some(holiday) = self.holiday(day) {
            return &holiday.hours;
        }
        let week = match &self.spec.ramadan {
            Some(ramadan) if self.hijri(day).is_ramadan() => ramadan,
            Some(_) | None => &self.spec.week,
        };
        week.of(day.weekday())
    }

    /// Every period that begins from `first` on, in order, for so many days.
    fn spans(&self, first: Date, days: i32) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        (0..days).filter_map(move |n| first.checked_add(SignedDuration::from_hours(24 * i64::from(n))).ok()).flat_map(
            move |day| {
                self.periods(day).iter().map(move |period| (self.when(day, period.from), self.when(day, period.to)))
            },
        )
    }

    /// Minutes after a day's midnight, by its clock: an hour skipped in spring is the next one, one lived twice the first.
    fn when(&self, day: Date, minutes: u16) -> Timestamp {
        let (days, minutes) = (i64::from(minutes / spec::DAY), minutes % spec::DAY);
        let clock = day.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(day).at(
            (minutes / 60).try_into().unwrap_or(0),
            (minutes % 60).try_into().unwrap_or(0),
            0,
            0,
        );
        let moment = clock.to_zoned_datetime(self.zone.clone()).map_or(i64::MAX, |at| at.timestamp().as_millisecond());
        Timestamp::from_millis(moment)
    }

    /// The end of the period that `now` is in, and of those that adjoin it; `None` when it is in none.
    fn closes(&self, now: Timestamp, today: Date) -> Option<Option<Timestamp>> {
        let yesterday = today.yesterday().unwrap_or(today);
        let mut until = None;
        for (from, to) in self.spans(yesterday, OPEN_DAYS + 1) {
            match until {
                None if from <= now && now < to => until = Some(to),
                Some(end) if from <= end && end < to => until = Some(to),
                None | Some(_) => {}
            }
        }
        until.map(Some)
    }

    fn never_closes(&self, today: Date) -> bool {
        (0..OPEN_DAYS).all(|n| {
            let day = today.checked_add(SignedDuration::from_hours(24 * i64::from(n))).unwrap_or(today);
            self.periods(day).iter().any(|period| period.from == 0 && period.to >= spec::DAY)
        })
    }

    fn opens(&self, now: Timestamp, today: Date) -> Option<Timestamp> {
        self.spans(today, LOOK_AHEAD_DAYS).map(|(from, _)| from).filter(|&from| from > now).min()
    }
}

/// The weekday, as its piece is called.
#[must_use]
pub const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Sunday => "sunday",
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
    }
}

#[cfg(test)]
mod tests;
