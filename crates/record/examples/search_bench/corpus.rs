//! A book from a seed: words as common as Zipf has them, Arabic with what is written to its words, and English.

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Zipf};
use sqlx::{AnyPool, Row};
use wasl_model::{CallId, Mood, UtteranceId};
use wasl_record::search::index::indexed;

/// Words of each language.
const ARABIC: usize = 30_000;
const ENGLISH: usize = 15_000;
/// How fast words get rarer.
const SLOPE: f64 = 1.05;
/// Turns of a call.
const TURNS: u64 = 25;
const AGENTS: u64 = 60;
const QUEUES: u64 = 12;
/// Calls begin so far apart: forty thousand take about ninety days.
const APART_MS: u64 = 194_400;
const FIRST_MS: u64 = 1_780_000_000_000;
/// Rows of one statement.
const ROWS: usize = 200;

/// What is said, and how it is made.
pub(crate) struct Corpus {
    pub(crate) arabic: Vec<String>,
    pub(crate) english: Vec<String>,
    pub(crate) calls: u64,
    seed: u64,
}

impl Corpus {
    pub(crate) fn new(seed: u64, calls: u64) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let arabic = made_up(&mut dice, ARABIC, "ابتثجحخدرزسشصضطعغفقكلمنهوي", "اويية");
        let english = made_up(&mut dice, ENGLISH, "bcdfghklmnprstvw", "aeiou");
        Self { arabic, english, calls, seed }
    }

    pub(crate) fn first_ms() -> i64 {
        i64::try_from(FIRST_MS).unwrap()
    }

    pub(crate) fn last_ms(&self) -> i64 {
        i64::try_from(FIRST_MS + self.calls * APART_MS).unwrap()
    }

    pub(crate) fn agent(n: u64) -> String {
        format!("agent-{}", n % AGENTS)
    }

    pub(crate) fn queue(n: u64) -> String {
        format!("queue-{}", n % QUEUES)
    }

    /// The sentence of a turn, the same whenever it is asked for.
    pub(crate) fn sentence(&self, call: u64, turn: u64) -> String {
        let mut dice = ChaCha8Rng::seed_from_u64(self.seed ^ (call << 20) ^ turn);
        let english = call % 4 == 3;
        let words = if english { &self.english } else { &self.arabic };
        let zipf = Zipf::new(words.len() as f64, SLOPE).unwrap();
        let length = dice.random_range(2..22);
        let said = (0..length).map(|_| {
            let word = &words[zipf.sample(&mut dice) as usize - 1];
            match dice.random_range(0..10) {
                0 if !english => format!("و{word}"),
                1 | 2 if !english => format!("ال{word}"),
                3 if !english => format!("ب{word}"),
                4 => format!("{word},"),
                _ => word.clone(),
            }
        });
        said.collect::<Vec<_>>().join(" ")
    }

    /// Fills the book unless it is full; gives how many turns it holds.
    pub(crate) async fn load(&self, pool: &AnyPool, postgres: bool) -> i64 {
        let count = async || -> i64 {
            sqlx::query("SELECT count(*) AS n FROM utterances").fetch_one(pool).await.unwrap().get("n")
        };
        let kept = count().await;
        if kept > 0 {
            return kept;
        }
        if postgres {
            sqlx::query("DROP INDEX utterances_by_words").execute(pool).await.unwrap();
        }
        for first in (0..self.calls).step_by(400) {
            let calls: Vec<u64> = (first..(first + 400).min(self.calls)).collect();
            let mut tx = pool.begin().await.unwrap();
            let rows: Vec<Vec<String>> = calls.iter().map(|n| self.call(*n)).collect();
            insert(&mut tx, CALL, &rows, "").await;
            let turns = calls.iter().flat_map(|n| (0..TURNS).map(move |turn| (*n, turn)));
            let rows: Vec<Vec<String>> = turns.map(|(n, turn)| self.turn(n, turn, postgres)).collect();
            let (columns, cast) = if postgres { (TURN_FOUND, "::tsvector") } else { (TURN, "") };
            insert(&mut tx, columns, &rows, cast).await;
            let moods = calls.iter().flat_map(|n| (0..5).map(move |nth| (*n, nth)));
            let rows: Vec<Vec<String>> = moods.map(|(n, nth)| mood(n, nth)).collect();
            insert(&mut tx, MOOD, &rows, "").await;
            tx.commit().await.unwrap();
        }
        if postgres {
            for statement in ["CREATE INDEX utterances_by_words ON utterances USING gin (found)", "ANALYZE"] {
                sqlx::query(statement).execute(pool).await.unwrap();
            }
        }
        count().await
    }

    fn call(&self, n: u64) -> Vec<String> {
        let began = FIRST_MS + n * APART_MS;
        let [first, last] = [n, n / 7].map(|n| text(Mood::ALL[(n % 6) as usize].name()));
        vec![
            text(&CallId::numbered(u128::from(n + 1)).to_string()),
            (n + 1).to_string(),
            began.to_string(),
            (began + TURNS * 8_000).to_string(),
            text("support"),
            text(if n % 4 == 3 { "en" } else { "ar" }),
            text(&Self::queue(n / 3)),
            text(&Self::agent(n * 7)),
            text(&format!("intent-{}", n % 20)),
            first,
            last,
            text("by_caller"),
            text("none"),
            (TURNS * 8_000).to_string(),
            "60".to_owned(),
            // Every thousandth call has a silence beyond a minute.
            if n.is_multiple_of(1_000) { "70000" } else { "3000" }.to_owned(),
            "400".to_owned(),
            (n % 90 * 1_000).to_string(),
        ]
    }

    fn turn(&self, call: u64, turn: u64, postgres: bool) -> Vec<String> {
        let said = self.sentence(call, turn);
        let index = indexed([said.as_str()]);
        let mut row = vec![
            text(&UtteranceId::numbered(u128::from(call * 100 + turn)).to_string()),
            text(&CallId::numbered(u128::from(call + 1)).to_string()),
            text(if turn.is_multiple_of(2) { "agent" } else { "caller" }),
            (turn * 8_000).to_string(),
            (turn * 8_000 + 6_000).to_string(),
            text(if call % 4 == 3 { "en" } else { "ar" }),
            text(&said),
            text(&index.folded),
            "0.8".to_owned(),
            text(&index.forms),
            (((call + 1) << 20) + turn).to_string(),
        ];
        if postgres {
            row.push(text(&index.vector()));
        }
        row
    }
}

const CALL: &str = "calls (id, number, began_ms, ended_ms, dialled, language, queue, agent, intent, mood_first, mood_last, \
                    hangup, recording, media_ms, events, silence_ms, overlap_ms, hold_ms)";
const TURN: &str =
    "utterances (id, call_id, speaker, start_ms, end_ms, language, words, folded, confidence, forms, doc)";
const TURN_FOUND: &str =
    "utterances (id, call_id, speaker, start_ms, end_ms, language, words, folded, confidence, forms, doc, found)";
const MOOD: &str = "moods (call_id, seq, start_ms, end_ms, label, confidence)";

/// The caller is calm at first; every thirtieth call has a sad moment.
fn mood(call: u64, nth: u64) -> Vec<String> {
    let label = match (call % 30, nth) {
        (7, 3) => Mood::Sad,
        _ => Mood::ALL[((call + nth) % 5) as usize],
    };
    vec![
        text(&CallId::numbered(u128::from(call + 1)).to_string()),
        nth.to_string(),
        (nth * 40_000).to_string(),
        (nth * 40_000 + 5_000).to_string(),
        text(label.name()),
        "0.7".to_owned(),
    ]
}

/// Values are made here and hold letters, digits and signs of our own.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

async fn insert(tx: &mut sqlx::Transaction<'static, sqlx::Any>, into: &str, rows: &[Vec<String>], cast: &str) {
    for rows in rows.chunks(ROWS) {
        let values: Vec<String> = rows.iter().map(|row| format!("({}{cast})", row.join(", "))).collect();
        let statement = format!("INSERT INTO {into} VALUES {}", values.join(", "));
        sqlx::query(&statement).persistent(false).execute(&mut **tx).await.unwrap();
    }
}

fn made_up(dice: &mut ChaCha8Rng, count: usize, consonants: &str, vowels: &str) -> Vec<String> {
    let [consonants, vowels] = [consonants, vowels].map(|letters| letters.chars().collect::<Vec<_>>());
    let mut words = std::collections::BTreeSet::new();
    let mut in_order = Vec::with_capacity(count);
    while in_order.len() < count {
        // Common words are short.
        let syllables = 1 + in_order.len().max(1).ilog10().min(3) as usize / 2 + dice.random_range(0..2);
        let mut word = String::new();
        for _ in 0..syllables {
            word.push(*consonants.choose(dice).unwrap());
            word.push(*vowels.choose(dice).unwrap());
            word.push(*consonants.choose(dice).unwrap());
        }
        if words.insert(word.clone()) {
            in_order.push(word);
        } else if syllables == 1 {
            word.push(*vowels.choose(dice).unwrap());
            if words.insert(word.clone()) {
                in_order.push(word);
            }
        }
    }
    in_order
}
