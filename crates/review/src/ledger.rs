//! The ledger of promises: how each stands at a moment, who must be told before the customer calls, and what counts
//! as kept.
//!
//! Open → due soon → lapsed, and from any of them to kept, partly kept or broken:
//! a person's answer (a visit's outcome, an agent's word) counts before everything, the latest one;
//! a promise to call back is kept by a talk that reached the customer in time, partly by a late one, and broken when
//! the customer had to come or call first after it was due.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, BranchId, Promise, PromiseId, PromiseKeeper, PromiseOutcome, PromiseState, Timestamp};

/// How long before a promise is due its keeper is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerRules {
    /// Due within this: soon, in milliseconds.
    pub soon_ms: u64,
    /// So much later still counts as in time, in milliseconds.
    pub grace_ms: u64,
}

impl Default for LedgerRules {
    /// Four hours ahead; a quarter of an hour of grace.
    fn default() -> Self {
        Self { soon_ms: 4 * 3_600_000, grace_ms: 15 * 60_000 }
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
    /// Whom it was given to, or else who made it.
    pub owner: Option<AgentId>,
}

/// Whom to tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Owner {
    /// This agent.
    Agent(AgentId),
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

/// Who must be told now, soonest due first. What was told once is never told again: `told` is what went out before.
#[must_use]
pub fn alerts(
    owing: &[Owing],
    told: &BTreeSet<(PromiseId, AlertKind)>,
    now: Timestamp,
    rules: &LedgerRules,
) -> Vec<Alert> {
    let mut told = told.clone();
    let mut found: Vec<Alert> = owing
        .iter()
        .filter_map(|owing| alert(owing, now, rules))
        .filter(|alert| told.insert((alert.promise, alert.kind)))
        .collect();
    found.sort_by_key(|alert| (alert.due, alert.promise));
    found
}

#[allow(clippy::wildcard_enum_match_arm, reason = "two standings of many are told")]
fn alert(owing: &Owing, now: Timestamp, rules: &LedgerRules) -> Option<Alert> {
    let kind = match standing(&owing.promise, now, rules) {
        Standing::DueSoon => AlertKind::DueSoon,
        Standing::Lapsed => AlertKind::Lapsed,
        _ => return None,
    };
    let owner = match (&owing.owner, owing.keeper, &owing.promise.branch) {
        (_, PromiseKeeper::Branch, Some(branch)) => Owner::Branch(branch.clone()),
        (_, PromiseKeeper::Branch, None) => Owner::Branches,
        (Some(agent), PromiseKeeper::Phone, _) => Owner::Agent(agent.clone()),
        (None, PromiseKeeper::Phone, _) => Owner::Phone,
    };
    Some(Alert { promise: owing.promise.id, kind, owner, due: owing.promise.due? })
}

/// Something that says what became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Proof {
    /// A call of ours reached the customer.
    Called {
        /// When they heard each other.
        at: Timestamp,
    },
    /// The customer called, or came, first.
    CustomerCame {
        /// When.
        at: Timestamp,
    },
    /// A visit answered it.
    Visit {
        /// When.
        at: Timestamp,
        /// How.
        outcome: PromiseOutcome,
    },
    /// Somebody of the house answered it.
    Answered {
        /// When.
        at: Timestamp,
        /// How.
        state: PromiseState,
    },
}

impl Proof {
    const fn at(self) -> Timestamp {
        match self {
            Self::Called { at } | Self::CustomerCame { at } | Self::Visit { at, .. } | Self::Answered { at, .. } => at,
        }
    }

    /// A person's answer.
    const fn answer(self) -> Option<PromiseState> {
        match self {
            Self::Answered { state, .. } => Some(state),
            Self::Visit { outcome, .. } => outcome.state(),
            Self::Called { .. } | Self::CustomerCame { .. } => None,
        }
    }
}

/// What a promise's state is after all that is known; what was before it was made proves nothing.
#[must_use]
pub fn settle(
    promise: &Promise,
    made_at: Timestamp,
    is_callback: bool,
    proofs: &[Proof],
    rules: &LedgerRules,
) -> PromiseState {
    let mut proofs: Vec<Proof> = proofs.iter().copied().filter(|proof| proof.at() > made_at).collect();
    proofs.sort_by_key(|proof| proof.at());
    if let Some(answer) = proofs.iter().rev().find_map(|proof| proof.answer()) {
        return answer;
    }
    if promise.state != PromiseState::Open || !is_callback {
        return promise.state;
    }
    let late = |at: Timestamp| promise.due.is_some_and(|due| at.since(due) > Duration::from_millis(rules.grace_ms));
    let first = proofs.iter().find(|proof| match proof {
        Proof::Called { .. } => true,
        // Who calls while there is still time was not let down.
        Proof::CustomerCame { at } => late(*at),
        Proof::Visit { .. } | Proof::Answered { .. } => false,
    });
    match first {
        Some(Proof::Called { at }) if late(*at) => PromiseState::PartlyKept,
        Some(Proof::Called { .. }) => PromiseState::Kept,
        Some(Proof::CustomerCame { .. }) => PromiseState::Broken,
        Some(Proof::Visit { .. } | Proof::Answered { .. }) | None => promise.state,
    }
}
