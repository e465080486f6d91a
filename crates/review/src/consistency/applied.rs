//! Where the branch does what the phone told, for this customer: no difference.

use super::claim::Claim;
use super::lexicon::CUES;
use super::pair::Side;
use super::roots::{roots, shared};
use super::words::{Clause, sentences};
use super::{Finding, FindingKind, Quote, Topic, Value};

/// The phone told a rule with its case, and the branch that this is the case: "you cancelled today, so it is the full
/// price", «بيتك بالجبل؟ ما بنوصل».
pub(super) fn is_applied(found: &Finding, phone: Side<'_>) -> bool {
    if matches!(found.kind, FindingKind::BrokenPromise | FindingKind::MoodFall) {
        return false;
    }
    let (told, done) = (clauses(&found.phone), clauses(&found.branch));
    let has = |clauses: &[Clause], cue: &str| clauses.iter().any(|clause| CUES.has(cue, clause));
    let by_case = has(&told, "case") && has(&done, "so");
    by_case || is_exception(found, &told, &done) || is_other_day(found, &told, &done) || is_sum(found, phone, &done)
}

fn clauses(quote: &Quote) -> Vec<Clause> {
    sentences(quote.words.reveal()).into_iter().flat_map(|sentence| sentence.clauses).collect()
}

/// "Everywhere except the mountain", "you live in the mountain": what was excepted; "only summer clothes", "not this coat".
fn is_exception(found: &Finding, told: &[Clause], done: &[Clause]) -> bool {
    let behind = |clause: &Clause| {
        let (_, to) = CUES.hits("except_day", clause).into_iter().next().filter(|(from, _)| *from > 0)?;
        Some(Clause { words: clause.words.get(to..)?.to_vec() })
    };
    let narrowed = || told.iter().any(|clause| CUES.has("restricted", clause));
    if !is_granted_and_refused(found) {
        return false;
    }
    let done = done.iter().flat_map(|clause| roots(clause, 0..0)).collect();
    narrowed() || told.iter().filter_map(behind).any(|clause| shared(&roots(&clause, 0..0), &done) > 0)
}

/// A yes by phone, a no in the branch, and no rule of papers.
fn is_granted_and_refused(found: &Finding) -> bool {
    let yes = found.phone.fact.value == Value::Yes { yes: true };
    let no = found.branch.fact.value == Value::Yes { yes: false };
    yes && no && found.topic == Topic::YesNo
}

/// "Closed on Tuesdays", "open today, it's Wednesday".
fn is_other_day(found: &Finding, told: &[Clause], done: &[Clause]) -> bool {
    let days = |clauses: &[Clause]| {
        let words = clauses.iter().flat_map(|clause| &clause.words);
        words.filter_map(|word| super::claim::weekday(&word.text)).collect::<std::collections::BTreeSet<_>>()
    };
    let (told, done) = (days(told), days(done));
    found.topic == Topic::YesNo && !told.is_empty() && !done.is_empty() && told.is_disjoint(&done)
}

/// Two instalments of what was told, or a fee and its fine together.
fn is_sum(found: &Finding, phone: Side<'_>, done: &[Clause]) -> bool {
    let money = |value: &Value| if let Value::Money { minor, .. } = value { Some(*minor) } else { None };
    let (Some(one), Some(sum)) = (money(&found.phone.fact.value), money(&found.branch.fact.value)) else {
        return false;
    };
    let others = |claim: &Claim| money(&claim.fact.value).filter(|other| *other != one);
    let added = phone.claims.iter().filter_map(others).any(|other| one + other == sum);
    let times = one > 0 && sum > one && sum % one == 0 && done.iter().any(|clause| CUES.has("so", clause));
    added || times
}
