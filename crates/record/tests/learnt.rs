//! What came of talks is kept once, through kill and reading again, and goes with the person and in time.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;

use wasl_model::*;
use wasl_record::{Book, Keep};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

async fn open(dir: &Path) -> Book {
    Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await.unwrap()
}

async fn call(book: &Book, number: &str, at: Timestamp) -> CallId {
    let id = CallId::new();
    let call = book.begin(id, at).await;
    let arrived = CallEvent::Arrived {
        leg: LegId::numbered(1),
        from: Some(number.into()),
        dialled: "support".to_owned(),
        trunk: None,
    };
    call.append(at, MediaTime::ZERO, arrived).await;
    call.append(at, MediaTime::ZERO, CallEvent::Ended { hangup: Hangup::ByCaller }).await;
    call.close().await;
    id
}

fn talk(call: CallId, agent: &str, ended_s: i64, resolved: Resolved) -> TalkOutcome {
    let at = |s: i64| Timestamp(NOON.0 + s * 1000);
    TalkOutcome {
        call,
        agent: agent.into(),
        intent: Some("cards".into()),
        came: at(ended_s - 90),
        began: at(ended_s - 60),
        ended: at(ended_s),
        busy_ms: 70_000,
        mood: Some(MoodScores::from_array([0.5, 0.25, 0.0, 0.25, 0.0, 0.0])),
        weight: 0.625,
        resolved,
        ended_well: Some(false),
        arm: Some("b".to_owned()),
    }
}

#[tokio::test]
async fn a_talk_counts_once_however_often_its_call_is_read_and_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let (first, second) = (call(&book, "0501111111", NOON).await, call(&book, "0502222222", NOON).await);
    let plain = TalkOutcome {
        mood: None,
        ended_well: None,
        arm: None,
        intent: None,
        ..talk(second, "omar", 50, Resolved::Open)
    };
    let talks = [plain, talk(first, "noura", 100, Resolved::No), talk(first, "huda", 200, Resolved::Yes)];
    book.put_talks(second, &talks[..1]).await.unwrap();
    for _ in 0..3 {
        book.put_talks(first, &talks[1..]).await.unwrap();
    }
    // Dropped as kill -9 would: nothing is told to the book.
    drop(book);
    let book = open(dir.path()).await;
    assert_eq!(book.talks_since(NOON).await.unwrap(), talks);
    assert_eq!(book.talks_since(talks[2].ended).await.unwrap(), talks[2..]);
    book.put_talks(first, &talks[1..2]).await.unwrap();
    assert_eq!(book.talks_since(NOON).await.unwrap(), talks[..2], "what a better reading no longer finds is gone");
    assert!(book.put_talks(CallId::new(), &talks[..1]).await.is_err(), "there is no such call");
    book.shutdown().await;
}

#[tokio::test]
async fn a_talk_is_settled_once() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut calls = Vec::new();
    for (n, resolved) in [Resolved::Promised, Resolved::Yes, Resolved::Open, Resolved::Unknown].into_iter().enumerate()
    {
        let id = call(&book, "0501111111", NOON).await;
        book.put_talks(id, &[talk(id, "noura", n as i64, resolved)]).await.unwrap();
        calls.push(id);
    }
    let open_calls = |talks: Vec<TalkOutcome>| talks.into_iter().map(|talk| talk.call).collect::<Vec<_>>();
    let unsettled = book.unsettled_talks(None, 10).await.unwrap();
    let after = (unsettled[0].ended, unsettled[0].call);
    assert_eq!(open_calls(unsettled), [calls[0], calls[2]]);
    assert_eq!(open_calls(book.unsettled_talks(Some(after), 10).await.unwrap()), [calls[2]]);
    assert!(book.settle_talk(calls[2], &"noura".into(), Resolved::No).await.unwrap());
    assert!(!book.settle_talk(calls[2], &"noura".into(), Resolved::Yes).await.unwrap(), "it is settled");
    assert_eq!(book.talks_since(NOON).await.unwrap()[2].resolved, Resolved::No);
    book.shutdown().await;
}

#[tokio::test]
async fn talks_go_with_the_person_and_when_their_time_is_over() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let customer = Customer {
        id: "c-1".into(),
        name: None,
        numbers: vec!["0501111111".into()],
        city: None,
        language: None,
        occasion: None,
    };
    let id = customer.id.clone();
    book.put_customer(customer).await.unwrap();
    let (theirs, other) = (call(&book, "0501111111", NOON).await, call(&book, "0502222222", NOON).await);
    for id in [theirs, other] {
        book.put_talks(id, &[talk(id, "noura", 10, Resolved::Yes)]).await.unwrap();
    }
    let proof = book.erase(&id, &"admin".into()).await.unwrap();
    assert!(proof.rows.contains(&("talk_outcomes".to_owned(), 1)), "{:?}", proof.rows);
    let left: Vec<_> = book.talks_since(Timestamp(0)).await.unwrap().into_iter().map(|talk| talk.call).collect();
    assert_eq!(left, [other]);
    let old = call(&book, "0503333333", Timestamp(NOON.0 - 400 * 86_400_000)).await;
    book.put_talks(old, &[talk(old, "noura", 10, Resolved::Yes)]).await.unwrap();
    book.retain(Keep { timeline_days: Some(365), ..Keep::default() }, false).await.unwrap();
    let left: Vec<_> = book.talks_since(Timestamp(0)).await.unwrap().into_iter().map(|talk| talk.call).collect();
    assert!(!left.contains(&old), "its call's time is over");
    book.shutdown().await;
}

#[tokio::test]
async fn what_a_part_of_the_house_knows_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    assert_eq!(book.state::<Vec<f64>>("waits").await.unwrap(), None);
    book.keep_state("waits", &[1.0]).await.unwrap();
    book.keep_state("waits", &[1.5, 2.5]).await.unwrap();
    drop(book);
    let book = open(dir.path()).await;
    assert_eq!(book.state::<Vec<f64>>("waits").await.unwrap(), Some(vec![1.5, 2.5]));
    assert_eq!(book.state::<String>("waits").await.unwrap(), None, "a form that is no longer known");
    book.shutdown().await;
}
