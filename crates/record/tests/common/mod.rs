//! Where a test keeps its book: in an SQLite file, or, in the binary `postgres`, in a database of its own on a server
//! that the tests start themselves.
#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test may fail loudly; not every test needs all of this"
)]

use std::path::Path;

pub mod postgres;

/// These tests run on PostgreSQL.
pub const ON_POSTGRES: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"postgres");

/// The store of a folder: the same folder, the same store.
pub fn url(dir: &Path) -> String {
    if ON_POSTGRES { postgres::database_of(dir) } else { format!("sqlite://{}", dir.join("data/wasl.db").display()) }
}

/// The same store, past the book.
pub async fn raw(dir: &Path) -> sqlx::AnyPool {
    sqlx::any::install_default_drivers();
    sqlx::AnyPool::connect(&url(dir)).await.unwrap()
}
