//! `wasl mood train`: voice heads from labelled recordings.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde_json::json;
use wasl_infer::Infer;
use wasl_mood::VoiceHeads;
use wasl_mood::train::{Example, LeaveOut, Question, Recipe, fit, left_out};
use wasl_mood::voice::heads::Curve;

use super::card::{self, Card};
use super::figures::{self, Figures};
use super::{evaluate, labelled};
use crate::cli::{LabelledArgs, VoiceArgs};
use crate::house::opening;

/// Counts up with every change of what heads mean.
const VERSION: u32 = 3;

/// Where the results go.
pub(super) struct Outputs<'a> {
    pub(super) heads: &'a Path,
    pub(super) card: Option<&'a Path>,
}

pub(super) fn run(
    args: &LabelledArgs,
    outputs: &Outputs<'_>,
    elsewhere: Curve,
    hold_out: &[String],
    json: bool,
    voice: &VoiceArgs,
) -> Result<ExitCode> {
    let (rows, untold) = labelled::rows(args)?;
    if let Some(unknown) = hold_out.iter().find(|name| !rows.iter().any(|row| row.speaker == **name)) {
        bail!("--hold-out {unknown}: the table has no such speaker");
    }
    let engine: Arc<dyn Infer> = Arc::new(opening::load_engine(&voice.models, &voice.model, voice.threads)?);
    let heard = crate::commands::runtime()?.block_on(labelled::hear(&engine, rows, true))?;
    let (held, learned): (Vec<&Example>, Vec<&Example>) =
        heard.examples.iter().partition(|example| hold_out.contains(&example.speaker));
    let recipe = Recipe::default();
    let heads = VoiceHeads {
        version: VERSION,
        model: voice.model.clone(),
        data: heard.sha256.clone(),
        arousal: fit(&learned, Question::Arousal, recipe)?.curved(elsewhere),
        valence: fit(&learned, Question::Valence, recipe)?,
    };
    let mut left = Vec::new();
    let mut out = Vec::new();
    for question in Question::ALL {
        left.extend(figures::of(question, &left_out(&learned, question, recipe, LeaveOut::Speakers)?));
        if !held.is_empty() {
            out.extend(figures::of(question, &evaluate::by_heads(&held, question, &heads)?));
        }
    }
    write(outputs.heads, &(serde_json::to_string(&heads).context("could not write JSON")? + "\n"))?;
    if let Some(path) = outputs.card {
        write(
            path,
            &card::write(&Card { heads: &heads, learned: &learned, recipe, elsewhere, left: &left, held: &out }),
        )?;
    }
    tell(&heads, &left, &out, &heard, untold, json)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(
    heads: &VoiceHeads,
    left: &[Figures],
    held: &[Figures],
    heard: &labelled::Labelled,
    untold: usize,
    json: bool,
) -> Result<()> {
    if json {
        return crate::commands::say_json(&json!({
            "model": heads.model, "data_sha256": heads.data, "sounds": heard.examples.len(), "without_answer": untold,
            "unread": heard.unread, "speakers_left_out": left, "held_out": held, "cpu_ms": heard.cpu_ms,
        }));
    }
    crate::commands::say("speakers left out, one by one:");
    evaluate::say(left);
    if !held.is_empty() {
        crate::commands::say("speakers held out:");
        evaluate::say(held);
    }
    crate::commands::say(&format!(
        "{} sounds, {untold} with labels that do not tell, {} not read; data {}",
        heard.examples.len(),
        heard.unread,
        heads.data
    ));
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
