//! Filters and cursors of lists: calls newest first, and whatever else goes page by page.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    AgentId, BranchId, CallId, Hangup, IntentId, Language, Mood, PromiseState, QueueId, Speaker, Timestamp,
};

use crate::search::Words;

/// Most calls given at once.
pub const MOST_PER_PAGE: u32 = 200;

/// Whoever comes to a branch so many days after a call may come because of it; later visits are another matter.
pub const COMES_WITHIN_DAYS: i64 = 45;

/// Which calls are wanted; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallFilter {
    /// Live calls only, or ended calls only.
    pub live: Option<bool>,
    /// Began at or after.
    pub since: Option<Timestamp>,
    /// Began before.
    pub until: Option<Timestamp>,
    /// Waited in this queue last.
    pub queue: Option<QueueId>,
    /// Talked to this agent last.
    pub agent: Option<AgentId>,
    /// Ended so.
    pub hangup: Option<Hangup>,
    /// What the caller wanted, as an agent says, or else as it was understood.
    pub intent: Option<IntentId>,
    /// A promise made in it is to be kept in this branch, in any of these spellings; without [`Self::promise`] also calls whose
    /// caller came to the branch within [`COMES_WITHIN_DAYS`] after them.
    pub branches: Option<Vec<BranchId>>,
    /// The caller's language.
    pub language: Option<Language>,
    /// First mood read.
    pub mood_first: Option<Mood>,
    /// A mood read at some moment; of a turn: at its moment.
    pub mood: Option<Mood>,
    /// How the caller felt in the end, as an agent says, or else as last read.
    pub mood_end: Option<Mood>,
    /// A promise made in it stands so.
    pub promise: Option<PromiseState>,
    /// The longest silence of a talk in it was at least so long, in milliseconds.
    pub silence_ms: Option<u64>,
    /// Caller and agent once spoke at once for at least so long, in milliseconds.
    pub overlap_ms: Option<u64>,
    /// It was on hold for at least so long, in milliseconds.
    pub hold_ms: Option<u64>,
    /// The machine read the method's steps in it with at least this score, 0 to 100.
    pub score_min: Option<u8>,
    /// And with at most this one.
    pub score_max: Option<u8>,
    /// A scorecard of it stands so, by the state's name.
    pub review: Option<String>,
    /// That scorecard is this reviewer's.
    pub reviewer: Option<AgentId>,
    /// Somebody left a remark in it, or nobody did.
    pub has_comment: Option<bool>,
    /// None of these, whatever else they are.
    #[serde(default)]
    pub except: Vec<CallId>,
    /// These words were said in it.
    pub words: Option<Words>,
    /// By this speaker.
    pub speaker: Option<Speaker>,
    /// Only calls after this one in the list (older): the last id of the page before.
    pub after: Option<CallId>,
}

/// Some rows and where to go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T, Id = CallId> {
    /// The rows.
    pub items: Vec<T>,
    /// Give it as `after` for the next page; `None` at the end.
    pub next: Option<Id>,
}

impl<T, Id> Page<T, Id> {
    /// A page of rows that were asked for with one more than `limit`.
    pub(crate) fn of(mut items: Vec<T>, limit: u32, id: impl Fn(&T) -> Id) -> Self {
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = if more { items.last().map(id) } else { None };
        Self { items, next }
    }
}
