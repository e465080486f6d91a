//! Promises: what, who keeps it, until when, where; open until somebody says how they ended.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    AgentId, BranchId, CallId, Pii, Promise, PromiseId, PromiseKeeper, PromiseState, QueueId, Timestamp, UtteranceId,
};

use crate::book::Book;
use crate::customers::Person;
use crate::page::{MOST_PER_PAGE, Page};
use crate::store::StoreError;

/// A promise with who made it and who keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwedPromise {
    /// The promise.
    #[serde(flatten)]
    pub promise: Promise,
    /// Who keeps it.
    pub keeper: PromiseKeeper,
    /// When it was made.
    pub made_at: Timestamp,
    /// Which agent made it; `None` when the machine did.
    pub agent: Option<AgentId>,
    /// The line of the transcript it was made in.
    pub utterance: Option<UtteranceId>,
    /// The number that called; `None` when withheld.
    pub number: Option<Pii<String>>,
    /// The queue that owes a callback, if the machine promised one.
    pub callback: Option<QueueId>,
    /// When it was kept or broken.
    pub closed_at: Option<Timestamp>,
}

/// Which promises are wanted; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseFilter {
    /// As they stand.
    pub state: Option<PromiseState>,
    /// Kept by.
    pub keeper: Option<PromiseKeeper>,
    /// To be kept in this branch.
    pub branch: Option<BranchId>,
    /// Made by this agent.
    pub agent: Option<AgentId>,
    /// Due before.
    pub due_before: Option<Timestamp>,
    /// Only promises after this one in the list: the `next` of the page before.
    pub after: Option<PromiseId>,
}

impl Book {
    /// What is owed to a person: soonest due first, those without a day last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open_promises(&self, person: &Person) -> Result<Vec<OwedPromise>, StoreError> {
        let known = self.known(person).await?;
        let open = PromiseFilter { state: Some(PromiseState::Open), ..PromiseFilter::default() };
        self.inner.store.promises(&open, Some(&known), MOST_PER_PAGE).await
    }

    /// Promises that fit: soonest due first, those without a day last; withdrawn ones never.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn promises(
        &self,
        filter: &PromiseFilter,
        limit: u32,
    ) -> Result<Page<OwedPromise, PromiseId>, StoreError> {
        let limit = limit.clamp(1, MOST_PER_PAGE);
        let found = self.inner.store.promises(filter, None, limit + 1).await?;
        Ok(Page::of(found, limit, |owed| owed.promise.id))
    }

    /// One promise, unless it was withdrawn.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn promise(&self, id: PromiseId) -> Result<Option<OwedPromise>, StoreError> {
        self.inner.store.promise(id).await
    }

    /// What was promised in a call, in order; withdrawn promises never.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn promises_in(&self, call: CallId) -> Result<Vec<OwedPromise>, StoreError> {
        self.inner.store.promises_in(call).await
    }

    /// Says how a promise stands; false when there is no such promise. A callback kept here is kept for [`Book::callbacks`] too.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn set_promise_state(&self, id: PromiseId, state: PromiseState) -> Result<bool, StoreError> {
        self.inner.store.set_promise_state(id, state, self.now()).await
    }
}
