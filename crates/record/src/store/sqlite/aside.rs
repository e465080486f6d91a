//! What agents' events leave beside the timeline: talks, wrap-ups, corrections.

use wasl_model::{AgentId, LegId, Span, TimelineEntry, WrapUp};

use super::read::word;
use super::said;
use super::write::{Writing, signed};
use crate::store::StoreError;

/// One event begins one talk at most: of three who join, the first two talk already.
async fn begin_talk(tx: Writing<'_>, entry: &TimelineEntry, leg: LegId, agent: &AgentId) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO talks (call_id, seq, agent, leg, began_ms, media_began_ms) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT DO NOTHING",
    )
    .bind(entry.call.to_string())
    .bind(signed(entry.seq))
    .bind(agent.as_str())
    .bind(leg.to_string())
    .bind(entry.at.as_millis())
    .bind(signed(entry.media_at.as_millis()))
    .execute(&mut **tx)
    .await
    .map_err(said)?;
    Ok(())
}

/// An agent and the caller hear each other, for the first time or on another leg: a talk that is not over goes on.
pub(super) async fn talk(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    leg: LegId,
    agent: &AgentId,
) -> Result<(), StoreError> {
    let moved = sqlx::query("UPDATE talks SET leg = ? WHERE call_id = ? AND agent = ? AND ended_ms IS NULL")
        .bind(leg.to_string())
        .bind(entry.call.to_string())
        .bind(agent.as_str())
        .execute(&mut **tx)
        .await
        .map_err(said)?;
    if moved.rows_affected() > 0 { Ok(()) } else { begin_talk(tx, entry, leg, agent).await }
}

/// Everybody on these legs hears each other: whoever of them is an agent talks with the caller.
pub(super) async fn join_talks(tx: Writing<'_>, entry: &TimelineEntry, legs: &[LegId]) -> Result<(), StoreError> {
    for leg in legs {
        let agent: Option<String> = sqlx::query_scalar(
            "SELECT json_extract(event, '$.agent') FROM timeline WHERE call_id = ? \
             AND json_extract(event, '$.type') = 'leg_added' AND json_extract(event, '$.leg') = ? \
             AND json_extract(event, '$.agent') IS NOT NULL LIMIT 1",
        )
        .bind(entry.call.to_string())
        .bind(leg.to_string())
        .fetch_optional(&mut **tx)
        .await
        .map_err(said)?;
        if let Some(agent) = agent {
            talk(tx, entry, *leg, &AgentId(agent)).await?;
        }
    }
    Ok(())
}

/// The talks of a leg are over, or all of the call's.
pub(super) async fn end_talks(tx: Writing<'_>, entry: &TimelineEntry, leg: Option<LegId>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE talks SET ended_ms = ?, media_ended_ms = ? \
         WHERE call_id = ? AND ended_ms IS NULL AND (?4 IS NULL OR leg = ?4)",
    )
    .bind(entry.at.as_millis())
    .bind(signed(entry.media_at.as_millis()))
    .bind(entry.call.to_string())
    .bind(leg.map(|leg| leg.to_string()))
    .execute(&mut **tx)
    .await
    .map_err(said)?;
    Ok(())
}

/// The agent's last word counts; what they were writing is written now.
pub(super) async fn put_wrap_up(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    agent: &AgentId,
    wrap_up: &WrapUp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO wrap_ups (call_id, agent, at_ms, outcome, summary) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (call_id, agent) DO UPDATE SET at_ms = excluded.at_ms, outcome = excluded.outcome, \
         summary = excluded.summary",
    )
    .bind(entry.call.to_string())
    .bind(agent.as_str())
    .bind(entry.at.as_millis())
    .bind(word(&wrap_up.outcome))
    .bind(wrap_up.summary.reveal())
    .execute(&mut **tx)
    .await
    .map_err(said)?;
    sqlx::query("DELETE FROM drafts WHERE call_id = ? AND agent = ?")
        .bind(entry.call.to_string())
        .bind(agent.as_str())
        .execute(&mut **tx)
        .await
        .map_err(said)?;
    Ok(())
}

/// An agent's word on the call, beside the machine's readings.
pub(super) async fn correct(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    agent: &AgentId,
    kind: &str,
    value: Option<&str>,
    span: Option<Span>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO corrections (call_id, seq, agent, at_ms, kind, value, start_ms, end_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(entry.call.to_string())
    .bind(signed(entry.seq))
    .bind(agent.as_str())
    .bind(entry.at.as_millis())
    .bind(kind)
    .bind(value)
    .bind(span.map(|span| signed(span.start.as_millis())))
    .bind(span.map(|span| signed(span.end.as_millis())))
    .execute(&mut **tx)
    .await
    .map_err(said)?;
    Ok(())
}
