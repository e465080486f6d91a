//! What a supervisor may see of the dispatcher.

use wasl_model::{AgentId, AgentState, Care, QueueId, Timestamp, WaitRange};

/// One agent, now.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentView {
    /// Who.
    pub agent: AgentId,
    /// Doing what.
    pub state: AgentState,
    /// Emotional load from the callers served.
    pub load: f64,
    /// What the agent carried today, and whether a rest is due.
    pub care: Care,
}

/// One queue, now.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueView {
    /// Which.
    pub queue: QueueId,
    /// Callers in line, those being offered included.
    pub waiting: u32,
    /// The longest-waiting caller waits since then.
    pub oldest: Option<Timestamp>,
    /// Agents free to serve it.
    pub free: u32,
    /// Agents signed in who serve it.
    pub signed_in: u32,
    /// Honest range for a caller who would come now.
    pub wait: Option<WaitRange>,
}
