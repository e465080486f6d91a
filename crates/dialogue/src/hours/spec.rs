//! The file of opening hours: the week, Ramadan's week, holidays.

use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use wasl_model::PromptId;

use super::hijri::{Hijri, Sighted};
use crate::intent::Title;

/// Minutes of a day.
pub const DAY: u16 = 24 * 60;

/// Opening hours as written in their file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSpec {
    /// Its name, the same as the file's.
    pub name: String,
    /// IANA name of the time zone, such as `Asia/Riyadh`.
    pub time_zone: String,
    /// The ordinary week; days left out are closed.
    pub week: Week,
    /// The week in Ramadan, where it is another.
    pub ramadan: Option<Week>,
    /// Hijri months that began on another day than the tables say, in days later.
    #[serde(default)]
    pub sighted: Sighted,
    /// Days that are not like others of the week.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// A week's hours. A period belongs to the day it begins on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Week {
    /// Sunday's.
    pub sunday: Vec<Period>,
    /// Monday's.
    pub monday: Vec<Period>,
    /// Tuesday's.
    pub tuesday: Vec<Period>,
    /// Wednesday's.
    pub wednesday: Vec<Period>,
    /// Thursday's.
    pub thursday: Vec<Period>,
    /// Friday's.
    pub friday: Vec<Period>,
    /// Saturday's.
    pub saturday: Vec<Period>,
}

/// From a minute of the day to before another: `"08:30-16:00"`, `"21:00-01:00"` over midnight, `"00:00-24:00"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Period {
    /// The first minute after the day's midnight.
    pub from: u16,
    /// The first minute that is no longer in it; beyond the day where it ends on the next.
    pub to: u16,
}

/// Days that are not like others of the week.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// What people call it.
    pub name: Title,
    /// The piece that says its name or its greeting.
    pub prompt: Option<PromptId>,
    /// Whose months `from` and `to` are counted in.
    #[serde(default)]
    pub calendar: Calendar,
    /// The first day.
    pub from: Day,
    /// The last day; the same if left out.
    pub to: Option<Day>,
    /// Hours on these days; closed if left out.
    #[serde(default)]
    pub hours: Vec<Period>,
}

/// A calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// The Gregorian one.
    #[default]
    Gregorian,
    /// Umm al-Qura, as sighted.
    Hijri,
}

/// A day of every year, `"09-23"`, or of one, `"2027-03-01"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Day {
    /// `None` for every year.
    pub year: Option<i32>,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month.
    pub day: u8,
}

impl Week {
    /// The hours of one day.
    #[must_use]
    pub fn of(&self, day: Weekday) -> &[Period] {
        match day {
            Weekday::Sunday => &self.sunday,
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
        }
    }

    fn days(&self) -> [&[Period]; 7] {
        [&self.sunday, &self.monday, &self.tuesday, &self.wednesday, &self.thursday, &self.friday, &self.saturday]
            .map(Vec::as_slice)
    }
}

impl Holiday {
    /// Does it hold on this day, which is this one by the Hijri calendar?
    #[must_use]
    pub fn is_on(&self, day: Date, hijri: Hijri) -> bool {
        let day = match self.calendar {
            Calendar::Gregorian => (i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs()),
            Calendar::Hijri => (hijri.year, hijri.month, hijri.day),
        };
        let to = self.to.unwrap_or(self.from);
        match (self.from.year, to.year) {
            (Some(from), Some(to_year)) => {
                (from, self.from.month, self.from.day) <= day && day <= (to_year, to.month, to.day)
            }
            _ => {
                let (day, from, to) = ((day.1, day.2), (self.from.month, self.from.day), (to.month, to.day));
                // "12-30" to "01-02" goes over the turn of the year.
                if from <= to { from <= day && day <= to } else { from <= day || day <= to }
            }
        }
    }
}

impl HoursSpec {
    /// What is written but cannot be meant.
    pub(super) fn problems(&self, stem: &str) -> Vec<String> {
        let mut problems = Vec::new();
        if self.name != stem {
            problems.push(format!("name is \"{}\"; write \"{stem}\", the file's name", self.name));
        }
        let always_closed = |week: &Week| week.days().iter().all(|periods| periods.is_empty());
        if always_closed(&self.week) {
            problems.push("[week] is closed on every day; write the hours of one day at least".to_owned());
        }
        if self.ramadan.as_ref().is_some_and(always_closed) {
            problems.push("[ramadan] is closed on every day; write its hours, or leave it out".to_owned());
        }
        let overlap = |periods: &[Period]| periods.windows(2).any(|pair| pair[1].from < pair[0].to);
        let weeks = self.ramadan.iter().chain([&self.week]).flat_map(Week::days);
        if weeks.chain(self.holidays.iter().map(|holiday| holiday.hours.as_slice())).any(overlap) {
            problems
                .push("two periods of a day overlap or are not in order; write them apart, earliest first".to_owned());
        }
        for holiday in &self.holidays {
            let to = holiday.to.unwrap_or(holiday.from);
            if holiday.from.year.is_some() != to.year.is_some() {
                let name = &holiday.name.en;
                problems.push(format!("holiday \"{name}\" has a year at one end only; write it at both or at none"));
            } else if holiday.from.year.is_some() && to < holiday.from {
                problems.push(format!("holiday \"{}\" ends before it begins", holiday.name.en));
            }
        }
        let far = self.sighted.values().filter(|days| days.abs() > 2);
        problems.extend(far.map(|days| format!("[sighted] moves a month by {days} days; the moon is seen within two")));
        problems
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no period; write it as \"08:30-16:00\"");
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        let (from, to) = (minutes(from).ok_or_else(wrong)?, minutes(to).ok_or_else(wrong)?);
        let to = if to <= from { to + DAY } else { to };
        if from >= DAY || to - from > DAY { Err(wrong()) } else { Ok(Self { from, to }) }
    }
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts: Option<Vec<i32>> = text.split('-').map(|part| part.parse().ok()).collect();
        let (year, month, day) = match parts.as_deref() {
            Some(&[month, day]) => (None, month, day),
            Some(&[year, month, day]) => (Some(year), month, day),
            _ => return Err(no_day(&text)),
        };
        match (u8::try_from(month), u8::try_from(day)) {
            (Ok(month @ 1..=12), Ok(day @ 1..=31)) => Ok(Self { year, month, day }),
            _ => Err(no_day(&text)),
        }
    }
}

fn no_day(text: &str) -> String {
    format!("\"{text}\" is no day; write month and day, as \"09-23\", with the year before them if it is one year's")
}
