//! What is said and keyed while an agent pauses the recording is kept nowhere, and the two hear each other as before.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::rtp::Sound;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::rig::wav::Wav;
use crate::talk::{expect_talk, sipp_agent};

const BEFORE_HZ: f64 = 1000.0;
const DURING_HZ: f64 = 1500.0;
const CARD: &str = "4111111111111111";

#[test]
fn a_card_told_and_keyed_in_a_pause_is_kept_nowhere_and_still_heard() {
    let wasl = Wasl::start();
    let page = wasl.page("noura", "agent");
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    assert_eq!(page.order("resume-recording"), 409, "nothing is paused");
    assert_eq!(page.order("pause-recording"), 204);
    assert_eq!(page.order("pause-recording"), 409, "it is paused already");
    caller.sound.play(Sound::Tone(DURING_HZ));
    agent.sound.expect_tone(DURING_HZ, SOON);
    caller.sound.press(CARD);
    agent.sound.expect_keys(CARD, SOON);
    let heard = agent.sound.arrivals().len();
    agent.sound.expect_packets(heard + 50, SOON);
    caller.sound.play(Sound::Tone(BEFORE_HZ));
    agent.sound.expect_tone(BEFORE_HZ, SOON);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(page.order("resume-recording"), 204);
    // The key after the pause is kept, the sound too.
    caller.sound.press("7");
    agent.sound.expect_keys(&format!("{CARD}7"), SOON);
    let heard = agent.sound.arrivals().len();
    agent.sound.expect_packets(heard + 100, SOON);
    caller.hang_up();
    agent.finish();

    let story = wasl.story_of_the_only_call();
    assert!(story.has("recording_paused") && story.has("recording_resumed"), "{story}");
    let keys: Vec<&str> = story.events("key").filter_map(|key| key["digit"].as_str()).collect();
    assert_eq!(keys, ["7"], "{story}");
    let recording = wasl.recordings().pop().map(|path| Wav::read(&path)).expect("the call was recorded");
    assert!(recording.tone(0, BEFORE_HZ) > Duration::from_millis(1_200), "before and after");
    assert_eq!(recording.tone(0, DURING_HZ), Duration::ZERO, "nothing of the pause");
    let spaced: String = CARD.chars().map(|digit| format!("\"digit\":\"{digit}\"")).collect();
    for wanted in [CARD, &spaced, "\"digit\":\"4\"", "\"digit\":\"1\""] {
        assert_eq!(files_with(wasl.folder(), wanted), Vec::<PathBuf>::new(), "{wanted}");
        assert!(!wasl.log().contains(wanted), "the log has {wanted}");
    }
}

/// Every file below a folder (the store, its log, recordings) with these bytes in it.
fn files_with(folder: &Path, wanted: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files_with(&path, wanted));
        } else if std::fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes()))
        {
            found.push(path);
        }
    }
    found
}
