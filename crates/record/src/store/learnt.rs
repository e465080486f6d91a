//! What a database must offer for what routing learns from.

use async_trait::async_trait;
use wasl_model::{AgentId, CallId, Resolved, TalkOutcome, Timestamp};

use super::StoreError;

/// The part of a [`super::Store`] that learning uses.
#[async_trait]
pub trait LearntStore: Send + Sync + std::fmt::Debug {
    /// Keeps what came of a call's talks in the place of what was kept of them.
    async fn put_talks(&self, call: CallId, talks: &[TalkOutcome]) -> Result<(), StoreError>;
    /// Talks that ended at or after a time, in order.
    async fn talks_since(&self, since: Timestamp) -> Result<Vec<TalkOutcome>, StoreError>;
    /// Talks of which it is not told yet how they ended, oldest first, those after `after` only, at most `limit`.
    async fn unsettled_talks(
        &self,
        after: Option<(Timestamp, CallId)>,
        limit: u32,
    ) -> Result<Vec<TalkOutcome>, StoreError>;
    /// Says how a talk ended that was open; false when it is not.
    async fn settle_talk(&self, call: CallId, agent: &AgentId, resolved: Resolved) -> Result<bool, StoreError>;
    /// Keeps what a part of the house knows, in the place of what it knew.
    async fn keep_state(&self, name: &str, json: &str, at: Timestamp) -> Result<(), StoreError>;
    /// What it knew.
    async fn state(&self, name: &str) -> Result<Option<String>, StoreError>;
}
