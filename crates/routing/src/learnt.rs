//! What was learnt, as the dispatcher is told it.

use wasl_model::{IntentGuess, Mood};

use crate::price::Prices;
use crate::value::{Heard, Values};

/// Intents of one caller that are weighed at most.
const INTENTS: usize = 3;

/// Values and prices, made beside the dispatcher and told to it whole; see [`crate::Input::Learnt`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learnt {
    pub(crate) values: Values,
    pub(crate) prices: Prices,
    /// How much agents differ with a hot caller, in value.
    pub(crate) spread: f64,
    /// What each unit an agent carries does to value, and to the logarithm of time.
    pub(crate) carrying: (f64, f64),
    /// How much of what can be learnt was, 0 to 1.
    pub(crate) trust: f64,
}

/// What a caller wants, in the terms of what was learnt.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wish {
    pub(crate) intents: Intents,
    /// Time of a talk with an average agent.
    pub(crate) time_s: f64,
    /// The same, had the caller no special mood.
    pub(crate) calm_time_s: f64,
}

/// A few intents by number, with probabilities that sum to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Intents {
    few: [(usize, f64); INTENTS],
    len: usize,
}

impl Intents {
    fn one(intent: usize) -> Self {
        let mut one = Self { len: 1, ..Self::default() };
        one.few[0] = (intent, 1.0);
        one
    }
}

impl std::ops::Deref for Intents {
    type Target = [(usize, f64)];
    fn deref(&self) -> &Self::Target {
        &self.few[..self.len]
    }
}

impl Learnt {
    /// What was learnt, with prices by it.
    #[must_use]
    pub fn new(values: Values, prices: Prices) -> Self {
        let spread = values.spread(&Heard::mood([0.5, 0.5, 0.0, 0.0, 0.0, 0.0]));
        let (carrying, trust) = (values.carrying(), values.trust());
        Self { values, prices, spread, carrying, trust }
    }

    pub(crate) fn wish(&self, guess: Option<&IntentGuess>, mood: [f64; Mood::ALL.len()]) -> Wish {
        let intents = self.intents(guess);
        let time_s = self.values.time_s(&Heard::mood(mood), &intents);
        let calm_time_s = self.values.time_s(&Heard::CALM, &intents);
        Wish { intents, time_s, calm_time_s }
    }

    fn intents(&self, guess: Option<&IntentGuess>) -> Intents {
        let nothing = || Intents::one(self.values.intent(None));
        let Some(guess) = guess else { return nothing() };
        let accepted = guess.intent.iter().map(|intent| (intent, guess.confidence));
        let others = guess.alternatives.iter().map(|other| (&other.intent, other.confidence));
        let others = others.filter(|(intent, _)| guess.intent.as_ref() != Some(*intent));
        let mut intents = Intents::default();
        for (mine, (intent, p)) in intents.few.iter_mut().zip(accepted.chain(others)) {
            *mine = (self.values.intent(Some(intent)), f64::from(p).max(0.0));
            intents.len += 1;
        }
        let sum: f64 = intents.iter().map(|(_, p)| p).sum();
        if sum <= 0.0 {
            return nothing();
        }
        intents.few.iter_mut().for_each(|(_, p)| *p /= sum);
        intents
    }
}
