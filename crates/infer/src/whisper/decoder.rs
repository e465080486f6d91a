//! Tokens to the likelihood of the next: the decoder, several hypotheses at a time.
//!
//! Every token a hypothesis has taken has a [`Slot`] in the [`Memory`]; a hypothesis is its list of slots, so those
//! with the same beginning share it and branching copies nothing.

mod layer;

use super::encoder::{linear, norm};
use super::file::{File, Shape};
use crate::bpe::Token;
use crate::kernels::linear::{Kernels, Linear, Precision};
use crate::kernels::ops::{self, Norm};

pub(super) use layer::Heard;
use layer::Layer;

/// Where a token's keys and values are.
pub(super) type Slot = u32;

/// One token of one hypothesis to be taken in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) token: Token,
    /// The slots of the tokens before it; rows of the same step have the next slots in their order.
    pub(super) history: &'a [Slot],
}

/// Keys and values of the tokens taken in so far, a layer each.
#[derive(Default)]
pub(super) struct Memory {
    layers: Vec<Pages>,
    slots: Slot,
}

#[derive(Default)]
struct Pages {
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl Memory {
    /// The slot the next row will have.
    pub(super) const fn next(&self) -> Slot {
        self.slots
    }

    /// Forgets everything, keeps the room.
    pub(super) fn clear(&mut self) {
        self.slots = 0;
        for pages in &mut self.layers {
            pages.keys.clear();
            pages.values.clear();
        }
    }
}

/// Collects how strongly chosen heads looked at the sound, before the softmax: a row of positions for every token.
pub(super) struct Watch<'a> {
    /// Layer and head.
    pub(super) heads: &'a [(usize, usize)],
    /// One table a head.
    pub(super) tables: Vec<Vec<f32>>,
}

/// The decoder's weights.
pub(super) struct Decoder {
    width: usize,
    heads: usize,
    embedding: Embedding,
    vocabulary: Linear,
    positions: Vec<f32>,
    layers: Vec<Layer>,
    last: Norm,
}

impl Decoder {
    pub(super) fn load(file: &File<'_>) -> Result<Self, String> {
        let Shape { width, heads, vocabulary, text_context, decoder_layers, .. } = file.shape;
        let embedding = file.matrix("decoder.token_embedding.weight", vocabulary, width)?;
        Ok(Self {
            width,
            heads,
            vocabulary: Linear::new(Precision::Eight, width, &embedding, vec![0.0; vocabulary]),
            embedding: Embedding::new(&embedding, width),
            positions: file.matrix("decoder.positional_embedding", text_context, width)?,
            layers: (0..decoder_layers).map(|n| Layer::load(file, n)).collect::<Result<_, _>>()?,
            last: norm(file, "decoder.ln")?,
        })
    }

    /// Tokens a hypothesis may have.
    pub(super) fn context(&self) -> usize {
        self.positions.len() / self.width
    }

    /// Numbers in a row of [`Decoder::logits`].
    pub(super) const fn tokens(&self) -> usize {
        self.vocabulary.outputs()
    }

    /// The encoder's states as this decoder looks at them.
    pub(super) fn hear(&self, kernels: &mut Kernels, states: &[f32]) -> Heard {
        Heard::new(kernels, &self.layers, states, self.width, self.heads)
    }

    /// Takes in `rows` and gives their hidden states, row after row.
    pub(super) fn step(
        &self,
        kernels: &mut Kernels,
        heard: &Heard,
        memory: &mut Memory,
        rows: &[Row<'_>],
        mut watch: Option<&mut Watch<'_>>,
    ) -> Vec<f32> {
        let mut states = self.begin(rows);
        memory.layers.resize_with(self.layers.len(), Pages::default);
        let first = memory.slots;
        memory.slots += Slot::try_from(rows.len()).expect("a step has few rows");
        let mut buffers = layer::Buffers::default();
        for (n, layer) in self.layers.iter().enumerate() {
            let histories = rows.iter().map(|row| row.history);
            layer.look_back(kernels, &mut memory.layers[n], histories, first, self.heads, &mut states, &mut buffers);
            layer.look_at(kernels, heard.layer(n), &mut states, &mut buffers, n, watch.as_deref_mut());
            layer.think(kernels, &mut states, &mut buffers);
        }
        let mut out = Vec::new();
        self.last.apply(&states, &mut out);
        out
    }

    fn begin(&self, rows: &[Row<'_>]) -> Vec<f32> {
        let mut states = Vec::with_capacity(rows.len() * self.width);
        for row in rows {
            let at = row.history.len().min(self.context() - 1) * self.width;
            self.embedding.add_to(&mut states, row.token);
            let begun = states.len() - self.width;
            ops::add(&mut states[begun..], &self.positions[at..at + self.width]);
        }
        states
    }

    /// Unnormalised log-likelihoods of every token after each of these hidden states.
    pub(super) fn logits(&self, kernels: &mut Kernels, states: &[f32], out: &mut Vec<f32>) {
        self.vocabulary.apply(kernels, states, out);
    }

    /// The hidden state of row `n`.
    pub(super) fn row<'s>(&self, states: &'s [f32], n: usize) -> &'s [f32] {
        &states[n * self.width..(n + 1) * self.width]
    }
}

/// The tokens' vectors in 8 bit.
struct Embedding {
    width: usize,
    bytes: Vec<i8>,
    scales: Vec<f32>,
}

impl Embedding {
    fn new(values: &[f32], width: usize) -> Self {
        let mut embedding = Self { width, bytes: Vec::with_capacity(values.len()), scales: Vec::new() };
        for row in values.chunks_exact(width) {
            let scale = row.iter().fold(0.0_f32, |top, w| top.max(w.abs())).max(1e-12) / 127.0;
            embedding.bytes.extend(row.iter().map(|w| (w / scale).round() as i8));
            embedding.scales.push(scale);
        }
        embedding
    }

    fn add_to(&self, out: &mut Vec<f32>, token: Token) {
        let token = usize::try_from(token).unwrap_or(0).min(self.scales.len() - 1);
        let row = &self.bytes[token * self.width..(token + 1) * self.width];
        out.extend(row.iter().map(|b| f32::from(*b) * self.scales[token]));
    }
}
