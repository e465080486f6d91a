//! Every kind of caller talks with every kind of agent, and both hear the other's tone.

use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::baresip::{Baresip, Codec};
use crate::rig::g711::Law;
use crate::rig::linphone::Linphone;
use crate::rig::rtp::Sound;
use crate::rig::sipp::{Scenario, Sipp};
use crate::rig::wasl::Wasl;
use crate::rig::wav::Wav;

const CALLER_HZ: f64 = 1000.0;
const AGENT_HZ: f64 = 700.0;
const LONG: Duration = Duration::from_millis(1500);

/// An agent of the demo with sipp as phone, signed in and waiting.
pub(crate) fn sipp_agent(wasl: &Wasl, agent: &'static str, scenario: &'static str) -> Sipp {
    let phone = Scenario::named(scenario).key("agent", agent);
    wasl.sign_in(agent, phone.port());
    phone.start()
}

/// Caller and agent are both up, play their tones, and hear the other's.
pub(crate) fn expect_talk(caller: &Sipp, agent: &Sipp) {
    caller.expect_call(SOON);
    agent.expect_call(SOON);
    caller.sound.play(Sound::Tone(CALLER_HZ));
    agent.sound.play(Sound::Tone(AGENT_HZ));
    agent.sound.expect_tone(CALLER_HZ, SOON);
    caller.sound.expect_tone(AGENT_HZ, SOON);
}

#[test]
fn sipp_and_sipp_hear_each_other_and_the_keys() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    caller.sound.press("12#");
    agent.sound.expect_keys("12#", SOON);
    agent.sound.press("9*");
    caller.sound.expect_keys("9*", SOON);
    // At least a second of the tones after them.
    let heard = agent.sound.arrivals().len();
    agent.sound.expect_packets(heard + 100, SOON);
    caller.hang_up();
    agent.finish();
    wasl.expect_calls_ended(1);
    let recording = wasl.recordings().pop().map(|path| Wav::read(&path)).expect("the call was recorded");
    for (channel, tone_hz, whose) in [(0, CALLER_HZ, "caller left"), (1, AGENT_HZ, "agent right")] {
        let there = recording.tone(channel, tone_hz);
        assert!(there > Duration::from_millis(800), "{whose}: {there:?} of the tone in the recording");
    }
    assert_eq!(recording.tone(0, AGENT_HZ), Duration::ZERO, "the agent is not in the caller's channel");
}

#[test]
fn a_caller_in_a_law_over_tcp_and_an_agent_in_the_other_over_udp() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-hangs-up-expect-200");
    let caller = Scenario::named("caller-waits-expect-bye").to(wasl.sip(), "queue-support").law(Law::A).over_tcp();
    let caller = caller.start();
    expect_talk(&caller, &agent);
    agent.hang_up();
    caller.finish();
}

#[test]
fn linphonec_calls_and_baresip_answers() {
    let wasl = Wasl::start();
    let agent = Baresip::agent(Codec::Pcma, AGENT_HZ, "omar", |port| wasl.sign_in("omar", port));
    let mut caller = Linphone::start(CALLER_HZ, false);
    caller.call(wasl.sip(), "queue-support");
    agent.expect_call(SOON);
    agent.expect_heard(CALLER_HZ, LONG);
    caller.expect_heard(AGENT_HZ, LONG);
    caller.hang_up();
    agent.expect_end(SOON);
}

#[test]
fn baresip_calls_in_g722_and_linphonec_answers() {
    let wasl = Wasl::start();
    let mut agent = Linphone::start(AGENT_HZ, true);
    agent.register(wasl.sip(), "sara", "sara-demo");
    wasl.expect_phone();
    let mut caller = Baresip::caller(Codec::G722, CALLER_HZ);
    caller.call(wasl.sip(), "queue-support");
    agent.expect_call(SOON);
    agent.expect_heard(CALLER_HZ, LONG);
    caller.expect_heard(AGENT_HZ, LONG);
    agent.hang_up();
    caller.expect_end(SOON);
}

/// Debian's baresip knows MD5 only and cannot choose among challenges: it is offered one.
#[test]
fn a_phone_that_knows_only_md5_signs_in() {
    let wasl = Wasl::start();
    Baresip::registered(Codec::Pcma, wasl.sip(), "omar", "omar-demo").quit();
}
