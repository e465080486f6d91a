//! What a database must offer so that everything in it can be carried away and brought back, also into another kind.

use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::StoreError;
use crate::vault::Vault;

/// All rows of one moment, each table in a file of its own: one JSON object per row and line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dump {
    /// The schema's steps, as far as both databases have them.
    pub steps: Vec<i64>,
    /// The tables, by name.
    pub tables: Vec<DumpedTable>,
    /// The name of the master key their files are sealed with; in the clear without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

impl Dump {
    /// The file of one of its tables.
    pub(crate) fn file_name(&self, table: &DumpedTable) -> String {
        let end = if self.sealed.is_some() { ".sealed" } else { "" };
        format!("{}.jsonl{end}", table.name)
    }
}

/// One table of a dump.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpedTable {
    /// Its name; its file is `<name>.jsonl`, or `<name>.jsonl.sealed`.
    pub name: String,
    /// How many rows there are.
    pub rows: u64,
}

/// Why rows could not be carried.
#[derive(Debug, Error)]
pub enum DumpError {
    /// The database does not give or take them.
    #[error("the store could not be read or written")]
    Store(#[from] StoreError),
    /// A file cannot be read or written.
    #[error("{0} cannot be read or written")]
    File(PathBuf, #[source] io::Error),
    /// A row is none.
    #[error("line {line} of {file} is no row of its table: {why}")]
    Row {
        /// The file.
        file: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// There are fewer or more rows than there were.
    #[error("{file} holds {found} rows; {told} were written")]
    Rows {
        /// The file.
        file: PathBuf,
        /// What is there.
        found: u64,
        /// What the dump says.
        told: u64,
    },
}

/// The part of a [`super::Store`] that backups use.
#[async_trait]
pub trait DumpStore: Send + Sync + std::fmt::Debug {
    /// Writes all rows of this moment into a folder, while others write; `told` hears of tables done and tables in all.
    /// Sealed where the vault has a key.
    async fn dump(&self, dir: &Path, vault: &Vault, told: &(dyn Fn(u64, u64) + Send + Sync))
    -> Result<Dump, DumpError>;
}
