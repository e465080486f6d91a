//! Turns read from a call's recording after its end: what was put off under load, and second readings by a larger model.

use std::time::Duration;

use wasl_infer::{Infer, InferError, Priority, Request, Source, Transcript, Vocabulary};
use wasl_model::{Language, MediaTime, SAMPLE_RATE_HZ, Span, Utterance, UtteranceId};

use crate::ear::answer::utterance;
use crate::file::cuts;
use crate::sense::holds_words;

/// A longer stretch is no turn: it is cut at its pauses.
const LONGEST_TURN: Duration = Duration::from_secs(26);
/// Nobody waits for it.
const DEADLINE: Duration = Duration::from_secs(3600);

/// One side's sound with its place in the call.
#[derive(Clone)]
pub struct Stretch {
    /// Mono, 16 kHz.
    pub samples: Vec<i16>,
    /// Whose sound it is.
    pub source: Source,
    /// Where its first sample is.
    pub start: MediaTime,
    /// The language, if it is known.
    pub language: Option<Language>,
    /// What to try first while it is not.
    pub guess: Language,
    /// The site's own words, as a live ear has them.
    pub vocabulary: Vocabulary,
}

impl std::fmt::Debug for Stretch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stretch")
            .field("start", &self.start)
            .field("samples", &self.samples.len())
            .finish_non_exhaustive()
    }
}

impl Stretch {
    fn span(&self) -> Span {
        let length = Duration::from_millis((self.samples.len() / (SAMPLE_RATE_HZ as usize / 1000)) as u64);
        Span { start: self.start, end: self.start + length }
    }

    async fn read(&self, infer: &dyn Infer, samples: Vec<i16>) -> Result<Option<Transcript>, InferError> {
        let request = Request {
            language: self.language,
            guess: self.guess,
            vocabulary: self.vocabulary.clone(),
            source: Some(self.source),
            priority: Priority::CatchUp,
            deadline: DEADLINE,
            ..Request::new(samples.clone())
        };
        let heard = infer.submit(request).await?;
        Ok(holds_words(&heard, &samples, &self.vocabulary).then_some(heard))
    }
}

/// The turns of a stretch that was never read, under the ids that `id` gives to their beginnings. A stretch as long as a
/// turn is one; a longer one is cut at its pauses.
///
/// # Errors
/// When the engine has no room, fails or stops: nothing of the stretch is read then.
pub async fn read_stretch(
    infer: &dyn Infer,
    stretch: &Stretch,
    id: impl Fn(MediaTime) -> UtteranceId + Send,
) -> Result<Vec<Utterance>, InferError> {
    let whole = stretch.span();
    let pieces = if whole.duration() <= LONGEST_TURN {
        vec![(whole, stretch.samples.clone())]
    } else {
        let placed = |at: MediaTime| stretch.start + at.since(MediaTime::ZERO);
        let cuts = cuts(&stretch.samples).into_iter();
        cuts.map(|cut| (Span { start: placed(cut.span.start), end: placed(cut.span.end) }, cut.samples)).collect()
    };
    let mut turns = Vec::new();
    for (span, samples) in pieces {
        if let Some(heard) = stretch.read(infer, samples).await? {
            let language = heard.language;
            turns.push(utterance(id(span.start), stretch.source.speaker, span, heard, language));
        }
    }
    Ok(turns)
}

/// The same turn as this engine reads it; `None` when it finds no words.
///
/// # Errors
/// When the engine has no room, fails or stops.
pub async fn read_again(
    infer: &dyn Infer,
    first: &Utterance,
    samples: Vec<i16>,
    source: Source,
    vocabulary: Vocabulary,
) -> Result<Option<Utterance>, InferError> {
    let (start, guess) = (first.span.start, first.language);
    let stretch = Stretch { samples: Vec::new(), source, start, language: None, guess, vocabulary };
    let heard = stretch.read(infer, samples).await?;
    Ok(heard.map(|heard| {
        let language = heard.language;
        utterance(first.id, first.speaker, first.span, heard, language)
    }))
}
