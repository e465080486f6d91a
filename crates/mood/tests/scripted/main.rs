//! Whole scripted calls, written before the words were tuned: what is read of each turn, on both halves.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "the figures are the test's product; its files are ours")]

mod score;
mod set;

use std::collections::BTreeMap;

use score::Confusion;
use set::{Half, LANGUAGES, Turn, half};
use wasl_model::{Language, Mood};
use wasl_mood::read_text;

fn as_typed(turns: &[Turn]) -> Confusion {
    Confusion::of(turns.iter().map(|turn| (turn.label, read_text(turn.text, turn.language).label)))
}

fn misses(turns: &[Turn]) {
    for turn in turns {
        let reading = read_text(turn.text, turn.language);
        if reading.label != turn.label {
            let why: Vec<_> =
                reading.evidence.iter().map(|e| format!("{} {} {:.1}", e.mood, e.what, e.weight)).collect();
            println!(
                "{} {} meant {}, read {}: {}  {why:?}",
                turn.call, turn.dialect, turn.label, reading.label, turn.text
            );
        }
    }
}

#[test]
fn the_scripted_calls_hold_what_they_promise() {
    for language in LANGUAGES {
        let mut counts: BTreeMap<Mood, u32> = BTreeMap::new();
        for turn in set::all(language) {
            *counts.entry(turn.label).or_default() += 1;
        }
        println!("{language} {counts:?}");
        assert!(counts.values().sum::<u32>() >= 220);
        assert!(score::FIVE.iter().all(|mood| counts[mood] >= 40));
    }
    let arabic = set::all(Language::Ar);
    for dialect in ["msa", "gulf", "egyptian", "levantine", "maghrebi"] {
        assert!(arabic.iter().filter(|turn| turn.dialect == dialect).count() >= 40, "{dialect}");
    }
}

#[test]
fn turns_as_typed_are_read_as_meant() {
    for language in LANGUAGES {
        let (tuning, unseen) = (half(language, Half::Tuning), half(language, Half::Unseen));
        misses(&tuning);
        println!("{language} tuning half\n{}", as_typed(&tuning));
        println!("{language} unseen half\n{}", as_typed(&unseen));
    }
}
