//! A text and a query as full-text indexes want them.
//!
//! Only folded words (letters and digits) get here, so nothing in them can be taken for the index's own language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use wasl_model::fold::fold;

use super::forms;
use super::words::{Term, Words, split};
use crate::vault::words::WordsKey;

/// Words of one turn that are indexed: half an hour of speech.
const MOST_WORDS: usize = 8_192;

/// One turn as the indexes hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// Its folded words in order, a space between each two.
    pub folded: String,
    /// Forms of them that are not among them.
    pub forms: String,
    /// Both with their places as a tsvector has them: words of weight A, forms of weight D at their word's place.
    places: Vec<(String, String)>,
}

impl Indexed {
    /// PostgreSQL's tsvector.
    #[must_use]
    pub fn vector(&self) -> String {
        self.places.iter().map(|(word, at)| format!("'{word}':{at}")).collect::<Vec<_>>().join(" ")
    }

    /// The same where words are sealed: they stand in it as their hashes, and their beginnings, without a place, too.
    pub(crate) fn hashes(&self, key: &WordsKey) -> String {
        let beginnings: BTreeSet<String> = self.places.iter().flat_map(|(word, _)| key.beginnings(word)).collect();
        let words = self.places.iter().map(|(word, at)| format!("'{}':{at}", key.word(word)));
        words.chain(beginnings.into_iter().map(|hash| format!("'{hash}'"))).collect::<Vec<_>>().join(" ")
    }
}

/// A turn with its readings, the one that is shown first; phrases do not go from one into the other.
#[must_use]
pub fn indexed<'a>(readings: impl IntoIterator<Item = &'a str>) -> Indexed {
    let texts: Vec<Vec<String>> = readings.into_iter().map(|text| split(&fold(text))).collect();
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    for words in &texts {
        for word in words.iter().take(MOST_WORDS.saturating_sub(kept.len())) {
            at += 1;
            kept.push(word);
            put(&mut places, word, at, 'A');
            forms::forms(word).into_iter().for_each(|form| put(&mut places, form, at, 'D'));
        }
        // The gap no phrase goes over.
        at += 1;
    }
    let forms: Vec<&str> = places.iter().filter(|(_, at)| !at.contains('A')).map(|(form, _)| *form).collect();
    let places = places.iter().map(|(word, at)| ((*word).to_owned(), at.clone())).collect();
    let folded = texts.iter().map(|words| words.join(" ")).filter(|text| !text.is_empty()).collect::<Vec<_>>();
    Indexed { folded: folded.join(" | "), forms: forms.join(" "), places }
}

fn put<'a>(places: &mut BTreeMap<&'a str, String>, word: &'a str, at: usize, weight: char) {
    let places = places.entry(word).or_default();
    if !places.is_empty() {
        places.push(',');
    }
    _ = write!(places, "{at}{weight}");
}

/// The query in FTS5's language, over the columns `folded` and `forms`.
#[must_use]
pub fn fts5(words: &Words) -> String {
    let only = if words.is_exact() { "folded : " } else { "" };
    let any = |word: &str, star: &str| match other(words, word) {
        Some(noun) => format!("(\"{word}\"{star} OR \"{noun}\"{star})"),
        None => format!("{only}\"{word}\"{star}"),
    };
    let terms = words.terms().iter().map(|term| match term {
        Term::Word(word) => any(word, ""),
        Term::Beginning(word) => any(word, " *"),
        Term::Phrase(words) => format!("folded : \"{}\"", words.join(" ")),
    });
    terms.collect::<Vec<_>>().join(" AND ")
}

/// The query as PostgreSQL's tsquery, of words or, with a key, of their hashes. What a hash finds too much (a beginning of
/// many letters, or only a form where the word itself is asked for) is seen in the turn.
#[must_use]
pub(crate) fn tsquery(words: &Words, key: Option<&WordsKey>) -> String {
    let weight = if words.is_exact() { "A" } else { "" };
    let any = |word: &str, is_whole: bool| {
        let one = |word: &str| match key {
            Some(key) if !is_whole => format!("'{}'", key.beginning(word)),
            _ => {
                let star = if is_whole { "" } else { "*" };
                let mark = if star.is_empty() && weight.is_empty() { "" } else { ":" };
                format!("'{}'{mark}{star}{weight}", spelt(word, key))
            }
        };
        match other(words, word) {
            Some(noun) => format!("({} | {})", one(word), one(noun)),
            None => one(word),
        }
    };
    let terms = words.terms().iter().map(|term| match term {
        Term::Word(word) => any(word, true),
        Term::Beginning(word) => any(word, false),
        Term::Phrase(words) => phrase(words.iter().map(String::as_str), key),
    });
    terms.collect::<Vec<_>>().join(" & ")
}

/// Any of these phrases of folded words, as a tsquery.
pub(crate) fn any_phrase(phrases: &[&str], key: Option<&WordsKey>) -> String {
    phrases.iter().map(|words| phrase(words.split(' '), key)).collect::<Vec<_>>().join(" | ")
}

fn phrase<'a>(words: impl Iterator<Item = &'a str>, key: Option<&WordsKey>) -> String {
    let words: Vec<String> = words.map(|word| format!("'{}':A", spelt(word, key))).collect();
    format!("({})", words.join(" <-> "))
}

/// A word as it stands in the index.
fn spelt(word: &str, key: Option<&WordsKey>) -> String {
    key.map_or_else(|| word.to_owned(), |key| key.word(word))
}

fn other<'a>(words: &Words, word: &'a str) -> Option<&'a str> {
    forms::noun(word).filter(|_| !words.is_exact())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_its_words_their_forms_and_their_places() {
        let turn = indexed(["والفاتورة فاتورة", "the bill"]);
        assert_eq!(turn.folded, "والفاتوره فاتوره | the bill");
        assert_eq!(turn.forms, "اتوره الفاتوره");
        let vector = turn.vector();
        assert!(vector.contains("'the':4A") && vector.contains("'bill':5A"), "{vector}");
        assert!(vector.contains("'فاتوره':1D,2A"), "{vector}");
    }

    #[test]
    fn queries_are_written_in_both_languages() {
        let words = Words::parse("الفاتورة \"thank you\" استر*").unwrap();
        assert_eq!(fts5(&words), "(\"الفاتوره\" OR \"فاتوره\") AND folded : \"thank you\" AND \"استر\" *");
        assert_eq!(tsquery(&words, None), "('الفاتوره' | 'فاتوره') & ('thank':A <-> 'you':A) & 'استر':*");
        let words = words.exactly();
        assert_eq!(fts5(&words), "folded : \"الفاتوره\" AND folded : \"thank you\" AND folded : \"استر\" *");
        assert_eq!(tsquery(&words, None), "'الفاتوره':A & ('thank':A <-> 'you':A) & 'استر':*A");
    }
}
