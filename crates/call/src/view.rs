//! A call as the desk of an agent in it may show it.

use wasl_model::{
    AgentId, HandoverCause, IntentGuess, Language, LegId, MoodReading, OfferReasons, Pii, QueueId, Timestamp,
};

use crate::TransferTarget;

/// One call for one agent's desk, now.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskView {
    /// Whose desk.
    pub agent: AgentId,
    /// The agent's leg.
    pub leg: LegId,
    /// Where the agent stands in it.
    pub phase: DeskPhase,
    /// Nothing is kept of the call now, until then at the latest.
    pub paused_until: Option<Timestamp>,
    /// Whom else the agent asks, or talks with beside the caller.
    pub other: Option<OtherParty>,
    /// When the caller came.
    pub began: Timestamp,
    /// When the agent answered.
    pub answered: Option<Timestamp>,
    /// Where the caller waited.
    pub queue: Option<QueueId>,
    /// When the caller began to wait for a person.
    pub since: Option<Timestamp>,
    /// Why this agent was chosen.
    pub reasons: Option<OfferReasons>,
    /// Why automation, or the last agent's talk, ended.
    pub handover: Option<HandoverCause>,
    /// What the caller wants.
    pub intent: Option<IntentGuess>,
    /// How the caller felt last.
    pub mood: Option<MoodReading>,
    /// The caller's language.
    pub language: Language,
    /// The caller's number; `None` when withheld.
    pub number: Option<Pii<String>>,
}

/// Where an agent stands in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskPhase {
    /// The agent's phone rings.
    Ringing {
        /// Until then at the latest.
        until: Timestamp,
    },
    /// The agent waits while the caller is called back.
    CallingBack,
    /// The agent talks with the caller.
    Talking,
    /// The agent put the others on hold.
    Held {
        /// Since.
        since: Timestamp,
    },
    /// The agent's line is silent; the talk goes on when it is back in time.
    Lost {
        /// Since.
        since: Timestamp,
        /// Until then at the latest.
        until: Timestamp,
    },
    /// The agent asks, or talks with, somebody else while the caller waits.
    Consulting,
    /// The agent sends the caller on, and the target rings.
    Transferring,
    /// All three hear each other.
    Joined,
}

/// Whom else an agent has to do with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherParty {
    /// Who, as far as it is known: the colleague once one is rung, else where was asked.
    pub who: TransferTarget,
    /// Answered (otherwise it rings, or is being looked for).
    pub talking: bool,
}
