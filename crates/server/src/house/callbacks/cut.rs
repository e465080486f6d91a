//! Callbacks that a crash cut off between the caller's answer and the first word: they are owed again.
//!
//! That the caller answered is written down before anybody may speak with them, and that a talk begins is in the book before
//! the two hear each other (see [`super::super::conversation`]): a call that was cut and tells of an answer and of no talk had
//! none. Where the book does not tell so surely, nobody is called twice.

use std::time::Duration;

use wasl_model::{CallEvent, Hangup, PromiseId, TimelineEntry, Timestamp};
use wasl_record::{Book, StoreError};

/// What was cut before is not called back any more: whoever waited so long was asked by a person, or calls again.
const NOT_LONGER_AGO: Duration = Duration::from_secs(24 * 3600);

/// Owes again what was cut off. Done twice it changes nothing.
pub(super) async fn owe_again(book: &Book, now: Timestamp) -> Result<(), StoreError> {
    let since = Timestamp(now.as_millis() - i64::try_from(NOT_LONGER_AGO.as_millis()).unwrap_or(0));
    for call in book.ended_since(since, &[Hangup::Interrupted]).await? {
        if call.bridged.is_some() {
            continue;
        }
        let timeline = book.timeline(call.id).await?.unwrap_or_default();
        if let Some(promise) = untalked(&timeline)
            && book.owe_again(promise, &call).await?
        {
            tracing::info!(%promise, call = %call.id, "a callback was cut off before its talk; it is owed again");
        }
    }
    Ok(())
}

/// The promise of a call back that never came to a talk.
fn untalked(timeline: &[TimelineEntry]) -> Option<PromiseId> {
    let talked =
        timeline.iter().any(|entry| matches!(entry.event, CallEvent::Bridged { .. } | CallEvent::Joined { .. }));
    let promise = timeline
        .iter()
        .find_map(|entry| if let CallEvent::CallingBack { promise, .. } = entry.event { Some(promise) } else { None });
    promise.filter(|_| !talked)
}
