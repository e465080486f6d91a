//! The wall clock is set a day ahead and a day back while calls live: no timeline goes back, and lengths are those of the sound.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::time::Duration;

use wasl_model::{CallEvent, CallId, Hangup, LegId, MediaTime, TimelineEntry, Timestamp};
use wasl_record::clock::Hands;
use wasl_record::{Book, Clock, OpenOptions};

const NOON: i64 = 1_795_348_800_000;
const DAY_MS: i64 = 86_400_000;

async fn opened(dir: &std::path::Path, clock: &Clock) -> Book {
    let options = OpenOptions { clock: clock.clone(), ..common::options(dir) };
    Book::open_with(&common::url(dir), &dir.join("recordings"), options).await.unwrap()
}

fn noted(n: u64) -> CallEvent {
    CallEvent::Noted { agent: "omar".into(), text: format!("{n}").into() }
}

fn moments(timeline: &[TimelineEntry]) -> Vec<i64> {
    timeline.iter().map(|entry| (entry.at.as_millis() - NOON) / 1_000).collect()
}

#[tokio::test]
async fn a_call_keeps_the_calendar_of_its_beginning_and_the_next_one_has_the_new_one() {
    for by in [DAY_MS, -DAY_MS] {
        let dir = tempfile::tempdir().unwrap();
        let hands = Hands::at(Timestamp(NOON));
        let clock = Clock::of(hands.clone());
        let book = opened(dir.path(), &clock).await;
        let (id, held) = (CallId::numbered(1), clock.held());
        let call = book.begin(id, held.now()).await;
        let arrived = CallEvent::Arrived { leg: LegId::numbered(1), from: None, dialled: "1".into(), trunk: None };
        call.append_kept(held.now(), MediaTime::ZERO, arrived).await.unwrap();
        hands.wait(Duration::from_secs(10));
        call.append_kept(held.now(), MediaTime(10_000), CallEvent::Answered).await.unwrap();
        hands.jump(by);
        hands.wait(Duration::from_secs(10));
        call.append_kept(held.now(), MediaTime(20_000), CallEvent::Ended { hangup: Hangup::ByCaller }).await.unwrap();
        call.close().await;
        let kept = book.call(id).await.unwrap().unwrap();
        assert_eq!(kept.ended.unwrap().since(kept.began), Duration::from_secs(20), "by {by}");

        // What is told later has the calendar's moment, where that is not before what was told already.
        book.append_late(id, noted(1)).await.unwrap();
        hands.jump(-by);
        hands.wait(Duration::from_secs(10));
        book.append_late(id, noted(2)).await.unwrap();
        let late = if by > 0 { [by / 1_000 + 20, by / 1_000 + 20] } else { [20, 30] };
        let moments = moments(&book.timeline(id).await.unwrap().unwrap());
        assert_eq!(moments, [&[0, 10, 20][..], &late].concat(), "by {by}");

        hands.jump(by);
        let next = book.begin(CallId::numbered(2), clock.held().now()).await;
        next.append_kept(clock.held().now(), MediaTime::ZERO, CallEvent::Answered).await.unwrap();
        let began = book.call(CallId::numbered(2)).await.unwrap().unwrap().began;
        assert_eq!(began.as_millis(), NOON + 30_000 + by);
        next.close().await;
        book.shutdown().await;
    }
}

/// Whoever dates an event by another clock than the call's does not turn the timeline back.
#[tokio::test]
async fn no_timeline_goes_back_whatever_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), &Clock::of(Hands::at(Timestamp(NOON)))).await;
    let call = book.begin(CallId::numbered(1), Timestamp(NOON)).await;
    for seconds in [0, 5, -86_400, 6] {
        call.append_kept(Timestamp(NOON + seconds * 1_000), MediaTime::ZERO, noted(0)).await.unwrap();
    }
    assert_eq!(moments(&book.timeline(CallId::numbered(1)).await.unwrap().unwrap()), [0, 5, 5, 6]);
    call.close().await;
    book.shutdown().await;
}
