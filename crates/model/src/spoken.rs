//! Values of what was said: numbers, amounts, dates, times of day and digit strings, in Arabic and English, read out
//! of words, digits or both (inverse text normalisation), for promises, search and masking.
//!
//! It never invents: where words may be more than one thing, the smaller claim is made or none. Four digits in a row
//! are a digit string, otherwise they are numbers; "one" alone and «مية» alone (it is also water) are no numbers.
//! A day is read as it was named: what it means from today on («بكرة», «يوم الأحد الجاي», "within two days") is told by
//! the `review` room's `due`, which takes its number words from here ([`number_in_words`]).
//!
//! - [`values`], [`SpokenValue`], [`Meaning`]: what was said
//! - [`mask`], [`ValueKind`]: the text without what is personal in it
//! - [`ends_in_digits`], [`begins_with_digits`]: is a number still being told
//! - [`number_in_words`]: one number, for readers of their own

mod amount;
mod check;
mod clock;
mod coins;
mod date;
mod digits;
mod edge;
mod iban;
mod line;
mod mask;
mod months;
mod number;
mod ordinal;
mod own;
mod quantity;
mod slip;
mod string;
mod token;
mod value;
mod words;

pub use edge::{begins_with_digits, ends_in_digits};
pub use mask::{MASK, mask};
pub use number::number_in_words;
pub use value::{Calendar, Meaning, SpokenValue, TextSpan, ValueKind, Weekday};

pub(crate) use check::{iban as iban_fits, luhn};
pub(crate) use digits::{is_id, is_phone};

use crate::Language;
use line::{Found, Line};

/// Every value in a text, in order; values do not overlap.
///
/// The language is a hint: slips of the recogniser are forgiven in its words only. Without it both are tried.
#[must_use]
pub fn values(text: &str, language: Option<Language>) -> Vec<SpokenValue> {
    let line = Line::of(text, language);
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let here = value_at(&line, at);
        at = here.as_ref().map_or(at + 1, |here| here.to.max(at + 1));
        found.extend(here);
    }
    let mut places = value::Places::of(text);
    found.into_iter().map(|Found { value, from, to }| places.value(value, line.bytes(from, to))).collect()
}

fn value_at(line: &Line<'_>, at: usize) -> Option<Found> {
    let readers = [iban::at, string::at, date::at, clock::at, amount::at, own::at];
    readers.iter().find_map(|read| read(line, at))
}
