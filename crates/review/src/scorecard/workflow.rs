//! A sheet's way: draft → published → acknowledged, or disputed → resolved. No state is skipped, nothing is unsaid.
//!
//! ```text
//! Draft ──publish──▶ Published ──acknowledge──▶ Acknowledged
//!                        │                        ▲
//!                        └──dispute──▶ Disputed ──┴resolve──▶ Resolved ──acknowledge──▶ Acknowledged
//! ```

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{Pii, Timestamp};

use super::{Form, MarkError, Sheet};

/// Where a sheet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being filled; its author alone sees it.
    #[default]
    Draft,
    /// The agent sees it.
    Published,
    /// The agent agrees.
    Acknowledged,
    /// The agent does not.
    Disputed,
    /// Somebody else has judged the dispute.
    Resolved,
}

/// What somebody is to a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = SheetRole)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Fills it.
    Author,
    /// Whose work it is about.
    Agent,
    /// Judges disputes; never the author of the sheet.
    Judge,
}

/// What may be done to a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Change marks and comments.
    Edit,
    /// Show it to the agent.
    Publish,
    /// Agree.
    Acknowledge,
    /// Disagree, with a reason.
    Dispute,
    /// Judge the dispute, with a reason; marks may be changed by the judge before.
    Resolve,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Published, Self::Acknowledged, Self::Disputed, Self::Resolved];
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Author, Self::Agent, Self::Judge];
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Edit, Self::Publish, Self::Acknowledge, Self::Dispute, Self::Resolve];
}

/// One thing done to a sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who: a user's name.
    pub by: String,
    /// As what.
    pub role: Role,
    /// What.
    pub action: Action,
    /// Where the sheet stood afterwards.
    pub state: State,
    /// The score of that moment, 0..=100.
    pub score: Option<f64>,
    /// Why.
    pub why: Option<Pii<String>>,
}

/// Why something cannot be done to a sheet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkflowError {
    /// Not by them, or not now.
    #[error("{action:?} is not for {role:?} while the sheet is {state:?}")]
    MayNot {
        /// As what.
        role: Role,
        /// What.
        action: Action,
        /// Where it stands.
        state: State,
    },
    /// A person has to answer every question first.
    #[error("these questions are not answered by a person yet: {}", .questions.join(", "))]
    Unanswered {
        /// Their names.
        questions: Vec<String>,
    },
    /// A dispute and its judgement need a reason.
    #[error("{action:?} needs a reason in words")]
    NoReason {
        /// What.
        action: Action,
    },
    /// Authors do not judge their own sheets.
    #[error("a dispute is judged by somebody other than the sheet's author")]
    OwnSheet,
    /// A mark does not fit.
    #[error(transparent)]
    Mark(#[from] MarkError),
}

/// Where an action leads; nothing where it may not be done.
#[must_use]
pub const fn leads_to(role: Role, state: State, action: Action) -> Option<State> {
    match (role, state, action) {
        (Role::Author, State::Draft, Action::Edit) => Some(State::Draft),
        (Role::Author, State::Draft, Action::Publish) => Some(State::Published),
        (Role::Agent, State::Published | State::Resolved, Action::Acknowledge) => Some(State::Acknowledged),
        (Role::Agent, State::Published, Action::Dispute) => Some(State::Disputed),
        (Role::Judge, State::Disputed, Action::Edit) => Some(State::Disputed),
        (Role::Judge, State::Disputed, Action::Resolve) => Some(State::Resolved),
        (Role::Author | Role::Agent | Role::Judge, _, _) => None,
    }
}

/// Whether somebody may do something to a sheet that stands so.
#[must_use]
pub const fn may(role: Role, state: State, action: Action) -> bool {
    leads_to(role, state, action).is_some()
}

impl Sheet {
    /// Does something to the sheet and writes it into its history. Marks are changed between [`Action::Edit`]s by the caller.
    ///
    /// # Errors
    /// What the workflow forbids; a publication while the machine's marks stand unconfirmed or questions are open.
    pub fn act(
        &mut self,
        form: &Form,
        (by, role): (&str, Role),
        action: Action,
        at: Timestamp,
        why: Option<Pii<String>>,
    ) -> Result<State, WorkflowError> {
        let state = leads_to(role, self.state, action);
        let state = state.ok_or(WorkflowError::MayNot { role, action, state: self.state })?;
        if role == Role::Judge && by == self.author {
            return Err(WorkflowError::OwnSheet);
        }
        let reasoned = why.as_ref().is_some_and(|why| !why.reveal().trim().is_empty());
        if matches!(action, Action::Dispute | Action::Resolve) && !reasoned {
            return Err(WorkflowError::NoReason { action });
        }
        self.fits(form)?;
        let open = self.unanswered(form);
        if matches!(action, Action::Publish | Action::Resolve) && !open.is_empty() {
            return Err(WorkflowError::Unanswered { questions: open.into_iter().map(str::to_owned).collect() });
        }
        let score = super::score(form, self)?.score;
        self.state = state;
        self.history.push(Step { at, by: by.to_owned(), role, action, state, score, why });
        Ok(state)
    }
}
