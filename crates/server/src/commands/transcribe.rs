//! `wasl transcribe`: recordings to text.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use hound::SampleFormat;
use wasl_infer::Engine;
use wasl_model::Language;

use crate::cli::{LanguageChoice, TranscribeArgs};
use crate::house::opening;

pub(super) fn run(args: &TranscribeArgs) -> Result<ExitCode> {
    let engine = opening::load_engine(&args.models, &args.model, 0)?;
    let language = match args.language {
        LanguageChoice::Ar => Some(Language::Ar),
        LanguageChoice::En => Some(Language::En),
        LanguageChoice::Auto => None,
    };
    let mut all_read = true;
    for file in &args.files {
        if let Err(error) = transcribe(&engine, file, language, args.json) {
            eprintln!("wasl: {error:#}");
            all_read = false;
        }
    }
    Ok(if all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn transcribe(engine: &Engine, file: &Path, language: Option<Language>, json: bool) -> Result<()> {
    let samples = read_wav(file).with_context(|| format!("{} is not a WAV file that can be read", file.display()))?;
    let reading = wasl_speech::transcribe_samples(engine, &samples, language);
    let heard = super::runtime()?.block_on(reading).with_context(|| file.display().to_string())?;
    if !json {
        super::say(&format!("{}: {}", file.display(), heard.text.reveal()));
        return Ok(());
    }
    let mut object = serde_json::to_value(&heard).context("could not write JSON")?;
    if let Some(fields) = object.as_object_mut() {
        fields.insert("file".to_owned(), file.display().to_string().into());
    }
    super::say_json(&object)
}

/// Samples of a WAV file, mixed to mono, at 16 kHz.
fn read_wav(file: &Path) -> Result<Vec<i16>> {
    let mut reader = hound::WavReader::open(file)?;
    let spec = reader.spec();
    let samples: Vec<i16> = match spec.sample_format {
        SampleFormat::Int if spec.bits_per_sample <= 16 => {
            let up = 16 - spec.bits_per_sample;
            reader.samples::<i16>().map(|sample| sample.map(|s| s << up)).collect::<Result<_, _>>()?
        }
        SampleFormat::Int => {
            let down = spec.bits_per_sample - 16;
            let narrow = |sample: i32| i16::try_from(sample >> down).unwrap_or(i16::MAX);
            reader.samples::<i32>().map(|sample| sample.map(narrow)).collect::<Result<_, _>>()?
        }
        SampleFormat::Float => reader.samples::<f32>().map(|sample| sample.map(to_i16)).collect::<Result<_, _>>()?,
    };
    let channels = usize::from(spec.channels.max(1));
    let mono: Vec<i16> = samples.chunks_exact(channels).map(mean).collect();
    Ok(wasl_speech::to_16k(&mono, spec.sample_rate))
}

#[allow(clippy::cast_possible_truncation, reason = "clamped to the range of i16")]
fn to_i16(sample: f32) -> i16 {
    (sample * 32767.0).clamp(-32768.0, 32767.0) as i16
}

fn mean(frame: &[i16]) -> i16 {
    let sum: i32 = frame.iter().map(|&sample| i32::from(sample)).sum();
    i16::try_from(sum / i32::try_from(frame.len()).unwrap_or(1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_wav_becomes_mono_16_khz() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.wav");
        let spec =
            hound::WavSpec { channels: 2, sample_rate: 8000, bits_per_sample: 32, sample_format: SampleFormat::Float };
        let mut writer = hound::WavWriter::create(&file, spec).unwrap();
        for _ in 0..8000 {
            writer.write_sample(0.5_f32).unwrap();
            writer.write_sample(0.25_f32).unwrap();
        }
        writer.finalize().unwrap();
        let samples = read_wav(&file).unwrap();
        assert_eq!(samples.len(), 16_000);
        assert!((samples[8000] - 12_287).abs() < 100, "{}", samples[8000]);
    }

    #[test]
    fn what_is_no_wav_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.wav");
        std::fs::write(&file, "not sound").unwrap();
        assert!(read_wav(&file).is_err());
    }
}
