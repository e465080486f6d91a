//! Turns as rows, numbered and indexed in the transaction of the event they come with, and what is measured at a call's end.

use std::collections::BTreeMap;

use wasl_model::{CallEvent, CallId, ReadTurn, TimelineEntry, Utterance, UtteranceId};

use super::dialect::{Dialect, said};
use super::link::{Row, Secret};
use super::read::{entry_of, word};
use super::statement::sql;
use super::words::write_at_places;
use super::write::signed;
use super::{SqlStore, Writing};
use crate::search::index::indexed;
use crate::store::{Batch, StoreError};
use crate::summary::Figures;

/// Bits of a turn's number that count within its call.
pub(super) const TURN_BITS: u32 = 20;

/// Entries of a call.
const ENTRIES: &str = "SELECT call_id, seq, at_ms, media_ms, event FROM timeline WHERE call_id = $1";

/// Calls of an earlier release that are indexed in one transaction.
const AT_ONCE: u32 = 100;

/// Keeps a turn as it was heard, in this entry.
pub(super) async fn put_heard(
    tx: Writing<'_>,
    dialect: Dialect,
    entry: &TimelineEntry,
    utterance: &Utterance,
) -> Result<(), StoreError> {
    put(tx, dialect, entry.call, Some(entry.seq), utterance, None).await
}

/// What a batch changes beside its own rows: a turn read again may be shown in other words, and a call that ends is measured.
pub(super) async fn settle(tx: Writing<'_>, dialect: Dialect, batch: &Batch) -> Result<(), StoreError> {
    for call in &batch.calls {
        let entries = batch.entries.iter().map(|posted| &*posted.entry).filter(|entry| entry.call == call.id);
        let mut measured = false;
        for entry in entries {
            measured |= is_measured(&entry.event);
            if let CallEvent::ReadAgain { utterance, .. } = &entry.event {
                put_again(tx, dialect, entry, utterance.id).await?;
            }
        }
        if measured && call.ended.is_some() {
            let timeline = timeline(tx, call.id).await?;
            measure(tx, call.id, &timeline).await?;
        }
    }
    Ok(())
}

/// Does it change what is measured of a call?
#[allow(clippy::wildcard_enum_match_arm, reason = "some of the timeline's many events")]
const fn is_measured(event: &CallEvent) -> bool {
    matches!(
        event,
        CallEvent::Ended { .. } | CallEvent::Heard { .. } | CallEvent::HeardLater { .. } | CallEvent::CaughtUp { .. }
    )
}

/// One turn as it is read now; the others are not looked at. What an earlier release kept does not say where a turn was
/// heard: the whole call is read then, once.
async fn put_again(
    tx: Writing<'_>,
    dialect: Dialect,
    again: &TimelineEntry,
    turn: UtteranceId,
) -> Result<(), StoreError> {
    let call = again.call;
    let row = sql("SELECT heard_seq FROM utterances WHERE id = $1 AND call_id = $2")
        .bind(turn.to_string())
        .bind(call.to_string())
        .maybe(&mut *tx)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let Some(seq) = row.try_get::<Option<i64>, _>("heard_seq").map_err(said)? else {
        let timeline = timeline(tx, call).await?;
        return rewrite(tx, dialect, call, &timeline).await;
    };
    let heard = sql(format!("{ENTRIES} AND seq = $2")).bind(call.to_string()).bind(seq).one(&mut *tx).await?;
    for ReadTurn { utterance, other, .. } in wasl_model::reading::turns(&[entry_of(&heard)?, again.clone()]) {
        put(tx, dialect, call, None, &utterance, other.as_ref().map(|other| other.text.reveal().as_str())).await?;
    }
    Ok(())
}

/// Reads a call again from its timeline, whatever its rows say.
pub(super) async fn reindex(store: &SqlStore, call: CallId) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let row = sql("SELECT ended_ms FROM calls WHERE id = $1").bind(call.to_string()).maybe(&mut tx).await?;
    let Some(row) = row else { return Ok(false) };
    let ended: Option<i64> = row.try_get("ended_ms").map_err(said)?;
    let timeline = timeline(&mut tx, call).await?;
    rewrite(&mut tx, store.dialect, call, &timeline).await?;
    if ended.is_some() {
        measure(&mut tx, call, &timeline).await?;
    }
    tx.commit().await.map_err(said)?;
    Ok(true)
}

/// Indexes and measures what an earlier release kept.
pub(super) async fn index_old_calls(store: &SqlStore) -> Result<(), StoreError> {
    loop {
        let rows = sql("SELECT id FROM calls WHERE ended_ms IS NOT NULL AND silence_ms IS NULL LIMIT $1")
            .bind(AT_ONCE)
            .all(&store.pool)
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut tx = store.begin().await?;
        for row in &rows {
            let call = super::read::parsed(row, "id")?;
            let timeline = timeline(&mut tx, call).await?;
            rewrite(&mut tx, store.dialect, call, &timeline).await?;
            measure(&mut tx, call, &timeline).await?;
        }
        tx.commit().await.map_err(said)?;
    }
}

/// The turns of a call as its timeline tells them: of each the better reading, and the other beside it.
pub(super) async fn rewrite(
    tx: Writing<'_>,
    dialect: Dialect,
    call: CallId,
    timeline: &[TimelineEntry],
) -> Result<(), StoreError> {
    sql("DELETE FROM utterances WHERE call_id = $1").bind(call.to_string()).run(&mut *tx).await?;
    let heard_in = timeline.iter().filter_map(|entry| {
        let CallEvent::Heard { utterance } = &entry.event else { return None };
        Some((utterance.id, entry.seq))
    });
    let heard_in: BTreeMap<UtteranceId, u64> = heard_in.collect();
    for ReadTurn { utterance, other, .. } in wasl_model::reading::turns(timeline) {
        let (seq, other) =
            (heard_in.get(&utterance.id).copied(), other.as_ref().map(|other| other.text.reveal().as_str()));
        put(tx, dialect, call, seq, &utterance, other).await?;
    }
    Ok(())
}

async fn measure(tx: Writing<'_>, call: CallId, timeline: &[TimelineEntry]) -> Result<(), StoreError> {
    let Figures { silence_ms, overlap_ms, hold_ms } = Figures::of(timeline);
    sql("UPDATE calls SET silence_ms = $1, overlap_ms = $2, hold_ms = $3 WHERE id = $4")
        .bind(silence_ms)
        .bind(overlap_ms)
        .bind(hold_ms)
        .bind(call.to_string())
        .run(&mut *tx)
        .await?;
    Ok(())
}

/// A turn and its index; `heard_seq` is left as it was where none is told.
async fn put(
    tx: Writing<'_>,
    dialect: Dialect,
    call: CallId,
    heard_seq: Option<u64>,
    turn: &Utterance,
    other: Option<&str>,
) -> Result<(), StoreError> {
    let text = turn.text.reveal();
    let indexed = indexed([text.as_str()].into_iter().chain(other));
    let vector = tx.words().map_or_else(|| indexed.vector(), |key| indexed.hashes(key));
    // Where words are sealed only their hashes are looked for.
    let (folded, forms) = if tx.words().is_some() { Default::default() } else { (indexed.folded, indexed.forms) };
    let doc = next_number(tx, call).await?;
    let (column, value, change) = match dialect {
        Dialect::Sqlite => ("", "", ""),
        Dialect::Postgres => (", found", ", $14::tsvector", ", found = excluded.found"),
    };
    let mut put = sql(format!(
        "INSERT INTO utterances (id, call_id, speaker, start_ms, end_ms, language, words, folded, confidence, other, \
         forms, doc, heard_seq{column}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13{value}) \
         ON CONFLICT (id) DO UPDATE SET words = excluded.words, folded = excluded.folded, \
         language = excluded.language, confidence = excluded.confidence, other = excluded.other, \
         forms = excluded.forms, heard_seq = COALESCE(excluded.heard_seq, utterances.heard_seq){change}"
    ))
    .bind(turn.id.to_string())
    .bind(call.to_string())
    .bind(word(&turn.speaker))
    .bind(signed(turn.span.start.as_millis()))
    .bind(signed(turn.span.end.as_millis()))
    .bind(turn.language.code())
    .bind(Secret(text))
    .bind(folded)
    .bind(f64::from(turn.confidence))
    .bind(Secret(other))
    .bind(forms)
    .bind(doc)
    .bind(heard_seq.map(signed));
    if dialect == Dialect::Postgres {
        put = put.bind(vector);
    }
    put.run(&mut *tx).await?;
    Ok(())
}

/// Seals turns that were kept in the clear, at their places in the table, and what the index holds of them.
pub(super) async fn seal(tx: Writing<'_>, rows: &[Row]) -> Result<(), StoreError> {
    const SET: &str =
        "words = sealed.words, other = sealed.other, found = sealed.found::tsvector, folded = '', forms = ''";
    let Some(key) = tx.shared_words() else { return Ok(()) };
    let values = |row: &Row| {
        let text: String = row.try_get("words").map_err(said)?;
        let other: Option<String> = row.try_get("other").map_err(said)?;
        let vector = indexed([text.as_str()].into_iter().chain(other.as_deref())).hashes(&key);
        Ok(vec![Secret(text).into(), Secret(other).into(), vector.into()])
    };
    write_at_places(tx, "utterances", &["words", "other", "found"], SET, rows, values).await
}

/// The number of a call's next turn; none once its twenty bits are used up, which takes a week of talking.
async fn next_number(tx: Writing<'_>, call: CallId) -> Result<Option<i64>, StoreError> {
    let row = sql("SELECT number FROM calls WHERE id = $1").bind(call.to_string()).one(&mut *tx).await?;
    let first = row.try_get::<i64, _>("number").map_err(said)? << TURN_BITS;
    let end = first + (1 << TURN_BITS);
    let row = sql("SELECT max(doc) AS last FROM utterances WHERE doc >= $1 AND doc < $2")
        .bind(first)
        .bind(end)
        .one(&mut *tx)
        .await?;
    let next = row.try_get::<Option<i64>, _>("last").map_err(said)?.map_or(first, |last| last + 1);
    Ok((next < end).then_some(next))
}

pub(super) async fn timeline(tx: Writing<'_>, call: CallId) -> Result<Vec<TimelineEntry>, StoreError> {
    let rows = sql(format!("{ENTRIES} ORDER BY seq")).bind(call.to_string()).all(&mut *tx).await?;
    rows.iter().map(entry_of).collect()
}
