//! What the door and the legs report.

use std::net::SocketAddr;

use tokio::sync::mpsc;
use wasl_model::{AgentId, EndCause, Pii, TrunkId};

use crate::{GuestId, Leg};

/// What happens at the door.
///
/// Bounded to [`DOOR_EVENTS`]: a new call that finds it full is answered 503, other events wait.
#[derive(Debug)]
pub enum DoorEvent {
    /// Somebody calls.
    Incoming(Incoming),
    /// An agent's phones changed and at least one is there, or a browser is back after [`DoorEvent::AgentFlowLost`].
    AgentRegistered {
        /// Whose.
        agent: AgentId,
        /// How many.
        contacts: usize,
    },
    /// An agent's last phone is gone.
    AgentUnregistered {
        /// Whose.
        agent: AgentId,
    },
    /// An agent's last registered browser lost its web socket. Unless it is back within
    /// [`crate::SignalConfig::web_grace`], `AgentUnregistered` (or a smaller `AgentRegistered`) follows.
    AgentFlowLost {
        /// Whose.
        agent: AgentId,
    },
    /// A provider stopped answering OPTIONS, or answers again.
    TrunkHealth {
        /// Which.
        trunk: TrunkId,
        /// Does it answer.
        up: bool,
    },
}

/// Room for events of the door.
pub const DOOR_EVENTS: usize = 256;
/// Room for events of one leg. A leg whose owner does not read stands still; nobody else waits for it.
pub const LEG_EVENTS: usize = 32;

/// A call that stands at the door: ring, answer or reject it by its leg.
#[derive(Debug)]
pub struct Incoming {
    /// The leg. When its last clone is dropped the call is ended.
    pub leg: Leg,
    /// What happens to it.
    pub events: mpsc::Receiver<LegEvent>,
    /// Calling number or user; `None` when withheld.
    pub from: Option<Pii<String>>,
    /// The user part that was dialled.
    pub dialled: String,
    /// By which trunk.
    pub trunk: Option<TrunkId>,
    /// Which agent, when the caller proved to be one.
    pub agent: Option<AgentId>,
    /// Which guest, when it came over a guest's web socket.
    pub guest: Option<GuestId>,
    /// It came over a web socket: the offer is a browser's (WebRTC).
    pub web: bool,
    /// From where, as the packet says.
    pub source: SocketAddr,
    /// The offer; `None` is a late offer: give one with `answer`, the answer arrives as `AnswerArrived`.
    pub offer: Option<String>,
}

/// What happens to a leg.
///
/// ```text
/// out:  Ringing* → Answered → …  ┐
/// in:   (ring, answer) → …       ├→ Ended, exactly once and last
/// …:    OfferArrived, AnswerArrived, Key, Refer in any order
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegEvent {
    /// The far end rings (any 18x), perhaps with early media.
    Ringing {
        /// The early answer.
        sdp: Option<String>,
        /// To [`crate::Invite::web_offer`], by a browser.
        web: bool,
    },
    /// The far end answered our INVITE.
    Answered {
        /// The answer to our offer.
        sdp: Option<String>,
        /// To [`crate::Invite::web_offer`], by a browser.
        web: bool,
    },
    /// The answer to an offer of ours: in the ACK of a late offer, or in the 200 to our re-INVITE.
    AnswerArrived {
        /// The answer.
        sdp: String,
    },
    /// Our re-INVITE was refused; the session goes on as it was.
    OfferRefused {
        /// With this status.
        status: u16,
    },
    /// The far end wants to change the session (re-INVITE, UPDATE): `accept_offer` or `reject_offer`.
    OfferArrived {
        /// Its offer; `None` asks for ours.
        sdp: Option<String>,
    },
    /// A key by INFO.
    Key {
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        digit: char,
    },
    /// An agent asks to send the caller on; answer with `refer_result`.
    Refer {
        /// Where to.
        target: Pii<String>,
        /// The dialog to replace, of an attended transfer.
        replaces: Option<String>,
    },
    /// Over.
    Ended {
        /// Why.
        cause: EndCause,
    },
}
