//! An agent's desk: what is asked reaches the house, what is told reaches the timeline, and nothing of others' calls.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::floor::desk;
use common::{CALL, NOBODY, NOON, Window};
use serde_json::{Value, json};
use wasl_console::{CallPhase, DeskAsk, Refused, Told};
use wasl_model::*;

const ME: &str = "/api/v1/agents/me";

#[tokio::test]
async fn what_an_agent_asks_reaches_the_house() {
    let window = Window::open().await;
    let agent = window.page_of("agent").await;
    window.floor.put_desk(desk("agent", Some((CALL, CallPhase::Talking))));
    let target = |text: &str| json!({ "target": text });
    let typed = |text: &str| Pii::from(text);
    for (method, path, body, asked) in [
        ("PUT", "/state", json!({ "state": "ready" }), DeskAsk::Ready),
        ("PUT", "/state", json!({ "state": "not_ready", "reason": "prayer" }), not_ready(NotReadyReason::Prayer)),
        ("PUT", "/state", json!({ "state": "not_ready" }), not_ready(NotReadyReason::Other)),
        ("POST", "/wrap-up/more", Value::Null, DeskAsk::WrapUpMore),
        ("POST", "/rest", Value::Null, DeskAsk::Rest),
        ("POST", "/call/hold", Value::Null, DeskAsk::Hold),
        ("POST", "/call/pause-recording", Value::Null, DeskAsk::PauseRecording),
        ("POST", "/call/resume-recording", Value::Null, DeskAsk::ResumeRecording),
        ("POST", "/call/refuse-recording", Value::Null, DeskAsk::RefuseRecording),
        ("POST", "/call/resume", Value::Null, DeskAsk::Resume),
        ("POST", "/call/complete", Value::Null, DeskAsk::CompleteTransfer),
        ("POST", "/call/cancel", Value::Null, DeskAsk::CancelConsult),
        ("POST", "/call/join", Value::Null, DeskAsk::Join),
        ("POST", "/call/hang-up", Value::Null, DeskAsk::HangUp),
        ("POST", "/call/reattach", Value::Null, DeskAsk::Reattach),
        ("POST", "/call/abuse", Value::Null, DeskAsk::Abuse),
        ("POST", "/call/transfer", target("queue-billing"), DeskAsk::Transfer { target: typed("queue-billing") }),
        ("POST", "/call/consult", target(" ٠٥٥١٢٣٤٥٦٧ "), DeskAsk::Consult { target: typed("0551234567") }),
    ] {
        let answer = window.send(method, &format!("{ME}{path}"), &agent, body).await;
        assert_eq!(answer.status, 204, "{method} {path}: {}", answer.text());
        assert_eq!(window.floor.asks(), [("agent".into(), asked)], "{method} {path}");
    }
    let rows = window.book.audit_rows(20).await.unwrap();
    let transfer = rows.iter().find(|row| row.action == "call.transfer").unwrap();
    assert_eq!((transfer.user.as_str(), transfer.call), ("agent", Some(CALL)), "every change is noted");
    window.close().await;
}

const fn not_ready(reason: NotReadyReason) -> DeskAsk {
    DeskAsk::NotReady { reason }
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_says_why() {
    let window = Window::open().await;
    let agent = window.page_of("agent").await;
    for (method, path, body, status) in [
        ("PUT", "/state", json!({ "state": "asleep" }), 422),
        ("PUT", "/state", json!({ "state": "not_ready", "reason": "no_answer" }), 400),
        ("POST", "/call/fly", Value::Null, 404),
        ("POST", "/call/transfer", json!({ "target": "" }), 400),
        ("POST", "/call/transfer", json!({ "target": "a\r\nVia: x" }), 400),
        ("POST", "/call/transfer", json!({ "target": "sip:a@b>;x" }), 400),
        ("POST", "/call/transfer", json!({ "target": "x".repeat(300) }), 400),
        ("POST", "/call/consult", json!({ "target": 5 }), 422),
        ("POST", "/call/consult", json!({}), 422),
    ] {
        let answer = window.send(method, &format!("{ME}{path}"), &agent, body.clone()).await;
        assert_eq!(answer.status, status, "{method} {path} {body}: {}", answer.text());
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    assert!(window.floor.asks().is_empty(), "nothing of it reached the house");
    *window.floor.refusal.lock().unwrap() = Some(Refused::conflict("there is no call on your desk"));
    let answer = window.send("POST", &format!("{ME}/call/hold"), &agent, Value::Null).await;
    assert_eq!((answer.status, &answer.json()["detail"]), (409, &"there is no call on your desk".into()));
    let supervisor = window.page_of("supervisor").await;
    assert_eq!(window.send("GET", &format!("{ME}/desk"), &supervisor, Value::Null).await.status, 404, "has no desk");
    let shown = window.send("GET", &format!("{ME}/desk"), &agent, Value::Null).await.json();
    assert_eq!((&shown["agent"], &shown["state"]), (&"agent".into(), &"ready".into()));
    let state = window.send("GET", &format!("{ME}/state"), &agent, Value::Null).await.json();
    assert_eq!((&state["state"], &state["since_ms"]), (&"ready".into(), &NOON.as_millis().into()));
    let today = window.send("GET", &format!("{ME}/today"), &agent, Value::Null).await.json();
    assert_eq!(today["calls"], 0);
    window.close().await;
}

#[tokio::test]
async fn what_is_told_goes_to_the_house_while_the_call_lives_and_to_the_book_afterwards() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد استرداد المبلغ").await;
    let agent = window.page_of("agent").await;
    let path = |part: &str| format!("/api/v1/calls/{CALL}/{part}");
    let told = async || {
        let mood = json!({ "mood": "sad", "start_ms": 0, "end_ms": 900 });
        for (method, part, body) in [
            ("POST", "notes", json!({ "text": "<b>اتصل أمس</b>" })),
            ("POST", "mood", mood),
            ("POST", "intent", json!({ "intent": "refund" })),
            ("POST", "intent", json!({ "intent": null })),
            ("POST", "steps", json!({ "step": "apologise", "done": true })),
            ("PUT", "wrap-up", json!({ "outcome": "solved", "summary": "" })),
        ] {
            let answer = window.send(method, &path(part), &agent, body).await;
            assert_eq!(answer.status, 204, "{part}: {}", answer.text());
        }
    };
    window.floor.put_desk(desk("agent", Some((CALL, CallPhase::Held))));
    told().await;
    let asks = window.floor.asks();
    assert_eq!(asks.len(), 6);
    let note = Told::Note("<b>اتصل أمس</b>".into());
    assert_eq!(asks[0], ("agent".into(), DeskAsk::Tell { call: CALL, told: note }));
    let span = Span { start: MediaTime::ZERO, end: MediaTime::from_millis(900) };
    assert_eq!(asks[1].1, DeskAsk::Tell { call: CALL, told: Told::Mood { mood: Mood::Sad, span } });
    let before = window.book.timeline(CALL).await.unwrap().unwrap().len();
    window.floor.put_desk(desk("agent", Some((CALL, CallPhase::WrapUp))));
    told().await;
    assert_eq!(window.floor.asks(), [("agent".into(), DeskAsk::WrapUpDone)], "the wrap-up ends with it");
    let timeline = window.book.timeline(CALL).await.unwrap().unwrap();
    assert_eq!(timeline.len(), before + 6);
    let agent_id = AgentId::from("agent");
    assert_eq!(timeline[before].event, CallEvent::Noted { agent: agent_id.clone(), text: "<b>اتصل أمس</b>".into() });
    assert_eq!(timeline[before + 3].event, CallEvent::IntentCorrected { agent: agent_id, intent: None });
    let rail = window.send("GET", &path("rail"), &agent, Value::Null).await.json();
    assert_eq!((&rail["steps"][1]["step"], &rail["steps"][1]["state"]), (&"apologise".into(), &"done".into()));
    window.close().await;
}

#[tokio::test]
async fn an_agent_writes_into_their_own_calls_only() {
    let window = Window::open().await;
    let (theirs, offered) = (CallId::numbered(2), CallId::numbered(3));
    window.call(theirs, "sara", "+966500000001", "لها").await;
    let call = window.book.begin(offered, NOON).await;
    let reasons = OfferReasons { score: 1.0, eligible: 1, ..OfferReasons::default() };
    let (offer, leg) = (OfferId::numbered(1), LegId::numbered(1));
    let event = CallEvent::Offered { offer, agent: "agent".into(), leg, reasons };
    call.append_kept(NOON, MediaTime::ZERO, event).await.unwrap();
    let agent = window.page_of("agent").await;
    for (method, part, body) in [
        ("POST", "notes", json!({ "text": "x" })),
        ("POST", "mood", json!({ "mood": "sad", "start_ms": 0, "end_ms": 900 })),
        ("POST", "intent", json!({ "intent": null })),
        ("POST", "steps", json!({ "step": "thank", "done": false })),
        ("POST", "promises", json!({ "what": "x", "keeper": "phone" })),
        ("DELETE", &format!("promises/{NOBODY}"), Value::Null),
        ("PUT", "wrap-up", json!({ "outcome": "solved", "summary": "" })),
        ("PUT", "draft", json!({ "a": 1 })),
        ("GET", "draft", Value::Null),
        ("GET", "person", Value::Null),
        ("GET", "rail", Value::Null),
    ] {
        let others = window.send(method, &format!("/api/v1/calls/{theirs}/{part}"), &agent, body.clone()).await;
        let none = window.send(method, &format!("/api/v1/calls/{NOBODY}/{part}"), &agent, body.clone()).await;
        assert_eq!((others.status, none.status), (404, 404), "{part}");
        assert_eq!(others.body, none.body, "another's call and no call look the same");
        let own = window.send(method, &format!("/api/v1/calls/{offered}/{part}"), &agent, body).await;
        let none_there = part.starts_with("promises/");
        assert_eq!(own.status, if none_there { 404 } else { own.status.min(299) }, "{part}: {}", own.text());
    }
    call.close().await;
    window.close().await;
}

#[tokio::test]
async fn a_draft_survives_and_ends_with_the_wrap_up() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "كلام").await;
    let agent = window.page_of("agent").await;
    let path = format!("/api/v1/calls/{CALL}/draft");
    assert_eq!(window.send("GET", &path, &agent, Value::Null).await.json(), json!({}));
    let draft = json!({ "note": "نص لم يُرسل", "outcome": "solved", "n": [1, 2] });
    assert_eq!(window.send("PUT", &path, &agent, draft.clone()).await.status, 204);
    assert_eq!(window.send("GET", &path, &agent, Value::Null).await.json(), draft);
    assert_eq!(window.send("PUT", &path, &agent, json!([1])).await.status, 422, "an object");
    assert_eq!(window.send("PUT", &path, &agent, json!({ "x": "y".repeat(17 << 10) })).await.status, 413);
    assert_eq!(window.send("PUT", &path, &agent, json!({ "x": "y".repeat(70 << 10) })).await.status, 413);
    let supervisor = window.page_of("supervisor").await;
    assert_eq!(window.send("GET", &path, &supervisor, Value::Null).await.json(), json!({}), "everybody has their own");
    let wrap_up = json!({ "outcome": "promised", "summary": "سنتصل به" });
    let wrapped = window.send("PUT", &format!("/api/v1/calls/{CALL}/wrap-up"), &agent, wrap_up).await;
    assert_eq!(wrapped.status, 204);
    assert_eq!(window.send("GET", &path, &agent, Value::Null).await.json(), json!({}));
    assert_eq!(window.send("DELETE", &path, &agent, Value::Null).await.status, 204, "also when there is none");
    window.close().await;
}
