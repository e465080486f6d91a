//! SIP over a WebSocket, as text: the window carries it, `signal` reads it.

use tokio::sync::mpsc;
use wasl_model::AgentId;

/// Who is at the other end of a WebSocket; known before the first message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebCaller {
    /// An agent who is signed in.
    Agent(AgentId),
    /// Somebody who calls from a page, by ticket.
    Guest(String),
}

/// The two ends the window holds. Letting go of either closes the flow.
#[derive(Debug)]
pub struct SipPipe {
    /// What the browser says, a message each. When it is full the browser is not read until there is room.
    pub from_browser: mpsc::Sender<String>,
    /// What the browser is told, a message each. When it is full the flow is closed.
    pub to_browser: mpsc::Receiver<String>,
}
