//! A sentence as the classifier takes it, and the one form in which all its views read it.

use super::dialect::standard;

/// What was said, and what it means where that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sentence<'a> {
    /// The words.
    pub text: &'a str,
    /// The vectors of them [as the model reads them](super::IntentModel::as_read); without any the words decide alone.
    pub vectors: &'a Vectors,
}

/// What a sentence means, as far as there are models to tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    /// By the model of all languages.
    pub meaning: Option<Vec<f32>>,
    /// By a model of English, of a sentence [`in_latin_letters`]; it counts beside the other only.
    pub english: Option<Vec<f32>>,
}

static NONE: Vectors = Vectors { meaning: None, english: None };

impl<'a> From<&'a str> for Sentence<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, vectors: &NONE }
    }
}

impl From<Option<Vec<f32>>> for Vectors {
    fn from(meaning: Option<Vec<f32>>) -> Self {
        Self { meaning, english: None }
    }
}

/// Makes vectors of a sentence, those it can. Whoever owns the models gives it; this room runs none.
pub type Reader<'a> = dyn FnMut(&str) -> Vectors + 'a;

/// Whether a model of English may be asked: there are letters, and all of them Latin.
#[must_use]
pub fn in_latin_letters(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| c < '\u{250}')
}

/// The form in which a sentence is compared, and of which its vector is made: as a recogniser might write it, in lower
/// case, without punctuation and vowel marks, the commonest words of Arabic dialects as the standard language has them.
pub(super) fn as_read(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).collect();
    let words = bare.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty());
    standard(&words.collect::<Vec<_>>()).join(" ")
}

/// Tashkeel and tatweel.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{640}' | '\u{200e}' | '\u{200f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_and_punctuation_do_not_count() {
        assert_eq!(as_read("Where's my CARD?"), "where's my card");
        assert_eq!(as_read("أَيْنَ بِطَاقَتِي؟!"), "أين بطاقتي");
        assert_eq!(as_read(" ؟ "), "");
    }

    #[test]
    fn english_is_what_has_latin_letters_only() {
        assert!(in_latin_letters("where's my card no 5") && in_latin_letters("café"));
        assert!(!in_latin_letters("وين my card") && !in_latin_letters("48 22") && !in_latin_letters(""));
    }

    #[test]
    fn a_question_of_any_dialect_begins_as_the_standard_one() {
        let standard = as_read("لماذا");
        for dialect in ["ليش", "ليه", "علاش"] {
            assert_eq!(as_read(dialect), standard);
        }
    }
}
