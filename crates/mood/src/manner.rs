//! The manner of speaking: what a whole turn resembles, where no phrase of the lexicon says it.
//!
//! Callers say most of what they feel indirectly ("I could record it on a tape"), in words no list foresees.
//! A linear model over words and letters is trained at load from the example sentences and phrases of the lexicon, all of
//! them our own. Where the engine made a vector of the turn, what it means joins, log-linear. Both together give a sign,
//! never enough alone to end automation.

mod grams;
mod trainer;

use std::collections::HashMap;

use wasl_model::{Evidence, EvidenceSource, Mood, Span};

use crate::config::MannerWeights;
use crate::fusion::index;
use crate::lexicon::{Lexicon, Particles};
use grams::{Sparse, grams};

pub(crate) use trainer::train;

/// What its evidence is called.
pub const MANNER: &str = "manner_of_speaking";

/// A sentence and the mood a listener would hear in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What a caller says in one turn.
    pub text: String,
    /// How they feel.
    pub mood: Mood,
    /// How much it counts in training: sentences 1, phrases of the lexicon less.
    pub weight: f32,
}

/// How far a turn as a whole leans to each mood, in logits over "neutral".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaning {
    over: [f32; 6],
    /// What a mood counts that is as probable as "neutral".
    even: f32,
}

impl Leaning {
    /// Of a turn's words, and of the sentence vector made of them, if there is one; `None` when neither says anything.
    pub(crate) fn of(lexicon: &Lexicon, text: &str, vector: Option<&[f32]>, w: &MannerWeights) -> Option<Self> {
        let manner = lexicon.manner.over_neutral(text);
        match vector.and_then(|vector| lexicon.meaning()?.over_neutral(vector)) {
            None => manner.map(|over| Self { over, even: w.even }),
            Some(meaning) => {
                let manner = manner.unwrap_or_default();
                let over = std::array::from_fn(|mood| manner[mood] + w.meaning * meaning[mood]);
                Some(Self { over, even: w.even_with_meaning })
            }
        }
    }

    /// What it speaks for, each mood by its distance to the best, however sure that is.
    ///
    /// It reads the same words as the phrases, so it adds only what those `said` do not say already, and nothing for a
    /// mood that was `denied`, nor for any when distress was ("I'm not angry").
    pub(crate) fn evidence(self, w: &MannerWeights, span: Span, said: &[Evidence], denied: &[Mood]) -> Vec<Evidence> {
        let over = |mood| self.over[index(mood)];
        let moods = Mood::ALL.into_iter().filter(|mood| *mood != Mood::Neutral);
        let best = moods.clone().map(over).fold(f32::MIN, f32::max);
        let most = (self.even + w.slope * best).min(w.most);
        let weighed = moods.map(|mood| (mood, most - w.slope * (best - over(mood))));
        let calmed = denied.iter().any(|mood| mood.ends_automation());
        let enough = weighed.filter(|(mood, weight)| *weight >= w.least && !calmed && !denied.contains(mood));
        let beside = enough.map(|(mood, weight)| {
            (mood, weight - said.iter().filter(|e| e.mood == mood).map(|e| e.weight).sum::<f32>())
        });
        let told = beside.filter(|(_, weight)| *weight > 0.0);
        told.map(|(mood, weight)| Evidence {
            source: EvidenceSource::Words,
            mood,
            weight,
            what: MANNER.to_owned(),
            span,
        })
        .collect()
    }
}

/// A linear model over n-grams. Trained once, never changes; the map is only looked up, its order decides nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manner {
    features: HashMap<u64, u32>,
    rarity: Vec<f32>,
    weights: Vec<[f32; 6]>,
    bias: [f32; 6],
    around: Particles,
}

impl Manner {
    /// Log-probability of every mood over that of "neutral"; `None` when it was never trained or knows no word.
    pub(crate) fn over_neutral(&self, text: &str) -> Option<[f32; 6]> {
        let vector = self.vector(text);
        if vector.is_empty() {
            return None;
        }
        let logits = self.logits(&vector);
        Some(logits.map(|logit| logit - logits[index(Mood::Neutral)]))
    }

    fn logits(&self, vector: &Sparse) -> [f32; 6] {
        let mut logits = self.bias;
        for &(feature, value) in vector {
            for (logit, weight) in logits.iter_mut().zip(self.weights[feature as usize]) {
                *logit += weight * value;
            }
        }
        logits
    }

    fn vector(&self, text: &str) -> Sparse {
        let halves = grams(text, &self.around);
        let mut vector: Sparse = halves.iter().flat_map(|half| self.half(half)).collect();
        vector.sort_unstable_by_key(|&(feature, _)| feature);
        vector
    }

    /// One kind of n-grams, of length 1.
    fn half(&self, half: &[u64]) -> Sparse {
        let mut found: Vec<u32> = half.iter().filter_map(|gram| self.features.get(gram).copied()).collect();
        found.sort_unstable();
        found.dedup();
        let length = found.iter().map(|&f| self.rarity[f as usize].powi(2)).sum::<f32>().sqrt();
        found.into_iter().map(|f| (f, self.rarity[f as usize] / length)).collect()
    }
}
