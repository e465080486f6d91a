//! Sound and words at rest: sealed with a key of their own, which is wrapped by the house's master key (envelope keys).
//!
//! A live call's recording is written in the clear, so that kill -9 loses no more of it than before; the moment the call is
//! over and masked it is sealed, and the clear file is overwritten. Sealed sound is read piece by piece, so ranges stay as
//! quick as they were. A new master key re-wraps the files' keys and touches no sound.
//!
//! - [`MasterKey`]: 32 bytes, out of a file
//! - [`Vault`]: the master key of the house, if it has one
//! - [`Recording`]: a recording to read, sealed or not
//! - [`sealed`]: the file
//! - [`database`]: the SQLite file, encrypted
//! - `words`: texts in a PostgreSQL database, sealed

pub mod database;
pub mod sealed;
pub(crate) mod words;

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ring::aead;
use thiserror::Error;

use sealed::Sealed;

/// What tells sealed recordings apart, behind the name of the clear one.
const SEALED: &str = "sealed";
/// Where the folder of recordings says which keys seal it.
const NAMES: &str = "vault.json";

/// The key that wraps every recording's own.
pub struct MasterKey {
    key: aead::LessSafeKey,
    /// The beginning of its SHA-256, by which files name it.
    name: [u8; 8],
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({})", crate::people::hex(&self.name))
    }
}

/// Why a key is none, or not the right one.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("the key file {} cannot be read", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// It holds no key.
    #[error("the key file {} must hold 32 bytes as 64 hexadecimal digits or as base64: make one with `openssl rand -hex 32`", .0.display())]
    NoKey(PathBuf),
    /// The recordings are sealed and no key was given.
    #[error("the recordings in {} are sealed with key {name}: set privacy.key_file to its file", dir.display())]
    Missing {
        /// The folder.
        dir: PathBuf,
        /// The key's name.
        name: String,
    },
    /// They are sealed with another one.
    #[error(
        "the recordings in {} are sealed with key {name}, and privacy.key_file holds key {given}: set it to the right file; nothing was changed",
        dir.display()
    )]
    Wrong {
        /// The folder.
        dir: PathBuf,
        /// The name of the key that seals it.
        name: String,
        /// The name of the one that was given.
        given: String,
    },
    /// A database is encrypted and no key was given.
    #[error("the database {} is encrypted with key {name}: set privacy.key_file to its file", file.display())]
    MissingFor {
        /// The database.
        file: PathBuf,
        /// The key's name.
        name: String,
    },
    /// The key beside a database is gone.
    #[error(
        "the database {} is encrypted (or no SQLite file), and the key beside it, {}, is missing: bring it back from where the folder was copied to, or bring the book back from a backup",
        file.display(),
        key.display()
    )]
    Lost {
        /// The database.
        file: PathBuf,
        /// Where its key was.
        key: PathBuf,
    },
    /// A database's key cannot be used.
    #[error("the key of the database {} cannot be used", .0.display())]
    Database(PathBuf, #[source] io::Error),
    /// The folder of recordings cannot be used.
    #[error("the key's name cannot be kept in {}", .0.display())]
    Folder(PathBuf, #[source] io::Error),
}

impl MasterKey {
    /// Reads a key file: 64 hexadecimal digits, or base64 of 32 bytes; white space around it does not count.
    ///
    /// # Errors
    /// When it cannot be read or holds no key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read_to_string(path).map_err(|error| KeyError::Unreadable(path.to_owned(), error))?;
        let bytes = bytes_of(text.trim()).ok_or_else(|| KeyError::NoKey(path.to_owned()))?;
        Ok(Self::of(&bytes))
    }

    /// The key of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8; 32]) -> Self {
        let key = aead::UnboundKey::new(&aead::AES_256_GCM, bytes).expect("a key of AES-256 has 32 bytes");
        let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
        let mut name = [0; 8];
        name.copy_from_slice(&digest.as_ref()[..8]);
        Self { key: aead::LessSafeKey::new(key), name }
    }

    /// Its name: what may be shown of it.
    #[must_use]
    pub fn name(&self) -> String {
        crate::people::hex(&self.name)
    }
}

fn bytes_of(text: &str) -> Option<[u8; 32]> {
    use base64::Engine;
    let hex = || {
        let digit = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        (text.len() == 64).then(|| (0..32).map(|n| digit(2 * n)).collect::<Option<Vec<u8>>>())?
    };
    let base64 = || base64::engine::general_purpose::STANDARD.decode(text).ok();
    hex().or_else(base64)?.try_into().ok()
}

/// The master key of the house, if it has one.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    key: Option<Arc<MasterKey>>,
}

impl Vault {
    /// The vault of a folder of recordings. The first key a folder is opened with is named there, and from then on no other.
    ///
    /// # Errors
    /// When the recordings are sealed with another key, or with one and there is none.
    pub fn open(dir: &Path, key: Option<MasterKey>) -> Result<Self, KeyError> {
        let named = names(dir)?;
        match (&key, named.last()) {
            (None, None) => {}
            (None, Some(name)) => return Err(KeyError::Missing { dir: dir.to_owned(), name: name.clone() }),
            (Some(key), Some(name)) if key.name() != *name => {
                return Err(KeyError::Wrong { dir: dir.to_owned(), name: name.clone(), given: key.name() });
            }
            (Some(_), Some(_)) => {}
            (Some(key), None) => name(dir, &[key.name()])?,
        }
        Ok(Self { key: key.map(Arc::new) })
    }

    /// The vault of who only reads: the key is looked at where it is needed.
    #[must_use]
    pub fn beside(key: Option<MasterKey>) -> Self {
        Self { key: key.map(Arc::new) }
    }

    /// Is it the right key for that folder, or none where none is needed? Nothing is written.
    ///
    /// # Errors
    /// See [`Self::open`].
    pub fn check(dir: &Path, key: Option<&MasterKey>) -> Result<(), KeyError> {
        match (key, names(dir)?.last()) {
            (None, Some(name)) => Err(KeyError::Missing { dir: dir.to_owned(), name: name.clone() }),
            (Some(key), Some(name)) if key.name() != *name => {
                Err(KeyError::Wrong { dir: dir.to_owned(), name: name.clone(), given: key.name() })
            }
            (None | Some(_), None) | (Some(_), Some(_)) => Ok(()),
        }
    }

    /// The key, if there is one.
    #[must_use]
    pub fn key(&self) -> Option<&MasterKey> {
        self.key.as_deref()
    }
}

/// Re-wraps the keys of every sealed recording in a folder; gives how many. Files the new key wraps already are left alone,
/// so that it can be run again after whatever stopped it. No sound is touched.
///
/// # Errors
/// When a file cannot be read or written, or is wrapped by neither key.
pub fn rotate(dir: &Path, old: &MasterKey, new: &MasterKey) -> Result<u64, KeyError> {
    let unusable = |error| KeyError::Folder(dir.to_owned(), error);
    let named = names(dir)?;
    if named.last().is_some_and(|name| *name != old.name() && *name != new.name()) {
        return Err(KeyError::Wrong {
            dir: dir.to_owned(),
            name: named.last().cloned().unwrap_or_default(),
            given: old.name(),
        });
    }
    // From here on the folder is the new key's: whoever comes with the old one is told to finish this first.
    name(dir, &[old.name(), new.name()])?;
    crate::archive::empty_cache(dir).map_err(unusable)?;
    let mut done = 0;
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(unusable)? {
            let path = entry.map_err(unusable)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_sealed(&path) {
                done += u64::from(sealed::rewrap(&path, old, new).map_err(unusable)?);
            }
        }
    }
    name(dir, &[new.name()])?;
    Ok(done)
}

/// The keys a folder was sealed with, the last one now; none where it never was.
fn names(dir: &Path) -> Result<Vec<String>, KeyError> {
    let unusable = |error| KeyError::Folder(dir.to_owned(), error);
    match std::fs::read_to_string(dir.join(NAMES)) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| unusable(error.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unusable(error)),
    }
}

/// Whole or not at all.
fn name(dir: &Path, names: &[String]) -> Result<(), KeyError> {
    let unusable = |error| KeyError::Folder(dir.to_owned(), error);
    std::fs::create_dir_all(dir).map_err(unusable)?;
    let half = dir.join(format!("{NAMES}.part"));
    let text = serde_json::to_string(names).map_err(|error| unusable(error.into()))?;
    std::fs::write(&half, text).and_then(|()| File::open(&half)?.sync_all()).map_err(unusable)?;
    std::fs::rename(&half, dir.join(NAMES)).map_err(unusable)
}

pub(crate) fn is_sealed(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == SEALED)
}

/// Where the sealed form of a clear recording lies.
pub(crate) fn sealed_path(clear: &Path) -> PathBuf {
    clear.with_added_extension(SEALED)
}

/// Seals a clear recording, if there is a key, and overwrites the clear one.
pub(crate) fn put_away(clear: &Path, vault: &Vault) -> io::Result<()> {
    let Some(key) = vault.key() else { return Ok(()) };
    if clear.exists() {
        sealed::seal(clear, &sealed_path(clear), key)?;
        crate::retention::shred(clear)?;
    }
    Ok(())
}

/// Reads a file from its beginning, sealed or not.
#[derive(Debug)]
pub(crate) struct Reading {
    file: Recording,
    at: u64,
    length: u64,
}

impl Reading {
    pub(crate) fn open(path: &Path, vault: &Vault) -> io::Result<Self> {
        let file = Recording::open(path, vault)?;
        Ok(Self { length: file.length()?, file, at: 0 })
    }
}

impl io::Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let now = usize::try_from(self.length - self.at).unwrap_or(usize::MAX).min(buffer.len());
        self.file.read_exact_at(&mut buffer[..now], self.at)?;
        self.at += now as u64;
        Ok(now)
    }
}

/// A recording to read at any place, sealed or not. It blocks on the disk.
#[derive(Debug)]
pub enum Recording {
    /// As it was written.
    Clear(File),
    /// Sealed.
    Sealed(Box<Sealed>),
}

impl Recording {
    /// Opens a recording.
    ///
    /// # Errors
    /// When it cannot be read, or is sealed with another key.
    pub fn open(path: &Path, vault: &Vault) -> io::Result<Self> {
        if !is_sealed(path) {
            return Ok(Self::Clear(File::open(path)?));
        }
        let key = vault.key().ok_or_else(|| io::Error::other("the recording is sealed and there is no key"))?;
        Ok(Self::Sealed(Box::new(Sealed::open(path, key)?)))
    }

    /// Fills the buffer from a place of the clear recording.
    ///
    /// # Errors
    /// When it ends before, cannot be read, or a piece was changed.
    pub fn read_exact_at(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        match self {
            Self::Clear(file) => file.read_exact_at(buffer, at),
            Self::Sealed(sealed) => sealed.read_exact_at(buffer, at),
        }
    }

    /// Bytes of the clear recording.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub fn length(&self) -> io::Result<u64> {
        match self {
            Self::Clear(file) => Ok(file.metadata()?.len()),
            Self::Sealed(sealed) => Ok(sealed.length()),
        }
    }
}
