//! What was said, by whom, when.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::spoken::SpokenValue;
use crate::{Language, Pii, Span, Speaker, UtteranceId};

/// One turn of one speaker, final.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Utterance {
    /// Its id.
    pub id: UtteranceId,
    /// Who spoke.
    pub speaker: Speaker,
    /// When, in the call.
    pub span: Span,
    /// Language it was read in.
    pub language: Language,
    /// The words, as the open transcript or the matched phrase gives them.
    pub text: Pii<String>,
    /// Mean word confidence, 0..=1.
    pub confidence: f32,
    /// Words with their times.
    pub words: Vec<Word>,
    /// The site's expected phrase that fits best, if one fits better than "none of them".
    pub matched: Option<PhraseMatch>,
    /// Numbers, amounts, dates, times and digits among the words, with their places in `text`.
    #[serde(default)]
    pub values: Vec<SpokenValue>,
}

/// One word of an utterance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Word {
    /// The word.
    pub text: Pii<String>,
    /// When, in the call.
    pub span: Span,
    /// 0..=1; below 0.5 ([`SURE_WORD`]) it is a guess and shown as one.
    pub confidence: f32,
}

/// An expected phrase heard in an utterance: menu words and intents' examples are scored beside the open transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PhraseMatch {
    /// The phrase as the site wrote it (never personal data).
    pub phrase: String,
    /// Probability that this phrase was said rather than another or none, 0..=1.
    pub confidence: f32,
}

/// Words of an utterance still being spoken. Shown, never stored, never decided on. The final replaces them all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Partial {
    /// The utterance it will become.
    pub id: UtteranceId,
    /// Who speaks.
    pub speaker: Speaker,
    /// From its start until now.
    pub span: Span,
    /// The words so far, a space between each two.
    pub text: Pii<String>,
    /// How many of them, from the first, are settled: two readings agreed on them, and later partials of the same
    /// utterance keep them. The others may still change.
    pub stable: u32,
}

/// Words less sure than this are marked wherever they are shown: the recogniser itself holds them for a guess.
///
/// A word's confidence is the mean probability of its parts, so below one half something else is as likely as not.
pub const SURE_WORD: f32 = 0.5;

impl Word {
    /// Is the recogniser sure of it (see [`SURE_WORD`])?
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE_WORD
    }
}

impl Utterance {
    /// The utterance as the caller's, if it is: the only door to mood analysis of words.
    #[must_use]
    pub fn of_caller(&self) -> Option<CallerUtterance<'_>> {
        (self.speaker == Speaker::Caller).then_some(CallerUtterance(self))
    }
}

/// An utterance known to be the caller's. Made only by [`Utterance::of_caller`].
#[derive(Clone, Copy, Debug)]
pub struct CallerUtterance<'a>(&'a Utterance);

impl<'a> CallerUtterance<'a> {
    /// The utterance.
    #[must_use]
    pub const fn utterance(self) -> &'a Utterance {
        self.0
    }
}
