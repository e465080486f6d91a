//! What a listener is told.

use serde::Serialize;
use utoipa::ToSchema;
use wasl_model::{CallId, Partial, TimelineEntry};
use wasl_record::Notice;

use crate::live::{AgentNow, DeskNow, QueueNow};

/// One message of `/api/v1/events`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "topic", rename_all = "snake_case")]
pub enum EventMessage {
    /// A line of a call's timeline.
    Calls {
        /// Its place among the lines of all calls; come back with the last one as `since`.
        seq: u64,
        /// The line.
        entry: Box<TimelineEntry>,
    },
    /// Lines that cannot be given.
    Gap {
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
    /// The floor, when it changes.
    Floor {
        /// All queues.
        queues: Vec<QueueNow>,
        /// All agents.
        agents: Vec<AgentNow>,
    },
    /// My desk, at first and when it changes.
    Desk {
        /// The desk.
        desk: Box<DeskNow>,
    },
    /// Something to be told to me: a promise about to lapse, a remark that names me, a question to my branch.
    Notices {
        /// What.
        notice: Notice,
    },
    /// Words being spoken.
    Partial {
        /// In which call.
        call: CallId,
        /// The words so far.
        partial: Partial,
    },
}
