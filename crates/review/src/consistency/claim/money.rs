//! Amounts and fees: how much of what, or nothing at all.

use wasl_model::spoken::{Meaning, SpokenValue};

use super::super::lexicon::{ACTIONS, CUES, Hit, MONEY, SERVICES};
use super::super::roots::roots;
use super::super::words::Clause;
use super::super::{Topic, Value};
use super::open::OTHER;
use super::{Found, Told};

/// A fee for nothing that is named.
pub(in super::super) const SOME_SERVICE: &str = "service";

/// Units after a number that is no money.
pub(super) const UNITS: &[&str] = &[
    "kilo",
    "kilos",
    "kg",
    "kilograms",
    "كيلو",
    "كيلوات",
    "جرام",
    "متر",
    "كيلومتر",
    "شخص",
    "اشخاص",
    "people",
    "persons",
    "guests",
    "pages",
    "photos",
    "copies",
    "bags",
    "miles",
    "litre",
    "litres",
    "liter",
    "liters",
    "لتر",
    "ml",
    "صور",
    "نسخ",
    "شنط",
    "ضيوف",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "hour",
    "hours",
    "minute",
    "minutes",
    "gb",
    "giga",
    "يوم",
    "ايام",
    "اسبوع",
    "اسابيع",
    "شهر",
    "اشهر",
    "شهور",
    "سنه",
    "سنوات",
    "سنين",
    "ساعه",
    "ساعات",
    "دقيقه",
    "دقايق",
    "جيجا",
    "قيقا",
    "شهرا",
    "يوما",
    "عام",
    "working",
    "business",
    "مره",
    "مرات",
    "km",
];

/// Before a number they say that it names or ranks something.
const LABELLED: &[&str] = &[
    "room",
    "gate",
    "size",
    "number",
    "page",
    "platform",
    "flight",
    "ward",
    "floor",
    "grade",
    "score",
    "average",
    "age",
    "aged",
    "channel",
    "bay",
    "locker",
    "table",
    "bus",
    "line",
    "معدل",
    "معدله",
    "معدلها",
    "درجه",
    "رقم",
    "غرفه",
    "بوابه",
    "صفحه",
    "مقاس",
    "عمر",
    "عمره",
    "عمرها",
    "رصيف",
    "شباك",
    "طابق",
    "دور",
    "رحله",
    "طاوله",
    "خزانه",
    "باص",
];

/// Everything a clause tells of money.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = amounts(told).collect();
    if found.is_empty() {
        found.extend(half(told));
    }
    if found.is_empty() {
        found.extend(free(told));
    }
    if found.is_empty() {
        found.extend(some_fee(told));
    }
    found
}

fn amounts(told: &Told<'_>) -> impl Iterator<Item = Found> {
    told.values.iter().filter_map(|value| {
        let (from, to) = place(told.clause, value)?;
        let money = money(told, value, (from, to))?;
        // "The grant covers eighty percent of the cost" tells no fee.
        let part = matches!(money, Value::Percent { .. }) && told.has("covers_part");
        let (topic, about, sure) = if part { (Topic::Amount, OTHER, 0.65) } else { subject(told, from, to)? };
        Some(Found::new(topic, about, money, (from, to)).sure(sure))
    })
}

/// "The deposit was a hundred": what it was is told where nothing is told beside it.
fn is_alone_then(told: &Told<'_>, from: usize) -> bool {
    let before = from.checked_sub(1).map(|at| told.clause.words[at].text.as_str());
    let (start, end) = (told.sentence.first().map_or(0, Clause::start), told.sentence.last().map_or(0, Clause::end));
    let told_of = told.values.iter().filter(|value| value.span.start >= start && value.span.end <= end);
    matches!(before, Some("was" | "were" | "كان" | "كانت")) && told_of.count() == 1
}

/// "That'll be eighteen", "eight each": a small number that is asked for is money.
fn asks_for(told: &Told<'_>, from: usize, to: usize) -> bool {
    let word = |at: usize| told.clause.words.get(at).map(|word| word.text.as_str()).unwrap_or_default();
    let due = from >= 1 && word(from - 1) == "thatll"
        || from >= 2 && word(from - 1) == "be" && matches!(word(from - 2), "thatll" | "itll" | "will");
    let ends = to == told.clause.words.len() || matches!(word(to), "for" | "please" | "all");
    due && ends || matches!(word(to), "each" | "apiece")
}

/// "Half of it comes back", «نرجع نص المبلغ»: fifty of a hundred.
fn half(told: &Told<'_>) -> Option<Found> {
    let words = &told.clause.words;
    let at = words.iter().position(|word| matches!(word.text.as_str(), "half" | "نص" | "نصف" | "النص" | "النصف"))?;
    let next = words.get(at + 1).map(|word| word.text.as_str());
    let whole = matches!(
        next,
        None | Some("of" | "back" | "the" | "your" | "المبلغ" | "القيمه" | "السعر" | "الرسوم" | "فلوسك")
    );
    let back = told.has("covers_part")
        || told.has("gives_back")
        || roots(told.clause, 0..0).iter().flatten().any(|root| root == "#money_back" || root == "#discount");
    (whole && back).then(|| Found::new(Topic::Amount, OTHER, Value::Percent { percent: 50.0 }, (at, at + 1)).sure(0.6))
}

/// The words of a clause that a value stands in.
pub(super) fn place(clause: &Clause, value: &SpokenValue) -> Option<(usize, usize)> {
    let inside = |word: &&super::super::words::Word| word.start < value.span.end && value.span.start < word.end;
    let from = clause.words.iter().position(|word| inside(&word))?;
    let count = clause.words[from..].iter().take_while(|word| inside(word)).count();
    (value.span.end <= clause.end()).then_some((from, from + count))
}

fn money(told: &Told<'_>, value: &SpokenValue, (from, to): (usize, usize)) -> Option<Value> {
    let words = &told.clause.words;
    let near = |cue: &str| told.hits(cue).iter().any(|(_, end)| *end <= from && from - end <= 1);
    // "Instead of six hundred", "up by two fifty": what it was, and how far it moves.
    let moves = told.has("moves") && words[from.saturating_sub(2)..from].iter().any(|word| word.text == "by");
    let under = from.checked_sub(1).is_some_and(|at| matches!(words[at].text.as_str(), "تحت" | "under" | "below"));
    let labels = from.checked_sub(1).is_some_and(|at| LABELLED.contains(&words[at].text.trim_start_matches("ال")));
    if labels && matches!(value.value, Meaning::Number { .. }) {
        return None;
    }
    let less = told.hits("below").iter().any(|(at, end)| *end <= from && from - end <= 1 && end - at > 1);
    if under
        || less
        || near("above")
        || (near("instead_of") && !is_alone_then(told, from))
        || moves
        || told.denied(from, 1)
    {
        return None;
    }
    match &value.value {
        Meaning::Amount { coin, minor, scale, .. } => {
            Some(Value::Money { minor: *minor, scale: *scale, coin: Some(coin.clone()) })
        }
        Meaning::Number { number }
            if number.fract() == 0.0 && *number < 1e12 && (*number >= 20.0 || asks_for(told, from, to)) =>
        {
            let unit = words.get(to).is_some_and(|word| UNITS.contains(&word.text.as_str()));
            // Nobody goes a thousand miles: they are points.
            let unit = unit && !(*number >= 500.0 && words.get(to).is_some_and(|word| word.text == "miles"));
            // «لعشرين فالشهر» is a day.
            let unit = unit
                || words.get(to).is_some_and(|word| {
                    matches!(word.text.as_str(), "فالشهر" | "بالشهر") && words[from].text.starts_with('ل')
                });
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and below 1e12")]
            let minor = *number as u64;
            (!unit).then_some(Value::Money { minor, scale: 0, coin: None })
        }
        Meaning::Percent { number } => Some(Value::Percent { percent: *number }),
        Meaning::Number { .. }
        | Meaning::Ordinal { .. }
        | Meaning::Date { .. }
        | Meaning::Time { .. }
        | Meaning::Phone { .. }
        | Meaning::Card { .. }
        | Meaning::Id { .. }
        | Meaning::Iban { .. }
        | Meaning::Digits { .. } => None,
    }
}

/// What an amount is of: the nearest name before it, else after it, else in the clauses around.
fn subject(told: &Told<'_>, from: usize, to: usize) -> Option<(Topic, &'static str, f32)> {
    let mut named = names(told.clause);
    named.retain(|(hit, _)| hit.to <= from || hit.from >= to);
    // «حد التحويل عشرين ألف»: how far, and not what it costs.
    let limits = roots(told.clause, 0..0).iter().flatten().any(|root| root == "#limit");
    if limits && named.iter().all(|(_, kind)| *kind == Kind::Service) {
        return Some((Topic::Amount, OTHER, 0.65));
    }
    // A service between the name of the money and the amount tells what the money is for, not what it is.
    if told.has("sum") && named.iter().all(|(_, kind)| *kind == Kind::Service) {
        return Some((Topic::Amount, OTHER, 0.65));
    }
    let before = named.iter().filter(|(hit, _)| hit.to <= from);
    let before = before.max_by_key(|(hit, kind)| (*kind != Kind::Service, hit.to, *kind));
    let nearest = before.or_else(|| named.iter().min_by_key(|(hit, _)| hit.from));
    match nearest {
        Some((hit, Kind::Money)) => Some((Topic::Amount, hit.name, 0.9)),
        Some((hit, Kind::Service)) => Some((Topic::Fee, hit.name, 0.85)),
        Some((_, Kind::Fee)) => Some((Topic::Fee, service(told).unwrap_or(SOME_SERVICE), 0.9)),
        None => {
            let around = told.around().skip(1).find_map(|clause| names(clause).pop());
            let Some(around) = around else {
                let topic = if is_price(told, from, to) { Topic::Fee } else { Topic::Amount };
                return Some((topic, OTHER, 0.6));
            };
            match around {
                (hit, Kind::Money) => Some((Topic::Amount, hit.name, 0.6)),
                (hit, Kind::Service) => Some((Topic::Fee, hit.name, 0.6)),
                (_, Kind::Fee) => Some((Topic::Fee, service(told).unwrap_or(SOME_SERVICE), 0.6)),
            }
        }
    }
}

/// «التصديق بعشرين درهم», "that will be ten pounds for it": what something is sold for.
fn is_price(told: &Told<'_>, from: usize, to: usize) -> bool {
    let word = |at: usize| told.clause.words.get(at).map(|word| word.text.as_str()).unwrap_or_default();
    let sold = word(from).starts_with('ب') && word(from).chars().count() >= 4;
    let priced = ["thatll", "that", "its", "be", "at"];
    sold && is_service(told, from)
        || word(to) == "for" && (0..from).any(|at| priced.contains(&word(at)))
        || told.has("please") && to < 9
}

/// Something done, by its form («تصديق», «تركيب») or by the lists; a thing has a price and no fee.
fn is_service(told: &Told<'_>, from: usize) -> bool {
    let verbal = |word: &str| {
        let letters: Vec<char> = word.trim_start_matches("ال").chars().collect();
        let done = |first: char, place: usize, long: char| letters[0] == first && letters[place] == long;
        letters.len() == 5 && done('ت', 3, 'ي') || letters.len() >= 5 && done('ا', letters.len() - 2, 'ا')
    };
    told.clause.words[..from].iter().any(|word| verbal(&word.text))
        || ACTIONS.hits(told.clause).iter().any(|hit| hit.from < from)
        || told.has("labour")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Service,
    Money,
    Fee,
}

/// Every name of money, services and fees in a clause.
fn names(clause: &Clause) -> Vec<(Hit<'static>, Kind)> {
    let fees: Vec<(usize, usize)> = CUES.hits("fee", clause);
    let in_fee = |hit: &Hit<'_>| fees.iter().any(|(from, to)| (*from..*to).contains(&hit.from));
    let money = MONEY.hits(clause).into_iter().filter(|hit| !in_fee(hit)).map(|hit| (hit, Kind::Money));
    let services = SERVICES.hits(clause).into_iter().map(|hit| (hit, Kind::Service));
    let fees = fees.iter().map(|(from, to)| (*from, *to)).map(|(from, to)| (Hit { name: "fee", from, to }, Kind::Fee));
    let mut all: Vec<_> = money.chain(services).chain(fees).collect();
    all.sort_by_key(|(hit, kind)| (hit.to, *kind));
    all
}

/// What a fee is for: the nearest service named.
fn service(told: &Told<'_>) -> Option<&'static str> {
    told.around().find_map(|clause| SERVICES.hits(clause).first().map(|hit| hit.name))
}

/// «بدون رسوم», "free of charge", "no fee".
fn free(told: &Told<'_>) -> Vec<Found> {
    let feel = |at: usize| at.checked_sub(1).is_some_and(|at| told.clause.words[at].text == "feel");
    // "Free to go", "gluten-free" and "free of damage" are of no price.
    let word = |at: usize| told.clause.words.get(at).map(|word| word.text.as_str()).unwrap_or_default();
    let priced = |(at, end): (usize, usize)| {
        let bare = end == at + 1 && word(at) == "free";
        let without = at.checked_sub(1).is_some_and(|at| {
            matches!(
                word(at),
                "gluten"
                    | "sugar"
                    | "pet"
                    | "alcohol"
                    | "car"
                    | "child"
                    | "dog"
                    | "dairy"
                    | "smoke"
                    | "duty"
                    | "tax"
                    | "sim"
                    | "hands"
                    | "nut"
                    | "lactose"
                    | "set"
                    | "interest"
                    | "problem"
                    | "trouble"
                    | "fragrance"
            )
        });
        !(bare
            && (without
                || matches!(word(end), "to" | "from" | "slot" | "seat" | "table" | "appointment" | "on" | "at"))
            || feel(at))
    };
    // «قبل ما تدفع» denies nothing.
    let free = told.hits("free").into_iter().find(|hit| priced(*hit) && !told.is_joined(hit.0));
    let free = free.or_else(|| told.hits("in_the_price").into_iter().find(|(at, _)| !told.denied(*at, 2)));
    // "You can't pay by cheque" tells how, and not how much.
    let method = |end: usize| {
        let after = told.clause.words.iter().skip(end).take(3).cloned().collect();
        let of = ["#cash", "#card", "#online", "#cheque", "#instalment"];
        roots(&Clause { words: after }, 0..0).iter().flatten().any(|root| of.contains(&root.as_str()))
    };
    let free = free.or_else(|| part_of_price(told));
    let unpaid = || told.hits("pays").into_iter().find(|(at, end)| told.denied(*at, 2) && !method(*end));
    let free = free.or_else(unpaid);
    // «نقل العفش علينا»: at the end it is a gift, elsewhere it may be a debt.
    let last = told.clause.words.len().saturating_sub(1);
    let ours = told.clause.words.last().filter(|word| word.text == "علينا").map(|_| (last, last + 1));
    let free = free.or(ours);
    let without = |at: usize| told.hits("without").iter().any(|(_, end)| *end <= at && at - end <= 1);
    let none = || told.hits("fee").into_iter().find(|(at, _)| told.denied(*at, 3) || without(*at));
    let Some((from, to)) = free.or_else(none) else { return Vec::new() };
    // "Nothing to pay today, we bill you at the end".
    if told.has("for_now") && told.in_sentence("afterwards") {
        return Vec::new();
    }
    let not_free = free.is_some() && told.clause.words[from].text == "free" && told.denied(from, 2);
    let value = Value::Yes { yes: not_free };
    let mut named = told.around().map(|clause| SERVICES.hits(clause)).find(|hits| !hits.is_empty()).unwrap_or_default();
    // «المعاينة مجانية والتركيب حسب المساحة»: what stands before it is free.
    let own = SERVICES.hits(told.clause);
    if own.iter().any(|hit| hit.to <= from) {
        named.retain(|hit| hit.from < to);
    }
    if named.is_empty() {
        return vec![Found::new(Topic::Fee, SOME_SERVICE, value, (from, to)).sure(0.75)];
    }
    named.iter().map(|hit| Found::new(Topic::Fee, hit.name, value.clone(), (from, to))).collect()
}

/// "It's part of the room rate".
fn part_of_price(told: &Told<'_>) -> Option<(usize, usize)> {
    let words = &told.clause.words;
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    let prices = [
        "rate",
        "price",
        "fee",
        "fees",
        "fare",
        "package",
        "rent",
        "cost",
        "membership",
        "ticket",
        "charge",
        "tuition",
    ];
    let at = (0..words.len())
        .find(|at| is(*at, &["part"]) && is(at + 1, &["of"]) && (2..=4).any(|on| is(at + on, &prices)))?;
    (!told.denied(at, 2)).then_some((at, at + 2))
}

/// "Is there anything to pay for it?", «هل عليها رسوم؟»
pub(super) fn fee_asked(told: &Told<'_>) -> Option<Found> {
    let (from, to) = *told.hits("fee_asked").first().or(told.hits("fee").first())?;
    let counted = amounts(told).next().is_some() || !free(told).is_empty();
    let value = Value::Yes { yes: true };
    (!counted).then(|| Found::new(Topic::Fee, service(told).unwrap_or(SOME_SERVICE), value, (from, to)).sure(0.8))
}

/// «فيه رسوم» without saying how much.
fn some_fee(told: &Told<'_>) -> Option<Found> {
    let (from, to) = *told.hits("fee").first().or(told.hits("on_top").first())?;
    let exists = told.hits("exist").iter().any(|(_, end)| *end <= from && from - end <= 2) || told.has("on_top");
    exists.then(|| {
        Found::new(Topic::Fee, service(told).unwrap_or(SOME_SERVICE), Value::Yes { yes: true }, (from, to)).sure(0.8)
    })
}
