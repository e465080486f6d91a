//! Callers from a web page: a ticket, a place in line, a callback, a word afterwards; and no more than that.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::floor::guest;
use common::{Answer, CALL, Window};
use serde_json::{Value, json};
use wasl_console::GuestPhase;
use wasl_model::*;

async fn ticket(window: &Window) -> String {
    let answer = window.send("POST", "/api/v1/guests", "", json!({ "language": "ar", "consent": true })).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["uri"], "sip:support@wasl.invalid");
    answer.json()["ticket"].as_str().unwrap().to_owned()
}

async fn tell(window: &Window, ticket: &str, what: &str, body: Value) -> Answer {
    window.send("POST", &format!("/api/v1/guests/{ticket}/{what}"), "", body).await
}

#[tokio::test]
async fn a_ticket_needs_consent_and_an_address_gets_so_many() {
    let window = Window::open().await;
    let support = window.get("/api/v1/support", "").await.json();
    assert_eq!((&support["open"], &support["wait"]["p50_ms"]), (&true.into(), &30_000.into()));
    assert!(support.get("queue").is_none(), "nothing of the house's inside");
    let refused = window.send("POST", "/api/v1/guests", "", json!({ "language": "en", "consent": false })).await;
    assert_eq!(refused.status, 400);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..wasl_console::tickets::TICKETS_PER_ADDRESS {
        assert!(seen.insert(ticket(&window).await));
    }
    let more = window.send("POST", "/api/v1/guests", "", json!({ "language": "ar", "consent": true })).await;
    assert_eq!(more.status, 429);
    assert!(more.headers["retry-after"].parse::<u64>().unwrap() > 60);
    *window.floor.closing.lock().unwrap() = true;
    assert_eq!(
        window.send("POST", "/api/v1/guests", "", json!({ "language": "ar", "consent": true })).await.status,
        503
    );
    window.close().await;
}

#[tokio::test]
async fn a_guest_sees_their_own_call_and_tells_how_it_felt_once() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "شكراً").await;
    let ticket = ticket(&window).await;
    let path = format!("/api/v1/guests/{ticket}");
    assert_eq!(window.get(&path, "").await.json()["phase"], "new");
    window.floor.guests.lock().unwrap().insert(ticket.clone(), guest(GuestPhase::Waiting));
    let shown = window.get(&path, "").await.json();
    assert_eq!((&shown["phase"], &shown["position"]), (&"waiting".into(), &2.into()));
    assert!(shown.get("call").is_none(), "the call's id is never shown");
    let felt = json!({ "mood": "satisfied", "kept": true });
    assert_eq!(tell(&window, &ticket, "feeling", felt.clone()).await.status, 409, "not over yet");
    window.floor.guests.lock().unwrap().insert(ticket.clone(), guest(GuestPhase::Ended));
    assert_eq!(tell(&window, &ticket, "feeling", felt.clone()).await.status, 204);
    assert_eq!(tell(&window, &ticket, "feeling", felt.clone()).await.status, 409, "once");
    let timeline = window.book.timeline(CALL).await.unwrap().unwrap();
    let last = CallEvent::CallerFelt { mood: Mood::Satisfied, kept: Some(true) };
    assert_eq!(timeline.last().unwrap().event, last);
    for (method, path) in [
        ("GET", "/api/v1/guests/none".to_owned()),
        ("POST", "/api/v1/guests/none/feeling".to_owned()),
        ("POST", "/api/v1/guests/none/callback".to_owned()),
    ] {
        let body = if path.ends_with("callback") { json!({ "phone": "0551234567" }) } else { felt.clone() };
        let body = if method == "GET" { Value::Null } else { body };
        assert_eq!(window.send(method, &path, "", body).await.status, 404, "{path}");
    }
    window.close().await;
}

#[tokio::test]
async fn who_asks_to_be_called_back_is_on_every_list() {
    let window = Window::open().await;
    let ticket = ticket(&window).await;
    for phone in ["", "123", "call me", "<script>", "+96655123456789012"] {
        assert_eq!(tell(&window, &ticket, "callback", json!({ "phone": phone })).await.status, 400, "{phone}");
    }
    let asked = json!({ "phone": "٠٥٥ ١٢٣-٤٥٦٧", "name": "<b>خالد</b>", "note": "الطلب 4417" });
    let long = json!({ "phone": "0551234567", "note": "x".repeat(1_001) });
    assert_eq!(tell(&window, &ticket, "callback", long).await.status, 400);
    assert_eq!(tell(&window, &ticket, "callback", asked.clone()).await.status, 204);
    assert_eq!(tell(&window, &ticket, "callback", asked).await.status, 409, "promised already");
    let owed = window.book.callbacks().await.unwrap();
    assert_eq!(owed.len(), 1);
    assert_eq!((owed[0].caller.clone(), owed[0].queue.as_str()), (Some(Pii::from("0551234567")), "support"));
    let call = window.book.call(owed[0].call).await.unwrap().unwrap();
    assert_eq!(call.hangup, Some(Hangup::CallbackPromised));
    let said = window.book.transcript(call.id).await.unwrap().unwrap();
    assert_eq!(said[0].text.reveal(), "<b>خالد</b>: الطلب 4417", "as it was written");
    window.close().await;
}
