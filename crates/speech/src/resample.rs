//! Bringing other sample rates to 16 kHz: windowed-sinc interpolation, for recordings (calls come at 16 kHz already).

use std::f64::consts::PI;

use wasl_model::SAMPLE_RATE_HZ;

/// Zero crossings of the sinc on each side.
const CROSSINGS: f64 = 16.0;
/// Share of the narrower band that is kept.
const PASS: f64 = 0.95;

/// Mono samples at `rate_hz`, at 16 kHz.
#[must_use]
pub fn to_16k(samples: &[i16], rate_hz: u32) -> Vec<i16> {
    if rate_hz == SAMPLE_RATE_HZ || rate_hz == 0 {
        return samples.to_vec();
    }
    let step = f64::from(rate_hz) / f64::from(SAMPLE_RATE_HZ);
    // In cycles per input sample, doubled: 1 is the input's Nyquist frequency.
    let cutoff = PASS * (1.0 / step).min(1.0);
    let length = samples.len() as u64 * u64::from(SAMPLE_RATE_HZ) / u64::from(rate_hz);
    (0..length).map(|n| interpolate(samples, n as f64 * step, cutoff)).collect()
}

fn interpolate(samples: &[i16], at: f64, cutoff: f64) -> i16 {
    let reach = CROSSINGS / cutoff;
    let first = (at - reach).ceil().max(0.0) as usize;
    let last = ((at + reach).floor().max(0.0) as usize).min(samples.len().saturating_sub(1));
    let sum: f64 = (first..=last).map(|i| f64::from(samples[i]) * kernel(i as f64 - at, cutoff, reach)).sum();
    sum.round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
}

/// A sinc under a Hann window.
fn kernel(distance: f64, cutoff: f64, reach: f64) -> f64 {
    let x = PI * distance * cutoff;
    let sinc = if x.abs() < 1e-9 { 1.0 } else { x.sin() / x };
    cutoff * sinc * (0.5 + 0.5 * (PI * distance / reach).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate_hz: u32, hz: f64) -> Vec<i16> {
        (0..rate_hz).map(|n| ((2.0 * PI * hz * f64::from(n) / f64::from(rate_hz)).sin() * 10_000.0) as i16).collect()
    }

    fn level(samples: &[i16]) -> f64 {
        let inner = &samples[1000..samples.len() - 1000];
        (inner.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / inner.len() as f64).sqrt()
    }

    #[test]
    fn a_tone_keeps_its_level_and_place() {
        for rate in [8000, 11_025, 22_050, 44_100, 48_000] {
            let out = to_16k(&tone(rate, 1000.0), rate);
            assert_eq!(out.len(), 16_000, "{rate}");
            let error: Vec<i16> = out.iter().zip(tone(16_000, 1000.0)).map(|(a, b)| a - b).collect();
            assert!(level(&error) < 40.0, "{rate}: {}", level(&error));
        }
    }

    #[test]
    fn what_does_not_fit_is_removed() {
        assert!(level(&to_16k(&tone(48_000, 11_000.0), 48_000)) < 30.0);
    }

    #[test]
    fn odd_input_is_no_trouble() {
        assert!(to_16k(&[], 8000).is_empty());
        assert_eq!(to_16k(&[5; 3], 16_000), [5; 3]);
        assert_eq!(to_16k(&[i16::MAX; 64], 8000).len(), 128);
    }
}
