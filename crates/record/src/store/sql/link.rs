//! The way to the database, with the key of its words where it seals them: what is written as [`Secret`] is sealed on the
//! way there, and every text that comes back sealed is opened, so that no question needs to know.

use std::sync::Arc;

use sqlx::any::AnyRow;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, ColumnIndex, Row as _, Transaction};

use crate::vault::words::WordsKey;

/// The database's connections.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pool: AnyPool,
    words: Option<Arc<WordsKey>>,
}

/// A transaction.
pub(crate) struct Tx {
    tx: Transaction<'static, Any>,
    words: Option<Arc<WordsKey>>,
}

/// A row of an answer.
pub(crate) struct Row {
    row: AnyRow,
    words: Option<Arc<WordsKey>>,
}

/// A text that is sealed where the database is told no words.
pub(crate) struct Secret<T>(pub(crate) T);

/// What a statement runs on.
pub(crate) struct On<'e> {
    to: To<'e>,
    words: Option<Arc<WordsKey>>,
}

enum To<'e> {
    Any(&'e AnyPool),
    One(&'e mut AnyConnection),
}

/// A connection, for as long as a statement runs on it.
pub(super) enum Held<'e> {
    OfPool(PoolConnection<Any>),
    Own(&'e mut AnyConnection),
}

/// What a column's value can be read as.
pub(crate) trait Column: Sized {
    /// Reads it.
    fn of(row: &Row, at: impl ColumnIndex<AnyRow>) -> Result<Self, sqlx::Error>;
}

impl Pool {
    pub(super) fn new(pool: AnyPool, words: Option<Arc<WordsKey>>) -> Self {
        Self { pool, words }
    }

    /// The key of its words.
    pub(super) fn words(&self) -> Option<&WordsKey> {
        self.words.as_deref()
    }

    pub(super) async fn begin(&self, with: &'static str) -> Result<Tx, sqlx::Error> {
        Ok(Tx { tx: self.pool.begin_with(with).await?, words: self.words.clone() })
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

impl Tx {
    /// The key of the words there.
    pub(super) fn words(&self) -> Option<&WordsKey> {
        self.words.as_deref()
    }

    /// The same for rows that are read past [`On`].
    pub(super) fn shared_words(&self) -> Option<Arc<WordsKey>> {
        self.words.clone()
    }

    /// The connection, by which nothing is sealed or opened.
    pub(super) fn bare(&mut self) -> &mut AnyConnection {
        &mut self.tx
    }

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }

    pub(super) async fn rollback(self) -> Result<(), sqlx::Error> {
        self.tx.rollback().await
    }
}

impl Row {
    pub(super) fn new(row: AnyRow, words: Option<Arc<WordsKey>>) -> Self {
        Self { row, words }
    }

    /// A column's value.
    pub(super) fn try_get<T: Column, I: ColumnIndex<AnyRow>>(&self, at: I) -> Result<T, sqlx::Error> {
        T::of(self, at)
    }
}

impl<'e> On<'e> {
    /// The key of the words there.
    pub(super) fn words(&self) -> Option<Arc<WordsKey>> {
        self.words.clone()
    }

    /// A connection to run a statement on.
    pub(super) async fn held(self) -> Result<Held<'e>, sqlx::Error> {
        Ok(match self.to {
            To::Any(pool) => Held::OfPool(pool.acquire().await?),
            To::One(connection) => Held::Own(connection),
        })
    }
}

impl Held<'_> {
    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        match self {
            Self::OfPool(connection) => connection,
            Self::Own(connection) => connection,
        }
    }
}

impl<'e> From<&'e Pool> for On<'e> {
    fn from(pool: &'e Pool) -> Self {
        Self { to: To::Any(&pool.pool), words: pool.words.clone() }
    }
}

impl<'e> From<&'e mut Tx> for On<'e> {
    fn from(tx: &'e mut Tx) -> Self {
        Self { words: tx.words.clone(), to: To::One(&mut tx.tx) }
    }
}

impl<'e> From<&'e mut AnyConnection> for On<'e> {
    fn from(connection: &'e mut AnyConnection) -> Self {
        Self { to: To::One(connection), words: None }
    }
}

impl Column for Option<String> {
    fn of(row: &Row, at: impl ColumnIndex<AnyRow>) -> Result<Self, sqlx::Error> {
        let text: Self = row.row.try_get(at)?;
        Ok(match &row.words {
            Some(key) => text.map(|text| key.open(text)),
            None => text,
        })
    }
}

impl Column for String {
    fn of(row: &Row, at: impl ColumnIndex<AnyRow>) -> Result<Self, sqlx::Error> {
        let text: Self = row.row.try_get(at)?;
        Ok(match &row.words {
            Some(key) => key.open(text),
            None => text,
        })
    }
}

/// Values that are never sealed.
macro_rules! bare {
    ($($kind:ty),*) => {$(
        impl Column for $kind {
            fn of(row: &Row, at: impl ColumnIndex<AnyRow>) -> Result<Self, sqlx::Error> {
                row.row.try_get(at)
            }
        }
    )*};
}
bare!(i64, Option<i64>, f64, Option<f64>, Vec<u8>, Option<Vec<u8>>);
