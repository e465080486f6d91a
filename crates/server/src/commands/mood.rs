//! `wasl mood`: how a caller feels, from their words.

use std::process::ExitCode;

use anyhow::Result;
use wasl_model::Language;

use crate::cli::MoodArgs;

pub(super) fn run(args: &MoodArgs) -> Result<ExitCode> {
    let arabic = args.text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c));
    let language = if arabic { Language::Ar } else { Language::En };
    let reading = wasl_mood::read_text(&args.text, language);
    if args.json {
        super::say_json(&serde_json::json!({
            "label": reading.label, "confidence": reading.confidence, "scores": reading.scores,
            "arousal": reading.arousal, "valence": reading.valence, "evidence": reading.evidence,
        }))?;
    } else {
        super::say(&format!("{} ({:.2})", reading.label, reading.confidence));
        for evidence in &reading.evidence {
            super::say(&format!("  {} {:+.2}  {}", evidence.mood, evidence.weight, evidence.what));
        }
    }
    Ok(ExitCode::SUCCESS)
}
