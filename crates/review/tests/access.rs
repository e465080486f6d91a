//! Human access, from small timelines.

use std::time::Duration;

use wasl_model::{
    CallEvent, CallId, HandoverCause, Hangup, LegId, MediaTime, Pii, PromiseId, PromptId, QueueId, TimelineEntry,
    Timestamp,
};
use wasl_review::{Access, AccessReport};

const NOON: Timestamp = Timestamp(1_795_953_600_000); // 2026-11-29, 12:00 UTC

/// A call of this number whose events are given with their seconds.
fn call(n: u128, from: Option<&str>, begins_s: u64, events: Vec<(u64, CallEvent)>) -> Access {
    let leg = LegId::numbered(n);
    let arrived = CallEvent::Arrived { leg, from: from.map(Pii::from), dialled: "support".into(), trunk: None };
    let all = [(0, arrived), (0, CallEvent::Answered)].into_iter().chain(events);
    let entries = all.enumerate().map(|(seq, (second, event))| TimelineEntry {
        call: CallId::numbered(n),
        seq: seq as u64,
        at: NOON + Duration::from_secs(begins_s + second),
        media_at: MediaTime(second * 1000),
        event,
    });
    Access::of(&entries.collect::<Vec<_>>()).expect("answered and ended")
}

fn key(digit: char) -> CallEvent {
    CallEvent::Key { leg: LegId::numbered(1), digit: Pii::new(digit) }
}

fn handed_over(cause: HandoverCause) -> CallEvent {
    CallEvent::HandedOver { cause, queue: QueueId::from("support") }
}

fn bridged() -> CallEvent {
    CallEvent::Bridged { leg: LegId::numbered(9), agent: Some("noura".into()) }
}

fn ended(hangup: Hangup) -> CallEvent {
    CallEvent::Ended { hangup }
}

fn asks_and_reaches(n: u128, wait_s: u64) -> Access {
    let events = vec![
        (10, key('0')),
        (11, handed_over(HandoverCause::Asked)),
        (10 + wait_s, bridged()),
        (500, ended(Hangup::ByCaller)),
    ];
    call(n, None, 0, events)
}

#[test]
fn the_wait_counts_from_the_first_asking_and_the_goal_from_everybody_who_wanted() {
    let mut calls: Vec<Access> = (0..19).map(|n| asks_and_reaches(n, 10 + u64::try_from(n).unwrap())).collect();
    calls.push(asks_and_reaches(19, 200));
    let report = AccessReport::of(&calls, 180);
    assert_eq!((report.all.wanted, report.all.reached, report.all.lost), (20, 20, 0));
    assert_eq!((report.all.within_goal_pct, report.all.goal_met), (95.0, true));
    assert_eq!((report.all.wait_p50_ms, report.all.wait_p95_ms), (Some(19_000), Some(28_000)));
    assert_eq!(report.all.wait_max_ms, Some(200_000));
    // One who leaves after ten seconds of waiting is not reached, and the goal is missed.
    let left = vec![(5, handed_over(HandoverCause::Mood)), (15, ended(Hangup::Abandoned))];
    calls.push(call(20, None, 0, left));
    let report = AccessReport::of(&calls, 180);
    assert!(!report.all.goal_met && report.all.lost == 1, "{report:?}");
    assert_eq!(report.by_cause["mood"].lost, 1);
    assert_eq!(report.by_cause["asked"].wanted, 20);
}

#[test]
fn promises_machine_service_and_giving_up_are_told_apart() {
    let promised = vec![
        (5, handed_over(HandoverCause::Asked)),
        (9, CallEvent::CallbackPromised { queue: "support".into(), number: None, terms: None }),
        (9, ended(Hangup::CallbackPromised)),
    ];
    let served = vec![(9, CallEvent::MachineAnswered { answer: PromptId::from("hours") }), (20, ended(Hangup::Served))];
    let gave_up = vec![(4, ended(Hangup::GaveUp))];
    let calls =
        [call(1, None, 0, promised), call(2, None, 0, served), call(3, None, 0, gave_up), asks_and_reaches(4, 20)];
    let report = AccessReport::of(&calls, 0);
    assert_eq!((report.calls, report.served_by_machine, report.gave_up), (4, 1, 1));
    assert_eq!((report.all.wanted, report.all.promised, report.all.reached), (2, 1, 1));
}

/// The office after hours: nobody is handed over and nobody waits, but people are wanted and promised.
#[test]
fn who_wants_a_person_after_hours_counts_and_is_promised_or_lost() {
    let wanted = |cause| CallEvent::PersonWanted { cause };
    let promise = || CallEvent::CallbackPromised { queue: "support".into(), number: None, terms: None };
    let promised = |at: u64| [(at, promise()), (at + 5, ended(Hangup::CallbackPromised))];
    let by_word = [(7, wanted(HandoverCause::Asked))].into_iter().chain(promised(7)).collect();
    let angry = [(8, wanted(HandoverCause::Mood))].into_iter().chain(promised(8)).collect();
    let yes_please = promised(9).into_iter().collect();
    let left = vec![(7, wanted(HandoverCause::Asked)), (20, ended(Hangup::GaveUp))];
    let calls =
        [call(1, None, 0, by_word), call(2, None, 0, angry), call(3, None, 0, yes_please), call(4, None, 0, left)];
    assert_eq!(calls[0].wanted, Some((NOON + Duration::from_secs(7), Some(HandoverCause::Asked))));
    assert_eq!(calls[0].asked, 1);
    let report = AccessReport::of(&calls, 0);
    assert_eq!((report.served_by_machine, report.gave_up), (0, 0));
    assert_eq!((report.all.wanted, report.all.promised, report.all.lost), (4, 3, 1));
    let by_cause = |cause: &str| (report.by_cause[cause].wanted, report.by_cause[cause].promised);
    assert_eq!([by_cause("asked"), by_cause("mood"), by_cause("flow")], [(2, 1), (1, 1), (1, 1)]);
}

#[test]
fn asking_twice_is_two_keys_in_a_call_or_a_second_call_after_asking_in_vain() {
    let two_keys = vec![
        (3, key('0')),
        (8, key('0')),
        (8, handed_over(HandoverCause::Asked)),
        (30, bridged()),
        (40, ended(Hangup::ByAgent)),
    ];
    let in_vain = || vec![(3, handed_over(HandoverCause::Asked)), (60, ended(Hangup::Abandoned))];
    let reached = || vec![(3, handed_over(HandoverCause::Asked)), (9, bridged()), (60, ended(Hangup::ByCaller))];
    let calls = [
        call(1, Some("1"), 0, two_keys),
        call(2, Some("2"), 0, in_vain()),
        call(3, Some("2"), 3_600, reached()),
        call(4, Some("2"), 7_200, reached()),
        call(5, Some("3"), 0, reached()),
        call(6, Some("3"), 3_600, reached()),
    ];
    // Callers 1 and 2 (in both later calls: the first within a day was in vain), not caller 3.
    assert_eq!(AccessReport::of(&calls, 0).all.asked_twice, 3);
}

#[test]
fn a_call_the_house_makes_is_nobody_who_wanted_a_person() {
    let leg = LegId::numbered(2);
    let back = CallEvent::CallingBack { leg, to: "1".into(), promise: PromiseId::numbered(1) };
    let events = [back, CallEvent::Answered, bridged(), ended(Hangup::ByAgent)];
    let entries = events.into_iter().zip(0..).map(|(event, n)| TimelineEntry {
        call: CallId::numbered(9),
        seq: n,
        at: NOON + Duration::from_secs(n),
        media_at: MediaTime(n * 1000),
        event,
    });
    assert_eq!(Access::of(&entries.collect::<Vec<_>>()), None);
}

#[test]
fn zeros_of_a_number_being_typed_are_no_calls_for_a_person() {
    let mut typed: Vec<(u64, CallEvent)> = "0500".chars().zip(10..).map(|(digit, at)| (at, key(digit))).collect();
    typed.push((20, ended(Hangup::GaveUp)));
    let call = call(1, None, 0, typed);
    assert_eq!((call.wanted, call.asked), (None, 0));
}

#[test]
fn days_are_those_of_the_centre() {
    let late = vec![(0, handed_over(HandoverCause::Flow)), (9, bridged()), (60, ended(Hangup::ByCaller))];
    let calls = [call(1, None, 10 * 3_600, late)];
    assert_eq!(AccessReport::of(&calls, 180).by_day.into_keys().collect::<Vec<_>>(), ["2026-11-30"]);
    assert_eq!(AccessReport::of(&calls, 0).by_day.into_keys().collect::<Vec<_>>(), ["2026-11-29"]);
}
