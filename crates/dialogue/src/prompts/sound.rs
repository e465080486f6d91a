//! The sound of a prompt: read, measured, brought to the house's level.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::time::Duration;

use wasl_model::SAMPLE_RATE_HZ;

/// What every prompt's audio must be.
const BITS: u16 = 16;
/// Below this, in dBFS, a sample is no voice.
const VOICE_DBFS: f64 = -46.0;
/// The level of a voice: RMS of the samples above [`VOICE_DBFS`], in dBFS.
pub const LEVEL_DBFS: f64 = -20.0;
/// Quieter than this beside the others a prompt is not understood on a bad line.
pub const QUIET_DBFS: f64 = -28.0;
/// Louder than this it frightens.
pub const LOUD_DBFS: f64 = -12.0;
/// So many samples at full scale in a row are cut, not loud.
const CUT_SAMPLES: usize = 3;
/// Louder than this nothing is made, in dBFS.
const PEAK_DBFS: f64 = -1.5;
/// Silence before and after what is said, in samples.
const AROUND: (usize, usize) = (SAMPLE_RATE_HZ as usize / 20, SAMPLE_RATE_HZ as usize * 3 / 20);
/// And around a piece that is said between others.
const AROUND_PIECE: (usize, usize) = (SAMPLE_RATE_HZ as usize / 100, SAMPLE_RATE_HZ as usize / 25);

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// How long it takes.
    pub duration: Duration,
    /// The largest sample, in dBFS.
    pub peak_dbfs: f64,
    /// RMS of the voiced samples, in dBFS; minus infinity without voice.
    pub level_dbfs: f64,
    /// Places where the sound is cut off at full scale.
    pub cuts: usize,
}

/// Reads a prompt's samples.
///
/// # Errors
/// A sentence: what the file is, and what it should be.
pub fn read(path: &Path) -> Result<Vec<i16>, String> {
    let file = File::open(path).map_err(|error| format!("{error}; make it with `wasl prompts render`"))?;
    decode(BufReader::new(file))
}

/// Reads a prompt's samples from a WAV.
///
/// # Errors
/// A sentence: what it is, and what it should be.
pub fn decode(wav: impl Read) -> Result<Vec<i16>, String> {
    let reader = hound::WavReader::new(wav).map_err(|error| format!("{error}; it should be a WAV"))?;
    let spec = reader.spec();
    if spec.sample_rate != SAMPLE_RATE_HZ || spec.channels != 1 || spec.bits_per_sample != BITS {
        return Err(format!(
            "{} Hz, {} channels, {} bits; prompts are {SAMPLE_RATE_HZ} Hz, mono, {BITS} bits",
            spec.sample_rate, spec.channels, spec.bits_per_sample
        ));
    }
    let samples: Result<Vec<i16>, _> = reader.into_samples().collect();
    match samples {
        Ok(samples) if samples.is_empty() => Err("holds no sound".to_owned()),
        Ok(samples) => Ok(samples),
        Err(error) => Err(error.to_string()),
    }
}

/// Writes a prompt's samples; whoever reads it meanwhile reads the old ones.
///
/// # Errors
/// What the file system says.
pub fn write(path: &Path, samples: &[i16]) -> Result<(), String> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE_HZ,
        bits_per_sample: BITS,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = Cursor::new(Vec::with_capacity(samples.len() * 2 + 44));
    let written = hound::WavWriter::new(&mut wav, spec).and_then(|mut writer| {
        samples.iter().try_for_each(|&sample| writer.write_sample(sample))?;
        writer.finalize()
    });
    written.map_err(|error| error.to_string())?;
    put(path, wav.get_ref()).map_err(|error| error.to_string())
}

/// Writes a file whole or not at all, with the folder it is in.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    let beside = path.with_extension("part");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

/// Measures samples.
#[must_use]
pub fn measure(samples: &[i16]) -> Measure {
    let peak = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
    Measure {
        duration: duration(samples.len()),
        peak_dbfs: dbfs(f64::from(peak)),
        level_dbfs: dbfs(voiced_rms(samples)),
        cuts: cuts(samples),
    }
}

/// How long so many samples take.
#[must_use]
pub fn duration(samples: usize) -> Duration {
    Duration::from_micros(samples as u64 * 1_000_000 / u64::from(SAMPLE_RATE_HZ))
}

/// What a voice read, without the silence around it, at the house's level; `None` when nothing was read.
#[must_use]
pub fn finish(samples: &[i16], piece: bool) -> Option<Vec<i16>> {
    let floor = amplitude(VOICE_DBFS);
    let loud = |sample: &i16| f64::from(sample.unsigned_abs()) > floor;
    let (first, last) = (samples.iter().position(loud)?, samples.iter().rposition(loud)?);
    let margin = SAMPLE_RATE_HZ as usize / 100;
    let body = &samples[first.saturating_sub(margin)..(last + 2 * margin).min(samples.len())];
    let gain = amplitude(LEVEL_DBFS) / voiced_rms(body);
    let top = amplitude(PEAK_DBFS);
    let levelled = body.iter().enumerate().map(|(n, &sample)| {
        let edge = n.min(body.len() - 1 - n).min(margin) as f64 / margin as f64;
        bent(f64::from(sample) * gain * edge, top) as i16
    });
    let (before, after) = if piece { AROUND_PIECE } else { AROUND };
    Some(std::iter::repeat_n(0, before).chain(levelled).chain(std::iter::repeat_n(0, after)).collect())
}

/// What would be louder than `top` is bent under it instead of being cut off.
fn bent(sample: f64, top: f64) -> f64 {
    let knee = 0.7 * top;
    if sample.abs() <= knee {
        return sample.round();
    }
    (knee + (top - knee) * ((sample.abs() - knee) / (top - knee)).tanh()).copysign(sample).round()
}

fn voiced_rms(samples: &[i16]) -> f64 {
    let floor = amplitude(VOICE_DBFS);
    let voiced = || samples.iter().map(|&sample| f64::from(sample)).filter(|sample| sample.abs() > floor);
    let count = voiced().count();
    if count == 0 { 0.0 } else { (voiced().map(|sample| sample * sample).sum::<f64>() / count as f64).sqrt() }
}

fn cuts(samples: &[i16]) -> usize {
    let full = |sample: &i16| sample.unsigned_abs() >= i16::MAX.unsigned_abs();
    samples.chunk_by(|a, b| full(a) == full(b)).filter(|run| full(&run[0]) && run.len() >= CUT_SAMPLES).count()
}

fn dbfs(amplitude: f64) -> f64 {
    20.0 * (amplitude / 32_768.0).log10()
}

fn amplitude(dbfs: f64) -> f64 {
    32_768.0 * 10_f64.powf(dbfs / 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(peak: f64, seconds: f64) -> Vec<i16> {
        let samples = (seconds * f64::from(SAMPLE_RATE_HZ)) as usize;
        (0..samples).map(|n| ((n as f64 * 0.3).sin() * peak).clamp(-32_768.0, 32_767.0) as i16).collect()
    }

    #[test]
    fn a_tone_is_measured_by_its_peak_and_its_level() {
        let measured = measure(&tone(16_384.0, 1.0));
        assert!((measured.peak_dbfs + 6.02).abs() < 0.05, "{measured:?}");
        // A sine's RMS is 3 dB below its peak.
        assert!((measured.level_dbfs + 9.03).abs() < 0.1, "{measured:?}");
        assert_eq!((measured.cuts, measured.duration), (0, Duration::from_secs(1)));
        assert_eq!(measure(&[0; 100]).level_dbfs, f64::NEG_INFINITY);
    }

    #[test]
    fn a_tone_cut_off_at_full_scale_is_told_from_a_loud_one() {
        assert_eq!(measure(&tone(32_700.0, 0.5)).cuts, 0);
        assert!(measure(&tone(60_000.0, 0.5)).cuts > 100);
    }

    #[test]
    fn what_a_voice_read_is_trimmed_and_brought_to_the_level() {
        for peak in [500.0, 8000.0, 60_000.0] {
            let read: Vec<i16> = [vec![0; 16_000], tone(peak, 0.5), vec![0; 32_000]].concat();
            let made = measure(&finish(&read, false).unwrap());
            assert!((made.level_dbfs - LEVEL_DBFS).abs() < 1.0, "{made:?}");
            assert!(made.peak_dbfs <= PEAK_DBFS && made.cuts == 0, "{made:?}");
            assert!((0.65..0.75).contains(&made.duration.as_secs_f64()), "{made:?}");
        }
        assert_eq!(finish(&[0; 16_000], false), None);
    }
}
