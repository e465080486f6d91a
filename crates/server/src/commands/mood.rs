//! `wasl mood`: how a caller feels, from recordings, words, or both; and the heads that hear it, fitted and judged.
//!
//! - [`sound`]: speech in a recording, and what the engine makes of it
//! - [`recordings`]: recordings told one by one
//! - [`labelled`]: tables of labelled recordings
//! - [`views`]: a sound as other lines would carry it
//! - [`sentences`]: what the words mean, and learning it
//! - [`train`], [`evaluate`]: the two commands on labelled recordings
//! - [`figures`], [`chart`], [`card`]: what is told about heads

mod card;
mod chart;
mod evaluate;
mod figures;
mod labelled;
mod recordings;
mod sentences;
mod sound;
mod train;
mod views;

use std::process::ExitCode;

use anyhow::{Result, bail};
use wasl_model::MoodReading;
use wasl_mood::VoiceHeads;
use wasl_mood::voice::heads::Curve;

use crate::cli::{MoodArgs, MoodCommand, VoiceArgs};
use crate::house::opening;

pub(super) fn run(args: &MoodArgs) -> Result<ExitCode> {
    match (&args.command, &args.text) {
        (Some(MoodCommand::Train { labelled, out, card, flatten, raise, hold_out, json, voice }), _) => {
            let outputs = train::Outputs { heads: out, card: card.as_deref() };
            train::run(labelled, &outputs, Curve { slope: *flatten, shift: *raise }, hold_out, *json, voice)
        }
        (Some(MoodCommand::Evaluate { labelled, leave, joined, svg, json, voice }), _) => {
            evaluate::run(labelled, *leave, *joined, svg.as_deref(), *json, voice)
        }
        (Some(MoodCommand::Learn { lexicon, out, models }), _) => sentences::learn(lexicon.as_deref(), out, models),
        (None, Some(text)) if args.files.is_empty() => words(text, args),
        (None, Some(_)) if args.files.len() > 1 => bail!("--text is what was said in one recording; name one"),
        (None, None) if args.files.is_empty() => bail!("name recordings, or give the words with --text"),
        (None, _) => recordings::run(args),
    }
}

fn words(text: &str, args: &MoodArgs) -> Result<ExitCode> {
    let vector = sentences::vector(&args.voice.models, text);
    let reading = wasl_mood::read_turn(Some(text), vector.as_deref(), &[]);
    if args.json {
        super::say_json(&serde_json::json!({
            "label": reading.label, "confidence": reading.confidence, "scores": reading.scores,
            "arousal": reading.arousal, "valence": reading.valence, "evidence": reading.evidence,
        }))?;
    } else {
        super::say(&format!("{} ({:.2})", reading.label, reading.confidence));
        tell_evidence(&reading);
    }
    Ok(ExitCode::SUCCESS)
}

fn tell_evidence(reading: &MoodReading) {
    for evidence in &reading.evidence {
        super::say(&format!("  {} {:+.2}  {}", evidence.mood, evidence.weight, evidence.what));
    }
}

/// The heads named, or the ones in the binary.
fn heads(args: &VoiceArgs) -> Result<VoiceHeads> {
    opening::load_heads(args.heads.as_deref())
}
