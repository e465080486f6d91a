//! What the machine can say: the texts of `prompts/manifest.toml` and `prompts/pieces.toml`, and the audio beside them.
//!
//! - [`manifest`]: the texts and the voices
//! - [`made`]: which text each sound was made from
//! - [`sound`]: reading, measuring and levelling
//! - [`check`]: what is missing, stale, clipped or too quiet
//! - [`studio`]: recordings by people, taken in and taken back

pub mod check;
pub mod made;
pub mod manifest;
pub mod sound;
pub mod studio;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use wasl_model::{Language, PromptId};

pub use manifest::Voice;
use manifest::{Line, Manifest};

/// Every prompt, in every language that has its audio.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompts {
    prompts: BTreeMap<PromptId, BTreeMap<Language, Prompt>>,
    voices: BTreeMap<Language, Voice>,
}

/// One prompt in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// 16 kHz mono 16-bit WAV.
    pub path: PathBuf,
    /// What is said, as shown on screens (without vowel marks).
    pub text: String,
    /// How long it takes.
    pub duration: Duration,
}

impl Prompts {
    /// Reads the folder's texts and looks at every audio file.
    ///
    /// # Errors
    /// Every problem found, as sentences; the prompts that are whole are not returned then.
    pub fn load(dir: &Path) -> Result<Self, Vec<String>> {
        let (prompts, problems) = Self::load_what_is_there(dir);
        if problems.is_empty() { Ok(prompts) } else { Err(problems) }
    }

    /// Reads what can be read, and says what is missing.
    #[must_use]
    pub fn load_what_is_there(dir: &Path) -> (Self, Vec<String>) {
        let manifest = match Manifest::read(dir) {
            Ok(manifest) => manifest,
            Err(problem) => return (Self::default(), vec![problem]),
        };
        let mut prompts = Self { prompts: BTreeMap::new(), voices: manifest.voices };
        let mut problems = prompts.missing_voices();
        for line in &manifest.lines {
            problems.extend(prompts.add(dir, line).err());
        }
        (prompts, problems)
    }

    /// One prompt in one language.
    #[must_use]
    pub fn get(&self, prompt: &PromptId, language: Language) -> Option<&Prompt> {
        self.prompts.get(prompt)?.get(&language)
    }

    /// Is there such a prompt, in every language?
    #[must_use]
    pub fn has(&self, prompt: &PromptId) -> bool {
        Language::ALL.into_iter().all(|language| self.get(prompt, language).is_some())
    }

    /// All prompts by name.
    pub fn iter(&self) -> impl Iterator<Item = (&PromptId, &BTreeMap<Language, Prompt>)> {
        self.prompts.iter()
    }

    /// Whose voice reads the prompts of a language.
    #[must_use]
    pub fn voice(&self, language: Language) -> Option<&Voice> {
        self.voices.get(&language)
    }

    /// What these pieces say, as written: «و» belongs to the word behind it.
    #[must_use]
    pub fn text(&self, pieces: &[PromptId], language: Language) -> String {
        let texts = pieces.iter().map(|piece| self.get(piece, language).map_or(piece.as_str(), |prompt| &prompt.text));
        texts.collect::<Vec<_>>().join(" ").replace(" و ", " و")
    }

    fn missing_voices(&self) -> Vec<String> {
        let missing = Language::ALL.into_iter().filter(|language| !self.voices.contains_key(language));
        missing.map(|language| format!("manifest.toml: add [voice.{language}]: name, engine, licence, note")).collect()
    }

    fn add(&mut self, dir: &Path, line: &Line) -> Result<(), String> {
        let Line { id, language, text, .. } = line;
        if self.get(id, *language).is_some() {
            return Err(format!("manifest.toml, pieces.toml: \"{id}\" is written twice in \"{language}\"; remove one"));
        }
        if text.trim().is_empty() {
            return Err(format!("manifest.toml: prompt \"{id}\" has no text in \"{language}\"; write it"));
        }
        let path = dir.join(&line.audio);
        let samples = sound::read(&path).map_err(|problem| format!("{}: {problem}", path.display()))?;
        let prompt = Prompt { path, text: without_vowel_marks(text), duration: sound::duration(samples.len()) };
        self.prompts.entry(id.clone()).or_default().insert(*language, prompt);
        Ok(())
    }
}

/// Arabic texts carry vowel marks for a synthetic voice; screens show them as people write them.
fn without_vowel_marks(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{064B}'..='\u{0652}' | '\u{0670}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICES: &str = r#"
voice.ar = { name = "a", engine = "e", licence = "l", note = "n" }
voice.en = { name = "a", engine = "e", licence = "l", note = "n" }
"#;

    fn wav(path: &Path, rate: u32, samples: usize) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(path, spec).unwrap();
        (0..samples).for_each(|_| writer.write_sample(7_i16).unwrap());
        writer.finalize().unwrap();
    }

    fn folder(manifest: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("manifest.toml"), format!("{VOICES}{manifest}")).unwrap();
        dir
    }

    #[test]
    fn a_prompt_has_its_text_path_and_duration() {
        let dir = folder("[[prompt]]\nid = \"goodbye\"\nar = \"مَعَ السَّلامَة\"\nen = \"Goodbye\"\n");
        wav(&dir.path().join("ar/goodbye.wav"), 16_000, 8_000);
        wav(&dir.path().join("en/goodbye.wav"), 16_000, 4_000);
        let prompts = Prompts::load(dir.path()).unwrap();
        let arabic = prompts.get(&"goodbye".into(), Language::Ar).unwrap();
        assert_eq!((arabic.text.as_str(), arabic.duration), ("مع السلامة", Duration::from_millis(500)));
        assert!(prompts.has(&"goodbye".into()) && !prompts.has(&"hello".into()));
    }

    #[test]
    fn everything_missing_is_said_at_once() {
        let dir =
            folder("[[prompt]]\nid = \"a\"\nar = \"أ\"\nen = \"A\"\n[[prompt]]\nid = \"b\"\nar = \"ب\"\nen = \" \"\n");
        wav(&dir.path().join("ar/a.wav"), 8_000, 100);
        wav(&dir.path().join("ar/b.wav"), 16_000, 0);
        let problems = Prompts::load(dir.path()).unwrap_err();
        let said = problems.join("\n");
        assert_eq!(problems.len(), 4, "{said}");
        assert!(
            said.contains("8000 Hz") && said.contains("holds no sound") && said.contains("has no text in \"en\""),
            "{said}"
        );
    }

    #[test]
    fn a_folder_without_manifest_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let problems = Prompts::load(dir.path()).unwrap_err();
        assert!(problems[0].contains("manifest.toml"), "{problems:?}");
    }
}
