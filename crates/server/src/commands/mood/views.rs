//! A sound as other callers and other lines would give it: cut short, in noise, after another of the same mood.
//! What a head must not learn (length, noise) is so shown to it. Deterministic.

/// A cut is at least this long, and at most `LEAST + MORE`.
const LEAST: f64 = 0.6;
const MORE: f64 = 1.2;
/// Noise is up to as loud as the speech, down to 20 dB below.
const NOISE_DB: f64 = 20.0;
const RATE: f64 = 16_000.0;
const CUTS: usize = 3;
const NOISY_CUTS: usize = 4;

/// Views of 16 kHz speech; `companion` is another sound of the same speaker and mood.
pub(super) fn of(speech: &[i16], companion: Option<&[i16]>, seed: u64) -> Vec<Vec<i16>> {
    let mut dice = Dice(seed);
    let mut views: Vec<Vec<i16>> = (0..CUTS).map(|_| cut(speech, &mut dice)).collect();
    views.extend((0..NOISY_CUTS).map(|_| noisy(&cut(speech, &mut dice), &mut dice)));
    views.extend(companion.map(|other| noisy(&[speech, other].concat(), &mut dice)));
    views
}

/// Larger and smaller people: their voices are so much lower or higher, and slower or faster.
const SIZES_HZ: [u32; 2] = [13_440, 19_040];

/// 16 kHz speech as people of other sizes would give it: pitch and formants 16 % lower, and 19 % higher.
pub(super) fn sizes(speech: &[i16]) -> Vec<Vec<i16>> {
    SIZES_HZ.into_iter().map(|rate| wasl_speech::to_16k(speech, rate)).collect()
}

fn cut(speech: &[i16], dice: &mut Dice) -> Vec<i16> {
    let length = ((LEAST + MORE * dice.share()) * RATE) as usize;
    let start = (speech.len().saturating_sub(length) as f64 * dice.share()) as usize;
    speech[start..speech.len().min(start + length)].to_vec()
}

/// Adds noise of a random colour, in the band of a telephone.
fn noisy(speech: &[i16], dice: &mut Dice) -> Vec<i16> {
    let colour = dice.share() * 1.25 - 0.3;
    let mut last = 0.0;
    let noise: Vec<i16> = (0..speech.len().div_ceil(2) + 8)
        .map(|_| {
            last = colour * last + dice.bell();
            (last * 2000.0).clamp(-32768.0, 32767.0) as i16
        })
        .collect();
    let noise = wasl_speech::to_16k(&noise, 8000);
    let gain = level(speech) / level(&noise).max(1.0) * 10_f64.powf(-dice.share() * NOISE_DB / 20.0);
    let mix = |(s, n): (&i16, &i16)| {
        (f64::from(*s) + gain * f64::from(*n)).round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
    };
    speech.iter().zip(&noise).map(mix).collect()
}

fn level(samples: &[i16]) -> f64 {
    (samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len().max(1) as f64).sqrt()
}

/// SplitMix64: the same throws on every machine.
struct Dice(u64);

impl Dice {
    /// 0 to 1.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal, of spread 1.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: usize) -> Vec<i16> {
        (0..16_000 * seconds).map(|n| ((n as f64 * 0.1).sin() * 6000.0) as i16).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_views() {
        assert_eq!(of(&tone(3), Some(&tone(1)), 7), of(&tone(3), Some(&tone(1)), 7));
        assert_ne!(of(&tone(3), None, 7), of(&tone(3), None, 8));
    }

    #[test]
    fn cuts_are_short_and_joins_long() {
        let views = of(&tone(3), Some(&tone(2)), 1);
        assert_eq!(views.len(), CUTS + NOISY_CUTS + 1);
        for view in &views[..CUTS + NOISY_CUTS] {
            assert!((9_000..=29_000).contains(&view.len()), "{}", view.len());
        }
        assert_eq!(views[CUTS + NOISY_CUTS].len(), 80_000);
    }

    #[test]
    fn a_sound_shorter_than_a_cut_is_taken_whole() {
        for view in of(&tone(3)[..4_000], None, 3) {
            assert_eq!(view.len(), 4_000);
        }
        assert!(of(&[], None, 3).iter().all(Vec::is_empty));
    }

    #[test]
    fn larger_people_speak_lower_and_longer() {
        let crossings = |sound: &[i16]| sound.windows(2).filter(|w| w[0] < 0 && w[1] >= 0).count() as f64 * 16_000.0;
        let speech = tone(2);
        let sounds = sizes(&speech);
        for (sound, factor) in sounds.iter().zip([0.84, 1.19]) {
            assert!((sound.len() as f64 * factor / speech.len() as f64 - 1.0).abs() < 0.001);
            let pitch = |sound: &[i16]| crossings(sound) / sound.len() as f64;
            assert!((pitch(sound) / pitch(&speech) / factor - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn noise_is_no_louder_than_the_speech_and_telephone_wide() {
        let speech = tone(2);
        for seed in 0..20 {
            let mixed = noisy(&speech, &mut Dice(seed));
            let noise: Vec<i16> = mixed.iter().zip(&speech).map(|(m, s)| m.saturating_sub(*s)).collect();
            let share = level(&noise) / level(&speech);
            assert!((0.09..=1.05).contains(&share), "{seed}: {share}");
            // Above 4 kHz there is next to nothing: differences of neighbours are small against the level.
            let second: Vec<i16> = noise
                .windows(3)
                .map(|w| (i32::from(w[0]) - 2 * i32::from(w[1]) + i32::from(w[2])).clamp(-32768, 32767) as i16)
                .collect();
            assert!(level(&second) < 2.2 * level(&noise), "{seed}");
        }
    }
}
