//! Which calls are wanted: the one set of filters of the list, the search and the export.

use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use wasl_model::{
    AgentId, BranchId, CallId, Hangup, IntentId, Language, Mood, Pii, PromiseState, QueueId, Speaker, Timestamp,
};
use wasl_record::{CallFilter, Order, Role, Words};
use wasl_review::scorecard::State;

use crate::access::Asker;
use crate::calls::PER_PAGE;
use crate::problem::Problem;
use crate::reviews::scored_blindly;
use crate::state::ConsoleState;

/// Which calls are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// These words were said in one turn, spelling variants alike: words, "an exact phrase", a beginning*. Also `words`.
    #[serde(alias = "words")]
    #[param(value_type = Option<String>)]
    pub q: Option<Pii<String>>,
    /// Words only as they are asked for: not with و ف ب ل ال before them.
    #[param(value_type = Option<bool>)]
    pub exact: bool,
    /// The words are this speaker's.
    #[param(inline)]
    pub speaker: Option<Speaker>,
    /// Live calls only, or ended calls only.
    pub live: Option<bool>,
    /// Began at or after, in milliseconds since 1970. Also `since`.
    #[serde(alias = "since")]
    #[param(value_type = Option<i64>)]
    pub from: Option<Timestamp>,
    /// Began before, in milliseconds since 1970. Also `until`.
    #[serde(alias = "until")]
    #[param(value_type = Option<i64>)]
    pub to: Option<Timestamp>,
    /// Waited in this queue last.
    #[param(value_type = Option<String>)]
    pub queue: Option<QueueId>,
    /// Talked to this agent last.
    #[param(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    /// What the caller wanted, as an agent says, or else as it was understood.
    #[param(value_type = Option<String>)]
    pub intent: Option<IntentId>,
    /// A promise made in it is to be kept at this branch, or, where no `promise` is asked for, its caller came to it within 45
    /// days after it. Of a search in visits: where they were.
    #[param(value_type = Option<String>)]
    pub branch: Option<BranchId>,
    /// The caller's language.
    #[param(inline)]
    pub language: Option<Language>,
    /// Ended so.
    #[param(inline)]
    pub hangup: Option<Hangup>,
    /// First mood read.
    #[param(inline)]
    pub mood_first: Option<Mood>,
    /// A mood read at some moment; in a search: at the hit's moment.
    #[param(inline)]
    pub mood: Option<Mood>,
    /// How the caller felt in the end, as an agent says, or else as last read.
    #[param(inline)]
    pub mood_end: Option<Mood>,
    /// A promise made in it stands so.
    #[param(inline)]
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
    /// A scorecard of it stands so; drafts are one's own.
    #[param(inline)]
    pub review: Option<State>,
    /// Somebody left a remark in it, or nobody did.
    pub has_comment: Option<bool>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
    /// Of a search: which hits come first.
    #[param(inline)]
    pub sort: Option<Order>,
    /// Of an export: the language of its first row.
    #[param(inline)]
    pub header: Option<Language>,
}

impl Wanted {
    /// What is asked of the book; an agent sees their own calls only.
    ///
    /// # Errors
    /// When the words cannot be looked for; the problem says why.
    pub(crate) async fn filter(&self, state: &ConsoleState, asker: &Asker) -> Result<CallFilter, Problem> {
        let theirs = (asker.user.role == Role::Agent).then(|| asker.user.name.clone());
        Ok(CallFilter {
            live: self.live,
            since: self.from,
            until: self.to,
            queue: self.queue.clone(),
            agent: theirs.or_else(|| self.agent.clone()),
            hangup: self.hangup,
            intent: self.intent.clone(),
            branches: state.spellings(self.branch.as_ref()).await?,
            language: self.language,
            mood_first: self.mood_first,
            mood: self.mood,
            mood_end: self.mood_end,
            promise: self.promise,
            silence_ms: self.silence_ms,
            overlap_ms: self.overlap_ms,
            hold_ms: self.hold_ms,
            score_min: self.score_min,
            score_max: self.score_max,
            review: self.review.map(|state| state_name(state).to_owned()),
            reviewer: self.review.filter(|state| *state == State::Draft).map(|_| asker.user.name.clone()),
            has_comment: self.has_comment,
            except: self.not_to_be_told(state, asker).await?,
            words: self.words()?,
            speaker: self.speaker,
            after: None,
        })
    }

    /// Calls the asker scores blindly are in no list that is narrowed by how they were scored: neither their being there nor
    /// their not being there tells anything.
    async fn not_to_be_told(&self, state: &ConsoleState, asker: &Asker) -> Result<Vec<CallId>, Problem> {
        let of_others = self.review.is_some_and(|state| state != State::Draft);
        if self.score_min.is_none() && self.score_max.is_none() && !of_others {
            return Ok(Vec::new());
        }
        scored_blindly(state, asker).await
    }

    /// The words that are looked for, if any.
    pub(crate) fn words(&self) -> Result<Option<Words>, Problem> {
        let Some(q) = self.q.as_ref().filter(|q| !q.reveal().trim().is_empty()) else { return Ok(None) };
        let words = Words::parse(q.reveal()).map_err(|error| refused(format!("'q' cannot be looked for: {error}")))?;
        Ok(Some(if self.exact { words.exactly() } else { words }))
    }

    /// The call after which a list goes on.
    pub(crate) fn after_call(&self) -> Result<Option<CallId>, Problem> {
        let after = self.after.as_deref().map(str::parse).transpose();
        after.map_err(|_| refused("'after' is no call's id: give the 'next' of the page before, or leave it out"))
    }

    pub(crate) fn limit(&self) -> u32 {
        self.limit.unwrap_or(PER_PAGE)
    }
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Published => "published",
        State::Acknowledged => "acknowledged",
        State::Disputed => "disputed",
        State::Resolved => "resolved",
    }
}

pub(crate) fn refused(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}
