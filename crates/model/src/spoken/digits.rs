//! What a string of digits is: a phone number, a card, a national id, or just digits.

use super::check;
use super::value::Meaning;
use crate::Pii;

/// What the words before it say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Phone,
    Id,
    Card,
    /// A code, an order, an account: digits, but none of these.
    Other,
    Nothing,
}

/// Country codes of the region and of those who live there, longest first.
const COUNTRIES: &[&str] = &[
    "966", "971", "965", "974", "973", "968", "967", "962", "961", "963", "964", "970", "972", "212", "213", "216",
    "218", "249", "222", "252", "253", "20", "90", "91", "92", "44", "49", "33", "63",
];

/// The value of a string of digits; `plus` stood before it.
pub(super) fn value(digits: String, plus: bool, told: Told) -> Meaning {
    let kind = if plus { Told::Phone } else { kind(&digits, told) };
    let personal = |digits: String| Pii::new(digits);
    match kind {
        Told::Phone => Meaning::Phone { digits: personal(if plus { format!("+{digits}") } else { digits }) },
        Told::Id => Meaning::Id { digits: personal(digits) },
        Told::Card => Meaning::Card { valid: check::luhn(&digits), digits: personal(digits) },
        Told::Other | Told::Nothing => Meaning::Digits { digits: personal(digits) },
    }
}

fn kind(digits: &str, told: Told) -> Told {
    let length = digits.len();
    match told {
        Told::Phone if (7..=15).contains(&length) => Told::Phone,
        Told::Id if (8..=15).contains(&length) => Told::Id,
        Told::Card if (12..=19).contains(&length) => Told::Card,
        // "My number is oh five five …": a number with the shape of a phone's is one.
        Told::Other if !(is_card(digits) || digits.starts_with('0') && is_phone(digits)) => Told::Other,
        Told::Other | Told::Phone | Told::Id | Told::Card | Told::Nothing => by_shape(digits),
    }
}

fn by_shape(digits: &str) -> Told {
    if is_phone(digits) {
        Told::Phone
    } else if is_card(digits) {
        Told::Card
    } else if is_id(digits) {
        Told::Id
    } else {
        Told::Nothing
    }
}

/// National: a zero and eight to ten digits, or a Saudi mobile without its zero. International: `00` or a country code
/// before a number of its length. Unified numbers: 9200 and 800.
pub(crate) fn is_phone(digits: &str) -> bool {
    let length = digits.len();
    if let Some(abroad) = digits.strip_prefix("00") {
        return (10..=15).contains(&abroad.len());
    }
    let country = COUNTRIES.iter().find_map(|code| digits.strip_prefix(code));
    let unified = digits.starts_with("9200") && length == 9 || digits.starts_with("800") && (7..=10).contains(&length);
    digits.starts_with('0') && (9..=11).contains(&length)
        || digits.starts_with('5') && length == 9
        || unified
        || (11..=13).contains(&length)
            && country.is_some_and(|rest| (8..=10).contains(&rest.len()))
            && !digits.starts_with("2000")
}

/// Sixteen digits are a card even when the recogniser got one wrong; other lengths only when the check digit fits.
fn is_card(digits: &str) -> bool {
    let length = digits.len();
    length == 16 || (13..=19).contains(&length) && matches!(digits.as_bytes()[0], b'3'..=b'6') && check::luhn(digits)
}

/// By length and beginning: Saudi Arabia (10, from 1 or 2), Egypt (14, century and birthday), the Emirates (15, 784),
/// Kuwait (12, century and birthday).
pub(crate) fn is_id(digits: &str) -> bool {
    let century = matches!(digits.as_bytes()[0], b'2' | b'3');
    let birthday = |at: usize| {
        let number = |at: usize| digits.get(at..at + 2).and_then(|two| two.parse().ok()).unwrap_or(0);
        (1..=12).contains(&number(at)) && (1..=31).contains(&number(at + 2))
    };
    match digits.len() {
        10 => matches!(digits.as_bytes()[0], b'1' | b'2'),
        12 | 14 => century && birthday(3),
        15 => digits.starts_with("784"),
        _ => false,
    }
}
