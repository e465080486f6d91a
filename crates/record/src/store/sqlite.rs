//! The book in one SQLite file: write-ahead log, so that readers never wait and kill -9 loses no commit.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use wasl_model::{AgentId, CallId, PromiseId, ReadTurn, TimelineEntry, Timestamp};

use super::{AuditRow, Batch, CallbackPromise, Posted, Store, StoreError};
use crate::people::{SipSecret, User};
use crate::{CallFilter, CallSummary};

mod aside;
mod customers;
mod desk;
mod promises;
mod read;
mod readings;
mod sessions;
mod users;
mod write;

/// A file larger than this is not read through at start; damage in it shows when the damaged page is read.
const LARGEST_CHECKED_BYTES: u64 = 64 << 20;

/// One writes, the others read.
const CONNECTIONS: u32 = 4;

/// The schema's steps, each applied once and never changed afterwards.
const STEPS: [(i64, &str, &str); 3] = [
    (1, "book", include_str!("../../migrations/0001_book.sql")),
    (2, "desk", include_str!("../../migrations/0002_desk.sql")),
    (3, "readings", include_str!("../../migrations/0003_readings.sql")),
];

/// SQLite holding the book.
#[derive(Debug)]
pub struct SqliteStore {
    pool: SqlitePool,
}

impl SqliteStore {
    /// Opens or makes the file and brings it to this release's schema; `None` keeps everything in memory (tests).
    ///
    /// # Errors
    /// When it is damaged, newer than this release, or cannot be opened.
    pub async fn open(file: Option<&Path>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(2))
            .create_if_missing(true);
        let options = match file {
            Some(file) => options.filename(file),
            None => options.in_memory(true),
        };
        // One connection alone brings the file up to date: a second one that opens meanwhile would find it locked.
        let store = Self { pool: connect(options.clone(), 1).await? };
        if file.and_then(|file| std::fs::metadata(file).ok()).is_some_and(|file| file.len() <= LARGEST_CHECKED_BYTES) {
            store.check().await?;
        }
        store.migrate().await?;
        customers::key_callers(&store.pool).await?;
        if file.is_none() {
            return Ok(store);
        }
        store.pool.close().await;
        Ok(Self { pool: connect(options, CONNECTIONS).await? })
    }

    async fn check(&self) -> Result<(), StoreError> {
        let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&self.pool).await.map_err(said)?;
        if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let step = |(version, name, sql): (i64, &'static str, &'static str)| {
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, Cow::Borrowed(sql), false)
        };
        let migrations = Cow::Owned(STEPS.into_iter().map(step).collect());
        let migrator = Migrator { migrations, ..Migrator::DEFAULT };
        let mut connection = self.pool.acquire().await.map_err(said)?;
        connection.ensure_migrations_table().await.map_err(unmigrated)?;
        migrator.run_direct(&mut *connection).await.map_err(unmigrated)
    }
}

async fn connect(options: SqliteConnectOptions, connections: u32) -> Result<SqlitePool, StoreError> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(said)
}

/// The file of a store URL: `sqlite://relative`, `sqlite:///absolute`, or in memory (`None`).
pub(crate) fn file_of(url: &str) -> Result<Option<PathBuf>, ()> {
    let rest = url.strip_prefix("sqlite:").ok_or(())?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split('?').next().unwrap_or_default();
    match path {
        "" => Err(()),
        ":memory:" => Ok(None),
        path => Ok(Some(PathBuf::from(path))),
    }
}

/// A database error in the house's words, by SQLite's primary result code.
#[allow(clippy::wildcard_enum_match_arm, reason = "not our enum: what is not about the data passes")]
fn said(error: sqlx::Error) -> StoreError {
    let text = error.to_string();
    match error {
        sqlx::Error::Database(database) => match primary_code(&*database) {
            11 | 26 => StoreError::Damaged(text),
            5..=8 | 10 | 13 | 14 => StoreError::Unavailable(text),
            _ => StoreError::Refused(text),
        },
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::RowNotFound => {
            StoreError::Damaged(text)
        }
        _ => StoreError::Unavailable(text),
    }
}

fn primary_code(error: &dyn sqlx::error::DatabaseError) -> i64 {
    error.code().and_then(|code| code.parse::<i64>().ok()).unwrap_or_default() & 0xff
}

#[allow(clippy::wildcard_enum_match_arm, reason = "not our enum: the rest are steps that do not fit the file")]
fn unmigrated(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(step) | MigrateError::VersionTooNew(step, _) => StoreError::Newer(step),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => said(error),
        other => StoreError::Damaged(other.to_string()),
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        write::batch(&self.pool, batch).await
    }
    async fn last_position(&self) -> Result<u64, StoreError> {
        read::last_position(&self.pool).await
    }
    async fn open_calls(&self) -> Result<Vec<CallSummary>, StoreError> {
        read::open_calls(&self.pool).await
    }
    async fn call(&self, id: CallId) -> Result<Option<CallSummary>, StoreError> {
        read::call(&self.pool, id).await
    }
    async fn calls(&self, filter: &CallFilter, limit: u32) -> Result<Vec<CallSummary>, StoreError> {
        read::calls(&self.pool, filter, limit).await
    }
    async fn timeline(&self, id: CallId) -> Result<Vec<TimelineEntry>, StoreError> {
        read::timeline(&self.pool, id).await
    }
    async fn transcript(&self, id: CallId) -> Result<Vec<ReadTurn>, StoreError> {
        read::transcript(&self.pool, id).await
    }
    async fn since(&self, position: u64, limit: u32) -> Result<Vec<Posted>, StoreError> {
        read::since(&self.pool, position, limit).await
    }
    async fn callbacks(&self) -> Result<Vec<CallbackPromise>, StoreError> {
        read::callbacks(&self.pool).await
    }
    async fn keep_callback(&self, id: PromiseId, at: Timestamp) -> Result<bool, StoreError> {
        promises::keep_callback(&self.pool, id, at).await
    }
    async fn add_user(&self, user: &User, hash: &str) -> Result<bool, StoreError> {
        users::add(&self.pool, user, hash).await
    }
    async fn users(&self) -> Result<Vec<User>, StoreError> {
        users::all(&self.pool).await
    }
    async fn user(&self, name: &AgentId) -> Result<Option<(User, String)>, StoreError> {
        users::one(&self.pool, name).await
    }
    async fn set_password(&self, name: &AgentId, hash: &str, at: Timestamp) -> Result<bool, StoreError> {
        users::set_password(&self.pool, name, hash, at).await
    }
    async fn set_disabled(&self, name: &AgentId, disabled: bool) -> Result<bool, StoreError> {
        users::set_disabled(&self.pool, name, disabled).await
    }
    async fn set_sip_secret(&self, secret: &SipSecret) -> Result<(), StoreError> {
        users::set_sip_secret(&self.pool, secret).await
    }
    async fn sip_secrets(&self) -> Result<Vec<SipSecret>, StoreError> {
        users::sip_secrets(&self.pool).await
    }
    async fn audit(&self, row: &AuditRow) -> Result<(), StoreError> {
        users::audit(&self.pool, row).await
    }
    async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        users::audit_rows(&self.pool, limit).await
    }
    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map(|_| ()).map_err(said)
    }
    async fn close(&self) {
        self.pool.close().await;
    }
}
