//! What is still to be read from recordings.

use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use wasl_model::{CallId, MediaTime, Span, Speaker, TimelineEntry, Utterance};

use super::read::{parsed, unsigned, word};
use super::write::{Writing, signed};
use super::{SqliteStore, said};
use crate::readings::Unheard;
use crate::store::{ReadingStore, StoreError};

#[async_trait]
impl ReadingStore for SqliteStore {
    async fn unheard(&self, limit: u32) -> Result<Vec<Unheard>, StoreError> {
        unheard(&self.pool, limit).await
    }
    async fn owe_second_reading(&self, call: CallId) -> Result<(), StoreError> {
        let owe = sqlx::query("INSERT INTO second_readings (call_id) VALUES (?) ON CONFLICT DO NOTHING");
        owe.bind(call.to_string()).execute(&self.pool).await.map(|_| ()).map_err(said)
    }
    async fn second_readings(&self, limit: u32) -> Result<Vec<CallId>, StoreError> {
        second_readings(&self.pool, limit).await
    }
    async fn second_reading_done(&self, call: CallId) -> Result<(), StoreError> {
        let done = sqlx::query("DELETE FROM second_readings WHERE call_id = ?");
        done.bind(call.to_string()).execute(&self.pool).await.map(|_| ()).map_err(said)
    }
}

async fn unheard(pool: &SqlitePool, limit: u32) -> Result<Vec<Unheard>, StoreError> {
    let rows = sqlx::query(
        "SELECT unheard.call_id AS call_id, unheard.speaker AS speaker, start_ms, end_ms \
         FROM unheard JOIN calls ON calls.id = unheard.call_id WHERE calls.ended_ms IS NOT NULL \
         ORDER BY calls.ended_ms, unheard.call_id, start_ms LIMIT ?",
    )
    .bind(limit)
    .fetch_all(pool)
    .await
    .map_err(said)?;
    let unheard = |row: &SqliteRow| {
        let speaker: Option<Speaker> = super::read::named(row, "speaker")?;
        let at = |column| Ok(MediaTime(unsigned(row.try_get(column).map_err(said)?)));
        Ok(Unheard {
            call: parsed(row, "call_id")?,
            speaker: speaker.ok_or_else(|| StoreError::Damaged("a row has no valid speaker".to_owned()))?,
            span: Span { start: at("start_ms")?, end: at("end_ms")? },
        })
    };
    rows.iter().map(unheard).collect()
}

async fn second_readings(pool: &SqlitePool, limit: u32) -> Result<Vec<CallId>, StoreError> {
    let rows = sqlx::query(
        "SELECT calls.id AS id FROM second_readings JOIN calls ON calls.id = second_readings.call_id \
         WHERE calls.ended_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unheard WHERE unheard.call_id = calls.id) \
         ORDER BY calls.ended_ms, calls.id LIMIT ?",
    )
    .bind(limit)
    .fetch_all(pool)
    .await
    .map_err(said)?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}

/// The words of this stretch are owed.
pub(super) async fn put_off(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    speaker: Speaker,
    span: Span,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO unheard (call_id, speaker, start_ms, end_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT DO UPDATE SET end_ms = max(end_ms, excluded.end_ms)",
    )
    .bind(entry.call.to_string())
    .bind(word(&speaker))
    .bind(signed(span.start.as_millis()))
    .bind(signed(span.end.as_millis()))
    .execute(&mut **tx)
    .await
    .map_err(said)?;
    Ok(())
}

/// They are owed no longer.
pub(super) async fn caught_up(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    speaker: Speaker,
    span: Span,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM unheard WHERE call_id = ? AND speaker = ? AND start_ms = ? AND end_ms <= ?")
        .bind(entry.call.to_string())
        .bind(word(&speaker))
        .bind(signed(span.start.as_millis()))
        .bind(signed(span.end.as_millis()))
        .execute(&mut **tx)
        .await
        .map_err(said)?;
    Ok(())
}

/// Words that come for the whole of a stretch that was put off.
pub(super) async fn heard(tx: Writing<'_>, entry: &TimelineEntry, utterance: &Utterance) -> Result<(), StoreError> {
    caught_up(tx, entry, utterance.speaker, utterance.span).await
}

/// Whoever looks for words finds those of either reading.
pub(super) async fn read_again(tx: Writing<'_>, utterance: &Utterance) -> Result<(), StoreError> {
    let folded = wasl_model::fold::fold_words(utterance.text.reveal()).join(" ");
    sqlx::query("UPDATE utterances SET folded = folded || ' | ' || ? WHERE id = ?")
        .bind(folded)
        .bind(utterance.id.to_string())
        .execute(&mut **tx)
        .await
        .map_err(said)?;
    Ok(())
}
