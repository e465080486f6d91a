//! The API described (OpenAPI 3.1), from the handlers themselves.

use axum::Json;
use utoipa::OpenApi;

use crate::problem::Problem;
use crate::{calls, events, floor, health, recording, sign_in};

/// The description.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Wasl",
        description = "Calls, their stories, and the floor. Errors are RFC 9457 problems. Sign in with POST /api/v1/session."
    ),
    paths(
        health::alive,
        health::ready,
        health::metrics,
        document,
        sign_in::sign_in,
        sign_in::sign_out,
        sign_in::me,
        calls::list,
        calls::one,
        calls::timeline,
        calls::transcript,
        recording::sound,
        recording::peaks,
        floor::queues,
        floor::agents,
        events::events,
    ),
    components(schemas(Problem))
)]
pub struct Api;

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, body = Object)))]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
