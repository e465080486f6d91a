//! Papers: which are needed, which are not, which are all that is needed.

use super::super::lexicon::DOCUMENTS;
use super::super::{Topic, Value};
use super::{Found, Told};

/// Everything a clause tells of papers.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    let papers = DOCUMENTS.hits(told.clause);
    let (copies, originals) = (told.hits("copy"), told.hits("original"));
    if papers.is_empty() && copies.is_empty() && originals.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let whole = (0, told.clause.words.len());
    let need = needed(told);
    let enough = told.hits("enough").first().map(|(at, _)| !told.denied(*at, 3));
    let is = |needed: bool| Value::Yes { yes: needed };
    if let Some(enough) = enough.filter(|_| !copies.is_empty()) {
        found.push(Found::new(Topic::Document, "original", is(!enough), whole));
    } else if let Some(needed) = need.filter(|_| !originals.is_empty()) {
        found.push(Found::new(Topic::Document, "original", is(needed), whole));
    }
    // Told of the original, a paper itself is told of only where it is needed.
    let of_itself = originals.is_empty() || need == Some(true);
    let of_a_copy = enough.is_some() && !copies.is_empty();
    if let Some(needed) = need.filter(|_| of_itself && !of_a_copy && enough.is_none()) {
        let told_of = papers.iter().map(|hit| Found::new(Topic::Document, hit.name, is(needed), (hit.from, hit.to)));
        found.extend(told_of);
    }
    let all = enough == Some(true) && copies.is_empty() || told.has("only") && need != Some(false) && enough.is_none();
    if all && !papers.is_empty() {
        let names: Vec<String> = papers.iter().map(|hit| hit.name.to_owned()).collect();
        let closed = Found::new(Topic::Document, &names[0], is(true), whole).sure(0.75);
        found.push(Found { closed: Some(names), ..closed });
    }
    found
}

/// Whether the clause says that something is needed: its own words, or those of the clause it goes on from.
fn needed(told: &Told<'_>) -> Option<bool> {
    if told.has("without") {
        let blocked = told.in_sentence("cannot")
            || told.clause.words.first().is_some_and(|word| matches!(word.text.as_str(), "ما" | "لا"));
        return Some(blocked);
    }
    if let Some(need) = own_need(told) {
        return Some(need);
    }
    // "your passport, the visa and a card": a list goes on.
    let bare = !told.has("can") && !told.has("enough") && !told.has("not");
    let previous = told.at.checked_sub(1).map(|at| &told.sentence[at]).filter(|_| bare)?;
    let previous = Told { clause: previous, at: told.at - 1, ..*told };
    own_need(&previous).filter(|need| *need)
}

pub(super) fn own_need(told: &Told<'_>) -> Option<bool> {
    let needs = told.hits("need");
    let (at, _) = *needs.first()?;
    let no_such = told.clause.words[..at].iter().any(|word| word.text == "no");
    let last = needs.last().map_or(at, |(at, _)| *at);
    // «لا بد» denies nothing.
    let must = told.clause.words.get(at).is_some_and(|word| word.text == "لا" || word.text == "لابد");
    Some(must || !(told.denied(at, 3) || told.denied(last, 2) || no_such))
}
