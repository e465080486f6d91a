//! Promises: the machine's callbacks and what agents promise.

use wasl_model::{
    AgentId, BranchId, CallId, CustomerId, MediaTime, Pii, Promise, PromiseId, PromiseKeeper, PromiseMade,
    PromiseState, QueueId, Span, TimelineEntry, Timestamp,
};

use super::Writing;
use super::customers;
use super::dialect::said;
use super::link::{Pool, Row, Secret};
use super::read::{moment, named, parsed, text, unsigned, word};
use super::statement::{Sql, sql};
use super::write::signed;
use crate::customers::Known;
use crate::owed::{OwedPromise, PromiseCounts, PromiseFilter, PromisesOf};
use crate::store::StoreError;

/// A promise to a number that became a customer's later is that customer's.
const PROMISE: &str = "SELECT p.id, p.kind, p.call_id, p.caller, p.queue, p.agent, p.utterance, p.start_ms, p.end_ms, \
     p.what, p.keeper, p.branch, p.due_ms, p.state, p.made_ms, p.kept_ms, p.owner, \
     COALESCE(p.customer, (SELECT n.customer FROM customer_numbers n WHERE n.number = p.caller_key)) AS whose \
     FROM promises p WHERE p.withdrawn_ms IS NULL";

/// A promise's place in the ledger: open ones first, soonest due first and those without a day last; then what is suggested;
/// then what is closed, the latest first. The index `promises_in_line` has it in these words.
const IN_LINE: &str = "(CASE p.state WHEN 'open' THEN 0 WHEN 'suggested' THEN 1 ELSE 2 END), \
     (CASE WHEN p.state IN ('open', 'suggested') THEN COALESCE(p.due_ms, 9223372036854775807) \
     ELSE -COALESCE(p.kept_ms, p.made_ms) END), p.made_ms, p.id";

pub(super) async fn put_callback(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    queue: &QueueId,
    caller: Option<&Pii<String>>,
) -> Result<(), StoreError> {
    let place = signed(entry.media_at.as_millis());
    sql(
        "INSERT INTO promises (id, kind, call_id, caller, caller_key, customer, queue, start_ms, end_ms, what, keeper, \
         state, made_ms) \
         VALUES ($1, 'callback', $2, $3, $4, (SELECT customer FROM customer_numbers WHERE number = $4), $5, $6, $6, \
         'callback', 'phone', 'open', $7)",
    )
    .bind(PromiseId::new().to_string())
    .bind(entry.call.to_string())
    .bind(caller.map(|number| number.reveal().as_str()))
    .bind(caller.map(customers::key_of))
    .bind(queue.as_str())
    .bind(place)
    .bind(entry.at.as_millis())
    .run(&mut *tx)
    .await?;
    Ok(())
}

/// The place in the sound is that of the line it was made in, if it is known.
pub(super) async fn put_made(
    tx: Writing<'_>,
    entry: &TimelineEntry,
    agent: &AgentId,
    made: &PromiseMade,
    caller: Option<&Pii<String>>,
) -> Result<(), StoreError> {
    sql("INSERT INTO promises (id, kind, call_id, caller, caller_key, customer, agent, utterance, start_ms, end_ms, \
         what, keeper, branch, due_ms, state, made_ms) \
         VALUES ($1, 'agent', $2, $3, $4, (SELECT customer FROM customer_numbers WHERE number = $4), $5, $6, \
         COALESCE((SELECT start_ms FROM utterances WHERE id = $6 AND call_id = $2), $7), \
         COALESCE((SELECT end_ms FROM utterances WHERE id = $6 AND call_id = $2), $7), $8, $9, $10, $11, 'open', $12) \
         ON CONFLICT (id) DO NOTHING")
    .bind(made.id.to_string())
    .bind(entry.call.to_string())
    .bind(caller.map(|number| number.reveal().as_str()))
    .bind(caller.map(customers::key_of))
    .bind(agent.as_str())
    .bind(made.utterance.map(|utterance| utterance.to_string()))
    .bind(signed(entry.media_at.as_millis()))
    .bind(Secret(made.what.reveal()))
    .bind(word(&made.keeper))
    .bind(made.branch.as_ref().map(|branch| branch.as_str()))
    .bind(made.due.map(Timestamp::as_millis))
    .bind(entry.at.as_millis())
    .run(&mut *tx)
    .await?;
    Ok(())
}

/// Only a promise of the same call can be withdrawn in it.
pub(super) async fn withdraw(tx: Writing<'_>, entry: &TimelineEntry, id: PromiseId) -> Result<(), StoreError> {
    sql("UPDATE promises SET withdrawn_ms = $1 WHERE id = $2 AND call_id = $3 AND kind = 'agent'")
        .bind(entry.at.as_millis())
        .bind(id.to_string())
        .bind(entry.call.to_string())
        .run(&mut *tx)
        .await?;
    Ok(())
}

pub(super) async fn keep_callback(pool: &Pool, id: PromiseId, at: Timestamp) -> Result<bool, StoreError> {
    let done =
        sql("UPDATE promises SET kept_ms = $1, state = 'kept' WHERE id = $2 AND kind = 'callback' AND kept_ms IS NULL")
            .bind(at.as_millis())
            .bind(id.to_string())
            .run(pool)
            .await?;
    Ok(done > 0)
}

pub(super) async fn set_state(
    pool: &Pool,
    id: PromiseId,
    state: PromiseState,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let closed = match state {
        PromiseState::Suggested | PromiseState::Open => None,
        PromiseState::Kept | PromiseState::PartlyKept | PromiseState::Broken => Some(at.as_millis()),
    };
    let done = sql("UPDATE promises SET state = $1, kept_ms = $2 WHERE id = $3 AND withdrawn_ms IS NULL")
        .bind(word(&state))
        .bind(closed)
        .bind(id.to_string())
        .run(pool)
        .await?;
    Ok(done > 0)
}

pub(super) async fn one(pool: &Pool, id: PromiseId) -> Result<Option<OwedPromise>, StoreError> {
    let row = sql(format!("{PROMISE} AND p.id = $1")).bind(id.to_string()).maybe(pool).await?;
    row.as_ref().map(owed_of).transpose()
}

pub(super) async fn of_call(pool: &Pool, call: CallId) -> Result<Vec<OwedPromise>, StoreError> {
    let query = format!("{PROMISE} AND p.call_id = $1 ORDER BY p.made_ms, p.id");
    let rows = sql(query).bind(call.to_string()).all(pool).await?;
    rows.iter().map(owed_of).collect()
}

pub(super) async fn all(
    pool: &Pool,
    filter: &PromiseFilter,
    to: Option<&Known>,
    limit: u32,
) -> Result<Vec<OwedPromise>, StoreError> {
    let mut query = sql(PROMISE);
    narrow(&mut query, filter);
    narrow_to(&mut query, to);
    in_line(&mut query, limit);
    let rows = query.all(pool).await?;
    rows.iter().map(owed_of).collect()
}

pub(super) async fn count(
    pool: &Pool,
    filter: &PromiseFilter,
    to: Option<&Known>,
    now: Timestamp,
) -> Result<PromiseCounts, StoreError> {
    let mut query = sql("SELECT p.state, count(*) AS n, COALESCE(sum(CASE WHEN p.due_ms < ");
    query.value(now).push(" THEN 1 ELSE 0 END), 0) AS late FROM promises p WHERE p.withdrawn_ms IS NULL");
    narrow(&mut query, filter);
    narrow_to(&mut query, to);
    query.push(" GROUP BY p.state");
    let mut counts = PromiseCounts::default();
    for row in query.all(pool).await? {
        let n = unsigned(row.try_get("n").map_err(said)?);
        let late = unsigned(row.try_get("late").map_err(said)?);
        match named::<PromiseState>(&row, "state")? {
            Some(PromiseState::Suggested) => counts.suggested = n,
            Some(PromiseState::Open) => (counts.open, counts.overdue) = (n - late, late),
            Some(PromiseState::Kept) => counts.kept = n,
            Some(PromiseState::PartlyKept) => counts.partly_kept = n,
            Some(PromiseState::Broken) => counts.broken = n,
            None => {}
        }
    }
    Ok(counts)
}

/// Whose owners were told already are left out here: among the first of a page they would keep out all others.
pub(super) async fn unalerted(pool: &Pool, due_before: Timestamp, limit: u32) -> Result<Vec<OwedPromise>, StoreError> {
    let mut query = sql(PROMISE);
    query.push(" AND p.alerted_ms IS NULL");
    let open =
        PromiseFilter { state: Some(PromiseState::Open), due_before: Some(due_before), ..PromiseFilter::default() };
    narrow(&mut query, &open);
    in_line(&mut query, limit);
    let rows = query.all(pool).await?;
    rows.iter().map(owed_of).collect()
}

fn narrow(query: &mut Sql, filter: &PromiseFilter) {
    if let Some(state) = filter.state {
        query.push(" AND p.state = ").value(word(&state));
    }
    if let Some((is, now)) = filter.overdue {
        query.push(if is { " AND " } else { " AND NOT " });
        query.push("(p.state = 'open' AND COALESCE(p.due_ms, 9223372036854775807) < ").value(now).push(")");
    }
    if let Some(keeper) = filter.keeper {
        query.push(" AND p.keeper = ").value(word(&keeper));
    }
    if let Some(branches) = &filter.branches {
        query.push(" AND p.branch IN (").list(&spelled(branches)).push(")");
    }
    if let Some(agent) = &filter.agent {
        query.push(" AND p.agent = ").value(agent.0.clone());
    }
    if let Some(owner) = &filter.owner {
        query.push(" AND (p.owner = ").value(owner.0.clone());
        query.push(" OR (p.owner IS NULL AND p.keeper = 'phone' AND p.agent = ").value(owner.0.clone()).push("))");
    }
    if let Some(due) = filter.due_from {
        query.push(" AND p.due_ms >= ").value(due.as_millis());
    }
    if let Some(due) = filter.due_before {
        query.push(" AND p.due_ms < ").value(due.as_millis());
    }
    if let Some(PromisesOf { branches, user }) = &filter.of {
        let branches = spelled(branches);
        query.push(" AND (p.branch IN (").list(&branches).push(") OR p.owner = ").value(user.0.clone());
        query.push(" OR p.agent = ").value(user.0.clone());
        query.push(" OR (p.call_id IS NULL AND p.agent IN (SELECT user_name FROM user_branches WHERE branch IN (");
        query.list(&branches).push("))))");
    }
    if let Some(after) = filter.after {
        query.push(&format!(" AND ({IN_LINE}) > (SELECT {IN_LINE} FROM promises p WHERE p.id = "));
        query.value(after.to_string()).push(")");
    }
}

/// Narrows promises to those made to somebody.
fn narrow_to(query: &mut Sql, to: Option<&Known>) {
    let Some(known) = to else { return };
    query.push(" AND (p.customer = ").value(known.customer.as_ref().map(|id| id.0.clone()));
    query.push(" OR (p.customer IS NULL AND p.caller_key IN (");
    query.list(&known.numbers).push(")))");
}

fn in_line(query: &mut Sql, limit: u32) {
    query.push(" ORDER BY ").push(IN_LINE).push(" LIMIT ").value(limit);
}

/// Branches as a list is told them.
pub(super) fn spelled(branches: &[BranchId]) -> Vec<String> {
    branches.iter().map(|branch| branch.0.clone()).collect()
}

fn owed_of(row: &Row) -> Result<OwedPromise, StoreError> {
    let kind: String = row.try_get("kind").map_err(said)?;
    let queue = text(row, "queue")?.map(QueueId);
    Ok(OwedPromise {
        promise: Promise {
            id: parsed(row, "id")?,
            customer: text(row, "whose")?.map(CustomerId),
            made_in: made_in(row)?,
            what: Pii::new(row.try_get("what").map_err(said)?),
            due: moment(row, "due_ms")?,
            branch: text(row, "branch")?.map(BranchId),
            state: named(row, "state")?
                .ok_or_else(|| StoreError::Damaged("a promise has no valid state".to_owned()))?,
        },
        keeper: named(row, "keeper")?.unwrap_or(PromiseKeeper::Phone),
        made_at: Timestamp(row.try_get("made_ms").map_err(said)?),
        agent: text(row, "agent")?.map(AgentId),
        utterance: text(row, "utterance")?.and_then(|id| id.parse().ok()),
        number: text(row, "caller")?.map(Pii::new),
        callback: queue.filter(|_| kind == "callback"),
        closed_at: moment(row, "kept_ms")?,
        owner: text(row, "owner")?.map(AgentId),
    })
}

fn made_in(row: &Row) -> Result<Option<(CallId, Span)>, StoreError> {
    let Some(call) = text(row, "call_id")? else { return Ok(None) };
    let call = call.parse().map_err(|_| StoreError::Damaged("a promise has no valid call".to_owned()))?;
    let place = |column| Ok(MediaTime(unsigned(row.try_get::<Option<i64>, _>(column).map_err(said)?.unwrap_or(0))));
    Ok(Some((call, Span { start: place("start_ms")?, end: place("end_ms")? })))
}
