//! G.711, G.722, Opus and their names.
//!
//! Time inside this crate is counted in ticks of 1/8000 s. G.711 and G.722 have that as their RTP clock (G.722 by an old
//! mistake kept on purpose, RFC 3551 §4.5.2) and carry one byte per tick. Opus has a clock of 48 kHz: its timestamps are
//! divided by six on the way in and multiplied on the way out, and the length of a packet is read from its first byte.

mod opus;

use audio_codec::g722::{G722Decoder, G722Encoder};
use audio_codec::pcma::{PcmaDecoder, PcmaEncoder};
use audio_codec::pcmu::{PcmuDecoder, PcmuEncoder};
use serde::{Deserialize, Serialize};
use wasl_model::Band;

/// Ticks in a second: the RTP clock of the G codecs, and their bytes per second.
pub const CLOCK_HZ: u32 = 8000;
/// Ticks in 20 ms; with a G codec also bytes.
pub const FRAME_TICKS: usize = 160;

/// A codec by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodecName {
    /// G.711 µ-law, 8 kHz.
    Pcmu,
    /// G.711 A-law, 8 kHz.
    Pcma,
    /// G.722, 16 kHz.
    G722,
    /// Opus (RFC 6716, RFC 7587); 16 kHz wherever we decode or encode ourselves.
    Opus,
}

impl CodecName {
    /// Every codec.
    pub const ALL: [Self; 4] = [Self::Pcmu, Self::Pcma, Self::G722, Self::Opus];

    /// Static payload type (RFC 3551 §6); for Opus the dynamic one we offer.
    #[must_use]
    pub const fn payload_type(self) -> u8 {
        match self {
            Self::Pcmu => 0,
            Self::Pcma => 8,
            Self::G722 => 9,
            Self::Opus => 111,
        }
    }

    /// Name in `a=rtpmap`.
    #[must_use]
    pub const fn encoding(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
            Self::G722 => "G722",
            Self::Opus => "opus",
        }
    }

    /// The codec of an encoding name, in any case.
    #[must_use]
    pub fn from_encoding(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.encoding().eq_ignore_ascii_case(name))
    }

    /// Samples per clock tick: 1 or 2.
    #[must_use]
    pub const fn samples_per_tick(self) -> usize {
        match self {
            Self::Pcmu | Self::Pcma => 1,
            Self::G722 | Self::Opus => 2,
        }
    }

    /// Ticks of its RTP clock in one of ours: 6 for Opus, else 1.
    #[must_use]
    pub const fn clock_ratio(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => 1,
            Self::Opus => 6,
        }
    }

    /// RTP clock in Hz.
    #[must_use]
    pub const fn clock_hz(self) -> u32 {
        CLOCK_HZ * self.clock_ratio()
    }

    /// What follows the clock in `a=rtpmap`: Opus always says two channels (RFC 7587 §7).
    pub(crate) const fn channels(self) -> &'static str {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => "",
            Self::Opus => "/2",
        }
    }

    /// Its `a=fmtp` parameters.
    pub(crate) const fn parameters(self) -> Option<&'static str> {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => None,
            Self::Opus => Some("minptime=10;useinbandfec=1"),
        }
    }

    /// Length of a packet in ticks; 0 when it is none.
    #[must_use]
    pub fn ticks(self, payload: &[u8]) -> usize {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => payload.len(),
            Self::Opus => opus::ticks(payload),
        }
    }

    /// Its packets may be cut and joined anywhere.
    pub(crate) const fn is_divisible(self) -> bool {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => true,
            Self::Opus => false,
        }
    }

    /// Sample rate in Hz.
    #[must_use]
    pub const fn rate_hz(self) -> u32 {
        CLOCK_HZ * self.samples_per_tick() as u32
    }

    /// What the line can carry.
    #[must_use]
    pub const fn band(self) -> Band {
        match self {
            Self::Pcmu | Self::Pcma => Band::Narrow,
            Self::G722 | Self::Opus => Band::Wide,
        }
    }
}

impl std::fmt::Display for CodecName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.encoding())
    }
}

impl std::str::FromStr for CodecName {
    type Err = UnknownCodec;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::from_encoding(name).ok_or_else(|| UnknownCodec(name.to_owned()))
    }
}

/// No such codec.
#[derive(Debug, thiserror::Error)]
#[error("unknown codec {0:?}: use PCMU, PCMA, G722 or opus")]
pub struct UnknownCodec(pub String);

/// Bytes to samples, with the state the codec needs.
pub(crate) enum Decoder {
    Pcmu(PcmuDecoder),
    Pcma(PcmaDecoder),
    G722(Box<G722Decoder>),
    Opus(opus::OpusDecoder),
}

impl Decoder {
    pub(crate) fn new(codec: CodecName) -> Self {
        match codec {
            CodecName::Pcmu => Self::Pcmu(PcmuDecoder::new()),
            CodecName::Pcma => Self::Pcma(PcmaDecoder::new()),
            CodecName::G722 => Self::G722(Box::new(G722Decoder::new())),
            CodecName::Opus => Self::Opus(opus::OpusDecoder::new()),
        }
    }

    /// Appends the samples of `bytes`.
    pub(crate) fn decode(&mut self, bytes: &[u8], samples: &mut Vec<i16>) {
        let start = samples.len();
        let decoder: &mut dyn audio_codec::Decoder = match self {
            Self::Pcmu(decoder) => decoder,
            Self::Pcma(decoder) => decoder,
            Self::G722(decoder) => decoder.as_mut(),
            Self::Opus(decoder) => return decoder.decode(bytes, samples),
        };
        samples.resize(start + decoder.max_decode_samples(bytes.len()), 0);
        let written = decoder.decode_into(bytes, &mut samples[start..]).unwrap_or(0);
        samples.truncate(start + written);
    }

    /// Appends what the codec itself makes up for so many missing ticks, from the packet that follows where it can
    /// (forward error correction); false when it is no such codec.
    pub(crate) fn conceal(&mut self, ticks: usize, following: Option<&[u8]>, samples: &mut Vec<i16>) -> bool {
        match self {
            Self::Pcmu(_) | Self::Pcma(_) | Self::G722(_) => false,
            Self::Opus(decoder) => {
                decoder.conceal(ticks, following, samples);
                true
            }
        }
    }
}

/// Samples to bytes, with the state the codec needs.
pub(crate) enum Encoder {
    Pcmu(PcmuEncoder),
    Pcma(PcmaEncoder),
    G722(Box<G722Encoder>),
    Opus(opus::OpusEncoder),
}

impl Encoder {
    pub(crate) fn new(codec: CodecName) -> Self {
        match codec {
            CodecName::Pcmu => Self::Pcmu(PcmuEncoder::new()),
            CodecName::Pcma => Self::Pcma(PcmaEncoder::new()),
            CodecName::G722 => Self::G722(Box::new(G722Encoder::new())),
            CodecName::Opus => Self::Opus(opus::OpusEncoder::new()),
        }
    }

    /// Appends the bytes of `samples` at the codec's rate.
    pub(crate) fn encode(&mut self, samples: &[i16], bytes: &mut Vec<u8>) {
        let start = bytes.len();
        let encoder: &mut dyn audio_codec::Encoder = match self {
            Self::Pcmu(encoder) => encoder,
            Self::Pcma(encoder) => encoder,
            Self::G722(encoder) => encoder.as_mut(),
            Self::Opus(encoder) => return encoder.encode(samples, bytes),
        };
        bytes.resize(start + encoder.max_encode_bytes(samples.len()), 0);
        let written = encoder.encode_into(samples, &mut bytes[start..]).unwrap_or(0);
        bytes.truncate(start + written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_knows_the_length_of_its_packets() {
        for codec in CodecName::ALL {
            let samples = vec![1000; FRAME_TICKS * codec.samples_per_tick()];
            let mut bytes = Vec::new();
            Encoder::new(codec).encode(&samples, &mut bytes);
            assert_eq!(codec.ticks(&bytes), FRAME_TICKS, "{codec}");
            let mut back = Vec::new();
            Decoder::new(codec).decode(&bytes, &mut back);
            assert_eq!(back.len(), samples.len(), "{codec}");
        }
    }

    #[test]
    fn g711_keeps_every_code_word() {
        for codec in [CodecName::Pcmu, CodecName::Pcma] {
            let words: Vec<u8> = (0..=255).collect();
            let (mut samples, mut back) = (Vec::new(), Vec::new());
            Decoder::new(codec).decode(&words, &mut samples);
            Encoder::new(codec).encode(&samples, &mut back);
            let differing = words.iter().zip(&back).filter(|(a, b)| a != b).count();
            // µ-law has two zeros, and A-law's least negative step comes back as the least positive one: below hearing.
            assert!(differing <= 1, "{codec}: {differing} words differ");
        }
    }

    #[test]
    fn g711_matches_the_reference_points_of_itu_t() {
        let mut samples = Vec::new();
        Decoder::new(CodecName::Pcmu).decode(&[0x00, 0x80, 0xFF, 0x7F], &mut samples);
        assert_eq!(samples, [-32124, 32124, 0, 0]);
        samples.clear();
        Decoder::new(CodecName::Pcma).decode(&[0x2A, 0xAA, 0xD5, 0x55], &mut samples);
        assert_eq!(samples, [-32256, 32256, 8, -8]);
    }
}
