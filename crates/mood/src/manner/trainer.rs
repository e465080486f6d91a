//! Softmax regression on sparse vectors: some passes in a fixed order with a step that shrinks per feature (AdaGrad).

use std::collections::HashMap;

use super::grams::{Sparse, grams};
use super::{Example, Manner};
use crate::fusion::{index, softmax};
use crate::lexicon::Particles;

const PASSES: usize = 6;
const STEP: f32 = 0.1;
/// Pull to zero, per step and weight.
const RIDGE: f32 = 2e-4;
/// N-grams of fewer examples are not kept.
const SEEN: u32 = 2;

/// Learns from sentences; classes count alike however many examples they have.
pub(crate) fn train(examples: &[Example], around: &Particles) -> Manner {
    let mut manner = vocabulary(examples, around);
    if manner.rarity.is_empty() {
        return manner;
    }
    let rows: Vec<(Sparse, usize, f32)> = balanced(examples)
        .into_iter()
        .zip(examples)
        .map(|(weight, example)| (manner.vector(&example.text), index(example.mood), weight))
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut steps = vec![[1e-3_f32; 6]; manner.weights.len()];
    let mut bias_steps = [1e-3_f32; 6];
    let mut dice = 0x2026_1127_u64;
    for _ in 0..PASSES {
        shuffle(&mut order, &mut dice);
        for &row in &order {
            let (vector, class, weight) = &rows[row];
            let mut error = softmax(manner.logits(vector));
            error[*class] -= 1.0;
            for &(feature, value) in vector {
                let at = feature as usize;
                descend(&mut manner.weights[at], &mut steps[at], error.map(|e| e * value * weight));
            }
            descend(&mut manner.bias, &mut bias_steps, error.map(|e| e * weight));
        }
    }
    manner
}

fn descend(weights: &mut [f32; 6], steps: &mut [f32; 6], gradient: [f32; 6]) {
    for ((weight, step), slope) in weights.iter_mut().zip(steps).zip(gradient) {
        let slope = slope + RIDGE * *weight;
        *step += slope * slope;
        *weight -= STEP * slope / step.sqrt();
    }
}

/// Every class weighs the same in sum, so that the mean weight is 1.
fn balanced(examples: &[Example]) -> Vec<f32> {
    let mut sums = [0.0_f32; 6];
    for example in examples {
        sums[index(example.mood)] += example.weight;
    }
    let present = sums.iter().filter(|sum| **sum > 0.0).count() as f32;
    let mean = sums.iter().sum::<f32>() / present;
    examples.iter().map(|example| example.weight * (mean / sums[index(example.mood)]).sqrt()).collect()
}

fn vocabulary(examples: &[Example], around: &Particles) -> Manner {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut order = Vec::new();
    for example in examples {
        let mut seen: Vec<u64> = grams(&example.text, around).concat();
        seen.sort_unstable();
        seen.dedup();
        for gram in seen {
            let count = counts.entry(gram).or_default();
            *count += 1;
            if *count == SEEN {
                order.push(gram);
            }
        }
    }
    let rarity = order.iter().map(|gram| (examples.len() as f32 / counts[gram] as f32).ln() + 1.0).collect();
    let features = (0_u32..).zip(&order).map(|(feature, gram)| (*gram, feature)).collect();
    Manner { features, rarity, weights: vec![[0.0; 6]; order.len()], bias: [0.0; 6], around: around.clone() }
}

fn shuffle(order: &mut [usize], dice: &mut u64) {
    for last in (1..order.len()).rev() {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(last, (*dice >> 33) as usize % (last + 1));
    }
}
