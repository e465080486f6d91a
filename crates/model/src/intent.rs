//! What a caller wants. Unknown is an answer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::IntentId;

/// The understanding of one utterance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IntentGuess {
    /// What is wanted; `None` when nothing is confident enough.
    pub intent: Option<IntentId>,
    /// Calibrated confidence in `intent` (or that it is none of them), 0..=1.
    pub confidence: f32,
    /// The best candidates, most probable first, whether or not one was accepted.
    pub alternatives: Vec<IntentScore>,
}

/// One candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IntentScore {
    /// Which intent.
    pub intent: IntentId,
    /// 0..=1.
    pub confidence: f32,
}
