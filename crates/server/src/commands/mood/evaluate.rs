//! `wasl mood evaluate`: how right heads are, or the recipe they are fitted by.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::json;
use wasl_infer::Infer;
use wasl_mood::VoiceHeads;
use wasl_mood::metrics::Judged;
use wasl_mood::train::{Example, LeaveOut, Left, Question, Recipe, left_out};

use super::figures::{self, Figures};
use super::{chart, labelled};
use crate::cli::{LabelledArgs, LeaveChoice, VoiceArgs};
use crate::house::opening;

pub(super) fn run(
    args: &LabelledArgs,
    leave: Option<LeaveChoice>,
    joined: usize,
    svg: Option<&Path>,
    json: bool,
    voice: &VoiceArgs,
) -> Result<ExitCode> {
    let heads = super::heads(voice)?;
    let (rows, untold) = labelled::rows(args)?;
    let engine: Arc<dyn Infer> = Arc::new(opening::load_engine(&voice.models, &voice.model, voice.threads)?);
    let mut heard = crate::commands::runtime()?.block_on(labelled::hear(&engine, rows, leave.is_some()))?;
    if joined > 1 {
        heard.examples = labelled::joined(heard.examples, joined);
    }
    let examples: Vec<&Example> = heard.examples.iter().collect();
    let mut all = Vec::new();
    for question in Question::ALL {
        all.extend(figures::of(question, &judge(&examples, question, leave, &heads)?));
    }
    if let Some(path) = svg {
        std::fs::write(path, chart::svg(&all)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if json {
        crate::commands::say_json(&json!({
            "figures": all, "sounds": examples.len(), "without_answer": untold, "unread": heard.unread,
            "data_sha256": heard.sha256, "cpu_ms": heard.cpu_ms,
        }))?;
    } else {
        say(&all);
        crate::commands::say(&format!(
            "{} sounds judged, {untold} with labels that do not tell, {} not read; {} s of processor time",
            examples.len(),
            heard.unread,
            heard.cpu_ms / 1000
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn judge(
    examples: &[&Example],
    question: Question,
    leave: Option<LeaveChoice>,
    heads: &VoiceHeads,
) -> Result<Vec<Left>> {
    let leave = match leave {
        Some(LeaveChoice::Speakers) => LeaveOut::Speakers,
        Some(LeaveChoice::Corpus) => LeaveOut::Corpora,
        None => return by_heads(examples, question, heads),
    };
    // A corpus without happy voices, say, can still be judged on the other question.
    match left_out(examples, question, Recipe::default(), leave) {
        Ok(left) => Ok(left),
        Err(error) => {
            eprintln!("wasl: {}: {error}", question.name());
            Ok(Vec::new())
        }
    }
}

/// Every example that answers the question, judged by these heads.
pub(super) fn by_heads(examples: &[&Example], question: Question, heads: &VoiceHeads) -> Result<Vec<Left>> {
    let mut all = Vec::new();
    for example in examples {
        let (Some(is), Some(mean)) = (question.answer(&example.label), example.views.first()) else { continue };
        let sounds = heads.hear(mean)?;
        let said = match question {
            Question::Arousal => sounds.arousal,
            Question::Valence => sounds.valence,
        };
        let judged = Judged { said: f64::from(said), is };
        all.push(Left { speaker: example.speaker.clone(), corpus: example.corpus.clone(), judged });
    }
    Ok(all)
}

/// The lines, with the bars of each head's last set.
pub(super) fn say(all: &[Figures]) {
    for figures in all {
        crate::commands::say(&figures.line());
    }
    for question in Question::ALL {
        if let Some(figures) = all.iter().rev().find(|figures| figures.question == question.name()) {
            crate::commands::say(&format!("{} on {}: # is so, | was said", figures.question, figures.on));
            chart::bars(figures).iter().for_each(|bar| crate::commands::say(bar));
        }
    }
}
