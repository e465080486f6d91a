//! What the words tell: a linear classifier per class on their n-grams, by dual coordinate descent
//! (Hsieh et al., ICML 2008, algorithm 1: L2 loss). No learning rate, no randomness from outside: the same examples
//! give the same model.

use super::dice::Dice;
use super::features::{Sparse, Vectorizer};

/// Cost of an example of weight 1 on the wrong side.
const COST: f32 = 1.0;
/// The margin's constant part is a feature of this value.
const BIAS: f32 = 1.0;
const EPOCHS: usize = 30;
/// Stop when no multiplier moves more than this.
const TOLERANCE: f32 = 0.05;

/// An example's text, class and weight.
pub(super) type Row<'a> = (&'a str, usize, f32);

/// Classes' margins from words.
#[derive(Clone, Debug)]
pub(super) struct Words {
    vectorizer: Vectorizer,
    linear: Linear,
}

impl Words {
    pub(super) fn train(rows: &[Row<'_>], classes: usize) -> Self {
        let vectorizer = Vectorizer::fit(rows.iter().map(|row| row.0));
        let vectors: Vec<Sparse> = rows.iter().map(|row| vectorizer.vector(row.0).0).collect();
        let linear = Linear::train(&vectors, rows, classes, vectorizer.len());
        Self { vectorizer, linear }
    }

    /// Every class's margin, and the share of the words that are known, 0..=1.
    pub(super) fn margins(&self, text: &str) -> (Vec<f32>, f32) {
        let (vector, known) = self.vectorizer.vector(text);
        (self.linear.margins(&vector), known)
    }
}

/// Weights, all classes of a feature side by side; the last row is the constant part.
#[derive(Clone, Debug)]
struct Linear {
    classes: usize,
    weights: Vec<f32>,
}

impl Linear {
    /// Trains one class against the rest, for every class.
    fn train(vectors: &[Sparse], rows: &[Row<'_>], classes: usize, features: usize) -> Self {
        let mut weights = vec![0.0; (features + 1) * classes];
        let squares: Vec<f32> = vectors.iter().map(|vector| square(vector) + BIAS * BIAS).collect();
        for class in 0..classes {
            let column = train_class(vectors, &squares, rows, class, features);
            for (feature, weight) in column.into_iter().enumerate() {
                weights[feature * classes + class] = weight;
            }
        }
        Self { classes, weights }
    }

    fn margins(&self, vector: &Sparse) -> Vec<f32> {
        let constant = self.weights.len() - self.classes;
        let mut margins: Vec<f32> = self.weights[constant..].iter().map(|weight| weight * BIAS).collect();
        for &(feature, value) in vector {
            let row = &self.weights[feature as usize * self.classes..][..self.classes];
            margins.iter_mut().zip(row).for_each(|(margin, weight)| *margin += value * weight);
        }
        margins
    }
}

/// Weights of one class against the rest.
fn train_class(vectors: &[Sparse], squares: &[f32], rows: &[Row<'_>], class: usize, features: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f32; features + 1];
    let mut multipliers = vec![0.0_f32; vectors.len()];
    let mut order: Vec<usize> = (0..vectors.len()).collect();
    let mut dice = Dice::new(1);
    for _ in 0..EPOCHS {
        dice.shuffle(&mut order);
        let mut moved = 0.0_f32;
        for &i in &order {
            let y = if rows[i].1 == class { 1.0 } else { -1.0 };
            let diagonal = 0.5 / (COST * rows[i].2);
            let gradient = y * dot(&weights, &vectors[i]) - 1.0 + diagonal * multipliers[i];
            let next = (multipliers[i] - gradient / (squares[i] + diagonal)).max(0.0);
            let step = next - multipliers[i];
            if step != 0.0 {
                multipliers[i] = next;
                add(&mut weights, &vectors[i], step * y);
                moved = moved.max(step.abs());
            }
        }
        if moved < TOLERANCE {
            break;
        }
    }
    weights
}

fn square(vector: &Sparse) -> f32 {
    vector.iter().map(|&(_, value)| value * value).sum()
}

fn dot(weights: &[f32], vector: &Sparse) -> f32 {
    let constant = weights[weights.len() - 1] * BIAS;
    vector.iter().map(|&(feature, value)| weights[feature as usize] * value).sum::<f32>() + constant
}

fn add(weights: &mut [f32], vector: &Sparse, step: f32) {
    for &(feature, value) in vector {
        weights[feature as usize] += step * value;
    }
    let constant = weights.len() - 1;
    weights[constant] += step * BIAS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_on_their_own_axes_are_told_apart() {
        let vectors: Vec<Sparse> = (0..30).map(|i| vec![(i % 3, 1.0), (3, 0.3)]).collect();
        let rows: Vec<Row<'_>> = (0..30).map(|i| ("", i % 3, 1.0)).collect();
        let linear = Linear::train(&vectors, &rows, 3, 4);
        for class in 0..3_u32 {
            let margins = linear.margins(&vec![(class, 1.0)]);
            let best = (0..3).max_by(|&a, &b| margins[a].total_cmp(&margins[b])).unwrap();
            assert_eq!(best, class as usize, "{margins:?}");
        }
    }

    #[test]
    fn a_light_example_gives_way_to_a_heavy_one() {
        let rows = [("card", 0, 1.0), ("card", 1, 0.1)];
        let (margins, known) = Words::train(&rows, 2).margins("card");
        assert!(margins[0] > margins[1] && known == 1.0, "{margins:?}");
    }
}
