//! The recording of a visit: taken only with the customer's word, kept once, given to those who may hear it.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use wasl_model::VisitId;
use wasl_record::VisitRecordingError;

use super::seen;
use crate::access::Asker;
use crate::ask::{Path, Query};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// What a recording comes with.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WithConsent {
    /// The customer was asked and agreed.
    #[serde(default)]
    pub consent: bool,
}

/// Keeps the recording of a visit: WAV, 16 bit, 16 kHz; of two channels the customer is left and the staff right.
/// Its words are read afterwards by the ear that reads calls.
#[utoipa::path(put, path = "/api/v1/branch/visits/{id}/recording", operation_id = "record_visit",
    params(("id" = VisitId, Path), WithConsent), request_body(content = Vec<u8>, content_type = "audio/wav"), responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem)))]
pub async fn keep(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<VisitId>,
    Query(with): Query<WithConsent>,
    bytes: Bytes,
) -> Result<StatusCode, Problem> {
    if !with.consent {
        let detail = "a visit is recorded only when the customer agrees: ask, then send ?consent=true";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    seen(&state, &asker, id).await?;
    state.book.audit(&asker.user.name, "visit.record", None).await?;
    state.book.keep_visit_recording(id, bytes.into()).await.map_err(not_kept)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The recording of a visit.
#[utoipa::path(get, path = "/api/v1/branch/visits/{id}/recording", operation_id = "visit_sound",
    params(("id" = VisitId, Path)), responses(
    (status = 200, content_type = "audio/wav"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn hear(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<VisitId>,
) -> Result<Response, Problem> {
    seen(&state, &asker, id).await?;
    let none = || Problem::new(StatusCode::NOT_FOUND, "this visit has no recording");
    state.book.audit(&asker.user.name, "visit.recording.open", None).await?;
    let bytes = state.book.visit_recording(id).await?.ok_or_else(none)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"))], bytes).into_response())
}

fn not_kept(error: VisitRecordingError) -> Problem {
    let detail = error.to_string();
    match error {
        VisitRecordingError::Unknown(_) => Problem::new(StatusCode::NOT_FOUND, detail),
        VisitRecordingError::NoWav(_) => Problem::new(StatusCode::BAD_REQUEST, detail),
        VisitRecordingError::Different => Problem::new(StatusCode::CONFLICT, detail),
        VisitRecordingError::Disk(error) => {
            tracing::warn!(%error, "a visit's recording cannot be written");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the recording could not be written; send it again later")
        }
        VisitRecordingError::Store(error) => error.into(),
    }
}
