//! The few things in which SQLite and PostgreSQL differ: where they are, how a connection is set up, what errors mean.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::postgres::PgDatabaseError;
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Executor};

use crate::store::StoreError;
use crate::vault::database::DatabaseKey;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// Where the book is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In memory (tests).
    Memory,
    /// In an SQLite file.
    File(PathBuf),
    /// In an SQLite file that is encrypted.
    Sealed(PathBuf, DatabaseKey),
    /// In a PostgreSQL database, by its URL.
    Server(String),
}

/// Write-ahead log, so that readers never wait and kill -9 loses no commit. `secure_delete` overwrites deleted rows, but not
/// what the search index (FTS5) holds of them: its own `secure-delete`, which step 6 of the schema switches on and speaks of,
/// is switched off by step 9 (it damages the index in this SQLite), and deleted words leave it when it is merged whole
/// (`SqlStore::scrub`).
const SQLITE_CONNECTION: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; \
                                 PRAGMA busy_timeout = 2000";

/// A page that is read again need not be decrypted again: 64 MiB of them for each connection.
const SEALED_CONNECTION: &str = "PRAGMA cache_size = -65536";

/// Room for the bitmap of a word that is said in every second turn of a million: without it pages take the turns' place.
const POSTGRES_CONNECTION: &str = "SET work_mem = '32MB'";

impl Place {
    /// Reads a store URL: `sqlite://relative`, `sqlite:///absolute`, `sqlite::memory:` or `postgres://…`.
    pub(crate) fn of(url: &str) -> Option<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return AnyConnectOptions::from_str(url).ok().map(|_| Self::Server(url.to_owned()));
        }
        let rest = url.strip_prefix("sqlite:")?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        match path.split('?').next().unwrap_or_default() {
            "" => None,
            ":memory:" => Some(Self::Memory),
            path => Some(Self::File(PathBuf::from(path))),
        }
    }

    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) | Self::Sealed(file, _) => Some(file),
            Self::Memory | Self::Server(_) => None,
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Memory | Self::File(_) | Self::Sealed(..) => Dialect::Sqlite,
            Self::Server(_) => Dialect::Postgres,
        }
    }

    /// As it may be shown: without a password.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Memory => "in memory".to_owned(),
            Self::File(file) | Self::Sealed(file, _) => file.display().to_string(),
            Self::Server(url) => AnyConnectOptions::from_str(url).map_or_else(
                |_| "of PostgreSQL".to_owned(),
                |options| {
                    let mut url = options.database_url;
                    // A URL that can hold no password has none to hide.
                    let _ = url.set_password(None);
                    url.set_query(None);
                    url.to_string()
                },
            ),
        }
    }

    fn options(&self) -> Result<AnyConnectOptions, StoreError> {
        sqlx::any::install_default_drivers();
        let url = match self {
            Self::Memory => "sqlite::memory:".to_owned(),
            Self::File(file) | Self::Sealed(file, _) => {
                let file = std::path::absolute(file).map_err(|error| StoreError::Unavailable(error.to_string()))?;
                format!("sqlite://{}?mode=rwc", escaped(&file))
            }
            Self::Server(url) => url.clone(),
        };
        let options = AnyConnectOptions::from_str(&url).map_err(said)?;
        // Its first statement tells the key, which no log may hold.
        Ok(if self.key().is_some() { options.disable_statement_logging() } else { options })
    }

    const fn key(&self) -> Option<&DatabaseKey> {
        match self {
            Self::Sealed(_, key) => Some(key),
            Self::Memory | Self::File(_) | Self::Server(_) => None,
        }
    }

    /// What every connection begins with.
    fn settings(&self) -> Arc<str> {
        let settings = match self.dialect() {
            Dialect::Sqlite => SQLITE_CONNECTION,
            Dialect::Postgres => POSTGRES_CONNECTION,
        };
        // SQLCipher takes the key before anything else is asked of the file.
        let key = self.key().map(|key| format!("PRAGMA key = \"{}\"; {SEALED_CONNECTION}; ", key.literal()));
        let key = key.unwrap_or_default();
        format!("{key}{settings}").into()
    }

    /// One connection, set up for this database. What is wrong shows in its error: a pool would try again instead.
    pub(super) async fn alone(&self) -> Result<AnyConnection, StoreError> {
        let mut connection = self.options()?.connect().await.map_err(said)?;
        connection.execute(&*self.settings()).await.map_err(said)?;
        Ok(connection)
    }

    /// Connections that are set up for this database.
    pub(super) async fn connect(&self, connections: u32) -> Result<AnyPool, StoreError> {
        let settings = self.settings();
        AnyPoolOptions::new()
            .max_connections(connections)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(match self.dialect() {
                Dialect::Sqlite => Duration::from_secs(10),
                Dialect::Postgres => Duration::from_secs(3),
            })
            .after_connect(move |connection, _| {
                let settings = Arc::clone(&settings);
                Box::pin(async move { connection.execute(&*settings).await.map(drop) })
            })
            .connect_with(self.options()?)
            .await
            .map_err(said)
    }
}

impl Dialect {
    /// How a transaction that will write begins. IMMEDIATE: one that first reads and then writes can fail at once
    /// instead of waiting for its turn.
    pub(super) const fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// The last characters of a text column.
    pub(super) fn tail(self, column: &str, characters: u8) -> String {
        match self {
            Self::Sqlite => format!("substr({column}, -{characters})"),
            Self::Postgres => format!("right({column}, {characters})"),
        }
    }
}

fn escaped(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    bytes.map(|&byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A database error in the house's words.
#[allow(clippy::wildcard_enum_match_arm, reason = "not our enum: what is not about the data passes")]
pub(crate) fn said(error: sqlx::Error) -> StoreError {
    let text = error.to_string();
    match error {
        sqlx::Error::Database(database) => match database.try_downcast_ref::<PgDatabaseError>() {
            Some(postgres) => said_by_postgres(postgres.code(), text),
            None => said_by_sqlite(database.code().as_deref().unwrap_or_default(), text),
        },
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::Decode(_)
        | sqlx::Error::RowNotFound => StoreError::Damaged(text),
        sqlx::Error::Encode(_) | sqlx::Error::Configuration(_) | sqlx::Error::AnyDriverError(_) => {
            StoreError::Refused(text)
        }
        _ => StoreError::Unavailable(text),
    }
}

/// By the primary result code (`sqlite3.h`).
fn said_by_sqlite(code: &str, text: String) -> StoreError {
    match code.parse::<i64>().unwrap_or_default() & 0xff {
        11 | 26 => StoreError::Damaged(text),
        5..=8 | 10 | 13 | 14 => StoreError::Unavailable(text),
        _ => StoreError::Refused(text),
    }
}

/// By the class of the SQLSTATE (PostgreSQL's appendix A).
fn said_by_postgres(code: &str, text: String) -> StoreError {
    match (&code[..code.len().min(2)], code) {
        ("XX", "XX001" | "XX002") => StoreError::Damaged(text),
        // Connection, resources (disk, memory, connections), operator's doing, system; a standby; its turn was lost.
        ("08" | "53" | "57" | "58", _) | (_, "25006" | "40001" | "40P01" | "55P03") => StoreError::Unavailable(text),
        _ => StoreError::Refused(text),
    }
}
