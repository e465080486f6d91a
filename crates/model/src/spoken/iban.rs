//! Bank account numbers: the letters of the country, then digits and letters, written or spelled.

use super::check;
use super::line::{Found, Line};
use super::string::item;
use super::token::Kind;
use super::value::Meaning;
use crate::Pii;

/// The countries' letters as Arabic spells them.
#[rustfmt::skip]
const SPELLED: &[(&str, &[&str])] = &[
    ("SA", &["اس ايه", "اس اي", "اس ا", "اسايه", "اس ايي", "السين ايه"]),
    ("AE", &["ايه اي", "ايه ايه", "اي اي"]),
    ("KW", &["كي دبليو", "كيه دبليو"]), ("BH", &["بي اتش", "بي ايتش"]), ("QA", &["كيو ايه", "كيو اي"]), ("OM", &["او ام"]),
    ("JO", &["جي او", "جيه او"]), ("EG", &["اي جي"]), ("LB", &["ال بي"]), ("PS", &["بي اس"]), ("IQ", &["اي كيو"]),
    ("TN", &["تي ان"]),
];
/// With these words before it a number that lacks digits is one too, from so many on.
const TELLING: &[&str] = &["iban", "ايبان", "الايبان", "ايباني", "الابان", "ابان"];
const WITHIN: usize = 5;
const SHORTEST: usize = 15;

/// The account number at `at`.
pub(super) fn at(line: &Line<'_>, at: usize) -> Option<Found> {
    let (country, mut to) = country(line, at)?;
    let told = (at.saturating_sub(WITHIN)..at).any(|place| line.is(place, TELLING));
    let length = check::iban_length(&country)?;
    let mut number = country;
    while number.len() < length && line.near(to) {
        let Some((more, end)) = digits(line, to).or_else(|| letters(line, to)) else {
            break;
        };
        number.push_str(&more);
        to = end;
    }
    let enough = if told { SHORTEST.min(length) } else { length };
    if number.len() < enough {
        return None;
    }
    Some(Found { value: Meaning::Iban { valid: check::iban(&number), iban: Pii::new(number) }, from: at, to })
}

fn country(line: &Line<'_>, at: usize) -> Option<(String, usize)> {
    let known = |letters: &str| check::iban_length(letters).is_some();
    let token = line.token(at).filter(|token| token.kind == Kind::Word)?;
    let together = token.word.to_ascii_uppercase();
    // "At" and "no" are words; a country is written in capitals or with its digits attached.
    let attached = line.bytes(at, at + 1).end == line.bytes(at + 1, at + 2).start;
    if known(&together) && (line.written(at) == together || attached) {
        return Some((together, at + 1));
    }
    let next = line.token(at + 1).filter(|next| next.kind == Kind::Word && line.near(at + 1));
    let apart = format!("{together}{}", next.map_or("", |next| next.word.as_str())).to_ascii_uppercase();
    if token.word.len() == 1 && known(&apart) {
        return Some((apart, at + 2));
    }
    let (letters, to) = line.longest(at, SPELLED)?;
    Some((letters.to_owned(), to))
}

fn digits(line: &Line<'_>, at: usize) -> Option<(String, usize)> {
    item(line, at).map(super::string::Item::into_digits)
}

/// Letters of the bank, spelled or together.
fn letters(line: &Line<'_>, at: usize) -> Option<(String, usize)> {
    let token = line.token(at).filter(|token| token.kind == Kind::Word && token.word.is_ascii())?;
    let bank =
        token.word.len() == 1 || token.word.len() == 4 && line.written(at).bytes().all(|b| b.is_ascii_uppercase());
    bank.then(|| (token.word.to_ascii_uppercase(), at + 1))
}
