//! Who gives up, refuses or hangs up, and what the others notice of it.

use std::time::Duration;

use crate::rig::sipp::{Scenario, Sipp};
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

const SOON: Duration = Duration::from_secs(8);

fn caller(wasl: &Wasl, talks_for: Duration) -> Sipp {
    Scenario::named("caller-talks-expect-200").to(wasl.sip(), "queue-support").pause(talks_for).start()
}

#[test]
fn a_caller_who_cancels_leaves_no_phone_ringing() {
    let wasl = Wasl::start();
    Scenario::named("caller-cancels-expect-487").to(wasl.sip(), "queue-support").start().finish();
    wasl.expect_alive();
    wasl.expect_calls_ended(1);
}

#[test]
fn the_phone_of_an_agent_stops_ringing_when_the_caller_hangs_up() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-never-answers-expect-cancel");
    let caller = caller(&wasl, Duration::from_secs(2));
    agent.expect_message(&["INVITE sip:"], SOON);
    caller.finish();
    agent.finish();
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "abandoned");
}

#[test]
fn a_caller_who_hangs_up_in_the_queue_is_kept_as_abandoned() {
    let wasl = Wasl::start();
    let (first, agent) = busy_agent(&wasl);
    let waiting = caller(&wasl, Duration::from_secs(2));
    waiting.expect_call(SOON);
    waiting.sound.expect_packets(50, SOON);
    waiting.finish();
    first.finish();
    agent.finish();
    let calls = wasl.expect_calls_ended(2);
    let [waited, talked] = calls.as_slice() else { panic!("two calls: {calls:?}") };
    assert_eq!((&waited["hangup"], &waited["queue"]), (&"abandoned".into(), &"support".into()), "{waited}");
    assert_eq!(talked["hangup"], "by_caller");
}

#[test]
fn a_caller_whom_nobody_can_serve_is_promised_a_callback() {
    let wasl = Wasl::start();
    let caller = Scenario::named("caller-waits-expect-bye").to(wasl.sip(), "queue-support").start();
    caller.expect_call(SOON);
    caller.sound.expect_packets(50, SOON);
    assert!(caller.sound.level_db(Duration::from_secs(1)) > -45.0, "it is said, not left silent");
    caller.finish();
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "callback_promised");
}

/// The only agent, in a talk of ten seconds with another caller.
fn busy_agent(wasl: &Wasl) -> (Sipp, Sipp) {
    let agent = sipp_agent(wasl, "noura", "agent-answers-expect-bye");
    let first = caller(wasl, Duration::from_secs(10));
    expect_talk(&first, &agent);
    (first, agent)
}

#[test]
fn an_agent_who_hangs_up_ends_the_call_for_the_caller() {
    let wasl = Wasl::start();
    let agent = Scenario::named("agent-hangs-up-expect-200").key("agent", "noura").pause(3 * SOON / 8);
    wasl.sign_in("noura", agent.port());
    let agent = agent.start();
    let caller = Scenario::named("caller-waits-expect-bye").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    agent.finish();
    caller.finish();
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "by_agent");
}

#[test]
fn a_refusal_brings_the_next_agent() {
    for refusal in ["agent-is-busy-expect-ack", "agent-declines-expect-ack"] {
        let wasl = Wasl::start();
        let refusing = sipp_agent(&wasl, "noura", refusal);
        let agent = sipp_agent(&wasl, "omar", "agent-answers-expect-bye");
        let caller = caller(&wasl, Duration::from_secs(8));
        refusing.finish();
        expect_talk(&caller, &agent);
        caller.finish();
        agent.finish();
        let story = wasl.story_of_the_only_call();
        assert_eq!(story.agents_offered(), ["noura", "omar"], "{story}");
    }
}

#[test]
fn a_phone_that_nobody_picks_up_brings_the_next_agent() {
    let wasl = Wasl::setup().set("ROUTING__RING_S", "2").start();
    let ringing = sipp_agent(&wasl, "noura", "agent-never-answers-expect-cancel");
    let agent = sipp_agent(&wasl, "omar", "agent-answers-expect-bye");
    let caller = caller(&wasl, Duration::from_secs(10));
    ringing.finish();
    expect_talk(&caller, &agent);
    caller.finish();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    assert_eq!(story.agents_offered(), ["noura", "omar"], "{story}");
}

#[test]
fn a_waiting_caller_hears_something_and_meets_the_agent_who_signs_in() {
    let wasl = Wasl::start();
    let (first, busy) = busy_agent(&wasl);
    let waiting = caller(&wasl, Duration::from_secs(9));
    waiting.expect_call(SOON);
    waiting.sound.expect_packets(100, SOON);
    assert!(waiting.sound.level_db(Duration::from_secs(2)) > -50.0, "waiting is not silence");
    let agent = sipp_agent(&wasl, "khalid", "agent-answers-expect-bye");
    expect_talk(&waiting, &agent);
    for phone in [first, busy, waiting, agent] {
        phone.finish();
    }
}
