//! What stands beside the method: a caller who was mistaken, abuse by the caller, an agent who made them feel right.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{Pii, Span, Speaker, UtteranceId};

use super::turns::Turn;
use crate::phrases::Phrases;

/// What is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// The caller found out that they were mistaken. Never a fault of the agent.
    CustomerMistaken,
    /// The caller was abusive. Never a fault of the agent: they may pause, hand over, call for help.
    Abuse,
    /// The agent made the caller feel right, conceding nothing by it.
    Validated,
}

/// Something marked, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LastMark)]
pub struct Mark {
    /// What.
    pub kind: MarkKind,
    /// The line of the transcript.
    pub utterance: UtteranceId,
    /// Where in the recording.
    pub span: Span,
    /// The words of it.
    pub words: Pii<String>,
    /// The phrase of ours that was found in them.
    pub phrase: String,
}

static LISTS: LazyLock<[(MarkKind, Speaker, Phrases); 3]> = LazyLock::new(|| {
    [
        (MarkKind::CustomerMistaken, Speaker::Caller, Phrases::of(include_str!("../../phrases/mistaken.txt"))),
        (MarkKind::Abuse, Speaker::Caller, Phrases::of(include_str!("../../phrases/abuse.txt"))),
        (MarkKind::Validated, Speaker::Agent, Phrases::of(include_str!("../../phrases/validate.txt"))),
    ]
});

pub(super) fn marks(turns: &[Turn<'_>]) -> Vec<Mark> {
    turns
        .iter()
        .flat_map(|turn| LISTS.iter().filter_map(|(kind, speaker, list)| mark(turn, *kind, *speaker, list)))
        .collect()
}

fn mark(turn: &Turn<'_>, kind: MarkKind, speaker: Speaker, list: &Phrases) -> Option<Mark> {
    if turn.speaker() != speaker {
        return None;
    }
    let hit = list.hit(&turn.words)?;
    let utterance = turn.utterance;
    let (words, phrase) = (utterance.text.clone(), hit.phrase.to_owned());
    Some(Mark { kind, utterance: utterance.id, span: utterance.span, words, phrase })
}
