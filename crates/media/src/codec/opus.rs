//! Opus by libopus.
//!
//! libopus decodes and encodes at any of its rates, so it is asked for 16 kHz directly: that is the most the rest of
//! the room has use for (prompts and listeners are 16 kHz, phones less), it costs a third of 48 kHz, and no resampler is
//! needed. Two Opus legs do not come here at all: their packets are passed on untouched, at full band.

use opus::{Application, Bitrate, Channels, Signal};

use super::{CLOCK_HZ, FRAME_TICKS};

/// Rate we decode and encode at.
const RATE_HZ: u32 = 16_000;
/// Samples in a tick.
const SAMPLES_PER_TICK: usize = (RATE_HZ / CLOCK_HZ) as usize;
/// Longest packet: 120 ms.
const MAX_TICKS: usize = 6 * FRAME_TICKS;
/// Largest packet of one frame (RFC 6716 §3.4).
const MAX_BYTES: usize = 1275;
/// Wide-band speech with room for error correction.
const BITS_PER_SECOND: i32 = 28_000;
/// Loss the error correction is made for.
const EXPECTED_LOSS_PCT: i32 = 10;
/// 0 to 10: half the work of 10, and the difference is not heard in speech.
const COMPLEXITY: i32 = 5;

/// Length of a packet in ticks; 0 when it is none.
pub(super) fn ticks(payload: &[u8]) -> usize {
    opus::packet::get_nb_samples(payload, CLOCK_HZ).ok().filter(|ticks| *ticks <= MAX_TICKS).unwrap_or(0)
}

/// Packets to samples.
pub(crate) struct OpusDecoder(opus::Decoder);

impl OpusDecoder {
    pub(super) fn new() -> Self {
        Self(opus::Decoder::new(RATE_HZ, Channels::Mono).expect("16 kHz mono is a rate of Opus"))
    }

    /// Appends the samples of a packet; a broken one is concealed, so that time goes on.
    pub(super) fn decode(&mut self, packet: &[u8], samples: &mut Vec<i16>) {
        let length = ticks(packet) * SAMPLES_PER_TICK;
        if !self.append(packet, length, false, samples) {
            self.conceal(ticks(packet), None, samples);
        }
    }

    /// Appends made-up sound for a loss: the copy the following packet carries where it fits, else a continuation.
    pub(super) fn conceal(&mut self, missing: usize, following: Option<&[u8]>, samples: &mut Vec<i16>) {
        let length = missing * SAMPLES_PER_TICK;
        let copy = following.filter(|packet| ticks(packet) == missing);
        if copy.is_some_and(|packet| self.append(packet, length, true, samples)) {
            return;
        }
        if !self.append(&[], length, false, samples) {
            samples.resize(samples.len() + length, 0);
        }
    }

    fn append(&mut self, packet: &[u8], length: usize, copy: bool, samples: &mut Vec<i16>) -> bool {
        let start = samples.len();
        samples.resize(start + length, 0);
        let written = self.0.decode(packet, &mut samples[start..], copy);
        samples.truncate(start + written.as_ref().map_or(0, |written| *written));
        written.is_ok()
    }
}

/// Samples to packets.
pub(crate) struct OpusEncoder(opus::Encoder);

impl OpusEncoder {
    pub(super) fn new() -> Self {
        let mut encoder = opus::Encoder::new(RATE_HZ, Channels::Mono, Application::Voip).expect("a rate of Opus");
        let set = encoder
            .set_bitrate(Bitrate::Bits(BITS_PER_SECOND))
            .and_then(|()| encoder.set_inband_fec(true))
            .and_then(|()| encoder.set_packet_loss_perc(EXPECTED_LOSS_PCT))
            .and_then(|()| encoder.set_complexity(COMPLEXITY))
            .and_then(|()| encoder.set_signal(Signal::Voice));
        if let Err(error) = set {
            tracing::debug!(%error, "Opus runs with its defaults");
        }
        Self(encoder)
    }

    /// Appends the packet of one frame; nothing when it cannot be encoded, which the far end conceals.
    pub(super) fn encode(&mut self, frame: &[i16], bytes: &mut Vec<u8>) {
        if let Ok(packet) = self.0.encode_vec(frame, MAX_BYTES) {
            bytes.extend_from_slice(&packet);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone;

    fn packets(pitch_hz: f32, count: usize) -> Vec<Vec<u8>> {
        let tone = tone::sine(pitch_hz, RATE_HZ, 0.5, count * 320);
        let mut encoder = OpusEncoder::new();
        tone.chunks_exact(320)
            .map(|frame| {
                let mut bytes = Vec::new();
                encoder.encode(frame, &mut bytes);
                bytes
            })
            .collect()
    }

    #[test]
    fn a_tone_comes_through_with_every_fifth_packet_lost() {
        let packets = packets(440.0, 100);
        let (mut decoder, mut sound) = (OpusDecoder::new(), Vec::new());
        for (n, packet) in packets.iter().enumerate() {
            if n % 5 == 3 {
                decoder.conceal(FRAME_TICKS, packets.get(n + 1).map(Vec::as_slice), &mut sound);
            } else {
                decoder.decode(packet, &mut sound);
            }
        }
        assert_eq!(sound.len(), 100 * 320);
        let level = tone::level_of(&sound[16_000..], RATE_HZ, 440.0);
        assert!(level > 0.4, "{level}");
    }

    #[test]
    fn rubbish_is_silence_of_the_length_it_claims() {
        assert_eq!(ticks(&[]), 0);
        let mut decoder = OpusDecoder::new();
        for first in 0..=255_u8 {
            let packet = [first, 0xFF, 0x3F, 9, 9, 9];
            let mut sound = Vec::new();
            decoder.decode(&packet, &mut sound);
            assert_eq!(sound.len(), ticks(&packet) * SAMPLES_PER_TICK);
        }
    }
}
