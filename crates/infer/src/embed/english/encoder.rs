//! Pieces to hidden states: learned positions, then layers in which a head also weighs how far two pieces are apart.

use super::super::layer::{Buffers, Layer};
use super::super::pieces::Piece;
use super::file::Tensors;
use crate::half::{half_from_f32, half_to_f32};
use crate::kernels::linear::{Kernels, Linear, Precision};
use crate::kernels::ops::{self, Norm};

const LAYERS: usize = 12;
const HEADS: usize = 12;
const EPSILON: f32 = 1e-5;
/// Positions begin after those of `<s>` and `<pad>` in RoBERTa's counting.
const FIRST_POSITION: usize = 2;
/// Kinds of distance, half of them backward; those below `EXACT` are one each, the others grow to `FAR`.
const KINDS: usize = 32;
const EXACT: usize = 8;
const FAR: f32 = 128.0;

/// The network's weights.
pub(super) struct Encoder {
    width: usize,
    /// A row a piece in half precision: only a few are looked at.
    words: Vec<u16>,
    /// A row a position.
    positions: Vec<f32>,
    first: Norm,
    layers: Vec<Layer>,
    /// What each head gives each kind of distance; a row a kind.
    distances: Vec<f32>,
}

impl Encoder {
    pub(super) fn load(tensors: &Tensors<'_>, pieces: usize) -> Result<Self, String> {
        const WORDS: &str = "embeddings.word_embeddings.weight";
        const POSITIONS: &str = "embeddings.position_embeddings.weight";
        let ([tokens, width], [positions, _]) = (tensors.shape(WORDS)?, tensors.shape(POSITIONS)?);
        if tokens != pieces || width == 0 || width % HEADS != 0 || positions < FIRST_POSITION + 3 {
            return Err(format!("{tokens} rows of {width} numbers for {pieces} pieces, {positions} positions"));
        }
        let words = tensors.values(WORDS, tokens * width)?.into_iter().map(half_from_f32).collect();
        let mut positions = tensors.values(POSITIONS, positions * width)?;
        positions.drain(..FIRST_POSITION * width);
        Ok(Self {
            width,
            words,
            positions,
            first: norm(tensors, "embeddings.LayerNorm", width)?,
            layers: (0..LAYERS).map(|n| layer(tensors, n, width)).collect::<Result<_, _>>()?,
            distances: tensors.values("encoder.relative_attention_bias.weight", KINDS * HEADS)?,
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
        let word = |piece: &Piece| self.words[*piece as usize * self.width..][..self.width].iter();
        let mut words: Vec<f32> = pieces.iter().flat_map(word).map(|half| half_to_f32(*half)).collect();
        ops::add(&mut words, &self.positions);
        let mut states = Vec::new();
        self.first.apply(&words, &mut states);
        let nearness = self.nearness(pieces.len());
        let mut buffers = Buffers::default();
        for layer in &self.layers {
            layer.apply(kernels, &mut states, HEADS, &nearness, &mut buffers);
        }
        states
    }

    /// What each head gives each pair of places, head by head.
    fn nearness(&self, places: usize) -> Vec<f32> {
        let pairs = (0..places).flat_map(|from| (0..places).map(move |to| kind(from, to)));
        let kinds: Vec<usize> = pairs.collect();
        (0..HEADS).flat_map(|head| kinds.iter().map(move |kind| self.distances[kind * HEADS + head])).collect()
    }
}

/// The kind of the distance from one place to another (T5's buckets, Raffel et al. 2020).
fn kind(from: usize, to: usize) -> usize {
    const HALF: usize = KINDS / 2;
    let apart = from.abs_diff(to);
    let far = || {
        let share = (apart as f32 / EXACT as f32).ln() / (FAR / EXACT as f32).ln();
        (EXACT + (share * (HALF - EXACT) as f32) as usize).min(HALF - 1)
    };
    let kind = if apart < EXACT { apart } else { far() };
    if to > from { HALF + kind } else { kind }
}

fn layer(tensors: &Tensors<'_>, n: usize, width: usize) -> Result<Layer, String> {
    let name = |part: &str| format!("encoder.layer.{n}.{part}");
    let [inner, _] = tensors.shape(&name("intermediate.dense.weight"))?;
    let looking = ["q", "k", "v"].map(|part| name(&format!("attention.attn.{part}")));
    Ok(Layer {
        looking: linear(tensors, &looking, width, width)?,
        looked: linear(tensors, &[name("attention.attn.o")], width, width)?,
        after_looking: norm(tensors, &name("attention.LayerNorm"), width)?,
        up: linear(tensors, &[name("intermediate.dense")], width, inner)?,
        down: linear(tensors, &[name("output.dense")], inner, width)?,
        after_thinking: norm(tensors, &name("output.LayerNorm"), width)?,
    })
}

fn norm(tensors: &Tensors<'_>, name: &str, width: usize) -> Result<Norm, String> {
    let part = |part: &str| tensors.values(&format!("{name}.{part}"), width);
    Ok(Norm { scale: part("weight")?, bias: part("bias")?, epsilon: EPSILON })
}

/// One layer, or several of the same input as one.
fn linear(tensors: &Tensors<'_>, names: &[String], inputs: usize, outputs: usize) -> Result<Linear, String> {
    let (mut weights, mut bias) = (Vec::new(), Vec::new());
    for name in names {
        weights.extend(tensors.values(&format!("{name}.weight"), inputs * outputs)?);
        bias.extend(tensors.values(&format!("{name}.bias"), outputs)?);
    }
    Ok(Linear::new(Precision::Eight, inputs, &weights, bias))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_places_have_kinds_of_their_own_and_far_ones_share() {
        assert_eq!([kind(3, 3), kind(3, 2), kind(2, 3), kind(9, 2)], [0, 1, 17, 7]);
        assert_eq!([kind(8, 0), kind(11, 0), kind(12, 0), kind(0, 16)], [8, 8, 9, 26]);
        assert_eq!([kind(127, 0), kind(400, 0), kind(0, 400)], [15, 15, 31]);
    }
}
