//! The schema's steps, each applied once and never changed afterwards.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use sqlx::AnyConnection;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};

use super::dialect::{Dialect, said};
use super::statement::sql;
use crate::store::StoreError;

/// Number, name and text of a step.
type Step = (i64, &'static str, &'static str);

/// Releases before PostgreSQL.
const SQLITE: [Step; 3] = [
    (1, "book", include_str!("../../../migrations/0001_book.sql")),
    (2, "desk", include_str!("../../../migrations/0002_desk.sql")),
    (3, "readings", include_str!("../../../migrations/0003_readings.sql")),
];

/// The step that brought the search index.
pub(super) const SEARCH: i64 = 6;

/// The step that brought the key of words.
pub(super) const WORDS: i64 = 21;

/// What those three come to.
const POSTGRES: [Step; 1] = [(3, "first", include_str!("../../../migrations/0003_postgres.sql"))];

/// Steps of both, in their common language (see [`text`]).
const BOTH: [Step; 14] = [
    (4, "keeper", include_str!("../../../migrations/0004_keeper.sql")),
    (5, "chain", include_str!("../../../migrations/0005_chain.sql")),
    (6, "search", include_str!("../../../migrations/0006_search.sql")),
    (8, "privacy", include_str!("../../../migrations/0008_privacy.sql")),
    (9, "index", include_str!("../../../migrations/0009_index.sql")),
    (11, "branch", include_str!("../../../migrations/0011_branch.sql")),
    (14, "reviewers", include_str!("../../../migrations/0014_reviewers.sql")),
    (18, "callbacks", include_str!("../../../migrations/0018_callbacks.sql")),
    (19, "learnt", include_str!("../../../migrations/0019_learnt.sql")),
    (20, "trust", include_str!("../../../migrations/0020_trust.sql")),
    (WORDS, "words", include_str!("../../../migrations/0021_words.sql")),
    (22, "words gone", include_str!("../../../migrations/0022_words_gone.sql")),
    (23, "ledger", include_str!("../../../migrations/0023_ledger.sql")),
    (24, "floor", include_str!("../../../migrations/0024_floor.sql")),
];

/// Brings a database to this release's schema; a file of an earlier release is copied first.
pub(super) async fn migrate(
    connection: &mut AnyConnection,
    dialect: Dialect,
    file: Option<&Path>,
) -> Result<(), StoreError> {
    let all = BOTH.map(|(version, ..)| version);
    migrate_as(connection, dialect, file, &all).await
}

/// The steps of both that a database has gone.
pub(super) async fn applied(connection: &mut AnyConnection) -> Result<Vec<i64>, StoreError> {
    let rows = sql("SELECT version FROM _sqlx_migrations WHERE version > 3 ORDER BY version").all(connection).await?;
    rows.iter().map(|row| row.try_get("version").map_err(said)).collect()
}

/// The first step that this release does not know, if there is one.
pub(super) fn unknown(steps: &[i64]) -> Option<i64> {
    steps.iter().copied().find(|step| BOTH.iter().all(|(version, ..)| version != step))
}

/// The same with some of the common steps only.
pub(super) async fn migrate_as(
    connection: &mut AnyConnection,
    dialect: Dialect,
    file: Option<&Path>,
    common: &[i64],
) -> Result<(), StoreError> {
    let own: &[Step] = match dialect {
        Dialect::Sqlite => &SQLITE,
        Dialect::Postgres => &POSTGRES,
    };
    let common = BOTH.iter().filter(|(version, ..)| common.contains(version));
    let migrations = own.iter().chain(common).map(|step| migration(dialect, *step)).collect::<Vec<_>>();
    let newest = migrations.last().map_or(0, |step| step.version);
    connection.ensure_migrations_table().await.map_err(unmigrated)?;
    let applied = connection.list_applied_migrations().await.map_err(unmigrated)?;
    let last = applied.iter().map(|step| step.version).max().unwrap_or(0);
    if let Some(file) = file.filter(|_| (1..newest).contains(&last)) {
        copy(connection, &copy_name(file, last)).await?;
    }
    let migrator = Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT };
    migrator.run_direct(connection).await.map_err(unmigrated)
}

/// Where the copy of a file lies that was made before an upgrade from a step: `wasl.db.step-3`.
fn copy_name(file: &Path, step: i64) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".step-{step}"));
    PathBuf::from(name)
}

/// The way back to the release before. A copy that is there already was made by an upgrade that did not end.
async fn copy(connection: &mut AnyConnection, to: &Path) -> Result<(), StoreError> {
    let unwritten = |error: std::io::Error| {
        StoreError::Unavailable(format!("the copy {} before the upgrade cannot be written: {error}", to.display()))
    };
    if to.exists() {
        return Ok(());
    }
    let half = to.with_added_extension("part");
    match std::fs::remove_file(&half) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unwritten(error)),
        Ok(()) | Err(_) => {}
    }
    sql("VACUUM INTO $1").bind(half.display().to_string()).run(&mut *connection).await?;
    std::fs::File::open(&half).and_then(|file| file.sync_all()).map_err(unwritten)?;
    std::fs::rename(&half, to).map_err(unwritten)?;
    tracing::info!(copy = %to.display(), "the store of the release before is kept as a copy");
    Ok(())
}

fn migration(dialect: Dialect, (version, name, sql): Step) -> Migration {
    let first = dialect == Dialect::Sqlite && version <= 3;
    let sql = if first { Cow::Borrowed(sql) } else { Cow::Owned(text(dialect, sql)) };
    Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
}

/// A common step as one database understands it. `SERIAL_KEY` is a primary key that counts by itself, `BYTES` bytes;
/// lines after `-- sqlite:` or `-- postgres:` are for that one alone, until `-- both:`. Texts sort by their bytes.
fn text(dialect: Dialect, step: &str) -> String {
    let mut whose = None;
    let mut lines = Vec::new();
    for line in step.lines() {
        match line.trim() {
            "-- sqlite:" => whose = Some(Dialect::Sqlite),
            "-- postgres:" => whose = Some(Dialect::Postgres),
            "-- both:" => whose = None,
            _ if whose.is_none_or(|whose| whose == dialect) => lines.push(line),
            _ => {}
        }
    }
    let text = lines.join("\n") + "\n";
    match dialect {
        Dialect::Sqlite => text.replace("SERIAL_KEY", "INTEGER PRIMARY KEY NOT NULL").replace("BYTES", "BLOB"),
        Dialect::Postgres => text
            .replace("SERIAL_KEY", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
            .replace("BYTES", "BYTEA")
            .replace(" TEXT", " TEXT COLLATE \"C\""),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "not our enum: the rest are steps that do not fit the file")]
fn unmigrated(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(step) | MigrateError::VersionTooNew(step, _) => StoreError::Newer(step),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => said(error),
        other => StoreError::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sql::dialect::Place;
    use crate::vault::{MasterKey, Vault, database};

    #[tokio::test]
    async fn the_copy_of_an_encrypted_file_is_encrypted_by_the_same_key() {
        let dir = tempfile::tempdir().expect("there is room");
        let file = dir.path().join("wasl.db");
        let vault = Vault::beside(Some(MasterKey::of(&[7; 32])));
        let key = database::new_key(&file, &vault).expect("it is written").expect("there is a master key");
        let place = Place::Sealed(file, key.clone());
        let mut connection = place.alone().await.expect("it is made");
        migrate(&mut connection, Dialect::Sqlite, None).await.expect("it is new");
        let to = dir.path().join("copy");
        copy(&mut connection, &to).await.expect("it is copied");
        assert!(!std::fs::read(&to).expect("it is there").starts_with(b"SQLite"));
        let mut copied = Place::Sealed(to, key).alone().await.expect("it opens");
        assert_eq!(applied(&mut copied).await.expect("it is read").len(), BOTH.len());
    }

    #[test]
    fn a_common_step_is_told_to_each_in_its_own_words() {
        let step = "CREATE TABLE a (\n    id SERIAL_KEY,\n    b BYTES,\n    c TEXT NOT NULL\n);\n\
                    -- sqlite:\nPRAGMA one;\n-- postgres:\nSET two;\n-- both:\nDROP TABLE a;";
        assert_eq!(
            text(Dialect::Sqlite, step),
            "CREATE TABLE a (\n    id INTEGER PRIMARY KEY NOT NULL,\n    b BLOB,\n    c TEXT NOT NULL\n);\n\
             PRAGMA one;\nDROP TABLE a;\n"
        );
        assert_eq!(
            text(Dialect::Postgres, step),
            "CREATE TABLE a (\n    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n    b BYTEA,\n    \
             c TEXT COLLATE \"C\" NOT NULL\n);\nSET two;\nDROP TABLE a;\n"
        );
    }
}
