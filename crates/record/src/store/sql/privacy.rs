//! Masking and legal holds.

use std::time::Duration;

use async_trait::async_trait;
use wasl_model::secret::SecretKind;
use wasl_model::{CallEvent, CallId, CustomerId, ForgetCause, Holding, Pii, TimelineEntry, Timestamp};

use super::dialect::{Dialect, said};
use super::link::{Row, Secret};
use super::read::{parsed, text, unsigned};
use super::statement::sql;
use super::{SqlStore, Writing, forget, index, write};
use crate::customers::Known;
use crate::holds::{Held, Hold};
use crate::masking::{Unmasked, hidden, hidden_json};
use crate::store::privacy::{Erasing, Erasure, Scrub};
use crate::store::{AuditFilter, AuditRow, PrivacyStore, StoreError};

/// Waits before a vacuum that lost a deadlock is tried once more.
const VACUUM_AGAIN: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2)];

#[async_trait]
impl PrivacyStore for SqlStore {
    async fn unmasked(&self, limit: u32) -> Result<Vec<Unmasked>, StoreError> {
        let rows =
            sql("SELECT masking.call_id AS call_id, words FROM masking JOIN calls ON calls.id = masking.call_id \
             WHERE calls.ended_ms IS NOT NULL ORDER BY calls.ended_ms, calls.id LIMIT $1")
            .bind(limit)
            .all(&self.pool)
            .await?;
        let owed =
            |row| Ok(Unmasked { call: parsed(row, "call_id")?, words: unsigned(row.try_get("words").map_err(said)?) });
        rows.iter().map(owed).collect()
    }
    async fn rewrite(
        &self,
        owed: Unmasked,
        entries: &[TimelineEntry],
        summary: Option<&Pii<String>>,
        kinds: &[SecretKind],
    ) -> Result<usize, StoreError> {
        let mut tx = self.begin().await?;
        for entry in entries {
            rewrite_entry(&mut tx, entry).await?;
        }
        if !entries.is_empty() {
            forget::owe_relink(&mut tx, &owed.call.to_string(), "masked").await?;
            let timeline = index::timeline(&mut tx, owed.call).await?;
            index::rewrite(&mut tx, self.dialect, owed.call, &timeline).await?;
            hide_drafts(&mut tx, owed.call).await?;
        }
        let promises = hide_promises(&mut tx, owed.call, kinds).await?;
        if let Some(summary) = summary {
            let put = sql("UPDATE calls SET summary = $1 WHERE id = $2");
            put.bind(Secret(summary.reveal().as_str())).bind(owed.call.to_string()).run(&mut tx).await?;
        }
        let done = sql("DELETE FROM masking WHERE call_id = $1 AND words = $2");
        done.bind(owed.call.to_string()).bind(owed.words).run(&mut tx).await?;
        tx.commit().await.map_err(said)?;
        Ok(promises)
    }
    async fn audit_of(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<(u64, AuditRow)>, StoreError> {
        super::users::audit_of(&self.pool, filter, limit).await
    }
    async fn holds(&self) -> Result<Vec<Hold>, StoreError> {
        let rows = sql("SELECT id, call_id, customer, why, placed_by, at_ms FROM holds ORDER BY at_ms, id");
        rows.all(&self.pool).await?.iter().map(hold_of).collect()
    }
    async fn add_hold(&self, hold: &Hold) -> Result<bool, StoreError> {
        let (call, customer) = match &hold.on {
            Held::Call(call) => (Some(call.to_string()), None),
            Held::Customer(customer) => (None, Some(customer.0.clone())),
        };
        let known = match &hold.on {
            Held::Call(call) => sql("SELECT id FROM calls WHERE id = $1").bind(call.to_string()),
            Held::Customer(customer) => sql("SELECT id FROM customers WHERE id = $1").bind(customer.as_str()),
        };
        let mut tx = self.begin().await?;
        if known.maybe(&mut tx).await?.is_none() {
            return Ok(false);
        }
        sql("INSERT INTO holds (id, call_id, customer, why, placed_by, at_ms) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(hold.id.as_str())
            .bind(call)
            .bind(customer)
            .bind(Secret(hold.why.reveal().as_str()))
            .bind(hold.by.as_str())
            .bind(hold.at)
            .run(&mut tx)
            .await?;
        tx.commit().await.map_err(said)?;
        Ok(true)
    }
    async fn remove_hold(&self, id: &str) -> Result<bool, StoreError> {
        Ok(sql("DELETE FROM holds WHERE id = $1").bind(id).run(&self.pool).await? > 0)
    }
    async fn calls_of_person(&self, known: &Known) -> Result<Vec<CallId>, StoreError> {
        let mut query = sql("SELECT id FROM calls WHERE caller_key IN (");
        query.list(&known.numbers).push(") ORDER BY began_ms, id");
        query.all(&self.pool).await?.iter().map(|row| parsed(row, "id")).collect()
    }
    async fn kept_since_before(&self, what: Holding, before: Timestamp, limit: u32) -> Result<Vec<CallId>, StoreError> {
        forget::kept_since_before(&self.pool, what, before, limit).await
    }
    async fn forget(&self, call: CallId, what: Holding, why: ForgetCause, at: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let rows = forget::part(&mut tx, self.dialect, call, what, why, at).await?;
        tx.commit().await.map_err(said)?;
        Ok(rows)
    }
    async fn visits_before(&self, before: Timestamp, limit: u32) -> Result<Vec<(String, CustomerId)>, StoreError> {
        forget::visits_before(self, before, limit).await
    }
    async fn forget_visits(&self, ids: &[String]) -> Result<u64, StoreError> {
        forget::visits(self, ids).await
    }
    async fn merged_into(&self, customer: &CustomerId) -> Result<Vec<CustomerId>, StoreError> {
        forget::merged_into(&self.pool, customer).await
    }
    async fn erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        forget::erasures(&self.pool).await
    }
    async fn begin_erasure(&self, erasure: &Erasure, of: &[String]) -> Result<(), StoreError> {
        forget::begin_erasure(self, erasure, of).await
    }
    async fn forget_person(&self, erasing: &Erasing<'_>) -> Result<(), StoreError> {
        forget::person(self, erasing).await
    }
    async fn owe_relink(&self, of: &str, reason: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        forget::owe_relink(&mut tx, of, reason).await?;
        tx.commit().await.map_err(said)
    }
    async fn relinking(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sql("SELECT what, reason FROM relinking ORDER BY what").all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("what").map_err(said)?, row.try_get("reason").map_err(said)?))).collect()
    }
    async fn scrub(&self, how_far: Scrub) -> Result<bool, StoreError> {
        match self.dialect {
            Dialect::Sqlite => {
                if how_far >= Scrub::Index {
                    sql("INSERT INTO utterance_words (utterance_words) VALUES ('optimize')").run(&self.pool).await?;
                }
                if how_far == Scrub::All {
                    sql("VACUUM").run(&self.pool).await?;
                }
                let row = sql("PRAGMA wal_checkpoint(TRUNCATE)").patiently().one(&self.pool).await?;
                Ok(row.try_get::<i64, _>(0).map_err(said)? == 0)
            }
            Dialect::Postgres => {
                let how = if how_far == Scrub::All { "VACUUM FULL" } else { "VACUUM" };
                // One that a keeper left running when it was killed gets in the way of this one, until it is done.
                for wait in VACUUM_AGAIN {
                    match sql(how).run(&self.pool).await {
                        Err(StoreError::Unavailable(_)) => tokio::time::sleep(wait).await,
                        done => return done.map(|_| true),
                    }
                }
                sql(how).run(&self.pool).await.map(|_| true)
            }
        }
    }
}

fn hold_of(row: &Row) -> Result<Hold, StoreError> {
    let call: Option<CallId> = text(row, "call_id")?.and_then(|id| id.parse().ok());
    let customer = text(row, "customer")?.map(CustomerId);
    let on = call.map(Held::Call).or_else(|| customer.map(Held::Customer));
    Ok(Hold {
        id: row.try_get("id").map_err(said)?,
        on: on.ok_or_else(|| StoreError::Damaged("a hold holds nothing".to_owned()))?,
        why: Pii::new(row.try_get("why").map_err(said)?),
        by: text(row, "placed_by")?.unwrap_or_default().into(),
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
    })
}

/// The call has words to be looked through.
pub(super) async fn owe(tx: Writing<'_>, entry: &TimelineEntry) -> Result<(), StoreError> {
    if !has_words(&entry.event) {
        return Ok(());
    }
    sql("INSERT INTO masking (call_id, words) VALUES ($1, 1) \
         ON CONFLICT (call_id) DO UPDATE SET words = masking.words + 1")
    .bind(entry.call.to_string())
    .run(&mut *tx)
    .await
    .map(drop)
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the few events with words or digits in them")]
const fn has_words(event: &CallEvent) -> bool {
    match event {
        CallEvent::Heard { .. } | CallEvent::ReadAgain { .. } | CallEvent::Key { .. } | CallEvent::Told { .. } => true,
        CallEvent::Noted { .. } | CallEvent::WrappedUp { .. } | CallEvent::PromiseMade { .. } => true,
        // Its recording is put away with it.
        CallEvent::Ended { .. } => true,
        _ => false,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the few events that have rows of their own with words in them")]
async fn rewrite_entry(tx: Writing<'_>, entry: &TimelineEntry) -> Result<(), StoreError> {
    sql("UPDATE timeline SET event = $1 WHERE call_id = $2 AND seq = $3")
        .bind(Secret(write::event_text(&entry.event)?))
        .bind(entry.call.to_string())
        .bind(entry.seq)
        .run(&mut *tx)
        .await?;
    match &entry.event {
        CallEvent::WrappedUp { agent, wrap_up } => {
            sql("UPDATE wrap_ups SET summary = $1 WHERE call_id = $2 AND agent = $3")
                .bind(Secret(wrap_up.summary.reveal().as_str()))
                .bind(entry.call.to_string())
                .bind(agent.as_str())
                .run(&mut *tx)
                .await
                .map(drop)
        }
        CallEvent::PromiseMade { promise, .. } => sql("UPDATE promises SET what = $1 WHERE id = $2")
            .bind(Secret(promise.what.reveal().as_str()))
            .bind(promise.id.to_string())
            .run(&mut *tx)
            .await
            .map(drop),
        _ => Ok(()),
    }
}

/// What was promised in it, also what the machine heard and what was taken back; gives how many there was something in.
async fn hide_promises(tx: Writing<'_>, call: CallId, kinds: &[SecretKind]) -> Result<usize, StoreError> {
    let promises = sql("SELECT id, what FROM promises WHERE call_id = $1").bind(call.to_string());
    let mut changed = 0;
    for row in promises.all(&mut *tx).await? {
        let (id, what): (String, String) = (row.try_get("id").map_err(said)?, row.try_get("what").map_err(said)?);
        if let Some(hidden) = hidden(&Pii::new(what), kinds) {
            let put = sql("UPDATE promises SET what = $1 WHERE id = $2").bind(Secret(hidden.into_inner())).bind(id);
            put.run(&mut *tx).await?;
            changed += 1;
        }
    }
    Ok(changed)
}

/// What agents were still writing about it.
async fn hide_drafts(tx: Writing<'_>, call: CallId) -> Result<(), StoreError> {
    let drafts = sql("SELECT agent, json FROM drafts WHERE call_id = $1").bind(call.to_string());
    for row in drafts.all(&mut *tx).await? {
        let (agent, json): (String, String) = (row.try_get("agent").map_err(said)?, row.try_get("json").map_err(said)?);
        if let Some(hidden) = hidden_json(&json) {
            let put = sql("UPDATE drafts SET json = $1 WHERE call_id = $2 AND agent = $3");
            put.bind(Secret(hidden)).bind(call.to_string()).bind(agent).run(&mut *tx).await?;
        }
    }
    Ok(())
}
