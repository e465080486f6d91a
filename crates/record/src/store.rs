//! What any database must offer to hold the book, in the house's own words: no SQL passes this trait.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use wasl_model::{AgentId, CallId, Pii, PromiseId, QueueId, ReadTurn, TimelineEntry, Timestamp};

use crate::people::{SipSecret, User};
use crate::{CallFilter, CallSummary};

pub mod branch;
pub mod callback;
pub mod chain;
pub mod desk;
pub mod dump;
pub mod floor;
pub mod learnt;
pub mod privacy;
pub mod reading;
pub mod search;
pub mod shelf;
pub mod sql;

pub use branch::BranchStore;
pub use callback::CallbackStore;
pub use chain::ChainStore;
pub use desk::DeskStore;
pub use dump::{Dump, DumpError, DumpStore, DumpedTable};
pub use floor::FloorStore;
pub use learnt::LearntStore;
pub use privacy::PrivacyStore;
pub use reading::ReadingStore;
pub use search::SearchStore;
pub use shelf::ShelfStore;
pub use sql::SqlStore;

/// A timeline entry with its place among all entries of the house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Posted {
    /// Counts over all calls, never reused; the `seq` of the live events.
    pub position: u64,
    /// The entry.
    pub entry: Arc<TimelineEntry>,
}

/// Everything one commit writes: all of it or nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// New entries, in order.
    pub entries: Vec<Posted>,
    /// The rows of the calls they belong to, as they are after them.
    pub calls: Vec<CallSummary>,
}

/// Who opened what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Which user.
    pub user: AgentId,
    /// What was done: `recording.open`, `transcript.open`, `session.open`.
    pub action: String,
    /// With which call, if one.
    pub call: Option<CallId>,
}

/// Which audit rows are wanted; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this user.
    pub user: Option<AgentId>,
    /// With this call.
    pub call: Option<CallId>,
    /// Whose action begins so.
    pub action: Option<String>,
    /// At or after.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Older than this row.
    pub after: Option<u64>,
}

/// A caller who was promised to be called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackPromise {
    /// Its id.
    pub id: PromiseId,
    /// The call it was made in.
    pub call: CallId,
    /// Whom to call; `None` when the number was withheld.
    pub caller: Option<Pii<String>>,
    /// Where the caller waited.
    pub queue: QueueId,
    /// When it was promised.
    pub made: Timestamp,
    /// When it was kept.
    pub kept: Option<Timestamp>,
}

/// Why the store did not do it.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// Locked, full or unreachable: the same may work later.
    #[error("the store cannot be used now: {0}")]
    Unavailable(String),
    /// It refuses this write, now and later: there is a fault in the data.
    #[error("the store refuses it: {0}")]
    Refused(String),
    /// The file is damaged or is no store.
    #[error("the store is damaged: {0}; restore it from a backup, or move it away to start a new one")]
    Damaged(String),
    /// The key of its words cannot be opened.
    #[error("its words are sealed: {0}")]
    Locked(String),
    /// Another process keeps it.
    #[error("another wasl keeps it")]
    Kept,
    /// It was written by a newer release.
    #[error("the store was written by a newer release of Wasl (schema step {0} is unknown here); run that release")]
    Newer(i64),
}

/// A database that holds the book. One process writes at a time.
#[async_trait]
pub trait Store:
    BranchStore
    + CallbackStore
    + ChainStore
    + DeskStore
    + DumpStore
    + FloorStore
    + LearntStore
    + PrivacyStore
    + ReadingStore
    + SearchStore
    + ShelfStore
{
    /// Writes a batch, all of it or nothing; when it returns, kill -9 does not lose it.
    async fn write(&self, batch: &Batch) -> Result<(), StoreError>;
    /// The highest position given, 0 when there is none.
    async fn last_position(&self) -> Result<u64, StoreError>;
    /// Calls without an end.
    async fn open_calls(&self) -> Result<Vec<CallSummary>, StoreError>;
    /// One call.
    async fn call(&self, id: CallId) -> Result<Option<CallSummary>, StoreError>;
    /// When the last entry of a call's timeline was; nothing where there is none.
    async fn last_at(&self, id: CallId) -> Result<Option<Timestamp>, StoreError>;
    /// Calls that fit, newest first, at most `limit`.
    async fn calls(&self, filter: &CallFilter, limit: u32) -> Result<Vec<CallSummary>, StoreError>;
    /// A call's timeline, in order; empty for an unknown call.
    async fn timeline(&self, id: CallId) -> Result<Vec<TimelineEntry>, StoreError>;
    /// What was said in a call, in order, each turn with its readings.
    async fn transcript(&self, id: CallId) -> Result<Vec<ReadTurn>, StoreError>;
    /// Entries of all calls after a position, in order, at most `limit`.
    async fn since(&self, position: u64, limit: u32) -> Result<Vec<Posted>, StoreError>;
    /// Promised callbacks not yet kept, oldest first.
    async fn callbacks(&self) -> Result<Vec<CallbackPromise>, StoreError>;
    /// Marks a callback as kept; false when there is no such open promise.
    async fn keep_callback(&self, id: PromiseId, at: Timestamp) -> Result<bool, StoreError>;
    /// Adds a user with a password hash; false when the name is taken.
    async fn add_user(&self, user: &User, hash: &str) -> Result<bool, StoreError>;
    /// All users by name.
    async fn users(&self) -> Result<Vec<User>, StoreError>;
    /// One user with the password hash.
    async fn user(&self, name: &AgentId) -> Result<Option<(User, String)>, StoreError>;
    /// Changes a password hash; false when there is no such user.
    async fn set_password(&self, name: &AgentId, hash: &str, at: Timestamp) -> Result<bool, StoreError>;
    /// Disables or enables a user; false when there is none.
    async fn set_disabled(&self, name: &AgentId, disabled: bool) -> Result<bool, StoreError>;
    /// Stores the digest secret of an agent's phone, in place of the one before.
    async fn set_sip_secret(&self, secret: &SipSecret) -> Result<(), StoreError>;
    /// The digest secrets of all users who may sign in.
    async fn sip_secrets(&self) -> Result<Vec<SipSecret>, StoreError>;
    /// Remembers who opened what.
    async fn audit(&self, row: &AuditRow) -> Result<(), StoreError>;
    /// The latest audit rows, newest first.
    async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError>;
    /// Does it answer.
    async fn ping(&self) -> Result<(), StoreError>;
    /// Closes it in order.
    async fn close(&self);
}
