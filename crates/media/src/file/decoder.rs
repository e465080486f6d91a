//! Packets of a file, decoded: Opus by libopus, the others by symphonia.

use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::packet::Packet;
use wasl_model::SAMPLE_RATE_HZ;

use super::SoundFileError;

/// Ticks a second of Opus in files (RFC 7845 §4).
const OPUS_HZ: u32 = 48_000;
/// The longest packet of Opus, 120 ms.
const OPUS_LONGEST: usize = SAMPLE_RATE_HZ as usize * 120 / 1_000;
const HEAD: &[u8] = b"OpusHead";

pub(super) enum Decoder {
    Opus(OpusPackets),
    Other { decoder: Box<dyn AudioDecoder>, lossy: bool },
}

impl Decoder {
    pub(super) fn new(parameters: &AudioCodecParameters, is_mp4: bool) -> Result<Self, SoundFileError> {
        if parameters.codec == CODEC_ID_OPUS {
            return OpusPackets::new(parameters, is_mp4).map(Self::Opus);
        }
        let lossy = [CODEC_ID_AAC, CODEC_ID_MP3, CODEC_ID_VORBIS].contains(&parameters.codec);
        let decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default());
        Ok(Self::Other { decoder: decoder.map_err(|_| SoundFileError::Codec)?, lossy })
    }

    pub(super) const fn is_lossy(&self) -> bool {
        matches!(self, Self::Opus(_) | Self::Other { lossy: true, .. })
    }

    /// Samples of each channel, and their rate.
    pub(super) fn decode(&mut self, packet: &Packet) -> Result<(Vec<Vec<i16>>, u32), Error> {
        match self {
            Self::Opus(opus) => opus.decode(packet).map(|piece| (piece, SAMPLE_RATE_HZ)),
            Self::Other { decoder, .. } => {
                let buffer = decoder.decode(packet)?;
                let mut piece = Vec::new();
                if buffer.frames() > 0 {
                    buffer.copy_to_vecs_planar(&mut piece);
                }
                Ok((piece, buffer.spec().rate()))
            }
        }
    }
}

/// Opus of one channel or two.
pub(super) struct OpusPackets {
    decoder: opus::Decoder,
    channels: usize,
    /// What the coder needed to begin with is no sound: ticks that the container does not tell with its packets.
    skip: u64,
    samples: Vec<i16>,
}

impl OpusPackets {
    fn new(parameters: &AudioCodecParameters, is_mp4: bool) -> Result<Self, SoundFileError> {
        let head = parameters.extra_data.as_deref().unwrap_or_default();
        let head = head.strip_prefix(HEAD).filter(|head| head.len() >= 11).ok_or(SoundFileError::Codec)?;
        let channels = usize::from(head[1]);
        let kind = match channels {
            1 => opus::Channels::Mono,
            2 => opus::Channels::Stereo,
            more => return Err(SoundFileError::Channels(more)),
        };
        let two = |at: usize| [head[at], head[at + 1]];
        // MP4 has the same fields in the other order of bytes.
        let number = |at: usize| if is_mp4 { u16::from_be_bytes(two(at)) } else { u16::from_le_bytes(two(at)) };
        let mut decoder = opus::Decoder::new(SAMPLE_RATE_HZ, kind).map_err(|_| SoundFileError::Codec)?;
        let gain = i16::from_ne_bytes(number(8).to_ne_bytes());
        decoder.set_gain(i32::from(gain)).map_err(|_| SoundFileError::Codec)?;
        Ok(Self { decoder, channels, skip: u64::from(number(2)), samples: vec![0; OPUS_LONGEST * channels] })
    }

    fn decode(&mut self, packet: &Packet) -> Result<Vec<Vec<i16>>, Error> {
        if packet.data.is_empty() {
            return Ok(Vec::new());
        }
        let count = self.decoder.decode(&packet.data, &mut self.samples, false);
        let count = count.map_err(|_| Error::DecodeError("opus: not a packet"))?;
        let ticks = |samples: usize| samples as u64 * u64::from(OPUS_HZ / SAMPLE_RATE_HZ);
        let samples = |ticks: u64| usize::try_from(ticks / u64::from(OPUS_HZ / SAMPLE_RATE_HZ)).unwrap_or(usize::MAX);
        // Ogg tells with its packets what is to be left out, the others in the head only.
        let start = packet.trim_start.get().max(self.skip.min(ticks(count)));
        self.skip -= start.min(self.skip);
        let start = samples(start).min(count);
        let end = count.saturating_sub(samples(packet.trim_end.get())).max(start);
        let heard = &self.samples[start * self.channels..end * self.channels];
        let channel = |at: usize| heard.iter().skip(at).step_by(self.channels).copied().collect();
        Ok((0..self.channels).map(channel).collect())
    }
}
