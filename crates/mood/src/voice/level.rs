//! Bringing speech to one level: how loud a line is says nothing about who speaks on it.

/// Samples in 20 ms at 16 kHz.
const FRAME: usize = 320;
/// The level set, in full scale: -24 dBov.
const TARGET: f64 = 0.063_095_734 * 32_768.0;
/// Quieter sounds are not speech and stay as they are.
const LEAST: f64 = 1.0;

/// The samples with the louder half of their 20 ms frames at -24 dBov (mean power).
///
/// The louder half, so that pauses do not count; the heads are trained on sound at this level.
#[must_use]
pub fn levelled(samples: &[i16]) -> Vec<i16> {
    let power = |frame: &[i16]| frame.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / FRAME as f64;
    let mut powers: Vec<f64> = samples.chunks_exact(FRAME).map(power).collect();
    powers.sort_by(f64::total_cmp);
    let louder = &powers[powers.len() / 2..];
    let level = (louder.iter().sum::<f64>() / louder.len().max(1) as f64).sqrt();
    if level < LEAST {
        return samples.to_vec();
    }
    let gain = TARGET / level;
    samples.iter().map(|s| scaled(*s, gain)).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "clamped to the range of i16")]
fn scaled(sample: i16, gain: f64) -> i16 {
    (f64::from(sample) * gain).round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(peak: f64, seconds: usize) -> Vec<i16> {
        (0..16_000 * seconds).map(|n| ((n as f64 * 0.2).sin() * peak) as i16).collect()
    }

    fn rms(samples: &[i16]) -> f64 {
        (samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len() as f64).sqrt()
    }

    #[test]
    fn loud_and_quiet_lines_come_to_the_same_level() {
        for peak in [100.0, 3000.0, 30_000.0] {
            let level = rms(&levelled(&tone(peak, 1)));
            assert!((level / TARGET - 1.0).abs() < 0.02, "{peak}: {level}");
        }
    }

    #[test]
    fn pauses_do_not_count() {
        let mut speech = tone(1000.0, 1);
        speech.extend(vec![0; 14_000]);
        let level = rms(&levelled(&speech)[..16_000]);
        assert!((level / TARGET - 1.0).abs() < 0.02, "{level}");
    }

    #[test]
    fn silence_stays_silent() {
        assert_eq!(levelled(&[0; 1000]), vec![0; 1000]);
        assert!(levelled(&[]).is_empty());
        assert_eq!(levelled(&[7; 10]), vec![7; 10]);
    }
}
