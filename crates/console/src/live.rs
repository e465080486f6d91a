//! Queues and agents as they are now, told by the server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, AgentState, QueueId, WaitRange};

/// What the window asks the running house. Answers are snapshots: quick, and never a wait for a call.
pub trait Live: Send + Sync + 'static {
    /// All queues, by name.
    fn queues(&self) -> Vec<QueueNow>;
    /// All agents, by id.
    fn agents(&self) -> Vec<AgentNow>;
    /// May new calls come; if not, what is missing (`/readyz`).
    ///
    /// # Errors
    /// With what is missing, in a few words without personal data.
    fn ready(&self) -> Result<(), String>;
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueNow {
    /// Which.
    #[schema(value_type = String)]
    pub id: QueueId,
    /// Callers waiting.
    pub waiting: u32,
    /// How long the first of them has waited.
    pub longest_wait_ms: u64,
    /// How long a caller who comes now will wait, honestly; `None` when nothing is known yet.
    #[schema(value_type = Option<Object>)]
    pub wait: Option<WaitRange>,
    /// Agents free to take its next caller.
    pub free_agents: u32,
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentNow {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// Name as colleagues see it.
    pub display_name: String,
    /// What they are doing.
    #[schema(value_type = Object)]
    pub state: AgentState,
    /// Queues served.
    #[schema(value_type = Vec<String>)]
    pub queues: Vec<QueueId>,
    /// Phones registered.
    pub phones: u32,
}
