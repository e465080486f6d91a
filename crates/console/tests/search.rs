//! Looking for words over HTTP: for those who may, with what is wrong said, and as a table other programs read.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{CALL, NOON, Window, attacks};
use tokio::task::JoinSet;
use wasl_model::{CallEvent, CallId, Language, LegId, MediaTime, Pii, Span, Speaker, Utterance, UtteranceId, VisitId};
use wasl_record::{CallBook, Role};

const OTHER: CallId = CallId::numbered(2);

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn words_are_found_with_what_to_light_and_the_search_is_noted() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "موعدي يوم الأحد، من فضلك").await;
    window.call(OTHER, "sara", "+966500000001", "والأحد إجازة").await;
    let cookie = window.sign_in("qa").await;
    let page = window.get(&format!("/api/v1/search?q={}", encoded("الاحد")), &cookie).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.json();
    let items = page["items"].as_array().unwrap();
    assert_eq!((items.len(), &page["next"]), (2, &serde_json::Value::Null));
    assert_eq!((&items[0]["rank"], &items[1]["rank"]), (&"form".into(), &"exact".into()));
    assert_eq!(items[1]["marks"], serde_json::json!([{ "start": 10, "end": 15 }]));
    assert_eq!((&items[1]["call"], &items[1]["speaker"]), (&CALL.to_string().into(), &"caller".into()));
    assert_eq!(items[1]["snippet"], "موعدي يوم الأحد، من فضلك");

    let exact = format!("/api/v1/search?q={}&exact=true&sort=best&limit=1", encoded("الاحد"));
    assert_eq!(window.get(&exact, &cookie).await.json()["items"].as_array().unwrap().len(), 1);
    let first = format!("/api/v1/search?q={}&limit=1", encoded("الاحد"));
    let next = window.get(&first, &cookie).await.json()["next"].as_str().unwrap().to_owned();
    let second = window.get(&format!("{first}&after={next}"), &cookie).await.json();
    assert_eq!((&second["items"][0]["call"], &second["next"]), (&CALL.to_string().into(), &serde_json::Value::Null));

    // The same words in the list of calls, by their older name too.
    for query in [format!("q={}", encoded("الاحد")), format!("words={}", encoded("فضلك"))] {
        let list = window.get(&format!("/api/v1/calls?{query}"), &cookie).await.json();
        assert!(list["items"].as_array().unwrap().iter().all(|call| call["hits"][0]["marks"].is_array()), "{list}");
    }
    let bare = window.get("/api/v1/calls?agent=sara", &cookie).await.json();
    assert_eq!(
        (&bare["items"][0]["id"], &bare["items"][0]["hits"]),
        (&OTHER.to_string().into(), &serde_json::json!([]))
    );
    assert_eq!(bare["items"][0]["figures"]["hold_ms"], 0);
    let noted = window.book.audit_rows(50).await.unwrap();
    assert_eq!(
        noted.iter().filter(|row| row.action == "transcript.search").count(),
        5,
        "a further page is no new search"
    );
    window.close().await;
}

#[tokio::test]
async fn words_of_recorded_visits_are_found_by_branch_for_those_who_see_to_quality() {
    let window = Window::open().await;
    let lines = window.page_of("admin").await;
    let id = VisitId::numbered(3);
    let visit = serde_json::json!({ "id": id, "name": "سارة", "branch": "العليا", "at": NOON.as_millis() - 60_000, "left": "sad" });
    assert_eq!(window.send("POST", "/api/v1/branch/visits", &lines, visit).await.status, 201);
    window.book.keep_visit_channels(id, vec![vec![0; 1_600]]).await.unwrap();
    let span = Span { start: MediaTime::ZERO, end: MediaTime::from_millis(900) };
    let said = Utterance {
        id: UtteranceId::numbered(1),
        speaker: Speaker::Agent,
        span,
        language: Language::Ar,
        text: Pii::from("موعدك يوم الأحد"),
        confidence: 0.9,
        words: vec![],
        matched: None,
        values: vec![],
    };
    window.book.visit_heard(id, &[said]).await.unwrap();
    let found = async |more: &str| {
        let path = format!("/api/v1/search/visits?q={}{more}", encoded("الاحد"));
        let answer = window.send("GET", &path, &lines, serde_json::Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["items"].as_array().unwrap().clone()
    };
    let all = found("").await;
    assert_eq!(
        (&all[0]["visit"], &all[0]["name"], &all[0]["branch"]),
        (&id.to_string().into(), &"سارة".into(), &"العليا".into())
    );
    assert_eq!(all[0]["hits"][0]["snippet_marks"], serde_json::json!([{ "start": 10, "end": 15 }]));
    assert_eq!(found(&format!("&branch={}&mood_end=sad", encoded("فرع العُليا"))).await.len(), 1);
    assert_eq!(found(&format!("&branch={}", encoded("الملز"))).await.len(), 0);
    assert_eq!(found("&queue=support").await.len(), 0, "visits have no queue");
    window.close().await;
}

#[tokio::test]
async fn an_agent_finds_words_of_their_own_calls_only() {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "the card is lost").await;
    window.call(OTHER, "sara", "+966500000001", "the card is found").await;
    let cookie = window.sign_in("agent").await;
    for path in ["search?q=card", "search?q=card&agent=sara", "calls?q=card", "calls?q=card&agent=sara"] {
        let found = window.get(&format!("/api/v1/{path}"), &cookie).await;
        assert!(found.text().contains("lost") && !found.text().contains("found"), "{path}: {}", found.text());
    }
    for role in Role::ALL {
        let cookie = window.sign_in(role.name()).await;
        let exports = matches!(role, Role::Qa | Role::Supervisor | Role::Admin);
        let status = window.get("/api/v1/calls.csv", &cookie).await.status;
        assert_eq!(status, if exports { 200 } else { 403 }, "{}", role.name());
        let searches = exports || role == Role::Agent;
        let status = window.get("/api/v1/search?q=card", &cookie).await.status;
        assert_eq!(status, if searches { 200 } else { 403 }, "{}", role.name());
    }
    assert_eq!(window.get("/api/v1/calls.csv", "").await.status, 401);
    window.close().await;
}

#[tokio::test]
async fn a_bad_query_is_told_what_is_wrong() {
    let window = Window::open().await;
    let cookie = window.sign_in("qa").await;
    for (query, told) in [
        ("", "'q' is missing"),
        ("q=", "'q' is missing"),
        ("q=%22open", "quotation mark"),
        ("q=a*", "2 letters"),
        ("q=%3F%21", "no word"),
        ("q=x&after=nothing", "'after'"),
        ("q=x&sort=oldest", "sort"),
        ("q=x&mood=happy", "mood"),
        ("q=x&silence_ms=-1", "silence_ms"),
        ("q=x&silence=1", "silence"),
        ("q=x&limit=many", "limit"),
    ] {
        let answer = window.get(&format!("/api/v1/search?{query}"), &cookie).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert!(answer.json()["detail"].as_str().unwrap().contains(told), "{query}: {}", answer.text());
    }
    assert_eq!(window.get("/api/v1/calls?q=%22open", &cookie).await.status, 400);
    assert_eq!(window.get("/api/v1/calls.csv?q=%22open", &cookie).await.status, 400);
    window.close().await;
}

#[tokio::test]
async fn attacks_are_words_like_others() {
    let window = Window::open().await;
    let mut lines: Vec<String> =
        ["' OR 1=1 --", "\") OR (\"a", "a:*A & 'b'", "NEAR(a b)", "%00", "=1+1"].map(str::to_owned).into();
    for file in ["sqli.txt", "xss.txt", "blns.txt", "traversal.txt"] {
        let all = attacks(file).into_iter().filter(|line| line.len() < 400);
        // Of the many that are alike (ways out of a folder) some are enough.
        lines.extend(all.step_by(if file == "traversal.txt" { 50 } else { 2 }));
    }
    let said = "<script>alert(1)</script> ' OR 1=1 -- =cmd()";
    window.call(CALL, "agent", "=HYPERLINK(\"http://evil\")", said).await;
    let cookie = window.sign_in("qa").await;
    for line in &lines {
        for route in ["search", "calls"] {
            let answer = window.get(&format!("/api/v1/{route}?q={}", encoded(line)), &cookie).await;
            assert!(matches!(answer.status, 200 | 400), "{route} {line}: {}", answer.text());
        }
        let answer = window.get(&format!("/api/v1/calls?queue={}&branch={0}&agent={0}", encoded(line)), &cookie).await;
        assert!(matches!(answer.status, 200 | 400), "{line}: {}", answer.text());
    }
    let hit = window.get("/api/v1/search?q=script", &cookie).await.json();
    assert_eq!(hit["items"][0]["text"], said, "as it was said");
    let table = window.get("/api/v1/calls.csv?q=cmd", &cookie).await.text();
    assert!(table.contains("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{table}");
    window.close().await;
}

#[tokio::test]
async fn the_table_has_every_call_that_fits_and_is_noted() {
    let window = Window::open().await;
    let mut open = Vec::new();
    for n in 1..=203 {
        let call = window.book.begin(CallId::numbered(n), NOON).await;
        let (leg, agent) = (LegId::numbered(1), if n % 2 == 0 { "sara" } else { "agent" });
        let (from, dialled) = (Some("+966500000000".into()), "support".to_owned());
        call.append(NOON, MediaTime::ZERO, CallEvent::Arrived { leg, from, dialled, trunk: None }).await;
        call.append(NOON, MediaTime::ZERO, CallEvent::Bridged { leg, agent: Some(agent.into()) }).await;
        open.push(call);
    }
    open.into_iter().map(CallBook::close).collect::<JoinSet<_>>().join_all().await;
    let cookie = window.sign_in("supervisor").await;
    let answer = window.get("/api/v1/calls.csv?header=ar", &cookie).await;
    assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    assert!(answer.headers["content-disposition"].contains("calls.csv"));
    let table = answer.text();
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    assert!(lines.next().unwrap().starts_with("الرقم,البداية,"), "{table}");
    assert_eq!(lines.clone().count(), 203);
    assert!(lines.all(|line| line.contains(",'+966500000000,,support,")), "{table}");
    let table = window.get("/api/v1/calls.csv?agent=sara", &cookie).await.text();
    assert_eq!((table.lines().count(), &table[3..8]), (102, "id,be"));
    let noted = window.book.audit_rows(50).await.unwrap();
    assert_eq!(noted.iter().filter(|row| row.action == "calls.export").count(), 2);
    window.close().await;
}
