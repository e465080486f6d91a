//! An agent's own desk: what is on it, ready or away, more time to wrap up, the day so far.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{NotReadyReason, Timestamp};
use wasl_record::AgentDay;

use crate::access::Asker;
use crate::ask;
use crate::live::{DeskAsk, DeskNow, DeskState};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// What an agent is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShiftNow {
    /// In a word.
    pub state: DeskState,
    /// Why they are away, when they are.
    pub reason: Option<NotReadyReason>,
    /// Since when.
    pub since_ms: Option<Timestamp>,
}

/// What an agent wants to be.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftWanted {
    /// Ready, or away.
    pub state: ShiftState,
    /// Why away; `other` when not given.
    pub reason: Option<NotReadyReason>,
}

/// Ready for calls or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShiftState {
    /// Takes calls.
    Ready,
    /// Takes none.
    NotReady,
}

/// My desk.
#[utoipa::path(get, path = "/api/v1/agents/me/desk", responses(
    (status = 200, body = DeskNow), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn desk(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<Json<DeskNow>, Problem> {
    desk_of(&state, &asker).map(Json)
}

/// Am I ready.
#[utoipa::path(get, path = "/api/v1/agents/me/state", responses(
    (status = 200, body = ShiftNow), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn shift(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<Json<ShiftNow>, Problem> {
    let desk = desk_of(&state, &asker)?;
    Ok(Json(ShiftNow { state: desk.state, reason: desk.reason, since_ms: desk.since_ms }))
}

/// Be ready, or away. Either ends a wrap-up.
#[utoipa::path(put, path = "/api/v1/agents/me/state", request_body = ShiftWanted, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn set_shift(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(wanted): ask::Json<ShiftWanted>,
) -> Result<StatusCode, Problem> {
    let (ask, action) = match (wanted.state, wanted.reason.unwrap_or(NotReadyReason::Other)) {
        (ShiftState::Ready, _) => (DeskAsk::Ready, "state.ready"),
        (ShiftState::NotReady, NotReadyReason::NoAnswer | NotReadyReason::Declined) => {
            let detail = "this reason is set by the house; choose break, prayer, meal, meeting, back_office or other";
            return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        }
        (ShiftState::NotReady, reason) => (DeskAsk::NotReady { reason }, "state.not_ready"),
    };
    order(&state, &asker, ask, action).await
}

/// More time to wrap up.
#[utoipa::path(post, path = "/api/v1/agents/me/wrap-up/more", responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn more_wrap_up(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<StatusCode, Problem> {
    order(&state, &asker, DeskAsk::WrapUpMore, "wrap_up.more").await
}

/// Takes the rest offered after hard calls.
#[utoipa::path(post, path = "/api/v1/agents/me/rest", responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn rest(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<StatusCode, Problem> {
    order(&state, &asker, DeskAsk::Rest, "state.rest").await
}

/// My day in numbers.
#[utoipa::path(get, path = "/api/v1/agents/me/today", responses(
    (status = 200, body = AgentDay), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn today(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<Json<AgentDay>, Problem> {
    desk_of(&state, &asker)?;
    Ok(Json(state.book.numbers_today(&asker.user.name, state.zone).await?))
}

/// The asker's desk.
pub(crate) fn desk_of(state: &ConsoleState, asker: &Asker) -> Result<DeskNow, Problem> {
    state.live.desk(&asker.user.name).ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "you are not an agent of this centre; ask an administrator to add you")
    })
}

/// Notes the order with the call on the desk, and gives it to the house.
pub(crate) async fn order(
    state: &ConsoleState,
    asker: &Asker,
    ask: DeskAsk,
    action: &'static str,
) -> Result<StatusCode, Problem> {
    let desk = desk_of(state, asker)?;
    state.book.audit(&asker.user.name, action, desk.call.map(|call| call.id)).await?;
    state.live.ask(asker.user.name.clone(), ask).await?;
    Ok(StatusCode::NO_CONTENT)
}
