//! What an agent has typed about a call and not sent yet, so that a reload loses nothing.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Map, Value};
use wasl_model::CallId;
use wasl_record::DraftError;

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::calls::seen;
use crate::problem::Problem;
use crate::state::ConsoleState;

/// My draft for a call; `{}` when there is none.
#[utoipa::path(get, path = "/api/v1/calls/{id}/draft", params(("id" = CallId, Path)), responses(
    (status = 200, body = Object), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn read(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Value>, Problem> {
    seen(&state, &asker, id).await?;
    let draft = state.book.draft(&asker.user.name, id).await?;
    Ok(Json(draft.unwrap_or_else(|| Value::Object(Map::new()))))
}

/// Keeps my draft for a call: any JSON object of at most 16 KiB.
#[utoipa::path(put, path = "/api/v1/calls/{id}/draft", params(("id" = CallId, Path)), request_body = Object, responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem)))]
pub async fn write(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(draft): ask::Json<Map<String, Value>>,
) -> Result<StatusCode, Problem> {
    seen(&state, &asker, id).await?;
    state.book.put_draft(&asker.user.name, id, &Value::Object(draft)).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets my draft for a call.
#[utoipa::path(delete, path = "/api/v1/calls/{id}/draft", params(("id" = CallId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn forget(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<StatusCode, Problem> {
    seen(&state, &asker, id).await?;
    state.book.drop_draft(&asker.user.name, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refused(error: DraftError) -> Problem {
    match error {
        DraftError::NotAnObject => Problem::new(StatusCode::BAD_REQUEST, "a draft is a JSON object"),
        DraftError::TooLong => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "a draft has at most 16 KiB; shorten it"),
        DraftError::Unknown(_) => Problem::no_call(),
        DraftError::Store(error) => error.into(),
    }
}
