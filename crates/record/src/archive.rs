//! Recordings in their lasting form: FLAC, which loses nothing and takes about half the room.
//!
//! The new file is written beside the WAV, forced to the disk, decoded and compared sample by sample, and renamed; only
//! then the WAV goes. Killed at any moment, the WAV or a whole FLAC is there; where both are, the WAV counts. Readers
//! get a WAV all the same: it is decoded into a small hidden cache.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use flacenc::bitsink::ByteSink;
use flacenc::component::BitRepr;
use flacenc::error::{SourceError, Verify};
use flacenc::source::{Fill, Source};
use sha2::{Digest, Sha256};
use wasl_model::{CallId, SAMPLE_RATE_HZ};

use crate::book::{Book, recording_name};
use crate::people::hex;
use crate::retention::shred;
use crate::store::StoreError;
use crate::summary::RecordingState;
use crate::vault::{Recording, Vault, is_sealed, sealed_path};
use crate::wav::{self, BLOCK_BYTES, HEADER_BYTES};

/// Samples of one FLAC frame.
const FRAME: usize = 4_096;
/// Decoded recordings that are kept for the next reader.
const MOST_CACHED: usize = 32;
const CACHE: &str = ".cache";
const FLAC: &str = "flac";

impl Book {
    /// The file in which a call's sound is kept: sealed, as it was written, or in its lasting form. The sealed one takes
    /// the place of the clear one, which may still be on its way out.
    pub(crate) async fn sound_file(&self, id: CallId) -> Result<Option<PathBuf>, StoreError> {
        let Some(call) = self.call(id).await? else { return Ok(None) };
        if call.recording == RecordingState::None {
            return Ok(None);
        }
        let wav = self.inner.record_dir.join(recording_name(id, call.began));
        let forms = [sealed_path(&wav), wav.clone(), wav.with_extension(FLAC)];
        Ok(forms.into_iter().find(|path| path.is_file()))
    }

    /// Where a WAV of a call's recording is, sealed or not, if it has one: the file itself, or one decoded from its
    /// lasting form. Read it soon, by [`Self::recording`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn recording_path(&self, id: CallId) -> Result<Option<PathBuf>, StoreError> {
        let Some(file) = self.sound_file(id).await? else { return Ok(None) };
        if !is_flac(&file) {
            return Ok(Some(file));
        }
        let dir = self.inner.record_dir.clone();
        let decoded = tokio::task::spawn_blocking(move || decoded(&file, &dir)).await;
        match decoded.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(path) => Ok(Some(path)),
            Err(error) => {
                tracing::warn!(call = %id, %error, "a recording cannot be decoded");
                Ok(None)
            }
        }
    }

    /// Puts the recording of a call that is over into its lasting form. What is in it already, or sealed, is left.
    ///
    /// # Errors
    /// Outside when the store cannot be read, inside when the sound cannot be read or written.
    pub async fn archive(&self, id: CallId) -> Result<io::Result<()>, StoreError> {
        let Some(file) = self.sound_file(id).await? else { return Ok(Ok(())) };
        if is_flac(&file) || is_sealed(&file) {
            return Ok(Ok(()));
        }
        let put = tokio::task::spawn_blocking(move || put_by(&file)).await;
        Ok(put.unwrap_or_else(|error| Err(io::Error::other(error))))
    }

    /// Makes a recording a WAV in its place again, to be changed.
    ///
    /// # Errors
    /// As [`Self::archive`].
    pub(crate) async fn unarchive(&self, id: CallId) -> Result<io::Result<()>, StoreError> {
        let Some(file) = self.sound_file(id).await?.filter(|file| is_flac(file)) else { return Ok(Ok(())) };
        let dir = self.inner.record_dir.clone();
        let taken = tokio::task::spawn_blocking(move || take_out(&file, &dir)).await;
        Ok(taken.unwrap_or_else(|error| Err(io::Error::other(error))))
    }
}

/// Is it a recording in its lasting form?
pub(crate) fn is_flac(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == FLAC)
}

/// FLAC to WAV in its place; where both are, the WAV counts.
fn take_out(flac: &Path, dir: &Path) -> io::Result<()> {
    let (wav, part) = (flac.with_extension("wav"), flac.with_extension("wav.part"));
    write_wav(flac, &part)?;
    File::open(&part)?.sync_all()?;
    fs::rename(&part, &wav)?;
    if let Some(folder) = wav.parent() {
        File::open(folder)?.sync_all()?;
    }
    for stale in [flac.to_owned(), cached_name(dir, &wav)] {
        if stale.exists() {
            shred(&stale)?;
        }
    }
    Ok(())
}

/// WAV to FLAC, in the order that survives kill -9.
fn put_by(wav: &Path) -> io::Result<()> {
    let (flac, part) = (wav.with_extension(FLAC), wav.with_extension("flac.part"));
    let told = samples_hash(Samples::open(Recording::Clear(File::open(wav)?))?)?;
    let Some(bytes) = encoded(wav)? else { return Ok(()) };
    let mut out = File::create(&part)?;
    out.write_all(&bytes)?;
    out.sync_all()?;
    if pcm_hash(&part)? != told {
        fs::remove_file(&part)?;
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the FLAC does not sound like the WAV; the WAV is kept",
        ));
    }
    fs::rename(&part, &flac)?;
    if let Some(folder) = wav.parent() {
        File::open(folder)?.sync_all()?;
    }
    fs::remove_file(wav)
}

/// A WAV's samples as FLAC; `None` when there are none.
fn encoded(wav: &Path) -> io::Result<Option<Vec<u8>>> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let source = Samples::open(Recording::Clear(File::open(wav)?))?;
    if source.left < BLOCK_BYTES {
        return Ok(None);
    }
    let mut config = flacenc::config::Encoder::default();
    config.block_size = FRAME;
    let config = config.into_verified().map_err(|(_, error)| invalid(error.to_string()))?;
    let stream = flacenc::encode_with_fixed_block_size(&config, source, FRAME);
    let mut sink = ByteSink::new();
    stream.map_err(|error| invalid(error.to_string()))?.write(&mut sink).map_err(|error| invalid(error.to_string()))?;
    Ok(Some(sink.into_inner()))
}

/// A WAV's samples as its header counts them.
struct Samples {
    from: Recording,
    at: u64,
    left: u64,
}

impl Samples {
    fn open(from: Recording) -> io::Result<Self> {
        let left = u64::from(wav::data_bytes(&from)?);
        Ok(Self { from, at: HEADER_BYTES, left: left - left % BLOCK_BYTES })
    }

    fn read(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut piece = vec![0; usize::try_from(self.left).unwrap_or(usize::MAX).min(most)];
        self.from.read_exact_at(&mut piece, self.at)?;
        self.at += piece.len() as u64;
        self.left -= piece.len() as u64;
        Ok(piece)
    }
}

impl Source for Samples {
    fn channels(&self) -> usize {
        2
    }

    fn bits_per_sample(&self) -> usize {
        16
    }

    fn sample_rate(&self) -> usize {
        SAMPLE_RATE_HZ as usize
    }

    fn read_samples<F: Fill>(&mut self, block_size: usize, dest: &mut F) -> Result<usize, SourceError> {
        let piece = self.read(block_size * BLOCK_BYTES as usize).map_err(SourceError::from_io_error)?;
        dest.fill_le_bytes(&piece, 2)?;
        Ok(piece.len() / BLOCK_BYTES as usize)
    }

    fn len_hint(&self) -> Option<usize> {
        usize::try_from(self.left / BLOCK_BYTES).ok()
    }
}

/// SHA-256 over a recording's samples, the same in every form. It blocks on the disk.
///
/// # Errors
/// When the file cannot be read or is no recording of this house.
pub(crate) fn sound_hash(path: &Path, vault: &Vault) -> io::Result<String> {
    if is_flac(path) { pcm_hash(path) } else { samples_hash(Samples::open(Recording::open(path, vault)?)?) }
}

fn samples_hash(mut samples: Samples) -> io::Result<String> {
    let mut hash = Sha256::new();
    while samples.left > 0 {
        hash.update(samples.read(1 << 16)?);
    }
    Ok(hex(&hash.finalize()))
}

fn pcm_hash(flac: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    decode(flac, &mut |piece| {
        hash.update(piece);
        Ok(())
    })?;
    Ok(hex(&hash.finalize()))
}

/// Gives the samples of both sides piece by piece, as a WAV holds them.
fn decode(flac: &Path, each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let damaged = |error: claxon::Error| match error {
        claxon::Error::IoError(error) => error,
        error @ (claxon::Error::FormatError(_) | claxon::Error::Unsupported(_)) => {
            io::Error::new(io::ErrorKind::InvalidData, error.to_string())
        }
    };
    let mut reader = claxon::FlacReader::new(BufReader::new(File::open(flac)?)).map_err(damaged)?;
    let form = reader.streaminfo();
    if (form.channels, form.bits_per_sample, form.sample_rate) != (2, 16, SAMPLE_RATE_HZ) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a stereo 16 kHz recording of this server"));
    }
    let (mut blocks, mut buffer, mut bytes) = (reader.blocks(), Vec::new(), Vec::new());
    while let Some(block) = blocks.read_next_or_eof(buffer).map_err(damaged)? {
        bytes.clear();
        for (left, right) in block.stereo_samples() {
            for sample in [left, right] {
                // Sixteen bits were put in; the upper ones are the sign's.
                bytes.extend_from_slice(&sample.to_le_bytes()[..2]);
            }
        }
        each(&bytes)?;
        buffer = block.into_buffer();
    }
    Ok(())
}

/// Where the WAV of a recording is decoded to.
pub(crate) fn cached_name(record_dir: &Path, sound: &Path) -> PathBuf {
    record_dir.join(CACHE).join(sound.with_extension("wav").file_name().unwrap_or_default())
}

/// A WAV of a FLAC, made unless there is one; the ones that were made longest ago go.
fn decoded(flac: &Path, record_dir: &Path) -> io::Result<PathBuf> {
    let (wav, cache) = (cached_name(record_dir, flac), &record_dir.join(CACHE));
    let made = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if let (Ok(cached), Ok(kept)) = (made(&wav), made(flac))
        && cached >= kept
    {
        return Ok(wav);
    }
    fs::create_dir_all(cache)?;
    forget_oldest(cache)?;
    let part = cache.join(format!("{}.part", uuid::Uuid::new_v4()));
    let written = write_wav(flac, &part);
    if written.is_err() {
        gone(fs::remove_file(&part))?;
    }
    written?;
    fs::rename(&part, &wav)?;
    Ok(wav)
}

fn write_wav(flac: &Path, to: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(to)?);
    out.write_all(&wav::header(0))?;
    let mut length = 0_u32;
    decode(flac, &mut |piece| {
        length = length.saturating_add(u32::try_from(piece.len()).unwrap_or(u32::MAX));
        out.write_all(piece)
    })?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    std::os::unix::fs::FileExt::write_all_at(&file, &wav::header(length), 0)
}

fn forget_oldest(cache: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(cache)? {
        let entry = entry?;
        files.push((entry.metadata()?.modified().unwrap_or(SystemTime::UNIX_EPOCH), entry.path()));
    }
    files.sort_unstable();
    let too_many = (files.len() + 1).saturating_sub(MOST_CACHED);
    // Another reader may have done the same.
    files[..too_many].iter().try_for_each(|(_, path)| gone(fs::remove_file(path)))
}

/// A file that is not there needs no removing.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
