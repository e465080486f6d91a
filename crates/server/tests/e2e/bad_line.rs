//! Lost, late and doubled packets on both lines: the talk goes on and the book says how bad it was.

use std::time::Duration;

use crate::rig::rtp::Impairment;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::rig::wav::Wav;
use crate::talk::{expect_talk, sipp_agent};

const BAD: Impairment =
    Impairment { lost_permille: 50, twice_permille: 10, jitter: Duration::from_millis(25), seed: 4475 };

#[test]
fn five_percent_loss_leaves_both_audible_and_is_kept() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    agent.sound.impair(BAD);
    caller.sound.impair(Impairment { seed: 5118, ..BAD });
    expect_talk(&caller, &agent);
    // The talk that is measured: long enough that 5 % of its packets are a number.
    std::thread::sleep(Duration::from_secs(8));
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();
    let story = wasl.story_of_the_only_call();
    let lost: Vec<f64> = story.events("quality").filter_map(|event| event["lost_pct"].as_f64()).collect();
    assert!(lost.len() == 2 && lost.iter().all(|lost| (1.0..20.0).contains(lost)), "lost {lost:?} % of 5 %");
    let recording = wasl.recordings().pop().map(|path| Wav::read(&path)).expect("the call was recorded");
    let (caller, agent) = (recording.tone(0, 1000.0), recording.tone(1, 700.0));
    assert!(caller.min(agent) > Duration::from_secs(4), "concealed: {caller:?} and {agent:?} of at least 8 s");
}
