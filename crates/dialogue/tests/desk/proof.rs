//! The loader's verdict against a slow, obvious reference: every move a caller can make, tried from every state.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasl_dialogue::flow::{Flow, FlowSpec, State, proof};
use wasl_model::IntentId;

use crate::caller::site;
use crate::good;
use crate::random::{self, ANSWERED};

/// What can happen in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Move {
    Zero,
    GoesOn,
    /// People answer, do not, or it is a holiday.
    Open,
    Closed,
    Holiday,
    /// The number did not come with the call.
    Withheld,
    TellsDigits,
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
        (Move::Withheld, State::Callback { unknown_number, .. }) => unknown_number.clone(),
        (_, State::Callback { .. }) => None,
        (Move::Zero, _) => Some(state.escape().unwrap_or(&spec.escape.state).clone()),
        (Move::Open, State::Hours { open, .. }) => Some(open.clone()),
        (Move::Closed, State::Hours { closed, .. }) => Some(closed.clone()),
        (Move::Holiday, State::Hours { holiday, .. }) => holiday.clone(),
        (Move::TellsDigits, State::Ask(ask)) => ask.digits().map(|digits| digits.next.clone()),
        (Move::GoesOn, State::Say { next, .. } | State::Answer { next, .. }) => Some(next.clone()),
        (Move::Silence, State::Ask(ask)) => ask.silence.clone(),
        (Move::NotUnderstood, State::Ask(ask)) => ask.unknown.clone(),
        (Move::Means(intent), State::Ask(ask)) => ask.intents.get(intent).or(ask.any_intent.as_ref()).cloned(),
        (Move::Chooses(n), State::Ask(ask)) => ask.choices.get(*n).map(|choice| choice.next.clone()),
        (_, State::Say { .. } | State::Answer { .. } | State::Ask(_) | State::Hours { .. } | State::Finish { .. }) => {
            None
        }
    }
}

/// What the machine may do without anything from the caller.
const BY_ITSELF: [Move; 4] = [Move::GoesOn, Move::Open, Move::Closed, Move::Holiday];

fn is_person(spec: &FlowSpec, name: &str) -> bool {
    matches!(spec.states[name], State::Handover { .. } | State::Callback { .. })
}

fn moves() -> Vec<Move> {
    let intents = site().intents.iter().map(|spec| Move::Means(spec.name.clone())).collect::<Vec<_>>();
    let plain = [Move::Zero, Move::Silence, Move::NotUnderstood, Move::Withheld, Move::TellsDigits];
    plain.into_iter().chain(BY_ITSELF).chain(intents).chain((0..4).map(Move::Chooses)).collect()
}

/// Would a person who tried everything, everywhere, find anything wrong?
fn nothing_wrong(spec: &FlowSpec) -> bool {
    let moves = moves();
    let exists = |name: &String| spec.states.contains_key(name);
    let named = || spec.states.keys().flat_map(|at| moves.iter().filter_map(move |step| after(spec, at, step)));
    exists(&spec.start)
        && exists(&spec.escape.state)
        && spec.after_hours.iter().all(exists)
        && named().all(|name| exists(&name))
        && everything_is_reached(spec, &moves)
        && spec.states.iter().all(|(name, state)| state_is_sound(spec, name, state, &moves))
        && !matches!(spec.states[&spec.start], State::Finish { .. } | State::Answer { .. })
}

fn everything_is_reached(spec: &FlowSpec, moves: &[Move]) -> bool {
    let closes = spec.states.values().any(|state| matches!(state, State::Hours { .. }));
    let mut reached: BTreeSet<String> = spec.after_hours.iter().filter(|_| closes).cloned().collect();
    reached.insert(spec.start.clone());
    for _ in 0..spec.states.len() {
        let further: Vec<_> =
            reached.iter().flat_map(|at| moves.iter().filter_map(|step| after(spec, at, step))).collect();
        reached.extend(further);
    }
    reached.len() == spec.states.len()
}

fn state_is_sound(spec: &FlowSpec, name: &str, state: &State, moves: &[Move]) -> bool {
    a_person_is_near(spec, name, 2)
        && stops_talking(spec, name, spec.states.len())
        && promise_is_sound(spec, state)
        && answer_is_sound(spec, name, state)
        && moves.iter().all(|step| move_is_sound(spec, name, step))
        && question_is_sound(state, spec, name, moves)
}

fn a_person_is_near(spec: &FlowSpec, name: &str, steps: usize) -> bool {
    match (is_person(spec, name), steps) {
        (true, _) => true,
        (false, 0) => false,
        (false, _) => a_person_is_near(spec, &after(spec, name, &Move::Zero).unwrap(), steps - 1),
    }
}

/// Does a caller who says nothing ever hear a question, or a person, or goodbye, whatever the hour?
fn stops_talking(spec: &FlowSpec, name: &str, steps: usize) -> bool {
    let further = || BY_ITSELF.iter().filter_map(|step| after(spec, name, step));
    if steps == 0 { further().next().is_none() } else { further().all(|next| stops_talking(spec, &next, steps - 1)) }
}

fn promise_is_sound(spec: &FlowSpec, state: &State) -> bool {
    let promises = |name: &String| matches!(spec.states[name], State::Callback { .. });
    let asks_digits = |name: &String| matches!(&spec.states[name], State::Ask(ask) if ask.digits().is_some());
    match state {
        State::Hours { .. } => spec.after_hours.as_ref().is_some_and(promises),
        State::Callback { unknown_number, .. } => unknown_number.iter().all(asks_digits),
        State::Say { .. } | State::Ask(_) | State::Answer { .. } | State::Handover { .. } | State::Finish { .. } => {
            true
        }
    }
}

/// After an answer comes a person, or a question that may be answered with one.
fn answer_is_sound(spec: &FlowSpec, name: &str, state: &State) -> bool {
    fn served(spec: &FlowSpec, name: &str, steps: usize) -> bool {
        let further: Vec<String> = BY_ITSELF.iter().filter_map(|step| after(spec, name, step)).collect();
        let offers = (0..4).filter_map(|n| after(spec, name, &Move::Chooses(n))).any(|next| is_person(spec, &next));
        match (further.is_empty(), steps) {
            (true, _) => is_person(spec, name) || offers,
            // A circle is refused for itself.
            (false, 0) => true,
            (false, _) => further.iter().all(|next| served(spec, next, steps - 1)),
        }
    }
    !matches!(state, State::Answer { .. }) || served(spec, name, spec.states.len())
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
        Move::Zero
        | Move::GoesOn
        | Move::Open
        | Move::Closed
        | Move::Holiday
        | Move::Withheld
        | Move::TellsDigits
        | Move::Silence
        | Move::NotUnderstood => None,
    };
    match spec.states[&next] {
        State::Finish { .. } => chosen.is_some(),
        State::Answer { .. } => intent.is_some_and(|intent| ANSWERED.contains(&intent.as_str())),
        State::Say { .. } | State::Ask(_) | State::Hours { .. } | State::Callback { .. } | State::Handover { .. } => {
            true
        }
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
    let hears = moves.iter().filter(|step| matches!(step, Move::Means(_) | Move::Chooses(_) | Move::TellsDigits));
    let every_key_is_a_digit = ask.digits().is_some();
    (!every_key_is_a_digit || keys.len() == 1)
        && keys.iter().all(|key| keys.iter().filter(|other| *other == key).count() == 1)
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

#[test]
fn a_thousand_generated_flows_are_proven_and_each_is_refused_once_one_thing_traps() {
    let site = site();
    let mut kinds = BTreeSet::new();
    for seed in 0..1000 {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let good = good::flow(&mut dice);
        if let Err(problems) = Flow::prove(good.clone(), site.known()) {
            panic!("seed {seed}: {problems:#?}\n{good:#?}");
        }
        for spoil in [good::spoil, good::spoil_the_promise] {
            let mut spoilt = good.clone();
            let trap = spoil(&mut spoilt, &mut dice);
            let told = Flow::prove(spoilt.clone(), site.known()).err().unwrap_or_default();
            assert!(told.contains(&trap.to_string()), "seed {seed}: {trap} is not in {told:#?}\n{spoilt:#?}");
            kinds.insert(format!("{trap:?}").split(' ').next().map(str::to_owned));
        }
    }
    assert_eq!(kinds.len(), 14, "every kind of trap: {kinds:?}");
}
