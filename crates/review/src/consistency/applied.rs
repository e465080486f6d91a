//! Where the branch does what the phone told, for this customer: no difference.

use super::claim::{Claim, weekdays};
use super::differ::{coins, thousandths};
use super::lexicon::CUES;
use super::pair::Side;
use super::roots::{Roots, roots, shared};
use super::words::{Clause, Sentence, Word, sentences};
use super::{Finding, FindingKind, Quote, Topic, Value};
use crate::due::numbers::number_at;

/// The phone told a rule with its case, and the branch that this is the case: "you cancelled today, so it is the full
/// price", «بيتك بالجبل؟ ما بنوصل».
pub(super) fn is_applied(found: &Finding, phone: Side<'_>) -> bool {
    if matches!(found.kind, FindingKind::BrokenPromise | FindingKind::MoodFall) {
        return false;
    }
    let (told, done) = (near(&found.phone), near(&found.branch));
    let has = |clauses: &[Clause], cue: &str| clauses.iter().any(|clause| CUES.has(cue, clause));
    let by_case = has(&told, "case") && has(&done, "so");
    // What is for some only may be refused to others.
    let bound = found.topic == Topic::Condition && found.phone.fact.value == Value::Yes { yes: true };
    let refused = found.branch.fact.topic == Topic::YesNo && found.branch.fact.value == Value::Yes { yes: false };
    by_case
        || bound && refused
        || is_case_of(found, &told)
        || is_exception(found, &told, &done)
        || is_other_day(found, &told, &done)
        || is_sum(found, phone)
}

/// The clauses of the sentence that says it and of those beside it.
fn near(quote: &Quote) -> Vec<Clause> {
    around(quote, 1)
}

/// The clauses of the sentence that says it, and of so many on each side.
fn around(quote: &Quote, beside: usize) -> Vec<Clause> {
    let sentences = sentences(quote.words.reveal());
    let says = |sentence: &Sentence| quote.part.start < sentence.span().end;
    let at = sentences.iter().position(says).unwrap_or_default();
    let first = at.saturating_sub(beside);
    sentences.into_iter().skip(first).take(at - first + beside + 1).flat_map(|sentence| sentence.clauses).collect()
}

/// "A fine if you don't stay the year", "your year is over, so no fine": the case is not this customer's.
fn is_case_of(found: &Finding, told: &[Clause]) -> bool {
    let denied = |clause: &Clause| CUES.has("never", clause);
    let case = |clause: &Clause| {
        // «لحاملي التأمين», "for members".
        let of_some = |at: &usize| {
            let word = clause.words[*at].text.as_str();
            let next = clause.words.get(at + 1).map(|word| word.text.as_str()).unwrap_or_default();
            word == "for" && next.ends_with('s') || word.starts_with("لل") || word.starts_with("لحامل")
        };
        let group = || (0..clause.words.len()).find(of_some);
        let to = CUES.hits("hypothetical", clause).first().map(|(_, to)| *to).or_else(group)?;
        let case = Clause { words: clause.words.get(to..)?.to_vec() };
        // What is denied later in it may be what follows.
        let first = case.words.iter().take(if case.words.first()?.text.is_ascii() { 3 } else { 2 });
        Some((roots(&case, 0..0), denied(&Clause { words: first.cloned().collect() })))
    };
    let part = found.branch.part;
    let before: Vec<Clause> = near(&found.branch).into_iter().filter(|clause| clause.end() <= part.start).collect();
    let apart = |(of_case, not): &(Roots, bool)| {
        before.iter().any(|clause| denied(clause) != *not && shared(of_case, &roots(clause, 0..0)) > 0)
    };
    told.iter().filter_map(case).any(|case| apart(&case))
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
    let days = |clauses: &[Clause]| clauses.iter().flat_map(weekdays).collect::<Vec<_>>();
    let (told, done) = (days(told), days(done));
    let apart = || done.iter().all(|day| !told.contains(day));
    found.topic == Topic::YesNo && !told.is_empty() && !done.is_empty() && apart()
}

/// Two instalments of what was told, or a fee and its fine together; of one coin, and told as a sum where it stands.
fn is_sum(found: &Finding, phone: Side<'_>) -> bool {
    let (told, done) = (&found.phone.fact.value, &found.branch.fact.value);
    let (Some(one), Some(sum)) = (thousandths(told), thousandths(done)) else { return false };
    if !coins(told, done) {
        return false;
    }
    let so = || around(&found.branch, 0).iter().any(|clause| CUES.has("so", clause));
    let others = phone.claims.iter().filter(|claim| coins(&claim.fact.value, done));
    let mut parts = others.filter(|claim| {
        let other = thousandths(&claim.fact.value).filter(|other| *other != one);
        other.is_some_and(|other| one + other == sum)
    });
    parts.any(|part| so() || !is_of_one(found, part, phone))
        || one > 0 && sum > one && sum % one == 0 && (so() || is_counted(&found.branch, sum / one))
}

/// "Three hours, a hundred and twenty", «نفرين بخمسين»: so many of them are told beside the sum.
fn is_counted(sum: &Quote, times: u128) -> bool {
    around(sum, 0).iter().any(|clause| {
        let tokens = clause.tokens();
        let dual =
            |word: &Word| word.text.chars().count() >= 5 && word.text.ends_with("ين") && word.end <= sum.part.start;
        let counts = |at: usize| number_at(&tokens, at).is_some_and(|(number, _)| u128::from(number) == times);
        (0..tokens.len()).any(counts) || times == 2 && clause.words.iter().any(dual)
    })
}

/// The branch names what one of two amounts is for and not the other: "adults sixty".
fn is_of_one(found: &Finding, other: &Claim, phone: Side<'_>) -> bool {
    let named = around(&found.branch, 0).iter().flat_map(|clause| roots(clause, 0..0)).collect();
    let names = |quote: &Quote| {
        let label = label(quote, phone);
        !label.is_empty() && shared(&label, &named) == label.len()
    };
    names(&found.phone) != names(&other.quote)
}

/// What an amount is for: the words between the amount before it and itself, but "price" and "fee".
fn label(quote: &Quote, side: Side<'_>) -> Roots {
    let of_turn = side.claims.iter().map(|claim| &claim.quote).filter(|other| {
        other.utterance == quote.utterance && other.words == quote.words && other.part.end <= quote.part.start
    });
    let from = of_turn.filter(|other| other.fact.value.is_counted()).map(|other| other.part.end).max();
    let words = quote.words.reveal().get(from.unwrap_or_default()..quote.part.start).unwrap_or_default();
    let mut label: Roots =
        sentences(words).iter().flat_map(|sentence| &sentence.clauses).flat_map(|clause| roots(clause, 0..0)).collect();
    label.retain(|word| !word.iter().any(|root| matches!(root.as_str(), "#price" | "#charge")));
    label
}
