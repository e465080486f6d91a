//! The seam between the IVR (`dialogue`) and the call.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{IntentGuess, Language, MoodReading, Pii, PromptId, QueueId, Utterance};

/// What the desk is told.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskInput {
    /// The caller is connected and hears us.
    Connected,
    /// The prompts of the last [`DeskAction::Say`] were played to the end.
    SaidAll,
    /// The caller began to speak (barge-in stops the prompt).
    SpeechStarted,
    /// The caller said something, with what we understood of it.
    Heard {
        /// The words.
        utterance: Utterance,
        /// What is wanted.
        intent: IntentGuess,
    },
    /// What the caller began to say became no words: a cough, or nothing that could be made out.
    HeardNothing {
        /// How long the sound was.
        lasted: Duration,
    },
    /// What the caller said could not be read in time.
    HeardLater,
    /// The caller pressed a key.
    Key(Pii<char>),
    /// A mood reading.
    Mood(MoodReading),
    /// The caller's language was recognised.
    Language(Language),
}

/// What the desk wants done. The call carries it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum DeskAction {
    /// Play prompts, one after the other.
    Say(Said),
    /// Stop what is playing.
    Hush,
    /// From now on these phrases are expected (menu words, intents' examples).
    Expect {
        /// The phrases in the caller's language.
        phrases: Vec<String>,
        /// A number may be told, digit by digit.
        digits: bool,
    },
    /// The flow went into this state.
    Entered {
        /// Its name in the flow file.
        state: String,
    },
    /// An allow-listed answer was given.
    Answered {
        /// Which answer.
        answer: PromptId,
    },
    /// The caller told a number that was asked for.
    Told {
        /// The state that asked.
        what: String,
        /// Its digits.
        digits: Pii<String>,
    },
    /// The caller chose a language by key: it is the call's from now on.
    ChoseLanguage {
        /// Which.
        language: Language,
    },
    /// Bring the caller to a human.
    Handover(Handover),
    /// A human is wanted while nobody answers: a promise comes instead.
    PersonWanted {
        /// Why.
        cause: HandoverCause,
    },
    /// The caller was told to be called back: end, and owe it.
    Callback(Callback),
    /// The caller is served and said so: say goodbye and end.
    Finish,
}

/// Prompts to play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Which, in order.
    pub prompts: Vec<PromptId>,
    /// In which language.
    pub language: Language,
    /// May speech or a key stop it.
    pub barge_in: bool,
}

/// Why and how a caller goes to a human.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// Why automation ended.
    pub cause: HandoverCause,
    /// Where to.
    pub queue: QueueId,
    /// The caller's language.
    pub language: Language,
    /// What is wanted, if known.
    pub intent: Option<IntentGuess>,
}

/// Who calls whom back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Callback {
    /// Whose people do.
    pub queue: QueueId,
    /// The caller's language.
    pub language: Language,
    /// What is wanted, if known.
    pub intent: Option<IntentGuess>,
    /// The number told for it, if it is not the one that called.
    pub number: Option<Pii<String>>,
    /// The caller left a message; it is in the recording.
    pub message: bool,
    /// The opening hours by which people are to be there again first, where it was promised after hours.
    pub hours: Option<String>,
}

/// Why automation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoverCause {
    /// The flow leads to a human here.
    Flow,
    /// Key 0, or "agent" / «موظف».
    Asked,
    /// Angry, frustrated or lost.
    Mood,
    /// Emergency words.
    Emergency,
    /// Two silences.
    Silence,
    /// Not understood with enough confidence.
    NotUnderstood,
    /// Turn or time limit of automation.
    Limit,
    /// An agent was abused; somebody else takes over.
    Abuse,
    /// The agent's line broke and did not come back.
    AgentLost,
    /// The machine could not go on (a prompt is missing, listening failed).
    Fault,
}
