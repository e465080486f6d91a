//! Words: a caller says what they want, and it is heard, kept, and brings a person. Only where a speech model is there.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::rig::PATIENCE;
use crate::rig::rtp::Sound;
use crate::rig::sipp::{Scenario, workspace_root};
use crate::rig::wasl::Wasl;
use crate::rig::wav::Wav;
use crate::talk::{expect_talk, sipp_agent};

#[test]
fn a_caller_who_asks_for_a_person_in_words_gets_one() {
    let Some(models) = models() else {
        eprintln!("no speech model in models/: `wasl models fetch` brings it; nothing to test here");
        return;
    };
    let wasl = Wasl::setup().set("SPEECH__ENABLED", "true").set("MODELS__DIR", &models.display().to_string()).start();
    let agent = sipp_agent(&wasl, "sara", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "support").start();
    caller.expect_call(PATIENCE);
    caller.sound.press("2");
    wait_for_quiet(&caller.sound);
    caller.sound.play(Sound::Once(spoken("I want to speak to an agent, please.").into()));
    agent.expect_call(PATIENCE);
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    assert!(story.events("heard").any(|heard| heard.to_string().to_lowercase().contains("agent")), "{story}");
}

/// The prompt has been said when a second is quiet.
fn wait_for_quiet(sound: &crate::rig::rtp::RtpPeer) {
    let deadline = Instant::now() + PATIENCE;
    sound.expect_packets(100, PATIENCE);
    while sound.level_db(Duration::from_secs(1)) > -50.0 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A synthetic voice at 8 kHz.
pub(crate) fn spoken(text: &str) -> Vec<i16> {
    let folder = tempfile::tempdir().expect("a folder for the voice");
    let (raw, narrow) = (folder.path().join("raw.wav"), folder.path().join("narrow.wav"));
    let said = Command::new("espeak-ng").args(["-v", "en-us", "-s", "140", "-w"]).arg(&raw).arg(text).status();
    assert!(said.is_ok_and(|status| status.success()), "espeak-ng speaks");
    let made = Command::new("sox").arg(&raw).args(["-r", "8000", "-c", "1", "-b", "16"]).arg(&narrow).status();
    assert!(made.is_ok_and(|status| status.success()), "sox resamples");
    Wav::read(&narrow).channels.remove(0)
}

pub(crate) fn models() -> Option<PathBuf> {
    let folder = std::env::var_os("WASL_MODELS__DIR").map_or_else(|| workspace_root().join("models"), PathBuf::from);
    let mut files = std::fs::read_dir(&folder).ok()?.flatten();
    files.any(|file| file.path().extension().is_some_and(|extension| extension == "bin")).then_some(folder)
}
