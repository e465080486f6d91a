//! A layer of BERT: every piece looks at every other, then thinks alone; normalised after each.

use crate::kernels::linear::{Kernels, Linear};
use crate::kernels::ops::{self, Norm};

/// A layer's weights.
pub(super) struct Layer {
    /// To queries, keys and values, side by side.
    pub(super) looking: Linear,
    pub(super) looked: Linear,
    pub(super) after_looking: Norm,
    pub(super) up: Linear,
    pub(super) down: Linear,
    pub(super) after_thinking: Norm,
}

/// What layers write in between.
#[derive(Default)]
pub(super) struct Buffers {
    wide: Vec<f32>,
    seen: Vec<f32>,
    answer: Vec<f32>,
}

impl Layer {
    /// The states after this layer; `nearness` as [`ops::attend_all`] has it.
    pub(super) fn apply(
        &self,
        kernels: &mut Kernels,
        states: &mut Vec<f32>,
        heads: usize,
        nearness: &[f32],
        buffers: &mut Buffers,
    ) {
        let Buffers { wide, seen, answer } = buffers;
        self.looking.apply(kernels, states, wide);
        ops::attend_all(kernels, wide, self.looked.outputs(), heads, nearness, seen);
        self.looked.apply(kernels, seen, answer);
        ops::add(answer, states);
        self.after_looking.apply(answer, states);
        self.up.apply(kernels, states, wide);
        ops::gelu(wide);
        self.down.apply(kernels, wide, answer);
        ops::add(answer, states);
        self.after_thinking.apply(answer, states);
    }
}
