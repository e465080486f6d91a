//! The running house as the window sees it: told by the server, asked by the pages.
//!
//! - [`desk`]: one agent's desk and the call on it
//! - [`asks`]: what an agent asks of the house, and how it refuses
//! - [`guest`]: callers who come from a web page
//! - [`pipe`]: SIP over a WebSocket, as text

use std::net::SocketAddr;
use std::pin::Pin;

use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};
use utoipa::ToSchema;
use wasl_model::{AgentId, AgentState, CallId, IntentId, Partial, QueueId, WaitRange};

pub mod asks;
pub mod desk;
pub mod guest;
pub mod pipe;

pub use asks::{DeskAsk, Refused, Told};
pub use desk::{CallPhase, DeskCall, DeskNow, DeskState, OtherParty, OtherState};
pub use guest::{GuestNow, GuestPhase, Support};
pub use pipe::{SipPipe, WebCaller};

/// An answer that takes a moment.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<(), Refused>> + Send + 'a>>;

/// What the window asks the running house. Except for [`Live::ask`], answers are snapshots: quick, and never a wait for a call.
pub trait Live: Send + Sync + 'static {
    /// All queues, by name.
    fn queues(&self) -> Vec<QueueNow>;
    /// All agents, by id.
    fn agents(&self) -> Vec<AgentNow>;
    /// What callers may want, as this site has it, by id.
    fn intents(&self) -> Vec<IntentName>;
    /// May new calls come; if not, what is missing (`/readyz`).
    ///
    /// # Errors
    /// With what is missing, in a few words without personal data.
    fn ready(&self) -> Result<(), String>;
    /// An agent's desk; `None` when no agent of that id is configured.
    fn desk(&self, agent: &AgentId) -> Option<DeskNow>;
    /// Changes whenever any desk may have changed. Only the newest value counts, so a slow reader misses nothing.
    fn desk_changes(&self) -> watch::Receiver<u64>;
    /// Words being spoken, of all calls. Drop rule: a slow reader loses the oldest; finals come by the book.
    fn partials(&self) -> broadcast::Receiver<(CallId, Partial)>;
    /// An agent asks for something; the answer comes when it is done, or under way.
    fn ask(&self, agent: AgentId, ask: DeskAsk) -> Asking<'_>;
    /// A browser wants to speak SIP; `None` when the house takes no more of them.
    fn web_socket(&self, peer: SocketAddr, who: WebCaller) -> Option<SipPipe>;
    /// How it stands with the call of a guest; `None` before the ticket was called with.
    fn guest(&self, ticket: &str) -> Option<GuestNow>;
    /// The support line as strangers may see it.
    fn support(&self) -> Support;
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueNow {
    /// Which.
    pub id: QueueId,
    /// Callers waiting.
    pub waiting: u32,
    /// How long the first of them has waited.
    pub longest_wait_ms: u64,
    /// How long a caller who comes now will wait, honestly; `None` when nothing is known yet.
    pub wait: Option<WaitRange>,
    /// Agents free to take its next caller.
    pub free_agents: u32,
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentNow {
    /// Who.
    pub id: AgentId,
    /// Name as colleagues see it.
    pub display_name: String,
    /// What they are doing.
    pub state: AgentState,
    /// Queues served.
    pub queues: Vec<QueueId>,
    /// Phones registered.
    pub phones: u32,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Names {
    /// In Arabic.
    pub ar: String,
    /// In English.
    pub en: String,
}

/// Something callers may want.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntentName {
    /// Which.
    pub id: IntentId,
    /// As people call it.
    pub name: Names,
}
