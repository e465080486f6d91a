//! How much of a sound has the pitch of a voice: breath, wind and noise have none, spoken words always some.
//!
//! Normalised autocorrelation of frames of 40 ms, every 10 ms, at 4 kHz (Rabiner, "On the use of autocorrelation
//! analysis for pitch detection", 1977, without the clipping).

use std::time::Duration;

use wasl_model::SAMPLE_RATE_HZ;

/// Samples of the stream that make one at 4 kHz.
const THIN: usize = SAMPLE_RATE_HZ as usize / 4000;
const FRAME: usize = 160;
const STEP: usize = 40;
/// Pitches between 70 and 400 Hz.
const LAGS: std::ops::RangeInclusive<usize> = 10..=57;
/// A frame this much like itself a period later is voiced.
const ALIKE: f32 = 0.6;
/// A frame quieter than this share of the loudest one says nothing.
const FAINT: f32 = 0.02;

/// How long the sound has the pitch of a voice.
pub(crate) fn voiced(samples: &[i16]) -> Duration {
    let thin: Vec<f32> = samples
        .chunks_exact(THIN)
        .map(|chunk| chunk.iter().map(|sample| f32::from(*sample)).sum::<f32>() / THIN as f32)
        .collect();
    let frames = (0..thin.len().saturating_sub(FRAME + LAGS.end())).step_by(STEP).map(|at| &thin[at..]);
    let energies: Vec<f32> = frames.clone().map(|frame| energy(&frame[..FRAME])).collect();
    let loudest = energies.iter().copied().fold(0.0, f32::max);
    let loud = |energy: f32| energy > 0.0 && energy >= loudest * FAINT;
    let count = frames.zip(&energies).filter(|(frame, energy)| loud(**energy) && is_periodic(frame)).count();
    Duration::from_millis(count as u64 * (STEP * 1000 / 4000) as u64)
}

fn is_periodic(frame: &[f32]) -> bool {
    let now = &frame[..FRAME];
    LAGS.clone().any(|lag| {
        let later = &frame[lag..lag + FRAME];
        let product: f32 = now.iter().zip(later).map(|(a, b)| a * b).sum();
        product > ALIKE * (energy(now) * energy(later)).sqrt()
    })
}

fn energy(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two seconds, sample by sample of 16 kHz.
    fn sound(of: impl FnMut(usize) -> f32) -> Vec<i16> {
        (0..32_000).map(of).map(|sample| (sample * 6000.0) as i16).collect()
    }

    fn noise() -> impl FnMut() -> f32 {
        let mut state = 7_u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (f64::from(state >> 8) / f64::from(1_u32 << 23) - 1.0) as f32
        }
    }

    #[test]
    fn a_buzz_with_the_pitch_of_a_voice_is_voiced_also_in_some_noise() {
        for pitch_hz in [90.0, 140.0, 230.0] {
            let mut noise = noise();
            let buzz = sound(|n| (n as f32 * pitch_hz / 16_000.0).fract() - 0.5 + 0.1 * noise());
            assert!(voiced(&buzz) > Duration::from_millis(1500), "{pitch_hz}: {:?}", voiced(&buzz));
        }
    }

    #[test]
    fn noise_that_comes_and_goes_like_breath_is_not() {
        let mut noise = noise();
        // Drawn in and out every second, dull as breath is.
        let mut dull = 0.0;
        let breath = sound(|n| {
            dull = 0.7 * dull + 0.3 * noise();
            dull * (n as f32 * std::f32::consts::PI / 16_000.0).sin().abs()
        });
        assert!(voiced(&breath) < Duration::from_millis(80), "{:?}", voiced(&breath));
        assert_eq!(voiced(&sound(|_| 0.0)), Duration::ZERO);
        assert_eq!(voiced(&[9; 100]), Duration::ZERO);
    }
}
