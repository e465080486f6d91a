//! A clear SQLite file put into its encrypted form, while nobody else uses it.

use std::path::Path;

use sqlx::{AnyConnection, Connection};

use super::dialect::{Place, said};
use super::statement::sql;
use crate::store::StoreError;
use crate::vault::database::{DatabaseKey, half_path, replace};

const IN_USE: &str = "it is to be encrypted, and another wasl command uses it; end that one first";

/// Writes everything in a clear file into an encrypted one, which takes its place.
///
/// # Errors
/// When another process uses the file, or one of them cannot be written: the clear one stays then.
pub(crate) async fn encrypt(file: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    tracing::info!(store = %file.display(), "the store is encrypted now, for the first time with a key");
    let mut connection = Place::File(file.to_owned()).alone().await?;
    close_off(&mut connection).await?;
    sql("ATTACH DATABASE $1 AS sealed KEY $2")
        .bind(half_path(file).display().to_string())
        .bind(key.literal())
        .run(&mut connection)
        .await?;
    for step in ["SELECT sqlcipher_export('sealed')", "DETACH DATABASE sealed"] {
        sql(step).patiently().run(&mut connection).await?;
    }
    connection.close().await.map_err(said)?;
    let file = file.to_owned();
    let replaced = tokio::task::spawn_blocking(move || replace(&file)).await;
    let replaced = replaced.unwrap_or_else(|error| Err(std::io::Error::other(error)));
    replaced.map_err(|error| StoreError::Unavailable(format!("its encrypted form cannot take its place: {error}")))
}

/// Nobody else reads or writes it from now on, and its log is folded into it.
async fn close_off(connection: &mut AnyConnection) -> Result<(), StoreError> {
    sql("PRAGMA locking_mode = EXCLUSIVE").run(&mut *connection).await?;
    let folded = sql("PRAGMA journal_mode = DELETE").patiently().one(&mut *connection).await;
    let mode: String = match folded {
        Ok(row) => row.try_get(0).map_err(said)?,
        Err(StoreError::Unavailable(_)) => String::new(),
        Err(error) => return Err(error),
    };
    if mode == "delete" { Ok(()) } else { Err(StoreError::Unavailable(IN_USE.to_owned())) }
}
