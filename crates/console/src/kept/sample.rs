//! The plan by which calls are drawn for review, and the calls it drew.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, Timestamp};
use wasl_record::Kept;
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_review::scorecard::{Plan, Risk};

/// The plan, as one card beside the calls drawn by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptPlan {
    /// The plan.
    pub plan: Plan,
}

impl KeptPlan {
    /// The id of the one plan.
    pub const ID: &str = "plan";
}

impl Default for KeptPlan {
    fn default() -> Self {
        Self { plan: Plan::PerAgentPerWeek { calls: 4, seed: 0 } }
    }
}

impl Kept for KeptPlan {
    const SHELF: Shelf = Shelf::Samples;

    fn id(&self) -> String {
        Self::ID.to_owned()
    }

    fn spine(&self) -> Spine {
        Spine { kind: Some("plan".to_owned()), ..Spine::default() }
    }
}

/// A call drawn for review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptSample {
    /// Which call.
    pub call: CallId,
    /// Whose.
    pub agent: AgentId,
    /// What spoke for it; nothing where it was chance alone.
    pub risks: BTreeSet<Risk>,
    /// When it was drawn.
    pub drawn_at: Timestamp,
    /// Who reviews it: given it, or the first to begin.
    pub reviewer: Option<AgentId>,
    /// The reviewer's scorecard is published.
    pub done: bool,
    /// Who scores it a second time, blindly.
    #[serde(default)]
    pub second: Option<AgentId>,
    /// The second scorecard is published.
    #[serde(default)]
    pub second_done: bool,
}

impl KeptSample {
    /// What calls on that shelf are, beside the plan.
    pub const KIND: &str = "call";
    /// How a call stands that somebody still has to score.
    pub const OPEN: &str = "open";

    /// Nobody has to score it any more.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.done && (self.second.is_none() || self.second_done)
    }

    /// That user has to score it.
    #[must_use]
    pub fn is_for(&self, user: &AgentId) -> bool {
        let first = !self.done && self.reviewer.as_ref() == Some(user);
        first || (!self.second_done && self.second.as_ref() == Some(user))
    }
}

impl Kept for KeptSample {
    const SHELF: Shelf = Shelf::Samples;

    fn id(&self) -> String {
        self.call.to_string()
    }

    fn spine(&self) -> Spine {
        Spine {
            call: Some(self.call),
            owner: Some(self.agent.clone()),
            kind: Some(Self::KIND.to_owned()),
            state: Some(if self.is_done() { "done" } else { Self::OPEN }.to_owned()),
            place: -self.drawn_at.as_millis(),
            at: self.drawn_at,
            ..Spine::default()
        }
    }
}
