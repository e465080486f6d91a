//! Hold and resume, from either side (RFC 3264 §8.4). The scenarios check `recvonly` and `inactive` themselves.

use std::time::Duration;

use crate::rig::linphone::Linphone;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

const SOON: Duration = Duration::from_secs(8);
const STRETCH: Duration = Duration::from_millis(2500);

#[test]
fn a_caller_holds_and_resumes() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-holds-and-resumes-expect-recvonly").to(wasl.sip(), "queue-support");
    let caller = caller.pause(STRETCH).start();
    expect_talk(&caller, &agent);
    caller.expect_message(&["SIP/2.0 200", "CSeq: 4 INVITE"], 3 * SOON);
    expect_talk(&caller, &agent);
    caller.finish();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    assert!(story.has("held") && story.has("resumed"), "{story}");
}

#[test]
fn an_agent_holds_and_resumes() {
    let wasl = Wasl::start();
    let phone = Scenario::named("agent-holds-and-resumes-expect-recvonly").key("agent", "noura");
    wasl.sign_in("noura", phone.port());
    let agent = phone.pause(STRETCH).start();
    let caller = Scenario::named("caller-waits-expect-bye").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    agent.expect_message(&["SIP/2.0 200", "CSeq: 3 INVITE"], 3 * SOON);
    expect_talk(&caller, &agent);
    agent.finish();
    caller.finish();
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
    agent.sound.forget();
    std::thread::sleep(Duration::from_secs(1));
    assert!(agent.sound.tone(1000.0, Duration::from_millis(500)) < 0.2, "the holder is not heard");
    caller.resume();
    agent.sound.expect_tone(1000.0, SOON);
    caller.hang_up();
    agent.finish();
}
