//! Who was promised it is called back, also after kill -9: an agent first, then the caller, and both hear each other.

use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::baresip::{Baresip, Codec};
use crate::rig::rtp::Sound;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::rig::wav::Wav;
use crate::talk::sipp_agent;

const NUMBER: &str = "0501234567";
const CALLER_HZ: f64 = 1000.0;
const AGENT_HZ: f64 = 700.0;

#[test]
fn a_promised_caller_is_called_back_after_a_crash_once_an_agent_is_there() {
    // The provider's side of the trunk, and the caller's phone behind it.
    let mut port = 0;
    let mut phone = Baresip::agent(Codec::Pcma, CALLER_HZ, NUMBER, |free| port = free);
    let trunk = format!("[[trunks]]\nname = \"carrier\"\naddress = \"127.0.0.1:{port}\"\n");
    let mut wasl = Wasl::setup().with(&trunk).start();
    let caller = Scenario::named("caller-waits-expect-bye").key("caller", NUMBER).to(wasl.sip(), "queue-support");
    let caller = caller.start();
    caller.expect_call(SOON);
    caller.finish();
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "callback_promised");

    kill_and_start_again(&mut wasl);
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    agent.expect_call(SOON);
    agent.sound.play(Sound::Tone(AGENT_HZ));
    phone.expect_call(SOON);
    agent.sound.expect_tone(CALLER_HZ, SOON);
    phone.expect_heard(AGENT_HZ, Duration::from_millis(1500));
    phone.hang_up();
    agent.finish();

    let calls = wasl.expect_calls_ended(2);
    let back = calls.iter().find(|call| call["dialled"] == "called_back").expect("the call back is kept");
    assert_eq!((&back["hangup"], &back["agent"]), (&"by_caller".into(), &"noura".into()), "{back}");
    assert!(wasl.story(back).has("calling_back"), "the story tells why it was made");
    let recording = wasl.recordings().iter().map(|path| Wav::read(path)).find(|wav| wav.tone(1, AGENT_HZ) > SECOND);
    let recording = recording.expect("the agent is right in the recording");
    assert!(recording.tone(0, CALLER_HZ) > SECOND, "the caller is left in it");

    // It is kept: the next agent who comes is rung for nobody.
    kill_and_start_again(&mut wasl);
    let idle = sipp_agent(&wasl, "noura", "agent-never-answers-expect-cancel");
    // That nothing comes can only be seen by waiting: a callback owed rings within moments of the sign-in.
    std::thread::sleep(Duration::from_secs(3));
    assert!(idle.messages().iter().all(|message| !message.text.starts_with("INVITE ")), "nobody is called twice");
    assert_eq!(wasl.calls().len(), 2);
}

fn kill_and_start_again(wasl: &mut Wasl) {
    wasl.process().signal("KILL");
    wasl.process().wait(SOON);
    wasl.start_again();
}

const SECOND: Duration = Duration::from_millis(900);
