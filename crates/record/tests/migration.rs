//! A book of the previous release opens, keeps everything, and answers the new questions too.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use wasl_model::*;
use wasl_record::{Book, CallFilter, Person};

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

/// The store as the first release left it: its one step, and rows as that release wrote them.
async fn first_release(file: &Path) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let sql = Cow::Borrowed(include_str!("../migrations/0001_book.sql"));
    let step = Migration::new(1, Cow::Borrowed("book"), MigrationType::Simple, sql, false);
    Migrator { migrations: Cow::Owned(vec![step]), ..Migrator::DEFAULT }.run(&pool).await.unwrap();
    let callers = [Some("00966501234567"), Some("٠٥٠١٢٣٤٥٦٧"), Some("+966509999999"), Some("anonymous"), None];
    for (n, caller) in (1_u128..).zip(callers) {
        let id = CallId::numbered(n).to_string();
        let began = NOON.as_millis() + i64::try_from(n).unwrap() * 60_000;
        sqlx::query(
            "INSERT INTO calls VALUES (?, ?, NULL, NULL, ?, ?, 'support', 'ar', 'support', 'sara', 'billing', 'angry', \
             'satisfied', 'by_caller', 'none', 5000, 2)",
        )
        .bind(&id)
        .bind(began)
        .bind(began + 30_000)
        .bind(caller)
        .execute(&pool)
        .await
        .unwrap();
        for (seq, event) in [(0, r#"{"type":"answered"}"#), (1, r#"{"type":"ended","hangup":"by_caller"}"#)] {
            sqlx::query("INSERT INTO timeline (call_id, seq, at_ms, media_ms, event) VALUES (?, ?, ?, 0, ?)")
                .bind(&id)
                .bind(seq)
                .bind(began)
                .bind(event)
                .execute(&pool)
                .await
                .unwrap();
        }
        sqlx::query("INSERT INTO moods VALUES (?, 0, 0, 900, 'angry', 0.9), (?, 1, 4000, 5000, 'satisfied', 0.8)")
            .bind(&id)
            .bind(&id)
            .execute(&pool)
            .await
            .unwrap();
    }
    for (n, caller, kept) in [(1_u128, "00966501234567", None), (3, "+966509999999", Some(NOON.as_millis()))] {
        sqlx::query("INSERT INTO promises VALUES (?, ?, 'callback', ?, 'support', ?, ?)")
            .bind(PromiseId::numbered(n).to_string())
            .bind(CallId::numbered(n).to_string())
            .bind(caller)
            .bind(NOON.as_millis())
            .bind(kept)
            .execute(&pool)
            .await
            .unwrap();
    }
    sqlx::query("INSERT INTO users VALUES ('sara', 'سارة', 'agent', 0, 0, 'no hash', 0)").execute(&pool).await.unwrap();
    sqlx::query("INSERT INTO audit VALUES (1, 0, 'sara', 'session.open', NULL)").execute(&pool).await.unwrap();
    pool.close().await;
}

async fn open(dir: &Path) -> Book {
    Book::open(&format!("sqlite://{}", dir.join("wasl.db").display()), &dir.join("recordings")).await.unwrap()
}

#[tokio::test]
async fn a_book_of_the_first_release_keeps_everything() {
    let dir = tempfile::tempdir().unwrap();
    first_release(&dir.path().join("wasl.db")).await;
    let book = open(dir.path()).await;
    assert_eq!(book.calls(&CallFilter::default(), 50).await.unwrap().items.len(), 5);
    let row = book.call(CallId::numbered(1)).await.unwrap().unwrap();
    assert_eq!((row.hangup, row.events, row.outcome), (Some(Hangup::ByCaller), 2, None));
    assert_eq!((row.mood_first, row.mood_said, row.abuse), (Some(Mood::Angry), None, false));
    assert_eq!(row.from, Some(Pii::from("00966501234567")), "the number as it was told");
    assert_eq!(book.timeline(CallId::numbered(2)).await.unwrap().unwrap().len(), 2);
    assert_eq!(book.users().await.unwrap()[0].display_name, "سارة");
    assert_eq!(book.audit_rows(9).await.unwrap().len(), 1);
    let callbacks = book.callbacks().await.unwrap();
    assert_eq!(callbacks.iter().map(|promise| promise.id).collect::<Vec<_>>(), [PromiseId::numbered(1)]);
    assert_eq!(book.unwrapped(&"sara".into()).await.unwrap(), None, "nobody wraps up old calls");
    book.shutdown().await;
}

#[tokio::test]
async fn old_calls_are_in_the_history_of_whoever_called() {
    let dir = tempfile::tempdir().unwrap();
    first_release(&dir.path().join("wasl.db")).await;
    let book = open(dir.path()).await;
    let person = Person::Number(Pii::from("+966 50 123 4567"));
    let history = book.history(&person, 50).await.unwrap();
    let calls: Vec<_> = history.iter().map(|contact| contact.call.unwrap()).collect();
    assert_eq!(calls, [CallId::numbered(2), CallId::numbered(1)], "in both spellings, newest first");
    assert_eq!((history[0].mood_first, history[0].mood_last), (Some(Mood::Angry), Some(Mood::Satisfied)));
    let owed = book.open_promises(&person).await.unwrap();
    assert_eq!(owed.iter().map(|owed| owed.promise.id).collect::<Vec<_>>(), [PromiseId::numbered(1)]);
    assert_eq!(book.history(&Person::Number(Pii::from("anonymous")), 50).await.unwrap(), []);
    book.shutdown().await;
}

#[tokio::test]
async fn an_old_call_takes_late_events_and_opening_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    first_release(&dir.path().join("wasl.db")).await;
    let book = open(dir.path()).await;
    let note = CallEvent::Noted { agent: "sara".into(), text: Pii::from("عاد الاتصال به") };
    assert_eq!(book.append_late(CallId::numbered(1), note).await.unwrap(), 2);
    book.shutdown().await;
    drop(book);
    let book = open(dir.path()).await;
    let timeline = book.timeline(CallId::numbered(1)).await.unwrap().unwrap();
    assert_eq!(timeline.len(), 3);
    assert!(timeline[2].at.since(timeline[1].at) < Duration::from_secs(86_400 * 365 * 100));
    assert_eq!(book.callbacks().await.unwrap().len(), 1);
    book.shutdown().await;
}
