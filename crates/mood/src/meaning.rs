//! What a turn means: a softmax regression on the sentence vector the engine's embedder makes of it, so that what no list
//! foresees is read by what it comes to.
//!
//! The weights are fitted on the example sentences of the lexicon (`wasl mood learn`) and stand beside them in
//! `meaning.json`. Without them, or without vectors, words are read by phrases and manner alone.

mod trainer;

use serde::{Deserialize, Serialize};
use wasl_model::Mood;

use crate::fusion::{index, softmax};

pub use trainer::{Lesson, fit};

/// Six planes in the space of sentence vectors, in the order of [`Mood::ALL`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// Counts up with every change of meaning.
    pub version: u32,
    /// The embedding model whose vectors they were fitted on.
    pub model: String,
    /// SHA-256 of what they were fitted on, see [`crate::Lexicon::examples_as_text`].
    pub data: String,
    /// The logits at the origin.
    pub bias: [f32; 6],
    /// One row of logits a number of the vector.
    pub weights: Vec<[f32; 6]>,
}

impl Meaning {
    /// As `wasl mood learn` writes it.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// Log-probability of every mood over that of "neutral"; `None` for the vector of another model.
    #[must_use]
    pub fn over_neutral(&self, vector: &[f32]) -> Option<[f32; 6]> {
        let logs = softmax(self.logits(vector)?).map(|p| p.max(1e-6).ln());
        Some(logs.map(|log| log - logs[index(Mood::Neutral)]))
    }

    fn logits(&self, vector: &[f32]) -> Option<[f32; 6]> {
        if vector.len() != self.weights.len() {
            return None;
        }
        let mut logits = self.bias;
        for (weights, x) in self.weights.iter().zip(vector) {
            logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += weight * x);
        }
        Some(logits)
    }
}
