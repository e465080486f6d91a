//! Taking calls, visits and persons out of the book.
//!
//! Which tables speak of a call or a person is read off the schema, by the names of their columns, so that a table that
//! comes later is not forgotten to be forgotten.

use wasl_model::{CallEvent, CallId, CustomerId, ForgetCause, Holding, Pii, Timestamp};

use super::dialect::{Dialect, said};
use super::link::{Pool, Secret};
use super::read::{parsed, text};
use super::statement::sql;
use super::words::ERASED;
use super::{SqlStore, Writing, quotes, users, write};
use crate::quoted::Said;
use crate::store::StoreError;
use crate::store::privacy::{Erasing, Erasure};

/// Columns that name a call.
const OF_CALL: &[&str] = &["call_id", "call"];
/// Columns that name a customer, or the number of one.
const OF_PERSON: &[&str] = &["customer", "person", "caller_key", "number", "kept", "gone"];
/// Columns that name a visit.
const OF_VISIT: &[&str] = &["visit", "visit_id"];
/// Not taken out by their columns: calls, visits and customers come last; who talked when tells of agents only, and hashes of nobody.
const APART: &[&str] = &[
    "calls",
    "customers",
    "audit",
    "holds",
    "timeline",
    "talks",
    "legs",
    "branch_visits",
    "visits",
    "chain",
    "sealing",
    "relinking",
    "erasures",
];

pub(super) async fn kept_since_before(
    pool: &Pool,
    what: Holding,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<CallId>, StoreError> {
    let kept = match what {
        Holding::Recording => "recording <> 'none'",
        Holding::Transcript => "wordless = 0",
        Holding::Timeline => &format!(
            "EXISTS (SELECT 1 FROM timeline AS line WHERE line.call_id = calls.id AND line.event NOT LIKE '{ERASED}%')"
        ),
    };
    let query = format!(
        "SELECT id FROM calls WHERE ended_ms IS NOT NULL AND ended_ms < $1 AND {kept} ORDER BY ended_ms, id LIMIT $2"
    );
    let rows = sql(query).bind(before).bind(limit).all(pool).await?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}

/// One part of one call.
pub(super) async fn part(
    tx: Writing<'_>,
    dialect: Dialect,
    call: CallId,
    what: Holding,
    why: ForgetCause,
    at: Timestamp,
) -> Result<u64, StoreError> {
    owe_relink(tx, &call.to_string(), "its time is over").await?;
    match what {
        Holding::Recording => sound(tx, call).await,
        Holding::Transcript => words(tx, call).await,
        Holding::Timeline => {
            let (id, mut gone) = ([call.to_string()], Vec::new());
            late_keys(tx, dialect).await?;
            steps_of_cards(tx, dialect, &id, &[], &mut gone).await?;
            rows_naming(tx, dialect, OF_CALL, &id, &mut gone).await?;
            let rows = whole(tx, call, why, at).await?;
            Ok(rows + gone.into_iter().map(|(_, rows)| rows).sum::<u64>())
        }
    }
}

/// Rows may go before those that name them.
async fn late_keys(tx: Writing<'_>, dialect: Dialect) -> Result<(), StoreError> {
    match dialect {
        Dialect::Sqlite => sql("PRAGMA defer_foreign_keys = ON").run(&mut *tx).await.map(drop),
        Dialect::Postgres => Ok(()),
    }
}

/// What has links gets new ones once it is changed; said before and with every change.
pub(super) async fn owe_relink(tx: Writing<'_>, what: &str, reason: &str) -> Result<(), StoreError> {
    sql("INSERT INTO relinking (what, reason) SELECT $1, $2 WHERE EXISTS (SELECT 1 FROM chain WHERE call_id = $1) \
         ON CONFLICT (what) DO UPDATE SET reason = excluded.reason")
    .bind(what)
    .bind(reason)
    .run(&mut *tx)
    .await
    .map(drop)
}

async fn sound(tx: Writing<'_>, call: CallId) -> Result<u64, StoreError> {
    read_no_more(tx, call).await?;
    sql("UPDATE calls SET recording = 'none' WHERE id = $1").bind(call.to_string()).run(&mut *tx).await
}

/// Nothing is read from its recording any more.
async fn read_no_more(tx: Writing<'_>, call: CallId) -> Result<(), StoreError> {
    for table in ["unheard", "second_readings"] {
        sql(format!("DELETE FROM {table} WHERE call_id = $1")).bind(call.to_string()).run(&mut *tx).await?;
    }
    Ok(())
}

/// Words leave the timeline too, and whatever quotes them; that somebody spoke, and when, stays.
async fn words(tx: Writing<'_>, call: CallId) -> Result<u64, StoreError> {
    let id = call.to_string();
    let rows = sql("SELECT seq, event FROM timeline WHERE call_id = $1").bind(id.as_str()).all(&mut *tx).await?;
    let mut said_in = Vec::new();
    for row in rows {
        let (seq, event): (i64, String) = (row.try_get("seq").map_err(said)?, row.try_get("event").map_err(said)?);
        let event = serde_json::from_str(&event).map_err(|error| StoreError::Damaged(error.to_string()))?;
        if let Some((text, event)) = without_words(event) {
            said_in.push(text.into_inner());
            let put = sql("UPDATE timeline SET event = $1 WHERE call_id = $2 AND seq = $3");
            put.bind(Secret(write::event_text(&event)?)).bind(id.as_str()).bind(seq).run(&mut *tx).await?;
        }
    }
    read_no_more(tx, call).await?;
    quotes::of_call(tx, &id, &Said::of(said_in.iter().map(String::as_str))).await?;
    sql("UPDATE wrap_ups SET summary = '' WHERE call_id = $1").bind(id.as_str()).run(&mut *tx).await?;
    sql("DELETE FROM drafts WHERE call_id = $1").bind(id.as_str()).run(&mut *tx).await?;
    let rows = sql("DELETE FROM utterances WHERE call_id = $1").bind(id.as_str()).run(&mut *tx).await?;
    sql("UPDATE calls SET summary = NULL, wordless = 1 WHERE id = $1").bind(id).run(&mut *tx).await?;
    Ok(rows)
}

/// What was said or written in an event, and the event without it; nothing where there was nothing.
#[allow(clippy::wildcard_enum_match_arm, reason = "the few events with words in them")]
fn without_words(mut event: CallEvent) -> Option<(Pii<String>, CallEvent)> {
    let before = event.clone();
    let text = match &mut event {
        CallEvent::Heard { utterance } | CallEvent::ReadAgain { utterance, .. } => {
            utterance.words.clear();
            utterance.values.clear();
            utterance.matched = None;
            std::mem::take(&mut utterance.text)
        }
        CallEvent::Noted { text, .. } => std::mem::take(text),
        CallEvent::WrappedUp { wrap_up, .. } => std::mem::take(&mut wrap_up.summary),
        CallEvent::PromiseMade { promise, .. } => std::mem::take(&mut promise.what),
        CallEvent::Told { digits, .. } => std::mem::take(digits),
        CallEvent::Key { digit, .. } => {
            *digit = Pii::new('•');
            Pii::default()
        }
        _ => return None,
    };
    (event != before).then_some((text, event))
}

/// Everything of a call but the bare row that it took place, which tells of nobody: days' numbers stay right. Of the timeline
/// its last place stays, so that places are never given twice.
async fn whole(tx: Writing<'_>, call: CallId, why: ForgetCause, at: Timestamp) -> Result<u64, StoreError> {
    let id = call.to_string();
    let last = sql("SELECT max(seq) AS last FROM timeline WHERE call_id = $1").bind(id.as_str()).one(&mut *tx).await?;
    let last: Option<i64> = last.try_get("last").map_err(said)?;
    let mut rows = sound(tx, call).await?;
    rows += sql("DELETE FROM talk_outcomes WHERE call_id = $1").bind(id.as_str()).run(&mut *tx).await?;
    rows += sql("DELETE FROM timeline WHERE call_id = $1 AND seq < $2")
        .bind(id.as_str())
        .bind(last.unwrap_or(0))
        .run(&mut *tx)
        .await?;
    let event = CallEvent::Erased { what: vec![Holding::Recording, Holding::Transcript, Holding::Timeline], why };
    sql("UPDATE timeline SET event = $1, at_ms = $2 WHERE call_id = $3")
        .bind(write::event_text(&event)?)
        .bind(at)
        .bind(id.as_str())
        .run(&mut *tx)
        .await?;
    sql("UPDATE calls SET caller = NULL, caller_key = NULL, summary = NULL, wordless = 1 WHERE id = $1")
        .bind(id)
        .run(&mut *tx)
        .await?;
    Ok(rows)
}

/// A table and those of its columns that name what is looked for.
async fn tables_with(
    tx: Writing<'_>,
    dialect: Dialect,
    columns: &[&str],
) -> Result<Vec<(String, Vec<String>)>, StoreError> {
    let all = match dialect {
        Dialect::Sqlite => {
            "SELECT m.name AS name, p.name AS col FROM sqlite_master AS m, pragma_table_info(m.name) AS p \
             WHERE m.type = 'table' AND p.type = 'TEXT' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name, p.cid"
        }
        Dialect::Postgres => {
            "SELECT c.table_name::text AS name, c.column_name::text AS col FROM information_schema.columns AS c \
             JOIN information_schema.tables AS t ON t.table_name = c.table_name AND t.table_schema = c.table_schema \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type = 'text' ORDER BY 1, c.ordinal_position"
        }
    };
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for row in sql(all).all(&mut *tx).await? {
        let (table, column) = (text(&row, "name")?.unwrap_or_default(), text(&row, "col")?.unwrap_or_default());
        if !columns.contains(&column.as_str()) || APART.contains(&table.as_str()) {
            continue;
        }
        match found.last_mut().filter(|(last, _)| *last == table) {
            Some((_, columns)) => columns.push(column),
            None => found.push((table, vec![column])),
        }
    }
    Ok(found)
}

/// Every row that names one of these, in tables that have such columns.
async fn rows_naming(
    tx: Writing<'_>,
    dialect: Dialect,
    columns: &[&str],
    values: &[String],
    gone: &mut Vec<(String, u64)>,
) -> Result<(), StoreError> {
    if values.is_empty() {
        return Ok(());
    }
    for (table, columns) in tables_with(tx, dialect, columns).await? {
        let mut rows = 0;
        for column in columns {
            let mut query = sql(format!("DELETE FROM {table} WHERE {column} IN ("));
            query.list(values).push(")");
            rows += query.run(&mut *tx).await?;
        }
        count(gone, &table, rows);
    }
    Ok(())
}

/// What was noted on the reviewers' cards of these calls and persons.
async fn steps_of_cards(
    tx: Writing<'_>,
    dialect: Dialect,
    calls: &[String],
    names: &[String],
    gone: &mut Vec<(String, u64)>,
) -> Result<(), StoreError> {
    let shelves = tables_with(tx, dialect, &["call_id", "customer", "owner", "json"]).await?;
    for (table, _) in shelves.iter().filter(|(_, columns)| columns.len() == 4) {
        let mut query = sql(format!("DELETE FROM card_steps WHERE card IN (SELECT id FROM {table} WHERE call_id IN ("));
        query.list(calls).push(") OR customer IN (").list(names).push("))");
        let rows = query.run(&mut *tx).await?;
        count(gone, "card_steps", rows);
    }
    let mut query = sql("DELETE FROM card_steps WHERE shelf = 'promises' AND card IN (SELECT id FROM promises \
         WHERE call_id IN (");
    query.list(calls).push(") OR customer IN (").list(names).push(") OR caller_key IN (").list(names).push("))");
    let rows = query.run(&mut *tx).await?;
    count(gone, "card_steps", rows);
    Ok(())
}

fn count(gone: &mut Vec<(String, u64)>, table: &str, rows: u64) {
    match gone.iter_mut().find(|(name, _)| name == table) {
        Some((_, sum)) => *sum += rows,
        None if rows > 0 => gone.push((table.to_owned(), rows)),
        None => {}
    }
}

/// Everything of a person, in one commit with what is left to say of it: the proof, the audit, the links that are owed.
pub(super) async fn person(store: &SqlStore, erasing: &Erasing<'_>) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    late_keys(&mut tx, store.dialect).await?;
    let mut gone = Vec::new();
    let ids: Vec<String> = erasing.calls.iter().map(CallId::to_string).collect();
    let customers: Vec<String> = erasing.customers.iter().map(|id| id.0.clone()).collect();
    let names = [erasing.numbers, &customers[..]].concat();
    let visits = visit_ids(&mut tx, store.dialect, &names).await?;
    for of in ids.iter().chain(&visits) {
        owe_relink(&mut tx, of, "erased").await?;
    }
    steps_of_cards(&mut tx, store.dialect, &ids, &names, &mut gone).await?;
    rows_naming(&mut tx, store.dialect, OF_VISIT, &visits, &mut gone).await?;
    rows_naming(&mut tx, store.dialect, OF_CALL, &ids, &mut gone).await?;
    rows_naming(&mut tx, store.dialect, OF_PERSON, &names, &mut gone).await?;
    for call in erasing.calls {
        let rows = whole(&mut tx, *call, ForgetCause::Request, erasing.at).await?;
        count(&mut gone, "timeline", rows);
    }
    for (table, column) in
        visit_tables(&mut tx, store.dialect).await?.into_iter().chain([("customers".to_owned(), "id".to_owned())])
    {
        let mut query = sql(format!("DELETE FROM {table} WHERE {column} IN ("));
        query.list(&customers).push(")");
        let rows = query.run(&mut tx).await?;
        count(&mut gone, &table, rows);
    }
    sql("UPDATE erasures SET whose = NULL, at_ms = $1, proof = $2 WHERE id = $3")
        .bind(erasing.at)
        .bind((erasing.proof)(gone)?)
        .bind(erasing.id)
        .run(&mut tx)
        .await?;
    users::audit((&mut tx).into(), &erasing.audit).await?;
    tx.commit().await.map_err(said)
}

/// Customers that went into this one, and the ones that went into those.
pub(super) async fn merged_into(pool: &Pool, customer: &CustomerId) -> Result<Vec<CustomerId>, StoreError> {
    let rows = sql("WITH RECURSIVE theirs (id) AS (SELECT id FROM customers WHERE id = $1 \
         UNION SELECT c.id FROM customers c JOIN theirs ON c.merged_into = theirs.id) SELECT id FROM theirs ORDER BY id")
    .bind(customer.as_str())
    .all(pool)
    .await?;
    rows.iter().map(|row| Ok(CustomerId(row.try_get("id").map_err(said)?))).collect()
}

/// An erasure is about to begin: it is noted with what has to be gone in the end.
pub(super) async fn begin_erasure(store: &SqlStore, erasure: &Erasure, of: &[String]) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    sql("INSERT INTO erasures (id, whose, done_by, at_ms, proof) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET proof = excluded.proof")
    .bind(&erasure.id)
    .bind(erasure.whose.as_ref().map(|id| id.as_str()))
    .bind(erasure.by.as_str())
    .bind(erasure.at)
    .bind(&erasure.proof)
    .run(&mut tx)
    .await?;
    for of in of {
        owe_relink(&mut tx, of, "erased").await?;
    }
    tx.commit().await.map_err(said)
}

pub(super) async fn erasures(pool: &Pool) -> Result<Vec<Erasure>, StoreError> {
    let rows = sql("SELECT id, whose, done_by, at_ms, proof FROM erasures ORDER BY at_ms, id").all(pool).await?;
    let erasure = |row| {
        Ok(Erasure {
            id: text(row, "id")?.unwrap_or_default(),
            whose: text(row, "whose")?.map(CustomerId),
            by: text(row, "done_by")?.unwrap_or_default().into(),
            at: Timestamp(row.try_get("at_ms").map_err(said)?),
            proof: text(row, "proof")?.unwrap_or_default(),
        })
    };
    rows.iter().map(erasure).collect()
}

/// The tables of visits there are, and their customers' column.
async fn visit_tables(tx: Writing<'_>, dialect: Dialect) -> Result<Vec<(String, String)>, StoreError> {
    let all = match dialect {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('visits', 'branch_visits')"
        }
        Dialect::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() \
             AND table_type = 'BASE TABLE' AND table_name IN ('visits', 'branch_visits')"
        }
    };
    let rows = sql(all).all(&mut *tx).await?;
    let name = |row| Ok((text(row, "name")?.unwrap_or_default(), "customer".to_owned()));
    rows.iter().map(name).collect()
}

async fn visit_ids(tx: Writing<'_>, dialect: Dialect, names: &[String]) -> Result<Vec<String>, StoreError> {
    let mut ids = Vec::new();
    for (table, column) in visit_tables(tx, dialect).await? {
        let mut query = sql(format!("SELECT CAST(id AS TEXT) AS id FROM {table} WHERE {column} IN ("));
        query.list(names).push(")");
        for row in query.all(&mut *tx).await? {
            ids.extend(text(&row, "id")?);
        }
    }
    Ok(ids)
}

pub(super) async fn visits_before(
    store: &SqlStore,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<(String, CustomerId)>, StoreError> {
    let mut tx = store.begin().await?;
    let mut found = Vec::new();
    for (table, _) in visit_tables(&mut tx, store.dialect).await? {
        let query = format!(
            "SELECT CAST(id AS TEXT) AS id, customer FROM {table} WHERE at_ms < $1 ORDER BY at_ms, id LIMIT $2"
        );
        for row in sql(query).bind(before).bind(limit).all(&mut tx).await? {
            let customer = CustomerId(text(&row, "customer")?.unwrap_or_default());
            found.push((text(&row, "id")?.unwrap_or_default(), customer));
        }
    }
    tx.rollback().await.map_err(said)?;
    Ok(found)
}

pub(super) async fn visits(store: &SqlStore, ids: &[String]) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    late_keys(&mut tx, store.dialect).await?;
    let mut gone = Vec::new();
    for id in ids {
        owe_relink(&mut tx, id, "its time is over").await?;
    }
    quotes::of_visits(&mut tx, ids).await?;
    rows_naming(&mut tx, store.dialect, OF_VISIT, ids, &mut gone).await?;
    let mut rows = 0;
    for (table, _) in visit_tables(&mut tx, store.dialect).await? {
        let mut query = sql(format!("DELETE FROM {table} WHERE CAST(id AS TEXT) IN ("));
        query.list(ids).push(")");
        rows += query.run(&mut tx).await?;
    }
    tx.commit().await.map_err(said)?;
    Ok(rows)
}
