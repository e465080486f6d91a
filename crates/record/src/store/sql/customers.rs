//! Customers, their numbers, and every meeting with them.

use wasl_model::fold::fold_words;
use wasl_model::{BranchId, Channel, Contact, Customer, CustomerId, IntentId, Language, Pii, Timestamp};

use super::dialect::said;
use super::link::{Pool, Row};
use super::read::{named, text};
use super::statement::{Sql, sql};
use super::{SqlStore, Writing};
use crate::customers::{CustomerFilter, Known};
use crate::number;
use crate::store::StoreError;

const CUSTOMER: &str = "SELECT c.id, c.name, c.city, c.language, c.occasion, \
     (SELECT string_agg(number, '\n' ORDER BY place) FROM customer_numbers WHERE customer = c.id) AS numbers FROM customers c ";

/// The first and the last mood of a call: the machine's readings, and over the same stretch the agent's word.
const FIRST_MOOD: &str = "(SELECT label FROM (SELECT label, start_ms AS place, 0 AS spoken, seq FROM moods \
     WHERE call_id = calls.id UNION ALL SELECT value, start_ms, 1, seq FROM corrections \
     WHERE call_id = calls.id AND kind = 'mood') AS felt ORDER BY place ASC, spoken DESC, seq DESC LIMIT 1)";
const LAST_MOOD: &str = "(SELECT label FROM (SELECT label, end_ms AS place, 0 AS spoken, seq FROM moods \
     WHERE call_id = calls.id UNION ALL SELECT value, end_ms, 1, seq FROM corrections \
     WHERE call_id = calls.id AND kind = 'mood') AS felt ORDER BY place DESC, spoken DESC, seq DESC LIMIT 1)";

/// How a caller's number is kept for comparing; empty when it compares with nothing.
pub(super) fn key_of(number: &Pii<String>) -> String {
    number::normalise(number.reveal()).unwrap_or_default()
}

/// Gives the calls of an older release their comparable numbers. A crash in between costs nothing: what is left is done
/// at the next opening.
pub(super) async fn key_callers(store: &SqlStore) -> Result<(), StoreError> {
    const AT_ONCE: u32 = 1_000;
    loop {
        let rows = sql("SELECT id, caller FROM calls WHERE caller IS NOT NULL AND caller_key IS NULL LIMIT $1")
            .bind(AT_ONCE)
            .all(&store.pool)
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut tx = store.begin().await?;
        for row in &rows {
            let (id, caller): (String, String) =
                (row.try_get("id").map_err(said)?, row.try_get("caller").map_err(said)?);
            let key = key_of(&Pii::new(caller));
            for table in [CALLS_KEY, PROMISES_KEY] {
                sql(table).bind(&key).bind(&id).run(&mut tx).await?;
            }
        }
        tx.commit().await.map_err(said)?;
    }
}

const CALLS_KEY: &str = "UPDATE calls SET caller_key = $1 WHERE id = $2";
const PROMISES_KEY: &str = "UPDATE promises SET caller_key = $1 WHERE call_id = $2 AND caller IS NOT NULL";

pub(super) async fn one(pool: &Pool, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
    let row = sql(format!("{CUSTOMER} WHERE c.id = $1")).bind(id.as_str()).maybe(pool).await?;
    row.as_ref().map(customer_of).transpose()
}

pub(super) async fn put(
    store: &SqlStore,
    customer: &Customer,
    at: Timestamp,
) -> Result<Option<CustomerId>, StoreError> {
    let mut tx = store.begin().await?;
    for number in &customer.numbers {
        let row = sql("SELECT customer FROM customer_numbers WHERE number = $1 AND customer <> $2")
            .bind(number.reveal())
            .bind(customer.id.as_str())
            .maybe(&mut tx)
            .await?;
        let holder = row.as_ref().map(|row| text(row, "customer")).transpose()?.flatten();
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

async fn put_row(tx: Writing<'_>, customer: &Customer, at: Timestamp) -> Result<(), StoreError> {
    let plain = |text: &Option<Pii<String>>| text.as_ref().map(|text| text.reveal().clone());
    let folded = customer.name.as_ref().map(|name| fold_words(name.reveal()).join(" ")).unwrap_or_default();
    sql(
        "INSERT INTO customers (id, name, folded, city, language, occasion, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded, city = excluded.city, \
         language = excluded.language, occasion = excluded.occasion, changed_ms = excluded.changed_ms",
    )
    .bind(customer.id.as_str())
    .bind(plain(&customer.name))
    .bind(folded)
    .bind(plain(&customer.city))
    .bind(customer.language.map(|language| language.code()))
    .bind(plain(&customer.occasion))
    .bind(at.as_millis()).run(&mut *tx).await?;
    Ok(())
}

async fn put_numbers(tx: Writing<'_>, customer: &Customer) -> Result<(), StoreError> {
    sql("DELETE FROM customer_numbers WHERE customer = $1").bind(customer.id.as_str()).run(&mut *tx).await?;
    for (place, number) in (0_i64..).zip(&customer.numbers) {
        sql("INSERT INTO customer_numbers (number, customer, place) VALUES ($1, $2, $3)")
            .bind(number.reveal())
            .bind(customer.id.as_str())
            .bind(place)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

pub(super) async fn all(pool: &Pool, filter: &CustomerFilter, limit: u32) -> Result<Vec<Customer>, StoreError> {
    let mut query = sql(CUSTOMER);
    query.push("WHERE c.merged_into IS NULL");
    if let Some(wanted) = &filter.query {
        narrow(&mut query, wanted);
    }
    if let Some(after) = &filter.after {
        query.push(" AND (c.folded, c.id) > (SELECT folded, id FROM customers WHERE id = ");
        query.value(after.0.clone()).push(")");
    }
    query.push(" ORDER BY c.folded, c.id LIMIT ").value(limit);
    let rows = query.all(pool).await?;
    rows.iter().map(customer_of).collect()
}

/// A part of the name that begins a word, or digits that stand in a number. Folded words hold no wildcard.
fn narrow(query: &mut Sql, wanted: &str) {
    let words = fold_words(wanted).join(" ");
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    query.push(" AND (' ' || c.folded LIKE ").value(format!("% {words}%"));
    if digits.len() >= 3 && words.chars().all(|c| c.is_ascii_digit() || c == ' ') {
        query.push(" OR EXISTS (SELECT 1 FROM customer_numbers n WHERE n.customer = c.id AND n.number LIKE ");
        query.value(format!("%{digits}%")).push(")");
    }
    query.push(")");
}

pub(super) async fn holders_like(store: &SqlStore, tail: &str) -> Result<Vec<(String, CustomerId)>, StoreError> {
    let end = store.dialect.tail("number", 8);
    let rows = sql(format!("SELECT number, customer FROM customer_numbers WHERE {end} = $1 ORDER BY number"))
        .bind(tail)
        .all(&store.pool)
        .await?;
    let holder =
        |row: &Row| Ok((row.try_get("number").map_err(said)?, CustomerId(row.try_get("customer").map_err(said)?)));
    rows.iter().map(holder).collect()
}

pub(super) async fn callers_like(store: &SqlStore, tail: &str) -> Result<Vec<String>, StoreError> {
    let end = store.dialect.tail("caller_key", 8);
    let rows =
        sql(format!("SELECT DISTINCT caller_key FROM calls WHERE {end} = $1")).bind(tail).all(&store.pool).await?;
    rows.iter().map(|row| row.try_get("caller_key").map_err(said)).collect()
}

pub(super) async fn contacts(pool: &Pool, known: &Known, limit: u32) -> Result<Vec<Contact>, StoreError> {
    let mut query = sql("SELECT began_ms AS at_ms, id AS call, NULL AS branch, ");
    query.push("CASE WHEN intent_said IS NULL THEN intent ELSE NULLIF(intent_said, '') END AS intent, ");
    query.push(FIRST_MOOD).push(" AS mood_first, COALESCE(felt, ").push(LAST_MOOD).push(") AS mood_last, summary ");
    query.push("FROM calls WHERE ended_ms IS NOT NULL AND caller_key IN (");
    query.list(&known.numbers);
    query.push(") UNION ALL SELECT at_ms, NULL, branch, reason, NULL, left_mood, NULLIF(notes, '') FROM visits ");
    query.push("WHERE customer = ").value(known.customer.as_ref().map(|id| id.0.clone()));
    query.push(" ORDER BY at_ms DESC, call DESC NULLS LAST LIMIT ").value(limit);
    let rows = query.all(pool).await?;
    rows.iter().map(contact_of).collect()
}

fn customer_of(row: &Row) -> Result<Customer, StoreError> {
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

fn contact_of(row: &Row) -> Result<Contact, StoreError> {
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
