//! The commonest words of Arabic dialects, as the standard language has them: questions, wishes, negations, money, time.
//! Nouns and verbs of a trade are left to the examples.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use wasl_model::fold::fold;

/// A line a word of the standard language: the word, a colon, and what dialects say for it.
const TABLE: &str = include_str!("dialect.txt");

static WORDS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter_map(|line| line.split_once(':'));
    lines.flat_map(|(word, said)| said.split_whitespace().map(move |said| (fold(said), word))).collect()
});

/// The word, or the standard one for it.
pub(super) fn standard(word: &str) -> Cow<'_, str> {
    match WORDS.get(fold(word).as_str()) {
        Some(standard) => Cow::Borrowed(standard),
        None => Cow::Borrowed(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_has_two_meanings_and_none_leads_to_another() {
        let mut seen = BTreeMap::new();
        for (word, said) in TABLE.lines().filter_map(|line| line.split_once(':')) {
            assert!(!WORDS.contains_key(&fold(word)), "{word} stands on both sides");
            for said in said.split_whitespace() {
                assert_eq!(seen.insert(fold(said), word), None, "{said} stands twice");
            }
        }
        assert!(seen.len() > 1400, "{}", seen.len());
    }

    #[test]
    fn other_words_stay() {
        assert_eq!(standard("بطاقتي"), "بطاقتي");
        assert_eq!(standard("card"), "card");
    }
}
