//! Promises: what, who keeps it, until when, where; open until somebody says how they ended.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    AgentId, BranchId, CallId, CustomerId, Pii, Promise, PromiseId, PromiseKeeper, PromiseState, QueueId, Timestamp,
    UtteranceId, VisitId,
};

use crate::book::Book;
use crate::customers::{Known, Person};
use crate::masking::mask_text;
use crate::page::{MOST_PER_PAGE, Page};
use crate::store::StoreError;
use crate::store::shelf::Step;

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
    /// Who has to see to it; the agent who made it, where nobody is named.
    #[serde(default)]
    pub owner: Option<AgentId>,
}

/// What is to change about a promise; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromiseChange {
    /// How it stands.
    pub state: Option<PromiseState>,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Who has to see to it.
    pub owner: Option<AgentId>,
}

/// Which promises are wanted; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseFilter {
    /// As they stand.
    pub state: Option<PromiseState>,
    /// Overdue at that moment: open, and their day is over; or every other one.
    #[serde(default)]
    pub overdue: Option<(bool, Timestamp)>,
    /// Kept by.
    pub keeper: Option<PromiseKeeper>,
    /// To be kept in this branch, in any of these spellings.
    pub branches: Option<Vec<BranchId>>,
    /// Made by this agent.
    pub agent: Option<AgentId>,
    /// Seen to by this user: given to them, or made by them, kept by the phone and given to nobody.
    #[serde(default)]
    pub owner: Option<AgentId>,
    /// To this customer.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Due at or after.
    #[serde(default)]
    pub due_from: Option<Timestamp>,
    /// Due before.
    pub due_before: Option<Timestamp>,
    /// Only what somebody of a branch may know of.
    #[serde(default)]
    pub of: Option<PromisesOf>,
    /// Only promises after this one in the list: the `next` of the page before.
    pub after: Option<PromiseId>,
}

/// Whose promises somebody of a branch may know of: those to be kept there, those made there in a visit, those they made and
/// those they have to see to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisesOf {
    /// The branch, in all its spellings.
    pub branches: Vec<BranchId>,
    /// Who.
    pub user: AgentId,
}

/// How many promises stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromiseCounts {
    /// Heard by the machine, confirmed by nobody.
    pub suggested: u64,
    /// Open and not overdue.
    pub open: u64,
    /// Open, and their day is over.
    pub overdue: u64,
    /// Kept.
    pub kept: u64,
    /// Kept in part.
    pub partly_kept: u64,
    /// Broken.
    pub broken: u64,
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

    /// Promises that fit: open ones first, soonest due first and those without a day last; then what is suggested; then what is
    /// closed, the latest first. Withdrawn ones never.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn promises(
        &self,
        filter: &PromiseFilter,
        limit: u32,
    ) -> Result<Page<OwedPromise, PromiseId>, StoreError> {
        let limit = limit.clamp(1, MOST_PER_PAGE);
        let known = self.customer_of(filter).await?;
        let found = self.inner.store.promises(filter, known.as_ref(), limit + 1).await?;
        Ok(Page::of(found, limit, |owed| owed.promise.id))
    }

    /// How many promises that fit stand how, in whatever state they are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn count_promises(&self, filter: &PromiseFilter) -> Result<PromiseCounts, StoreError> {
        let known = self.customer_of(filter).await?;
        let filter = PromiseFilter { state: None, overdue: None, after: None, ..filter.clone() };
        self.inner.store.count_promises(&filter, known.as_ref(), self.now()).await
    }

    async fn customer_of(&self, filter: &PromiseFilter) -> Result<Option<Known>, StoreError> {
        let Some(customer) = &filter.customer else { return Ok(None) };
        let now = self.customer_now(customer).await?.unwrap_or_else(|| customer.clone());
        self.known(&Person::Customer(now)).await.map(Some)
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

    /// Changes a promise and writes into its history who did and why; false when there is no such promise.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn change_promise(
        &self,
        id: PromiseId,
        change: &PromiseChange,
        by: &AgentId,
        why: Option<Pii<String>>,
    ) -> Result<bool, StoreError> {
        self.inner.store.change_promise(id, change, &self.step(by, "change", why)).await
    }

    /// Takes back a promise the machine suggested and a person says was none; it is not suggested again. False when there
    /// is no such suggestion.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn dismiss_promise(&self, id: PromiseId, by: &AgentId) -> Result<bool, StoreError> {
        self.inner.store.dismiss_promise(id, &self.step(by, "dismiss", None)).await
    }

    /// What was changed about a promise, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn promise_history(&self, id: PromiseId) -> Result<Vec<Step>, StoreError> {
        self.inner.store.promise_steps(id).await
    }

    /// Keeps a promise the machine heard, until a person confirms it; false when it was known, or somebody wrote it
    /// down from the same line. What is not to be kept of its words is hidden.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn suggest_promise(&self, promise: &OwedPromise) -> Result<bool, StoreError> {
        self.suggest(promise, None).await
    }

    /// The same of one that was heard or read in a visit: its words go with the visit.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn suggest_promise_of(&self, visit: VisitId, promise: &OwedPromise) -> Result<bool, StoreError> {
        self.suggest(promise, Some(visit)).await
    }

    async fn suggest(&self, promise: &OwedPromise, visit: Option<VisitId>) -> Result<bool, StoreError> {
        let mut promise = promise.clone();
        mask_text(&mut promise.promise.what, &self.inner.mask);
        self.inner.store.suggest_promise(&promise, visit).await
    }

    /// Open promises due before then of whose lapse nobody was told yet, at most a page of them; from now on somebody was.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn promises_to_alert(&self, due_before: Timestamp) -> Result<Vec<OwedPromise>, StoreError> {
        let mut fresh = Vec::new();
        for owed in self.inner.store.unalerted(due_before, MOST_PER_PAGE).await? {
            if self.inner.store.note_alert(owed.promise.id, self.now()).await? {
                fresh.push(owed);
            }
        }
        Ok(fresh)
    }

    /// Says how a promise stands; false when there is no such promise. A callback kept here is kept for [`Book::callbacks`] too.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn set_promise_state(&self, id: PromiseId, state: PromiseState) -> Result<bool, StoreError> {
        self.inner.store.set_promise_state(id, state, self.now()).await
    }
}
