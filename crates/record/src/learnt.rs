//! What came of agents' talks, each kept once, and what parts of the house go on with after a restart.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasl_model::{AgentId, CallId, Resolved, TalkOutcome, Timestamp};

use crate::book::Book;
use crate::store::StoreError;

impl Book {
    /// Keeps what came of a call's talks in the place of what was kept of them: a call that is read again counts once.
    ///
    /// # Errors
    /// When there is no such call, or the store does not take it.
    pub async fn put_talks(&self, call: CallId, talks: &[TalkOutcome]) -> Result<(), StoreError> {
        self.inner.store.put_talks(call, talks).await
    }

    /// Talks that ended at or after a time, in order, whatever is known of them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn talks_since(&self, since: Timestamp) -> Result<Vec<TalkOutcome>, StoreError> {
        self.inner.store.talks_since(since).await
    }

    /// Talks of which it is not told yet how they ended ([`Resolved::Open`], [`Resolved::Promised`]), oldest first, at
    /// most `limit`; those after a talk's end and call.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unsettled_talks(
        &self,
        after: Option<(Timestamp, CallId)>,
        limit: u32,
    ) -> Result<Vec<TalkOutcome>, StoreError> {
        self.inner.store.unsettled_talks(after, limit).await
    }

    /// Says how a talk ended that was not told yet; false when it was, or there is no such talk.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn settle_talk(&self, call: CallId, agent: &AgentId, resolved: Resolved) -> Result<bool, StoreError> {
        self.inner.store.settle_talk(call, agent, resolved).await
    }

    /// Keeps what a part of the house knows, under its name, in the place of what it knew.
    ///
    /// # Errors
    /// When it cannot be written as JSON, or the store does not take it.
    pub async fn keep_state(&self, name: &str, state: &(impl Serialize + Sync)) -> Result<(), StoreError> {
        let json = serde_json::to_string(state).map_err(|error| StoreError::Refused(error.to_string()))?;
        self.inner.store.keep_state(name, &json, self.now()).await
    }

    /// What a part of the house knew; `None` when it knew nothing, or wrote it in a form that is no longer known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn state<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let json = self.inner.store.state(name).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }
}
