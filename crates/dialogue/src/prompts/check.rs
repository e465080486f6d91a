//! What is wrong with the sounds: missing, stale, clipped, too quiet, too loud.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wasl_model::{Language, PromptId};

use super::made::Made;
use super::manifest::{Line, Manifest};
use super::sound::{self, LOUD_DBFS, QUIET_DBFS};
use crate::site::HOUSE_PROMPTS;
use crate::{announce, speak};

/// Something wrong with one sound.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{language} {id} ({}): {fault}", audio.display())]
pub struct Finding {
    /// Of which prompt.
    pub id: PromptId,
    /// In which language.
    pub language: Language,
    /// The file.
    pub audio: PathBuf,
    /// What.
    pub fault: Fault,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// There is no file.
    #[error("is missing")]
    Missing,
    /// The file is no prompt's.
    #[error("{0}")]
    Unreadable(String),
    /// The text was changed since.
    #[error("is stale: the text was changed since the sound was made; render it, or accept it once it says the text")]
    Stale,
    /// Cut off at full scale.
    #[error("is clipped in {0} place(s); record it with less gain")]
    Clipped(usize),
    /// Hard to hear.
    #[error("is too quiet: {0:.1} dBFS")]
    TooQuiet(f64),
    /// Much louder than the others.
    #[error("is too loud: {0:.1} dBFS")]
    TooLoud(f64),
}

impl Fault {
    /// Does a voice that reads the text again mend it?
    #[must_use]
    pub const fn is_mended_by_rendering(&self) -> bool {
        match self {
            Self::Missing | Self::Unreadable(_) | Self::Stale => true,
            Self::Clipped(_) | Self::TooQuiet(_) | Self::TooLoud(_) => false,
        }
    }
}

/// Everything wrong with the sounds of a folder.
///
/// # Errors
/// A sentence when the manifest or the ledger cannot be read.
pub fn check(dir: &Path) -> Result<Vec<Finding>, String> {
    let (manifest, made) = (Manifest::read(dir)?, Made::read(dir)?);
    Ok(manifest.lines.iter().flat_map(|line| faults(dir, line, &made)).collect())
}

/// What every site must be able to say and has no text for: the prompts of call and server, and the pieces that numbers,
/// times and waits are spoken from. What flows, intents and hours name is looked at with them (`wasl flow check`).
#[must_use]
pub fn unwritten(manifest: &Manifest) -> Vec<(Language, PromptId)> {
    let written: BTreeSet<(Language, &PromptId)> =
        manifest.lines.iter().map(|line| (line.language, &line.id)).collect();
    let needed = |language| {
        let house = HOUSE_PROMPTS.map(PromptId::from).into_iter().chain(announce::pieces());
        house.chain(speak::needed(language)).map(move |id| (language, id))
    };
    Language::ALL.into_iter().flat_map(needed).filter(|(language, id)| !written.contains(&(*language, id))).collect()
}

/// Everything wrong with one line's sound.
#[must_use]
pub fn faults(dir: &Path, line: &Line, made: &Made) -> Vec<Finding> {
    let path = dir.join(&line.audio);
    let faults = if path.exists() { of_file(&path, line, made) } else { vec![Fault::Missing] };
    let finding = |fault| Finding { id: line.id.clone(), language: line.language, audio: line.audio.clone(), fault };
    faults.into_iter().map(finding).collect()
}

fn of_file(path: &Path, line: &Line, made: &Made) -> Vec<Fault> {
    let samples = match sound::read(path) {
        Ok(samples) => samples,
        Err(problem) => return vec![Fault::Unreadable(problem)],
    };
    let measured = sound::measure(&samples);
    let stale = made.is_stale(line).then_some(Fault::Stale);
    let clipped = (measured.cuts > 0).then_some(Fault::Clipped(measured.cuts));
    let quiet = (measured.level_dbfs < QUIET_DBFS).then_some(Fault::TooQuiet(measured.level_dbfs));
    let loud = (measured.level_dbfs > LOUD_DBFS).then_some(Fault::TooLoud(measured.level_dbfs));
    stale.into_iter().chain(clipped).chain(quiet).chain(loud).collect()
}
