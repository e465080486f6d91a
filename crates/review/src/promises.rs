//! What was promised: by an agent's words, by the machine, by a branch. Suggested only; a person confirms.
//!
//! - `said`: whether a sentence promises, what, and on which condition
//! - `place`: which branch it names

use serde::{Deserialize, Serialize};
use time::UtcOffset;
use utoipa::ToSchema;
use wasl_model::{
    BranchId, CallEvent, CallId, CustomerId, Pii, Promise, PromiseId, PromiseKeeper, PromiseState, Span, Speaker,
    TimelineEntry, Timestamp, Utterance, UtteranceId, Visit, VisitId,
};

use crate::due;

mod place;
mod said;

pub use place::is_one_branch;
use said::Said;

/// What the reader is told of the house: how far its clocks are from UTC, and what its branches are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The distance from UTC.
    pub zone: UtcOffset,
    /// The branches promises may name.
    pub branches: Vec<BranchNames>,
}

impl Default for Site {
    fn default() -> Self {
        Self { zone: UtcOffset::UTC, branches: Vec::new() }
    }
}

/// A branch and what people call it, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BranchNames {
    /// Which.
    pub id: BranchId,
    /// «العليا», "Olaya".
    pub names: Vec<String>,
}

/// A promise heard in a call or a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuggestedPromise {
    /// In which call, if it was one.
    pub call: Option<CallId>,
    /// In which visit, if it was one.
    pub visit: Option<VisitId>,
    /// The line of the transcript; `None` for the machine's own and for a visit's notes.
    pub utterance: Option<UtteranceId>,
    /// Where in the recording.
    pub span: Span,
    /// Who promised: an agent (a visit's staff too) or the machine.
    pub by: Speaker,
    /// Who has to keep it.
    pub keeper: PromiseKeeper,
    /// What, in a few of their words, or the queue that owes a callback.
    pub what: Pii<String>,
    /// The sentence.
    pub words: Pii<String>,
    /// What made it a promise: a phrase of ours, or `verb`; `callback` for the machine's.
    pub phrase: String,
    /// It is a promise to call back.
    pub callback: bool,
    /// The condition it was made on, in their words.
    pub condition: Option<Pii<String>>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when, if the words name a day or a span of time.
    pub due: Option<Timestamp>,
    /// The words that name it.
    pub due_words: Option<String>,
    /// The branch it names; for a visit's own promises, the branch of the visit.
    pub branch: Option<BranchId>,
}

impl SuggestedPromise {
    /// The promise as the house keeps it, still to be confirmed. Pure rooms are given their ids.
    #[must_use]
    pub fn into_promise(self, id: PromiseId, customer: Option<CustomerId>) -> Promise {
        Promise {
            id,
            customer,
            made_in: self.call.map(|call| (call, self.span)),
            what: self.what,
            due: self.due,
            branch: self.branch,
            state: PromiseState::Suggested,
        }
    }
}

/// Every promise in a timeline, in order; days are those of UTC and no branch is known.
#[must_use]
pub fn promises(timeline: &[TimelineEntry]) -> Vec<SuggestedPromise> {
    promises_in(timeline, &Site::default())
}

/// Every promise in a timeline, in order.
#[must_use]
pub fn promises_in(timeline: &[TimelineEntry], site: &Site) -> Vec<SuggestedPromise> {
    timeline.iter().flat_map(|entry| of_entry(entry, site)).collect()
}

/// Every promise in what was said in a visit and in its notes, in order.
#[must_use]
pub fn visit_promises(visit: &Visit, site: &Site) -> Vec<SuggestedPromise> {
    let start = |utterance: &Utterance| visit.at + std::time::Duration::from_millis(utterance.span.start.as_millis());
    let staff = visit.said.iter().filter(|utterance| utterance.speaker == Speaker::Agent);
    let said = staff.flat_map(|line| heard(line, start(line), PromiseKeeper::Branch, site));
    let noted = sentences(visit.notes.reveal(), visit.at, PromiseKeeper::Branch, site);
    let mut all: Vec<SuggestedPromise> = said.chain(noted).collect();
    for promise in &mut all {
        promise.visit = Some(visit.id);
        let own = promise.keeper == PromiseKeeper::Branch && promise.branch.is_none();
        promise.branch = if own { Some(visit.branch.clone()) } else { promise.branch.take() };
    }
    all
}

/// Every promise of a text somebody of the house said or wrote at a moment, in order.
///
/// The keeper is the text's own side unless it names the other one.
#[must_use]
pub fn promises_of_text(text: &str, at: Timestamp, side: PromiseKeeper, site: &Site) -> Vec<SuggestedPromise> {
    sentences(text, at, side, site).collect()
}

#[allow(clippy::wildcard_enum_match_arm, reason = "two of the timeline's many events hold promises")]
fn of_entry(entry: &TimelineEntry, site: &Site) -> Vec<SuggestedPromise> {
    let mut found = match &entry.event {
        CallEvent::Heard { utterance } => heard(utterance, entry.at, PromiseKeeper::Phone, site),
        CallEvent::CallbackPromised { queue, .. } => {
            let mut promise = empty(entry.at, format!("callback by the queue {queue}"));
            promise.span = Span { start: entry.media_at, end: entry.media_at };
            (promise.by, promise.callback) = (Speaker::Machine, true);
            "callback".clone_into(&mut promise.phrase);
            vec![promise]
        }
        _ => Vec::new(),
    };
    found.iter_mut().for_each(|promise| promise.call = Some(entry.call));
    found
}

fn heard(line: &Utterance, at: Timestamp, side: PromiseKeeper, site: &Site) -> Vec<SuggestedPromise> {
    if line.speaker == Speaker::Caller {
        return Vec::new();
    }
    let mut found: Vec<SuggestedPromise> = sentences(line.text.reveal(), at, side, site).collect();
    for promise in &mut found {
        (promise.utterance, promise.span, promise.by) = (Some(line.id), line.span, line.speaker);
    }
    found
}

fn sentences<'a>(
    text: &'a str,
    at: Timestamp,
    side: PromiseKeeper,
    site: &'a Site,
) -> impl Iterator<Item = SuggestedPromise> + 'a {
    said::sentences(text).filter_map(move |sentence| {
        let due = due::parse(sentence, at, site.zone);
        let Said { what, phrase, callback, condition } =
            said::said(sentence, due.as_ref().map(|due| due.text.as_str()))?;
        let mut promise = empty(at, what);
        promise.words = Pii::new(sentence.to_owned());
        (promise.phrase, promise.callback) = (phrase, callback);
        promise.condition = condition.map(Pii::new);
        (promise.due, promise.due_words) = due.map(|due| (due.at, due.text)).unzip();
        promise.branch = place::branch(sentence, &site.branches);
        promise.keeper = place::keeper(sentence, side, promise.branch.as_ref());
        Some(promise)
    })
}

fn empty(made_at: Timestamp, what: String) -> SuggestedPromise {
    let nowhere = wasl_model::MediaTime::ZERO;
    SuggestedPromise {
        call: None,
        visit: None,
        utterance: None,
        span: Span { start: nowhere, end: nowhere },
        by: Speaker::Agent,
        keeper: PromiseKeeper::Phone,
        words: Pii::new(what.clone()),
        what: Pii::new(what),
        phrase: String::new(),
        callback: false,
        condition: None,
        made_at,
        due: None,
        due_words: None,
        branch: None,
    }
}
