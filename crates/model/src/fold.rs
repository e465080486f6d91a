//! One text fold for search, lexicons and intents, so that spelling variants of a word compare equal.
//!
//! NFKC; tashkeel (U+064B..065F, 0670, 06D6..06ED), tatweel (0640) and bidi controls dropped;
//! أ إ آ ٱ → ا, ى ئ → ي, ؤ → و, ة → ه; Arabic-Indic and Persian digits → ASCII; lower case.
//! It lives with the words rather than with the ear because mood, dialogue, record and review read text too
//! and may not call the ear.

use unicode_normalization::UnicodeNormalization;

/// Folded text, characters only: punctuation stays.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc().filter_map(fold_char).flat_map(char::to_lowercase).collect()
}

/// Folded words: everything that is not a letter or digit separates.
#[must_use]
pub fn fold_words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{0640}' => return None,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => return None,
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' => 'ي',
        'ؤ' => 'و',
        'ة' => 'ه',
        '\u{0660}'..='\u{0669}' => ascii_digit(c, 0x0660),
        '\u{06F0}'..='\u{06F9}' => ascii_digit(c, 0x06F0),
        other => other,
    })
}

fn ascii_digit(c: char, zero: u32) -> char {
    char::from_digit(c as u32 - zero, 10).expect("the range holds ten digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_compare_equal() {
        for (a, b) in [
            ("أَحْمَد", "احمد"),
            ("إبراهيم", "ابراهيم"),
            ("خدمـــة", "خدمه"),
            ("مسؤول", "مسوول"),
            ("على", "علي"),
            ("٠٥٥١٢", "05512"),
            ("۴۵", "45"),
            ("HeLLo", "hello"),
            ("\u{200F}موظف", "موظف"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
    }

    #[test]
    fn words_split_at_anything_but_letters_and_digits() {
        assert_eq!(fold_words("لا، أريد موظف! (now)"), ["لا", "اريد", "موظف", "now"]);
    }
}
