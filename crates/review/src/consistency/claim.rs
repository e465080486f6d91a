//! What staff told in a touch, clause by clause.

use time::UtcOffset;
use wasl_model::spoken::{TextSpan, values};
use wasl_model::{Channel, Pii, Speaker, Utterance};

use super::lexicon::CUES;
use super::roots::{Roots, roots};
use super::words::{Clause, Sentence, sentences};
use super::{Fact, Quote, Topic, Touch, TouchId, Value};
use crate::answers::Day;

mod able;
mod answer;
mod bound;
mod clauses;
mod context;
mod lasting;
mod money;
mod open;
mod papers;
mod rules;
mod stance;
mod when;

use clauses::{Supposed, is_repeated, told};
use context::{Told, is_denial};

pub(super) use money::SOME_SERVICE;
pub(super) use open::OTHER;
pub(super) use papers::ENOUGH;
pub(super) use stance::{Stance, stances};
pub(super) use when::weekdays;

/// One thing told, with its place.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) fact: Fact,
    pub(super) quote: Quote,
    /// Sure of the reading, 0..=1.
    pub(super) sure: f32,
    /// It narrows what is meant: `abroad`, `fast`.
    pub(super) narrowed: Option<&'static str>,
    /// The papers told to be enough, where no others are wanted.
    pub(super) closed: Option<Vec<String>>,
    /// It tells for whom or when something is open, and not what is to be brought.
    pub(super) bound: bool,
    /// What a denial stands before: "no shed", «ما في مصعد».
    pub(super) lacks: Roots,
    /// It or something else is asked for: "your card or your passport".
    pub(super) either: bool,
    /// Its clause has a word of denial.
    pub(super) denied: bool,
    /// Counts the clauses of a touch.
    pub(super) order: usize,
    /// What its clause is about, for what no list names.
    pub(super) own: Roots,
    /// The clause, with its sentence where the clause is short.
    pub(super) roots: Roots,
}

/// What a reader found in a clause.
struct Found {
    topic: Topic,
    about: String,
    value: Value,
    /// The words of the clause that say it.
    from: usize,
    to: usize,
    sure: f32,
    closed: Option<Vec<String>>,
    bound: bool,
}

impl Found {
    fn new(topic: Topic, about: &str, value: Value, (from, to): (usize, usize)) -> Self {
        Self { topic, about: about.to_owned(), value, from, to, sure: 0.9, closed: None, bound: false }
    }

    fn sure(self, sure: f32) -> Self {
        Self { sure, ..self }
    }
}

/// A turn or note of staff.
struct Line<'a> {
    text: &'a str,
    utterance: Option<&'a Utterance>,
    /// What the customer asked just before.
    asked: Option<&'a str>,
}

/// Everything told by staff in a touch; what was taken back in it is left out.
pub(super) fn claims(touch: &Touch, zone: UtcOffset) -> Vec<Claim> {
    let told = read_all(touch, zone, Supposed::LeftOut);
    // Where nothing else is told, a rule told for a case is what the customer was told.
    if told.is_empty() { read_all(touch, zone, Supposed::Kept) } else { told }
}

fn read_all(touch: &Touch, zone: UtcOffset, supposed: Supposed) -> Vec<Claim> {
    let mut asked = None;
    let spoken = touch.said.iter().filter_map(|utterance| match utterance.speaker {
        Speaker::Agent => Some(Line { text: utterance.text.reveal(), utterance: Some(utterance), asked }),
        Speaker::Caller => {
            asked = Some(utterance.text.reveal()).filter(|text| answer::is_question(text)).map(String::as_str);
            None
        }
        Speaker::Machine => None,
    });
    let written = touch.notes.iter().map(|note| Line { text: note.reveal(), utterance: None, asked: None });
    let today = Day::of(touch.at, zone);
    let mut reading = Reading::default();
    for line in spoken.chain(written) {
        read(&line, touch.touch, (today, supposed), &mut reading);
    }
    without_corrected(&reading.claims, &reading.corrections)
}

/// What was read of a touch so far.
#[derive(Default)]
struct Reading {
    claims: Vec<Claim>,
    /// Where something was taken back.
    corrections: Vec<usize>,
    /// Clauses so far.
    order: usize,
    /// The papers staff asked after last: "have you got the report?"
    asked_after: Vec<&'static str>,
}

/// What a text of our own says, as an answer book has it.
pub(crate) fn facts(text: &str) -> Vec<Fact> {
    let today = Day(time::macros::date!(2000 - 01 - 02));
    let mut reading = Reading::default();
    let line = Line { text, utterance: None, asked: None };
    let nobody = TouchId::Branch(wasl_model::VisitId::numbered(0));
    read(&line, nobody, (today, Supposed::LeftOut), &mut reading);
    reading.claims.into_iter().map(|claim| claim.fact).filter(|fact| fact.about != OTHER).collect()
}

fn read(line: &Line<'_>, touch: TouchId, (today, supposed): (Day, Supposed), reading: &mut Reading) {
    let found = line.utterance.filter(|utterance| !utterance.values.is_empty());
    let values = found.map_or_else(|| values(line.text, None), |utterance| utterance.values.clone());
    let mut before: Option<Vec<Clause>> = None;
    let mut asked = line.asked.map(answer::question).unwrap_or_default();
    let answers = answered(line, touch, today, &asked, &mut reading.order);
    reading.claims.extend(answers);
    let is_branch = touch.channel() == Channel::Branch;
    for sentence in sentences(line.text) {
        if sentence.clauses.iter().any(|clause| CUES.has("correction", clause)) {
            reading.corrections.push(reading.order);
        }
        let is_visit_note = line.utterance.is_none() && is_branch;
        let is_wanted = is_branch && papers::is_asked_for(&sentence);
        let clauses = if is_wanted { sentence.clauses.clone() } else { told(&sentence, is_visit_note, supposed) };
        for at in 0..clauses.len() {
            reading.order += 1;
            let clause = &clauses[at];
            let before = before.as_deref();
            let told = Told { clause, sentence: &clauses, at, before, asked: &asked, values: &values, today };
            let either =
                clauses.iter().flat_map(|clause| &clause.words).any(|word| matches!(word.text.as_str(), "or" | "او"));
            let narrowed = clauses[..=at].iter().rev().find_map(narrowed);
            let day = when::of_days(&told);
            let mut found = if is_wanted { papers::asked_for(&told) } else { everything(&told) };
            // "Not over the phone" says nothing of the branch.
            if !is_branch && told.has("by_phone") {
                found.retain(|found| found.topic != Topic::YesNo);
            }
            if is_branch && !is_wanted {
                found.extend(papers::meant(&told, &reading.asked_after));
            }
            reading.claims.extend(found.into_iter().map(|found| {
                let (own, beside) = about(&told, &found);
                let roots = with_context(&told, &own, &beside);
                let day = day.filter(|_| matches!(found.about.as_str(), "hours" | "opens"));
                let claim = claim(found, line, touch, clause, day.or(narrowed), reading.order);
                Claim { own, roots, either, ..claim }
            }));
        }
        if sentence.is_question {
            reading.asked_after = papers::asked_after(&sentence);
            // "Batteries? No, we can't accept those."
            if is_repeated(&sentence) {
                asked.clone_from(&sentence.clauses);
            }
        } else {
            before = Some(clauses);
        }
    }
}

/// "She may if she is over six": so and otherwise.
fn is_for_some(told: &Told<'_>) -> bool {
    told.in_sentence("hypothetical") && (told.in_sentence("above") || told.in_sentence("below"))
}

/// Everything a clause tells.
fn everything(told: &Told<'_>) -> Vec<Found> {
    let readers = [papers::read, money::read, when::read, rules::read, able::read, open::read];
    let mut found: Vec<Found> = readers.iter().flat_map(|read| read(told)).collect();
    found.extend(open::counts(told));
    if is_for_some(told) {
        found.retain(|found| found.topic != Topic::YesNo);
        return found;
    }
    let is_ruled = found.iter().any(|found| matches!(found.topic, Topic::Condition | Topic::Document));
    // "It won't be here before Sunday" tells when, and no condition.
    let is_dated = found.iter().any(|found| found.topic == Topic::Date && found.about != OTHER);
    found.extend(bound::read(told).filter(|_| !(is_ruled || is_dated && told.has("before_when"))));
    // "Free wifi and a desk in each room": what is free is there.
    let is_there = told.has("free_thing") && found.iter().all(|found| found.topic == Topic::Fee);
    if found.is_empty() || is_there {
        found.extend(open::plain(told));
    }
    found
}

/// "Do I need the passport?" "No.": what was asked is told, or its contrary.
fn answered(line: &Line<'_>, touch: TouchId, today: Day, asked: &[Clause], order: &mut usize) -> Vec<Claim> {
    let Some((said, yes)) = answer::bare(line.text) else { return Vec::new() };
    let values = line.asked.map(|text| values(text, None)).unwrap_or_default();
    let mut claims = Vec::new();
    for (at, clause) in asked.iter().enumerate() {
        *order += 1;
        let told = Told { clause, sentence: asked, at, before: None, asked: &[], values: &values, today };
        let mut found = money::fee_asked(&told).map_or_else(|| everything(&told), |fee| vec![fee]);
        if found.is_empty() && asked.len() == 1 {
            found.extend(open::asked(&told));
        }
        for found in found.into_iter().filter_map(|found| answer::told(&told, found, yes)) {
            let (own, beside) = about(&told, &found);
            let roots = with_context(&told, &own, &beside);
            let found = Found { from: 0, to: said.words.len(), ..found };
            let claim = claim(found, line, touch, &said, narrowed(clause), *order);
            claims.push(Claim { own, roots, ..claim });
        }
    }
    claims
}

/// A short clause is about what its sentence is about, else about what was asked or said before it.
fn with_context(told: &Told<'_>, own: &Roots, beside: &Roots) -> Roots {
    let mut roots = own.clone();
    if roots.len() < 2 {
        roots.extend(beside.iter().cloned());
    }
    roots.extend(told.asked.iter().flat_map(|clause| self::roots(clause, 0..0)));
    if roots.is_empty() {
        roots.extend(told.before.unwrap_or_default().iter().flat_map(|clause| self::roots(clause, 0..0)));
    }
    roots
}

fn narrowed(clause: &Clause) -> Option<&'static str> {
    ["abroad", "home", "fast", "year", "month", "hour", "first", "second", "least", "paid"]
        .into_iter()
        .find(|kind| CUES.has(&format!("qualifier_{kind}"), clause))
}

fn claim(
    found: Found,
    line: &Line<'_>,
    touch: TouchId,
    clause: &Clause,
    narrowed: Option<&'static str>,
    order: usize,
) -> Claim {
    let place = |at: usize| clause.words.get(at.min(clause.words.len().saturating_sub(1)));
    let start = place(found.from).map_or(clause.start(), |word| word.start);
    let end = place(found.to.saturating_sub(1)).map_or(clause.end(), |word| word.end);
    let fact = Fact { topic: found.topic, about: found.about, value: found.value };
    let part = TextSpan { start, end: end.max(start) };
    let span = line.utterance.map(|utterance| sound_of(utterance, part).unwrap_or(utterance.span));
    let quote = Quote {
        touch,
        speaker: line.utterance.map(|utterance| utterance.speaker),
        utterance: line.utterance.map(|utterance| utterance.id),
        span,
        words: Pii::new(line.text.to_owned()),
        part,
        fact: fact.clone(),
    };
    let heard = line.utterance.map_or(1.0, |utterance| utterance.confidence.clamp(0.3, 1.0));
    Claim {
        fact,
        quote,
        sure: found.sure * heard,
        narrowed,
        closed: found.closed,
        bound: found.bound,
        either: false,
        lacks: lacks(clause),
        denied: CUES.has("never", clause) || clause.words.iter().any(|word| is_denial(&word.text)),
        order,
        own: Roots::new(),
        roots: Roots::new(),
    }
}

/// What stands right behind a word of denial.
fn lacks(clause: &Clause) -> Roots {
    let nots = CUES.hits("never", clause);
    let own = (0..clause.words.len()).filter(|at| is_denial(&clause.words[*at].text)).map(|at| (at, at + 1));
    let behind = |(_, to): (usize, usize)| Clause { words: clause.words.iter().skip(to).take(3).cloned().collect() };
    nots.into_iter().chain(own).flat_map(|hit| roots(&behind(hit), 0..0)).collect()
}

/// What a claim's clause is about, and what the others of its sentence are.
fn about(told: &Told<'_>, found: &Found) -> (Roots, Roots) {
    let value = if found.value.is_counted() { found.from..found.to } else { 0..0 };
    let own = roots(told.clause, value);
    let others = (0..told.sentence.len()).filter(|at| *at != told.at);
    let beside = others.flat_map(|at| roots(&told.sentence[at], 0..0)).collect();
    (own, beside)
}

/// The sound of a part of an utterance: that of every word it has a letter of.
pub(super) fn sound_of(utterance: &Utterance, part: TextSpan) -> Option<wasl_model::Span> {
    let text = utterance.text.reveal();
    let mut from = 0;
    let place = |word: &str| {
        let start = from + text[from..].find(word)?;
        from = start + word.len();
        Some((start, from))
    };
    let spoken: Vec<(usize, usize)> = text.split_whitespace().map_while(place).collect();
    if utterance.words.len() != spoken.len() {
        return None;
    }
    let end = part.end.max(part.start + 1);
    let within = |(start, stop): &(usize, usize)| *start < end && part.start < *stop;
    let first = utterance.words.get(spoken.iter().position(within)?)?;
    let last = utterance.words.get(spoken.iter().rposition(within)?)?;
    Some(wasl_model::Span { start: first.span.start, end: last.span.end.max(first.span.start) })
}

/// What was said before a correction gives way to what was said of the same thing with it or after it.
fn without_corrected(claims: &[Claim], corrections: &[usize]) -> Vec<Claim> {
    let key = |claim: &Claim| (claim.fact.topic, claim.fact.about.clone());
    let outdone = |claim: &Claim| {
        corrections
            .iter()
            .any(|at| claim.order <= *at && claims.iter().any(|later| later.order > *at && key(later) == key(claim)))
    };
    claims.iter().filter(|claim| !outdone(claim)).cloned().collect()
}
