//! Synthesised sounds: ringback, keys, hold music; and the level of one pitch in a sound (Goertzel).

use std::f32::consts::TAU;

use wasl_model::SAMPLE_RATE_HZ;

/// A sine of `amplitude` 0..=1.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "positions are below 2^24 in every use")]
pub fn sine(pitch_hz: f32, rate_hz: u32, amplitude: f32, samples: usize) -> Vec<i16> {
    let step = f64::from(pitch_hz) * f64::from(TAU) / f64::from(rate_hz);
    #[allow(clippy::cast_possible_truncation, reason = "a sine stays in range")]
    (0..samples).map(|n| ((n as f64 * step).sin() * f64::from(amplitude) * 32_000.0) as i16).collect()
}

/// Amplitude of one pitch in a sound, 0..=1 of full scale, by the Goertzel recurrence.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "windows are short")]
pub fn level_of(samples: &[i16], rate_hz: u32, pitch_hz: f32) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let step = f64::from(pitch_hz) * f64::from(TAU) / f64::from(rate_hz);
    let turn = 2.0 * step.cos();
    let (mut before, mut last) = (0.0_f64, 0.0_f64);
    for sample in samples {
        (before, last) = (last, f64::from(*sample) + turn * last - before);
    }
    let power = last * last + before * before - turn * last * before;
    #[allow(clippy::cast_possible_truncation, reason = "0..=1")]
    let level = (2.0 * power.max(0.0).sqrt() / samples.len() as f64 / 32_768.0) as f32;
    level
}

/// The tone a caller hears while the far end rings: 425 Hz, 1 s in 5 (ETSI ES 201 970).
pub(crate) fn ringback() -> Vec<i16> {
    let second = SAMPLE_RATE_HZ as usize;
    let mut samples = sine(425.0, SAMPLE_RATE_HZ, 0.15, second);
    soften(&mut samples);
    samples.resize(second * 5, 0);
    samples
}

/// The two pitches of a key (ITU-T Q.23).
pub(crate) fn key_pitches(digit: char) -> Option<(f32, f32)> {
    let place = "123A456B789C*0#D".find(digit.to_ascii_uppercase())?;
    Some((LOW_HZ[place / 4], HIGH_HZ[place % 4]))
}

/// Row pitches of the keypad.
pub(crate) const LOW_HZ: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
/// Column pitches of the keypad.
pub(crate) const HIGH_HZ: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];

/// The sound of a key at any rate.
#[must_use]
pub fn key(digit: char, rate_hz: u32, samples: usize) -> Vec<i16> {
    let Some((low, high)) = key_pitches(digit) else { return vec![0; samples] };
    let low = sine(low, rate_hz, 0.25, samples);
    low.iter().zip(sine(high, rate_hz, 0.25, samples)).map(|(a, b)| a.saturating_add(b)).collect()
}

/// Chords of the hold music, as semitones from A3: Am7, Fmaj7, Cmaj7, G6.
const CHORDS: [[i32; 4]; 4] = [[0, 7, 10, 15], [-4, 3, 8, 12], [3, 7, 10, 14], [-2, 5, 9, 14]];
/// Order in which a chord's strings are plucked.
const PLUCKS: [usize; 8] = [0, 2, 1, 3, 2, 1, 3, 2];
/// Time between plucks: 8 plucks of 375 ms a chord, 12 s in all.
const PLUCK_SAMPLES: usize = 6000;
/// A plucked string rings this long.
const RING_SAMPLES: usize = 32_000;

/// Hold music of our own: slow plucked chords that ring into each other, 12 s without a seam.
#[allow(clippy::cast_possible_truncation, reason = "the sum is scaled well below full scale")]
pub(crate) fn hold_music() -> Vec<i16> {
    let plucks = CHORDS.len() * PLUCKS.len();
    let mut sum = vec![0.0_f32; plucks * PLUCK_SAMPLES];
    for n in 0..plucks {
        let semitones = CHORDS[n / PLUCKS.len()][PLUCKS[n % PLUCKS.len()]];
        // The first pluck of a chord is a little louder, as a hand would play it.
        let loudness = if n.is_multiple_of(PLUCKS.len()) { 0.16 } else { 0.11 };
        pluck(&mut sum, n * PLUCK_SAMPLES, pitch_of(semitones), loudness);
    }
    sum.iter().map(|sample| (sample * 32_000.0).clamp(-32_000.0, 32_000.0) as i16).collect()
}

fn pitch_of(semitones: i32) -> f32 {
    220.0 * 2.0_f32.powf(semitones as f32 / 12.0)
}

/// Adds one string's sound, running over the end into the beginning so that the loop has no seam.
#[allow(clippy::cast_precision_loss, reason = "positions are below 2^24")]
fn pluck(sum: &mut [f32], start: usize, pitch_hz: f32, loudness: f32) {
    let length = sum.len();
    for n in 0..RING_SAMPLES {
        let seconds = n as f32 / SAMPLE_RATE_HZ as f32;
        let attack = (seconds / 0.008).min(1.0);
        let release = 1.0 - n as f32 / RING_SAMPLES as f32;
        let wave = |partial: f32, decay: f32| (TAU * pitch_hz * partial * seconds).sin() * (-seconds * decay).exp();
        let tone = wave(1.0, 2.2) + 0.35 * wave(2.0, 3.5) + 0.12 * wave(3.0, 5.0);
        sum[(start + n) % length] += tone * loudness * attack * release;
    }
}

/// 10 ms in and out, so that a tone does not click.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "160 steps of a fade")]
fn soften(samples: &mut [i16]) {
    const FADE: usize = 160;
    let length = samples.len();
    for n in 0..FADE.min(length / 2) {
        let fade = n as f32 / FADE as f32;
        for at in [n, length - 1 - n] {
            samples[at] = (f32::from(samples[at]) * fade) as i16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hold_music_is_soft_never_clips_and_has_no_seam() {
        let music = hold_music();
        assert_eq!(music.len() % 320, 0);
        let peak = music.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
        assert!((4000..24_000).contains(&peak), "{peak}");
        let steps = music.windows(2).map(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs());
        let seam = (i32::from(music[0]) - i32::from(music[music.len() - 1])).abs();
        assert!(seam <= steps.max().unwrap_or(0));
        // No silent second anywhere: a caller on hold must know the line is alive.
        for second in music.chunks(16_000) {
            assert!(second.iter().any(|sample| sample.unsigned_abs() > 1000));
        }
    }

    #[test]
    fn goertzel_gives_the_amplitude() {
        let tone = sine(1000.0, 8000, 0.5, 800);
        assert!((level_of(&tone, 8000, 1000.0) - 0.488).abs() < 0.01);
        assert!(level_of(&tone, 8000, 1700.0) < 0.01);
    }
}
