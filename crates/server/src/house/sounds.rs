//! Prompts and music, decoded once at start.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use wasl_dialogue::Prompts;
use wasl_media::{Clip, Sound};
use wasl_model::{Language, PlaySource, PromptId};

/// Every clip the machine may play.
#[derive(Debug)]
pub(crate) struct Sounds {
    prompts: BTreeMap<(PromptId, Language), Arc<Clip>>,
    music: Arc<Clip>,
}

impl Sounds {
    /// Decodes every prompt.
    pub(crate) fn load(prompts: &Prompts) -> Result<Self> {
        let mut clips = BTreeMap::new();
        for (id, languages) in prompts.iter() {
            for (language, prompt) in languages {
                let clip = Clip::load(&prompt.path).with_context(|| format!("prompt '{id}' ({language})"))?;
                clips.insert((id.clone(), *language), Arc::new(clip));
            }
        }
        Ok(Self { prompts: clips, music: Clip::hold_music() })
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
        ids.iter().map(|id| self.prompts.get(&(id.clone(), language)).cloned()).collect()
    }
}
