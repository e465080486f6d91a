//! Queues and agents as they are now.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::live::{AgentNow, QueueNow};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// A list that is whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct Whole<T> {
    /// Its items.
    pub items: Vec<T>,
}

/// All queues.
#[utoipa::path(get, path = "/api/v1/queues", responses(
    (status = 200, body = inline(Whole<QueueNow>)), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn queues(State(state): State<ConsoleState>) -> Json<Whole<QueueNow>> {
    Json(Whole { items: state.live.queues() })
}

/// All agents.
#[utoipa::path(get, path = "/api/v1/agents", responses(
    (status = 200, body = inline(Whole<AgentNow>)), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn agents(State(state): State<ConsoleState>) -> Json<Whole<AgentNow>> {
    Json(Whole { items: state.live.agents() })
}
