//! What was learnt of one agent, for people to read.

use serde::Serialize;
use wasl_model::AgentId;

use super::{Fit, Values};

/// Standard deviations to each side of a 95 % interval.
const SURE: f64 = 1.959_963_984_540_054;

/// What was learnt of one agent from so many talks: never a mark, always with how sure it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Who.
    pub agent: AgentId,
    /// Talks it rests on; old ones count less.
    pub talks: f64,
    /// Difference in the share of resolved calls; `None` while all talks went alike.
    pub resolved: Option<Estimate>,
    /// Difference in the share of callers who were not angry, frustrated or lost at the end.
    pub ended_well: Option<Estimate>,
    /// How many times longer calls keep this agent busy.
    pub busy: Option<Estimate>,
}

/// The difference from an average agent who is given the same callers, pulled towards none as far as chance may have made
/// it, with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// As far as is known.
    pub value: f64,
    /// Not less than this.
    pub low: f64,
    /// Not more than this.
    pub high: f64,
}

impl Values {
    /// What was learnt of every agent, by name.
    #[must_use]
    pub fn standings(&self) -> Vec<Standing> {
        let of = |fit: usize, n: usize| self.fits.get(fit).and_then(|fit| estimate(fit, n));
        let standing = |(n, (agent, worth)): (usize, (&AgentId, &super::Worth))| Standing {
            agent: agent.clone(),
            talks: worth.calls,
            resolved: of(0, n),
            ended_well: of(1, n),
            busy: of(2, n).map(|time| Estimate { value: time.value.exp(), low: time.low.exp(), high: time.high.exp() }),
        };
        self.agents.iter().enumerate().map(standing).collect()
    }
}

fn estimate(fit: &Fit, n: usize) -> Option<Estimate> {
    let (value, deviation) = *fit.overall.get(n)?;
    Some(Estimate { value, low: value - SURE * deviation, high: value + SURE * deviation })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rand::{Rng as _, SeedableRng as _};
    use wasl_model::MoodScores;

    use super::*;
    use crate::{Ledger, Outcome};

    fn outcome(agent: &str, resolved: bool, ended_well: Option<bool>) -> Outcome {
        Outcome {
            agent: agent.into(),
            intent: Some("cards".into()),
            mood: MoodScores::NEUTRAL,
            waited: Duration::ZERO,
            carried: 0.0,
            busy: Duration::from_secs(100),
            resolved,
            ended_well,
        }
    }

    #[test]
    fn the_truth_lies_in_the_interval_which_narrows_with_talks() {
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        let mut inside = 0;
        let mut widths = [0.0; 2];
        for (size, width) in [30, 300].into_iter().zip(&mut widths) {
            for _ in 0..10 {
                let mut ledger = Ledger::default();
                let truth: Vec<f64> = (0..10).map(|_| dice.random_range(0.5..0.9)).collect();
                let mean = truth.iter().sum::<f64>() / 10.0;
                for (n, share) in truth.iter().enumerate() {
                    for _ in 0..size {
                        ledger.add(&outcome(&format!("agent-{n}"), dice.random_bool(*share), None));
                    }
                }
                for (standing, share) in Values::learn(&ledger, None).standings().iter().zip(&truth) {
                    let resolved = standing.resolved.expect("talks differ");
                    assert!((standing.talks - f64::from(size)).abs() < 1e-9 && standing.ended_well.is_none());
                    inside += u32::from(resolved.low <= share - mean && share - mean <= resolved.high);
                    *width += resolved.high - resolved.low;
                }
            }
        }
        assert!((174..=200).contains(&inside), "{inside} of 200 intervals hold the truth");
        assert!(widths[1] < 0.6 * widths[0], "{widths:?}");
    }

    #[test]
    fn an_end_nobody_felt_speaks_neither_for_nor_against() {
        let mut ledger = Ledger::default();
        for n in 0..200 {
            ledger.add(&outcome("felt-well", true, Some(n % 10 != 0)));
            ledger.add(&outcome("felt-badly", true, Some(n % 2 == 0)));
            ledger.add(&outcome("not-felt", true, None));
        }
        let standings = Values::learn(&ledger, None).standings();
        let of = |agent: &str| {
            let standing = standings.iter().find(|standing| standing.agent == agent.into());
            standing.and_then(|standing| standing.ended_well).expect("ends differ").value
        };
        assert!(of("felt-well") > 0.1 && of("felt-badly") < -0.1, "{standings:?}");
        assert!(of("not-felt").abs() < 0.03, "{standings:?}");
    }
}
