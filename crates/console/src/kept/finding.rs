//! Differences of phone and branch with what became of them: what the branch says, how a person judged, what is learnt.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, BranchId, CallId, CustomerId, FindingId, Pii, QueueId, Span, Timestamp, VisitId};
use wasl_record::Kept;
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_review::consistency::Finding;

use super::word;

/// A difference and how far it has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeptFinding {
    /// Its id.
    pub id: FindingId,
    /// How far it has come.
    pub state: FindingState,
    /// Whose matter; a customer nobody wrote down is known by the call alone.
    pub customer: Option<CustomerId>,
    /// The branch of the visit.
    pub branch: Option<BranchId>,
    /// The queue of the call.
    pub queue: Option<QueueId>,
    /// The call.
    pub call: Option<CallId>,
    /// The visit.
    pub visit: Option<VisitId>,
    /// When it was found.
    pub found_at: Timestamp,
    /// What was found, with both quotes.
    pub finding: Finding,
    /// What the branch was asked.
    pub question: Option<Question>,
    /// What the branch says.
    pub answer: Option<Said>,
    /// How a person judged it.
    pub verdict: Option<Judgement>,
    /// What is learnt from it.
    pub lesson: Option<Said>,
}

/// How far a finding has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Found by the machine.
    Open,
    /// The branch was asked.
    Asked,
    /// The branch has answered.
    Answered,
    /// A person has judged it.
    Judged,
    /// Its lesson is written down.
    Closed,
}

/// A question to a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BranchQuestion)]
pub struct Question {
    /// Which branch.
    pub branch: BranchId,
    /// In words.
    pub text: Pii<String>,
    /// Until when an answer is wanted.
    pub due: Timestamp,
    /// Who asks.
    pub by: AgentId,
    /// When it was asked.
    pub at: Timestamp,
}

/// What somebody wrote: a branch's answer, a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    /// In words.
    pub text: Pii<String>,
    /// Who.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
}

/// How a person judged a finding, on evidence from both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Judgement {
    /// What it is.
    pub verdict: Verdict,
    /// Why it came so.
    pub reason: Reason,
    /// The evidence of the phone.
    pub phone: SideEvidence,
    /// The evidence of the branch.
    pub branch: SideEvidence,
    /// In words.
    pub note: Option<Pii<String>>,
    /// Who.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
}

/// What a finding is in a person's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The word was kept.
    Kept,
    /// In part.
    PartlyKept,
    /// One contradicted the other.
    Contradicted,
    /// Nothing is wrong here: the machine was.
    NoFault,
}

/// Why phone and branch differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The branch was never told.
    NotTold,
    /// A system was down.
    SystemDown,
    /// More was promised than could be kept.
    OverPromised,
    /// The branch refused.
    Refused,
    /// The customer did not come.
    DidNotCome,
    /// It was changed in agreement with the customer.
    Agreed,
    /// Something else, told in the note.
    Other,
}

/// One piece of evidence from one side; that nothing is recorded there must be said too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SideEvidence {
    /// These words.
    Quote {
        /// Where in the sound of the side's call or visit, if it has sound.
        span: Option<Span>,
        /// The words.
        words: Pii<String>,
    },
    /// Nothing is recorded on this side.
    NotRecorded,
}

impl Kept for KeptFinding {
    const SHELF: Shelf = Shelf::Findings;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn spine(&self) -> Spine {
        Spine {
            call: self.call,
            customer: self.customer.as_ref().map(|customer| customer.0.clone()),
            // Whoever was asked looks for it among theirs.
            branch: self.question.as_ref().map(|question| question.branch.clone()).or_else(|| self.branch.clone()),
            owner: None,
            kind: word(&self.finding.kind),
            state: word(&self.state),
            place: -self.found_at.as_millis(),
            at: self.found_at,
        }
    }
}
