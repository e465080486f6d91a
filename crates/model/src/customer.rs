//! Customers, what was promised to them, and their visits to a branch.

use serde::{Deserialize, Serialize};

use crate::{BranchId, CallId, CustomerId, Pii, PromiseId, Span, Timestamp};

/// Something the organisation owes a customer: what, who, until when, where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// To whom.
    pub customer: Option<CustomerId>,
    /// Made in this call, at this place in its sound.
    pub made_in: Option<(CallId, Span)>,
    /// What.
    pub what: Pii<String>,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Where it is to be kept.
    pub branch: Option<BranchId>,
    /// How it stands.
    pub state: PromiseState,
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseState {
    /// Heard by the machine, not yet confirmed by a person.
    Suggested,
    /// Owed.
    Open,
    /// Kept.
    Kept,
    /// Partly kept.
    PartlyKept,
    /// Broken.
    Broken,
}

/// A customer's visit to a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchVisit {
    /// Who.
    pub customer: CustomerId,
    /// Where.
    pub branch: BranchId,
    /// When.
    pub at: Timestamp,
    /// What was told and done.
    pub notes: Pii<String>,
}
