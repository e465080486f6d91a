//! What a database must offer for words that are read after the call.

use async_trait::async_trait;
use wasl_model::CallId;

use super::StoreError;
use crate::readings::Unheard;

/// The part of a [`super::Store`] that readings after the call use.
#[async_trait]
pub trait ReadingStore: Send + Sync + std::fmt::Debug {
    /// Sound of ended calls whose words are owed, oldest call first, at most `limit`.
    async fn unheard(&self, limit: u32) -> Result<Vec<Unheard>, StoreError>;
    /// The turns of this call are to be read again once it has ended. The call need not have its row yet.
    async fn owe_second_reading(&self, call: CallId) -> Result<(), StoreError>;
    /// Ended calls whose turns are to be read again and whose words are all there, oldest first, at most `limit`.
    async fn second_readings(&self, limit: u32) -> Result<Vec<CallId>, StoreError>;
    /// They have been.
    async fn second_reading_done(&self, call: CallId) -> Result<(), StoreError>;
}
