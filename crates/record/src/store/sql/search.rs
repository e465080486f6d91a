//! Turns found by their words.
//!
//! Two ways lead there. Where a filter leaves few calls, their turns are read one call after the other; else the full-text
//! index is gone through from its newest end and the filter is applied to what it gives. So neither a word that is said in
//! every third turn nor a filter that fits hardly anything makes a question slow.

use async_trait::async_trait;
use sqlx::Row;
use sqlx::any::AnyRow;
use wasl_model::{AgentId, CallId, Language, MediaTime, Pii, QueueId, Span, Speaker, Timestamp};

use super::SqlStore;
use super::dialect::{Dialect, said};
use super::filter::{self, MOOD_THEN};
use super::index::{self, TURN_BITS};
use super::read::{CALL, call_of, named, parsed, text, unsigned};
use super::statement::{Sql, sql};
use crate::CallSummary;
use crate::search::{Hit, Rank, index as written};
use crate::store::StoreError;
use crate::store::search::{SearchStore, Turn, WantedTurns};

/// Calls that are read through rather than looked up.
const FEW_CALLS: u32 = 300;
/// Of them at once.
const CALLS_AT_ONCE: usize = 50;
/// PostgreSQL looks at the turns of so many newest calls one by one before it asks its index, which knows no order.
const NEWEST_CALLS: i64 = 800;

/// Turns' numbers, both ends included.
#[derive(Clone, Copy)]
struct Range {
    low: i64,
    high: i64,
}

#[async_trait]
impl SearchStore for SqlStore {
    async fn turns(&self, wanted: WantedTurns<'_>) -> Result<Vec<Turn>, StoreError> {
        let Some(range) = range_of(self, &wanted).await? else { return Ok(Vec::new()) };
        if filter::narrows_calls(wanted.filter) {
            let few = few_calls(self, &wanted, range).await?;
            if let Some(calls) = few {
                return read_through(self, &wanted, range, &calls).await;
            }
        }
        match self.dialect {
            Dialect::Sqlite => from_index(self, &wanted, range, wanted.limit).await,
            Dialect::Postgres => newest_first(self, &wanted, range).await,
        }
    }
    async fn first_turn_of(&self, call: CallId) -> Result<Option<i64>, StoreError> {
        let row = sql("SELECT number FROM calls WHERE id = $1").bind(call.to_string()).maybe(&self.pool).await?;
        row.map(|row| Ok(row.try_get::<i64, _>("number").map_err(said)? << TURN_BITS)).transpose()
    }
    async fn calls_of(&self, ids: &[CallId]) -> Result<Vec<CallSummary>, StoreError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut query = sql(CALL);
        query.push("WHERE id IN (").list(&ids).push(")");
        query.all(&self.pool).await?.iter().map(call_of).collect()
    }
    async fn reindex(&self, call: CallId) -> Result<bool, StoreError> {
        index::reindex(self, call).await
    }
}

/// The numbers that turns of the wanted time can have; `None` when no call began then.
async fn range_of(store: &SqlStore, wanted: &WantedTurns<'_>) -> Result<Option<Range>, StoreError> {
    let mut range = Range { low: 0, high: wanted.below.saturating_sub(1) };
    let (since, until) = (wanted.filter.since, wanted.filter.until);
    if since.is_some() || until.is_some() {
        let row =
            sql("SELECT min(number) AS low, max(number) AS high FROM calls WHERE began_ms >= $1 AND began_ms < $2")
                .bind(since.map_or(i64::MIN, Timestamp::as_millis))
                .bind(until.map_or(i64::MAX, Timestamp::as_millis))
                .one(&store.pool)
                .await?;
        let number = |column| row.try_get::<Option<i64>, _>(column).map_err(said);
        let (Some(low), Some(high)) = (number("low")?, number("high")?) else { return Ok(None) };
        range = Range { low: low << TURN_BITS, high: range.high.min(((high + 1) << TURN_BITS) - 1) };
    }
    Ok((range.low <= range.high).then_some(range))
}

/// The numbers of the calls that fit, newest first, if they are few.
async fn few_calls(store: &SqlStore, wanted: &WantedTurns<'_>, range: Range) -> Result<Option<Vec<i64>>, StoreError> {
    let mut query = sql("SELECT c.number AS number FROM calls c WHERE c.number >= ");
    query.value(range.low >> TURN_BITS).push(" AND c.number <= ").value(range.high >> TURN_BITS);
    filter::narrow_calls(&mut query, wanted.filter);
    query.push(" ORDER BY c.number DESC LIMIT ").value(FEW_CALLS + 1);
    let rows = query.all(&store.pool).await?;
    if rows.len() > FEW_CALLS as usize {
        return Ok(None);
    }
    rows.iter().map(|row| row.try_get("number").map_err(said)).collect::<Result<_, _>>().map(Some)
}

async fn read_through(
    store: &SqlStore,
    wanted: &WantedTurns<'_>,
    range: Range,
    calls: &[i64],
) -> Result<Vec<Turn>, StoreError> {
    let mut found = Vec::new();
    for calls in calls.chunks(CALLS_AT_ONCE) {
        let mut query = turns_of("utterances u JOIN calls c ON c.id = u.call_id");
        query.push(" WHERE c.number IN (");
        for (n, number) in calls.iter().enumerate() {
            query.push(if n == 0 { "" } else { ", " }).value(*number);
        }
        query.push(") AND u.doc >= ").value(range.low).push(" AND u.doc <= ").value(range.high);
        filter::narrow_turns(&mut query, wanted.filter);
        query.push(" ORDER BY u.doc DESC");
        for row in &query.all(&store.pool).await? {
            let turn = turn_of(row)?;
            if turn.answers(wanted.words) {
                found.push(turn);
            }
        }
        if found.len() >= wanted.limit as usize {
            found.truncate(wanted.limit as usize);
            break;
        }
    }
    Ok(found)
}

/// The newest calls' turns one by one, as a common word is soon among them; then the index for those before.
async fn newest_first(store: &SqlStore, wanted: &WantedTurns<'_>, range: Range) -> Result<Vec<Turn>, StoreError> {
    let row = sql("SELECT max(number) AS newest FROM calls").one(&store.pool).await?;
    let newest = row.try_get::<Option<i64>, _>("newest").map_err(said)?.unwrap_or(0);
    let first = newest.min(range.high >> TURN_BITS) - NEWEST_CALLS;
    let split = range.low.max(first << TURN_BITS);
    let mut found = from_index(store, wanted, Range { low: split, ..range }, wanted.limit).await?;
    let missing = wanted.limit - u32::try_from(found.len()).unwrap_or(wanted.limit);
    if missing > 0 && split > range.low {
        found.extend(from_index(store, wanted, Range { high: split - 1, ..range }, missing).await?);
    }
    Ok(found)
}

async fn from_index(
    store: &SqlStore,
    wanted: &WantedTurns<'_>,
    range: Range,
    limit: u32,
) -> Result<Vec<Turn>, StoreError> {
    let mut query = match store.dialect {
        // CROSS JOIN holds SQLite to this order: what it finds first is what the index gives, newest first.
        Dialect::Sqlite => {
            let mut query = turns_of("utterance_words f CROSS JOIN utterances u CROSS JOIN calls c");
            query.push(" WHERE utterance_words MATCH ").value(written::fts5(wanted.words));
            query.push(" AND f.rowid >= ").value(range.low).push(" AND f.rowid <= ").value(range.high);
            query.push(" AND u.doc = f.rowid AND c.id = u.call_id");
            if filter::narrows_calls(wanted.filter) {
                // Seen from the number alone, before any row is read: whole languages may never meet a filter.
                query.push(&format!(" AND (f.rowid >> {TURN_BITS}) IN (SELECT c.number FROM calls c WHERE 1 = 1"));
                filter::narrow_calls(&mut query, wanted.filter);
                query.push(")");
            }
            query
        }
        Dialect::Postgres => {
            let mut query = turns_of("utterances u JOIN calls c ON c.id = u.call_id");
            // Written out, not bound: what is planned depends on how common these words are. It holds letters and digits.
            query.push(&format!(" WHERE u.found @@ '{}'::tsquery", written::tsquery(wanted.words).replace('\'', "''")));
            query.push(" AND u.doc >= ").value(range.low).push(" AND u.doc <= ").value(range.high);
            query
        }
    };
    filter::narrow_turns(&mut query, wanted.filter);
    let order = match store.dialect {
        Dialect::Sqlite => " ORDER BY f.rowid DESC LIMIT ",
        Dialect::Postgres => " ORDER BY u.doc DESC LIMIT ",
    };
    query.push(order).value(limit);
    query.all(&store.pool).await?.iter().map(turn_of).collect()
}

fn turns_of(tables: &str) -> Sql {
    sql(format!(
        "SELECT u.doc AS doc, u.id AS id, u.call_id AS call_id, u.speaker AS speaker, u.start_ms AS start_ms, \
         u.end_ms AS end_ms, u.language AS language, u.words AS words, u.other AS other, c.began_ms AS began_ms, \
         c.agent AS agent, c.queue AS queue, {MOOD_THEN} AS mood FROM {tables}"
    ))
}

fn turn_of(row: &AnyRow) -> Result<Turn, StoreError> {
    let at = |column| Ok::<_, StoreError>(MediaTime(unsigned(row.try_get(column).map_err(said)?)));
    let language: String = row.try_get("language").map_err(said)?;
    let hit = Hit {
        call: parsed(row, "call_id")?,
        began: Timestamp(row.try_get("began_ms").map_err(said)?),
        agent: text(row, "agent")?.map(AgentId),
        queue: text(row, "queue")?.map(QueueId),
        utterance: parsed(row, "id")?,
        speaker: named(row, "speaker")?.unwrap_or(Speaker::Caller),
        span: Span { start: at("start_ms")?, end: at("end_ms")? },
        language: Language::from_code(&language).unwrap_or_default(),
        text: Pii::new(row.try_get("words").map_err(said)?),
        marks: Vec::new(),
        snippet: Pii::default(),
        snippet_marks: Vec::new(),
        rank: Rank::Exact,
        mood: named(row, "mood")?,
    };
    Ok(Turn { number: row.try_get("doc").map_err(said)?, hit, other: text(row, "other")? })
}
