//! The support line: the greeting is heard, and key 0 reaches a person, however it is pressed.

use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::linphone::Linphone;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn key_0_in_the_sound_stream_reaches_an_agent() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "support").start();
    caller.expect_call(SOON);
    // The greeting is heard.
    caller.sound.expect_sound(-45.0, SECOND, SOON);
    caller.sound.press("0");
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    assert!(story.has("handed_over") && story.has("bridged"), "{story}");
}

#[test]
fn key_0_by_info_reaches_an_agent() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "omar", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-sends-info-dtmf-expect-200").to(wasl.sip(), "support").key("digit", "0");
    let caller = caller.start();
    caller.expect_call(SOON);
    caller.sound.expect_sound(-45.0, SECOND, SOON);
    caller.go_on();
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
}

#[test]
fn key_0_of_a_real_phone_reaches_an_agent() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "sara", "agent-answers-expect-bye");
    let mut caller = Linphone::start(1000.0, false);
    caller.call(wasl.sip(), "support");
    std::thread::sleep(SECOND);
    caller.press('0');
    agent.expect_call(SOON);
    agent.sound.expect_tone(1000.0, SOON);
    caller.hang_up();
    agent.finish();
}
