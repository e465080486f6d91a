//! What the call's state machine orders. The shell carries it out and reports back as inputs.

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, CallEvent, EndCause, Language, LegId, MoodScores, OfferId, OfferOutcome, PromptId, RouteRequest, Speaker,
    TalkEnd,
};

/// One playback, so that its end is not taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlayId(pub u32);

/// What a leg hears from the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaySource {
    /// Prompts, one after the other, once.
    Prompts(Vec<PromptId>, Language),
    /// Hold music, until stopped.
    Music,
    /// Ringback tone, until stopped.
    Ringback,
}

/// An order to the shell.
#[derive(Clone, Debug, PartialEq)]
pub enum CallCommand {
    /// 180 to the caller.
    Ring {
        /// Which leg.
        leg: LegId,
    },
    /// 200 to the caller.
    Answer {
        /// Which leg.
        leg: LegId,
    },
    /// End a leg, whatever its state (reject, CANCEL or BYE).
    Hangup {
        /// Which leg.
        leg: LegId,
        /// Why, as the far end is told.
        cause: EndCause,
    },
    /// Ring an agent's phones as a new leg.
    DialAgent {
        /// The new leg.
        leg: LegId,
        /// Whom.
        agent: AgentId,
        /// For how long.
        ring_ms: u64,
        /// Not a new call: the agent's desk comes back to the talk it lost, and answers by itself.
        resume: bool,
    },
    /// Ring somebody outside (transfer target) as a new leg.
    DialOutside {
        /// The new leg.
        leg: LegId,
        /// A SIP URI or number, as the agent gave it.
        target: crate::Pii<String>,
        /// For how long.
        ring_ms: u64,
    },
    /// An agent is there: write down that the promised caller is being called, then ring them as this leg.
    CallBack {
        /// The caller's leg.
        leg: LegId,
        /// The promise it keeps.
        promise: crate::PromiseId,
        /// The number.
        number: crate::Pii<String>,
        /// For how long.
        ring_ms: u64,
    },
    /// Play to a leg, replacing what it hears from the machine.
    Play {
        /// Which leg.
        leg: LegId,
        /// Name of this playback.
        play: PlayId,
        /// What.
        source: PlaySource,
    },
    /// Stop what the machine plays to a leg.
    StopPlay {
        /// Which leg.
        leg: LegId,
    },
    /// Two legs hear each other from now on (and nobody else, and no machine).
    Bridge {
        /// One.
        a: LegId,
        /// The other.
        b: LegId,
    },
    /// They no longer do.
    Unbridge {
        /// One.
        a: LegId,
        /// The other.
        b: LegId,
    },
    /// Three legs or more hear each other from now on (and nobody else, and no machine).
    Join {
        /// All of them.
        legs: Vec<LegId>,
    },
    /// They no longer do: each of them hears nobody.
    Part {
        /// All of them; some may be over.
        legs: Vec<LegId>,
    },
    /// Write this leg's sound into the recording as this speaker, and listen to it.
    Attend {
        /// Which leg.
        leg: LegId,
        /// Whose voice.
        speaker: Speaker,
    },
    /// From now on nobody but the parties hears this call, or again: recording and ears get silence (PCI DSS 3.3.1).
    Discretion {
        /// Nothing is kept.
        on: bool,
    },
    /// These phrases are expected from the caller now; an empty list ends it.
    Expect {
        /// In which language.
        language: Language,
        /// The phrases.
        phrases: Vec<String>,
        /// A number may be told, digit by digit.
        digits: bool,
    },
    /// Ask the dispatcher for a person.
    Route(Box<RouteRequest>),
    /// The caller no longer waits.
    LeaveQueue,
    /// Tell the dispatcher how its offer ended.
    OfferEnded {
        /// Which.
        offer: OfferId,
        /// How.
        outcome: OfferOutcome,
    },
    /// The agent's talk with this caller is over: wrap-up begins.
    TalkEnded {
        /// Who talked.
        agent: AgentId,
        /// In which way.
        end: TalkEnd,
        /// How the caller felt during the talk, on the whole.
        mood: MoodScores,
    },
    /// Answer a REFER of this leg (RFC 3515): true for 202 and success, false for a refusal.
    ReferAnswered {
        /// Which leg asked.
        leg: LegId,
        /// Was it done.
        accepted: bool,
    },
    /// Write into the timeline.
    Remember(Box<CallEvent>),
    /// The call is over: close the recording and the timeline, forget it.
    Close,
}
