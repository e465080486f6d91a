//! The seam between a call and the dispatcher (`routing`).
//!
//! - `why`: why an agent was offered a call, in a sentence

mod why;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgentId, CallId, IntentGuess, Language, MoodScores, OfferId, Pii, QueueId, Skill, SkillLevel, Timestamp};

/// A caller who needs a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteRequest {
    /// Which call.
    pub call: CallId,
    /// Where to wait.
    pub queue: QueueId,
    /// Who calls: used to find the last agent and to keep a redialler's place. `None` when withheld.
    pub caller: Option<Pii<String>>,
    /// Language the agent must speak.
    pub language: Language,
    /// What is wanted.
    pub intent: Option<IntentGuess>,
    /// How the caller feels, before any agent spoke. Chooses the agent; never pushes the caller down.
    pub mood: MoodScores,
    /// Skills the agent must have, with the least level.
    pub skills: BTreeMap<Skill, SkillLevel>,
    /// Emergency words were said: first in line.
    pub emergency: bool,
    /// When the caller began to wait for a person.
    pub since: Timestamp,
    /// A transfer to this agent by name: offered to nobody else and never waits (answered by `Offer` or `NoOne` at once).
    #[serde(default)]
    pub only: Option<AgentId>,
    /// Agents this caller abused: never offered to them again.
    #[serde(default)]
    pub abused: BTreeSet<AgentId>,
}

/// What the dispatcher tells a waiting call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "update")]
pub enum RouteUpdate {
    /// The place in line and an honest range of the wait.
    Waiting {
        /// In which queue.
        queue: QueueId,
        /// 1 is next.
        position: u32,
        /// How long, honestly; `None` when nothing is known yet.
        wait: Option<WaitRange>,
    },
    /// The caller hung up less than a minute ago and has the old place back.
    PlaceKept {
        /// Waiting since then.
        since: Timestamp,
    },
    /// Ring this agent.
    Offer {
        /// The offer; answer it with its outcome.
        offer: OfferId,
        /// Whom.
        agent: AgentId,
        /// For how long to ring.
        ring_ms: u64,
        /// Why this one.
        reasons: OfferReasons,
    },
    /// The offer is withdrawn (the agent went away while ringing): stop ringing.
    Withdrawn {
        /// Which.
        offer: OfferId,
    },
    /// Nobody came in time: the call waits in another queue from now on.
    Overflowed {
        /// From.
        from: QueueId,
        /// To.
        to: QueueId,
    },
    /// The answer to every [`crate::CallCommand::LeaveQueue`]: what was said before it no longer counts.
    Left,
    /// Nobody can serve it now (closed, or no agent signed in): promise a callback.
    NoOne {
        /// In which queue.
        queue: QueueId,
    },
}

/// How an offer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum OfferOutcome {
    /// The agent answered.
    Accepted,
    /// The agent did not take it.
    Refused {
        /// How.
        cause: RefusalCause,
    },
    /// The caller hung up, or the offer was withdrawn, while it rang.
    CallerGone,
    /// The dispatcher took it back.
    Withdrawn,
}

/// How an agent's talk with a caller ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TalkEnd {
    /// As talks end: somebody hung up, or the caller was sent on.
    Done,
    /// The agent's line broke and did not come back: the agent takes no calls until saying so.
    LineLost,
    /// The agent was abused: a rest is offered, and this caller never again.
    Abuse,
}

/// How an agent did not take an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCause {
    /// Said no.
    Declined,
    /// Did not answer in time.
    NoAnswer,
    /// Busy on another line.
    Busy,
    /// Phone not reachable.
    Unreachable,
}

/// An honest range of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitRange {
    /// Half of the callers wait at most this.
    pub p50_ms: u64,
    /// Four in five wait at most this.
    pub p80_ms: u64,
}

/// Why an agent was chosen. Kept with the call for ever.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OfferReasons {
    /// The chosen agent's score.
    pub score: f64,
    /// Its parts, largest first.
    pub parts: Vec<ScorePart>,
    /// The agents who came next, with their scores.
    pub runners_up: Vec<(AgentId, f64)>,
    /// The parts of their scores, in the same order.
    #[serde(default)]
    pub runner_up_parts: Vec<Vec<ScorePart>>,
    /// How many were free and eligible.
    pub eligible: u32,
    /// How long the caller had waited.
    pub waited_ms: u64,
    /// What the caller is expected to weigh on whoever takes the call: 0 (calm) to 1 (angry).
    #[serde(default)]
    pub weight: f32,
    /// The strategy that chose, such as `longest_idle`; empty for an agent called by name.
    #[serde(default)]
    pub strategy: String,
    /// Which of the two policies the meter had switched on, if it compares two: `a` or `b`; nothing while it washes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arm: Option<String>,
    /// All of it in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Why {
    /// Arabic.
    pub ar: String,
    /// English.
    pub en: String,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScorePart {
    /// What it counts, such as `skill`, `mood_fit`, `idle`; a part of value 0 may be a note,
    /// such as `relaxed_language`: the caller had waited too long to insist on it.
    pub name: String,
    /// How much.
    pub value: f64,
}
