//! The people who answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgentId, CallId, Language, Mood, QueueId, Skill, Timestamp};

/// How well an agent does something, 1 (can) to 5 (best).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "u8", into = "u8")]
pub struct SkillLevel(u8);

impl SkillLevel {
    /// A level, if it is 1 to 5.
    #[must_use]
    pub const fn new(level: u8) -> Option<Self> {
        if level >= 1 && level <= 5 { Some(Self(level)) } else { None }
    }

    /// 1 to 5.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for SkillLevel {
    type Error = String;
    fn try_from(level: u8) -> Result<Self, String> {
        Self::new(level).ok_or_else(|| format!("skill level {level} is not between 1 and 5"))
    }
}

impl From<SkillLevel> for u8 {
    fn from(level: SkillLevel) -> Self {
        level.0
    }
}

/// What the dispatcher knows of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentProfile {
    /// Who.
    pub id: AgentId,
    /// Name as colleagues and callers hear it.
    pub display_name: String,
    /// Queues served.
    pub queues: Vec<QueueId>,
    /// Languages spoken, with level.
    pub languages: BTreeMap<Language, SkillLevel>,
    /// Skills, with level.
    pub skills: BTreeMap<Skill, SkillLevel>,
    /// How well this agent does with a caller in that mood; absent means unknown.
    pub moods: BTreeMap<Mood, SkillLevel>,
    /// Where the agent sits in a queue; a queue that is absent has the first seat.
    #[serde(default)]
    pub seats: BTreeMap<QueueId, Seat>,
    /// Whatever else a queue may ask for, such as `site = "riyadh"`.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// An agent's seat in one queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seat {
    /// The first tier, 1, is asked first; the next ones after a wait.
    pub tier: u8,
    /// Order among the agents of a queue, where the strategy goes by order; equals follow in the order they were named.
    pub position: u32,
    /// Share of a weighted random choice; 0 is chosen only when nobody else is free.
    pub weight: u32,
}

impl Default for Seat {
    fn default() -> Self {
        Self { tier: 1, position: 1, weight: 1 }
    }
}

/// What an agent is doing.
///
/// ```text
/// SignedOut → Ready ⇄ NotReady
///               │ offer        ↑
///            Ringing → OnCall → WrapUp
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum AgentState {
    /// No phone or desk is connected.
    SignedOut,
    /// Waiting for a call.
    Ready {
        /// Idle since.
        since: Timestamp,
    },
    /// Away.
    NotReady {
        /// Why.
        reason: NotReadyReason,
        /// Since.
        since: Timestamp,
    },
    /// A call is being offered.
    Ringing {
        /// Which.
        call: CallId,
    },
    /// Talking.
    OnCall {
        /// With whom.
        call: CallId,
    },
    /// Finishing the last call.
    WrapUp {
        /// Until then at the latest.
        until: Timestamp,
    },
}

/// Why an agent is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotReadyReason {
    /// A rest, also offered after hard calls.
    Break,
    /// Prayer.
    Prayer,
    /// A meal.
    Meal,
    /// A meeting or coaching.
    Meeting,
    /// Work away from the phone.
    BackOffice,
    /// The phone did not answer an offer.
    NoAnswer,
    /// Said no to an offer: a short pause that ends by itself.
    Declined,
    /// The desk's line broke during a talk and did not come back in time.
    LineLost,
    /// Anything else.
    Other,
}

/// What an agent carried since the day began. Counted from the callers served, shown to the agent first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Care {
    /// Minutes of talk, each weighted by how hard the caller's mood was on the agent (0 calm, 1 angry).
    pub hard_minutes: f64,
    /// Talks with callers who were hard on the agent.
    pub hard_calls: u32,
    /// Callers handed over for abuse.
    pub abuse: u32,
    /// A rest is due: offered, never forced.
    pub rest_offered: bool,
    /// The share of the day's budget of hard minutes that is used; from 1 on hot callers go to others who are free.
    #[serde(default)]
    pub budget_used: f64,
    /// Hard minutes since the last rest.
    #[serde(default)]
    pub hard_minutes_since_rest: f64,
    /// The last rest ended, or the work began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rested: Option<Timestamp>,
}
