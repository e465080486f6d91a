//! Drafts, wrap-ups and an agent's day; and the door to all that desks ask of the store.

use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use wasl_model::{
    AgentId, BranchVisit, CallId, Contact, Customer, CustomerId, Pii, PromiseId, PromiseState, Timestamp, WrapUp,
};

use super::read::{named, parsed, unsigned};
use super::{SqliteStore, customers, promises, said, sessions};
use crate::customers::{CustomerFilter, Known};
use crate::desk::{AgentDay, MOST_DRAFTS, WrappedCall};
use crate::owed::{OwedPromise, PromiseFilter};
use crate::sessions::{KeptSession, TokenHash};
use crate::store::{DeskStore, StoreError};

/// Folded words by which callers thank.
const THANKS: [&str; 14] = [
    "شكرا",
    "مشكور",
    "مشكوره",
    "مشكورين",
    "متشكر",
    "متشكره",
    "نشكركم",
    "اشكرك",
    "تسلم",
    "تسلمي",
    "يعطيك العافيه",
    "جزاك الله خير",
    "thank you",
    "thanks",
];

/// The caller of this talk (`t`) was angry or frustrated until its end, unless an agent said otherwise of that stretch.
const HARD: &str = "EXISTS (SELECT 1 FROM moods m WHERE m.call_id = t.call_id AND m.label IN ('angry', 'frustrated') \
     AND m.start_ms < COALESCE(t.media_ended_ms, 9223372036854775807) \
     AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.call_id = m.call_id AND c.kind = 'mood' \
     AND c.start_ms < max(m.end_ms, m.start_ms + 1) AND c.end_ms > m.start_ms)) \
     OR EXISTS (SELECT 1 FROM corrections c WHERE c.call_id = t.call_id AND (c.kind = 'abuse' AND c.agent = t.agent \
     OR c.kind = 'mood' AND c.value IN ('angry', 'frustrated') \
     AND c.start_ms < COALESCE(t.media_ended_ms, 9223372036854775807)))";

async fn draft(pool: &SqlitePool, agent: &AgentId, call: CallId) -> Result<Option<String>, StoreError> {
    sqlx::query_scalar("SELECT json FROM drafts WHERE agent = ? AND call_id = ?")
        .bind(agent.as_str())
        .bind(call.to_string())
        .fetch_optional(pool)
        .await
        .map_err(said)
}

async fn put_draft(
    pool: &SqlitePool,
    agent: &AgentId,
    call: CallId,
    json: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO drafts (agent, call_id, json, changed_ms) SELECT ?, id, ?, ? FROM calls WHERE id = ? \
         ON CONFLICT (agent, call_id) DO UPDATE SET json = excluded.json, changed_ms = excluded.changed_ms",
    )
    .bind(agent.as_str())
    .bind(json)
    .bind(at.as_millis())
    .bind(call.to_string())
    .execute(pool)
    .await
    .map_err(said)?;
    sqlx::query(
        "DELETE FROM drafts WHERE agent = ?1 AND call_id IN \
         (SELECT call_id FROM drafts WHERE agent = ?1 ORDER BY changed_ms DESC LIMIT -1 OFFSET ?2)",
    )
    .bind(agent.as_str())
    .bind(MOST_DRAFTS)
    .execute(pool)
    .await
    .map_err(said)?;
    Ok(done.rows_affected() > 0)
}

async fn drop_draft(pool: &SqlitePool, agent: &AgentId, call: CallId) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM drafts WHERE agent = ? AND call_id = ?")
        .bind(agent.as_str())
        .bind(call.to_string())
        .execute(pool)
        .await;
    Ok(done.map_err(said)?.rows_affected() > 0)
}

async fn wrap_ups(pool: &SqlitePool, call: CallId) -> Result<Vec<WrappedCall>, StoreError> {
    let rows =
        sqlx::query("SELECT call_id, agent, at_ms, outcome, summary FROM wrap_ups WHERE call_id = ? ORDER BY at_ms")
            .bind(call.to_string())
            .fetch_all(pool)
            .await
            .map_err(said)?;
    rows.iter().map(wrapped_of).collect()
}

fn wrapped_of(row: &SqliteRow) -> Result<WrappedCall, StoreError> {
    let outcome = named(row, "outcome")?.ok_or_else(|| StoreError::Damaged("a wrap-up has no outcome".to_owned()))?;
    Ok(WrappedCall {
        call: parsed(row, "call_id")?,
        agent: AgentId(row.try_get("agent").map_err(said)?),
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        wrap_up: WrapUp { outcome, summary: Pii::new(row.try_get("summary").map_err(said)?) },
    })
}

/// A call counts once the agent has left it: one who asks a colleague while the caller waits is still there.
async fn unwrapped(pool: &SqlitePool, agent: &AgentId, since: Timestamp) -> Result<Option<CallId>, StoreError> {
    let row = sqlx::query(
        "SELECT t.call_id FROM talks t WHERE t.agent = ?1 AND t.ended_ms >= ?2 \
         AND NOT EXISTS (SELECT 1 FROM talks o WHERE o.call_id = t.call_id AND o.agent = ?1 AND o.ended_ms IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM wrap_ups w WHERE w.call_id = t.call_id AND w.agent = ?1) \
         AND EXISTS (SELECT 1 FROM timeline e WHERE e.call_id = t.call_id \
         AND (json_extract(e.event, '$.type') = 'ended' OR json_extract(e.event, '$.type') = 'leg_ended' \
         AND json_extract(e.event, '$.leg') = t.leg)) \
         ORDER BY t.began_ms DESC, t.seq DESC LIMIT 1",
    )
    .bind(agent.as_str())
    .bind(since.as_millis())
    .fetch_optional(pool)
    .await
    .map_err(said)?;
    row.as_ref().map(|row| parsed(row, "call_id")).transpose()
}

async fn agent_day(
    pool: &SqlitePool,
    agent: &AgentId,
    since: Timestamp,
    now: Timestamp,
) -> Result<AgentDay, StoreError> {
    let query = format!(
        "SELECT count(DISTINCT t.call_id) AS calls, \
         COALESCE(sum(COALESCE(t.ended_ms, ?3) - max(t.began_ms, ?2)), 0) AS talk_ms, \
         count(DISTINCT CASE WHEN {HARD} THEN t.call_id END) AS hard_calls, \
         (SELECT count(*) FROM corrections WHERE agent = ?1 AND kind = 'abuse' AND at_ms >= ?2) AS abuse \
         FROM talks t WHERE t.agent = ?1 AND (t.began_ms >= ?2 OR t.ended_ms > ?2)"
    );
    let row = sqlx::query(&query)
        .bind(agent.as_str())
        .bind(since.as_millis())
        .bind(now.as_millis())
        .fetch_one(pool)
        .await
        .map_err(said)?;
    let count = |column| row.try_get::<u32, _>(column).map_err(said);
    let thanks = thanks(pool, agent, since).await?;
    Ok(AgentDay {
        calls: count("calls")?,
        talk_ms: unsigned(row.try_get("talk_ms").map_err(said)?),
        hard_calls: count("hard_calls")?,
        abuse: count("abuse")?,
        thanks: u32::try_from(thanks.len()).unwrap_or(u32::MAX),
        thank_you: thanks.into_iter().next(),
    })
}

/// The last thanks of each caller who said some to this agent, newest call first.
async fn thanks(pool: &SqlitePool, agent: &AgentId, since: Timestamp) -> Result<Vec<Pii<String>>, StoreError> {
    let any = THANKS.map(|words| format!("' ' || u.folded || ' ' LIKE '% {words} %'")).join(" OR ");
    let query = format!(
        "SELECT u.words AS words, max(u.start_ms) FROM talks t JOIN utterances u ON u.call_id = t.call_id \
         WHERE t.agent = ? AND t.began_ms >= ? AND u.speaker = 'caller' AND u.start_ms >= t.media_began_ms \
         AND (t.media_ended_ms IS NULL OR u.start_ms <= t.media_ended_ms) AND ({any}) \
         GROUP BY t.call_id ORDER BY max(t.began_ms) DESC"
    );
    let rows = sqlx::query(&query).bind(agent.as_str()).bind(since.as_millis()).fetch_all(pool).await.map_err(said)?;
    rows.iter().map(|row| Ok(Pii::new(row.try_get("words").map_err(said)?))).collect()
}

#[async_trait]
impl DeskStore for SqliteStore {
    async fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        customers::one(&self.pool, id).await
    }
    async fn put_customer(&self, customer: &Customer, at: Timestamp) -> Result<Option<CustomerId>, StoreError> {
        customers::put(&self.pool, customer, at).await
    }
    async fn customers(&self, filter: &CustomerFilter, limit: u32) -> Result<Vec<Customer>, StoreError> {
        customers::all(&self.pool, filter, limit).await
    }
    async fn holders_like(&self, tail: &str) -> Result<Vec<(String, CustomerId)>, StoreError> {
        customers::holders_like(&self.pool, tail).await
    }
    async fn callers_like(&self, tail: &str) -> Result<Vec<String>, StoreError> {
        customers::callers_like(&self.pool, tail).await
    }
    async fn contacts(&self, known: &Known, limit: u32) -> Result<Vec<Contact>, StoreError> {
        customers::contacts(&self.pool, known, limit).await
    }
    async fn add_visit(&self, visit: &BranchVisit) -> Result<bool, StoreError> {
        customers::add_visit(&self.pool, visit).await
    }
    async fn promises(
        &self,
        filter: &PromiseFilter,
        to: Option<&Known>,
        limit: u32,
    ) -> Result<Vec<OwedPromise>, StoreError> {
        promises::all(&self.pool, filter, to, limit).await
    }
    async fn promise(&self, id: PromiseId) -> Result<Option<OwedPromise>, StoreError> {
        promises::one(&self.pool, id).await
    }
    async fn promises_in(&self, call: CallId) -> Result<Vec<OwedPromise>, StoreError> {
        promises::of_call(&self.pool, call).await
    }
    async fn set_promise_state(&self, id: PromiseId, state: PromiseState, at: Timestamp) -> Result<bool, StoreError> {
        promises::set_state(&self.pool, id, state, at).await
    }
    async fn draft(&self, agent: &AgentId, call: CallId) -> Result<Option<String>, StoreError> {
        draft(&self.pool, agent, call).await
    }
    async fn put_draft(&self, agent: &AgentId, call: CallId, json: &str, at: Timestamp) -> Result<bool, StoreError> {
        put_draft(&self.pool, agent, call, json, at).await
    }
    async fn drop_draft(&self, agent: &AgentId, call: CallId) -> Result<bool, StoreError> {
        drop_draft(&self.pool, agent, call).await
    }
    async fn wrap_ups(&self, call: CallId) -> Result<Vec<WrappedCall>, StoreError> {
        wrap_ups(&self.pool, call).await
    }
    async fn unwrapped(&self, agent: &AgentId, since: Timestamp) -> Result<Option<CallId>, StoreError> {
        unwrapped(&self.pool, agent, since).await
    }
    async fn agent_day(&self, agent: &AgentId, since: Timestamp, now: Timestamp) -> Result<AgentDay, StoreError> {
        agent_day(&self.pool, agent, since, now).await
    }
    async fn keep_session(&self, session: &KeptSession) -> Result<(), StoreError> {
        sessions::keep(&self.pool, session).await
    }
    async fn session(&self, token: &TokenHash) -> Result<Option<KeptSession>, StoreError> {
        sessions::one(&self.pool, token).await
    }
    async fn sessions(&self) -> Result<Vec<KeptSession>, StoreError> {
        sessions::all(&self.pool).await
    }
    async fn touch_session(&self, token: &TokenHash, at: Timestamp) -> Result<bool, StoreError> {
        sessions::touch(&self.pool, token, at).await
    }
    async fn end_session(&self, token: &TokenHash) -> Result<bool, StoreError> {
        sessions::end(&self.pool, token).await
    }
    async fn end_sessions_of(&self, user: &AgentId) -> Result<u64, StoreError> {
        sessions::end_of(&self.pool, user).await
    }
    async fn end_stale_sessions(&self, began: Timestamp, used: Timestamp) -> Result<u64, StoreError> {
        sessions::end_stale(&self.pool, began, used).await
    }
}
