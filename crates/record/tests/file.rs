//! What is told of an SQLite file only: a server sees to its own.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;

use wasl_model::{CallId, Timestamp};
use wasl_record::{Book, OpenError, StoreError};

fn url(dir: &Path) -> String {
    format!("sqlite://{}", dir.join("data/wasl.db").display())
}

#[tokio::test]
async fn a_damaged_store_is_refused_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let book = Book::open(&url(dir.path()), &dir.path().join("recordings")).await.unwrap();
    book.begin(CallId::numbered(1), Timestamp::default()).await.close().await;
    book.shutdown().await;
    drop(book);
    let file = dir.path().join("data/wasl.db");
    let mut bytes = std::fs::read(&file).unwrap();
    for byte in &mut bytes[4096..] {
        *byte ^= 0x5a;
    }
    std::fs::write(&file, &bytes).unwrap();
    let damaged = Book::open(&url(dir.path()), &dir.path().join("recordings")).await.unwrap_err();
    assert!(matches!(&damaged, OpenError::Store(_, StoreError::Damaged(_))), "{damaged:?}");
    std::fs::write(&file, "this is no database at all, but a text of some length").unwrap();
    let text = Book::open(&url(dir.path()), &dir.path().join("recordings")).await.unwrap_err();
    assert!(
        matches!(&text, OpenError::Store(_, StoreError::Damaged(why)) if why.contains("not a database")),
        "{text:?}"
    );
    assert_eq!(std::fs::read(&file).unwrap().len(), 53, "what is damaged is left as it is");
}
