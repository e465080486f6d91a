//! The recording of a visit: taken only with the customer's word, kept once, given to those who may hear it.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use wasl_model::VisitId;
use wasl_record::VisitRecordingError;
use wasl_record::visits::LONGEST_RECORDING;

use super::seen;
use crate::access::Asker;
use crate::ask::{Path, Query};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Decodes recordings that are no WAV of 16 kHz. It takes a moment.
pub trait SoundFiles: Send + Sync + 'static {
    /// What was sent, at 16 kHz; at most that long, all channels together.
    ///
    /// # Errors
    /// Why it is not read.
    fn decode(&self, bytes: Vec<u8>, longest: Duration) -> Result<SentSound, Unread>;
}

/// A recording as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentSound {
    /// At 16 kHz, all of the same length.
    pub channels: Vec<Vec<i16>>,
    /// All channels as one.
    pub mixed: Vec<i16>,
    /// It was written for listening: its channels tell nothing about who spoke.
    pub lossy: bool,
}

/// Why a recording is not read, with a sentence for the one who sent it ("it …").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Of no kind that is known.
    Unknown(String),
    /// Part of it is missing or is not as it was written.
    Damaged(String),
    /// Longer than is taken.
    TooLong(String),
}

/// What a recording comes with.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WithConsent {
    /// The customer was asked and agreed.
    #[serde(default)]
    pub consent: bool,
    /// Of two channels, who is heard. Left out, they are `split` in WAV and FLAC and `mix` in the others.
    #[param(inline)]
    pub channels: Option<SentChannels>,
}

/// What two channels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SentChannels {
    /// The customer left, the staff right.
    Split,
    /// One microphone or several, each of which hears both.
    Mix,
}

/// Keeps the recording of a visit: WAV, FLAC, MP3, AAC, Ogg, WebM or MP4 of any rate; at most 64 MiB, and 34 minutes, all
/// channels together. Its words are read afterwards by the ear that reads calls.
#[utoipa::path(put, path = "/api/v1/branch/visits/{id}/recording", operation_id = "record_visit",
    params(("id" = VisitId, Path), WithConsent), request_body(content(
    (Vec<u8> = "audio/wav"), (Vec<u8> = "audio/flac"), (Vec<u8> = "audio/mpeg"), (Vec<u8> = "audio/aac"),
    (Vec<u8> = "audio/ogg"), (Vec<u8> = "audio/webm"), (Vec<u8> = "audio/mp4"))), responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
    (status = 415, body = Problem)))]
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
    // Whoever does not wait for the answer and sends it again finds it kept.
    let keeping = tokio::spawn(async move { take(&state, id, with.channels, bytes).await });
    keeping.await.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the recording could not be kept"))??;
    Ok(StatusCode::NO_CONTENT)
}

async fn take(state: &ConsoleState, id: VisitId, channels: Option<SentChannels>, bytes: Bytes) -> Result<(), Problem> {
    if channels.is_none() {
        let kept = state.book.keep_visit_recording(id, bytes.to_vec()).await;
        if state.sound_files.is_none() || !matches!(kept, Err(VisitRecordingError::NoWav(_))) {
            return kept.map_err(not_kept);
        }
    }
    let sent = decoded(state, bytes).await?;
    state.book.keep_visit_channels(id, sides(sent, channels)?).await.map_err(not_kept)
}

/// Decodes where nobody waits for it, and whatever a damaged file does to its decoder stays there.
async fn decoded(state: &ConsoleState, bytes: Bytes) -> Result<SentSound, Problem> {
    let none = || Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "this house takes WAV of 16 kHz only");
    let files = Arc::clone(state.sound_files.as_ref().ok_or_else(none)?);
    let _one = state.decoding.acquire().await;
    let decoding = tokio::task::spawn_blocking(move || files.decode(bytes.into(), LONGEST_RECORDING)).await;
    let gave_up = |_| Unread::Damaged("it makes its decoder give up; convert it to 16-bit WAV".to_owned());
    decoding.map_err(gave_up).and_then(|decoded| decoded).map_err(|unread| {
        let (status, why) = match unread {
            Unread::Unknown(why) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, why),
            Unread::Damaged(why) => (StatusCode::BAD_REQUEST, why),
            Unread::TooLong(why) => (StatusCode::PAYLOAD_TOO_LARGE, why),
        };
        Problem::new(status, format!("the recording is not taken: {why}"))
    })
}

/// Who is heard: the customer and the staff, or one microphone that hears both.
fn sides(sent: SentSound, wanted: Option<SentChannels>) -> Result<Vec<Vec<i16>>, Problem> {
    let count = sent.channels.len();
    match wanted {
        Some(SentChannels::Split) if count != 2 => {
            let detail = format!(
                "the recording has {count} channel(s); channels=split is for the customer left and the staff right"
            );
            Err(Problem::new(StatusCode::BAD_REQUEST, detail))
        }
        Some(SentChannels::Split) => Ok(sent.channels),
        None if count == 2 && !sent.lossy => Ok(sent.channels),
        None | Some(SentChannels::Mix) => Ok(vec![sent.mixed]),
    }
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
        VisitRecordingError::NoWav(_) | VisitRecordingError::NoSides => Problem::new(StatusCode::BAD_REQUEST, detail),
        VisitRecordingError::Different => Problem::new(StatusCode::CONFLICT, detail),
        VisitRecordingError::Disk(error) => {
            tracing::warn!(%error, "a visit's recording cannot be written");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the recording could not be written; send it again later")
        }
        VisitRecordingError::Store(error) => error.into(),
    }
}
