//! What an agent does with the call on the desk.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wasl_model::Pii;

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::live::DeskAsk;
use crate::problem::Problem;
use crate::shift::order;
use crate::state::ConsoleState;

/// Most characters of a target.
const LONGEST_TARGET: usize = 255;

/// What is to happen with the call on the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallOrder {
    /// The caller hears music.
    Hold,
    /// Talk on.
    Resume,
    /// Caller and the one asked talk on without me.
    Complete,
    /// Back to the caller.
    Cancel,
    /// All three hear each other.
    Join,
    /// Keep nothing from now on: no sound, no words, no keys. It ends by itself.
    PauseRecording,
    /// Record again.
    ResumeRecording,
    /// The caller told me not to be recorded: no sound of this call is kept, and what was recorded is overwritten. There is no
    /// way back.
    RefuseRecording,
    /// End it.
    HangUp,
    /// My page was reloaded: ring it for this call again.
    Reattach,
    /// I was abused: somebody else takes the caller.
    Abuse,
}

/// Where a caller is sent, or who is asked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// An agent's id, `queue-NAME`, a number or a SIP URI.
    pub target: Pii<String>,
}

/// Hold, resume, complete, cancel, join, pause, resume or refuse the recording, hang up, reattach, or hand over after abuse.
#[utoipa::path(post, path = "/api/v1/agents/me/call/{order}", params(("order" = CallOrder, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn give(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(wanted): Path<CallOrder>,
) -> Result<StatusCode, Problem> {
    let (ask, action) = match wanted {
        CallOrder::Hold => (DeskAsk::Hold, "call.hold"),
        CallOrder::Resume => (DeskAsk::Resume, "call.resume"),
        CallOrder::Complete => (DeskAsk::CompleteTransfer, "call.complete"),
        CallOrder::Cancel => (DeskAsk::CancelConsult, "call.cancel"),
        CallOrder::Join => (DeskAsk::Join, "call.join"),
        CallOrder::PauseRecording => (DeskAsk::PauseRecording, "call.pause_recording"),
        CallOrder::ResumeRecording => (DeskAsk::ResumeRecording, "call.resume_recording"),
        CallOrder::RefuseRecording => (DeskAsk::RefuseRecording, "call.refuse_recording"),
        CallOrder::HangUp => (DeskAsk::HangUp, "call.hang_up"),
        CallOrder::Reattach => (DeskAsk::Reattach, "call.reattach"),
        CallOrder::Abuse => (DeskAsk::Abuse, "call.abuse"),
    };
    order(&state, &asker, ask, action).await
}

/// Sends the caller on at once.
#[utoipa::path(post, path = "/api/v1/agents/me/call/transfer", request_body = Target, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn transfer(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(target): ask::Json<Target>,
) -> Result<StatusCode, Problem> {
    let target = typed(&target)?;
    order(&state, &asker, DeskAsk::Transfer { target }, "call.transfer").await
}

/// Asks somebody while the caller waits.
#[utoipa::path(post, path = "/api/v1/agents/me/call/consult", request_body = Target, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn consult(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(target): ask::Json<Target>,
) -> Result<StatusCode, Problem> {
    let target = typed(&target)?;
    order(&state, &asker, DeskAsk::Consult { target }, "call.consult").await
}

/// A target as it was typed, Arabic digits too, without control characters (it goes towards a SIP header).
fn typed(target: &Target) -> Result<Pii<String>, Problem> {
    let text = ask::text("target", &target.target, LONGEST_TARGET)?;
    let ascii = ask::ascii_digits(text.reveal());
    if ascii.chars().any(|c| c.is_control() || c.is_whitespace() || "<>\"".contains(c)) {
        let detail = "a target is an agent's id, queue-NAME, a number or a SIP URI, without spaces";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    Ok(ascii.into())
}
