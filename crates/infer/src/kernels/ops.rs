//! What stands between the layers: normalisation, activation, attention.

use rten_gemm::GemmInputB;
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{ExtendInit, Gelu, Normalize, NormalizeOptions, Softmax, Sum, SumSquareSub};

use super::linear::{Kernels, product};

/// A layer normalisation's weights.
pub(crate) struct Norm {
    pub(crate) scale: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    /// What is added to the variance.
    pub(crate) epsilon: f32,
}

impl Norm {
    /// Rows brought to mean 0 and variance 1, then scaled, into `out`.
    pub(crate) fn apply(&self, input: &[f32], out: &mut Vec<f32>) {
        out.clear();
        out.reserve(input.len());
        let width = self.scale.len();
        for row in input.chunks_exact(width) {
            let mean = Sum::new(row).dispatch() / width as f32;
            let variance = SumSquareSub::new(row, mean).dispatch() / width as f32;
            out.extend_init(|room| {
                let options = NormalizeOptions {
                    pre_scale_bias: mean,
                    scale: 1.0 / (variance + self.epsilon).sqrt(),
                    element_scale: Some(&self.scale),
                    element_bias: Some(&self.bias),
                    ..NormalizeOptions::default()
                };
                Normalize::new(row, &mut room[..width], options).dispatch()
            });
        }
    }
}

/// GELU, in place.
pub(crate) fn gelu(values: &mut [f32]) {
    Gelu {}.map_mut(values);
}

/// Softmax, in place.
pub(crate) fn softmax(row: &mut [f32]) {
    Softmax::new_mut(row).dispatch();
}

/// `sum += more`, number by number.
pub(crate) fn add(sum: &mut [f32], more: &[f32]) {
    sum.iter_mut().zip(more).for_each(|(a, b)| *a += b);
}

/// Every row looks at every row: `rows` of queries, keys and values (three times `width` numbers a row) to `out`.
///
/// `nearness` is what each head gives each pair of rows beforehand, head by head and row by row; empty where it gives none.
pub(crate) fn attend_all(
    kernels: &Kernels,
    qkv: &[f32],
    width: usize,
    heads: usize,
    nearness: &[f32],
    out: &mut Vec<f32>,
) {
    let rows = qkv.len() / (3 * width);
    let size = width / heads;
    out.clear();
    out.resize(rows * width, 0.0);
    let all = NdTensorView::from_data([rows, 3 * width], qkv);
    let part = |part: usize, head: usize| {
        let from = part * width + head * size;
        all.slice((.., from..from + size))
    };
    let mut scores = Vec::new();
    let mut seen = Vec::new();
    for head in 0..heads {
        let (queries, keys, values) = (part(0, head), part(1, head), part(2, head));
        product(kernels, queries, GemmInputB::Unpacked(keys.transposed()), 1.0 / (size as f32).sqrt(), &mut scores);
        if let Some(nearness) = nearness.get(head * rows * rows..(head + 1) * rows * rows) {
            add(&mut scores, nearness);
        }
        scores.chunks_exact_mut(rows).for_each(softmax);
        let weights = NdTensorView::from_data([rows, rows], scores.as_slice());
        product(kernels, weights, GemmInputB::Unpacked(values), 1.0, &mut seen);
        for (to, from) in out.chunks_exact_mut(width).zip(seen.chunks_exact(size)) {
            to[head * size..(head + 1) * size].copy_from_slice(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalised_rows_have_mean_0_and_variance_1() {
        let norm = Norm { scale: vec![1.0; 4], bias: vec![0.0; 4], epsilon: 1e-5 };
        let mut out = Vec::new();
        norm.apply(&[1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 5.0, 5.0], &mut out);
        assert!((out[0] + 1.3416).abs() < 1e-3 && (out[3] - 1.3416).abs() < 1e-3, "{out:?}");
        assert_eq!(out[4..], [0.0; 4]);
    }

    #[test]
    fn attention_takes_the_value_of_the_key_that_fits() {
        // Two rows, one head of two numbers: each query fits the other row's key.
        let qkv = [9.0, 0.0, 0.0, 9.0, 1.0, 2.0, 0.0, 9.0, 9.0, 0.0, 3.0, 4.0];
        let mut out = Vec::new();
        attend_all(&Kernels::new(), &qkv, 2, 1, &[], &mut out);
        for (got, wanted) in out.iter().zip([3.0, 4.0, 1.0, 2.0]) {
            assert!((got - wanted).abs() < 1e-3, "{out:?}");
        }
        // Each row is told to look at itself alone.
        attend_all(&Kernels::new(), &qkv, 2, 1, &[99.0, 0.0, 0.0, 99.0], &mut out);
        for (got, wanted) in out.iter().zip([1.0, 2.0, 3.0, 4.0]) {
            assert!((got - wanted).abs() < 1e-3, "{out:?}");
        }
    }
}
