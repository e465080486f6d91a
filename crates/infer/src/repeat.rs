//! The repeat guard: a small model that lost its place says the same words again and again.

use wasl_model::fold::fold_words;

use crate::TranscriptWord;

/// Faster than anybody speaks, in words per second.
const IMPOSSIBLE_RATE: f64 = 7.0;
/// The same letter in a row: "هههه".
const LETTERS: usize = 4;
/// The same syllable in a row: "ha-ha-ha".
const SYLLABLES: usize = 3;

/// Cuts runs of repeated words down to their first copy.
///
/// People repeat themselves too: a word six times («صفر صفر صفر»), a few words three times, a sentence twice stays.
/// A repetition spoken faster than anybody can is never theirs.
pub(crate) fn cut_repeats(mut words: Vec<TranscriptWord>) -> Vec<TranscriptWord> {
    for word in &mut words {
        word.text = shortened(word.text.reveal()).into();
    }
    let mut start = 0;
    while start < words.len() {
        match longest_run(&words[start..]) {
            Some((length, copies)) => {
                words.drain(start + length..start + length * copies);
                start += length;
            }
            None => start += 1,
        }
    }
    words
}

/// A letter drawn out further than any spelling does, and one syllable hyphenated without end ("la-la-la-la-la").
fn shortened(word: &str) -> String {
    let mut syllables: Vec<&str> = Vec::new();
    for syllable in word.split('-') {
        let again = syllables.iter().rev().take_while(|earlier| earlier.eq_ignore_ascii_case(syllable)).count();
        if again < SYLLABLES || syllable.chars().all(|c| c.is_ascii_digit()) {
            syllables.push(syllable);
        }
    }
    drawn_in(&syllables.join("-"))
}

fn drawn_in(word: &str) -> String {
    let mut run = (None, 0);
    let keep = |c: &char| {
        run = if run.0 == Some(*c) { (run.0, run.1 + 1) } else { (Some(*c), 1) };
        run.1 <= LETTERS || c.is_ascii_digit()
    };
    word.chars().filter(keep).collect()
}

/// Length and number of copies of an n-gram that repeats too often from the start on.
fn longest_run(words: &[TranscriptWord]) -> Option<(usize, usize)> {
    let folded: Vec<String> = words.iter().map(|word| fold_words(word.text.reveal()).concat()).collect();
    (1..=words.len() / 2).find_map(|length| {
        let copies = 1 + (1..).take_while(|copy| same(&folded, length, *copy)).count();
        let again = &words[length..length * copies.max(1)];
        let too_many = copies > allowed(length) || (copies > 1 && length > 1 && impossible(again));
        too_many.then_some((length, copies))
    })
}

fn same(folded: &[String], length: usize, copy: usize) -> bool {
    folded.get(length * copy..length * (copy + 1)).is_some_and(|words| words == &folded[..length])
}

const fn allowed(length: usize) -> usize {
    match length {
        1 => 6,
        2 | 3 => 3,
        _ => 2,
    }
}

fn impossible(words: &[TranscriptWord]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let seconds = last.end_ms.saturating_sub(first.start_ms) as f64 / 1000.0;
    words.len() as f64 > seconds * IMPOSSIBLE_RATE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, ms_per_word: u64) -> String {
        let words = text.split(' ').zip(0..).map(|(word, i)| TranscriptWord {
            text: word.into(),
            start_ms: i * ms_per_word,
            end_ms: (i + 1) * ms_per_word,
            confidence: 0.5,
        });
        let kept = cut_repeats(words.collect());
        kept.into_iter().map(|word| word.text.into_inner()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn loops_are_cut_and_people_may_repeat_themselves() {
        for (heard, kept) in [
            ("no no no no no no no no no", "no"),
            ("zero zero zero five", "zero zero zero five"),
            ("thank you. Thank you, thank you thank you", "thank you."),
            ("I want an agent I want an agent", "I want an agent I want an agent"),
            ("I want an agent I want an agent I want an agent now", "I want an agent now"),
            ("أريد موظف أريد موظف", "أريد موظف أريد موظف"),
            ("نام تتتتتتتتتتتت", "نام تتتت"),
            ("0000000", "0000000"),
            ("La-ma-ma-ma-ma-ma-ma-ma-ma", "La-ma-ma-ma"),
            ("5-5-5-5-5-5", "5-5-5-5-5-5"),
            ("", ""),
        ] {
            assert_eq!(after(heard, 300), kept);
        }
    }

    #[test]
    fn a_repetition_too_fast_for_a_mouth_is_cut() {
        assert_eq!(after("so the mailbox is full so the mailbox is full", 60), "so the mailbox is full");
    }
}
