//! The words of a PostgreSQL database under a key of their own: which columns hold them, where the key is kept, and the sealing
//! of what was written before there was one.
//!
//! Who somebody is (names, numbers, ids, and what is known of them) is looked for in ways a hash does not answer, and stays as
//! it is.

use std::sync::Arc;
use std::time::Duration;

use sqlx::{AnyConnection, Connection};

use super::SqlStore;
use super::dialect::{Dialect, Place, said};
use super::link::{Row, Secret};
use super::statement::{Value, sql};
use super::{Writing, index, steps};
use crate::store::privacy::Scrub;
use crate::store::{PrivacyStore, StoreError};
use crate::vault::MasterKey;
use crate::vault::sealed::{master_of_key, rewrap_key};
use crate::vault::words::{MARK, WordsKey};

/// Tables and their columns with what somebody said or wrote, but for [`TURNS`].
const COLUMNS: [(&str, &[&str]); 17] = [
    ("timeline", &["event"]),
    ("calls", &["summary"]),
    ("wrap_ups", &["summary"]),
    ("drafts", &["json"]),
    ("promises", &["what"]),
    ("visits", &["notes", "said"]),
    ("visit_outcomes", &["why"]),
    ("holds", &["why"]),
    ("card_steps", &["note"]),
    ("call_readings", &["json"]),
    ("forms", &["json"]),
    ("sheets", &["json"]),
    ("samples", &["json"]),
    ("comments", &["json"]),
    ("views", &["json"]),
    ("findings", &["json"]),
    ("outreach", &["json"]),
];

/// How the only entry of a call begins of which nothing else is left. It tells of nobody and is never sealed.
pub(super) const ERASED: &str = "{\"type\":\"erased\"";

/// The table of turns, which are sealed with what the index holds of them.
const TURNS: (&str, &[&str]) = ("utterances", &["words", "other", "folded", "forms"]);

/// Pages of a table that are sealed in one transaction.
const PAGES_AT_ONCE: usize = 64;
/// After a server that did not answer in time sealing goes on so much later.
const SEAL_AGAIN: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(20)];
/// Rows that are sealed in one statement, which takes no more than 65,535 values.
const ROWS_AT_ONCE: usize = 500;

/// What a row of another database holds in this column, as it is written here.
pub(super) enum Kept {
    /// As it is.
    Clear,
    /// Sealed.
    Sealed,
    /// Not at all: it is made again with the index, and is not there where words are sealed.
    Nowhere,
}

/// How a column is kept where words are sealed.
pub(super) fn kept(table: &str, column: &str, text: &str) -> Kept {
    match (table, column) {
        ("utterances", "words" | "other") => Kept::Sealed,
        ("utterances", "folded" | "forms") => Kept::Nowhere,
        ("timeline", "event") if text.starts_with(ERASED) => Kept::Clear,
        _ if COLUMNS.iter().any(|(name, columns)| *name == table && columns.contains(&column)) => Kept::Sealed,
        _ => Kept::Clear,
    }
}

/// The key of the words in this database, if they are sealed. Whoever keeps the book makes one where there is none.
///
/// # Errors
/// When there is no master key to open it, or another one.
pub(super) async fn key(
    connection: &mut AnyConnection,
    master: Option<&MasterKey>,
    keeper: bool,
) -> Result<Option<Arc<WordsKey>>, StoreError> {
    match (wrapped(connection).await?, master) {
        (None, Some(master)) if keeper => make(connection, master, false).await.map(Some),
        (None, _) => Ok(None),
        (Some(wrapped), None) => {
            let name = master_of_key(&wrapped).map_err(locked)?;
            Err(StoreError::Locked(format!("key {name} is needed; set privacy.key_file to its file")))
        }
        (Some(wrapped), Some(master)) => {
            WordsKey::unwrap(&wrapped, master).map(|key| Some(Arc::new(key))).map_err(locked)
        }
    }
}

/// A new key in a database without one; `sealed` when no words are in it yet.
pub(super) async fn make(
    connection: &mut AnyConnection,
    master: &MasterKey,
    sealed: bool,
) -> Result<Arc<WordsKey>, StoreError> {
    let (key, wrapped) = WordsKey::make(master).map_err(locked)?;
    let put = sql("INSERT INTO words_key (one, wrapped, sealed) VALUES (1, $1, $2)");
    put.bind(wrapped).bind(sealed).run(connection).await?;
    Ok(Arc::new(key))
}

async fn wrapped(connection: &mut AnyConnection) -> Result<Option<Vec<u8>>, StoreError> {
    let row = sql("SELECT wrapped FROM words_key WHERE one = 1").maybe(connection).await?;
    row.map(|row| row.try_get("wrapped").map_err(said)).transpose()
}

/// Wraps the key by another master key, where there is one that the new one does not wrap yet.
///
/// # Errors
/// When neither key wraps it.
pub(crate) async fn rewrap(place: &Place, old: &MasterKey, new: &MasterKey) -> Result<(), StoreError> {
    let mut connection = place.alone().await?;
    steps::migrate(&mut connection, Dialect::Postgres, None).await?;
    if let Some(wrapped) = wrapped(&mut connection).await?.filter(|kept| WordsKey::unwrap(kept, new).is_err()) {
        let wrapped = rewrap_key(&wrapped, old, new).map_err(locked)?;
        sql("UPDATE words_key SET wrapped = $1 WHERE one = 1").bind(wrapped).run(&mut connection).await?;
    }
    connection.close().await.map_err(said)
}

/// Seals what an earlier release, or one without a key, wrote in the clear. What a crash leaves undone is done at the next start.
/// A server that is too busy to answer for a moment, as it may be with so much to write, is asked again.
pub(super) async fn seal_all(store: &SqlStore) -> Result<(), StoreError> {
    for wait in SEAL_AGAIN {
        match seal_what_is_clear(store).await {
            Err(StoreError::Unavailable(why)) => {
                tracing::warn!("sealing the words in the database stopped and goes on soon: {why}");
                tokio::time::sleep(wait).await;
            }
            done => return done,
        }
    }
    seal_what_is_clear(store).await
}

async fn seal_what_is_clear(store: &SqlStore) -> Result<(), StoreError> {
    let row = sql("SELECT sealed FROM words_key WHERE one = 1").maybe(&store.pool).await?;
    let Some(row) = row else { return Ok(()) };
    if row.try_get::<i64, _>("sealed").map_err(said)? == 1 {
        return Ok(());
    }
    tracing::info!("the words in the database are sealed now, for the first time with a key");
    // Made anew from all turns it takes a fraction of the time that each turn's change of it would.
    sql("DROP INDEX IF EXISTS utterances_by_words").run(&store.pool).await?;
    for (table, columns) in COLUMNS.into_iter().chain([TURNS]) {
        seal_table(store, table, columns).await?;
    }
    // The server keeps rows that were changed until they are swept out.
    store.scrub(Scrub::All).await?;
    sql("CREATE INDEX IF NOT EXISTS utterances_by_words ON utterances USING gin (found)").run(&store.pool).await?;
    // Hashes are as common as their words, which questions are planned by.
    sql("ANALYZE").run(&store.pool).await?;
    sql("UPDATE words_key SET sealed = 1 WHERE one = 1").run(&store.pool).await.map(drop)
}

/// Some pages at a time: what is changed goes behind those that were there, so each row is met once.
async fn seal_table(store: &SqlStore, table: &str, columns: &[&str]) -> Result<(), StoreError> {
    let size =
        sql("SELECT pg_relation_size(CAST($1 AS regclass)) / CAST(current_setting('block_size') AS bigint) AS pages");
    let pages: i64 = size.bind(table).one(&store.pool).await?.try_get("pages").map_err(said)?;
    for first in (0..pages).step_by(PAGES_AT_ONCE) {
        let mut tx = store.begin().await?;
        let rows = sql(clear_rows(table, columns)).bind(format!("({first},0)"));
        let next = i64::try_from(PAGES_AT_ONCE).unwrap_or(i64::MAX).saturating_add(first);
        let rows = rows.bind(format!("({next},0)")).patiently().all(&mut tx).await?;
        for rows in rows.chunks(ROWS_AT_ONCE) {
            if table == TURNS.0 {
                index::seal(&mut tx, rows).await?;
            } else {
                seal_rows(&mut tx, table, columns, rows).await?;
            }
        }
        tx.commit().await.map_err(said)?;
    }
    Ok(())
}

async fn seal_rows(tx: Writing<'_>, table: &str, columns: &[&str], rows: &[Row]) -> Result<(), StoreError> {
    let secrets = |row: &Row| {
        let clear = columns.iter().map(|column| row.try_get::<Option<String>, _>(*column).map_err(said));
        clear.map(|clear| Ok(Value::from(Secret(clear?)))).collect()
    };
    let set = columns.iter().map(|column| format!("{column} = sealed.{column}")).collect::<Vec<_>>().join(", ");
    write_at_places(tx, table, columns, &set, rows, secrets).await
}

/// Writes values to rows at their places in the table, all of them in one statement: `set` names the new ones `sealed.column`,
/// which are texts.
pub(super) async fn write_at_places(
    tx: Writing<'_>,
    table: &str,
    columns: &[&str],
    set: &str,
    rows: &[Row],
    values: impl Fn(&Row) -> Result<Vec<Value>, StoreError>,
) -> Result<(), StoreError> {
    let mut put = sql(format!("UPDATE {table} AS kept SET {set} FROM (VALUES "));
    for (n, row) in rows.iter().enumerate() {
        let place: String = row.try_get("place").map_err(said)?;
        put.push(if n == 0 { "(CAST(" } else { ", (CAST(" }).value(place).push(" AS tid)");
        for value in values(row)? {
            put.push(", CAST(").value(value).push(" AS text)");
        }
        put.push(")");
    }
    put.push(&format!(") AS sealed (place, {}) WHERE kept.ctid = sealed.place", columns.join(", ")));
    put.run(&mut *tx).await.map(drop)
}

/// The rows between two places that hold a word in the clear.
fn clear_rows(table: &str, columns: &[&str]) -> String {
    let clear = columns
        .iter()
        .map(|column| format!("({column} <> '' AND {column} NOT LIKE '{MARK}%' AND {column} NOT LIKE '{ERASED}%')"));
    let clear = clear.collect::<Vec<_>>().join(" OR ");
    let columns = columns.join(", ");
    format!(
        "SELECT CAST(ctid AS text) AS place, {columns} FROM {table} \
         WHERE ctid >= CAST($1 AS tid) AND ctid < CAST($2 AS tid) AND ({clear})"
    )
}

#[allow(clippy::needless_pass_by_value, reason = "it stands for a closure of errors")]
fn locked(error: std::io::Error) -> StoreError {
    StoreError::Locked(error.to_string())
}
