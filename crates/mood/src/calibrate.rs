//! Confidence that means what it says: Platt scaling of the label's probability, fitted on a site's labelled readings.
//!
//! `confidence = 1 / (1 + exp(-(slope × logit(p) + shift)))`; with no shift, `1 / slope` is a temperature.
//! How good it is, before and after, tell [`crate::metrics::reliability`] and [`crate::metrics::calibration_error`].

use serde::{Deserialize, Serialize};
use wasl_model::Mood;

use crate::metrics::Judged;
use crate::train::platt::platt;

/// Fewer readings fit nothing.
pub const FEWEST: usize = 50;

/// The two parameters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Calibration {
    /// Below 1: probabilities were too sure of themselves.
    pub slope: f32,
    /// Below 0: labels are right less often than the probabilities say.
    pub shift: f32,
}

/// One for labels that name a mood and one for "neutral", which is right far more often.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Calibrations {
    /// For every mood but "neutral".
    pub moods: Calibration,
    /// For "neutral".
    pub neutral: Calibration,
}

impl Default for Calibrations {
    /// Slopes fitted on the tuning half of the scripted calls, as if nine of ten turns were calm. What
    /// [`crate::CONFIDENT`] means for moods is kept: the curve goes through it, so that sites start out careful.
    fn default() -> Self {
        Self { moods: Calibration::through(crate::CONFIDENT, 2.0), neutral: Calibration { slope: 2.5, shift: 2.4 } }
    }
}

impl Calibrations {
    /// That of a label.
    #[must_use]
    pub const fn of(self, label: Mood) -> Calibration {
        match label {
            Mood::Neutral => self.neutral,
            Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Satisfied | Mood::Sad => self.moods,
        }
    }
}

impl Default for Calibration {
    fn default() -> Self {
        Self { slope: 1.0, shift: 0.0 }
    }
}

impl Calibration {
    /// Probabilities as they are.
    pub const RAW: Self = Self { slope: 1.0, shift: 0.0 };

    /// A curve of this slope that leaves one probability as it is.
    #[must_use]
    pub fn through(probability: f32, slope: f32) -> Self {
        Self { slope, shift: (1.0 - slope) * logit(probability) }
    }

    /// How often a label of this probability is right.
    #[must_use]
    pub fn apply(self, probability: f32) -> f32 {
        if self == Self::RAW {
            return probability;
        }
        1.0 / (1.0 + (-(self.slope * logit(probability) + self.shift)).exp())
    }
}

/// A label that somebody checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checked {
    /// The label's probability before calibration ([`wasl_model::MoodReading::scores`]).
    pub probability: f32,
    /// Whether the label was right.
    pub right: bool,
    /// How much it counts: above 1 for what is rarer among the checked readings than on the line.
    pub weight: f32,
}

/// Fits the parameters by logistic regression. `None` for fewer than [`FEWEST`] readings, or when all or none are right.
#[must_use]
pub fn calibrate(checked: &[Checked]) -> Option<Calibration> {
    let is: Vec<bool> = checked.iter().map(|c| c.right).collect();
    if checked.len() < FEWEST || is.iter().all(|right| *right) || !is.contains(&true) {
        return None;
    }
    let points: Vec<(f64, bool, f64)> =
        checked.iter().map(|c| (f64::from(logit(c.probability)), c.right, f64::from(c.weight))).collect();
    let curve = platt(&points);
    // A label more probable is never less often right: a slope below zero is an accident of few readings.
    let slope = curve.slope.max(0.05) as f32;
    Some(Calibration { slope, shift: curve.bias as f32 })
}

/// The same readings as the reliability figures take them.
#[must_use]
pub fn judged(checked: &[Checked], calibration: Calibration) -> Vec<Judged> {
    checked.iter().map(|c| Judged { said: f64::from(calibration.apply(c.probability)), is: c.right }).collect()
}

fn logit(probability: f32) -> f32 {
    let p = probability.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::calibration_error;

    /// Two hundred labels that say `said` and are right as often as `truth` says.
    fn readings(said: f32, truth: f32) -> impl Iterator<Item = Checked> {
        (0_u8..200).map(move |n| Checked { probability: said, right: f32::from(n) < truth * 200.0, weight: 1.0 })
    }

    #[test]
    fn too_sure_labels_become_as_sure_as_they_are_right() {
        let checked: Vec<_> = readings(0.95, 0.7).chain(readings(0.8, 0.6)).chain(readings(0.6, 0.5)).collect();
        let fitted = calibrate(&checked).unwrap();
        let error = |calibration: Calibration| calibration_error(&judged(&checked, calibration), 10).unwrap();
        assert!(fitted.slope < 1.0 && fitted.apply(0.95) < 0.75, "{fitted:?}");
        assert!(error(Calibration::RAW) > 0.15 && error(fitted) < 0.03);
    }

    #[test]
    fn few_or_one_sided_readings_fit_nothing() {
        let few: Vec<_> = readings(0.9, 0.5).step_by(10).collect();
        assert_eq!(calibrate(&few), None);
        let all: Vec<_> = readings(0.9, 1.0).collect();
        assert_eq!(calibrate(&all), None);
    }

    #[test]
    fn what_counts_more_pulls_more() {
        let mut checked: Vec<_> = readings(0.8, 0.8).collect();
        let before = calibrate(&checked).unwrap().apply(0.8);
        checked.iter_mut().filter(|c| !c.right).for_each(|c| c.weight = 4.0);
        assert!(calibrate(&checked).unwrap().apply(0.8) < before - 0.2);
    }
}
