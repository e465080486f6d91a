//! What an English sentence means, by a larger model: a second vector, for whoever wants to tell sentences apart more surely.
//!
//! All-mpnet-base-v2 (MPNet, Song et al. 2020, taught by sentence-transformers to tell what belongs together): BERT's pieces
//! of words, twelve layers of 768 numbers, the mean over the pieces.
//!
//! - [`file`]: the weights as the packages have them
//! - [`pieces`]: text to pieces
//! - [`encoder`]: pieces to states

mod encoder;
mod file;
mod pieces;

use std::path::Path;

use super::{EmbedError, alone, pooled};
use crate::kernels::linear::Kernels;
use encoder::Encoder;
use file::{Tensors, unpack};
use pieces::Pieces;

/// Reads English sentences on the thread that loaded it, one at a time.
pub struct EnglishEmbedder {
    pieces: Pieces,
    encoder: Encoder,
    kernels: Kernels,
    _alone: Option<rayon::ThreadPool>,
}

impl EnglishEmbedder {
    /// Reads the model from `path`, the file `mpnet-base` of the models folder.
    ///
    /// It is 440 MB in single precision for the moment of reading and 150 MB in 8 bit after it.
    /// Its products stay on this thread.
    ///
    /// # Errors
    /// When the file is missing, cut or another model's.
    pub fn load(path: &Path) -> Result<Self, EmbedError> {
        let file = std::fs::File::open(path).map_err(|source| EmbedError::Read { path: path.to_owned(), source })?;
        let wrong = |what| EmbedError::Wrong { path: path.to_owned(), what };
        let unpacked = unpack(file).map_err(wrong)?;
        let tensors = Tensors::read(&unpacked.weights).map_err(wrong)?;
        let pieces = Pieces::new(&unpacked.vocabulary).map_err(wrong)?;
        let encoder = Encoder::load(&tensors, pieces.count()).map_err(wrong)?;
        Ok(Self { pieces, encoder, kernels: Kernels::new(), _alone: alone() })
    }

    /// Numbers in a vector.
    #[must_use]
    pub fn width(&self) -> usize {
        self.encoder.width()
    }

    /// The vector of a sentence, of length 1; the product of two vectors is their cosine.
    ///
    /// A text too long to be read at once is read in parts, which count by their lengths.
    pub fn embed(&mut self, text: &str) -> Vec<f32> {
        let pieces = self.pieces.of(text);
        let Self { encoder, kernels, .. } = self;
        let frame = [Pieces::BEGIN, Pieces::END];
        pooled(&pieces, frame, encoder.context(), encoder.width(), |framed| encoder.states(kernels, framed))
    }
}

impl std::fmt::Debug for EnglishEmbedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnglishEmbedder").finish_non_exhaustive()
    }
}
