//! What a database must offer for branches: visits, customers' fields, merges, users' branches and tokens.

use async_trait::async_trait;
use uuid::Uuid;
use wasl_model::{AgentId, BranchId, CallId, CustomerId, Field, FieldKind, Merge, Mood, Timestamp, Utterance, VisitId};

use super::StoreError;
use crate::search::visits::{SaidFilter, SaidInVisit};
use crate::sessions::TokenHash;
use crate::tokens::ApiToken;
use crate::visits::{LoggedVisit, VisitFilter, VisitRecording};

/// The part of a [`super::Store`] that branches use.
#[async_trait]
pub trait BranchStore: Send + Sync + std::fmt::Debug {
    /// Keeps a visit and closes the promises it answers, all or nothing; false when its id is taken.
    async fn put_visit(&self, visit: &LoggedVisit) -> Result<bool, StoreError>;
    /// One visit.
    async fn visit(&self, id: VisitId) -> Result<Option<LoggedVisit>, StoreError>;
    /// Visits that fit, newest first, at most `limit`.
    async fn visits(&self, filter: &VisitFilter, limit: u32) -> Result<Vec<LoggedVisit>, StoreError>;
    /// Remembers the call of a visit's handing over; false when there was one or there is no such visit.
    async fn hand_over_visit(&self, id: VisitId, call: CallId) -> Result<bool, StoreError>;
    /// Says how a visit's recording stands.
    async fn set_visit_recording(&self, id: VisitId, state: VisitRecording) -> Result<(), StoreError>;
    /// A visit has a recording now, with the SHA-256 of what was sent; false when it had one.
    async fn keep_visit_sound(&self, id: VisitId, sha256: &str) -> Result<bool, StoreError>;
    /// The SHA-256 of what was sent as a visit's recording, where it is known.
    async fn visit_sound_sent(&self, id: VisitId) -> Result<Option<String>, StoreError>;
    /// Visits whose recordings are to be read, oldest first, at most `limit`.
    async fn visits_unread(&self, limit: u32) -> Result<Vec<VisitId>, StoreError>;
    /// Keeps what was said in a visit.
    async fn set_visit_said(&self, id: VisitId, said: &[Utterance]) -> Result<(), StoreError>;
    /// Recorded visits that fit with what was said in them, newest first, at most `limit`.
    async fn said_in_visits(&self, filter: &SaidFilter, limit: u32) -> Result<Vec<SaidInVisit>, StoreError>;
    /// The last mood the machine read in a call, with its confidence.
    async fn last_mood_read(&self, call: CallId) -> Result<Option<(Mood, f32)>, StoreError>;
    /// What is known of a customer, by kind, oldest first.
    async fn fields(&self, customer: &CustomerId) -> Result<Vec<Field>, StoreError>;
    /// Keeps a field in the place of the one of that kind and key.
    async fn put_field(&self, customer: &CustomerId, key: &str, field: &Field) -> Result<(), StoreError>;
    /// Drops a field; false when there was none.
    async fn drop_field(&self, customer: &CustomerId, kind: FieldKind, key: &str) -> Result<bool, StoreError>;
    /// Customers who have a field of that kind whose folded value is that.
    async fn customers_with(&self, kind: FieldKind, folded: &str) -> Result<Vec<CustomerId>, StoreError>;
    /// Numbers with these last digits: customers', those of open promises, and those that called since then.
    async fn numbers_ending(
        &self,
        digits: &str,
        since: Timestamp,
    ) -> Result<Vec<(String, Option<CustomerId>)>, StoreError>;
    /// Makes two customers one, all or nothing.
    async fn merge(&self, merge: &Merge) -> Result<(), StoreError>;
    /// Undoes a merge; false when there is none to undo.
    async fn undo_merge(&self, id: Uuid, at: Timestamp) -> Result<bool, StoreError>;
    /// Merges into a customer, newest first.
    async fn merges_of(&self, kept: &CustomerId) -> Result<Vec<Merge>, StoreError>;
    /// The customer of that id, or the one they were merged into.
    async fn customer_now(&self, id: &CustomerId) -> Result<Option<CustomerId>, StoreError>;
    /// A user's branch.
    async fn branch_of(&self, user: &AgentId) -> Result<Option<BranchId>, StoreError>;
    /// Says which branch a user serves in.
    async fn set_branch(&self, user: &AgentId, branch: Option<&BranchId>) -> Result<(), StoreError>;
    /// The names of branches: of visits first, then those users serve in.
    async fn branches(&self) -> Result<Vec<BranchId>, StoreError>;
    /// Keeps a token.
    async fn keep_token(&self, token: &ApiToken) -> Result<(), StoreError>;
    /// One token.
    async fn token(&self, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError>;
    /// Drops all tokens of a user.
    async fn drop_tokens(&self, user: &AgentId) -> Result<u64, StoreError>;
}
