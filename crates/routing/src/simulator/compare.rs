//! Days in pairs: the same seeds under each policy, differences with standard errors.

use serde::Serialize;
use wasl_model::Mood;

use super::{Policy, Scenario, Tally};

/// One policy in one scenario, over all seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The scenario's name.
    pub scenario: String,
    /// The policy's name.
    pub policy: String,
    /// Days simulated.
    pub seeds: usize,
    /// Per call that came; see [`super::UTILITY`].
    pub utility: f64,
    /// More than first come first served with who is idle longest, in percent of that.
    pub utility_gain_pct: f64,
    /// Standard error of the gain, paired by day.
    pub utility_gain_se: f64,
    /// Answered within 20 s, of all that came.
    pub service_level_pct: f64,
    /// Gave up, of all that came.
    pub abandonment_pct: f64,
    /// Hot calls given to an agent over the cap.
    pub over_cap_pct: f64,
    /// Unevenness of hot load over agents, 0 to 1.
    pub hot_gini: f64,
    /// Mean wait.
    pub wait_s: f64,
    /// Of angry callers.
    pub wait_angry_s: f64,
    /// Of callers in no special mood.
    pub wait_calm_s: f64,
    /// Hot callers who ended in a good mood.
    pub ends_well_hot_pct: f64,
    /// Median time of a decision.
    pub decision_us_p50: f64,
    /// And of 999 in 1,000.
    pub decision_us_p999: f64,
}

/// A policy's days against the baseline's days of the same seeds.
#[must_use]
pub fn compare(scenario: &Scenario, policy: Policy, days: &[Tally], baseline: &[Tally]) -> Row {
    let mean = |of: &dyn Fn(&Tally) -> f64| days.iter().map(of).sum::<f64>() / days.len().max(1) as f64;
    let base = baseline.iter().map(Tally::utility).sum::<f64>() / baseline.len().max(1) as f64;
    let gains: Vec<f64> = days
        .iter()
        .zip(baseline)
        .map(|(day, base)| day.utility() - base.utility())
        .map(|gain| 100.0 * gain / base)
        .collect();
    let (gain, error) = mean_and_error(&gains);
    let mut decisions: Vec<f32> = days.iter().flat_map(|day| &day.decisions_us).copied().collect();
    decisions.sort_by(f32::total_cmp);
    let quantile = |share: f64| {
        let at = (decisions.len().saturating_sub(1) as f64 * share) as usize;
        decisions.get(at).map_or(0.0, |us| f64::from(*us))
    };
    Row {
        scenario: scenario.name.clone(),
        policy: policy.name().to_owned(),
        seeds: days.len(),
        utility: mean(&Tally::utility),
        utility_gain_pct: gain,
        utility_gain_se: error,
        service_level_pct: mean(&Tally::service_level_pct),
        abandonment_pct: mean(&Tally::abandonment_pct),
        over_cap_pct: mean(&Tally::over_cap_pct),
        hot_gini: mean(&Tally::hot_gini),
        wait_s: mean(&Tally::wait_s),
        wait_angry_s: mean(&|day| day.wait_of_s(Mood::Angry)),
        wait_calm_s: mean(&|day| day.wait_of_s(Mood::Neutral)),
        ends_well_hot_pct: mean(&Tally::ends_well_hot_pct),
        decision_us_p50: quantile(0.5),
        decision_us_p999: quantile(0.999),
    }
}

/// Mean, and its standard error.
#[must_use]
pub(super) fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n.max(1.0);
    if values.len() < 2 {
        return (mean, 0.0);
    }
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}
