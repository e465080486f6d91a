//! Words said in visits that were recorded.
//!
//! Recorded visits are few beside calls and have no index: the newest that fit are read, so many at once, and a page that
//! looked through many without enough hits says where to go on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{BranchId, CustomerId, IntentId, Language, Mood, Pii, Span, Speaker, Timestamp, UtteranceId, VisitId};

use super::find::{Mark, Rank, passage};
use super::hit::MOST_OF_A_CALL;
use super::words::Words;
use crate::book::Book;
use crate::page::{CallFilter, MOST_PER_PAGE, Page};
use crate::search::SearchError;

/// Visits read at once, and for one page.
const AT_ONCE: u32 = 100;
const MOST_READ: u32 = 2_000;

/// A recorded visit, with what answers the words in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundVisit {
    /// Which visit.
    pub visit: VisitId,
    /// Whose.
    pub customer: CustomerId,
    /// Where.
    pub branch: BranchId,
    /// When.
    pub at: Timestamp,
    /// How they left, as the staff wrote it down.
    pub left: Option<Mood>,
    /// Its first hits, at most three.
    pub hits: Vec<VisitHit>,
}

/// A turn of a visit that answers a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VisitHit {
    /// Which turn.
    pub utterance: UtteranceId,
    /// Who spoke. What one microphone heard is kept as the staff's.
    pub speaker: Speaker,
    /// When, in the recording.
    pub span: Span,
    /// Language it was read in.
    pub language: Language,
    /// The words.
    pub text: Pii<String>,
    /// What to light in `text`.
    pub marks: Vec<Mark>,
    /// The passage around the first of them.
    pub snippet: Pii<String>,
    /// What to light in `snippet`.
    pub snippet_marks: Vec<Mark>,
    /// How near it is to what was asked.
    pub rank: Rank,
}

/// Which recorded visits are wanted; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidFilter {
    /// In this branch, in any of these spellings.
    pub branches: Option<Vec<BranchId>>,
    /// At or after.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// About this.
    pub reason: Option<IntentId>,
    /// Left so.
    pub left: Option<Mood>,
    /// Before this one: its moment and id.
    pub before: Option<(Timestamp, VisitId)>,
}

/// What was said in a visit, as the store gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidInVisit {
    /// The visit, without hits.
    pub visit: FoundVisit,
    /// Its turns, in order.
    pub said: Vec<SaidTurn>,
}

/// A turn of a visit as far as a search reads it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SaidTurn {
    id: UtteranceId,
    speaker: Speaker,
    span: Span,
    language: Language,
    text: Pii<String>,
}

impl SaidFilter {
    /// What of a filter of calls can be asked of visits; nothing where it asks for what only calls have.
    #[must_use]
    pub fn of(calls: &CallFilter) -> Option<Self> {
        let asked = CallFilter {
            branches: None,
            since: None,
            until: None,
            intent: None,
            mood_end: None,
            speaker: None,
            language: None,
            words: None,
            after: None,
            except: Vec::new(),
            live: calls.live.filter(|live| *live),
            ..calls.clone()
        };
        (asked == CallFilter::default()).then(|| Self {
            branches: calls.branches.clone(),
            since: calls.since,
            until: calls.until,
            reason: calls.intent.clone(),
            left: calls.mood_end,
            before: None,
        })
    }
}

impl SaidInVisit {
    /// The visit with its first hits; nothing when there are none.
    fn lit(self, words: &Words, speaker: Option<Speaker>, language: Option<Language>) -> Option<FoundVisit> {
        let wanted = |turn: &SaidTurn| {
            speaker.is_none_or(|speaker| turn.speaker == speaker)
                && language.is_none_or(|language| turn.language == language)
        };
        let turns = self.said.into_iter().filter(wanted);
        let hits: Vec<VisitHit> = turns.filter_map(|turn| turn.lit(words)).take(MOST_OF_A_CALL).collect();
        (!hits.is_empty()).then_some(FoundVisit { hits, ..self.visit })
    }
}

impl SaidTurn {
    fn lit(self, words: &Words) -> Option<VisitHit> {
        let found = words.find(self.text.reveal())?;
        let (snippet, snippet_marks) = passage(self.text.reveal(), &found.marks);
        Some(VisitHit {
            utterance: self.id,
            speaker: self.speaker,
            span: self.span,
            language: self.language,
            text: self.text,
            marks: found.marks,
            snippet: snippet.into(),
            snippet_marks,
            rank: found.rank,
        })
    }
}

impl Book {
    /// Recorded visits in which these words were said, newest first; `after` is the `next` of the page before. A page may be
    /// short, even empty, and have a `next`: so many visits were looked through for it.
    ///
    /// # Errors
    /// When the cursor is none of ours, or the store cannot be read.
    pub async fn search_visits(
        &self,
        words: &Words,
        filter: &CallFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<FoundVisit, String>, SearchError> {
        let mut before = after.map(|cursor| place(cursor).ok_or(SearchError::Cursor)).transpose()?;
        let Some(wanted) = SaidFilter::of(filter) else { return Ok(Page { items: Vec::new(), next: None }) };
        let limit = limit.clamp(1, MOST_PER_PAGE) as usize;
        let (mut items, mut read) = (Vec::new(), 0);
        while read < MOST_READ {
            let visits = self.inner.store.said_in_visits(&SaidFilter { before, ..wanted.clone() }, AT_ONCE).await?;
            let is_last = visits.len() < AT_ONCE as usize;
            for said in visits {
                if items.len() == limit {
                    return Ok(Page { items, next: before.map(cursor) });
                }
                (read, before) = (read + 1, Some((said.visit.at, said.visit.visit)));
                items.extend(said.lit(words, filter.speaker, filter.language));
            }
            if is_last {
                return Ok(Page { items, next: None });
            }
        }
        Ok(Page { items, next: before.map(cursor) })
    }
}

fn cursor((at, visit): (Timestamp, VisitId)) -> String {
    format!("{}-{visit}", at.as_millis())
}

fn place(cursor: &str) -> Option<(Timestamp, VisitId)> {
    let (at, visit) = cursor.split_once('-')?;
    Some((Timestamp(at.parse().ok()?), visit.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use wasl_model::QueueId;

    use super::*;

    #[test]
    fn a_cursor_says_which_visit_it_stands_at() {
        let at = (Timestamp(1_795_348_800_000), VisitId::numbered(7));
        assert_eq!(place(&cursor(at)), Some(at));
        for wrong in ["", "5", "x-1", "5-", "5-' OR 1=1", "--"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_only_calls_have_is_asked_of_no_visit() {
        let branches = Some(vec![BranchId::from("olaya")]);
        let asked = CallFilter {
            branches: branches.clone(),
            mood_end: Some(Mood::Sad),
            live: Some(false),
            ..CallFilter::default()
        };
        let expected = SaidFilter { branches, left: Some(Mood::Sad), ..SaidFilter::default() };
        assert_eq!(SaidFilter::of(&asked), Some(expected));
        for of_calls in [
            CallFilter { queue: Some(QueueId::from("cards")), ..asked.clone() },
            CallFilter { silence_ms: Some(1), ..asked.clone() },
            CallFilter { live: Some(true), ..asked },
        ] {
            assert_eq!(SaidFilter::of(&of_calls), None);
        }
    }
}
