//! The two tones of a key heard in the sound (ITU-T Q.24), by Goertzel filters over half-overlapping blocks of 12.75 ms
//! at 8 kHz.
//!
//! Used only where telephone-event was not negotiated: speech can imitate a key, so every block must have one row and
//! one column tone that stand out, in balance (twist), holding most of the energy, without the second harmonics that a
//! voice has. A block counts when at least 70 % of it is the key; a key is told when four in a row agree, which 40 ms
//! always hold and 20 ms never.

use crate::tone::{HIGH_HZ, LOW_HZ};

/// Samples in a block: 78 Hz between neighbouring filters.
const BLOCK: usize = 102;
/// Samples from one block to the next.
const HOP: usize = 51;
/// Blocks that must agree.
const AGREEING: u32 = 4;
/// Blocks without the key before it counts as released.
const RELEASING: u32 = 3;
/// Least level of each tone, of full scale (about -36 dBm0).
const LEAST_LEVEL: f32 = 0.008;
/// Tone power over total power: a pure key has 1.
const LEAST_SHARE: f32 = 0.70;
/// Column over row tone, in power: 8 dB one way, 4 dB the other (Q.24 asks for 4 and 8).
const TWIST: std::ops::RangeInclusive<f32> = 0.158..=6.31;
/// The strongest filter of a group over the next one, in power.
const STANDS_OUT: f32 = 6.0;
/// Second harmonic over fundamental, in power, at most.
const HARMONIC: f32 = 0.05;

const KEYS: [[char; 4]; 4] = [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];

/// Listens to one stream at 8 kHz.
#[derive(Debug)]
pub struct InbandDetector {
    block: Vec<f32>,
    candidate: Option<char>,
    agreeing: u32,
    missing: u32,
    down: Option<char>,
    filters: Filters,
}

/// Goertzel constants of the row and column pitches and their second harmonics.
#[derive(Clone, Debug)]
struct Filters {
    rows: [f32; 4],
    columns: [f32; 4],
    row_harmonics: [f32; 4],
    column_harmonics: [f32; 4],
}

impl Default for InbandDetector {
    fn default() -> Self {
        let turn = |pitch: f32| 2.0 * (std::f32::consts::TAU * pitch / 8000.0).cos();
        let filters = Filters {
            rows: LOW_HZ.map(turn),
            columns: HIGH_HZ.map(turn),
            row_harmonics: LOW_HZ.map(|pitch| turn(2.0 * pitch)),
            column_harmonics: HIGH_HZ.map(|pitch| turn(2.0 * pitch)),
        };
        Self { block: Vec::with_capacity(BLOCK), candidate: None, agreeing: 0, missing: 0, down: None, filters }
    }
}

impl InbandDetector {
    /// Takes samples; gives a key when one is sure to be down, once a press.
    pub fn samples(&mut self, samples: &[i16]) -> Option<char> {
        let mut told = None;
        for sample in samples {
            self.block.push(f32::from(*sample) / 32_768.0);
            if self.block.len() == BLOCK {
                let heard = self.filters.key(&self.block);
                self.block.drain(..HOP);
                told = self.step(heard).or(told);
            }
        }
        told
    }

    fn step(&mut self, heard: Option<char>) -> Option<char> {
        self.agreeing = if heard.is_some() && heard == self.candidate { self.agreeing + 1 } else { 1 };
        self.candidate = heard;
        self.missing = if heard.is_some() && heard == self.down { 0 } else { self.missing + 1 };
        if self.missing >= RELEASING {
            self.down = None;
        }
        let sure = heard.filter(|_| self.agreeing >= AGREEING && self.down.is_none())?;
        self.down = Some(sure);
        self.missing = 0;
        Some(sure)
    }
}

impl Filters {
    #[allow(clippy::cast_precision_loss, reason = "102 is exact")]
    fn key(&self, block: &[f32]) -> Option<char> {
        let total: f32 = block.iter().map(|sample| sample * sample).sum();
        let least = LEAST_LEVEL * LEAST_LEVEL;
        if total / (block.len() as f32) < least {
            return None;
        }
        let (row, low) = strongest(block, &self.rows)?;
        let (column, high) = strongest(block, &self.columns)?;
        // A sine of amplitude a has power a²/2 a sample and Goertzel power (a·n/2)².
        let share = (low + high) * 2.0 / (total * block.len() as f32);
        let level = 4.0 * low.min(high) / (block.len() * block.len()) as f32;
        let pure = |turn: f32| power(block, turn) < HARMONIC * low.max(high);
        // Twice 697 Hz lies so near to 1336 Hz (as twice 770 to 1477) that the column tone itself is in that filter.
        let beside = (2.0 * LOW_HZ[row] - HIGH_HZ[column]).abs() < 120.0;
        let pure = (beside || pure(self.row_harmonics[row])) && pure(self.column_harmonics[column]);
        let sure = share >= LEAST_SHARE && level >= least && TWIST.contains(&(high / low)) && pure;
        sure.then_some(KEYS[row][column])
    }
}

/// The strongest filter of a group, if it stands out.
fn strongest(block: &[f32], turns: &[f32; 4]) -> Option<(usize, f32)> {
    let powers = turns.map(|turn| power(block, turn));
    let (best, most) = powers.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let next = powers.iter().enumerate().filter(|(n, _)| *n != best).map(|(_, power)| *power).fold(0.0, f32::max);
    (most > STANDS_OUT * next).then_some((best, most))
}

fn power(block: &[f32], turn: f32) -> f32 {
    let (mut before, mut last) = (0.0_f32, 0.0_f32);
    for sample in block {
        (before, last) = (last, sample + turn * last - before);
    }
    last * last + before * before - turn * last * before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone;

    const MS: usize = 8;

    fn heard(sound: &[i16]) -> String {
        let mut detector = InbandDetector::default();
        sound.chunks(160).filter_map(|frame| detector.samples(frame)).collect()
    }

    fn keys(keys: &str, on_ms: usize, off_ms: usize) -> Vec<i16> {
        let mut sound = vec![0; 100 * MS];
        for key in keys.chars() {
            sound.extend(tone::key(key, 8000, on_ms * MS));
            sound.extend(vec![0; off_ms * MS]);
        }
        sound
    }

    #[test]
    fn every_key_is_heard_once_from_40_ms_on() {
        let all = "123A456B789C*0#D";
        for (on_ms, off_ms) in [(40, 40), (53, 47), (100, 100), (500, 60)] {
            assert_eq!(heard(&keys(all, on_ms, off_ms)), all, "{on_ms} ms on, {off_ms} ms off");
        }
    }

    #[test]
    fn twenty_milliseconds_are_no_key() {
        assert_eq!(heard(&keys("1234567890", 20, 80)), "");
    }

    #[test]
    fn a_key_through_g711_with_twist_is_heard() {
        let low = tone::sine(770.0, 8000, 0.2, 800);
        let high = tone::sine(1336.0, 8000, 0.13, 800);
        let mix: Vec<i16> = low.iter().zip(high).map(|(a, b)| a + b).collect();
        assert_eq!(heard(&mix), "5");
    }

    #[test]
    fn tones_that_are_no_keys_voices_and_noise_are_silent() {
        let voice = |pitch: f32| -> Vec<i16> {
            let partials: Vec<Vec<i16>> =
                (1..12_u8).map(|n| tone::sine(pitch * f32::from(n), 8000, 0.3 / f32::from(n), 8000)).collect();
            (0..8000).map(|n| partials.iter().map(|partial| partial[n]).sum()).collect()
        };
        for pitch in [110.0, 174.25, 232.0, 348.5, 385.0, 426.0, 697.0] {
            assert_eq!(heard(&voice(pitch)), "", "a voice of {pitch} Hz");
        }
        assert_eq!(heard(&tone::sine(1000.0, 8000, 0.5, 8000)), "");
        assert_eq!(heard(&tone::sine(770.0, 8000, 0.5, 8000)), "");
        let mut dice = 7_u32;
        let noise: Vec<i16> = std::iter::repeat_with(|| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 18) as i16
        })
        .take(80_000)
        .collect();
        assert_eq!(heard(&noise), "");
        let music = tone::hold_music();
        assert_eq!(heard(&crate::resample::halve(&music)), "");
    }
}
