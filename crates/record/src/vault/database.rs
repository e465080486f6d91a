//! The SQLite file at rest: encrypted page by page (SQLCipher: AES-256, HMAC-SHA512) under a key of its own, which is wrapped
//! by the house's master key and lies beside the file. A new master key wraps it anew and touches no page.
//!
//! ```text
//! wasl.db            the database; its write-ahead log is encrypted as it is
//! wasl.db.key        its key, a sealed file (see `sealed`) of 32 bytes
//! wasl.db.sealing    a clear database on its way to be encrypted; nobody needs it once there is a database
//! wasl.db.clear      the clear one, until the encrypted one was opened and this one is overwritten
//! ```
//!
//! PostgreSQL keeps its files by itself; words reach it sealed (see [`super::words`]).

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{KeyError, MasterKey, Vault, sealed};
use crate::retention::shred;

/// How a clear SQLite file begins (sqlite.org/fileformat).
const CLEAR: &[u8; 16] = b"SQLite format 3\0";
const KEY: usize = 32;

/// The key of one database file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DatabaseKey([u8; KEY]);

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey")
    }
}

impl DatabaseKey {
    /// As SQLCipher takes a key that is none of a password: it goes between double quotes.
    pub(crate) fn literal(&self) -> String {
        format!("x'{}'", crate::people::hex(&self.0))
    }
}

/// What there is to do before a file is opened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Nothing: it is clear and stays so.
    Clear,
    /// Nothing: it is encrypted, or will be from its first page on.
    Sealed(DatabaseKey),
    /// It is clear, and is to be encrypted by whoever keeps the book.
    Seal(DatabaseKey),
}

/// How this file is opened by somebody with this vault. A new file gets its key here.
///
/// # Errors
/// When it is encrypted and its key is missing, wrapped by another master key, or damaged.
pub(crate) fn opening(file: &Path, vault: &Vault) -> Result<Opening, KeyError> {
    let unusable = |error| KeyError::Database(file.to_owned(), error);
    let is_clear = is_clear(file).map_err(unusable)?;
    let kept = key_path(file);
    match (vault.key(), kept.exists()) {
        (None, true) if is_clear != Some(true) => {
            Err(KeyError::MissingFor { file: file.to_owned(), name: sealed::master_of(&kept).map_err(unusable)? })
        }
        (None, true | false) => Ok(Opening::Clear),
        (Some(_), false) if is_clear == Some(false) => Err(KeyError::Lost { file: file.to_owned(), key: kept }),
        (Some(master), is_kept) => {
            if !is_kept {
                make(&kept, master).map_err(unusable)?;
            }
            let key = read(&kept, master).map_err(unusable)?;
            Ok(if is_clear == Some(true) { Opening::Seal(key) } else { Opening::Sealed(key) })
        }
    }
}

/// Is it the right master key for this file, or none where none is needed? Nothing is written.
///
/// # Errors
/// See [`KeyError`].
pub fn check(file: &Path, master: Option<&MasterKey>) -> Result<(), KeyError> {
    let unusable = |error| KeyError::Database(file.to_owned(), error);
    let (kept, is_clear) = (key_path(file), is_clear(file).map_err(unusable)?);
    match master {
        None if is_clear == Some(false) && kept.exists() => {
            Err(KeyError::MissingFor { file: file.to_owned(), name: sealed::master_of(&kept).map_err(unusable)? })
        }
        Some(_) if is_clear == Some(false) && !kept.exists() => {
            Err(KeyError::Lost { file: file.to_owned(), key: kept })
        }
        Some(master) if kept.exists() => read(&kept, master).map(drop).map_err(unusable),
        None | Some(_) => Ok(()),
    }
}

/// Wraps a file's key by another master key. One that is not encrypted, or whose key the new one wraps already, is left.
///
/// # Errors
/// When the key cannot be read or written, or is wrapped by neither.
pub fn rotate(file: &Path, old: &MasterKey, new: &MasterKey) -> Result<(), KeyError> {
    let kept = key_path(file);
    if kept.exists() {
        sealed::rewrap(&kept, old, new).map_err(|error| KeyError::Database(file.to_owned(), error))?;
    }
    Ok(())
}

/// Gives a new file in another place its key.
pub(crate) fn new_key(file: &Path, vault: &Vault) -> Result<Option<DatabaseKey>, KeyError> {
    let Some(master) = vault.key() else { return Ok(None) };
    let kept = key_path(file);
    let made = make(&kept, master).and_then(|()| read(&kept, master));
    made.map(Some).map_err(|error| KeyError::Database(file.to_owned(), error))
}

/// Where the key of a file lies.
pub(crate) fn key_path(file: &Path) -> PathBuf {
    file.with_added_extension("key")
}

/// Where the encrypted form of a clear file is made.
pub(crate) fn half_path(file: &Path) -> PathBuf {
    file.with_added_extension("sealing")
}

fn clear_path(file: &Path) -> PathBuf {
    file.with_added_extension("clear")
}

/// Puts the encrypted form in the place of the clear one and overwrites that, with the copies of earlier releases, which
/// hold the same words. A crash leaves one or the other in place, never none.
pub(crate) fn replace(file: &Path) -> io::Result<()> {
    let (half, clear) = (half_path(file), clear_path(file));
    File::open(&half)?.sync_all()?;
    remove(&clear)?;
    fs::hard_link(file, &clear)?;
    sync_folder(file)?;
    fs::rename(&half, file)?;
    sync_folder(file)?;
    shred(&clear)?;
    for copy in copies(file)? {
        shred(&copy)?;
        tracing::info!(copy = %copy.display(), "a copy in the clear of the release before is overwritten");
    }
    Ok(())
}

/// Puts right what a crash left of it, before the file is opened. Nothing is cleared away that may be the only one of its
/// kind: a clear file whose database is not there becomes it again, and one beside an encrypted database stays until that
/// was opened (see [`sweep`]).
///
/// # Errors
/// When there are two clear databases, which no crash leaves: a person has to say which one counts.
pub(crate) fn mend(file: &Path) -> io::Result<()> {
    let (half, clear) = (half_path(file), clear_path(file));
    match (is_clear(file)?, clear.exists()) {
        (None, true) => {
            fs::rename(&clear, file)?;
            sync_folder(file)?;
            tracing::warn!(store = %file.display(), "the store was gone and its clear form beside it is in its place again");
        }
        (None, false) => {
            if half.exists() {
                tracing::warn!(half = %half.display(), "there is no store, but what was being made of one: it is left alone");
            }
            return Ok(());
        }
        // Two names of one file: the link is one too many.
        (Some(_), true) if is_same(file, &clear)? => remove(&clear)?,
        (Some(true), true) => {
            let which = format!("it and {} are two databases: move the one away that does not count", clear.display());
            return Err(io::Error::other(which));
        }
        (Some(false), true) | (Some(_), false) => {}
    }
    remove(&half)
}

/// Overwrites the clear form a crash left beside a database that was opened with its key, so that all of it is there.
pub(crate) fn sweep(file: &Path) -> io::Result<()> {
    let clear = clear_path(file);
    if clear.exists() { shred(&clear) } else { Ok(()) }
}

fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (one, other) = (fs::metadata(one)?, fs::metadata(other)?);
    Ok((one.dev(), one.ino()) == (other.dev(), other.ino()))
}

/// Copies made before an upgrade that are in the clear.
fn copies(file: &Path) -> io::Result<Vec<PathBuf>> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let step = path.file_name().and_then(|other| other.to_str()).and_then(|other| other.strip_prefix(&name));
        if step.is_some_and(|step| step.starts_with(".step-")) && is_clear(&path)? == Some(true) {
            found.push(path);
        }
    }
    Ok(found)
}

/// `None`: nothing is there yet.
fn is_clear(file: &Path) -> io::Result<Option<bool>> {
    let mut head = [0; CLEAR.len()];
    let mut file = match File::open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    match file.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && file.metadata()?.len() == 0 => Ok(None),
        // Too short for either: SQLite says what is wrong with it.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Some(true)),
        read => read.map(|()| Some(&head == CLEAR)),
    }
}

/// Of two who make one at the same time the first one's stays.
fn make(kept: &Path, master: &MasterKey) -> io::Result<()> {
    let new = kept.with_added_extension(format!("{}", std::process::id()));
    sealed::seal_by(&new, KEY as u64, master, &mut |out: &mut dyn Write| out.write_all(&sealed::random::<KEY>()?))?;
    let linked = match fs::hard_link(&new, kept) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    };
    fs::remove_file(&new)?;
    linked?;
    sync_folder(kept)
}

fn read(kept: &Path, master: &MasterKey) -> io::Result<DatabaseKey> {
    let sealed = sealed::Sealed::open(kept, master)?;
    let mut key = [0; KEY];
    sealed.read_exact_at(&mut key, 0)?;
    Ok(DatabaseKey(key))
}

fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|dir| !dir.as_os_str().is_empty());
    folder.map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
