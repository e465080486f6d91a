//! Recordings told one by one.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde::Serialize;
use wasl_infer::{Engine, Infer};
use wasl_model::{Evidence, Mood, MoodReading, MoodScores};
use wasl_mood::{VoiceHeads, VoiceReading};

use super::{sentences, sound};
use crate::cli::MoodArgs;
use crate::commands::transcribe::files;
use crate::house::opening;

/// What is told of a recording.
#[derive(Debug, Serialize)]
struct Told {
    file: String,
    label: Mood,
    confidence: f32,
    scores: MoodScores,
    /// Calm 0 .. heated 1; none where nobody speaks.
    arousal: Option<f32>,
    /// Unpleasant 0 .. pleasant 1; worth something in a heated voice only.
    valence: Option<f32>,
    evidence: Vec<Evidence>,
    voiced_ms: u64,
    windows: Vec<Window>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    cpu_ms: u64,
}

/// One stretch of speech.
#[derive(Debug, Serialize)]
struct Window {
    start_ms: u64,
    end_ms: u64,
    voiced_ms: u64,
    arousal: f32,
    valence: Option<f32>,
}

pub(super) fn run(args: &MoodArgs) -> Result<ExitCode> {
    let heads = super::heads(&args.voice)?;
    let mut files = Vec::new();
    for path in &args.files {
        files.extend(files::find(path)?);
    }
    let engine = opening::load_engine(&args.voice.models, &args.voice.model, args.voice.threads)?;
    let runtime = crate::commands::runtime()?;
    let mut all_read = true;
    for file in &files {
        let told = runtime.block_on(read(&engine, &heads, &file.path, args));
        match told.with_context(|| file.path.display().to_string()) {
            Ok(told) => say(&told, args.json)?,
            Err(error) => {
                eprintln!("wasl: {error:#}");
                all_read = false;
            }
        }
    }
    Ok(if all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn read(engine: &Engine, heads: &VoiceHeads, path: &Path, args: &MoodArgs) -> Result<Told> {
    let samples = sound::callers_side(path)?;
    let (readings, mut cpu_ms) = voices(engine, heads, &samples).await?;
    let mut text = args.text.clone();
    if args.transcribe {
        let heard = wasl_speech::transcribe_samples(engine, &samples, wasl_speech::Asked::default()).await?;
        cpu_ms += heard.cpu_ms;
        text = Some(heard.text.reveal().clone());
    }
    let vector = text.as_deref().and_then(|text| sentences::vector(&args.voice.models, text));
    let reading = wasl_mood::read_turn(text.as_deref(), vector.as_deref(), &readings);
    Ok(told(path, reading, &readings, text, cpu_ms))
}

async fn voices(engine: &dyn Infer, heads: &VoiceHeads, samples: &[i16]) -> Result<(Vec<VoiceReading>, u64)> {
    let (mut readings, mut cpu_ms) = (Vec::new(), 0);
    for window in sound::windows(samples) {
        let features = sound::features(engine, window.samples()).await?;
        cpu_ms += features.cpu_ms;
        readings.push(window.read(heads, &features.mean)?);
    }
    Ok((readings, cpu_ms))
}

fn told(path: &Path, reading: MoodReading, voices: &[VoiceReading], text: Option<String>, cpu_ms: u64) -> Told {
    let (arousal, valence) = wasl_mood::turn::heard(voices).map_or((None, None), |v| (Some(v.arousal), v.valence));
    let windows: Vec<Window> = voices.iter().map(window).collect();
    Told {
        file: path.display().to_string(),
        label: reading.label,
        confidence: reading.confidence,
        scores: reading.scores,
        arousal,
        valence,
        evidence: reading.evidence,
        voiced_ms: windows.iter().map(|window| window.voiced_ms).sum(),
        windows,
        text,
        cpu_ms,
    }
}

fn window(voice: &VoiceReading) -> Window {
    Window {
        start_ms: voice.span().start.as_millis(),
        end_ms: voice.span().end.as_millis(),
        voiced_ms: u64::try_from(voice.voiced().as_millis()).unwrap_or(u64::MAX),
        arousal: voice.arousal(),
        valence: voice.valence(),
    }
}

fn say(told: &Told, json: bool) -> Result<()> {
    if json {
        return crate::commands::say_json(told);
    }
    let voice = told.arousal.map_or_else(
        || "nobody speaks".to_owned(),
        |arousal| format!("arousal {arousal:.2}, valence {:.2}", told.valence.unwrap_or(0.5)),
    );
    crate::commands::say(&format!(
        "{}: {} ({:.2}); {voice}, {:.1} s of voice",
        told.file,
        told.label,
        told.confidence,
        told.voiced_ms as f64 / 1000.0
    ));
    for evidence in &told.evidence {
        crate::commands::say(&format!("  {} {:+.2}  {}", evidence.mood, evidence.weight, evidence.what));
    }
    Ok(())
}
