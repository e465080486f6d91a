//! What the meaning tells: a multinomial logistic regression on sentence vectors.
//!
//! Vectors are first centred and stretched so that sentences of one class spread alike in all directions (within-class
//! covariance normalisation, Hatch et al. 2006): what varies within classes, mishearing among it, then tells little.
//! The fewer the examples, the nearer the covariance is taken to a sphere.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::lbfgs::minimise;

/// Examples that a sphere is worth, for each number of a vector: it is what the covariance within classes is believed to be
/// before any example (the inverse Wishart prior).
const SPHERE: f32 = 16.0;
/// The least of a sphere that is added to the covariance, however many the examples.
const LEAST: f32 = 1.0;
/// How freely weights grow: the penalty is that of `C` in liblinear, on the mean loss of all examples.
const FREEDOM: f32 = 10.0;
const STEPS: usize = 120;
/// A step that brings less than this share of the loss is the last.
const TOLERANCE: f64 = 1e-5;

/// A vector, its class and its weight.
pub(super) type Row<'a> = (&'a [f32], usize, f32);

/// Classes' logits from vectors.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    space: Space,
    /// A row a number of the vector, then the constant part; a column a class.
    weights: DMatrix<f32>,
    /// The middle of every class, of length 1; a column a class.
    middles: DMatrix<f32>,
}

/// The space in which classes are round.
#[derive(Clone, Debug)]
struct Space {
    middle: DVector<f32>,
    stretch: DMatrix<f32>,
}

impl Meaning {
    pub(super) fn train(rows: &[Row<'_>], classes: usize) -> Self {
        let space = Space::of(rows, classes);
        let points = space.points(rows);
        let middles = middles(&points, rows, classes);
        let weights = regression(&points, rows, classes);
        Self { space, weights, middles }
    }

    /// Every class's logit, and the cosine to the nearest class's middle.
    pub(super) fn logits(&self, vector: &[f32]) -> (Vec<f32>, f32) {
        let point = self.space.point(vector);
        let nearest = self.middles.tr_mul(&point).max();
        let constant = self.weights.nrows() - 1;
        let logits = self.weights.rows(0, constant).tr_mul(&point) + self.weights.row(constant).transpose();
        (logits.as_slice().to_vec(), nearest)
    }
}

impl Space {
    fn of(rows: &[Row<'_>], classes: usize) -> Self {
        let width = rows.first().map_or(0, |row| row.0.len());
        let mut middle = DVector::zeros(width);
        let mut sums = DMatrix::<f32>::zeros(width, classes);
        let mut counts = vec![0.0_f32; classes];
        for &(vector, class, weight) in rows {
            let vector = DVector::from_column_slice(vector);
            sums.column_mut(class).axpy(weight, &vector, 1.0);
            counts[class] += weight;
            middle.axpy(weight, &vector, 1.0);
        }
        middle /= counts.iter().sum::<f32>().max(1e-6);
        let mut off = DMatrix::<f32>::zeros(width, rows.len());
        for (mut column, &(vector, class, weight)) in off.column_iter_mut().zip(rows) {
            column.copy_from_slice(vector);
            column.axpy(-1.0 / counts[class].max(1e-6), &sums.column(class), 1.0);
            column *= weight.sqrt();
        }
        let covariance = &off * off.transpose();
        let sphere = sphere(width, counts.iter().sum::<f32>() - classes as f32);
        Self { middle, stretch: stretch(covariance, sphere) }
    }

    fn point(&self, vector: &[f32]) -> DVector<f32> {
        let mut point = &self.stretch * (DVector::from_column_slice(vector) - &self.middle);
        point /= point.norm().max(1e-6);
        point
    }

    /// A column a row.
    fn points(&self, rows: &[Row<'_>]) -> DMatrix<f32> {
        let mut off = DMatrix::<f32>::zeros(self.middle.len(), rows.len());
        for (mut column, row) in off.column_iter_mut().zip(rows) {
            column.copy_from_slice(row.0);
            column -= &self.middle;
        }
        let mut points = &self.stretch * off;
        points.column_iter_mut().for_each(|mut point| point /= point.norm().max(1e-6));
        points
    }
}

/// How much of a sphere is added to a covariance of as large a trace, where each class's middle has used up one example.
fn sphere(width: usize, examples: f32) -> f32 {
    (SPHERE * width as f32 / examples.max(1.0)).max(LEAST)
}

/// The inverse root of the covariance with a sphere; how large it is in all does not matter.
fn stretch(mut covariance: DMatrix<f32>, sphere: f32) -> DMatrix<f32> {
    let width = covariance.nrows();
    let mean = covariance.trace() / (width.max(1) as f32);
    if mean <= 0.0 {
        return DMatrix::identity(width, width);
    }
    covariance /= mean;
    covariance += DMatrix::identity(width, width) * sphere;
    let root = Cholesky::new(covariance).expect("a covariance and a sphere are positive definite").unpack();
    root.solve_lower_triangular(&DMatrix::identity(width, width)).expect("the root's diagonal is positive")
}

fn middles(points: &DMatrix<f32>, rows: &[Row<'_>], classes: usize) -> DMatrix<f32> {
    let mut middles = DMatrix::<f32>::zeros(points.nrows(), classes);
    for (point, row) in points.column_iter().zip(rows) {
        middles.column_mut(row.1).axpy(row.2, &point, 1.0);
    }
    middles.column_iter_mut().for_each(|mut middle| middle /= middle.norm().max(1e-6));
    middles
}

/// The constant part is a feature like the others, but not penalised.
fn regression(points: &DMatrix<f32>, rows: &[Row<'_>], classes: usize) -> DMatrix<f32> {
    let width = points.nrows();
    let inputs = points.clone().insert_row(width, 1.0);
    let across = inputs.transpose();
    let total: f32 = rows.iter().map(|row| row.2).sum();
    let penalty = 1.0 / (FREEDOM * total);
    minimise(DMatrix::zeros(width + 1, classes), STEPS, TOLERANCE, |weights| {
        // A column a class, so that a class's numbers lie together.
        let mut errors = &across * weights;
        let loss = softmax_errors(&mut errors, rows, total);
        let mut slope = &inputs * errors;
        let mut penalised = weights.clone();
        penalised.row_mut(width).fill(0.0);
        slope += &penalised * penalty;
        (loss + 0.5 * f64::from(penalty * penalised.norm_squared()), slope)
    })
}

/// Logits become what they are off, by weight; gives the loss.
fn softmax_errors(logits: &mut DMatrix<f32>, rows: &[Row<'_>], total: f32) -> f64 {
    let mut loss = 0.0;
    for (mut logits, &(_, class, weight)) in logits.row_iter_mut().zip(rows) {
        let top = logits.max();
        logits.apply(|x| *x = (*x - top).exp());
        let sum = logits.sum();
        loss -= f64::from(weight * (logits[class] / sum).max(1e-30).ln());
        logits *= weight / (sum * total);
        logits[class] -= weight / total;
    }
    loss / f64::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::dice::Dice;

    /// Three classes along the first three axes of ten; the other axes are noise, the last one a great deal.
    fn made(seed: u64, count: usize) -> Vec<(Vec<f32>, usize)> {
        let mut dice = Dice::new(seed);
        let one = |i: usize| {
            let class = i % 3;
            let mut vector: Vec<f32> =
                (0..10).map(|axis| (dice.share() - 0.5) * if axis == 9 { 6.0 } else { 0.8 }).collect();
            vector[class] += 0.5;
            (vector, class)
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn what_varies_within_classes_tells_little() {
        let rows = made(1, 90);
        let rows: Vec<Row<'_>> = rows.iter().map(|(vector, class)| (vector.as_slice(), *class, 1.0)).collect();
        let meaning = Meaning::train(&rows, 3);
        let asked = made(2, 300);
        let top = |vector: &[f32]| {
            let logits = meaning.logits(vector).0;
            (0..3).max_by(|&a, &b| logits[a].total_cmp(&logits[b])).unwrap()
        };
        let right = asked.iter().filter(|(vector, class)| top(vector) == *class).count();
        assert!(right > 240, "{right} of 300");
    }

    #[test]
    fn the_fewer_the_examples_the_rounder_the_classes_are_taken_to_be() {
        assert!(sphere(384, 300.0) > 2.0 * sphere(384, 1000.0));
        assert_eq!(sphere(384, 1e6), LEAST);
        let uneven = DMatrix::from_diagonal(&DVector::from_vec(vec![1.0, 9.0]));
        let ratio = |sphere| {
            let stretch = stretch(uneven.clone(), sphere);
            stretch[(0, 0)] / stretch[(1, 1)]
        };
        assert!((ratio(0.0) - 3.0).abs() < 1e-5 && ratio(1.0) > ratio(8.0) && ratio(8.0) > 1.0);
    }

    #[test]
    fn one_example_a_class_is_enough_to_train() {
        let (a, b) = ([1.0, 0.0], [0.0, 1.0]);
        let meaning = Meaning::train(&[(&a, 0, 1.0), (&b, 1, 1.0)], 2);
        let (logits, nearest) = meaning.logits(&[0.9, 0.1]);
        assert!(logits[0] > logits[1] && nearest > 0.9, "{logits:?} {nearest}");
    }
}
