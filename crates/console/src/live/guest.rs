//! Callers who come from a web page. They are shown their own call only, and nothing of the house's inside.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{CallId, Pii, QueueId, WaitRange};

use super::Names;

/// How it stands with a guest's call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GuestNow {
    /// Where the call is.
    pub phase: GuestPhase,
    /// The place in line; 1 is next.
    pub position: Option<u32>,
    /// How long, honestly.
    pub wait: Option<WaitRange>,
    /// Who answers, as callers hear the name.
    pub agent: Option<String>,
    /// Nobody was there to answer: a callback is owed, once it is known where.
    pub promised: bool,
    /// Which call; never shown.
    #[serde(skip)]
    pub call: Option<CallId>,
}

impl GuestNow {
    /// A ticket that was not called with.
    pub const NEW: Self =
        Self { phase: GuestPhase::New, position: None, wait: None, agent: None, promised: false, call: None };
}

/// Where a guest's call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuestPhase {
    /// Not called yet.
    New,
    /// The machine answers.
    Machine,
    /// Waiting for a person.
    Waiting,
    /// A person is being rung.
    Ringing,
    /// Talking to a person.
    Talking,
    /// Over.
    Ended,
}

/// The support line as strangers may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Support {
    /// The centre's name.
    pub name: Names,
    /// The number to call from a phone, if there is one.
    pub phone: Option<Pii<String>>,
    /// What the browser dials.
    pub uri: String,
    /// Somebody is there to answer.
    pub open: bool,
    /// How long a caller who comes now will wait; `None` when nothing is known yet.
    pub wait: Option<WaitRange>,
    /// Where those wait who ask to be called back; never shown.
    #[serde(skip, default = "no_queue")]
    pub queue: QueueId,
}

fn no_queue() -> QueueId {
    QueueId::from("")
}
