//! One party's connection.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which side of a call a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LegSide {
    /// The person who called.
    Caller,
    /// A person who answers.
    Agent,
    /// Somebody outside, reached by transfer.
    Outside,
}

/// Why a leg is over or never came up, in the words of SIP's outcomes (RFC 3261 §21, RFC 3326).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "cause", content = "status")]
pub enum EndCause {
    /// BYE from the far end.
    HungUp,
    /// CANCEL before an answer.
    Cancelled,
    /// 486 or 600.
    Busy,
    /// 603, or an agent's refusal.
    Declined,
    /// 408, 480 or the ringing time ran out.
    NoAnswer,
    /// Nobody is registered there.
    Unreachable,
    /// Any other final status.
    Rejected(u16),
    /// No common codec or transport: 488.
    NotAcceptable,
    /// Media stopped for too long.
    MediaLost,
    /// Session timer ran out (RFC 4028).
    SessionExpired,
    /// We ended it.
    Released,
    /// The node died while it was up; found at the next start.
    Interrupted,
}
