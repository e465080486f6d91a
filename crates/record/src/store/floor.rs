//! What a database must offer for what the floor remembers.

use async_trait::async_trait;
use wasl_model::{Hangup, Timestamp};

use super::StoreError;
use crate::CallSummary;
use crate::floor::Taken;

/// The part of a [`super::Store`] that the floor uses.
#[async_trait]
pub trait FloorStore: Send + Sync + std::fmt::Debug {
    /// Calls that were taken at or after a time, in order.
    async fn taken_since(&self, since: Timestamp) -> Result<Vec<Taken>, StoreError>;
    /// Calls that ended so at or after a time, in the order they ended.
    async fn ended_since(&self, since: Timestamp, how: &[Hangup]) -> Result<Vec<CallSummary>, StoreError>;
}
