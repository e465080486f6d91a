//! A caller who does not want to be recorded is not, and is served all the same.

use std::time::Duration;

use crate::rig::PATIENCE as SOON;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

#[test]
fn whoever_refuses_to_be_recorded_leaves_no_sound_and_reaches_a_person() {
    let office = "[[numbers]]\ndialled = \"office\"\nto = \"flow:office\"\n";
    let wasl = Wasl::setup().with(office).start();
    let page = wasl.page("noura", "agent");
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "office").start();
    caller.expect_call(SOON);
    caller.sound.expect_sound(-45.0, Duration::from_secs(1), SOON);
    // Arabic: the notices follow, and the choice is offered with them.
    caller.sound.press("1");
    // A person listens to the notices before they answer them; a key is taken from their beginning on.
    std::thread::sleep(Duration::from_secs(4));
    caller.sound.press("8");
    // Two keys of one person are not pressed at once; nothing tells from outside that the first was taken.
    std::thread::sleep(Duration::from_secs(2));
    caller.sound.press("0");
    expect_talk(&caller, &agent);
    let call = page.call();
    assert_eq!((&call["recording"], &call["recording_refused"]), (&false.into(), &true.into()), "{call}");
    caller.hang_up();
    agent.finish();

    let story = wasl.story_of_the_only_call();
    let refused: Vec<_> = story.events("consent").filter(|consent| consent["given"] == false).collect();
    assert_eq!(refused.len(), 1, "{story}");
    assert_eq!((&refused[0]["to"], &refused[0]["how"]), (&"recording".into(), &"key".into()), "{story}");
    assert!(story.has("bridged"), "{story}");
    assert_eq!(wasl.recordings(), Vec::<std::path::PathBuf>::new(), "no sound is left");
    assert_eq!(wasl.calls().remove(0)["recording"], "none");
}

#[test]
fn what_a_caller_tells_the_agent_stops_the_recording_and_takes_back_what_was_recorded() {
    let wasl = Wasl::start();
    let page = wasl.page("noura", "agent");
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &agent);
    let call = page.call();
    assert_eq!((&call["recording"], &call["recording_refused"]), (&true.into(), &false.into()), "{call}");
    assert_eq!(page.order("refuse-recording"), 204);
    assert_eq!(page.order("refuse-recording"), 409, "it is refused already");
    let call = page.call();
    assert_eq!((&call["recording"], &call["recording_refused"]), (&false.into(), &true.into()), "{call}");
    let heard = agent.sound.arrivals().len();
    agent.sound.expect_packets(heard + 50, SOON);
    caller.hang_up();
    agent.finish();

    let story = wasl.story_of_the_only_call();
    let refused: Vec<_> = story.events("consent").filter(|consent| consent["given"] == false).collect();
    assert_eq!(refused.len(), 1, "{story}");
    assert_eq!((&refused[0]["how"], &refused[0]["entered_by"]), (&"agent".into(), &"noura".into()), "{story}");
    assert_eq!(wasl.recordings(), Vec::<std::path::PathBuf>::new(), "no sound is left");
    assert_eq!(wasl.calls().remove(0)["recording"], "none");
}

#[test]
fn whoever_goes_to_a_person_over_the_notice_is_not_said_to_have_heard_it() {
    let wasl = Wasl::start();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "support").start();
    caller.expect_call(SOON);
    caller.sound.expect_sound(-45.0, Duration::from_secs(1), SOON);
    // Arabic: the notice follows, and is cut off before it can have told anything.
    caller.sound.press("1");
    wasl.expect_event("prompt_started", |prompt| {
        prompt["prompts"].as_array().is_some_and(|all| all.contains(&"recording_notice".into()))
    });
    caller.sound.press("0");
    expect_talk(&caller, &agent);
    caller.hang_up();
    agent.finish();

    let story = wasl.story_of_the_only_call();
    assert_eq!(story.events("consent").count(), 0, "{story}");
    assert!(story.events("prompt_ended").any(|ended| ended["interrupted"] == true), "{story}");
}
