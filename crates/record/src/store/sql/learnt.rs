//! What came of talks, and what parts of the house go on with.

use async_trait::async_trait;
use wasl_model::{AgentId, CallId, IntentId, MoodScores, Resolved, TalkOutcome, Timestamp};

use super::SqlStore;
use super::dialect::said;
use super::link::Row;
use super::read::{named, parsed, text, unsigned, word};
use super::statement::sql;
use super::write::signed;
use crate::store::{LearntStore, StoreError};

const TALKS: &str = "SELECT call_id, agent, intent, came_ms, began_ms, ended_ms, busy_ms, mood, weight, resolved, \
     ended_well, arm FROM talk_outcomes";

#[async_trait]
impl LearntStore for SqlStore {
    async fn put_talks(&self, call: CallId, talks: &[TalkOutcome]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sql("DELETE FROM talk_outcomes WHERE call_id = $1").bind(call.to_string()).run(&mut tx).await?;
        for talk in talks {
            let mood = talk.mood.map(|mood| serde_json::to_string(&mood)).transpose();
            let mood = mood.map_err(|error| StoreError::Refused(error.to_string()))?;
            sql("INSERT INTO talk_outcomes (call_id, agent, intent, came_ms, began_ms, ended_ms, busy_ms, mood, weight, \
                 resolved, ended_well, arm) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
            .bind(call.to_string())
            .bind(talk.agent.as_str())
            .bind(talk.intent.as_ref().map(IntentId::as_str))
            .bind(talk.came)
            .bind(talk.began)
            .bind(talk.ended)
            .bind(signed(talk.busy_ms))
            .bind(mood)
            .bind(talk.weight)
            .bind(word(&talk.resolved))
            .bind(talk.ended_well.map(i64::from))
            .bind(talk.arm.as_deref())
            .run(&mut tx)
            .await?;
        }
        tx.commit().await.map_err(said)
    }

    async fn talks_since(&self, since: Timestamp) -> Result<Vec<TalkOutcome>, StoreError> {
        let rows = sql(format!("{TALKS} WHERE ended_ms >= $1 ORDER BY ended_ms, call_id, agent"))
            .bind(since)
            .all(&self.pool)
            .await?;
        rows.iter().map(talk_of).collect()
    }

    async fn unsettled_talks(
        &self,
        after: Option<(Timestamp, CallId)>,
        limit: u32,
    ) -> Result<Vec<TalkOutcome>, StoreError> {
        let mut query = sql(format!("{TALKS} WHERE resolved IN ('open', 'promised')"));
        if let Some((ended, call)) = after {
            query.push(" AND (ended_ms > ").value(ended).push(" OR (ended_ms = ").value(ended);
            query.push(" AND call_id > ").value(call.to_string()).push("))");
        }
        query.push(" ORDER BY ended_ms, call_id, agent LIMIT ").value(limit);
        let rows = query.all(&self.pool).await?;
        rows.iter().map(talk_of).collect()
    }

    async fn settle_talk(&self, call: CallId, agent: &AgentId, resolved: Resolved) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let rows = sql("UPDATE talk_outcomes SET resolved = $1 \
             WHERE call_id = $2 AND agent = $3 AND resolved IN ('open', 'promised')")
        .bind(word(&resolved))
        .bind(call.to_string())
        .bind(agent.as_str())
        .run(&mut tx)
        .await?;
        tx.commit().await.map_err(said)?;
        Ok(rows > 0)
    }

    async fn keep_state(&self, name: &str, json: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sql("INSERT INTO kept_states (name, at_ms, json) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms, json = excluded.json")
        .bind(name)
        .bind(at)
        .bind(json)
        .run(&mut tx)
        .await?;
        tx.commit().await.map_err(said)
    }

    async fn state(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = sql("SELECT json FROM kept_states WHERE name = $1").bind(name).maybe(&self.pool).await?;
        Ok(row.as_ref().map(|row| text(row, "json")).transpose()?.flatten())
    }
}

fn talk_of(row: &Row) -> Result<TalkOutcome, StoreError> {
    let moment = |column| Ok::<_, StoreError>(Timestamp(row.try_get(column).map_err(said)?));
    let mood: Option<Result<MoodScores, _>> = text(row, "mood")?.map(|json| serde_json::from_str(&json));
    let mood = mood.transpose().map_err(|error| StoreError::Damaged(error.to_string()))?;
    let resolved: Option<Resolved> = named(row, "resolved")?;
    Ok(TalkOutcome {
        call: parsed(row, "call_id")?,
        agent: AgentId(row.try_get("agent").map_err(said)?),
        intent: text(row, "intent")?.map(IntentId),
        came: moment("came_ms")?,
        began: moment("began_ms")?,
        ended: moment("ended_ms")?,
        busy_ms: unsigned(row.try_get("busy_ms").map_err(said)?),
        mood,
        weight: row.try_get("weight").map_err(said)?,
        resolved: resolved.ok_or_else(|| StoreError::Damaged("a talk has no valid outcome".to_owned()))?,
        ended_well: row.try_get::<Option<i64>, _>("ended_well").map_err(said)?.map(|well| well != 0),
        arm: text(row, "arm")?,
    })
}
