//! The loader's verdict against a slow, obvious reference: every move a caller can make, tried from every state.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasl_dialogue::flow::{FlowSpec, State, proof};
use wasl_model::IntentId;

use crate::caller::site;
use crate::random::{self, ANSWERED};

/// What can happen in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Move {
    Zero,
    GoesOn,
    Silence,
    NotUnderstood,
    Means(IntentId),
    Chooses(usize),
}

/// Where a move leads; `None` where it cannot be made or leads nowhere new.
fn after(spec: &FlowSpec, at: &str, step: &Move) -> Option<String> {
    let state = spec.states.get(at)?;
    match (step, state) {
        (_, State::Handover { .. }) => None,
        (Move::Zero, _) => Some(state.escape().unwrap_or(&spec.escape.state).clone()),
        (Move::GoesOn, State::Say { next, .. } | State::Answer { next, .. }) => Some(next.clone()),
        (Move::Silence, State::Ask(ask)) => ask.silence.clone(),
        (Move::NotUnderstood, State::Ask(ask)) => ask.unknown.clone(),
        (Move::Means(intent), State::Ask(ask)) => ask.intents.get(intent).or(ask.any_intent.as_ref()).cloned(),
        (Move::Chooses(n), State::Ask(ask)) => ask.choices.get(*n).map(|choice| choice.next.clone()),
        (_, State::Say { .. } | State::Answer { .. } | State::Ask(_) | State::Finish { .. }) => None,
    }
}

fn moves() -> Vec<Move> {
    let intents = site().intents.iter().map(|spec| Move::Means(spec.name.clone())).collect::<Vec<_>>();
    let plain = [Move::Zero, Move::GoesOn, Move::Silence, Move::NotUnderstood];
    plain.into_iter().chain(intents).chain((0..4).map(Move::Chooses)).collect()
}

/// Would a person who tried everything, everywhere, find anything wrong?
fn nothing_wrong(spec: &FlowSpec) -> bool {
    let moves = moves();
    let exists = |name: &String| spec.states.contains_key(name);
    let named = || spec.states.keys().flat_map(|at| moves.iter().filter_map(move |step| after(spec, at, step)));
    exists(&spec.start)
        && exists(&spec.escape.state)
        && named().all(|name| exists(&name))
        && everything_is_reached(spec, &moves)
        && spec.states.iter().all(|(name, state)| state_is_sound(spec, name, state, &moves))
        && !matches!(spec.states[&spec.start], State::Finish { .. } | State::Answer { .. })
}

fn everything_is_reached(spec: &FlowSpec, moves: &[Move]) -> bool {
    let mut reached = BTreeSet::from([spec.start.clone()]);
    for _ in 0..spec.states.len() {
        let further: Vec<_> =
            reached.iter().flat_map(|at| moves.iter().filter_map(|step| after(spec, at, step))).collect();
        reached.extend(further);
    }
    reached.len() == spec.states.len()
}

fn state_is_sound(spec: &FlowSpec, name: &str, state: &State, moves: &[Move]) -> bool {
    a_person_is_near(spec, name, 2)
        && stops_talking(spec, name)
        && moves.iter().all(|step| move_is_sound(spec, name, step))
        && question_is_sound(state, spec, name, moves)
}

fn a_person_is_near(spec: &FlowSpec, name: &str, steps: usize) -> bool {
    match (&spec.states[name], steps) {
        (State::Handover { .. }, _) => true,
        (_, 0) => false,
        _ => a_person_is_near(spec, &after(spec, name, &Move::Zero).unwrap(), steps - 1),
    }
}

/// Does a caller who says nothing ever hear a question, or a person, or goodbye?
fn stops_talking(spec: &FlowSpec, name: &str) -> bool {
    let mut at = name.to_owned();
    for _ in 0..=spec.states.len() {
        match after(spec, &at, &Move::GoesOn) {
            Some(next) => at = next,
            None => return true,
        }
    }
    false
}

fn move_is_sound(spec: &FlowSpec, name: &str, step: &Move) -> bool {
    let Some(next) = after(spec, name, step) else { return true };
    let chosen = match (&spec.states[name], step) {
        (State::Ask(ask), Move::Chooses(n)) => Some(&ask.choices[*n]),
        _ => None,
    };
    let intent = match step {
        Move::Means(intent) => Some(intent),
        Move::Chooses(_) => chosen.and_then(|choice| choice.intent.as_ref()),
        Move::Zero | Move::GoesOn | Move::Silence | Move::NotUnderstood => None,
    };
    match spec.states[&next] {
        State::Finish { .. } => chosen.is_some(),
        State::Answer { .. } => intent.is_some_and(|intent| ANSWERED.contains(&intent.as_str())),
        State::Say { .. } | State::Ask(_) | State::Handover { .. } => true,
    }
}

fn question_is_sound(state: &State, spec: &FlowSpec, name: &str, moves: &[Move]) -> bool {
    let State::Ask(ask) = state else { return true };
    let keys: Vec<char> = ask
        .choices
        .iter()
        .filter_map(|choice| choice.key)
        .chain(ask.language_keys.keys().copied())
        .chain(['0'])
        .collect();
    let hears = moves.iter().filter(|step| matches!(step, Move::Means(_) | Move::Chooses(_)));
    keys.iter().all(|key| keys.iter().filter(|other| *other == key).count() == 1)
        && hears.filter_map(|step| after(spec, name, step)).next().is_some()
}

#[test]
fn the_loader_agrees_with_the_slow_reference_on_two_thousand_random_flows() {
    let (mut accepted, mut refused) = (0, 0);
    for seed in 0..2000 {
        let spec = random::flow(&mut ChaCha8Rng::seed_from_u64(seed));
        let traps = proof::traps(&spec, &site().intents);
        assert_eq!(traps.is_empty(), nothing_wrong(&spec), "seed {seed}: {traps:?}\n{spec:#?}");
        if traps.is_empty() { accepted += 1 } else { refused += 1 }
    }
    // Both verdicts must be common, or the agreement would prove little.
    assert!(accepted > 400 && refused > 400, "{accepted} accepted, {refused} refused");
}
