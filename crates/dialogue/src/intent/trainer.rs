//! A linear classifier per class by dual coordinate descent (Hsieh et al., ICML 2008, algorithm 1: L2 loss),
//! its margins turned into probabilities by a softmax whose temperature is fitted on sentences held out.
//! No learning rate, no randomness from outside: the same examples give the same model.

use super::features::Sparse;

/// Cost of an example on the wrong side.
const COST: f32 = 1.0;
/// The margin's constant part is a feature of this value.
const BIAS: f32 = 1.0;
const EPOCHS: usize = 60;
/// Stop when no multiplier moves more than this.
const TOLERANCE: f32 = 0.02;

/// Weights, all classes of a feature side by side; the last row is the constant part.
#[derive(Clone, Debug)]
pub(crate) struct Linear {
    classes: usize,
    weights: Vec<f32>,
}

impl Linear {
    /// Trains one class against the rest, for every class. `labels[i]` is the class of `vectors[i]`.
    pub(crate) fn train(vectors: &[Sparse], labels: &[usize], classes: usize, features: usize) -> Self {
        let mut weights = vec![0.0; (features + 1) * classes];
        let squares: Vec<f32> = vectors.iter().map(|vector| square(vector) + BIAS * BIAS).collect();
        for class in 0..classes {
            let column = train_class(vectors, &squares, |i| if labels[i] == class { 1.0 } else { -1.0 }, features);
            for (feature, weight) in column.into_iter().enumerate() {
                weights[feature * classes + class] = weight;
            }
        }
        Self { classes, weights }
    }

    /// Every class's margin.
    pub(crate) fn margins(&self, vector: &Sparse) -> Vec<f32> {
        let constant = self.weights.len() - self.classes;
        let mut margins: Vec<f32> = self.weights[constant..].iter().map(|weight| weight * BIAS).collect();
        for &(feature, value) in vector {
            let row = &self.weights[feature as usize * self.classes..][..self.classes];
            margins.iter_mut().zip(row).for_each(|(margin, weight)| *margin += value * weight);
        }
        margins
    }
}

/// Weights of one class against the rest. `sign(i)` is +1 for its examples, -1 for the others.
fn train_class(vectors: &[Sparse], squares: &[f32], sign: impl Fn(usize) -> f32, features: usize) -> Vec<f32> {
    let diagonal = 0.5 / COST;
    let mut weights = vec![0.0_f32; features + 1];
    let mut multipliers = vec![0.0_f32; vectors.len()];
    let mut order: Vec<usize> = (0..vectors.len()).collect();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..EPOCHS {
        dice.shuffle(&mut order);
        let mut moved = 0.0_f32;
        for &i in &order {
            let y = sign(i);
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

/// Probabilities of margins at a temperature.
pub(crate) fn softmax(margins: &[f32], temperature: f32) -> Vec<f32> {
    let top = margins.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = margins.iter().map(|margin| ((margin - top) / temperature).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// The temperature at which held-out sentences' own classes are most probable (golden-section search).
pub(crate) fn fit_temperature(held_out: &[(Vec<f32>, usize)]) -> f32 {
    let loss = |log_temperature: f32| -> f32 {
        held_out.iter().map(|(margins, class)| -softmax(margins, log_temperature.exp())[*class].max(1e-9).ln()).sum()
    };
    let golden = 0.618_034_f32;
    let (mut low, mut high) = (-4.0_f32, 2.0_f32);
    for _ in 0..30 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if loss(left) < loss(right) { high = right } else { low = left }
    }
    f32::midpoint(low, high).exp()
}

/// A small generator of our own (xorshift64*), since training must not depend on the outside.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Puts the items in another order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        usize::try_from(drawn).unwrap_or(usize::MAX) % n
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_on_their_own_axes_are_told_apart() {
        let vectors: Vec<Sparse> = (0..30).map(|i| vec![(i % 3, 1.0), (3, 0.3)]).collect();
        let labels: Vec<usize> = (0..30).map(|i| i % 3).collect();
        let linear = Linear::train(&vectors, &labels, 3, 4);
        for class in 0..3_u32 {
            let margins = linear.margins(&vec![(class, 1.0)]);
            let best = (0..3).max_by(|&a, &b| margins[a].total_cmp(&margins[b])).unwrap();
            assert_eq!(best, class as usize, "{margins:?}");
        }
    }

    #[test]
    fn the_temperature_makes_confidence_match_the_share_of_right_answers() {
        // Three in four are right; the margin is always 1 between two classes.
        let held_out: Vec<_> = (0..400).map(|i| (vec![1.0, 0.0], usize::from(i % 4 == 0))).collect();
        let probability = softmax(&[1.0, 0.0], fit_temperature(&held_out))[0];
        assert!((probability - 0.75).abs() < 0.01, "{probability}");
    }
}
