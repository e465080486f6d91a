//! `wasl intent`: what callers want.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use wasl_dialogue::Site;
use wasl_dialogue::intent::{
    Evaluation, IntentModel, LabelledRow, Reader, Sentence, Vectors, evaluate, read_csv, train_and_evaluate,
};

use crate::cli::IntentArgs;
use crate::house::meaning::{ARABIC_MODEL, ENGLISH_MODEL, Readers};

pub(super) fn run(args: &IntentArgs) -> Result<ExitCode> {
    let mut readers = Readers::load(&args.models, tell_missing)?;
    let mut reader = |text: &str| readers.as_mut().map_or_else(Vectors::default, |readers| readers.read(text));
    match (args.train.as_slice(), &args.evaluate) {
        (tables @ [_, ..], Some(asked)) => {
            let (train, asked) = (joined(tables)?, table(asked)?);
            tell(args, &train_and_evaluate(&train, &asked, args.shots, args.seed, Some(&mut reader), cpu_time)?)?;
        }
        ([], Some(asked)) => {
            let model = IntentModel::train_read(&Site::load_intents(&args.intents)?, &mut reader);
            tell(args, &evaluate(&model, &table(asked)?, Some(&mut reader), cpu_time)?)?;
        }
        (_, None) => classify(args, &mut reader)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Without a model intents are told all the same, and that is said.
fn tell_missing(model: &str, error: &anyhow::Error) {
    let how = match model {
        ARABIC_MODEL => "Arabic intents are told without it",
        ENGLISH_MODEL => "English intents are told without it",
        _ => "intents are told by words alone",
    };
    eprintln!("{how}, `wasl models fetch {model}`: {error:#}");
}

fn tell(args: &IntentArgs, result: &Evaluation) -> Result<()> {
    if args.json {
        return super::say_json(result);
    }
    super::say(&format!(
        "{} sentences: accuracy {:.1} %, balanced {:.1} %, macro F1 {:.1} %, calibration error {:.3}, {:.3} ms CPU each",
        result.n,
        result.accuracy * 100.0,
        result.balanced_accuracy * 100.0,
        result.macro_f1 * 100.0,
        result.calibration_error,
        result.cpu_ms_per_sentence
    ));
    Ok(())
}

fn table(path: &Path) -> Result<Vec<LabelledRow>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    read_csv(&bytes).with_context(|| path.display().to_string())
}

/// The tables' rows, one table after the other; a label is the same in all of them.
fn joined(paths: &[PathBuf]) -> Result<Vec<LabelledRow>> {
    let tables: Vec<Vec<LabelledRow>> = paths.iter().map(|path| table(path)).collect::<Result<_>>()?;
    Ok(tables.concat())
}

fn classify(args: &IntentArgs, reader: &mut Reader<'_>) -> Result<()> {
    let model = IntentModel::train_read(&Site::load_intents(&args.intents)?, reader);
    for line in std::io::stdin().lock().lines() {
        let text = line.context("cannot read standard input")?;
        let vectors = reader(&model.as_read(&text));
        let guess = model.classify(Sentence { text: &text, vectors: &vectors }, None);
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
