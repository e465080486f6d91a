//! Phrases of our own per mood. Drafts, unreviewed by native reviewers: every file says so at its head.
//!
//! In a phrase `<n>`, `<time>` and `<day>` stand for any word of that kind and `..` for up to three words.
//! A phrase file is named `<mood>.<language>.tsv`; each line holds weight, dialect, phrase and perhaps flags, separated
//! by tabs. Escalation ("I want the manager") speaks for anger. `particles.tsv` holds the words that negate,
//! emphasise, fill and ask. `examples.<language>.tsv` holds whole sentences with their moods, from which the manner of
//! speaking is learned at load, and from which `wasl mood learn` makes `meaning.json`. Lines that start with `#` are
//! comments.

mod file;
mod trie;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use wasl_model::Mood;

use crate::manner::{self, Example, Manner};
use crate::meaning::Meaning;

pub use file::LexiconError;
pub(crate) use file::Particles;
pub(crate) use trie::Trie;

/// Phrases with their moods and weights, and the particles around them. Cheap to share, never changes.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) trie: Trie,
    pub(crate) particles: file::Particles,
    pub(crate) manner: Manner,
    examples: Vec<Example>,
    meaning: Option<Meaning>,
}

/// One phrase that speaks for a mood.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// As written in the file.
    pub text: String,
    /// The mood it speaks for.
    pub mood: Mood,
    /// In logits, see [`crate::MoodConfig`].
    pub weight: f32,
    /// A politeness that says little before anything was solved.
    pub formulaic: bool,
    /// Says that the matter was solved.
    pub solved: bool,
    /// Holds its own negation, so a negation before it changes nothing.
    pub negated_itself: bool,
}

const MEANING: &str = "meaning.json";
const BUILTIN: &[(&str, &str)] = &[
    ("angry.ar.tsv", include_str!("../lexicon/angry.ar.tsv")),
    ("angry.en.tsv", include_str!("../lexicon/angry.en.tsv")),
    ("escalation.ar.tsv", include_str!("../lexicon/escalation.ar.tsv")),
    ("escalation.en.tsv", include_str!("../lexicon/escalation.en.tsv")),
    ("examples.ar.tsv", include_str!("../lexicon/examples.ar.tsv")),
    ("examples.en.tsv", include_str!("../lexicon/examples.en.tsv")),
    ("frustrated.ar.tsv", include_str!("../lexicon/frustrated.ar.tsv")),
    ("frustrated.en.tsv", include_str!("../lexicon/frustrated.en.tsv")),
    ("lost.ar.tsv", include_str!("../lexicon/lost.ar.tsv")),
    ("lost.en.tsv", include_str!("../lexicon/lost.en.tsv")),
    (MEANING, include_str!("../lexicon/meaning.json")),
    ("neutral.ar.tsv", include_str!("../lexicon/neutral.ar.tsv")),
    ("neutral.en.tsv", include_str!("../lexicon/neutral.en.tsv")),
    ("sad.ar.tsv", include_str!("../lexicon/sad.ar.tsv")),
    ("sad.en.tsv", include_str!("../lexicon/sad.en.tsv")),
    ("satisfied.ar.tsv", include_str!("../lexicon/satisfied.ar.tsv")),
    ("satisfied.en.tsv", include_str!("../lexicon/satisfied.en.tsv")),
    ("particles.tsv", include_str!("../lexicon/particles.tsv")),
];

impl Lexicon {
    /// The phrases shipped with this crate, parsed once per process.
    #[must_use]
    pub fn builtin() -> Arc<Self> {
        static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| {
            Arc::new(Lexicon::parse(BUILTIN.iter().copied()).expect("the tests parse the files that are built in"))
        });
        LEXICON.clone()
    }

    /// A lexicon of one's own: every `.tsv` of a folder, and its `meaning.json`. To be called at start, not during calls.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, or a line is wrong (with its file and number).
    pub fn load(dir: &Path) -> Result<Self, LexiconError> {
        let files = file::read_dir(dir)?;
        Self::parse(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// A lexicon from named texts.
    ///
    /// # Errors
    /// When a name is none of the known ones or a line is wrong.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, LexiconError> {
        let mut content = file::Content::default();
        for (name, text) in files {
            file::parse(name, text, &mut content)?;
        }
        let file::Content { mut phrases, examples, particles, meaning } = content;
        for phrase in &mut phrases {
            phrase.negated_itself |= particles.negates(&phrase.text);
        }
        let trie = Trie::of(&phrases);
        let learned = if examples.is_empty() { Vec::new() } else { all_as_examples(&examples, &phrases) };
        let manner = manner::train(&learned, &particles);
        Ok(Self { phrases, trie, particles, manner, examples, meaning })
    }

    /// All phrases.
    #[must_use]
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// The whole sentences, in the order of their files.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// The same as one text, `mood<TAB>sentence` a line: its checksum tells what [`Meaning::data`] was fitted on.
    #[must_use]
    pub fn examples_as_text(&self) -> String {
        self.examples.iter().map(|example| format!("{}\t{}\n", example.mood, example.text)).collect()
    }

    /// What sentence vectors mean, if the lexicon has it.
    #[must_use]
    pub const fn meaning(&self) -> Option<&Meaning> {
        self.meaning.as_ref()
    }
}

fn all_as_examples(examples: &[Example], phrases: &[Phrase]) -> Vec<Example> {
    examples.iter().cloned().chain(phrases.iter().map(as_example)).collect()
}

/// A strong phrase is nearly a sentence, a weak one says little by itself.
fn as_example(phrase: &Phrase) -> Example {
    let weight = if phrase.mood == Mood::Neutral { 0.5 } else { 0.1 * phrase.weight };
    Example { text: phrase.text.clone(), mood: phrase.mood, weight }
}
