//! All rows out of a database and into one, whichever it is: one snapshot, one JSON object per row.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use async_trait::async_trait;
use futures_util::TryStreamExt;
use serde_json::{Map, Value as Json, json};

use super::dialect::{Dialect, said};
use super::link::{Row, Secret, Tx};
use super::statement::{Value, sql};
use super::words::{Kept, kept};
use super::{SqlStore, steps};
use crate::people::hex;
use crate::store::StoreError;
use crate::store::dump::{Dump, DumpError, DumpStore, DumpedTable};
use crate::vault::sealed::Sealing;
use crate::vault::{MasterKey, Reading, Vault};

/// Rows that one statement brings back.
const AT_ONCE: usize = 50;
/// Tables that belong to a database and not to its contents.
const NOT_CARRIED: [&str; 3] = ["_sqlx_migrations", "keeper", "words_key"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Real,
    Bytes,
}

struct Column {
    name: String,
    kind: Kind,
}

struct Table {
    name: String,
    columns: Vec<Column>,
}

#[async_trait]
impl DumpStore for SqlStore {
    async fn dump(
        &self,
        dir: &Path,
        vault: &Vault,
        told: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<Dump, DumpError> {
        let snapshot = match self.dialect {
            Dialect::Sqlite => "BEGIN",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let mut tx = self.pool.begin(snapshot).await.map_err(said)?;
        let sealed = vault.key().map(MasterKey::name);
        let mut dump = Dump { steps: steps::applied(tx.bare()).await?, tables: Vec::new(), sealed };
        let tables = tables(&mut tx, self.dialect).await?;
        for (done, table) in (1..).zip(&tables) {
            let mut dumped = DumpedTable { name: table.name.clone(), rows: 0 };
            dumped.rows = write_table(&mut tx, table, &dir.join(dump.file_name(&dumped)), vault).await?;
            dump.tables.push(dumped);
            told(done, tables.len() as u64);
        }
        tx.rollback().await.map_err(said)?;
        Ok(dump)
    }
}

impl SqlStore {
    /// Nobody has used this database yet.
    pub(crate) async fn is_unused(&self) -> Result<bool, StoreError> {
        for table in ["calls", "users", "customers", "audit"] {
            if sql(format!("SELECT 1 AS one FROM {table} LIMIT 1")).maybe(&self.pool).await?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts the rows of a dump in place of all that is here, all of them or none.
    pub(crate) async fn load(
        &self,
        dir: &Path,
        dump: &Dump,
        vault: &Vault,
        told: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<(), DumpError> {
        let mut tx = self.begin().await?;
        let links = defer_links(&mut tx, self.dialect).await?;
        let tables = tables(&mut tx, self.dialect).await?;
        for table in &tables {
            sql(format!("DELETE FROM \"{}\"", table.name)).run(&mut tx).await?;
        }
        for (done, dumped) in (1..).zip(&dump.tables) {
            let path = dir.join(dump.file_name(dumped));
            let table = tables.iter().find(|table| table.name == dumped.name).ok_or_else(|| {
                StoreError::Refused(format!("there is no table {} in this release's schema", dumped.name))
            })?;
            let found = read_table(&mut tx, table, &path, vault).await?;
            if found != dumped.rows {
                return Err(DumpError::Rows { file: path, found, told: dumped.rows });
            }
            told(done, dump.tables.len() as u64);
        }
        if self.dialect == Dialect::Postgres {
            count_on(&mut tx).await?;
            tie_links(&mut tx, &links).await?;
        }
        tx.commit().await.map_err(said)?;
        Ok(())
    }
}

async fn tables(tx: &mut Tx, dialect: Dialect) -> Result<Vec<Table>, StoreError> {
    let (names, columns) = match dialect {
        Dialect::Sqlite => (
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' \
             ORDER BY name",
            "SELECT name, type FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY cid",
        ),
        Dialect::Postgres => (
            "SELECT CAST(table_name AS text) AS name FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1",
            "SELECT CAST(column_name AS text) AS name, CAST(data_type AS text) AS type FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' \
             ORDER BY ordinal_position",
        ),
    };
    let mut found = Vec::new();
    for row in sql(names).all(&mut *tx).await? {
        let name: String = row.try_get("name").map_err(said)?;
        if NOT_CARRIED.contains(&name.as_str()) {
            continue;
        }
        let rows = sql(columns).bind(&name).all(&mut *tx).await?;
        let columns = rows.iter().map(column_of).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        found.push(Table { name, columns });
    }
    Ok(found)
}

/// A column of a type of its own (a search index) is made again where it is needed.
fn column_of(row: &Row) -> Result<Option<Column>, StoreError> {
    let declared: String = row.try_get("type").map_err(said)?;
    let declared = declared.to_ascii_lowercase();
    let is = |parts: &[&str]| parts.iter().any(|part| declared.contains(part));
    let kind = if is(&["int"]) {
        Kind::Whole
    } else if is(&["text", "char"]) {
        Kind::Text
    } else if is(&["blob", "bytea"]) {
        Kind::Bytes
    } else if is(&["real", "double"]) {
        Kind::Real
    } else {
        return Ok(None);
    };
    Ok(Some(Column { name: row.try_get("name").map_err(said)?, kind }))
}

fn names(table: &Table) -> String {
    table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
}

/// Sealed, it is read twice: a sealed file begins with its length, and no clear one is to lie on a disk meanwhile.
async fn write_table(tx: &mut Tx, table: &Table, path: &Path, vault: &Vault) -> Result<u64, DumpError> {
    let unwritten = |error| DumpError::File(path.to_owned(), error);
    let length = match vault.key() {
        Some(_) => {
            let mut counted = Counted(0);
            write_rows(tx, table, path, &mut counted).await?;
            counted.0
        }
        None => 0,
    };
    let mut out = BufWriter::new(File::create(path).map_err(unwritten)?);
    let rows;
    if let Some(master) = vault.key() {
        let mut sealing = Sealing::new(out, length, master).map_err(unwritten)?;
        rows = write_rows(tx, table, path, &mut sealing).await?;
        out = sealing.finish().map_err(unwritten)?;
    } else {
        rows = write_rows(tx, table, path, &mut out).await?;
    }
    let file = out.into_inner().map_err(|error| unwritten(error.into_error()))?;
    file.sync_all().map_err(unwritten)?;
    Ok(rows)
}

/// Bytes that would have been written.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn write_rows(tx: &mut Tx, table: &Table, path: &Path, out: &mut (dyn Write + Send)) -> Result<u64, DumpError> {
    let unwritten = |error| DumpError::File(path.to_owned(), error);
    let question = format!("SELECT {} FROM \"{}\"", names(table), table.name);
    let key = tx.shared_words();
    let mut rows = sqlx::query(&question).fetch(tx.bare());
    let mut count = 0;
    while let Some(row) = rows.try_next().await.map_err(said)? {
        let row = Row::new(row, key.clone());
        let line = Json::Object(row_of(&row, table)?).to_string();
        writeln!(out, "{line}").map_err(unwritten)?;
        count += 1;
    }
    Ok(count)
}

fn row_of(row: &Row, table: &Table) -> Result<Map<String, Json>, StoreError> {
    let mut out = Map::new();
    for (n, column) in table.columns.iter().enumerate() {
        let value = match column.kind {
            Kind::Text => json!(row.try_get::<Option<String>, _>(n).map_err(said)?),
            Kind::Whole => json!(row.try_get::<Option<i64>, _>(n).map_err(said)?),
            Kind::Real => json!(row.try_get::<Option<f64>, _>(n).map_err(said)?),
            Kind::Bytes => json!(row.try_get::<Option<Vec<u8>>, _>(n).map_err(said)?.map(|bytes| hex(&bytes))),
        };
        out.insert(column.name.clone(), value);
    }
    Ok(out)
}

async fn read_table(tx: &mut Tx, table: &Table, path: &Path, vault: &Vault) -> Result<u64, DumpError> {
    let unread = |error| DumpError::File(path.to_owned(), error);
    let mut lines = BufReader::new(Reading::open(path, vault).map_err(unread)?).lines();
    let mut count = 0;
    loop {
        let mut values = Vec::new();
        let mut rows = 0;
        for line in lines.by_ref().take(AT_ONCE) {
            let line = line.map_err(unread)?;
            rows += 1;
            let place = count + rows as u64;
            let wrong = |why| DumpError::Row { file: path.to_owned(), line: place, why };
            values.extend(values_of(&line, table, tx.words().is_some()).map_err(wrong)?);
        }
        if rows == 0 {
            return Ok(count);
        }
        insert(tx, table, values, rows).await?;
        count += rows as u64;
    }
}

/// The row's values in the order of the table's columns; a column that is not told is empty.
fn values_of(line: &str, table: &Table, seals: bool) -> Result<Vec<Value>, String> {
    let mut fields: Map<String, Json> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let mut values = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let field = fields.remove(&column.name).unwrap_or(Json::Null);
        let wrong = || format!("{} does not hold what it should", column.name);
        let value = value_of(column.kind, &field).ok_or_else(wrong)?;
        values.push(if seals { sealed(&table.name, &column.name, value) } else { value });
    }
    match fields.keys().next() {
        Some(unknown) => Err(format!("there is no column {unknown}")),
        None => Ok(values),
    }
}

/// A value as it is told to a database whose words are sealed.
fn sealed(table: &str, column: &str, value: Value) -> Value {
    match value {
        Value::Text(Some(text)) => match kept(table, column, &text) {
            Kept::Clear => text.into(),
            Kept::Sealed => Secret(text).into(),
            Kept::Nowhere => "".into(),
        },
        other @ (Value::Text(None) | Value::Secret(_) | Value::Whole(_) | Value::Real(_) | Value::Bytes(_)) => other,
    }
}

fn value_of(kind: Kind, field: &Json) -> Option<Value> {
    let empty = field.is_null();
    let bytes = |text: &str| -> Option<Vec<u8>> {
        let pairs = text.as_bytes().chunks(2);
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
    };
    Some(match kind {
        Kind::Text if empty => Value::Text(None),
        Kind::Whole if empty => Value::Whole(None),
        Kind::Real if empty => Value::Real(None),
        Kind::Bytes if empty => Value::Bytes(None),
        Kind::Text => Value::Text(Some(field.as_str()?.to_owned())),
        Kind::Whole => Value::Whole(Some(field.as_i64()?)),
        Kind::Real => Value::Real(Some(field.as_f64()?)),
        Kind::Bytes => Value::Bytes(Some(bytes(field.as_str()?)?)),
    })
}

async fn insert(tx: &mut Tx, table: &Table, values: Vec<Value>, rows: usize) -> Result<(), StoreError> {
    let mut statement = sql(format!("INSERT INTO \"{}\" ({}) VALUES ", table.name, names(table)));
    let mut values = values.into_iter();
    for row in 0..rows {
        statement.push(if row == 0 { "(" } else { ", (" });
        for (n, value) in values.by_ref().take(table.columns.len()).enumerate() {
            statement.push(if n == 0 { "" } else { ", " }).value(value);
        }
        statement.push(")");
    }
    statement.run(tx).await.map(drop)
}

/// Rows may come before those they point to; it is seen to at the end.
async fn defer_links(tx: &mut Tx, dialect: Dialect) -> Result<Vec<(String, String)>, StoreError> {
    if dialect == Dialect::Sqlite {
        sql("PRAGMA defer_foreign_keys = ON").run(tx).await?;
        return Ok(Vec::new());
    }
    let rows = sql(
        "SELECT CAST(CAST(conrelid AS regclass) AS text) AS whose, CAST(conname AS text) AS name FROM pg_constraint \
         WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace)",
    )
    .all(&mut *tx)
    .await?;
    let mut links = Vec::new();
    for row in rows {
        let (whose, name): (String, String) = (row.try_get("whose").map_err(said)?, row.try_get("name").map_err(said)?);
        sql(format!("ALTER TABLE {whose} ALTER CONSTRAINT \"{name}\" DEFERRABLE INITIALLY DEFERRED"))
            .run(&mut *tx)
            .await?;
        links.push((whose, name));
    }
    Ok(links)
}

/// Checks them, and has them checked at once from now on.
async fn tie_links(tx: &mut Tx, links: &[(String, String)]) -> Result<(), StoreError> {
    sql("SET CONSTRAINTS ALL IMMEDIATE").run(&mut *tx).await?;
    for (whose, name) in links {
        sql(format!("ALTER TABLE {whose} ALTER CONSTRAINT \"{name}\" NOT DEFERRABLE")).run(&mut *tx).await?;
    }
    Ok(())
}

/// Keys that count by themselves go on after the highest.
async fn count_on(tx: &mut Tx) -> Result<(), StoreError> {
    let rows = sql("SELECT CAST(table_name AS text) AS whose, CAST(column_name AS text) AS name \
                    FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'")
    .all(&mut *tx)
    .await?;
    for row in rows {
        let (whose, name): (String, String) = (row.try_get("whose").map_err(said)?, row.try_get("name").map_err(said)?);
        sql(format!(
            "SELECT setval(pg_get_serial_sequence($1, $2), COALESCE((SELECT max(\"{name}\") FROM \"{whose}\"), 0) + 1, \
             false)"
        ))
        .bind(format!("\"{whose}\""))
        .bind(name)
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}
