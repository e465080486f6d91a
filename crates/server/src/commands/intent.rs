//! `wasl intent`: what callers want.

use std::io::BufRead;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use wasl_dialogue::Site;
use wasl_dialogue::intent::{IntentModel, LabelledRow, read_csv, train_and_evaluate};

use crate::cli::IntentArgs;

pub(super) fn run(args: &IntentArgs) -> Result<ExitCode> {
    match (&args.train, &args.evaluate) {
        (Some(train), Some(evaluate)) => measure(args, train, evaluate)?,
        _ => classify(args)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(args: &IntentArgs, train: &Path, evaluate: &Path) -> Result<()> {
    let (train, evaluate) = (table(train)?, table(evaluate)?);
    let result = train_and_evaluate(&train, &evaluate, args.shots, args.seed, cpu_time)?;
    if args.json {
        return super::say_json(&result);
    }
    super::say(&format!(
        "{} sentences: accuracy {:.1} %, macro F1 {:.1} %, {:.3} ms CPU each",
        result.n,
        result.accuracy * 100.0,
        result.macro_f1 * 100.0,
        result.cpu_ms_per_sentence
    ));
    Ok(())
}

fn table(path: &Path) -> Result<Vec<LabelledRow>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    read_csv(&bytes).with_context(|| path.display().to_string())
}

fn classify(args: &IntentArgs) -> Result<()> {
    let model = IntentModel::train(&Site::load_intents(&args.intents)?);
    for line in std::io::stdin().lock().lines() {
        let text = line.context("cannot read standard input")?;
        let guess = model.classify(&text, None);
        if args.json {
            super::say_json(&serde_json::json!({
                "text": text, "intent": guess.intent, "confidence": guess.confidence, "alternatives": guess.alternatives,
            }))?;
        } else {
            let intent = guess.intent.as_ref().map_or("unknown", |intent| intent.as_str());
            super::say(&format!("{intent} ({:.2})  {text}", guess.confidence));
        }
    }
    Ok(())
}

/// CPU time of this process, user and system, from `/proc/self/stat` (fields 14 and 15, in ticks of 10 ms).
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
