//! Times of day, days of the week and dates.

use jiff::civil::{Date, Time, Weekday};
use wasl_model::{Language, PromptId};

use super::arabic::{self, Case};
use super::english;
use super::noun::Noun;
use crate::hours::weekday_name;

/// A time of day, as clocks are read: «الساعة الثامنة والنصف صباحًا», "eight thirty in the morning".
#[must_use]
pub fn time(at: Time, language: Language) -> Vec<PromptId> {
    let (hour, minute) = (at.hour().unsigned_abs(), at.minute().unsigned_abs());
    let said = match language {
        Language::Ar => arabic_clock(hour, minute),
        Language::En => english_clock(hour, minute),
    };
    said.into_iter().chain([part_of_day(hour)]).collect()
}

/// A day, seen from today: today, tomorrow, the weekday, or from a week on the date too.
#[must_use]
pub fn day(day: Date, today: Date) -> Vec<PromptId> {
    match (day - today).get_days() {
        0 => vec!["today".into()],
        1 => vec!["tomorrow".into()],
        2..=6 => vec![weekday(day.weekday())],
        _ => std::iter::once(weekday(day.weekday())).chain(date(day)).collect(),
    }
}

/// A day of the year: «الثالث والعشرين من سبتمبر».
#[must_use]
pub fn date(day: Date) -> [PromptId; 2] {
    [PromptId(format!("day_{}", day.day())), PromptId(format!("month_{}", day.month()))]
}

/// A day of the week.
#[must_use]
pub fn weekday(day: Weekday) -> PromptId {
    weekday_name(day).into()
}

/// Every piece times and days may ask for.
pub(super) fn needed(language: Language) -> Vec<PromptId> {
    let minutes = (0..24 * 60).filter_map(|minute: i32| {
        let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
        Time::new(hour, minute, 0, 0).ok()
    });
    let times = minutes.flat_map(move |at| time(at, language));
    let days = (1..=31).map(|day| PromptId(format!("day_{day}")));
    let months = (1..=12).map(|month| PromptId(format!("month_{month}")));
    let week = (1..=7).filter_map(|day| Weekday::from_monday_one_offset(day).ok()).map(weekday);
    times.chain(days).chain(months).chain(week).chain(["today".into(), "tomorrow".into()]).collect()
}

/// Quarters, thirds and halves have their names; the last ones count back from the next hour.
fn arabic_clock(hour: u8, minute: u8) -> Vec<PromptId> {
    let named = |hour: u8, piece: &str| vec![hour_of_twelve(hour), piece.into()];
    match minute {
        0 => vec![hour_of_twelve(hour)],
        15 => named(hour, "ar_and_quarter"),
        20 => named(hour, "ar_and_third"),
        30 => named(hour, "ar_and_half"),
        40 => named(hour + 1, "ar_less_third"),
        45 => named(hour + 1, "ar_less_quarter"),
        _ => {
            let minutes = arabic::counted(u64::from(minute), Noun::Minute, Case::Oblique);
            [hour_of_twelve(hour), "ar_and".into()].into_iter().chain(minutes).collect()
        }
    }
}

fn english_clock(hour: u8, minute: u8) -> Vec<PromptId> {
    let hour = hour_of_twelve(hour);
    match minute {
        0 => vec![hour, "en_oclock".into()],
        1..=9 => [hour, "en_oh".into()].into_iter().chain(english::number(u64::from(minute))).collect(),
        _ => std::iter::once(hour).chain(english::number(u64::from(minute))).collect(),
    }
}

fn hour_of_twelve(hour: u8) -> PromptId {
    PromptId(format!("hour_{}", (hour + 11) % 12 + 1))
}

fn part_of_day(hour: u8) -> PromptId {
    match hour {
        4..=11 => "in_the_morning".into(),
        12..=14 => "at_noon".into(),
        15..=17 => "in_the_afternoon".into(),
        18..=23 => "in_the_evening".into(),
        _ => "at_night".into(),
    }
}
