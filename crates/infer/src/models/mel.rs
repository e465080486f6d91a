//! The mel filters Whisper was trained with: Slaney's mel scale, area-normalised (as librosa makes them).

const RATE_HZ: f64 = 16_000.0;
const FFT: usize = 400;
/// Columns of the filter bank.
pub(super) const BINS: usize = FFT / 2 + 1;

/// `bands` rows of [`BINS`] weights.
pub(super) fn filters(bands: usize) -> Vec<f32> {
    let top = hz_to_mel(RATE_HZ / 2.0);
    let mut mels: Vec<f64> = (0..bands + 2).map(|i| i as f64 * (top / (bands + 1) as f64)).collect();
    // Exactly the top, so that the last filter ends in an exact zero.
    mels[bands + 1] = top;
    let edges: Vec<f64> = mels.into_iter().map(mel_to_hz).collect();
    let mut weights = Vec::with_capacity(bands * BINS);
    for edge in edges.windows(3) {
        let (low, middle, high) = (edge[0], edge[1], edge[2]);
        for bin in 0..BINS {
            let hz = bin as f64 * (RATE_HZ / 2.0 / (BINS - 1) as f64);
            let rising = -(low - hz) / (middle - low);
            let falling = (high - hz) / (high - middle);
            weights.push((not_below_zero(lesser(rising, falling)) * (2.0 / (high - low))) as f32);
        }
    }
    weights
}

fn lesser(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

/// Keeps a negative zero, as the original does: the file's checksum depends on it.
/// (`f64::max` may give either zero, and the compiler chooses.)
fn not_below_zero(value: f64) -> f64 {
    if value < 0.0 { 0.0 } else { value }
}

const LINEAR_HZ: f64 = 1000.0;
const LINEAR_MELS: f64 = 15.0;

fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

fn hz_to_mel(hz: f64) -> f64 {
    if hz >= LINEAR_HZ { LINEAR_MELS + (hz / LINEAR_HZ).ln() / log_step() } else { hz * 3.0 / 200.0 }
}

fn mel_to_hz(mel: f64) -> f64 {
    if mel >= LINEAR_MELS { LINEAR_HZ * (log_step() * (mel - LINEAR_MELS)).exp() } else { mel * 200.0 / 3.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_weight_is_the_negative_zero_of_the_original() {
        assert_eq!(filters(80)[0].to_bits(), (-0.0_f32).to_bits());
        assert_eq!(filters(80).iter().filter(|weight| weight.is_sign_negative()).count(), 1);
    }

    #[test]
    fn filters_are_triangles_that_cover_the_band() {
        let weights = filters(80);
        assert_eq!(weights.len(), 80 * BINS);
        for row in weights.chunks(BINS) {
            let peak = row.iter().copied().fold(0.0, f32::max);
            assert!(peak > 0.0 && row.iter().all(|w| *w >= 0.0));
        }
        // The first filter of the published bank peaks at bin 1 with 0.02486.
        assert!((weights[1] - 0.024_862_6).abs() < 1e-6, "{}", weights[1]);
    }
}
