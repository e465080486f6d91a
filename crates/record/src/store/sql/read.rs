//! Questions to the book.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasl_model::{CallId, IntentId, Language, MediaTime, Pii, QueueId, ReadTurn, TimelineEntry, Timestamp};

use super::SqlStore;
use super::dialect::said;
use super::filter;
use super::link::{Pool, Row};
use super::statement::sql;
use crate::store::{CallbackPromise, Posted, StoreError};
use crate::{CallFilter, CallSummary, Figures, IntentSaid, RecordingState};

pub(super) const CALL: &str = "SELECT id, began_ms, answered_ms, bridged_ms, ended_ms, caller, dialled, language, queue, agent, \
                    intent, mood_first, mood_last, hangup, recording, media_ms, events, outcome, summary, mood_said, intent_said, \
                    felt, felt_kept, abuse, silence_ms, overlap_ms, hold_ms FROM calls c ";

pub(super) async fn last_position(pool: &Pool) -> Result<u64, StoreError> {
    let row = sql("SELECT max(position) AS last FROM timeline").one(pool).await?;
    let last: Option<i64> = row.try_get("last").map_err(said)?;
    Ok(unsigned(last.unwrap_or(0)))
}

pub(super) async fn open_calls(pool: &Pool) -> Result<Vec<CallSummary>, StoreError> {
    let rows = sql(format!("{CALL} WHERE ended_ms IS NULL ORDER BY id")).all(pool).await?;
    rows.iter().map(call_of).collect()
}

pub(super) async fn last_at(pool: &Pool, id: CallId) -> Result<Option<Timestamp>, StoreError> {
    let row = sql("SELECT max(at_ms) AS last FROM timeline WHERE call_id = $1").bind(id.to_string()).one(pool).await?;
    moment(&row, "last")
}

pub(super) async fn call(pool: &Pool, id: CallId) -> Result<Option<CallSummary>, StoreError> {
    let row = sql(format!("{CALL} WHERE id = $1")).bind(id.to_string()).maybe(pool).await?;
    row.as_ref().map(call_of).transpose()
}

pub(super) async fn calls(store: &SqlStore, filter: &CallFilter, limit: u32) -> Result<Vec<CallSummary>, StoreError> {
    let mut query = sql(CALL);
    query.push("WHERE 1 = 1");
    filter::narrow_calls(&mut query, store.dialect, filter);
    if let Some(after) = filter.after {
        query.push(" AND (c.began_ms, c.id) < (SELECT began_ms, id FROM calls WHERE id = ");
        query.value(after.to_string()).push(")");
    }
    query.push(" ORDER BY c.began_ms DESC, c.id DESC LIMIT ").value(limit);
    let rows = query.all(&store.pool).await?;
    rows.iter().map(call_of).collect()
}

pub(super) async fn timeline(pool: &Pool, id: CallId) -> Result<Vec<TimelineEntry>, StoreError> {
    let rows = sql("SELECT call_id, seq, at_ms, media_ms, event FROM timeline WHERE call_id = $1 ORDER BY seq")
        .bind(id.to_string())
        .all(pool)
        .await?;
    rows.iter().map(entry_of).collect()
}

/// The words with their times are in the timeline; the utterances' own rows are for searching.
pub(super) async fn transcript(pool: &Pool, id: CallId) -> Result<Vec<ReadTurn>, StoreError> {
    Ok(wasl_model::reading::turns(&timeline(pool, id).await?))
}

pub(super) async fn since(pool: &Pool, position: u64, limit: u32) -> Result<Vec<Posted>, StoreError> {
    let rows = sql(
        "SELECT position, call_id, seq, at_ms, media_ms, event FROM timeline WHERE position > $1 ORDER BY position LIMIT $2",
    )
    .bind(i64::try_from(position).unwrap_or(i64::MAX))
    .bind(limit).all(pool).await?;
    let posted = |row: &Row| {
        Ok(Posted { position: unsigned(row.try_get("position").map_err(said)?), entry: Arc::new(entry_of(row)?) })
    };
    rows.iter().map(posted).collect()
}

pub(super) async fn callbacks(pool: &Pool) -> Result<Vec<CallbackPromise>, StoreError> {
    let rows = sql("SELECT id, call_id, caller, queue, made_ms, kept_ms FROM promises \
         WHERE kind = 'callback' AND kept_ms IS NULL ORDER BY made_ms, id")
    .all(pool)
    .await?;
    let promise = |row: &Row| {
        Ok(CallbackPromise {
            id: parsed(row, "id")?,
            call: parsed(row, "call_id")?,
            caller: text(row, "caller")?.map(Pii::new),
            queue: QueueId(row.try_get("queue").map_err(said)?),
            made: Timestamp(row.try_get("made_ms").map_err(said)?),
            kept: moment(row, "kept_ms")?,
        })
    };
    rows.iter().map(promise).collect()
}

pub(super) fn call_of(row: &Row) -> Result<CallSummary, StoreError> {
    let recording: String = row.try_get("recording").map_err(said)?;
    Ok(CallSummary {
        id: parsed(row, "id")?,
        began: Timestamp(row.try_get("began_ms").map_err(said)?),
        answered: moment(row, "answered_ms")?,
        bridged: moment(row, "bridged_ms")?,
        ended: moment(row, "ended_ms")?,
        from: text(row, "caller")?.map(Pii::new),
        dialled: row.try_get("dialled").map_err(said)?,
        language: text(row, "language")?.and_then(|code| Language::from_code(&code)),
        queue: text(row, "queue")?.map(QueueId),
        agent: text(row, "agent")?.map(wasl_model::AgentId),
        intent: text(row, "intent")?.map(IntentId),
        mood_first: named(row, "mood_first")?,
        mood_last: named(row, "mood_last")?,
        hangup: named(row, "hangup")?,
        recording: RecordingState::from_name(&recording).unwrap_or(RecordingState::None),
        media_length: MediaTime(unsigned(row.try_get("media_ms").map_err(said)?)),
        events: unsigned(row.try_get("events").map_err(said)?),
        outcome: named(row, "outcome")?,
        summary: text(row, "summary")?.map(Pii::new),
        mood_said: named(row, "mood_said")?,
        intent_said: text(row, "intent_said")?
            .map(|intent| IntentSaid { intent: (!intent.is_empty()).then_some(IntentId(intent)) }),
        felt: named(row, "felt")?,
        felt_kept: row.try_get::<Option<i64>, _>("felt_kept").map_err(said)?.map(|kept| kept != 0),
        abuse: flag(row, "abuse")?,
        figures: figures_of(row)?,
    })
}

/// What was measured; nothing while the call lives.
fn figures_of(row: &Row) -> Result<Option<Figures>, StoreError> {
    let ms = |column| row.try_get::<Option<i64>, _>(column).map_err(said);
    let Some(silence) = ms("silence_ms")? else { return Ok(None) };
    let (overlap, hold) = (ms("overlap_ms")?.unwrap_or(0), ms("hold_ms")?.unwrap_or(0));
    Ok(Some(Figures { silence_ms: unsigned(silence), overlap_ms: unsigned(overlap), hold_ms: unsigned(hold) }))
}

pub(super) fn entry_of(row: &Row) -> Result<TimelineEntry, StoreError> {
    let event: String = row.try_get("event").map_err(said)?;
    let seq: i64 = row.try_get("seq").map_err(said)?;
    Ok(TimelineEntry {
        call: parsed(row, "call_id")?,
        seq: unsigned(seq),
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        media_at: MediaTime(unsigned(row.try_get("media_ms").map_err(said)?)),
        event: serde_json::from_str(&event)
            // What was wrong in it could be somebody's words: only its place is told.
            .map_err(|error| {
                StoreError::Damaged(format!("event {seq} of a call cannot be read from byte {}", error.column()))
            })?,
    })
}

pub(super) fn text(row: &Row, column: &str) -> Result<Option<String>, StoreError> {
    row.try_get(column).map_err(said)
}

/// A boolean, which is kept as a number.
pub(super) fn flag(row: &Row, column: &str) -> Result<bool, StoreError> {
    Ok(row.try_get::<i64, _>(column).map_err(said)? != 0)
}

pub(super) fn moment(row: &Row, column: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column).map_err(said)?.map(Timestamp))
}

pub(super) fn parsed<T: std::str::FromStr>(row: &Row, column: &str) -> Result<T, StoreError> {
    let text: String = row.try_get(column).map_err(said)?;
    text.parse().map_err(|_| StoreError::Damaged(format!("a row has no valid {column}")))
}

/// The name an enum of plain words has in JSON, kept bare in its column.
pub(super) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn named<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Option<T>, StoreError> {
    Ok(text(row, column)?.and_then(|name| serde_json::from_value(serde_json::Value::String(name)).ok()))
}

pub(super) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
