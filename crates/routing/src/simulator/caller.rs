//! One caller: who, what for, in which mood, how patient, and the luck of the talk. The same under every policy.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::weighted::WeightedIndex;
use rand_distr::{Distribution, Exp, Exp1};
use wasl_model::{Mood, MoodScores};

use super::dice::{Stream, normal, stream};
use super::{Log, Scenario, Spread};

/// A caller, as fate has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    pub(super) intent: usize,
    pub(super) mood: Mood,
    /// What the machine hears of the mood.
    pub(super) heard: MoodScores,
    pub(super) patience_s: f64,
    /// Talked to this agent before.
    pub(super) known_to: Option<usize>,
    /// How long this call is, whoever takes it; 1 on average.
    pub(super) length: f64,
    /// Resolved if the agent's chance is over this.
    pub(super) luck_resolved: f64,
    /// Ends well if the agent's chance is over this.
    pub(super) luck_ends_well: f64,
}

/// Draws callers.
#[derive(Debug)]
pub(super) struct Callers<'a> {
    scenario: &'a Scenario,
    intents: WeightedIndex<f64>,
    moods: WeightedIndex<f64>,
    kinds: WeightedIndex<f64>,
}

impl<'a> Callers<'a> {
    pub(super) fn of(scenario: &'a Scenario) -> Self {
        let weighted = |shares: &[f64]| WeightedIndex::new(shares).expect("a scenario's shares are checked");
        let kinds: Vec<f64> = scenario.patience.mixture.iter().map(|(share, _)| *share).collect();
        Self {
            scenario,
            intents: weighted(&scenario.intents),
            moods: weighted(&scenario.moods),
            kinds: weighted(&kinds),
        }
    }

    /// The `n`-th caller of that day.
    pub(super) fn caller(&self, seed: u64, n: u64) -> Caller {
        self.drawn(&mut stream(seed, Stream::Caller, n))
    }

    pub(super) fn drawn(&self, dice: &mut ChaCha8Rng) -> Caller {
        let scenario = self.scenario;
        let intent = self.intents.sample(dice);
        let mood = self.moods.sample(dice);
        let misheard = self.moods.sample(dice);
        let heard = if dice.random_bool(scenario.detector) { mood } else { misheard };
        let kind = scenario.patience.mixture[self.kinds.sample(dice)].1;
        let drawn = Exp::new(1.0 / kind).expect("means are checked").sample(dice);
        let patience = scenario.log.as_ref().map_or(drawn, |log| Log::patience(log, dice.random(), drawn));
        let known = dice.random_bool(scenario.known_callers);
        let known_to = dice.random_range(0..scenario.agents);
        Caller {
            intent,
            mood: Mood::ALL[mood],
            heard: self.scores(heard),
            patience_s: patience * scenario.patience.by_mood[mood],
            known_to: known.then_some(known_to),
            length: length(scenario.talk_spread, dice),
            luck_resolved: dice.random(),
            luck_ends_well: dice.random(),
        }
    }

    /// Calibrated scores of a detector that heard that mood: Bayes on how it errs.
    fn scores(&self, heard: usize) -> MoodScores {
        let right = self.scenario.detector;
        let mut scores = self.scenario.moods.map(|share| (1.0 - right) * share);
        scores[heard] += right;
        MoodScores::from_array(scores.map(|p| p as f32))
    }
}

fn length(spread: Spread, dice: &mut ChaCha8Rng) -> f64 {
    match spread {
        Spread::Lognormal { sd_log } => (normal(dice, sd_log) - sd_log * sd_log / 2.0).exp(),
        Spread::Exponential => Exp1.sample(dice),
    }
}
