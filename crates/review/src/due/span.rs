//! Spans of time from now on: «خلال ٢٤ ساعة», «بعد يومين», "within three working days", "in half an hour".

use time::Date;
use wasl_model::Timestamp;

use super::tokens::{Token, phrase_at};
use super::{FURTHEST_DAYS, Found, calendar, numbers};

/// A span that begins now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    Minutes(u32),
    Days(u32),
    WorkingDays(u32),
    Months(u32),
}

#[derive(Clone, Copy)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// Names of units and how many of it they are alone: a dual is two.
const UNITS: &[(Unit, u32, &[&str])] = &[
    (Unit::Minute, 1, &["دقيقه", "دقايق", "minute", "minutes", "min", "mins"]),
    (Unit::Minute, 2, &["دقيقتين"]),
    (Unit::Hour, 1, &["ساعه", "ساعات", "hour", "hours", "hr", "hrs", "h"]),
    (Unit::Hour, 2, &["ساعتين"]),
    (Unit::Day, 1, &["يوم", "يوما", "ايام", "تيام", "يام", "day", "days"]),
    (Unit::Day, 2, &["يومين", "يومان", "يومي"]),
    (Unit::Week, 1, &["اسبوع", "اسبوعا", "اسابيع", "week", "weeks"]),
    (Unit::Week, 2, &["اسبوعين", "جمعتين", "fortnight"]),
    (Unit::Month, 1, &["شهر", "شهرا", "شهور", "اشهر", "تشهر", "month", "months"]),
    (Unit::Month, 2, &["شهرين"]),
];

/// Parts of an hour, in minutes.
const PARTS: &[(&str, u32)] = &[
    ("نص ساعه", 30),
    ("نصف ساعه", 30),
    ("نصف الساعه", 30),
    ("ربع ساعه", 15),
    ("ثلث ساعه", 20),
    ("تلت ساعه", 20),
    ("half an hour", 30),
    ("half hour", 30),
    ("quarter of an hour", 15),
];

/// Words that say the span begins now.
const AHEAD: &[&str] = &["خلال", "بعد", "عقب", "كمان", "ظرف", "غضون", "within", "in", "after", "next"];
/// Words that say so of a counted span.
const UNTIL: &[&str] =
    &["في", "الي", "حتي", "لين", "لحد", "او", "حدود", "to", "or", "by", "till", "until", "maximum", "max"];
/// Words that may stand between those and the number.
const BETWEEN: &[&str] = &[
    "من",
    "مده",
    "فتره",
    "حوالي",
    "تقريبا",
    "نحو",
    "اقل",
    "اقصاها",
    "اقصاه",
    "اقصي",
    "less",
    "than",
    "about",
    "around",
    "the",
    "most",
    "at",
    "another",
    "شي",
    "بالكثير",
];
/// Words after a span that say it is over.
const AGO: &[&str] = &["ago", "مضت", "مضي", "فاتت", "فات", "earlier"];

/// Every span that begins now.
pub(crate) fn spans(tokens: &[Token]) -> Vec<Found<Span>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let span = span_at(tokens, at).filter(|span| is_ahead(tokens, span));
        at = span.as_ref().map_or(at + 1, |span| span.to);
        found.extend(span);
    }
    found
}

/// The day a span of days ends on.
pub(crate) fn day(found: &Found<Span>, today: Date) -> Option<Found<Date>> {
    let value = match found.value {
        Span::Minutes(_) => None,
        Span::Days(days) => calendar::ahead(today, i64::from(days)),
        Span::WorkingDays(days) => calendar::working_days_ahead(today, days),
        Span::Months(months) => calendar::months_ahead(today, months),
    };
    value.map(|day| found.map(|_| day))
}

/// The moment a span of minutes or hours ends.
pub(crate) fn moment(found: &Found<Span>, now: Timestamp) -> Option<Found<Timestamp>> {
    match found.value {
        Span::Minutes(minutes) => {
            let at = now.as_millis().checked_add(i64::from(minutes) * 60_000)?;
            Some(found.map(|_| Timestamp(at)))
        }
        Span::Days(_) | Span::WorkingDays(_) | Span::Months(_) => None,
    }
}

pub(crate) fn span_at(tokens: &[Token], at: usize) -> Option<Found<Span>> {
    let part = PARTS.iter().find_map(|(phrase, minutes)| Some((*minutes, phrase_at(tokens, at, phrase)?)));
    if let Some((minutes, length)) = part {
        return Some(Found { value: Span::Minutes(minutes), from: at, to: at + length });
    }
    let (amount, counted) = numbers::number_at(tokens, at).unwrap_or((1, 0));
    let mut place = at + counted;
    let working = tokens.get(place).is_some_and(|token| token.any(&["business", "working", "work"]));
    place += usize::from(working);
    let (unit, own) = unit_of(tokens.get(place)?)?;
    place += 1;
    let working_after = tokens.get(place).is_some_and(|token| token.any(&["عمل", "العمل", "دوام"]));
    let amount = if counted == 0 { own } else { amount };
    let span = of(unit, amount, working || working_after)?;
    place += usize::from(working_after);
    let (span, more) = and_a_part(span, unit, tokens, place);
    Some(Found { value: span, from: at, to: place + more })
}

fn unit_of(token: &Token) -> Option<(Unit, u32)> {
    UNITS.iter().find(|(_, _, names)| token.any(names)).map(|(unit, own, _)| (*unit, *own))
}

fn of(unit: Unit, amount: u32, working: bool) -> Option<Span> {
    let furthest = u32::try_from(FURTHEST_DAYS).unwrap_or(u32::MAX);
    let within = |days: u32| (1..=furthest).contains(&days).then_some(days);
    match unit {
        Unit::Minute => within(amount.div_ceil(24 * 60)).map(|_| Span::Minutes(amount)),
        // "24 working hours" is said for one working day, «٤٨ ساعة عمل» for two.
        Unit::Hour if working => within(amount.div_ceil(24)).map(Span::WorkingDays),
        Unit::Hour => within(amount.div_ceil(24)).map(|_| Span::Minutes(amount * 60)),
        Unit::Day if working => within(amount).map(Span::WorkingDays),
        Unit::Day => within(amount).map(Span::Days),
        Unit::Week => within(amount.checked_mul(7)?).map(Span::Days),
        Unit::Month => within(amount.checked_mul(31)?).map(|_| Span::Months(amount)),
    }
}

/// «ساعة ونص», "an hour and a half", «ساعة إلا ربع».
fn and_a_part(span: Span, unit: Unit, tokens: &[Token], at: usize) -> (Span, usize) {
    let (Span::Minutes(minutes), Unit::Hour) = (span, unit) else { return (span, 0) };
    const MORE: &[(&str, i32)] = &[
        ("ونص", 30),
        ("ونصف", 30),
        ("وربع", 15),
        ("وثلث", 20),
        ("وتلت", 20),
        ("الا ربع", -15),
        ("الا ثلث", -20),
        ("and a half", 30),
    ];
    let more = MORE.iter().find_map(|(phrase, more)| Some((*more, phrase_at(tokens, at, phrase)?)));
    more.map_or((span, 0), |(more, length)| (Span::Minutes(minutes.saturating_add_signed(more)), length))
}

/// A span counts from now on when a word says so, or when the text begins with it: somebody typed it as an answer.
fn is_ahead(tokens: &[Token], span: &Found<Span>) -> bool {
    let after = tokens.get(span.to).map(|token| token.word.as_str()).unwrap_or_default();
    if AGO.contains(&after) || tokens.get(span.to).is_some_and(|token| token.word == "اللي") {
        return false;
    }
    let mut before = span.from;
    while before > 0 && span.from - before < 3 && tokens[before - 1].any(BETWEEN) {
        before -= 1;
    }
    // «ليومين»: the particle is the word.
    let own = tokens[span.from].word.starts_with('ل') && is_counted(tokens, span);
    let Some(word) = before.checked_sub(1).map(|place| &tokens[place]) else {
        return own || span.from == 0 && is_counted(tokens, span);
    };
    own || word.any(AHEAD) || word.any(UNTIL) && is_counted(tokens, span)
}

/// «يوم» or "day" alone may be the beginning of «يوم الأحد».
fn is_counted(tokens: &[Token], span: &Found<Span>) -> bool {
    span.to - span.from > 1 || unit_of(&tokens[span.from]).is_some_and(|(_, own)| own > 1)
}
