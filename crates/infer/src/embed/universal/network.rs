//! Pieces to a vector: rows of an 8-bit table, convolutions of three reaches, a sum, dense layers.

use rten_tensor::NdTensorView;
use rten_tensor::prelude::*;

use super::super::pieces::Piece;
use super::arrays::Arrays;
use crate::kernels::linear::{Kernels, Linear, Precision};
use crate::kernels::ops::{self, Norm};

/// Numbers of a piece, and of a sentence.
pub(super) const WIDTH: usize = 512;
/// Numbers of a piece in a branch, and in all that is known of it at last.
const BRANCH: usize = 256;
const KNOWN: usize = WIDTH + BRANCHES.len() * BRANCH;
/// Numbers between the dense layers.
const INNER: usize = 320;
/// Pieces that a branch looks at together, and how many of them come before a piece.
const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// Parts of the table, each with a scale of its own; pieces take turns. Rows of a part.
const PARTS: usize = 17;
const ROWS: usize = 7530;
const EPSILON: f32 = 1e-12;

/// The network's weights.
pub(super) struct Network {
    table: Vec<Part>,
    narrow: Linear,
    narrowed: Norm,
    branches: Vec<Branch>,
    known: Norm,
    whole: Linear,
    dense: Dense,
}

/// Four layers; the second and the last also see what the layer before saw.
struct Dense {
    first: Linear,
    second: Linear,
    around_first: Linear,
    third: Linear,
    last: Linear,
    around_third: Linear,
}

struct Part {
    scale: f32,
    least: f32,
    rows: Vec<u8>,
}

/// Two convolutions, each added to what it was made of.
struct Branch {
    before: usize,
    after: usize,
    steps: [Linear; 2],
}

impl Network {
    /// For a vocabulary of `pieces`.
    pub(super) fn load(arrays: &mut Arrays, pieces: usize) -> Result<Self, String> {
        if !(3..=PARTS * ROWS).contains(&pieces) {
            return Err(format!("its vocabulary has {pieces} pieces"));
        }
        let (scales, least) = (arrays.floats("scale", &[PARTS])?, arrays.floats("lo", &[PARTS])?);
        let mut table = Vec::new();
        for (n, (scale, least)) in (1..).zip(scales.into_iter().zip(least)) {
            table.push(Part { scale, least, rows: arrays.bytes(&format!("q{n}"), &[ROWS, WIDTH])? });
        }
        Ok(Self {
            table,
            narrow: narrow(arrays)?,
            narrowed: narrowed(arrays)?,
            branches: BRANCHES.iter().map(|branch| Branch::load(arrays, *branch)).collect::<Result<_, _>>()?,
            known: norm(arrays.floats("ln_g", &[KNOWN])?, arrays.floats("ln_b", &[KNOWN])?),
            whole: linear(KNOWN, &arrays.floats("cnn_W", &[KNOWN, WIDTH])?, arrays.floats("cnn_b", &[WIDTH])?),
            dense: Dense::load(arrays)?,
        })
    }

    /// The vector of a sentence of one piece or more, of length 1.
    pub(super) fn vector(&self, kernels: &mut Kernels, pieces: &[Piece]) -> Vec<f32> {
        let words: Vec<f32> = pieces.iter().flat_map(|piece| self.word(*piece)).collect();
        let (mut narrow, mut narrowed) = (Vec::new(), Vec::new());
        self.narrow.apply(kernels, &words, &mut narrow);
        self.narrowed.apply(&narrow, &mut narrowed);
        let mut states = vec![0.0; pieces.len() * KNOWN];
        put(&mut states, KNOWN, 0, &words, WIDTH);
        for (n, branch) in self.branches.iter().enumerate() {
            let part: Vec<f32> = narrowed
                .chunks_exact(BRANCHES.len() * BRANCH)
                .flat_map(|row| &row[n * BRANCH..][..BRANCH])
                .copied()
                .collect();
            put(&mut states, KNOWN, WIDTH + n * BRANCH, &branch.apply(kernels, part), BRANCH);
        }
        let mut known = Vec::new();
        self.known.apply(&states, &mut known);
        // The sum of every piece's layer over √n is √n times the layer of the mean.
        let mut mean = vec![0.0; KNOWN];
        known.chunks_exact(KNOWN).for_each(|row| ops::add(&mut mean, row));
        mean.iter_mut().for_each(|x| *x /= pieces.len() as f32);
        let mut whole = Vec::new();
        self.whole.apply(kernels, &mean, &mut whole);
        let root = (pieces.len() as f32).sqrt();
        whole.iter_mut().for_each(|x| *x *= root);
        self.dense.apply(kernels, &whole)
    }

    fn word(&self, piece: Piece) -> impl Iterator<Item = f32> {
        let Part { scale, least, rows } = &self.table[piece as usize % PARTS];
        rows[piece as usize / PARTS * WIDTH..][..WIDTH].iter().map(move |byte| f32::from(*byte) * scale + least)
    }
}

impl Dense {
    fn load(arrays: &mut Arrays) -> Result<Self, String> {
        let mut layer = |name: &str, inputs, outputs| -> Result<_, String> {
            Ok(linear(inputs, &arrays.floats(name, &[inputs, outputs])?, vec![0.0; outputs]))
        };
        Ok(Self {
            first: layer("d0", WIDTH, INNER)?,
            second: layer("d1", INNER, INNER)?,
            around_first: layer("p1", WIDTH, INNER)?,
            third: layer("d2", INNER, WIDTH)?,
            last: layer("d3", WIDTH, WIDTH)?,
            around_third: layer("p3", INNER, WIDTH)?,
        })
    }

    /// A whole sentence's vector, of length 1.
    fn apply(&self, kernels: &mut Kernels, whole: &[f32]) -> Vec<f32> {
        let (mut first, mut second, mut third, mut last) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut around = Vec::new();
        self.first.apply(kernels, whole, &mut first);
        cut_off(&mut first);
        self.second.apply(kernels, &first, &mut second);
        self.around_first.apply(kernels, whole, &mut around);
        ops::add(&mut second, &around);
        cut_off(&mut second);
        self.third.apply(kernels, &second, &mut third);
        cut_off(&mut third);
        self.last.apply(kernels, &third, &mut last);
        self.around_third.apply(kernels, &second, &mut around);
        ops::add(&mut last, &around);
        last.iter_mut().for_each(|x| *x = x.tanh());
        let length = last.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        last.iter_mut().for_each(|x| *x /= length);
        last
    }
}

impl Branch {
    fn load(arrays: &mut Arrays, (reach, before): (usize, usize)) -> Result<Self, String> {
        let mut step = |n: usize| -> Result<_, String> {
            let weights = arrays.floats(&format!("w{n}_{reach}"), &[reach * BRANCH, BRANCH])?;
            Ok(linear(reach * BRANCH, &weights, arrays.floats(&format!("b{n}_{reach}"), &[BRANCH])?))
        };
        Ok(Self { before, after: reach - 1 - before, steps: [step(1)?, step(2)?] })
    }

    /// Rows of [`BRANCH`] numbers; beyond the sentence there are zeros.
    fn apply(&self, kernels: &mut Kernels, mut rows: Vec<f32>) -> Vec<f32> {
        let mut out = Vec::new();
        for step in &self.steps {
            let padded = [vec![0.0; self.before * BRANCH], rows.clone(), vec![0.0; self.after * BRANCH]].concat();
            step.apply_steps(kernels, &padded, BRANCH, &mut out);
            cut_off(&mut out);
            ops::add(&mut rows, &out);
        }
        rows
    }
}

/// The three branches' first layers as one.
fn narrow(arrays: &mut Arrays) -> Result<Linear, String> {
    let mut weights = vec![0.0; WIDTH * BRANCHES.len() * BRANCH];
    let mut bias = Vec::new();
    for (n, (reach, _)) in BRANCHES.iter().enumerate() {
        let part = arrays.floats(&format!("proj{reach}"), &[WIDTH, BRANCH])?;
        put(&mut weights, BRANCHES.len() * BRANCH, n * BRANCH, &part, BRANCH);
        bias.extend(arrays.floats(&format!("proj_b{reach}"), &[BRANCH])?);
    }
    Ok(linear(WIDTH, &weights, bias))
}

fn narrowed(arrays: &mut Arrays) -> Result<Norm, String> {
    let mut joined = |name: &str| -> Result<Vec<f32>, String> {
        let parts = BRANCHES.iter().map(|(reach, _)| arrays.floats(&format!("{name}{reach}"), &[BRANCH]));
        Ok(parts.collect::<Result<Vec<_>, _>>()?.concat())
    };
    Ok(norm(joined("ln_g")?, joined("ln_b")?))
}

const fn norm(scale: Vec<f32>, bias: Vec<f32>) -> Norm {
    Norm { scale, bias, epsilon: EPSILON }
}

/// From a row an input, as TensorFlow has it.
fn linear(inputs: usize, weights: &[f32], bias: Vec<f32>) -> Linear {
    let across = NdTensorView::from_data([inputs, bias.len()], weights).transposed().to_vec();
    Linear::new(Precision::Single, inputs, &across, bias)
}

/// Writes rows of `width` numbers into wider rows, `from` numbers after their beginnings.
fn put(wide: &mut [f32], wider: usize, from: usize, rows: &[f32], width: usize) {
    for (to, row) in wide.chunks_exact_mut(wider).zip(rows.chunks_exact(width)) {
        to[from..from + width].copy_from_slice(row);
    }
}

fn cut_off(values: &mut [f32]) {
    values.iter_mut().for_each(|x| *x = x.max(0.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A step that gives the first number of the piece `ahead` of the first it sees.
    fn first_number(reach: usize, ahead: usize) -> Linear {
        let mut weights = vec![0.0; reach * BRANCH * BRANCH];
        weights[ahead * BRANCH * BRANCH] = 1.0;
        linear(reach * BRANCH, &weights, vec![0.0; BRANCH])
    }

    #[test]
    fn a_branch_sees_the_pieces_around_and_zeros_beyond() {
        let branch = Branch { before: 1, after: 1, steps: [first_number(3, 2), first_number(3, 0)] };
        let mut rows = vec![0.0; 3 * BRANCH];
        put(&mut rows, BRANCH, 0, &[1.0, 10.0, -100.0], 1);
        let out = branch.apply(&mut Kernels::new(), rows);
        // With the next one, where that is above 0, then with the one before.
        assert_eq!([0, 1, 2].map(|n| out[n * BRANCH]), [11.0, 10.0 + 11.0, -100.0 + 10.0]);
    }
}
