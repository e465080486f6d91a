//! Drafts, wrap-ups and an agent's day; and the door to all that desks ask of the store.

use std::collections::BTreeSet;

use async_trait::async_trait;
use wasl_model::{AgentId, CallId, Contact, Customer, CustomerId, Pii, PromiseId, PromiseState, Timestamp, WrapUp};

use super::dialect::{Dialect, said};
use super::link::{Pool, Row, Secret};
use super::read::{named, parsed, unsigned};
use super::statement::sql;
use super::{SqlStore, customers, promises, quotes, sessions};
use crate::customers::{CustomerFilter, Known};
use crate::desk::{AgentDay, MOST_DRAFTS, WrappedCall};
use crate::owed::{OwedPromise, PromiseCounts, PromiseFilter};
use crate::search::index::any_phrase;
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
     AND (c.start_ms < m.end_ms OR c.start_ms < m.start_ms + 1) AND c.end_ms > m.start_ms)) \
     OR EXISTS (SELECT 1 FROM corrections c WHERE c.call_id = t.call_id AND (c.kind = 'abuse' AND c.agent = t.agent \
     OR c.kind = 'mood' AND c.value IN ('angry', 'frustrated') \
     AND c.start_ms < COALESCE(t.media_ended_ms, 9223372036854775807)))";

async fn draft(pool: &Pool, agent: &AgentId, call: CallId) -> Result<Option<String>, StoreError> {
    let row = sql("SELECT json FROM drafts WHERE agent = $1 AND call_id = $2")
        .bind(agent.as_str())
        .bind(call.to_string())
        .maybe(pool)
        .await?;
    row.map(|row| row.try_get("json").map_err(said)).transpose()
}

async fn put_draft(pool: &Pool, agent: &AgentId, call: CallId, json: &str, at: Timestamp) -> Result<bool, StoreError> {
    let done =
        sql("INSERT INTO drafts (agent, call_id, json, changed_ms) SELECT $1, id, $2, $3 FROM calls WHERE id = $4 \
         ON CONFLICT (agent, call_id) DO UPDATE SET json = excluded.json, changed_ms = excluded.changed_ms")
        .bind(agent.as_str())
        .bind(Secret(json))
        .bind(at.as_millis())
        .bind(call.to_string())
        .run(pool)
        .await?;
    quotes::there(pool.into(), &call.to_string()).await?;
    sql("DELETE FROM drafts WHERE agent = $1 AND call_id IN \
         (SELECT call_id FROM drafts WHERE agent = $1 ORDER BY changed_ms DESC LIMIT 9223372036854775807 OFFSET $2)")
    .bind(agent.as_str())
    .bind(MOST_DRAFTS)
    .run(pool)
    .await?;
    Ok(done > 0)
}

async fn drop_draft(pool: &Pool, agent: &AgentId, call: CallId) -> Result<bool, StoreError> {
    let done = sql("DELETE FROM drafts WHERE agent = $1 AND call_id = $2")
        .bind(agent.as_str())
        .bind(call.to_string())
        .run(pool)
        .await?;
    Ok(done > 0)
}

async fn wrap_ups(pool: &Pool, call: CallId) -> Result<Vec<WrappedCall>, StoreError> {
    let rows = sql("SELECT call_id, agent, at_ms, outcome, summary FROM wrap_ups WHERE call_id = $1 ORDER BY at_ms")
        .bind(call.to_string())
        .all(pool)
        .await?;
    rows.iter().map(wrapped_of).collect()
}

fn wrapped_of(row: &Row) -> Result<WrappedCall, StoreError> {
    let outcome = named(row, "outcome")?.ok_or_else(|| StoreError::Damaged("a wrap-up has no outcome".to_owned()))?;
    Ok(WrappedCall {
        call: parsed(row, "call_id")?,
        agent: AgentId(row.try_get("agent").map_err(said)?),
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        wrap_up: WrapUp { outcome, summary: Pii::new(row.try_get("summary").map_err(said)?) },
    })
}

/// A call counts once the agent has left it: one who asks a colleague while the caller waits is still there.
async fn unwrapped(pool: &Pool, agent: &AgentId, since: Timestamp) -> Result<Option<CallId>, StoreError> {
    let row = sql("SELECT t.call_id FROM talks t WHERE t.agent = $1 AND t.ended_ms >= $2 \
         AND NOT EXISTS (SELECT 1 FROM talks o WHERE o.call_id = t.call_id AND o.agent = $1 AND o.ended_ms IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM wrap_ups w WHERE w.call_id = t.call_id AND w.agent = $1) \
         AND (EXISTS (SELECT 1 FROM calls c WHERE c.id = t.call_id AND c.ended_ms IS NOT NULL) \
         OR EXISTS (SELECT 1 FROM legs l WHERE l.call_id = t.call_id AND l.leg = t.leg AND l.ended_ms IS NOT NULL)) \
         ORDER BY t.began_ms DESC, t.seq DESC LIMIT 1")
    .bind(agent.as_str())
    .bind(since.as_millis())
    .maybe(pool)
    .await?;
    row.as_ref().map(|row| parsed(row, "call_id")).transpose()
}

async fn agent_day(
    store: &SqlStore,
    agent: &AgentId,
    since: Timestamp,
    now: Timestamp,
) -> Result<AgentDay, StoreError> {
    let query = format!(
        "SELECT count(DISTINCT t.call_id) AS calls, \
         CAST(COALESCE(sum(COALESCE(t.ended_ms, $3) - CASE WHEN t.began_ms > $2 THEN t.began_ms ELSE $2 END), 0) \
         AS BIGINT) AS talk_ms, \
         count(DISTINCT CASE WHEN {HARD} THEN t.call_id END) AS hard_calls, \
         (SELECT count(*) FROM corrections WHERE agent = $1 AND kind = 'abuse' AND at_ms >= $2) AS abuse \
         FROM talks t WHERE t.agent = $1 AND (t.began_ms >= $2 OR t.ended_ms > $2)"
    );
    let row = sql(query).bind(agent.as_str()).bind(since.as_millis()).bind(now.as_millis()).one(&store.pool).await?;
    let count = |column| Ok(u32::try_from(row.try_get::<i64, _>(column).map_err(said)?).unwrap_or(u32::MAX));
    let thanks = thanks(store, agent, since).await?;
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
async fn thanks(store: &SqlStore, agent: &AgentId, since: Timestamp) -> Result<Vec<Pii<String>>, StoreError> {
    let any = match store.dialect {
        Dialect::Sqlite => THANKS.map(|words| format!("' ' || u.folded || ' ' LIKE '% {words} %'")).join(" OR "),
        Dialect::Postgres => {
            format!("u.found @@ '{}'::tsquery", any_phrase(&THANKS, store.pool.words()).replace('\'', "''"))
        }
    };
    let query = format!(
        "SELECT t.call_id AS call_id, u.words AS words FROM talks t JOIN utterances u ON u.call_id = t.call_id \
         WHERE t.agent = $1 AND t.began_ms >= $2 AND u.speaker = 'caller' AND u.start_ms >= t.media_began_ms \
         AND (t.media_ended_ms IS NULL OR u.start_ms <= t.media_ended_ms) AND ({any}) \
         ORDER BY t.began_ms DESC, u.start_ms DESC"
    );
    let rows = sql(query).bind(agent.as_str()).bind(since).all(&store.pool).await?;
    let mut seen = BTreeSet::new();
    let mut thanks = Vec::new();
    for row in &rows {
        if seen.insert(row.try_get::<String, _>("call_id").map_err(said)?) {
            thanks.push(Pii::new(row.try_get("words").map_err(said)?));
        }
    }
    Ok(thanks)
}

#[async_trait]
impl DeskStore for SqlStore {
    async fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        customers::one(&self.pool, id).await
    }
    async fn put_customer(&self, customer: &Customer, at: Timestamp) -> Result<Option<CustomerId>, StoreError> {
        customers::put(self, customer, at).await
    }
    async fn customers(&self, filter: &CustomerFilter, limit: u32) -> Result<Vec<Customer>, StoreError> {
        customers::all(&self.pool, filter, limit).await
    }
    async fn holders_like(&self, tail: &str) -> Result<Vec<(String, CustomerId)>, StoreError> {
        customers::holders_like(self, tail).await
    }
    async fn callers_like(&self, tail: &str) -> Result<Vec<String>, StoreError> {
        customers::callers_like(self, tail).await
    }
    async fn contacts(&self, known: &Known, limit: u32) -> Result<Vec<Contact>, StoreError> {
        customers::contacts(&self.pool, known, limit).await
    }
    async fn promises(
        &self,
        filter: &PromiseFilter,
        to: Option<&Known>,
        limit: u32,
    ) -> Result<Vec<OwedPromise>, StoreError> {
        promises::all(&self.pool, filter, to, limit).await
    }
    async fn count_promises(
        &self,
        filter: &PromiseFilter,
        to: Option<&Known>,
        now: Timestamp,
    ) -> Result<PromiseCounts, StoreError> {
        promises::count(&self.pool, filter, to, now).await
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
        agent_day(self, agent, since, now).await
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
