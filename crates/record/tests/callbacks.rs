//! Steps of callbacks are kept in their order, and those of callbacks that are over are no longer told.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use wasl_model::*;
use wasl_record::{Book, CallbackStep, CallbackStepKind, StoreError};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

async fn open(dir: &std::path::Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

async fn promised(book: &Book) -> PromiseId {
    let id = CallId::new();
    let call = book.begin(id, NOON).await;
    let arrived = CallEvent::Arrived {
        leg: LegId::numbered(1),
        from: Some("0501234567".into()),
        dialled: "support".to_owned(),
        trunk: None,
    };
    call.append(NOON, MediaTime::ZERO, arrived).await;
    let promise = CallEvent::CallbackPromised { queue: "support".into(), number: None, terms: None };
    call.append_kept(NOON, MediaTime::ZERO, promise).await.unwrap();
    call.append(NOON, MediaTime::ZERO, CallEvent::Ended { hangup: Hangup::CallbackPromised }).await;
    call.close().await;
    book.callbacks().await.unwrap().into_iter().find(|owed| owed.call == id).unwrap().id
}

fn step(promise: PromiseId, kind: CallbackStepKind) -> CallbackStep {
    CallbackStep { promise, kind, moment: None, language: None }
}

#[tokio::test]
async fn steps_are_told_in_order_after_a_restart_until_the_caller_was_reached() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let (first, second) = (promised(&book).await, promised(&book).await);
    let owed = |promise| CallbackStep {
        moment: Some(NOON),
        language: Some(Language::En),
        ..step(promise, CallbackStepKind::Owed)
    };
    let again = CallbackStep { moment: Some(Timestamp(NOON.0 + 300_000)), ..step(first, CallbackStepKind::NotReached) };
    let steps = [owed(first), owed(second), step(first, CallbackStepKind::Dialling), again];
    for kept in &steps {
        book.note_callback(kept).await.unwrap();
    }
    book.shutdown().await;
    drop(book);
    let book = open(dir.path()).await;
    assert_eq!(book.callback_steps().await.unwrap(), steps);
    book.note_callback(&step(first, CallbackStepKind::Connected)).await.unwrap();
    assert_eq!(book.callback_steps().await.unwrap(), [owed(second)]);
    let open: Vec<_> = book.callbacks().await.unwrap().into_iter().map(|owed| owed.id).collect();
    assert_eq!(open, [second], "who was reached is owed nothing");
    assert_eq!(book.promise(first).await.unwrap().unwrap().promise.state, PromiseState::Kept);
    book.note_callback(&step(second, CallbackStepKind::GivenUp)).await.unwrap();
    assert_eq!(book.callbacks().await.unwrap().len(), 1, "a person has to look");
    book.shutdown().await;
}

#[tokio::test]
async fn a_step_of_no_promise_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let refused = book.note_callback(&step(PromiseId::new(), CallbackStepKind::Dialling)).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    book.shutdown().await;
}

#[tokio::test]
async fn a_callback_cut_off_between_answer_and_talk_is_owed_again_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let (cut, by_hand) = (promised(&book).await, promised(&book).await);
    // The calls that were cut began before; their end is when the book was opened again.
    let call = book.calls(&wasl_record::CallFilter::default(), 1).await.unwrap().items.remove(0);
    let earlier = wasl_record::CallSummary { ended: Some(NOON), ..call.clone() };
    let during = wasl_record::CallSummary { ended: None, ..call };
    for id in [cut, by_hand] {
        let owed = CallbackStep { moment: Some(NOON), ..step(id, CallbackStepKind::Owed) };
        for kept in [owed, step(id, CallbackStepKind::Dialling)] {
            book.note_callback(&kept).await.unwrap();
        }
    }
    assert!(!book.owe_again(cut, &during).await.unwrap(), "nobody answered");
    book.note_callback(&step(cut, CallbackStepKind::Connected)).await.unwrap();
    assert!(!book.owe_again(cut, &earlier).await.unwrap(), "the answer was in another call");
    assert!(book.owe_again(cut, &during).await.unwrap());
    assert!(!book.owe_again(cut, &during).await.unwrap(), "once");
    let kinds = |steps: Vec<CallbackStep>| -> Vec<_> {
        steps.into_iter().filter(|step| step.promise == cut).map(|step| step.kind).collect()
    };
    use CallbackStepKind::{Connected, Dialling, NotReached, Owed};
    assert_eq!(kinds(book.callback_steps().await.unwrap()), [Owed, Dialling, Connected, NotReached]);
    assert_eq!(book.promise(cut).await.unwrap().unwrap().promise.state, PromiseState::Open);
    book.keep_callback(by_hand).await.unwrap();
    std::thread::sleep(std::time::Duration::from_millis(3));
    book.note_callback(&step(by_hand, Connected)).await.unwrap();
    assert!(!book.owe_again(by_hand, &during).await.unwrap(), "somebody kept it before");
    book.shutdown().await;
}
