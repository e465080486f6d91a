//! Two quantiles of a wait, learnt online from a queue's own calls.
//!
//! Each is a linear function of what was seen when the caller came, fitted by recursive least squares whose weights make
//! it a quantile's fit (iteratively reweighted: Koenker & Bassett 1978, Schlossmacher 1973), old calls fading. Beside it
//! runs a conformal correction that follows the share of waits that were in fact shorter (Gibbs & Candès 2021), so the
//! range stays honest when the day differs from those before.

use serde::{Deserialize, Serialize};

/// What is kept of the past after one more call.
const KEPT: f64 = 0.9997;
/// Errors smaller than this weigh alike.
const SMALL_S: f64 = 20.0;
/// How far a weight may be from 0 before anything is known: the prior's variance, and its ceiling for ever.
const UNKNOWN: f64 = 100.0;
/// How fast the correction follows, for each call.
const STEP_S: f64 = 0.2;

/// One quantile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Quantile {
    share: f64,
    weights: Vec<f64>,
    /// Row by row; symmetric.
    covariance: Vec<f64>,
    correction_s: f64,
}

impl Quantile {
    pub(super) fn new(share: f64, features: usize) -> Self {
        let mut covariance = vec![0.0; features * features];
        covariance.iter_mut().step_by(features + 1).for_each(|variance| *variance = UNKNOWN);
        Self { share, weights: vec![0.0; features], covariance, correction_s: 0.0 }
    }

    /// Can that be used for so many features: read back whole, from a release that saw the same?
    pub(super) fn fits(&self, features: usize) -> bool {
        let finite = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite());
        self.weights.len() == features
            && self.covariance.len() == features * features
            && finite(&self.weights)
            && finite(&self.covariance)
            && finite(&[self.share, self.correction_s])
    }

    /// Seconds; may be negative.
    pub(super) fn predict(&self, features: &[f64]) -> f64 {
        dot(&self.weights, features) + self.correction_s
    }

    /// Somebody of whom that was seen waited so long, when `told_s` was predicted.
    pub(super) fn learn(&mut self, features: &[f64], wait_s: f64, told_s: f64) {
        let shorter = if wait_s <= told_s { 1.0 } else { 0.0 };
        self.correction_s += STEP_S * (self.share - shorter);
        let n = self.weights.len();
        let error = wait_s - dot(&self.weights, features);
        let side = if error > 0.0 { self.share } else { 1.0 - self.share };
        let weight = side * SMALL_S / error.abs().max(SMALL_S);
        let seen: Vec<f64> = self.covariance.chunks_exact(n).map(|row| dot(row, features)).collect();
        let gain = weight / (KEPT + weight * dot(&seen, features));
        for (value, seen) in self.weights.iter_mut().zip(&seen) {
            *value += gain * error * seen;
        }
        for (row, mine) in self.covariance.chunks_exact_mut(n).zip(&seen) {
            for (entry, other) in row.iter_mut().zip(&seen) {
                *entry = (*entry - gain * mine * other) / KEPT;
            }
        }
        self.bound();
    }

    /// What is never seen any more must not become uncertain without end.
    fn bound(&mut self) {
        let n = self.weights.len();
        for at in 0..n {
            let variance = self.covariance[at * n + at];
            if variance > UNKNOWN {
                let scale = (UNKNOWN / variance).sqrt();
                for other in 0..n {
                    self.covariance[at * n + other] *= scale;
                    self.covariance[other * n + at] *= scale;
                }
            }
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};

    use super::*;

    #[test]
    fn quantiles_of_a_skew_wait_are_learnt_and_follow_a_change() {
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let mut quantiles = [0.5, 0.8].map(|share| Quantile::new(share, 2));
        let mut shorter = [0, 0];
        for n in 0..12_000 {
            let busy: f64 = dice.random_range(0.0..4.0);
            let mean_s = if n < 6_000 { 30.0 + 40.0 * busy } else { 90.0 + 20.0 * busy };
            let wait_s = -mean_s * dice.random_range(1e-9..1.0_f64).ln();
            let features = [1.0, busy];
            for (quantile, shorter) in quantiles.iter_mut().zip(&mut shorter) {
                let told = quantile.predict(&features);
                *shorter += u32::from(n >= 8_000 && wait_s <= told);
                quantile.learn(&features, wait_s, told);
            }
        }
        let [p50, p80] = shorter.map(|n| f64::from(n) / 4_000.0);
        assert!((p50 - 0.5).abs() < 0.02 && (p80 - 0.8).abs() < 0.02, "{p50} {p80}");
        let told = quantiles[0].predict(&[1.0, 2.0]);
        assert!((told - 130.0 * std::f64::consts::LN_2).abs() < 12.0, "{told}");
    }

    #[test]
    fn what_is_never_seen_stays_bounded() {
        let mut quantile = Quantile::new(0.5, 2);
        for _ in 0..50_000 {
            let told = quantile.predict(&[1.0, 0.0]);
            quantile.learn(&[1.0, 0.0], 60.0, told);
        }
        assert!(quantile.covariance.iter().all(|entry| entry.abs() <= UNKNOWN * 1.001));
        assert!((quantile.predict(&[1.0, 0.0]) - 60.0).abs() < 2.0);
    }
}
