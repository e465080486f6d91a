//! What people are told beside the calls: a promise about to lapse, a remark that names them, a question to their branch.
//! A notice is told once to whoever listens; what it is about stays in the book.

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use utoipa::ToSchema;
use wasl_model::{AgentId, BranchId, CallId, CommentId, FindingId, Timestamp};

use crate::book::Book;
use crate::owed::OwedPromise;

/// Notices a slow listener may be behind. Drop rule: the oldest go.
pub(crate) const NOTICES: usize = 256;

/// Something to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A promise is about to lapse.
    PromiseDue {
        /// Which.
        promise: Box<OwedPromise>,
        /// The user who has to see to it, if it is one.
        user: Option<AgentId>,
        /// The branch that has to, if it is one.
        branch: Option<BranchId>,
    },
    /// A remark names somebody.
    Mentioned {
        /// Whom.
        users: Vec<AgentId>,
        /// On which call.
        call: CallId,
        /// The remark.
        comment: CommentId,
    },
    /// A branch is asked for its side.
    Asked {
        /// Which branch.
        branch: BranchId,
        /// About which finding.
        finding: FindingId,
        /// Until when.
        due: Timestamp,
    },
}

impl Notice {
    /// Whether it is for that user, who is told whether a branch, however it is spelled, is theirs.
    #[must_use]
    pub fn is_for(&self, user: &AgentId, is_here: impl Fn(&BranchId) -> bool) -> bool {
        match self {
            Self::PromiseDue { user: owner, branch, .. } => {
                owner.as_ref() == Some(user) || branch.as_ref().is_some_and(is_here)
            }
            Self::Mentioned { users, .. } => users.contains(user),
            Self::Asked { branch, .. } => is_here(branch),
        }
    }
}

impl Book {
    /// Tells whoever listens now.
    pub fn tell(&self, notice: Notice) {
        // Without listeners nobody is told.
        let _ = self.inner.notices.send(notice);
    }

    /// Notices from now on.
    #[must_use]
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.inner.notices.subscribe()
    }
}
