//! One agent's desk and the call on it, as the page shows them. Nothing here is about the agent's own feelings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    AgentId, CallId, Care, HandoverCause, IntentGuess, Language, MoodReading, NotReadyReason, OfferReasons, Pii,
    QueueId, Timestamp,
};

/// An agent's desk as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeskNow {
    /// Whose.
    pub agent: AgentId,
    /// Name as colleagues and callers hear it.
    pub display_name: String,
    /// What they are doing.
    pub state: DeskState,
    /// Why they are away, when they are.
    pub reason: Option<NotReadyReason>,
    /// In this state since; `None` when nobody was there yet.
    pub since_ms: Option<Timestamp>,
    /// The wrap-up ends by itself then.
    pub wrap_up_until_ms: Option<Timestamp>,
    /// A phone is registered, in the browser or on the desk.
    pub phone: bool,
    /// The phone in the browser is connected.
    pub flow: bool,
    /// The call on the desk, or the one being wrapped up.
    pub call: Option<DeskCall>,
    /// How hard the day was.
    pub care: Care,
}

/// What an agent is doing, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskState {
    /// No phone is connected.
    SignedOut,
    /// Waiting for a call.
    Ready,
    /// Away.
    NotReady,
    /// A call is being offered.
    Ringing,
    /// Talking, also while the caller is on hold.
    Talking,
    /// Finishing the last call.
    WrapUp,
}

/// The call on a desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeskCall {
    /// Which.
    pub id: CallId,
    /// How it stands for this agent.
    pub phase: CallPhase,
    /// The queue it waited in.
    pub queue: Option<QueueId>,
    /// When the caller came.
    pub began_ms: Timestamp,
    /// The offer ends then, while it rings.
    pub ring_until_ms: Option<Timestamp>,
    /// When this agent and the caller first heard each other.
    pub bridged_ms: Option<Timestamp>,
    /// On hold since.
    pub held_since_ms: Option<Timestamp>,
    /// It is being recorded.
    pub recording: bool,
    /// The caller does not want to be recorded: nothing of their sound is kept.
    pub recording_refused: bool,
    /// Nothing is kept now (a card's number is told); recording goes on by itself then.
    #[serde(default)]
    pub recording_paused_until_ms: Option<Timestamp>,
    /// Who is asked or has joined, beside the caller.
    pub other: Option<OtherParty>,
    /// Why automation ended.
    pub handover: Option<HandoverCause>,
    /// What the caller wants.
    pub intent: Option<IntentGuess>,
    /// How the caller feels now.
    pub mood: Option<MoodReading>,
    /// How the caller felt so far, oldest first.
    pub mood_line: Vec<MoodReading>,
    /// How long the caller waited for a person.
    pub waited_ms: u64,
    /// Why this agent was chosen.
    pub reasons: Option<OfferReasons>,
    /// The caller's language, once settled.
    pub language: Option<Language>,
    /// The caller's number; `None` when withheld.
    pub number: Option<Pii<String>>,
}

/// How a call stands for the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallPhase {
    /// Offered.
    Ringing,
    /// Both hear each other.
    Talking,
    /// The caller hears music.
    Held,
    /// The agent's line is silent for the moment; the caller hears music.
    Lost,
    /// Somebody else is being asked while the caller waits.
    Consulting,
    /// The agent waits while a caller who was promised it is called back.
    CallingBack,
    /// Three hear each other.
    Conference,
    /// Over for this agent.
    WrapUp,
}

/// Who is asked or has joined, beside the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OtherParty {
    /// An agent's or a queue's name, or the number dialled.
    pub name: Pii<String>,
    /// How it stands.
    pub state: OtherState,
}

/// How it stands with the other party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OtherState {
    /// Being rung.
    Ringing,
    /// There.
    Talking,
}
