//! Turns found by their words.
//!
//! Without a filter of calls the full-text index is gone through from its newest end. With one, the newest calls that fit
//! are looked at first, and then ever more of them; where they are many and the word is not among them, the index is gone
//! through and what it gives is filtered. So neither a word that is said in every third turn, nor one that is said only in
//! other calls, nor a filter that fits hardly anything makes a question slow.

use async_trait::async_trait;
use wasl_model::{AgentId, CallId, Language, MediaTime, Pii, QueueId, Span, Speaker, Timestamp};

use super::SqlStore;
use super::dialect::{Dialect, said};
use super::filter::{self, MOOD_THEN};
use super::index::{self, TURN_BITS};
use super::link::Row;
use super::read::{CALL, call_of, named, parsed, text, unsigned};
use super::statement::{Sql, sql};
use crate::CallSummary;
use crate::search::{Hit, Rank, index as written};
use crate::store::StoreError;
use crate::store::search::{SearchStore, Turn, WantedTurns};

/// Of the calls that fit a filter so many are looked at first, and then ever [`FASTER`] times as many.
const FIRST_CALLS: u32 = 50;
const FASTER: u32 = 4;
/// Beyond so many at once SQLite goes through its index instead, which costs a fifth of a microsecond for each turn in it.
const MOST_CALLS_SQLITE: u32 = 200;
/// PostgreSQL does for a rare word; for others it goes on by so many, as its index gives turns only all at once.
const MOST_CALLS_POSTGRES: u32 = 3_200;
/// A word is rare that so few turns hold.
const RARE: u32 = 5_000;
/// PostgreSQL looks at the turns of so many newest calls one by one before it asks its index, which knows no order.
const NEWEST_CALLS: i64 = 800;
/// So many turns are read by its index while one call is gone through.
const CALL_BY_INDEX: i64 = 3;

/// PostgreSQL meets the word's turns and the calls' turns in bitmaps, before it reads any of them.
const BITMAPS: &str = "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)";

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
            return among_fitting(self, &wanted, range).await;
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

/// The turns of the calls that fit, a few calls at first.
async fn among_fitting(store: &SqlStore, wanted: &WantedTurns<'_>, mut range: Range) -> Result<Vec<Turn>, StoreError> {
    let (mut found, mut at_once) = (Vec::new(), FIRST_CALLS);
    loop {
        let calls = fitting_calls(store, wanted, range, at_once).await?;
        let Some((last, _)) = calls.last() else { return Ok(found) };
        found.extend(of_calls(store, wanted, range, &calls, missing(wanted, &found)).await?);
        if missing(wanted, &found) == 0 || calls.len() < at_once as usize {
            return Ok(found);
        }
        range.high = (last << TURN_BITS) - 1;
        at_once *= FASTER;
        let enough = match store.dialect {
            Dialect::Sqlite => at_once > MOST_CALLS_SQLITE,
            Dialect::Postgres if at_once == MOST_CALLS_POSTGRES => is_rare(store, wanted, range).await?,
            Dialect::Postgres => {
                at_once = at_once.min(MOST_CALLS_POSTGRES);
                false
            }
        };
        if enough {
            let limit = missing(wanted, &found);
            found.extend(from_index(store, wanted, range, limit).await?);
            return Ok(found);
        }
    }
}

fn missing(wanted: &WantedTurns<'_>, found: &[Turn]) -> u32 {
    wanted.limit - u32::try_from(found.len()).unwrap_or(wanted.limit)
}

/// The newest calls that fit, newest first: their numbers and ids.
async fn fitting_calls(
    store: &SqlStore,
    wanted: &WantedTurns<'_>,
    range: Range,
    limit: u32,
) -> Result<Vec<(i64, String)>, StoreError> {
    let mut query = sql("SELECT c.number AS number, c.id AS id FROM calls c WHERE c.number >= ");
    query.value(range.low >> TURN_BITS).push(" AND c.number <= ").value(range.high >> TURN_BITS);
    filter::narrow_calls(&mut query, store.dialect, wanted.filter);
    query.push(" ORDER BY c.number DESC LIMIT ").value(limit);
    let rows = query.all(&store.pool).await?;
    let call = |row: &Row| Ok((row.try_get("number").map_err(said)?, row.try_get("id").map_err(said)?));
    rows.iter().map(call).collect()
}

/// The newest turns of these calls that hold the words.
async fn of_calls(
    store: &SqlStore,
    wanted: &WantedTurns<'_>,
    range: Range,
    calls: &[(i64, String)],
    limit: u32,
) -> Result<Vec<Turn>, StoreError> {
    if store.dialect == Dialect::Postgres {
        return from_gin(store, wanted, range, Some(calls), limit).await;
    }
    // For each call the index is asked for the stretch of its turns' numbers.
    let mut query = turns_of("calls c CROSS JOIN utterance_words f CROSS JOIN utterances u WHERE c.number IN (");
    for (n, (number, _)) in calls.iter().enumerate() {
        query.push(if n == 0 { "" } else { ", " }).value(*number);
    }
    query.push(") AND utterance_words MATCH ").value(written::fts5(wanted.words));
    query.push(&format!(" AND f.rowid >= (c.number << {TURN_BITS})"));
    query.push(&format!(" AND f.rowid < ((c.number + 1) << {TURN_BITS}) AND u.doc = f.rowid"));
    query.push(" AND u.doc >= ").value(range.low).push(" AND u.doc <= ").value(range.high);
    filter::narrow_turns(&mut query, store.dialect, wanted.filter);
    query.push(" ORDER BY u.doc DESC LIMIT ").value(limit);
    query.all(&store.pool).await?.iter().map(turn_of).collect()
}

/// In PostgreSQL: do so few turns hold the words that all of them may be looked at?
async fn is_rare(store: &SqlStore, wanted: &WantedTurns<'_>, range: Range) -> Result<bool, StoreError> {
    let mut query =
        sql(format!("SELECT count(*) AS n FROM (SELECT 1 FROM utterances u WHERE {}", holds(store, wanted)));
    query.push(" AND u.doc >= ").value(range.low).push(" AND u.doc <= ").value(range.high);
    query.push(" LIMIT ").value(RARE).push(") few");
    let row = query.one(&store.pool).await?;
    Ok(row.try_get::<i64, _>("n").map_err(said)? < i64::from(RARE))
}

/// In PostgreSQL: the turn `u` holds the words. Written out, not bound: what is planned depends on how common these words
/// are. It holds letters and digits.
fn holds(store: &SqlStore, wanted: &WantedTurns<'_>) -> String {
    format!("u.found @@ '{}'::tsquery", written::tsquery(wanted.words, store.pool.words()).replace('\'', "''"))
}

/// The newest calls' turns one by one, as a common word is soon among them, and then the index for those before. Left to its
/// own choice PostgreSQL goes on one by one through all turns for a word of which it knows only that it is not of the
/// commonest.
async fn newest_first(store: &SqlStore, wanted: &WantedTurns<'_>, mut range: Range) -> Result<Vec<Turn>, StoreError> {
    let row = sql("SELECT max(number) AS newest FROM calls").one(&store.pool).await?;
    let newest = row.try_get::<Option<i64>, _>("newest").map_err(said)?.unwrap_or(0);
    let newest = newest.min(range.high >> TURN_BITS);
    let (mut found, mut looked) = (Vec::new(), NEWEST_CALLS);
    loop {
        let low = range.low.max((newest - looked) << TURN_BITS);
        found.extend(from_index(store, wanted, Range { low, ..range }, missing(wanted, &found)).await?);
        let missing = missing(wanted, &found);
        if missing == 0 || low == range.low {
            return Ok(found);
        }
        range.high = low - 1;
        let left = (low - range.low) >> TURN_BITS;
        let Some(further) = worth_looking(found.len(), missing, looked, left) else {
            found.extend(from_gin(store, wanted, range, None, missing).await?);
            return Ok(found);
        };
        looked += further;
    }
}

/// How many calls more are worth going through: twice as many as are needed if the words are as common in them as in those
/// `looked` through; none when the index gives the words' turns in all calls `left` for less.
fn worth_looking(found: usize, missing: u32, looked: i64, left: i64) -> Option<i64> {
    let found = i64::try_from(found).ok().filter(|found| *found > 0)?;
    let needed = looked * i64::from(missing) / found;
    let in_index = found * left / looked;
    (needed * CALL_BY_INDEX < in_index).then_some(2 * needed.max(1))
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
                filter::narrow_rows(&mut query, store.dialect, wanted.filter);
                query.push(")");
            }
            query
        }
        Dialect::Postgres if filter::narrows_calls(wanted.filter) => {
            return from_gin(store, wanted, range, None, limit).await;
        }
        Dialect::Postgres => {
            let mut query = turns_of("utterances u JOIN calls c ON c.id = u.call_id");
            query.push(&format!(" WHERE {}", holds(store, wanted)));
            query.push(" AND u.doc >= ").value(range.low).push(" AND u.doc <= ").value(range.high);
            query
        }
    };
    filter::narrow_turns(&mut query, store.dialect, wanted.filter);
    let order = match store.dialect {
        Dialect::Sqlite => " ORDER BY f.rowid DESC LIMIT ",
        Dialect::Postgres => " ORDER BY u.doc DESC LIMIT ",
    };
    query.push(order).value(limit);
    query.all(&store.pool).await?.iter().map(turn_of).collect()
}

/// PostgreSQL held to an order of work: the turns that hold the words, in these calls or in those that fit; of them, newest
/// first and until there is enough, what fits the moment's mood; whole turns are read last. Told the limit at once it would
/// go through turns by their numbers, and through all of them where there are not so many.
async fn from_gin(
    store: &SqlStore,
    wanted: &WantedTurns<'_>,
    range: Range,
    calls: Option<&[(i64, String)]>,
    limit: u32,
) -> Result<Vec<Turn>, StoreError> {
    let mut query = turns_of("(WITH said AS MATERIALIZED (SELECT u.doc, u.call_id, u.end_ms FROM utterances u");
    query.push(&format!(" WHERE {}", holds(store, wanted)));
    query.push(" AND u.doc >= ").value(range.low).push(" AND u.doc <= ").value(range.high);
    filter::narrow_speaker(&mut query, wanted.filter);
    if let Some(calls) = calls {
        let ids = calls.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>().join(",");
        query.push(" AND u.call_id = ANY(string_to_array(").value(ids).push(", ','))");
    }
    query.push(") SELECT u.doc FROM (SELECT u.doc, u.call_id, u.end_ms FROM said u");
    // Numbers tell of the time only about: a call may have begun before one that was written down earlier.
    let in_time = wanted.filter.since.is_some() || wanted.filter.until.is_some();
    if calls.is_none() && (in_time || filter::narrows_calls(wanted.filter)) {
        query.push(" JOIN calls c ON c.id = u.call_id WHERE TRUE");
        filter::narrow_calls(&mut query, store.dialect, wanted.filter);
    }
    query.push(" ORDER BY u.doc DESC OFFSET 0) u WHERE TRUE");
    filter::narrow_mood_then(&mut query, wanted.filter);
    query.push(" ORDER BY u.doc DESC LIMIT ").value(limit);
    query.push(") n JOIN utterances u ON u.doc = n.doc JOIN calls c ON c.id = u.call_id ORDER BY u.doc DESC");
    let mut tx = store.pool.begin(store.dialect.begin()).await.map_err(said)?;
    sql(BITMAPS).run(&mut tx).await?;
    let rows = query.all(&mut tx).await?;
    tx.rollback().await.map_err(said)?;
    rows.iter().map(turn_of).collect()
}

fn turns_of(tables: &str) -> Sql {
    sql(format!(
        "SELECT u.doc AS doc, u.id AS id, u.call_id AS call_id, u.speaker AS speaker, u.start_ms AS start_ms, \
         u.end_ms AS end_ms, u.language AS language, u.words AS words, u.other AS other, c.began_ms AS began_ms, \
         c.agent AS agent, c.queue AS queue, {MOOD_THEN} AS mood FROM {tables}"
    ))
}

fn turn_of(row: &Row) -> Result<Turn, StoreError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_word_is_looked_for_one_by_one_and_a_rarer_one_by_the_index() {
        assert_eq!(worth_looking(0, 50, 800, 39_200), None);
        assert_eq!(worth_looking(10, 40, 800, 39_200), None);
        assert_eq!(worth_looking(45, 5, 800, 39_200), Some(176));
        assert_eq!(worth_looking(400, 600, 800, 39_200), Some(2_400));
        assert_eq!(worth_looking(45, 5, 800, 100), None, "little is left");
    }
}
