//! A book left at any step of the schema, by either kind of database, opens, keeps everything and answers the questions of
//! today; and the documented ways back lead back.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::{AnyPool, Row};
use wasl_model::*;
use wasl_record::backup::Manifest;
use wasl_record::store::Dump;
use wasl_record::{Book, CallFilter, Order, Person, VisitFilter, Words, restore};

mod common;

/// The steps after those that were there before PostgreSQL.
const STEPS: [i64; 14] = [4, 5, 6, 8, 9, 11, 14, 18, 19, 20, 21, 22, 23, 24];
const NOON_MS: i64 = 1_795_348_800_000;
const NUMBER: &str = "+966501234567";

fn utterance() -> Utterance {
    Utterance {
        id: UtteranceId::numbered(1),
        speaker: Speaker::Caller,
        span: Span { start: MediaTime(100), end: MediaTime(900) },
        language: Language::En,
        text: "hello there".into(),
        confidence: 0.5,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    }
}

fn events() -> [CallEvent; 3] {
    [CallEvent::Answered, CallEvent::Heard { utterance: utterance() }, CallEvent::Ended { hangup: Hangup::ByCaller }]
}

/// An empty database as a release left it that had gone these steps: a backup of such a release brought back makes one.
async fn left_at(dir: &Path, steps: &[i64]) {
    let copy = dir.join("copy");
    std::fs::create_dir_all(&copy).unwrap();
    let dump = Dump { steps: steps.to_vec(), tables: Vec::new(), sealed: None };
    let manifest = Manifest { format: 1, release: "0.0.1".to_owned(), made: Timestamp::from_millis(NOON_MS), dump };
    std::fs::write(copy.join("manifest.json"), serde_json::to_string(&manifest).unwrap()).unwrap();
    std::fs::write(copy.join("SHA256SUMS"), "").unwrap();
    restore(&copy, &common::url(dir), &dir.join("recordings"), None, Arc::new(|_| ())).await.unwrap();
}

/// Rows as that release wrote them.
async fn fill(dir: &Path, last: i64) {
    let raw = common::raw(dir).await;
    let run = async |statement: String| {
        sqlx::query(&statement).execute(&raw).await.unwrap_or_else(|error| panic!("step {last}: {error}: {statement}"));
    };
    let (call, turn) = (CallId::numbered(1), utterance().id);
    let (columns, values) =
        if last >= 6 { (", number, silence_ms, overlap_ms, hold_ms", ", 1, 0, 0, 0") } else { ("", "") };
    run(format!(
        "INSERT INTO calls (id, began_ms, ended_ms, caller, caller_key, dialled, language, queue, agent, mood_first, \
         mood_last, hangup, recording, media_ms, events{columns}) VALUES ('{call}', {NOON_MS}, {NOON_MS} + 5000, \
         '{NUMBER}', '{NUMBER}', 'support', 'en', 'support', 'sara', 'angry', 'satisfied', 'by_caller', 'none', 5000, \
         3{values})"
    ))
    .await;
    for (seq, event) in events().iter().enumerate() {
        let event = serde_json::to_string(event).unwrap();
        run(format!(
            "INSERT INTO timeline (position, call_id, seq, at_ms, media_ms, event) \
             VALUES ({seq} + 1, '{call}', {seq}, {NOON_MS} + {seq}, 900, '{event}')"
        ))
        .await;
    }
    let (columns, values) = match (last >= 6, common::ON_POSTGRES) {
        (false, _) => ("", ""),
        (true, false) => (", forms, doc", ", '', 1 << 20"),
        (true, true) => (", forms, doc, found", ", '', 1 << 20, '''hello'':1A ''there'':2A'"),
    };
    run(format!(
        "INSERT INTO utterances (id, call_id, speaker, start_ms, end_ms, language, words, folded, confidence{columns}) \
         VALUES ('{turn}', '{call}', 'caller', 100, 900, 'en', 'hello there', 'hello there', 0.5{values})"
    ))
    .await;
    run(format!("INSERT INTO moods VALUES ('{call}', 0, 0, 900, 'angry', 0.9)")).await;
    run("INSERT INTO users VALUES ('sara', 'سارة', 'agent', 0, 0, 'no hash', 0)".to_owned()).await;
    run("INSERT INTO customers (id, name, folded, changed_ms) VALUES ('c-1', 'نوف', 'نوف', 0)".to_owned()).await;
    run(format!("INSERT INTO customer_numbers VALUES ('{NUMBER}', 'c-1', 0)")).await;
    run(format!(
        "INSERT INTO promises (id, kind, call_id, caller, caller_key, queue, what, keeper, state, made_ms) VALUES \
         ('{}', 'callback', '{call}', '{NUMBER}', '{NUMBER}', 'support', 'callback', 'phone', 'open', {NOON_MS})",
        PromiseId::numbered(1)
    ))
    .await;
    let visit = VisitId::numbered(1);
    run(if last < 11 {
        format!("INSERT INTO visits (customer, branch, at_ms, notes) VALUES ('c-1', 'olaya', {NOON_MS}, 'came')")
    } else {
        format!(
            "INSERT INTO visits (id, customer, branch, branch_key, at_ms, notes, said, recording, logged_by, logged_ms) \
             VALUES ('{visit}', 'c-1', 'olaya', 'olaya', {NOON_MS}, 'came', '[]', 'none', 'sara', {NOON_MS})"
        )
    })
    .await;
    let of_a_step = [
        (5, format!("INSERT INTO sealing VALUES ('{call}')")),
        (8, format!("INSERT INTO masking VALUES ('{call}', 2)")),
        (8, format!("INSERT INTO holds VALUES ('h-1', '{call}', NULL, 'case', 'admin', {NOON_MS})")),
        (14, format!("INSERT INTO reviews_owed VALUES ('{call}', 3, {NOON_MS})")),
        (
            18,
            format!(
                "INSERT INTO callback_steps (promise, kind, at_ms) VALUES ('{}', 'tried', 0)",
                PromiseId::numbered(1)
            ),
        ),
        (19, "INSERT INTO kept_states VALUES ('waits', 0, '{}')".to_owned()),
        (20, "INSERT INTO erasures VALUES ('e-1', NULL, 'admin', 0, '{}')".to_owned()),
    ];
    for (_, statement) in of_a_step.into_iter().filter(|(step, _)| *step <= last) {
        run(statement).await;
    }
    raw.close().await;
}

async fn last_step(raw: &AnyPool) -> i64 {
    let row = sqlx::query("SELECT max(version) AS last FROM _sqlx_migrations").fetch_one(raw).await.unwrap();
    row.get("last")
}

/// Everything that was written before is there, and what is asked today is answered.
async fn assert_kept(book: &Book, last: i64) {
    let call = CallId::numbered(1);
    let row = book.call(call).await.unwrap().unwrap();
    assert_eq!((row.hangup, row.events, row.mood_last), (Some(Hangup::ByCaller), 3, Some(Mood::Satisfied)), "{last}");
    assert!(row.figures.is_some(), "step {last}: calls of before are measured");
    let timeline = book.timeline(call).await.unwrap().unwrap();
    assert_eq!(timeline.iter().map(|entry| entry.event.clone()).collect::<Vec<_>>(), events(), "step {last}");
    let filter = CallFilter { agent: Some("sara".into()), mood: Some(Mood::Angry), ..CallFilter::default() };
    let hits = book.search(&Words::parse("hello").unwrap(), &filter, Order::Newest, None, 9).await.unwrap().items;
    assert_eq!(hits.iter().map(|hit| hit.utterance).collect::<Vec<_>>(), [utterance().id], "step {last}");
    let person = Person::Number(Pii::from("0501234567"));
    assert_eq!(book.history(&person, 9).await.unwrap().len(), 2, "step {last}: the call and the visit");
    assert_eq!(book.callbacks().await.unwrap().len(), 1, "step {last}");
    let visits = book.visits(&VisitFilter { customer: Some("c-1".into()), ..VisitFilter::default() }, 9).await.unwrap();
    assert_eq!(visits.len(), 1, "step {last}");
    assert_eq!(book.held().await.unwrap().calls.contains(&call), last >= 8, "step {last}");
    assert_eq!(book.users().await.unwrap().len(), 1, "step {last}");
}

async fn open(dir: &Path) -> Book {
    let opened = Book::open_with(&common::url(dir), &dir.join("recordings"), common::options(dir)).await;
    opened.unwrap_or_else(|error| panic!("{error:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_left_at_any_step_opens_with_everything_and_there_is_a_way_back() {
    for count in 0..=STEPS.len() {
        let dir = tempfile::tempdir().unwrap();
        let steps = &STEPS[..count];
        let last = steps.last().copied().unwrap_or(3);
        left_at(dir.path(), steps).await;
        fill(dir.path(), last).await;
        let raw = common::raw(dir.path()).await;
        assert_eq!(last_step(&raw).await, last, "a backup comes back with the schema it had");
        raw.close().await;
        let book = open(dir.path()).await;
        assert_kept(&book, last).await;
        let never = Timestamp::from_millis(i64::MAX);
        book.seal_quiet(true, never, never).await.unwrap();
        assert_eq!(book.verify_chain().await.unwrap().faults, [], "step {last}");
        book.append_late(CallId::numbered(1), CallEvent::Noted { agent: "sara".into(), text: Pii::from("late") })
            .await
            .unwrap();
        book.shutdown().await;
        drop(book);
        let raw = common::raw(dir.path()).await;
        assert_eq!(last_step(&raw).await, 24);
        raw.close().await;
        if !common::ON_POSTGRES && last < 24 {
            assert_copy_leads_back(dir.path(), last).await;
        }
    }
}

/// `deploy/README.md`: the copy beside the file takes its place, and the release of before finds what it left.
async fn assert_copy_leads_back(dir: &Path, last: i64) {
    let file = dir.join("data/wasl.db");
    let beside = |end: &str| PathBuf::from(format!("{}{end}", file.display()));
    for log in ["-wal", "-shm"] {
        _ = std::fs::remove_file(beside(log));
    }
    std::fs::rename(beside(&format!(".step-{last}")), &file).unwrap();
    let raw = common::raw(dir).await;
    assert_eq!(last_step(&raw).await, last, "the schema of before");
    let row = sqlx::query("SELECT count(*) AS n FROM timeline").fetch_one(&raw).await.unwrap();
    assert_eq!(row.get::<i64, _>("n"), 3, "and nothing that came after");
    raw.close().await;
    let book = open(dir).await;
    assert_kept(&book, last).await;
    book.shutdown().await;
}
