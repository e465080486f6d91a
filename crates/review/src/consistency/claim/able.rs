//! Yes and no: whether something is possible, accepted, approved, covered.

use super::super::lexicon::{ACTIONS, Hit};
use super::super::{Topic, Value};
use super::{Found, Told};

/// Everything a clause tells of what is possible.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    if let Some(approval) = approval(told) {
        return vec![approval];
    }
    if let Some((from, to)) = told.hits("cash_only").first() {
        return vec![Found::new(Topic::YesNo, "card_payment", Value::Yes { yes: false }, (*from, *to)).sure(0.75)];
    }
    let actions = ACTIONS.hits(told.clause);
    let Some((at, yes)) = ability(told) else { return Vec::new() };
    // The first action after the word of ability, else the last before it.
    let after = actions.iter().find(|hit| hit.from >= at);
    let Some(action): Option<&Hit<'_>> = after.or(actions.last()) else { return Vec::new() };
    let place = (at.min(action.from), action.to.max(at + 1));
    let first = Found::new(Topic::YesNo, action.name, Value::Yes { yes }, place).sure(0.8);
    // "Points can't be used for upgrades": of two things both are told.
    let others = actions.iter().filter(|hit| hit.name != action.name);
    let others: Vec<Found> = others
        .map(|hit| Found::new(Topic::YesNo, hit.name, Value::Yes { yes }, (hit.from, hit.to)).sure(0.6))
        .collect();
    std::iter::once(first).chain(others).collect()
}

/// Where a clause says "can" or "cannot", and which.
pub(super) fn ability(told: &Told<'_>) -> Option<(usize, bool)> {
    if let Some((at, _)) = told.hits("cannot_yes").first() {
        return Some((*at, false));
    }
    let (at, end) = *told.hits("can").first()?;
    if told.has("no_objection") {
        return Some((at, true));
    }
    let after = told.clause.words.get(end).is_some_and(|word| word.text == "not");
    Some((at, !after && !told.denied(at, 3) && !told.has("excluded")))
}

fn approval(told: &Told<'_>) -> Option<Found> {
    let rejected = told.hits("rejected").first().copied().map(|hit| (hit, false));
    let approved = || {
        let (from, to) = *told.hits("approved").first()?;
        Some(((from, to), !told.denied(from, 2)))
    };
    let ((from, to), yes) = rejected.or_else(approved)?;
    Some(Found::new(Topic::YesNo, "approve", Value::Yes { yes }, (from, to)))
}
