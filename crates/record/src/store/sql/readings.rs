//! What is still to be read from recordings.

use async_trait::async_trait;
use wasl_model::{CallId, MediaTime, Span, Speaker, TimelineEntry, Utterance};

use super::SqlStore;
use super::Writing;
use super::dialect::said;
use super::link::{Pool, Row};
use super::read::{parsed, unsigned, word};
use super::statement::sql;
use super::write::signed;
use crate::readings::Unheard;
use crate::store::{ReadingStore, StoreError};

#[async_trait]
impl ReadingStore for SqlStore {
    async fn unheard(&self, limit: u32) -> Result<Vec<Unheard>, StoreError> {
        unheard(&self.pool, limit).await
    }
    async fn owe_second_reading(&self, call: CallId) -> Result<(), StoreError> {
        let owe = sql("INSERT INTO second_readings (call_id) VALUES ($1) ON CONFLICT DO NOTHING");
        owe.bind(call.to_string()).run(&self.pool).await.map(drop)
    }
    async fn second_readings(&self, limit: u32) -> Result<Vec<CallId>, StoreError> {
        second_readings(&self.pool, limit).await
    }
    async fn second_reading_done(&self, call: CallId) -> Result<(), StoreError> {
        let done = sql("DELETE FROM second_readings WHERE call_id = $1");
        done.bind(call.to_string()).run(&self.pool).await.map(drop)
    }
}

async fn unheard(pool: &Pool, limit: u32) -> Result<Vec<Unheard>, StoreError> {
    let rows = sql("SELECT unheard.call_id AS call_id, unheard.speaker AS speaker, start_ms, end_ms \
         FROM unheard JOIN calls ON calls.id = unheard.call_id WHERE calls.ended_ms IS NOT NULL \
         ORDER BY calls.ended_ms, unheard.call_id, start_ms LIMIT $1")
    .bind(limit)
    .all(pool)
    .await?;
    let unheard = |row: &Row| {
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

async fn second_readings(pool: &Pool, limit: u32) -> Result<Vec<CallId>, StoreError> {
    let rows = sql("SELECT calls.id AS id FROM second_readings JOIN calls ON calls.id = second_readings.call_id \
         WHERE calls.ended_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unheard WHERE unheard.call_id = calls.id) \
         ORDER BY calls.ended_ms, calls.id LIMIT $1")
    .bind(limit)
    .all(pool)
    .await?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}

/// The words of this stretch are owed.
pub(super) async fn put_off(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    speaker: Speaker,
    span: Span,
) -> Result<(), StoreError> {
    sql("INSERT INTO unheard (call_id, speaker, start_ms, end_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (call_id, speaker, start_ms) DO UPDATE SET \
         end_ms = CASE WHEN unheard.end_ms > excluded.end_ms THEN unheard.end_ms ELSE excluded.end_ms END")
    .bind(entry.call.to_string())
    .bind(word(&speaker))
    .bind(signed(span.start.as_millis()))
    .bind(signed(span.end.as_millis()))
    .run(&mut *tx)
    .await?;
    Ok(())
}

/// They are owed no longer.
pub(super) async fn caught_up(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    speaker: Speaker,
    span: Span,
) -> Result<(), StoreError> {
    sql("DELETE FROM unheard WHERE call_id = $1 AND speaker = $2 AND start_ms = $3 AND end_ms <= $4")
        .bind(entry.call.to_string())
        .bind(word(&speaker))
        .bind(signed(span.start.as_millis()))
        .bind(signed(span.end.as_millis()))
        .run(&mut *tx)
        .await?;
    Ok(())
}

/// Words that come for the whole of a stretch that was put off.
pub(super) async fn heard(tx: Writing<'_>, entry: &TimelineEntry, utterance: &Utterance) -> Result<(), StoreError> {
    caught_up(tx, entry, utterance.speaker, utterance.span).await
}
