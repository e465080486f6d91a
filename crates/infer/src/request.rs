//! What is asked of an engine and what it answers.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use wasl_model::{CallId, Language, PhraseMatch, Pii, Speaker};

use crate::EngineStats;

/// Something that can transcribe: the local [`Engine`](crate::Engine), a remote one, or a test's script.
pub trait Infer: Send + Sync + std::fmt::Debug {
    /// Queues a request; the answer comes through the returned future. Never blocks.
    ///
    /// Drop rule: when the queue is full a request of a cheaper kind is shed for the new one: partials first, then
    /// voices, sound put aside, turns. With none cheaper, the new one is refused as [`InferError::Busy`]; a partial is
    /// also refused, or waits, when turns would suffer. A newer partial of a speaker sheds the one that still waits.
    fn submit(&self, request: Request) -> Pending;

    /// Announces phrases that will be expected, so that their priors are worked out before anybody waits for them.
    /// Best effort: without it the first request with these phrases costs more.
    fn prepare(&self, language: Language, phrases: &[String]);

    /// Queues a stretch of sound of which not the words but the sound of the voice is wanted. Never blocks.
    /// The drop rule is `submit`'s, at the priority of a voice.
    fn voice(&self, request: VoiceRequest) -> Pending<VoiceFeatures>;

    /// What it has done and has to do; nothing for an engine that does not count.
    fn stats(&self) -> EngineStats {
        EngineStats::default()
    }
}

/// Whose sound a request is. Within a priority calls take turns; a newer partial of a speaker replaces an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Of which call.
    pub call: CallId,
    /// Of which of its speakers.
    pub speaker: Speaker,
}

/// One stretch of one speaker's sound whose voice is to be read.
#[derive(Clone)]
pub struct VoiceRequest {
    /// Mono, 16 kHz, at most 30 s (more is cut off), speech rather than silence.
    pub samples: Vec<i16>,
    /// Whose voice it is, if it is a call's.
    pub source: Option<Source>,
    /// Give up so long after submission.
    pub deadline: Duration,
}

impl std::fmt::Debug for VoiceRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VoiceRequest").field("samples", &self.samples.len()).finish_non_exhaustive()
    }
}

/// The sound of a voice: the mean over time of the encoder's second layer, one number a dimension (512 for base).
/// The sound is not padded, so the mean is over speech only (`reference/mood.md` §4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoiceFeatures {
    /// The mean.
    pub mean: Vec<f32>,
    /// Processor time spent, in milliseconds.
    pub cpu_ms: u64,
}

/// Who waits for the answer. Higher is served first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Sound put aside under load, or read again, when there is room.
    CatchUp,
    /// The sound of a live caller's voice.
    Voice,
    /// A turn in a conversation between people.
    Final,
    /// Words on a screen while somebody still speaks. Shed first, and let in only while turns do not suffer.
    Partial,
    /// A caller waits for the machine's answer.
    Ivr,
}

impl Priority {
    /// How many there are.
    pub const COUNT: usize = 5;
    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [Self::CatchUp, Self::Voice, Self::Final, Self::Partial, Self::Ivr];

    /// Its name in figures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CatchUp => "catch_up",
            Self::Voice => "voice",
            Self::Final => "final",
            Self::Partial => "partial",
            Self::Ivr => "ivr",
        }
    }

    /// Its place in [`Self::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::CatchUp => 0,
            Self::Voice => 1,
            Self::Final => 2,
            Self::Partial => 3,
            Self::Ivr => 4,
        }
    }
}

/// One stretch of one speaker's sound to be read.
#[derive(Clone)]
pub struct Request {
    /// Mono, 16 kHz, at most 30 s (more is cut off).
    pub samples: Vec<i16>,
    /// The language if known; `None` to have it detected among Arabic and English.
    pub language: Option<Language>,
    /// What to try first while the language is unknown: a wrong guess costs a second pass.
    pub guess: Language,
    /// Phrases to score beside the open transcript.
    pub expected: Option<Expected>,
    /// The site's own words.
    pub vocabulary: Vocabulary,
    /// Whose sound it is, if it is a call's.
    pub source: Option<Source>,
    /// In whose name.
    pub priority: Priority,
    /// Give up so long after submission.
    pub deadline: Duration,
}

/// The site's own words in each language (names of products, branches, people), most important first, at most about 400
/// characters: the reader takes those of the language it hears for what was said before, and so spells them as the site
/// does. Words of the other language would have it recite them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Before Arabic speech.
    pub ar: Option<Arc<str>>,
    /// Before English speech.
    pub en: Option<Arc<str>>,
}

impl Vocabulary {
    /// The same words before either language.
    #[must_use]
    pub fn in_either(words: Arc<str>) -> Self {
        Self { ar: Some(Arc::clone(&words)), en: Some(words) }
    }

    /// The words before one language.
    #[must_use]
    pub fn of(&self, language: Language) -> Option<&Arc<str>> {
        match language {
            Language::Ar => self.ar.as_ref(),
            Language::En => self.en.as_ref(),
        }
    }
}

/// What the site expects to hear: menu words, intents' examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// In which language the phrases are.
    pub language: Language,
    /// The phrases.
    pub phrases: Arc<[String]>,
    /// A string of digits may be told: where the open transcript is in doubt it is read digit by digit.
    pub digits: bool,
}

impl Expected {
    /// One of these phrases.
    #[must_use]
    pub fn phrases(language: Language, phrases: impl Into<Arc<[String]>>) -> Self {
        Self { language, phrases: phrases.into(), digits: false }
    }
}

impl Request {
    /// A request for a final transcript, language unknown, without expected phrases.
    #[must_use]
    pub fn new(samples: Vec<i16>) -> Self {
        Self {
            samples,
            language: None,
            guess: Language::default(),
            expected: None,
            vocabulary: Vocabulary::default(),
            source: None,
            priority: Priority::Final,
            deadline: Duration::from_secs(30),
        }
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("samples", &self.samples.len())
            .field("language", &self.language)
            .field("expected", &self.expected.as_ref().map_or(0, |expected| expected.phrases.len()))
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}

/// What was heard. Times count from the request's first sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// The words, empty when there was no speech.
    pub text: Pii<String>,
    /// The language it was read in.
    pub language: Language,
    /// Probability of that language among the ones served, 0..=1; 1 when it was given.
    pub language_confidence: f32,
    /// Words with times.
    pub words: Vec<TranscriptWord>,
    /// Mean probability of the tokens, 0..=1 (geometric mean).
    pub confidence: f32,
    /// Probability that nobody spoke, 0..=1.
    pub no_speech_prob: f32,
    /// The expected phrase that was said, if one was.
    pub matched: Option<PhraseMatch>,
    /// The expected phrase most like what was said, however unlike, where they were looked at: the answer of somebody who
    /// knows that one of them was said.
    #[serde(default)]
    pub nearest: Option<PhraseMatch>,
    /// Processor time spent, in milliseconds.
    pub cpu_ms: u64,
    /// Length of the sound, in milliseconds.
    pub audio_ms: u64,
}

impl Transcript {
    /// The answer to sound without speech.
    #[must_use]
    pub fn silence(language: Language, audio_ms: u64) -> Self {
        Self {
            text: Pii::default(),
            language,
            language_confidence: 0.0,
            words: Vec::new(),
            confidence: 0.0,
            no_speech_prob: 1.0,
            matched: None,
            nearest: None,
            cpu_ms: 0,
            audio_ms,
        }
    }
}

/// One word. Times count from the request's first sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TranscriptWord {
    /// The word with its punctuation.
    pub text: Pii<String>,
    /// Its start.
    pub start_ms: u64,
    /// Its end.
    pub end_ms: u64,
    /// 0..=1.
    pub confidence: f32,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum InferError {
    /// The queue is full of requests at least as urgent.
    #[error("speech engine is full: {queued} requests wait; add threads (speech.threads) or take fewer calls")]
    Busy {
        /// How many wait.
        queued: usize,
    },
    /// A more urgent request took the place.
    #[error("shed for a more urgent request")]
    Shed,
    /// Not ready in time.
    #[error("not ready within its deadline")]
    Deadline,
    /// The model failed.
    #[error("speech model failed: {0}")]
    Failed(String),
    /// No machine that reads can be reached.
    #[error("no speech worker can be reached; look at speech.remote and at `wasl infer-worker` there")]
    Away,
    /// The engine is shutting down.
    #[error("speech engine is stopped")]
    Stopped,
}

/// An answer on its way. Dropping it withdraws the request if it has not begun.
#[derive(Debug)]
pub struct Pending<T = Transcript>(oneshot::Receiver<Result<T, InferError>>);

impl<T> Pending<T> {
    /// A pending answer and the sender that resolves it: for implementors of [`Infer`].
    #[must_use]
    pub fn new() -> (oneshot::Sender<Result<T, InferError>>, Self) {
        let (sender, receiver) = oneshot::channel();
        (sender, Self(receiver))
    }

    /// Waits on this thread, for callers outside a runtime.
    ///
    /// # Errors
    /// As the future.
    pub fn wait(self) -> Result<T, InferError> {
        self.0.blocking_recv().unwrap_or(Err(InferError::Stopped))
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, InferError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or(Err(InferError::Stopped)))
    }
}
