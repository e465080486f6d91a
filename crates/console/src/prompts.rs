//! What the machine says: heard, recorded by people, and given back to the voice.

use std::sync::Arc;

use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use wasl_model::{Language, PromptId};

use crate::access::Asker;
use crate::ask::Path;
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Largest recording taken, in bytes: 65 s of 16 kHz.
pub const LARGEST_PROMPT: usize = 2 << 20;

/// Where prompts are read and recorded. Its methods read and write files, so they may take a moment.
pub trait Studio: Send + Sync + 'static {
    /// Everything that is said, in the order it is written.
    ///
    /// # Errors
    /// What is wrong with the folder.
    fn all(&self) -> Result<Vec<PromptNow>, Unmade>;
    /// Its sound: 16 kHz mono WAV.
    ///
    /// # Errors
    /// When there is none.
    fn sound(&self, id: &PromptId, language: Language) -> Result<Vec<u8>, Unmade>;
    /// Takes a recording; from now on callers hear it.
    ///
    /// # Errors
    /// Why it is not taken; nothing is changed then.
    fn take(&self, id: &PromptId, language: Language, wav: &[u8]) -> Result<PromptNow, Unmade>;
    /// Takes a recording back; from now on callers hear what was there before.
    ///
    /// # Errors
    /// Why it stays.
    fn take_back(&self, id: &PromptId, language: Language) -> Result<PromptNow, Unmade>;
}

/// Why something was not done, with a sentence for the one who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmade {
    /// There is no such prompt, sound or recording.
    Unknown(String),
    /// The recording is not good enough.
    Bad(String),
    /// The house cannot, now.
    Broken(String),
}

/// One thing said, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PromptNow {
    /// Its name.
    pub id: PromptId,
    /// In which language.
    pub language: Language,
    /// What is to be said.
    pub text: String,
    /// People recorded it; else a synthetic voice reads it.
    pub recorded: bool,
    /// It was recorded here, so it can be taken back.
    pub studio: bool,
    /// A piece of a sentence: it is said between others, so without a falling end.
    pub piece: bool,
    /// How long it takes; `None` without a sound.
    pub duration_ms: Option<u64>,
    /// What is wrong with its sound.
    pub faults: Vec<PromptFault>,
}

/// What is wrong with a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromptFault {
    /// There is none.
    Missing,
    /// The file is no sound of a prompt.
    Unreadable,
    /// The text was changed since.
    Stale,
    /// Cut off at full scale.
    Clipped,
    /// Hard to hear.
    TooQuiet,
    /// Much louder than the others.
    TooLoud,
}

/// Everything the machine says.
#[utoipa::path(get, path = "/api/v1/prompts", operation_id = "prompts", responses(
    (status = 200, body = Vec<PromptNow>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(state): State<ConsoleState>) -> Result<Json<Vec<PromptNow>>, Problem> {
    in_studio(&state, |studio| studio.all()).await.map(Json)
}

/// The sound of a prompt.
#[utoipa::path(get, path = "/api/v1/prompts/{prompt}/{language}", operation_id = "prompt_sound",
    params(("prompt" = PromptId, Path), ("language" = Language, Path)), responses(
    (status = 200, content_type = "audio/wav"), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn hear(
    State(state): State<ConsoleState>,
    Path((prompt, language)): Path<(PromptId, Language)>,
) -> Result<Response, Problem> {
    let wav = in_studio(&state, move |studio| studio.sound(&prompt, language)).await?;
    let headers = [(header::CONTENT_TYPE, "audio/wav"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers.map(|(name, value)| (name, HeaderValue::from_static(value))), wav).into_response())
}

/// Records a prompt (WAV, 16 kHz, mono, 16 bit, a minute at most): trimmed, brought to the level of the others, and heard
/// by the next caller.
#[utoipa::path(put, path = "/api/v1/prompts/{prompt}/{language}", operation_id = "record_prompt",
    params(("prompt" = PromptId, Path), ("language" = Language, Path)),
    request_body(content = Vec<u8>, content_type = "audio/wav"), responses(
    (status = 200, body = PromptNow), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 413, body = Problem),
    (status = 503, body = Problem)))]
pub async fn record(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((prompt, language)): Path<(PromptId, Language)>,
    wav: Bytes,
) -> Result<Json<PromptNow>, Problem> {
    let taken = in_studio(&state, move |studio| studio.take(&prompt, language, &wav)).await?;
    state.book.audit(&asker.user.name, "prompt.record", None).await?;
    Ok(Json(taken))
}

/// Takes a recording back: the synthetic voice is heard again.
#[utoipa::path(delete, path = "/api/v1/prompts/{prompt}/{language}", operation_id = "take_back_prompt",
    params(("prompt" = PromptId, Path), ("language" = Language, Path)), responses(
    (status = 200, body = PromptNow), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn take_back(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((prompt, language)): Path<(PromptId, Language)>,
) -> Result<Json<PromptNow>, Problem> {
    let now = in_studio(&state, move |studio| studio.take_back(&prompt, language)).await?;
    state.book.audit(&asker.user.name, "prompt.take_back", None).await?;
    Ok(Json(now))
}

/// Asks the studio where nobody waits for it.
async fn in_studio<T: Send + 'static>(
    state: &ConsoleState,
    ask: impl FnOnce(&dyn Studio) -> Result<T, Unmade> + Send + 'static,
) -> Result<T, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "this house says nothing that can be recorded");
    let studio = Arc::clone(state.studio.as_ref().ok_or_else(none)?);
    let asked = tokio::task::spawn_blocking(move || ask(studio.as_ref())).await;
    asked
        .map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the prompts could not be read"))?
        .map_err(refused)
}

fn refused(why: Unmade) -> Problem {
    match why {
        Unmade::Unknown(detail) => Problem::new(StatusCode::NOT_FOUND, detail),
        Unmade::Bad(detail) => Problem::new(StatusCode::BAD_REQUEST, detail),
        Unmade::Broken(detail) => {
            tracing::warn!(detail, "the prompts folder is not as it should be");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail)
        }
    }
}
