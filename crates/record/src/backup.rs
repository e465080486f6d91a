//! The whole book carried away while it is in use, and brought back, also into the other kind of database.
//!
//! A backup is a folder, or the same as one tar file:
//! - `manifest.json`: what is in it (see [`Manifest`])
//! - `tables/<name>.jsonl`: all rows of one moment, one JSON object per row; sealed by the master key where there is one
//! - `recordings/…`: the files as they lie in the folder of recordings
//! - `SHA256SUMS`: written last; a backup without it is not complete

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use wasl_model::Timestamp;

use crate::book::Book;
use crate::open::OpenError;
use crate::store::{Dump, DumpError, StoreError};
use crate::vault::KeyError;

mod pack;
mod restore;

pub use restore::restore;

/// This form of backups.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const SUMS: &str = "SHA256SUMS";
const TABLES: &str = "tables";
const RECORDINGS: &str = "recordings";

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the backup.
    pub format: u32,
    /// The release that wrote it.
    pub release: String,
    /// The moment it shows.
    pub made: Timestamp,
    /// Its rows.
    #[serde(flatten)]
    pub dump: Dump,
}

/// How far a backup or a restore is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Tables written or read, of how many.
    Tables(u64, u64),
    /// Bytes of sound copied, of how many.
    Sound(u64, u64),
    /// Bytes compared with their checksums, of how many.
    Checked(u64, u64),
}

/// What was carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Rows of all tables.
    pub rows: u64,
    /// Files of sound.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Why a backup was not made or not brought back.
#[derive(Debug, Error)]
pub enum BackupError {
    /// Nothing is written over.
    #[error("{0} is there already and is not empty; name a new place")]
    NotEmpty(PathBuf),
    /// The place for the book is in use.
    #[error(
        "{0} holds a book already; a backup is only brought back to an empty place: set another store.url and record.dir, or move what is there away"
    )]
    InUse(String),
    /// No backup, or one that was cut off.
    #[error("{0} is no complete backup: {1} is missing; the backup may have been cut off while it was written")]
    Incomplete(PathBuf, String),
    /// Not readable as a backup.
    #[error("{0} is no backup that this release reads: {1}")]
    NotOurs(PathBuf, String),
    /// Bytes are others than were written.
    #[error(
        "the backup is damaged: {0} is not what was written (its SHA-256 differs); take another copy of the backup"
    )]
    Damaged(String),
    /// A file cannot be read or written.
    #[error("{0} cannot be read or written")]
    File(PathBuf, #[source] io::Error),
    /// The key is none, or not the one that sealed it.
    #[error("the backup cannot be opened")]
    Key(#[from] KeyError),
    /// The backup's rows are sealed with another key.
    #[error("the rows of {0} are sealed with key {1}: set privacy.key_file to its file")]
    Sealed(PathBuf, String),
    /// The rows could not be carried.
    #[error("the database could not be carried")]
    Rows(#[from] DumpError),
    /// The database cannot be opened.
    #[error("the database cannot be opened")]
    Open(#[from] OpenError),
    /// The database refuses.
    #[error("the database {0} cannot be used")]
    Store(String, #[source] StoreError),
}

/// Hears how far it is; it is called often.
pub type Told = std::sync::Arc<dyn Fn(Progress) + Send + Sync>;

impl Book {
    /// Writes the whole book as it is at this moment into a new folder, or into a tar file if the name ends so. Calls go on.
    ///
    /// # Errors
    /// See [`BackupError`]; what was written so far is no complete backup then.
    pub async fn backup(&self, to: &Path, told: Told) -> Result<Carried, BackupError> {
        let target = pack::Target::new(to)?;
        let tables = target.staging().join(TABLES);
        fs::create_dir_all(&tables).map_err(|error| BackupError::File(tables.clone(), error))?;
        let hear = |done, all| told(Progress::Tables(done, all));
        let dump = self.inner.store.dump(&tables, &self.inner.vault, &hear).await?;
        let rows = dump.tables.iter().map(|table| table.rows).sum();
        let release = env!("CARGO_PKG_VERSION").to_owned();
        let manifest = Manifest { format: FORMAT, release, made: self.now(), dump };
        let recordings = self.inner.record_dir.clone();
        let packing = tokio::task::spawn_blocking(move || target.fill(&manifest, &recordings, &*told));
        let (files, bytes) =
            packing.await.map_err(|error| BackupError::File(to.to_owned(), io::Error::other(error)))??;
        Ok(Carried { rows, files, bytes })
    }
}

/// Whether a file of the folder of recordings is part of the book: not half written ones, and nothing hidden.
fn is_kept(name: &str) -> bool {
    !name.starts_with('.') && !name.ends_with(".part") && !name.ends_with(".masking")
}

/// Every kept file under a folder, by its path within it, in order.
fn files_in(dir: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let full = dir.join(&folder);
        let unread = |error| BackupError::File(full.clone(), error);
        let entries = match fs::read_dir(&full) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(unread)?,
        };
        for entry in entries {
            let entry = entry.map_err(unread)?;
            if !entry.file_name().to_str().is_some_and(is_kept) {
                continue;
            }
            let kind = entry.file_type().map_err(unread)?;
            if kind.is_dir() {
                folders.push(folder.join(entry.file_name()));
            } else if kind.is_file() {
                found.push(folder.join(entry.file_name()));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}
