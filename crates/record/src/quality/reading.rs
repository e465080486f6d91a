//! What the machine read in a call, in a few figures for lists and reports.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, LastStep, Mood, QueueId, Timestamp};

use crate::shelf::Kept;
use crate::store::shelf::{Shelf, Spine};

/// A call as the machine read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallReading {
    /// Which call.
    pub call: CallId,
    /// Who talked to the caller last.
    pub agent: Option<AgentId>,
    /// Where the caller waited last.
    pub queue: Option<QueueId>,
    /// When the call began.
    pub began: Timestamp,
    /// The steps of the method that were found.
    pub steps: Vec<LastStep>,
    /// They came in the method's order.
    pub in_order: bool,
    /// 0..=100; `None` when no agent spoke.
    pub score: Option<u8>,
    /// How the caller came.
    pub mood_start: Option<Mood>,
    /// How the caller left.
    pub mood_end: Option<Mood>,
    /// How far the mood rose (+1) or fell (-1).
    pub trend: f32,
    /// The longest silence of both, in milliseconds.
    pub longest_silence_ms: u64,
    /// Promises heard.
    pub promises: u32,
    /// The caller talked to a person.
    pub reached_person: bool,
    /// Answers that were out of date on its day.
    #[serde(default)]
    pub stale: Vec<StaleAnswer>,
}

/// An answer of the book that was given after it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaleAnswer {
    /// What it answers.
    pub topic: String,
    /// The entry it was taken from.
    pub given: String,
    /// The entry that was valid.
    pub valid: String,
}

impl Kept for CallReading {
    const SHELF: Shelf = Shelf::Readings;

    fn id(&self) -> String {
        self.call.to_string()
    }

    fn spine(&self) -> Spine {
        Spine {
            call: Some(self.call),
            owner: self.agent.clone(),
            kind: self.queue.as_ref().map(|queue| queue.0.clone()),
            place: i64::from(self.score.unwrap_or(u8::MAX)),
            at: self.began,
            ..Spine::default()
        }
    }
}
