//! What the window answers: stored is shown byte for byte, ranges are right, errors are problems, nothing outside is reached.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{CALL, NOBODY, Window, attacks};
use wasl_model::{CallEvent, CallId, MediaTime, Mood, MoodReading, MoodScores, Span};

#[tokio::test]
async fn ranges_of_a_recording_are_the_files_bytes() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "كلام").await;
    let cookie = window.sign_in("qa").await;
    let file = std::fs::read(window.book.recording_path(CALL).await.unwrap().unwrap()).unwrap();
    assert_eq!(file.len(), 44 + 64_000);
    let path = format!("/api/v1/calls/{CALL}/recording");
    let whole = window.get(&path, &cookie).await;
    assert_eq!((whole.status, &whole.body), (200, &file));
    assert_eq!(
        (whole.headers["content-type"].as_str(), whole.headers["accept-ranges"].as_str()),
        ("audio/wav", "bytes")
    );
    assert_eq!(whole.headers["cache-control"], "no-store");
    for (range, part) in [("bytes=0-43", 0..44), ("bytes=60000-", 60_000..64_044), ("bytes=-5", 64_039..64_044)] {
        let answer = window.ask(&format!("GET {path} HTTP/1.1\r\nCookie: {cookie}\r\nRange: {range}\r\n"), "").await;
        assert_eq!((answer.status, &answer.body[..]), (206, &file[part.clone()]), "{range}");
        assert_eq!(answer.headers["content-range"], format!("bytes {}-{}/64044", part.start, part.end - 1));
    }
    let beyond = window.ask(&format!("GET {path} HTTP/1.1\r\nCookie: {cookie}\r\nRange: bytes=64044-\r\n"), "").await;
    assert_eq!(beyond.status, 416);
    let peaks = window.get(&format!("/api/v1/calls/{CALL}/peaks"), &cookie).await.json();
    assert_eq!((&peaks["length_ms"], &peaks["caller"][99]), (&1000.into(), &49.into()));
    window.close().await;
}

#[tokio::test]
async fn every_error_is_a_problem() {
    let window = Window::open().await;
    let cookie = window.sign_in("admin").await;
    let with = |line: &str| format!("{line} HTTP/1.1\r\nCookie: {cookie}\r\n");
    let json = "Content-Type: application/json\r\n";
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(70_000));
    for (head, body, status) in [
        (with("GET /nothing"), "", 404),
        (with("GET /api/v1/nothing"), "", 404),
        (with(&format!("GET /api/v1/calls/{NOBODY}")), "", 404),
        (with("GET /api/v1/calls/not-an-id"), "", 404),
        (with("GET /api/v1/calls?limit=many"), "", 400),
        (with("GET /api/v1/calls?unknown=1"), "", 400),
        (with("GET /api/v1/calls?after=x"), "", 400),
        (with("GET /api/v1/events?topics=all"), "", 400),
        (with("PUT /api/v1/calls"), "", 405),
        (with("POST /"), "", 405),
        (with("POST /api/v1/session"), "{}", 415),
        (with("POST /api/v1/session") + json, "{", 400),
        (with("POST /api/v1/session") + json, "{\"name\": 1}", 422),
        (with("POST /api/v1/session") + json, &long, 413),
        (with("GET /assets/app.rs"), "", 404),
    ] {
        let answer = window.ask(&head, body).await;
        assert_eq!(answer.status, status, "{head}: {}", answer.text());
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{head}");
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert!(problem["title"].is_string() && problem["detail"].is_string() && problem["type"] == "about:blank");
    }
    window.close().await;
}

#[tokio::test]
async fn every_answer_forbids_what_the_pages_do_not_need() {
    let window = Window::open().await;
    for path in ["/", "/agent", "/assets/app.js", "/api/v1/me", "/nothing", "/healthz"] {
        let headers = window.get(path, "").await.headers;
        let policy = &headers["content-security-policy"];
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
    for path in ["/", "/qa", "/agent", "/call"] {
        let page = window.get(path, "").await.text();
        let scripts = page.match_indices("<script").map(|(at, _)| &page[at..page[at..].find('>').unwrap() + at]);
        let scripts: Vec<_> = scripts.collect();
        assert!(scripts.iter().all(|script| script.contains("src=\"/assets/")), "{path}: {scripts:?}");
        assert!(!page.contains(" style=") && !page.contains(" on"), "{path}: nothing inline");
    }
    window.close().await;
}

#[tokio::test]
async fn attacks_in_names_and_words_are_stored_and_shown_as_they_are() {
    let window = Window::open().await;
    let mut lines: Vec<String> =
        ["<script>alert(1)</script>", "'; DROP TABLE calls;--", "\" onerror=alert(1) x=\"", "=1+1", "\u{202e}x"]
            .map(str::to_owned)
            .to_vec();
    for name in ["xss.txt", "sqli.txt", "blns.txt"] {
        lines.extend(attacks(name).into_iter().step_by(97).take(60));
    }
    let cookie = window.sign_in("qa").await;
    for (n, line) in (10_u128..).zip(&lines) {
        let id = CallId::numbered(n);
        let call = window.book.begin(id, common::NOON).await;
        let arrived = wasl_model::CallEvent::Arrived {
            leg: wasl_model::LegId::numbered(1),
            from: Some(wasl_model::Pii::new(line.clone())),
            dialled: line.clone(),
            trunk: None,
        };
        call.append_kept(common::NOON, wasl_model::MediaTime::ZERO, arrived).await.unwrap();
        call.close().await;
        let answer = window.get(&format!("/api/v1/calls/{id}"), &cookie).await;
        assert_eq!(answer.headers["content-type"], "application/json");
        let shown = answer.json();
        assert_eq!((shown["from"].as_str(), shown["dialled"].as_str()), (Some(line.as_str()), Some(line.as_str())));
    }
    let listed = window.get("/api/v1/calls?limit=200", &cookie).await.json()["items"].as_array().unwrap().len();
    assert_eq!(listed, lines.len().min(200), "no line removed another");
    window.close().await;
}

#[tokio::test]
async fn a_call_tells_how_its_caller_felt_over_it() {
    let window = Window::open().await;
    let cookie = window.sign_in("qa").await;
    window.call(CALL, "agent", "+966500000000", "كلام").await;
    let unread = window.get(&format!("/api/v1/calls/{CALL}"), &cookie).await.json();
    assert!(unread["id"].is_string() && unread["mood"].is_null(), "{unread}");
    let felt = CallId::numbered(77);
    let call = window.book.begin(felt, common::NOON).await;
    for (second, label) in [(2, Mood::Angry), (4, Mood::Satisfied)] {
        let at = MediaTime::from_millis(second * 1000);
        let reading = MoodReading {
            span: Span { start: at, end: at },
            label,
            confidence: 0.9,
            scores: MoodScores::NEUTRAL,
            arousal: None,
            valence: None,
            evidence: Vec::new(),
        };
        call.append_kept(common::NOON, at, CallEvent::Mood { reading }).await.unwrap();
    }
    call.close().await;
    let mood = &window.get(&format!("/api/v1/calls/{felt}"), &cookie).await.json()["mood"];
    assert_eq!((mood["start"].as_str(), mood["end"].as_str()), (Some("angry"), Some("satisfied")), "{mood}");
    assert_eq!((mood["peak"]["mood"].as_str(), mood["peak"]["at"].as_u64()), (Some("angry"), Some(2_000)));
    window.close().await;
}

#[tokio::test]
async fn no_path_reaches_a_file_outside() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "كلام").await;
    let cookie = window.sign_in("admin").await;
    let mut lines: Vec<String> =
        ["../../wasl.db", "..%2f..%2fwasl.db", "%2e%2e/%2e%2e/etc/passwd", "....//etc/passwd", "/etc/passwd", "..%00/"]
            .map(str::to_owned)
            .to_vec();
    lines.extend(attacks("traversal.txt").into_iter().step_by(53).take(400));
    for line in lines {
        // What cannot be in a request line is sent percent-encoded.
        let line: String = line
            .bytes()
            .map(|byte| match byte {
                b'!'..=b'~' => char::from(byte).to_string(),
                _ => format!("%{byte:02x}"),
            })
            .collect();
        for path in [
            format!("/assets/{line}"),
            format!("/api/v1/calls/{line}/recording"),
            format!("/api/v1/calls/{line}"),
            format!("/{line}"),
        ] {
            let answer = window.get(&path, &cookie).await;
            let text = answer.text();
            let page = answer.status == 200 && text.starts_with("<!doctype html>");
            assert!(answer.status >= 400 || page, "{path} gave {}", answer.status);
            assert!(!text.contains("root:") && !text.contains("SQLite format"), "{path}");
        }
    }
    window.close().await;
}

#[tokio::test]
async fn health_says_what_is_missing() {
    let window = Window::open().await;
    assert_eq!(window.get("/readyz", "").await.text(), "ready\n");
    *window.floor.closing.lock().unwrap() = true;
    assert_eq!(window.get("/healthz", "").await.text(), "ok\n");
    let ready = window.get("/readyz", "").await;
    assert_eq!((ready.status, &ready.json()["detail"]), (503, &"the models are being loaded".into()));
    assert_eq!(window.get("/metrics", "").await.text(), "# EOF\n");
    window.close().await;
}
