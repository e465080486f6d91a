//! What agents and callers tell the house about a call beside the talk itself: steps, notes, outcomes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BranchId, Pii, PromiseId, Timestamp, UtteranceId};

/// A step of the method Listen, Apologise, Solve, Thank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LastStep {
    /// الاستماع
    Listen,
    /// الاعتذار
    Apologise,
    /// الحل
    Solve,
    /// الشكر
    Thank,
}

impl LastStep {
    /// All four, in their order.
    pub const ALL: [Self; 4] = [Self::Listen, Self::Apologise, Self::Solve, Self::Thank];
}

/// Who has to keep a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseKeeper {
    /// The support line.
    Phone,
    /// A branch.
    Branch,
}

/// A promise an agent made during or right after a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromiseMade {
    /// Its id.
    pub id: PromiseId,
    /// What.
    pub what: Pii<String>,
    /// Who keeps it.
    pub keeper: PromiseKeeper,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Where it is to be kept.
    pub branch: Option<BranchId>,
    /// The line of the transcript it was made in.
    pub utterance: Option<UtteranceId>,
}

/// How a talk ended for the caller, as the agent says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The matter is settled.
    Solved,
    /// Something was promised.
    Promised,
    /// Sent on to a colleague, a queue or a branch.
    SentOn,
    /// It could not be settled.
    NotSolved,
    /// Nobody there, a wrong number, a line that broke.
    NoTalk,
}

/// What an agent writes down at the end of a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WrapUp {
    /// How it ended.
    pub outcome: Outcome,
    /// In a sentence or two.
    pub summary: Pii<String>,
}
