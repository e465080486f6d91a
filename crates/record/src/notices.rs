//! What people are told beside the calls: a promise about to lapse, a remark that names them, a question to their branch.
//! A notice is told once to whoever listens; what it is about stays in the book.

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use utoipa::ToSchema;
use wasl_model::fold::fold_words;
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
    /// Whether it is for that user, who may serve in that branch.
    #[must_use]
    pub fn is_for(&self, user: &AgentId, in_branch: Option<&BranchId>) -> bool {
        match self {
            Self::PromiseDue { user: owner, branch, .. } => {
                owner.as_ref() == Some(user) || is_here(branch.as_ref(), in_branch)
            }
            Self::Mentioned { users, .. } => users.contains(user),
            Self::Asked { branch, .. } => is_here(Some(branch), in_branch),
        }
    }
}

/// The same branch, in any spelling.
fn is_here(branch: Option<&BranchId>, served_in: Option<&BranchId>) -> bool {
    branch.zip(served_in).is_some_and(|(a, b)| fold_words(a.as_str()) == fold_words(b.as_str()))
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
