//! Recordings in their lasting form: FLAC, which loses nothing and takes about half the room.
//!
//! The new file is written beside the WAV, forced to the disk, decoded and compared sample by sample, and renamed; only
//! then the WAV goes. Killed at any moment, the WAV or a whole FLAC is there; where both are, the WAV counts. Readers
//! get a WAV all the same: it is decoded into a small hidden cache.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use flacenc::bitsink::ByteSink;
use flacenc::component::BitRepr;
use flacenc::error::{SourceError, Verify};
use flacenc::source::{Fill, Source};
use sha2::{Digest, Sha256};
use wasl_model::{CallId, SAMPLE_RATE_HZ, Span, Speaker};

use crate::book::{Book, recording_name};
use crate::people::hex;
use crate::retention::{each_file, shred};
use crate::store::StoreError;
use crate::summary::RecordingState;
use crate::vault::{Recording, Vault, is_sealed, sealed, sealed_path};
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
        let flac = wav.with_extension(FLAC);
        let forms = [sealed_path(&wav), wav, sealed_path(&flac), flac];
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
        let (dir, vault) = (self.inner.record_dir.clone(), self.inner.vault.clone());
        let decoded = tokio::task::spawn_blocking(move || decoded(&file, &dir, &vault)).await;
        match decoded.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(path) => Ok(Some(path)),
            Err(error) => {
                tracing::warn!(call = %id, %error, "a recording cannot be decoded");
                Ok(None)
            }
        }
    }

    /// Puts the recording of a call that is over into its lasting form, sealed if it was. What is in it already is left.
    ///
    /// # Errors
    /// Outside when the store cannot be read, inside when the sound cannot be read or written.
    pub async fn archive(&self, id: CallId) -> Result<io::Result<()>, StoreError> {
        let Some(file) = self.sound_file(id).await? else { return Ok(Ok(())) };
        if is_flac(&file) {
            return Ok(Ok(()));
        }
        let vault = self.inner.vault.clone();
        let put = tokio::task::spawn_blocking(move || put_by(&file, &vault)).await;
        Ok(put.unwrap_or_else(|error| Err(io::Error::other(error))))
    }
}

/// Is it a recording in its lasting form, sealed or not?
pub(crate) fn is_flac(path: &Path) -> bool {
    let clear = if is_sealed(path) { path.with_extension("") } else { path.to_owned() };
    clear.extension().is_some_and(|end| end == FLAC)
}

/// A recording's path without what tells its forms apart.
fn bare(path: &Path) -> PathBuf {
    let clear = if is_sealed(path) { path.with_extension("") } else { path.to_owned() };
    clear.with_extension("")
}

/// Silences stretches of a recording in its lasting form, which is replaced whole. Whoever dies in between leaves a WAV half
/// written beside it, which the next try overwrites.
pub(crate) fn silence(flac: &Path, stretches: &[(Speaker, Span)], vault: &Vault) -> io::Result<()> {
    let part = bare(flac).with_extension("wav").with_added_extension("part");
    let mut out = BufWriter::new(File::create(&part)?);
    write_wav(flac, vault, &mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?;
    wav::silence(&part, stretches)?;
    if let Some(bytes) = lasting(&|| Samples::of_wav(Recording::open(&part, vault)?))? {
        let clear = bare(flac).with_extension(FLAC);
        if is_sealed(flac) { put_sealed(&clear, &bytes, vault)? } else { put_clear(&clear, &bytes)? }
    }
    shred(&part)
}

/// Of a recording that was changed no other form is kept, and nothing that was decoded from what it was, in whole or half.
pub(crate) fn drop_stale(sound: &Path, record_dir: &Path) -> io::Result<()> {
    each_file(&cached_name(record_dir, sound), shred)?;
    let flac = bare(sound).with_extension(FLAC);
    let stale = [sealed_path(&flac), flac].into_iter().filter(|path| !is_flac(sound) && path.exists());
    stale.into_iter().try_for_each(|path| shred(&path))
}

/// WAV to FLAC, in the order that survives kill -9. Of what is sealed nothing comes to the disk in the clear.
fn put_by(wav: &Path, vault: &Vault) -> io::Result<()> {
    let open = || Samples::of_wav(Recording::open(wav, vault)?);
    let Some(bytes) = lasting(&open)? else { return Ok(()) };
    let flac = bare(wav).with_extension(FLAC);
    if is_sealed(wav) {
        put_sealed(&flac, &bytes, vault)?;
    } else {
        put_clear(&flac, &bytes)?;
    }
    fs::remove_file(wav)
}

/// Keeps the bytes of a FLAC under this name, sealed if there is a key.
pub(crate) fn put(flac: &Path, bytes: &[u8], vault: &Vault) -> io::Result<()> {
    if vault.key().is_some() { put_sealed(flac, bytes, vault) } else { put_clear(flac, bytes) }
}

fn put_sealed(flac: &Path, bytes: &[u8], vault: &Vault) -> io::Result<()> {
    let key = vault.key().ok_or_else(|| io::Error::other("the recording is sealed and there is no key"))?;
    sealed::seal_by(&sealed_path(flac), bytes.len() as u64, key, &mut |out| out.write_all(bytes))
}

fn put_clear(flac: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = flac.with_added_extension("part");
    let mut out = File::create(&part)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    fs::rename(&part, flac)?;
    flac.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Samples as FLAC, decoded and compared; `None` when there are none.
pub(crate) fn lasting(open: &dyn Fn() -> io::Result<Samples>) -> io::Result<Option<Vec<u8>>> {
    let told = samples_hash(open()?)?;
    let Some(bytes) = encoded(open()?)? else { return Ok(None) };
    if pcm_hash(&bytes[..])? != told {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the FLAC does not sound like the WAV; the WAV is kept",
        ));
    }
    Ok(Some(bytes))
}

fn encoded(source: Samples) -> io::Result<Option<Vec<u8>>> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    if source.left < 2 * source.channels as u64 {
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

/// Samples of 16 bits, little-endian, the channels in turn.
pub(crate) struct Samples {
    from: Box<dyn Read + Send>,
    all: u64,
    left: u64,
    channels: usize,
}

impl Samples {
    /// A call's recording, as its header counts them.
    fn of_wav(from: Recording) -> io::Result<Self> {
        let left = u64::from(wav::data_bytes(&from)?);
        let all = left - left % BLOCK_BYTES;
        Ok(Self { from: Box::new(Bytes { from, at: HEADER_BYTES }), all, left: all, channels: 2 })
    }

    /// What is held in memory already.
    pub(crate) fn of_bytes(bytes: std::sync::Arc<[u8]>, channels: usize) -> Self {
        let all = bytes.len() as u64;
        Self { all, left: all, from: Box::new(io::Cursor::new(bytes)), channels }
    }

    fn read(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut piece = vec![0; usize::try_from(self.left).unwrap_or(usize::MAX).min(most)];
        self.from.read_exact(&mut piece)?;
        self.left -= piece.len() as u64;
        Ok(piece)
    }
}

impl Source for Samples {
    fn channels(&self) -> usize {
        self.channels
    }

    fn bits_per_sample(&self) -> usize {
        16
    }

    fn sample_rate(&self) -> usize {
        SAMPLE_RATE_HZ as usize
    }

    fn read_samples<F: Fill>(&mut self, block_size: usize, dest: &mut F) -> Result<usize, SourceError> {
        let piece = self.read(block_size * 2 * self.channels).map_err(SourceError::from_io_error)?;
        dest.fill_le_bytes(&piece, 2)?;
        Ok(piece.len() / (2 * self.channels))
    }

    fn len_hint(&self) -> Option<usize> {
        usize::try_from(self.all).ok().map(|all| all / (2 * self.channels))
    }
}

/// The clear bytes of a recording, one after the other.
struct Bytes {
    from: Recording,
    at: u64,
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.from.length()?.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let now = buffer.len().min(left);
        self.from.read_exact_at(&mut buffer[..now], self.at)?;
        self.at += now as u64;
        Ok(now)
    }
}

/// A file's clear bytes.
pub(crate) fn bytes_of(path: &Path, vault: &Vault) -> io::Result<impl Read> {
    Ok(BufReader::new(Bytes { from: Recording::open(path, vault)?, at: 0 }))
}

/// SHA-256 over a recording's samples, the same in every form. It blocks on the disk.
///
/// # Errors
/// When the file cannot be read or is no recording of this house.
pub(crate) fn sound_hash(path: &Path, vault: &Vault) -> io::Result<String> {
    if is_flac(path) {
        pcm_hash(bytes_of(path, vault)?)
    } else {
        samples_hash(Samples::of_wav(Recording::open(path, vault)?)?)
    }
}

/// SHA-256 over samples.
pub(crate) fn samples_hash(mut samples: Samples) -> io::Result<String> {
    let mut hash = Sha256::new();
    while samples.left > 0 {
        hash.update(samples.read(1 << 16)?);
    }
    Ok(hex(&hash.finalize()))
}

fn pcm_hash(flac: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    Flac::new(flac)?.decode(&mut |piece| {
        hash.update(piece);
        Ok(())
    })?;
    Ok(hex(&hash.finalize()))
}

/// A FLAC of this server's, being decoded.
pub(crate) struct Flac<R: Read> {
    reader: claxon::FlacReader<R>,
}

impl<R: Read> Flac<R> {
    pub(crate) fn new(from: R) -> io::Result<Self> {
        let reader = claxon::FlacReader::new(from).map_err(damaged)?;
        let form = reader.streaminfo();
        if form.channels > 2 || (form.bits_per_sample, form.sample_rate) != (16, SAMPLE_RATE_HZ) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "not a 16 kHz recording of this server"));
        }
        Ok(Self { reader })
    }

    pub(crate) fn channels(&self) -> u32 {
        self.reader.streaminfo().channels
    }

    /// How many of each channel, where the head tells it.
    fn samples(&self) -> Option<u64> {
        self.reader.streaminfo().samples.filter(|samples| *samples > 0)
    }

    /// Gives the samples piece by piece, as a WAV holds them.
    pub(crate) fn decode(mut self, each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let (mut blocks, mut buffer, mut bytes) = (self.reader.blocks(), Vec::new(), Vec::new());
        while let Some(block) = blocks.read_next_or_eof(buffer).map_err(damaged)? {
            bytes.clear();
            for place in 0..block.duration() {
                for channel in 0..block.channels() {
                    // Sixteen bits were put in; the upper ones are the sign's.
                    bytes.extend_from_slice(&block.sample(channel, place).to_le_bytes()[..2]);
                }
            }
            each(&bytes)?;
            buffer = block.into_buffer();
        }
        Ok(())
    }
}

fn damaged(error: claxon::Error) -> io::Error {
    match error {
        claxon::Error::IoError(error) => error,
        error @ (claxon::Error::FormatError(_) | claxon::Error::Unsupported(_)) => {
            io::Error::new(io::ErrorKind::InvalidData, error.to_string())
        }
    }
}

/// Where the WAV of a recording is decoded to.
pub(crate) fn cached_name(record_dir: &Path, sound: &Path) -> PathBuf {
    let clear = record_dir.join(CACHE).join(bare(sound).with_extension("wav").file_name().unwrap_or_default());
    if is_sealed(sound) { sealed_path(&clear) } else { clear }
}

/// Nothing decoded is kept any more.
pub(crate) fn empty_cache(record_dir: &Path) -> io::Result<()> {
    gone(fs::remove_dir_all(record_dir.join(CACHE)))
}

/// A WAV of a FLAC, sealed if that is, made unless there is one; the ones that were made longest ago go.
fn decoded(flac: &Path, record_dir: &Path, vault: &Vault) -> io::Result<PathBuf> {
    let (wav, cache) = (cached_name(record_dir, flac), &record_dir.join(CACHE));
    let made = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if let (Ok(cached), Ok(kept)) = (made(&wav), made(flac))
        && cached >= kept
    {
        return Ok(wav);
    }
    fs::create_dir_all(cache)?;
    forget_oldest(cache)?;
    // Named after the call, so that what a crash leaves half decoded goes with the call's sound.
    let new = wav.with_added_extension(uuid::Uuid::new_v4().to_string());
    let written = write_decoded(flac, &new, vault);
    if written.is_err() {
        gone(fs::remove_file(&new))?;
    }
    written?;
    fs::rename(&new, &wav)?;
    Ok(wav)
}

fn write_decoded(flac: &Path, to: &Path, vault: &Vault) -> io::Result<()> {
    match vault.key().filter(|_| is_sealed(flac)) {
        Some(key) => {
            let length = HEADER_BYTES + u64::from(pcm_length(flac, vault)?);
            sealed::seal_by(to, length, key, &mut |out| write_wav(flac, vault, out))
        }
        None => {
            let mut out = BufWriter::new(File::create(to)?);
            write_wav(flac, vault, &mut out)?;
            out.flush()
        }
    }
}

/// Bytes of all samples; earlier releases did not write their number into the head.
fn pcm_length(flac: &Path, vault: &Vault) -> io::Result<u32> {
    let told = Flac::new(bytes_of(flac, vault)?)?.samples();
    if let Some(samples) = told.and_then(|samples| u32::try_from(samples * BLOCK_BYTES).ok()) {
        return Ok(samples);
    }
    let mut length = 0_u32;
    Flac::new(bytes_of(flac, vault)?)?.decode(&mut |piece| {
        length = length.saturating_add(u32::try_from(piece.len()).unwrap_or(u32::MAX));
        Ok(())
    })?;
    Ok(length)
}

fn write_wav(flac: &Path, vault: &Vault, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&wav::header(pcm_length(flac, vault)?))?;
    Flac::new(bytes_of(flac, vault)?)?.decode(&mut |piece| out.write_all(piece))
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
