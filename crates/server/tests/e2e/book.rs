//! What is kept, also after kill -9 and SIGTERM.

use std::time::{Duration, Instant};

use crate::rig::PATIENCE as SOON;
use crate::rig::rtp::Sound;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::rig::wav::Wav;
use crate::talk::{expect_talk, sipp_agent};

#[test]
fn kill_9_in_the_middle_of_a_call_leaves_its_recording_and_its_story() {
    let mut wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    let heard = Instant::now();
    std::thread::sleep(Duration::from_secs(3));
    let talked = heard.elapsed();
    wasl.process().signal("KILL");
    wasl.process().wait(SOON);

    // The file opens as it lies there, before anything mends it.
    let path = wasl.recordings().pop().expect("the call was being recorded");
    let told = hound::WavReader::open(&path).expect("it opens after kill -9");
    let there = u64::from(told.duration()) * 1000 / u64::from(told.spec().sample_rate);
    let recording = Wav::read(&path);
    assert!(there >= millis(recording.duration()).saturating_sub(500), "the header tells {there} ms");
    // Half a second may be missing (and what a starved phone did not send); both sides are in it.
    assert!(recording.duration() + Duration::from_secs(1) >= talked, "{:?} of {talked:?}", recording.duration());
    for (channel, tone_hz) in [(0, 1000.0), (1, 700.0)] {
        let tone = recording.tone(channel, tone_hz);
        assert!(2 * tone >= talked, "{tone:?} of {talked:?} kept in channel {channel}");
    }

    wasl.start_again();
    wasl.expect_alive();
    let call = wasl.expect_calls_ended(1).remove(0);
    assert_eq!(call["hangup"], "interrupted", "{call}");
    let story = wasl.story_of_the_only_call();
    assert!(story.has("bridged") && story.has("ended"), "{story}");
}

#[test]
fn sigterm_lets_the_live_call_finish_and_takes_no_other() {
    let mut wasl = Wasl::setup().set("CALL__DRAIN_S", "120").start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    wasl.process().signal("TERM");
    wasl.process().wait_for("no new calls", SOON);
    let late = Scenario::named("caller-is-turned-away-expect-503").to(wasl.sip(), "queue-support").start();
    late.finish();
    caller.sound.play(Sound::Tone(1000.0));
    agent.sound.forget();
    agent.sound.expect_tone(1000.0, SOON);
    caller.hang_up();
    agent.finish();
    let status = wasl.process().wait(SOON);
    assert!(status.success(), "after its last call it ends with {status}");
    assert_eq!(wasl.expect_calls_ended(1)[0]["hangup"], "by_caller");
}

#[test]
fn a_call_is_listed_shown_and_exported() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support");
    let caller = caller.key("caller", "0500000001").start();
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
    let call = wasl.expect_calls_ended(1).remove(0);
    assert_eq!(
        (&call["agent"], &call["hangup"], &call["recording"]),
        (&"noura".into(), &"by_caller".into(), &"kept".into())
    );
    assert!(!wasl.log().contains("0500000001"), "the caller's number is in the log");
    let id = call["id"].as_str().expect("a call has an id");
    let folder = tempfile::tempdir().expect("a folder to export to");
    wasl.run(&["calls", "export", id, &folder.path().display().to_string()]);
    let exported = std::fs::read_dir(folder.path()).expect("it is ours").flatten().count();
    assert!(exported >= 2, "a recording and a timeline, found {exported} files");
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).expect("it fits")
}
