//! What was promised in a call: by an agent's words or by the machine. Suggested only; a person confirms.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use wasl_model::{
    CallEvent, CallId, CustomerId, Pii, Promise, PromiseId, PromiseState, Span, Speaker, TimelineEntry, Timestamp,
    Utterance,
};

use crate::phrases::Phrases;

/// A promise heard in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedPromise {
    /// In which call.
    pub call: CallId,
    /// Where in the recording.
    pub span: Span,
    /// Who promised: an agent or the machine.
    pub by: Speaker,
    /// The words, or the queue that owes a callback.
    pub what: Pii<String>,
    /// The phrase of ours that was found in them; `callback` for the machine's.
    pub phrase: String,
    /// It is a promise to call back.
    pub callback: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when, if the words name a day or a span of time.
    pub due: Option<Timestamp>,
}

impl SuggestedPromise {
    /// The promise as the house keeps it, still to be confirmed. Pure rooms are given their ids.
    #[must_use]
    pub fn into_promise(self, id: PromiseId, customer: Option<CustomerId>) -> Promise {
        Promise {
            id,
            customer,
            made_in: Some((self.call, self.span)),
            what: self.what,
            due: self.due,
            branch: None,
            state: PromiseState::Suggested,
        }
    }
}

static PROMISE: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(include_str!("../phrases/promise.txt")));
static CALLBACK: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(include_str!("../phrases/callback.txt")));

/// Every promise in a timeline, in order.
#[must_use]
pub fn promises(timeline: &[TimelineEntry]) -> Vec<SuggestedPromise> {
    timeline.iter().filter_map(promise).collect()
}

#[allow(clippy::wildcard_enum_match_arm, reason = "two of the timeline's many events hold promises")]
fn promise(entry: &TimelineEntry) -> Option<SuggestedPromise> {
    match &entry.event {
        CallEvent::Heard { utterance } => spoken(entry, utterance),
        CallEvent::CallbackPromised { queue, .. } => Some(SuggestedPromise {
            call: entry.call,
            span: Span { start: entry.media_at, end: entry.media_at },
            by: Speaker::Machine,
            what: Pii::new(format!("callback by the queue {queue}")),
            phrase: "callback".to_owned(),
            callback: true,
            made_at: entry.at,
            due: None,
        }),
        _ => None,
    }
}

fn spoken(entry: &TimelineEntry, utterance: &Utterance) -> Option<SuggestedPromise> {
    if utterance.speaker != Speaker::Agent {
        return None;
    }
    let text = utterance.text.reveal();
    let callback = CALLBACK.find(text);
    let phrase = callback.or_else(|| PROMISE.find(text))?;
    Some(SuggestedPromise {
        call: entry.call,
        span: utterance.span,
        by: utterance.speaker,
        what: utterance.text.clone(),
        phrase: phrase.to_owned(),
        callback: callback.is_some(),
        made_at: entry.at,
        due: crate::due::parse(text, entry.at, time::UtcOffset::UTC).map(|due| due.at),
    })
}
