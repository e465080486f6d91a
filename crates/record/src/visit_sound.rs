//! The sound of a visit: a WAV file from outside, of one microphone or of two; kept as FLAC, sealed where there is a key.

use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use wasl_model::{SAMPLE_RATE_HZ, Span, Speaker, VisitId};

use crate::archive::{self, Flac, Samples};
use crate::book::Book;
use crate::store::StoreError;
use crate::vault::{Vault, sealed_path};

/// The sound of one side, mono at 16 kHz.
pub type Side = (Speaker, Vec<i16>);

/// What was recorded: 16 kHz, one channel or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    channels: usize,
    samples: Vec<i16>,
}

impl Recorded {
    /// Out of a WAV file as we take it; if it is none, why.
    pub(crate) fn of_wav(bytes: &[u8]) -> Result<Self, String> {
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
        match spec.channels {
            channels @ (1 | 2) => Ok(Self { channels: usize::from(channels), samples }),
            channels => Err(format!("it has {channels} channels")),
        }
    }

    /// Out of channels of 16 kHz; `None` if they are not one or two of the same length with something in them.
    pub(crate) fn of_channels(mut channels: Vec<Vec<i16>>) -> Option<Self> {
        let count = channels.len();
        let length = channels.first().map_or(0, Vec::len);
        if length == 0 || count > 2 || channels.iter().any(|channel| channel.len() != length) {
            return None;
        }
        let first = channels.swap_remove(0);
        let samples = match channels.pop() {
            Some(second) => first.into_iter().zip(second).flat_map(<[i16; 2]>::from).collect(),
            None => first,
        };
        Some(Self { channels: count, samples })
    }

    fn of_flac(path: &Path, vault: &Vault) -> io::Result<Self> {
        let flac = Flac::new(archive::bytes_of(path, vault)?)?;
        let channels = flac.channels() as usize;
        let mut samples = Vec::new();
        flac.decode(&mut |piece| {
            samples.extend(piece.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])));
            Ok(())
        })?;
        Ok(Self { channels, samples })
    }

    fn read(path: &Path, vault: &Vault) -> io::Result<Self> {
        if archive::is_flac(path) {
            return Self::of_flac(path, vault);
        }
        Self::of_wav(&std::fs::read(path)?).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))
    }

    fn source(&self) -> Samples {
        let bytes: Vec<u8> = self.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        Samples::of_bytes(Arc::from(bytes), self.channels)
    }

    /// SHA-256 of the samples.
    pub(crate) fn hash(&self) -> io::Result<String> {
        archive::samples_hash(self.source())
    }

    fn to_wav(&self) -> Result<Vec<u8>, hound::Error> {
        let channels = u16::try_from(self.channels).unwrap_or(1);
        let spec =
            WavSpec { channels, sample_rate: SAMPLE_RATE_HZ, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, spec)?;
        self.samples.iter().try_for_each(|sample| writer.write_sample(*sample))?;
        writer.finalize()?;
        Ok(bytes.into_inner())
    }

    /// Two channels are the customer and the staff. One microphone in a branch stands before the staff: what it hears is
    /// kept as theirs, because nothing may be read into a customer's voice that may not be theirs.
    fn sides(self) -> Vec<Side> {
        let side = |at: usize| self.samples.iter().skip(at).step_by(2).copied().collect();
        match self.channels {
            2 => vec![(Speaker::Caller, side(0)), (Speaker::Agent, side(1))],
            _ => vec![(Speaker::Agent, self.samples)],
        }
    }

    /// Nothing is heard of these stretches any more; one microphone hears both.
    fn silence(&mut self, stretches: &[(Speaker, Span)]) {
        for (speaker, span) in stretches {
            let place = |at: wasl_model::MediaTime| usize::try_from(at.as_millis() * 16).unwrap_or(usize::MAX);
            let length = self.samples.len() / self.channels;
            let (start, end) = (place(span.start).min(length), place(span.end).min(length));
            for block in
                self.samples[start * self.channels..end.max(start) * self.channels].chunks_exact_mut(self.channels)
            {
                match (block, speaker) {
                    ([left, _], Speaker::Caller) => *left = 0,
                    ([_, right], Speaker::Agent | Speaker::Machine) => *right = 0,
                    (block, _) => block.fill(0),
                }
            }
        }
    }

    /// Whole or not at all.
    fn put(&self, flac: &Path, vault: &Vault) -> io::Result<()> {
        if let Some(folder) = flac.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let bytes = archive::lasting(&|| Ok(self.source()))?;
        archive::put(flac, &bytes.unwrap_or_default(), vault)
    }
}

impl Book {
    /// The sides of a visit's recording; `None` when it has none.
    ///
    /// # Errors
    /// When the store or the recording cannot be read.
    pub async fn visit_sound(&self, id: VisitId) -> Result<Option<Vec<Side>>, StoreError> {
        Ok(self.recorded_visit(id).await?.map(Recorded::sides))
    }

    /// A visit's recording as a WAV file, if it has one.
    ///
    /// # Errors
    /// When the store or the recording cannot be read.
    pub async fn visit_recording(&self, id: VisitId) -> Result<Option<Vec<u8>>, StoreError> {
        let wav = self.recorded_visit(id).await?.map(|recorded| recorded.to_wav()).transpose();
        wav.map_err(|error| StoreError::Damaged(format!("a visit's recording: {error}")))
    }

    /// SHA-256 of its samples as they are kept; `None` when there are none that can be read.
    pub(crate) async fn visit_sound_hash(&self, id: VisitId) -> Result<Option<String>, StoreError> {
        match self.recorded_visit(id).await {
            Ok(recorded) => Ok(recorded.and_then(|recorded| recorded.hash().ok())),
            Err(StoreError::Damaged(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn recorded_visit(&self, id: VisitId) -> Result<Option<Recorded>, StoreError> {
        let Some(path) = self.visit_file(id) else { return Ok(None) };
        let vault = self.inner.vault.clone();
        let read = in_the_background(move || Recorded::read(&path, &vault)).await;
        read.map(Some).map_err(|error| StoreError::Damaged(format!("a visit's recording: {error}")))
    }

    pub(crate) async fn put_visit_sound(&self, id: VisitId, recorded: Recorded) -> io::Result<()> {
        let (flac, vault) = (self.visit_path(id), self.inner.vault.clone());
        in_the_background(move || recorded.put(&flac, &vault)).await
    }

    /// Takes stretches out of a visit's recording.
    pub(crate) async fn silence_visit(&self, id: VisitId, stretches: Vec<(Speaker, Span)>) -> Result<(), StoreError> {
        let Some(mut recorded) = self.recorded_visit(id).await? else { return Ok(()) };
        recorded.silence(&stretches);
        let put = self.put_visit_sound(id, recorded).await.map(|()| self.drop_other_forms(id));
        put.and_then(|dropped| dropped)
            .map_err(|error| StoreError::Unavailable(format!("a visit's recording: {error}")))
    }

    /// A recording of an earlier release, or one that came before there was a key, is put into the form of today.
    pub(crate) async fn archive_visit(&self, id: VisitId) -> Result<(), StoreError> {
        let Some(path) = self.visit_file(id) else { return Ok(()) };
        let lasting =
            if self.inner.vault.key().is_some() { sealed_path(&self.visit_path(id)) } else { self.visit_path(id) };
        if path == lasting { Ok(()) } else { self.silence_visit(id, Vec::new()).await }
    }

    /// What counts is there whole when others go.
    fn drop_other_forms(&self, id: VisitId) -> io::Result<()> {
        let counts = self.visit_file(id);
        let others = self.visit_forms(id).into_iter().filter(|form| Some(form) != counts.as_ref() && form.is_file());
        others.into_iter().try_for_each(|form| crate::retention::shred(&form))
    }

    pub(crate) fn visit_path(&self, id: VisitId) -> PathBuf {
        self.inner.record_dir.join("visits").join(format!("{id}.flac"))
    }

    /// Where its sound may lie, what counts first.
    fn visit_forms(&self, id: VisitId) -> [PathBuf; 3] {
        let flac = self.visit_path(id);
        [sealed_path(&flac), flac.clone(), flac.with_extension("wav")]
    }

    fn visit_file(&self, id: VisitId) -> Option<PathBuf> {
        self.visit_forms(id).into_iter().find(|path| path.is_file())
    }
}

pub(crate) async fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
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
        let sides = |bytes: &[u8]| Recorded::of_wav(bytes).unwrap().sides();
        assert_eq!(sides(&wav(1, 16_000, &[1, 2, 3])), [(Speaker::Agent, vec![1, 2, 3])]);
        let two = sides(&wav(2, 16_000, &[1, -1, 2, -2]));
        assert_eq!(two, [(Speaker::Caller, vec![1, 2]), (Speaker::Agent, vec![-1, -2])]);
    }

    #[test]
    fn channels_are_the_same_recording_as_a_wav_of_them() {
        let of = |channels: &[&[i16]]| Recorded::of_channels(channels.iter().map(|side| side.to_vec()).collect());
        assert_eq!(of(&[&[1, 2, 3]]), Some(Recorded::of_wav(&wav(1, 16_000, &[1, 2, 3])).unwrap()));
        assert_eq!(of(&[&[1, 2], &[-1, -2]]), Some(Recorded::of_wav(&wav(2, 16_000, &[1, -1, 2, -2])).unwrap()));
        for bad in [&[][..], &[&[][..]], &[&[1], &[1, 2]], &[&[1], &[2], &[3]]] {
            assert_eq!(of(bad), None);
        }
    }

    #[test]
    fn what_is_no_such_wav_is_told_so_and_never_read() {
        let whole = wav(1, 16_000, &[1; 400]);
        let cut = &whole[..whole.len() - 333];
        for bad in [&b"RIFF"[..], b"", &wav(1, 8_000, &[1]), &wav(1, 16_000, &[]), &wav(3, 16_000, &[1, 2, 3]), cut] {
            assert!(Recorded::of_wav(bad).is_err());
        }
    }

    #[test]
    fn silence_takes_the_side_that_spoke_and_what_one_microphone_heard_whole() {
        let span = Span { start: wasl_model::MediaTime(1), end: wasl_model::MediaTime(2) };
        let mut two = Recorded { channels: 2, samples: vec![7; 96] };
        two.silence(&[(Speaker::Caller, span)]);
        let silent: Vec<usize> = (0..96).filter(|n| two.samples[*n] == 0).collect();
        assert_eq!(silent, (32..64).step_by(2).collect::<Vec<_>>());
        let mut one = Recorded { channels: 1, samples: vec![7; 40] };
        one.silence(&[
            (Speaker::Caller, span),
            (Speaker::Agent, Span { start: span.end, end: wasl_model::MediaTime(99) }),
        ]);
        assert_eq!(one.samples, [vec![7; 16], vec![0; 24]].concat());
    }
}
