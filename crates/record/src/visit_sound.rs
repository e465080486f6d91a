//! The sound of a visit: a WAV file from outside, of one microphone or of two.

use std::io::Cursor;

use hound::{SampleFormat, WavReader};
use wasl_model::{SAMPLE_RATE_HZ, Speaker, VisitId};

use crate::book::Book;
use crate::store::StoreError;

/// The sound of one side, mono at 16 kHz.
pub type Side = (Speaker, Vec<i16>);

/// Is it a WAV file of speech as we take it; if not, why.
pub(crate) fn check(bytes: &[u8]) -> Result<(), String> {
    sides(bytes).map(drop)
}

/// The sides of a recording. Two channels are the customer and the staff.
/// One microphone in a branch stands before the staff: what it hears is kept as theirs, because nothing may be read into
/// a customer's voice that may not be theirs.
fn sides(bytes: &[u8]) -> Result<Vec<Side>, String> {
    let mut reader = WavReader::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let spec = reader.spec();
    if spec.sample_format != SampleFormat::Int || spec.bits_per_sample != 16 {
        return Err(format!("it has {} bits", spec.bits_per_sample));
    }
    if spec.sample_rate != SAMPLE_RATE_HZ {
        return Err(format!("it has {} Hz", spec.sample_rate));
    }
    let samples = reader.samples::<i16>().collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    if samples.is_empty() {
        return Err("it is empty".to_owned());
    }
    let side = |at: usize| samples.iter().skip(at).step_by(2).copied().collect();
    match spec.channels {
        1 => Ok(vec![(Speaker::Agent, samples)]),
        2 => Ok(vec![(Speaker::Caller, side(0)), (Speaker::Agent, side(1))]),
        channels => Err(format!("it has {channels} channels")),
    }
}

impl Book {
    /// The sides of a visit's recording; `None` when it has none.
    ///
    /// # Errors
    /// When the store or the recording cannot be read.
    pub async fn visit_sound(&self, id: VisitId) -> Result<Option<Vec<Side>>, StoreError> {
        let Some(bytes) = self.visit_recording(id).await? else { return Ok(None) };
        let read = tokio::task::spawn_blocking(move || sides(&bytes)).await;
        let read = read.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        read.map(Some).map_err(|why| StoreError::Damaged(format!("a visit's recording: {why}")))
    }
}

#[cfg(test)]
mod tests {
    use hound::{WavSpec, WavWriter};

    use super::*;

    fn wav(channels: u16, sample_rate: u32, samples: &[i16]) -> Vec<u8> {
        let spec = WavSpec { channels, sample_rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
        samples.iter().for_each(|sample| writer.write_sample(*sample).unwrap());
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    #[test]
    fn one_microphone_is_the_staff_s_and_of_two_the_first_is_the_customer_s() {
        assert_eq!(sides(&wav(1, 16_000, &[1, 2, 3])).unwrap(), [(Speaker::Agent, vec![1, 2, 3])]);
        let two = sides(&wav(2, 16_000, &[1, -1, 2, -2])).unwrap();
        assert_eq!(two, [(Speaker::Caller, vec![1, 2]), (Speaker::Agent, vec![-1, -2])]);
    }

    #[test]
    fn what_is_no_such_wav_is_told_so_and_never_read() {
        let whole = wav(1, 16_000, &[1; 400]);
        let cut = &whole[..whole.len() - 333];
        for bad in [&b"RIFF"[..], b"", &wav(1, 8_000, &[1]), &wav(1, 16_000, &[]), &wav(3, 16_000, &[1, 2, 3]), cut] {
            assert!(check(bad).is_err());
        }
    }
}
