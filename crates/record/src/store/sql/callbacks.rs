//! Steps of callbacks.

use async_trait::async_trait;
use wasl_model::Timestamp;

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
