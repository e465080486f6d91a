//! 8 kHz ↔ 16 kHz while a call runs, and any rate to 16 kHz at load.
//!
//! Doubling and halving use one half-band filter (47 taps, every second one zero but the middle), so 20 ms costs
//! 160 × 24 multiplications: cheap enough to run for every listening leg. `rubato` does the odd rates, once per file.

use rubato::Resampler as _;
use rubato::audioadapter_buffers::owned::InterleavedOwned;

/// Non-zero taps on one side of the half-band filter.
const SIDE: usize = 12;
/// Samples of the slow stream a filter looks at.
const SPAN: usize = 2 * SIDE;

/// 8 kHz to 16 kHz, one stream. Adds 1.5 ms of delay.
#[derive(Clone, Debug)]
pub struct Doubler {
    history: [f32; SPAN],
    taps: [f32; SPAN],
}

impl Default for Doubler {
    fn default() -> Self {
        Self { history: [0.0; SPAN], taps: taps() }
    }
}

impl Doubler {
    /// Appends two samples for each one.
    pub fn double(&mut self, narrow: &[i16], wide: &mut Vec<i16>) {
        let mut line = Vec::with_capacity(SPAN + narrow.len());
        line.extend_from_slice(&self.history);
        line.extend(narrow.iter().map(|sample| f32::from(*sample)));
        for window in line.windows(SPAN).skip(1) {
            wide.push(round(window[SIDE - 1]));
            wide.push(round(between(window, &self.taps)));
        }
        self.history.copy_from_slice(&line[narrow.len()..]);
    }
}

/// 16 kHz to 8 kHz, one stream. Adds 1.5 ms of delay.
#[derive(Clone, Debug)]
pub struct Halver {
    even: [f32; SPAN],
    odd: [f32; SPAN],
    taps: [f32; SPAN],
}

impl Default for Halver {
    fn default() -> Self {
        Self { even: [0.0; SPAN], odd: [0.0; SPAN], taps: taps() }
    }
}

impl Halver {
    /// Appends one sample for each two; an odd last one is dropped.
    pub fn halve(&mut self, wide: &[i16], narrow: &mut Vec<i16>) {
        let pairs = wide.len() / 2;
        let mut even = Vec::with_capacity(SPAN + pairs);
        let mut odd = Vec::with_capacity(SPAN + pairs);
        even.extend_from_slice(&self.even);
        odd.extend_from_slice(&self.odd);
        even.extend(wide.chunks_exact(2).map(|pair| f32::from(pair[0])));
        odd.extend(wide.chunks_exact(2).map(|pair| f32::from(pair[1])));
        for n in 1..=pairs {
            // odd[k] lies between even[k] and even[k + 1]: the centre is even[k + SIDE], its neighbours odd around it.
            narrow.push(round(0.5 * (even[n + SIDE] + between(&odd[n..n + SPAN], &self.taps))));
        }
        self.even.copy_from_slice(&even[pairs..]);
        self.odd.copy_from_slice(&odd[pairs..]);
    }
}

/// A whole sound from 16 kHz to 8 kHz, without delay.
pub(crate) fn halve(wide: &[i16]) -> Vec<i16> {
    let mut padded = wide.to_vec();
    padded.resize(wide.len() + 2 * SIDE, 0);
    let mut narrow = Vec::new();
    Halver::default().halve(&padded, &mut narrow);
    narrow.drain(..SIDE - 1);
    narrow.truncate(wide.len() / 2);
    narrow
}

/// A whole sound from any rate to any other, without delay.
pub(crate) fn whole(samples: &[i16], from_hz: u32, to_hz: u32) -> Vec<i16> {
    if from_hz == to_hz || samples.is_empty() {
        return samples.to_vec();
    }
    through_rubato(samples, from_hz, to_hz).unwrap_or_else(|| audio_codec::resample(samples, from_hz, to_hz))
}

/// `None` when the rates have no usable ratio.
fn through_rubato(samples: &[i16], from_hz: u32, to_hz: u32) -> Option<Vec<i16>> {
    let mut resampler =
        rubato::Fft::<f32>::new(from_hz as usize, to_hz as usize, 1024, 1, rubato::FixedSync::Both).ok()?;
    let input: Vec<f32> = samples.iter().map(|sample| f32::from(*sample)).collect();
    let input = InterleavedOwned::new_from(input, 1, samples.len()).ok()?;
    let output = resampler.process_all(&input, samples.len(), None).ok()?;
    Some(output.take_data().into_iter().map(round).collect())
}

/// The value half-way between the two middle samples of a window. Eight sums side by side, so that it runs in vectors.
fn between(window: &[f32], taps: &[f32; SPAN]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (samples, taps) in window.chunks_exact(8).zip(taps.chunks_exact(8)) {
        for ((sum, sample), tap) in sums.iter_mut().zip(samples).zip(taps) {
            *sum += sample * tap;
        }
    }
    sums.iter().sum()
}

/// Windowed sinc at ±0.5, ±1.5, …, scaled so that a constant stays itself.
fn taps() -> [f32; SPAN] {
    let mut taps = [0.0_f32; SIDE];
    for (n, tap) in taps.iter_mut().enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "n is below 12")]
        let x = n as f32 + 0.5;
        let sinc = (std::f32::consts::PI * x).sin() / (std::f32::consts::PI * x);
        #[allow(clippy::cast_precision_loss, reason = "12 is exact")]
        let phase = std::f32::consts::PI * x / SIDE as f32;
        let window = 0.42 + 0.5 * phase.cos() + 0.08 * (2.0 * phase).cos();
        *tap = sinc * window;
    }
    let sum: f32 = taps.iter().sum::<f32>() * 2.0;
    std::array::from_fn(|n| if n < SIDE { taps[SIDE - 1 - n] } else { taps[n - SIDE] } / sum)
}

/// Half away from zero; the cast clamps. Not `f32::round`, a call into libm for each sample on plain x86-64.
#[allow(clippy::cast_possible_truncation, reason = "clamping is meant")]
pub(crate) fn round(value: f32) -> i16 {
    (value + 0.5_f32.copysign(value)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone;

    /// Level of a tone after doubling or halving, against its level before.
    fn kept(pitch_hz: f32, from_hz: u32) -> f32 {
        let before = tone::sine(pitch_hz, from_hz, 0.5, from_hz as usize);
        let mut after = Vec::new();
        let (mut doubler, mut halver) = (Doubler::default(), Halver::default());
        for chunk in before.chunks(from_hz as usize / 50) {
            if from_hz == 8000 { doubler.double(chunk, &mut after) } else { halver.halve(chunk, &mut after) }
        }
        let to_hz = if from_hz == 8000 { 16_000 } else { 8000 };
        assert_eq!(after.len(), to_hz as usize);
        tone::level_of(&after[800..], to_hz, pitch_hz.min(8000.0 - pitch_hz)) / 0.488
    }

    #[test]
    fn the_telephone_band_passes_both_ways() {
        for pitch in [200.0, 1000.0, 2000.0, 3000.0, 3400.0] {
            assert!((kept(pitch, 8000) - 1.0).abs() < 0.06, "{pitch} up: {}", kept(pitch, 8000));
            assert!((kept(pitch, 16_000) - 1.0).abs() < 0.06, "{pitch} down: {}", kept(pitch, 16_000));
        }
    }

    #[test]
    fn what_8_khz_cannot_hold_does_not_fold_back() {
        for pitch in [4700.0, 5000.0, 6000.0, 7000.0] {
            assert!(kept(pitch, 16_000) < 0.03, "{pitch}: {}", kept(pitch, 16_000));
        }
    }

    #[test]
    fn doubling_makes_no_mirror_image() {
        let mut after = Vec::new();
        Doubler::default().double(&tone::sine(1000.0, 8000, 0.5, 8000), &mut after);
        assert!(tone::level_of(&after[800..], 16_000, 7000.0) < 0.002);
    }

    #[test]
    fn whole_sounds_keep_their_length_and_pitch_at_any_rate() {
        for rate in [8000, 11_025, 22_050, 24_000, 44_100, 48_000] {
            let sound = whole(&tone::sine(1000.0, rate, 0.5, rate as usize), rate, 16_000);
            assert!(sound.len().abs_diff(16_000) <= 2, "{rate}: {}", sound.len());
            assert!((tone::level_of(&sound[1600..14_400], 16_000, 1000.0) - 0.488).abs() < 0.02, "{rate}");
        }
        let folded = whole(&tone::sine(10_000.0, 48_000, 0.5, 48_000), 48_000, 16_000);
        assert!(tone::level_of(&folded[1600..14_400], 16_000, 6000.0) < 0.005);
        assert_eq!(halve(&[0; 640]).len(), 320);
    }
}
