//! How far an agent is with Listen, Apologise, Solve, Thank, with the words that show it.

use axum::extract::State;
use axum::{Extension, Json};
use wasl_model::CallId;
use wasl_review::rail::{Rail, rail};

use crate::access::Asker;
use crate::ask::Path;
use crate::calls::{note, seen};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// How far the agent is.
#[utoipa::path(get, path = "/api/v1/calls/{id}/rail", params(("id" = CallId, Path)), responses(
    (status = 200, body = Rail), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn how_far(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Rail>, Problem> {
    seen(&state, &asker, id).await?;
    // The evidence is words of the transcript.
    note(&state, &asker, id, "transcript.open").await?;
    let timeline = state.book.timeline(id).await?.ok_or_else(Problem::no_call)?;
    Ok(Json(rail(&timeline)))
}
