//! The loaded model, shared by all workers.

use std::path::Path;
use std::sync::OnceLock;

use super::align;
use super::decoder::{Decoder, Heard};
use super::encoder::{Encoder, SAMPLES_PER_POSITION};
use super::file::File;
use super::mel::Mel;
use super::tokens::Tokens;
use crate::kernels::linear::{Kernels, Precision};
use crate::priors::{Priors, noise};

/// The encoder layer whose mean tells the voice (`reference/mood.md` §4).
const VOICE_LAYERS: usize = 2;
/// Silence after the sounds of the priors, in positions (2 s).
const AFTER_BACKGROUND: usize = 100;
/// Four stretches of the synthetic voices of `prompts/` over the telephone, two English, two Arabic, in 8 bit at 16 kHz.
const SPOKEN: &[u8] = include_bytes!("spoken.i8");
/// Samples of each.
const SPOKEN_SAMPLES: usize = 22_400;

/// All weights, and what was worked out once.
pub(crate) struct Model {
    pub(super) mel: Mel,
    pub(super) encoder: Encoder,
    /// The first layers once more, exact.
    voice: Encoder,
    pub(super) decoder: Decoder,
    pub(super) tokens: Tokens,
    /// Heads that follow the sound.
    pub(super) following: Vec<(usize, usize)>,
    pub(super) priors: Priors,
    backgrounds: OnceLock<Vec<Heard>>,
}

impl Model {
    /// Reads a ggml file.
    pub(crate) fn load(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let file = File::read(&bytes)?;
        let shape = file.shape;
        Ok(Self {
            mel: Mel::new(&file.filters, file.bins)?,
            encoder: Encoder::load(&file)?,
            voice: Encoder::load_first(&file, VOICE_LAYERS, Precision::Single)?,
            decoder: Decoder::load(&file)?,
            tokens: Tokens::new(&file.tokens, shape.vocabulary)?,
            following: align::heads(shape.decoder_layers, shape.width, shape.heads),
            priors: Priors::default(),
            backgrounds: OnceLock::new(),
        })
    }

    /// Sound (−1..1) and `silence` positions after it as the decoder looks at it.
    pub(super) fn hear(&self, kernels: &mut Kernels, samples: &[f32], silence: usize) -> Heard {
        let positions = (samples.len().div_ceil(SAMPLES_PER_POSITION) + silence).min(self.encoder.context());
        let mel = self.mel.frames(samples, 2 * positions);
        let states = self.encoder.states(kernels, &mel);
        self.decoder.hear(kernels, &states)
    }

    /// The mean over time of the encoder's state after two layers, of sound (−1..1) without silence after it.
    pub(super) fn voice(&self, kernels: &mut Kernels, samples: &[f32]) -> Vec<f32> {
        let positions = (samples.len() / SAMPLES_PER_POSITION).clamp(1, self.encoder.context());
        let mel = self.mel.frames(samples, 2 * positions);
        let states = self.voice.raw_states(kernels, &mel);
        let width = states.len() / positions;
        let column = |n: usize| states[n..].iter().step_by(width).sum::<f32>() / positions as f32;
        (0..width).map(column).collect()
    }

    /// What the priors are taken on: faint noise, then speech that says something else.
    pub(super) fn backgrounds(&self, kernels: &mut Kernels) -> &[Heard] {
        self.backgrounds.get_or_init(|| {
            let spoken = SPOKEN.chunks_exact(SPOKEN_SAMPLES);
            let spoken = spoken.map(|bytes| bytes.iter().map(|b| f32::from(b.cast_signed()) / 256.0).collect());
            let sounds: Vec<Vec<f32>> = std::iter::once(noise()).chain(spoken).collect();
            sounds.iter().map(|sound| self.hear(kernels, sound, AFTER_BACKGROUND)).collect()
        })
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").finish_non_exhaustive()
    }
}
