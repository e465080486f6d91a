//! What a database must offer for the chain of hashes.

use async_trait::async_trait;
use wasl_model::{CallId, Timestamp, VisitId};

use super::StoreError;
use crate::chain::{Content, Link};

/// The part of a [`super::Store`] that the chain uses.
#[async_trait]
pub trait ChainStore: Send + Sync + std::fmt::Debug {
    /// Calls with something no link covers, over before `quiet`, at most `limit`. One whose words are still owed or to be looked through is not
    /// among them until it is over since before `patience`.
    async fn unsealed(&self, quiet: Timestamp, patience: Timestamp, limit: u32) -> Result<Vec<CallId>, StoreError>;
    /// The SHA-256 over a call's entries from `first` to before `until` as they are kept, and the place after the last;
    /// `None` when there are none.
    async fn words_hash(&self, call: CallId, first: u64, until: u64) -> Result<Option<(u64, String)>, StoreError>;
    /// Some links after a number, in order, at most `limit`; those of one call if one is named.
    async fn links(&self, call: Option<CallId>, after: u64, limit: u32) -> Result<Vec<Link>, StoreError>;
    /// Ties links for a call to the chain, all or none; the call is sealed unless more was said meanwhile.
    async fn add_links(
        &self,
        call: CallId,
        contents: &[Content],
        reason: Option<&str>,
        at: Timestamp,
    ) -> Result<Vec<Link>, StoreError>;
    /// Calls that are over, not waiting to be sealed, and without a link; and visits that had one, at most `limit` of each.
    async fn unlinked(&self, limit: u32) -> Result<Vec<CallId>, StoreError>;
    /// Visits logged before `quiet` whose recordings were read, or cannot be, and have no link, at most `limit`.
    async fn visits_unlinked(&self, quiet: Timestamp, limit: u32) -> Result<Vec<VisitId>, StoreError>;
    /// Whether something of a call still waits for its link.
    async fn is_sealing(&self, call: CallId) -> Result<bool, StoreError>;
}
