//! `manifest.toml` and `pieces.toml`: what is said, in whose voice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasl_model::{Language, PromptId};

/// The folder of what people recorded; a sound there comes before the voice's.
const PEOPLE: &str = "people";

/// Whose voice reads the prompts of a language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    /// Its name.
    pub name: String,
    /// What made the sound, with its options.
    pub engine: String,
    /// Under which licence the sound may be used.
    pub licence: String,
    /// What a reader should know, such as that it is synthetic.
    pub note: String,
    /// The program that reads a text aloud: its name and arguments, in which `{text}` is the text and `{file}` the WAV
    /// to write. Without `{text}` it reads the text from its input.
    #[serde(default)]
    pub command: Vec<String>,
}

/// What the folder should hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The voices.
    pub voices: BTreeMap<Language, Voice>,
    /// Everything said, in the order it is written.
    pub lines: Vec<Line>,
}

/// One thing said, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub id: PromptId,
    /// In which language.
    pub language: Language,
    /// What is said. Arabic carries vowel marks where a synthetic voice needs them.
    pub text: String,
    /// The audio, relative to the folder.
    pub audio: PathBuf,
    /// People recorded it: no voice reads over it.
    pub recorded: bool,
    /// The audio was recorded on the prompts' page: it can be taken back.
    pub studio: bool,
    /// It is said between others, so no pause is left around it.
    pub piece: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestFile {
    voice: BTreeMap<Language, Voice>,
    prompt: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: PromptId,
    ar: String,
    en: String,
    /// Audio of this prompt, where it is not `<language>/<id>.wav`.
    #[serde(default)]
    audio: BTreeMap<Language, PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PiecesFile {
    ar: BTreeMap<PromptId, String>,
    en: BTreeMap<PromptId, String>,
    both: BTreeMap<PromptId, Both>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    ar: String,
    en: String,
}

impl Manifest {
    /// Reads `dir/manifest.toml` and, if it is there, `dir/pieces.toml`.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn read(dir: &Path) -> Result<Self, String> {
        let manifest = dir.join("manifest.toml");
        let text = std::fs::read_to_string(&manifest)
            .map_err(|error| format!("{}: {error}; is this the prompts folder?", manifest.display()))?;
        let file: ManifestFile = toml::from_str(&text).map_err(|error| format!("{}: {error}", manifest.display()))?;
        let mut lines: Vec<Line> = file.prompt.into_iter().flat_map(Entry::lines).collect();
        let pieces = dir.join("pieces.toml");
        if let Ok(text) = std::fs::read_to_string(&pieces) {
            let file: PiecesFile = toml::from_str(&text).map_err(|error| format!("{}: {error}", pieces.display()))?;
            lines.extend(file.lines());
        }
        lines.iter_mut().for_each(|line| line.prefer_people(dir));
        Ok(Self { voices: file.voice, lines })
    }

    /// The line of that name in that language.
    #[must_use]
    pub fn line(&self, id: &PromptId, language: Language) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == *id && line.language == language)
    }
}

impl Line {
    /// Where a recording of it by people is kept: `people/<language>/<id>.wav`.
    #[must_use]
    pub fn by_people(&self) -> PathBuf {
        Path::new(PEOPLE).join(usual_place(self.language, &self.id))
    }

    /// What `made.toml` calls its sound: the prompt's name for the voice's, the file for any other.
    #[must_use]
    pub fn sound(&self) -> String {
        if self.audio == usual_place(self.language, &self.id) {
            self.id.0.clone()
        } else {
            self.audio.display().to_string()
        }
    }

    fn prefer_people(&mut self, dir: &Path) {
        let by_people = self.by_people();
        if dir.join(&by_people).exists() {
            *self = Self { audio: by_people, recorded: true, studio: true, ..self.clone() };
        }
    }
}

impl Entry {
    fn lines(self) -> [Line; 2] {
        let Self { id, ar, en, mut audio } = self;
        [(Language::Ar, ar), (Language::En, en)].map(|(language, text)| {
            let given = audio.remove(&language);
            let recorded = given.is_some();
            let audio = given.unwrap_or_else(|| usual_place(language, &id));
            Line { id: id.clone(), language, text, audio, recorded, studio: false, piece: false }
        })
    }
}

impl PiecesFile {
    fn lines(self) -> impl Iterator<Item = Line> {
        let one = |language| {
            move |(id, text): (PromptId, String)| {
                let audio = usual_place(language, &id);
                Line { id, language, text, audio, recorded: false, studio: false, piece: true }
            }
        };
        let both = self
            .both
            .into_iter()
            .flat_map(move |(id, both)| [one(Language::Ar)((id.clone(), both.ar)), one(Language::En)((id, both.en))]);
        self.ar.into_iter().map(one(Language::Ar)).chain(self.en.into_iter().map(one(Language::En))).chain(both)
    }
}

fn usual_place(language: Language, id: &PromptId) -> PathBuf {
    PathBuf::from(language.code()).join(format!("{id}.wav"))
}
