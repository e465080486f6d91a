//! What the ear says and is told.

use std::time::Duration;

use wasl_infer::Vocabulary;
use wasl_model::{CallId, Language, MediaTime, Partial, Span, Speaker, Utterance, UtteranceId};

/// How an ear listens.
#[derive(Clone, Debug, PartialEq)]
pub struct EarConfig {
    /// How long a silence ends a turn while people talk to each other.
    pub talk: Patience,
    /// And while the machine waits: it would act on half a number.
    pub ivr: Patience,
    /// At a pause, read at once what there is: when the speaker stays silent that is the final.
    pub read_ahead: bool,
    /// Shorter sounds are not speech.
    pub min_speech: Duration,
    /// Sound kept from before speech was noticed.
    pub pre_roll: Duration,
    /// A turn is cut here, at its quietest late pause.
    pub max_utterance: Duration,
    /// Time between partial transcripts while the engine has room (it grows when there is none); `None` for finals only.
    pub partial_every: Option<Duration>,
    /// The language if it is known beforehand.
    pub language: Option<Language>,
    /// What to try first while it is not.
    pub guess: Language,
    /// The site's own words.
    pub vocabulary: Vocabulary,
    /// Which call it listens to: calls take turns at the engine.
    pub call: Option<CallId>,
    /// Who waits for the finals.
    pub priority: EarPriority,
}

impl EarConfig {
    /// The patience with the speaker now.
    pub(crate) const fn patience(&self) -> &Patience {
        match self.priority {
            EarPriority::Ivr => &self.ivr,
            EarPriority::Conversation => &self.talk,
        }
    }
}

/// Silence that ends a turn, by what its words sound like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// They are a whole sentence, or an answer that is expected.
    pub finished: Duration,
    /// Nothing tells.
    pub open: Duration,
    /// More is to come: «و», a hesitation.
    pub hanging: Duration,
    /// They end in a number or in spelled letters.
    pub counting: Duration,
}

impl Patience {
    /// Between people, who see nothing of it but when the words are on the screen.
    pub const TALK: Self = Self {
        finished: Duration::from_millis(420),
        open: Duration::from_millis(600),
        hanging: Duration::from_millis(800),
        counting: Duration::from_millis(900),
    };
    /// Before the machine, which answers when the turn is over.
    pub const IVR: Self =
        Self { hanging: Duration::from_millis(1000), counting: Duration::from_millis(1500), ..Self::TALK };

    /// With another time for words of which nothing tells: a surer end never comes later, an unsure one never sooner.
    #[must_use]
    pub fn with_open(self, open: Duration) -> Self {
        Self {
            finished: self.finished.min(open),
            open,
            hanging: self.hanging.max(open),
            counting: self.counting.max(open),
        }
    }
}

impl Default for EarConfig {
    fn default() -> Self {
        Self {
            talk: Patience::TALK,
            ivr: Patience::IVR,
            read_ahead: true,
            min_speech: Duration::from_millis(120),
            pre_roll: Duration::from_millis(300),
            max_utterance: Duration::from_secs(25),
            partial_every: None,
            language: None,
            guess: Language::Ar,
            vocabulary: Vocabulary::default(),
            call: None,
            priority: EarPriority::Ivr,
        }
    }
}

/// Who waits for an ear's finals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum EarPriority {
    /// People talk to each other: the words are for the screen and the record.
    #[default]
    Conversation,
    /// The machine waits to answer.
    Ivr,
}

/// What an ear is told.
#[derive(Clone, Debug, PartialEq)]
pub enum EarControl {
    /// These phrases are expected from now on, in this language; an empty list without digits ends it.
    Expect {
        /// In which language.
        language: Language,
        /// The phrases.
        phrases: Vec<String>,
        /// A number may be told, digit by digit.
        digits: bool,
    },
    /// The speaker's language is known: detection ends.
    Language(Language),
    /// Who waits for the finals from now on.
    Priority(EarPriority),
}

/// What an ear says.
#[derive(Clone, Debug, PartialEq)]
pub enum SpeechEvent {
    /// The speaker began to speak.
    Started {
        /// Who.
        speaker: Speaker,
        /// The utterance it will become. A sound that turns out not to be speech has no [`SpeechEvent::Final`],
        /// and is closed by [`SpeechEvent::Nothing`].
        id: UtteranceId,
        /// Where.
        at: MediaTime,
    },
    /// Words of an utterance still being spoken.
    Partial(Partial),
    /// A turn.
    Final(Utterance),
    /// What had started held no words: a cough, a tone, music.
    Nothing {
        /// Who.
        speaker: Speaker,
        /// Which.
        id: UtteranceId,
        /// Where.
        span: Span,
    },
    /// Words that could not be read in time; the sound is in the recording.
    Later {
        /// Who.
        speaker: Speaker,
        /// Where.
        span: Span,
    },
    /// The speaker's language was settled by what was heard.
    Language {
        /// Which.
        language: Language,
        /// 0..=1.
        confidence: f32,
    },
}
