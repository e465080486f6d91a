//! A sentence as the classifier takes it, and the one form in which all its views read it.

use wasl_model::Language;

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
    /// By a second model, that of the sentence's own language ([`language_of`]); it counts beside the other only.
    pub own: Option<(Language, Vec<f32>)>,
}

static NONE: Vectors = Vectors { meaning: None, own: None };

impl<'a> From<&'a str> for Sentence<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, vectors: &NONE }
    }
}

impl From<Option<Vec<f32>>> for Vectors {
    fn from(meaning: Option<Vec<f32>>) -> Self {
        Self { meaning, own: None }
    }
}

/// Makes vectors of a sentence, those it can. Whoever owns the models gives it; this room runs none.
pub type Reader<'a> = dyn FnMut(&str) -> Vectors + 'a;

/// The language whose model may be asked, told by the letters: English where all are Latin, Arabic where one is Arabic.
#[must_use]
pub fn language_of(text: &str) -> Option<Language> {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek()?;
    if letters.clone().all(|c| c < '\u{250}') {
        return Some(Language::En);
    }
    letters.any(|c| matches!(c, '\u{620}'..='\u{6ff}')).then_some(Language::Ar)
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
    fn english_has_latin_letters_only_and_arabic_an_arabic_one() {
        for text in ["where's my card no 5", "café"] {
            assert_eq!(language_of(text), Some(Language::En));
        }
        for text in ["وين my card", "بطاقتي", "أبغى چك"] {
            assert_eq!(language_of(text), Some(Language::Ar));
        }
        for text in ["48 22", "٤٨", "", "где карта"] {
            assert_eq!(language_of(text), None);
        }
    }

    #[test]
    fn a_question_of_any_dialect_begins_as_the_standard_one() {
        let standard = as_read("لماذا");
        for dialect in ["ليش", "ليه", "علاش"] {
            assert_eq!(as_read(dialect), standard);
        }
    }
}
