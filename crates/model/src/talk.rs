//! What came of an agent's talk with a caller, as far as routing learns from it.

use serde::{Deserialize, Serialize};

use crate::{AgentId, CallId, IntentId, MoodScores, Timestamp};

/// One agent's part in one call. Nothing of the agent's voice or words is in it, and nothing of what an account is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TalkOutcome {
    /// In which call.
    pub call: CallId,
    /// Who talked.
    pub agent: AgentId,
    /// What was wanted: as the agent said, else as it was understood.
    pub intent: Option<IntentId>,
    /// When the caller began to wait for this agent.
    pub came: Timestamp,
    /// When the talk began.
    pub began: Timestamp,
    /// When it ended; the wrap-up comes after.
    pub ended: Timestamp,
    /// How long it kept the agent busy, wrap-up included, in milliseconds.
    pub busy_ms: u64,
    /// How the caller felt before the agent spoke; `None` where no mood was read, such as without consent.
    pub mood: Option<MoodScores>,
    /// What the caller weighed on the agent during the talk: 0 (calm) to 1 (angry).
    pub weight: f64,
    /// The caller got what was wanted.
    pub resolved: Resolved,
    /// The caller was not angry, frustrated or lost at the end; `None` where nobody knows.
    pub ended_well: Option<bool>,
    /// Which of the two policies of the meter had the agent offered: `a` or `b`.
    pub arm: Option<String>,
}

/// Whether a caller got what was wanted from a talk. Never told from how long it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolved {
    /// The agent said that it is settled; or nobody came back about it; or what was promised was kept.
    Yes,
    /// The agent said that it is not, or sent the caller on; or the caller came back about it; or a promise was broken.
    No,
    /// Something was promised: how that ends will tell.
    Promised,
    /// Nobody said how it ended: whether the caller comes back about it will tell.
    Open,
    /// It will never be known, and the talk is not counted.
    Unknown,
}
