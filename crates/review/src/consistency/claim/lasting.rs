//! How long something lasts or takes.

use crate::answers::Day;
use crate::due::numbers::number_at;
use crate::due::span::{self, Span};
use crate::due::tokens::Token;

/// A span of time.
pub(super) struct Duration {
    pub(super) hours: u32,
    pub(super) until: Option<Day>,
    pub(super) place: (usize, usize),
}

/// One year, or as many as stand before it.
const YEARS: &[&str] = &["سنه", "سنوات", "سنين", "عام", "اعوام", "year", "years"];
/// Words before a unit that stands for one of it.
const ONE: &[&str] = &[
    "inside",
    "under",
    "about",
    "around",
    "lasts",
    "last",
    "مدته",
    "مدتها",
    "حوالي",
    "خلال",
    "بعد",
    "قبل",
    "in",
    "within",
    "ياخذ",
    "تاخذ",
    "ياخد",
    "تاخد",
    "بياخد",
    "بتاخد",
    "بياخذ",
    "بتاخذ",
    "بدها",
    "بده",
    "يستغرق",
    "تستغرق",
    "takes",
    "take",
    "لمده",
    "مده",
    "مازال",
    "باقي",
    "بعده",
    "يبيله",
    "يبيلها",
    "يبغاله",
    "يبغالها",
    "بدو",
    "لازمه",
    "محتاج",
    "محتاجه",
    "خاصو",
    "خاصها",
    "كتاخد",
    "كياخد",
    "another",
    "nearly",
    "almost",
    "least",
];

/// Every span of time in a clause, counted or one alone.
pub(super) fn durations(tokens: &[Token], today: Day) -> Vec<Duration> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = year(tokens, at).or_else(|| shorter(tokens, at, today));
        at = here.as_ref().map_or(at + 1, |span| span.place.1.max(at + 1));
        found.extend(here);
    }
    found
}

fn year(tokens: &[Token], at: usize) -> Option<Duration> {
    let is = |place: usize, words: &[&str]| tokens.get(place).is_some_and(|token| token.any(words));
    let (years, to) = match number_at(tokens, at) {
        Some((years, length)) if is(at + length, YEARS) => (years, at + length + 1),
        _ if is(at, &["سنتين", "عامين"]) => (2, at + 1),
        _ if is(at, YEARS) && !is(at + 1, &["كم"]) => (1, at + 1),
        _ => return None,
    };
    Some(Duration { hours: years.saturating_mul(12 * 30 * 24), until: None, place: (at, to) })
}

fn shorter(tokens: &[Token], at: usize, today: Day) -> Option<Duration> {
    let found = span::span_at(tokens, at)?;
    let counted = found.to - found.from > 1 || is_dual(found.value);
    let before = at.checked_sub(1).map(|at| tokens[at].word.as_str()).unwrap_or_default();
    let alone = || ONE.contains(&before) && !tokens[at].any(&["يوم", "day"]);
    (counted || alone()).then(|| Duration {
        hours: hours(found.value),
        until: until(found.value, today),
        place: (found.from, found.to),
    })
}

/// «يومين», «شهرين»: one word that counts.
fn is_dual(span: Span) -> bool {
    match span {
        Span::Minutes(minutes) => minutes == 120,
        Span::Days(days) => days == 2 || days == 14,
        Span::WorkingDays(days) => days == 2,
        Span::Months(months) => months == 2,
    }
}

fn hours(span: Span) -> u32 {
    match span {
        Span::Minutes(minutes) => minutes.div_ceil(60),
        Span::Days(days) | Span::WorkingDays(days) => days.saturating_mul(24),
        Span::Months(months) => months.saturating_mul(30 * 24),
    }
}

fn until(span: Span, today: Day) -> Option<Day> {
    match span {
        Span::Minutes(minutes) => Some(today.plus(i64::from(minutes / (24 * 60)))),
        Span::Days(_) | Span::WorkingDays(_) | Span::Months(_) => {
            let found = crate::due::Found { value: span, from: 0, to: 0 };
            span::day(&found, today.0).map(|found| Day(found.value))
        }
    }
}
