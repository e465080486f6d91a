//! How each recording is to be read.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use wasl_infer::{Expected, Infer, Vocabulary};
use wasl_media::SoundFile;
use wasl_model::{Language, Speaker};
use wasl_speech::{Asked, score, transcribe_samples};

use super::answer::Answer;
use super::files::Found;
use super::reference::References;
use crate::cli::{ChannelsChoice, LanguageChoice, TranscribeArgs};

/// As much as a request takes of what the site writes.
const VOCABULARY_CHARS: usize = 400;

/// What was asked for, the same for every recording.
#[derive(Debug)]
pub(super) struct Job {
    asked: Asked,
    channels: ChannelsChoice,
    references: Option<References>,
}

impl Job {
    pub(super) fn new(args: &TranscribeArgs) -> Result<Self> {
        let language = match args.language {
            LanguageChoice::Ar => Some(Language::Ar),
            LanguageChoice::En => Some(Language::En),
            LanguageChoice::Auto => None,
        };
        let expected = args.expect.as_deref().map(|file| expected(file, language)).transpose()?;
        let expected = if args.digits { Some(with_digits(expected, language)) } else { expected };
        let words = args.vocabulary.as_deref().map(lines_of).transpose()?.unwrap_or_default();
        let vocabulary = vocabulary(args.prompt.as_deref(), &words).map(Vocabulary::in_either).unwrap_or_default();
        let references = args.reference.as_deref().map(References::load).transpose()?;
        Ok(Self { asked: Asked { language, expected, vocabulary }, channels: args.channels, references })
    }

    pub(super) fn phrases(&self) -> &[String] {
        self.asked.expected.as_ref().map_or(&[], |expected| &expected.phrases)
    }

    /// Announces the phrases, so that they cost the first recording no more than the others.
    pub(super) fn prepare(&self, engine: &dyn Infer) {
        if let Some(expected) = &self.asked.expected {
            engine.prepare(expected.language, &expected.phrases);
        }
    }

    pub(super) async fn read(&self, engine: &dyn Infer, file: &Found) -> Result<Answer> {
        let (path, channels) = (file.path.clone(), self.channels);
        // Whatever a damaged file does to its decoder stays there.
        let decoding = tokio::task::spawn_blocking(move || speakers(SoundFile::read(&path)?, channels));
        let speakers = decoding.await.context("its decoder gave up; convert it to 16-bit WAV")??;
        let mut heard = Vec::with_capacity(speakers.len());
        for (speaker, samples) in speakers {
            heard.push((speaker, transcribe_samples(engine, &samples, self.asked.clone()).await?));
        }
        let said = self.references.as_ref().and_then(|references| references.of(&file.path));
        Ok(Answer::new(&file.path, heard, said))
    }
}

/// Who is heard in a recording.
fn speakers(recording: SoundFile, channels: ChannelsChoice) -> Result<Vec<(Option<Speaker>, Vec<i16>)>> {
    match (channels, recording.channels.len()) {
        (ChannelsChoice::Mix, _) => Ok(vec![(None, recording.mono())]),
        (ChannelsChoice::Split, 2) => {
            Ok([Some(Speaker::Caller), Some(Speaker::Agent)].into_iter().zip(recording.channels).collect())
        }
        (ChannelsChoice::Split, count) => {
            bail!("it has {count} channel(s); --channels split is for the caller left and the agent right")
        }
    }
}

fn expected(file: &Path, language: Option<Language>) -> Result<Expected> {
    let phrases = lines_of(file)?;
    if phrases.is_empty() {
        bail!("{} holds no phrase; write one a line", file.display());
    }
    let language = language.unwrap_or_else(|| score::language_of(&phrases.concat()));
    Ok(Expected::phrases(language, phrases))
}

/// A string of digits may be told too.
fn with_digits(expected: Option<Expected>, language: Option<Language>) -> Expected {
    let expected = expected.unwrap_or_else(|| Expected::phrases(language.unwrap_or_default(), Vec::new()));
    Expected { digits: true, ..expected }
}

/// Lines that say something.
fn lines_of(file: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// The prompt and as many of the words as a request takes.
fn vocabulary(prompt: Option<&str>, words: &[String]) -> Option<Arc<str>> {
    let mut text = prompt.unwrap_or_default().trim().to_owned();
    for word in words {
        let comma = if score::language_of(word) == Language::Ar { "، " } else { ", " };
        let longer = if text.is_empty() { word.clone() } else { format!("{text}{comma}{word}") };
        if longer.chars().count() > VOCABULARY_CHARS {
            break;
        }
        text = longer;
    }
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(channels: Vec<Vec<i16>>) -> SoundFile {
        SoundFile { channels, lossy: false, damaged: false }
    }

    fn stereo() -> SoundFile {
        sound(vec![vec![100; 10], vec![300; 10]])
    }

    #[test]
    fn the_caller_is_left_and_the_agent_right() {
        let split = speakers(stereo(), ChannelsChoice::Split).unwrap();
        assert_eq!(split, [(Some(Speaker::Caller), vec![100; 10]), (Some(Speaker::Agent), vec![300; 10])]);
        assert_eq!(speakers(stereo(), ChannelsChoice::Mix).unwrap(), [(None, vec![200; 10])]);
        let mono = sound(vec![vec![1; 10]]);
        assert!(speakers(mono, ChannelsChoice::Split).unwrap_err().to_string().contains("1 channel"));
    }

    #[test]
    fn the_vocabulary_ends_at_a_whole_word() {
        let words = ["Wasl Gold".to_owned(), "العليا".to_owned()];
        assert_eq!(vocabulary(Some("At the bank."), &words).unwrap().as_ref(), "At the bank., Wasl Gold، العليا");
        assert_eq!(vocabulary(None, &[]), None);
        let many: Vec<String> = (0..200).map(|n| format!("branch {n}")).collect();
        let text = vocabulary(None, &many).unwrap();
        assert!(text.chars().count() <= VOCABULARY_CHARS && text.len() > 380, "{}", text.len());
        assert!(text.starts_with("branch 0, branch 1, ") && !text.ends_with(','));
    }

    #[test]
    fn expected_phrases_are_lines_in_their_own_language() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("phrases.txt");
        std::fs::write(&file, "أريد موظف\n\n  نعم  \n").unwrap();
        let read = expected(&file, None).unwrap();
        assert_eq!(
            (read.language, read.phrases.as_ref()),
            (Language::Ar, &["أريد موظف".to_owned(), "نعم".to_owned()][..])
        );
        std::fs::write(&file, "\n").unwrap();
        assert!(expected(&file, None).is_err());
    }
}
