//! A statement and its values, written the same for both databases: `$1` stands for the first value.

use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use wasl_model::Timestamp;

use super::dialect::said;
use super::link::{On, Row, Secret};
use crate::store::StoreError;
use crate::vault::words::WordsKey;

/// A question that is not answered for so long is given up: whoever asked is told instead of hanging with a server that hangs.
const LONGEST_READ: Duration = Duration::from_secs(20);

/// A statement with the values bound so far.
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
    longest: Duration,
}

/// Begins a statement.
pub(crate) fn sql(text: impl Into<String>) -> Sql {
    Sql { text: text.into(), values: Vec::new(), longest: LONGEST_READ }
}

/// What a statement can be given, and what a column can hold.
pub(crate) enum Value {
    Text(Option<String>),
    /// A text that is sealed where the database is told no words.
    Secret(Option<String>),
    Whole(Option<i64>),
    Real(Option<f64>),
    Bytes(Option<Vec<u8>>),
}

impl Sql {
    /// Its answer may take as long as it takes: it grows with the whole database.
    pub(crate) fn patiently(self) -> Self {
        Self { longest: Duration::MAX, ..self }
    }

    /// Gives the next value; its `$n` stands in the text.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Goes on with the text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with a value.
    pub(crate) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Goes on with values and commas between; an empty list equals nothing.
    pub(crate) fn list(&mut self, values: &[String]) -> &mut Self {
        if values.is_empty() {
            return self.push("NULL");
        }
        for (n, value) in values.iter().enumerate() {
            self.push(if n == 0 { "" } else { ", " }).value(value);
        }
        self
    }

    /// Every row.
    pub(crate) fn all<'e>(self, on: impl Into<On<'e>>) -> BoxFuture<'e, Result<Vec<Row>, StoreError>> {
        let (on, longest) = (on.into(), self.longest);
        let words = on.words();
        Box::pin(answered(longest, async move {
            let Self { text, values, .. } = self;
            let query = query(&text, sealed(values, words.as_deref())?);
            let rows = query.fetch_all(on.held().await.map_err(said)?.connection()).await.map_err(said)?;
            Ok(rows.into_iter().map(|row| Row::new(row, words.clone())).collect())
        }))
    }

    /// The first row, if there is one.
    pub(crate) fn maybe<'e>(self, on: impl Into<On<'e>>) -> BoxFuture<'e, Result<Option<Row>, StoreError>> {
        let (on, longest) = (on.into(), self.longest);
        let words = on.words();
        Box::pin(answered(longest, async move {
            let Self { text, values, .. } = self;
            let query = query(&text, sealed(values, words.as_deref())?);
            let row = query.fetch_optional(on.held().await.map_err(said)?.connection()).await.map_err(said)?;
            Ok(row.map(|row| Row::new(row, words)))
        }))
    }

    /// The first row, which there always is.
    pub(crate) fn one<'e>(self, on: impl Into<On<'e>>) -> BoxFuture<'e, Result<Row, StoreError>> {
        let row = self.maybe(on);
        Box::pin(async move { row.await?.ok_or_else(|| said(sqlx::Error::RowNotFound)) })
    }

    /// Writes; gives how many rows it touched.
    pub(crate) fn run<'e>(self, on: impl Into<On<'e>>) -> BoxFuture<'e, Result<u64, StoreError>> {
        let on = on.into();
        let words = on.words();
        Box::pin(async move {
            let Self { text, values, .. } = self;
            let query = query(&text, sealed(values, words.as_deref())?);
            let done = query.execute(on.held().await.map_err(said)?.connection()).await;
            done.map(|done| done.rows_affected()).map_err(said)
        })
    }
}

/// The values as the database is told them.
fn sealed(mut values: Vec<Value>, words: Option<&WordsKey>) -> Result<Vec<Value>, StoreError> {
    let Some(key) = words else { return Ok(values) };
    for value in &mut values {
        if let Value::Secret(Some(text)) = value {
            *text = key.seal(text).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        }
    }
    Ok(values)
}

async fn answered<T>(longest: Duration, answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let late = || StoreError::Unavailable(format!("it did not answer within {} s", longest.as_secs()));
    tokio::time::timeout(longest, answer).await.unwrap_or_else(|_| Err(late()))
}

fn query(text: &str, values: Vec<Value>) -> Query<'_, Any, AnyArguments<'_>> {
    values.into_iter().fold(sqlx::query(text), |query, value| match value {
        Value::Text(text) | Value::Secret(text) => query.bind(text.map(unbroken)),
        Value::Whole(whole) => query.bind(whole),
        // SQLite keeps NaN as NULL, which the schema refuses.
        Value::Real(real) => query.bind(real.map(|real| if real.is_finite() { real } else { 0.0 })),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

/// PostgreSQL takes no NUL in a text; its picture stands for it.
fn unbroken(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{2400}") } else { text }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Value>> From<Secret<T>> for Value {
    fn from(Secret(value): Secret<T>) -> Self {
        match value.into() {
            Self::Text(text) => Self::Secret(text),
            other @ (Self::Secret(_) | Self::Whole(_) | Self::Real(_) | Self::Bytes(_)) => other,
        }
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Self::Whole(Some(whole))
    }
}

impl From<Option<i64>> for Value {
    fn from(whole: Option<i64>) -> Self {
        Self::Whole(whole)
    }
}

impl From<u32> for Value {
    fn from(whole: u32) -> Self {
        Self::Whole(Some(i64::from(whole)))
    }
}

impl From<u64> for Value {
    fn from(whole: u64) -> Self {
        Self::Whole(Some(i64::try_from(whole).unwrap_or(i64::MAX)))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Whole(Some(i64::from(flag)))
    }
}

impl From<Option<bool>> for Value {
    fn from(flag: Option<bool>) -> Self {
        Self::Whole(flag.map(i64::from))
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Whole(Some(at.as_millis()))
    }
}

impl From<Option<Timestamp>> for Value {
    fn from(at: Option<Timestamp>) -> Self {
        Self::Whole(at.map(Timestamp::as_millis))
    }
}

impl From<f64> for Value {
    fn from(real: f64) -> Self {
        Self::Real(Some(real))
    }
}

impl From<Option<f64>> for Value {
    fn from(real: Option<f64>) -> Self {
        Self::Real(real)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(Some(bytes.to_owned()))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(bytes: Option<Vec<u8>>) -> Self {
        Self::Bytes(bytes)
    }
}
