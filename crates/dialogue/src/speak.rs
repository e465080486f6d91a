//! Numbers, amounts, times, days and names spoken from recorded pieces, by each language's grammar.
//!
//! Arabic declines the counted noun and the number with it (دقيقة واحدة، دقيقتان، ثلاث دقائق، إحدى عشرة دقيقة، مئة دقيقة),
//! so pieces are whole forms and the grammar chooses among them; `prompts/pieces.toml` holds their texts.
//!
//! - [`noun`]: what can be counted, and money
//! - [`arabic`], [`english`]: the grammars
//! - [`day`]: times of day, days of the week and dates

pub mod arabic;
pub mod day;
pub mod english;
pub mod noun;

use std::collections::BTreeSet;

use wasl_model::{Language, PromptId};

pub use arabic::Case;
pub use noun::{Currency, Noun};

/// Numbers are spoken below this; larger ones are told digit by digit.
pub const NUMBERS_END: u64 = 1_000_000_000;

/// Something with a value that is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A bare number.
    Number(u64),
    /// So many of something.
    Count(u64, Noun),
    /// Money, in the currency's smallest part.
    Amount(u64, Currency),
    /// A string told digit by digit; other characters are passed over.
    Digits(String),
    /// A recorded name.
    Name(PromptId),
}

/// The pieces that say a value, in order.
#[must_use]
pub fn pieces(value: &Value, language: Language, case: Case) -> Vec<PromptId> {
    match value {
        Value::Number(n) if *n >= NUMBERS_END => digits(&n.to_string(), language),
        Value::Count(n, noun) if *n >= NUMBERS_END => {
            let unit = counted(0, *noun, language, case).pop();
            digits(&n.to_string(), language).into_iter().chain(unit).collect()
        }
        Value::Number(n) => number(*n, language, case),
        Value::Count(n, noun) => counted(*n, *noun, language, case),
        Value::Amount(minor, currency) => amount(*minor, *currency, language, case),
        Value::Digits(text) => digits(text, language),
        Value::Name(name) => vec![name.clone()],
    }
}

/// Every piece a language's grammar may ask for, for [`crate::Site`] to look for.
#[must_use]
pub fn needed(language: Language) -> BTreeSet<PromptId> {
    let cases = [Case::Nominative, Case::Oblique];
    let groups = [2_000, 3_000, 20_500, 200_000, 1_000_000, 2_000_000, 3_000_000, 20_000_500];
    let small = (0..1000).flat_map(|n| [(n, Noun::Riyal), (n, Noun::Minute)]);
    let things =
        Noun::ALL.into_iter().flat_map(|noun| [0, 1, 2, 3, 11].into_iter().chain(groups).map(move |n| (n, noun)));
    let counts = small.chain(things).flat_map(|(n, noun)| cases.map(|case| counted(n, noun, language, case))).flatten();
    let bare = (0..100).chain(groups).flat_map(|n| cases.map(|case| number(n, language, case))).flatten();
    bare.chain(counts).chain(day::needed(language)).collect()
}

fn number(n: u64, language: Language, case: Case) -> Vec<PromptId> {
    match language {
        Language::Ar => arabic::number(n, case),
        Language::En => english::number(n),
    }
}

fn counted(n: u64, noun: Noun, language: Language, case: Case) -> Vec<PromptId> {
    match language {
        Language::Ar => arabic::counted(n, noun, case),
        Language::En => english::counted(n, noun),
    }
}

/// Whole coins and their parts; the part that is nothing is not said.
fn amount(minor: u64, currency: Currency, language: Language, case: Case) -> Vec<PromptId> {
    let (coin, part) = (currency.coin(), currency.part());
    let (whole, rest) = (minor / currency.parts(), minor % currency.parts());
    let say = |n, noun| pieces(&Value::Count(n, noun), language, case);
    match (whole, rest) {
        (_, 0) => say(whole, coin),
        (0, _) => say(rest, part),
        (_, _) => say(whole, coin).into_iter().chain([and(language)]).chain(say(rest, part)).collect(),
    }
}

fn digits(text: &str, language: Language) -> Vec<PromptId> {
    let digits = text.chars().filter_map(|c| c.to_digit(10));
    digits.flat_map(|digit| number(u64::from(digit), language, Case::Oblique)).collect()
}

fn and(language: Language) -> PromptId {
    match language {
        Language::Ar => "ar_and".into(),
        Language::En => "en_and".into(),
    }
}

#[cfg(test)]
mod tests;
