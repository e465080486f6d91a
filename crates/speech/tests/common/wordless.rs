//! Sounds of the telephone that hold no words, each made anew from a seed.
#![allow(clippy::cast_possible_truncation, reason = "samples are clamped")]

use std::f64::consts::TAU;

/// A sound without words.
pub(crate) struct Wordless {
    pub(crate) name: &'static str,
    pub(crate) samples: Vec<i16>,
}

/// The sample at a place, -1 to 1.
type Sound = Box<dyn FnMut(usize) -> f64>;

/// Every kind once, `ms` long each; another `seed` gives other pitches, levels and rhythms.
pub(crate) fn every_kind(ms: usize, seed: u64) -> Vec<Wordless> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut kinds: Vec<(&'static str, Sound)> = vec![
        ("silence", Box::new(|_| 0.0)),
        ("comfort noise", noise(&mut dice, 0.002, 0.6)),
        ("loud white noise", noise(&mut dice, 0.15, 0.0)),
        ("pink rumble", noise(&mut dice, 0.08, 0.97)),
        ("line hum", tones(&mut dice, &[50.0, 100.0, 150.0, 250.0], 0.05, None)),
        ("ringback", tones(&mut dice, &[425.0], 0.25, Some((1.2, 4.6)))),
        ("ringback, American", tones(&mut dice, &[440.0, 480.0], 0.25, Some((2.0, 4.0)))),
        ("busy", tones(&mut dice, &[425.0], 0.25, Some((0.5, 0.5)))),
        ("dial tone", tones(&mut dice, &[350.0, 440.0], 0.25, None)),
        ("fax calling", tones(&mut dice, &[1100.0], 0.25, Some((0.5, 3.0)))),
        ("fax answering", tones(&mut dice, &[2100.0], 0.25, None)),
        ("modem", modem(&mut dice)),
        ("DTMF", dtmf(&mut dice)),
        ("hold music", music(&mut dice, 0.4)),
        ("hold music, slow", music(&mut dice, 1.1)),
        ("strings", strings(&mut dice)),
        ("clicks", clicks(&mut dice)),
        ("breathing", breathing(&mut dice)),
        ("wind", wind(&mut dice)),
        ("keyboard and room", room(&mut dice)),
    ];
    let sound = |(name, at): &mut (&'static str, Sound)| Wordless {
        name,
        samples: (0..ms * 16).map(|n| (at(n) * 32_000.0).clamp(-32_000.0, 32_000.0) as i16).collect(),
    };
    kinds.iter_mut().map(sound).collect()
}

struct Dice(u64);

impl Dice {
    /// -1 to 1.
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (self.roll() + 1.0) / 2.0 * (high - low)
    }

    fn fork(&mut self) -> Self {
        Self(self.0.rotate_left(17) ^ 0xD1B5_4A32_D192_ED03)
    }
}

fn seconds(n: usize) -> f64 {
    n as f64 / 16_000.0
}

/// White noise, the more rounded off the nearer `smooth` is to 1.
fn noise(dice: &mut Dice, level: f64, smooth: f64) -> Sound {
    let level = level * dice.within(0.5, 1.5);
    let mut dice = dice.fork();
    let mut last = 0.0;
    Box::new(move |_| {
        last = last * smooth + dice.roll() * (1.0 - smooth * smooth).sqrt();
        last * level
    })
}

/// Tones together, on and off in this rhythm.
fn tones(dice: &mut Dice, hz: &'static [f64], level: f64, rhythm: Option<(f64, f64)>) -> Sound {
    let (level, detune) = (level * dice.within(0.4, 1.4), dice.within(0.99, 1.01));
    Box::new(move |n| {
        let t = seconds(n);
        let on = rhythm.is_none_or(|(on, off)| t % (on + off) < on);
        let sum: f64 = hz.iter().map(|hz| (t * hz * detune * TAU).sin()).sum();
        if on { sum / hz.len() as f64 * level } else { 0.0 }
    })
}

/// A tone that jumps between two frequencies 300 times a second.
fn modem(dice: &mut Dice) -> Sound {
    let mut dice = dice.fork();
    let (mut phase, mut hz) = (0.0, 1200.0);
    Box::new(move |n| {
        if n.is_multiple_of(53) {
            hz = if dice.roll() > 0.0 { 1270.0 } else { 2225.0 };
        }
        phase += hz / 16_000.0 * TAU;
        f64::sin(phase) * 0.2
    })
}

fn dtmf(dice: &mut Dice) -> Sound {
    let mut dice = dice.fork();
    let (mut low, mut high) = (697.0, 1209.0);
    Box::new(move |n| {
        if n.is_multiple_of(4800) {
            low = [697.0, 770.0, 852.0, 941.0][(dice.within(0.0, 3.99)) as usize];
            high = [1209.0, 1336.0, 1477.0][(dice.within(0.0, 2.99)) as usize];
        }
        let t = seconds(n);
        if n % 4800 < 1600 { ((t * low * TAU).sin() + (t * high * TAU).sin()) * 0.2 } else { 0.0 }
    })
}

/// Struck chords, a note every so many seconds.
fn music(dice: &mut Dice, beat_s: f64) -> Sound {
    let key = dice.within(200.0, 330.0);
    let mut dice = dice.fork();
    let mut root = key;
    let beat = (beat_s * 16_000.0) as usize;
    Box::new(move |n| {
        if n.is_multiple_of(beat) {
            let step = [0.0, 2.0, 4.0, 5.0, 7.0, 9.0, 12.0][dice.within(0.0, 6.99) as usize];
            root = key * 2f64.powf(step / 12.0);
        }
        let fade = (-2.5 * seconds(n % beat)).exp();
        let part = |ratio: f64, level: f64| (seconds(n) * root * ratio * TAU).sin() * level;
        (part(1.0, 1.0) + part(2.0, 0.5) + part(3.0, 0.25) + part(1.5, 0.6) + part(1.25, 0.6)) * fade * 0.12
    })
}

/// Held chords with many harmonics, swelling, with vibrato.
fn strings(dice: &mut Dice) -> Sound {
    let root = dice.within(150.0, 260.0);
    let mut phase = 0.0;
    Box::new(move |n| {
        let t = seconds(n);
        let bar = [1.0, 1.335, 1.498, 1.189][(t / 2.4) as usize % 4];
        phase += root * bar * (1.0 + 0.004 * (t * 5.5 * TAU).sin()) / 16_000.0 * TAU;
        let swell = 0.4 + 0.3 * (t * 0.4 * TAU).sin();
        let voice = |ratio: f64| (1..8).map(|h| (phase * ratio * f64::from(h)).sin() / f64::from(h)).sum::<f64>();
        (voice(1.0) + voice(1.26) + voice(1.498)) * swell * 0.08
    })
}

fn clicks(dice: &mut Dice) -> Sound {
    let mut dice = dice.fork();
    let mut next = 4000;
    let mut ring = 0.0;
    Box::new(move |n| {
        if n == next {
            ring = dice.within(0.3, 0.9);
            next = n + dice.within(1500.0, 14_000.0) as usize;
        }
        ring *= 0.97;
        ring * dice.roll()
    })
}

/// Noise through a wide resonance, in and out.
fn breathing(dice: &mut Dice) -> Sound {
    let pace = dice.within(0.25, 0.5);
    let mut dice = dice.fork();
    let (mut y1, mut y2) = (0.0, 0.0);
    Box::new(move |n| {
        let t = seconds(n);
        let phase = (t * pace).fract();
        let open = if phase < 0.4 {
            (phase / 0.4 * TAU / 2.0).sin()
        } else if phase < 0.9 {
            ((phase - 0.4) / 0.5 * TAU / 2.0).sin() * 0.6
        } else {
            0.0
        };
        let hz = if phase < 0.4 { 1400.0 } else { 800.0 };
        let r = 0.93;
        let y = dice.roll() + 2.0 * r * (hz / 16_000.0 * TAU).cos() * y1 - r * r * y2;
        (y2, y1) = (y1, y);
        y * open * 0.03
    })
}

fn wind(dice: &mut Dice) -> Sound {
    let mut gust = noise(dice, 1.0, 0.9998);
    let mut air = noise(dice, 0.25, 0.95);
    Box::new(move |n| air(n) * (0.3 + gust(n).abs()))
}

/// Low noise with keys struck and a distant hum.
fn room(dice: &mut Dice) -> Sound {
    let mut keys = clicks(dice);
    let mut air = noise(dice, 0.01, 0.9);
    let mut hum = tones(dice, &[100.0, 200.0], 0.01, None);
    Box::new(move |n| keys(n) * 0.3 + air(n) + hum(n))
}
