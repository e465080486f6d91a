//! What the floor remembers of people is there after kill -9: what an agent carried, and the place of a caller who hung up.

use std::time::{Duration, Instant};

use crate::rig::PATIENCE as SOON;
use crate::rig::sipp::{Scenario, Sipp};
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

const WAITER: &str = "0501234567";

#[test]
fn a_crash_forgets_neither_what_an_agent_carried_nor_the_place_of_a_caller_who_hung_up() {
    let mut wasl = Wasl::setup().set("ROUTING__KEEP_PLACE_S", "600").start();
    let page = wasl.page("noura", "agent");
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let hot = caller(&wasl, "0507654321");
    expect_talk(&hot, &agent);
    let (waiting, since) = (caller(&wasl, WAITER), Instant::now());
    waiting.expect_call(SOON);
    waiting.sound.expect_packets(50, SOON);
    waiting.hang_up();
    assert_eq!(page.order("abuse"), 204);
    agent.finish();
    expect_kept(&wasl);

    wasl.process().signal("KILL");
    wasl.process().wait(SOON);
    wasl.start_again();
    let agent = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let care = page.care();
    assert_eq!((&care["abuse"], &care["hard_calls"], &care["rest_offered"]), (&1.into(), &1.into(), &true.into()));
    let again = caller(&wasl, WAITER);
    expect_talk(&again, &agent);
    let waited = since.elapsed();
    again.hang_up();
    agent.finish();
    let calls = wasl.expect_calls_ended(3);
    let story = wasl.story(&calls[0]);
    assert!(story.events("queued").any(|queued| queued["place_kept"] == true), "{story}");
    let waited_ms =
        story.events("offered").next().expect("an offer")["reasons"]["waited_ms"].as_u64().expect("a number");
    let least = waited.saturating_sub(Duration::from_secs(8));
    assert!(Duration::from_millis(waited_ms) >= least, "{waited_ms} ms of {waited:?}: {story}");
}

fn caller(wasl: &Wasl, number: &str) -> Sipp {
    let caller = Scenario::named("caller-talks-until-told-expect-200").key("caller", number);
    caller.to(wasl.sip(), "queue-support").start()
}

/// Waits until the book has what is to be remembered.
fn expect_kept(wasl: &Wasl) {
    let deadline = Instant::now() + SOON;
    loop {
        let calls = wasl.calls();
        let abused = calls.iter().any(|call| wasl.story(call).has("abuse_reported"));
        if abused && calls.iter().any(|call| call["hangup"] == "abandoned") {
            return;
        }
        assert!(Instant::now() < deadline, "a talk and a wait should be over: {calls:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
