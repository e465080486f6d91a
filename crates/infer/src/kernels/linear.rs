//! A layer `y = W x + b`, mostly with 8-bit weights: one scale a row of `W`, one scale and zero a row of `x`.
//!
//! The products are `rten-gemm`'s, whose kernels are chosen for the processor at run time (AVX-512 VNNI, AVX2, NEON…).

use std::mem::MaybeUninit;

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmUninitOptions, PackedBMatrix};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;
use rten_vecmath::{ExtendInit, MinMax, Quantize};

/// The kernels and the buffers of one thread.
pub(crate) struct Kernels {
    ints: GemmExecutor<u8, i8, i32>,
    pub(crate) floats: GemmExecutor<f32, f32, f32>,
    quantised: Vec<u8>,
    zeros: Vec<i32>,
    scales: Vec<f32>,
    products: Vec<i32>,
}

impl Kernels {
    pub(crate) fn new() -> Self {
        Self {
            ints: GemmExecutor::default(),
            floats: GemmExecutor::default(),
            quantised: Vec::new(),
            zeros: Vec::new(),
            scales: Vec::new(),
            products: Vec::new(),
        }
    }
}

/// How exact a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// 8-bit weights and inputs: four times as fast.
    Eight,
    /// Single precision: where the states themselves are the result.
    Single,
}

/// A layer's weights, packed for this processor.
pub(crate) struct Linear {
    inputs: usize,
    outputs: usize,
    weights: Weights,
    bias: Vec<f32>,
}

enum Weights {
    Eight(Eight),
    Single(PackedBMatrix<f32>),
}

struct Eight {
    packed: PackedBMatrix<i8>,
    /// Of each row of weights: its sum, times the input's zero to be taken off the product, and its scale.
    /// (The kernels of rten-gemm 0.27 mix up the zeros of different rows from the second block of rows on.)
    sums: Vec<i32>,
    scales: Vec<f32>,
}

impl Linear {
    /// From `outputs` rows of `inputs` weights.
    pub(crate) fn new(precision: Precision, inputs: usize, weights: &[f32], bias: Vec<f32>) -> Self {
        let outputs = bias.len();
        let weights = match precision {
            Precision::Eight => Weights::Eight(Eight::new(inputs, outputs, weights)),
            Precision::Single => {
                let matrix = NdTensorView::from_data([outputs, inputs], weights);
                Weights::Single(GemmExecutor::<f32, f32, f32>::default().prepack_b(matrix.transposed()))
            }
        };
        Self { inputs, outputs, weights, bias }
    }

    pub(crate) const fn outputs(&self) -> usize {
        self.outputs
    }

    /// The layer's answer to `input` (rows of [`Linear::new`]'s `inputs`), row after row, into `out`.
    pub(crate) fn apply(&self, kernels: &mut Kernels, input: &[f32], out: &mut Vec<f32>) {
        self.apply_steps(kernels, input, self.inputs, out);
    }

    /// The same for rows that begin `step` numbers after one another and may overlap.
    pub(crate) fn apply_steps(&self, kernels: &mut Kernels, input: &[f32], step: usize, out: &mut Vec<f32>) {
        let rows = if input.len() < self.inputs { 0 } else { (input.len() - self.inputs) / step + 1 };
        let rows = (0..rows).map(|row| &input[row * step..row * step + self.inputs]);
        match &self.weights {
            Weights::Eight(weights) => weights.apply(kernels, rows, &self.bias, out),
            Weights::Single(weights) => {
                let input: Vec<f32> = rows.flatten().copied().collect();
                let a = NdTensorView::from_data([input.len() / self.inputs, self.inputs], input.as_slice());
                product(kernels, a, GemmInputB::Packed(weights), 1.0, out);
                out.chunks_exact_mut(self.outputs).for_each(|row| super::ops::add(row, &self.bias));
            }
        }
    }
}

impl Eight {
    fn new(inputs: usize, outputs: usize, weights: &[f32]) -> Self {
        let kernel = GemmExecutor::<u8, i8, i32>::default();
        // Without VNNI two products are added in 16 bits: 255 · 63 · 2 still fits.
        let most = if kernel.may_saturate() { 63.0 } else { 127.0 };
        let mut scales = Vec::with_capacity(outputs);
        let mut bytes = Vec::with_capacity(weights.len());
        for row in weights.chunks_exact(inputs) {
            let scale = row.iter().fold(0.0_f32, |top, w| top.max(w.abs())).max(1e-12) / most;
            scales.push(scale);
            bytes.extend(row.iter().map(|w| rounded(w / scale)));
        }
        let matrix = NdTensorView::from_data([outputs, inputs], bytes.as_slice());
        let packed = kernel.prepack_b(matrix.transposed());
        let sums = bytes.chunks_exact(inputs).map(|row| row.iter().map(|w| i32::from(*w)).sum()).collect();
        Self { packed, sums, scales }
    }

    fn apply<'a>(
        &self,
        kernels: &mut Kernels,
        rows: impl ExactSizeIterator<Item = &'a [f32]>,
        bias: &[f32],
        out: &mut Vec<f32>,
    ) {
        let (count, outputs) = (rows.len(), bias.len());
        quantise(kernels, rows);
        let Kernels { ints, quantised, zeros, scales, products, .. } = kernels;
        products.clear();
        products.reserve(count * outputs);
        let a = NdTensorView::from_data([count, quantised.len() / count.max(1)], quantised.as_slice());
        let room = &mut products.spare_capacity_mut()[..count * outputs];
        let inputs = (GemmInputA::Unpacked(a), GemmInputB::Packed(&self.packed));
        let products = ints
            .gemm_uninit(room, inputs.0, inputs.1, GemmUninitOptions::default())
            .expect("shapes agree by construction");
        out.clear();
        out.reserve(products.len());
        for (row, (scale, zero)) in products.chunks_exact(outputs).zip(scales.iter().zip(zeros.iter())) {
            let weights = self.sums.iter().zip(self.scales.iter().zip(bias));
            let value = |(product, (sum, (w, b))): (&i32, (&i32, (&f32, &f32)))| {
                (product - zero * sum) as f32 * (scale * w) + b
            };
            out.extend(row.iter().zip(weights).map(value));
        }
    }
}

/// Rows of numbers as bytes, each row with a scale and a zero of its own.
fn quantise<'a>(kernels: &mut Kernels, rows: impl Iterator<Item = &'a [f32]>) {
    kernels.quantised.clear();
    kernels.zeros.clear();
    kernels.scales.clear();
    for row in rows {
        let (least, most) = MinMax::new(row).dispatch();
        let (least, most) = (least.min(0.0), most.max(0.0));
        let scale = ((most - least) / 255.0).max(1e-12);
        let zero = (-least / scale).round().clamp(0.0, 255.0) as u8;
        kernels.quantised.reserve(row.len());
        kernels.quantised.extend_init(|room| Quantize::new(row, &mut room[..row.len()], 1.0 / scale, zero).dispatch());
        kernels.zeros.push(i32::from(zero));
        kernels.scales.push(scale);
    }
}

fn rounded(value: f32) -> i8 {
    value.round().clamp(-127.0, 127.0) as i8
}

/// `alpha · a · b` in single precision, row after row.
pub(crate) fn product(
    kernels: &Kernels,
    a: NdTensorView<'_, f32, 2>,
    b: GemmInputB<'_, f32>,
    alpha: f32,
    out: &mut Vec<f32>,
) {
    let a = GemmInputA::Unpacked(a);
    let count = a.rows() * b.cols();
    out.clear();
    out.reserve(count);
    out.extend_init(|room: &mut [MaybeUninit<f32>]| {
        let options = GemmUninitOptions { alpha, ..GemmUninitOptions::default() };
        kernels.floats.gemm_uninit(&mut room[..count], a, b, options).expect("shapes agree by construction")
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bits_come_close_to_the_exact_product() {
        let (inputs, outputs, rows) = (64, 48, 150);
        let wave = |n: usize, step: f32| (0..n).map(|i| (i as f32 * step).sin()).collect::<Vec<_>>();
        let (weights, bias, input) = (wave(inputs * outputs, 0.37), wave(outputs, 1.1), wave(rows * inputs, 0.71));
        let mut out = Vec::new();
        Linear::new(Precision::Eight, inputs, &weights, bias.clone()).apply(&mut Kernels::new(), &input, &mut out);
        for (row, answer) in input.chunks(inputs).zip(out.chunks(outputs)) {
            for ((w, b), got) in weights.chunks(inputs).zip(&bias).zip(answer) {
                let exact: f32 = w.iter().zip(row).map(|(w, x)| w * x).sum::<f32>() + b;
                assert!((exact - got).abs() < 0.1, "{exact} {got}");
            }
        }
    }

    #[test]
    fn a_row_of_zeros_gives_the_bias() {
        let mut out = Vec::new();
        for precision in [Precision::Eight, Precision::Single] {
            Linear::new(precision, 4, &[1.0; 8], vec![0.5, -0.5]).apply(&mut Kernels::new(), &[0.0; 4], &mut out);
            assert_eq!(out, [0.5, -0.5]);
        }
    }
}
