//! Days as they are named: «يوم الأحد خمسة مارس», "March 5th, 2026", `5/3/2026`, «الأول من محرم».
//!
//! A day in digits is day/month/year, as the callers' countries write it, unless only month/day/year is a day.

use super::line::{Found, Line};
use super::months::{CLEAR_DAYS, MONTHS, Month, WEEKDAYS};
use super::number::{cardinal, years};
use super::ordinal::ordinal;
use super::value::{Calendar, Meaning, Weekday};
use super::words::Part;

/// A day with a month, or a month, and the token after it.
#[derive(Clone, Copy)]
struct Day {
    day: Option<u8>,
    month: Month,
    year: Option<u16>,
    to: usize,
}

/// The date at `at`.
pub(super) fn at(line: &Line<'_>, at: usize) -> Option<Found> {
    if let Some((weekday, to)) = weekday(line, at) {
        let joined = [to, to + 1].into_iter().find_map(|start| {
            let between = start == to || line.is(to, &["the", "في", "تاريخ", "بتاريخ"]);
            day(line, start).filter(|_| between && line.near(start))
        });
        return Some(
            joined
                .map_or_else(|| found(at, to, Some(weekday), None), |day| found(at, day.to, Some(weekday), Some(day))),
        );
    }
    let day = day(line, at)?;
    Some(found(at, day.to, None, Some(day)))
}

fn found(from: usize, to: usize, weekday: Option<Weekday>, day: Option<Day>) -> Found {
    let value = Meaning::Date {
        day: day.and_then(|day| day.day),
        month: day.map(|day| day.month.0),
        year: day.and_then(|day| day.year),
        weekday,
        calendar: day.map_or(Calendar::Gregorian, |day| day.month.1),
    };
    Found { value, from, to }
}

/// «يوم الأحد», "Sunday", «الأحد».
fn weekday(line: &Line<'_>, at: usize) -> Option<(Weekday, usize)> {
    if line.is(at, &["يوم", "ليوم", "بيوم", "ويوم", "نهار", "يومي"]) {
        return line.next(at + 1, WEEKDAYS);
    }
    line.longest(at, WEEKDAYS).filter(|_| line.is(at, CLEAR_DAYS))
}

fn day(line: &Line<'_>, at: usize) -> Option<Day> {
    let named = in_digits(line, at).or_else(|| day_first(line, at)).or_else(|| month_first(line, at));
    named.or_else(|| month_alone(line, at))
}

/// Is the token at `at` a day in digits.
pub(super) fn is_written(line: &Line<'_>, at: usize) -> bool {
    in_digits(line, at).is_some()
}

/// `5/3/2026`, `2026-03-05`, `5.3.2026`.
fn in_digits(line: &Line<'_>, at: usize) -> Option<Day> {
    let word = &line.token(at)?.word;
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let same_sign = word.chars().filter(|c| !c.is_ascii_digit()).collect::<std::collections::BTreeSet<_>>().len() == 1;
    let number = |text: &str| (text.len() <= 4).then(|| text.parse::<u16>().ok()).flatten();
    let (a, b, c) = (number(a)?, number(b)?, if c.len() == 2 { number(c)? + 2000 } else { number(c)? });
    let (year, month, day) = match (a, b, c) {
        (1300.., 1..=12, 1..=2031) if word.len() >= 8 && c % 2000 <= 31 => (a, b, c % 2000),
        (1..=31, 1..=12, 1300..=2200) => (c, b, a),
        (1..=12, 13..=31, 1300..=2200) => (c, a, b),
        _ => return None,
    };
    let calendar = if year < 1600 { Calendar::Hijri } else { Calendar::Gregorian };
    let month = (u8::try_from(month).ok()?, calendar);
    let day = u8::try_from(day).ok().filter(|day| (1..=31).contains(day) && same_sign)?;
    Some(Day { day: Some(day), month, year: Some(year), to: at + 1 })
}

/// «الخامس من مارس», "the 5th of March 2026", «خمسة شهر ستة».
fn day_first(line: &Line<'_>, at: usize) -> Option<Day> {
    let start = if line.is(at, &["the"]) { at + 1 } else { at };
    let (number, to, is_ordinal) = day_of_month(line, start).filter(|_| start == at || line.close(start))?;
    if let Some(month) = line.next(to, MONTHS).filter(|_| line.is(to, &["من", "شهر", "of"])) {
        return year(line, number, month);
    }
    let of = if line.close(to) && line.is(to, &["of", "من"]) { to + 1 } else { to };
    let of = if line.close(of) && line.is(of, &["شهر"]) { of + 1 } else { of };
    if let Some(month) = line.next(of, MONTHS) {
        // "Five may" and «خمسة صفر» are more often something else.
        let sure = of > to || is_ordinal || line.plain(start).is_some() || !line.is(of, &["may", "march", "صفر", "اب"]);
        let safar = month.0 == (2, Calendar::Hijri) && of == to;
        return year(line, number, month).filter(|_| sure && (is_ordinal || !safar));
    }
    let by_number = of > to && line.is(of - 1, &["شهر"]);
    let (month, end, _) = day_of_month(line, of).filter(|(month, ..)| by_number && *month <= 12 && line.close(of))?;
    year(line, number, ((month, Calendar::Gregorian), end))
}

/// "March 5th", "March the fifth twenty twenty six".
fn month_first(line: &Line<'_>, at: usize) -> Option<Day> {
    let (month, to) = line.longest(at, MONTHS)?;
    let english = line.token(at)?.word.is_ascii();
    let start = if line.close(to) && line.is(to, &["the"]) { to + 1 } else { to };
    let (number, end, _) = day_of_month(line, start).filter(|_| english && line.close(start))?;
    year(line, number, (month, end))
}

/// "in March", "January 2026", «شهر مارس».
fn month_alone(line: &Line<'_>, at: usize) -> Option<Day> {
    let (month, to) = line.longest(at, MONTHS)?;
    if let Some((year, to)) = year_at(line, to) {
        return Some(Day { day: None, month, year: Some(year), to });
    }
    let told = line.after(at, &["in", "شهر", "بشهر", "since", "until", "last", "next"]);
    told.then_some(Day { day: None, month, year: None, to })
}

fn year(line: &Line<'_>, day: u8, (month, to): (Month, usize)) -> Option<Day> {
    let (year, to) = year_at(line, to).map_or((None, to), |(year, to)| (Some(year), to));
    Some(Day { day: Some(day), month, year, to })
}

/// A day of the month, the token after it, and whether it is an ordinal.
fn day_of_month(line: &Line<'_>, at: usize) -> Option<(u8, usize, bool)> {
    let in_month = |number: u64| u8::try_from(number).ok().filter(|day| (1..=31).contains(day));
    if let Some(found) = ordinal(line, at) {
        return Some((in_month(found.number)?, found.to, true));
    }
    if let Some(digits) = line.plain(at) {
        return Some((in_month(digits.parse().ok().filter(|_| digits.len() <= 2)?)?, at + 1, false));
    }
    let found = cardinal(line, at)?;
    Some((in_month(found.value)?, found.to, false))
}

/// A year, also after «سنة» or a comma, and the token after it and after «هـ» or «م».
fn year_at(line: &Line<'_>, at: usize) -> Option<(u16, usize)> {
    let start =
        if line.close(at) && line.is(at, &["سنه", "عام", "لسنه", "لعام", "of"]) { at + 1 } else { at };
    if !line.near(start) {
        return None;
    }
    let of = |number: u64| u16::try_from(number).ok().filter(|year| (1300..=2200).contains(year));
    let (year, to) = if let Some(digits) = line.plain(start) {
        (of(digits.parse().ok().filter(|_| digits.len() == 4)?)?, start + 1)
    } else {
        let thousand = matches!(line.part(start), Some(Part::Scale(1000) | Part::TwoScale(1000) | Part::Unit(1..=2)));
        let spoken = years(line, start).or_else(|| {
            cardinal(line, start).filter(|_| thousand && line.close(start)).map(|number| (number.value, number.to))
        });
        let (year, to) = spoken?;
        (of(year)?, to)
    };
    let marked = line.close(to) && line.is(to, &["ه", "هجري", "هجريه", "م", "ميلادي", "ميلاديه"]);
    Some((year, to + usize::from(marked)))
}
