//! What a database must offer for callbacks.

use async_trait::async_trait;
use wasl_model::{PromiseId, Timestamp};

use super::StoreError;
use crate::callbacks::CallbackStep;

/// The part of a [`super::Store`] that calling back uses.
#[async_trait]
pub trait CallbackStore: Send + Sync + std::fmt::Debug {
    /// Keeps a step; one that ends a callback well marks its promise as kept, in the same transaction.
    async fn note_callback(&self, step: &CallbackStep, at: Timestamp) -> Result<(), StoreError>;
    /// Owes a callback again, from now on, whose last step is that the caller answered between these times, and which that
    /// step kept; false when it stands otherwise.
    async fn owe_again(
        &self,
        promise: PromiseId,
        answered: (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// The steps of callbacks that are still owed, in order.
    async fn callback_steps(&self) -> Result<Vec<CallbackStep>, StoreError>;
}
