//! Whoever looks at what a call holds is in the audit, by whatever way they come.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use axum::http::Method;
use common::{CALL, Window};
use wasl_console::access::TABLE;

/// Ways to a call that tell nothing of what was said in it: its row, and one's own draft.
const OPEN: &[&str] = &["/api/v1/calls/{id}", "/api/v1/calls/{id}/draft"];

#[tokio::test]
async fn every_way_to_a_call_is_audited_and_admins_read_it() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد موظفاً").await;
    let (qa, admin) = (window.page_of("qa").await, window.page_of("admin").await);
    let of_a_call = |(method, route, _): &&(Method, &str, _)| {
        *method == Method::GET && route.starts_with("/api/v1/calls/{id}") && !OPEN.contains(route)
    };
    let routes: Vec<&str> = TABLE.iter().filter(of_a_call).map(|(_, route, _)| *route).collect();
    assert!(routes.len() >= 6, "{routes:?}");
    let call = format!("call={CALL}");
    let lines = async || {
        let answer = window.ask(&format!("GET /api/v1/audit?{call}&user=qa HTTP/1.1\r\n{admin}"), "").await;
        assert_eq!(answer.status, 200);
        answer.json()["items"].as_array().unwrap().len()
    };
    for route in routes {
        let before = lines().await;
        let path = route.replace("{id}", &CALL.to_string());
        // A session's second look at the same thing is the same look.
        let qa = window.page_of("qa").await;
        let answer = window.ask(&format!("GET {path} HTTP/1.1\r\n{qa}"), "").await;
        if answer.status == 200 {
            assert_eq!(lines().await, before + 1, "{route} is not audited");
        } else {
            assert_eq!(answer.status, 404, "{route}");
        }
    }
    let export = window.ask(&format!("GET /api/v1/calls.csv HTTP/1.1\r\n{qa}"), "").await;
    assert_eq!(export.status, 200);
    let exports = window.ask(&format!("GET /api/v1/audit?action=calls.export HTTP/1.1\r\n{admin}"), "").await.json();
    assert_eq!(exports["items"][0]["user"], "qa");
    let one = window.ask(&format!("GET /api/v1/audit?limit=1 HTTP/1.1\r\n{admin}"), "").await.json();
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    let next = one["next"].as_u64().unwrap();
    let older = window.ask(&format!("GET /api/v1/audit?limit=1&after={next} HTTP/1.1\r\n{admin}"), "").await.json();
    assert_ne!(older["items"], one["items"]);
    assert_eq!(window.ask(&format!("GET /api/v1/audit HTTP/1.1\r\n{qa}"), "").await.status, 403);
    window.close().await;
}

#[tokio::test]
async fn holds_are_placed_seen_and_lifted() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد موظفاً").await;
    let admin = window.page_of("admin").await;
    let post = async |body: &str| {
        window.ask(&format!("POST /api/v1/holds HTTP/1.1\r\n{admin}Content-Type: application/json\r\n"), body).await
    };
    let why = "<script>alert(1)</script>";
    let placed = post(&format!("{{\"on\":{{\"call\":\"{CALL}\"}},\"why\":\"{why}\"}}")).await;
    assert_eq!(placed.status, 201);
    let id = placed.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(post("{\"on\":{\"customer\":\"nobody\"},\"why\":\"x\"}").await.status, 404);
    assert_eq!(post(&format!("{{\"on\":{{\"call\":\"{CALL}\"}},\"why\":\"  \"}}")).await.status, 400);
    let holds = window.ask(&format!("GET /api/v1/holds HTTP/1.1\r\n{admin}"), "").await.json();
    assert_eq!((holds[0]["why"].as_str(), holds.as_array().unwrap().len()), (Some(why), 1));
    let lift = format!("DELETE /api/v1/holds/{id} HTTP/1.1\r\n{admin}");
    assert_eq!(window.ask(&lift, "").await.status, 204);
    assert_eq!(window.ask(&lift, "").await.status, 404);
    window.close().await;
}
