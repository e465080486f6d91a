//! The list of calls and one call's story.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use wasl_model::{AgentId, CallEvent, CallId, ReadTurn, TimelineEntry};
use wasl_record::{CallFilter, CallSummary, FoundCall, Page, Role};
use wasl_review::{CallMood, felt};

use crate::access::Asker;
use crate::ask::{Path, Query};
use crate::floor::Whole;
use crate::problem::Problem;
use crate::state::ConsoleState;
use crate::wanted::Wanted;

/// How long a call that is on a desk is looked for in the book: a second.
const LOOKS_FOR_A_NEW_CALL: u32 = 20;
const BETWEEN_LOOKS: std::time::Duration = std::time::Duration::from_millis(50);

/// Rows on a page when nothing else is asked.
pub(crate) const PER_PAGE: u32 = 50;

/// Calls, newest first; where words are asked for, those in which they were said.
#[utoipa::path(get, path = "/api/v1/calls", params(Wanted), responses(
    (status = 200, body = Page<FoundCall, CallId>),
    (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<FoundCall>>, Problem> {
    let filter = CallFilter { after: wanted.after_call()?, ..wanted.filter(&state, &asker).await? };
    if filter.words.is_some() {
        note_words(&state, &asker, &wanted).await?;
    }
    Ok(Json(state.book.found_calls(&filter, wanted.limit()).await?))
}

/// Notes who looks for words, before any are shown; further pages are the same search.
pub(crate) async fn note_words(state: &ConsoleState, asker: &Asker, wanted: &Wanted) -> Result<(), Problem> {
    if wanted.after.is_none() {
        state.book.audit(&asker.user.name, "transcript.search", None).await?;
    }
    Ok(())
}

/// One call, and how its caller felt over it.
#[utoipa::path(get, path = "/api/v1/calls/{id}", params(("id" = CallId, Path)), responses(
    (status = 200, body = OneCall), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn one(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<OneCall>, Problem> {
    let call = seen(&state, &asker, id).await?;
    let timeline = state.book.timeline(id).await?.unwrap_or_default();
    Ok(Json(OneCall { call, mood: felt(&timeline) }))
}

/// A call with the figures of its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneCall {
    /// The call as lists show it.
    #[serde(flatten)]
    pub call: CallSummary,
    /// How the caller felt over it so far; `null` where no mood was read.
    pub mood: Option<CallMood>,
}

/// A call's timeline. The words in it are the transcript's, so opening it is noted alike.
#[utoipa::path(get, path = "/api/v1/calls/{id}/timeline", params(("id" = CallId, Path)), responses(
    (status = 200, body = inline(Whole<TimelineEntry>)), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn timeline(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Whole<TimelineEntry>>, Problem> {
    seen(&state, &asker, id).await?;
    note(&state, &asker, id, "transcript.open").await?;
    let items = state.book.timeline(id).await?.ok_or_else(Problem::no_call)?;
    Ok(Json(Whole { items }))
}

/// What was said, in order.
#[utoipa::path(get, path = "/api/v1/calls/{id}/transcript", params(("id" = CallId, Path)), responses(
    (status = 200, body = Transcript), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn transcript(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Transcript>, Problem> {
    seen(&state, &asker, id).await?;
    note(&state, &asker, id, "transcript.open").await?;
    let items = state.book.turns(id).await?.ok_or_else(Problem::no_call)?;
    Ok(Json(Transcript { call: id, items }))
}

/// What was said in a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transcript {
    /// Which call.
    pub call: CallId,
    /// Turns, in order. Of a turn read twice the better reading counts, and the other is beside it.
    pub items: Vec<ReadTurn>,
}

/// The call, if there is one this user may know of.
pub(crate) async fn seen(state: &ConsoleState, asker: &Asker, id: CallId) -> Result<CallSummary, Problem> {
    let on_desk = is_on_desk(state, asker, id);
    let known = if on_desk { soon(state, id).await? } else { state.book.call(id).await? };
    let call = known.ok_or_else(Problem::no_call)?;
    if on_desk || may_see(state, asker, &call).await? { Ok(call) } else { Err(Problem::no_call()) }
}

/// A call that rings on a desk may be a moment ahead of the book.
async fn soon(state: &ConsoleState, id: CallId) -> Result<Option<CallSummary>, Problem> {
    for _ in 0..LOOKS_FOR_A_NEW_CALL {
        if let Some(call) = state.book.call(id).await? {
            return Ok(Some(call));
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(None)
}

fn is_on_desk(state: &ConsoleState, asker: &Asker, id: CallId) -> bool {
    let call = state.live.desk(&asker.user.name).and_then(|desk| desk.call);
    call.is_some_and(|call| call.id == id)
}

/// May this user know of that call: an agent only of those they were offered or answered.
async fn may_see(state: &ConsoleState, asker: &Asker, call: &CallSummary) -> Result<bool, Problem> {
    let user = &asker.user;
    if user.role != Role::Agent || call.agent.as_ref() == Some(&user.name) {
        return Ok(true);
    }
    let timeline = state.book.timeline(call.id).await?.unwrap_or_default();
    Ok(timeline.iter().any(|entry| concerns(entry, &user.name)))
}

/// Was this agent offered the call, or asked into it, with that line of its timeline.
#[allow(clippy::wildcard_enum_match_arm, reason = "a few of the timeline's many events")]
pub(crate) fn concerns(entry: &TimelineEntry, agent: &AgentId) -> bool {
    match &entry.event {
        CallEvent::Offered { agent: offered, .. } => offered == agent,
        CallEvent::Bridged { agent: other, .. } | CallEvent::LegAdded { agent: other, .. } => {
            other.as_ref() == Some(agent)
        }
        _ => false,
    }
}

/// Notes who opens what before it is given; what cannot be noted is not given.
pub(crate) async fn note(state: &ConsoleState, asker: &Asker, id: CallId, action: &'static str) -> Result<(), Problem> {
    if state.sessions.opens(&asker.token, id, action) {
        state.book.audit(&asker.user.name, action, Some(id)).await?;
    }
    Ok(())
}
