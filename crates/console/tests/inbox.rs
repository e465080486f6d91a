//! What waits for whom: drawn calls given to two scorers, remarks, disputes; what branches are told; yesterday's answers.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{CALL, NOON, PASSWORD, Window};
use serde_json::{Value, json};
use wasl_console::kept::KeptSample;
use wasl_model::*;
use wasl_record::quality::reading::{CallReading, StaleAnswer};
use wasl_record::{NewUser, OwedPromise, Role};
use wasl_review::scorecard::{Answers, Form};

async fn opened() -> Window {
    let window = Window::open().await;
    window.call(CALL, "agent", "+966500000000", "أريد استرداد المبلغ").await;
    let password = Pii::from(PASSWORD);
    let new = NewUser { name: "qa2".into(), display_name: "Second".into(), role: Role::Qa, password };
    window.book.add_user(new).await.unwrap();
    window
}

/// What the machine read in a call.
fn reading(call: CallId, began: Timestamp, stale: Vec<StaleAnswer>) -> CallReading {
    CallReading {
        call,
        agent: None,
        queue: None,
        began,
        steps: vec![LastStep::Listen],
        in_order: true,
        score: Some(70),
        mood_start: None,
        mood_end: None,
        trend: 0.0,
        longest_silence_ms: 0,
        promises: 0,
        reached_person: true,
        stale,
    }
}

/// The best answer to every question of the house's own form.
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

async fn inbox(window: &Window, lines: &str) -> Value {
    let answer = window.send("GET", "/api/v1/reviews/mine", lines, Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn score(window: &Window, lines: &str) -> String {
    let reviews = format!("/api/v1/calls/{CALL}/reviews");
    let begun = window.send("POST", &reviews, lines, json!({ "form": "last" })).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let sheet = format!("{reviews}/{}", begun.json()["id"].as_str().unwrap());
    window.send("PUT", &sheet, lines, json!({ "marks": all_answered(), "comment": "سمعتها كلها" })).await;
    assert_eq!(window.send("POST", &format!("{sheet}/publish"), lines, json!({})).await.status, 200);
    sheet
}

#[tokio::test]
async fn a_drawn_call_is_scored_by_two_and_the_second_sees_nothing_before_they_have_published() {
    let window = opened().await;
    let (qa, second) = (window.page_of("qa").await, window.page_of("qa2").await);
    let sample = KeptSample {
        call: CALL,
        agent: "agent".into(),
        risks: [].into(),
        drawn_at: NOON,
        reviewer: None,
        done: false,
        second: None,
        second_done: false,
    };
    assert!(window.book.put_up(&sample, None).await.unwrap());
    assert!(window.book.put_up(&reading(CALL, NOON, vec![]), None).await.unwrap());
    let path = format!("/api/v1/sampling/{CALL}");
    let give = async |body: Value| window.send("PUT", &path, &qa, body).await;
    for wrong in [
        json!({ "reviewer": "qa", "second": "qa" }),
        json!({ "reviewer": "agent", "second": null }),
        json!({ "reviewer": "nobody", "second": null }),
    ] {
        assert_eq!(give(wrong.clone()).await.status, 422, "{wrong}");
    }
    let given = give(json!({ "reviewer": "qa", "second": "qa2" })).await;
    assert_eq!((given.status, &given.json()["second"]), (200, &json!("qa2")), "{}", given.text());
    for lines in [&qa, &second] {
        assert_eq!(inbox(&window, lines).await["to_score"][0]["call"], json!(CALL));
    }

    let first_sheet = score(&window, &qa).await;
    assert_eq!(inbox(&window, &qa).await["to_score"], json!([]));
    assert_eq!(inbox(&window, &second).await["to_score"][0]["call"], json!(CALL), "the second has still to score it");
    let reviews = format!("/api/v1/calls/{CALL}/reviews");
    let seen = window.send("GET", &reviews, &second, Value::Null).await.json();
    assert_eq!((&seen["sheets"], &seen["machine"]), (&json!([]), &Value::Null), "before they have even begun");
    let marks =
        async || window.send("GET", &format!("/api/v1/reviews?calls={CALL}"), &second, Value::Null).await.json();
    let rail = format!("/api/v1/calls/{CALL}/rail");
    let hidden = marks().await;
    for machine in ["sheet", "steps", "in_order", "score"] {
        assert_eq!(hidden[0][machine], Value::Null, "nor its {machine} beside the list");
    }
    let lists = ["score_min=0", "score_max=100", "score_max=10", "review=published", "review=disputed", "score_min=71"];
    let there = async |lines: &str, query: &str| {
        let path = format!("/api/v1/calls?{query}");
        window.send("GET", &path, lines, Value::Null).await.json()["items"].as_array().unwrap().len()
    };
    for query in lists {
        assert_eq!(there(&second, query).await, 0, "whether it fits {query} is no way to learn it");
    }
    assert_eq!(there(&second, "agent=agent").await, 1, "it is in every other list");
    assert_eq!((there(&qa, "score_max=100").await, there(&qa, "review=published").await), (1, 1));
    let search = format!("/api/v1/search?q={}&score_max=100", "%D8%A7%D8%B3%D8%AA%D8%B1%D8%AF%D8%A7%D8%AF");
    let hits = async |lines: &str| {
        window.send("GET", &search, lines, Value::Null).await.json()["items"].as_array().unwrap().len()
    };
    assert_eq!((hits(&second).await, hits(&qa).await), (0, 1));
    let table =
        async |lines: &str| window.send("GET", "/api/v1/calls.csv?score_max=100", lines, Value::Null).await.text();
    assert!(!table(&second).await.contains(&CALL.to_string()) && table(&qa).await.contains(&CALL.to_string()));
    let agent = window.page_of("agent").await;
    let disputed = window.send("POST", &format!("{first_sheet}/dispute"), &agent, json!({ "why": "لم يُنصف" })).await;
    assert_eq!(disputed.status, 200, "{}", disputed.text());
    assert_eq!(inbox(&window, &second).await["disputes"], json!([]), "nor do they judge what they do not see");
    assert_eq!(window.send("GET", &rail, &second, Value::Null).await.status, 403, "nor what the machine heard");
    assert_eq!(window.send("GET", &rail, &qa, Value::Null).await.status, 200);
    for (method, end) in [("PUT", ""), ("POST", "/resolve"), ("POST", "/acknowledge")] {
        let body = if method == "PUT" { json!({ "marks": {}, "comment": null }) } else { json!({ "why": "x" }) };
        let touched = window.send(method, &format!("{first_sheet}{end}"), &second, body).await;
        assert_eq!(touched.status, 404, "{method}{end} {}", touched.text());
    }
    assert_eq!(give(json!({ "reviewer": "supervisor", "second": "qa2" })).await.status, 409, "qa has scored it");

    score(&window, &second).await;
    assert_eq!(marks().await[0]["score"], 70, "their own is published");
    assert_eq!(there(&second, "score_max=100").await, 1);
    assert_eq!(inbox(&window, &second).await["disputes"].as_array().unwrap().len(), 1);
    assert_eq!(window.send("GET", &rail, &second, Value::Null).await.status, 200);
    let seen = window.send("GET", &reviews, &second, Value::Null).await.json();
    assert_eq!(seen["sheets"].as_array().unwrap().len(), 2);
    assert_eq!(seen["sheets"][1]["sheet"]["blind"], true, "without having asked for it");
    let kept: KeptSample = window.book.kept(&CALL.to_string()).await.unwrap().unwrap();
    assert!(kept.is_done() && kept.reviewer == Some("qa".into()));
    let report = window.send("GET", "/api/v1/reports/calibration?form=last", &qa, Value::Null).await.json();
    assert_eq!(report["calls"], 1, "their agreement counts");
    window.close().await;
}

#[tokio::test]
async fn remarks_disputes_and_sheets_wait_for_whom_they_are_for() {
    let window = opened().await;
    let (qa, second, agent) = (window.page_of("qa").await, window.page_of("qa2").await, window.page_of("agent").await);
    let comments = format!("/api/v1/calls/{CALL}/comments");
    let remark = json!({ "start_ms": 0, "end_ms": 500, "text": "@qa2 اسمعي هذا" });
    let remark = window.send("POST", &comments, &qa, remark).await.json();
    assert_eq!(inbox(&window, &qa).await["mentions"], json!([]));
    assert_eq!(inbox(&window, &second).await["mentions"][0]["id"], remark["id"]);
    let settled = format!("{comments}/{}", remark["id"].as_str().unwrap());
    window.send("PUT", &settled, &second, json!({ "resolved": true })).await;
    assert_eq!(inbox(&window, &second).await["mentions"], json!([]));

    let sheet = score(&window, &qa).await;
    assert_eq!(inbox(&window, &agent).await["about_me"][0]["call"], json!(CALL));
    window.send("POST", &format!("{sheet}/dispute"), &agent, json!({ "why": "استمعت" })).await;
    assert_eq!(inbox(&window, &agent).await["about_me"], json!([]));
    assert_eq!(inbox(&window, &qa).await["disputes"], json!([]), "nobody judges their own sheet");
    assert_eq!(inbox(&window, &second).await["disputes"][0]["call"], json!(CALL));
    let branch = window.page_of("branch").await;
    assert_eq!(window.send("GET", "/api/v1/reviews/mine", &branch, Value::Null).await.status, 403);
    let people = window.send("GET", "/api/v1/people", &qa, Value::Null).await.json();
    assert!(people.as_array().unwrap().iter().any(|one| one["name"] == "qa2" && one["display_name"] == "Second"));
    assert!(!window.send("GET", "/api/v1/people", &qa, Value::Null).await.text().contains("password"));
    window.close().await;
}

#[tokio::test]
async fn what_a_branch_promised_in_a_visit_is_confirmed_or_said_to_be_none() {
    let window = Window::open().await;
    window.book.set_branch(&"branch".into(), Some(&"العليا".into())).await.unwrap();
    let lines = window.page_of("branch").await;
    let heard = |n: u128, agent: &str, branch: Option<&str>| OwedPromise {
        promise: Promise {
            id: PromiseId::numbered(n),
            customer: None,
            made_in: None,
            what: Pii::from("نسلمك البطاقة"),
            due: None,
            branch: branch.map(BranchId::from),
            state: PromiseState::Suggested,
        },
        keeper: PromiseKeeper::Branch,
        made_at: NOON,
        agent: Some(agent.into()),
        utterance: None,
        number: None,
        callback: None,
        closed_at: None,
        owner: None,
    };
    for owed in [heard(1, "branch", None), heard(2, "other", Some("العُليا")), heard(3, "other", Some("الملز"))]
    {
        assert!(window.book.suggest_promise(&owed).await.unwrap());
    }
    let suggested = async || {
        let today = window.send("GET", "/api/v1/branch/today", &lines, Value::Null).await.json();
        let ids = today["suggested"].as_array().unwrap().iter().map(|one| one["promise"]["id"].clone());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(json!(suggested().await), json!([PromiseId::numbered(1), PromiseId::numbered(2)]));
    let path = |n: u128| format!("/api/v1/promises/{}", PromiseId::numbered(n));
    let yes = window.send("PUT", &path(1), &lines, json!({ "state": "open" })).await;
    assert_eq!((yes.status, &yes.json()["state"]), (200, &json!("open")));
    assert_eq!(window.send("DELETE", &path(2), &lines, Value::Null).await.status, 204);
    assert_eq!(window.send("DELETE", &path(1), &lines, Value::Null).await.status, 409, "it was confirmed");
    assert_eq!(window.send("DELETE", &path(3), &lines, Value::Null).await.status, 404, "another branch's");
    assert_eq!(suggested().await, Vec::<Value>::new());
    let branches = window.send("GET", "/api/v1/branches", &lines, Value::Null).await.json();
    assert_eq!(branches[0]["id"], "العليا");
    window.close().await;
}

#[tokio::test]
async fn yesterdays_answers_are_counted_by_answer_with_what_should_have_been_said() {
    let window = opened().await;
    let stale = |given: &str| StaleAnswer {
        topic: "refund_time".to_owned(),
        given: given.to_owned(),
        valid: "refund-time-2026".to_owned(),
    };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let began = Timestamp::from_millis(i64::try_from(now).unwrap() - 86_400_000);
    for (n, stale) in [(1, vec![stale("refund-time-2025"), stale("refund-time-2025")]), (2, vec![])] {
        window.call(CallId::numbered(n), "agent", "+966500000000", "متى يصل المبلغ").await;
        let reading = reading(CallId::numbered(n), began, stale);
        assert!(window.book.put_up(&reading, None).await.unwrap());
    }
    let qa = window.page_of("qa").await;
    let report = window.send("GET", "/api/v1/reports/gaps?days=30", &qa, Value::Null).await.json();
    let line = &report["stale"][0];
    assert_eq!(report["stale"].as_array().unwrap().len(), 1);
    assert_eq!((&line["calls"], &line["call"]), (&json!(1), &json!(CallId::numbered(1))), "once in a call");
    assert_eq!((&line["before"], &line["after"]), (&Value::Null, &json!(50.0)));
    assert_eq!(line["text_en"], "The refund arrives within five working days.");
    window.close().await;
}
