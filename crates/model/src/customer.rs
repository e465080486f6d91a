//! Customers and what was promised to them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BranchId, CallId, CustomerId, IntentId, Language, Mood, Pii, PromiseId, Span, Timestamp};

/// Somebody the organisation serves. No balance and no value: a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The name as the person likes it.
    pub name: Option<Pii<String>>,
    /// Numbers they call from.
    pub numbers: Vec<Pii<String>>,
    /// Where they live.
    pub city: Option<Pii<String>>,
    /// The language they like to be served in.
    pub language: Option<Language>,
    /// What is worth a kind word now (a birth, an exam, a journey).
    pub occasion: Option<Pii<String>>,
}

/// Where a customer met the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A call.
    Phone,
    /// A visit.
    Branch,
}

/// One meeting of a customer with the organisation, newest first in a history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// Where.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// The call, if it was one.
    pub call: Option<CallId>,
    /// The branch, if it was a visit.
    pub branch: Option<BranchId>,
    /// What it was about.
    pub intent: Option<IntentId>,
    /// How they came.
    pub mood_first: Option<Mood>,
    /// How they left.
    pub mood_last: Option<Mood>,
    /// In a sentence.
    pub summary: Option<Pii<String>>,
}

/// Something the organisation owes a customer: what, who, until when, where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// To whom.
    pub customer: Option<CustomerId>,
    /// Made in this call, at this place in its sound.
    pub made_in: Option<(CallId, Span)>,
    /// What; empty once the words of the call or visit it was made in are over their time.
    pub what: Pii<String>,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Where it is to be kept.
    pub branch: Option<BranchId>,
    /// How it stands.
    pub state: PromiseState,
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
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
