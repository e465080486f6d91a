//! How a phrase of the site is found in what was heard: whole words, spelling variants and Arabic prefixes aside.

use wasl_model::fold::fold_words;

/// Arabic prefixes written onto the word: conjunctions, prepositions, the article. Longest first.
const PREFIXES: [&str; 13] = ["وبال", "وال", "بال", "فال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك"];
/// What must be left of a word once its prefix is gone, in letters.
const STEM_LETTERS: usize = 3;

/// A phrase ready to be looked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrase {
    words: Vec<String>,
}

impl Phrase {
    /// The phrase of this text; `None` if the text has no letter or digit.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let words = fold_words(text);
        (!words.is_empty()).then_some(Self { words })
    }

    /// How many words it has.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Is it said anywhere in these folded words?
    #[must_use]
    pub fn is_in(&self, heard: &[String]) -> bool {
        heard.windows(self.words.len()).any(|window| self.equals(window))
    }

    /// Is it all that was said, but for `spare` other words?
    #[must_use]
    pub fn is_most_of(&self, heard: &[String], spare: usize) -> bool {
        heard.len() <= self.words.len() + spare && self.is_in(heard)
    }

    fn equals(&self, heard: &[String]) -> bool {
        self.words.iter().zip(heard).all(|(wanted, said)| same_word(wanted, said))
    }
}

/// Is `said` the word `wanted`, perhaps with an Arabic prefix?
fn same_word(wanted: &str, said: &str) -> bool {
    said == wanted || PREFIXES.iter().filter_map(|prefix| said.strip_prefix(prefix)).any(|stem| stem_is(stem, wanted))
}

fn stem_is(stem: &str, wanted: &str) -> bool {
    stem.chars().count() >= STEM_LETTERS && stem == wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(phrase: &str, heard: &str) -> bool {
        Phrase::new(phrase).expect("the phrase has words").is_in(&fold_words(heard))
    }

    #[test]
    fn a_word_is_found_with_its_arabic_prefixes_and_spelling_variants() {
        assert!(said("موظف", "أبغى أكلّم الموظف لو سمحت"));
        assert!(said("موظف", "حوّلني لموظف"));
        assert!(said("احتيال", "تعرضت للإحتيال"));
        assert!(said("خدمة العملاء", "وصّلني بخدمة العملاء"));
        assert!(said("agent", "Get me an AGENT, now!"));
    }

    #[test]
    fn a_word_is_not_found_inside_another() {
        assert!(!said("agent", "the agents of change"));
        assert!(!said("لا", "لاحقا"));
        assert!(!said("نار", "دينار"));
        assert!(!said("حريق", "طريق"));
        assert!(!said("fire", "fired"));
    }

    #[test]
    fn a_phrase_that_is_most_of_what_was_said_is_told_from_a_long_sentence() {
        let no = Phrase::new("لا").expect("a word");
        assert!(no.is_most_of(&fold_words("لا شكرا"), 2));
        assert!(!no.is_most_of(&fold_words("لا أستطيع الدخول إلى التطبيق"), 2));
    }
}
