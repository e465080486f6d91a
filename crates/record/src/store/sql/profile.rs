//! What is known of customers, two customers made one, and who is found by a little.

use uuid::Uuid;
use wasl_model::{AgentId, CustomerId, Field, FieldKind, FieldSource, Merge, Pii, SamePersonRule, Timestamp};

use super::link::{Pool, Row};
use super::read::{moment, named, parsed, text, word};
use super::statement::sql;
use super::{SqlStore, said};
use crate::profile::folded;
use crate::store::StoreError;

/// What goes with a customer: the kind of row, its table, and the column that names the row.
const BELONGINGS: [(&str, &str, &str); 5] = [
    ("number", "customer_numbers", "number"),
    ("visit", "visits", "id"),
    ("promise", "promises", "id"),
    ("field", "customer_fields", "kind || ':' || key"),
    ("merge", "customers", "id"),
];

/// Most numbers found by their end.
const MOST_NUMBERS: u32 = 100;

pub(super) async fn fields(pool: &Pool, customer: &CustomerId) -> Result<Vec<Field>, StoreError> {
    let rows =
        sql("SELECT kind, value, on_day, source, by_user, at_ms, consent FROM customer_fields WHERE customer = $1 \
         ORDER BY kind, at_ms, key")
        .bind(customer.as_str())
        .all(pool)
        .await?;
    rows.iter().map(field_of).collect()
}

fn field_of(row: &Row) -> Result<Field, StoreError> {
    let damaged = || StoreError::Damaged("a customer's field has no valid kind or source".to_owned());
    let kind: Option<FieldKind> = named(row, "kind")?;
    let source: Option<FieldSource> = named(row, "source")?;
    Ok(Field {
        kind: kind.ok_or_else(damaged)?,
        value: Pii::new(row.try_get("value").map_err(said)?),
        day: text(row, "on_day")?,
        source: source.ok_or_else(damaged)?,
        by: AgentId(row.try_get("by_user").map_err(said)?),
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        consent: row.try_get::<i64, _>("consent").map_err(said)? != 0,
    })
}

pub(super) async fn put_field(pool: &Pool, customer: &CustomerId, key: &str, field: &Field) -> Result<(), StoreError> {
    sql("INSERT INTO customer_fields (customer, kind, key, folded, value, on_day, source, by_user, at_ms, consent) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (customer, kind, key) DO UPDATE SET \
         folded = excluded.folded, value = excluded.value, on_day = excluded.on_day, source = excluded.source, \
         by_user = excluded.by_user, at_ms = excluded.at_ms, consent = excluded.consent")
    .bind(customer.as_str())
    .bind(word(&field.kind))
    .bind(key)
    .bind(folded(field))
    .bind(field.value.reveal())
    .bind(field.day.as_deref())
    .bind(word(&field.source))
    .bind(field.by.as_str())
    .bind(field.at)
    .bind(field.consent)
    .run(pool)
    .await
    .map(drop)
}

pub(super) async fn drop_field(
    pool: &Pool,
    customer: &CustomerId,
    kind: FieldKind,
    key: &str,
) -> Result<bool, StoreError> {
    let done = sql("DELETE FROM customer_fields WHERE customer = $1 AND kind = $2 AND key = $3")
        .bind(customer.as_str())
        .bind(word(&kind))
        .bind(key)
        .run(pool)
        .await?;
    Ok(done > 0)
}

pub(super) async fn customers_with(pool: &Pool, kind: FieldKind, folded: &str) -> Result<Vec<CustomerId>, StoreError> {
    let rows = sql("SELECT customer FROM customer_fields WHERE kind = $1 AND folded = $2 ORDER BY customer")
        .bind(word(&kind))
        .bind(folded)
        .all(pool)
        .await?;
    rows.iter().map(|row| row.try_get("customer").map(CustomerId).map_err(said)).collect()
}

/// `digits` are digits, so nothing in them is a wildcard.
pub(super) async fn numbers_ending(
    pool: &Pool,
    digits: &str,
    since: Timestamp,
) -> Result<Vec<(String, Option<CustomerId>)>, StoreError> {
    let rows = sql(
        "SELECT number, customer FROM customer_numbers WHERE number LIKE $1 \
         UNION SELECT caller_key, NULL FROM promises WHERE state = 'open' AND withdrawn_ms IS NULL AND caller_key LIKE $1 \
         AND NOT EXISTS (SELECT 1 FROM customer_numbers WHERE number = caller_key) \
         UNION SELECT caller_key, NULL FROM calls WHERE began_ms >= $2 AND caller_key LIKE $1 \
         AND NOT EXISTS (SELECT 1 FROM customer_numbers WHERE number = caller_key) \
         ORDER BY number LIMIT $3",
    )
    .bind(format!("%{digits}"))
    .bind(since)
    .bind(MOST_NUMBERS)
    .all(pool)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("number").map_err(said)?, text(row, "customer")?.map(CustomerId)))).collect()
}

/// What goes is written down row by row, so that it can go back.
pub(super) async fn merge(store: &SqlStore, merge: &Merge) -> Result<(), StoreError> {
    let (id, kept, gone) = (merge.id.to_string(), merge.kept.as_str(), merge.gone.as_str());
    let mut tx = store.begin().await?;
    sql("INSERT INTO customer_merges (id, kept, gone, rule, by_user, at_ms) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&id)
        .bind(kept)
        .bind(gone)
        .bind(word(&merge.rule))
        .bind(merge.by.as_str())
        .bind(merge.at)
        .run(&mut tx)
        .await?;
    for (kind, table, row) in BELONGINGS {
        let owner = owner_of(table);
        // A field the one who is left has already stays where it is.
        let unless = if table == "customer_fields" {
            " AND NOT EXISTS (SELECT 1 FROM customer_fields theirs WHERE theirs.customer = $4 \
             AND theirs.kind = customer_fields.kind AND theirs.key = customer_fields.key)"
        } else {
            ""
        };
        let note = format!(
            "INSERT INTO customer_merge_rows (merge_id, kind, key) SELECT $1, $2, {row} FROM {table} WHERE {owner} = $3{unless}"
        );
        let mut note = sql(note).bind(&id).bind(kind).bind(gone);
        if !unless.is_empty() {
            note = note.bind(kept);
        }
        note.run(&mut tx).await?;
        sql(format!("UPDATE {table} SET {owner} = $1 WHERE {owner} = $2 AND {row} IN ({MOVED})"))
            .bind(kept)
            .bind(gone)
            .bind(&id)
            .bind(kind)
            .run(&mut tx)
            .await?;
    }
    sql("UPDATE customers SET merged_into = $1 WHERE id = $2").bind(kept).bind(gone).run(&mut tx).await?;
    tx.commit().await.map_err(said)
}

const MOVED: &str = "SELECT key FROM customer_merge_rows WHERE merge_id = $3 AND kind = $4";

/// A customer's own row says into whom they went.
fn owner_of(table: &str) -> &'static str {
    if table == "customers" { "merged_into" } else { "customer" }
}

pub(super) async fn undo(store: &SqlStore, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let id = id.to_string();
    let mut tx = store.begin().await?;
    let row = sql("SELECT kept, gone FROM customer_merges WHERE id = $1 AND undone_ms IS NULL").bind(&id);
    let Some(row) = row.maybe(&mut tx).await? else {
        tx.rollback().await.map_err(said)?;
        return Ok(false);
    };
    let (kept, gone): (String, String) = (row.try_get("kept").map_err(said)?, row.try_get("gone").map_err(said)?);
    sql("UPDATE customers SET merged_into = NULL WHERE id = $1").bind(&gone).run(&mut tx).await?;
    for (kind, table, row) in BELONGINGS {
        let owner = owner_of(table);
        sql(format!("UPDATE {table} SET {owner} = $1 WHERE {owner} = $2 AND {row} IN ({MOVED})"))
            .bind(&gone)
            .bind(&kept)
            .bind(&id)
            .bind(kind)
            .run(&mut tx)
            .await?;
    }
    sql("UPDATE customer_merges SET undone_ms = $1 WHERE id = $2").bind(at).bind(&id).run(&mut tx).await?;
    tx.commit().await.map_err(said)?;
    Ok(true)
}

pub(super) async fn merges_of(pool: &Pool, kept: &CustomerId) -> Result<Vec<Merge>, StoreError> {
    let rows = sql("SELECT id, kept, gone, rule, by_user, at_ms, undone_ms FROM customer_merges WHERE kept = $1 \
                    ORDER BY at_ms DESC, id")
    .bind(kept.as_str())
    .all(pool)
    .await?;
    let merge = |row: &Row| {
        let rule: Option<SamePersonRule> = named(row, "rule")?;
        Ok(Merge {
            id: parsed(row, "id")?,
            kept: CustomerId(row.try_get("kept").map_err(said)?),
            gone: CustomerId(row.try_get("gone").map_err(said)?),
            rule: rule.ok_or_else(|| StoreError::Damaged("a merge has no valid rule".to_owned()))?,
            by: AgentId(row.try_get("by_user").map_err(said)?),
            at: Timestamp(row.try_get("at_ms").map_err(said)?),
            undone: moment(row, "undone_ms")?,
        })
    };
    rows.iter().map(merge).collect()
}

/// Whoever went into somebody who went into somebody: the chain is as short as merges are rare.
pub(super) async fn now(pool: &Pool, id: &CustomerId) -> Result<Option<CustomerId>, StoreError> {
    let mut id = id.clone();
    for _ in 0..16 {
        let row = sql("SELECT merged_into FROM customers WHERE id = $1").bind(id.as_str()).maybe(pool).await?;
        let Some(row) = row else { return Ok(None) };
        match text(&row, "merged_into")? {
            Some(other) => id = CustomerId(other),
            None => return Ok(Some(id)),
        }
    }
    Err(StoreError::Damaged("customers went into each other in a ring".to_owned()))
}
