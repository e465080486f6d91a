//! The person who calls, and what is promised to them.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{CALL, Window};
use serde_json::{Value, json};
use wasl_model::CallId;

#[tokio::test]
async fn a_number_becomes_a_person_with_a_history() {
    let window = Window::open().await;
    let before = CallId::numbered(7);
    window.call(before, "sara", "0551234567", "أول مرة").await;
    window.call(CALL, "agent", "0551234567", "ثاني مرة").await;
    let agent = window.page_of("agent").await;
    let person = format!("/api/v1/calls/{CALL}/person");
    let stranger = window.send("GET", &person, &agent, Value::Null).await.json();
    assert_eq!((&stranger["customer"], &stranger["number"]), (&Value::Null, &"0551234567".into()));
    assert_eq!(stranger["contacts"].as_array().unwrap().len(), 1, "the earlier call, not this one");
    assert_eq!(stranger["contacts"][0]["call"], before.to_string());
    let written = json!({ "name": "<i>خالد</i>", "numbers": ["٠٥٥١٢٣٤٥٦٧"], "city": " الرياض ", "occasion": "مولود" });
    let added = window.send("POST", "/api/v1/customers", &agent, written).await;
    assert_eq!(added.status, 201, "{}", added.text());
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let known = window.send("GET", &person, &agent, Value::Null).await.json();
    assert_eq!((&known["customer"]["name"], &known["customer"]["city"]), (&"<i>خالد</i>".into(), &"الرياض".into()));
    let changed = json!({ "name": "أبو فهد", "numbers": ["0551234567", "+966500000009"], "language": "ar" });
    let path = format!("/api/v1/customers/{id}");
    assert_eq!(window.send("PUT", &path, &agent, changed.clone()).await.status, 200);
    let found = window.send("GET", "/api/v1/customers?query=%D8%A7%D8%A8%D9%88", &agent, Value::Null).await.json();
    assert_eq!(found["items"][0]["name"], "أبو فهد", "found in another spelling");
    assert_eq!(window.send("PUT", "/api/v1/customers/none", &agent, changed).await.status, 404);
    let stolen = json!({ "name": "غيره", "numbers": ["0551234567"] });
    assert_eq!(window.send("POST", "/api/v1/customers", &agent, stolen).await.status, 409);
    for bad in [json!({ "numbers": ["abc"] }), json!({ "numbers": [], "name": "x".repeat(201) })] {
        assert_eq!(window.send("POST", "/api/v1/customers", &agent, bad).await.status, 400);
    }
    let qa = window.page_of("qa").await;
    assert_eq!(window.send("POST", "/api/v1/customers", &qa, json!({ "numbers": [] })).await.status, 403);
    let actions: Vec<_> = window.book.audit_rows(50).await.unwrap().into_iter().map(|row| row.action).collect();
    for action in ["customer.add", "customer.change", "customers.find", "person.open"] {
        assert!(actions.iter().any(|noted| noted == action), "{action} is noted");
    }
    window.close().await;
}

#[tokio::test]
async fn a_promise_is_made_seen_and_taken_back() {
    let window = Window::open().await;
    window.call(CALL, "agent", "0551234567", "متى تردون علي").await;
    let agent = window.page_of("agent").await;
    let line = window.book.transcript(CALL).await.unwrap().unwrap()[0].id;
    let path = format!("/api/v1/calls/{CALL}/promises");
    let promise = json!({ "what": "نرد خلال يومين", "keeper": "branch", "branch": "olaya", "due_ms": 4_000_000_000_000_i64, "utterance": line });
    let made = window.send("POST", &path, &agent, promise).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["state"], &made["made_in"][0]), (&"open".into(), &CALL.to_string().into()));
    let person = window.send("GET", &format!("/api/v1/calls/{CALL}/person"), &agent, Value::Null).await.json();
    assert_eq!((&person["promises"][0]["id"], &person["promises"][0]["keeper"]), (&made["id"], &"branch".into()));
    window.book.set_branch(&"branch".into(), Some(&"olaya".into())).await.unwrap();
    let branch = window.page_of("branch").await;
    let listed = window.send("GET", "/api/v1/promises?state=open&keeper=branch", &branch, Value::Null).await.json();
    assert_eq!(listed["items"][0]["what"], "نرد خلال يومين");
    for bad in [
        json!({ "what": " ", "keeper": "phone" }),
        json!({ "what": "x", "keeper": "phone", "utterance": CALL }),
        json!({ "what": "x".repeat(501), "keeper": "phone" }),
    ] {
        assert_eq!(window.send("POST", &path, &agent, bad.clone()).await.status, 400, "{bad}");
    }
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(window.send("DELETE", &one, &agent, Value::Null).await.status, 204);
    let person = window.send("GET", &format!("/api/v1/calls/{CALL}/person"), &agent, Value::Null).await.json();
    assert_eq!(person["promises"], json!([]), "taken back");
    window.close().await;
}

#[tokio::test]
async fn a_date_is_read_as_it_is_said_and_never_in_the_past() {
    let window = Window::open().await;
    let agent = window.page_of("agent").await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    for said in ["يوم الأحد", "within two days", "بكرة"] {
        let meant = window.send("POST", "/api/v1/due", &agent, json!({ "text": said })).await.json();
        assert!(u128::from(meant["due_ms"].as_u64().unwrap()) > now, "{said}: {meant}");
    }
    let none = window.send("POST", "/api/v1/due", &agent, json!({ "text": "مع السلامة" })).await.json();
    assert_eq!(none["due_ms"], Value::Null);
    let found =
        window.send("GET", "/api/v1/directory?query=%D8%B3%D8%A7%D8%B1%D9%87", &agent, Value::Null).await.json();
    assert_eq!((&found["items"][0]["target"], &found["items"][0]["state"]), (&"sara".into(), &"ready".into()));
    let queue = window.send("GET", "/api/v1/directory?query=supp", &agent, Value::Null).await.json();
    assert_eq!(queue["items"][0]["target"], "queue-support");
    let intents = window.send("GET", "/api/v1/intents", &agent, Value::Null).await.json();
    assert_eq!(intents[0]["name"]["en"], "Refund");
    window.close().await;
}
