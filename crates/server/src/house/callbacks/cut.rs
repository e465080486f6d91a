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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use wasl_model::{AgentId, CallId, LegId, MediaTime};
    use wasl_record::{CallbackStep, CallbackStepKind};

    use super::*;

    async fn open(dir: &Path) -> Book {
        Book::open(&format!("sqlite://{}", dir.join("wasl.db").display()), &dir.join("recordings")).await.unwrap()
    }

    async fn promised(book: &Book, now: Timestamp) -> PromiseId {
        let call = book.begin(CallId::new(), now).await;
        let (leg, from) = (LegId::numbered(1), Some("0501234567".into()));
        let arrived = CallEvent::Arrived { leg, from, dialled: "support".to_owned(), trunk: None };
        let promise = CallEvent::CallbackPromised { queue: "support".into(), number: None, terms: None };
        for event in [arrived, promise, CallEvent::Ended { hangup: Hangup::CallbackPromised }] {
            call.append(now, MediaTime::ZERO, event).await;
        }
        let id = call.id();
        call.close().await;
        book.callbacks().await.unwrap().into_iter().find(|owed| owed.call == id).unwrap().id
    }

    /// Rung, answered, and cut off before or after the two were connected.
    async fn answered(book: &Book, promise: PromiseId, now: Timestamp, talks: bool) {
        let call = book.begin(CallId::new(), now).await;
        let (leg, to, agent) = (LegId::numbered(1), "0501234567".into(), Some(AgentId::from("noura")));
        call.append(now, MediaTime::ZERO, CallEvent::CallingBack { leg, to, promise }).await;
        for kind in [CallbackStepKind::Dialling, CallbackStepKind::Connected] {
            book.note_callback(&CallbackStep { promise, kind, moment: None, language: None }).await.unwrap();
        }
        call.append(now, MediaTime::ZERO, CallEvent::Answered).await;
        if talks {
            let bridged = CallEvent::Bridged { leg: LegId::numbered(2), agent };
            call.append_kept(now, MediaTime::ZERO, bridged).await.unwrap();
        }
    }

    #[tokio::test]
    async fn who_was_cut_off_before_the_talk_is_owed_again_and_who_talked_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let book = open(dir.path()).await;
        let now = crate::clock::now();
        let (cut, talked) = (promised(&book, now).await, promised(&book, now).await);
        answered(&book, cut, now, false).await;
        answered(&book, talked, now, true).await;
        assert_eq!(book.callbacks().await.unwrap().len(), 0, "both were written down as reached");
        book.shutdown().await;
        drop(book);
        for _ in 0..2 {
            let book = open(dir.path()).await;
            owe_again(&book, crate::clock::now()).await.unwrap();
            let owed: Vec<PromiseId> = book.callbacks().await.unwrap().into_iter().map(|owed| owed.id).collect();
            assert_eq!(owed, [cut]);
            let steps = book.callback_steps().await.unwrap().into_iter().map(|step| step.kind);
            assert_eq!(steps.filter(|kind| *kind == CallbackStepKind::NotReached).count(), 1, "once");
            book.shutdown().await;
        }
    }
}
