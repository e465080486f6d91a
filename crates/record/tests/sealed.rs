//! PostgreSQL with a key: no word is told to the server, and whoever has the key asks the book as ever (the same tests as of
//! the other stores, with the words sealed).
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
#![allow(clippy::duplicate_mod, reason = "each file brings its own `common`, as it does when it is run by itself")]

mod common;

#[path = "branch.rs"]
mod branch;
#[path = "callbacks.rs"]
mod callbacks;
#[path = "customers.rs"]
mod customers;
#[path = "desk.rs"]
mod desk;
#[path = "learnt.rs"]
mod learnt;
#[path = "readings.rs"]
mod readings;
#[path = "search.rs"]
mod search;
#[path = "shelves.rs"]
mod shelves;
#[path = "upgrade.rs"]
mod upgrade;

use std::path::Path;

use serde_json::json;
use sqlx::Row;
use wasl_model::*;
use wasl_record::quality::comment::Comment;
use wasl_record::{Book, CallFilter, Held, MasterKey, OpenError, OpenOptions, Order, Words, open, restore};

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);
/// What no server may be told, as it is written and as it is looked for.
const WORDS: [&str; 2] = ["الزرافة", "زرافه"];
const SAID: &str = "أريد أن أشتكي من تأخير الزرافة";

async fn opened(dir: &Path, key: Option<u8>, keeper: bool) -> Result<Book, OpenError> {
    let key_file = key.map(|byte| common::key_file(dir, byte));
    let options = OpenOptions { key_file, keeper, ..OpenOptions::default() };
    Book::open_with(&common::url(dir), &dir.join("recordings"), options).await
}

fn sara() -> AgentId {
    "sara".into()
}

/// A call, a visit, a comment, a draft and a hold, each with the word in it.
async fn live(book: &Book) {
    let id = CallId::numbered(1);
    let call = book.begin(id, NOON).await;
    let leg = LegId::numbered(1);
    let heard = |n: u128, speaker, start: u64| CallEvent::Heard {
        utterance: Utterance {
            id: UtteranceId::numbered(n),
            speaker,
            span: Span { start: MediaTime(start), end: MediaTime(start + 900) },
            language: Language::Ar,
            text: SAID.into(),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        },
    };
    let promise = PromiseMade {
        id: PromiseId::numbered(1),
        what: SAID.into(),
        keeper: PromiseKeeper::Branch,
        due: None,
        branch: Some("العليا".into()),
        utterance: None,
    };
    let outcome = "solved";
    let wrap_up = WrapUp { outcome: serde_json::from_value(json!(outcome)).unwrap(), summary: SAID.into() };
    for event in [
        CallEvent::Arrived { leg, from: Some("+966551234567".into()), dialled: "support".into(), trunk: None },
        CallEvent::Answered,
        CallEvent::Bridged { leg, agent: Some(sara()) },
        heard(1, Speaker::Caller, 0),
        heard(2, Speaker::Agent, 1_000),
        CallEvent::PromiseMade { agent: sara(), promise },
        CallEvent::WrappedUp { agent: sara(), wrap_up },
        CallEvent::Ended { hangup: Hangup::ByCaller },
    ] {
        call.append_kept(NOON, MediaTime(2_000), event).await.unwrap();
    }
    call.close().await;
    book.put_draft(&sara(), id, &json!({ "summary": SAID })).await.unwrap();
    let customer = Customer {
        id: "c-1".into(),
        name: Some("سارة".into()),
        numbers: vec!["+966551234567".into()],
        city: None,
        language: None,
        occasion: None,
    };
    let customer = book.put_customer(customer).await.unwrap().id;
    let visit = Visit {
        id: VisitId::numbered(1),
        customer,
        branch: "العليا".into(),
        at: NOON,
        reason: None,
        served_by: None,
        notes: SAID.into(),
        outcomes: vec![PromiseAnswer {
            promise: PromiseId::numbered(1),
            outcome: PromiseOutcome::NotKept,
            why: Some(SAID.into()),
        }],
        left: Some(Mood::Sad),
        said: Vec::new(),
    };
    book.log_visit(visit, &sara()).await.unwrap();
    let comment = Comment {
        id: CommentId::numbered(1),
        call: id,
        author: sara(),
        span: Span { start: MediaTime(0), end: MediaTime(900) },
        text: SAID.into(),
        mentions: vec![],
        reply_to: None,
        resolved: None,
        made_at: NOON,
        changed_at: NOON,
    };
    let step = book.step(&sara(), "write", Some(SAID.into()));
    assert!(book.put_up(&comment, Some(&step)).await.unwrap());
    book.add_hold(Held::Call(id), SAID.into(), &sara()).await.unwrap();
}

/// The tables in which the server can read one of the words.
async fn told(dir: &Path) -> Vec<String> {
    let pool = common::raw(dir).await;
    let tables = "SELECT CAST(table_name AS text) AS name FROM information_schema.tables \
                  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1";
    let mut found = Vec::new();
    for table in sqlx::query(tables).fetch_all(&pool).await.unwrap() {
        let table: String = table.get("name");
        let rows = format!("SELECT CAST(t AS text) AS whole FROM \"{table}\" AS t");
        let rows = sqlx::query(&rows).fetch_all(&pool).await.unwrap();
        let tells = |row: &sqlx::any::AnyRow| WORDS.iter().any(|word| row.get::<String, _>("whole").contains(word));
        if rows.iter().any(tells) {
            found.push(table);
        }
    }
    pool.close().await;
    found
}

/// Everything that was said and written is read as it was.
async fn assert_is_read(book: &Book) {
    let id = CallId::numbered(1);
    assert_eq!(book.transcript(id).await.unwrap().unwrap()[0].text.reveal(), SAID);
    assert_eq!(book.call(id).await.unwrap().unwrap().summary.unwrap().reveal(), SAID);
    assert_eq!(book.promise(PromiseId::numbered(1)).await.unwrap().unwrap().promise.what.reveal(), SAID);
    let visit = book.visit(VisitId::numbered(1)).await.unwrap().unwrap().visit;
    assert_eq!(visit.notes.reveal(), SAID);
    assert_eq!(visit.outcomes[0].why.as_ref().unwrap().reveal(), SAID);
    let comments = book.shelf::<Comment>(&wasl_record::CardFilter::default(), 9).await.unwrap().items;
    assert_eq!(comments[0].text.reveal(), SAID);
    assert_eq!(book.holds().await.unwrap()[0].why.reveal(), SAID);
    for (query, hits) in
        [("الزرافه", 2), ("زرا*", 2), ("\"تأخير الزرافة\"", 2), ("\"الزرافة تأخير\"", 0), ("زرافات", 0)]
    {
        let words = Words::parse(query).unwrap();
        let found = book.search(&words, &CallFilter::default(), Order::Newest, None, 9).await.unwrap();
        assert_eq!(found.items.len(), hits, "{query}");
    }
}

#[tokio::test]
async fn with_a_key_the_server_is_told_no_word_and_without_it_nobody_opens_the_book() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    live(&book).await;
    assert_eq!(told(dir.path()).await, Vec::<String>::new());
    let beside = opened(dir.path(), Some(7), false).await.unwrap();
    assert_is_read(&beside).await;
    beside.shutdown().await;
    book.shutdown().await;
    drop(book);
    let named = MasterKey::of(&[7; 32]).name();
    for (key, keeper) in [(None, false), (None, true), (Some(8), false), (Some(8), true)] {
        let refused = opened(dir.path(), key, keeper).await.unwrap_err();
        let said = format!("{:?}", refused);
        assert!(said.contains(&named), "it says which key: {said}");
    }
    let (old, new) = (MasterKey::of(&[7; 32]), MasterKey::of(&[8; 32]));
    for _ in 0..2 {
        wasl_record::vault::rotate(&dir.path().join("recordings"), &old, &new).unwrap();
        open::rotate(&common::url(dir.path()), &old, &new).await.unwrap();
    }
    assert!(opened(dir.path(), Some(7), false).await.is_err());
    let book = opened(dir.path(), Some(8), true).await.unwrap();
    assert_is_read(&book).await;
    book.shutdown().await;
}

#[tokio::test]
async fn what_was_told_before_there_was_a_key_is_sealed_at_the_first_start_with_one() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), None, true).await.unwrap();
    live(&book).await;
    book.shutdown().await;
    drop(book);
    let clear = told(dir.path()).await;
    for table in [
        "calls",
        "timeline",
        "utterances",
        "promises",
        "visits",
        "visit_outcomes",
        "comments",
        "card_steps",
        "holds",
        "wrap_ups",
        "drafts",
    ] {
        assert!(clear.iter().any(|told| told == table), "the test sees words in {table}: {clear:?}");
    }
    let beside = opened(dir.path(), Some(7), false).await.unwrap();
    assert_is_read(&beside).await;
    beside.shutdown().await;
    assert_eq!(told(dir.path()).await, clear, "only whoever keeps the book seals it");
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    assert_eq!(told(dir.path()).await, Vec::<String>::new());
    assert_is_read(&book).await;
    book.shutdown().await;
    drop(book);
    // A crash in the middle of it leaves some rows sealed and others not.
    let pool = common::raw(dir.path()).await;
    for step in [
        "UPDATE words_key SET sealed = 0",
        "UPDATE visits SET notes = 'الزرافة'",
        "UPDATE utterances SET words = 'الزرافة', folded = 'الزرافه' WHERE speaker = 'agent'",
    ] {
        sqlx::query(step).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    assert_eq!(told(dir.path()).await, Vec::<String>::new());
    assert_eq!(book.visit(VisitId::numbered(1)).await.unwrap().unwrap().visit.notes.reveal(), "الزرافة");
    assert_eq!(book.transcript(CallId::numbered(1)).await.unwrap().unwrap()[1].text.reveal(), SAID);
    book.shutdown().await;
}

#[tokio::test]
async fn a_backup_carries_sealed_words_into_either_kind_of_database() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    live(&book).await;
    let tar = dir.path().join("backup.tar");
    book.backup(&tar, std::sync::Arc::new(|_| ())).await.unwrap();
    book.shutdown().await;
    drop(book);
    let key = common::key_file(dir.path(), 7);
    let other = tempfile::tempdir().unwrap();
    for url in [common::url(other.path()), format!("sqlite://{}", other.path().join("wasl.db").display())] {
        let recordings = other.path().join(if url.starts_with("sqlite") { "beside" } else { "recordings" });
        restore(&tar, &url, &recordings, Some(&key), std::sync::Arc::new(|_| ())).await.unwrap();
        if url.starts_with("postgres") {
            assert_eq!(told(other.path()).await, Vec::<String>::new(), "not before it is opened either");
        }
        let options = OpenOptions { key_file: Some(key.clone()), ..OpenOptions::default() };
        let book = Book::open_with(&url, &recordings, options).await.unwrap();
        assert_is_read(&book).await;
        book.shutdown().await;
    }
}
