//! Sounds for the tests: made here, spoken by espeak-ng, or read from the shared data when it is there.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use wasl_infer::{Backend, Engine, EngineConfig, models};
use wasl_model::{AudioFrame, Band, FRAME_MS, FRAME_SAMPLES, MediaTime, Speaker};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The engine with one thread, or `None` with a notice when the model is not here.
pub(crate) fn engine() -> Option<Arc<Engine>> {
    engine_by(Backend::Native)
}

/// The same with a model run by `backend`.
pub(crate) fn engine_by(backend: Backend) -> Option<Arc<Engine>> {
    let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root().join("models"), PathBuf::from);
    let manifest = models::Manifest::load(&root().join("models")).unwrap();
    match models::verify(&dir, manifest.model("whisper-base").unwrap()) {
        Ok(path) => {
            let config = EngineConfig { threads: 1, backend, ..EngineConfig::new(path) };
            Some(Arc::new(Engine::load(&config).unwrap()))
        }
        Err(error) => {
            eprintln!("NOT TESTED: {error}");
            None
        }
    }
}

/// Speech by espeak-ng at 16 kHz, or `None` with a notice when it is not installed.
pub(crate) fn espeak(voice: &str, text: &str) -> Option<Vec<i16>> {
    let Ok(output) = Command::new("espeak-ng").args(["-v", voice, "-s", "150", "--stdout", text]).output() else {
        eprintln!("NOT TESTED: espeak-ng is not installed");
        return None;
    };
    Some(wav(&output.stdout))
}

/// Recordings of a set of the shared test data with what is said in them; none with a notice when they are missing.
pub(crate) fn shared_set(set: &str, count: usize) -> Vec<(Vec<i16>, String)> {
    let Ok(table) = std::fs::read_to_string(root().join("../shared/data/speech/manifest.tsv")) else {
        eprintln!("NOT TESTED: no shared data");
        return Vec::new();
    };
    let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>()).filter(|row| row.get(2) == Some(&set));
    rows.take(count).filter_map(|row| Some((shared(row[0])?, row[3].to_owned()))).collect()
}

/// A file of the shared test data, or `None` with a notice when data or `flac` are missing.
pub(crate) fn shared(file: &str) -> Option<Vec<i16>> {
    let path = root().join("../shared/data/speech").join(file);
    let output = Command::new("flac").args(["-d", "-c", "-s"]).arg(&path).output();
    match output {
        Ok(output) if output.status.success() => Some(wav(&output.stdout)),
        Ok(_) | Err(_) => {
            eprintln!("NOT TESTED: no {file} in the shared data, or no flac");
            None
        }
    }
}

fn wav(bytes: &[u8]) -> Vec<i16> {
    // A stream's header does not know its length: take what is there.
    let mut bytes = bytes.to_vec();
    let data = bytes.windows(4).position(|w| w == b"data").unwrap() + 8;
    let length = u32::try_from(bytes.len() - data).unwrap() & !1;
    bytes[data - 4..data].copy_from_slice(&length.to_le_bytes());
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).unwrap();
    let rate = reader.spec().sample_rate;
    let samples: Vec<i16> = reader.samples::<i16>().map_while(Result::ok).collect();
    wasl_speech::to_16k(&samples, rate)
}

/// Silence.
pub(crate) fn silence(ms: usize) -> Vec<i16> {
    vec![0; ms * 16]
}

/// White noise with this peak.
pub(crate) fn noise(ms: usize, peak: i16) -> Vec<i16> {
    let mut state = 7u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i16::try_from(i32::try_from(state >> 16).unwrap() * 2 * i32::from(peak) / 65_536 - i32::from(peak)).unwrap()
    };
    (0..ms * 16).map(|_| next()).collect()
}

/// Tones sounding together.
pub(crate) fn tones(ms: usize, hz: &[f64]) -> Vec<i16> {
    let at = |n: usize| {
        let t = n as f64 / 16_000.0;
        let sum: f64 = hz.iter().map(|hz| (t * hz * std::f64::consts::TAU).sin()).sum();
        (sum * 9000.0 / hz.len() as f64) as i16
    };
    (0..ms * 16).map(at).collect()
}

/// A melody of struck chords with harmonics: hold music without a voice.
pub(crate) fn music(ms: usize) -> Vec<i16> {
    let scale = [261.6, 329.6, 392.0, 440.0, 392.0, 349.2, 329.6, 293.7];
    let note = |n: usize| {
        let beat = n / 6400;
        let root = scale[beat % scale.len()];
        let t = (n % 6400) as f64 / 16_000.0;
        let partial =
            |ratio: f64, level: f64| (n as f64 / 16_000.0 * root * ratio * std::f64::consts::TAU).sin() * level;
        let chord = partial(1.0, 1.0) + partial(2.0, 0.5) + partial(3.0, 0.25) + partial(1.5, 0.6) + partial(1.25, 0.6);
        (chord * 3500.0 * (-2.5 * t).exp()) as i16
    };
    (0..ms * 16).map(note).collect()
}

/// As frames of the caller.
pub(crate) fn frames(samples: &[i16]) -> Vec<AudioFrame> {
    let frame = |(chunk, n): (&[i16], u64)| {
        let mut frame = [0; FRAME_SAMPLES];
        frame[..chunk.len()].copy_from_slice(chunk);
        AudioFrame {
            speaker: Speaker::Caller,
            at: MediaTime(n * FRAME_MS),
            band: Band::Narrow,
            heard: true,
            samples: Arc::new(frame),
        }
    };
    samples.chunks(FRAME_SAMPLES).zip(0..).map(frame).collect()
}
