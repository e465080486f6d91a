//! Hold and resume, from either side (RFC 3264 §8.4). The scenarios check `recvonly` and `inactive` themselves.

use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::linphone::Linphone;
use crate::rig::sipp::{Scenario, Sipp};
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

#[test]
fn a_caller_holds_and_resumes() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-holds-and-resumes-expect-recvonly").to(wasl.sip(), "queue-support");
    let caller = caller.start();
    expect_talk(&caller, &agent);
    for _ in ["held", "inactive", "resumed"] {
        caller.go_on();
    }
    caller.expect_message(&["SIP/2.0 200", "CSeq: 4 INVITE"], SOON);
    forget(&caller, &agent);
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    assert!(story.has("held") && story.has("resumed"), "{story}");
}

#[test]
fn an_agent_holds_and_resumes() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-holds-and-resumes-expect-recvonly");
    let caller = Scenario::named("caller-waits-expect-bye").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    for _ in ["held", "inactive", "resumed"] {
        agent.go_on();
    }
    agent.expect_message(&["SIP/2.0 200", "CSeq: 3 INVITE"], SOON);
    forget(&caller, &agent);
    expect_talk(&caller, &agent);
    agent.hang_up();
    caller.finish();
}

/// What was heard before the hold does not count.
fn forget(caller: &Sipp, agent: &Sipp) {
    caller.sound.forget();
    agent.sound.forget();
}

#[test]
fn linphonec_holds_and_resumes() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let mut caller = Linphone::start(1000.0, false);
    caller.call(wasl.sip(), "queue-support");
    agent.expect_call(SOON);
    agent.sound.expect_tone(1000.0, SOON);
    caller.hold();
    agent.sound.expect_no_tone(1000.0, Duration::from_millis(500), SOON);
    caller.resume();
    agent.sound.expect_tone(1000.0, SOON);
    caller.hang_up();
    agent.finish();
}
