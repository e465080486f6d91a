//! How far an agent is with Listen, Apologise, Solve, Thank, with the words that show it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use wasl_model::CallId;
use wasl_review::rail::{Rail, rail};

use crate::access::Asker;
use crate::ask::Path;
use crate::calls::{note, seen};
use crate::kept::sheet;
use crate::problem::Problem;
use crate::reviews::scores_blindly;
use crate::state::ConsoleState;

/// How far the agent is; not for whoever scores the call blindly.
#[utoipa::path(get, path = "/api/v1/calls/{id}/rail", params(("id" = CallId, Path)), responses(
    (status = 200, body = Rail), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn how_far(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Rail>, Problem> {
    seen(&state, &asker, id).await?;
    if scores_blindly(&state, &asker, id, &sheet::sheets(&state.book, id).await?).await? {
        let detail = "you score this call blindly: what the machine heard is shown once your scorecard is published";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    // The evidence is words of the transcript.
    note(&state, &asker, id, "transcript.open").await?;
    let timeline = state.book.timeline(id).await?.ok_or_else(Problem::no_call)?;
    Ok(Json(rail(&timeline)))
}
