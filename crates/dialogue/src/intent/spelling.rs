//! Words that a recogniser wrote by ear, as the examples have them: "I lost my kard".
//!
//! Only a word that is in no example is taken for another. In English it must not be an everyday word either, and is taken for
//! one of the examples a letter off (Damerau-Levenshtein), or for two words run together. In Arabic a letter more or less
//! makes another form of a word as often as not, so only letters that sound alike are taken for each other, in long words.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use strsim::damerau_levenshtein;

use super::noise::sounds_like;

/// The whole words of all-mpnet-base-v2's vocabulary (Apache-2.0), commonest first.
const EVERYDAY: &str = include_str!("english.txt");
/// Letters of the shortest word that is taken for another: in English, and in Arabic, where no list tells everyday words.
const SHORTEST: usize = 4;
const SHORTEST_ARABIC: usize = 5;
/// Letters of the shortest word that others run into.
const SHORTEST_PART: usize = 2;
/// What an everyday word may begin and end with besides.
const PREFIXES: [&str; 9] = ["", "re", "un", "de", "dis", "mis", "pre", "non", "over"];
const SUFFIXES: [&str; 8] = ["", "s", "es", "d", "ed", "ing", "er", "ly"];
/// Letters of the shortest word that can begin and end so.
const SHORTEST_ROOT: usize = 3;
/// Words said more often in the examples are no likelier in a word that runs together.
const OFTEN: u32 = 20;

static COMMON: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| EVERYDAY.split_whitespace().collect());

/// How often each word stands in the examples.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    counts: BTreeMap<String, u32>,
}

impl Spelling {
    /// Of examples as they are read.
    pub(super) fn of<'a>(examples: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = BTreeMap::new();
        for word in examples.flat_map(|example| example.split(' ')) {
            *counts.entry(word.to_owned()).or_insert(0) += 1;
        }
        Self { counts }
    }

    /// A sentence as it is read, its words spelt as the examples have them.
    pub(super) fn corrected(&self, text: &str) -> String {
        let words = text.split(' ').map(|word| self.word(word).unwrap_or_else(|| word.to_owned()));
        words.collect::<Vec<_>>().join(" ")
    }

    /// What a word is taken for, if for another.
    fn word(&self, word: &str) -> Option<String> {
        let letters = word.chars().count();
        if letters < SHORTEST || self.counts.contains_key(word) {
            return None;
        }
        if word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return if is_everyday(word) { None } else { self.near(word).or_else(|| self.apart(word)) };
        }
        if letters < SHORTEST_ARABIC {
            return None;
        }
        let alike = sounds_like(word).into_iter().filter_map(|other| Some((*self.counts.get(&other)?, other)));
        alike.max().map(|(_, other)| other)
    }

    /// The commonest word of the examples one letter off.
    fn near(&self, word: &str) -> Option<String> {
        let near = self.counts.iter().filter(|(other, _)| {
            other.len() >= SHORTEST && other.len().abs_diff(word.len()) <= 1 && damerau_levenshtein(word, other) == 1
        });
        near.min_by_key(|(_, count)| Reverse(**count)).map(|(other, _)| other.clone())
    }

    /// Two words of the examples, as common there as can be.
    fn apart(&self, word: &str) -> Option<String> {
        let count = |part: &str| self.counts.get(part).map(|count| (*count).min(OFTEN));
        let ends = SHORTEST_PART..=word.len().saturating_sub(SHORTEST_PART);
        let parts = ends.map(|end| word.split_at(end)).filter_map(|(a, b)| Some((count(a)? + count(b)?, a, b)));
        parts.max_by_key(|(often, ..)| *often).map(|(_, a, b)| format!("{a} {b}"))
    }
}

/// An everyday word or a form of one.
fn is_everyday(word: &str) -> bool {
    let is_root = |root: &str| root.len() >= SHORTEST_ROOT && COMMON.contains(root);
    PREFIXES
        .iter()
        .filter_map(|prefix| word.strip_prefix(prefix))
        .any(|rest| SUFFIXES.iter().filter_map(|suffix| rest.strip_suffix(suffix)).any(is_root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corrected(text: &str) -> String {
        let examples = ["i lost my card", "my card is gone", "اين بطاقتي", "طلبت قرضا"];
        Spelling::of(examples.into_iter()).corrected(text)
    }

    #[test]
    fn a_word_written_by_ear_is_the_example_s() {
        assert_eq!(corrected("i lozt my kard"), "i lost my card");
        assert_eq!(corrected("mycard is gonne"), "my card is gone");
        assert_eq!(corrected("اين بتاقتي"), "اين بطاقتي");
    }

    #[test]
    fn a_word_of_the_language_stays() {
        for text in ["i cast my cars", "the theft of an otp", "اين بطاقتك", "بطاقتين", "", "48 22", "ζωή café"]
        {
            assert_eq!(corrected(text), text);
        }
    }

    #[test]
    fn so_does_a_form_of_an_everyday_word() {
        let spelling = Spelling::of(["please deactivate my card and find the voices"].into_iter());
        for word in ["reactivate", "minds", "invoices", "leasing"] {
            assert_eq!(spelling.corrected(word), word);
        }
    }

    #[test]
    fn the_commonest_of_several_is_meant() {
        assert_eq!(Spelling::of(["cord card", "card"].into_iter()).corrected("cxrd"), "card");
    }

    #[test]
    fn everyday_words_are_read_once_each() {
        assert_eq!(COMMON.len(), EVERYDAY.split_whitespace().count());
    }
}
