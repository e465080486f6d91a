//! Who still gives yesterday's answer.

use serde::{Deserialize, Serialize};
use time::UtcOffset;
use utoipa::ToSchema;

use super::{AnswerBook, Day};
use crate::consistency::{Quote, Touch, told};

/// An answer given after it was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Drift {
    /// What was said, where.
    pub quote: Quote,
    /// What it answers.
    pub topic: String,
    /// The entry it is taken from, no longer valid.
    pub given: String,
    /// The entry that was valid on the day.
    pub valid: String,
    /// Days since the change.
    pub days_late: i64,
}

/// Every answer that was given after a change and is still the old text's, in the order of the touches.
///
/// Calls and visits are read alike, so that a drift between the channels shows too.
#[must_use]
pub fn drift(book: &AnswerBook, touches: &[Touch], zone: UtcOffset) -> Vec<Drift> {
    touches
        .iter()
        .flat_map(|touch| {
            let day = Day::of(touch.at, zone);
            told(touch, zone).into_iter().filter_map(move |quote| stale(book, quote, day))
        })
        .collect()
}

fn stale(book: &AnswerBook, quote: Quote, day: Day) -> Option<Drift> {
    let fact = &quote.fact;
    let same =
        |entry: &&super::Entry| entry.values.iter().any(|value| value.topic == fact.topic && value.about == fact.about);
    let says_so = |entry: &&super::Entry| entry.values.iter().any(|value| value.agrees_with(fact));
    let valid = book.entries().iter().filter(|entry| entry.is_valid_on(day)).find(same)?;
    if says_so(&valid) {
        return None;
    }
    let older = book.entries().iter().filter(|e| e.topic == valid.topic && e.valid_to.is_some_and(|to| to < day));
    let given = older.rev().find(says_so)?;
    Some(Drift {
        topic: valid.topic.clone(),
        given: given.id.clone(),
        valid: valid.id.clone(),
        days_late: day.since(given.valid_to?),
        quote,
    })
}
