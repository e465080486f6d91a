//! The ledger of promises over HTTP: listed, counted and taken away, to each what they may know of.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{CALL, NOON, Window};
use serde_json::{Value, json};
use wasl_model::*;
use wasl_record::{NewUser, OwedPromise, Role};

const SARA: &str = "+966551234567";

fn owed(n: u128, made_in: Option<CallId>, branch: Option<&str>, due_ms: Option<i64>) -> OwedPromise {
    OwedPromise {
        promise: Promise {
            id: PromiseId::numbered(n),
            customer: None,
            made_in: made_in.map(|call| (call, Span { start: MediaTime::ZERO, end: MediaTime::from_millis(900) })),
            what: Pii::from("=نسلمك البطاقة"),
            due: due_ms.map(Timestamp),
            branch: branch.map(BranchId::from),
            state: PromiseState::Open,
        },
        keeper: if branch.is_some() { PromiseKeeper::Branch } else { PromiseKeeper::Phone },
        made_at: NOON,
        agent: Some("agent".into()),
        utterance: Some(UtteranceId::numbered(n)),
        number: Some(Pii::from(SARA)),
        callback: None,
        closed_at: None,
        owner: None,
    }
}

/// A house with two branches, `branch` and `other` serving in them, and four promises to Sara: at the first, at the second, by
/// the phone, and one that `branch` made in a visit and the phone is to keep.
async fn house() -> Window {
    let window = Window::open().await;
    window.call(CALL, "agent", SARA, "متى تردون علي").await;
    let password = Pii::from(common::PASSWORD);
    let new = NewUser { name: "other".into(), display_name: "Other".into(), role: Role::Branch, password };
    window.book.add_user(new).await.unwrap();
    for (user, branch) in [("branch", "العليا"), ("other", "الملز")] {
        window.book.set_branch(&user.into(), Some(&branch.into())).await.unwrap();
    }
    let in_visit = OwedPromise { agent: Some("branch".into()), number: None, ..owed(4, None, None, None) };
    for owed in [
        owed(1, Some(CALL), Some("العليا"), Some(1_000)),
        owed(2, Some(CALL), Some("الملز"), Some(4_000_000_000_000)),
        owed(3, Some(CALL), None, None),
        in_visit,
    ] {
        assert!(window.book.suggest_promise(&owed).await.unwrap());
    }
    window
}

async fn listed(window: &Window, lines: &str, query: &str) -> Vec<u64> {
    let answer = window.send("GET", &format!("/api/v1/promises?{query}"), lines, Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.json();
    let id = |one: &Value| {
        let tail = one["id"].as_str().unwrap().rsplit('-').next().unwrap().to_owned();
        u64::from_str_radix(&tail, 16).unwrap() & 0xff
    };
    page["items"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn a_branch_is_told_of_its_own_promises_and_of_all_to_whom_it_has_before_it() {
    let window = house().await;
    let (qa, branch, other) =
        (window.page_of("qa").await, window.page_of("branch").await, window.page_of("other").await);
    assert_eq!(listed(&window, &qa, "").await, [1, 2, 3, 4], "soonest due first");
    assert_eq!(listed(&window, &branch, "").await, [1, 4], "to be kept there, and made there");
    assert_eq!(listed(&window, &other, "").await, [2]);
    assert_eq!(listed(&window, &branch, &format!("call={CALL}")).await, [1]);
    let malaz = "%D8%A7%D9%84%D9%85%D9%84%D8%B2";
    assert_eq!(listed(&window, &branch, &format!("branch={malaz}")).await, [0; 0], "another branch's");
    assert_eq!(listed(&window, &qa, &format!("branch={malaz}")).await, [2]);
    let clip = async |lines: &str, n: u128| {
        let path = format!("/api/v1/promises/{}/clip", PromiseId::numbered(n));
        window.send("GET", &path, lines, Value::Null).await.status
    };
    assert_eq!((clip(&branch, 1).await, clip(&branch, 2).await, clip(&qa, 2).await), (200, 404, 200));

    let visit = json!({ "id": VisitId::numbered(9), "number": SARA, "at": NOON.as_millis() - 60_000, "outcomes": [] });
    let logged = window.send("POST", "/api/v1/branch/visits", &other, visit).await;
    assert_eq!(logged.status, 201, "{}", logged.text());
    let customer = logged.json()["customer"].as_str().unwrap().to_owned();
    let to_sara = format!("customer={customer}");
    assert_eq!(listed(&window, &branch, &to_sara).await, [1], "she was not before them");
    let desk = window.send("GET", &format!("/api/v1/branch/person?{to_sara}"), &branch, Value::Null).await;
    assert_eq!(desk.status, 200, "{}", desk.text());
    assert_eq!(listed(&window, &branch, &to_sara).await, [1, 2, 3]);
    assert_eq!(listed(&window, &branch, &format!("call={CALL}")).await, [1, 2, 3]);
    assert_eq!(clip(&branch, 2).await, 200, "the desk hears what was promised to whom is before it");
    assert_eq!(listed(&window, &branch, "").await, [1, 4], "the list stays the branch's own");
    assert_eq!(listed(&window, &other, &to_sara).await, [2], "another session has not looked her up");
    window.close().await;
}

#[tokio::test]
async fn the_ledger_is_filtered_counted_and_named() {
    let window = house().await;
    let (qa, agent, branch) =
        (window.page_of("qa").await, window.page_of("agent").await, window.page_of("branch").await);
    let give = json!({ "owner": "supervisor", "why": "تتابعها" });
    let path = format!("/api/v1/promises/{}", PromiseId::numbered(2));
    assert_eq!(window.send("PUT", &path, &qa, give).await.status, 200);
    for (query, expected) in [
        ("owner=supervisor", vec![2]),
        ("owner=agent", vec![3]),
        ("agent=branch", vec![4]),
        ("keeper=phone", vec![3, 4]),
        ("due_before=2000", vec![1]),
        ("due_from=2000", vec![2]),
        ("state=open&overdue=true", vec![1]),
        ("state=open&overdue=false", vec![2, 3, 4]),
        ("state=kept", vec![]),
        ("limit=1", vec![1]),
    ] {
        assert_eq!(listed(&window, &qa, query).await, expected, "{query}");
    }
    assert_eq!(listed(&window, &agent, "").await, [1, 2, 3], "what they made");
    assert_eq!(listed(&window, &agent, "agent=branch").await, [1, 2, 3], "and nothing else");
    assert_eq!(listed(&window, &agent, "owner=supervisor").await, [2], "of these");
    let bad = window.send("GET", "/api/v1/promises?state=lapsed", &qa, Value::Null).await;
    assert_eq!(bad.status, 400, "{}", bad.text());
    let counts = async |lines: &str, query: &str| {
        window.send("GET", &format!("/api/v1/promises/counts?{query}"), lines, Value::Null).await.json()
    };
    let all = json!({ "suggested": 0, "open": 3, "overdue": 1, "kept": 0, "partly_kept": 0, "broken": 0 });
    assert_eq!(counts(&qa, "state=kept&limit=1").await, all, "whatever state is shown");
    assert_eq!(counts(&branch, "").await["open"], 1);
    let put = json!({ "name": "سارة", "numbers": [SARA], "city": null, "language": "ar", "occasion": null });
    assert_eq!(window.send("POST", "/api/v1/customers", &agent, put).await.status, 201);
    let page = window.send("GET", "/api/v1/promises", &qa, Value::Null).await.json();
    assert_eq!((&page["items"][0]["name"], &page["items"][3]["name"]), (&json!("سارة"), &Value::Null));
    window.close().await;
}

#[tokio::test]
async fn the_ledger_goes_to_other_programs_without_a_formula_in_it() {
    let window = house().await;
    let (qa, branch) = (window.page_of("qa").await, window.page_of("branch").await);
    let sheet = window.send("GET", "/api/v1/promises.csv?header=ar&due_before=2000", &qa, Value::Null).await;
    assert_eq!((sheet.status, sheet.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    let text = sheet.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].starts_with("الرقم,الحال,الموعد,الوعد"), "{text}");
    assert!(lines[1].contains(",open,1970-01-01 00:00:01,'=نسلمك البطاقة,branch,العليا,"), "{text}");
    assert!(lines[1].contains(&format!("'{SARA},{CALL}")), "{text}");
    assert_eq!(window.send("GET", "/api/v1/promises.csv", &branch, Value::Null).await.status, 403);
    assert!(window.book.audit_rows(9).await.unwrap().iter().any(|row| row.action == "promises.export"));
    window.close().await;
}
