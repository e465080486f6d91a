//! What became of talks of which nobody wrote down how they ended: the caller came back or not, a promise was kept or not.

use std::time::Duration;

use wasl_model::{Resolved, TalkOutcome};
use wasl_record::{Book, StoreError};
use wasl_review::talks::{came_back, promises_ended};

use crate::clock::now;

/// Talks looked up at once.
const PAGE: u32 = 256;
/// Meetings of a caller looked at, the latest ones.
const MEETINGS: u32 = 50;

/// Settles what can be told by now.
pub(super) async fn settle(book: &Book, within: Duration) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let talks = book.unsettled_talks(after, PAGE).await?;
        let Some(last) = talks.last() else { return Ok(()) };
        after = Some((last.ended, last.call));
        for talk in &talks {
            let resolved = judge(book, talk, within).await?;
            if resolved != talk.resolved {
                book.settle_talk(talk.call, &talk.agent, resolved).await?;
            }
        }
    }
}

async fn judge(book: &Book, talk: &TalkOutcome, within: Duration) -> Result<Resolved, StoreError> {
    if talk.resolved == Resolved::Promised {
        let promises = book.promises_in(talk.call).await?;
        let states: Vec<_> = promises.iter().map(|owed| owed.promise.state).collect();
        return Ok(promises_ended(&states));
    }
    let meetings = match book.caller(talk.call).await? {
        Some(person) => Some(book.history(&person, MEETINGS).await?),
        None => None,
    };
    Ok(came_back(talk, meetings.as_deref().unwrap_or_default(), meetings.is_some(), within, now()))
}
