//! What a flow names: prompts, intents, hours, values. Names that lead nowhere are told.

use wasl_model::PromptId;

use super::{FlowSpec, Known, Piece, Slot, State};

impl FlowSpec {
    /// Everything this flow says, with the state or table that says it.
    pub fn pieces(&self) -> impl Iterator<Item = (String, &Piece)> {
        let in_states = self.states.iter().flat_map(|(name, state)| {
            state.pieces().into_iter().map(move |piece| (format!("state \"{name}\""), piece))
        });
        in_states.chain(self.handover.pieces().into_iter().map(|piece| ("[handover]".to_owned(), piece)))
    }

    /// Prompts this flow names, with the state or table that names them.
    pub fn prompts(&self) -> impl Iterator<Item = (String, &PromptId)> {
        self.pieces().filter_map(|(place, piece)| Some((place, piece.prompt()?)))
    }

    pub(super) fn names_unknown(&self, known: Known<'_>) -> Vec<String> {
        let mut problems = Vec::new();
        for (place, prompt) in self.prompts().filter(|(_, prompt)| !known.prompts.has(prompt)) {
            problems.push(format!("{place}: prompt \"{prompt}\" is not whole in prompts/manifest.toml; add its text and audio in every language"));
        }
        for (name, state) in &self.states {
            for intent in state.intents().filter(|intent| known.intents.get(intent).is_none()) {
                problems.push(format!("state \"{name}\": there is no config/intents/{intent}.toml; write it or remove the intent from the state"));
            }
            if let State::Hours { hours, .. } = state
                && !known.hours.contains_key(hours)
            {
                problems
                    .push(format!("state \"{name}\": there is no config/hours/{hours}.toml; write it or name another"));
            }
        }
        problems.extend(
            self.pieces().filter_map(|(place, piece)| Some(format!("{place}: {}", self.unfilled(piece.slot()?)?))),
        );
        for (name, value) in &self.values {
            problems.extend(value.problem().map(|problem| format!("[values] {name} {problem}")));
            if let super::FlowValue::Name { prompt } = value
                && !known.prompts.has(prompt)
            {
                problems.push(format!("[values] {name}: prompt \"{prompt}\" is not whole in prompts/manifest.toml"));
            }
        }
        problems
    }

    /// Why a slot can never be filled.
    fn unfilled(&self, slot: &Slot) -> Option<String> {
        match slot {
            Slot::Opens | Slot::Closes | Slot::Holiday => {
                let hours = self.states.values().any(|state| matches!(state, State::Hours { .. }));
                (!hours)
                    .then(|| "{opens}, {closes} and {holiday} are known from `hours` states only; write one".to_owned())
            }
            Slot::Told(state) => {
                let asked = self.states.get(state).and_then(State::ask).and_then(|ask| ask.digits());
                asked.is_none().then(|| format!("{{told.{state}}} is filled by no state; name one that expects digits"))
            }
            Slot::Value(name) => {
                let known = self.values.contains_key(name);
                (!known).then(|| format!("{{value.{name}}} is not in [values]; write it there"))
            }
        }
    }
}
