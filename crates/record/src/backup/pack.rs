//! A backup's files put into their place, with checksums.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{BackupError, MANIFEST, Manifest, Progress, RECORDINGS, SUMS, TABLES, files_in};
use crate::people::hex;

/// Where a backup is written.
pub(super) struct Target {
    /// The folder, or the folder beside the tar file in which the tables wait.
    dir: PathBuf,
    /// The tar file.
    tar: Option<PathBuf>,
}

/// Files written so far.
struct Packer {
    dir: PathBuf,
    tar: Option<tar::Builder<File>>,
    sums: String,
}

/// Reads and hashes; a file that is cut short meanwhile goes on as silence, for its length was told before.
struct Hashing<R> {
    inner: R,
    left: u64,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let mut count = self.inner.read(&mut buffer[..most])?;
        if count == 0 && most > 0 {
            buffer[..most].fill(0);
            count = most;
        }
        self.left -= count as u64;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

impl Target {
    pub(super) fn new(to: &Path) -> Result<Self, BackupError> {
        let unread = |error| BackupError::File(to.to_owned(), error);
        if to.extension().is_some_and(|end| end == "tar") {
            if to.try_exists().map_err(unread)? {
                return Err(BackupError::NotEmpty(to.to_owned()));
            }
            let dir = beside(to, "tables");
            remove(&dir)?;
            return Ok(Self { dir, tar: Some(to.to_owned()) });
        }
        if is_filled(to).map_err(unread)? {
            return Err(BackupError::NotEmpty(to.to_owned()));
        }
        Ok(Self { dir: to.to_owned(), tar: None })
    }

    pub(super) fn staging(&self) -> &Path {
        &self.dir
    }

    /// Gives files of sound and their bytes.
    pub(super) fn fill(
        &self,
        manifest: &Manifest,
        recordings: &Path,
        told: &dyn Fn(Progress),
    ) -> Result<(u64, u64), BackupError> {
        let part = self.tar.as_deref().map(|tar| beside(tar, "part"));
        let tar = part.as_deref().map(|part| File::create(part).map_err(|error| BackupError::File(part.into(), error)));
        let mut packer =
            Packer { dir: self.dir.clone(), tar: tar.transpose()?.map(tar::Builder::new), sums: String::new() };
        let text = serde_json::to_vec_pretty(manifest).map_err(io::Error::other);
        packer.text(MANIFEST, &text.map_err(|error| BackupError::File(MANIFEST.into(), error))?)?;
        for table in &manifest.dump.tables {
            packer.table(&format!("{TABLES}/{}", manifest.dump.file_name(table)))?;
        }
        let carried = packer.recordings(recordings, told)?;
        let sums = std::mem::take(&mut packer.sums);
        packer.sums(&sums)?;
        packer.finish()?;
        if let (Some(part), Some(tar)) = (part, &self.tar) {
            // Nothing of it is left in the clear beside a backup that is there.
            remove(&self.dir)?;
            fs::rename(&part, tar).map_err(|error| BackupError::File(tar.clone(), error))?;
        }
        Ok(carried)
    }
}

impl Packer {
    /// What was put into the folder already.
    fn table(&mut self, name: &str) -> Result<(), BackupError> {
        let path = self.dir.join(name);
        let unread = |error| BackupError::File(path.clone(), error);
        let file = File::open(&path).map_err(unread)?;
        let length = file.metadata().map_err(unread)?.len();
        match &mut self.tar {
            Some(_) => self.put(name, file, length),
            None => {
                let mut reader = Hashing { inner: file, left: length, hash: Sha256::new() };
                io::copy(&mut reader, &mut io::sink()).map_err(unread)?;
                self.note(name, reader.hash);
                Ok(())
            }
        }
    }

    fn text(&mut self, name: &str, text: &[u8]) -> Result<(), BackupError> {
        self.put(name, Cursor::new(text), text.len() as u64)
    }

    /// The checksums make a backup complete: in a folder they are there whole or not at all.
    fn sums(&mut self, sums: &str) -> Result<(), BackupError> {
        if self.tar.is_some() {
            return self.text(SUMS, sums.as_bytes());
        }
        let half = format!("{SUMS}.part");
        self.text(&half, sums.as_bytes())?;
        let whole = self.dir.join(SUMS);
        fs::rename(self.dir.join(half), &whole).map_err(|error| BackupError::File(whole, error))
    }

    fn recordings(&mut self, from: &Path, told: &dyn Fn(Progress)) -> Result<(u64, u64), BackupError> {
        let (mut seen, mut bytes, mut files) = (BTreeSet::new(), 0, 0);
        // What was put into another form while the first were copied is there under its new name.
        for _ in 0..2 {
            let new: Vec<_> = files_in(from)?.into_iter().filter(|path| !seen.contains(path)).collect();
            let all =
                bytes + new.iter().filter_map(|path| fs::metadata(from.join(path)).ok()).map(|m| m.len()).sum::<u64>();
            for path in new {
                let full = from.join(&path);
                let unread = |error| BackupError::File(full.clone(), error);
                let file = match File::open(&full) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    file => file.map_err(unread)?,
                };
                let length = file.metadata().map_err(unread)?.len();
                self.put(&format!("{RECORDINGS}/{}", path.display()), file, length)?;
                seen.insert(path);
                (bytes, files) = (bytes + length, files + 1);
                told(Progress::Sound(bytes, all.max(bytes)));
            }
        }
        Ok((files, bytes))
    }

    fn put(&mut self, name: &str, inner: impl Read, length: u64) -> Result<(), BackupError> {
        let path = self.dir.join(name);
        let unwritten = |error| BackupError::File(path.clone(), error);
        let mut reader = Hashing { inner, left: length, hash: Sha256::new() };
        match &mut self.tar {
            Some(tar) => {
                let mut header = tar::Header::new_gnu();
                header.set_size(length);
                header.set_mode(0o600);
                tar.append_data(&mut header, name, &mut reader).map_err(unwritten)?;
            }
            None => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(unwritten)?;
                }
                let mut out = File::create(&path).map_err(unwritten)?;
                io::copy(&mut reader, &mut out).and_then(|_| out.sync_all()).map_err(unwritten)?;
            }
        }
        self.note(name, reader.hash);
        Ok(())
    }

    fn note(&mut self, name: &str, hash: Sha256) {
        writeln!(self.sums, "{}  {name}", hex(&hash.finalize())).expect("a string takes every write");
    }

    fn finish(self) -> Result<(), BackupError> {
        let unwritten = |error| BackupError::File(self.dir.clone(), error);
        match self.tar {
            Some(tar) => {
                let mut file = tar.into_inner().map_err(unwritten)?;
                file.flush().and_then(|()| file.sync_all()).map_err(unwritten)
            }
            None => File::open(&self.dir).and_then(|dir| dir.sync_all()).map_err(unwritten),
        }
    }
}

/// A hidden name beside a file or folder, for what is not ready.
pub(super) fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{what}"))
}

/// A folder with something in it.
pub(super) fn is_filled(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) fn remove(dir: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BackupError::File(dir.to_owned(), error)),
        Ok(()) | Err(_) => Ok(()),
    }
}
