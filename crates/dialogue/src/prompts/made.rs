//! `made.toml`: which text each sound was made from, so that a text changed since is noticed.
//!
//! A prompt may have two sounds, the voice's and a person's over it: each has its own text here, so that a recording
//! taken back does not vouch for what the voice says.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasl_model::Language;

use super::manifest::Line;
use super::sound;

const FILE: &str = "made.toml";
const HEAD: &str =
    "# Which text each sound was made from; kept by `wasl prompts render` and `wasl prompts accept`.\n\n";
/// Bytes of the hash that are kept: enough to tell a change.
const BYTES: usize = 8;

/// The texts of the sounds that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Made {
    /// By language and [`Line::sound`].
    texts: BTreeMap<Language, BTreeMap<String, String>>,
}

impl Made {
    /// Reads `dir/made.toml`; nothing is known where there is none.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn read(dir: &Path) -> Result<Self, String> {
        let path = dir.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    /// Writes `dir/made.toml`.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn write(&self, dir: &Path) -> Result<(), String> {
        let path = dir.join(FILE);
        let text = toml::to_string(self).map_err(|error| error.to_string())?;
        sound::put(&path, format!("{HEAD}{text}").as_bytes()).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Is this line's sound known to say another text?
    #[must_use]
    pub fn is_stale(&self, line: &Line) -> bool {
        let known = self.texts.get(&line.language).and_then(|texts| texts.get(&line.sound()));
        known.is_none_or(|hash| *hash != hash_of(&line.text))
    }

    /// This line's sound says its text.
    pub fn note(&mut self, line: &Line) {
        self.texts.entry(line.language).or_default().insert(line.sound(), hash_of(&line.text));
    }

    /// This line's sound is gone.
    pub fn forget(&mut self, line: &Line) {
        if let Some(texts) = self.texts.get_mut(&line.language) {
            texts.remove(&line.sound());
        }
    }

    /// Forgets what is no longer written; of what is, the voice's sound under a person's stays known.
    pub fn keep_only(&mut self, lines: &[Line]) {
        for (language, texts) in &mut self.texts {
            let known = |sound: &String| {
                let mut lines = lines.iter().filter(|line| line.language == *language);
                lines.any(|line| line.id.as_str() == sound || line.sound() == *sound)
            };
            texts.retain(|sound, _| known(sound));
        }
    }
}

fn hash_of(text: &str) -> String {
    Sha256::digest(text.trim().as_bytes()).iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
}
