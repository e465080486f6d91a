//! Prompts recorded in the browser: kept in the prompts folder and heard by the next caller.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use wasl_console::{PromptFault, PromptNow, Studio, Unmade};
use wasl_dialogue::prompts::check::Fault;
use wasl_dialogue::prompts::studio::{self, Refused, Spoken};
use wasl_model::{Language, PromptId};

use super::House;

/// The prompts folder of a running house.
pub(crate) struct Recordings {
    house: Arc<House>,
    dir: PathBuf,
    /// The folder's ledger is written by one at a time.
    writing: Mutex<()>,
}

impl Recordings {
    pub(crate) const fn new(house: Arc<House>, dir: PathBuf) -> Self {
        Self { house, dir, writing: Mutex::new(()) }
    }

    /// Changes the folder, and what callers hear from now on.
    fn change(&self, change: impl FnOnce() -> Result<Spoken, Refused>) -> Result<PromptNow, Unmade> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let spoken = change().map_err(unmade)?;
        self.house.sounds.replace(&spoken).map_err(|error| Unmade::Broken(format!("{error:#}")))?;
        Ok(now(&spoken))
    }
}

impl Studio for Recordings {
    fn all(&self) -> Result<Vec<PromptNow>, Unmade> {
        Ok(studio::all(&self.dir).map_err(Unmade::Broken)?.iter().map(now).collect())
    }

    fn sound(&self, id: &PromptId, language: Language) -> Result<Vec<u8>, Unmade> {
        let spoken = studio::one(&self.dir, id, language).map_err(unmade)?;
        let none = |error| Unmade::Unknown(format!("'{id}' has no sound in {language}: {error}"));
        std::fs::read(&spoken.path).map_err(none)
    }

    fn take(&self, id: &PromptId, language: Language, wav: &[u8]) -> Result<PromptNow, Unmade> {
        self.change(|| studio::take(&self.dir, id, language, wav))
    }

    fn take_back(&self, id: &PromptId, language: Language) -> Result<PromptNow, Unmade> {
        self.change(|| studio::take_back(&self.dir, id, language))
    }
}

fn now(spoken: &Spoken) -> PromptNow {
    PromptNow {
        id: spoken.id.clone(),
        language: spoken.language,
        text: spoken.text.clone(),
        recorded: spoken.recorded,
        studio: spoken.studio,
        piece: spoken.piece,
        duration_ms: spoken.duration.map(|takes| u64::try_from(takes.as_millis()).unwrap_or(u64::MAX)),
        faults: spoken.faults.iter().map(fault).collect(),
    }
}

const fn fault(fault: &Fault) -> PromptFault {
    match fault {
        Fault::Missing => PromptFault::Missing,
        Fault::Unreadable(_) => PromptFault::Unreadable,
        Fault::Stale => PromptFault::Stale,
        Fault::Clipped(_) => PromptFault::Clipped,
        Fault::TooQuiet(_) => PromptFault::TooQuiet,
        Fault::TooLoud(_) => PromptFault::TooLoud,
    }
}

#[allow(clippy::needless_pass_by_value, reason = "used as the last step of map_err")]
fn unmade(refused: Refused) -> Unmade {
    let detail = refused.to_string();
    match refused {
        Refused::Unknown(_) | Refused::NotRecorded(_) => Unmade::Unknown(detail),
        Refused::NoSound(_) | Refused::Silent | Refused::Faint(_) | Refused::Clipped(_) | Refused::Long(_) => {
            Unmade::Bad(detail)
        }
        Refused::Manifest(_) | Refused::Disk { .. } => Unmade::Broken(detail),
    }
}
