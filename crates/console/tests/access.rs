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

/// A path of that route with something in every place.
fn path_of(route: &str) -> String {
    let filled = route.replace("{id}", &CALL.to_string()).replace("{promise}", &NOBODY.to_string());
    let filled = filled.replace("{sheet}", &NOBODY.to_string()).replace("{action}", "publish");
    let filled = filled.replace("{comment}", &NOBODY.to_string()).replace("{finding}", &NOBODY.to_string());
    let filled = filled.replace("{outreach}", &NOBODY.to_string()).replace("{view}", &NOBODY.to_string());
    let filled = filled.replace("{form}", "last").replace("{merge}", &NOBODY.to_string()).replace("{hold}", "none");
    let filled = filled.replace("{call}", &CALL.to_string());
    let filled = filled.replace("{prompt}", "goodbye").replace("{language}", "ar");
    filled.replace("{order}", "hold").replace("{ticket}", "none").replace("{*name}", "app.js").replace("{*rest}", "x")
}

#[tokio::test]
async fn every_role_gets_what_the_table_says_and_no_more() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد موظفاً").await;
    for (method, route, who) in TABLE {
        let mut askers: Vec<(Option<Role>, String)> =
            vec![(None, String::new()), (None, "Cookie: wasl_session=00\r\n".into())];
        for role in Role::ALL {
            askers.push((Some(role), lines_of(&window, role, &method).await));
        }
        for (role, lines) in askers {
            let answer = window.ask(&format!("{method} {} HTTP/1.1\r\n{lines}", path_of(route)), "").await;
            let refused = [401, 403].contains(&answer.status);
            assert_eq!(refused, !allows(who, role), "{method} {route} as {role:?} gave {}", answer.status);
            if refused {
                assert_eq!(answer.status, if role.is_none() { 401 } else { 403 });
                assert_eq!(answer.headers["content-type"], "application/problem+json");
                assert_eq!(answer.json()["status"], answer.status);
            } else {
                assert!(fits(route, &method, answer.status), "{method} {route} as {role:?} gave {}", answer.status);
            }
        }
    }
    window.close().await;
}

/// Signing in anew for every route would take long; only signing out ends a session.
async fn lines_of(window: &Window, role: Role, method: &Method) -> String {
    use std::sync::Mutex;
    static LINES: Mutex<Vec<(std::net::SocketAddr, Role, String)>> = Mutex::new(Vec::new());
    let known = LINES.lock().unwrap().iter().find(|(at, of, _)| *at == window.address && *of == role).cloned();
    match known {
        Some((.., lines)) if *method != Method::DELETE => lines,
        _ => {
            let lines = window.page_of(role.name()).await;
            LINES.lock().unwrap().push((window.address, role, lines.clone()));
            lines
        }
    }
}

/// What somebody who may ask is answered when nothing but the path is given.
fn fits(route: &str, method: &Method, status: u16) -> bool {
    let expected: &[u16] = match (method.as_str(), route) {
        // No WebSocket here.
        ("GET", "/api/v1/events" | "/sip") => &[400, 426],
        // The pages may not be built, and nobody but `agent` has a desk.
        ("GET", "/assets/{*name}" | "/embed.js" | "/icon.svg" | "/api/v1/guests/{ticket}") => &[200, 404],
        ("GET", route) if route.starts_with("/api/v1/agents/me") => &[200, 404],
        (
            "GET",
            "/api/v1/customers"
            | "/api/v1/search"
            | "/api/v1/search/visits"
            | "/api/v1/reviews"
            | "/api/v1/reports/calibration"
            | "/api/v1/reports/executive",
        ) => &[400],
        ("GET", "/api/v1/consistency/{finding}" | "/api/v1/promises/{promise}") => &[404],
        ("POST", "/api/v1/sampling/draw") => &[200],
        ("GET", "/branch-worker.js") => &[200, 404],
        ("GET", "/api/v1/branch/find" | "/api/v1/branch/person") => &[400],
        // Nobody here serves in a branch, and nothing is in the book but a call.
        ("GET", "/api/v1/branch/today") => &[409],
        ("GET", "/api/v1/branch/visits") => &[200, 409],
        (
            "GET",
            "/api/v1/customers/{id}/profile"
            | "/api/v1/customers/{id}/journey"
            | "/api/v1/promises/{promise}/clip"
            | "/api/v1/branch/visits/{id}/recording",
        ) => &[404],
        ("PUT", "/api/v1/branch/visits/{id}/recording") => &[400],
        // This window has no prompts.
        (_, route) if route.starts_with("/api/v1/prompts") => &[404],
        ("GET", _) => &[200],
        // Without a body: what needs none is done, or finds nothing to do it to.
        (_, route) if route.starts_with("/api/v1/agents/me") => &[204, 404, 415],
        ("DELETE", _) => &[204, 404],
        (_, _) => &[415],
    };
    expected.contains(&status)
}

#[tokio::test]
async fn nothing_is_changed_for_a_page_that_is_not_ours() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد موظفاً").await;
    let lines = window.page_of("admin").await;
    let cookie = lines.split("\r\n").next().unwrap().to_owned() + "\r\n";
    let changes = TABLE.iter().filter(|(method, ..)| !method.is_safe());
    for (method, route, who) in changes {
        let head = format!("{method} {} HTTP/1.1\r\n", path_of(route));
        let foreign = window.ask(&format!("{head}{lines}Origin: http://evil.example\r\n"), "").await;
        assert_eq!(foreign.status, 403, "{method} {route} from elsewhere");
        if *who == Who::Anyone {
            continue;
        }
        for csrf in ["", "X-Wasl-CSRF: \r\n", "X-Wasl-CSRF: 00\r\n"] {
            let answer = window.ask(&format!("{head}{cookie}{csrf}"), "").await;
            assert_eq!(answer.status, 403, "{method} {route} with {csrf:?}");
            assert!(answer.text().contains("X-Wasl-CSRF"), "it says what to do: {}", answer.text());
        }
    }
    assert!(window.floor.asks().is_empty());
    let own = format!("DELETE /api/v1/session HTTP/1.1\r\n{lines}Origin: http://{}\r\n", window.address);
    assert_eq!(window.ask(&own, "").await.status, 204, "our own pages may");
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
    let pages = [
        "/",
        "/qa",
        "/qa/{*rest}",
        "/agent",
        "/call",
        "/branch",
        "/branch-worker.js",
        "/admin",
        "/embed.js",
        "/icon.svg",
        "/assets/{*name}",
    ];
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
    let csrf = answer.json()["csrf"].as_str().unwrap().to_owned();
    let out = format!("DELETE /api/v1/session HTTP/1.1\r\nCookie: {cookie}\r\nX-Wasl-CSRF: {csrf}\r\n");
    assert_eq!(window.ask(&out, "").await.status, 204);
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
            ("qa", "peaks.open", Some(CALL)),
            ("qa", "session.open", None),
        ]
    );
    window.close().await;
}
