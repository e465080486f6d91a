//! `wasl models`: the model files.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use wasl_infer::models::{self, Fetched, Manifest, Progress, Status};

use crate::cli::ModelsCommand;

pub(super) fn run(dir: &Path, command: ModelsCommand) -> Result<ExitCode> {
    let manifest = Manifest::load(dir)?;
    match command {
        ModelsCommand::List => list(dir, &manifest),
        ModelsCommand::Fetch { name } => fetch(dir, &manifest, name.as_deref()),
        ModelsCommand::Verify => verify(dir, &manifest),
    }
}

fn list(dir: &Path, manifest: &Manifest) -> Result<ExitCode> {
    for model in models::list(dir, manifest)? {
        let status = match model.status {
            Status::Whole => "here".to_owned(),
            Status::Missing => format!("missing: wasl models fetch {}", model.model.name),
            Status::Wrong { .. } => "damaged: delete it and fetch it again".to_owned(),
        };
        super::say(&format!("{}  {}  {}  {status}", model.model.name, model.path.display(), model.model.licence));
    }
    Ok(ExitCode::SUCCESS)
}

fn fetch(dir: &Path, manifest: &Manifest, name: Option<&str>) -> Result<ExitCode> {
    let wanted = match name {
        Some(name) => vec![manifest.model(name)?],
        None => manifest.models.iter().filter(|model| model.default).collect(),
    };
    for model in wanted {
        let mut shown = None;
        let fetched = models::fetch(dir, model, &mut |progress| show(&model.name, &progress, &mut shown))?;
        match fetched {
            Fetched::AlreadyHere(path) => super::say(&format!("{}: already here, {}", model.name, path.display())),
            Fetched::Brought(path) => super::say(&format!("{}: fetched and checked, {}", model.name, path.display())),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Progress on standard error; bytes once per ten per cent.
fn show(name: &str, progress: &Progress, shown: &mut Option<u64>) {
    match progress {
        Progress::Trying { source } => eprintln!("{name}: trying {source}"),
        Progress::Bytes { done, total: Some(total) } => {
            let tenth = done * 10 / (*total).max(1);
            if *shown != Some(tenth) {
                *shown = Some(tenth);
                eprintln!("{name}: {} of {} MB", done / 1_000_000, total / 1_000_000);
            }
        }
        Progress::Bytes { total: None, .. } => {}
        Progress::Converting => eprintln!("{name}: converting"),
        Progress::Failed { source, why } => eprintln!("{name}: {source} failed: {why}"),
    }
}

fn verify(dir: &Path, manifest: &Manifest) -> Result<ExitCode> {
    let mut all_whole = true;
    for model in &manifest.models {
        match models::verify(dir, model) {
            Ok(path) => super::say(&format!("{}: whole, {}", model.name, path.display())),
            Err(error) => {
                all_whole = false;
                eprintln!("{error}");
            }
        }
    }
    Ok(if all_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
