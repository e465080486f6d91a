//! One text fold for search, lexicons and intents, so that spelling variants of a word compare equal.
//!
//! NFKC; tashkeel (U+064B..065F, 0670, 06D6..06ED), tatweel (0640) and bidi controls dropped;
//! أ إ آ ٱ → ا, ى ئ ی → ي, ک → ك, ؤ → و, ة → ه; Arabic-Indic and Persian digits → ASCII; lower case.
//! The console has the same fold (`web/src/lib/format/fold.ts`); `tests/fold.json` is read by the tests of both.
//! It lives with the words rather than with the ear because mood, dialogue, record and review read text too
//! and may not call the ear.
//!
//! - [`fold`], [`fold_words`]: the folded text, its words
//! - [`Folded`]: the folded text with the way back to the original, for highlights

mod letters;
mod map;

pub use map::Folded;

/// Folded text, characters only: punctuation stays.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    letters::each(text, |c, _| folded.push(c));
    folded
}

/// Folded words: everything that is not a letter or digit separates.
#[must_use]
pub fn fold_words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
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
