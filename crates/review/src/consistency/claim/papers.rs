//! Papers: which are needed, which are not, which are all that is needed.

use super::super::lexicon::{CUES, DOCUMENTS, Hit};
use super::super::{Topic, Value};
use super::{Found, Told};

/// The name of "these papers are enough".
pub(in super::super) const ENOUGH: &str = "enough";

/// Everything a clause tells of papers.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    let papers = named(told);
    let (copies, originals) = (told.hits("copy"), told.hits("original"));
    if papers.is_empty() && copies.is_empty() && originals.is_empty() {
        return no_papers(told).into_iter().collect();
    }
    let mut found = Vec::new();
    let whole = (0, told.clause.words.len());
    let need = needed(told);
    // «البطاقة تشتغل برا بدون مشكلة»: without something else.
    let without = told.hits("without").first().map(|(_, end)| *end);
    let papers: Vec<Hit<'static>> = if without.is_some() && told.hits("need").is_empty() {
        papers.into_iter().filter(|hit| without.is_some_and(|end| hit.to > end)).collect()
    } else {
        papers
    };
    let enough = told.hits("enough").first().map(|(at, _)| !told.denied(*at, 3));
    let enough = if told.has("not_enough") { Some(false) } else { enough };
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
    if let Some(enough) = enough.filter(|_| copies.is_empty()) {
        found.extend(papers.first().map(|_| Found::new(Topic::Document, ENOUGH, is(enough), whole).sure(0.8)));
    }
    let only = told.has("only") || told.has("all_needed") || is_closed_next(told);
    let all = enough == Some(true) && copies.is_empty() || only && need != Some(false) && enough.is_none();
    if all && !papers.is_empty() {
        let names: Vec<String> = papers.iter().map(|hit| hit.name.to_owned()).collect();
        let closed = Found::new(Topic::Document, &names[0], is(true), whole).sure(0.75);
        if enough.is_none() {
            found.push(Found::new(Topic::Document, ENOUGH, is(true), whole).sure(0.7));
        }
        found.push(Found { closed: Some(names), ..closed });
    }
    found
}

/// "The passport and two photos, that's all we ask."
pub(super) fn is_closed_next(told: &Told<'_>) -> bool {
    let next = told.sentence.get(told.at + 1..).unwrap_or_default();
    next.iter().any(|clause| CUES.has("that_is_all", clause))
}

/// «بدون أي أوراق»: nothing is wanted at all.
fn no_papers(told: &Told<'_>) -> Option<Found> {
    let none = told.hits("no_papers");
    let (from, to) = *none.first().filter(|_| !is_blocked(told))?;
    let closed = Found::new(Topic::Document, super::open::OTHER, Value::Yes { yes: false }, (from, to)).sure(0.75);
    Some(Found { closed: Some(Vec::new()), ..closed })
}

/// "Where is the slip?", «جبت الإيصال؟»: in a branch a paper asked after is wanted.
pub(super) fn is_asked_for(sentence: &super::Sentence) -> bool {
    let asks = |clause: &super::Clause| {
        CUES.has("where_is", clause) && (CUES.has("paper", clause) || !DOCUMENTS.hits(clause).is_empty())
    };
    sentence.is_question && sentence.clauses.iter().any(asks)
}

/// The papers asked after.
pub(super) fn asked_for(told: &Told<'_>) -> Vec<Found> {
    let wanted = |name: &str, place| Found::new(Topic::Document, name, Value::Yes { yes: true }, place).sure(0.65);
    let listed: Vec<Found> = named(told).iter().map(|hit| wanted(hit.name, (hit.from, hit.to))).collect();
    let other = told.hits("paper").first().copied().filter(|_| listed.is_empty());
    listed.into_iter().chain(other.map(|place| wanted(super::open::OTHER, place))).collect()
}

/// The papers a question of staff names: "and the police report?"
pub(super) fn asked_after(sentence: &super::Sentence) -> Vec<&'static str> {
    sentence.clauses.iter().flat_map(|clause| DOCUMENTS.hits(clause)).map(|hit| hit.name).collect()
}

/// "I can't do it without that": what was asked after is needed.
pub(super) fn meant(told: &Told<'_>, asked_after: &[&'static str]) -> Vec<Found> {
    let meant = |word: &super::super::words::Word| {
        matches!(word.text.as_str(), "it" | "that" | "one" | "them" | "this" | "those")
            || !word.text.is_ascii() && word.text.ends_with(['ه', 'ا']) && word.text.chars().count() > 3
    };
    let points = named(told).is_empty() && told.clause.words.iter().any(meant);
    if !points || needed(told) != Some(true) {
        return Vec::new();
    }
    let whole = (0, told.clause.words.len());
    let wanted = |name: &&str| Found::new(Topic::Document, name, Value::Yes { yes: true }, whole).sure(0.65);
    asked_after.iter().map(wanted).collect()
}

/// The papers a clause names as papers: not a desk for them, nor what something is for («للتأشيرة»).
pub(super) fn named(told: &Told<'_>) -> Vec<Hit<'static>> {
    let words = &told.clause.words;
    let word = |at: usize| words.get(at).map(|word| word.text.as_str()).unwrap_or_default();
    let desk = |hit: &Hit<'_>| matches!(word(hit.to), "desk" | "office" | "counter" | "department" | "section");
    let purpose = |hit: &Hit<'_>| {
        let articles = (0..hit.from).rev().take_while(|at| matches!(word(*at), "the" | "a" | "your" | "my")).count();
        let before = (hit.from - articles).checked_sub(1).map(word).unwrap_or_default();
        matches!(before, "for" | "عشان" | "علشان" | "قسم") || word(hit.from).starts_with("لل")
    };
    let department = |hit: &Hit<'_>| word(hit.from).ends_with("جوازات");
    let mut hits = DOCUMENTS.hits(told.clause);
    hits.retain(|hit| !desk(hit) && !purpose(hit) && !department(hit));
    hits
}

/// Whether the clause says that something is needed: its own words, or those of the clause it goes on from.
pub(super) fn needed(told: &Told<'_>) -> Option<bool> {
    if told.has("without") {
        return Some(is_blocked(told));
    }
    // «ما بدنا غير رقمك»: that and nothing else.
    let but = told.has("all_needed") && told.clause.words.iter().any(|word| matches!(word.text.as_str(), "غير" | "الا"));
    if told.has("no_need") {
        return Some(but);
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

/// Without it nothing is done: something in the sentence is denied, and not by the "without" itself («بدون ما»).
pub(super) fn is_blocked(told: &Told<'_>) -> bool {
    let without = told.hits("without");
    let nots = told.hits("not");
    let denied = nots.iter().any(|(at, _)| without.iter().all(|(from, to)| at != to && !(*from..*to).contains(at)));
    told.in_sentence("cannot")
        || told.in_sentence("cannot_yes")
        || denied
        || told.clause.words.iter().any(|word| super::is_denial(&word.text))
}

pub(super) fn own_need(told: &Told<'_>) -> Option<bool> {
    if told.excepted() || no_x_no_y(told) {
        return Some(true);
    }
    // "You can bring" asks for nothing.
    let can: Vec<(usize, usize)> = ["can", "cannot_yes"].into_iter().flat_map(|cue| told.hits(cue)).collect();
    let brings = told.hits("bring");
    let free = |at: usize| {
        brings.iter().any(|(from, _)| *from == at) && can.iter().any(|(_, end)| *end <= at && at - end <= 2)
    };
    let mut needs = told.hits("need");
    needs.retain(|(at, _)| !free(*at));
    let (at, _) = *needs.first()?;
    let no_such = told.clause.words[..at].iter().any(|word| word.text == "no");
    let last = needs.last().map_or(at, |(at, _)| *at);
    // «لا بد» denies nothing.
    let must = told.clause.words.get(at).is_some_and(|word| word.text == "لا" || word.text == "لابد");
    Some(must || !(told.denied(at, 3) || told.denied(last, 2) || no_such))
}

/// "No booklet, no vaccination."
fn no_x_no_y(told: &Told<'_>) -> bool {
    let is_no = |clause: Option<&super::Clause>| {
        clause.and_then(|clause| clause.words.first()).is_some_and(|word| matches!(word.text.as_str(), "no" | "بلا"))
    };
    told.clause.words.len() <= 4 && is_no(Some(told.clause)) && is_no(told.sentence.get(told.at + 1))
}
