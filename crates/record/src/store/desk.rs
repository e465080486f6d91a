//! What a database must offer beside the calls: customers, promises, desks, sessions.

use async_trait::async_trait;
use wasl_model::{AgentId, CallId, Contact, Customer, CustomerId, PromiseId, PromiseState, Timestamp};

use super::StoreError;
use crate::customers::{CustomerFilter, Known};
use crate::desk::{AgentDay, WrappedCall};
use crate::owed::{OwedPromise, PromiseCounts, PromiseFilter};
use crate::sessions::{KeptSession, TokenHash};

/// The part of a [`super::Store`] that desks use.
#[async_trait]
pub trait DeskStore: Send + Sync + std::fmt::Debug {
    /// One customer, with the numbers in their order.
    async fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError>;
    /// Adds or replaces a customer, unless a number is another's: then it writes nothing and gives that one.
    async fn put_customer(&self, customer: &Customer, at: Timestamp) -> Result<Option<CustomerId>, StoreError>;
    /// Customers that fit, by name, at most `limit`.
    async fn customers(&self, filter: &CustomerFilter, limit: u32) -> Result<Vec<Customer>, StoreError>;
    /// Customers' numbers with these last characters, and whose they are.
    async fn holders_like(&self, tail: &str) -> Result<Vec<(String, CustomerId)>, StoreError>;
    /// Numbers with these last characters that have called.
    async fn callers_like(&self, tail: &str) -> Result<Vec<String>, StoreError>;
    /// Ended calls and visits of a person, newest first, at most `limit`.
    async fn contacts(&self, known: &Known, limit: u32) -> Result<Vec<Contact>, StoreError>;
    /// Promises that fit, to a person if one is given; as the ledger is read ([`crate::Book::promises`]), at most `limit`.
    async fn promises(
        &self,
        filter: &PromiseFilter,
        to: Option<&Known>,
        limit: u32,
    ) -> Result<Vec<OwedPromise>, StoreError>;
    /// How many promises that fit stand how at that moment.
    async fn count_promises(
        &self,
        filter: &PromiseFilter,
        to: Option<&Known>,
        now: Timestamp,
    ) -> Result<PromiseCounts, StoreError>;
    /// One promise, unless it was withdrawn.
    async fn promise(&self, id: PromiseId) -> Result<Option<OwedPromise>, StoreError>;
    /// Promises made in a call, in order.
    async fn promises_in(&self, call: CallId) -> Result<Vec<OwedPromise>, StoreError>;
    /// Says how a promise stands; false when there is none.
    async fn set_promise_state(&self, id: PromiseId, state: PromiseState, at: Timestamp) -> Result<bool, StoreError>;
    /// A draft's JSON.
    async fn draft(&self, agent: &AgentId, call: CallId) -> Result<Option<String>, StoreError>;
    /// Keeps a draft; false when there is no such call.
    async fn put_draft(&self, agent: &AgentId, call: CallId, json: &str, at: Timestamp) -> Result<bool, StoreError>;
    /// Drops a draft; false when there was none.
    async fn drop_draft(&self, agent: &AgentId, call: CallId) -> Result<bool, StoreError>;
    /// A call's wrap-ups, oldest first.
    async fn wrap_ups(&self, call: CallId) -> Result<Vec<WrappedCall>, StoreError>;
    /// The last call whose talk with this agent ended since then without a wrap-up of theirs.
    async fn unwrapped(&self, agent: &AgentId, since: Timestamp) -> Result<Option<CallId>, StoreError>;
    /// An agent's numbers from one moment to another.
    async fn agent_day(&self, agent: &AgentId, since: Timestamp, now: Timestamp) -> Result<AgentDay, StoreError>;
    /// Keeps a session.
    async fn keep_session(&self, session: &KeptSession) -> Result<(), StoreError>;
    /// One session.
    async fn session(&self, token: &TokenHash) -> Result<Option<KeptSession>, StoreError>;
    /// All sessions.
    async fn sessions(&self) -> Result<Vec<KeptSession>, StoreError>;
    /// Notes that a session was used; false when there is none.
    async fn touch_session(&self, token: &TokenHash, at: Timestamp) -> Result<bool, StoreError>;
    /// Ends a session; false when there was none.
    async fn end_session(&self, token: &TokenHash) -> Result<bool, StoreError>;
    /// Ends every session of a user.
    async fn end_sessions_of(&self, user: &AgentId) -> Result<u64, StoreError>;
    /// Ends sessions that began or were last used before.
    async fn end_stale_sessions(&self, began: Timestamp, used: Timestamp) -> Result<u64, StoreError>;
}
