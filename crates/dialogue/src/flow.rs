//! A flow as data: `config/flows/*.toml`, its states, the words that always reach a person, and the proof that they do.
//!
//! - [`state`]: the kinds of states and where each leads
//! - [`ask`]: questions: choices, intents, digits
//! - [`piece`], [`value`]: prompts, and slots filled by grammar
//! - [`picture`]: a flow as an image
//! - [`rules`]: what holds in every state: escape, emergency, mood, limits, confidence
//! - [`proof`]: the check that no state traps a caller

pub mod ask;
mod names;
pub mod picture;
pub mod piece;
pub mod proof;
pub mod rules;
pub mod state;
pub mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use wasl_model::{Language, QueueId};

pub use ask::{Ask, Choice, DigitsAsked, Expect};
pub use piece::{Piece, Slot};
pub use proof::Trap;
pub use rules::{Confidence, Emergency, Escape, HandoverPrompts, Limits, MoodRule};
pub use state::{State, StateName, Words};
pub use value::FlowValue;

use crate::{Hours, IntentSet, Prompts};

/// A flow whose proof has succeeded. Made only by [`Flow::load`].
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    spec: FlowSpec,
}

/// A flow as written in its file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowSpec {
    /// Its name, the same as the file's.
    pub name: String,
    /// The first state.
    pub start: StateName,
    /// The language of a caller of whom nothing is known.
    #[serde(default)]
    pub language: Language,
    /// Where a caller waits when nothing more is known.
    pub queue: QueueId,
    /// What reaches a person from every state.
    pub escape: Escape,
    /// Words that need a person at once.
    #[serde(default)]
    pub emergency: Vec<Emergency>,
    /// When a mood ends automation.
    pub mood: MoodRule,
    /// How long the machine may try.
    pub limits: Limits,
    /// How sure it must be.
    pub confidence: Confidence,
    /// Yes and no, for confirming an intent.
    pub yes: Words,
    /// See [`FlowSpec::yes`].
    pub no: Words,
    /// What is said as the caller goes to a person.
    #[serde(default)]
    pub handover: HandoverPrompts,
    /// The promise that key 0 and everything else that would bring a caller to a person lead to once `hours` are closed.
    pub after_hours: Option<StateName>,
    /// What slots may say.
    #[serde(default)]
    pub values: BTreeMap<String, FlowValue>,
    /// The states.
    pub states: BTreeMap<StateName, State>,
}

/// What a flow's file may name.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The site's prompts.
    pub prompts: &'a Prompts,
    /// The site's intents.
    pub intents: &'a IntentSet,
    /// The site's opening hours.
    pub hours: &'a BTreeMap<String, Hours>,
}

impl Flow {
    /// Reads the flow file `stem.toml` and proves that it traps nobody.
    ///
    /// # Errors
    /// Every problem, as sentences that name the state and say what to do.
    pub fn load(stem: &str, text: &str, known: Known<'_>) -> Result<Self, Vec<String>> {
        let spec = FlowSpec::parse(text).map_err(|error| vec![error])?;
        let misnamed =
            (spec.name != stem).then(|| format!("name is \"{}\"; write \"{stem}\", the file's name", spec.name));
        match (misnamed, Self::prove(spec, known)) {
            (None, proven) => proven,
            (Some(misnamed), Ok(_)) => Err(vec![misnamed]),
            (Some(misnamed), Err(problems)) => Err(std::iter::once(misnamed).chain(problems).collect()),
        }
    }

    /// Proves that a flow traps nobody and names nothing that is not there.
    ///
    /// # Errors
    /// As [`Flow::load`].
    pub fn prove(spec: FlowSpec, known: Known<'_>) -> Result<Self, Vec<String>> {
        let mut problems = spec.names_unknown(known);
        problems.extend(spec.values_out_of_range());
        problems.extend(proof::traps(&spec, known.intents).iter().map(Trap::to_string));
        if problems.is_empty() { Ok(Self { spec }) } else { Err(problems) }
    }

    /// The flow as written.
    #[must_use]
    pub const fn spec(&self) -> &FlowSpec {
        &self.spec
    }

    /// One state; every name inside a flow leads to one.
    #[must_use]
    pub fn state(&self, name: &StateName) -> &State {
        self.spec.states.get(name).expect("the proof found every state that is named")
    }
}

impl FlowSpec {
    /// Reads a flow's file without proving anything.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Queues this flow names itself (its intents name more).
    #[must_use]
    pub fn queues(&self) -> BTreeSet<&QueueId> {
        let emergencies = self.emergency.iter().map(|emergency| &emergency.queue);
        let states = self.states.values().filter_map(State::queue);
        emergencies.chain(states).chain(&self.mood.queue).chain([&self.queue]).collect()
    }

    fn values_out_of_range(&self) -> Vec<String> {
        let mut problems = rules::out_of_range(self);
        let unnamed = self.queues().into_iter().any(|queue| queue.as_str().is_empty());
        problems.extend(unnamed.then(|| "a queue's name is empty; name the queue of people who answer".to_owned()));
        problems
    }
}
