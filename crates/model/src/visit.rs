//! A customer's visit to a branch, as the branch logs it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BranchId, CustomerId, IntentId, Mood, Pii, PromiseId, PromiseState, Timestamp, Utterance, VisitId};

/// One visit: who came where and why, what was told, what became of every open promise, and how they left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Visit {
    /// Its id, made by whoever logs it: a visit sent twice is kept once.
    pub id: VisitId,
    /// Who.
    pub customer: CustomerId,
    /// Where.
    pub branch: BranchId,
    /// When.
    pub at: Timestamp,
    /// What it was about.
    pub reason: Option<IntentId>,
    /// Who served, as the branch writes it.
    pub served_by: Option<Pii<String>>,
    /// What was told and done.
    pub notes: Pii<String>,
    /// An answer for every promise that was open.
    pub outcomes: Vec<PromiseAnswer>,
    /// How they left, as the staff saw it.
    pub left: Option<Mood>,
    /// The words of a recording the customer agreed to; staff speak as [`crate::Speaker::Agent`],
    /// the customer as [`crate::Speaker::Caller`], times count from the recording's start.
    #[serde(default)]
    pub said: Vec<Utterance>,
}

/// What became of a promise in a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromiseAnswer {
    /// Which promise.
    pub promise: PromiseId,
    /// What.
    pub outcome: PromiseOutcome,
    /// Why it was not kept whole.
    pub why: Option<Pii<String>>,
}

/// How a promise fared in a visit. Silence is no answer, "nobody raised it" is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseOutcome {
    /// Kept.
    Kept,
    /// Kept in part.
    PartlyKept,
    /// Refused or not possible.
    NotKept,
    /// Not spoken of.
    NotRaised,
}

impl PromiseOutcome {
    /// How the promise stands afterwards; `None` where it stands as before.
    #[must_use]
    pub const fn state(self) -> Option<PromiseState> {
        match self {
            Self::Kept => Some(PromiseState::Kept),
            Self::PartlyKept => Some(PromiseState::PartlyKept),
            Self::NotKept => Some(PromiseState::Broken),
            Self::NotRaised => None,
        }
    }
}
