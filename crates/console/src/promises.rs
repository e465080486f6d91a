//! What was promised in a call by an agent; and dates as people say them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    BranchId, CallId, Pii, Promise, PromiseId, PromiseKeeper, PromiseMade, PromiseState, Span, Timestamp, UtteranceId,
};
use wasl_record::OwedPromise;

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::calls::seen;
use crate::live::Told;
use crate::person::customer_of;
use crate::problem::Problem;
use crate::state::{ConsoleState, now};
use crate::telling::tell;

/// Most characters of a promise.
const LONGEST_PROMISE: usize = 500;

/// A promise as the agent writes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseWritten {
    /// What.
    pub what: Pii<String>,
    /// Who keeps it.
    pub keeper: PromiseKeeper,
    /// Until when.
    pub due_ms: Option<Timestamp>,
    /// Where.
    pub branch: Option<BranchId>,
    /// The line of the transcript it was made in.
    pub utterance: Option<UtteranceId>,
}

/// A date as somebody said it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DueSaid {
    /// «يوم الأحد», "by Sunday".
    pub text: Pii<String>,
}

/// The moment that was meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueMeant {
    /// When; `null` when no date was understood.
    pub due_ms: Option<Timestamp>,
    /// The words that told it.
    pub text: Option<Pii<String>>,
}

/// Promises something in a call.
#[utoipa::path(post, path = "/api/v1/calls/{id}/promises", params(("id" = CallId, Path)), request_body = PromiseWritten, responses(
    (status = 201, body = Promise), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn make(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(written): ask::Json<PromiseWritten>,
) -> Result<(StatusCode, Json<Promise>), Problem> {
    let branch = match &written.branch {
        Some(named) => Some(state.spelled(named).await?),
        None => None,
    };
    let made = PromiseMade {
        id: PromiseId::new(),
        what: ask::text("what", &written.what, LONGEST_PROMISE)?,
        keeper: written.keeper,
        due: written.due_ms,
        branch,
        utterance: written.utterance,
    };
    let call = seen(&state, &asker, id).await?;
    let span = line(&state, id, made.utterance).await?;
    tell(&state, &asker, id, Told::Promise(made.clone()), "promise.make").await?;
    let promise = Promise {
        id: made.id,
        customer: customer_of(&state, call.from.as_ref()).await?.map(|customer| customer.id),
        made_in: span.map(|span| (id, span)),
        what: made.what,
        due: made.due,
        branch: made.branch,
        state: PromiseState::Open,
    };
    Ok((StatusCode::CREATED, Json(promise)))
}

/// Takes back a promise made by mistake.
#[utoipa::path(delete, path = "/api/v1/calls/{id}/promises/{promise}", params(("id" = CallId, Path), ("promise" = PromiseId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn withdraw(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((id, promise)): Path<(CallId, PromiseId)>,
) -> Result<StatusCode, Problem> {
    seen(&state, &asker, id).await?;
    let made_here = |owed: &OwedPromise| owed.promise.made_in.is_some_and(|(call, _)| call == id);
    if !state.book.promise(promise).await?.is_some_and(|owed| made_here(&owed)) {
        return Err(Problem::new(StatusCode::NOT_FOUND, "there is no such promise in this call"));
    }
    tell(&state, &asker, id, Told::WithdrawPromise(promise), "promise.withdraw").await
}

/// Reads a date as people say it.
#[utoipa::path(post, path = "/api/v1/due", request_body = DueSaid, responses(
    (status = 200, body = DueMeant), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn due(
    State(state): State<ConsoleState>,
    ask::Json(said): ask::Json<DueSaid>,
) -> Result<Json<DueMeant>, Problem> {
    let text = ask::text("text", &said.text, LONGEST_PROMISE)?;
    let due = wasl_review::due::parse(text.reveal(), now(), state.zone);
    let (due_ms, text) = due.map(|due| (due.at, Pii::new(due.text))).unzip();
    Ok(Json(DueMeant { due_ms, text }))
}

/// Where a line of the transcript is in the sound; it must be of that call.
async fn line(state: &ConsoleState, id: CallId, utterance: Option<UtteranceId>) -> Result<Option<Span>, Problem> {
    let Some(utterance) = utterance else { return Ok(None) };
    let lines = state.book.transcript(id).await?.unwrap_or_default();
    let found = lines.iter().find(|line| line.id == utterance).map(|line| line.span);
    let none = || Problem::new(StatusCode::BAD_REQUEST, "'utterance' is no line of this call's transcript");
    found.map(Some).ok_or_else(none)
}
