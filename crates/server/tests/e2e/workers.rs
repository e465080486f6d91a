//! Transcription on other machines, here other processes: workers are killed in mid-call, the call goes on, the other worker
//! reads, and what nobody could read is completed from the recording when one is back. Only where a speech model is there.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::listening::{models, spoken};
use crate::rig::process::Process;
use crate::rig::rtp::Sound;
use crate::rig::sipp::{Scenario, Sipp};
use crate::rig::wasl::{Story, Wasl, binary};
use crate::rig::{PATIENCE, port};
use crate::talk::{expect_talk, sipp_agent};

const SECRET: &str = "what only we know";

/// A worker with one thread.
fn worker(port: u16, models: &Path, secret: &str) -> Process {
    let mut command = Command::new(binary());
    command.args(["infer-worker", "--threads", "1", "--listen", &format!("127.0.0.1:{port}"), "--models"]).arg(models);
    let worker = Process::start("worker", command.env("WASL_SPEECH__REMOTE_SECRET", secret));
    worker.wait_for("the worker is open", PATIENCE);
    worker
}

/// A caller and an agent who hear each other, and a caller who has been quiet for so long that the next sentence is a turn
/// of its own: the silence after the tone ends the tone's turn after 0.9 s at the latest, and no event tells of that end.
fn talk(wasl: &Wasl) -> (Sipp, Sipp) {
    let agent = sipp_agent(wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    caller.sound.play(Sound::Silence);
    std::thread::sleep(Duration::from_secs(2));
    (caller, agent)
}

/// The caller says a sentence, and is quiet long enough to have said it.
fn say(caller: &Sipp, text: &str) {
    let sound = spoken(text);
    let length = Duration::from_millis(sound.len() as u64 / 8);
    caller.sound.play(Sound::Once(sound.into()));
    std::thread::sleep(length + Duration::from_millis(1500));
}

/// What of a sentence must be read: any of its own words, for a voice of espeak-ng is not always spelled right.
type Sentence = [&'static str; 3];

const FIRST: Sentence = ["invoice", "tomorrow", "morning"];
const SECOND: Sentence = ["telephone", "work", "home"];
const THIRD: Sentence = ["letter", "weather", "send"];

fn readings(story: &Story, sentence: Sentence) -> usize {
    let holds = |heard: &&serde_json::Value| {
        let text = heard.to_string().to_lowercase();
        sentence.iter().any(|word| text.contains(word))
    };
    story.events("heard").filter(holds).count()
}

/// Waits until the caller's words so far hold this sentence.
fn expect_words(wasl: &Wasl, sentence: Sentence) -> Story {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut story = wasl.calls().first().map(|call| wasl.story(call));
        if let Some(story) = story.take_if(|story| readings(story, sentence) > 0) {
            return story;
        }
        if Instant::now() > deadline {
            let story = story.map(|story| story.to_string()).unwrap_or_default();
            panic!("nobody read {sentence:?}:\n{story}\n{}", wasl.log());
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

#[test]
fn workers_are_killed_in_mid_call_and_the_call_goes_on_and_no_word_is_lost() {
    let Some(models) = models() else {
        eprintln!("NOT TESTED: no speech model in models/; `wasl models fetch` brings it");
        return;
    };
    let ports = [port::free(), port::free()];
    let mut workers = ports.map(|port| worker(port, &models, SECRET));
    let wasl = Wasl::setup()
        .set("SPEECH__ENABLED", "true")
        .set("SPEECH__REMOTE", &format!("[\"127.0.0.1:{}\",\"127.0.0.1:{}\"]", ports[0], ports[1]))
        .set("SPEECH__REMOTE_SECRET", SECRET)
        .set("SPEECH__PARTIALS", "false")
        .set("MODELS__DIR", "/nowhere")
        .start();
    let (caller, agent) = talk(&wasl);
    say(&caller, "I want to pay my invoice tomorrow morning.");
    expect_words(&wasl, FIRST);

    workers[0].signal("KILL");
    workers[0].wait(PATIENCE);
    say(&caller, "My new telephone does not work at home.");
    expect_words(&wasl, SECOND);

    workers[1].signal("KILL");
    workers[1].wait(PATIENCE);
    say(&caller, "Please send me a letter about the weather.");
    // Nobody reads now; those who talk do not notice.
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    assert!(story.has("heard_later"), "{story}");

    let back = worker(ports[1], &models, SECRET);
    let story = expect_words(&wasl, THIRD);
    assert_eq!(readings(&story, THIRD), 1, "{story}");
    drop(back);
}

#[test]
fn words_nobody_had_read_when_the_server_was_killed_are_read_once_it_is_back() {
    let Some(models) = models() else {
        eprintln!("NOT TESTED: no speech model in models/; `wasl models fetch` brings it");
        return;
    };
    let port = port::free();
    let mut wasl = Wasl::setup()
        .set("SPEECH__ENABLED", "true")
        .set("SPEECH__REMOTE", &format!("[\"127.0.0.1:{port}\"]"))
        .set("SPEECH__REMOTE_SECRET", SECRET)
        .set("SPEECH__PARTIALS", "false")
        .set("MODELS__DIR", "/nowhere")
        .start();
    let (caller, _agent) = talk(&wasl);
    // One turn is put off, for no worker is there; in the next one the server dies.
    say(&caller, "I want to pay my invoice tomorrow morning.");
    let sound = spoken("Please send me a letter about the weather.");
    let length = Duration::from_millis(sound.len() as u64 / 8);
    caller.sound.play(Sound::Once(sound.into()));
    std::thread::sleep(length + Duration::from_millis(300));
    wasl.process().signal("KILL");
    wasl.process().wait(PATIENCE);

    let _worker = worker(port, &models, SECRET);
    wasl.start_again();
    for sentence in [FIRST, THIRD] {
        let story = expect_words(&wasl, sentence);
        assert_eq!(readings(&story, sentence), 1, "{story}");
    }
}

#[test]
fn a_worker_others_can_reach_needs_a_secret() {
    let mut command = Command::new(binary());
    command.args(["infer-worker", "--listen", "0.0.0.0:0"]).env_remove("WASL_SPEECH__REMOTE_SECRET");
    let output = command.output().expect("wasl runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && told.contains("needs a secret"), "{told}");
}
