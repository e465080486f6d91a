//! Who may ask what is one table, and the window keeps to it.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use std::collections::BTreeSet;

use axum::http::Method;
use common::{CALL, NOBODY, PASSWORD, Window};
use utoipa::OpenApi;
use wasl_console::access::{TABLE, Who, allows};
use wasl_model::CallId;
use wasl_record::Role;

#[tokio::test]
async fn every_role_gets_what_the_table_says_and_no_more() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد موظفاً").await;
    let mut askers: Vec<(Option<Role>, String)> = vec![(None, String::new()), (None, "wasl_session=00".to_owned())];
    for role in Role::ALL {
        askers.push((Some(role), window.sign_in(role.name()).await));
    }
    for (method, route, who) in TABLE {
        if method != Method::GET {
            continue;
        }
        let path = route.replace("{id}", &CALL.to_string()).replace("{name}", "app.js");
        for (role, cookie) in &askers {
            let answer = window.get(&path, cookie).await;
            let refused = [401, 403].contains(&answer.status);
            assert_eq!(refused, !allows(who, *role), "{method} {route} as {role:?} gave {}", answer.status);
            if refused {
                assert_eq!(answer.status, if role.is_none() { 401 } else { 403 });
                assert_eq!(answer.headers["content-type"], "application/problem+json");
                assert_eq!(answer.json()["status"], answer.status);
            } else {
                // /readyz says what is missing; /events is no WebSocket here.
                let expected: &[u16] = match route {
                    "/readyz" => &[503],
                    "/api/v1/events" => &[400, 426],
                    _ => &[200],
                };
                assert!(expected.contains(&answer.status), "{route} gave {}: {}", answer.status, answer.text());
            }
        }
    }
    window.close().await;
}

#[test]
fn the_table_and_the_description_name_the_same_routes() {
    let document = serde_json::to_value(wasl_console::openapi::Api::openapi()).unwrap();
    let described: BTreeSet<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let pages = ["/", "/qa", "/assets/{name}"];
    let listed: BTreeSet<_> = TABLE
        .iter()
        .filter(|(_, route, _)| !pages.contains(route))
        .map(|(method, route, _)| format!("{method} {route}"))
        .collect();
    assert_eq!(described, listed);
    assert!(TABLE.iter().all(|(_, route, who)| route.starts_with("/api/v1/calls") <= (*who != Who::Anyone)));
}

#[tokio::test]
async fn an_agent_sees_their_own_calls_and_does_not_learn_of_others() {
    let window = Window::open().await;
    let theirs = CallId::numbered(2);
    window.call(CALL, "agent", "+966500000000", "لي").await;
    window.call(theirs, "sara", "+966500000001", "لها").await;
    let cookie = window.sign_in("agent").await;
    for list in ["/api/v1/calls", "/api/v1/calls?agent=sara"] {
        let items = window.get(list, &cookie).await.json()["items"].clone();
        assert_eq!(items.as_array().unwrap().len(), 1, "{list}");
        assert_eq!(items[0]["id"], CALL.to_string());
    }
    for part in ["", "/timeline", "/transcript", "/recording", "/peaks"] {
        let other = window.get(&format!("/api/v1/calls/{theirs}{part}"), &cookie).await;
        let none = window.get(&format!("/api/v1/calls/{NOBODY}{part}"), &cookie).await;
        assert_eq!((other.status, none.status), (404, 404));
        assert_eq!(other.body, none.body, "another's call and no call look the same");
    }
    window.close().await;
}

#[tokio::test]
async fn a_session_ends_with_signing_out_and_with_the_user() {
    let window = Window::open().await;
    let answer = window.try_sign_in("qa", PASSWORD).await;
    let cookie = answer.headers["set-cookie"].clone();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(window.get("/api/v1/me", &cookie).await.json()["role"], "qa");
    window.book.set_disabled(&"qa".into(), true).await.unwrap();
    assert_eq!(window.get("/api/v1/me", &cookie).await.status, 401, "at once");
    window.book.set_disabled(&"qa".into(), false).await.unwrap();
    window.book.set_password(&"qa".into(), "another password".into()).await.unwrap();
    assert_eq!(window.get("/api/v1/me", &cookie).await.status, 401, "a session ends with its password");
    let answer = window.try_sign_in("qa", "another password").await;
    let cookie = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
    let out = window.ask(&format!("DELETE /api/v1/session HTTP/1.1\r\nCookie: {cookie}\r\n"), "").await;
    assert_eq!(out.status, 204);
    assert_eq!(window.get("/api/v1/me", &cookie).await.status, 401);
    window.close().await;
}

#[tokio::test]
async fn guessing_a_password_ends_in_a_lock_out() {
    let window = Window::open().await;
    let unknown = window.try_sign_in("nobody", PASSWORD).await;
    let mut wrong = window.try_sign_in("admin", "wrong").await;
    assert_eq!((unknown.status, unknown.body), (401, wrong.body.clone()), "the same words for both");
    let mut tries = 1;
    while wrong.status == 401 {
        wrong = window.try_sign_in("admin", "wrong").await;
        tries += 1;
    }
    assert_eq!((tries, wrong.status), (6, 429));
    assert!(wrong.headers["retry-after"].parse::<u64>().unwrap() > 60);
    assert_eq!(window.try_sign_in("admin", PASSWORD).await.status, 429, "the right one does not help any more");
    assert_eq!(window.try_sign_in("qa", PASSWORD).await.status, 200, "others sign in");
    window.close().await;
}

#[tokio::test]
async fn opening_words_or_sound_is_noted_once_a_sitting() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "كلام").await;
    let cookie = window.sign_in("qa").await;
    for part in ["", "/peaks", "/transcript", "/timeline", "/recording", "/recording"] {
        assert_eq!(window.get(&format!("/api/v1/calls/{CALL}{part}"), &cookie).await.status, 200);
    }
    window.sign_in("supervisor").await;
    let rows = window.book.audit_rows(10).await.unwrap();
    let notes: Vec<_> = rows.iter().map(|row| (row.user.as_str(), row.action.as_str(), row.call)).collect();
    assert_eq!(
        notes,
        [
            ("supervisor", "session.open", None),
            ("qa", "recording.open", Some(CALL)),
            ("qa", "transcript.open", Some(CALL)),
            ("qa", "session.open", None),
        ]
    );
    window.close().await;
}
