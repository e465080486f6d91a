//! Every phone hears itself on the echo line.

use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::baresip::{Baresip, Codec};
use crate::rig::g711::Law;
use crate::rig::linphone::Linphone;
use crate::rig::rtp::Sound;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;

const LONG: Duration = Duration::from_millis(1500);

fn caller(wasl: &Wasl) -> Scenario {
    Scenario::named("caller-talks-expect-200").to(wasl.sip(), "echo").pause(Duration::from_secs(8))
}

#[test]
fn sipp_hears_its_tone_over_udp_and_tcp_in_both_laws() {
    let wasl = Wasl::start();
    let scenarios = [caller(&wasl), caller(&wasl).over_tcp(), caller(&wasl).law(Law::A)];
    let callers = scenarios.map(Scenario::start);
    for caller in &callers {
        caller.expect_call(SOON);
        caller.sound.play(Sound::Tone(1000.0));
        caller.sound.expect_tone(1000.0, SOON);
    }
    for caller in callers {
        caller.finish();
    }
}

#[test]
fn baresip_hears_its_tone_in_g722() {
    let wasl = Wasl::start();
    // 5 kHz does not fit through a narrow line.
    let mut caller = Baresip::caller(Codec::G722, 5000.0);
    caller.call(wasl.sip(), "echo");
    caller.expect_heard(5000.0, LONG);
    caller.hang_up();
}

#[test]
fn linphonec_hears_its_tone() {
    let wasl = Wasl::start();
    let mut caller = Linphone::start(1000.0, false);
    caller.call(wasl.sip(), "echo");
    caller.expect_heard(1000.0, LONG);
    caller.hang_up();
}
