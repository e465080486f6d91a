//! `/healthz`, `/readyz`, `/metrics`: for machines, without personal data.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::problem::Problem;
use crate::state::ConsoleState;

/// The process answers.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = String)))]
pub async fn alive() -> &'static str {
    "ok\n"
}

/// New calls may come: the book answers and the house is open.
#[utoipa::path(get, path = "/readyz", responses((status = 200, body = String), (status = 503, body = Problem)))]
pub async fn ready(State(state): State<ConsoleState>) -> Result<&'static str, Problem> {
    state.book.ping().await?;
    state.live.ready().map_err(|missing| Problem::new(StatusCode::SERVICE_UNAVAILABLE, missing).retry_after(5))?;
    Ok("ready\n")
}

/// Numbers for Prometheus.
#[utoipa::path(get, path = "/metrics", responses((status = 200, body = String)))]
pub async fn metrics(State(state): State<ConsoleState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], (state.metrics)())
}
