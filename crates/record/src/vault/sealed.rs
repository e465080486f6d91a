//! A sealed recording: a head, then pieces of 64 KiB, each with its own tag.
//!
//! ```text
//!  8 B  magic "WASLSEA1"      8 B  name of the master key     12 B  nonce of the wrapped key
//! 48 B  the file's key, wrapped (AES-256-GCM)                  8 B  bytes of the clear recording (little-endian)
//! then  pieces: AES-256-GCM under the file's key, nonce = number of the piece, associated data = magic + length
//! ```
//!
//! A file's key seals one file, so piece numbers never repeat under it. A piece that was moved, cut off or changed does not
//! open; neither does a file whose length was changed.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Mutex;

use ring::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

use super::MasterKey;

const MAGIC: &[u8; 8] = b"WASLSEA1";
const HEAD: usize = 84;
pub(super) const NONCE: usize = 12;
pub(super) const TAG: usize = 16;
const WRAPPED: usize = 32 + TAG;
/// Bytes of a piece in the clear.
const PIECE: usize = 64 << 10;

/// A sealed recording, open for reading. The piece read last is kept, for readers that walk through it.
pub struct Sealed {
    file: File,
    key: LessSafeKey,
    length: u64,
    last: Mutex<Option<(u64, Vec<u8>)>>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealed").field("length", &self.length).finish_non_exhaustive()
    }
}

struct Head {
    master: [u8; 8],
    nonce: [u8; NONCE],
    wrapped: [u8; WRAPPED],
    length: u64,
}

impl Head {
    fn read(file: &File) -> io::Result<Self> {
        let mut bytes = [0; HEAD];
        file.read_exact_at(&mut bytes, 0)?;
        Self::of(&bytes)
    }

    fn of(bytes: &[u8; HEAD]) -> io::Result<Self> {
        if bytes[..8] != *MAGIC {
            return Err(damaged("not a sealed recording"));
        }
        let mut head = Self { master: [0; 8], nonce: [0; NONCE], wrapped: [0; WRAPPED], length: 0 };
        head.master.copy_from_slice(&bytes[8..16]);
        head.nonce.copy_from_slice(&bytes[16..28]);
        head.wrapped.copy_from_slice(&bytes[28..76]);
        let mut length = [0; 8];
        length.copy_from_slice(&bytes[76..84]);
        head.length = u64::from_le_bytes(length);
        Ok(head)
    }

    fn bytes(&self) -> [u8; HEAD] {
        let mut bytes = [0; HEAD];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..16].copy_from_slice(&self.master);
        bytes[16..28].copy_from_slice(&self.nonce);
        bytes[28..76].copy_from_slice(&self.wrapped);
        bytes[76..].copy_from_slice(&self.length.to_le_bytes());
        bytes
    }

    fn wrap(key: &[u8; 32], master: &MasterKey, length: u64) -> io::Result<Self> {
        let nonce = random()?;
        let mut wrapped = key.to_vec();
        let aad = Aad::from(length.to_le_bytes());
        let sealed = master.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut wrapped);
        sealed.map_err(|_| io::Error::other("a key could not be wrapped"))?;
        let wrapped = wrapped.try_into().map_err(|_| io::Error::other("a wrapped key has another length"))?;
        Ok(Self { master: master.name, nonce, wrapped, length })
    }

    fn unwrap(&self, master: &MasterKey) -> io::Result<[u8; 32]> {
        if self.master != master.name {
            let name = crate::people::hex(&self.master);
            return Err(io::Error::other(format!("sealed with key {name}, not with {}", master.name())));
        }
        let mut key = self.wrapped.to_vec();
        let aad = Aad::from(self.length.to_le_bytes());
        let opened = master.key.open_in_place(Nonce::assume_unique_for_key(self.nonce), aad, &mut key);
        let opened = opened.map_err(|_| damaged("the head of a sealed recording was changed"))?;
        <[u8; 32]>::try_from(&*opened).map_err(|_| damaged("a wrapped key has another length"))
    }
}

impl Sealed {
    /// Opens a sealed recording.
    ///
    /// # Errors
    /// When it cannot be read, is none, was changed, or is sealed with another key.
    pub fn open(path: &Path, master: &MasterKey) -> io::Result<Self> {
        let file = File::open(path)?;
        let head = Head::read(&file)?;
        let key = file_key(&head.unwrap(master)?);
        let sealed = Self { file, key, length: head.length, last: Mutex::new(None) };
        if sealed.file.metadata()?.len() != HEAD as u64 + sealed_length(head.length) {
            return Err(damaged("a sealed recording was cut off"));
        }
        Ok(sealed)
    }

    /// Bytes of the clear recording.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Fills the buffer from a place of the clear recording.
    ///
    /// # Errors
    /// When it ends before, cannot be read, or a piece was changed.
    pub fn read_exact_at(&self, mut buffer: &mut [u8], mut at: u64) -> io::Result<()> {
        if at.saturating_add(buffer.len() as u64) > self.length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        while !buffer.is_empty() {
            let (number, from) = (at / PIECE as u64, usize::try_from(at % PIECE as u64).unwrap_or(0));
            let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if last.as_ref().is_none_or(|(kept, _)| *kept != number) {
                *last = Some((number, self.piece(number)?));
            }
            let piece = last.as_ref().map_or(&[][..], |(_, piece)| piece);
            let now = buffer.len().min(piece.len() - from);
            buffer[..now].copy_from_slice(&piece[from..from + now]);
            buffer = &mut buffer[now..];
            at += now as u64;
        }
        Ok(())
    }

    fn piece(&self, number: u64) -> io::Result<Vec<u8>> {
        let clear = (self.length - number * PIECE as u64).min(PIECE as u64);
        let mut piece = vec![0; usize::try_from(clear).unwrap_or(PIECE) + TAG];
        self.file.read_exact_at(&mut piece, HEAD as u64 + number * (PIECE + TAG) as u64)?;
        let opened = self.key.open_in_place(nonce_of(number), aad(self.length), &mut piece);
        let length = opened.map_err(|_| damaged("a piece of a sealed recording was changed"))?.len();
        piece.truncate(length);
        Ok(piece)
    }
}

/// Seals a file into another, which is there whole or not at all.
///
/// # Errors
/// When one cannot be read or the other written.
pub fn seal(clear: &Path, to: &Path, master: &MasterKey) -> io::Result<()> {
    let mut from = File::open(clear)?;
    let length = from.metadata()?.len();
    seal_by(to, length, master, &mut |out| io::copy(&mut from, out).map(drop))
}

/// Seals what is written into a file, which is there whole or not at all.
///
/// # Errors
/// When it cannot be written, or another length than was told was written.
pub(crate) fn seal_by(
    to: &Path,
    length: u64,
    master: &MasterKey,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let half = to.with_added_extension("part");
    let mut sealing = Sealing::new(io::BufWriter::new(File::create(&half)?), length, master)?;
    write(&mut sealing)?;
    sealing.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(&half, to)?;
    to.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

/// Seals what is written to it, piece by piece.
pub(crate) struct Sealing<W> {
    out: W,
    key: LessSafeKey,
    length: u64,
    number: u64,
    piece: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    /// `length` bytes will be written.
    pub(crate) fn new(mut out: W, length: u64, master: &MasterKey) -> io::Result<Self> {
        let key: [u8; 32] = random()?;
        out.write_all(&Head::wrap(&key, master, length)?.bytes())?;
        Ok(Self { out, key: file_key(&key), length, number: 0, piece: Vec::with_capacity(PIECE + TAG) })
    }

    fn put(&mut self) -> io::Result<()> {
        let sealed = self.key.seal_in_place_append_tag(nonce_of(self.number), aad(self.length), &mut self.piece);
        sealed.map_err(|_| io::Error::other("a piece could not be sealed"))?;
        self.out.write_all(&self.piece)?;
        self.piece.clear();
        self.number += 1;
        Ok(())
    }

    /// The last piece; an error when another length than was told was written.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let written = self.number * PIECE as u64 + self.piece.len() as u64;
        if written != self.length {
            return Err(damaged("a recording had another length than was told"));
        }
        if !self.piece.is_empty() {
            self.put()?;
        }
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let now = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..now]);
        if self.piece.len() == PIECE {
            self.put()?;
        }
        Ok(now)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a sealed recording in the clear.
///
/// # Errors
/// When it cannot be read or written, or was changed.
pub fn unseal(path: &Path, to: &Path, master: &MasterKey) -> io::Result<()> {
    let sealed = Sealed::open(path, master)?;
    let mut out = io::BufWriter::new(File::create(to)?);
    for number in 0..sealed.length.div_ceil(PIECE as u64) {
        out.write_all(&sealed.piece(number)?)?;
    }
    out.flush()
}

/// Wraps a file's key by another master key; false when that one wraps it already. The sound stays as it is.
///
/// # Errors
/// When it cannot be read or written, or neither key wraps it.
pub fn rewrap(path: &Path, old: &MasterKey, new: &MasterKey) -> io::Result<bool> {
    let file = File::options().read(true).write(true).open(path)?;
    let head = Head::read(&file)?;
    if head.master == new.name {
        return Ok(false);
    }
    let key = head.unwrap(old)?;
    // 84 bytes within the first sector: a disk writes them whole.
    file.write_all_at(&Head::wrap(&key, new, head.length)?.bytes(), 0)?;
    file.sync_data()?;
    Ok(true)
}

/// A key that seals no file, wrapped: the head of an empty one.
pub(super) fn wrap_key(key: &[u8; 32], master: &MasterKey) -> io::Result<Vec<u8>> {
    Ok(Head::wrap(key, master, 0)?.bytes().to_vec())
}

/// The same opened.
///
/// # Errors
/// When it is none, was changed, or is wrapped by another master key.
pub(super) fn unwrap_key(wrapped: &[u8], master: &MasterKey) -> io::Result<[u8; 32]> {
    head_of(wrapped)?.unwrap(master)
}

/// The same wrapped by another master key.
///
/// # Errors
/// When the old one does not wrap it.
pub(crate) fn rewrap_key(wrapped: &[u8], old: &MasterKey, new: &MasterKey) -> io::Result<Vec<u8>> {
    wrap_key(&unwrap_key(wrapped, old)?, new)
}

/// The name of the master key that wraps a key.
///
/// # Errors
/// When it is none.
pub(crate) fn master_of_key(wrapped: &[u8]) -> io::Result<String> {
    Ok(crate::people::hex(&head_of(wrapped)?.master))
}

fn head_of(wrapped: &[u8]) -> io::Result<Head> {
    Head::of(wrapped.try_into().map_err(|_| damaged("a wrapped key has another length"))?)
}

/// The name of the master key that wraps a file's own.
///
/// # Errors
/// When it cannot be read or is not sealed.
pub(super) fn master_of(path: &Path) -> io::Result<String> {
    Ok(crate::people::hex(&Head::read(&File::open(path)?)?.master))
}

const fn sealed_length(clear: u64) -> u64 {
    clear + clear.div_ceil(PIECE as u64) * TAG as u64
}

fn file_key(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&aead::AES_256_GCM, key).expect("a key of AES-256 has 32 bytes"))
}

fn nonce_of(number: u64) -> Nonce {
    let mut nonce = [0; NONCE];
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn aad(length: u64) -> Aad<[u8; 16]> {
    let mut aad = [0; 16];
    aad[..8].copy_from_slice(MAGIC);
    aad[8..].copy_from_slice(&length.to_le_bytes());
    Aad::from(aad)
}

pub(super) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("the system gives no random bytes"))?;
    Ok(bytes)
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(bytes: usize) -> (tempfile::TempDir, Vec<u8>, MasterKey) {
        let dir = tempfile::tempdir().unwrap();
        let clear: Vec<u8> = (0..bytes).map(|n| (n * 31 % 251) as u8).collect();
        std::fs::write(dir.path().join("a"), &clear).unwrap();
        let master = MasterKey::of(&[7; 32]);
        seal(&dir.path().join("a"), &dir.path().join("b"), &master).unwrap();
        (dir, clear, master)
    }

    #[test]
    fn every_range_of_a_sealed_file_is_the_clear_one_s() {
        for bytes in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17] {
            let (dir, clear, master) = made(bytes);
            let sealed = Sealed::open(&dir.path().join("b"), &master).unwrap();
            assert_eq!(sealed.length(), bytes as u64);
            for (from, to) in [(0, bytes), (bytes / 2, bytes), (bytes.saturating_sub(1), bytes), (0, bytes.min(44))] {
                let mut part = vec![0; to - from];
                sealed.read_exact_at(&mut part, from as u64).unwrap();
                assert_eq!(part, clear[from..to]);
            }
            assert!(sealed.read_exact_at(&mut [0; 1], bytes as u64).is_err());
            unseal(&dir.path().join("b"), &dir.path().join("c"), &master).unwrap();
            assert_eq!(std::fs::read(dir.path().join("c")).unwrap(), clear);
        }
    }

    #[test]
    fn what_was_changed_moved_or_cut_does_not_open_and_neither_does_another_key() {
        let (dir, _, master) = made(3 * PIECE);
        let path = dir.path().join("b");
        let whole = std::fs::read(&path).unwrap();
        let opens = |bytes: &[u8], master: &MasterKey| {
            std::fs::write(&path, bytes).unwrap();
            Sealed::open(&path, master).and_then(|file| file.read_exact_at(&mut vec![0; 3 * PIECE], 0))
        };
        assert!(opens(&whole, &master).is_ok());
        for at in [0, 10, 20, 40, 80, HEAD + 5, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(opens(&changed, &master).is_err(), "{at}");
        }
        assert!(opens(&whole[..whole.len() - PIECE - TAG], &master).is_err());
        let mut moved = whole.clone();
        moved[HEAD..HEAD + 2 * (PIECE + TAG)].rotate_left(PIECE + TAG);
        assert!(opens(&moved, &master).is_err());
        assert!(opens(&whole, &MasterKey::of(&[8; 32])).is_err());
    }

    #[test]
    fn a_new_master_key_opens_what_the_old_one_sealed_and_no_sound_changes() {
        let (dir, clear, old) = made(PIECE + 5);
        let (path, new) = (dir.path().join("b"), MasterKey::of(&[9; 32]));
        let before = std::fs::read(&path).unwrap();
        assert!(rewrap(&path, &old, &new).unwrap());
        assert!(!rewrap(&path, &old, &new).unwrap(), "once is enough");
        assert_eq!(std::fs::read(&path).unwrap()[HEAD..], before[HEAD..]);
        let mut all = vec![0; clear.len()];
        Sealed::open(&path, &new).unwrap().read_exact_at(&mut all, 0).unwrap();
        assert_eq!(all, clear);
        assert!(Sealed::open(&path, &old).is_err());
    }
}
