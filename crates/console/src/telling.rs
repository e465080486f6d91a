//! What an agent tells about a call: notes, corrections, steps, the wrap-up. It all goes into the call's one timeline.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, IntentId, LastStep, MediaTime, Mood, Outcome, Pii, Span, WrapUp};
use wasl_record::AppendError;

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::calls::seen;
use crate::live::{CallPhase, DeskAsk, DeskState, Told};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Most characters of a note or a summary.
const LONGEST_TEXT: usize = 4_000;

/// A note.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What is to be remembered.
    pub text: Pii<String>,
}

/// How the caller really felt.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoodCorrection {
    /// How.
    pub mood: Mood,
    /// From there in the call.
    pub start_ms: MediaTime,
    /// To there.
    pub end_ms: MediaTime,
}

/// What the caller really wants.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntentCorrection {
    /// What; `null` is something else.
    #[schema(required = true)]
    pub intent: Option<IntentId>,
}

/// A step of the method.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepMark {
    /// Which.
    pub step: LastStep,
    /// Taken.
    pub done: bool,
}

/// The end of the agent's work on a call.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrapUpWritten {
    /// How it ended.
    pub outcome: Outcome,
    /// In a sentence or two; may be empty.
    pub summary: Pii<String>,
}

/// Writes a note.
#[utoipa::path(post, path = "/api/v1/calls/{id}/notes", params(("id" = CallId, Path)), request_body = Note, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn note(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(note): ask::Json<Note>,
) -> Result<StatusCode, Problem> {
    let text = ask::text("text", &note.text, LONGEST_TEXT)?;
    tell(&state, &asker, id, Told::Note(text), "note.write").await
}

/// Says how the caller really felt.
#[utoipa::path(post, path = "/api/v1/calls/{id}/mood", params(("id" = CallId, Path)), request_body = MoodCorrection, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn mood(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(said): ask::Json<MoodCorrection>,
) -> Result<StatusCode, Problem> {
    let span = Span { start: said.start_ms, end: said.end_ms };
    if span.end <= span.start {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "'end_ms' must be after 'start_ms'"));
    }
    tell(&state, &asker, id, Told::Mood { mood: said.mood, span }, "mood.correct").await
}

/// Says what the caller really wants.
#[utoipa::path(post, path = "/api/v1/calls/{id}/intent", params(("id" = CallId, Path)), request_body = IntentCorrection, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn intent(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(said): ask::Json<IntentCorrection>,
) -> Result<StatusCode, Problem> {
    let known = |intent: &IntentId| state.live.intents().iter().any(|named| named.id == *intent);
    if said.intent.as_ref().is_some_and(|intent| !known(intent)) {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "there is no such intent; GET /api/v1/intents lists them"));
    }
    tell(&state, &asker, id, Told::Intent(said.intent), "intent.correct").await
}

/// Marks a step of the method as taken, or not.
#[utoipa::path(post, path = "/api/v1/calls/{id}/steps", params(("id" = CallId, Path)), request_body = StepMark, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn step(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(mark): ask::Json<StepMark>,
) -> Result<StatusCode, Problem> {
    tell(&state, &asker, id, Told::Step { step: mark.step, done: mark.done }, "step.mark").await
}

/// Finishes with a call: its draft is forgotten, and a wrap-up under way ends.
#[utoipa::path(put, path = "/api/v1/calls/{id}/wrap-up", params(("id" = CallId, Path)), request_body = WrapUpWritten, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn wrap_up(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(written): ask::Json<WrapUpWritten>,
) -> Result<StatusCode, Problem> {
    let summary = ask::maybe_text("summary", Some(&written.summary), LONGEST_TEXT)?.unwrap_or_default();
    let wrap_up = WrapUp { outcome: written.outcome, summary };
    tell(&state, &asker, id, Told::WrapUp(wrap_up), "wrap_up.write").await?;
    let agent = asker.user.name;
    let desk = state.live.desk(&agent).filter(|desk| desk.state == DeskState::WrapUp);
    if desk.and_then(|desk| desk.call).is_some_and(|call| call.id == id) {
        state.live.ask(agent, DeskAsk::WrapUpDone).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Notes who tells, and puts it into the timeline: by the house while the call lives, into the book afterwards.
pub(crate) async fn tell(
    state: &ConsoleState,
    asker: &Asker,
    id: CallId,
    told: Told,
    action: &'static str,
) -> Result<StatusCode, Problem> {
    seen(state, asker, id).await?;
    state.book.audit(&asker.user.name, action, Some(id)).await?;
    let agent = asker.user.name.clone();
    if on_the_line(state, &agent, id) {
        state.live.ask(agent, DeskAsk::Tell { call: id, told }).await?;
    } else {
        state.book.append_late(id, told.into_event(agent)).await.map_err(not_kept)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Is this agent in that call now.
fn on_the_line(state: &ConsoleState, agent: &AgentId, id: CallId) -> bool {
    let call = state.live.desk(agent).and_then(|desk| desk.call);
    call.is_some_and(|call| call.id == id && !matches!(call.phase, CallPhase::Ringing | CallPhase::WrapUp))
}

pub(crate) fn not_kept(error: AppendError) -> Problem {
    match error {
        AppendError::Store(error) => error.into(),
        AppendError::Unknown(_) => Problem::no_call(),
        AppendError::Shut | AppendError::NotLate => {
            tracing::error!(%error, "something told about a call was not kept");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "it was not kept; try again").retry_after(2)
        }
    }
}
