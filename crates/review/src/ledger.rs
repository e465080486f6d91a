//! The ledger of promises: how each stands at a moment, and who must be told before the customer calls.
//!
//! Open → due soon → lapsed, and from any of them to kept, partly kept or broken, which people say: a visit's answers,
//! an agent, whoever sees to it; and a callback, by reaching the caller.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, BranchId, Promise, PromiseId, PromiseKeeper, PromiseState, Timestamp};

/// How long before a promise is due its keeper is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerRules {
    /// Due within this: soon, in milliseconds.
    pub soon_ms: u64,
}

impl Default for LedgerRules {
    /// A day ahead.
    fn default() -> Self {
        Self { soon_ms: 24 * 3_600_000 }
    }
}

impl LedgerRules {
    /// Until when a promise must be due to be told of now.
    #[must_use]
    pub fn horizon(&self, now: Timestamp) -> Timestamp {
        now + Duration::from_millis(self.soon_ms)
    }
}

/// How a promise stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Heard, not yet confirmed by a person.
    Suggested,
    /// Owed, and there is time, or no day was named.
    Open,
    /// Owed, and due soon.
    DueSoon,
    /// Owed, and the day has passed.
    Lapsed,
    /// Kept.
    Kept,
    /// Partly kept.
    PartlyKept,
    /// Broken.
    Broken,
}

/// How a promise stands now.
#[must_use]
pub fn standing(promise: &Promise, now: Timestamp, rules: &LedgerRules) -> Standing {
    match promise.state {
        PromiseState::Suggested => Standing::Suggested,
        PromiseState::Kept => Standing::Kept,
        PromiseState::PartlyKept => Standing::PartlyKept,
        PromiseState::Broken => Standing::Broken,
        PromiseState::Open => match promise.due {
            Some(due) if now > due => Standing::Lapsed,
            Some(due) if due.since(now) <= Duration::from_millis(rules.soon_ms) => Standing::DueSoon,
            Some(_) | None => Standing::Open,
        },
    }
}

/// A promise and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    /// The promise.
    pub promise: Promise,
    /// Who keeps it.
    pub keeper: PromiseKeeper,
    /// Whom it was given to, if to anybody.
    pub owner: Option<AgentId>,
    /// Who made it; nobody when the machine did.
    pub made_by: Option<AgentId>,
}

/// Whom to tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Owner {
    /// This user: it was given to them, or they made it and the phone keeps it.
    User(AgentId),
    /// The staff of this branch.
    Branch(BranchId),
    /// Whoever leads the phone.
    Phone,
    /// Whoever leads the branches: none was named.
    Branches,
}

/// What is told of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// It is due soon.
    DueSoon,
    /// The day has passed.
    Lapsed,
}

/// Somebody to be told before the customer calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Of which promise.
    pub promise: PromiseId,
    /// What.
    pub kind: AlertKind,
    /// Whom.
    pub owner: Owner,
    /// When it is due.
    pub due: Timestamp,
}

/// Who must be told of a promise now; nobody while there is time, or once it is closed.
#[must_use]
#[allow(clippy::wildcard_enum_match_arm, reason = "two standings of many are told")]
pub fn alert(owing: &Owing, now: Timestamp, rules: &LedgerRules) -> Option<Alert> {
    let kind = match standing(&owing.promise, now, rules) {
        Standing::DueSoon => AlertKind::DueSoon,
        Standing::Lapsed => AlertKind::Lapsed,
        _ => return None,
    };
    let owner = match (&owing.owner, owing.keeper, &owing.promise.branch, &owing.made_by) {
        (Some(user), ..) | (None, PromiseKeeper::Phone, _, Some(user)) => Owner::User(user.clone()),
        (None, PromiseKeeper::Branch, Some(branch), _) => Owner::Branch(branch.clone()),
        (None, PromiseKeeper::Branch, None, _) => Owner::Branches,
        (None, PromiseKeeper::Phone, _, None) => Owner::Phone,
    };
    Some(Alert { promise: owing.promise.id, kind, owner, due: owing.promise.due? })
}
