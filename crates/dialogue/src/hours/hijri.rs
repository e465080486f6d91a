//! The Umm al-Qura calendar (tables of `icu_calendar`), and months that began on another day by sighting.

use std::collections::BTreeMap;

use icu_calendar::Date as IcuDate;
use icu_calendar::cal::Hijri as Calendar;
use jiff::civil::Date;
use jiff::{SignedDuration, Span};

/// The ninth month, of fasting.
pub const RAMADAN: u8 = 9;

/// A day of the Hijri calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hijri {
    /// Year.
    pub year: i32,
    /// Month, from 1 (Muharram).
    pub month: u8,
    /// Day of the month.
    pub day: u8,
}

/// A month of one Hijri year: `"1448-09"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct HijriMonth {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u8,
}

/// Months that began later (or, below zero, earlier) than the tables say, in days.
pub type Sighted = BTreeMap<HijriMonth, i8>;

impl Hijri {
    /// Is it a day of fasting?
    #[must_use]
    pub const fn is_ramadan(self) -> bool {
        self.month == RAMADAN
    }

    const fn in_month(self) -> HijriMonth {
        HijriMonth { year: self.year, month: self.month }
    }
}

impl HijriMonth {
    const fn before(self) -> Self {
        if self.month == 1 {
            Self { year: self.year - 1, month: 12 }
        } else {
            Self { year: self.year, month: self.month - 1 }
        }
    }

    const fn after(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }
}

impl TryFrom<String> for HijriMonth {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        match parts {
            Some((year @ 1300..=1600, month @ 1..=12)) => Ok(Self { year, month }),
            _ => Err(format!("\"{text}\" is no month of the Hijri calendar; write year and month, as \"1448-09\"")),
        }
    }
}

/// The day as it was lived: by the tables, but for months that were sighted on another day.
#[must_use]
pub fn of(day: Date, sighted: &Sighted) -> Hijri {
    let table = by_table(day);
    let month = table.in_month();
    let start = |month: HijriMonth, tabular: Date| moved(tabular, i64::from(sighted.get(&month).copied().unwrap_or(0)));
    let this = moved(day, 1 - i64::from(table.day));
    let next = moved(this, i64::from(length(month)));
    if day < start(month, this) {
        let before = month.before();
        let began = start(before, moved(this, -i64::from(length(before))));
        return counted(before, began, day);
    }
    let after = month.after();
    if day >= start(after, next) {
        return counted(after, start(after, next), day);
    }
    counted(month, start(month, this), day)
}

fn by_table(day: Date) -> Hijri {
    let (year, month, day) = (i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs());
    let iso = IcuDate::try_new_iso(year, month, day).expect("both calendars know the years up to 9999");
    let hijri = iso.to_calendar(Calendar::new_umm_al_qura());
    Hijri { year: hijri.year().extended_year(), month: hijri.month().number(), day: hijri.day_of_month().0 }
}

fn length(month: HijriMonth) -> u8 {
    let first = IcuDate::try_new_hijri_with_calendar(month.year, month.month, 1, Calendar::new_umm_al_qura());
    first.expect("a month next to a day of the calendar").days_in_month()
}

fn moved(day: Date, days: i64) -> Date {
    day.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(day)
}

fn counted(month: HijriMonth, began: Date, day: Date) -> Hijri {
    let days: Span = day - began;
    Hijri { year: month.year, month: month.month, day: u8::try_from(days.get_days() + 1).unwrap_or(1) }
}
