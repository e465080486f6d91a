//! Times of day: «الساعة ثلاثة ونص العصر», "half past three", "at 5:30 pm", `17:30`.

use super::line::{Found, Line};
use super::number::below_thousand;
use super::value::Meaning;
use super::words::Part as Word;
use crate::Language;

/// A part of the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Morning,
    Noon,
    Afternoon,
    Night,
}

#[rustfmt::skip]
const PARTS: &[(Part, &[&str])] = &[
    (Part::Morning, &[
        "الصبح", "الصباح", "صباحا", "الفجر", "فجرا", "الضحي", "am", "a m", "in the morning", "ص", "الصبحيه", "بالصبح", "الصباحيه",
        "في الصباح", "this morning",
    ]),
    (Part::Noon, &["الظهر", "ظهرا", "الضهر", "الظهريه", "بالظهر"]),
    (Part::Afternoon, &[
        "العصر", "عصرا", "بعد الظهر", "بعد الضهر", "المغرب", "المسا", "المساء", "مساء", "مسا", "العشا", "العشاء", "العشيه", "pm", "p m",
        "in the afternoon", "in the evening", "م", "بالمساء", "في المساء", "this afternoon", "this evening",
    ]),
    (Part::Night, &["الليل", "ليلا", "بالليل", "في الليل", "at night", "tonight"]),
];
/// Minutes after or before the hour.
#[rustfmt::skip]
const MINUTES: &[(i16, &[&str])] = &[
    (35, &["ونص وخمسه", "ونصف وخمسه", "والنصف وخمس دقايق", "ونص و خمسه"]),
    (25, &["ونص الا خمسه", "ونصف الا خمسه", "ونص الا خمس"]),
    (30, &["ونص", "ونصف", "والنصف", "و نص", "و نصف", "والنص"]),
    (15, &["وربع", "والربع", "و ربع"]),
    (20, &["وثلث", "والثلث", "وتلت", "والتلت", "و ثلث", "و تلت"]),
    (-15, &["الا ربع", "الا الربع", "غير ربع", "الا ربعا"]),
    (-20, &["الا ثلث", "الا تلت", "الا الثلث", "غير تلت"]),
    (-5, &["الا خمسه", "الا خمس", "الا خمس دقايق", "غير خمسه"]),
    (-10, &["الا عشره", "الا عشر", "الا عشر دقايق", "غير عشره"]),
];
const PAST: &[(i16, &[&str])] =
    &[(30, &["half past"]), (15, &["quarter past", "a quarter past"]), (-15, &["quarter to", "a quarter to"])];
/// Hours by their ordinals.
#[rustfmt::skip]
const ORDINALS: &[(u8, &[&str])] = &[
    (11, &["الحاديه عشر", "الحاديه عشره"]), (12, &["الثانيه عشر", "الثانيه عشره"]), (1, &["الواحده"]),
    (2, &["الثانيه", "التانيه"]), (3, &["الثالثه", "التالته"]), (4, &["الرابعه"]), (5, &["الخامسه"]), (6, &["السادسه"]),
    (7, &["السابعه"]), (8, &["الثامنه", "التامنه"]), (9, &["التاسعه"]), (10, &["العاشره"]),
];
/// Before an hour.
const TOLD: &[&str] = &["الساعه", "عالساعه", "للساعه", "بالساعه", "والساعه", "الساعة", "ساعه"];
/// After a number these make it something else than an hour told with "at".
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "percent", "per", "%", "days", "day", "hours", "hour", "minutes", "minute", "weeks", "week", "months", "month", "years",
    "year", "times", "riyals", "riyal", "dollars", "dollar", "dirhams", "dirham", "pounds", "pound", "different", "of",
    "people", "branches", "points", "point", "thousand", "hundred", "million", "more", "other",
];

struct Hour {
    hour: u8,
    minute: u8,
    to: usize,
    /// Written with a colon.
    written: bool,
}

/// The time of day at `at`.
pub(super) fn at(line: &Line<'_>, at: usize) -> Option<Found> {
    word(line, at).or_else(|| hour(line, at))
}

fn word(line: &Line<'_>, at: usize) -> Option<Found> {
    const WORDS: &[(u8, &[&str])] =
        &[(12, &["at noon", "noon", "منتصف النهار"]), (0, &["at midnight", "midnight", "منتصف الليل", "نص الليل"])];
    let (hour, to) = line.longest(at, WORDS)?;
    Some(Found { value: Meaning::Time { hour, minute: 0, twelve: false }, from: at, to })
}

fn hour(line: &Line<'_>, at: usize) -> Option<Found> {
    let arabic = line.is(at, TOLD);
    let english = line.is(at, &["at"]);
    let mut start = at + usize::from(arabic || english);
    if start > at && !line.close(start) {
        return None;
    }
    let before = before_hour(line, start);
    start = before.map_or(start, |(_, to)| to);
    let hour = hour_at(line, start, arabic).filter(|_| start == at || line.close(start))?;
    // «في الحادية عشرة والنصف»: nothing else has halves after an ordinal.
    let halved = line.longest(start, ORDINALS).is_some() && line.next(hour.to, MINUTES).is_some();
    let clear = arabic || hour.written || before.is_some() || halved;
    let (more, to) = minutes(line, &hour, clear || english);
    let oclock = line.close(to) && line.is(to, &["oclock", "o'clock"]);
    let to = to + usize::from(oclock);
    let (part, to) = line.next(to, PARTS).map_or((None, to), |(part, to)| (Some(part), to));
    // A letter alone is a part of the day only behind a written hour.
    let letter = part.is_some()
        && line.is(to - 1, &["م", "ص"])
        && !(arabic || line.token(start)?.word.as_bytes()[0].is_ascii_digit());
    let told = clear || oclock || part.is_some() && !letter || more < 0;
    let at_five = english && hour.hour <= 12 && !(line.close(to) && (line.is(to, COUNTED) || line.said(to).is_some()));
    if !(told || at_five) {
        return None;
    }
    let value = settled(&hour, before.map_or(0, |(more, _)| more) + more, part.filter(|_| !letter))?;
    Some(Found { value, from: at, to: if letter { to - 1 } else { to } })
}

/// "half past", "a quarter to", "ten past", "twenty to".
fn before_hour(line: &Line<'_>, at: usize) -> Option<(i16, usize)> {
    if let Some((more, to)) = line.longest(at, PAST) {
        return Some((more, to));
    }
    let (minutes, to) = below_thousand(line, at).filter(|(minutes, _)| (1..=29).contains(minutes))?;
    let to = to + usize::from(line.close(to) && line.is(to, &["minutes", "minute"]));
    // "Three to five days" is no time: before "to" stand fives.
    let sign = match line.token(to).filter(|_| line.close(to))?.word.as_str() {
        "past" | "after" => 1,
        "to" if matches!(minutes, 20 | 25) => -1,
        _ => return None,
    };
    Some((sign * i16::try_from(minutes).ok()?, to + 1))
}

fn hour_at(line: &Line<'_>, at: usize, told: bool) -> Option<Hour> {
    let token = line.token(at)?;
    if let Some((hour, minute)) = token.word.split_once(':') {
        let minute = minute.split(':').next().filter(|minute| minute.len() == 2)?;
        let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
        return (hour < 24 && minute < 60).then_some(Hour { hour, minute, to: at + 1, written: true });
    }
    let of = |hour: u8, to| Some(Hour { hour, minute: 0, to, written: false });
    if let Some((hour, to)) = line.longest(at, ORDINALS) {
        return of(hour, to);
    }
    if let Some(digits) = line.plain(at) {
        return of(digits.parse().ok().filter(|hour| *hour < 24 && digits.len() <= 2)?, at + 1);
    }
    // «احد عشر», «خمسة»; «خمسة وعشرين» is twenty past five.
    if line.is(at, &["احد", "احدي"]) && matches!(line.goes_on(at + 1).map(|said| said.part), Some(Word::Teen(10)))
    {
        return of(11, at + 2);
    }
    let teen = |to: usize| matches!(line.goes_on(to).map(|said| said.part), Some(Word::Teen(10)));
    match line.part(at)? {
        Word::Unit(2) if teen(at + 1) => of(12, at + 2),
        Word::Unit(hour @ 1..) if told || line.said(at)?.language == Language::En || !teen(at + 1) => of(hour, at + 1),
        Word::Teen(hour @ 10..=12) => of(hour, at + 1),
        Word::Unit(_)
        | Word::Oh
        | Word::Teen(_)
        | Word::Tens(_)
        | Word::Hundred
        | Word::Hundreds(_)
        | Word::Scale(_)
        | Word::TwoScale(_)
        | Word::Repeat(_) => None,
    }
}

/// Minutes told after the hour, and the token after them.
fn minutes(line: &Line<'_>, hour: &Hour, told: bool) -> (i16, usize) {
    if hour.written {
        return (0, hour.to);
    }
    if let Some(found) = line.next(hour.to, MINUTES) {
        return found;
    }
    counted(line, hour.to, told).unwrap_or((0, hour.to))
}

/// «وعشر دقايق», «وخمسة» after «الساعة», "thirty", "oh five".
fn counted(line: &Line<'_>, at: usize, told: bool) -> Option<(i16, usize)> {
    const NAMES: &[&str] = &["دقيقه", "دقايق", "دقائق", "minutes"];
    let in_hour = |minutes: u64| i16::try_from(minutes).ok().filter(|minutes| (1..60).contains(minutes));
    if let Some((_, place)) = line.added(at) {
        let (minutes, to) = below_thousand(line, place)?;
        let named = line.close(to) && line.is(to, NAMES);
        return Some((in_hour(minutes)?, to + usize::from(named))).filter(|_| told || named);
    }
    if line.goes_on(at)?.language == Language::Ar {
        return None;
    }
    if line.part(at) == Some(Word::Oh) {
        let digit = line.goes_on(at + 1)?.digit().filter(|digit| *digit > 0)?;
        return Some((i16::from(digit), at + 2));
    }
    let (minutes, to) = below_thousand(line, at).filter(|(minutes, _)| *minutes >= 10)?;
    let part = line.next(to, PARTS).is_some();
    Some((in_hour(minutes)?, to)).filter(|_| told || part)
}

fn settled(hour: &Hour, more: i16, part: Option<Part>) -> Option<Meaning> {
    let twelve = part.is_none() && (1..=12).contains(&hour.hour);
    let of_day = match part {
        Some(part) if (1..=12).contains(&hour.hour) => part.hour(hour.hour),
        Some(_) | None => hour.hour,
    };
    let total = i16::from(of_day) * 60 + i16::from(hour.minute) + more;
    let total = if twelve && total < 60 { total + 12 * 60 } else { total.rem_euclid(24 * 60) };
    Some(Meaning::Time { hour: u8::try_from(total / 60).ok()?, minute: u8::try_from(total % 60).ok()?, twelve })
}

impl Part {
    /// The hour of 24 that an hour of twelve is in it.
    const fn hour(self, hour: u8) -> u8 {
        match self {
            Self::Morning => hour % 12,
            Self::Noon if hour >= 10 => hour,
            Self::Night if hour <= 4 => hour,
            Self::Night if hour == 12 => 0,
            Self::Noon | Self::Afternoon | Self::Night => hour % 12 + 12,
        }
    }
}
