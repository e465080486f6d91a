//! Pieces of any rate to 16 kHz, as they come.

use rubato::Resampler as _;
use rubato::audioadapter_buffers::owned::InterleavedOwned;
use wasl_model::SAMPLE_RATE_HZ;

use super::SoundFileError;
use crate::resample::round;

/// Samples of a channel that are resampled at once, about.
const PIECE: usize = 4_096;

/// A sound on its way to 16 kHz.
pub(super) struct ToHouse {
    rate_hz: u32,
    out: Vec<Vec<i16>>,
    /// Frames taken.
    taken: u64,
    resampler: Option<Resampling>,
}

struct Resampling {
    resampler: rubato::Fft<f32>,
    /// Frames that wait for more, channel after channel in each.
    waiting: Vec<f32>,
    /// Frames of its output that are its delay.
    skip: usize,
}

impl ToHouse {
    pub(super) fn new(channels: usize, rate_hz: u32) -> Result<Self, SoundFileError> {
        let resampler = if rate_hz == SAMPLE_RATE_HZ { None } else { Some(Resampling::new(channels, rate_hz)?) };
        Ok(Self { rate_hz, out: vec![Vec::new(); channels], taken: 0, resampler })
    }

    pub(super) const fn takes(&self, channels: usize, rate_hz: u32) -> bool {
        self.out.len() == channels && self.rate_hz == rate_hz
    }

    /// What came so far, in seconds.
    #[allow(clippy::cast_precision_loss, reason = "no file holds that many")]
    pub(super) fn seconds(&self) -> f64 {
        self.taken as f64 / f64::from(self.rate_hz)
    }

    /// What it is at 16 kHz, all channels together.
    pub(super) const fn samples(&self) -> u64 {
        self.taken * SAMPLE_RATE_HZ as u64 / self.rate_hz as u64 * self.out.len() as u64
    }

    pub(super) fn push(&mut self, piece: &[Vec<i16>]) -> Result<(), SoundFileError> {
        let frames = piece.iter().map(Vec::len).min().unwrap_or_default();
        self.taken += frames as u64;
        let Some(resampling) = &mut self.resampler else {
            self.out.iter_mut().zip(piece).for_each(|(out, channel)| out.extend(&channel[..frames]));
            return Ok(());
        };
        let frame = |at: usize| piece.iter().map(move |channel| f32::from(channel[at]));
        resampling.waiting.extend((0..frames).flat_map(frame));
        resampling.run(&mut self.out)
    }

    /// All channels; as long as what came.
    pub(super) fn finish(mut self) -> Result<Vec<Vec<i16>>, SoundFileError> {
        if let Some(resampling) = &mut self.resampler {
            let whole = (self.taken * u64::from(SAMPLE_RATE_HZ)).div_ceil(u64::from(self.rate_hz));
            let whole = usize::try_from(whole).unwrap_or(usize::MAX);
            let silence = vec![0.0; resampling.resampler.input_frames_max() * self.out.len()];
            while self.out[0].len() < whole {
                resampling.waiting.extend(&silence);
                resampling.run(&mut self.out)?;
            }
            self.out.iter_mut().for_each(|channel| channel.truncate(whole));
        }
        Ok(self.out)
    }
}

impl Resampling {
    fn new(channels: usize, rate_hz: u32) -> Result<Self, SoundFileError> {
        let (from, to) = (rate_hz as usize, SAMPLE_RATE_HZ as usize);
        let resampler = rubato::Fft::new(from, to, PIECE, channels, rubato::FixedSync::Both);
        let resampler = resampler.map_err(|_| SoundFileError::Rate(rate_hz))?;
        let skip = resampler.output_delay();
        Ok(Self { resampler, waiting: Vec::new(), skip })
    }

    /// Whatever is enough for a step.
    fn run(&mut self, out: &mut [Vec<i16>]) -> Result<(), SoundFileError> {
        let channels = out.len();
        let no_step = || SoundFileError::Damaged(None);
        loop {
            let frames = self.resampler.input_frames_next();
            if self.waiting.len() < frames * channels {
                return Ok(());
            }
            let input = self.waiting.drain(..frames * channels).collect();
            let input = InterleavedOwned::new_from(input, channels, frames).map_err(|_| no_step())?;
            let output = self.resampler.process(&input, None).map_err(|_| no_step())?.take_data();
            let left_out = self.skip.min(output.len() / channels);
            self.skip -= left_out;
            for frame in output[left_out * channels..].chunks_exact(channels) {
                out.iter_mut().zip(frame).for_each(|(out, sample)| out.push(round(*sample)));
            }
        }
    }
}
