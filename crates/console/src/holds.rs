//! Legal holds: what is held leaves the book neither by retention nor by request.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use wasl_model::Pii;
use wasl_record::{Held, Hold, HoldError};

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// A hold to be placed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldWritten {
    /// What: `{"call": ID}`, or `{"customer": ID}` for everything of a customer, also what comes later.
    pub on: Held,
    /// The case it is for.
    pub why: Pii<String>,
}

/// Every hold, oldest first.
#[utoipa::path(get, path = "/api/v1/holds", operation_id = "holds", responses(
    (status = 200, body = Vec<Hold>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(state): State<ConsoleState>) -> Result<Json<Vec<Hold>>, Problem> {
    Ok(Json(state.book.holds().await?))
}

/// Places a hold.
#[utoipa::path(post, path = "/api/v1/holds", operation_id = "place_hold", request_body = HoldWritten, responses(
    (status = 201, body = Hold), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn place(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(written): ask::Json<HoldWritten>,
) -> Result<(StatusCode, Json<Hold>), Problem> {
    let placed = state.book.add_hold(written.on, written.why, &asker.user.name).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(placed)))
}

/// Lifts a hold.
#[utoipa::path(delete, path = "/api/v1/holds/{hold}", operation_id = "lift_hold", params(("hold" = String, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn lift(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(hold): Path<String>,
) -> Result<StatusCode, Problem> {
    state.book.remove_hold(&hold, &asker.user.name).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

fn refused(error: HoldError) -> Problem {
    match error {
        HoldError::Unknown | HoldError::NoHold(_) => Problem::new(StatusCode::NOT_FOUND, error.to_string()),
        HoldError::Why => Problem::new(StatusCode::BAD_REQUEST, error.to_string()),
        HoldError::Store(error) => error.into(),
    }
}
