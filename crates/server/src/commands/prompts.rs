//! `wasl prompts`: the sound of what the machine says.

mod voice;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use wasl_dialogue::prompts::check::{self, Fault};
use wasl_dialogue::prompts::made::Made;
use wasl_dialogue::prompts::manifest::{Line, Manifest};
use wasl_dialogue::prompts::sound;
use wasl_model::Language;

use crate::cli::{PromptsArgs, PromptsCommand};
use voice::Voice;

pub(super) fn run(args: &PromptsArgs) -> Result<ExitCode> {
    match &args.command {
        PromptsCommand::Check => check_all(args),
        PromptsCommand::Render { only, all, voice } => render(args, only, *all, voice),
        PromptsCommand::Accept { only } => accept(args, only),
    }
}

fn check_all(args: &PromptsArgs) -> Result<ExitCode> {
    let findings = check::check(&args.dir).map_err(|problem| anyhow!(problem))?;
    findings.iter().for_each(|finding| super::say(&finding.to_string()));
    let manifest = manifest(args)?;
    let unwritten = check::unwritten(&manifest);
    for (language, id) in &unwritten {
        super::say(&format!(
            "{language} {id}: has no text; every site needs it: write it in manifest.toml or pieces.toml"
        ));
    }
    if findings.is_empty() && unwritten.is_empty() {
        super::say(&format!("{}: {} sounds, all good", args.dir.display(), manifest.lines.len()));
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{}: {} thing(s) to mend", args.dir.display(), findings.len() + unwritten.len());
    Ok(ExitCode::FAILURE)
}

/// Has voices read what needs it; what people recorded and is stale is only told.
fn render(args: &PromptsArgs, only: &[String], all: bool, given: &[String]) -> Result<ExitCode> {
    let (manifest, mut made) = (manifest(args)?, made(args)?);
    known(&manifest, only)?;
    let voices = voices(&manifest, given)?;
    let named = |line: &Line| only.iter().any(|id| line.id.as_str() == id);
    let needs = |line: &Line| {
        check::faults(&args.dir, line, &made).iter().any(|finding| finding.fault.is_mended_by_rendering())
    };
    let wanted: Vec<&Line> =
        manifest.lines.iter().filter(|line| if only.is_empty() { all || needs(line) } else { named(line) }).collect();
    let (recorded, to_read): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|line| line.recorded);
    for line in recorded {
        eprintln!("{} {}: recorded by people, left alone; accept it once it says its text", line.language, line.id);
    }
    for line in &to_read {
        let voice = voices.get(&line.language).with_context(|| {
            format!("[voice.{}] has no `command`; write one in the manifest, or give --voice", line.language)
        })?;
        let samples = voice.read(&line.text).with_context(|| format!("{} {}", line.language, line.id))?;
        let Some(samples) = sound::finish(&samples, line.piece) else {
            bail!("{} {}: it came out silent; can the voice read this text?", line.language, line.id);
        };
        let path = args.dir.join(&line.audio);
        std::fs::create_dir_all(path.parent().unwrap_or(&args.dir))?;
        sound::write(&path, &samples).map_err(|problem| anyhow!("{}: {problem}", path.display()))?;
        made.note(line);
        keep(args, &made)?;
        super::say(&format!("{} {}: {:.1} s", line.language, line.id, sound::duration(samples.len()).as_secs_f32()));
    }
    made.keep_only(&manifest.lines);
    keep(args, &made)?;
    super::say(&format!("{} of {} read", to_read.len(), manifest.lines.len()));
    Ok(ExitCode::SUCCESS)
}

/// The sound that is there says its text.
fn accept(args: &PromptsArgs, only: &[String]) -> Result<ExitCode> {
    let (manifest, mut made) = (manifest(args)?, made(args)?);
    known(&manifest, only)?;
    let named = |line: &&Line| only.is_empty() || only.iter().any(|id| line.id.as_str() == id);
    let mut accepted = 0;
    for line in manifest.lines.iter().filter(named) {
        let faults = check::faults(&args.dir, line, &made);
        let there = !faults.iter().any(|finding| matches!(finding.fault, Fault::Missing | Fault::Unreadable(_)));
        if there && made.is_stale(line) {
            made.note(line);
            accepted += 1;
        }
    }
    made.keep_only(&manifest.lines);
    keep(args, &made)?;
    super::say(&format!("{accepted} accepted"));
    Ok(ExitCode::SUCCESS)
}

fn voices(manifest: &Manifest, given: &[String]) -> Result<BTreeMap<Language, Voice>> {
    let written = manifest.voices.iter().filter(|(_, voice)| !voice.command.is_empty());
    let mut voices: BTreeMap<Language, Voice> =
        written.map(|(language, voice)| (*language, Voice::new(voice.command.clone()))).collect();
    for text in given {
        let (language, command) = text.split_once('=').context("--voice is written as ar=COMMAND")?;
        let language = Language::from_code(language).with_context(|| format!("'{language}' is no language here"))?;
        voices.insert(language, Voice::parse(command)?);
    }
    Ok(voices)
}

fn known(manifest: &Manifest, only: &[String]) -> Result<()> {
    match only.iter().find(|id| !manifest.lines.iter().any(|line| line.id.as_str() == id.as_str())) {
        Some(id) => bail!("there is no prompt '{id}' in manifest.toml or pieces.toml"),
        None => Ok(()),
    }
}

fn manifest(args: &PromptsArgs) -> Result<Manifest> {
    Manifest::read(&args.dir).map_err(|problem| anyhow!(problem))
}

fn made(args: &PromptsArgs) -> Result<Made> {
    Made::read(&args.dir).map_err(|problem| anyhow!(problem))
}

fn keep(args: &PromptsArgs, made: &Made) -> Result<()> {
    made.write(&args.dir).map_err(|problem| anyhow!(problem))
}
