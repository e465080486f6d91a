//! How much of a tone is in some sound.

use std::f64::consts::TAU;

/// A tone as it sounds: `samples` of it at `rate_hz`, at -6 dBFS.
pub(crate) fn sine(tone_hz: f64, rate_hz: u32, samples: usize) -> Vec<i16> {
    (0..samples).map(|n| sample(tone_hz, rate_hz, n)).collect()
}

/// The `n`-th sample of a tone at -6 dBFS.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "half scale fits 16 bit")]
pub(crate) fn sample(tone_hz: f64, rate_hz: u32, n: usize) -> i16 {
    ((TAU * tone_hz * n as f64 / f64::from(rate_hz)).sin() * 16_384.0) as i16
}

/// What share of the sound's power is that tone: 0 for anything else, 1 for nothing else.
/// Silence (below -60 dBFS) holds no tone. Goertzel's filter.
#[allow(clippy::cast_precision_loss, reason = "counts of samples are small")]
pub(crate) fn share(sound: &[i16], tone_hz: f64, rate_hz: u32) -> f64 {
    let power = mean_square(sound);
    if power < 32.0 * 32.0 {
        return 0.0;
    }
    let turn = 2.0 * (TAU * tone_hz / f64::from(rate_hz)).cos();
    let (mut one, mut two) = (0.0, 0.0);
    for &sample in sound {
        (one, two) = (f64::from(sample) + turn * one - two, one);
    }
    let energy = one * one + two * two - turn * one * two;
    let count = sound.len() as f64;
    (2.0 * energy / (count * count) / power).min(1.0)
}

/// Level in dB below full scale.
pub(crate) fn level_db(sound: &[i16]) -> f64 {
    10.0 * (mean_square(sound).max(1.0) / (32_768.0 * 32_768.0)).log10()
}

#[allow(clippy::cast_precision_loss, reason = "counts of samples are small")]
fn mean_square(sound: &[i16]) -> f64 {
    sound.iter().map(|&s| f64::from(s) * f64::from(s)).sum::<f64>() / sound.len().max(1) as f64
}

#[test]
fn a_tone_is_told_from_another_and_from_silence() {
    let tone = sine(1000.0, 8000, 1600);
    assert!(share(&tone, 1000.0, 8000) > 0.95);
    assert!(share(&tone, 700.0, 8000) < 0.05);
    assert!(share(&[0; 1600], 1000.0, 8000) < f64::EPSILON);
    assert!((level_db(&tone) + 9.0).abs() < 0.2, "a half-scale sine is 9 dB below a full-scale square");
}
