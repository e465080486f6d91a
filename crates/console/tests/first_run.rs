//! The first administrator, and sessions that outlive a restart.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{PASSWORD, Window};
use serde_json::{Value, json};

fn admin(password: &str) -> Value {
    json!({ "name": "huda", "display_name": "  هدى <b>&</b> ", "password": password })
}

#[tokio::test]
async fn the_first_administrator_is_made_once() {
    let window = Window::open_empty().await;
    assert_eq!(window.get("/api/v1/setup", "").await.json(), json!({ "needed": true }));
    let short = window.send("POST", "/api/v1/setup", "", admin("short")).await;
    assert_eq!(short.status, 400);
    assert!(short.text().contains("10 to 512"), "it says what to do: {}", short.text());
    for name in ["", "a b", "<x>"] {
        let named = json!({ "name": name, "display_name": "x", "password": PASSWORD });
        assert_eq!(window.send("POST", "/api/v1/setup", "", named).await.status, 400, "{name:?}");
    }
    let (first, second) = tokio::join!(
        window.send("POST", "/api/v1/setup", "", admin(PASSWORD)),
        window.send("POST", "/api/v1/setup", "", admin("another password")),
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409], "two who race are not both the first");
    assert_eq!(window.book.users().await.unwrap().len(), 1);
    assert_eq!(window.get("/api/v1/setup", "").await.json(), json!({ "needed": false }));
    assert_eq!(window.send("POST", "/api/v1/setup", "", admin(PASSWORD)).await.status, 409);
    let password = if first.status == 204 { PASSWORD } else { "another password" };
    let answer = window.try_sign_in("huda", password).await.json();
    assert_eq!((&answer["user"]["role"], &answer["user"]["agent"]), (&"admin".into(), &false.into()));
    assert_eq!(answer["user"]["display_name"], "هدى <b>&</b>", "plain data, never markup");
    assert_eq!(answer["csrf"], answer["user"]["csrf"]);
    assert_eq!(window.book.audit_rows(10).await.unwrap().last().unwrap().action, "setup.first_admin");
    window.close().await;
}

#[tokio::test]
async fn a_restart_signs_nobody_out() {
    let window = Window::open().await;
    let cookie = window.sign_in("agent").await;
    let me = window.get("/api/v1/me", &cookie).await.json();
    assert_eq!((&me["name"], &me["agent"]), (&"agent".into(), &true.into()));
    let window = window.reopen().await;
    let again = window.get("/api/v1/me", &cookie).await;
    assert_eq!((again.status, again.json()), (200, me.clone()), "the same CSRF token too");
    let lines = format!("Cookie: {cookie}\r\nX-Wasl-CSRF: {}\r\n", me["csrf"].as_str().unwrap());
    assert_eq!(window.send("DELETE", "/api/v1/session", &lines, Value::Null).await.status, 204);
    let window = window.reopen().await;
    assert_eq!(window.get("/api/v1/me", &cookie).await.status, 401, "signed out is signed out");
    window.close().await;
}
