//! The lexicon's files: tab-separated lines with comments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use thiserror::Error;
use wasl_model::Mood;

use super::Phrase;
use crate::manner::Example;
use crate::meaning::Meaning;
use crate::token::{tokens, variants};

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
        "{file} is no lexicon file: name it <mood>.<language>.tsv with a mood of angry, escalation, frustrated, lost, neutral, sad, satisfied, or examples.<language>.tsv, or particles.tsv, or meaning.json"
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
    /// What sentence vectors mean was not written by `wasl mood learn`.
    #[error("{file} is not what `wasl mood learn` writes")]
    NoMeaning {
        /// Its file.
        file: String,
        /// Why.
        source: serde_json::Error,
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
    /// Words that are alike in phrases and in the manner of speaking, with the name of their kind (`n`, `time`, `day`).
    pub(crate) kinds: BTreeMap<String, String>,
}

impl Particles {
    /// A word that may stand inside a phrase, or between a negation and a phrase, without changing either.
    pub(crate) fn passes(&self, word: &str) -> bool {
        self.fillers.contains(word) || self.emphasis.contains(word)
    }

    /// The kind of a word: of the lists, or `n` for digits.
    pub(crate) fn kind(&self, word: &str) -> Option<&str> {
        if word.chars().all(|c| c.is_ascii_digit()) {
            return Some("n");
        }
        variants(word).into_iter().find_map(|word| self.kinds.get(word)).map(String::as_str)
    }

    pub(super) fn negates(&self, phrase: &str) -> bool {
        tokens(phrase).iter().any(|token| self.negators.contains_key(&token.word))
    }
}

/// What a lexicon's files hold.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) phrases: Vec<Phrase>,
    pub(super) examples: Vec<Example>,
    pub(super) particles: Particles,
    pub(super) meaning: Option<Meaning>,
}

/// What a file holds, by its name.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Phrases(Mood),
    Examples,
    Particles,
}

pub(super) fn read_dir(dir: &Path) -> Result<Vec<(String, String)>, LexiconError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| LexiconError::Unreadable { path, source }
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable(dir))? {
        let path = entry.map_err(unreadable(dir))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ext| ext == "tsv") || name == super::MEANING {
            files.push((name, std::fs::read_to_string(&path).map_err(unreadable(&path))?));
        }
    }
    files.sort();
    Ok(files)
}

pub(super) fn parse(file: &str, text: &str, into: &mut Content) -> Result<(), LexiconError> {
    if file == super::MEANING {
        let wrong = |source| LexiconError::NoMeaning { file: file.to_owned(), source };
        into.meaning = Some(Meaning::parse(text).map_err(wrong)?);
        return Ok(());
    }
    let kind = kind_of(file)?;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let parsed = match kind {
            Kind::Phrases(mood) => parse_phrase(line, mood).map(|phrase| into.phrases.push(phrase)),
            Kind::Examples => parse_example(line).map(|example| into.examples.push(example)),
            Kind::Particles => parse_particle(line, &mut into.particles),
        };
        parsed.map_err(|what| LexiconError::BadLine { file: file.to_owned(), line: index + 1, what })?;
    }
    Ok(())
}

fn kind_of(file: &str) -> Result<Kind, LexiconError> {
    match file.split('.').next().unwrap_or_default() {
        "particles" => Ok(Kind::Particles),
        "examples" => Ok(Kind::Examples),
        "escalation" => Ok(Kind::Phrases(Mood::Angry)),
        name => match mood_named(name) {
            Some(mood) => Ok(Kind::Phrases(mood)),
            None => Err(LexiconError::UnknownFile { file: file.to_owned() }),
        },
    }
}

fn mood_named(name: &str) -> Option<Mood> {
    Mood::ALL.into_iter().find(|mood| mood.name() == name)
}

fn parse_example(line: &str) -> Result<Example, String> {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [mood, _dialect, text] = columns.as_slice() else {
        return Err("expected mood, dialect and sentence, separated by tabs".to_owned());
    };
    let mood = mood_named(mood).ok_or_else(|| format!("\"{mood}\" is no mood"))?;
    if tokens(text).is_empty() {
        return Err("the sentence has no words".to_owned());
    }
    Ok(Example { text: (*text).to_owned(), mood, weight: 1.0 })
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
        "kind" => {
            let name = rest.first().ok_or("words of a kind need its name")?;
            particles.kinds.extend(words.map(|word| (word, (*name).to_owned())));
        }
        other => {
            return Err(format!("unknown kind \"{other}\": negator, emphasis, filler, contrast, question or kind"));
        }
    }
    Ok(())
}
