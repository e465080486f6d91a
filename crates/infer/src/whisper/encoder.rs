//! Log-mel frames to hidden states: two convolutions, then layers in which every position looks at every other.

use super::file::{File, Shape};
use super::mel::HOP;
use crate::kernels::linear::{Kernels, Linear, Precision};
use crate::kernels::ops::{self, Norm};

/// Samples of a position: the second convolution halves the frames.
pub(super) const SAMPLES_PER_POSITION: usize = 2 * HOP;

/// The encoder's weights.
pub(super) struct Encoder {
    width: usize,
    heads: usize,
    bands: usize,
    first: Linear,
    second: Linear,
    positions: Vec<f32>,
    layers: Vec<Layer>,
    last: Norm,
}

struct Layer {
    before_looking: Norm,
    looking: Linear,
    looked: Linear,
    before_thinking: Norm,
    up: Linear,
    down: Linear,
}

impl Encoder {
    /// All layers, for words.
    pub(super) fn load(file: &File<'_>) -> Result<Self, String> {
        Self::load_first(file, file.shape.encoder_layers, Precision::Eight)
    }

    /// The first `layers` layers.
    pub(super) fn load_first(file: &File<'_>, layers: usize, precision: Precision) -> Result<Self, String> {
        let Shape { width, heads, mels, audio_context, encoder_layers, .. } = file.shape;
        Ok(Self {
            width,
            heads,
            bands: mels,
            first: convolution(file, "encoder.conv1", mels, precision)?,
            second: convolution(file, "encoder.conv2", width, precision)?,
            positions: file.matrix("encoder.positional_embedding", audio_context, width)?,
            layers: (0..layers.min(encoder_layers))
                .map(|n| Layer::load(file, n, precision))
                .collect::<Result<_, _>>()?,
            last: norm(file, "encoder.ln_post")?,
        })
    }

    /// Positions it can take.
    pub(super) fn context(&self) -> usize {
        self.positions.len() / self.width
    }

    /// Hidden states of an even number of log-mel frames, one for two frames, normalised.
    pub(super) fn states(&self, kernels: &mut Kernels, mel: &[f32]) -> Vec<f32> {
        let states = self.raw_states(kernels, mel);
        let mut out = Vec::new();
        self.last.apply(&states, &mut out);
        out
    }

    /// The states as the last layer leaves them.
    pub(super) fn raw_states(&self, kernels: &mut Kernels, mel: &[f32]) -> Vec<f32> {
        let mut states = self.listen(kernels, mel);
        let mut buffers = Buffers::default();
        for layer in &self.layers {
            layer.apply(kernels, &mut states, self.heads, &mut buffers);
        }
        states
    }

    /// The convolutions (width 3, the second with a stride of 2) and the positions.
    fn listen(&self, kernels: &mut Kernels, mel: &[f32]) -> Vec<f32> {
        let mut once = Vec::new();
        self.first.apply_steps(kernels, &padded(mel, self.bands), self.bands, &mut once);
        ops::gelu(&mut once);
        let mut states = Vec::new();
        self.second.apply_steps(kernels, &padded(&once, self.width), 2 * self.width, &mut states);
        ops::gelu(&mut states);
        ops::add(&mut states, &self.positions);
        states
    }
}

/// One row of zeros before and after.
fn padded(rows: &[f32], width: usize) -> Vec<f32> {
    let mut padded = vec![0.0; rows.len() + 2 * width];
    padded[width..width + rows.len()].copy_from_slice(rows);
    padded
}

#[derive(Default)]
struct Buffers {
    normal: Vec<f32>,
    wide: Vec<f32>,
    seen: Vec<f32>,
    answer: Vec<f32>,
}

impl Layer {
    fn load(file: &File<'_>, n: usize, precision: Precision) -> Result<Self, String> {
        let name = |part: &str| format!("encoder.blocks.{n}.{part}");
        let width = file.shape.width;
        Ok(Self {
            before_looking: norm(file, &name("attn_ln"))?,
            looking: joined(file, &name("attn"), &["query", "key", "value"], precision)?,
            looked: linear(file, &name("attn.out"), (width, width), precision)?,
            before_thinking: norm(file, &name("mlp_ln"))?,
            up: linear(file, &name("mlp.0"), (width, 4 * width), precision)?,
            down: linear(file, &name("mlp.2"), (4 * width, width), precision)?,
        })
    }

    fn apply(&self, kernels: &mut Kernels, states: &mut [f32], heads: usize, buffers: &mut Buffers) {
        let Buffers { normal, wide, seen, answer } = buffers;
        let width = self.looked.outputs();
        self.before_looking.apply(states, normal);
        self.looking.apply(kernels, normal, wide);
        ops::attend_all(kernels, wide, width, heads, &[], seen);
        self.looked.apply(kernels, seen, answer);
        ops::add(states, answer);
        self.before_thinking.apply(states, normal);
        self.up.apply(kernels, normal, wide);
        ops::gelu(wide);
        self.down.apply(kernels, wide, answer);
        ops::add(states, answer);
    }
}

pub(super) fn norm(file: &File<'_>, name: &str) -> Result<Norm, String> {
    let width = file.shape.width;
    Ok(Norm {
        scale: file.vector(&format!("{name}.weight"), width)?,
        bias: file.vector(&format!("{name}.bias"), width)?,
        epsilon: 1e-5,
    })
}

pub(super) fn linear(
    file: &File<'_>,
    name: &str,
    (inputs, outputs): (usize, usize),
    precision: Precision,
) -> Result<Linear, String> {
    let weights = file.matrix(&format!("{name}.weight"), outputs, inputs)?;
    Ok(Linear::new(precision, inputs, &weights, file.vector(&format!("{name}.bias"), outputs)?))
}

/// Several layers of the same input as one. Whisper's keys have no bias.
pub(super) fn joined(file: &File<'_>, name: &str, parts: &[&str], precision: Precision) -> Result<Linear, String> {
    let width = file.shape.width;
    let (mut weights, mut bias) = (Vec::new(), Vec::new());
    for part in parts {
        weights.extend(file.matrix(&format!("{name}.{part}.weight"), width, width)?);
        if *part == "key" {
            bias.resize(bias.len() + width, 0.0);
        } else {
            bias.extend(file.vector(&format!("{name}.{part}.bias"), width)?);
        }
    }
    Ok(Linear::new(precision, width, &weights, bias))
}

/// A convolution of width 3 as a layer whose input is three rows after one another.
fn convolution(file: &File<'_>, name: &str, inputs: usize, precision: Precision) -> Result<Linear, String> {
    let outputs = file.shape.width;
    let weights = file.matrix(&format!("{name}.weight"), outputs, inputs * 3)?;
    let mut rows = Vec::with_capacity(weights.len());
    for row in weights.chunks_exact(inputs * 3) {
        for tap in 0..3 {
            rows.extend(row.iter().skip(tap).step_by(3));
        }
    }
    Ok(Linear::new(precision, inputs * 3, &rows, file.vector(&format!("{name}.bias"), outputs)?))
}
