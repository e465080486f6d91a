//! Sound to log-mel frames, as Whisper was trained on: 25 ms windows every 10 ms, the loudest 80 dB.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// Samples of a window.
const WINDOW: usize = 400;
/// Samples between windows.
pub(super) const HOP: usize = 160;
/// Quieter than the loudest by this many powers of ten is silence.
const RANGE: f32 = 8.0;

/// Makes log-mel frames.
pub(super) struct Mel {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    filters: Vec<Filter>,
}

/// The bins a filter takes, without the zeros around them.
struct Filter {
    first: usize,
    weights: Vec<f32>,
}

impl Mel {
    /// With the model's own filters: rows of `bins` weights.
    pub(super) fn new(filters: &[f32], bins: usize) -> Result<Self, String> {
        if bins != WINDOW / 2 + 1 {
            return Err(format!("its mel filters have {bins} bins, not {}", WINDOW / 2 + 1));
        }
        let turn = |n: usize| (n as f64 / WINDOW as f64 * std::f64::consts::TAU).cos();
        Ok(Self {
            fft: RealFftPlanner::new().plan_fft_forward(WINDOW),
            window: (0..WINDOW).map(|n| (0.5 - 0.5 * turn(n)) as f32).collect(),
            filters: filters.chunks_exact(bins).map(Filter::new).collect(),
        })
    }

    /// Mel bands of a frame.
    pub(super) fn bands(&self) -> usize {
        self.filters.len()
    }

    /// `frames` frames of all bands, frame after frame; past the end of `samples` (−1..1, 16 kHz) it is silent.
    pub(super) fn frames(&self, samples: &[f32], frames: usize) -> Vec<f32> {
        let mut out = Vec::with_capacity(frames * self.bands());
        let mut windowed = self.fft.make_input_vec();
        let mut spectrum = self.fft.make_output_vec();
        let mut scratch = self.fft.make_scratch_vec();
        let length = samples.len().max(frames * HOP);
        for frame in 0..frames {
            for (n, (slot, weight)) in windowed.iter_mut().zip(&self.window).enumerate() {
                *slot = weight * samples.get(reflected(frame * HOP + n, length)).copied().unwrap_or(0.0);
            }
            self.fft
                .process_with_scratch(&mut windowed, &mut spectrum, &mut scratch)
                .expect("the buffers were made for it");
            out.extend(self.filters.iter().map(|filter| filter.energy(&spectrum).max(1e-10).log10()));
        }
        let loudest = out.iter().copied().fold(f32::MIN, f32::max);
        for value in &mut out {
            *value = (value.max(loudest - RANGE) + 4.0) / 4.0;
        }
        out
    }
}

/// The sample at `position` of the sound with half a window mirrored before and after it.
fn reflected(position: usize, length: usize) -> usize {
    let at = position.abs_diff(WINDOW / 2);
    if at < length { at } else { (2 * length).saturating_sub(at + 2) }
}

impl Filter {
    fn new(row: &[f32]) -> Self {
        let first = row.iter().position(|w| *w != 0.0).unwrap_or(0);
        let end = row.iter().rposition(|w| *w != 0.0).map_or(first, |last| last + 1);
        Self { first, weights: row[first..end].to_vec() }
    }

    fn energy(&self, spectrum: &[Complex<f32>]) -> f32 {
        self.weights.iter().zip(&spectrum[self.first..]).map(|(w, bin)| w * bin.norm_sqr()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sound_is_mirrored_at_both_ends() {
        assert_eq!([198, 199, 200, 201].map(|at| reflected(at, 1000)), [2, 1, 0, 1]);
        assert_eq!([1198, 1199, 1200, 1201].map(|at| reflected(at, 1000)), [998, 999, 998, 997]);
    }

    #[test]
    fn a_tone_lights_its_band_and_silence_none() {
        let mut filters = vec![0.0; 2 * 201];
        filters[20..30].fill(1.0);
        filters[201 + 100..201 + 110].fill(1.0);
        let mel = Mel::new(&filters, 201).unwrap();
        let tone: Vec<f32> = (0..1600).map(|n| (n as f32 * 1000.0 / 16_000.0 * std::f32::consts::TAU).sin()).collect();
        let frames = mel.frames(&tone, 20);
        assert_eq!(frames.len(), 40);
        assert!(frames[10] > frames[11] + 1.0, "{frames:?}");
        let loudest = frames.iter().copied().fold(f32::MIN, f32::max);
        assert!((loudest - frames[38] - 2.0).abs() < 1e-6, "silence is 80 dB below");
    }
}
