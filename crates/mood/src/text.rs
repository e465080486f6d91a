//! The mood of one text on its own, for `wasl mood --text` and for trying out a lexicon.

use wasl_model::{Language, MediaTime, MoodReading, Span};

use crate::config::MoodConfig;
use crate::fusion::{self, Heard};
use crate::lexicon::Lexicon;
use crate::scan;

/// How the writer of `text` feels, by the built-in lexicon and weights.
///
/// Words tell their language themselves and callers mix both, so `language` decides nothing today.
#[must_use]
pub fn read_text(text: &str, language: Language) -> MoodReading {
    read_text_with(&Lexicon::builtin(), &MoodConfig::default(), text, language)
}

/// The same with a lexicon and weights of one's own.
#[must_use]
pub fn read_text_with(lexicon: &Lexicon, config: &MoodConfig, text: &str, _language: Language) -> MoodReading {
    let span = Span { start: MediaTime::ZERO, end: MediaTime::ZERO };
    let scan::Said { hits, denied } = scan::scan(lexicon, text);
    let solved = hits.iter().any(|hit| hit.resolves());
    let mut evidence: Vec<_> = hits.iter().map(|hit| hit.evidence(config, span, solved)).collect();
    let manner = lexicon.manner.evidence(text, &config.manner, span, &evidence, &denied);
    evidence.extend(manner);
    let scores = fusion::scores(config, &evidence, None);
    let (label, _) = scores.top();
    fusion::reading(config, &Heard { span, evidence, voice: None }, scores, label)
}
