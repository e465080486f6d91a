//! A book in use is carried away and comes back as it was, in either database; what is damaged is refused and leaves
//! nothing behind.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::sync::{Arc, Mutex};

use wasl_model::*;
use wasl_record::{Book, CallFilter, NewUser, Progress, Role, backup, restore};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);
const PAYLOAD: &str = "=HYPERLINK(\"x\") '; DROP TABLE calls; -- <img src=x> \u{202e}\0 سارة";

async fn open(dir: &Path) -> Book {
    Book::open(&common::url(dir), &dir.join("recordings")).await.unwrap()
}

fn quiet() -> backup::Told {
    Arc::new(|_| ())
}

/// Two calls, one of them live; a user, a customer, a session's worth of everything that is a number, a text or bytes.
async fn fill(book: &Book) {
    let sara = NewUser {
        name: "sara".into(),
        display_name: PAYLOAD.into(),
        role: Role::Agent,
        password: Pii::from("a password"),
    };
    book.add_user(sara).await.unwrap();
    book.audit(&"sara".into(), "session.open", None).await.unwrap();
    let customer = Customer {
        id: "c-1".into(),
        name: Some(Pii::from(PAYLOAD)),
        numbers: vec![Pii::from("+966501234567"), Pii::from("+966509999999")],
        city: None,
        language: Some(Language::Ar),
        occasion: None,
    };
    book.put_customer(customer).await.unwrap();
    for n in 1..=2_u128 {
        let call = book.begin(CallId::numbered(n), NOON).await;
        let utterance = Utterance {
            id: UtteranceId::numbered(n),
            speaker: Speaker::Caller,
            span: Span { start: MediaTime::ZERO, end: MediaTime::from_millis(900) },
            language: Language::Ar,
            text: Pii::from(PAYLOAD),
            confidence: 0.1,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        call.append_kept(NOON, MediaTime::ZERO, CallEvent::Heard { utterance }).await.unwrap();
        let samples = Arc::new([i16::try_from(n).unwrap(); FRAME_SAMPLES]);
        let frame =
            AudioFrame { speaker: Speaker::Caller, at: MediaTime::ZERO, band: Band::Wide, heard: true, samples };
        call.frames().try_send(frame).unwrap();
        if n == 1 {
            call.append_kept(NOON, MediaTime::ZERO, CallEvent::Ended { hangup: Hangup::ByCaller }).await.unwrap();
            call.close().await;
            // The recorder tells of its start a moment later.
            while book.recording_path(CallId::numbered(1)).await.unwrap().is_none() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        }
    }
}

/// What is asked of both books.
async fn told(book: &Book) -> String {
    let calls = book.calls(&CallFilter { live: Some(false), ..CallFilter::default() }, 9).await.unwrap().items;
    let timeline = book.timeline(CallId::numbered(1)).await.unwrap().unwrap();
    let customer = book.customer(&"c-1".into()).await.unwrap();
    let users = book.users().await.unwrap();
    serde_json::to_string_pretty(&(calls, timeline, customer, users)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_in_use_comes_back_as_it_was_from_a_folder_and_from_a_tar_file() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    fill(&book).await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    for name in ["copy", "copy.tar"] {
        let ear = Arc::clone(&ear);
        let told = Arc::new(move |progress| ear.lock().unwrap().push(progress));
        let carried = book.backup(&dir.path().join(name), told).await.unwrap();
        assert!(carried.rows > 10 && carried.files >= 1, "{carried:?}");
    }
    assert!(
        heard.lock().unwrap().iter().any(|progress| matches!(progress, Progress::Tables(done, all) if done == all))
    );
    assert!(heard.lock().unwrap().iter().any(|progress| matches!(progress, Progress::Sound(..))));
    let again = book.backup(&dir.path().join("copy"), quiet()).await.unwrap_err();
    assert!(again.to_string().contains("not empty"), "{again}");
    let before = told(&book).await;
    let sound = std::fs::read(book.recording_path(CallId::numbered(1)).await.unwrap().unwrap()).unwrap();

    // Into the same kind of database, and into an SQLite file in any case.
    for (name, kind) in [("copy", "same"), ("copy.tar", "file")] {
        let place = tempfile::tempdir().unwrap();
        let url = if kind == "same" { common::url(place.path()) } else { sqlite(place.path()) };
        let recordings = place.path().join("recordings");
        let carried = restore(&dir.path().join(name), &url, &recordings, None, quiet()).await.unwrap();
        assert!(carried.rows > 10 && carried.files >= 1, "{carried:?}");
        let restored = Book::open(&url, &recordings).await.unwrap();
        let calls = restored.calls(&CallFilter::default(), 9).await.unwrap().items;
        let path = restored.recording_path(CallId::numbered(1)).await.unwrap();
        let path = path.unwrap_or_else(|| panic!("{kind}: no sound among {:?}, {:?}", files(&recordings), calls));
        assert!(std::fs::read(path).unwrap() == sound, "the same sound");
        let live = restored.call(CallId::numbered(2)).await.unwrap().unwrap();
        assert_eq!(live.hangup, Some(Hangup::Interrupted), "what was live is over");
        assert_eq!(calls.len(), 2);
        assert!(restored.verify(&"sara".into(), Pii::from("a password")).await.unwrap().is_some());
        restored.audit(&"sara".into(), "session.open", None).await.unwrap();
        assert_eq!(restored.audit_rows(9).await.unwrap().len(), 2, "keys go on counting");
        let after = told(&restored).await;
        assert!(after.contains(&before[before.find("\"display_name\"").unwrap()..]), "{before}\n{after}");
        let full = restore(&dir.path().join(name), &url, &recordings, None, quiet()).await.unwrap_err();
        assert!(full.to_string().contains("holds a book already"), "{full}");
        // And the other way round.
        if kind == "file" {
            restored.backup(&place.path().join("back"), quiet()).await.unwrap();
            let home = tempfile::tempdir().unwrap();
            restore(
                &place.path().join("back"),
                &common::url(home.path()),
                &home.path().join("recordings"),
                None,
                quiet(),
            )
            .await
            .unwrap();
            let back = open(home.path()).await;
            assert_eq!(told(&back).await, after);
            back.shutdown().await;
        }
        restored.shutdown().await;
    }
    book.shutdown().await;
}

fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn sqlite(dir: &Path) -> String {
    format!("sqlite://{}", dir.join("data/other.db").display())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_or_cut_off_is_refused_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    fill(&book).await;
    book.backup(&dir.path().join("copy.tar"), quiet()).await.unwrap();
    book.shutdown().await;
    let tar = std::fs::read(dir.path().join("copy.tar")).unwrap();
    let mut flipped = tar.clone();
    let words = tar.windows(9).position(|part| part == b"DROP TABL").unwrap();
    flipped[words] = b'd';
    let mut header = tar.clone();
    header[3] ^= 1;
    let cases: [(&str, &[u8], &str); 5] = [
        ("flipped", &flipped, "damaged"),
        ("cut", &tar[..tar.len() / 2], "backup"),
        ("header", &header, "backup"),
        ("empty", &[], "manifest.json is missing"),
        ("text", b"this is no backup", "no"),
    ];
    for (name, bytes, why) in cases {
        let there = tempfile::tempdir().unwrap();
        let file = there.path().join(format!("{name}.tar"));
        std::fs::write(&file, bytes).unwrap();
        let url = format!("sqlite://{}", there.path().join("wasl.db").display());
        let error = restore(&file, &url, &there.path().join("recordings"), None, quiet()).await.unwrap_err();
        let text = format!("{error} {:?}", std::error::Error::source(&error));
        assert!(text.contains(why), "{name}: {text}");
        let left: Vec<_> = std::fs::read_dir(there.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [file.file_name().unwrap()], "{name}: nothing but the backup is there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_lacks_a_file_or_has_another_form_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    fill(&book).await;
    let copy = dir.path().join("copy");
    book.backup(&copy, quiet()).await.unwrap();
    book.shutdown().await;
    let url = format!("sqlite://{}", dir.path().join("new/wasl.db").display());
    let refused =
        async || restore(&copy, &url, &dir.path().join("new/recordings"), None, quiet()).await.unwrap_err().to_string();
    std::fs::rename(copy.join("tables/users.jsonl"), dir.path().join("users.jsonl")).unwrap();
    assert!(refused().await.contains("tables/users.jsonl is missing"));
    std::fs::rename(dir.path().join("users.jsonl"), copy.join("tables/users.jsonl")).unwrap();
    let sums = std::fs::read_to_string(copy.join("SHA256SUMS")).unwrap();
    std::fs::write(copy.join("SHA256SUMS"), format!("{}  ../../etc/passwd\n{sums}", "0".repeat(64))).unwrap();
    assert!(refused().await.contains("damaged"));
    std::fs::remove_file(copy.join("SHA256SUMS")).unwrap();
    assert!(refused().await.contains("SHA256SUMS is missing"));
}
