//! What a sentence means, as a point on a sphere: sentences of like meaning lie close, in whichever language.
//!
//! Multilingual E5 small (Wang et al. 2024): XLM-R's pieces of words, a BERT of twelve layers, the mean over the pieces.
//!
//! - [`file`]: the weights as the package has them
//! - [`pieces`]: text to pieces
//! - [`encoder`]: pieces to states
//! - [`layer`]: a layer of either model
//! - [`english`]: a larger model that reads English alone
//! - [`universal`]: a smaller one that tells Arabic more surely beside the first
//! - [`archive`]: files of models that are zips

mod archive;
mod encoder;
mod english;
mod file;
mod layer;
mod pieces;
mod universal;

pub use english::EnglishEmbedder;
pub use universal::UniversalEmbedder;

use std::io;
use std::path::{Path, PathBuf};

use crate::kernels::linear::Kernels;
use crate::native;
use encoder::Encoder;
use file::File;
use pieces::{Piece, Pieces};

/// What E5 was trained to read before a text that is compared with others of its kind.
const PREFIX: &str = "query: ";
/// XLM-R's pieces that are no text: what a text stands between, and what a character without a piece is.
const FRAME: [Piece; 2] = [0, 2];
const UNKNOWN: Piece = 3;

/// Reads sentences on the thread that loaded it, one at a time.
pub struct Embedder {
    pieces: Pieces,
    encoder: Encoder,
    kernels: Kernels,
    _alone: Option<rayon::ThreadPool>,
}

/// Why there is no [`Embedder`].
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// The file cannot be read.
    #[error("cannot read the embedding model {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not the model it should be.
    #[error("the embedding model {path} is not as expected: {what}")]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

impl Embedder {
    /// Reads the model from `path`, the file `e5-small` of the models folder.
    ///
    /// Its products stay on this thread.
    ///
    /// # Errors
    /// When the file is missing, cut or another model's.
    pub fn load(path: &Path) -> Result<Self, EmbedError> {
        let bytes = std::fs::read(path).map_err(|source| EmbedError::Read { path: path.to_owned(), source })?;
        let wrong = |what| EmbedError::Wrong { path: path.to_owned(), what };
        let file = File::read(&bytes).map_err(wrong)?;
        let pieces = Pieces::new(file.pieces.iter().copied(), UNKNOWN, file.normal.clone());
        let encoder = Encoder::load(&file).map_err(wrong)?;
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
        let pieces = self.pieces.of(&format!("{PREFIX}{text}"));
        let Self { encoder, kernels, .. } = self;
        pooled(&pieces, FRAME, encoder.context(), encoder.width(), |framed| encoder.states(kernels, framed))
    }
}

/// Keeps the products on this thread. A thread of a pool, the engine's for one, is alone already.
fn alone() -> Option<rayon::ThreadPool> {
    if rayon::current_thread_index().is_none() { native::alone() } else { None }
}

/// The mean of the states of all pieces, of length 1. Each part that fits into `context` is read in the frame.
fn pooled(
    pieces: &[Piece],
    frame: [Piece; 2],
    context: usize,
    width: usize,
    mut states: impl FnMut(&[Piece]) -> Vec<f32>,
) -> Vec<f32> {
    let mut sum = vec![0.0; width];
    let parts = pieces.chunks(context - 2).chain(pieces.is_empty().then_some(pieces));
    for part in parts {
        let framed: Vec<Piece> = [&frame[..1], part, &frame[1..]].concat();
        let weight = part.len().max(1) as f32 / framed.len() as f32;
        for state in states(&framed).chunks_exact(width) {
            sum.iter_mut().zip(state).for_each(|(sum, x)| *sum += weight * x);
        }
    }
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
    sum.iter_mut().for_each(|x| *x /= length);
    sum
}

impl std::fmt::Debug for Embedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedder").finish_non_exhaustive()
    }
}
