//! Customers, their numbers, and every meeting with them.

use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{QueryBuilder, Row, Sqlite};
use wasl_model::fold::fold_words;
use wasl_model::{BranchId, BranchVisit, Channel, Contact, Customer, CustomerId, IntentId, Language, Pii, Timestamp};

use super::read::{named, text};
use super::said;
use crate::customers::{CustomerFilter, Known};
use crate::number;
use crate::store::StoreError;

const CUSTOMER: &str = "SELECT c.id, c.name, c.city, c.language, c.occasion, \
     (SELECT group_concat(number, char(10)) FROM (SELECT number FROM customer_numbers \
      WHERE customer = c.id ORDER BY place)) AS numbers FROM customers c ";

/// The first and the last mood of a call: the machine's readings, and over the same stretch the agent's word.
const FIRST_MOOD: &str = "(SELECT label FROM (SELECT label, start_ms AS place, 0 AS spoken, seq FROM moods \
     WHERE call_id = calls.id UNION ALL SELECT value, start_ms, 1, seq FROM corrections \
     WHERE call_id = calls.id AND kind = 'mood') ORDER BY place ASC, spoken DESC, seq DESC LIMIT 1)";
const LAST_MOOD: &str = "(SELECT label FROM (SELECT label, end_ms AS place, 0 AS spoken, seq FROM moods \
     WHERE call_id = calls.id UNION ALL SELECT value, end_ms, 1, seq FROM corrections \
     WHERE call_id = calls.id AND kind = 'mood') ORDER BY place DESC, spoken DESC, seq DESC LIMIT 1)";

/// How a caller's number is kept for comparing; empty when it compares with nothing.
pub(super) fn key_of(number: &Pii<String>) -> String {
    number::normalise(number.reveal()).unwrap_or_default()
}

/// Gives the calls of an older release their comparable numbers. A crash in between costs nothing: what is left is done
/// at the next opening.
pub(super) async fn key_callers(pool: &SqlitePool) -> Result<(), StoreError> {
    const AT_ONCE: u32 = 1_000;
    loop {
        let rows = sqlx::query("SELECT id, caller FROM calls WHERE caller IS NOT NULL AND caller_key IS NULL LIMIT ?")
            .bind(AT_ONCE)
            .fetch_all(pool)
            .await
            .map_err(said)?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.map_err(said)?;
        for row in &rows {
            let (id, caller): (String, String) =
                (row.try_get("id").map_err(said)?, row.try_get("caller").map_err(said)?);
            let key = key_of(&Pii::new(caller));
            for table in [CALLS_KEY, PROMISES_KEY] {
                sqlx::query(table).bind(&key).bind(&id).execute(&mut *tx).await.map_err(said)?;
            }
        }
        tx.commit().await.map_err(said)?;
    }
}

const CALLS_KEY: &str = "UPDATE calls SET caller_key = ? WHERE id = ?";
const PROMISES_KEY: &str = "UPDATE promises SET caller_key = ? WHERE call_id = ? AND caller IS NOT NULL";

pub(super) async fn one(pool: &SqlitePool, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
    let row = sqlx::query(&format!("{CUSTOMER} WHERE c.id = ?")).bind(id.as_str()).fetch_optional(pool).await;
    row.map_err(said)?.as_ref().map(customer_of).transpose()
}

pub(super) async fn put(
    pool: &SqlitePool,
    customer: &Customer,
    at: Timestamp,
) -> Result<Option<CustomerId>, StoreError> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.map_err(said)?;
    for number in &customer.numbers {
        let holder: Option<String> =
            sqlx::query_scalar("SELECT customer FROM customer_numbers WHERE number = ? AND customer <> ?")
                .bind(number.reveal())
                .bind(customer.id.as_str())
                .fetch_optional(&mut *tx)
                .await
                .map_err(said)?;
        if holder.is_some() {
            tx.rollback().await.map_err(said)?;
            return Ok(holder.map(CustomerId));
        }
    }
    put_row(&mut tx, customer, at).await?;
    put_numbers(&mut tx, customer).await?;
    tx.commit().await.map_err(said)?;
    Ok(None)
}

async fn put_row(tx: super::write::Writing<'_>, customer: &Customer, at: Timestamp) -> Result<(), StoreError> {
    let plain = |text: &Option<Pii<String>>| text.as_ref().map(|text| text.reveal().clone());
    let folded = customer.name.as_ref().map(|name| fold_words(name.reveal()).join(" ")).unwrap_or_default();
    sqlx::query(
        "INSERT INTO customers (id, name, folded, city, language, occasion, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded, city = excluded.city, \
         language = excluded.language, occasion = excluded.occasion, changed_ms = excluded.changed_ms",
    )
    .bind(customer.id.as_str())
    .bind(plain(&customer.name))
    .bind(folded)
    .bind(plain(&customer.city))
    .bind(customer.language.map(|language| language.code()))
    .bind(plain(&customer.occasion))
    .bind(at.as_millis())
    .execute(&mut **tx)
    .await
    .map_err(said)?;
    Ok(())
}

async fn put_numbers(tx: super::write::Writing<'_>, customer: &Customer) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM customer_numbers WHERE customer = ?")
        .bind(customer.id.as_str())
        .execute(&mut **tx)
        .await
        .map_err(said)?;
    for (place, number) in (0_i64..).zip(&customer.numbers) {
        sqlx::query("INSERT INTO customer_numbers (number, customer, place) VALUES (?, ?, ?)")
            .bind(number.reveal())
            .bind(customer.id.as_str())
            .bind(place)
            .execute(&mut **tx)
            .await
            .map_err(said)?;
    }
    Ok(())
}

pub(super) async fn all(pool: &SqlitePool, filter: &CustomerFilter, limit: u32) -> Result<Vec<Customer>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(CUSTOMER);
    query.push("WHERE 1");
    if let Some(wanted) = &filter.query {
        narrow(&mut query, wanted);
    }
    if let Some(after) = &filter.after {
        query.push(" AND (c.folded, c.id) > (SELECT folded, id FROM customers WHERE id = ");
        query.push_bind(after.0.clone()).push(")");
    }
    query.push(" ORDER BY c.folded, c.id LIMIT ").push_bind(limit);
    let rows = query.build().fetch_all(pool).await.map_err(said)?;
    rows.iter().map(customer_of).collect()
}

/// A part of the name that begins a word, or digits that stand in a number. Folded words hold no wildcard.
fn narrow(query: &mut QueryBuilder<'_, Sqlite>, wanted: &str) {
    let words = fold_words(wanted).join(" ");
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    query.push(" AND (' ' || c.folded LIKE ").push_bind(format!("% {words}%"));
    if digits.len() >= 3 && words.chars().all(|c| c.is_ascii_digit() || c == ' ') {
        query.push(" OR EXISTS (SELECT 1 FROM customer_numbers n WHERE n.customer = c.id AND n.number LIKE ");
        query.push_bind(format!("%{digits}%")).push(")");
    }
    query.push(")");
}

pub(super) async fn holders_like(pool: &SqlitePool, tail: &str) -> Result<Vec<(String, CustomerId)>, StoreError> {
    let rows =
        sqlx::query("SELECT number, customer FROM customer_numbers WHERE substr(number, -8) = ? ORDER BY number")
            .bind(tail)
            .fetch_all(pool)
            .await
            .map_err(said)?;
    let holder = |row: &SqliteRow| {
        Ok((row.try_get("number").map_err(said)?, CustomerId(row.try_get("customer").map_err(said)?)))
    };
    rows.iter().map(holder).collect()
}

pub(super) async fn callers_like(pool: &SqlitePool, tail: &str) -> Result<Vec<String>, StoreError> {
    sqlx::query_scalar("SELECT DISTINCT caller_key FROM calls WHERE substr(caller_key, -8) = ?")
        .bind(tail)
        .fetch_all(pool)
        .await
        .map_err(said)
}

pub(super) async fn add_visit(pool: &SqlitePool, visit: &BranchVisit) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO visits (customer, branch, at_ms, notes) SELECT id, ?, ?, ? FROM customers WHERE id = ?",
    )
    .bind(visit.branch.as_str())
    .bind(visit.at.as_millis())
    .bind(visit.notes.reveal())
    .bind(visit.customer.as_str())
    .execute(pool)
    .await
    .map_err(said)?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn contacts(pool: &SqlitePool, known: &Known, limit: u32) -> Result<Vec<Contact>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT began_ms AS at_ms, id AS call, NULL AS branch, ");
    query.push("CASE WHEN intent_said IS NULL THEN intent ELSE NULLIF(intent_said, '') END AS intent, ");
    query.push(FIRST_MOOD).push(" AS mood_first, COALESCE(felt, ").push(LAST_MOOD).push(") AS mood_last, summary ");
    query.push("FROM calls WHERE ended_ms IS NOT NULL AND caller_key IN (");
    listed(&mut query, &known.numbers);
    query.push(") UNION ALL SELECT at_ms, NULL, branch, NULL, NULL, NULL, NULLIF(notes, '') FROM visits ");
    query.push("WHERE customer = ").push_bind(known.customer.as_ref().map(|id| id.0.clone()));
    query.push(" ORDER BY at_ms DESC, call DESC LIMIT ").push_bind(limit);
    let rows = query.build().fetch_all(pool).await.map_err(said)?;
    rows.iter().map(contact_of).collect()
}

/// Values with commas between; nothing equals an empty list.
pub(super) fn listed(query: &mut QueryBuilder<'_, Sqlite>, values: &[String]) {
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.clone());
    }
}

fn customer_of(row: &SqliteRow) -> Result<Customer, StoreError> {
    let numbers = text(row, "numbers")?.unwrap_or_default();
    Ok(Customer {
        id: CustomerId(row.try_get("id").map_err(said)?),
        name: text(row, "name")?.map(Pii::new),
        numbers: numbers.lines().map(Pii::from).collect(),
        city: text(row, "city")?.map(Pii::new),
        language: text(row, "language")?.and_then(|code| Language::from_code(&code)),
        occasion: text(row, "occasion")?.map(Pii::new),
    })
}

fn contact_of(row: &SqliteRow) -> Result<Contact, StoreError> {
    let call = text(row, "call")?.and_then(|id| id.parse().ok());
    Ok(Contact {
        channel: if call.is_some() { Channel::Phone } else { Channel::Branch },
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        call,
        branch: text(row, "branch")?.map(BranchId),
        intent: text(row, "intent")?.map(IntentId),
        mood_first: named(row, "mood_first")?,
        mood_last: named(row, "mood_last")?,
        summary: text(row, "summary")?.map(Pii::new),
    })
}
