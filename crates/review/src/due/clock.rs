//! Times of day: «الساعة ٥ ونص», «٣ العصر», "at 3", "half past ten", 17:30, «الصبح».

use time::Time;

use super::Found;
use super::numbers;
use super::tokens::{Token, phrase_at};

/// A time of day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// A part of the day: its last hour and minute.
    Part(Part),
    /// An hour of twelve without a part of the day, and minutes.
    Twelve(u8, u8),
    /// Settled.
    Exact(Time),
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Dawn,
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

const PARTS: &[(Part, &[&str])] = &[
    (Part::Dawn, &["الفجر", "فجرا", "dawn"]),
    (Part::Morning, &["الصبح", "الصباح", "صباحا", "صباح", "الضحي", "am", "morning", "in the morning", "ص"]),
    (Part::Noon, &["الظهر", "ظهرا", "الضهر", "midday", "lunchtime"]),
    (Part::Afternoon, &["العصر", "عصرا", "بعد الظهر", "بعد الضهر", "afternoon", "in the afternoon"]),
    (
        Part::Evening,
        &["المغرب", "مغرب", "المسا", "المساء", "مساء", "مسا", "العشا", "العشاء", "العشيه", "evening", "in the evening"],
    ),
    (Part::Night, &["الليل", "ليلا", "بالليل", "night", "at night", "tonight", "الليله"]),
];

/// Hours by their ordinals: «الساعة الثالثة».
const ORDINALS: &[(u8, &str)] = &[
    (11, "الحاديه عشر"),
    (11, "الحاديه عشره"),
    (12, "الثانيه عشر"),
    (12, "الثانيه عشره"),
    (1, "الواحده"),
    (2, "الثانيه"),
    (3, "الثالثه"),
    (4, "الرابعه"),
    (5, "الخامسه"),
    (6, "السادسه"),
    (7, "السابعه"),
    (8, "الثامنه"),
    (9, "التاسعه"),
    (10, "العاشره"),
];

/// Minutes after or before the hour.
const MINUTES: &[(&str, i16)] = &[
    ("ونص", 30),
    ("ونصف", 30),
    ("والنصف", 30),
    ("وربع", 15),
    ("والربع", 15),
    ("وثلث", 20),
    ("والثلث", 20),
    ("وتلت", 20),
    ("الا ربع", -15),
    ("الا الربع", -15),
    ("الا ثلث", -20),
    ("الا تلت", -20),
];

/// English before the hour.
const PAST: &[(&str, i16)] = &[("half past", 30), ("quarter past", 15), ("quarter to", -15)];

/// Words after a bare number that make it something else than an hour.
const NOT_HOURS: &[&str] = &[
    "ساعه",
    "ساعات",
    "يوم",
    "ايام",
    "تيام",
    "دقيقه",
    "دقايق",
    "اسبوع",
    "اسابيع",
    "شهر",
    "شهور",
    "اشهر",
    "ريال",
    "درهم",
    "جنيه",
    "دينار",
    "hour",
    "hours",
    "hr",
    "hrs",
    "day",
    "days",
    "minute",
    "minutes",
    "week",
    "weeks",
    "month",
    "months",
    "business",
    "working",
    "st",
    "nd",
    "rd",
    "th",
    "of",
    "percent",
    "times",
    "years",
];

impl Clock {
    /// Is it told so that it needs no day.
    pub(crate) const fn is_exact(self) -> bool {
        match self {
            Self::Part(_) => false,
            Self::Twelve(..) | Self::Exact(_) => true,
        }
    }

    /// The first reading that `may` be: an hour of twelve is in the working day first, then twelve hours later.
    pub(crate) fn on<T>(self, may: impl Fn(Time) -> Option<T>) -> Option<T> {
        match self {
            Self::Exact(time) => may(time),
            Self::Part(part) => may(part.end()),
            Self::Twelve(hour, minute) => {
                let first = if (1..=6).contains(&hour) { hour + 12 } else { hour };
                let later = if first < 12 { Some(first + 12) } else { None };
                let mut readings = [Some(first), later].into_iter().flatten();
                readings.find_map(|hour| may(Time::from_hms(hour, minute, 0).ok()?))
            }
        }
    }
}

impl Part {
    /// When it is over.
    const fn end(self) -> Time {
        match self {
            Self::Dawn => time::macros::time!(6:00),
            Self::Morning => time::macros::time!(12:00),
            Self::Noon => time::macros::time!(15:00),
            Self::Afternoon => time::macros::time!(18:00),
            Self::Evening => time::macros::time!(21:00),
            Self::Night => super::LAST_MOMENT,
        }
    }

    /// The hour of 24 that an hour of twelve is in it.
    const fn hour(self, hour: u8) -> u8 {
        match self {
            Self::Dawn | Self::Morning => hour % 12,
            Self::Noon if hour >= 10 => hour,
            Self::Night if hour <= 4 => hour,
            // Midnight as the last of the day.
            Self::Night if hour == 12 => 24,
            Self::Noon | Self::Afternoon | Self::Evening | Self::Night => hour % 12 + 12,
        }
    }
}

/// Every time of day, in order.
pub(crate) fn clocks(tokens: &[Token]) -> Vec<Found<Clock>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let clock = hour(tokens, at).or_else(|| word(tokens, at)).or_else(|| part(tokens, at));
        at = clock.as_ref().map_or(at + 1, |clock| clock.to);
        found.extend(clock);
    }
    found
}

/// An hour: after a word that tells it, or before a part of the day.
fn hour(tokens: &[Token], at: usize) -> Option<Found<Clock>> {
    let (told, start) = told(tokens, at);
    let (past, start) = PAST
        .iter()
        .find_map(|(phrase, more)| Some((*more, start + phrase_at(tokens, start, phrase)?)))
        .unwrap_or((0, start));
    let (hour, minute, end, written) = number(tokens, start)?;
    let (more, end) = minutes(tokens, end);
    let end = end + usize::from(tokens.get(end).is_some_and(|token| token.word == "oclock"));
    let said = tokens.get(end).is_some_and(|token| token.word == "oclock") || past != 0 || more != 0;
    let (part, end) = part_at(tokens, end);
    let other = tokens.get(end).is_some_and(|token| token.any(NOT_HOURS)) && part.is_none();
    if other || !(told || said || written || part.is_some()) {
        return None;
    }
    let value = settled(hour, minute, past + more, part)?;
    Some(Found { value, from: at, to: end })
}

/// «الساعة», "at", "by".
fn told(tokens: &[Token], at: usize) -> (bool, usize) {
    let here = |place: usize, words: &[&str]| tokens.get(place).is_some_and(|token| token.any(words));
    if here(at, &["الساعه", "ساعه"]) && !here(at, &["بساعه"]) {
        return (true, at + 1);
    }
    let is_english = here(at, &["at", "by", "before", "until", "till", "around"]);
    if is_english { (true, at + 1) } else { (false, at) }
}

/// Hour, minute, where it ends, and whether it was written as a time (`17:30`).
fn number(tokens: &[Token], at: usize) -> Option<(u8, u8, usize, bool)> {
    let token = tokens.get(at)?;
    if let Some((hour, minute)) = token.word.split_once([':', '.']) {
        let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
        return (hour < 24 && minute < 60 && token.word.len() >= 4).then_some((hour, minute, at + 1, true));
    }
    let ordinal = ORDINALS.iter().filter_map(|(hour, name)| Some((phrase_at(tokens, at, name)?, *hour)));
    if let Some((length, hour)) = ordinal.max_by_key(|(length, _)| *length) {
        return Some((hour, 0, at + length, false));
    }
    let (hour, length) = numbers::number_at(tokens, at)?;
    let is_article = matches!(token.word.as_str(), "a" | "an");
    let hour = u8::try_from(hour).ok().filter(|hour| *hour < 24 && !is_article)?;
    Some((hour, 0, at + length, false))
}

fn minutes(tokens: &[Token], at: usize) -> (i16, usize) {
    let found = MINUTES.iter().find_map(|(phrase, more)| Some((*more, at + phrase_at(tokens, at, phrase)?)));
    found.unwrap_or((0, at))
}

fn settled(hour: u8, minute: u8, more: i16, part: Option<Part>) -> Option<Clock> {
    let (twelve, hour) = match part {
        Some(part) if (1..=12).contains(&hour) => (false, part.hour(hour)),
        _ => ((1..=12).contains(&hour), hour),
    };
    let total = i16::from(hour) * 60 + i16::from(minute) + more;
    // Midnight at the end of the day is its last minute.
    let total = if total == 24 * 60 { total - 1 } else { total };
    let (hour, minute) = (u8::try_from(total.div_euclid(60)).ok()?, u8::try_from(total.rem_euclid(60)).ok()?);
    if twelve && (1..=12).contains(&hour) {
        return Some(Clock::Twelve(hour, minute));
    }
    Time::from_hms(hour, minute, 0).ok().map(Clock::Exact)
}

fn word(tokens: &[Token], at: usize) -> Option<Found<Clock>> {
    const WORDS: &[(&str, Time)] = &[
        ("noon", time::macros::time!(12:00)),
        ("midnight", time::macros::time!(23:59)),
        ("منتصف الليل", time::macros::time!(23:59)),
        ("نص الليل", time::macros::time!(23:59)),
        ("منتصف النهار", time::macros::time!(12:00)),
    ];
    let (time, length) = WORDS.iter().find_map(|(phrase, time)| Some((*time, phrase_at(tokens, at, phrase)?)))?;
    Some(Found { value: Clock::Exact(time), from: at, to: at + length })
}

fn part(tokens: &[Token], at: usize) -> Option<Found<Clock>> {
    let (part, end) = part_at(tokens, at);
    let greeting = tokens.get(end).is_some_and(|token| token.any(&["الخير", "النور", "الورد", "الفل"]))
        || at.checked_sub(1).and_then(|place| tokens.get(place)).is_some_and(|token| token.word == "good");
    // A single letter is a part of the day only behind a number.
    let letter = tokens.get(at).is_some_and(|token| token.word == "ص" || token.word == "am" || token.word == "pm");
    let part = part.filter(|_| !greeting && !letter)?;
    Some(Found { value: Clock::Part(part), from: at, to: end })
}

fn part_at(tokens: &[Token], at: usize) -> (Option<Part>, usize) {
    let names = PARTS.iter().flat_map(|(part, names)| names.iter().map(move |name| (*part, *name)));
    let behind = [(Part::Evening, "م"), (Part::Afternoon, "pm"), (Part::Morning, "a m"), (Part::Afternoon, "p m")];
    let fits = names.chain(behind).filter_map(|(part, name)| Some((phrase_at(tokens, at, name)?, part)));
    fits.max_by_key(|(length, _)| *length).map_or((None, at), |(length, part)| (Some(part), at + length))
}
