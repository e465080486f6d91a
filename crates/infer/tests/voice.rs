//! The sound of a voice comes out as a plain reading of the encoder says (`golden/make.py`), and the heads on it too.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::f64::consts::PI;
use std::path::{Path, PathBuf};
use std::time::Duration;

use wasl_infer::{Engine, EngineConfig, Infer, VoiceRequest, models};

const SOUNDS: u32 = 24;
const WIDTH: usize = 512;
const RATE: f64 = 16_000.0;
/// How far a mean, and what a head says of it, may be from the reference (`reference/mood.md` §4).
const MEAN: f32 = 1e-2;
const SAID: f32 = 1e-3;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The engine with one thread, or `None` with a notice when the model is not here.
fn engine() -> Option<Engine> {
    let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root().join("models"), PathBuf::from);
    let manifest = models::Manifest::load(&root().join("models")).unwrap();
    match models::verify(&dir, manifest.model("whisper-base").unwrap()) {
        Ok(path) => Some(Engine::load(&EngineConfig { threads: 1, ..EngineConfig::new(path) }).unwrap()),
        Err(error) => {
            eprintln!("NOT TESTED: {error}");
            None
        }
    }
}

fn golden() -> Vec<Vec<f32>> {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/voice.f32")).unwrap();
    let values: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    values.chunks_exact(WIDTH).map(<[f32]>::to_vec).collect()
}

/// Sound number `n`, as `golden/make.py` makes it.
fn sound(n: u32) -> Vec<i16> {
    let length = 5_000 + 3_737 * n;
    let step = f64::from(n);
    let mut state = 12_345 + n;
    let formants = [(300.0 + 37.0 * step, 60.0), (900.0 + 61.0 * step, 90.0), (2_300.0 + 23.0 * step, 120.0)];
    let poles = formants.map(|(f, w): (f64, f64)| {
        (2.0 * (-PI * w / RATE).exp() * (2.0 * PI * f / RATE).cos(), (-2.0 * PI * w / RATE).exp())
    });
    let mut memory = [[0.0; 2]; 3];
    let mut phase = 0.0;
    let sample = |i: u32| {
        let t = f64::from(i) / RATE;
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = f64::from(state >> 8) / f64::from(1_u32 << 24) - 0.5;
        phase += (90.0 + 11.0 * step + 20.0 * (2.0 * PI * (0.7 + 0.1 * step) * t).sin()) / RATE;
        let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase -= pulse;
        let mut x = pulse + 0.02 * f64::from(1 + n % 3) * noise;
        for ((a, b), m) in poles.iter().zip(&mut memory) {
            x += a * m[0] - b * m[1];
            *m = [x, m[0]];
        }
        x *= 0.55 - 0.45 * (2.0 * PI * 4.0 * t).cos();
        match n % 6 {
            4 => (2.0 * PI * (200.0 + 40.0 * step) * t).sin() + noise,
            5 if i > length / 3 && i < length / 2 => 0.0,
            _ => x,
        }
    };
    let samples: Vec<f64> = (0..length).map(sample).collect();
    let peak = samples.iter().fold(0.0_f64, |peak, x| peak.max(x.abs()));
    samples.iter().map(|x| (x / peak * (3_000.0 + 1_000.0 * step) + 0.5).floor() as i16).collect()
}

fn voice(engine: &Engine, samples: Vec<i16>) -> Vec<f32> {
    let request = VoiceRequest { source: None, samples, deadline: Duration::from_secs(60) };
    engine.voice(request).wait().unwrap().mean
}

fn furthest(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn voices_come_out_as_the_reference_says() {
    let Some(engine) = engine() else { return };
    let golden = golden();
    assert_eq!(golden.len(), SOUNDS as usize);
    for (n, expected) in (0..SOUNDS).zip(&golden) {
        let mean = voice(&engine, sound(n));
        let distance = furthest(&mean, expected);
        eprintln!("sound {n}: furthest of 512 means {distance:.5}");
        assert!(distance <= MEAN, "sound {n}: {distance}");
    }
}

#[test]
fn the_heads_hear_in_it_what_they_hear_in_the_reference() {
    let Some(engine) = engine() else { return };
    let json = std::fs::read_to_string(root().join("crates/mood/voice/heads.json")).unwrap();
    let heads: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (n, expected) in (0..SOUNDS).zip(&golden()) {
        let mean = voice(&engine, sound(n));
        for head in ["arousal", "valence"] {
            let weights: Vec<f32> = serde_json::from_value(heads[head]["weights"].clone()).unwrap();
            let bias: f32 = serde_json::from_value(heads[head]["bias"].clone()).unwrap();
            let said = |mean: &[f32]| {
                let logit: f32 = weights.iter().zip(mean).map(|(w, x)| w * x).sum::<f32>() + bias;
                1.0 / (1.0 + (-logit).exp())
            };
            let (here, there) = (said(&mean), said(expected));
            eprintln!("sound {n}: {head} {here:.4}, in the reference {there:.4}");
            assert!((here - there).abs() <= SAID, "sound {n}: {head} {here} against {there}");
        }
    }
}

#[test]
fn other_sounds_have_other_means() {
    let golden = golden();
    for (a, b) in golden.iter().zip(golden.iter().skip(1)) {
        assert!(furthest(a, b) > 0.1, "the comparison above could not fail otherwise");
    }
}
