//! What a sentence means, by a model of another kind and of sixteen languages: a second vector, for whoever wants to tell
//! Arabic sentences apart more surely.
//!
//! Universal Sentence Encoder multilingual 3 (Yang et al. 2020): SentencePiece's pieces of words, convolutions over two,
//! three and five of them, their sum through four dense layers, 512 numbers.
//!
//! - [`arrays`]: the weights as the package has them
//! - [`vocabulary`]: its pieces
//! - [`network`]: pieces to a vector

mod arrays;
mod network;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::archive::entry_of;
use super::pieces::{Piece, Pieces};
use super::{EmbedError, alone};
use crate::kernels::linear::Kernels;
use arrays::Arrays;
use network::Network;

/// The package's files.
const PIECES: &str = "/sp.model";
const WEIGHTS: &str = "/weights.npz";
/// Pieces that are no text: what a text stands between, and what a character without a piece is.
const FRAME: [Piece; 2] = [1, 2];
const UNKNOWN: Piece = 0;

/// Reads sentences on the thread that loaded it, one at a time.
pub struct UniversalEmbedder {
    pieces: Pieces,
    network: Network,
    kernels: Kernels,
    _alone: Option<rayon::ThreadPool>,
}

impl UniversalEmbedder {
    /// Reads the model from `path`, the file `use-multilingual` of the models folder; it takes 80 MB of memory.
    ///
    /// Its products stay on this thread.
    ///
    /// # Errors
    /// When the file is missing, cut or another model's.
    pub fn load(path: &Path) -> Result<Self, EmbedError> {
        let file = std::fs::File::open(path).map_err(|source| EmbedError::Read { path: path.to_owned(), source })?;
        let wrong = |what| EmbedError::Wrong { path: path.to_owned(), what };
        let mut package = zip::ZipArchive::new(file).map_err(|error| wrong(error.to_string()))?;
        let vocabulary = entry_of(&mut package, PIECES).map_err(wrong)?;
        let vocabulary = vocabulary::pieces(&vocabulary).map_err(wrong)?;
        let weights = entry_of(&mut package, WEIGHTS).map_err(wrong)?;
        let mut arrays = Arrays::open(weights).map_err(wrong)?;
        let network = Network::load(&mut arrays, vocabulary.len()).map_err(wrong)?;
        let pieces = Pieces::new(vocabulary, UNKNOWN, BTreeMap::new());
        Ok(Self { pieces, network, kernels: Kernels::new(), _alone: alone() })
    }

    /// Numbers in a vector.
    #[must_use]
    pub const fn width(&self) -> usize {
        network::WIDTH
    }

    /// The vector of a sentence, of length 1; the product of two vectors is their cosine.
    pub fn embed(&mut self, text: &str) -> Vec<f32> {
        let pieces = self.pieces.of(normalised(text).trim());
        let framed = [&FRAME[..1], &pieces, &FRAME[1..]].concat();
        self.network.vector(&mut self.kernels, &framed)
    }
}

/// Characters as the vocabulary knows them (SentencePiece's `nmt_nfkc`).
fn normalised(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}');
    text.nfkc().map(|c| if is_space(c) { ' ' } else { c }).collect()
}

impl std::fmt::Debug for UniversalEmbedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UniversalEmbedder").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_character_and_of_a_space_are_one() {
        assert_eq!(normalised("ﻻ\t５\u{200f}½"), "لا 5 1⁄2");
    }
}
