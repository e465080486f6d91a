//! The SQLite file at rest: no word of it is on the disk in the clear, and whoever has the key reads it as before.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use wasl_model::{
    CallEvent, CallId, Hangup, Language, LegId, MediaTime, Span, Speaker, Timestamp, Utterance, UtteranceId,
};
use wasl_record::{Book, CallFilter, KeyError, MasterKey, OpenError, OpenOptions, Order, Words, open, restore};

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);
const NUMBER: &str = "+966551234567";
const SAID: &str = "أريد أن أشتكي من تأخير الزرافة";
const WORD: &str = "الزرافة";

fn url(dir: &Path) -> String {
    format!("sqlite://{}", dir.join("wasl.db").display())
}

async fn opened(dir: &Path, key: Option<u8>, keeper: bool) -> Result<Book, OpenError> {
    let key_file = key.map(|key| {
        let file = dir.join(format!("master-{key}"));
        std::fs::write(&file, format!("{key:02x}").repeat(32)).unwrap();
        file
    });
    Book::open_with(&url(dir), &dir.join("recordings"), OpenOptions { key_file, keeper, ..OpenOptions::default() })
        .await
}

async fn call(book: &Book, n: u128) {
    let id = CallId::numbered(n);
    let kept = book.begin(id, NOON).await;
    let leg = LegId::numbered(n);
    let utterance = Utterance {
        id: UtteranceId::numbered(n),
        speaker: Speaker::Caller,
        span: Span { start: MediaTime(0), end: MediaTime(900) },
        language: Language::Ar,
        text: SAID.into(),
        confidence: 0.9,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    };
    let arrived = CallEvent::Arrived { leg, from: Some(NUMBER.into()), dialled: "support".into(), trunk: None };
    let ended = CallEvent::Ended { hangup: Hangup::ByCaller };
    for event in [arrived, CallEvent::Answered, CallEvent::Heard { utterance }, ended] {
        kept.append_kept(NOON, MediaTime(900), event).await.unwrap();
    }
    kept.close().await;
}

/// Every file below a folder that holds the caller's number or what they said.
fn telling(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(telling(&path));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let tells = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        if tells(NUMBER.trim_start_matches('+')) || tells(WORD) || tells("زرافه") {
            found.push(path);
        }
    }
    found
}

async fn assert_is_read(book: &Book, calls: usize) {
    assert_eq!(book.calls(&CallFilter::default(), 9).await.unwrap().items.len(), calls);
    let said = book.transcript(CallId::numbered(1)).await.unwrap().unwrap();
    assert_eq!(said[0].text.reveal(), SAID);
    let words = Words::parse("الزرافه").unwrap();
    let found = book.search(&words, &CallFilter::default(), Order::Newest, None, 9).await.unwrap();
    assert_eq!(found.items.len(), calls, "the index finds it");
}

#[tokio::test]
async fn with_a_key_no_word_is_on_the_disk_in_the_clear() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    call(&book, 1).await;
    assert_eq!(telling(dir.path()), Vec::<PathBuf>::new(), "not while it is open either");
    let beside = opened(dir.path(), Some(7), false).await.unwrap();
    assert_is_read(&beside, 1).await;
    beside.shutdown().await;
    book.shutdown().await;
    drop(book);
    assert_eq!(telling(dir.path()), Vec::<PathBuf>::new());

    let db = dir.path().join("wasl.db");
    let before = std::fs::read(&db).unwrap();
    assert!(!before.starts_with(b"SQLite format 3"));
    for keeper in [true, false] {
        let refused = opened(dir.path(), None, keeper).await.unwrap_err();
        let named = MasterKey::of(&[7; 32]).name();
        assert!(format!("{:#}", told(&refused)).contains(&named), "it says which key");
        assert!(opened(dir.path(), Some(8), keeper).await.is_err());
    }
    assert!(open::check_key(&url(dir.path()), None).is_err());
    assert!(open::check_key(&url(dir.path()), Some(&MasterKey::of(&[8; 32]))).is_err());
    assert!(open::check_key(&url(dir.path()), Some(&MasterKey::of(&[7; 32]))).is_ok());
    std::fs::rename(dir.path().join("wasl.db.key"), dir.path().join("away")).unwrap();
    let lost = opened(dir.path(), Some(7), true).await.unwrap_err();
    assert!(matches!(lost, OpenError::Key(KeyError::Lost { .. })), "{lost:?}");
    assert!(!dir.path().join("wasl.db.key").exists(), "no other key takes its place");
    std::fs::rename(dir.path().join("away"), dir.path().join("wasl.db.key")).unwrap();
    assert!(std::fs::read(&db).unwrap() == before, "nothing was changed by those who had no key");
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    assert_is_read(&book, 1).await;
    book.shutdown().await;
}

/// The error with its sources, as a person reads it.
fn told(error: &OpenError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}

#[tokio::test]
async fn a_new_master_key_wraps_the_database_s_key_and_touches_no_page() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    call(&book, 1).await;
    book.shutdown().await;
    drop(book);
    let before = std::fs::read(dir.path().join("wasl.db")).unwrap();
    let (old, new) = (MasterKey::of(&[7; 32]), MasterKey::of(&[8; 32]));
    for _ in 0..2 {
        wasl_record::vault::rotate(&dir.path().join("recordings"), &old, &new).unwrap();
        open::rotate(&url(dir.path()), &old, &new).await.unwrap();
    }
    assert!(std::fs::read(dir.path().join("wasl.db")).unwrap() == before);
    assert!(opened(dir.path(), Some(7), false).await.is_err());
    let book = opened(dir.path(), Some(8), true).await.unwrap();
    assert_is_read(&book, 1).await;
    book.shutdown().await;
}

#[tokio::test]
async fn a_clear_book_is_encrypted_by_its_keeper_once_there_is_a_key_whatever_a_crash_left() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), None, true).await.unwrap();
    for n in 1..=3 {
        call(&book, n).await;
    }
    book.shutdown().await;
    drop(book);
    let db = dir.path().join("wasl.db");
    assert!(!telling(dir.path()).is_empty(), "the test sees words that are in the clear");
    // Copies of earlier releases hold the same words; and a crash may have left half of it, or a second name.
    std::fs::copy(&db, dir.path().join("wasl.db.step-6")).unwrap();
    std::fs::write(dir.path().join("wasl.db.sealing"), "half of it").unwrap();
    std::fs::hard_link(&db, dir.path().join("wasl.db.clear")).unwrap();

    // Who does not keep it reads it as it is.
    let beside = opened(dir.path(), Some(7), false).await.unwrap();
    assert_is_read(&beside, 3).await;
    let busy = opened(dir.path(), Some(7), true).await.unwrap_err();
    let busy = told(&busy);
    assert!(busy.contains("end that one first"), "a command reads it: {busy}");
    beside.shutdown().await;
    drop(beside);

    let book = opened(dir.path(), Some(7), true).await.unwrap();
    assert_is_read(&book, 3).await;
    call(&book, 4).await;
    assert_is_read(&book, 4).await;
    book.shutdown().await;
    drop(book);
    assert_eq!(telling(dir.path()), Vec::<PathBuf>::new());
    let left = |name: &str| dir.path().join(name).exists();
    assert!(!left("wasl.db.step-6") && !left("wasl.db.sealing") && !left("wasl.db.clear"));

    // Killed after the encrypted form took its place, before the clear one was overwritten.
    std::fs::write(dir.path().join("wasl.db.clear"), WORD).unwrap();
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    assert_is_read(&book, 4).await;
    book.shutdown().await;
    assert_eq!(telling(dir.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn no_crash_while_it_is_encrypted_costs_the_book() {
    let dir = tempfile::tempdir().unwrap();
    let (db, clear, half) =
        (dir.path().join("wasl.db"), dir.path().join("wasl.db.clear"), dir.path().join("wasl.db.sealing"));
    let book = opened(dir.path(), None, true).await.unwrap();
    call(&book, 1).await;
    book.shutdown().await;
    drop(book);
    let kept = std::fs::read(&db).unwrap();
    let reopen = async |calls| {
        let book = opened(dir.path(), Some(7), true).await.unwrap();
        assert_is_read(&book, calls).await;
        book.shutdown().await;
        drop(book);
        assert_eq!(telling(dir.path()), Vec::<PathBuf>::new(), "and nothing is left in the clear");
        assert!(!clear.exists() && !half.exists());
    };
    // The store's name was lost with the power, or its length: only the second name of the clear one is left.
    for gone in [|db: &Path| std::fs::remove_file(db).unwrap(), |db: &Path| std::fs::write(db, "").unwrap()] {
        std::fs::write(&clear, &kept).unwrap();
        std::fs::write(&half, "half of it").unwrap();
        gone(&db);
        reopen(1).await;
    }
    // What took its place cannot be opened: the clear one is not overwritten before it was.
    let sealed = std::fs::read(&db).unwrap();
    std::fs::write(&clear, &kept).unwrap();
    std::fs::write(&db, vec![0; sealed.len()]).unwrap();
    assert!(opened(dir.path(), Some(7), true).await.is_err());
    assert_eq!(std::fs::read(&clear).unwrap(), kept);
    std::fs::write(&db, &sealed).unwrap();
    reopen(1).await;
    // Nor where both names are of one damaged file.
    std::fs::write(&db, "no database, but perhaps somebody can mend it").unwrap();
    std::fs::hard_link(&db, &clear).unwrap();
    assert!(opened(dir.path(), Some(7), true).await.is_err());
    assert!(std::fs::read(&db).unwrap().starts_with(b"no database, but"));
    // Two clear databases: nobody but a person knows which one counts.
    std::fs::write(&db, &kept).unwrap();
    std::fs::write(&clear, &kept).unwrap();
    let two = told(&opened(dir.path(), Some(7), true).await.unwrap_err());
    assert!(two.contains("move the one away that does not count"), "{two}");
    assert!(std::fs::read(&db).unwrap() == kept && std::fs::read(&clear).unwrap() == kept);
    std::fs::remove_file(&clear).unwrap();
    reopen(1).await;
    // What was being made of a store that is not there is left for somebody to look at.
    std::fs::rename(&db, &half).unwrap();
    opened(dir.path(), Some(7), true).await.unwrap().shutdown().await;
    assert!(half.exists());
}

#[tokio::test]
async fn a_backup_of_an_encrypted_book_tells_nothing_and_comes_back_with_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), Some(7), true).await.unwrap();
    call(&book, 1).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    for name in ["copy", "copy.tar"] {
        let copy = dir.path().join(name);
        book.backup(&copy, Arc::new(|_| ())).await.unwrap();
        assert_eq!(telling(dir.path()), Vec::<PathBuf>::new(), "{name}");
        let to = tempfile::tempdir().unwrap();
        let back = async |key: Option<&Path>| {
            restore(&copy, &url(to.path()), &to.path().join("recordings"), key, Arc::new(|_| ())).await
        };
        let named = MasterKey::of(&[7; 32]).name();
        let wrong = dir.path().join("master-8");
        std::fs::write(&wrong, "08".repeat(32)).unwrap();
        for key in [None, Some(&*wrong)] {
            assert!(back(key).await.unwrap_err().to_string().contains(&named), "it says which key");
            assert_eq!(std::fs::read_dir(to.path()).unwrap().count(), 0, "the place is empty as it was");
        }
        back(Some(&dir.path().join("master-7"))).await.unwrap();
        let restored = opened(to.path(), Some(7), true).await.unwrap();
        assert_is_read(&restored, 1).await;
        restored.shutdown().await;
        assert_eq!(telling(to.path()), Vec::<PathBuf>::new(), "{name}");
    }
    book.shutdown().await;
}

#[tokio::test]
async fn a_clear_backup_comes_back_encrypted_where_there_is_a_key() {
    let dir = tempfile::tempdir().unwrap();
    let book = opened(dir.path(), None, true).await.unwrap();
    call(&book, 1).await;
    let copy = dir.path().join("copy");
    book.backup(&copy, Arc::new(|_| ())).await.unwrap();
    book.shutdown().await;
    let to = tempfile::tempdir().unwrap();
    let key = dir.path().join("master-9");
    std::fs::write(&key, "09".repeat(32)).unwrap();
    let quiet = Arc::new(|_| ());
    restore(&copy, &url(to.path()), &to.path().join("recordings"), Some(&key), quiet).await.unwrap();
    assert_eq!(telling(to.path()), Vec::<PathBuf>::new());
    let book = opened(to.path(), Some(9), true).await.unwrap();
    assert_is_read(&book, 1).await;
    book.shutdown().await;
}
