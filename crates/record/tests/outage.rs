//! A PostgreSQL server that goes away and comes back, freezes, or is taken by another keeper: no event is lost, none
//! comes twice, and none out of order.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::PathBuf;
use std::time::Duration;

use common::postgres::{Server, database};
use tokio::time::{sleep, timeout};
use wasl_model::*;
use wasl_record::{AppendError, Book, CallBook, OpenError, OpenOptions};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

/// A server of this test alone.
struct Alone {
    server: Server,
    dir: PathBuf,
    pid: u32,
}

impl Alone {
    fn start(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("wasl-{name}-{}", std::process::id()));
        let server = Server::make(&dir);
        let pid = server.start(&std::process::id().to_string());
        Self { server, dir, pid }
    }

    fn url(&self) -> String {
        database(&self.dir, "wasl")
    }

    fn stop(&self) {
        self.server.end(self.pid);
    }

    fn go_on(&mut self) {
        self.pid = self.server.start(&std::process::id().to_string());
    }
}

async fn tell(call: CallBook, count: u64) -> Result<u64, AppendError> {
    for n in 0..count {
        call.append(NOON, MediaTime::from_millis(n), CallEvent::FlowEntered { state: n.to_string() }).await;
        sleep(Duration::from_millis(5)).await;
    }
    call.append_kept(NOON, MediaTime::from_millis(count), CallEvent::Answered).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_while_the_server_is_gone_or_frozen_is_written_in_order_and_once() {
    let mut alone = Alone::start("outage");
    let dir = tempfile::tempdir().unwrap();
    let book = Book::open(&alone.url(), dir.path()).await.unwrap();
    let call = book.begin(CallId::numbered(1), NOON).await;
    let told = tokio::spawn(tell(call, 1_000));
    let live = book.subscribe();
    sleep(Duration::from_millis(300)).await;
    alone.stop();
    let told_soon = timeout(Duration::from_secs(60), book.ping()).await;
    assert!(told_soon.is_ok_and(|ping| ping.is_err()), "whoever asks is told, and does not hang");
    // As long as it is away: the writer tries in vain, again and again.
    sleep(Duration::from_secs(2)).await;
    let before = live.len();
    alone.go_on();
    // Frozen only once it is written to again.
    while live.len() <= before {
        sleep(Duration::from_millis(10)).await;
    }
    Server::signal(alone.pid, "STOP");
    let (ping, read) = tokio::join!(book.ping(), timeout(Duration::from_secs(60), book.timeline(CallId::numbered(1))));
    assert!(ping.is_err(), "a frozen server is gone, too");
    assert!(read.is_ok_and(|read| read.is_err()), "whoever reads from it is told, and does not hang");
    assert!(!told.is_finished(), "nothing is acknowledged that is not kept");
    Server::signal(alone.pid, "CONT");
    assert_eq!(told.await.unwrap().unwrap(), 1_000);
    let timeline = book.timeline(CallId::numbered(1)).await.unwrap().unwrap();
    let places: Vec<_> = timeline.iter().map(|entry| entry.media_at.as_millis()).collect();
    assert_eq!(places, (0..=1_000).collect::<Vec<_>>());
    assert_eq!(live.len(), 1_001, "subscribers were told each once");
    book.shutdown().await;
    drop(book);
    let again = Book::open(&alone.url(), dir.path()).await.unwrap();
    assert_eq!(again.call(CallId::numbered(1)).await.unwrap().unwrap().events, 1_002, "and the end that was missing");
    again.shutdown().await;
    alone.stop();
    let url = format!("postgres://wasl:secret@localhost/wasl?host={}", alone.dir.display());
    let error = Book::open(&url, dir.path()).await.unwrap_err();
    assert!(matches!(&error, OpenError::Server(..)), "{error:?}");
    assert!(error.to_string().contains("store.url") && !error.to_string().contains("secret"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_was_replaced_writes_nothing_more() {
    let dir = tempfile::tempdir().unwrap();
    let url = common::postgres::database_of(dir.path());
    let first = Book::open(&url, dir.path()).await.unwrap();
    let call = first.begin(CallId::numbered(1), NOON).await;
    call.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    assert!(matches!(Book::open(&url, dir.path()).await.unwrap_err(), OpenError::InUse(_)));
    sqlx::any::install_default_drivers();
    let raw = sqlx::AnyPool::connect(&url).await.unwrap();
    // The first keeper's lock is lost with its connection, as by a server that was moved.
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .execute(&raw)
    .await
    .unwrap();
    let second = Book::open(&url, dir.path()).await.unwrap();
    let late = call.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered);
    assert!(timeout(Duration::from_secs(1), late).await.is_err(), "it waits and is not acknowledged");
    let timeline = second.timeline(CallId::numbered(1)).await.unwrap().unwrap();
    assert_eq!(timeline.len(), 2, "the second keeper closed the call, and nothing came after");
    second.shutdown().await;
    raw.close().await;
}

#[tokio::test]
async fn a_server_that_refuses_is_named_without_its_password() {
    let dir = tempfile::tempdir().unwrap();
    for url in ["postgres://wasl:secret@127.0.0.1:1/wasl", "postgres://wasl:secret@local host/wasl"] {
        let error = wasl_record::open::open(url, dir.path(), OpenOptions::default()).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        assert!(error.to_string().contains("store.url"), "{error}");
    }
}
