//! How much each view counts, so that confidence is the share of right answers: a log-linear mixture whose weights make
//! held-out sentences' own classes most probable. With words alone it is a temperature.

use nalgebra::{SMatrix, SVector};
use wasl_model::Language;

/// Newton's steps; the loss is convex and has as many unknowns as there are views.
const STEPS: usize = 30;
/// Keeps the weights near these where held-out sentences do not tell.
const RIDGE: f64 = 1e-3;
const BEFORE: Mix = Mix { weights: Numbers::new(1.0, 0.5, 0.5) };

/// A number a view: words, meaning, the language's own.
type Numbers = SVector<f64, 3>;

/// Weights of the words' margins and of the vectors' logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mix {
    weights: Numbers,
}

/// What the views tell of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Views {
    /// Margins from words, a class each.
    pub(super) words: Vec<f32>,
    /// Logits from the meaning, a class each.
    pub(super) meaning: Option<Vec<f32>>,
    /// Logits from the language's own model, a class each.
    pub(super) own: Option<(Language, Vec<f32>)>,
}

impl Views {
    fn classes(&self) -> impl Iterator<Item = Numbers> {
        let logit = |logits: Option<&Vec<f32>>, class: usize| logits.map_or(0.0, |of| f64::from(of[class]));
        let (meaning, own) = (self.meaning.as_ref(), self.own.as_ref().map(|own| &own.1));
        let numbers = move |(class, margin): (usize, &f32)| {
            Numbers::new(f64::from(*margin), logit(meaning, class), logit(own, class))
        };
        self.words.iter().enumerate().map(numbers)
    }
}

impl Mix {
    /// Fits the weights on sentences that the views were not trained on.
    pub(super) fn fit(held_out: &[(&Views, usize)]) -> Self {
        let mut mix = BEFORE;
        for _ in 0..STEPS {
            let (slope, bend) = mix.slope_and_bend(held_out);
            let Some(step) = bend.cholesky().map(|root| root.solve(&slope)) else { break };
            // Damped, because far from the least Newton's step is too long.
            let damp = 1.0 / (1.0 + 0.5 * step.norm());
            mix.weights = (mix.weights - step * damp).map(|weight| weight.max(0.0));
        }
        mix
    }

    /// Probabilities of the classes.
    pub(super) fn probabilities(self, views: &Views) -> Vec<f32> {
        softmax(&self.logits(views).collect::<Vec<_>>()).into_iter().map(|p| p as f32).collect()
    }

    /// The mixture before the softmax.
    pub(super) fn logits(self, views: &Views) -> impl Iterator<Item = f64> {
        views.classes().map(move |numbers| self.weights.dot(&numbers))
    }

    /// Of the loss, its slope and second derivatives.
    fn slope_and_bend(self, held_out: &[(&Views, usize)]) -> (Numbers, SMatrix<f64, 3, 3>) {
        let ridge = RIDGE * (held_out.len().max(1) as f64);
        let mut slope = (self.weights - BEFORE.weights) * ridge;
        let mut bend = SMatrix::<f64, 3, 3>::identity() * ridge;
        for &(views, class) in held_out {
            let probabilities = softmax(&self.logits(views).collect::<Vec<_>>());
            let mut mean = Numbers::zeros();
            for (this, (numbers, p)) in views.classes().zip(&probabilities).enumerate() {
                mean += numbers * *p;
                bend += numbers * numbers.transpose() * *p;
                if this == class {
                    slope -= numbers;
                }
            }
            slope += mean;
            bend -= mean * mean.transpose();
        }
        (slope, bend)
    }
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = logits.iter().map(|logit| (logit - top).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_matches_the_share_of_right_answers() {
        // Three in four are right; the margin is always 1 between two classes.
        let views = Views { words: vec![1.0, 0.0], meaning: None, own: None };
        let held_out: Vec<_> = (0..400).map(|i| (&views, usize::from(i % 4 == 0))).collect();
        let mix = Mix::fit(&held_out);
        let probability = mix.probabilities(&views)[0];
        assert!((probability - 0.75).abs() < 0.01, "{probability}");
    }

    #[test]
    fn a_view_that_tells_nothing_counts_nothing() {
        let told = |class: usize, noise: f32, other: f32| Views {
            words: vec![noise, 0.3 - noise],
            meaning: Some(if class == 0 { vec![1.0, 0.0] } else { vec![0.0, 1.0] }),
            own: Some((Language::Ar, vec![other, 0.3 - other])),
        };
        let held_out: Vec<_> = (0..200).map(|i| (told(i % 2, (i / 2 % 2) as f32, (i / 4 % 2) as f32), i % 2)).collect();
        let held_out: Vec<_> = held_out.iter().map(|(views, class)| (views, *class)).collect();
        let mix = Mix::fit(&held_out);
        let [words, meaning, own] = mix.weights.into();
        assert!(words < 0.2 && meaning > 2.0 && own < 0.2, "{mix:?}");
    }
}
