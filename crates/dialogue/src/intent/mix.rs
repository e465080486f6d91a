//! How much words and meaning count, so that confidence is the share of right answers: a log-linear mixture whose two
//! weights make held-out sentences' own classes most probable. With words alone it is a temperature.

/// Newton's steps; the loss is convex and has two unknowns.
const STEPS: usize = 30;
/// Keeps the weights near these where held-out sentences do not tell.
const RIDGE: f64 = 1e-3;
const BEFORE: Mix = Mix { words: 1.0, meaning: 0.5 };

/// Weights of the words' margins and of the meaning's logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mix {
    words: f64,
    meaning: f64,
}

/// What both views tell of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Views {
    /// Margins from words, a class each.
    pub(super) words: Vec<f32>,
    /// Logits from the meaning, a class each.
    pub(super) meaning: Option<Vec<f32>>,
}

impl Views {
    fn both(&self) -> impl Iterator<Item = (f64, f64)> {
        let meaning = |class| self.meaning.as_ref().map_or(0.0, |logits: &Vec<f32>| f64::from(logits[class]));
        self.words.iter().enumerate().map(move |(class, &margin)| (f64::from(margin), meaning(class)))
    }
}

impl Mix {
    /// Fits the weights on sentences that the views were not trained on.
    pub(super) fn fit(held_out: &[(&Views, usize)]) -> Self {
        let mut mix = BEFORE;
        for _ in 0..STEPS {
            let (slope, bend) = mix.slope_and_bend(held_out);
            let determinant = bend.0 * bend.2 - bend.1 * bend.1;
            if determinant <= 0.0 {
                break;
            }
            let step = (
                (bend.2 * slope.0 - bend.1 * slope.1) / determinant,
                (bend.0 * slope.1 - bend.1 * slope.0) / determinant,
            );
            // Damped, because far from the least Newton's step is too long.
            let damp = 1.0 / (1.0 + 0.5 * step.0.hypot(step.1));
            mix = Self { words: (mix.words - damp * step.0).max(0.0), meaning: (mix.meaning - damp * step.1).max(0.0) };
        }
        mix
    }

    /// Probabilities of the classes.
    pub(super) fn probabilities(self, views: &Views) -> Vec<f32> {
        softmax(&self.logits(views).collect::<Vec<_>>()).into_iter().map(|p| p as f32).collect()
    }

    /// The mixture before the softmax.
    pub(super) fn logits(self, views: &Views) -> impl Iterator<Item = f64> {
        views.both().map(move |(words, meaning)| self.words * words + self.meaning * meaning)
    }

    /// Of the mean loss: its slope, and the second derivatives (first, mixed, second).
    fn slope_and_bend(self, held_out: &[(&Views, usize)]) -> ((f64, f64), (f64, f64, f64)) {
        let (mut slope, mut bend) = ((0.0, 0.0), (0.0, 0.0, 0.0));
        for &(views, class) in held_out {
            let probabilities = softmax(&self.logits(views).collect::<Vec<_>>());
            let (mut mean, mut square, mut own) = ((0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0));
            for (this, ((a, b), p)) in views.both().zip(&probabilities).enumerate() {
                mean = (mean.0 + p * a, mean.1 + p * b);
                square = (square.0 + p * a * a, square.1 + p * a * b, square.2 + p * b * b);
                if this == class {
                    own = (a, b);
                }
            }
            slope = (slope.0 + mean.0 - own.0, slope.1 + mean.1 - own.1);
            bend.0 += square.0 - mean.0 * mean.0;
            bend.1 += square.1 - mean.0 * mean.1;
            bend.2 += square.2 - mean.1 * mean.1;
        }
        let ridge = RIDGE * (held_out.len().max(1) as f64);
        let pull = (ridge * (self.words - BEFORE.words), ridge * (self.meaning - BEFORE.meaning));
        ((slope.0 + pull.0, slope.1 + pull.1), (bend.0 + ridge, bend.1, bend.2 + ridge))
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
        let views = Views { words: vec![1.0, 0.0], meaning: None };
        let held_out: Vec<_> = (0..400).map(|i| (&views, usize::from(i % 4 == 0))).collect();
        let mix = Mix::fit(&held_out);
        let probability = mix.probabilities(&views)[0];
        assert!((probability - 0.75).abs() < 0.01, "{probability}");
    }

    #[test]
    fn a_view_that_tells_nothing_counts_nothing() {
        let told = |class: usize, noise: f32| Views {
            words: vec![noise, 0.3 - noise],
            meaning: Some(if class == 0 { vec![1.0, 0.0] } else { vec![0.0, 1.0] }),
        };
        let held_out: Vec<_> = (0..200).map(|i| (told(i % 2, (i / 2 % 2) as f32), i % 2)).collect();
        let held_out: Vec<_> = held_out.iter().map(|(views, class)| (views, *class)).collect();
        let mix = Mix::fit(&held_out);
        assert!(mix.words < 0.2 && mix.meaning > 2.0, "{mix:?}");
    }
}
