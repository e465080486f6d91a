//! Steps of callbacks.

use async_trait::async_trait;
use wasl_model::{PromiseId, Timestamp};

use super::SqlStore;
use super::dialect::said;
use super::link::Row;
use super::read::{moment, named, parsed, word};
use super::statement::sql;
use crate::callbacks::{CallbackStep, CallbackStepKind};
use crate::store::{CallbackStore, StoreError};

#[async_trait]
impl CallbackStore for SqlStore {
    async fn note_callback(&self, step: &CallbackStep, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sql("INSERT INTO callback_steps (promise, kind, at_ms, moment_ms, language) VALUES ($1, $2, $3, $4, $5)")
            .bind(step.promise.to_string())
            .bind(word(&step.kind))
            .bind(at.as_millis())
            .bind(step.moment.map(Timestamp::as_millis))
            .bind(step.language.map(|language| language.code()))
            .run(&mut tx)
            .await?;
        if matches!(step.kind, CallbackStepKind::Connected | CallbackStepKind::Resumed) {
            sql("UPDATE promises SET kept_ms = $1, state = 'kept' WHERE id = $2 AND kept_ms IS NULL")
                .bind(at.as_millis())
                .bind(step.promise.to_string())
                .run(&mut tx)
                .await?;
        }
        tx.commit().await.map_err(said)
    }

    async fn owe_again(
        &self,
        promise: PromiseId,
        (from, to): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let opened = sql("UPDATE promises SET kept_ms = NULL, state = 'open' \
             WHERE id = $1 AND kind = 'callback' AND state = 'kept' AND withdrawn_ms IS NULL \
             AND kept_ms >= $2 AND kept_ms <= $3 \
             AND kept_ms = (SELECT s.at_ms FROM callback_steps s WHERE s.promise = $1 AND s.kind = $4 \
             AND s.n = (SELECT max(n) FROM callback_steps WHERE promise = $1))")
        .bind(promise.to_string())
        .bind(from)
        .bind(to)
        .bind(word(&CallbackStepKind::Connected))
        .run(&mut tx)
        .await?;
        if opened > 0 {
            sql("INSERT INTO callback_steps (promise, kind, at_ms, moment_ms) VALUES ($1, $2, $3, $3)")
                .bind(promise.to_string())
                .bind(word(&CallbackStepKind::NotReached))
                .bind(now)
                .run(&mut tx)
                .await?;
        }
        tx.commit().await.map_err(said)?;
        Ok(opened > 0)
    }

    async fn callback_steps(&self) -> Result<Vec<CallbackStep>, StoreError> {
        let rows =
            sql("SELECT s.promise AS promise, s.kind AS kind, s.moment_ms AS moment_ms, s.language AS language \
             FROM callback_steps s JOIN promises p ON p.id = s.promise \
             WHERE p.kind = 'callback' AND p.kept_ms IS NULL ORDER BY s.n")
            .all(&self.pool)
            .await?;
        rows.iter().map(step_of).collect()
    }
}

fn step_of(row: &Row) -> Result<CallbackStep, StoreError> {
    let kind: Option<CallbackStepKind> = named(row, "kind")?;
    Ok(CallbackStep {
        promise: parsed(row, "promise")?,
        kind: kind.ok_or_else(|| StoreError::Damaged("a step of a callback has no valid kind".to_owned()))?,
        moment: moment(row, "moment_ms")?,
        language: named(row, "language")?,
    })
}
