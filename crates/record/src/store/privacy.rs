//! What a database must offer so that the book can forget: masking, legal holds, retention, erasure.

use async_trait::async_trait;
use wasl_model::secret::SecretKind;
use wasl_model::{AgentId, CallId, CustomerId, ForgetCause, Holding, Pii, TimelineEntry, Timestamp};

use super::{AuditFilter, AuditRow, StoreError};
use crate::customers::Known;
use crate::holds::Hold;
use crate::masking::Unmasked;

/// The part of a [`super::Store`] that forgets.
#[async_trait]
pub trait PrivacyStore: Send + Sync + std::fmt::Debug {
    /// Ended calls whose words are to be looked through, oldest first, at most `limit`.
    async fn unmasked(&self, limit: u32) -> Result<Vec<Unmasked>, StoreError>;
    /// Puts entries in the place of those with their numbers, and what was read from them; the call is looked through unless
    /// more words came meanwhile. `summary` replaces that of the call. In its promises these
    /// kinds are hidden; gives in how many.
    async fn rewrite(
        &self,
        owed: Unmasked,
        entries: &[TimelineEntry],
        summary: Option<&Pii<String>>,
        kinds: &[SecretKind],
    ) -> Result<usize, StoreError>;
    /// Audit rows that fit, newest first, each with its number, at most `limit`.
    async fn audit_of(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<(u64, AuditRow)>, StoreError>;
    /// Every hold, oldest first.
    async fn holds(&self) -> Result<Vec<Hold>, StoreError>;
    /// Places a hold; false when its call or customer is not known.
    async fn add_hold(&self, hold: &Hold) -> Result<bool, StoreError>;
    /// Lifts a hold; false when there is none.
    async fn remove_hold(&self, id: &str) -> Result<bool, StoreError>;
    /// Calls of a person, live ones too.
    async fn calls_of_person(&self, known: &Known) -> Result<Vec<CallId>, StoreError>;
    /// Calls that ended before and of which this is still kept, oldest first, at most `limit`.
    async fn kept_since_before(&self, what: Holding, before: Timestamp, limit: u32) -> Result<Vec<CallId>, StoreError>;
    /// Takes this of a call out of the book, all of it or nothing; gives how many rows.
    async fn forget(&self, call: CallId, what: Holding, why: ForgetCause, at: Timestamp) -> Result<u64, StoreError>;
    /// Visits before that moment, and whose.
    async fn visits_before(&self, before: Timestamp, limit: u32) -> Result<Vec<(String, CustomerId)>, StoreError>;
    /// Takes visits out of the book, by their ids.
    async fn forget_visits(&self, ids: &[String]) -> Result<u64, StoreError>;
    /// A customer and those who went into it.
    async fn merged_into(&self, customer: &CustomerId) -> Result<Vec<CustomerId>, StoreError>;
    /// Erasures, under way and done, oldest first.
    async fn erasures(&self) -> Result<Vec<Erasure>, StoreError>;
    /// Notes an erasure before it begins, and that these calls and visits get new links.
    async fn begin_erasure(&self, erasure: &Erasure, of: &[String]) -> Result<(), StoreError>;
    /// Takes a person out of the book: the calls, and every row with a customer or one of the numbers. The erasure is done
    /// with the same commit.
    async fn forget_person(&self, erasing: &Erasing<'_>) -> Result<(), StoreError>;
    /// Something of a call or visit is about to change for this reason: it gets new links afterwards.
    async fn owe_relink(&self, of: &str, reason: &str) -> Result<(), StoreError>;
    /// Calls and visits that were about to change and have no new links yet, and why.
    async fn relinking(&self) -> Result<Vec<(String, String)>, StoreError>;
    /// Leaves nothing of what was taken out in these of the database's files; false when readers are in the way.
    async fn scrub(&self, how_far: Scrub) -> Result<bool, StoreError>;
}

/// An erasure, under way or done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: String,
    /// Of whom, while it is under way.
    pub whose: Option<CustomerId>,
    /// By whom.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
    /// Its proof as JSON, as far as it is known.
    pub proof: String,
}

/// A person who is being taken out.
#[allow(missing_debug_implementations, reason = "it holds a person's numbers and a closure")]
pub struct Erasing<'a> {
    /// The erasure.
    pub id: &'a str,
    /// All customers the person was kept as.
    pub customers: &'a [CustomerId],
    /// Their numbers in every spelling.
    pub numbers: &'a [String],
    /// Their calls.
    pub calls: &'a [CallId],
    /// When.
    pub at: Timestamp,
    /// What is said of it in the audit.
    pub audit: AuditRow,
    /// The proof, told the rows that went, by table.
    pub proof: &'a (dyn Fn(Vec<(String, u64)>) -> Result<String, StoreError> + Send + Sync),
}

/// How far a database is scrubbed; each takes longer than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scrub {
    /// Its log.
    Log,
    /// And the index of words.
    Index,
    /// And everything else.
    All,
}
