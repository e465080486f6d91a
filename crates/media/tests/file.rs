//! Files of sound from browsers, kiosks and phones: the same sound comes back, as long as it was and at its pitch.
//!
//! `sounds/` holds a second and a half of 440 Hz as others write it: `tone.webm` and `tone.mp4` (Opus) as Chromium's
//! MediaRecorder does, `tone.m4a` (AAC, 44.1 kHz), `tone.mp3` (22.05 kHz) and `tone.opus` (Opus in Ogg; 880 Hz on the
//! right) as FFmpeg does.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a test may fail loudly, also in its helpers")]

use std::f64::consts::TAU;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use hound::{SampleFormat, WavSpec, WavWriter};
use wasl_media::{SoundFile, SoundFileError};

const HOUR: Duration = Duration::from_secs(3_600);
const LOUD: f64 = 16_000.0;

fn sound(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sounds").join(name)).unwrap()
}

fn read(bytes: Vec<u8>) -> SoundFile {
    SoundFile::of_bytes(bytes, HOUR).unwrap()
}

/// A WAV file with a tone on each channel.
fn wav(dir: &Path, rate_hz: u32, seconds: f64, tones_hz: &[f64]) -> PathBuf {
    let path = dir.join(format!("{rate_hz}-{}.wav", tones_hz.len()));
    let channels = u16::try_from(tones_hz.len()).unwrap();
    let spec = WavSpec { channels, sample_rate: rate_hz, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::create(&path, spec).unwrap();
    let mut n = 0.0;
    while n < f64::from(rate_hz) * seconds {
        for hz in tones_hz {
            #[allow(clippy::cast_possible_truncation, reason = "16 bits are meant")]
            let sample = (LOUD * (TAU * hz * n / f64::from(rate_hz)).sin()) as i16;
            writer.write_sample(sample).unwrap();
        }
        n += 1.0;
    }
    writer.finalize().unwrap();
    path
}

/// How much of the middle of a sound is that tone, of 1.
fn share(samples: &[i16], hz: f64) -> f64 {
    let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
    let angle = |n: usize| TAU * hz * n as f64 / 16_000.0;
    let part = |of: fn(f64) -> f64| -> f64 {
        middle.iter().enumerate().map(|(n, sample)| f64::from(*sample) * of(angle(n))).sum()
    };
    let power: f64 = middle.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    (part(f64::sin).powi(2) + part(f64::cos).powi(2)) * 2.0 / (power * middle.len() as f64)
}

fn assert_tone(samples: &[i16], hz: f64, ms: u64, what: &str) {
    let length = samples.len() as u64 / 16;
    assert!(length.abs_diff(ms) <= 60, "{what}: {length} ms, not {ms}");
    let share = share(samples, hz);
    assert!(share > 0.98, "{what}: {share} of it is {hz} Hz");
}

#[test]
fn what_browsers_and_phones_record_is_the_same_sound() {
    // FFmpeg reads the same length out of Chromium's MP4.
    for (name, ms) in [("tone.webm", 1_500), ("tone.mp4", 1_420), ("tone.m4a", 1_500), ("tone.mp3", 1_500)] {
        let file = read(sound(name));
        assert!(file.lossy && !file.damaged, "{name}");
        assert_tone(&file.clone().mono(), 440.0, ms, name);
    }
    let two = read(sound("tone.opus"));
    assert!(two.lossy && !two.damaged);
    assert_tone(&two.channels[0], 440.0, 1_500, "left");
    assert_tone(&two.channels[1], 880.0, 1_500, "right");
    // libopus hands out what it was given: to the sample as long.
    assert_eq!(two.channels[0].len(), 24_000);
}

#[test]
fn wav_of_any_rate_is_to_the_sample_as_long() {
    let dir = tempfile::tempdir().unwrap();
    for rate_hz in [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000] {
        let file = read(std::fs::read(wav(dir.path(), rate_hz, 2.0, &[440.0, 1_000.0])).unwrap());
        assert!(!file.lossy && !file.damaged);
        assert_eq!(file.channels.len(), 2);
        for (channel, hz) in file.channels.iter().zip([440.0, 1_000.0]) {
            assert_eq!(channel.len(), 32_000, "{rate_hz} Hz");
            assert!(share(channel, hz) > 0.999, "{rate_hz} Hz: {}", share(channel, hz));
            let middle = &channel[8_000..24_000];
            let level = (middle.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / 8_000.0).sqrt();
            assert!((level - LOUD).abs() < 100.0, "{rate_hz} Hz: {level}");
        }
    }
}

#[test]
fn what_sox_writes_is_the_same_sound() {
    let dir = tempfile::tempdir().unwrap();
    let source = wav(dir.path(), 44_100, 3.0, &[440.0]);
    for ending in ["flac", "ogg", "mp3"] {
        let path = dir.path().join(format!("a.{ending}"));
        // Not every sox writes MP3.
        match Command::new("sox").args([&source, &path]).status() {
            Ok(status) if status.success() => {}
            other => {
                eprintln!("no {ending} from sox: {other:?}");
                continue;
            }
        }
        let file = SoundFile::read(&path).unwrap();
        assert_eq!((file.lossy, file.damaged), (ending != "flac", false), "{ending}");
        assert_tone(&file.mono(), 440.0, 3_000, ending);
    }
}

#[test]
fn what_was_cut_off_is_read_and_called_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let wav = std::fs::read(wav(dir.path(), 48_000, 1.5, &[440.0])).unwrap();
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    for (name, bytes) in [("wav", wav), ("m4a", sound("tone.m4a"))] {
        match SoundFile::of_bytes(half(&bytes), HOUR) {
            Ok(file) => assert!(file.damaged, "{name}"),
            Err(SoundFileError::NotSound(_) | SoundFileError::Damaged(_) | SoundFileError::Empty) => {}
            Err(other) => panic!("{name}: {other:?}"),
        }
    }
    // What a browser writes while it records does not say how long it will be.
    let cut = read(half(&sound("tone.webm")));
    assert!(!cut.damaged);
    assert_tone(&cut.mono(), 440.0, 720, "tone.webm");
}

#[test]
fn whatever_the_bytes_are_nothing_panics_and_every_error_is_a_sentence() {
    let mut seed = 7_u64;
    let mut dice = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap()
    };
    for name in ["tone.webm", "tone.mp4", "tone.m4a", "tone.opus"] {
        let whole = sound(name);
        for _ in 0..200 {
            let mut bytes = whole.clone();
            for _ in 0..=dice() % 8 {
                let at = dice() % bytes.len();
                bytes[at] = u8::try_from(dice() % 256).unwrap();
            }
            bytes.truncate(1 + dice() % whole.len());
            if let Err(error) = SoundFile::of_bytes(bytes, HOUR) {
                assert!(error.to_string().starts_with("it"), "{error}");
            }
        }
    }
}

#[test]
fn a_small_file_with_a_long_sound_is_refused_before_it_fills_the_memory() {
    let dir = tempfile::tempdir().unwrap();
    let long = std::fs::read(wav(dir.path(), 8_000, 130.0, &[440.0])).unwrap();
    let refused = SoundFile::of_bytes(long, Duration::from_secs(120)).unwrap_err();
    assert!(matches!(refused, SoundFileError::TooLong(_)));
    assert_eq!(refused.to_string(), "it is longer than 2 minutes; send a shorter one");
    let two = std::fs::read(wav(dir.path(), 8_000, 70.0, &[440.0, 440.0])).unwrap();
    assert!(SoundFile::of_bytes(two, Duration::from_secs(120)).is_err(), "both channels count");
}

#[test]
fn telephone_and_24_bit_wav_are_read() {
    // 0x80 is the loudest positive sample of µ-law.
    let mut mulaw = b"RIFF\x46\x03\0\0WAVEfmt \x12\0\0\0\x07\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0\0\0".to_vec();
    mulaw.extend_from_slice(b"data\x20\x03\0\0");
    mulaw.extend_from_slice(&[0x80; 800]);
    let samples = read(mulaw).mono();
    assert_eq!(samples.len(), 1_600);
    assert!((samples[800] - 32_124).abs() < 300, "{}", samples[800]);

    let mut deep = std::io::Cursor::new(Vec::new());
    let spec = WavSpec { channels: 1, sample_rate: 16_000, bits_per_sample: 24, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::new(&mut deep, spec).unwrap();
    (0..100).for_each(|_| writer.write_sample(1_000 << 8).unwrap());
    writer.finalize().unwrap();
    assert_eq!(read(deep.into_inner()).mono(), vec![1_000; 100]);
}

#[test]
fn channels_are_mixed_by_their_mean() {
    let two = SoundFile { channels: vec![vec![100, i16::MAX], vec![300, i16::MAX]], lossy: false, damaged: false };
    assert_eq!(two.mono(), [200, i16::MAX]);
}

#[test]
fn what_is_no_sound_says_what_to_do() {
    for bytes in [&b"not sound"[..], b"", b"RIFF\x10\0\0\0WAVE"] {
        let error = SoundFile::of_bytes(bytes.to_vec(), HOUR).unwrap_err();
        assert!(error.to_string().starts_with("it "), "{error}");
    }
    assert!(SoundFile::read(Path::new("missing.wav")).is_err());
}
