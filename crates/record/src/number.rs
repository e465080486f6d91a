//! Numbers as they compare: the same caller under every spelling of their number.
//!
//! The form is E.164-like: `+` and digits where the number tells its country, digits alone where it does not.
//! What is no number (a SIP user such as `alice`) compares in lower case.

use wasl_model::fold::fold;

/// Fewest digits of a national number that may be told to be the same as an international one (E.164 subscriber numbers).
const FEWEST_NATIONAL: usize = 8;
/// Most characters of a number or address.
const LONGEST: usize = 128;

/// The form in which a number compares; `None` when there is nothing to compare.
///
/// Digits of any script are folded, separators and marks dropped, a leading `00` is `+`.
#[must_use]
pub fn normalise(number: &str) -> Option<String> {
    let folded = fold(number);
    let text = folded.trim();
    let text = ["sips:", "sip:", "tel:"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let text = text.split([';', '?']).next().unwrap_or_default();
    if text.len() > LONGEST {
        return None;
    }
    let bare: String = text.chars().filter(|c| !is_separator(*c)).collect();
    let (plus, digits) = bare.strip_prefix('+').map_or((false, bare.as_str()), |rest| (true, rest));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return address(text);
    }
    Some(match (plus, digits.strip_prefix("00")) {
        (true, _) => format!("+{digits}"),
        (false, Some(rest)) if rest.len() >= FEWEST_NATIONAL => format!("+{rest}"),
        (false, _) => digits.to_owned(),
    })
}

/// Are two normalised numbers the same: equal, or one tells its country and the other is its national form.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a == b || is_national_of(a, b) || is_national_of(b, a)
}

/// The last characters of a normalised number: what [`same`] numbers share, for an index.
#[must_use]
pub fn tail(number: &str) -> &str {
    let from = number.char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    &number[from..]
}

fn is_national_of(national: &str, international: &str) -> bool {
    let Some(whole) = international.strip_prefix('+') else { return false };
    let significant = national.trim_start_matches('0');
    // One zero is the trunk prefix, none is a number without it; more are no national form.
    let prefix = national.len() - significant.len();
    prefix <= 1
        && significant.len() >= FEWEST_NATIONAL
        && significant.bytes().all(|byte| byte.is_ascii_digit())
        && whole.strip_suffix(significant).is_some_and(|country| country.len() <= 3)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-.()/\u{2010}\u{2011}\u{2012}\u{2013}\u{00A0}".contains(c)
}

fn address(text: &str) -> Option<String> {
    const WITHHELD: [&str; 5] = ["anonymous", "unknown", "unavailable", "restricted", "private"];
    let text = text.trim();
    (!text.is_empty() && !WITHHELD.contains(&text)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_of_a_number_is_one() {
        for spelling in [
            "+966501234567",
            "00966501234567",
            "+966 50 123 4567",
            "+966-(50)-123.4567",
            "٠٠٩٦٦٥٠١٢٣٤٥٦٧",
            "+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧",
            "\u{202A}+966501234567\u{202C}",
            "tel:+966-50-123-4567",
            "sip:+966501234567;user=phone",
            "＋966501234567",
            "+۹۶۶۵۰۱۲۳۴۵۶۷",
        ] {
            assert_eq!(normalise(spelling).as_deref(), Some("+966501234567"), "{spelling}");
        }
        assert_eq!(normalise("050 123 4567").as_deref(), Some("0501234567"));
        assert_eq!(normalise("1001").as_deref(), Some("1001"));
        assert_eq!(normalise("Alice").as_deref(), Some("alice"));
        for nothing in ["", " ", "+", "anonymous", "Unknown", "sip:"] {
            assert_ne!(normalise(nothing).as_deref(), Some("+966501234567"));
        }
        assert_eq!(normalise("anonymous"), None);
        assert_eq!(normalise("  "), None);
    }

    #[test]
    fn a_national_number_is_the_same_as_its_international_form_only() {
        assert!(same("+966501234567", "0501234567"));
        assert!(same("501234567", "+966501234567"));
        assert!(same("966501234567", "+966501234567"), "the plus is lost on some trunks");
        assert!(!same("+966501234567", "+971501234567"), "two countries");
        assert!(!same("0501234567", "501234567"), "neither tells its country");
        assert!(!same("+966501234567", "4567"), "an extension");
        assert!(!same("+12345678901234", "0901234"), "too short");
    }

    proptest! {
        #[test]
        fn any_text_normalises_once_and_for_all(text in "[+0-9٠-٩a-zA-Zء-ي @.()-]{0,40}") {
            if let Some(once) = normalise(&text) {
                prop_assert_eq!(normalise(&once), Some(once.clone()));
                prop_assert!(same(&once, &once));
                prop_assert!(once.ends_with(tail(&once)));
            }
        }

        #[test]
        fn same_numbers_share_their_tail(country in 1_u16..1000, rest in "[1-9][0-9]{7,10}", zero in any::<bool>()) {
            let whole = format!("+{country}{rest}");
            let national = format!("{}{rest}", if zero { "0" } else { "" });
            prop_assert!(same(&whole, &national));
            prop_assert_eq!(tail(&whole), tail(&national));
        }
    }
}
