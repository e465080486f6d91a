//! One layer of the decoder: it looks back at its own tokens, at the sound, and thinks.

use rten_gemm::{GemmInputB, PackedBMatrix};
use rten_tensor::NdTensorView;

use super::{File, Kernels, Linear, Norm, Pages, Precision, Slot, Watch, linear, norm, ops};
use crate::kernels::linear::product;
use crate::whisper::encoder::joined;

/// The layer's weights.
pub(super) struct Layer {
    before_back: Norm,
    back: Linear,
    backed: Linear,
    before_looking: Norm,
    query: Linear,
    sound: Linear,
    looked: Linear,
    before_thinking: Norm,
    up: Linear,
    down: Linear,
}

/// A sound as one layer looks at it: keys and values of every head.
pub(super) struct HeardLayer {
    heads: Vec<(PackedBMatrix<f32>, PackedBMatrix<f32>)>,
    positions: usize,
}

/// A sound as the decoder looks at it.
pub(in crate::whisper) struct Heard {
    layers: Vec<HeardLayer>,
}

#[derive(Default)]
pub(super) struct Buffers {
    normal: Vec<f32>,
    wide: Vec<f32>,
    seen: Vec<f32>,
    scores: Vec<f32>,
    head: Vec<f32>,
    answer: Vec<f32>,
}

impl Heard {
    pub(super) fn new(kernels: &mut Kernels, layers: &[Layer], states: &[f32], width: usize, heads: usize) -> Self {
        let positions = states.len() / width;
        let size = width / heads;
        let mut both = Vec::new();
        let mut of = |layer: &Layer| {
            layer.sound.apply(kernels, states, &mut both);
            let all = NdTensorView::from_data([positions, 2 * width], both.as_slice());
            let head = |head: usize| {
                let keys = all.slice((.., head * size..(head + 1) * size));
                let values = all.slice((.., width + head * size..width + (head + 1) * size));
                (kernels.floats.prepack_b(keys.transposed()), kernels.floats.prepack_b(values))
            };
            HeardLayer { heads: (0..heads).map(head).collect(), positions }
        };
        Self { layers: layers.iter().map(&mut of).collect() }
    }

    pub(super) fn layer(&self, n: usize) -> &HeardLayer {
        &self.layers[n]
    }

    /// Positions of the sound.
    pub(in crate::whisper) fn positions(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.positions)
    }
}

impl Layer {
    pub(super) fn load(file: &File<'_>, n: usize) -> Result<Self, String> {
        let name = |part: &str| format!("decoder.blocks.{n}.{part}");
        let width = file.shape.width;
        Ok(Self {
            before_back: norm(file, &name("attn_ln"))?,
            back: joined(file, &name("attn"), &["query", "key", "value"], Precision::Eight)?,
            backed: linear(file, &name("attn.out"), (width, width), Precision::Eight)?,
            before_looking: norm(file, &name("cross_attn_ln"))?,
            query: linear(file, &name("cross_attn.query"), (width, width), Precision::Eight)?,
            sound: joined(file, &name("cross_attn"), &["key", "value"], Precision::Eight)?,
            looked: linear(file, &name("cross_attn.out"), (width, width), Precision::Eight)?,
            before_thinking: norm(file, &name("mlp_ln"))?,
            up: linear(file, &name("mlp.0"), (width, 4 * width), Precision::Eight)?,
            down: linear(file, &name("mlp.2"), (4 * width, width), Precision::Eight)?,
        })
    }

    /// Every row looks at its history and itself; its keys and values get the slots from `first` on.
    #[allow(clippy::too_many_arguments, reason = "one step of one layer, nothing to bundle")]
    pub(super) fn look_back<'h>(
        &self,
        kernels: &mut Kernels,
        pages: &mut Pages,
        histories: impl Iterator<Item = &'h [Slot]>,
        first: Slot,
        heads: usize,
        states: &mut [f32],
        buffers: &mut Buffers,
    ) {
        let Buffers { normal, wide, seen, scores, answer, .. } = buffers;
        let width = self.backed.outputs();
        self.before_back.apply(states, normal);
        self.back.apply(kernels, normal, wide);
        for row in wide.chunks_exact(3 * width) {
            pages.keys.extend_from_slice(&row[width..2 * width]);
            pages.values.extend_from_slice(&row[2 * width..]);
        }
        seen.clear();
        seen.resize(states.len(), 0.0);
        let size = width / heads;
        for ((row, history), (out, own)) in
            wide.chunks_exact(3 * width).zip(histories).zip(seen.chunks_exact_mut(width).zip(first..))
        {
            let slots = || history.iter().copied().chain([own]).map(|slot| slot as usize * width);
            for head in (0..width).step_by(size) {
                let query = &row[head..head + size];
                let scale = 1.0 / (size as f32).sqrt();
                scores.clear();
                scores.extend(slots().map(|at| dot(query, &pages.keys[at + head..at + head + size]) * scale));
                ops::softmax(scores);
                for (weight, at) in scores.iter().zip(slots()) {
                    let value = &pages.values[at + head..at + head + size];
                    out[head..head + size].iter_mut().zip(value).for_each(|(o, v)| *o += weight * v);
                }
            }
        }
        self.backed.apply(kernels, seen, answer);
        ops::add(states, answer);
    }

    /// Every row looks at the sound.
    pub(super) fn look_at(
        &self,
        kernels: &mut Kernels,
        heard: &HeardLayer,
        states: &mut [f32],
        buffers: &mut Buffers,
        n: usize,
        mut watch: Option<&mut Watch<'_>>,
    ) {
        let Buffers { normal, wide: queries, seen, scores, head: of_head, answer } = buffers;
        let width = self.query.outputs();
        let rows = states.len() / width;
        self.before_looking.apply(states, normal);
        self.query.apply(kernels, normal, queries);
        seen.clear();
        seen.resize(states.len(), 0.0);
        let size = width / heard.heads.len();
        for (head, (keys, values)) in heard.heads.iter().enumerate() {
            let from = head * size;
            let all = NdTensorView::from_data([rows, width], queries.as_slice());
            let query = all.slice((.., from..from + size));
            product(kernels, query, GemmInputB::Packed(keys), 1.0 / (size as f32).sqrt(), scores);
            if let Some(watch) = watch.as_deref_mut() {
                watch.note(n, head, scores);
            }
            scores.chunks_exact_mut(heard.positions).for_each(ops::softmax);
            let weights = NdTensorView::from_data([rows, heard.positions], scores.as_slice());
            product(kernels, weights, GemmInputB::Packed(values), 1.0, of_head);
            for (to, from_row) in seen.chunks_exact_mut(width).zip(of_head.chunks_exact(size)) {
                to[from..from + size].copy_from_slice(from_row);
            }
        }
        self.looked.apply(kernels, seen, answer);
        ops::add(states, answer);
    }

    pub(super) fn think(&self, kernels: &mut Kernels, states: &mut [f32], buffers: &mut Buffers) {
        let Buffers { normal, wide, answer, .. } = buffers;
        self.before_thinking.apply(states, normal);
        self.up.apply(kernels, normal, wide);
        ops::gelu(wide);
        self.down.apply(kernels, wide, answer);
        ops::add(states, answer);
    }
}

impl Watch<'_> {
    fn note(&mut self, layer: usize, head: usize, scores: &[f32]) {
        if let Some(at) = self.heads.iter().position(|watched| *watched == (layer, head)) {
            self.tables[at].extend_from_slice(scores);
        }
    }
}

/// In lanes, so that the compiler may use the processor's.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}
