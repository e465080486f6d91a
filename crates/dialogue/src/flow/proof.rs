//! The proof that a flow traps nobody. It is run when a flow is loaded; a flow that fails it is refused.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::{PERSON_KEY, STEPS_TO_PERSON};
use super::{Ask, FlowSpec, State, StateName};
use crate::IntentSet;

/// Why a flow is refused. Each names the state and says what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Trap {
    /// A state that does not exist is named.
    #[error("state \"{state}\" leads to \"{named}\", which does not exist; write that state or correct the name")]
    NoSuchState {
        /// Where it is named (`start` and `escape` for the flow's own).
        state: StateName,
        /// The name.
        named: StateName,
    },
    /// No way leads here.
    #[error("state \"{state}\" cannot be reached from the start; lead to it or remove it")]
    Unreachable {
        /// Which.
        state: StateName,
    },
    /// Key 0 and the words for a person do not reach one soon enough.
    #[error(
        "state \"{state}\" is a trap: key 0 and the words for a person do not reach a handover or a callback within two \
         steps; let its `escape` lead to one"
    )]
    NoPerson {
        /// Which.
        state: StateName,
    },
    /// The machine talks for ever.
    #[error(
        "state \"{state}\" is a trap: it goes on by itself in a circle; \
         lead the circle to an ask, a handover, a callback or a finish"
    )]
    Circle {
        /// One state of the circle.
        state: StateName,
    },
    /// The machine hangs up on somebody who did not choose it.
    #[error(
        "state \"{state}\" ends the call of a caller who did not choose it; \
         only a word or key of an ask's `choices` may lead to the finish \"{finish}\""
    )]
    HangsUp {
        /// Which.
        state: StateName,
        /// The finish.
        finish: StateName,
    },
    /// A key is taken twice, or the person's key is.
    #[error(
        "state \"{state}\" uses key {key} twice or for something else than a person; key 0 always means a person, use another"
    )]
    Key {
        /// Which.
        state: StateName,
        /// Which key.
        key: char,
    },
    /// A key that no phone has.
    #[error("state \"{state}\" uses key \"{key}\", which no phone has; use 1 to 9, * or #")]
    NoSuchKey {
        /// Which.
        state: StateName,
        /// Which key.
        key: char,
    },
    /// A word of the menu cannot be pressed.
    #[error(
        "state \"{state}\" can be answered with \"{word}\" but with no key; give that choice a `key`, \
         for callers whom no machine understands, or who cannot speak now"
    )]
    Keyless {
        /// Which.
        state: StateName,
        /// The choice's first word.
        word: String,
    },
    /// Nothing can be answered.
    #[error("state \"{state}\" asks but listens for nothing; give it `choices`, `intents`, `any_intent` or `expect`")]
    Deaf {
        /// Which.
        state: StateName,
    },
    /// An answer after which nobody asks whether it helped.
    #[error(
        "state \"{state}\" answers, but the caller is not asked then whether it helped; \
         lead it to a person, or to an ask one of whose `choices` does"
    )]
    NotAsked {
        /// Which.
        state: StateName,
    },
    /// Closed hours lead to nobody.
    #[error(
        "state \"{state}\" may find nobody there; let `after_hours` name a callback state, so that it ends with a promise"
    )]
    NoPromise {
        /// The state of hours.
        state: StateName,
    },
    /// A number is asked for where none is told.
    #[error("state \"{state}\" sends callers without a number to \"{asks}\"; let that be an ask that expects digits")]
    NoNumber {
        /// The callback.
        state: StateName,
        /// Where the number is asked for.
        asks: StateName,
    },
    /// A question for digits has a menu too.
    #[error("state \"{state}\" expects digits, so every key is one; remove its `choices` and `language_keys`")]
    DigitsAndMenu {
        /// Which.
        state: StateName,
    },
    /// An answer that no allow-listed intent leads to.
    #[error(
        "state \"{state}\" answers, but \"{from}\" leads to it with no intent that has an `answer`; \
         lead only intents with an answer there"
    )]
    NoAnswer {
        /// The answering state.
        state: StateName,
        /// The state that leads to it.
        from: StateName,
    },
}

/// Everything wrong with the flow's graph, in order of kind and name.
#[must_use]
pub fn traps(spec: &FlowSpec, intents: &IntentSet) -> Vec<Trap> {
    let missing = missing_states(spec);
    if !missing.is_empty() {
        return missing;
    }
    let mut traps = unreachable(spec);
    for (name, state) in &spec.states {
        traps.extend(no_person(spec, name));
        traps.extend(circle(spec, name));
        traps.extend(hangs_up(spec, name, state));
        traps.extend(not_asked(spec, name, state));
        traps.extend(no_promise(spec, name, state));
        traps.extend(keys(name, state));
        traps.extend(state.ask().map(|ask| ask_traps(name, ask)).unwrap_or_default());
        traps.extend(no_answer(spec, name, state, intents));
    }
    traps.sort();
    traps.dedup();
    traps
}

fn missing_states(spec: &FlowSpec) -> Vec<Trap> {
    let own = [("start", &spec.start), ("escape", &spec.escape.state)];
    let own = own.into_iter().chain(spec.after_hours.iter().map(|name| ("after_hours", name)));
    let of_states = spec.states.iter().flat_map(|(name, state)| {
        state.leads_to().into_iter().chain(state.escape()).map(move |named| (name.as_str(), named))
    });
    let absent = own.chain(of_states).filter(|(_, named)| !spec.states.contains_key(*named));
    absent.map(|(state, named)| Trap::NoSuchState { state: state.to_owned(), named: named.clone() }).collect()
}

/// Where key 0 leads from a state that is no handover.
pub(crate) fn escape_of<'a>(spec: &'a FlowSpec, name: &StateName) -> &'a StateName {
    spec.states[name].escape().unwrap_or(&spec.escape.state)
}

/// Where key 0 leads from a state in which it can still be pressed.
fn asked_for_a_person<'a>(spec: &'a FlowSpec, name: &StateName) -> Option<&'a StateName> {
    (!spec.states[name].is_person()).then(|| escape_of(spec, name))
}

/// Where everything that would bring the caller to a person may lead once it is closed.
fn after_hours(spec: &FlowSpec) -> Option<&StateName> {
    let closes = spec.states.values().any(|state| matches!(state, State::Hours { .. }));
    spec.after_hours.as_ref().filter(|_| closes)
}

fn unreachable(spec: &FlowSpec) -> Vec<Trap> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&StateName> = std::iter::once(&spec.start).chain(after_hours(spec)).collect();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            let state = &spec.states[name];
            open.extend(state.leads_to());
            // Whoever is handed over has left the flow.
            open.extend(asked_for_a_person(spec, name));
        }
    }
    let apart = spec.states.keys().filter(|name| !reached.contains(name));
    apart.map(|state| Trap::Unreachable { state: state.clone() }).collect()
}

/// A step is key 0 or a word for a person; a state that goes on by itself costs a step too.
fn no_person(spec: &FlowSpec, name: &StateName) -> Option<Trap> {
    let mut at = name;
    for _ in 0..=STEPS_TO_PERSON {
        if spec.states[at].is_person() {
            return None;
        }
        at = escape_of(spec, at);
    }
    Some(Trap::NoPerson { state: name.clone() })
}

fn circle(spec: &FlowSpec, name: &StateName) -> Option<Trap> {
    let mut reached = BTreeSet::new();
    let mut open = spec.states[name].goes_on();
    while let Some(next) = open.pop() {
        if next == name {
            return Some(Trap::Circle { state: name.clone() });
        }
        if reached.insert(next) {
            open.extend(spec.states[next].goes_on());
        }
    }
    None
}

/// Wherever an answer goes on to by itself, there is a person, or a question that can be answered with one.
fn not_asked(spec: &FlowSpec, name: &StateName, state: &State) -> Option<Trap> {
    let State::Answer { next, .. } = state else { return None };
    let mut open = vec![next];
    let mut reached = BTreeSet::new();
    while let Some(at) = open.pop() {
        if !reached.insert(at) {
            continue;
        }
        let state = &spec.states[at];
        let offers =
            state.ask().is_some_and(|ask| ask.choices.iter().any(|choice| spec.states[&choice.next].is_person()));
        let further = state.goes_on();
        if further.is_empty() && !state.is_person() && !offers {
            return Some(Trap::NotAsked { state: name.clone() });
        }
        open.extend(further);
    }
    None
}

fn no_promise(spec: &FlowSpec, name: &StateName, state: &State) -> Option<Trap> {
    match state {
        State::Hours { .. } => {
            let promise = spec.after_hours.as_ref().map(|name| &spec.states[name]);
            let promises = matches!(promise, Some(State::Callback { .. }));
            (!promises).then(|| Trap::NoPromise { state: name.clone() })
        }
        State::Callback { unknown_number: Some(asks), .. } => {
            let digits = spec.states[asks].ask().is_some_and(|ask| ask.digits().is_some());
            (!digits).then(|| Trap::NoNumber { state: name.clone(), asks: asks.clone() })
        }
        State::Callback { unknown_number: None, .. }
        | State::Say { .. }
        | State::Ask(_)
        | State::Answer { .. }
        | State::Handover { .. }
        | State::Finish { .. } => None,
    }
}

fn hangs_up(spec: &FlowSpec, name: &StateName, state: &State) -> Vec<Trap> {
    let unchosen: Vec<&StateName> = state.ask().map_or_else(|| state.leads_to(), |ask| ask.not_chosen().collect());
    let finish = |next: &&StateName| matches!(spec.states[*next], State::Finish { .. });
    let mut traps: Vec<_> = unchosen
        .into_iter()
        .chain(asked_for_a_person(spec, name))
        .filter(finish)
        .map(|next| Trap::HangsUp { state: name.clone(), finish: next.clone() })
        .collect();
    if *name == spec.start && matches!(state, State::Finish { .. }) {
        traps.push(Trap::HangsUp { state: "start".to_owned(), finish: name.clone() });
    }
    traps
}

/// Keys that are taken twice, the person's among them, and such as cannot be pressed.
fn keys(name: &StateName, state: &State) -> Vec<Trap> {
    let mut uses: BTreeMap<char, usize> = BTreeMap::from([(PERSON_KEY, 1)]);
    for key in state.keys() {
        *uses.entry(key).or_default() += 1;
    }
    let trap = |(key, uses)| {
        let state = name.clone();
        match key {
            '0'..='9' | '*' | '#' => (uses > 1).then_some(Trap::Key { state, key }),
            _ => Some(Trap::NoSuchKey { state, key }),
        }
    };
    uses.into_iter().filter_map(trap).collect()
}

fn ask_traps(name: &StateName, ask: &Ask) -> Vec<Trap> {
    let mut traps = Vec::new();
    let keyless = ask.choices.iter().filter(|choice| choice.key.is_none());
    traps.extend(keyless.map(|choice| {
        let word = choice.words.all().next().unwrap_or("nothing").to_owned();
        Trap::Keyless { state: name.clone(), word }
    }));
    if ask.digits().is_some() && !(ask.choices.is_empty() && ask.language_keys.is_empty()) {
        traps.push(Trap::DigitsAndMenu { state: name.clone() });
    }
    if ask.choices.is_empty() && ask.intents.is_empty() && ask.any_intent.is_none() && ask.digits().is_none() {
        traps.push(Trap::Deaf { state: name.clone() });
    }
    traps
}

/// Every way into an answering state must carry an intent that has an answer.
fn no_answer(spec: &FlowSpec, name: &StateName, state: &State, intents: &IntentSet) -> Vec<Trap> {
    let answers = |next: &StateName| matches!(spec.states[next], State::Answer { .. });
    let has_answer = |intent| intents.get(intent).is_some_and(|spec| spec.answer.is_some());
    let wrong: Vec<&StateName> = match state {
        State::Ask(ask) => {
            let mapped = ask.intents.iter().filter(|(intent, _)| !has_answer(intent)).map(|(_, next)| next);
            let chosen = ask.choices.iter().filter(|choice| !choice.intent.as_ref().is_some_and(has_answer));
            let others_answer =
                intents.iter().all(|spec| ask.intents.contains_key(&spec.name) || spec.answer.is_some());
            let any = ask.any_intent.iter().filter(|_| !others_answer);
            let told = ask.digits().map(|digits| &digits.next);
            let unmeant = any.chain(told).chain(&ask.silence).chain(&ask.unknown);
            mapped.chain(chosen.map(|choice| &choice.next)).chain(unmeant).collect()
        }
        State::Say { .. }
        | State::Answer { .. }
        | State::Hours { .. }
        | State::Callback { .. }
        | State::Handover { .. }
        | State::Finish { .. } => state.leads_to(),
    };
    let start = (*name == spec.start && answers(name))
        .then(|| Trap::NoAnswer { state: name.clone(), from: "start".to_owned() });
    let traps = wrong
        .into_iter()
        .chain(asked_for_a_person(spec, name))
        .filter(|next| answers(next))
        .map(|next| Trap::NoAnswer { state: next.clone(), from: name.clone() });
    traps.chain(start).collect()
}
