//! Things no list names: tellings of both sides that are about one thing by their words, or alone of their kind.

use std::mem::discriminant;

use super::claim::{Claim, OTHER, SOME_SERVICE};
use super::differ::differ;
use super::pair::{Side, are_comparable, finding};
use super::roots::{overlap, shared};
use super::{Finding, Quote, Topic, Value};

/// As much of the shorter clause's words has to be in the other's.
const ONE_THING: f32 = 0.5;
/// How near two tellings are that are alone of their kind and share a word.
const ALONE: f32 = 0.6;

/// A telling of each side, and how near they are, 0..=1.
type Met<'a> = (&'a Claim, &'a Claim, f32);

/// What differs whichever telling is taken, the surest of each kind, beside what is known already.
pub(super) fn differences(phone: Side<'_>, branch: Side<'_>, agreed: bool, known: &[Finding]) -> Vec<Finding> {
    let phone_first = phone.touch.at <= branch.touch.at;
    let differs = |p: &Claim, b: &Claim| {
        let (earlier, later) = if phone_first { (p, b) } else { (b, p) };
        differ(&p.fact.about, &earlier.fact.value, &later.fact.value)
    };
    let met = met(phone, branch);
    let agreed_on = |p: &Claim, b: &Claim| {
        let of_either = |(q, c, _): &&Met<'_>| std::ptr::eq(*q, p) || std::ptr::eq(*c, b);
        met.iter().filter(of_either).any(|(q, c, _)| of_one_kind(q, p) && !differs(q, c))
    };
    let told =
        |quote: &Quote| known.iter().any(|f| f.branch.utterance == quote.utterance && f.branch.words == quote.words);
    let mut candidates: Vec<&Met<'_>> = met
        .iter()
        .filter(|(p, b, _)| {
            let settled = agreed && p.fact.topic == Topic::Date;
            !settled && differs(p, b) && !agreed_on(p, b) && !told(&b.quote)
        })
        .collect();
    candidates.sort_by(|x, y| (y.2 * y.0.sure * y.1.sure).total_cmp(&(x.2 * x.0.sure * x.1.sure)));
    let mut findings: Vec<Finding> = Vec::new();
    for (p, b, near) in candidates {
        let said = |f: &Finding| f.branch.utterance == b.quote.utterance && f.branch.words == b.quote.words;
        if !findings.iter().any(said) {
            findings.push(finding(p.quote.clone(), b.quote.clone(), p.sure * b.sure * near));
        }
    }
    findings
}

fn met<'a>(phone: Side<'a>, branch: Side<'a>) -> Vec<Met<'a>> {
    let pairs = phone.claims.iter().flat_map(|p| branch.claims.iter().map(move |b| (p, b)));
    let pairs = pairs.filter(|(p, b)| {
        let open = p.closed.is_none() && b.closed.is_none() && is_open(p, b);
        // A bare sum may be made of several things told before.
        let sum =
            |a: &Claim, b: &Claim, side: Side<'_>| a.own.is_empty() && b.fact.value.is_counted() && !is_alone(b, side);
        let sum = sum(p, b, branch) || sum(b, p, phone);
        open && of_one_kind(p, b) && are_comparable(p, b) && !sum
    });
    let pairs = pairs.map(|(p, b)| {
        let by_words = overlap(&p.roots, &b.roots).max(overlap(&p.own, &b.own));
        let alone = is_alone(p, phone) && is_alone(b, branch);
        let near = match (alone, shared(&p.roots, &b.roots)) {
            (true, 0) if is_spoken(p) && is_spoken(b) => ONE_THING,
            (true, 1..) => ALONE,
            _ => 0.0,
        };
        (p, b, by_words.max(near))
    });
    pairs.filter(|(.., near)| *near >= ONE_THING).collect()
}

/// Things that both sides name are compared by their names, where not one side has the other's name in its words too.
fn is_open(p: &Claim, b: &Claim) -> bool {
    let named = |claim: &Claim| claim.fact.about != OTHER && claim.fact.about != SOME_SERVICE;
    let has = |claim: &Claim, name: &str| claim.own.iter().flatten().any(|root| root.strip_prefix('#') == Some(name));
    let cross = || has(p, &b.fact.about) && has(b, &p.fact.about) || p.fact.topic == Topic::Date;
    !named(p) || !named(b) || p.fact.about != b.fact.about && cross()
}

fn is_spoken(claim: &Claim) -> bool {
    claim.quote.speaker.is_some()
}

/// It counts something, and nothing else on its side counts the like.
fn is_alone(claim: &Claim, side: Side<'_>) -> bool {
    let like = |other: &&Claim| {
        of_one_kind(claim, other) && discriminant(&claim.fact.value) == discriminant(&other.fact.value)
    };
    let is_else = |other: &Claim| other.fact.value != claim.fact.value;
    claim.fact.value.is_counted() && !side.claims.iter().filter(like).any(is_else)
}

/// Of one topic, papers and conditions taken as one, and fees and amounts: without a list nobody can tell them apart.
fn of_one_kind(a: &Claim, b: &Claim) -> bool {
    let kind = |claim: &Claim| match claim.fact.topic {
        Topic::Condition | Topic::Document => Topic::Document,
        Topic::Fee | Topic::Amount => Topic::Amount,
        topic @ (Topic::Date | Topic::YesNo | Topic::Promise | Topic::Mood) => topic,
    };
    let is_free = |claim: &Claim| claim.fact.topic == Topic::Amount && matches!(claim.fact.value, Value::Yes { .. });
    // "There is no minimum": what is not there is not needed.
    let none = |a: &Claim, b: &Claim| {
        let denied = is_spoken(a)
            && a.fact.topic == Topic::YesNo
            && a.fact.about == OTHER
            && a.fact.value == Value::Yes { yes: false };
        let bound = |root: &str| matches!(root, "#limit" | "#least" | "#minimum" | "#age");
        let ruled = a.own.iter().flatten().any(|root| root == "#rules") && b.fact.topic == Topic::Condition;
        let bound = a.own.iter().flatten().any(|root| bound(root) && b.own.iter().flatten().any(|other| other == root));
        let needed = kind(b) == Topic::Document && b.fact.value == Value::Yes { yes: true };
        denied && (needed || ruled || bound && b.fact.value.is_counted())
    };
    (kind(a) == kind(b) || none(a, b) || none(b, a)) && !is_free(a) && !is_free(b)
}
