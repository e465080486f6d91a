//! Questions as reviewers ask them, of every kind that could be slow.

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasl_model::{Language, Mood, Speaker, Timestamp};
use wasl_record::CallFilter;

use crate::corpus::Corpus;

/// What kind of question it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// One of the forty commonest words.
    Common,
    /// A word of the middle.
    Middle,
    /// A word said a few times.
    Rare,
    /// A word nobody said.
    Never,
    /// Two words, of any kind.
    Two,
    /// Words one after the other, as somebody said them.
    Phrase,
    /// The first letters of a word.
    Beginning,
    /// A word among the calls a filter leaves: few, many or none.
    Filtered,
    /// A common word where a filter leaves hardly anything.
    Narrow,
    /// The best first.
    Best,
    /// Calls, with what was found in them.
    Calls,
}

pub(crate) struct Question {
    pub(crate) kind: Kind,
    pub(crate) query: String,
    pub(crate) filter: CallFilter,
}

pub(crate) fn all(corpus: &Corpus, seed: u64) -> Vec<Question> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut questions = Vec::new();
    let kinds = [
        (Kind::Common, 40),
        (Kind::Middle, 40),
        (Kind::Rare, 40),
        (Kind::Never, 20),
        (Kind::Two, 40),
        (Kind::Phrase, 40),
        (Kind::Beginning, 40),
        (Kind::Filtered, 80),
        (Kind::Narrow, 40),
        (Kind::Best, 40),
        (Kind::Calls, 40),
    ];
    for (kind, count) in kinds {
        for _ in 0..count {
            let query = query(corpus, kind, &mut dice);
            #[allow(clippy::wildcard_enum_match_arm, reason = "the other kinds ask for words only")]
            let filter = match kind {
                Kind::Filtered => filter(corpus, &mut dice),
                Kind::Narrow => narrow(corpus, &mut dice),
                Kind::Calls if dice.random_bool(0.5) => filter(corpus, &mut dice),
                _ => CallFilter::default(),
            };
            questions.push(Question { kind, query, filter });
        }
    }
    questions
}

fn query(corpus: &Corpus, kind: Kind, dice: &mut ChaCha8Rng) -> String {
    match kind {
        Kind::Common | Kind::Narrow => word(corpus, dice, 0..40),
        Kind::Middle => word(corpus, dice, 100..3_000),
        Kind::Rare => word(corpus, dice, 9_000..15_000),
        Kind::Never => format!("{}xq", word(corpus, dice, 0..15_000)),
        Kind::Two => {
            let of = |dice: &mut ChaCha8Rng| [0..20, 20..400, 400..9_000].choose(dice).unwrap().clone();
            let english = dice.random_bool(0.25);
            let ranks = [of(dice), of(dice)];
            ranks.map(|ranks| word_of(corpus, dice, english, ranks)).join(" ")
        }
        Kind::Phrase => {
            let said = corpus.sentence(dice.random_range(0..corpus.calls), dice.random_range(0..25));
            let words: Vec<&str> = said.split(' ').collect();
            let from = dice.random_range(0..words.len() - 1);
            format!("\"{}\"", words[from..(from + dice.random_range(2..4)).min(words.len())].join(" "))
        }
        Kind::Beginning => {
            let word = word(corpus, dice, 0..15_000);
            format!("{}*", word.chars().take(dice.random_range(2..5)).collect::<String>())
        }
        Kind::Filtered | Kind::Best | Kind::Calls => {
            let ranks = [0..20, 20..400, 400..9_000].choose(dice).unwrap().clone();
            word(corpus, dice, ranks)
        }
    }
}

fn word(corpus: &Corpus, dice: &mut ChaCha8Rng, ranks: std::ops::Range<usize>) -> String {
    let english = dice.random_bool(0.25);
    word_of(corpus, dice, english, ranks)
}

fn word_of(corpus: &Corpus, dice: &mut ChaCha8Rng, english: bool, ranks: std::ops::Range<usize>) -> String {
    let words = if english { &corpus.english } else { &corpus.arabic };
    words[dice.random_range(ranks)].clone()
}

fn filter(corpus: &Corpus, dice: &mut ChaCha8Rng) -> CallFilter {
    let n = dice.random_range(0..corpus.calls);
    let mut filter = CallFilter::default();
    for _ in 0..dice.random_range(1..3) {
        match dice.random_range(0..9) {
            0 => filter.agent = Some(Corpus::agent(n).into()),
            1 => filter.queue = Some(Corpus::queue(n).into()),
            2 => filter.intent = Some(format!("intent-{}", n % 20).into()),
            3 => filter.language = Some(if n % 4 == 3 { Language::En } else { Language::Ar }),
            4 => filter.mood = Some(Mood::ALL[(n % 6) as usize]),
            5 => filter.mood_end = Some(Mood::ALL[(n % 6) as usize]),
            6 => filter.speaker = Some(Speaker::Caller),
            7 => filter.hold_ms = Some(60_000),
            _ => days(corpus, dice, &mut filter),
        }
    }
    filter
}

fn days(corpus: &Corpus, dice: &mut ChaCha8Rng, filter: &mut CallFilter) {
    const DAY_MS: i64 = 86_400_000;
    let first = dice.random_range(Corpus::first_ms()..corpus.last_ms() - DAY_MS);
    filter.since = Some(Timestamp::from_millis(first));
    filter.until = Some(Timestamp::from_millis(first + DAY_MS * dice.random_range(1..14)));
}

/// Filters that fit next to nothing.
fn narrow(corpus: &Corpus, dice: &mut ChaCha8Rng) -> CallFilter {
    let n = dice.random_range(0..corpus.calls);
    let mut filter = CallFilter::default();
    match dice.random_range(0..5) {
        0 => filter.silence_ms = Some(60_000),
        1 => filter.agent = Some("nobody".into()),
        2 => filter.mood = Some(Mood::Sad),
        3 => {
            filter.agent = Some(Corpus::agent(n).into());
            filter.intent = Some(format!("intent-{}", n % 20).into());
            filter.mood_end = Some(Mood::ALL[(n / 7 % 6) as usize]);
        }
        _ => {
            days(corpus, dice, &mut filter);
            filter.queue = Some(Corpus::queue(n).into());
        }
    }
    filter
}
