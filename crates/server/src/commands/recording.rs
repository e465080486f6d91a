//! Recordings as commands read them: WAV, FLAC, MP3 and Ogg of any rate, brought to 16 kHz.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, bail};
use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;

/// Endings of files that are taken for recordings in a folder.
pub(super) const ENDINGS: [&str; 5] = ["wav", "flac", "mp3", "ogg", "oga"];

/// A recording, channel by channel, at 16 kHz.
#[derive(Debug)]
pub(super) struct Recording {
    /// At least one, all of the same length.
    pub(super) channels: Vec<Vec<i16>>,
}

impl Recording {
    /// Reads and decodes a file.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let (channels, rate_hz) = decode(path)?;
        let channels = channels.iter().map(|samples| wasl_speech::to_16k(samples, rate_hz)).collect();
        Ok(Self { channels })
    }

    /// All channels mixed.
    pub(super) fn mono(mut self) -> Vec<i16> {
        if self.channels.len() == 1 {
            return self.channels.remove(0);
        }
        let length = self.channels.iter().map(Vec::len).min().unwrap_or_default();
        let mean = |n: usize| {
            let sum: i32 = self.channels.iter().map(|channel| i32::from(channel[n])).sum();
            i16::try_from(sum / self.channels.len() as i32).unwrap_or_default()
        };
        (0..length).map(mean).collect()
    }
}

/// Samples of each channel, and their rate.
fn decode(path: &Path) -> Result<(Vec<Vec<i16>>, u32)> {
    let file = File::open(path)?;
    let mut hint = Hint::new();
    if let Some(ending) = path.extension().and_then(|ending| ending.to_str()) {
        hint.with_extension(ending);
    }
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    let probe = symphonia::default::get_probe();
    let mut format = probe.probe(&hint, stream, Default::default(), Default::default()).context(NOT_SOUND)?;
    let track = format.default_track(TrackType::Audio).context("it holds no sound")?;
    let track_id = track.id;
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters = parameters.context("it does not say how its sound is coded")?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .context("its codec is not known here; convert it to 16-bit WAV")?;
    let mut heard = Heard::default();
    while let Some(packet) = next_packet(format.as_mut())? {
        if packet.track_id != track_id {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(buffer) => heard.take(&buffer)?,
            // A damaged packet: what is around it can still be heard.
            Err(Error::DecodeError(_)) => heard.damaged += 1,
            Err(error) => return Err(error).context("it is damaged"),
        }
    }
    if heard.channels.iter().all(Vec::is_empty) {
        bail!(if heard.damaged > 0 { "it is damaged from its start" } else { "it holds no sound" });
    }
    Ok((heard.channels, heard.rate_hz))
}

const NOT_SOUND: &str = "it is not WAV, FLAC, MP3 or Ogg Vorbis; convert it to 16-bit WAV";

/// The next packet; `None` at the end. A recording that was cut off ends where it was cut.
fn next_packet(format: &mut dyn FormatReader) -> Result<Option<symphonia::core::packet::Packet>> {
    match format.next_packet() {
        Ok(packet) => Ok(packet),
        Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(Error::ResetRequired) => Ok(None),
        Err(error) => Err(error).context("it is damaged"),
    }
}

#[derive(Default)]
struct Heard {
    channels: Vec<Vec<i16>>,
    rate_hz: u32,
    damaged: usize,
}

impl Heard {
    fn take(&mut self, buffer: &GenericAudioBufferRef<'_>) -> Result<()> {
        if buffer.frames() == 0 {
            return Ok(());
        }
        let mut piece: Vec<Vec<i16>> = Vec::new();
        buffer.copy_to_vecs_planar(&mut piece);
        let rate_hz = buffer.spec().rate();
        if self.channels.is_empty() {
            self.rate_hz = rate_hz;
            self.channels = piece;
            return Ok(());
        }
        if rate_hz != self.rate_hz || piece.len() != self.channels.len() {
            bail!("its rate or number of channels changes; convert it to 16-bit WAV");
        }
        for (channel, samples) in self.channels.iter_mut().zip(piece) {
            channel.extend(samples);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use hound::{SampleFormat, WavSpec, WavWriter};

    use super::*;

    const STEREO: WavSpec =
        WavSpec { channels: 2, sample_rate: 8000, bits_per_sample: 32, sample_format: SampleFormat::Float };

    fn stereo(path: &Path) {
        let mut writer = WavWriter::create(path, STEREO).unwrap();
        for _ in 0..8000 {
            writer.write_sample(0.5_f32).unwrap();
            writer.write_sample(0.25_f32).unwrap();
        }
        writer.finalize().unwrap();
    }

    #[test]
    fn any_wav_becomes_16_khz_channel_by_channel() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.wav");
        stereo(&file);
        let recording = Recording::read(&file).unwrap();
        assert_eq!(recording.channels.len(), 2);
        for (channel, level) in recording.channels.iter().zip([16_384, 8192]) {
            assert_eq!(channel.len(), 16_000);
            assert!((channel[8000] - level).abs() < 100, "{}", channel[8000]);
        }
        assert!((recording.mono()[8000] - 12_288).abs() < 100);
    }

    #[test]
    fn telephone_and_24_bit_wav_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let mulaw = dir.path().join("mulaw.wav");
        // 0x80 is the loudest positive sample of µ-law.
        let mut bytes =
            b"RIFF\x46\x03\0\0WAVEfmt \x12\0\0\0\x07\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0\0\0".to_vec();
        bytes.extend_from_slice(b"data\x20\x03\0\0");
        bytes.extend_from_slice(&[0x80; 800]);
        std::fs::write(&mulaw, bytes).unwrap();
        let samples = Recording::read(&mulaw).unwrap().mono();
        assert_eq!(samples.len(), 1600);
        assert!((samples[800] - 32_124).abs() < 300, "{}", samples[800]);

        let deep = dir.path().join("deep.wav");
        let spec = WavSpec { channels: 1, sample_rate: 16_000, bits_per_sample: 24, sample_format: SampleFormat::Int };
        let mut writer = WavWriter::create(&deep, spec).unwrap();
        (0..100).for_each(|_| writer.write_sample(1_000 << 8).unwrap());
        writer.finalize().unwrap();
        assert_eq!(Recording::read(&deep).unwrap().mono(), vec![1_000; 100]);
    }

    #[test]
    fn a_recording_that_was_cut_off_is_read_as_far_as_it_goes() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.wav");
        stereo(&file);
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        let length = Recording::read(&file).unwrap().mono().len();
        assert!((7000..=8100).contains(&length), "{length}");
    }

    #[test]
    fn what_is_no_sound_says_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.wav");
        for bytes in [&b"not sound"[..], b"", b"RIFF\x10\0\0\0WAVE"] {
            std::fs::write(&file, bytes).unwrap();
            let error = Recording::read(&file).unwrap_err();
            assert!(format!("{error:#}").starts_with("it "), "{error:#}");
        }
        assert!(Recording::read(&dir.path().join("missing.wav")).is_err());
    }
}
