//! What was done about promised callbacks, step by step, so that a restart goes on where the last run stopped.

use serde::{Deserialize, Serialize};
use wasl_model::{Language, PromiseId, Timestamp};

use crate::book::Book;
use crate::store::StoreError;
use crate::summary::CallSummary;

/// One step of one callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackStep {
    /// Which promise.
    pub promise: PromiseId,
    /// What.
    pub kind: CallbackStepKind,
    /// Of [`CallbackStepKind::Owed`] the place in line, of [`CallbackStepKind::NotReached`] the next attempt.
    pub moment: Option<Timestamp>,
    /// Of [`CallbackStepKind::Owed`] the language the caller is served in.
    pub language: Option<Language>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackStepKind {
    /// Taken up.
    Owed,
    /// An agent is there and the caller is rung next.
    Dialling,
    /// The caller answered: the promise is kept.
    Connected,
    /// The caller did not answer.
    NotReached,
    /// Tried often enough: a person looks.
    GivenUp,
    /// The caller called in and has the place back: the promise is kept.
    Resumed,
}

impl Book {
    /// Keeps a step; kill -9 does not lose it. A step that ends a callback well marks its promise as kept.
    ///
    /// # Errors
    /// When the store does not take it, or there is no such promise.
    pub async fn note_callback(&self, step: &CallbackStep) -> Result<(), StoreError> {
        self.inner.store.note_callback(step, self.now()).await
    }

    /// Owes a callback again whose caller was written down to have answered in this call, which then was cut before anybody
    /// spoke with them: the caller is rung once more, from now on. False when that was not the callback's last step, or
    /// somebody settled it otherwise.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn owe_again(&self, promise: PromiseId, cut: &CallSummary) -> Result<bool, StoreError> {
        let now = self.now();
        self.inner.store.owe_again(promise, (cut.began, cut.ended.unwrap_or(now)), now).await
    }

    /// The steps of all callbacks that are still owed, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn callback_steps(&self) -> Result<Vec<CallbackStep>, StoreError> {
        self.inner.store.callback_steps().await
    }
}
