//! The lexicon's files: tab-separated lines with comments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use thiserror::Error;
use wasl_model::Mood;

use super::Phrase;
use crate::token::tokens;

/// Why a lexicon was refused.
#[derive(Debug, Error)]
pub enum LexiconError {
    /// The folder or a file of it cannot be read.
    #[error("the mood lexicon {path} cannot be read")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file's name says no mood.
    #[error(
        "{file} is no lexicon file: name it <mood>.<language>.tsv with a mood of angry, escalation, frustrated, lost, neutral, sad, satisfied, or particles.tsv"
    )]
    UnknownFile {
        /// Its name.
        file: String,
    },
    /// A line is wrong.
    #[error("{file} line {line}: {what}")]
    BadLine {
        /// Its file.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong and what is expected.
        what: String,
    },
}

/// Words that change or frame what stands beside them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Particles {
    /// Negating word and how many words after it it reaches.
    pub(crate) negators: BTreeMap<String, usize>,
    /// Words that make a phrase stronger.
    pub(crate) emphasis: BTreeSet<String>,
    /// Words that may stand inside a phrase without changing it.
    pub(crate) fillers: BTreeSet<String>,
    /// Words that begin a contrast, where a negation ends.
    pub(crate) contrasts: BTreeSet<String>,
    /// Words that ask.
    pub(crate) questions: BTreeSet<String>,
}

impl Particles {
    /// A word that may stand inside a phrase, or between a negation and a phrase, without changing either.
    pub(crate) fn passes(&self, word: &str) -> bool {
        self.fillers.contains(word) || self.emphasis.contains(word)
    }

    pub(super) fn negates(&self, phrase: &str) -> bool {
        tokens(phrase).iter().any(|token| self.negators.contains_key(&token.word))
    }
}

pub(super) fn read_dir(dir: &Path) -> Result<Vec<(String, String)>, LexiconError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| LexiconError::Unreadable { path, source }
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable(dir))? {
        let path = entry.map_err(unreadable(dir))?.path();
        if path.extension().is_some_and(|ext| ext == "tsv") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).map_err(unreadable(&path))?));
        }
    }
    files.sort();
    Ok(files)
}

pub(super) fn parse(
    file: &str,
    text: &str,
    phrases: &mut Vec<Phrase>,
    particles: &mut Particles,
) -> Result<(), LexiconError> {
    let mood = mood_of(file)?;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let parsed = match mood {
            Some(mood) => parse_phrase(line, mood).map(|phrase| phrases.push(phrase)),
            None => parse_particle(line, particles),
        };
        parsed.map_err(|what| LexiconError::BadLine { file: file.to_owned(), line: index + 1, what })?;
    }
    Ok(())
}

/// The mood of a file's name; `None` for the particles.
fn mood_of(file: &str) -> Result<Option<Mood>, LexiconError> {
    match file.split('.').next().unwrap_or_default() {
        "particles" => Ok(None),
        "escalation" => Ok(Some(Mood::Angry)),
        name => match Mood::ALL.into_iter().find(|mood| mood.name() == name) {
            Some(mood) => Ok(Some(mood)),
            None => Err(LexiconError::UnknownFile { file: file.to_owned() }),
        },
    }
}

fn parse_phrase(line: &str, mood: Mood) -> Result<Phrase, String> {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [weight, _dialect, text, flags @ ..] = columns.as_slice() else {
        return Err("expected weight, dialect, phrase and perhaps flags, separated by tabs".to_owned());
    };
    let weight: f32 = weight.parse().map_err(|_| format!("the weight \"{weight}\" is no number"))?;
    if !(weight > 0.0 && weight <= 6.0) {
        return Err(format!("the weight {weight} is outside 0..6"));
    }
    if tokens(text).is_empty() {
        return Err("the phrase has no words".to_owned());
    }
    let mut phrase =
        Phrase { text: (*text).to_owned(), mood, weight, formulaic: false, solved: false, negated_itself: false };
    for flag in flags.iter().flat_map(|column| column.split_whitespace()) {
        match flag {
            "formulaic" => phrase.formulaic = true,
            "solved" => phrase.solved = true,
            "whole" => phrase.negated_itself = true,
            other => return Err(format!("unknown flag \"{other}\": formulaic, solved or whole")),
        }
    }
    Ok(phrase)
}

fn parse_particle(line: &str, particles: &mut Particles) -> Result<(), String> {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [kind, words, rest @ ..] = columns.as_slice() else {
        return Err("expected a kind and words, separated by a tab".to_owned());
    };
    let words = words.split_whitespace().flat_map(tokens).map(|token| token.word);
    match *kind {
        "negator" => {
            let scope =
                rest.first().and_then(|scope| scope.parse().ok()).ok_or("a negator needs its scope in words")?;
            particles.negators.extend(words.map(|word| (word, scope)));
        }
        "emphasis" => particles.emphasis.extend(words),
        "filler" => particles.fillers.extend(words),
        "contrast" => particles.contrasts.extend(words),
        "question" => particles.questions.extend(words),
        other => return Err(format!("unknown kind \"{other}\": negator, emphasis, filler, contrast or question")),
    }
    Ok(())
}
