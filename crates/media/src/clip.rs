//! Prompts and music, encoded once at load so that playing them costs a call nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use wasl_model::SAMPLE_RATE_HZ;

use crate::codec::{CodecName, Encoder};
use crate::{resample, tone};

/// A sound in every form a leg may want. Sharing is by `Arc`.
pub struct Clip {
    /// 16 kHz mono; always an even number.
    wide: Box<[i16]>,
    /// 8 kHz mono: half as many.
    narrow: Box<[i16]>,
    pcmu: Box<[u8]>,
    pcma: Box<[u8]>,
}

/// A WAV file could not become a clip.
#[derive(Debug, thiserror::Error)]
pub enum ClipError {
    /// It cannot be opened or is no WAV file.
    #[error("cannot read {path}: give a RIFF WAV file")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: hound::Error,
    },
    /// It is a WAV file of a kind we do not take.
    #[error("{path} holds {bits}-bit {format} samples: convert it to 16-bit PCM (sox in.wav -b 16 out.wav)")]
    Format {
        /// The file.
        path: PathBuf,
        /// Bits a sample.
        bits: u16,
        /// `integer` or `float`.
        format: &'static str,
    },
    /// Its rate is outside 4 to 192 kHz.
    #[error("{path} has a sample rate of {rate_hz} Hz: use 8000 to 48000")]
    Rate {
        /// The file.
        path: PathBuf,
        /// Its rate.
        rate_hz: u32,
    },
    /// It holds no samples.
    #[error("{path} holds no sound")]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

impl Clip {
    /// Loads a 16-bit PCM WAV file of any rate and channel count; channels are mixed to one.
    ///
    /// # Errors
    /// When the file cannot be read, is not 16-bit PCM, has an unusable rate or is empty.
    pub fn load(path: &Path) -> Result<Self, ClipError> {
        let read = |source| ClipError::Read { path: path.to_owned(), source };
        let mut reader = hound::WavReader::open(path).map_err(read)?;
        let spec = reader.spec();
        check_spec(path, spec)?;
        let samples: Vec<i16> = reader.samples::<i16>().collect::<Result<_, _>>().map_err(read)?;
        if samples.is_empty() {
            return Err(ClipError::Empty { path: path.to_owned() });
        }
        let mono = to_mono(&samples, usize::from(spec.channels));
        Ok(Self::from_samples(&resample::whole(&mono, spec.sample_rate, SAMPLE_RATE_HZ)))
    }

    /// A clip from 16 kHz mono samples.
    #[must_use]
    pub fn from_samples(wide: &[i16]) -> Self {
        let mut wide = wide.to_vec();
        if wide.len() % 2 == 1 {
            wide.push(0);
        }
        let narrow = resample::halve(&wide);
        let encode = |codec| {
            let mut bytes = Vec::with_capacity(narrow.len());
            Encoder::new(codec).encode(&narrow, &mut bytes);
            bytes.into_boxed_slice()
        };
        Self { pcmu: encode(CodecName::Pcmu), pcma: encode(CodecName::Pcma), narrow: narrow.into(), wide: wide.into() }
    }

    /// The house's own hold music: a quiet loop of plucked chords, synthesised here (no recording, no licence).
    #[must_use]
    pub fn hold_music() -> Arc<Self> {
        Arc::new(Self::from_samples(&tone::hold_music()))
    }

    /// How long it is.
    #[must_use]
    pub fn duration(&self) -> Duration {
        Duration::from_micros(self.ticks() as u64 * 125)
    }

    /// 16 kHz mono samples.
    #[must_use]
    pub fn samples(&self) -> &[i16] {
        &self.wide
    }

    /// Length in clock ticks of 1/8000 s.
    pub(crate) fn ticks(&self) -> usize {
        self.narrow.len()
    }

    /// Samples at 8 kHz.
    pub(crate) fn narrow(&self) -> &[i16] {
        &self.narrow
    }

    /// Encoded bytes, one a tick, where the codec keeps no state.
    pub(crate) fn encoded(&self, codec: CodecName) -> Option<&[u8]> {
        match codec {
            CodecName::Pcmu => Some(&self.pcmu),
            CodecName::Pcma => Some(&self.pcma),
            CodecName::G722 | CodecName::Opus => None,
        }
    }
}

impl std::fmt::Debug for Clip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clip").field("duration", &self.duration()).finish_non_exhaustive()
    }
}

fn check_spec(path: &Path, spec: hound::WavSpec) -> Result<(), ClipError> {
    let path = path.to_owned();
    let format = match spec.sample_format {
        hound::SampleFormat::Int => "integer",
        hound::SampleFormat::Float => "float",
    };
    if spec.bits_per_sample != 16 || spec.sample_format == hound::SampleFormat::Float {
        return Err(ClipError::Format { path, bits: spec.bits_per_sample, format });
    }
    if !(4000..=192_000).contains(&spec.sample_rate) {
        return Err(ClipError::Rate { path, rate_hz: spec.sample_rate });
    }
    Ok(())
}

fn to_mono(samples: &[i16], channels: usize) -> Vec<i16> {
    let mean = |frame: &[i16]| {
        let sum: i32 = frame.iter().map(|sample| i32::from(*sample)).sum();
        i16::try_from(sum / i32::try_from(frame.len()).unwrap_or(1)).unwrap_or(0)
    };
    samples.chunks(channels.max(1)).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(folder: &Path, name: &str, spec: hound::WavSpec, samples: usize) -> PathBuf {
        let path = folder.join(name);
        let mut writer = hound::WavWriter::create(&path, spec).expect("creates");
        for n in 0..samples {
            match (spec.sample_format, spec.bits_per_sample) {
                (hound::SampleFormat::Float, _) => writer.write_sample(0.25_f32).expect("writes"),
                (hound::SampleFormat::Int, 8) => writer.write_sample(25_i8).expect("writes"),
                (hound::SampleFormat::Int, _) => {
                    writer.write_sample(if n % 2 == 0 { 8000_i16 } else { 4000 }).expect("writes");
                }
            }
        }
        writer.finalize().expect("finishes");
        path
    }

    fn spec(
        channels: u16,
        sample_rate: u32,
        bits_per_sample: u16,
        sample_format: hound::SampleFormat,
    ) -> hound::WavSpec {
        hound::WavSpec { channels, sample_rate, bits_per_sample, sample_format }
    }

    #[test]
    fn any_rate_and_channel_count_becomes_16_khz_mono() {
        let folder = tempfile::tempdir().expect("a folder");
        for (channels, rate) in [(1, 8000), (2, 16_000), (2, 44_100), (1, 48_000)] {
            let frames = rate as usize / 2;
            let path = wav(
                folder.path(),
                "in.wav",
                spec(channels, rate, 16, hound::SampleFormat::Int),
                frames * usize::from(channels),
            );
            let clip = Clip::load(&path).expect("loads");
            assert!(clip.duration().as_millis().abs_diff(500) <= 1, "{channels} x {rate}: {:?}", clip.duration());
            let middle = clip.samples()[4000];
            assert!((i32::from(middle) - 6000).abs() < 200, "{channels} x {rate}: {middle}");
        }
    }

    #[test]
    fn what_is_no_16_bit_wav_is_named_in_the_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let float = wav(folder.path(), "float.wav", spec(1, 8000, 32, hound::SampleFormat::Float), 100);
        assert!(Clip::load(&float).expect_err("float").to_string().contains("32-bit float"));
        let eight = wav(folder.path(), "eight.wav", spec(1, 8000, 8, hound::SampleFormat::Int), 100);
        assert!(Clip::load(&eight).expect_err("8 bit").to_string().contains("8-bit integer"));
        let slow = wav(folder.path(), "slow.wav", spec(1, 1000, 16, hound::SampleFormat::Int), 100);
        assert!(matches!(Clip::load(&slow), Err(ClipError::Rate { rate_hz: 1000, .. })));
        let empty = wav(folder.path(), "empty.wav", spec(1, 8000, 16, hound::SampleFormat::Int), 0);
        assert!(matches!(Clip::load(&empty), Err(ClipError::Empty { .. })));
        let text = folder.path().join("text.wav");
        std::fs::write(&text, "hello").expect("writes");
        assert!(matches!(Clip::load(&text), Err(ClipError::Read { .. })));
        assert!(matches!(Clip::load(&folder.path().join("absent.wav")), Err(ClipError::Read { .. })));
    }

    #[test]
    fn every_form_of_a_clip_is_equally_long() {
        let clip = Clip::from_samples(&[100; 641]);
        assert_eq!((clip.samples().len(), clip.ticks()), (642, 321));
        assert!(CodecName::ALL.iter().filter_map(|codec| clip.encoded(*codec)).all(|bytes| bytes.len() == 321));
    }
}
