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
use crate::owed::{OwedPromise, PromiseFilter};
use crate::store::StoreError;

/// A promise to a number that became a customer's later is that customer's.
const PROMISE: &str = "SELECT p.id, p.kind, p.call_id, p.caller, p.queue, p.agent, p.utterance, p.start_ms, p.end_ms, \
     p.what, p.keeper, p.branch, p.due_ms, p.state, p.made_ms, p.kept_ms, p.owner, \
     COALESCE(p.customer, (SELECT n.customer FROM customer_numbers n WHERE n.number = p.caller_key)) AS whose \
     FROM promises p WHERE p.withdrawn_ms IS NULL";

/// Promises without a day come after all others.
const BY_DUE: &str = " ORDER BY COALESCE(p.due_ms, 9223372036854775807), p.made_ms, p.id";

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
    if let Some(known) = to {
        query.push(" AND (p.customer = ").value(known.customer.as_ref().map(|id| id.0.clone()));
        query.push(" OR (p.customer IS NULL AND p.caller_key IN (");
        query.list(&known.numbers).push(")))");
    }
    query.push(BY_DUE).push(" LIMIT ").value(limit);
    let rows = query.all(pool).await?;
    rows.iter().map(owed_of).collect()
}

/// Whose owners were told already are left out here: among the first of a page they would keep out all others.
pub(super) async fn unalerted(pool: &Pool, due_before: Timestamp, limit: u32) -> Result<Vec<OwedPromise>, StoreError> {
    let mut query = sql(PROMISE);
    query.push(" AND p.alerted_ms IS NULL");
    let open =
        PromiseFilter { state: Some(PromiseState::Open), due_before: Some(due_before), ..PromiseFilter::default() };
    narrow(&mut query, &open);
    query.push(BY_DUE).push(" LIMIT ").value(limit);
    let rows = query.all(pool).await?;
    rows.iter().map(owed_of).collect()
}

fn narrow(query: &mut Sql, filter: &PromiseFilter) {
    if let Some(state) = filter.state {
        query.push(" AND p.state = ").value(word(&state));
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
    if let Some(due) = filter.due_before {
        query.push(" AND p.due_ms < ").value(due.as_millis());
    }
    if let Some(after) = filter.after {
        query.push(
            " AND (COALESCE(p.due_ms, 9223372036854775807), p.made_ms, p.id) > \
             (SELECT COALESCE(due_ms, 9223372036854775807), made_ms, id FROM promises WHERE id = ",
        );
        query.value(after.to_string()).push(")");
    }
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
