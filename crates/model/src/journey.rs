//! A customer's way through the house: every meeting and every promise on one line.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgentId, BranchId, CallId, IntentId, Mood, Pii, PromiseId, Timestamp, VisitId};

/// Everything that happened between a customer and the organisation, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Journey {
    /// The steps.
    pub steps: Vec<JourneyStep>,
    /// Which step was the worst, counted from 0; `None` when none was bad.
    pub worst: Option<usize>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JourneyStep {
    /// What happened.
    pub kind: StepKind,
    /// When.
    pub at: Timestamp,
    /// In which call.
    pub call: Option<CallId>,
    /// In which visit.
    pub visit: Option<VisitId>,
    /// Which promise.
    pub promise: Option<PromiseId>,
    /// In which branch.
    pub branch: Option<BranchId>,
    /// Which agent talked with them.
    pub agent: Option<AgentId>,
    /// What it was about.
    pub intent: Option<IntentId>,
    /// In a sentence.
    pub text: Option<Pii<String>>,
    /// How the customer was at its end.
    pub mood: Option<FeltMood>,
}

/// What happened in a [`JourneyStep`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A talk with an agent by phone.
    Phone,
    /// A talk with an agent from the web page.
    Web,
    /// Only the machine answered.
    Ivr,
    /// A call back was asked for and promised.
    Callback,
    /// They left before anybody answered.
    Abandoned,
    /// They came to a branch.
    Visit,
    /// We promised something.
    PromiseMade,
    /// We kept it.
    PromiseKept,
    /// We kept it in part.
    PromisePartlyKept,
    /// We broke it.
    PromiseBroken,
}

/// A mood with who says so and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeltMood {
    /// How.
    pub mood: Mood,
    /// Who says so.
    pub source: MoodSource,
    /// 0..=1; a person's word is 1.
    pub confidence: f32,
}

/// Who tells a mood; the customer's own word counts most, the machine's least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoodSource {
    /// Read from voice, words and behaviour.
    Machine,
    /// The agent corrected the machine.
    Agent,
    /// The staff of the branch saw it.
    Staff,
    /// The customer said it.
    Customer,
}
