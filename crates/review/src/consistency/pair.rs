//! One call and one visit of one matter: everything that differs.

use time::UtcOffset;
use wasl_model::{Mood, Pii, PromiseAnswer, PromiseOutcome};

use super::claim::{Claim, ENOUGH, OTHER, SOME_SERVICE};
use super::differ::differ;
use super::lexicon::CUES;
use super::roots::{overlap, shared};
use super::words::{Clause, sentences};
use super::{Fact, Finding, FindingKind, Quote, Topic, Touch, Value, aligned, applied, evidence, stances, why};
use crate::answers::Day;

/// A touch and what staff told in it.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) touch: &'a Touch,
    pub(super) claims: &'a [Claim],
}

/// Everything that differs between a call and a visit; `sure` is how sure it is that they are of one matter.
pub(super) fn differences(phone: Side<'_>, branch: Side<'_>, sure: f32, zone: UtcOffset) -> Vec<Finding> {
    let agreed = agreed(branch.touch);
    let mut findings = told(phone, branch, agreed);
    findings.extend(papers(phone, branch, &findings));
    let (ways, one_way) = stances::differences(phone, branch, zone);
    let more = aligned::differences(phone, branch, agreed, &findings);
    // Where both told something the same way, what no list names is the less sure.
    let counted = |found: &Finding| found.phone.fact.value.is_counted() || found.branch.fact.value.is_counted();
    let settled = |found: &Finding| one_way && ways.is_empty() && found.about == OTHER && !counted(found);
    findings.extend(more.into_iter().filter(|found| !settled(found)));
    let is_new = |(found, of_one): &(Finding, bool)| {
        let is_open = |known: &Finding| !of_one && (is_vague(known) || is_loose(known) && is_exact(found.topic));
        findings.iter().all(|known| is_open(known) || !said(known, found))
    };
    if let Some((way, _)) = ways.into_iter().find(is_new) {
        findings.retain(|found| !(is_loose(found) && is_exact(way.topic) && said(found, &way)));
        findings.push(way);
    }
    let exact: Vec<Quote> =
        findings.iter().filter(|finding| finding.topic != Topic::YesNo).map(|finding| finding.branch.clone()).collect();
    findings.retain(|finding| finding.topic != Topic::YesNo || !is_covered(finding, &exact));
    if phone.touch.at <= branch.touch.at {
        let broken = promises(phone.touch, branch.touch, agreed, Day::of(branch.touch.at, zone));
        // What was promised and not done is told once.
        findings.retain(|found| {
            broken.is_empty()
                || found.topic != Topic::YesNo && (found.topic, found.about.as_str()) != (Topic::Condition, OTHER)
        });
        findings.extend(broken);
        findings.extend(mood(phone.touch, branch.touch));
    }
    findings.retain(|found| !applied::is_applied(found, phone));
    for finding in &mut findings {
        finding.confidence = (finding.confidence * (0.6 + 0.4 * sure)).clamp(0.0, 1.0);
    }
    findings
}

/// A condition no list names.
fn is_loose(found: &Finding) -> bool {
    found.topic == Topic::Condition && found.about == OTHER
}

/// A frame of these topics tells more than a condition no list names.
const fn is_exact(topic: Topic) -> bool {
    matches!(topic, Topic::Date | Topic::Document | Topic::Fee)
}

/// Of the same words of the branch.
fn said(a: &Finding, b: &Finding) -> bool {
    a.branch.utterance == b.branch.utterance && a.branch.words == b.branch.words
}

/// A yes and a no to something no list names.
fn is_vague(found: &Finding) -> bool {
    found.topic == Topic::YesNo && found.about == OTHER
}

/// Customer and branch agreed on something else, or the customer did not come: nobody contradicted anybody.
fn agreed(branch: &Touch) -> bool {
    branch.notes.iter().any(|note| is_agreement(note.reveal()))
}

fn is_agreement(text: &str) -> bool {
    let withdrew = |clause: &Clause| CUES.has("customer", clause) && CUES.has("withdrew", clause);
    let agreed = |clause: &Clause| CUES.has("agreed", clause) || withdrew(clause);
    sentences(text).iter().flat_map(|sentence| &sentence.clauses).any(agreed)
}

/// Facts of one topic and name that differ whichever of each side's tellings is taken.
fn told(phone: Side<'_>, branch: Side<'_>, agreed: bool) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for claim in phone.claims.iter().filter(|claim| claim.closed.is_none()) {
        let (topic, about) = (claim.fact.topic, claim.fact.about.as_str());
        if about == OTHER
            || agreed && topic == Topic::Date
            || findings.iter().any(|f| f.topic == topic && f.about == about)
        {
            continue;
        }
        let (of_phone, of_branch) = (of(phone, topic, about, branch), of(branch, topic, about, phone));
        let earlier_is_phone = phone.touch.at <= branch.touch.at;
        let pairs = of_phone.iter().flat_map(|p| of_branch.iter().map(move |b| (*p, *b)));
        let comparable: Vec<(&Claim, &Claim)> = pairs.filter(|(p, b)| are_comparable(p, b)).collect();
        let differs = |p: &Claim, b: &Claim| {
            let (earlier, later) = if earlier_is_phone { (p, b) } else { (b, p) };
            differ(about, &earlier.fact.value, &later.fact.value)
        };
        if comparable.is_empty() || !comparable.iter().all(|(p, b)| differs(p, b)) {
            continue;
        }
        let best = comparable.into_iter().max_by(|a, b| (a.0.sure * a.1.sure).total_cmp(&(b.0.sure * b.1.sure)));
        findings.extend(best.map(|(p, b)| finding(p.quote.clone(), b.quote.clone(), p.sure * b.sure)));
    }
    findings
}

/// A side's tellings of something; what is yes or no is told last as it is meant.
fn of<'a>(side: Side<'a>, topic: Topic, about: &str, other: Side<'_>) -> Vec<&'a Claim> {
    let named = |claims: &'a [Claim], name: &str| -> Vec<&'a Claim> {
        let is = |c: &&Claim| c.closed.is_none() && c.fact.topic == topic && c.fact.about == name;
        claims.iter().filter(is).collect()
    };
    let mut found = named(side.claims, about);
    if found.is_empty() && topic == Topic::Fee {
        found = fee_of_something(side, about, other);
    }
    if found.iter().all(|claim| matches!(claim.fact.value, Value::Yes { .. })) {
        found = found.split_off(found.len().saturating_sub(1));
    }
    found
}

/// A fee that is not named is the only one the other side told of.
fn fee_of_something<'a>(side: Side<'a>, about: &str, other: Side<'_>) -> Vec<&'a Claim> {
    let fees = |side: Side<'a>| side.claims.iter().filter(|c| c.fact.topic == Topic::Fee).collect::<Vec<_>>();
    let mine = fees(side);
    let one_name = |claims: &[&Claim]| claims.windows(2).all(|pair| pair[0].fact.about == pair[1].fact.about);
    let theirs: Vec<&Claim> = other.claims.iter().filter(|c| c.fact.topic == Topic::Fee).collect();
    let nameless = about == SOME_SERVICE || mine.first().is_some_and(|claim| claim.fact.about == SOME_SERVICE);
    if nameless && one_name(&mine) && one_name(&theirs) { mine } else { Vec::new() }
}

pub(super) fn are_comparable(a: &Claim, b: &Claim) -> bool {
    // "A hundred at least" and "you put down a hundred and fifty".
    let sums = |kind: &str| matches!(kind, "least" | "paid");
    let narrowed = matches!((a.narrowed, b.narrowed), (Some(a), Some(b)) if a != b && sums(a) == sums(b));
    // What is possible is possible for something: in one language both have to name it.
    let apart = a.fact.topic == Topic::YesNo
        && !matches!(a.fact.about.as_str(), "approve" | "card_payment")
        && is_arabic(a) == is_arabic(b)
        && shared(&a.roots, &b.roots) == 0;
    let enough = a.fact.about == ENOUGH && shared(&a.roots, &b.roots) == 0;
    // The loan was approved, and the card was not.
    let named = |claim: &Claim| claim.own.iter().flatten().any(|root| root.starts_with('#') && root != "#approve");
    let two = a.fact.about == "approve" && named(a) && named(b) && shared(&a.own, &b.own) == 0;
    // One of two papers is not asked for where the other is there.
    let said = |claim: &Claim, yes: bool| claim.fact.topic == Topic::Document && claim.fact.value == Value::Yes { yes };
    let either = a.either && said(a, true) && said(b, false);
    !narrowed && !apart && !enough && !two && !either && !is_done(a, b) && !is_done(b, a)
}

/// "We can close it", "it is closed now": as it was told.
fn is_done(able: &Claim, done: &Claim) -> bool {
    let yes = |claim: &Claim, yes: bool| claim.fact.topic == Topic::YesNo && claim.fact.value == Value::Yes { yes };
    let ends = |field: &str| [able, done].iter().all(|claim| claim.own.iter().flatten().any(|root| root == field));
    let open = able.bound && able.fact.value == Value::Yes { yes: false };
    (yes(able, true) || open) && yes(done, false) && !done.denied && ["#close", "#cancel"].into_iter().any(ends)
}

fn is_arabic(claim: &Claim) -> bool {
    claim.quote.words.reveal().chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c))
}

/// One side said these papers are all, the other wants one more.
fn papers(phone: Side<'_>, branch: Side<'_>, known: &[Finding]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (closed, open) in [(phone, branch), (branch, phone)] {
        let Some(all) = closed.claims.iter().find(|claim| claim.closed.is_some()) else { continue };
        // Where nothing at all is wanted, what no list names is wanted too much.
        let none = closed.claims.iter().any(|claim| claim.closed.as_ref().is_some_and(Vec::is_empty));
        let nothing = |claim: &Claim| none && claim.fact.about == OTHER;
        let named = || closed.claims.iter().filter(|claim| is_needed(claim) && !nothing(claim));
        let enough: Vec<&String> = closed
            .claims
            .iter()
            .filter_map(|claim| claim.closed.as_ref())
            .flatten()
            .chain(named().map(|claim| &claim.fact.about).filter(|about| *about != OTHER))
            .collect();
        let more = open.claims.iter().filter(|claim| is_needed(claim) && claim.closed.is_none());
        // What no list names is known by a word of what was told.
        let known_words = |claim: &Claim| {
            let like =
                |told: &Claim| told.closed.is_none() && told.fact.about == OTHER && shared(&claim.own, &told.own) > 0;
            claim.fact.about == OTHER && (overlap(&claim.own, &all.own) >= 0.5 || named().any(like))
        };
        let more = more.filter(|claim| !known_words(claim) && claim.fact.about != ENOUGH);
        let more = more.filter(|claim| claim.fact.about != "original" && !enough.contains(&&claim.fact.about));
        let more = more.filter(|claim| known.iter().all(|f| f.topic != Topic::Document || f.about != claim.fact.about));
        let Some(more) = more.max_by(|a, b| a.sure.total_cmp(&b.sure)) else { continue };
        let fact = Fact { value: Value::Yes { yes: false }, ..more.fact.clone() };
        let quote = Quote { fact, ..all.quote.clone() };
        let sure = all.sure * more.sure;
        findings.push(if closed.touch.touch == phone.touch.touch {
            finding(quote, more.quote.clone(), sure)
        } else {
            finding(more.quote.clone(), quote, sure)
        });
    }
    findings.truncate(1);
    findings
}

fn is_needed(claim: &Claim) -> bool {
    claim.fact.topic == Topic::Document && claim.fact.value == Value::Yes { yes: true }
}

/// The same words already tell of something more exact.
fn is_covered(finding: &Finding, exact: &[Quote]) -> bool {
    exact.iter().any(|other| other.utterance == finding.branch.utterance && other.words == finding.branch.words)
}

pub(super) fn finding(phone: Quote, branch: Quote, sure: f32) -> Finding {
    let named = |quote: &Quote| ![OTHER, SOME_SERVICE].contains(&quote.fact.about.as_str());
    let free = |quote: &Quote| quote.fact.topic == Topic::Fee && quote.fact.value == Value::Yes { yes: false };
    let no = |quote: &Quote| quote.fact.value == Value::Yes { yes: false };
    let topic = match (phone.fact.topic, branch.fact.topic) {
        // Open to anything, and not done at all.
        (Topic::Condition, Topic::YesNo) | (Topic::YesNo, Topic::Condition) if no(&phone) && no(&branch) => {
            Topic::YesNo
        }
        _ if free(&phone) || free(&branch) => Topic::Fee,
        (topic, Topic::Amount | Topic::Fee) if named(&phone) && !named(&branch) => topic,
        (Topic::Amount | Topic::Fee, topic) if named(&branch) && !named(&phone) => topic,
        (Topic::Document, _) | (_, Topic::Document) => Topic::Document,
        (Topic::Fee, _) | (_, Topic::Fee) => Topic::Fee,
        (Topic::Condition, _) | (_, Topic::Condition) => Topic::Condition,
        (Topic::YesNo, Topic::Amount) | (Topic::Amount, Topic::YesNo) => Topic::Condition,
        (topic, _) => topic,
    };
    let kind = match topic {
        Topic::Document | Topic::Fee | Topic::Condition => FindingKind::RuleDiffers,
        Topic::Amount | Topic::Date | Topic::YesNo => FindingKind::Contradiction,
        Topic::Promise => FindingKind::BrokenPromise,
        Topic::Mood => FindingKind::MoodFall,
    };
    let (why_ar, why_en) = why::why(&phone.fact, &branch.fact);
    Finding {
        kind,
        topic,
        about: if phone.fact.about == OTHER { branch.fact.about.clone() } else { phone.fact.about.clone() },
        phone,
        branch,
        confidence: sure,
        why_ar: Pii::new(why_ar),
        why_en: Pii::new(why_en),
        promise: None,
        book: None,
    }
}

/// Promises of the call that the visit answers with less than kept, unless the customer wanted it so.
fn promises(phone: &Touch, branch: &Touch, agreed: bool, today: Day) -> Vec<Finding> {
    let broken = branch.outcomes.iter().filter(|answer| match answer.outcome {
        PromiseOutcome::NotKept | PromiseOutcome::PartlyKept => true,
        PromiseOutcome::Kept | PromiseOutcome::NotRaised => false,
    });
    let wanted = |answer: &PromiseAnswer| agreed || answer.why.as_ref().is_some_and(|why| is_agreement(why.reveal()));
    broken
        .filter(|answer| !wanted(answer))
        .filter_map(|answer| {
            let promise = phone.promises.iter().find(|promise| promise.id == answer.promise)?;
            let fact = |value: Value| Fact { topic: Topic::Promise, about: "promise".to_owned(), value };
            let said = evidence::promised(phone, promise, fact(Value::Yes { yes: true }));
            let done = fact(Value::Outcome { outcome: answer.outcome });
            let note = answer.why.clone().or_else(|| branch.notes.first().cloned()).unwrap_or_default();
            let refused = evidence::unkept(phone, promise, (branch, today), note, done);
            let sure = if answer.outcome == PromiseOutcome::NotKept { 0.95 } else { 0.8 };
            let found = finding(said, refused, sure);
            Some(Finding { promise: Some(promise.id), ..found })
        })
        .collect()
}

/// The smile on the phone, the tears in the branch.
fn mood(phone: &Touch, branch: &Touch) -> Option<Finding> {
    let (before, after) = (phone.mood_last?, branch.mood_last?);
    let unhappy = match after {
        Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Sad => true,
        Mood::Neutral | Mood::Satisfied => false,
    };
    if before != Mood::Satisfied || !unhappy {
        return None;
    }
    let fact = |mood: Mood| Fact { topic: Topic::Mood, about: "mood".to_owned(), value: Value::Mood { mood } };
    Some(finding(evidence::smile(phone, &fact(before)), evidence::tears(branch, &fact(after)), 0.85))
}
