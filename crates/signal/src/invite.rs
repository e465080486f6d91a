//! A call outward.

use std::time::Duration;

use wasl_model::{AgentId, Pii, TrunkId};

use crate::config::Credentials;

/// A call outward.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Whom.
    pub to: Target,
    /// Number or user shown as the caller; `None` is anonymous.
    pub from: Option<Pii<String>>,
    /// Name shown beside it.
    pub display_name: Option<Pii<String>>,
    /// Our SDP; empty makes a late offer (the far end offers in its 200, give the answer with `accept_offer`).
    pub offer: String,
    /// Our WebRTC offer, for an agent's browsers; they are not rung without one. Other phones get [`Invite::offer`].
    pub web_offer: Option<String>,
    /// Further headers, for example `X-Wasl-Call`. Names that are no token and values with control characters are
    /// left out.
    pub headers: Vec<(String, String)>,
    /// How long to let it ring.
    pub ring: Duration,
    /// For answering 401 and 407; a trunk's own credentials need not be repeated.
    pub credentials: Option<Credentials>,
}

/// Whom to call.
#[derive(Clone, Debug)]
pub enum Target {
    /// Every phone the agent has registered rings; the first to answer wins.
    Agent(AgentId),
    /// A number through the first of these trunks that takes it.
    Trunk {
        /// In failover order.
        trunks: Vec<TrunkId>,
        /// The number.
        number: Pii<String>,
    },
    /// A SIP URI.
    Uri(Pii<String>),
}
