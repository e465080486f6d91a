//! What digits are, by their number, their check digits and what was spoken of.

use super::SecretKind;
use super::topic::Topic;
use crate::spoken::{iban_fits, is_id, is_phone, luhn};

/// Digits told in one go. `told` is how they were read, `counts` says they may be a plain number, `topics` is what was
/// spoken of, the nearest first.
pub(super) fn single(digits: &str, told: Option<SecretKind>, counts: bool, topics: &[Topic]) -> Option<SecretKind> {
    if told == Some(SecretKind::Iban) {
        return told;
    }
    let spoken_of = topics.iter().take_while(|topic| **topic != Topic::Other);
    if let Some(kind) = spoken_of.filter_map(|topic| named(digits, counts, *topic)).next() {
        return Some(kind);
    }
    if counts {
        return None;
    }
    let other = topics.first() == Some(&Topic::Other);
    match strong(digits) {
        Some(kind) => Some(kind),
        // One digit may have been misheard; a parcel's number has no check digit that fits by design.
        None if !other && digits.len() == 16 && begins_like_a_card(digits) => Some(SecretKind::Card),
        // "The blue one, four one one one …".
        None if digits.len() == 17 && digits.starts_with('1') => strong(&digits[1..]),
        None if !other && is_id(digits) => Some(SecretKind::NationalId),
        None if told == Some(SecretKind::Phone) && (!other || digits.starts_with('0')) => told,
        None => None,
    }
}

/// Digits of what was spoken of, when their number fits.
fn named(digits: &str, counts: bool, topic: Topic) -> Option<SecretKind> {
    let length = digits.len();
    let (fits, kind) = match topic {
        Topic::Code => (code(length, counts), SecretKind::SecurityCode),
        Topic::Id => ((8..=15).contains(&length) && !counts, SecretKind::NationalId),
        // A reader that hears "one one one one" may write more of them than were said.
        Topic::Card => (length >= 12, SecretKind::Card),
        Topic::Iban => (length >= 15, SecretKind::Iban),
        Topic::Phone => ((7..=15).contains(&(length - plus(digits))) && !counts, SecretKind::Phone),
        Topic::Other => return None,
    };
    fits.then_some(kind)
}

/// Digits told in pieces are one number only when something shows it.
pub(super) fn joined(digits: &str, topics: &[Topic]) -> Option<SecretKind> {
    let length = digits.len();
    let topic = topics.first().copied().unwrap_or(Topic::Other);
    let by_topic = match topic {
        Topic::Card => matches!(length, 15 | 16).then_some(SecretKind::Card),
        Topic::Id => matches!(length, 10 | 12 | 14 | 15).then_some(SecretKind::NationalId),
        Topic::Phone => is_phone(digits).then_some(SecretKind::Phone),
        Topic::Code => (3..=8).contains(&length).then_some(SecretKind::SecurityCode),
        Topic::Iban => (15..=34).contains(&length).then_some(SecretKind::Iban),
        Topic::Other => None,
    };
    strong(digits).or(by_topic)
}

/// Digits whose check digits leave no doubt.
fn strong(digits: &str) -> Option<SecretKind> {
    if iban_fits(digits) {
        return Some(SecretKind::Iban);
    }
    if !luhn(digits) {
        return None;
    }
    match (digits.len(), digits.as_bytes()[0]) {
        (15, b'7') => digits.starts_with("784").then_some(SecretKind::NationalId),
        (14, b'2' | b'3') if is_id(digits) => Some(SecretKind::NationalId),
        (15..=19, b'2'..=b'6') | (13, b'4') | (14, b'3') => Some(SecretKind::Card),
        _ => None,
    }
}

fn begins_like_a_card(digits: &str) -> bool {
    digits.starts_with(['3', '4', '5', '6'])
}

fn plus(digits: &str) -> usize {
    usize::from(digits.starts_with('+'))
}

/// Codes have three to eight digits; a number that counts is one only with three, four or six.
fn code(length: usize, counts: bool) -> bool {
    if counts { matches!(length, 3 | 4 | 6) } else { (3..=8).contains(&length) }
}

/// What digits with no words around them are: keys somebody pressed.
pub(super) fn bare(digits: &str) -> Option<SecretKind> {
    strong(digits).or_else(|| is_id(digits).then_some(SecretKind::NationalId)).or_else(|| {
        if digits.len() == 16 && begins_like_a_card(digits) {
            Some(SecretKind::Card)
        } else {
            is_phone(digits).then_some(SecretKind::Phone)
        }
    })
}
