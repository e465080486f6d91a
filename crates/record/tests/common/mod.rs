//! Where a test keeps its book: in an SQLite file, or, in the binaries `postgres` and `sealed`, in a database of its own on a
//! server that the tests start themselves; in `sealed` its words are told to the server sealed.
#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test may fail loudly; not every test needs all of this"
)]

use std::path::Path;

use wasl_record::OpenOptions;

pub mod postgres;

/// These tests run on PostgreSQL.
pub const ON_POSTGRES: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"postgres" | b"sealed");
/// They run with a key.
pub const SEALED: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"sealed");

/// The store of a folder: the same folder, the same store.
pub fn url(dir: &Path) -> String {
    if ON_POSTGRES { postgres::database_of(dir) } else { format!("sqlite://{}", dir.join("data/wasl.db").display()) }
}

/// How the book of a folder is opened.
pub fn options(dir: &Path) -> OpenOptions {
    let key_file = SEALED.then(|| key_file(dir, 7));
    OpenOptions { key_file, ..OpenOptions::default() }
}

/// A key file of that folder, of one byte over and over.
pub fn key_file(dir: &Path, byte: u8) -> std::path::PathBuf {
    let file = dir.join(format!("master-{byte}"));
    std::fs::write(&file, format!("{byte:02x}").repeat(32)).unwrap();
    file
}

/// The same store, past the book.
pub async fn raw(dir: &Path) -> sqlx::AnyPool {
    sqlx::any::install_default_drivers();
    sqlx::AnyPool::connect(&url(dir)).await.unwrap()
}
