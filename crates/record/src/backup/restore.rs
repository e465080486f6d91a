//! A backup brought back to an empty place: checked first, put into place last.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::pack::{beside, is_filled, remove};
use super::{BackupError, Carried, FORMAT, MANIFEST, Manifest, Progress, RECORDINGS, SUMS, TABLES, Told};
use crate::open::{OpenError, check_url};
use crate::people::hex;
use crate::store::sql::SqlStore;
use crate::store::sql::dialect::Place;
use crate::vault::{MasterKey, Vault, database};

/// Brings a backup (folder or tar file) back: into the database of a URL and a folder for recordings, both unused. With a key
/// the database's file is encrypted from its first page on; a sealed backup asks for the key it was made with.
///
/// # Errors
/// See [`BackupError`]. A place that was empty is empty afterwards, but for a PostgreSQL database, which has its schema.
pub async fn restore(
    from: &Path,
    url: &str,
    record_dir: &Path,
    key_file: Option<&Path>,
    told: Told,
) -> Result<Carried, BackupError> {
    let vault = Vault::beside(key_file.map(MasterKey::read).transpose()?);
    check_url(url)?;
    let place = Place::of(url).ok_or_else(|| OpenError::Url(url.to_owned()))?;
    check_empty(&place, record_dir)?;
    let staging = beside(record_dir, "restore");
    remove(&staging)?;
    let (source, new, hear) = (from.to_owned(), staging.clone(), told.clone());
    let unpacking = tokio::task::spawn_blocking(move || unpack(&source, &new, &*hear));
    let unpacked = unpacking.await.map_err(|error| BackupError::File(from.to_owned(), io::Error::other(error)))?;
    let brought = match unpacked {
        Ok((manifest, _)) if !opens(&manifest, &vault) => {
            Err(BackupError::Sealed(from.to_owned(), manifest.dump.sealed.unwrap_or_default()))
        }
        Ok((manifest, checked)) => bring(&place, record_dir, &staging, &manifest, &vault, checked, &told).await,
        Err(error) => Err(error),
    };
    remove(&staging)?;
    brought
}

fn opens(manifest: &Manifest, vault: &Vault) -> bool {
    manifest.dump.sealed.is_none() || manifest.dump.sealed == vault.key().map(MasterKey::name)
}

fn check_empty(place: &Place, record_dir: &Path) -> Result<(), BackupError> {
    if let Some(file) = place.file().filter(|file| file.exists()) {
        return Err(BackupError::InUse(file.display().to_string()));
    }
    match is_filled(record_dir) {
        Ok(true) => Err(BackupError::InUse(record_dir.display().to_string())),
        Ok(false) => Ok(()),
        Err(error) => Err(BackupError::File(record_dir.to_owned(), error)),
    }
}

/// The backup's files beside where they will lie, each with its checksum compared.
fn unpack(from: &Path, staging: &Path, told: &dyn Fn(Progress)) -> Result<(Manifest, Carried), BackupError> {
    let wrong = |error| BackupError::File(from.to_owned(), error);
    if fs::metadata(from).map_err(wrong)?.is_dir() {
        for path in super::files_in(from)? {
            copy(&from.join(&path), &staging.join(&path))?;
        }
    } else {
        untar(from, staging)?;
    }
    let read = |name: &str| {
        let path = staging.join(name);
        match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(BackupError::Incomplete(from.to_owned(), name.to_owned()))
            }
            text => text.map_err(|error| BackupError::File(path, error)),
        }
    };
    let (text, sums) = (read(MANIFEST)?, read(SUMS)?);
    let checked = check(from, staging, &sums, told)?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| BackupError::NotOurs(from.to_owned(), error.to_string()))?;
    if manifest.format != FORMAT {
        let why = format!("it has form {}, known is {FORMAT}", manifest.format);
        return Err(BackupError::NotOurs(from.to_owned(), why));
    }
    Ok((manifest, checked))
}

fn untar(from: &Path, staging: &Path) -> Result<(), BackupError> {
    let no_tar = |error: io::Error| BackupError::NotOurs(from.to_owned(), error.to_string());
    let mut archive = tar::Archive::new(File::open(from).map_err(|error| BackupError::File(from.to_owned(), error))?);
    for entry in archive.entries().map_err(no_tar)? {
        let mut entry = entry.map_err(no_tar)?;
        let path = entry.path().map_err(no_tar)?.into_owned();
        if !entry.header().entry_type().is_file() || !is_plain(&path) {
            return Err(BackupError::NotOurs(from.to_owned(), format!("{} does not belong there", path.display())));
        }
        write(&mut entry, &staging.join(&path))?;
    }
    Ok(())
}

/// A path that stays where it is put.
fn is_plain(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut file = File::open(from).map_err(|error| BackupError::File(from.to_owned(), error))?;
    write(&mut file, to)
}

fn write(from: &mut dyn Read, to: &Path) -> Result<(), BackupError> {
    let unwritten = |error| BackupError::File(to.to_owned(), error);
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(unwritten)?;
    }
    let mut out = File::create(to).map_err(unwritten)?;
    io::copy(from, &mut out).and_then(|_| out.flush()).and_then(|()| out.sync_all()).map_err(unwritten)
}

fn check(from: &Path, staging: &Path, sums: &str, told: &dyn Fn(Progress)) -> Result<Carried, BackupError> {
    let mut listed = Vec::new();
    let mut all = 0;
    for line in sums.lines() {
        let (sum, name) = line
            .split_once("  ")
            .filter(|(_, name)| is_plain(Path::new(name)))
            .ok_or_else(|| BackupError::Damaged(SUMS.to_owned()))?;
        let path = staging.join(name);
        let length = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::Incomplete(from.to_owned(), name.to_owned()));
            }
            found => found.map_err(|error| BackupError::File(path.clone(), error))?.len(),
        };
        all += length;
        listed.push((sum, name, path, length));
    }
    let (mut done, mut carried) = (0, Carried { rows: 0, files: 0, bytes: 0 });
    for (sum, name, path, length) in listed {
        if sha256(&path).map_err(|error| BackupError::File(path.clone(), error))? != sum {
            return Err(BackupError::Damaged(name.to_owned()));
        }
        if name.starts_with(RECORDINGS) {
            carried.files += 1;
            carried.bytes += length;
        }
        done += length;
        told(Progress::Checked(done, all));
    }
    Ok(carried)
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

/// The rows first, into a file beside the one they will be in; then the sound; then the file's name.
async fn bring(
    place: &Place,
    record_dir: &Path,
    staging: &Path,
    manifest: &Manifest,
    vault: &Vault,
    checked: Carried,
    told: &Told,
) -> Result<Carried, BackupError> {
    let target = match place {
        Place::File(file) => {
            let file = staging.join(file.file_name().unwrap_or_default());
            match database::new_key(&file, vault)? {
                Some(key) => Place::Sealed(file, key),
                None => Place::File(file),
            }
        }
        Place::Memory | Place::Sealed(..) | Place::Server(_) => place.clone(),
    };
    let refused = |error| BackupError::Store(place.shown(), error);
    let store = SqlStore::open_for(&target, &manifest.dump.steps, vault.key()).await.map_err(refused)?;
    if !store.is_unused().await.map_err(refused)? {
        return Err(BackupError::InUse(place.shown()));
    }
    let hear = |done, all| told(Progress::Tables(done, all));
    store.load(&staging.join(TABLES), &manifest.dump, vault, &hear).await?;
    store.index_all().await.map_err(refused)?;
    store.close_whole().await.map_err(refused)?;
    remove(&staging.join(TABLES))?;
    put_sound(&staging.join(RECORDINGS), record_dir)?;
    if let (Some(from), Some(to)) = (target.file(), place.file()) {
        if vault.key().is_some() {
            move_to(&database::key_path(from), &database::key_path(to))?;
        }
        move_to(from, to)?;
    }
    let rows = manifest.dump.tables.iter().map(|table| table.rows).sum();
    Ok(Carried { rows, ..checked })
}

fn put_sound(from: &Path, to: &Path) -> Result<(), BackupError> {
    let unwritten = |error| BackupError::File(to.to_owned(), error);
    match fs::remove_dir(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unwritten(error)),
        Ok(()) | Err(_) => {}
    }
    if from.exists() { fs::rename(from, to).map_err(unwritten) } else { fs::create_dir_all(to).map_err(unwritten) }
}

/// The database may lie on another disk than the recordings.
fn move_to(from: &Path, to: &Path) -> Result<(), BackupError> {
    let unwritten = |error| BackupError::File(to.to_owned(), error);
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(unwritten)?;
    }
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    let part: PathBuf = beside(to, "part");
    copy(from, &part)?;
    fs::rename(&part, to).map_err(unwritten)
}
