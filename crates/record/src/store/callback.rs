//! What a database must offer for callbacks.

use async_trait::async_trait;
use wasl_model::Timestamp;

use super::StoreError;
use crate::callbacks::CallbackStep;

/// The part of a [`super::Store`] that calling back uses.
#[async_trait]
pub trait CallbackStore: Send + Sync + std::fmt::Debug {
    /// Keeps a step; one that ends a callback well marks its promise as kept, in the same transaction.
    async fn note_callback(&self, step: &CallbackStep, at: Timestamp) -> Result<(), StoreError>;
    /// The steps of callbacks that are still owed, in order.
    async fn callback_steps(&self) -> Result<Vec<CallbackStep>, StoreError>;
}
