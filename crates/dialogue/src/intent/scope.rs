//! Whether a sentence is about any of the classes at all: a logistic regression on how sure, how strong, how near and how
//! well known it is, learnt from sentences of classes that were left out of training.

use nalgebra::{SMatrix, SVector};

/// Numbers that are looked at, and a constant.
const FACTS: usize = 5;
/// Share of sentences that are taken to be about something else.
const ELSE: f64 = 0.05;
const STEPS: usize = 25;
const RIDGE: f64 = 1e-2;
/// Without left-out classes to learn from: share of known words from which trust is whole.
const KNOWN_ENOUGH: f32 = 0.25;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Facts {
    /// Probability of the most probable class, 0..=1.
    pub(super) sure: f32,
    /// Its logit.
    pub(super) strong: f32,
    /// Cosine to the nearest class, -1..=1; 0 where there is no meaning.
    pub(super) near: f32,
    /// Share of known words, 0..=1.
    pub(super) known: f32,
}

/// Tells how probably a sentence is about one of the classes.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    weights: Option<SVector<f64, FACTS>>,
}

impl Scope {
    /// Learns from sentences of known classes and of others.
    pub(super) fn fit(inside: &[Facts], outside: &[Facts]) -> Self {
        if inside.is_empty() || outside.is_empty() {
            return Self::default();
        }
        let share = |of: &[Facts], share: f64| share / of.len() as f64;
        let (weight_in, weight_out) = (share(inside, 1.0 - ELSE), share(outside, ELSE));
        let rows: Vec<_> = inside
            .iter()
            .map(|facts| (facts.numbers(), 1.0, weight_in))
            .chain(outside.iter().map(|facts| (facts.numbers(), 0.0, weight_out)))
            .collect();
        let mut weights = SVector::<f64, FACTS>::zeros();
        for _ in 0..STEPS {
            let mut slope = weights * RIDGE * 0.01;
            let mut bend = SMatrix::<f64, FACTS, FACTS>::identity() * RIDGE * 0.01;
            for (numbers, wanted, weight) in &rows {
                let told = logistic(weights.dot(numbers));
                slope += numbers * (weight * (told - wanted));
                bend += numbers * numbers.transpose() * (weight * told * (1.0 - told));
            }
            let Some(step) = bend.cholesky().map(|root| root.solve(&slope)) else { break };
            weights -= step / (1.0 + 0.2 * step.norm());
        }
        Self { weights: Some(weights) }
    }

    /// Probability that the sentence is about one of the classes, 0..=1.
    pub(super) fn inside(&self, facts: Facts) -> f32 {
        match &self.weights {
            Some(weights) => logistic(weights.dot(&facts.numbers())) as f32 * f32::from(facts.known > 0.0),
            None => (facts.known / KNOWN_ENOUGH).min(1.0),
        }
    }
}

impl Facts {
    fn numbers(self) -> SVector<f64, FACTS> {
        let sure = f64::from(self.sure.clamp(1e-4, 1.0 - 1e-4));
        let sure = (sure / (1.0 - sure)).ln();
        [sure, f64::from(self.strong), 4.0 * f64::from(self.near), f64::from(self.known), 1.0].into()
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(sure: f32, near: f32) -> Facts {
        Facts { sure, strong: sure * 5.0, near, known: 0.8 }
    }

    #[test]
    fn what_is_far_and_unsure_is_about_something_else() {
        let inside: Vec<Facts> = (0..100).map(|i| facts(0.5 + 0.005 * i as f32, 0.6)).collect();
        let outside: Vec<Facts> = (0..100).map(|i| facts(0.1 + 0.005 * i as f32, 0.2)).collect();
        let scope = Scope::fit(&inside, &outside);
        assert!(scope.inside(facts(0.95, 0.6)) > 0.95);
        assert!(scope.inside(facts(0.2, 0.1)) < 0.3);
        assert_eq!(scope.inside(Facts { known: 0.0, ..facts(0.9, 0.9) }), 0.0);
    }

    #[test]
    fn without_others_known_words_decide() {
        let scope = Scope::fit(&[facts(0.9, 0.9)], &[]);
        assert_eq!(scope.inside(Facts { known: 0.125, ..facts(0.9, 0.9) }), 0.5);
    }
}
