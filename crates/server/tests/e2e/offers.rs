//! Late offers, session timers, reliable provisionals, and an offer of nothing we know. The scenarios check the messages.

use crate::rig::PATIENCE as SOON;
use crate::rig::rtp::Sound;
use crate::rig::sipp::{Scenario, Sipp};
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

fn echo(wasl: &Wasl, scenario: &'static str) -> Sipp {
    Scenario::named(scenario).to(wasl.sip(), "echo").start()
}

fn expect_echo(caller: Sipp) {
    caller.expect_call(SOON);
    caller.sound.play(Sound::Tone(1000.0));
    caller.sound.expect_tone(1000.0, SOON);
    caller.hang_up();
}

#[test]
fn a_late_offer_reaches_the_echo_and_an_agent() {
    let wasl = Wasl::start();
    expect_echo(echo(&wasl, "caller-late-offer-expect-200"));
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-late-offer-expect-200").to(wasl.sip(), "queue-support");
    let caller = caller.start();
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
}

#[test]
fn session_timers_are_agreed_or_asked_to_be_longer() {
    let wasl = Wasl::start();
    expect_echo(echo(&wasl, "caller-asks-session-timer-expect-session-expires"));
    echo(&wasl, "caller-asks-short-session-expect-422").finish();
}

#[test]
fn a_caller_who_requires_reliable_provisionals_gets_them() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-requires-100rel-expect-prack").to(wasl.sip(), "queue-support");
    let caller = caller.start();
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
}

#[test]
fn an_offer_of_unknown_codecs_is_answered_488_and_the_next_call_is_served() {
    let wasl = Wasl::start();
    echo(&wasl, "caller-offers-nonsense-codec-expect-488").finish();
    expect_echo(echo(&wasl, "caller-talks-until-told-expect-200"));
}
