//! What the machine can say: `prompts/manifest.toml` and the audio beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use wasl_model::{Language, PromptId, SAMPLE_RATE_HZ};

/// What every prompt's audio must be.
const BITS: u16 = 16;

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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
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

impl Prompts {
    /// Reads `dir/manifest.toml` and looks at every audio file.
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
        let manifest = match read_manifest(dir) {
            Ok(manifest) => manifest,
            Err(problem) => return (Self::default(), vec![problem]),
        };
        let mut prompts = Self { prompts: BTreeMap::new(), voices: manifest.voice };
        let mut problems = prompts.missing_voices();
        for entry in manifest.prompt {
            problems.extend(prompts.add(dir, &entry));
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

    fn missing_voices(&self) -> Vec<String> {
        let missing = Language::ALL.into_iter().filter(|language| !self.voices.contains_key(language));
        missing.map(|language| format!("manifest.toml: add [voice.{language}]: name, engine, licence, note")).collect()
    }

    fn add(&mut self, dir: &Path, entry: &Entry) -> Vec<String> {
        if self.prompts.contains_key(&entry.id) {
            return vec![format!("manifest.toml: prompt \"{}\" is listed twice; remove one", entry.id)];
        }
        let (whole, problems): (Vec<_>, Vec<_>) =
            Language::ALL.into_iter().map(|language| entry.prompt(dir, language)).partition(Result::is_ok);
        self.prompts.insert(entry.id.clone(), whole.into_iter().flatten().collect());
        problems.into_iter().filter_map(Result::err).collect()
    }
}

impl Entry {
    fn prompt(&self, dir: &Path, language: Language) -> Result<(Language, Prompt), String> {
        let text = match language {
            Language::Ar => &self.ar,
            Language::En => &self.en,
        };
        if text.trim().is_empty() {
            return Err(format!("manifest.toml: prompt \"{}\" has no text in \"{language}\"; write it", self.id));
        }
        let path = dir.join(self.audio_path(language));
        let duration = duration(&path).map_err(|problem| format!("{}: {problem}", path.display()))?;
        Ok((language, Prompt { path, text: without_vowel_marks(text), duration }))
    }

    fn audio_path(&self, language: Language) -> PathBuf {
        let usual = || PathBuf::from(language.code()).join(format!("{}.wav", self.id));
        self.audio.get(&language).cloned().unwrap_or_else(usual)
    }
}

fn read_manifest(dir: &Path) -> Result<Manifest, String> {
    let path = dir.join("manifest.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("{}: {error}; is this the prompts folder?", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn duration(path: &Path) -> Result<Duration, String> {
    let reader = hound::WavReader::open(path).map_err(|error| format!("{error}; render it with prompts/render.sh"))?;
    let spec = reader.spec();
    if spec.sample_rate != SAMPLE_RATE_HZ || spec.channels != 1 || spec.bits_per_sample != BITS {
        return Err(format!(
            "{} Hz, {} channels, {} bits; prompts are {SAMPLE_RATE_HZ} Hz, mono, {BITS} bits",
            spec.sample_rate, spec.channels, spec.bits_per_sample
        ));
    }
    match reader.duration() {
        0 => Err("holds no sound; render it with prompts/render.sh".to_owned()),
        samples => Ok(Duration::from_secs_f64(f64::from(samples) / f64::from(SAMPLE_RATE_HZ))),
    }
}

/// The manifest's Arabic carries vowel marks for the synthetic voice; screens show it as people write it.
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
