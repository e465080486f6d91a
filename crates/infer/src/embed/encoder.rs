//! Pieces to hidden states: learned positions, then layers in which every piece looks at every other, normalised after
//! each step.

use super::file::{File, Shape, halves_and_nibbles, packed_bytes};
use super::layer::{Buffers, Layer};
use super::pieces::Piece;
use crate::kernels::linear::{Kernels, Linear, Precision};
use crate::kernels::ops::{self, Norm};

/// The network's weights.
pub(super) struct Encoder {
    width: usize,
    heads: usize,
    /// A row a piece, left as they are stored: only a few are looked at.
    words: Vec<u8>,
    /// A row a position; what says that it is the first of two texts is added already.
    positions: Vec<f32>,
    first: Norm,
    layers: Vec<Layer>,
}

impl Encoder {
    pub(super) fn load(file: &File<'_>) -> Result<Self, String> {
        let Shape { width, heads, layers, tokens, positions, .. } = file.shape;
        let mut places = file.values("emb.pos", positions * width)?;
        let kinds = file.values("emb.type", 2 * width)?;
        places.chunks_exact_mut(width).for_each(|place| ops::add(place, &kinds[..width]));
        Ok(Self {
            width,
            heads,
            words: file.packed("emb.word", tokens * width)?.to_vec(),
            positions: places,
            first: norm(file, "emb.ln")?,
            layers: (0..layers).map(|n| layer(file, n)).collect::<Result<_, _>>()?,
        })
    }

    /// Numbers in a state.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// Pieces it can read at once.
    pub(super) fn context(&self) -> usize {
        self.positions.len() / self.width
    }

    /// A state for every piece, one after the other.
    pub(super) fn states(&self, kernels: &mut Kernels, pieces: &[Piece]) -> Vec<f32> {
        let row = packed_bytes(self.width);
        let word = |piece: &Piece| halves_and_nibbles(&self.words[*piece as usize * row..][..row]);
        let mut words: Vec<f32> = pieces.iter().flat_map(word).collect();
        ops::add(&mut words, &self.positions);
        let mut states = Vec::new();
        self.first.apply(&words, &mut states);
        let mut buffers = Buffers::default();
        for layer in &self.layers {
            layer.apply(kernels, &mut states, self.heads, &[], &mut buffers);
        }
        states
    }
}

fn layer(file: &File<'_>, n: usize) -> Result<Layer, String> {
    let name = |part: &str| format!("l{n}.{part}");
    let Shape { width, inner, .. } = file.shape;
    Ok(Layer {
        looking: joined(file, &[name("q"), name("k"), name("v")])?,
        looked: linear(file, &name("ao"), width, width)?,
        after_looking: norm(file, &name("aln"))?,
        up: linear(file, &name("fi"), width, inner)?,
        down: linear(file, &name("fo"), inner, width)?,
        after_thinking: norm(file, &name("oln"))?,
    })
}

fn norm(file: &File<'_>, name: &str) -> Result<Norm, String> {
    let Shape { width, epsilon, .. } = file.shape;
    let part = |part: &str| file.values(&format!("{name}.{part}"), width);
    Ok(Norm { scale: part("w")?, bias: part("b")?, epsilon })
}

fn linear(file: &File<'_>, name: &str, inputs: usize, outputs: usize) -> Result<Linear, String> {
    let weights = file.values(&format!("{name}.w"), inputs * outputs)?;
    Ok(Linear::new(Precision::Eight, inputs, &weights, file.values(&format!("{name}.b"), outputs)?))
}

/// Several layers of the same input as one.
fn joined(file: &File<'_>, names: &[String]) -> Result<Linear, String> {
    let width = file.shape.width;
    let (mut weights, mut bias) = (Vec::new(), Vec::new());
    for name in names {
        weights.extend(file.values(&format!("{name}.w"), width * width)?);
        bias.extend(file.values(&format!("{name}.b"), width)?);
    }
    Ok(Linear::new(Precision::Eight, width, &weights, bias))
}
