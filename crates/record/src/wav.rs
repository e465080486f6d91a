//! The WAV header of a recording (RIFF, PCM, 16 kHz, 16 bit, two channels), written and read.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use wasl_model::{MediaTime, SAMPLE_RATE_HZ, Span, Speaker};

use crate::vault::Recording;

/// Bytes before the first sample.
pub const HEADER_BYTES: u64 = 44;
/// Bytes of one sample of both sides.
pub const BLOCK_BYTES: u64 = 4;
/// Bytes of one millisecond.
pub const BYTES_PER_MS: u64 = SAMPLE_RATE_HZ as u64 / 1000 * BLOCK_BYTES;
/// Most milliseconds a RIFF file can hold (its sizes have 32 bits): 18 h 38 min.
pub const LONGEST_MS: u64 = (u32::MAX as u64 - HEADER_BYTES) / BYTES_PER_MS;

/// The header of a recording with that many bytes of sound.
#[must_use]
pub fn header(data_bytes: u32) -> [u8; HEADER_BYTES as usize] {
    let mut out = [0; HEADER_BYTES as usize];
    let mut fill = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
    fill(0, b"RIFF");
    fill(4, &data_bytes.saturating_add(36).to_le_bytes());
    fill(8, b"WAVEfmt ");
    fill(16, &16_u32.to_le_bytes());
    fill(20, &1_u16.to_le_bytes()); // PCM
    fill(22, &2_u16.to_le_bytes());
    fill(24, &SAMPLE_RATE_HZ.to_le_bytes());
    fill(28, &(SAMPLE_RATE_HZ * 4).to_le_bytes());
    fill(32, &4_u16.to_le_bytes());
    fill(34, &16_u16.to_le_bytes());
    fill(36, b"data");
    fill(40, &data_bytes.to_le_bytes());
    out
}

/// How long the recording in a file is, by its header.
///
/// # Errors
/// When the file cannot be read, or is not a recording of this house.
pub fn length(path: &Path) -> io::Result<MediaTime> {
    Ok(MediaTime::from_millis(u64::from(data_bytes(&Recording::Clear(File::open(path)?))?) / BYTES_PER_MS))
}

/// Bytes of sound in an open recording, by its header.
///
/// # Errors
/// When the file cannot be read, or is not a recording of this house.
pub fn data_bytes(file: &Recording) -> io::Result<u32> {
    let mut found = [0; HEADER_BYTES as usize];
    file.read_exact_at(&mut found, 0)?;
    let bytes = u32::from_le_bytes([found[40], found[41], found[42], found[43]]);
    if found == header(bytes) {
        Ok(bytes)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "not a stereo 16 kHz recording of this server"))
    }
}

/// One side's samples of a stretch of a recording, as far as the recording goes. `side` is the byte of the block where the
/// side's sample begins. It blocks on the disk.
///
/// # Errors
/// When the file cannot be read, or is not a recording of this house.
pub(crate) fn samples(file: &Recording, side: usize, span: Span) -> io::Result<Vec<i16>> {
    let length_ms = u64::from(data_bytes(file)?) / BYTES_PER_MS;
    let (start, end) = (span.start.as_millis().min(length_ms), span.end.as_millis().min(length_ms));
    let bytes = usize::try_from(end.saturating_sub(start) * BYTES_PER_MS).unwrap_or(0);
    let mut stretch = vec![0; bytes];
    file.read_exact_at(&mut stretch, HEADER_BYTES + start * BYTES_PER_MS)?;
    let blocks = stretch.chunks_exact(BLOCK_BYTES as usize);
    Ok(blocks.map(|block| i16::from_le_bytes([block[side], block[side + 1]])).collect())
}

/// Silences stretches of a finished recording, each on one speaker's side. The recording is replaced whole by its silenced
/// copy: a reader sees the one or the other, and so does whoever comes after kill -9. It blocks on the disk.
///
/// # Errors
/// When the file cannot be read or replaced, or is not a recording of this house.
pub(crate) fn silence(path: &Path, stretches: &[(Speaker, Span)]) -> io::Result<()> {
    let length_ms = u64::from(data_bytes(&Recording::Clear(File::open(path)?))?) / BYTES_PER_MS;
    let copy = path.with_extension("masking");
    std::fs::copy(path, &copy)?;
    let file = File::options().read(true).write(true).open(&copy)?;
    for (speaker, span) in stretches {
        let Some(side) = crate::recorder::side(*speaker) else { continue };
        let (start, end) = (span.start.as_millis().min(length_ms), span.end.as_millis().min(length_ms));
        let mut sound = vec![0; usize::try_from(end.saturating_sub(start) * BYTES_PER_MS).unwrap_or(0)];
        let at = HEADER_BYTES + start * BYTES_PER_MS;
        file.read_exact_at(&mut sound, at)?;
        for block in sound.chunks_exact_mut(BLOCK_BYTES as usize) {
            block[side..side + 2].fill(0);
        }
        file.write_all_at(&sound, at)?;
    }
    file.sync_all()?;
    std::fs::rename(&copy, path)?;
    path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clear(path: &Path) -> Recording {
        Recording::Clear(File::open(path).unwrap())
    }

    #[test]
    fn one_side_of_a_stretch_is_read_as_far_as_it_goes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        let samples_of_2_ms = 2 * u16::try_from(BYTES_PER_MS / BLOCK_BYTES).unwrap();
        let mut bytes = header(u32::from(samples_of_2_ms) * 4).to_vec();
        for n in 0..samples_of_2_ms {
            bytes.extend(n.to_le_bytes());
            bytes.extend((1000 + n).to_le_bytes());
        }
        std::fs::write(&path, bytes).unwrap();
        let span = |start, end| Span { start: MediaTime(start), end: MediaTime(end) };
        assert_eq!(samples(&clear(&path), 0, span(0, 1)).unwrap(), (0..16).collect::<Vec<i16>>());
        assert_eq!(samples(&clear(&path), 2, span(1, 9)).unwrap(), (1016..1032).collect::<Vec<i16>>());
        assert!(samples(&clear(&path), 2, span(5, 9)).unwrap().is_empty());
    }

    #[test]
    fn one_side_of_a_stretch_is_silenced_and_the_rest_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        let ms = u32::try_from(BYTES_PER_MS).unwrap();
        let mut bytes = header(10 * ms).to_vec();
        bytes.extend(std::iter::repeat_n([1, 2, 3, 4], 160).flatten());
        std::fs::write(&path, &bytes).unwrap();
        let span = |start, end| Span { start: MediaTime(start), end: MediaTime(end) };
        silence(&path, &[(Speaker::Caller, span(2, 4)), (Speaker::Agent, span(8, 99))]).unwrap();
        let (left, right) =
            (samples(&clear(&path), 0, span(0, 10)).unwrap(), samples(&clear(&path), 2, span(0, 10)).unwrap());
        let silent = |side: &[i16]| (0..10).map(|ms| side[ms * 16..][..16].iter().all(|s| *s == 0)).collect::<Vec<_>>();
        assert_eq!(silent(&left), [false, false, true, true, false, false, false, false, false, false]);
        assert_eq!(silent(&right), [false, false, false, false, false, false, false, false, true, true]);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no copy is left");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), bytes.len() as u64);
    }

    #[test]
    fn another_reader_understands_the_header() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        let mut bytes = header(8).to_vec();
        bytes.extend([1, 0, 2, 0, 3, 0, 4, 0]);
        std::fs::write(&path, bytes).unwrap();
        let mut reader = hound::WavReader::open(&path).unwrap();
        assert_eq!((reader.spec().channels, reader.spec().sample_rate), (2, 16_000));
        assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(data_bytes(&clear(&path)).unwrap(), 8);
    }
}
