//! Who gives up, refuses or hangs up, and what the others notice of it.

use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::caller::Caller;
use crate::rig::sipp::{Scenario, Sipp};
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

fn caller(wasl: &Wasl) -> Sipp {
    Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start()
}

/// Whether the CANCEL or the answer is first is open: nobody may be left in the call either way (RFC 3261 §9.1).
#[test]
fn a_caller_who_cancels_leaves_no_phone_ringing() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-never-answers-expect-cancel");
    let given_up = Caller::to(wasl.sip(), "queue-support").call_and_give_up();
    let call = wasl.expect_calls_ended(1).remove(0);
    assert_eq!(call["hangup"], "abandoned", "{given_up:?}: {call}");
    agent.expect_as_many("CANCEL sip:", "INVITE sip:", SOON);
    wasl.expect_alive();
}

#[test]
fn the_phone_of_an_agent_stops_ringing_when_the_caller_hangs_up() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-never-answers-expect-cancel");
    let caller = caller(&wasl);
    agent.expect_message(&["INVITE sip:"], SOON);
    caller.hang_up();
    agent.finish();
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "abandoned");
}

#[test]
fn a_caller_who_hangs_up_in_the_queue_is_kept_as_abandoned() {
    let wasl = Wasl::start();
    let (first, agent) = busy_agent(&wasl);
    let waiting = caller(&wasl);
    waiting.expect_call(SOON);
    waiting.sound.expect_packets(50, SOON);
    waiting.hang_up();
    first.hang_up();
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
    // It is said, not left silent.
    caller.sound.expect_sound(-45.0, Duration::from_secs(1), SOON);
    caller.finish();
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "callback_promised");
}

/// The only agent, in a talk with another caller.
fn busy_agent(wasl: &Wasl) -> (Sipp, Sipp) {
    let agent = sipp_agent(wasl, "noura", "agent-answers-expect-bye");
    let first = caller(wasl);
    expect_talk(&first, &agent);
    (first, agent)
}

#[test]
fn an_agent_who_hangs_up_ends_the_call_for_the_caller() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-hangs-up-expect-200");
    let caller = Scenario::named("caller-waits-expect-bye").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    agent.hang_up();
    caller.finish();
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "by_agent");
}

#[test]
fn a_refusal_brings_the_next_agent() {
    for refusal in ["agent-is-busy-expect-ack", "agent-declines-expect-ack"] {
        let wasl = Wasl::start();
        let refusing = sipp_agent(&wasl, "noura", refusal);
        let agent = sipp_agent(&wasl, "omar", "agent-answers-expect-bye");
        let caller = caller(&wasl);
        refusing.finish();
        expect_talk(&caller, &agent);
        caller.hang_up();
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
    let caller = caller(&wasl);
    ringing.finish();
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    assert_eq!(story.agents_offered(), ["noura", "omar"], "{story}");
}

#[test]
fn a_waiting_caller_hears_something_and_meets_the_agent_who_signs_in() {
    let wasl = Wasl::start();
    let (first, busy) = busy_agent(&wasl);
    let waiting = caller(&wasl);
    waiting.expect_call(SOON);
    // Waiting is not silence.
    waiting.sound.expect_sound(-50.0, Duration::from_secs(2), SOON);
    let agent = sipp_agent(&wasl, "khalid", "agent-answers-expect-bye");
    expect_talk(&waiting, &agent);
    for (caller, agent) in [(first, busy), (waiting, agent)] {
        caller.hang_up();
        agent.finish();
    }
}
