//! What agents are worth is learnt from how talks ended, decides who is offered a call, and is still there after kill -9.

use std::time::{Duration, Instant};

use wasl_model::{
    AgentId, CallEvent, CallId, Hangup, LegId, LegSide, MediaTime, OfferId, OfferOutcome, OfferReasons, Outcome, Pii,
    Timestamp, WrapUp,
};
use wasl_record::{Book, CallBook};

use crate::rig::PATIENCE as SOON;
use crate::rig::rtp::Sound;
use crate::rig::sipp::Scenario;
use crate::rig::wasl::Wasl;
use crate::talk::{expect_talk, sipp_agent};

/// Past talks of each of two agents: one settles what is wanted, the other seldom does.
const PAST: u64 = 40;

#[test]
fn who_settles_things_is_offered_the_call_and_a_crash_forgets_neither_talks_nor_what_they_say() {
    let mut wasl = Wasl::setup().set("ROUTING__LEARN__EVERY_S", "1").set("ROUTING__WRAP_UP_S", "1").start();
    // With nothing learnt, who has been idle longest: omar.
    let omar = sipp_agent(&wasl, "omar", "agent-answers-expect-bye");
    // What is tested is who has been idle longer: the difference is this time.
    std::thread::sleep(Duration::from_secs(2));
    let noura = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    expect_talk(&caller, &omar);
    caller.hang_up();
    omar.finish();
    let call = wasl.expect_calls_ended(1).remove(0);
    assert_eq!(wasl.story(&call).agents_offered(), ["omar"], "nothing is learnt: the longest idle");
    drop(noura);

    wasl.process().signal("KILL");
    wasl.process().wait(SOON);
    past_talks(wasl.folder());
    wasl.start_again();
    let learnt = expect_learnt(&wasl, 2.0 * PAST as f64);
    kill_and_start_again(&mut wasl);
    assert_eq!(differences(&expect_learnt(&wasl, 2.0 * PAST as f64)), differences(&learnt), "each talk counts once");

    // Omar has been idle longer; noura settles things.
    let omar = sipp_agent(&wasl, "omar", "agent-never-answers-expect-cancel");
    std::thread::sleep(Duration::from_secs(3));
    let noura = sipp_agent(&wasl, "noura", "agent-answers-expect-bye");
    // A round of learning after both are there.
    std::thread::sleep(Duration::from_secs(2));
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "queue-support").start();
    caller.expect_call(SOON);
    noura.expect_call(SOON);
    noura.sound.play(Sound::Tone(700.0));
    caller.sound.expect_tone(700.0, SOON);
    caller.hang_up();
    noura.finish();
    drop(omar);
    let story = wasl.story(&newest_ended(&wasl));
    assert_eq!(story.agents_offered(), ["noura"], "{story}");
    let reasons = story.events("offered").next().expect("an offer")["reasons"].clone();
    assert_eq!(reasons["parts"][0]["name"], "value", "{reasons}");
    let told = wasl.run(&["agents", "learnt", "--language", "ar"]);
    assert!(told.contains("noura: المكالمات"), "{told}");
}

/// The newest call, once it is over.
fn newest_ended(wasl: &Wasl) -> serde_json::Value {
    let deadline = Instant::now() + SOON;
    loop {
        let newest = wasl.calls().remove(0);
        if !newest["ended"].is_null() {
            return newest;
        }
        assert!(Instant::now() < deadline, "it should be over: {newest}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn kill_and_start_again(wasl: &mut Wasl) {
    wasl.process().signal("KILL");
    wasl.process().wait(SOON);
    wasl.start_again();
}

/// Waits until so many talks are learnt from; gives what is told of each agent.
fn expect_learnt(wasl: &Wasl, talks: f64) -> Vec<serde_json::Value> {
    let deadline = Instant::now() + SOON;
    loop {
        let told = wasl.run(&["agents", "learnt", "--json"]);
        let standings: Vec<serde_json::Value> =
            told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let sum: f64 = standings.iter().filter_map(|standing| standing["talks"].as_f64()).sum();
        if (sum - talks).abs() < 1.5 {
            return standings;
        }
        assert!(Instant::now() < deadline && sum < talks + 1.5, "{talks} talks should be learnt: {told}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Who settles more, and by how much, in whole points: talks fade a little between two looks.
fn differences(standings: &[serde_json::Value]) -> Vec<(String, i64)> {
    let points =
        |standing: &serde_json::Value| (100.0 * standing["resolved"]["value"].as_f64().expect("known")).round();
    standings.iter().map(|standing| (standing["agent"].to_string(), points(standing) as i64)).collect()
}

/// The calls of the last days, as the server would have kept them.
fn past_talks(data: &std::path::Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = format!("sqlite://{}", data.join("wasl.db").display());
        let book = Book::open(&store, &data.join("recordings")).await.expect("nobody else has it");
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is later");
        for n in 0..PAST {
            for (agent, solved) in [("noura", n % 10 != 0), ("omar", n % 10 == 0)] {
                let began = Timestamp::default() + now.saturating_sub(Duration::from_secs(3600 + n * 300));
                let id = CallId::new();
                talk(book.begin(id, began).await, began, agent, solved).await;
            }
        }
        book.shutdown().await;
    });
}

async fn talk(call: CallBook, began: Timestamp, agent: &str, solved: bool) {
    let (agent, caller, leg, offer) = (AgentId::from(agent), LegId::new(), LegId::new(), OfferId::new());
    let outcome = if solved { Outcome::Solved } else { Outcome::NotSolved };
    let reasons = OfferReasons { waited_ms: 1000, strategy: "wasl".to_owned(), ..OfferReasons::default() };
    let arrived = CallEvent::Arrived { leg: caller, from: None, dialled: "queue-support".to_owned(), trunk: None };
    let accepted = OfferOutcome::Accepted;
    let wrap_up = WrapUp { outcome, summary: Pii::default() };
    let events = [
        (0, arrived),
        (0, CallEvent::Answered),
        (1, CallEvent::LegAdded { leg, side: LegSide::Agent, agent: Some(agent.clone()) }),
        (1, CallEvent::Offered { offer, agent: agent.clone(), leg, reasons }),
        (2, CallEvent::OfferEnded { offer, agent: agent.clone(), outcome: accepted }),
        (2, CallEvent::Bridged { leg, agent: Some(agent.clone()) }),
        (62, CallEvent::Unbridged { leg }),
        (62, CallEvent::Ended { hangup: Hangup::ByCaller }),
        (65, CallEvent::WrappedUp { agent, wrap_up }),
    ];
    for (second, event) in events {
        let at = began + Duration::from_secs(second);
        call.append(at, MediaTime(second * 1000), event).await;
    }
    call.close().await;
}
