//! The two linear heads on the sound of a voice (`reference/mood.md` §4): calm or heated, unpleasant or pleasant.

use serde::{Deserialize, Serialize};

/// The heads that come with Wasl: `voice/heads.json`, described in `voice/MODEL_CARD.md`.
const SHIPPED: &str = include_str!("../../voice/heads.json");

/// Two planes in the space of the means an engine gives (`VoiceFeatures` of `infer`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceHeads {
    /// Counts up with every change of meaning.
    pub version: u32,
    /// The speech model whose second encoder layer they stand on.
    pub model: String,
    /// SHA-256 of what they were fitted on.
    #[serde(default)]
    pub data: String,
    /// Calm or heated.
    pub arousal: Head,
    /// Unpleasant or pleasant; worth something in a heated voice only.
    pub valence: Head,
}

/// A plane: logit = `weights · mean + bias`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The logit at the origin.
    pub bias: f32,
    /// One weight a dimension.
    pub weights: Vec<f32>,
}

/// A curve over a head's logits: `slope × logit + shift`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Below 1: less sure.
    pub slope: f32,
    /// Above 0: more often "yes".
    pub shift: f32,
}

impl Curve {
    /// Changes nothing.
    pub const SAME: Self = Self { slope: 1.0, shift: 0.0 };
}

/// What a voice sounds like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sounds {
    /// Calm 0 .. heated 1.
    pub arousal: f32,
    /// Unpleasant 0 .. pleasant 1.
    pub valence: f32,
}

/// Why heads cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HeadsError {
    /// The file is not what `wasl mood train` writes.
    #[error("these are not voice heads")]
    Malformed(#[from] serde_json::Error),
    /// The heads were trained on another model.
    #[error("the voice has {features} numbers, the heads ({model}) expect {weights}; train them for this model")]
    Width {
        /// What came.
        features: usize,
        /// What was expected.
        weights: usize,
        /// By which heads.
        model: String,
    },
}

impl VoiceHeads {
    /// The heads that come with Wasl.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("the heads in the binary are read by a test")
    }

    /// Heads as `wasl mood train` writes them.
    ///
    /// # Errors
    /// When the text is something else, or a head has no or odd numbers.
    pub fn parse(json: &str) -> Result<Self, HeadsError> {
        Ok(serde_json::from_str(json)?)
    }

    /// What a voice sounds like, from the mean the engine gives.
    ///
    /// # Errors
    /// When the engine runs another model than the heads were trained on.
    pub fn hear(&self, mean: &[f32]) -> Result<Sounds, HeadsError> {
        for head in [&self.arousal, &self.valence] {
            if head.weights.len() != mean.len() {
                let (features, weights) = (mean.len(), head.weights.len());
                return Err(HeadsError::Width { features, weights, model: self.model.clone() });
            }
        }
        Ok(Sounds { arousal: self.arousal.probability(mean), valence: self.valence.probability(mean) })
    }
}

impl Head {
    /// The logit of a mean of the same width.
    #[must_use]
    pub fn logit(&self, mean: &[f32]) -> f32 {
        let sum: f64 = self.weights.iter().zip(mean).map(|(w, x)| f64::from(*w) * f64::from(*x)).sum();
        #[allow(clippy::cast_possible_truncation, reason = "a logit needs no more than single precision")]
        let sum = sum as f32;
        sum + self.bias
    }

    /// The head whose logits are on `curve`.
    #[must_use]
    pub fn curved(self, curve: Curve) -> Self {
        let weights = self.weights.into_iter().map(|weight| weight * curve.slope).collect();
        Self { bias: self.bias * curve.slope + curve.shift, weights }
    }

    fn probability(&self, mean: &[f32]) -> f32 {
        probability(self.logit(mean))
    }
}

/// The probability of a logit.
#[must_use]
pub fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(width: usize) -> VoiceHeads {
        let head = |bias| Head { bias, weights: vec![1.0; width] };
        VoiceHeads {
            version: 1,
            model: "test".to_owned(),
            data: String::new(),
            arousal: head(0.0),
            valence: head(-2.0),
        }
    }

    #[test]
    fn the_shipped_heads_can_be_read() {
        let heads = VoiceHeads::shipped();
        assert_eq!((heads.arousal.weights.len(), heads.valence.weights.len()), (512, 512));
        assert!(heads.arousal.weights.iter().chain(&heads.valence.weights).all(|w| w.is_finite()));
        let sounds = heads.hear(&[0.0; 512]).unwrap();
        assert!((0.0..=1.0).contains(&sounds.arousal) && (0.0..=1.0).contains(&sounds.valence));
    }

    #[test]
    fn a_logit_becomes_a_probability() {
        let sounds = heads(2).hear(&[1.0, 1.0]).unwrap();
        assert!((sounds.arousal - 0.880_797).abs() < 1e-5, "{sounds:?}");
        assert!((sounds.valence - 0.5).abs() < 1e-6, "{sounds:?}");
    }

    #[test]
    fn a_curve_bends_the_logit() {
        let head = Head { bias: 1.0, weights: vec![2.0, -1.0] };
        let bent = head.clone().curved(Curve { slope: 0.5, shift: 1.0 });
        assert_eq!((head.logit(&[3.0, 1.0]), bent.logit(&[3.0, 1.0])), (6.0, 4.0));
        assert_eq!(head.clone().curved(Curve::SAME), head);
    }

    #[test]
    fn the_mean_of_another_model_is_refused() {
        let error = heads(512).hear(&[0.0; 384]).unwrap_err().to_string();
        assert!(error.contains("384") && error.contains("512"), "{error}");
    }
}
