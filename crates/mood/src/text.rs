//! The mood of one text on its own, for `wasl mood --text` and for trying out a lexicon.

use wasl_model::{Language, MediaTime, MoodReading, Span};

use crate::config::MoodConfig;
use crate::fusion::{self, Heard};
use crate::lexicon::Lexicon;
use crate::manner::Leaning;
use crate::scan;

/// How the writer of `text` feels, by the built-in lexicon and weights.
///
/// Words tell their language themselves and callers mix both, so `language` decides nothing today.
#[must_use]
pub fn read_text(text: &str, _language: Language) -> MoodReading {
    read_words(&Lexicon::builtin(), &MoodConfig::default(), text, None)
}

/// The same with a lexicon and weights of one's own, and the sentence vector of the text, if the engine made one.
#[must_use]
pub fn read_words(lexicon: &Lexicon, config: &MoodConfig, text: &str, vector: Option<&[f32]>) -> MoodReading {
    let span = Span { start: MediaTime::ZERO, end: MediaTime::ZERO };
    let scan::Said { hits, denied } = scan::scan(lexicon, text);
    let solved = hits.iter().any(|hit| hit.resolves());
    let mut evidence: Vec<_> = hits.iter().map(|hit| hit.evidence(config, span, solved)).collect();
    let leaning = Leaning::of(lexicon, text, vector, &config.manner);
    let leaning = leaning.map(|leaning| leaning.evidence(&config.manner, span, &evidence, &denied));
    evidence.extend(leaning.into_iter().flatten());
    let scores = fusion::scores(config, &evidence, None);
    let (label, _) = scores.top();
    fusion::reading(config, &Heard { span, evidence, voice: None }, scores, label)
}
