//! What a search gives.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, Language, Mood, Pii, QueueId, Span, Speaker, Timestamp, UtteranceId};

use super::find::{Mark, Rank};
use crate::CallSummary;

/// A turn that answers a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hit {
    /// In which call.
    pub call: CallId,
    /// When that began.
    pub began: Timestamp,
    /// The last agent talked to in it.
    pub agent: Option<AgentId>,
    /// The last queue waited in.
    pub queue: Option<QueueId>,
    /// Which turn.
    pub utterance: UtteranceId,
    /// Who spoke.
    pub speaker: Speaker,
    /// When, in the call.
    pub span: Span,
    /// Language it was read in.
    pub language: Language,
    /// The words as the transcript has them; where only the turn's other reading answers, that one.
    pub text: Pii<String>,
    /// What to light in `text`.
    pub marks: Vec<Mark>,
    /// The passage around the first of them.
    pub snippet: Pii<String>,
    /// What to light in `snippet`.
    pub snippet_marks: Vec<Mark>,
    /// How near it is to what was asked.
    pub rank: Rank,
    /// How the caller felt then, as last read before the turn's end.
    pub mood: Option<Mood>,
}

/// Which hits come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Those of the newest call.
    #[default]
    Newest,
    /// The nearest to what was asked, of the newest thousand: words as asked for, near each other, in short turns.
    Best,
}

/// A call of a list, with what answers the list's words in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundCall {
    /// The call.
    #[serde(flatten)]
    pub call: CallSummary,
    /// Its newest hits, at most [`MOST_OF_A_CALL`]; none when no words were asked for.
    pub hits: Vec<Hit>,
}

/// Hits of one call in a list.
pub const MOST_OF_A_CALL: usize = 3;
