//! Words that a recogniser wrote by ear, as the examples have them: "I lost my kard".
//!
//! Only a word that is in no example is taken for another. In English it must not be an everyday word either, and is taken for
//! one of the examples a letter off (Damerau-Levenshtein), or for two words run together. In Arabic a letter more or less
//! makes another form of a word as often as not, so only letters that sound alike are taken for each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use strsim::damerau_levenshtein;

use super::noise::sounds_like;

/// The 5,000 commonest whole words of all-mpnet-base-v2's vocabulary (Apache-2.0), commonest first.
const EVERYDAY: &str = include_str!("english.txt");
/// Letters of the shortest word that is taken for another.
const SHORTEST: usize = 3;
/// Letters of the shortest word that others run into.
const SHORTEST_PART: usize = 2;
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
        if word.chars().count() < SHORTEST || self.counts.contains_key(word) {
            return None;
        }
        if word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return if COMMON.contains(word) { None } else { self.near(word).or_else(|| self.apart(word)) };
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

    /// Two words, one of them of the examples, as common there as can be.
    fn apart(&self, word: &str) -> Option<String> {
        let ends = SHORTEST_PART..=word.len().saturating_sub(SHORTEST_PART);
        let count = |part: &str| self.counts.get(part).copied().unwrap_or(0).min(OFTEN);
        let known = |part: &str| self.counts.contains_key(part) || COMMON.contains(part);
        let parts = ends.map(|end| word.split_at(end)).filter(|(a, b)| known(a) && known(b) && count(a) + count(b) > 0);
        parts.max_by_key(|(a, b)| count(a) + count(b)).map(|(a, b)| format!("{a} {b}"))
    }
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
        for text in ["i cast my cars", "is my car here", "اين بطاقتك", "بطاقتين", "", "48 22", "ζωή café"] {
            assert_eq!(corrected(text), text);
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
