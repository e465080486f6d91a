//! Is a number still being told? The ear asks it before it calls a turn finished.

use super::token::{Gap, Kind, Token, tokens};
use super::words::{Part, said};

/// After these the digits of a number follow, or go on.
const JOINTS: &[&str] = &["point", "dash", "فاصله", "فاصل", "نقطه", "شرطه", "و", "and", "بلس", "plus"];
/// Before "one" and «واحد» these make somebody or something of it.
const SOMEBODY: &[&str] = &[
    "this", "that", "which", "the", "no", "any", "every", "each", "another", "some", "good", "last", "next", "other",
    "only", "في", "فيه", "كل", "ولا", "اي", "يوم", "شي", "مكان",
];

/// Do the words end within a number, or with a digit that another may follow: "my number is oh five", «صفر خمسة»,
/// "05 5", "three point", «خمسة و»?
///
/// A number that its unit closes («خمسين ريال») does not count, and neither does "this one".
#[must_use]
pub fn ends_in_digits(text: &str) -> bool {
    let tokens = tokens(text);
    let Some((last, before)) = tokens.split_last() else {
        return false;
    };
    let previous = before.last();
    if last.any(JOINTS) {
        return previous.is_some_and(|token| is_number(token) && !is_somebody(token, before));
    }
    last.is("+") || is_number(last) && !is_somebody(last, &tokens)
}

/// Do the words begin with a number: what goes on with a number that the words before ended in?
#[must_use]
pub fn begins_with_digits(text: &str) -> bool {
    let tokens = tokens(text);
    let Some(first) = tokens.first() else {
        return false;
    };
    let followed = tokens.get(1).is_some_and(|token| token.gap == Gap::Close && is_number(token));
    // "Oh, I see" and "Oh" alone are no zero.
    let exclaimed = matches!(said(first).map(|said| said.part), Some(Part::Oh)) && !followed;
    is_number(first) && !exclaimed || (first.any(JOINTS) || first.is("+")) && followed
}

fn is_number(token: &Token) -> bool {
    token.kind == Kind::Digits || said(token).is_some()
}

/// `token` is the last of `tokens`.
fn is_somebody(token: &Token, tokens: &[Token]) -> bool {
    let before = tokens.len().checked_sub(2).and_then(|place| tokens.get(place));
    matches!(said(token).map(|said| said.part), Some(Part::Unit(1) | Part::Oh))
        && before.map_or(token.is("oh") || token.is("o"), |before| before.any(SOMEBODY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_being_told_wants_more() {
        for text in [
            "my number is oh five five",
            "رقمي صفر خمسة",
            "٠٥ ٥",
            "05 5",
            "double",
            "zero five double three",
            "خمسة وعشرين",
            "ثلاثة فاصلة",
            "three point",
            "مية و",
            "ثمنية",
            "+966",
            "واحد",
        ] {
            assert!(ends_in_digits(text), "{text}");
        }
        for text in [
            "",
            "نعم",
            "I want an agent",
            "خمسين ريال",
            "this one",
            "no one",
            "oh",
            "وخلاص",
            "ما في واحد",
            "up to a point",
            "روح و",
        ] {
            assert!(!ends_in_digits(text), "{text}");
        }
    }

    #[test]
    fn a_number_that_goes_on_is_known_by_its_beginning() {
        for text in ["five two", "خمسة", "وعشرين", "٥٥", "oh five", "و خمسين ريال", "point five", "double two", "+966"]
        {
            assert!(begins_with_digits(text), "{text}");
        }
        for text in ["", "oh", "oh, I see", "نعم خمسة", "and then", "ولد", "yes"] {
            assert!(!begins_with_digits(text), "{text}");
        }
    }
}
