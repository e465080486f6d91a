//! Sessions of signed-in users, kept through a restart. Only the hash of a cookie is kept: a look at the book signs nobody in.

use wasl_model::{AgentId, Timestamp};

use crate::book::Book;
use crate::store::StoreError;

/// Most sessions. Drop rule: the ones unused for longest go.
pub const MOST_SESSIONS: u32 = 10_000;

/// The SHA-256 of a session's cookie.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSession {
    /// What it is known by.
    pub token: TokenHash,
    /// Whose.
    pub user: AgentId,
    /// When the password it was begun with was set.
    pub password_set: Timestamp,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub used: Timestamp,
}

impl Book {
    /// Keeps a session, in the place of the one of that token.
    ///
    /// # Errors
    /// When there is no such user, or the store does not take it.
    pub async fn keep_session(&self, session: &KeptSession) -> Result<(), StoreError> {
        self.inner.store.keep_session(session).await
    }

    /// The session of that token; whether it may still be used is the asker's to say.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn session(&self, token: &TokenHash) -> Result<Option<KeptSession>, StoreError> {
        self.inner.store.session(token).await
    }

    /// All sessions, for a start.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sessions(&self) -> Result<Vec<KeptSession>, StoreError> {
        self.inner.store.sessions().await
    }

    /// Notes that a session was used; false when there is none. It writes: once a minute is enough.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn touch_session(&self, token: &TokenHash, at: Timestamp) -> Result<bool, StoreError> {
        self.inner.store.touch_session(token, at).await
    }

    /// Ends a session; false when there was none.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn end_session(&self, token: &TokenHash) -> Result<bool, StoreError> {
        self.inner.store.end_session(token).await
    }

    /// Ends every session of a user; gives how many.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn end_sessions_of(&self, user: &AgentId) -> Result<u64, StoreError> {
        self.inner.store.end_sessions_of(user).await
    }

    /// Ends sessions that began or were last used before; gives how many.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn end_stale_sessions(&self, began: Timestamp, used: Timestamp) -> Result<u64, StoreError> {
        self.inner.store.end_stale_sessions(began, used).await
    }
}
