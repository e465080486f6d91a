//! Phrases compared by folded words. Drafts, unreviewed by native reviewers.

use std::time::Duration;

use wasl_model::Timestamp;
use wasl_model::fold::{fold, fold_words};

/// A list of phrases, one a line, as shipped in `phrases/`.
#[derive(Clone, Debug)]
pub struct Phrases(Vec<Phrase>);

#[derive(Clone, Debug)]
struct Phrase {
    text: String,
    words: Vec<String>,
}

impl Phrases {
    /// The phrases of a text: one a line, `#` starts a comment.
    #[must_use]
    pub fn of(lines: &str) -> Self {
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut phrases: Vec<Phrase> =
            lines.map(|text| Phrase { text: text.to_owned(), words: words_of(text) }).collect();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        Self(phrases)
    }

    /// The longest phrase that stands in the text, as written in the list.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&str> {
        let words = words_of(text);
        self.0.iter().find(|phrase| stands_in(&phrase.words, &words)).map(|phrase| phrase.text.as_str())
    }
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Words for a span of time, as folded, and the seconds they mean from now on.
const SPANS: &[(&str, u64)] = &[
    ("within the hour", HOUR),
    ("within an hour", HOUR),
    ("in an hour", HOUR),
    ("within two hours", 2 * HOUR),
    ("within 24 hours", DAY),
    ("within 48 hours", 2 * DAY),
    ("today", DAY),
    ("tomorrow", 2 * DAY),
    ("within two days", 2 * DAY),
    ("within three days", 3 * DAY),
    ("within a week", 7 * DAY),
    ("next week", 7 * DAY),
    ("خلال ساعه", HOUR),
    ("بعد ساعه", HOUR),
    ("خلال ساعتين", 2 * HOUR),
    ("خلال 24 ساعه", DAY),
    ("خلال 48 ساعه", 2 * DAY),
    ("اليوم", DAY),
    ("النهارده", DAY),
    ("بكره", 2 * DAY),
    ("بكرا", 2 * DAY),
    ("غدا", 2 * DAY),
    ("غدوه", 2 * DAY),
    ("خلال يومين", 2 * DAY),
    ("خلال ثلاثه ايام", 3 * DAY),
    ("خلال اسبوع", 7 * DAY),
    ("الاسبوع القادم", 7 * DAY),
    ("الاسبوع الجاي", 7 * DAY),
];

/// Until when something is promised, if the words name a span of time. The latest reading is taken:
/// "tomorrow" ends two days from now at the latest, since the room knows no time zone.
#[must_use]
pub fn due(text: &str, made_at: Timestamp) -> Option<Timestamp> {
    let words = words_of(text);
    let named = SPANS.iter().filter(|(phrase, _)| stands_in(&words_of(phrase), &words)).map(|(_, seconds)| *seconds);
    named.min().map(|seconds| made_at + Duration::from_secs(seconds))
}

fn words_of(text: &str) -> Vec<String> {
    fold_words(&fold(text).replace(['\'', '\u{2019}'], ""))
}

fn stands_in(phrase: &[String], words: &[String]) -> bool {
    !phrase.is_empty() && words.windows(phrase.len()).any(|window| window.iter().zip(phrase).all(|(w, p)| same(w, p)))
}

/// Equal, or equal without a leading و or ف.
fn same(word: &str, phrase: &str) -> bool {
    word == phrase || word.strip_prefix(['و', 'ف']).is_some_and(|rest| rest == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_is_found_whatever_the_spelling() {
        let list = Phrases::of("# head\nنعتذر\nنعتذر منك\nI'm sorry");
        assert_eq!(list.find("ونعتذر مِنك يا أخي"), Some("نعتذر منك"));
        assert_eq!(list.find("Well, I’m sorry about that"), Some("I'm sorry"));
        assert_eq!(list.find("sorry"), None);
    }
}
