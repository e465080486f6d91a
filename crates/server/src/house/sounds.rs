//! Prompts and music, decoded once; a prompt recorded anew is decoded when it comes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context, Result};
use wasl_dialogue::Prompts;
use wasl_dialogue::prompts::studio::Spoken;
use wasl_media::{Clip, Sound};
use wasl_model::{Language, PlaySource, PromptId};

/// Every clip the machine may play.
#[derive(Debug)]
pub(crate) struct Sounds {
    prompts: RwLock<BTreeMap<(PromptId, Language), Arc<Clip>>>,
    music: Arc<Clip>,
}

impl Sounds {
    /// Decodes every prompt.
    pub(crate) fn load(prompts: &Prompts) -> Result<Self> {
        let mut clips = BTreeMap::new();
        for (id, languages) in prompts.iter() {
            for (language, prompt) in languages {
                clips.insert((id.clone(), *language), clip(id, *language, &prompt.path)?);
            }
        }
        Ok(Self { prompts: RwLock::new(clips), music: Clip::hold_music() })
    }

    /// From now on this sound is played; what is being played is played to its end.
    pub(crate) fn replace(&self, spoken: &Spoken) -> Result<()> {
        let clip = clip(&spoken.id, spoken.language, &spoken.path)?;
        let mut prompts = self.prompts.write().unwrap_or_else(PoisonError::into_inner);
        prompts.insert((spoken.id.clone(), spoken.language), clip);
        Ok(())
    }

    /// The sound of a source; `None` when one of its prompts is not there.
    pub(crate) fn of(&self, source: &PlaySource) -> Option<Sound> {
        match source {
            PlaySource::Prompts(ids, language) => self.prompts(ids, *language).map(Sound::Once),
            PlaySource::Music => Some(Sound::Loop(Arc::clone(&self.music))),
            PlaySource::Ringback => Some(Sound::Ringback),
        }
    }

    fn prompts(&self, ids: &[PromptId], language: Language) -> Option<Vec<Arc<Clip>>> {
        let prompts = self.prompts.read().unwrap_or_else(PoisonError::into_inner);
        ids.iter().map(|id| prompts.get(&(id.clone(), language)).cloned()).collect()
    }
}

fn clip(id: &PromptId, language: Language, path: &Path) -> Result<Arc<Clip>> {
    Clip::load(path).map(Arc::new).with_context(|| format!("prompt '{id}' ({language})"))
}
