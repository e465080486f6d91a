//! Visits to a branch and what became of promises in them.

use wasl_model::fold::fold_words;
use wasl_model::{
    AgentId, BranchId, CallId, CustomerId, IntentId, Mood, Pii, PromiseAnswer, PromiseOutcome, PromiseState, Timestamp,
    Utterance, Visit, VisitId,
};

use super::link::{Pool, Row, Secret};
use super::read::{named, parsed, text, word};
use super::statement::sql;
use super::{SqlStore, said};
use crate::search::FoundVisit;
use crate::search::visits::{SaidFilter, SaidInVisit};
use crate::store::StoreError;
use crate::visits::{LoggedVisit, VisitFilter, VisitRecording};

const VISIT: &str = "SELECT id, customer, branch, at_ms, reason, served_by, notes, left_mood, said, recording, callback, \
     logged_by, logged_ms FROM visits WHERE 1 = 1";

pub(super) async fn put(store: &SqlStore, logged: &LoggedVisit) -> Result<bool, StoreError> {
    let visit = &logged.visit;
    let mut tx = store.begin().await?;
    let new = sql(
        "INSERT INTO visits (id, customer, branch, branch_key, at_ms, reason, served_by, notes, left_mood, said, \
         recording, callback, logged_by, logged_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(visit.id.to_string())
    .bind(visit.customer.as_str())
    .bind(visit.branch.as_str())
    .bind(key_of(&visit.branch))
    .bind(visit.at)
    .bind(visit.reason.as_ref().map(IntentId::as_str))
    .bind(visit.served_by.as_ref().map(|name| name.reveal().as_str()))
    .bind(Secret(visit.notes.reveal()))
    .bind(visit.left.map(Mood::name))
    .bind(Secret(json(&visit.said)?))
    .bind(word(&logged.recording))
    .bind(logged.callback.map(|call| call.to_string()))
    .bind(logged.logged_by.as_str())
    .bind(logged.logged_at)
    .run(&mut tx)
    .await?;
    if new == 0 {
        tx.rollback().await.map_err(said)?;
        return Ok(false);
    }
    for answer in &visit.outcomes {
        sql("INSERT INTO visit_outcomes (visit, promise, outcome, why, before) \
             SELECT $1, id, $2, $3, state FROM promises WHERE id = $4")
        .bind(visit.id.to_string())
        .bind(word(&answer.outcome))
        .bind(Secret(answer.why.as_ref().map(|why| why.reveal().as_str())))
        .bind(answer.promise.to_string())
        .run(&mut tx)
        .await?;
        if let Some(state) = answer.outcome.state() {
            close(&mut tx, answer, state, visit.at).await?;
        }
    }
    super::shelf::owe_visit((&mut tx).into(), visit.id).await?;
    tx.commit().await.map_err(said)?;
    Ok(true)
}

/// A promise that was closed after the visit by somebody else stays as they said.
async fn close(
    tx: super::Writing<'_>,
    answer: &PromiseAnswer,
    state: PromiseState,
    at: Timestamp,
) -> Result<(), StoreError> {
    sql("UPDATE promises SET state = $1, kept_ms = $2 \
         WHERE id = $3 AND withdrawn_ms IS NULL AND (kept_ms IS NULL OR kept_ms <= $2)")
    .bind(word(&state))
    .bind(at)
    .bind(answer.promise.to_string())
    .run(&mut *tx)
    .await?;
    Ok(())
}

pub(super) async fn one(pool: &Pool, id: VisitId) -> Result<Option<LoggedVisit>, StoreError> {
    let row = sql(format!("{VISIT} AND id = $1")).bind(id.to_string()).maybe(pool).await?;
    match row {
        Some(row) => whole(pool, &row).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn all(pool: &Pool, filter: &VisitFilter, limit: u32) -> Result<Vec<LoggedVisit>, StoreError> {
    let mut query = sql(VISIT);
    if let Some(branches) = &filter.branches {
        let keys: Vec<String> = branches.iter().map(key_of).collect();
        query.push(" AND branch_key IN (").list(&keys).push(")");
    }
    if let Some(since) = filter.since {
        query.push(" AND at_ms >= ").value(since);
    }
    if let Some(until) = filter.until {
        query.push(" AND at_ms < ").value(until);
    }
    if let Some(customer) = &filter.customer {
        query.push(" AND customer = ").value(customer.as_str());
    }
    query.push(" ORDER BY at_ms DESC, id LIMIT ").value(limit);
    let mut visits = Vec::new();
    for row in query.all(pool).await? {
        visits.push(whole(pool, &row).await?);
    }
    Ok(visits)
}

pub(super) async fn hand_over(pool: &Pool, id: VisitId, call: CallId) -> Result<bool, StoreError> {
    let done = sql("UPDATE visits SET callback = $1 WHERE id = $2 AND callback IS NULL")
        .bind(call.to_string())
        .bind(id.to_string())
        .run(pool)
        .await?;
    Ok(done > 0)
}

pub(super) async fn set_recording(pool: &Pool, id: VisitId, state: VisitRecording) -> Result<(), StoreError> {
    let set = sql("UPDATE visits SET recording = $1 WHERE id = $2").bind(word(&state)).bind(id.to_string());
    set.run(pool).await.map(drop)
}

pub(super) async fn keep_sound(pool: &Pool, id: VisitId, sha256: &str) -> Result<bool, StoreError> {
    let keep = sql("UPDATE visits SET recording = 'kept', sound_sha256 = $1 WHERE id = $2 AND recording = 'none'");
    Ok(keep.bind(sha256).bind(id.to_string()).run(pool).await? > 0)
}

pub(super) async fn sound_sent(pool: &Pool, id: VisitId) -> Result<Option<String>, StoreError> {
    let row = sql("SELECT sound_sha256 FROM visits WHERE id = $1").bind(id.to_string()).maybe(pool).await?;
    row.map_or(Ok(None), |row| text(&row, "sound_sha256"))
}

pub(super) async fn unread(pool: &Pool, limit: u32) -> Result<Vec<VisitId>, StoreError> {
    let rows = sql("SELECT id FROM visits WHERE recording = 'kept' ORDER BY logged_ms, id LIMIT $1").bind(limit);
    rows.all(pool).await?.iter().map(|row| parsed(row, "id")).collect()
}

pub(super) async fn set_said(pool: &Pool, id: VisitId, said: &[Utterance]) -> Result<(), StoreError> {
    let set = sql("UPDATE visits SET said = $1 WHERE id = $2").bind(Secret(json(said)?)).bind(id.to_string());
    set.run(pool).await?;
    super::shelf::owe_visit(pool.into(), id).await
}

pub(super) async fn said_in(pool: &Pool, filter: &SaidFilter, limit: u32) -> Result<Vec<SaidInVisit>, StoreError> {
    let mut query = sql("SELECT id, customer, branch, at_ms, left_mood, said FROM visits WHERE recording = 'read'");
    if let Some(branches) = &filter.branches {
        let keys: Vec<String> = branches.iter().map(key_of).collect();
        query.push(" AND branch_key IN (").list(&keys).push(")");
    }
    for (text, moment) in [(" AND at_ms >= ", filter.since), (" AND at_ms < ", filter.until)] {
        if let Some(moment) = moment {
            query.push(text).value(moment);
        }
    }
    if let Some(reason) = &filter.reason {
        query.push(" AND reason = ").value(reason.as_str());
    }
    if let Some(left) = filter.left {
        query.push(" AND left_mood = ").value(left.name());
    }
    if let Some((at, id)) = filter.before {
        query.push(" AND (at_ms, id) < (").value(at).push(", ").value(id.to_string()).push(")");
    }
    query.push(" ORDER BY at_ms DESC, id DESC LIMIT ").value(limit);
    query.all(pool).await?.iter().map(said_of).collect()
}

fn said_of(row: &Row) -> Result<SaidInVisit, StoreError> {
    let words: String = row.try_get("said").map_err(said)?;
    let visit = FoundVisit {
        visit: parsed(row, "id")?,
        customer: CustomerId(row.try_get("customer").map_err(said)?),
        branch: BranchId(row.try_get("branch").map_err(said)?),
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        left: named(row, "left_mood")?,
        hits: Vec::new(),
    };
    let damaged = |_| StoreError::Damaged("a visit has no valid words".to_owned());
    Ok(SaidInVisit { visit, said: serde_json::from_str(&words).map_err(damaged)? })
}

pub(super) async fn last_mood_read(pool: &Pool, call: CallId) -> Result<Option<(Mood, f32)>, StoreError> {
    let row = sql("SELECT label, confidence FROM moods WHERE call_id = $1 ORDER BY end_ms DESC, seq DESC LIMIT 1")
        .bind(call.to_string())
        .maybe(pool)
        .await?;
    let Some(row) = row else { return Ok(None) };
    #[allow(clippy::cast_possible_truncation, reason = "a confidence, 0..=1")]
    let confidence = row.try_get::<f64, _>("confidence").map_err(said)? as f32;
    Ok(named(&row, "label")?.map(|mood| (mood, confidence)))
}

/// How a branch's name compares: folded, so that spellings are one.
pub(super) fn key_of(branch: &BranchId) -> String {
    fold_words(branch.as_str()).join(" ")
}

async fn whole(pool: &Pool, row: &Row) -> Result<LoggedVisit, StoreError> {
    let damaged = |what: &str| StoreError::Damaged(format!("a visit has no valid {what}"));
    let id: VisitId = parsed(row, "id")?;
    let words: String = row.try_get("said").map_err(said)?;
    Ok(LoggedVisit {
        visit: Visit {
            id,
            customer: CustomerId(row.try_get("customer").map_err(said)?),
            branch: BranchId(row.try_get("branch").map_err(said)?),
            at: Timestamp(row.try_get("at_ms").map_err(said)?),
            reason: text(row, "reason")?.map(IntentId),
            served_by: text(row, "served_by")?.map(Pii::new),
            notes: Pii::new(row.try_get("notes").map_err(said)?),
            outcomes: outcomes(pool, id).await?,
            left: named(row, "left_mood")?,
            said: serde_json::from_str(&words).map_err(|_| damaged("words"))?,
        },
        recording: named(row, "recording")?.ok_or_else(|| damaged("state of its recording"))?,
        callback: text(row, "callback")?.and_then(|call| call.parse().ok()),
        logged_by: AgentId(row.try_get("logged_by").map_err(said)?),
        logged_at: Timestamp(row.try_get("logged_ms").map_err(said)?),
    })
}

async fn outcomes(pool: &Pool, id: VisitId) -> Result<Vec<PromiseAnswer>, StoreError> {
    let rows = sql("SELECT promise, outcome, why FROM visit_outcomes WHERE visit = $1 ORDER BY promise")
        .bind(id.to_string())
        .all(pool)
        .await?;
    let answer = |row: &Row| {
        let outcome: Option<PromiseOutcome> = named(row, "outcome")?;
        Ok(PromiseAnswer {
            promise: parsed(row, "promise")?,
            outcome: outcome.ok_or_else(|| StoreError::Damaged("a promise has no valid outcome".to_owned()))?,
            why: text(row, "why")?.map(Pii::new),
        })
    };
    rows.iter().map(answer).collect()
}

fn json(said: &[Utterance]) -> Result<String, StoreError> {
    serde_json::to_string(said).map_err(|error| StoreError::Refused(error.to_string()))
}
