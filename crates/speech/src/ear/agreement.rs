//! Which words in the making will stay: those that two successive readings of the same turn agree on (LocalAgreement-2,
//! arXiv 2307.14743). What was once called settled is never taken back before the final, which replaces it all.

use std::time::Duration;

use wasl_infer::TranscriptWord;
use wasl_model::fold::fold_words;
use wasl_model::{MediaTime, Span};

/// A reading may place a word's start so much before the end of the word before it.
const SLACK: Duration = Duration::from_millis(100);
/// Words at the seam that a reading may repeat.
const SEAM: usize = 5;
/// Turns longer than this are read from settled words on, beginning so much before the last of them.
const LONG: Duration = Duration::from_secs(10);
const LEAD: Duration = Duration::from_secs(2);

/// The words of one turn, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Agreement {
    settled: Vec<Said>,
    /// The last reading's words after the settled ones.
    open: Vec<Said>,
}

#[derive(Clone, Debug)]
struct Said {
    text: String,
    folded: String,
    start: MediaTime,
    end: MediaTime,
}

impl Agreement {
    /// Takes a reading of sound that began at `from`.
    pub(super) fn hear(&mut self, from: MediaTime, words: &[TranscriptWord]) {
        let words = words.iter().map(|word| Said {
            text: word.text.reveal().clone(),
            folded: fold_words(word.text.reveal()).concat(),
            start: from + Duration::from_millis(word.start_ms),
            end: from + Duration::from_millis(word.end_ms),
        });
        let words: Vec<Said> = words.filter(|word| !word.folded.is_empty()).collect();
        let mut rest = self.after_settled(words);
        let agreed = same(&rest, &self.open);
        self.settled.extend(rest.drain(..agreed));
        self.open = rest;
    }

    /// All words, and how many of them, from the first, are settled.
    pub(super) fn words(&self) -> (String, u32) {
        let all: Vec<&str> = self.settled.iter().chain(&self.open).map(|word| word.text.as_str()).collect();
        (all.join(" "), u32::try_from(self.settled.len()).unwrap_or(u32::MAX))
    }

    /// Where to read a long turn from.
    pub(super) fn read_from(&self, span: Span) -> Option<MediaTime> {
        let last = self.settled.last().filter(|_| span.duration() > LONG)?;
        let lead = last.end.since(MediaTime::ZERO).saturating_sub(LEAD);
        let first = self.settled.iter().find(|word| word.start.since(MediaTime::ZERO) >= lead)?;
        Some(first.start.max(span.start))
    }

    /// The words after the settled ones: by the words themselves, or where the reading has other ones, by their times.
    fn after_settled(&self, mut words: Vec<Said>) -> Vec<Said> {
        if same(&words, &self.settled) == self.settled.len() {
            return words.split_off(self.settled.len());
        }
        let end = self.settled.last().map_or(MediaTime::ZERO, |last| last.end);
        let begins = |word: &Said| word.start + SLACK >= end;
        let mut rest = words.split_off(words.iter().position(begins).unwrap_or(words.len()));
        let repeats =
            |n: &usize| self.settled.len() >= *n && same(&rest, &self.settled[self.settled.len() - n..]) == *n;
        let again = (1..=SEAM).rev().find(repeats).unwrap_or(0);
        rest.split_off(again)
    }
}

/// How many words both begin with.
fn same(one: &[Said], other: &[Said]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a.folded == b.folded).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of half a second each, from `from_ms` on.
    fn reading(from_ms: u64, text: &str) -> (MediaTime, Vec<TranscriptWord>) {
        let word = |(text, n): (&str, u64)| TranscriptWord {
            text: text.into(),
            start_ms: n * 500,
            end_ms: n * 500 + 500,
            confidence: 0.9,
        };
        (MediaTime(from_ms), text.split_whitespace().zip(0..).map(word).collect())
    }

    fn after(readings: &[(u64, &str)]) -> (String, u32) {
        let mut agreement = Agreement::default();
        for (from_ms, text) in readings {
            let (from, words) = reading(*from_ms, text);
            agreement.hear(from, &words);
        }
        agreement.words()
    }

    #[test]
    fn two_readings_settle_what_they_agree_on() {
        assert_eq!(after(&[(0, "I want")]), ("I want".to_owned(), 0));
        assert_eq!(after(&[(0, "I wan"), (0, "I want to")]), ("I want to".to_owned(), 1));
        assert_eq!(after(&[(0, "أريد أن"), (0, "اريد إن ألغي")]), ("اريد إن ألغي".to_owned(), 2));
    }

    #[test]
    fn settled_words_are_never_taken_back() {
        let readings = [(0, "I want an agent"), (0, "I want an agent now"), (0, "I won an agent now please")];
        assert_eq!(after(&readings), ("I want an agent now please".to_owned(), 5));
        assert_eq!(after(&[(0, "one two"), (0, "one two"), (0, "")]), ("one two".to_owned(), 2));
    }

    #[test]
    fn a_reading_that_begins_later_goes_on_where_the_settled_words_end() {
        let readings = [(0, "a b c d"), (0, "a b c d e"), (1000, "c d e f"), (1000, "c d e f g")];
        assert_eq!(after(&readings), ("a b c d e f g".to_owned(), 6));
    }

    #[test]
    fn punctuation_alone_is_no_word() {
        assert_eq!(after(&[(0, "yes - that"), (0, "yes that one")]), ("yes that one".to_owned(), 2));
    }

    #[test]
    fn only_long_turns_are_read_from_within() {
        let mut agreement = Agreement::default();
        let text = (0..20).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        for _ in 0..2 {
            let (from, words) = reading(1000, &text);
            agreement.hear(from, &words);
        }
        let span = |ms: u64| Span { start: MediaTime(1000), end: MediaTime(1000 + ms) };
        assert_eq!(agreement.read_from(span(9000)), None);
        assert_eq!(agreement.read_from(span(12_000)), Some(MediaTime(9000)));
        assert_eq!(Agreement::default().read_from(span(12_000)), None);
    }
}
