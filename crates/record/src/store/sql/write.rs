//! One transaction per batch: the calls' rows, the entries, and what is read from them by other questions.

use serde_json::Value;

use wasl_model::{CallEvent, MoodReading, OfferId, OfferOutcome, OfferReasons, Pii, TimelineEntry, Timestamp};

use super::dialect::{Dialect, said};
use super::link::Secret;
use super::read::word;
use super::statement::sql;
use super::{SqlStore, Writing, aside, chain, customers, floor, index, privacy, promises, quotes, readings, shelf};
use crate::CallSummary;
use crate::store::{Batch, Posted, StoreError};

pub(super) async fn batch(store: &SqlStore, batch: &Batch) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    if is_written(&mut tx, batch).await? {
        return tx.rollback().await.map_err(said);
    }
    for call in &batch.calls {
        put_call(&mut tx, call).await?;
        if call.ended.is_some() {
            chain::owe_link(&mut tx, call.id).await?;
            quotes::there((&mut tx).into(), &call.id.to_string()).await?;
        }
    }
    for posted in &batch.entries {
        put_entry(&mut tx, posted).await?;
        put_aside(&mut tx, store.dialect, posted, batch).await?;
    }
    for call in &batch.calls {
        shelf::owe_review(&mut tx, call).await?;
    }
    index::settle(&mut tx, store.dialect, batch).await?;
    tx.commit().await.map_err(said)
}

/// A commit may be done though its answer was lost with the connection: then the same batch comes again.
async fn is_written(tx: Writing<'_>, batch: &Batch) -> Result<bool, StoreError> {
    let Some(last) = batch.entries.last() else { return Ok(false) };
    let row = sql("SELECT position FROM timeline WHERE position = $1 AND call_id = $2 AND seq = $3")
        .bind(last.position)
        .bind(last.entry.call.to_string())
        .bind(last.entry.seq)
        .maybe(&mut *tx)
        .await?;
    Ok(row.is_some())
}

async fn put_call(tx: Writing<'_>, call: &CallSummary) -> Result<(), StoreError> {
    sql(
        "INSERT INTO calls (id, began_ms, answered_ms, bridged_ms, ended_ms, caller, dialled, language, queue, agent, \
         intent, mood_first, mood_last, hangup, recording, media_ms, events, caller_key, outcome, summary, mood_said, \
         intent_said, felt, felt_kept, abuse, number) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, \
         (SELECT COALESCE(max(number), 0) + 1 FROM calls)) \
         ON CONFLICT (id) DO UPDATE SET answered_ms = excluded.answered_ms, bridged_ms = excluded.bridged_ms, \
         ended_ms = excluded.ended_ms, caller = excluded.caller, dialled = excluded.dialled, \
         language = excluded.language, queue = excluded.queue, agent = excluded.agent, intent = excluded.intent, \
         mood_first = excluded.mood_first, mood_last = excluded.mood_last, hangup = excluded.hangup, \
         recording = excluded.recording, media_ms = excluded.media_ms, events = excluded.events, \
         caller_key = excluded.caller_key, outcome = excluded.outcome, summary = excluded.summary, \
         mood_said = excluded.mood_said, intent_said = excluded.intent_said, felt = excluded.felt, \
         felt_kept = excluded.felt_kept, abuse = excluded.abuse",
    )
    .bind(call.id.to_string())
    .bind(call.began.as_millis())
    .bind(call.answered.map(Timestamp::as_millis))
    .bind(call.bridged.map(Timestamp::as_millis))
    .bind(call.ended.map(Timestamp::as_millis))
    .bind(call.from.as_ref().map(|from| from.reveal().as_str()))
    .bind(&call.dialled)
    .bind(call.language.map(|language| language.code()))
    .bind(call.queue.as_ref().map(|queue| queue.as_str()))
    .bind(call.agent.as_ref().map(|agent| agent.as_str()))
    .bind(call.intent.as_ref().map(|intent| intent.as_str()))
    .bind(call.mood_first.map(|mood| mood.name()))
    .bind(call.mood_last.map(|mood| mood.name()))
    .bind(call.hangup.map(|hangup| word(&hangup)))
    .bind(call.recording.name())
    .bind(signed(call.media_length.as_millis()))
    .bind(signed(call.events))
    .bind(call.from.as_ref().map(customers::key_of))
    .bind(call.outcome.map(|outcome| word(&outcome)))
    .bind(Secret(call.summary.as_ref().map(|summary| summary.reveal().as_str())))
    .bind(call.mood_said.map(|mood| mood.name()))
    .bind(call.intent_said.as_ref().map(|said| said.intent.as_ref().map_or("", |intent| intent.as_str())))
    .bind(call.felt.map(|mood| mood.name()))
    .bind(call.felt_kept)
    .bind(call.abuse).run(&mut *tx).await?;
    Ok(())
}

async fn put_entry(tx: Writing<'_>, posted: &Posted) -> Result<(), StoreError> {
    let entry = &*posted.entry;
    sql("INSERT INTO timeline (position, call_id, seq, at_ms, media_ms, event) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(signed(posted.position))
        .bind(entry.call.to_string())
        .bind(signed(entry.seq))
        .bind(entry.at.as_millis())
        .bind(signed(entry.media_at.as_millis()))
        .bind(Secret(event_text(&entry.event)?))
        .run(&mut *tx)
        .await?;
    Ok(())
}

/// Rows beside the timeline, for questions across calls.
async fn put_aside(tx: Writing<'_>, dialect: Dialect, posted: &Posted, batch: &Batch) -> Result<(), StoreError> {
    let entry = &*posted.entry;
    privacy::owe(tx, entry).await?;
    match &entry.event {
        CallEvent::Heard { utterance } => {
            index::put_heard(tx, dialect, entry, utterance).await?;
            readings::heard(tx, entry, utterance).await
        }
        CallEvent::HeardLater { speaker, span } => readings::put_off(tx, entry, *speaker, *span).await,
        CallEvent::CaughtUp { speaker, span, .. } => readings::caught_up(tx, entry, *speaker, *span).await,
        CallEvent::Mood { reading } => {
            put_mood(tx, entry, reading).await?;
            floor::weigh(tx, entry, reading).await?;
            let over = batch.calls.iter().any(|call| call.id == entry.call && call.ended.is_some());
            if over { settle_moods(tx, entry).await } else { Ok(()) }
        }
        CallEvent::Offered { offer, agent, reasons, .. } => put_offer(tx, entry, *offer, agent.as_str(), reasons).await,
        CallEvent::OfferEnded { offer, outcome, .. } => end_offer(tx, entry.at, *offer, *outcome).await,
        CallEvent::CallbackPromised { queue, number, .. } => {
            promises::put_callback(tx, entry, queue, number.as_ref().or_else(|| caller(batch, entry))).await
        }
        CallEvent::PromiseMade { agent, promise } => {
            promises::put_made(tx, entry, agent, promise, caller(batch, entry)).await
        }
        CallEvent::PromiseWithdrawn { promise, .. } => promises::withdraw(tx, entry, *promise).await,
        CallEvent::Bridged { leg, agent: Some(agent) } => aside::talk(tx, entry, *leg, agent).await,
        CallEvent::LineBack { leg, agent } => aside::talk(tx, entry, *leg, agent).await,
        CallEvent::Joined { legs } => aside::join_talks(tx, entry, legs).await,
        CallEvent::LegAdded { leg, agent, .. } => aside::put_leg(tx, entry, *leg, agent.as_ref()).await,
        CallEvent::Unbridged { leg } => aside::end_talks(tx, entry, Some(*leg)).await,
        CallEvent::LegEnded { leg, .. } => aside::end_leg(tx, entry, *leg).await,
        CallEvent::Ended { .. } => aside::end_talks(tx, entry, None).await,
        CallEvent::WrappedUp { agent, wrap_up } => aside::put_wrap_up(tx, entry, agent, wrap_up).await,
        CallEvent::MoodCorrected { agent, mood, span } => {
            aside::correct(tx, entry, agent, "mood", Some(mood.name()), Some(*span)).await
        }
        CallEvent::IntentCorrected { agent, intent } => {
            aside::correct(tx, entry, agent, "intent", intent.as_ref().map(|intent| intent.as_str()), None).await
        }
        CallEvent::AbuseReported { agent } => aside::correct(tx, entry, agent, "abuse", None, None).await,
        // Its turn is written anew when all of the batch is there, see `index::settle`.
        CallEvent::ReadAgain { .. }
        | CallEvent::Arrived { .. }
        | CallEvent::Answered
        | CallEvent::PromptStarted { .. }
        | CallEvent::PromptEnded { .. }
        | CallEvent::Key { .. }
        | CallEvent::SpeechStarted { .. }
        | CallEvent::LanguagePicked { .. }
        | CallEvent::Intent { .. }
        | CallEvent::FlowEntered { .. }
        | CallEvent::Told { .. }
        | CallEvent::MachineAnswered { .. }
        | CallEvent::HandedOver { .. }
        | CallEvent::PersonWanted { .. }
        | CallEvent::Queued { .. }
        | CallEvent::Overflowed { .. }
        | CallEvent::NoOneAvailable { .. }
        | CallEvent::Bridged { agent: None, .. }
        | CallEvent::Held { .. }
        | CallEvent::Resumed { .. }
        | CallEvent::Transferred { .. }
        | CallEvent::LineLost { .. }
        | CallEvent::Consulting { .. }
        | CallEvent::Noted { .. }
        | CallEvent::StepMarked { .. }
        | CallEvent::CallerFelt { .. }
        | CallEvent::RecordingStarted
        | CallEvent::RecordingPaused { .. }
        | CallEvent::Consent { .. }
        | CallEvent::Erased { .. }
        | CallEvent::RecordingResumed { .. }
        | CallEvent::RecordingFailed { .. }
        | CallEvent::CallingBack { .. }
        | CallEvent::Quality { .. } => Ok(()),
    }
}

/// The number that called, by the call's row in the batch.
fn caller<'a>(batch: &'a Batch, entry: &TimelineEntry) -> Option<&'a Pii<String>> {
    batch.calls.iter().find(|call| call.id == entry.call).and_then(|call| call.from.as_ref())
}

async fn put_mood(tx: Writing<'_>, entry: &TimelineEntry, reading: &MoodReading) -> Result<(), StoreError> {
    sql("INSERT INTO moods (call_id, seq, start_ms, end_ms, label, confidence) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(entry.call.to_string())
        .bind(signed(entry.seq))
        .bind(signed(reading.span.start.as_millis()))
        .bind(signed(reading.span.end.as_millis()))
        .bind(reading.label.name())
        .bind(f64::from(reading.confidence))
        .run(&mut *tx)
        .await?;
    Ok(())
}

/// After the call moods come in the order their words were read: the first and the last are those of the call's time.
async fn settle_moods(tx: Writing<'_>, entry: &TimelineEntry) -> Result<(), StoreError> {
    sql("UPDATE calls SET \
         mood_first = (SELECT label FROM moods WHERE call_id = $1 ORDER BY end_ms, seq LIMIT 1), \
         mood_last = (SELECT label FROM moods WHERE call_id = $1 ORDER BY end_ms DESC, seq DESC LIMIT 1) \
         WHERE id = $1")
    .bind(entry.call.to_string())
    .run(&mut *tx)
    .await?;
    Ok(())
}

async fn put_offer(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    offer: OfferId,
    agent: &str,
    reasons: &OfferReasons,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(reasons).map_err(|error| StoreError::Refused(error.to_string()))?;
    sql("INSERT INTO offers (id, call_id, agent, at_ms, score, waited_ms, reasons, weight) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (id) DO NOTHING")
    .bind(offer.to_string())
    .bind(entry.call.to_string())
    .bind(agent)
    .bind(entry.at.as_millis())
    .bind(reasons.score)
    .bind(signed(reasons.waited_ms))
    .bind(text)
    .bind(f64::from(reasons.weight))
    .run(&mut *tx)
    .await?;
    Ok(())
}

async fn end_offer(tx: Writing<'_>, at: Timestamp, offer: OfferId, outcome: OfferOutcome) -> Result<(), StoreError> {
    let text = serde_json::to_string(&outcome).map_err(|error| StoreError::Refused(error.to_string()))?;
    sql("UPDATE offers SET ended_ms = $1, outcome = $2 WHERE id = $3")
        .bind(at.as_millis())
        .bind(text)
        .bind(offer.to_string())
        .run(&mut *tx)
        .await?;
    Ok(())
}

/// An event as JSON that can be read again: JSON has no NaN, so a number that is none is kept as 0 rather than lost with its event.
pub(super) fn event_text(event: &CallEvent) -> Result<String, StoreError> {
    let refused = |error: serde_json::Error| StoreError::Refused(error.to_string());
    let text = serde_json::to_string(event).map_err(refused)?;
    if !text.contains("null") || serde_json::from_str::<CallEvent>(&text).is_ok() {
        return Ok(text);
    }
    let mut value = serde_json::from_str(&text).map_err(refused)?;
    number_nulls(&mut value);
    Ok(value.to_string())
}

/// Fields of events that are numbers and never absent.
const NUMBERS: [&str; 12] = [
    "confidence",
    "score",
    "value",
    "weight",
    "lost_pct",
    "jitter_ms",
    "angry",
    "frustrated",
    "lost",
    "neutral",
    "satisfied",
    "sad",
];

fn number_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if field.is_null() && NUMBERS.contains(&name.as_str()) {
                    *field = Value::from(0);
                }
                number_nulls(field);
            }
        }
        Value::Array(items) => {
            for item in items.iter_mut() {
                if item.is_null() {
                    *item = Value::from(0);
                }
                number_nulls(item);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
