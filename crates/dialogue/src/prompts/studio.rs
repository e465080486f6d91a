//! Recordings by people: what there is to record, a recording taken in, and taken back.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;
use wasl_model::{Language, PromptId};

use super::check::{self, Fault};
use super::made::Made;
use super::manifest::{Line, Manifest};
use super::{sound, without_vowel_marks};

/// Nothing that is said to a caller takes longer.
pub const LONGEST: Duration = Duration::from_secs(60);
/// A recording fainter than this, in dBFS, is mostly noise once it is brought to the house's level.
const FAINT_DBFS: f64 = -40.0;

/// One thing said in one language, and how it stands with its sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// Its name.
    pub id: PromptId,
    /// In which language.
    pub language: Language,
    /// What is to be said, as people write it.
    pub text: String,
    /// People recorded it.
    pub recorded: bool,
    /// And it was recorded on the prompts' page, so it can be taken back.
    pub studio: bool,
    /// It is said between others.
    pub piece: bool,
    /// Its file; it may be missing.
    pub path: PathBuf,
    /// How long it takes; `None` without a sound.
    pub duration: Option<Duration>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// Why a recording is not taken.
#[derive(Debug, Error)]
pub enum Refused {
    /// No prompt has this name.
    #[error("there is no prompt '{0}' in manifest.toml or pieces.toml")]
    Unknown(PromptId),
    /// Not a sound as prompts are.
    #[error("this is no prompt's sound: {0}")]
    NoSound(String),
    /// Nobody speaks in it.
    #[error("nothing is heard in it: look whether the microphone is on, and speak nearer to it")]
    Silent,
    /// Hardly anything is heard.
    #[error("it is too faint ({0:.0} dBFS): speak nearer to the microphone, or turn it up")]
    Faint(f64),
    /// Cut off at full scale.
    #[error("it is cut off in {0} place(s): speak farther from the microphone, or turn it down")]
    Clipped(usize),
    /// Longer than [`LONGEST`].
    #[error("it takes {0} s; a prompt takes at most {longest} s", longest = LONGEST.as_secs())]
    Long(u64),
    /// There is no recording to take back.
    #[error("nobody recorded '{0}' here; a sound that the manifest names is taken out there")]
    NotRecorded(PromptId),
    /// The folder's texts cannot be read.
    #[error("{0}")]
    Manifest(String),
    /// The folder cannot be written.
    #[error("{}: {error}; may the server write there?", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the file system says.
        error: io::Error,
    },
}

/// Everything that is said, in the order it is written.
///
/// # Errors
/// A sentence when the manifest or the ledger cannot be read.
pub fn all(dir: &Path) -> Result<Vec<Spoken>, String> {
    let (manifest, made) = (Manifest::read(dir)?, Made::read(dir)?);
    Ok(manifest.lines.iter().map(|line| spoken(dir, line, &made)).collect())
}

/// One thing said.
///
/// # Errors
/// [`Refused::Unknown`] or [`Refused::Manifest`].
pub fn one(dir: &Path, id: &PromptId, language: Language) -> Result<Spoken, Refused> {
    let (manifest, made) = read(dir)?;
    let line = manifest.line(id, language).ok_or_else(|| Refused::Unknown(id.clone()))?;
    Ok(spoken(dir, line, &made))
}

/// Takes a recording (WAV, 16 kHz, mono, 16 bit) in: without the silence around it, at the house's level.
/// One at a time for each folder.
///
/// # Errors
/// Why it is not taken; what was there before is there still.
pub fn take(dir: &Path, id: &PromptId, language: Language, wav: &[u8]) -> Result<Spoken, Refused> {
    let (manifest, _) = read(dir)?;
    let line = manifest.line(id, language).ok_or_else(|| Refused::Unknown(id.clone()))?;
    let samples = sound::decode(wav).map_err(Refused::NoSound)?;
    let measured = sound::measure(&samples);
    let finished = sound::finish(&samples, line.piece).ok_or(Refused::Silent)?;
    if measured.cuts > 0 {
        return Err(Refused::Clipped(measured.cuts));
    }
    if measured.level_dbfs < FAINT_DBFS {
        return Err(Refused::Faint(measured.level_dbfs));
    }
    let takes = sound::duration(finished.len());
    if takes > LONGEST {
        return Err(Refused::Long(takes.as_secs()));
    }
    let path = dir.join(line.by_people());
    sound::write(&path, &finished).map_err(|error| Refused::Disk { path, error: io::Error::other(error) })?;
    note(dir, id, language)
}

/// Takes a recording back: the voice's sound, or the manifest's, is said again.
///
/// # Errors
/// When there is none, or the file system does not let it go.
pub fn take_back(dir: &Path, id: &PromptId, language: Language) -> Result<Spoken, Refused> {
    let (manifest, mut made) = read(dir)?;
    let line = manifest.line(id, language).ok_or_else(|| Refused::Unknown(id.clone()))?;
    if !line.studio {
        return Err(Refused::NotRecorded(id.clone()));
    }
    let path = dir.join(&line.audio);
    std::fs::remove_file(&path).map_err(|error| Refused::Disk { path, error })?;
    made.forget(line);
    keep(dir, &made)?;
    one(dir, id, language)
}

/// The sound that is there now says the text as it is now.
fn note(dir: &Path, id: &PromptId, language: Language) -> Result<Spoken, Refused> {
    let (manifest, mut made) = read(dir)?;
    let line = manifest.line(id, language).ok_or_else(|| Refused::Unknown(id.clone()))?;
    made.note(line);
    keep(dir, &made)?;
    Ok(spoken(dir, line, &made))
}

fn keep(dir: &Path, made: &Made) -> Result<(), Refused> {
    made.write(dir).map_err(|problem| Refused::Disk { path: dir.to_owned(), error: io::Error::other(problem) })
}

fn read(dir: &Path) -> Result<(Manifest, Made), Refused> {
    let both = Manifest::read(dir).and_then(|manifest| Ok((manifest, Made::read(dir)?)));
    both.map_err(Refused::Manifest)
}

fn spoken(dir: &Path, line: &Line, made: &Made) -> Spoken {
    let path = dir.join(&line.audio);
    Spoken {
        id: line.id.clone(),
        language: line.language,
        text: without_vowel_marks(&line.text),
        recorded: line.recorded,
        studio: line.studio,
        piece: line.piece,
        duration: sound::read(&path).ok().map(|samples| sound::duration(samples.len())),
        faults: check::faults(dir, line, made).into_iter().map(|finding| finding.fault).collect(),
        path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
voice.ar = { name = "a", engine = "e", licence = "l", note = "n" }
voice.en = { name = "a", engine = "e", licence = "l", note = "n" }
[[prompt]]
id = "goodbye"
ar = "مَعَ السَّلامَة"
en = "Goodbye"
"#;

    /// A second of a voice-like tone between two half seconds of hum.
    fn wav(loud: f64) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut bytes = io::Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        for n in 0..32_000_u32 {
            let loud = if (8_000..24_000).contains(&n) { loud } else { 10.0 };
            let sample = (f64::from(n) * 0.08).sin() * loud;
            writer.write_sample(sample.clamp(-32_768.0, 32_767.0) as i16).unwrap();
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("manifest.toml"), MANIFEST).unwrap();
        for language in ["ar", "en"] {
            sound::put(&dir.path().join(language).join("goodbye.wav"), &wav(8_000.0)).unwrap();
        }
        dir
    }

    #[test]
    fn a_recording_is_said_instead_of_the_voice_until_it_is_taken_back() {
        let dir = folder();
        let goodbye = PromptId::from("goodbye");
        let before = one(dir.path(), &goodbye, Language::Ar).unwrap();
        assert!(!before.recorded && before.faults == [Fault::Stale], "{before:?}");
        let taken = take(dir.path(), &goodbye, Language::Ar, &wav(3_000.0)).unwrap();
        assert!(taken.recorded && taken.studio && taken.faults.is_empty(), "{taken:?}");
        let seconds = taken.duration.unwrap().as_secs_f64();
        assert!((1.15..1.35).contains(&seconds), "the silence around it is cut: {seconds}");
        let level = sound::measure(&sound::read(&taken.path).unwrap()).level_dbfs;
        assert!((level - sound::LEVEL_DBFS).abs() < 1.0, "{level}");
        let all = all(dir.path()).unwrap();
        assert_eq!(all.iter().filter(|spoken| spoken.recorded).count(), 1, "English is the voice's still");
        let back = take_back(dir.path(), &goodbye, Language::Ar).unwrap();
        assert!(!back.recorded && back.path == before.path);
        assert!(matches!(take_back(dir.path(), &goodbye, Language::Ar), Err(Refused::NotRecorded(_))));
    }

    #[test]
    fn a_recording_taken_back_does_not_vouch_for_the_voice() {
        let dir = folder();
        let goodbye = PromptId::from("goodbye");
        note(dir.path(), &goodbye, Language::En).unwrap();
        let faults = || one(dir.path(), &goodbye, Language::En).unwrap().faults;
        assert!(faults().is_empty(), "the voice says the text");
        let rewrite = |text: &str| {
            std::fs::write(dir.path().join("manifest.toml"), MANIFEST.replace("Goodbye", text)).unwrap();
        };
        rewrite("Farewell");
        assert_eq!(faults(), [Fault::Stale]);
        let record = || take(dir.path(), &goodbye, Language::En, &wav(3_000.0)).unwrap();
        assert!(record().faults.is_empty(), "the person says the new text");
        let back = take_back(dir.path(), &goodbye, Language::En).unwrap();
        assert_eq!(back.faults, [Fault::Stale], "the voice still says the old one");
        // The other way round: the voice is not made stale by a person who said another text.
        rewrite("Farewell now");
        record();
        rewrite("Goodbye");
        assert_eq!(faults(), [Fault::Stale], "the person said the text before");
        let (manifest, mut made) = read(dir.path()).unwrap();
        made.keep_only(&manifest.lines);
        keep(dir.path(), &made).unwrap();
        let back = take_back(dir.path(), &goodbye, Language::En).unwrap();
        assert!(back.faults.is_empty(), "the voice said this one all along");
    }

    #[test]
    fn what_cannot_be_heard_is_not_taken_and_nothing_changes() {
        let dir = folder();
        let try_it = |wav: &[u8]| take(dir.path(), &"goodbye".into(), Language::En, wav).unwrap_err();
        assert!(matches!(try_it(b"RIFF"), Refused::NoSound(_)));
        assert!(matches!(try_it(&wav(20.0)), Refused::Silent));
        assert!(matches!(try_it(&wav(250.0)), Refused::Faint(_)));
        assert!(matches!(try_it(&wav(90_000.0)), Refused::Clipped(_)));
        assert!(matches!(take(dir.path(), &"hello".into(), Language::En, b""), Err(Refused::Unknown(_))));
        assert!(!one(dir.path(), &"goodbye".into(), Language::En).unwrap().recorded);
        assert!(!dir.path().join("people").exists());
    }
}
