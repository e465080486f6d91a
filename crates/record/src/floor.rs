//! What the floor remembers of its day after a restart: calls taken, and calls that ended a moment ago.

use wasl_model::{AgentId, CallId, Hangup, Timestamp};

use crate::book::Book;
use crate::store::StoreError;
use crate::summary::CallSummary;

/// A call that an agent took from the dispatcher, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// Which call.
    pub call: CallId,
    /// Who took it.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
    /// What the caller was expected to weigh on the agent, 0 (calm) to 1 (angry).
    pub before: f64,
    /// When the agent had no more to do with it. Of a call that a crash cut: as far as its recording goes.
    pub ended: Timestamp,
    /// What the caller weighed in the talk: the mean of its readings, or what was expected where nothing was read.
    pub during: f64,
    /// The agent said to have been abused in it.
    pub abuse: bool,
}

impl Book {
    /// Calls that were taken at or after a time, in order. Asked at a start, when no call lives: every opening closes them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn taken_since(&self, since: Timestamp) -> Result<Vec<Taken>, StoreError> {
        self.inner.store.taken_since(since).await
    }

    /// Calls that ended so at or after a time, in the order they ended.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ended_since(&self, since: Timestamp, how: &[Hangup]) -> Result<Vec<CallSummary>, StoreError> {
        self.inner.store.ended_since(since, how).await
    }
}
