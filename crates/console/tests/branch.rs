//! The branch's desk over HTTP: found, heard, answered, logged once; by a page and by another system.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{CALL, NOON, Window};
use serde_json::{Value, json};
use wasl_model::{Language, MediaTime, Span, Speaker, Utterance, UtteranceId, VisitId};

const SARA: &str = "0551234567";

/// A house in which `agent` promised Sara something in a call, to be kept in the branch where `branch` serves.
async fn promised() -> (Window, String, String) {
    let window = Window::open().await;
    window.call(CALL, "agent", SARA, "متى تردون علي").await;
    window.book.set_branch(&"branch".into(), Some(&"العليا".into())).await.unwrap();
    let agent = window.page_of("agent").await;
    let line = window.book.transcript(CALL).await.unwrap().unwrap()[0].id;
    let promise = json!({ "what": "نسلمك البطاقة", "keeper": "branch", "branch": "العُليا", "utterance": line });
    let made = window.send("POST", &format!("/api/v1/calls/{CALL}/promises"), &agent, promise).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let promise = made.json()["id"].as_str().unwrap().to_owned();
    let lines = window.page_of("branch").await;
    (window, promise, lines)
}

/// Visits are of now: nobody can have come to the house of the test, whose calls are at noon of another day, before.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap().max(NOON.as_millis() + 60_000)
}

fn visit(id: u128, outcomes: &Value) -> Value {
    let id = VisitId::numbered(id);
    json!({ "id": id, "number": "٠٥٥ ١٢٣ ٤٥٦٧", "at": now(), "notes": "<b>شرحنا</b>", "outcomes": outcomes, "left": "sad" })
}

#[tokio::test]
async fn a_person_is_found_heard_and_their_visit_logged_once() {
    let (window, promise, branch) = promised().await;
    let get = async |path: &str| window.send("GET", path, &branch, Value::Null).await;
    let found = get("/api/v1/branch/find?q=4567").await.json();
    assert_eq!((&found["items"][0]["number"], &found["items"][0]["open_promises"]), (&SARA.into(), &1.into()));
    let desk = get(&format!("/api/v1/branch/person?number={SARA}")).await.json();
    assert_eq!(desk["promises"][0]["id"], promise.as_str());
    let clip = get(&format!("/api/v1/promises/{promise}/clip")).await;
    assert_eq!((clip.status, clip.headers["content-type"].as_str()), (200, "audio/wav"));
    assert!(clip.body.starts_with(b"RIFF") && clip.body.len() > 30_000, "nearly a second of both sides");
    let today = get("/api/v1/branch/today").await.json();
    assert_eq!(today["expected"][0]["promise"]["id"], promise.as_str(), "the branch is named in another spelling");

    let silent = window.send("POST", "/api/v1/branch/visits", &branch, visit(1, &json!([]))).await;
    assert_eq!(silent.status, 422, "{}", silent.text());
    assert_eq!(silent.json()["code"], "unanswered");
    assert_eq!(silent.json()["promise"], promise.as_str(), "it says which");
    let whole = visit(1, &json!([{ "promise": promise, "outcome": "not_kept", "why": "لا نعرف عنها" }]));
    let logged = window.send("POST", "/api/v1/branch/visits", &branch, whole.clone()).await;
    assert_eq!(logged.status, 201, "{}", logged.text());
    assert_eq!((&logged.json()["notes"], &logged.json()["branch"]), (&"<b>شرحنا</b>".into(), &"العليا".into()));
    let again = window.send("POST", "/api/v1/branch/visits", &branch, whole.clone()).await;
    assert_eq!((again.status, again.json()), (200, logged.json()));
    let mut other = whole;
    other["left"] = "satisfied".into();
    assert_eq!(window.send("POST", "/api/v1/branch/visits", &branch, other).await.status, 409);

    let customer = logged.json()["customer"].as_str().unwrap().to_owned();
    let journey = get(&format!("/api/v1/customers/{customer}/journey")).await.json();
    let kinds: Vec<_> = journey["steps"].as_array().unwrap().iter().map(|step| step["kind"].clone()).collect();
    assert_eq!(json!(kinds), json!(["phone", "promise_made", "visit", "promise_broken"]));
    assert_eq!(journey["worst"], 3);
    let actions: Vec<_> = window.book.audit_rows(50).await.unwrap().into_iter().map(|row| row.action).collect();
    for action in ["branch.find", "person.open", "promise.clip", "visit.log", "journey.open", "branch.today"] {
        assert!(actions.iter().any(|noted| noted == action), "{action} is noted");
    }
    window.close().await;
}

#[tokio::test]
async fn a_visit_is_recorded_with_consent_only_and_handed_over_once() {
    let (window, promise, branch) = promised().await;
    let whole = visit(501, &json!([{ "promise": promise, "outcome": "not_raised" }]));
    assert_eq!(window.send("POST", "/api/v1/branch/visits", &branch, whole).await.status, 201);
    let path = format!("/api/v1/branch/visits/{}", VisitId::numbered(501));
    let wav = [&mono_header(2_000)[..], &[0; 2_000]].concat();
    let put = async |query: &str, body: &[u8]| {
        window.ask(&format!("PUT {path}/recording{query} HTTP/1.1\r\n{branch}Content-Type: audio/wav\r\n"), body).await
    };
    assert_eq!(put("", &wav).await.status, 400, "nobody agreed");
    assert_eq!(put("?consent=true", b"RIFF nonsense").await.status, 415);
    assert_eq!(put("?consent=true", &wav).await.status, 204);
    assert_eq!(put("?consent=true", &wav).await.status, 204, "sent again");
    let other = [&mono_header(1_000)[..], &[0; 1_000]].concat();
    assert_eq!(put("?consent=true", &other).await.status, 409);
    let heard = window.send("GET", &format!("{path}/recording"), &branch, Value::Null).await;
    assert_eq!((heard.status, heard.body), (200, wav));

    let over = window.send("POST", &format!("{path}/callback"), &branch, json!({ "note": "تنتظر البطاقة" })).await;
    assert_eq!(over.status, 200, "{}", over.text());
    let again = window.send("POST", &format!("{path}/callback"), &branch, json!({})).await;
    assert_eq!(over.json()["callback"], again.json()["callback"]);
    let callbacks = window.book.callbacks().await.unwrap();
    assert_eq!(callbacks.len(), 1);
    assert_eq!(callbacks[0].caller.as_ref().unwrap().reveal(), SARA);
    window.close().await;
}

#[tokio::test]
async fn another_system_logs_with_a_token_and_no_cookie() {
    let (window, promise, _) = promised().await;
    let token = window.book.make_token(&"branch".into()).await.unwrap();
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let whole = visit(1, &json!([{ "promise": promise, "outcome": "kept" }]));
    assert_eq!(window.send("POST", "/api/v1/branch/visits", &bearer, whole.clone()).await.status, 201);
    let wrong = "Authorization: Bearer wasl_00\r\n";
    assert_eq!(window.send("POST", "/api/v1/branch/visits", wrong, whole).await.status, 401);
    assert_eq!(
        window.send("GET", "/api/v1/agents", &bearer, Value::Null).await.status,
        403,
        "a token has its user's role"
    );
    window.book.set_disabled(&"branch".into(), true).await.unwrap();
    assert_eq!(window.send("GET", "/api/v1/me", &bearer, Value::Null).await.status, 401);
    window.close().await;
}

#[tokio::test]
async fn a_branch_sees_its_own_and_a_user_without_one_is_told_what_to_do() {
    let (window, promise, branch) = promised().await;
    let whole = visit(1, &json!([{ "promise": promise, "outcome": "kept" }]));
    assert_eq!(window.send("POST", "/api/v1/branch/visits", &branch, whole).await.status, 201);
    let mut elsewhere = visit(2, &json!([]));
    elsewhere["branch"] = "الملز".into();
    assert_eq!(window.send("POST", "/api/v1/branch/visits", &branch, elsewhere).await.status, 403);
    window.book.set_branch(&"branch".into(), Some(&"الملز".into())).await.unwrap();
    let mine = window.send("GET", "/api/v1/branch/visits", &branch, Value::Null).await.json();
    assert_eq!(mine["items"], json!([]), "the visit was in another branch");
    let path = format!("/api/v1/branch/visits/{}/callback", VisitId::numbered(1));
    assert_eq!(window.send("POST", &path, &branch, json!({})).await.status, 404);
    let qa = window.page_of("qa").await;
    let all =
        window.send("GET", "/api/v1/branch/visits?branch=%D8%A7%D9%84%D8%B9%D9%84%D9%8A%D8%A7", &qa, Value::Null).await;
    assert_eq!(all.json()["items"].as_array().unwrap().len(), 1);
    window.book.set_branch(&"branch".into(), None).await.unwrap();
    let told = window.send("GET", "/api/v1/branch/today", &branch, Value::Null).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("wasl user branch branch"), "{}", told.text());
    assert_eq!(window.send("GET", "/api/v1/me", &branch, Value::Null).await.json()["branch"], Value::Null);
    window.close().await;
}

#[tokio::test]
async fn a_visit_is_in_the_branch_as_its_people_spell_it() {
    let (window, promise, branch) = promised().await;
    let kiosk = window.page_of("supervisor").await;
    let mut sent = visit(1, &json!([{ "promise": promise, "outcome": "not_raised" }]));
    sent["branch"] = "فرع العُليا".into();
    let logged = window.send("POST", "/api/v1/branch/visits", &kiosk, sent.clone()).await;
    assert_eq!((logged.status, &logged.json()["branch"]), (201, &"العليا".into()), "{}", logged.text());
    let mine = window.send("GET", "/api/v1/branch/visits", &branch, Value::Null).await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    window.book.set_branch(&"branch".into(), Some(&"بفرع العليا".into())).await.unwrap();
    let again = window.send("POST", "/api/v1/branch/visits", &kiosk, sent).await;
    assert_eq!(
        (again.status, again.json()),
        (200, logged.json()),
        "it is the same visit, however the house spells it now"
    );
    let mine = window.send("GET", "/api/v1/branch/visits", &branch, Value::Null).await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    window.close().await;
}

#[tokio::test]
async fn a_recording_is_taken_as_kiosks_and_browsers_send_it() {
    let (window, promise, branch) = promised().await;
    let mut sent = 600;
    let mut visits = async |outcomes: serde_json::Value| {
        sent += 1;
        let logged = window.send("POST", "/api/v1/branch/visits", &branch, visit(sent, &outcomes)).await;
        assert_eq!(logged.status, 201, "{}", logged.text());
        format!("/api/v1/branch/visits/{}/recording", VisitId::numbered(sent))
    };
    let put = async |path: &str, query: &str, body: &str| {
        let head = format!("PUT {path}?consent=true{query} HTTP/1.1\r\n{branch}Content-Type: audio/webm\r\n");
        window.ask(&head, body).await
    };
    let samples = async |path: &str| {
        let wav = window.send("GET", path, &branch, Value::Null).await.body;
        let sample = |at: usize| i16::from_le_bytes([wav[44 + at * 2], wav[45 + at * 2]]);
        (wav[22], sample(0), sample(1))
    };
    let first = visits(json!([{ "promise": promise, "outcome": "kept" }])).await;
    for (body, status, told) in [
        ("text", 415, "convert it to 16-bit WAV"),
        ("cut", 400, "send it again"),
        ("long", 413, "send a shorter one"),
        ("evil", 400, "convert it to 16-bit WAV"),
    ] {
        let refused = put(&first, "", body).await;
        assert_eq!(refused.status, status, "{}", refused.text());
        assert!(refused.json()["detail"].as_str().unwrap().ends_with(told), "{}", refused.text());
    }
    assert_eq!(put(&first, "&channels=split", "one").await.status, 400, "it has one channel");
    assert_eq!(put(&first, "", "flac").await.status, 204);
    assert_eq!(put(&first, "", "flac").await.status, 204, "sent again");
    assert_eq!(samples(&first).await, (2, 1, 3), "the customer left, the staff right");
    assert_eq!(put(&first, "&channels=mix", "flac").await.status, 409, "that is another sound");
    for (query, body, kept) in [("", "mp3", (1, 2, 2)), ("&channels=split", "mp3", (2, 1, 3)), ("", "one", (1, 5, 5))] {
        let path = visits(json!([])).await;
        assert_eq!(put(&path, query, body).await.status, 204);
        assert_eq!(samples(&path).await, kept, "{body}{query}");
    }
    window.close().await;
}

/// A WAV header of one channel at 16 kHz.
fn mono_header(data_bytes: u32) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(b"RIFF");
    out.extend((data_bytes + 36).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend([1_u16, 1].map(u16::to_le_bytes).concat());
    out.extend([16_000_u32, 32_000].map(u32::to_le_bytes).concat());
    out.extend([2_u16, 16].map(u16::to_le_bytes).concat());
    out.extend(b"data");
    out.extend(data_bytes.to_le_bytes());
    out
}

#[tokio::test]
async fn reviewers_see_how_a_recorded_visit_went_step_by_step() {
    let (window, promise, branch) = promised().await;
    let whole = visit(1, &json!([{ "promise": promise, "outcome": "not_raised" }]));
    assert_eq!(window.send("POST", "/api/v1/branch/visits", &branch, whole).await.status, 201);
    let qa = window.page_of("qa").await;
    let last = async |lines: &str| {
        let visits = window.send("GET", "/api/v1/branch/visits", lines, Value::Null).await.json();
        visits["items"][0]["last"].clone()
    };
    assert_eq!(last(&qa).await, Value::Null, "no words were kept");
    let turn = |n: u64, speaker, text: &str| Utterance {
        id: UtteranceId::numbered(u128::from(n)),
        speaker,
        span: Span { start: MediaTime(n * 4_000), end: MediaTime(n * 4_000 + 3_000) },
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    };
    let said = [
        turn(1, Speaker::Caller, "بطاقتي ما وصلت من أسبوعين"),
        turn(2, Speaker::Agent, "نعتذر منك على التأخير"),
        turn(3, Speaker::Agent, "شكرا لصبرك"),
    ];
    window.book.visit_heard(VisitId::numbered(1), &said).await.unwrap();
    let read = last(&qa).await;
    let steps: Vec<_> = read["found"].as_array().unwrap().iter().map(|found| found["step"].clone()).collect();
    assert!(steps.contains(&json!("apologise")) && steps.contains(&json!("thank")), "{read}");
    assert!(read["missing"].as_array().unwrap().contains(&json!("solve")), "{read}");
    assert_eq!(last(&branch).await, Value::Null, "those who serve are not shown the judgement");
    window.close().await;
}

#[tokio::test]
async fn the_name_of_somebody_new_has_a_source_and_is_shown_only_as_they_agreed() {
    let (window, _, branch) = promised().await;
    let qa = window.page_of("qa").await;
    for (id, agreed, shown) in
        [(31, json!(true), json!("هدى")), (32, json!(false), Value::Null), (33, Value::Null, json!("هدى"))]
    {
        let new = json!({
            "id": VisitId::numbered(id), "number": format!("+9665000000{id}"), "name": "هدى", "name_consent": agreed,
            "at": now(), "notes": "سألت", "outcomes": [], "left": "neutral",
        });
        let logged = window.send("POST", "/api/v1/branch/visits", &branch, new.clone()).await;
        assert_eq!((logged.status, &logged.json()["name"]), (201, &shown), "{}", logged.text());
        assert_eq!(window.send("POST", "/api/v1/branch/visits", &branch, new).await.status, 200);
        let customer = logged.json()["customer"].as_str().unwrap().to_owned();
        let profile = format!("/api/v1/customers/{customer}/profile");
        let written = window.send("GET", &profile, &branch, Value::Null).await.json()["fields"].clone();
        assert_eq!((&written[0]["value"], &written[0]["source"]), (&json!("هدى"), &json!("branch")));
        let others = window.send("GET", &profile, &qa, Value::Null).await.json();
        assert_eq!(
            (&others["customer"]["name"], others["fields"].as_array().unwrap().is_empty()),
            (&shown, shown.is_null())
        );
    }
    window.close().await;
}
