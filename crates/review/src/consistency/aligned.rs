//! Things no list names: tellings of both sides that are about one thing by their words, or alone of their kind.

use std::mem::discriminant;

use super::claim::{Claim, OTHER, SOME_SERVICE};
use super::differ::differ;
use super::pair::{Side, are_comparable, finding};
use super::roots::{Roots, overlap, shared};
use super::{Finding, Quote, Topic, Value};

/// As much of the shorter clause's words has to be in the other's.
const ONE_THING: f32 = 0.5;
/// How near two tellings are that are alone of their kind and share a word.
const ALONE: f32 = 0.6;

/// No surer is what is told without a word for it.
const PLAIN: f32 = 0.5;

/// A telling of each side, how near they are, 0..=1, and whether that is near enough to differ; to agree it is.
type Met<'a> = (&'a Claim, &'a Claim, f32, bool);

/// What differs whichever telling is taken, the surest of each kind, beside what is known already.
pub(super) fn differences(phone: Side<'_>, branch: Side<'_>, agreed: bool, known: &[Finding]) -> Vec<Finding> {
    let phone_first = phone.touch.at <= branch.touch.at;
    let differs = |p: &Claim, b: &Claim| {
        // What is open, and what is bound.
        if p.bound != b.bound && kind_of(p) != kind_of(b) && p.fact.value == b.fact.value {
            return true;
        }
        let (earlier, later) = if phone_first { (p, b) } else { (b, p) };
        differ(&p.fact.about, &earlier.fact.value, &later.fact.value)
    };
    let met = met(phone, branch);
    let agreed_on = |p: &Claim, b: &Claim| {
        let of_either = |(q, c, ..): &&Met<'_>| std::ptr::eq(*q, p) || std::ptr::eq(*c, b);
        let alike = |q: &Claim, c: &Claim| of_one_kind(q, p) && kind_of(c) == kind_of(b) && kind_of(q) == kind_of(p);
        met.iter().filter(of_either).any(|(q, c, ..)| alike(q, c) && !differs(q, c))
    };
    let told =
        |quote: &Quote| known.iter().any(|f| f.branch.utterance == quote.utterance && f.branch.words == quote.words);
    let mut candidates: Vec<&Met<'_>> = met
        .iter()
        .filter(|(p, b, _, enough)| {
            let settled = agreed && p.fact.topic == Topic::Date;
            *enough && !settled && differs(p, b) && !agreed_on(p, b) && !told(&b.quote)
        })
        .collect();
    // A rule tells more than the yes or no it stands for.
    let rank = |(p, b, near, _): &Met<'_>| {
        let ruled = [p, b].into_iter().any(|claim| claim.bound && claim.fact.value == Value::Yes { yes: true });
        near * p.sure * b.sure * if ruled { 1.8 } else { 1.0 }
    };
    candidates.sort_by(|x, y| rank(y).total_cmp(&rank(x)));
    let mut findings: Vec<Finding> = Vec::new();
    for (p, b, near, _) in candidates {
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
        // Both customers asked, and for two prices.
        let counted = p.fact.value.is_counted() && b.fact.value.is_counted();
        let apart = counted && of_two_questions(p, b);
        open && of_one_kind(p, b)
            && are_comparable(p, b)
            && !sum
            && !apart
            && !is_other_gift(p, b)
            && !is_other_gift(b, p)
    });
    let brief = is_brief(phone) && is_brief(branch);
    let pairs = pairs.map(|(p, b)| {
        let by_words = overlap(&p.roots, &b.roots).max(overlap(&p.own, &b.own));
        let alone = is_alone(p, phone) && is_alone(b, branch);
        let firm = brief && is_firm(p, b, phone) && is_firm(b, p, branch);
        let ruled = of_one_kind(p, b) && p.fact.topic != Topic::YesNo && b.fact.topic != Topic::YesNo;
        // Two hours of the day are of one thing where a word says so.
        let timed = matches!(p.fact.value, Value::Clock { .. }) && p.fact.about == OTHER;
        let near = match shared(&p.roots, &b.roots) {
            0 if timed => 0.0,
            0 if alone && (brief || is_spoken(p) && is_spoken(b)) && !asked_apart(p, b) && !are_apart(p, b) => {
                ONE_THING
            }
            0 if firm && ruled && is_spoken(p) && is_spoken(b) && !asked_apart(p, b) => ONE_THING,
            1.. if alone || firm => ALONE,
            _ => 0.0,
        };
        (p, b, by_words.max(near), alone || !is_loose(p, b))
    });
    pairs.filter(|(_, _, near, _)| *near >= ONE_THING).collect()
}

/// One word is little where neither side says that something may be or is needed: "the adviser isn't in on Saturdays".
fn is_loose(p: &Claim, b: &Claim) -> bool {
    let has = |claim: &Claim, field: &str| claim.own.iter().flatten().any(|root| root == field);
    let no = |claim: &Claim| claim.fact.value == Value::Yes { yes: false };
    let opposite = has(p, "#open") && no(b) || has(b, "#open") && no(p);
    // "No shed", and a shed.
    let lacks = |a: &Claim, b: &Claim| no(a) && shared(&a.lacks, &b.own) > 0;
    let opposite = opposite || lacks(p, b) || lacks(b, p);
    let short = p.own.len() == 1 || b.own.len() == 1;
    p.sure <= PLAIN && b.sure <= PLAIN && !short && shared(&p.roots, &b.roots) < 2 && !opposite
}

/// Things that both sides name are compared by their names, where not one side has the other's name in its words too.
fn is_open(p: &Claim, b: &Claim) -> bool {
    let named = |claim: &Claim| claim.fact.about != OTHER && claim.fact.about != SOME_SERVICE;
    let has = |claim: &Claim, name: &str| claim.own.iter().flatten().any(|root| root.strip_prefix('#') == Some(name));
    let cross = || has(p, &b.fact.about) && has(b, &p.fact.about) || p.fact.topic == Topic::Date;
    let hours = |claim: &Claim| matches!(claim.fact.about.as_str(), "hours" | "opens");
    let clock = |claim: &Claim| matches!(claim.fact.value, Value::Clock { .. });
    // Till when something is open is no hour of something else.
    if clock(p) && clock(b) && hours(p) != hours(b) {
        return false;
    }
    !named(p) || !named(b) || !(hours(p) && hours(b)) && p.fact.about != b.fact.about && cross()
}

fn is_spoken(claim: &Claim) -> bool {
    claim.quote.speaker.is_some()
}

/// So few words are said of one thing.
const BRIEF_WORDS: usize = 45;

pub(super) fn is_brief(side: Side<'_>) -> bool {
    let said =
        side.touch.said.iter().filter(|said| said.speaker == wasl_model::Speaker::Agent).map(|said| said.text.reveal());
    let words =
        said.chain(side.touch.notes.iter().map(|note| note.reveal())).map(|text| text.split_whitespace().count());
    words.sum::<usize>() <= BRIEF_WORDS
}

/// Both customers asked, each for something else: "the bicycle", "and the golf clubs?"
fn asked_apart(p: &Claim, b: &Claim) -> bool {
    p.roots.len() > p.own.len() && b.roots.len() > b.own.len() && !p.own.is_empty() && !b.own.is_empty()
}

/// Each names something of a field, and they are two: "delivery is free", "the warranty is forty".
fn are_apart(p: &Claim, b: &Claim) -> bool {
    let named = |claim: &Claim| claim.own.iter().flatten().any(|root| root.starts_with('#'));
    let money = p.fact.topic == Topic::Fee || b.fact.topic == Topic::Fee;
    money && named(p) && named(b)
}

/// "Breakfast is included", "the buffet is twenty-two pounds": what is free is named, and it is not what is paid for.
fn is_other_gift(free: &Claim, paid: &Claim) -> bool {
    let of = |claim: &Roots| -> Roots {
        let general = |word: &&Vec<String>| word.iter().any(|root| GENERAL.contains(&root.as_str()));
        claim.iter().filter(|word| !general(word)).cloned().collect()
    };
    let (gift, bought) = (of(&free.own), of(if paid.own.is_empty() { &paid.roots } else { &paid.own }));
    free.fact.topic == Topic::Fee
        && free.fact.value == Value::Yes { yes: false }
        && matches!(paid.fact.value, Value::Money { .. })
        && !gift.is_empty()
        && !bought.is_empty()
        && shared(&gift, &bought) == 0
        && shared(&free.roots, &paid.roots) == 0
}

/// They tell that it is of money or of time, and not of what.
const GENERAL: &[&str] =
    &["#cover", "#charge", "#price", "#settle", "#owed", "#month", "#annual", "#gift", "fre", "جن"];

/// What was asked of one is nowhere in the other.
fn of_two_questions(p: &Claim, b: &Claim) -> bool {
    let asked = |claim: &Claim| claim.roots.difference(&claim.own).cloned().collect::<Roots>();
    let (of_p, of_b) = (asked(p), asked(b));
    !of_p.is_empty() && !of_b.is_empty() && shared(&of_p, &b.roots) == 0 && shared(&of_b, &p.roots) == 0
}

/// A yes, a no or a rule, and nothing its side says against it is as near to the other side's.
fn is_firm(claim: &Claim, met: &Claim, side: Side<'_>) -> bool {
    let rules = |claim: &Claim| matches!(claim.fact.value, Value::Yes { .. }) || claim.fact.topic == Topic::Condition;
    let near = |claim: &Claim| (shared(&claim.own, &met.own), shared(&claim.roots, &met.roots));
    let like = |other: &&Claim| rules(other) && kind_of(claim) == kind_of(other);
    let against = |other: &Claim| differ(&claim.fact.about, &claim.fact.value, &other.fact.value);
    rules(claim) && side.claims.iter().filter(like).all(|other| !against(other) || near(other) < near(claim))
}

/// It counts something, and nothing else on its side counts the like.
fn is_alone(claim: &Claim, side: Side<'_>) -> bool {
    let like = |other: &&Claim| {
        of_one_kind(claim, other) && discriminant(&claim.fact.value) == discriminant(&other.fact.value)
    };
    let is_else = |other: &Claim| other.fact.value != claim.fact.value;
    // What is free is counted too.
    let counted = claim.fact.value.is_counted() || claim.fact.topic == Topic::Fee;
    counted && !side.claims.iter().filter(like).any(is_else)
}

/// Papers and conditions taken as one, and fees and amounts: without a list nobody can tell them apart.
fn kind_of(claim: &Claim) -> Topic {
    match claim.fact.topic {
        Topic::Condition | Topic::Document => Topic::Document,
        Topic::Fee | Topic::Amount => Topic::Amount,
        topic @ (Topic::Date | Topic::YesNo | Topic::Promise | Topic::Mood) => topic,
    }
}

/// Of one kind, or one says that there is none of what the other has.
fn of_one_kind(a: &Claim, b: &Claim) -> bool {
    let kind = kind_of;
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
        let needed = kind(b) == Topic::Document
            && (b.fact.value == Value::Yes { yes: true } || b.fact.about == "tenure" && b.fact.value.is_counted());
        let one_thing = shared(&a.own, &b.own) > 0;
        denied && (needed && one_thing || ruled || bound && b.fact.value.is_counted())
    };
    // "Guests may play any day" and "guests are weekends only".
    let granted = |a: &Claim, b: &Claim| {
        let yes = a.fact.topic == Topic::YesNo && a.fact.value == Value::Yes { yes: true };
        // Where the whole bound is said again it is kept.
        let kept = shared(&b.own, &a.own) >= b.own.len();
        yes && b.bound && b.fact.value == Value::Yes { yes: true } && !kept
    };
    // "We match any price", "we don't match prices".
    let open = |a: &Claim, b: &Claim| {
        let any = a.bound && a.fact.topic == Topic::Condition && a.fact.value == Value::Yes { yes: false };
        let no = b.fact.topic == Topic::YesNo && b.fact.about == OTHER && b.fact.value == Value::Yes { yes: false };
        any && no && shared(&a.own, &b.own) > 1
    };
    (open(a, b) || open(b, a) || kind(a) == kind(b) || none(a, b) || none(b, a) || granted(a, b) || granted(b, a))
        && !is_free(a)
        && !is_free(b)
}
