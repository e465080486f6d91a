//! The WAV header of a recording (RIFF, PCM, 16 kHz, 16 bit, two channels), written and read.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use wasl_model::{MediaTime, SAMPLE_RATE_HZ, Span};

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
    Ok(MediaTime::from_millis(u64::from(data_bytes(&File::open(path)?)?) / BYTES_PER_MS))
}

/// Bytes of sound in an open recording, by its header.
///
/// # Errors
/// When the file cannot be read, or is not a recording of this house.
pub fn data_bytes(file: &File) -> io::Result<u32> {
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
pub(crate) fn samples(path: &Path, side: usize, span: Span) -> io::Result<Vec<i16>> {
    let file = File::open(path)?;
    let length_ms = u64::from(data_bytes(&file)?) / BYTES_PER_MS;
    let (start, end) = (span.start.as_millis().min(length_ms), span.end.as_millis().min(length_ms));
    let bytes = usize::try_from(end.saturating_sub(start) * BYTES_PER_MS).unwrap_or(0);
    let mut stretch = vec![0; bytes];
    file.read_exact_at(&mut stretch, HEADER_BYTES + start * BYTES_PER_MS)?;
    let blocks = stretch.chunks_exact(BLOCK_BYTES as usize);
    Ok(blocks.map(|block| i16::from_le_bytes([block[side], block[side + 1]])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(samples(&path, 0, span(0, 1)).unwrap(), (0..16).collect::<Vec<i16>>());
        assert_eq!(samples(&path, 2, span(1, 9)).unwrap(), (1016..1032).collect::<Vec<i16>>());
        assert!(samples(&path, 2, span(5, 9)).unwrap().is_empty());
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
        assert_eq!(data_bytes(&File::open(&path).unwrap()).unwrap(), 8);
    }
}
