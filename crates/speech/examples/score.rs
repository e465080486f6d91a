//! Scores texts of any recogniser as `wasl transcribe --reference` does: `score < PAIRS > RESULTS`.
//!
//! A line of PAIRS is `group, ar|en, what was said, what was heard` with tabs between; a line of RESULTS is a group's
//! JSON object with its error rates.
#![allow(clippy::print_stdout, reason = "the results are its output")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::BufRead;

use wasl_model::Language;
use wasl_speech::score::{Edits, Score, interval, score};

const SEED: u64 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let mut groups: BTreeMap<String, Vec<Score>> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        let [group, language, said, heard] = fields[..] else { return Err("four fields are needed".into()) };
        let language = Language::from_code(language).ok_or("the language is ar or en")?;
        groups.entry(group.to_owned()).or_default().push(score(language, said, heard));
    }
    for (group, scores) in &groups {
        println!("{}", result(group, scores));
    }
    Ok(())
}

fn result(group: &str, scores: &[Score]) -> serde_json::Value {
    let mut sum = Score::default();
    for one in scores {
        sum += *one;
    }
    let Edits { insertions, deletions, substitutions, reference } = sum.words;
    let words: Vec<Edits> = scores.iter().map(|score| score.words).collect();
    serde_json::json!({
        "group": group, "n": scores.len(), "wer": sum.words.rate(), "wer_95": interval(&words, SEED),
        "cer": sum.characters.rate(), "words": reference, "insertions": insertions, "deletions": deletions,
        "substitutions": substitutions,
    })
}
