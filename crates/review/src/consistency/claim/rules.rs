//! What must be so: an appointment, coming in person, a contract's term, time with us.

use super::super::lexicon::{CONDITIONS, DOCUMENTS};
use super::super::{Topic, Value};
use super::papers::{is_blocked, own_need};
use super::{Found, Told, lasting};

/// Everything a clause tells of conditions.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    let papers = DOCUMENTS.hits(told.clause);
    let mut found: Vec<Found> = CONDITIONS
        .hits(told.clause)
        .into_iter()
        .filter(|hit| !papers.iter().any(|paper| (paper.from..paper.to).contains(&hit.from) && paper.to > hit.to))
        .filter_map(|hit| {
            let value = value(told, hit.name, hit.from)?;
            Some(Found::new(Topic::Condition, hit.name, value, (hit.from, hit.to)))
        })
        .collect();
    found.extend(anyone(told));
    found.extend(instead(told).filter(|_| found.is_empty()));
    found.extend(walk_in(told).filter(|_| found.is_empty()));
    found.extend(tenure(told).filter(|_| found.is_empty()));
    found
}

fn value(told: &Told<'_>, name: &str, at: usize) -> Option<Value> {
    let is = |yes: bool| Some(Value::Yes { yes });
    if name == "contract_term" || name == "tenure" {
        return match months(told) {
            Some(number) if !told.denied(at, 3) => Some(Value::Number { number }),
            _ if told.denied(at, 3) || own_need(told) == Some(false) => is(false),
            _ => None,
        };
    }
    if told.has("without") {
        return is(is_blocked(told));
    }
    if let Some(need) = own_need(told) {
        return is(need);
    }
    if told.denied(at, 2) {
        return is(false);
    }
    // «الكفيل بس للمقيمين»: it is asked of some.
    let words = &told.clause.words;
    let for_some = |(_, to): &(usize, usize)| {
        words
            .get(*to)
            .is_some_and(|word| word.text == "for" || word.text.starts_with("لل") || word.text.starts_with("لا"))
    };
    if told.hits("only").iter().any(for_some) {
        return None;
    }
    let whole = told.clause.words.get(at..at + 2).is_some_and(|words| words[0].text.starts_with("يحضر"));
    let counted = name == "fasting" && !lasting::durations(&told.clause.tokens(), told.today).is_empty();
    // "I can only book you for next week" asks for no booking.
    let books = name == "appointment" && words.get(at).is_some_and(|word| word.text == "book");
    (told.has("only") && !books || whole || counted).then_some(Value::Yes { yes: true })
}

/// «أي حد يقدر يستلم», "anyone can pick it up", and its denial.
fn anyone(told: &Told<'_>) -> Option<Found> {
    let (from, to) = *told.hits("anyone").first()?;
    let denied = told.denied(from, 3);
    let able = told.has("can") || denied || told.clause.words.len() > to;
    able.then(|| Found::new(Topic::Condition, "in_person", Value::Yes { yes: denied }, (from, to)).sure(0.8))
}

/// «الوكيل يستلم نيابة عنك», "your wife can sign for it", "only the holder may": whether one has to come oneself.
fn instead(told: &Told<'_>) -> Option<Found> {
    let is =
        |must: bool, place| Some(Found::new(Topic::Condition, "in_person", Value::Yes { yes: must }, place).sure(0.75));
    let does = || told.has("hands_over");
    let owner = told.hits("owner");
    if let Some(place) = owner.first().filter(|_| told.has("only") || own_need(told) == Some(true)).filter(|_| does()) {
        return is(true, *place);
    }
    let other = told.hits("instead").first().copied();
    let other = other.or_else(|| told.hits("relative").first().copied().filter(|_| does()))?;
    let able = super::able::ability(told).map(|(_, yes)| yes);
    let denied = told.has("cannot") || told.denied(other.0, 2);
    is(!able.unwrap_or(!denied), other)
}

fn walk_in(told: &Told<'_>) -> Option<Found> {
    let (from, to) = *told.hits("walk_in").first()?;
    let comes =
        told.clause.words.iter().any(|word| {
            matches!(word.text.as_str(), "walk" | "come" | "تعال" | "تعالي" | "تجي" | "تيجي" | "مر" | "زورنا")
        });
    comes.then(|| Found::new(Topic::Condition, "appointment", Value::Yes { yes: false }, (from, to)).sure(0.8))
}

/// «بعد ستة أشهر», "only after six months": when something may be had.
fn tenure(told: &Told<'_>) -> Option<Found> {
    let need = own_need(told) == Some(true);
    let after = told.hits("after").first().map(|(at, _)| *at).or_else(|| need.then_some(0))?;
    let (number, able) = (months(told)?, told.has("can") || need);
    able.then(|| {
        let place =
            lasting::durations(&told.clause.tokens(), told.today).first().map_or((after, after + 1), |span| span.place);
        Found::new(Topic::Condition, "tenure", Value::Number { number }, place).sure(0.75)
    })
}

/// Months or years named in the clause, in months.
fn months(told: &Told<'_>) -> Option<f64> {
    let spans = lasting::durations(&told.clause.tokens(), told.today);
    spans.iter().map(|span| span.hours / (30 * 24)).filter(|months| *months > 0).max().map(f64::from)
}
