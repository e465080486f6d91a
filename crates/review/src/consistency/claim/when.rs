//! Days, spans and times of day, and what has them.

use wasl_model::spoken::Meaning;

use super::super::lexicon::{CUES, EVENTS};
use super::super::{Topic, Value};
use super::{Found, Told};
use crate::answers::Day;
use crate::due::span::{self, Span};
use crate::due::{day, tokens::Token};

/// Everything a clause tells of days and times.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    if told.has("holiday") {
        return Vec::new();
    }
    let Some(event) = event(told) else { return Vec::new() };
    if event == "hours" {
        return closing(told).into_iter().collect();
    }
    let tokens = told.clause.tokens();
    let days = day::days(&tokens, told.today.0);
    if let Some(day) = days.iter().max_by_key(|found| found.value) {
        let value = Value::Day { day: Day(day.value) };
        return vec![Found::new(Topic::Date, event, value, (day.from, day.to))];
    }
    within(told, &tokens, event).into_iter().collect()
}

/// What has a day: named in the clause, else in its sentence, else in the sentence before.
fn event(told: &Told<'_>) -> Option<&'static str> {
    let strongest =
        |names: Vec<&'static str>| ["hours", "start", "visit", "done"].into_iter().find(|event| names.contains(event));
    told.around().find_map(|clause| strongest(EVENTS.hits(clause).iter().map(|hit| hit.name).collect()))
}

fn closing(told: &Told<'_>) -> Option<Found> {
    let inside = told
        .values
        .iter()
        .filter(|value| value.span.start >= told.clause.start() && value.span.end <= told.clause.end());
    let mut times = inside.filter_map(|value| match value.value {
        Meaning::Time { hour, minute, .. } => Some(u16::from(hour) * 60 + u16::from(minute)),
        Meaning::Number { .. }
        | Meaning::Ordinal { .. }
        | Meaning::Percent { .. }
        | Meaning::Amount { .. }
        | Meaning::Date { .. }
        | Meaning::Phone { .. }
        | Meaning::Card { .. }
        | Meaning::Id { .. }
        | Meaning::Iban { .. }
        | Meaning::Digits { .. } => None,
    });
    let minute = times.next_back()?;
    Some(Found::new(Topic::Date, "hours", Value::Clock { minute }, (0, told.clause.words.len())))
}

fn within(told: &Told<'_>, tokens: &[Token], event: &str) -> Option<Found> {
    let spans = (0..tokens.len())
        .filter_map(|at| span::span_at(tokens, at))
        .filter(|found| found.to - found.from > 1 || is_dual(found.value));
    let longest = spans.max_by_key(|found| (hours(found.value), found.to - found.from));
    if let Some(found) = longest {
        let hours = hours(found.value);
        let until = until(found.value, told.today);
        let value = Value::Within { hours, until };
        return Some(Found::new(Topic::Date, event, value, (found.from, found.to)).sure(0.85));
    }
    // «خلال أسبوع»: one, uncounted.
    let one = (0..tokens.len()).filter_map(|at| span::span_at(tokens, at)).find(|found| {
        let before = found.from.checked_sub(1).map(|at| tokens[at].word.as_str());
        let units = ["اسبوع", "شهر", "week", "month"];
        before
            .is_some_and(|word| matches!(word, "خلال" | "بعد" | "قبل" | "in" | "within" | "ياخذ" | "تاخذ" | "a" | "one"))
            && units.contains(&tokens[found.from].word.as_str())
    });
    if let Some(found) = one {
        let value = Value::Within { hours: hours(found.value), until: until(found.value, told.today) };
        return Some(Found::new(Topic::Date, event, value, (found.from, found.to)).sure(0.8));
    }
    let (from, to) = *CUES.hits("immediately", told.clause).first()?;
    let value = Value::Within { hours: 0, until: Some(told.today) };
    Some(Found::new(Topic::Date, event, value, (from, to)).sure(0.75))
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

pub(super) fn hours(span: Span) -> u32 {
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
