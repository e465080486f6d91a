//! Keys somebody pressed, one after the other.

use super::{SecretKind, shape};

/// What these digits are, with no words around them: cards, ids and phone numbers by their shape.
///
/// Digits within something longer count too: a menu's key may have been pressed just before. Gives the first and the
/// first that is no longer part of it.
#[must_use]
pub fn keyed(digits: &str) -> Option<(SecretKind, usize, usize)> {
    let count = digits.len();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lengths = (9..=19.min(count)).rev();
    let parts = lengths.flat_map(|length| (0..=count - length).map(move |start| (start, start + length)));
    parts
        .filter_map(|(start, end)| Some((shape::bare(&digits[start..end])?, start, end)))
        .min_by_key(|(kind, ..)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_cards_and_ids_by_their_shape() {
        assert_eq!(keyed("4111111111111111"), Some((SecretKind::Card, 0, 16)));
        assert_eq!(keyed("24111111111111111"), Some((SecretKind::Card, 1, 17)), "a menu's key before it");
        assert_eq!(keyed("0551234567"), Some((SecretKind::Phone, 0, 10)));
        assert_eq!(keyed("1"), None);
        assert_eq!(keyed("12*4"), None);
    }
}
