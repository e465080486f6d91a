//! What agents' events leave beside the timeline: talks, wrap-ups, corrections.

use wasl_model::{AgentId, LegId, Span, TimelineEntry, WrapUp};

use super::Writing;
use super::link::Secret;
use super::read::{text, word};
use super::statement::sql;
use super::write::signed;
use crate::store::StoreError;

/// One event begins one talk at most: of three who join, the first two talk already.
async fn begin_talk(tx: Writing<'_>, entry: &TimelineEntry, leg: LegId, agent: &AgentId) -> Result<(), StoreError> {
    sql("INSERT INTO talks (call_id, seq, agent, leg, began_ms, media_began_ms) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT DO NOTHING")
    .bind(entry.call.to_string())
    .bind(signed(entry.seq))
    .bind(agent.as_str())
    .bind(leg.to_string())
    .bind(entry.at.as_millis())
    .bind(signed(entry.media_at.as_millis()))
    .run(&mut *tx)
    .await?;
    Ok(())
}

/// An agent and the caller hear each other, for the first time or on another leg: a talk that is not over goes on.
pub(super) async fn talk(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    leg: LegId,
    agent: &AgentId,
) -> Result<(), StoreError> {
    let moved = sql("UPDATE talks SET leg = $1 WHERE call_id = $2 AND agent = $3 AND ended_ms IS NULL")
        .bind(leg.to_string())
        .bind(entry.call.to_string())
        .bind(agent.as_str())
        .run(&mut *tx)
        .await?;
    if moved > 0 { Ok(()) } else { begin_talk(tx, entry, leg, agent).await }
}

/// Everybody on these legs hears each other: whoever of them is an agent talks with the caller.
pub(super) async fn join_talks(tx: Writing<'_>, entry: &TimelineEntry, legs: &[LegId]) -> Result<(), StoreError> {
    for leg in legs {
        let row = sql("SELECT agent FROM legs WHERE call_id = $1 AND leg = $2 AND agent IS NOT NULL")
            .bind(entry.call.to_string())
            .bind(leg.to_string())
            .maybe(&mut *tx)
            .await?;
        let agent = row.as_ref().map(|row| text(row, "agent")).transpose()?.flatten();
        if let Some(agent) = agent {
            talk(tx, entry, *leg, &AgentId(agent)).await?;
        }
    }
    Ok(())
}

/// A leg, and whose it is.
pub(super) async fn put_leg(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    leg: LegId,
    agent: Option<&AgentId>,
) -> Result<(), StoreError> {
    sql("INSERT INTO legs (call_id, leg, agent) VALUES ($1, $2, $3) \
         ON CONFLICT (call_id, leg) DO UPDATE SET agent = COALESCE(legs.agent, excluded.agent)")
    .bind(entry.call.to_string())
    .bind(leg.to_string())
    .bind(agent.map(|agent| agent.as_str()))
    .run(&mut *tx)
    .await?;
    Ok(())
}

/// A leg is over, and its talks with it.
pub(super) async fn end_leg(tx: Writing<'_>, entry: &TimelineEntry, leg: LegId) -> Result<(), StoreError> {
    sql("INSERT INTO legs (call_id, leg, ended_ms) VALUES ($1, $2, $3) \
         ON CONFLICT (call_id, leg) DO UPDATE SET ended_ms = excluded.ended_ms")
    .bind(entry.call.to_string())
    .bind(leg.to_string())
    .bind(entry.at)
    .run(&mut *tx)
    .await?;
    end_talks(tx, entry, Some(leg)).await
}

/// The talks of a leg are over, or all of the call's.
pub(super) async fn end_talks(tx: Writing<'_>, entry: &TimelineEntry, leg: Option<LegId>) -> Result<(), StoreError> {
    sql("UPDATE talks SET ended_ms = $1, media_ended_ms = $2 \
         WHERE call_id = $3 AND ended_ms IS NULL AND ($4 IS NULL OR leg = $4)")
    .bind(entry.at.as_millis())
    .bind(signed(entry.media_at.as_millis()))
    .bind(entry.call.to_string())
    .bind(leg.map(|leg| leg.to_string()))
    .run(&mut *tx)
    .await?;
    Ok(())
}

/// The agent's last word counts; what they were writing is written now.
pub(super) async fn put_wrap_up(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    agent: &AgentId,
    wrap_up: &WrapUp,
) -> Result<(), StoreError> {
    sql("INSERT INTO wrap_ups (call_id, agent, at_ms, outcome, summary) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (call_id, agent) DO UPDATE SET at_ms = excluded.at_ms, outcome = excluded.outcome, \
         summary = excluded.summary")
    .bind(entry.call.to_string())
    .bind(agent.as_str())
    .bind(entry.at.as_millis())
    .bind(word(&wrap_up.outcome))
    .bind(Secret(wrap_up.summary.reveal()))
    .run(&mut *tx)
    .await?;
    sql("DELETE FROM drafts WHERE call_id = $1 AND agent = $2")
        .bind(entry.call.to_string())
        .bind(agent.as_str())
        .run(&mut *tx)
        .await?;
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
    sql("INSERT INTO corrections (call_id, seq, agent, at_ms, kind, value, start_ms, end_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(entry.call.to_string())
    .bind(signed(entry.seq))
    .bind(agent.as_str())
    .bind(entry.at.as_millis())
    .bind(kind)
    .bind(value)
    .bind(span.map(|span| signed(span.start.as_millis())))
    .bind(span.map(|span| signed(span.end.as_millis())))
    .run(&mut *tx)
    .await?;
    Ok(())
}
