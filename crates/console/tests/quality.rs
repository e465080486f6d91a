//! The reviewers' work over HTTP: scorecards with their roles, remarks, named lists, samples, findings, silent customers.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use std::time::Duration;

use common::{CALL, NOBODY, NOON, PASSWORD, Window};
use serde_json::{Value, json};
use wasl_console::kept::form::{FormRefused, take_up};
use wasl_console::kept::{FindingState, KeptFinding, KeptOutreach, OutreachState};
use wasl_model::spoken::TextSpan;
use wasl_model::*;
use wasl_record::{NewUser, Notice, Role};
use wasl_review::consistency::{Fact, Finding, FindingKind, Quote, Topic, TouchId, Value as Told};
use wasl_review::scorecard::{Answers, Form};
use wasl_review::silent::{Group, SilentPerson, SilentReason};

const CALLS: &str = "/api/v1/calls";

async fn opened() -> Window {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد استرداد المبلغ").await;
    let password = Pii::from(PASSWORD);
    let new = NewUser { name: "qa2".into(), display_name: "Second".into(), role: Role::Qa, password };
    window.book.add_user(new).await.unwrap();
    window
}

/// A good answer to every question of the house's own form.
fn all_answered() -> Value {
    let form = Form::builtin().remove(0);
    let marks = form.questions().map(|question| {
        let answer = match &question.answer {
            Answers::YesNo => json!({ "kind": "yes", "yes": true }),
            Answers::Scale { most } => json!({ "kind": "points", "points": most }),
            Answers::Choice { options } => json!({ "kind": "chosen", "option": options[0].id }),
        };
        (question.id.clone(), json!({ "answer": answer }))
    });
    Value::Object(marks.collect())
}

fn reviews() -> String {
    format!("{CALLS}/{CALL}/reviews")
}

#[tokio::test]
async fn a_sheet_goes_from_draft_to_resolved_and_everybody_keeps_to_their_part() {
    let window = opened().await;
    let (qa, judge, agent) = (window.page_of("qa").await, window.page_of("qa2").await, window.page_of("agent").await);
    let unknown = window.send("POST", &reviews(), &qa, json!({ "form": "nothing" })).await;
    assert_eq!(unknown.status, 400);
    let begun = window.send("POST", &reviews(), &qa, json!({ "form": "last" })).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let sheet = format!("{}/{}", reviews(), begun.json()["id"].as_str().unwrap());
    assert_eq!(begun.json()["sheet"]["agent"], "agent");
    assert_eq!(begun.json()["may"], json!(["edit", "publish"]));
    assert_eq!(window.send("POST", &reviews(), &qa, json!({ "form": "last" })).await.status, 409, "one is enough");
    for (lines, seen) in [(&agent, 0), (&judge, 0), (&qa, 1)] {
        let sheets = window.send("GET", &reviews(), lines, Value::Null).await.json();
        assert_eq!(sheets["sheets"].as_array().unwrap().len(), seen, "a draft is its author's alone");
    }
    let early = window.send("POST", &format!("{sheet}/publish"), &qa, json!({})).await;
    assert_eq!(early.status, 422, "the machine's marks are no person's: {}", early.text());
    let wrong = json!({ "marks": { "nothing": { "answer": { "kind": "yes", "yes": true } } }, "comment": null });
    assert_eq!(window.send("PUT", &sheet, &qa, wrong).await.status, 422);
    let marks = json!({ "marks": all_answered(), "comment": "<script>alert(1)</script>" });
    assert_eq!(window.send("PUT", &sheet, &judge, marks.clone()).await.status, 404, "not theirs");
    let written = window.send("PUT", &sheet, &qa, marks.clone()).await;
    assert_eq!(written.status, 200, "{}", written.text());
    assert_eq!(written.json()["score"]["score"], 100.0);
    assert_eq!(window.send("POST", &format!("{sheet}/acknowledge"), &qa, json!({})).await.status, 409);
    let published = window.send("POST", &format!("{sheet}/publish"), &qa, json!({})).await;
    assert_eq!((published.status, &published.json()["sheet"]["state"]), (200, &json!("published")));
    assert_eq!(window.send("PUT", &sheet, &qa, marks.clone()).await.status, 409, "published is published");
    let theirs = window.send("GET", &reviews(), &agent, Value::Null).await.json();
    assert_eq!(theirs["sheets"][0]["may"], json!(["acknowledge", "dispute"]));
    assert_eq!(theirs["sheets"][0]["sheet"]["comment"], "<script>alert(1)</script>", "stored as sent");
    assert_eq!(window.send("POST", &format!("{sheet}/dispute"), &agent, json!({})).await.status, 422, "no reason");
    let why = json!({ "why": "I did say back what I heard." });
    assert_eq!(window.send("POST", &format!("{sheet}/dispute"), &agent, why).await.status, 200);
    let own = window.send("POST", &format!("{sheet}/resolve"), &qa, json!({ "why": "no" })).await;
    assert!([403, 409].contains(&own.status), "nobody judges a dispute about their own sheet: {}", own.text());
    let resolved = window.send("POST", &format!("{sheet}/resolve"), &judge, json!({ "why": "Heard it too." })).await;
    assert_eq!(resolved.status, 200, "{}", resolved.text());
    let history =
        resolved.json()["sheet"]["history"].as_array().unwrap().iter().map(|s| s["action"].clone()).collect::<Vec<_>>();
    assert_eq!(history, ["publish", "dispute", "resolve"]);
    let noted = window.book.audit_rows(50).await.unwrap();
    for action in ["review.begin", "review.write", "review.publish", "review.dispute", "review.resolve"] {
        assert!(noted.iter().any(|row| row.action == action && row.call == Some(CALL)), "{action} is noted");
    }
    window.close().await;
}

#[tokio::test]
async fn whoever_scores_blindly_sees_nothing_of_others_until_they_are_done_and_agreement_is_counted() {
    let window = opened().await;
    let (qa, second) = (window.page_of("qa").await, window.page_of("qa2").await);
    let first = window.send("POST", &reviews(), &qa, json!({ "form": "last" })).await.json();
    let first = format!("{}/{}", reviews(), first["id"].as_str().unwrap());
    let marks = json!({ "marks": all_answered(), "comment": null });
    window.send("PUT", &first, &qa, marks.clone()).await;
    assert_eq!(window.send("POST", &format!("{first}/publish"), &qa, json!({})).await.status, 200);
    let blind = window.send("POST", &reviews(), &second, json!({ "form": "last", "blind": true })).await.json();
    assert_eq!(blind["sheet"]["marks"], json!({}), "no suggestions");
    let seen = window.send("GET", &reviews(), &second, Value::Null).await.json();
    assert_eq!((seen["sheets"].as_array().unwrap().len(), &seen["machine"]), (1, &Value::Null));
    let listed = window.send("GET", &format!("/api/v1/reviews?calls={CALL}"), &second, Value::Null).await.json();
    assert_eq!(listed[0]["sheet"]["id"], blind["id"]);
    let blind = format!("{}/{}", reviews(), blind["id"].as_str().unwrap());
    window.send("PUT", &blind, &second, marks).await;
    assert_eq!(window.send("POST", &format!("{blind}/publish"), &second, json!({})).await.status, 200);
    let seen = window.send("GET", &reviews(), &second, Value::Null).await.json();
    assert_eq!(seen["sheets"].as_array().unwrap().len(), 2);
    assert_ne!(seen["machine"], Value::Null);
    let agent = window.page_of("agent").await;
    let theirs = window.send("GET", &reviews(), &agent, Value::Null).await.json();
    assert_eq!(theirs["sheets"].as_array().unwrap().len(), 1, "the blind one is not about them");
    let report = window.send("GET", "/api/v1/reports/calibration?form=last", &qa, Value::Null).await.json();
    assert_eq!((&report["calls"], &report["questions"][0]["equal"]), (&json!(1), &json!(1.0)));
    window.close().await;
}

#[tokio::test]
async fn a_form_has_versions_and_a_sheet_keeps_its_own() {
    let window = opened().await;
    let qa = window.page_of("qa").await;
    let mut form = window.send("GET", "/api/v1/forms/last", &qa, Value::Null).await.json();
    let old = form["version"].clone();
    let sheet = window.send("POST", &reviews(), &qa, json!({ "form": "last" })).await.json();
    let sections = form["sections"].as_array_mut().unwrap();
    sections.truncate(1);
    let written = json!({ "title": form["title"], "sections": form["sections"] });
    let new = window.send("PUT", "/api/v1/forms/last", &qa, written.clone()).await;
    assert_eq!((new.status, &new.json()["version"]), (201, &json!(old.as_u64().unwrap() + 1)));
    assert_eq!(
        window.send("PUT", "/api/v1/forms/Bad Name".replace(' ', "%20").as_str(), &qa, written).await.status,
        422
    );
    let empty = json!({ "title": { "ar": "x", "en": "x" }, "sections": [] });
    assert_eq!(window.send("PUT", "/api/v1/forms/empty", &qa, empty).await.status, 422, "nothing to score");
    let listed = window.send("GET", "/api/v1/forms", &qa, Value::Null).await.json();
    assert_eq!(listed[0]["version"], new.json()["version"]);
    let sheets = window.send("GET", &reviews(), &qa, Value::Null).await.json();
    assert_eq!((&sheets["sheets"][0]["id"], &sheets["sheets"][0]["sheet"]["version"]), (&sheet["id"], &old));
    window.close().await;
}

#[tokio::test]
async fn remarks_name_colleagues_are_answered_settled_and_taken_away_by_their_author() {
    let window = opened().await;
    let (qa, second, agent) = (window.page_of("qa").await, window.page_of("qa2").await, window.page_of("agent").await);
    let comments = format!("{CALLS}/{CALL}/comments");
    let mut notices = window.book.notices();
    let text = "=HYPERLINK(\"x\") @qa2 اسمعي هذا";
    let length = window.book.call(CALL).await.unwrap().unwrap().media_length.as_millis();
    let last = json!({ "start_ms": 0, "end_ms": length + 60, "text": "to the last frame of the sound" });
    let last = window.send("POST", &comments, &qa, last).await;
    assert_eq!(last.status, 201, "{}", last.text());
    let gone = format!("{comments}/{}", last.json()["id"].as_str().unwrap());
    assert_eq!(window.send("DELETE", &gone, &qa, Value::Null).await.status, 204);
    let written = window.send("POST", &comments, &qa, json!({ "start_ms": 100, "end_ms": 700, "text": text })).await;
    assert_eq!(written.status, 201, "{}", written.text());
    assert_eq!((&written.json()["mentions"], &written.json()["text"]), (&json!(["qa2"]), &json!(text)));
    assert!(matches!(notices.try_recv().unwrap(), Notice::Mentioned { users, .. } if users == ["qa2".into()]));
    let one = written.json()["id"].as_str().unwrap().to_owned();
    let reply = json!({ "start_ms": 100, "end_ms": 700, "text": "نعم", "reply_to": one });
    assert_eq!(window.send("POST", &comments, &second, reply).await.status, 201);
    for (body, status) in [
        (json!({ "start_ms": 0, "end_ms": 999_999, "text": "beyond" }), 400),
        (json!({ "start_ms": 5, "end_ms": 1, "text": "backwards" }), 400),
        (json!({ "start_ms": 0, "end_ms": 1, "text": "  " }), 400),
        (json!({ "start_ms": 0, "end_ms": 1, "text": "x", "reply_to": NOBODY }), 400),
    ] {
        assert_eq!(window.send("POST", &comments, &qa, body).await.status, status);
    }
    let path = format!("{comments}/{one}");
    assert_eq!(window.send("PUT", &path, &second, json!({ "text": "other" })).await.status, 403);
    let settled = window.send("PUT", &path, &second, json!({ "resolved": true })).await.json();
    assert_eq!(settled["resolved"]["by"], "qa2");
    assert_eq!(window.send("DELETE", &path, &second, Value::Null).await.status, 403);
    assert_eq!(window.send("GET", &comments, &agent, Value::Null).await.status, 403, "reviewers' own talk");
    assert_eq!(window.send("DELETE", &path, &qa, Value::Null).await.status, 409, "it was answered");
    assert_eq!(window.send("GET", &comments, &qa, Value::Null).await.json().as_array().unwrap().len(), 2);
    window.close().await;
}

#[tokio::test]
async fn a_list_is_named_for_oneself_or_for_colleagues() {
    let window = opened().await;
    let (qa, second) = (window.page_of("qa").await, window.page_of("qa2").await);
    let view =
        |name: &str, shared: bool| json!({ "name": name, "query": "mood_end=angry&queue=support", "shared": shared });
    let own = window.send("POST", "/api/v1/views", &qa, view("غاضبون", false)).await;
    assert_eq!(own.status, 201);
    assert_eq!(window.send("POST", "/api/v1/views", &qa, view("غاضبون", false)).await.status, 409);
    let shared = window.send("POST", "/api/v1/views", &qa, view("للجميع", true)).await.json();
    let theirs = window.send("GET", "/api/v1/views", &second, Value::Null).await.json();
    assert_eq!(theirs.as_array().unwrap().len(), 1);
    assert_eq!((&theirs[0]["name"], &theirs[0]["mine"]), (&json!("للجميع"), &json!(false)));
    let path = format!("/api/v1/views/{}", shared["id"].as_str().unwrap());
    assert_eq!(window.send("DELETE", &path, &second, Value::Null).await.status, 404);
    assert_eq!(window.send("DELETE", &path, &qa, Value::Null).await.status, 204);
    window.close().await;
}

fn quote(touch: TouchId, words: &str, outcome: PromiseOutcome) -> Quote {
    let fact = Fact { topic: Topic::Promise, about: "refund".into(), value: Told::Outcome { outcome } };
    let span = Some(Span { start: MediaTime(0), end: MediaTime(900) });
    let part = TextSpan { start: 0, end: words.len() };
    Quote { touch, speaker: Some(Speaker::Agent), utterance: None, span, words: words.into(), part, fact }
}

async fn found(window: &Window) -> String {
    let finding = Finding {
        kind: FindingKind::BrokenPromise,
        topic: Topic::Promise,
        about: "refund".into(),
        phone: quote(TouchId::Phone(CALL), "سنعيد لك المبلغ غدًا", PromiseOutcome::Kept),
        branch: quote(TouchId::Branch(VisitId::numbered(5)), "لا يوجد أي طلب", PromiseOutcome::NotKept),
        confidence: 0.9,
        why_ar: "وُعد ولم يوفَّ".into(),
        why_en: "promised and not kept".into(),
        promise: None,
        book: None,
    };
    let kept = KeptFinding {
        id: FindingId::numbered(1),
        state: FindingState::Open,
        customer: None,
        branch: Some("olaya".into()),
        queue: Some("support".into()),
        call: Some(CALL),
        visit: Some(VisitId::numbered(5)),
        found_at: NOON,
        finding,
        question: None,
        answer: None,
        verdict: None,
        lesson: None,
    };
    window.book.put_up(&kept, None).await.unwrap();
    format!("/api/v1/consistency/{}", kept.id)
}

#[tokio::test]
async fn a_verdict_needs_evidence_from_both_sides_and_a_lesson_closes_the_finding() {
    let window = opened().await;
    let qa = window.page_of("qa").await;
    let path = found(&window).await;
    let listed =
        window.send("GET", "/api/v1/consistency?state=open&kind=broken_promise&branch=olaya", &qa, Value::Null).await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 1, "{}", listed.text());
    let whole = window.send("GET", &path, &qa, Value::Null).await.json();
    assert_eq!((&whole["call_known"]["id"], whole["lines"].as_array().unwrap().len()), (&json!(CALL), 1));
    let quote = json!({ "kind": "quote", "span": null, "words": "سنعيد لك المبلغ غدًا" });
    let verdict = |phone: Value, branch: Value| json!({ "verdict": "contradicted", "reason": "not_told", "phone": phone, "branch": branch });
    for (phone, branch) in [
        (quote.clone(), Value::Null),
        (Value::Null, quote.clone()),
        (json!({ "kind": "quote", "span": null, "words": " " }), quote.clone()),
    ] {
        let refused = window.send("POST", &format!("{path}/verdict"), &qa, verdict(phone, branch)).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    }
    let lesson = json!({ "lesson": "الفرع يُخبَر بكل وعد قبل موعده" });
    assert_eq!(window.send("POST", &format!("{path}/close"), &qa, lesson.clone()).await.status, 409, "not judged");
    let due = NOON.as_millis() + 365 * 86_400_000;
    let asked = json!({ "text": "لماذا رُفض الطلب؟", "due_ms": due });
    let asked = window.send("POST", &format!("{path}/ask"), &qa, asked).await;
    assert_eq!((asked.status, &asked.json()["state"]), (200, &json!("asked")), "{}", asked.text());
    let good = verdict(quote, json!({ "kind": "not_recorded" }));
    let judged = window.send("POST", &format!("{path}/verdict"), &qa, good).await;
    assert_eq!((judged.status, &judged.json()["state"]), (200, &json!("judged")), "{}", judged.text());
    let closed = window.send("POST", &format!("{path}/close"), &qa, lesson.clone()).await;
    assert_eq!((closed.status, &closed.json()["state"]), (200, &json!("closed")));
    assert_eq!(window.send("POST", &format!("{path}/close"), &qa, lesson).await.status, 409);
    let history = window.send("GET", &path, &qa, Value::Null).await.json();
    let actions: Vec<_> = history["history"].as_array().unwrap().iter().map(|step| step["action"].clone()).collect();
    assert_eq!(actions, ["ask", "verdict", "close"]);
    let gaps = window.send("GET", "/api/v1/reports/gaps?days=366", &qa, Value::Null).await.json();
    let branch = &gaps["by_branch"][0];
    assert_eq!((&branch["key"], &branch["contradicted"], &branch["waiting"]), (&json!("olaya"), &json!(1), &json!(0)));
    let (from, to) = (NOON.as_millis() - 1, NOON.as_millis() + 1);
    let page = window.send("GET", &format!("/api/v1/reports/executive?from={from}&to={to}"), &qa, Value::Null).await;
    assert_eq!(page.json()["consistency"]["found"], json!([0, 1, 0, 0]), "{}", page.text());
    let agent = window.page_of("agent").await;
    assert_eq!(window.send("GET", &path, &agent, Value::Null).await.status, 403);
    window.close().await;
}

#[tokio::test]
async fn findings_are_found_by_their_customer_under_every_id_they_had() {
    let window = opened().await;
    let qa = window.page_of("qa").await;
    found(&window).await;
    for (id, number) in [("u1", "+966550000001"), ("u2", "0550000001")] {
        let numbers = vec![Pii::from(number)];
        let who = Customer { id: id.into(), name: None, numbers, city: None, language: None, occasion: None };
        window.book.put_customer(who).await.unwrap();
    }
    let known: KeptFinding = window.book.kept(&FindingId::numbered(1).to_string()).await.unwrap().unwrap();
    let of_u2 = KeptFinding { id: FindingId::numbered(2), customer: Some("u2".into()), ..known };
    assert!(window.book.put_up(&of_u2, None).await.unwrap());
    let count = async |customer: &str| {
        let path = format!("/api/v1/consistency?customer={customer}&state=open");
        window.send("GET", &path, &qa, Value::Null).await.json()["items"].as_array().unwrap().len()
    };
    assert_eq!((count("u1").await, count("u2").await, count("nobody").await), (0, 1, 0));
    let admin = window.page_of("admin").await;
    let merged = window.send("POST", "/api/v1/customers/u1/merges", &admin, json!({ "gone": "u2" })).await;
    assert_eq!(merged.status, 201, "{}", merged.text());
    assert_eq!((count("u1").await, count("u2").await), (1, 1), "who they were made one with");
    window.close().await;
}

#[tokio::test]
async fn a_branch_finds_what_it_is_asked_however_it_is_spelled() {
    let window = opened().await;
    let (qa, path) = (window.page_of("qa").await, found(&window).await);
    window.book.set_branch(&"branch".into(), Some(&"Olaya Branch".into())).await.unwrap();
    let due = NOON.as_millis() + 365 * 86_400_000;
    let asked = json!({ "branch": "OLAYA", "text": "لماذا رُفض الطلب؟", "due_ms": due });
    let asked = window.send("POST", &format!("{path}/ask"), &qa, asked).await;
    assert_eq!(asked.json()["question"]["branch"], "Olaya Branch", "as its people spell it: {}", asked.text());
    let branch = window.page_of("branch").await;
    for spelled in ["Olaya Branch", "the branch Olaya", "olaya"] {
        window.book.set_branch(&"branch".into(), Some(&spelled.into())).await.unwrap();
        let listed = window.send("GET", "/api/v1/consistency", &branch, Value::Null).await.json();
        let opened = window.send("GET", &path, &branch, Value::Null).await.status;
        let expected = if spelled == "the branch Olaya" { (0, 404) } else { (1, 200) };
        assert_eq!((listed["items"].as_array().unwrap().len(), opened), expected, "{spelled}");
    }
    window.close().await;
}

#[tokio::test]
async fn a_branch_asked_after_the_verdict_answers_and_the_finding_is_closed() {
    let window = opened().await;
    let (qa, path) = (window.page_of("qa").await, found(&window).await);
    window.book.set_branch(&"branch".into(), Some(&"olaya".into())).await.unwrap();
    let branch = window.page_of("branch").await;
    let post = async |lines: &str, action: &str, body: Value| {
        let answer = window.send("POST", &format!("{path}/{action}"), lines, body).await;
        (answer.status, answer.json()["state"].clone())
    };
    let nothing = json!({ "kind": "not_recorded" });
    let verdict = json!({ "verdict": "kept", "reason": "agreed", "phone": nothing, "branch": nothing });
    assert_eq!(post(&qa, "verdict", verdict).await, (200, json!("judged")));
    let due = NOON.as_millis() + 365 * 86_400_000;
    assert_eq!(post(&qa, "ask", json!({ "text": "لماذا؟", "due_ms": due })).await, (200, json!("asked")));
    assert_eq!(post(&branch, "answer", json!({ "text": "اتفقنا مع العميل" })).await, (200, json!("judged")));
    assert_eq!(post(&qa, "close", json!({ "lesson": "يُكتب كل اتفاق" })).await, (200, json!("closed")));
    window.close().await;
}

async fn silent(window: &Window, n: u128, group: Group) -> String {
    let found = SilentPerson {
        person: format!("+96650000000{n}").into(),
        customer: None,
        number: Some(format!("+96650000000{n}").into()),
        reason: SilentReason::Abandoned,
        also: vec![],
        since: NOON,
        call: Some(CALL),
        visit: None,
        promise: None,
        mood: Some(Mood::Angry),
        urgency: 0.8,
        why_ar: "انتظر ثم أغلق".into(),
        why_en: "Waited and hung up".into(),
    };
    let kept = KeptOutreach {
        id: OutreachId::numbered(n),
        state: OutreachState::Open,
        group,
        assigned: None,
        outcome: None,
        unanswered: 0,
        note: None,
        closed_at: None,
        back_at: None,
        mood_back: None,
        found,
    };
    window.book.put_up(&kept, None).await.unwrap();
    format!("/api/v1/silent-customers/{}", kept.id)
}

#[tokio::test]
async fn a_silent_customer_is_taken_and_called_once_and_those_held_out_are_never_shown() {
    let window = opened().await;
    let qa = window.page_of("qa").await;
    let (called, held_out) = (silent(&window, 1, Group::Called).await, silent(&window, 2, Group::HeldOut).await);
    let list = window.send("GET", "/api/v1/silent-customers", &qa, Value::Null).await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["found"]["why_en"], "Waited and hung up");
    let assign = format!("{called}/assign");
    assert_eq!(window.send("POST", &assign, &qa, json!({ "user": "nobody" })).await.status, 400);
    let taken = window.send("POST", &assign, &qa, json!({ "user": "agent" })).await.json();
    assert_eq!((&taken["state"], &taken["assigned"]), (&json!("assigned"), &json!("agent")));
    assert_eq!(window.send("POST", &format!("{held_out}/assign"), &qa, json!({ "user": "qa" })).await.status, 404);
    let outcome = format!("{called}/outcome");
    assert_eq!(window.send("POST", &outcome, &qa, json!({ "outcome": "came_back" })).await.status, 422);
    for tries in 1..=2 {
        let told = window.send("POST", &outcome, &qa, json!({ "outcome": "no_answer" })).await.json();
        assert_eq!((&told["state"], &told["unanswered"]), (&json!("assigned"), &json!(tries)), "called again");
    }
    let told = window.send("POST", &outcome, &qa, json!({ "outcome": "glad", "note": "شكرنا" })).await.json();
    assert_eq!((&told["state"], &told["outcome"]), (&json!("closed"), &json!("glad")));
    assert_eq!(window.send("POST", &outcome, &qa, json!({ "outcome": "reached" })).await.status, 409);
    window.close().await;
}

#[tokio::test]
async fn an_agent_sees_and_answers_the_silent_customers_given_to_them_and_no_others() {
    let window = opened().await;
    let (qa, agent) = (window.page_of("qa").await, window.page_of("agent").await);
    let (theirs, others) = (silent(&window, 1, Group::Called).await, silent(&window, 2, Group::Called).await);
    for (path, user) in [(&theirs, "agent"), (&others, "qa")] {
        let given = window.send("POST", &format!("{path}/assign"), &qa, json!({ "user": user })).await;
        assert_eq!(given.status, 200, "{}", given.text());
    }
    for list in ["/api/v1/silent-customers", "/api/v1/silent-customers?assigned=qa"] {
        let items = window.send("GET", list, &agent, Value::Null).await.json()["items"].clone();
        assert_eq!((items.as_array().unwrap().len(), &items[0]["assigned"]), (1, &json!("agent")), "{list}");
    }
    assert_eq!(window.send("POST", &format!("{theirs}/assign"), &agent, json!({ "user": null })).await.status, 403);
    let silent = json!({ "outcome": "no_answer" });
    assert_eq!(window.send("POST", &format!("{others}/outcome"), &agent, silent.clone()).await.status, 404);
    for state in ["assigned", "assigned", "closed"] {
        let told = window.send("POST", &format!("{theirs}/outcome"), &agent, silent.clone()).await.json();
        assert_eq!((&told["state"], &told["outcome"]), (&json!(state), &json!("no_answer")));
    }
    let left = window.send("GET", "/api/v1/silent-customers", &agent, Value::Null).await.json();
    assert_eq!(left["items"], json!([]));
    window.close().await;
}

#[tokio::test]
async fn a_promise_is_confirmed_and_broken_only_with_a_reason_and_told_to_its_owner() {
    let window = opened().await;
    let (qa, agent) = (window.page_of("qa").await, window.page_of("agent").await);
    let made = json!({ "what": "نعيد المبلغ", "keeper": "phone", "due_ms": NOON, "branch": null, "utterance": null });
    let made = window.send("POST", &format!("{CALLS}/{CALL}/promises"), &agent, made).await.json();
    let path = format!("/api/v1/promises/{}", made["id"].as_str().unwrap());
    let of_call = window.send("GET", &format!("/api/v1/promises?call={CALL}"), &qa, Value::Null).await.json();
    assert_eq!(of_call["items"].as_array().unwrap().len(), 1);
    for lines in [&qa, &agent] {
        let alerts = window.send("GET", "/api/v1/promises/alerts", lines, Value::Null).await.json();
        assert_eq!(alerts.as_array().unwrap().len(), 1, "it is overdue");
    }
    for body in [json!({}), json!({ "state": "broken" }), json!({ "state": "suggested" }), json!({ "due_ms": 9 })] {
        assert_eq!(window.send("PUT", &path, &agent, body.clone()).await.status, 422, "{body}");
    }
    assert_eq!(window.send("PUT", &path, &qa, json!({ "owner": "nobody" })).await.status, 400);
    let given = window.send("PUT", &path, &qa, json!({ "owner": "qa2" })).await.json();
    assert_eq!(given["owner"], "qa2");
    let alerts = window.send("GET", "/api/v1/promises/alerts", &agent, Value::Null).await.json();
    assert_eq!(alerts, json!([]), "somebody else sees to it");
    let broken = window.send("PUT", &path, &qa, json!({ "state": "broken", "why": "النظام معطل" })).await.json();
    assert_eq!(broken["state"], "broken");
    let whole = window.send("GET", &path, &qa, Value::Null).await.json();
    assert_eq!(whole["history"][1]["note"], "النظام معطل");
    let branch = window.page_of("branch").await;
    assert_eq!(window.send("GET", &path, &branch, Value::Null).await.status, 404, "not theirs");
    window.close().await;
}

#[tokio::test]
async fn whoever_missed_the_notice_of_a_promise_finds_it_in_their_list_and_closes_it() {
    let window = opened().await;
    window.book.set_branch(&"branch".into(), Some(&"فرع العليا".into())).await.unwrap();
    let (agent, branch) = (window.page_of("agent").await, window.page_of("branch").await);
    let make = async |keeper: &str, branch: Value| {
        let made =
            json!({ "what": "نعيد المبلغ", "keeper": keeper, "due_ms": NOON, "branch": branch, "utterance": null });
        let made = window.send("POST", &format!("{CALLS}/{CALL}/promises"), &agent, made).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].clone()
    };
    let phones = make("phone", Value::Null).await;
    let (theirs, others) = (make("branch", json!("العُليا")).await, make("branch", json!("الملز")).await);
    assert_eq!(window.book.promises_to_alert(NOON + Duration::from_secs(1)).await.unwrap().len(), 3, "nobody listened");
    let list = async |lines: &str| {
        let due = window.send("GET", "/api/v1/promises/alerts", lines, Value::Null).await.json();
        due.as_array().unwrap().iter().map(|owed| owed["id"].clone()).collect::<Vec<_>>()
    };
    let close = async |lines: &str, id: &Value| {
        let path = format!("/api/v1/promises/{}", id.as_str().unwrap());
        window.send("PUT", &path, lines, json!({ "state": "kept" })).await.status
    };
    for (lines, mine) in [(&agent, &phones), (&branch, &theirs)] {
        assert_eq!(list(lines).await, std::slice::from_ref(mine));
        assert_eq!(list(lines).await, std::slice::from_ref(mine), "and again, as when a page is loaded anew");
    }
    assert_eq!((close(&branch, &others).await, close(&branch, &phones).await), (404, 404));
    for (lines, mine) in [(&agent, &phones), (&branch, &theirs)] {
        assert_eq!((close(lines, mine).await, list(lines).await), (200, vec![]));
    }
    window.close().await;
}

#[tokio::test]
async fn a_scorecard_of_the_sites_files_is_taken_up_once_and_a_changed_one_needs_a_new_version() {
    let window = opened().await;
    let mut form = Form::builtin().remove(0);
    take_up(&window.book, form.clone(), NOON).await.unwrap();
    form.title.en = "Ours".to_owned();
    let changed = take_up(&window.book, form.clone(), NOON).await.unwrap_err();
    assert!(matches!(changed, FormRefused::Changed { version: 1, .. }), "{changed}");
    form.version = 2;
    take_up(&window.book, form.clone(), NOON).await.unwrap();
    take_up(&window.book, form, NOON).await.unwrap();
    let qa = window.page_of("qa").await;
    let newest = window.send("GET", "/api/v1/forms/last", &qa, Value::Null).await.json();
    assert_eq!((&newest["version"], &newest["title"]["en"]), (&json!(2), &json!("Ours")));
    let first = window.send("GET", "/api/v1/forms/last?version=1", &qa, Value::Null).await.json();
    assert_ne!(first["title"]["en"], "Ours", "sheets of the first version are still read with it");
    window.close().await;
}
