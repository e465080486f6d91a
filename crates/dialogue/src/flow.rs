//! A flow as data: `config/flows/*.toml`, its states, the words that always reach a person, and the proof that they do.
//!
//! - [`state`]: the kinds of states and where each leads
//! - [`rules`]: what holds in every state: escape, emergency, mood, limits, confidence
//! - [`proof`]: the check that no state traps a caller

pub mod proof;
pub mod rules;
pub mod state;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use wasl_model::{Language, PromptId, QueueId};

pub use proof::Trap;
pub use rules::{Confidence, Emergency, Escape, HandoverPrompts, Limits, MoodRule};
pub use state::{Ask, Choice, State, StateName, Words};

use crate::{IntentSet, Prompts};

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
}

impl Flow {
    /// Reads the flow file `stem.toml` and proves that it traps nobody.
    ///
    /// # Errors
    /// Every problem, as sentences that name the state and say what to do.
    pub fn load(stem: &str, text: &str, known: Known<'_>) -> Result<Self, Vec<String>> {
        let spec: FlowSpec = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
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
    /// Queues this flow names itself (its intents name more).
    #[must_use]
    pub fn queues(&self) -> BTreeSet<&QueueId> {
        let emergencies = self.emergency.iter().map(|emergency| &emergency.queue);
        let states = self.states.values().filter_map(State::queue);
        emergencies.chain(states).chain(&self.mood.queue).chain([&self.queue]).collect()
    }

    /// Prompts this flow names, with the state or table that names them.
    #[must_use]
    pub fn prompts(&self) -> Vec<(String, &PromptId)> {
        let in_states = self.states.iter().flat_map(|(name, state)| {
            state.prompts().into_iter().map(move |prompt| (format!("state \"{name}\""), prompt))
        });
        let at_handover = self.handover.prompts().into_iter().map(|prompt| ("[handover]".to_owned(), prompt));
        in_states.chain(at_handover).collect()
    }

    fn names_unknown(&self, known: Known<'_>) -> Vec<String> {
        let mut problems = Vec::new();
        for (place, prompt) in self.prompts().into_iter().filter(|(_, prompt)| !known.prompts.has(prompt)) {
            problems.push(format!("{place}: prompt \"{prompt}\" is not whole in prompts/manifest.toml; add its text and audio in every language"));
        }
        for (name, state) in &self.states {
            for intent in state.intents().filter(|intent| known.intents.get(intent).is_none()) {
                problems.push(format!("state \"{name}\": there is no config/intents/{intent}.toml; write it or remove the intent from the state"));
            }
        }
        problems
    }

    fn values_out_of_range(&self) -> Vec<String> {
        let mut problems = rules::out_of_range(self);
        let unnamed = self.queues().into_iter().any(|queue| queue.as_str().is_empty());
        problems.extend(unnamed.then(|| "a queue's name is empty; name the queue of people who answer".to_owned()));
        problems
    }
}
