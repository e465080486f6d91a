//! Where a call stands, as the shell may see it.

use wasl_model::{AgentId, OfferId, QueueId};

/// Where a call stands.
///
/// ```text
/// New → Answering → Ivr → Waiting ⇄ Ringing → Talking ⇄ Transferring
///                    │        └→ Promising        │
///                    └────────────┴───── Ending ──┴→ Closed
/// New → (Waiting ⇄ Ringing, nobody on the line) → CallingBack → Talking
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was told yet.
    New,
    /// We sent 200 and wait for the caller's side.
    Answering,
    /// The desk speaks with the caller.
    Ivr,
    /// The caller waits for a person.
    Waiting {
        /// Where.
        queue: QueueId,
    },
    /// An agent's phone rings for the waiting caller.
    Ringing {
        /// Whose.
        agent: AgentId,
        /// For which offer.
        offer: OfferId,
    },
    /// An agent waits while the caller is called back.
    CallingBack {
        /// Who.
        agent: Option<AgentId>,
    },
    /// Caller and agent (or somebody outside: `None`) are connected, perhaps on hold.
    Talking {
        /// With whom.
        agent: Option<AgentId>,
    },
    /// An agent sends the caller on; the target rings.
    Transferring,
    /// The promise of a callback is being said, or that nobody is there.
    Promising,
    /// Goodbye is being said, or legs are being hung up.
    Ending,
    /// `Close` was said; nothing more will be.
    Closed,
}
