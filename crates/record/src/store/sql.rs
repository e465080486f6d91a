//! The book in SQLite or PostgreSQL: one text of every question, answered by either.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::{AnyConnection, Connection};
use wasl_model::{AgentId, CallId, PromiseId, ReadTurn, TimelineEntry, Timestamp};

use super::{AuditRow, Batch, CallbackPromise, Posted, Store, StoreError};
use crate::people::{SipSecret, User};
use crate::vault::MasterKey;
use crate::{CallFilter, CallSummary};

mod aside;
mod branch;
mod callbacks;
mod chain;
mod customers;
mod desk;
pub(crate) mod dialect;
mod dump;
pub(crate) mod encrypt;
mod filter;
mod floor;
mod forget;
mod index;
mod keeper;
mod learnt;
mod link;
mod privacy;
mod profile;
mod promises;
mod quotes;
mod read;
mod readings;
mod search;
mod sessions;
mod shelf;
pub(crate) mod statement;
mod steps;
mod users;
mod visits;
pub(crate) mod words;
mod write;

use dialect::{Dialect, Place, said};
use keeper::Keeper;
use link::Pool;
pub(crate) use link::Tx;
use statement::sql;

/// A file larger than this is not read through at start; damage in it shows when the damaged page is read.
const LARGEST_CHECKED_BYTES: u64 = 64 << 20;

/// SQLite's index of words.
const SEARCH_INDEX: &str = "utterance_words";

/// One writes, the others read.
const CONNECTIONS: u32 = 4;

/// A write that PostgreSQL does not answer for so long is tried again.
const LONGEST_WRITE: Duration = Duration::from_secs(20);

/// A database that does not answer for so long is told to be gone.
const LONGEST_PING: Duration = Duration::from_secs(5);

/// Writers of one database wait for each other under this number, as they do for an SQLite file.
const WRITERS: i64 = 0x5741_534c_0001;

/// A statement's place in one.
pub(crate) type Writing<'a> = &'a mut Tx;

/// A database holding the book.
#[derive(Debug)]
pub struct SqlStore {
    pool: Pool,
    dialect: Dialect,
    keeper: Option<Keeper>,
}

impl SqlStore {
    /// Opens or makes the database and brings it to this release's schema. A keeper of a PostgreSQL database holds it
    /// against every other, and seals the words in it when there is a master key; an SQLite file is encrypted as a whole.
    ///
    /// # Errors
    /// When it is damaged, newer than this release, kept by another, or cannot be opened.
    pub(crate) async fn open(place: &Place, keeper: bool, master: Option<&MasterKey>) -> Result<Self, StoreError> {
        let store = match place {
            Place::Memory | Place::File(_) | Place::Sealed(..) => Self::open_file(place).await?,
            Place::Server(_) => Self::open_server(place, keeper, master).await?,
        };
        customers::key_callers(&store).await?;
        index::index_old_calls(&store).await?;
        if keeper && store.pool.words().is_some() {
            words::seal_all(&store).await?;
        }
        Ok(store)
    }

    /// One connection alone brings a file up to date: a second one that opens meanwhile would find it locked.
    async fn open_file(place: &Place) -> Result<Self, StoreError> {
        let dialect = Dialect::Sqlite;
        let pool = match place.file() {
            None => {
                let pool = place.connect(1).await?;
                steps::migrate(&mut *pool.acquire().await.map_err(said)?, dialect, None).await?;
                Pool::new(pool, None)
            }
            Some(file) => {
                let mut connection = place.alone().await?;
                if std::fs::metadata(file).is_ok_and(|file| file.len() <= LARGEST_CHECKED_BYTES) {
                    check(&mut connection).await?;
                }
                steps::migrate(&mut connection, dialect, Some(file)).await?;
                connection.close().await.map_err(said)?;
                Pool::new(place.connect(CONNECTIONS).await?, None)
            }
        };
        Ok(Self { pool, dialect, keeper: None })
    }

    async fn open_server(place: &Place, keeper: bool, master: Option<&MasterKey>) -> Result<Self, StoreError> {
        let mut connection = place.alone().await?;
        let taken = if keeper { Some(Keeper::take(place).await?) } else { None };
        steps::migrate(&mut connection, Dialect::Postgres, None).await?;
        if let Some(keeper) = &taken {
            keeper.succeed(&mut connection).await?;
        }
        let words = words::key(&mut connection, master, keeper).await?;
        connection.close().await.map_err(said)?;
        let pool = Pool::new(place.connect(CONNECTIONS).await?, words);
        Ok(Self { pool, dialect: Dialect::Postgres, keeper: taken })
    }

    /// Opens a place for a backup's rows, with the schema they had. The file, or the server's database, is new or unused; words
    /// go into a server's sealed when there is a master key and the schema has a place for theirs, and else at its next start.
    pub(crate) async fn open_for(
        place: &Place,
        schema: &[i64],
        master: Option<&MasterKey>,
    ) -> Result<Self, StoreError> {
        if let Some(step) = steps::unknown(schema) {
            return Err(StoreError::Newer(step));
        }
        let dialect = place.dialect();
        let mut connection = place.alone().await?;
        let migrated = steps::migrate_as(&mut connection, dialect, None, schema).await;
        if let Err(StoreError::Newer(step)) = migrated {
            return Err(StoreError::Refused(format!(
                "it has a schema already, with step {step} that the backup has not; give it an empty database"
            )));
        }
        migrated?;
        let words = match master.filter(|_| dialect == Dialect::Postgres && schema.contains(&steps::WORDS)) {
            Some(master) => match words::key(&mut connection, Some(master), false).await? {
                None => Some(words::make(&mut connection, master, true).await?),
                kept => kept,
            },
            None => None,
        };
        connection.close().await.map_err(said)?;
        Ok(Self { pool: Pool::new(place.connect(1).await?, words), dialect, keeper: None })
    }

    /// Makes the search index of rows that came from elsewhere, where it has gone so far that it has one.
    pub(crate) async fn index_all(&self) -> Result<(), StoreError> {
        let mut tx = self.pool.begin(self.dialect.begin()).await.map_err(said)?;
        let steps = steps::applied(tx.bare()).await?;
        tx.rollback().await.map_err(said)?;
        if !steps.contains(&steps::SEARCH) {
            return Ok(());
        }
        let mut after = String::new();
        loop {
            let rows =
                sql("SELECT id FROM calls WHERE id > $1 ORDER BY id LIMIT 256").bind(&after).all(&self.pool).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                after = row.try_get("id").map_err(said)?;
                index::reindex(self, read::parsed(row, "id")?).await?;
            }
        }
    }

    /// Puts all that a file's log still holds into the file, so that it can be moved, and closes it.
    pub(crate) async fn close_whole(self) -> Result<(), StoreError> {
        if self.dialect == Dialect::Sqlite {
            let row = sql("PRAGMA journal_mode = DELETE").patiently().one(&self.pool).await?;
            let mode: String = row.try_get(0).map_err(said)?;
            if mode != "delete" {
                return Err(StoreError::Unavailable(format!(
                    "its log cannot be folded into it (it stays in mode {mode})"
                )));
            }
        }
        self.close().await;
        Ok(())
    }

    /// Begins a transaction that will write: writers take turns, and a keeper that was replaced gets none.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        let mut tx = self.pool.begin(self.dialect.begin()).await.map_err(said)?;
        if self.dialect == Dialect::Postgres {
            sql("SELECT pg_advisory_xact_lock($1)").bind(WRITERS).run(&mut tx).await?;
        }
        if let Some(keeper) = &self.keeper {
            keeper.check(&mut tx).await?;
        }
        Ok(tx)
    }
}

/// Only the search index can be made again: it is, before anything in it is believed.
async fn check(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let mut found = verdict(connection).await?;
    if found.contains(SEARCH_INDEX) {
        tracing::warn!("the search index is damaged and is made again");
        sql(format!("INSERT INTO {SEARCH_INDEX} ({SEARCH_INDEX}) VALUES ('rebuild')")).run(&mut *connection).await?;
        found = verdict(connection).await?;
    }
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found)) }
}

async fn verdict(connection: &mut AnyConnection) -> Result<String, StoreError> {
    let row = sql("PRAGMA quick_check(1)").patiently().one(connection).await?;
    row.try_get(0).map_err(said)
}

#[async_trait]
impl Store for SqlStore {
    async fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        let written = tokio::time::timeout(LONGEST_WRITE, write::batch(self, batch)).await;
        written.unwrap_or_else(|_| Err(StoreError::Unavailable("it does not answer".to_owned())))
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
    async fn last_at(&self, id: CallId) -> Result<Option<Timestamp>, StoreError> {
        read::last_at(&self.pool, id).await
    }
    async fn calls(&self, filter: &CallFilter, limit: u32) -> Result<Vec<CallSummary>, StoreError> {
        read::calls(self, filter, limit).await
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
        users::audit((&self.pool).into(), row).await
    }
    async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        users::audit_rows(&self.pool, limit).await
    }
    async fn ping(&self) -> Result<(), StoreError> {
        let answered = tokio::time::timeout(LONGEST_PING, sql("SELECT 1").run(&self.pool)).await;
        answered.unwrap_or_else(|_| Err(StoreError::Unavailable("it does not answer".to_owned()))).map(drop)
    }
    async fn close(&self) {
        self.pool.close().await;
        if let Some(keeper) = &self.keeper {
            keeper.release().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wasl_model::{CallEvent, MediaTime};

    use super::*;

    #[tokio::test]
    async fn a_batch_whose_commit_was_not_heard_of_may_come_again() {
        let store = SqlStore::open(&Place::Memory, true, None).await.expect("memory is always there");
        let (call, at) = (CallId::numbered(1), Timestamp::from_millis(7));
        let entry = |seq| TimelineEntry { call, seq, at, media_at: MediaTime::ZERO, event: CallEvent::Answered };
        let batch = |positions: std::ops::RangeInclusive<u64>| Batch {
            entries: positions.map(|n| Posted { position: n, entry: Arc::new(entry(n - 1)) }).collect(),
            calls: vec![CallSummary::new(call, at)],
        };
        for again in [1..=2, 1..=2, 3..=3] {
            store.write(&batch(again)).await.expect("it is taken");
        }
        assert_eq!(store.timeline(call).await.expect("it is read").len(), 3);
        assert!(matches!(store.write(&batch(2..=4)).await, Err(StoreError::Refused(_))), "another batch is refused");
    }
}
