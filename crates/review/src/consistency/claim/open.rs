//! What is needed, possible or so that no list names: compared where both sides use the same words.

use super::super::lexicon::CUES;
use super::super::roots::roots;
use super::super::{Topic, Value};
use super::{Found, Told, able, lasting, money, papers, rules};
use crate::due::numbers::number_at;

/// The name of what no list names.
pub(in super::super) const OTHER: &str = "other";

/// The name of papers that no list names and that are all.
const OTHER_ONLY: &str = "these";

/// Everything a clause tells of things that are in no list.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    let whole = (0, told.clause.words.len());
    let listed = papers::named(told);
    let other_paper = CUES
        .hits("paper", told.clause)
        .iter()
        .any(|(from, _)| listed.iter().all(|hit| !(hit.from..hit.to).contains(from)));
    let is_open = (listed.is_empty() || other_paper) && rules::read(told).is_empty();
    // «بدون عمولة» tells of money, and of nothing that is needed.
    let fees = told.hits("fee");
    let without_fee =
        told.hits("without").iter().any(|(_, to)| fees.iter().any(|(from, _)| from >= to && from - to <= 1));
    if let Some(needed) = papers::needed(told).filter(|_| is_open && !without_fee) {
        let is_paper = other_paper || told.has("bring");
        let topic = if is_paper { Topic::Document } else { Topic::Condition };
        let only = told.has("only") || told.has("all_needed") || papers::is_closed_next(told);
        let closed = (is_paper && needed && only).then(|| vec![OTHER_ONLY.to_owned()]);
        return vec![Found { closed, ..Found::new(topic, OTHER, Value::Yes { yes: needed }, whole).sure(0.7) }];
    }
    // "All we look at is the card": nothing more is wanted.
    if told.has("all_needed") && is_open && told.clause.words.len() > 3 {
        let closed = Some(vec![OTHER_ONLY.to_owned()]);
        return vec![Found {
            closed,
            ..Found::new(Topic::Document, OTHER, Value::Yes { yes: true }, whole).sure(0.65)
        }];
    }
    // "Your card on its own is fine".
    if told.has("on_its_own") && told.has("enough") && !told.has("not_enough") && !told.has("not") && is_open {
        let closed = Some(vec![OTHER_ONLY.to_owned()]);
        let all = Found::new(Topic::Document, OTHER, Value::Yes { yes: true }, whole).sure(0.65);
        return vec![Found { closed, ..all }];
    }
    // "It is not attested, we cannot take it": what it lacks is needed.
    let next = told.sentence.get(told.at + 1);
    if told.has("lacking") && next.is_some_and(|clause| CUES.has("cannot", clause)) && rules::read(told).is_empty() {
        let papers = other_paper || !listed.is_empty();
        let topic = if papers { Topic::Document } else { Topic::Condition };
        return vec![Found::new(topic, OTHER, Value::Yes { yes: true }, whole).sure(0.65)];
    }
    // «للسعوديين فقط»: who or what may, and nobody else.
    let members = told.has("members_only") && is_open && told.clause.words.len() <= 9;
    if members && number_in(told).is_none() {
        return vec![Found::new(Topic::Condition, OTHER, Value::Yes { yes: true }, whole).sure(0.55)];
    }
    let able = able::ability(told).filter(|_| listed.is_empty() || other_paper);
    if let Some((_, yes)) = able {
        return vec![Found::new(Topic::YesNo, OTHER, Value::Yes { yes }, whole).sure(0.65)];
    }
    Vec::new()
}

fn number_in(told: &Told<'_>) -> Option<u32> {
    let tokens = told.clause.tokens();
    (0..tokens.len()).find_map(|at| number_at(&tokens, at)).map(|(number, _)| number)
}

/// What is given or allowed by number.
const COUNTED: &[&str] = &[
    "visit",
    "visits",
    "session",
    "sessions",
    "times",
    "ticket",
    "tickets",
    "check",
    "checks",
    "lesson",
    "lessons",
    "class",
    "classes",
    "user",
    "users",
    "device",
    "devices",
    "seats",
    "attempts",
    "line",
    "lines",
    "زياره",
    "زيارات",
    "جلسه",
    "جلسات",
    "حصه",
    "حصص",
    "تذاكر",
    "اجهزه",
    "كشوفات",
    "محاولات",
    "خطوط",
    "دروس",
    "مقاعد",
    "مستخدمين",
];

/// How many are allowed or wanted: "two bags each", «ثلاث صور», "thirty kilos" where that was asked.
pub(super) fn counts(told: &Told<'_>) -> Vec<Found> {
    let ruled = told.has("can") || told.has("only") || papers::needed(told).is_some();
    let ruled =
        ruled || roots(told.clause, 0..0).iter().flatten().any(|root| matches!(root.as_str(), "#limit" | "#least"));
    let asked = told.asked.iter().any(|clause| CUES.has("how_much", clause));
    let given = !ruled && (told.has("entitled") || told.has("given") || asked);
    if !ruled && !given {
        return Vec::new();
    }
    let tokens = told.clause.tokens();
    let of_time = lasting::durations(&tokens, told.today);
    let counted = |at: usize| {
        let (number, length) = number_at(&tokens, at)?;
        let timed = of_time.iter().any(|span| (span.place.0..span.place.1).contains(&at));
        let unit = |at: usize| {
            let word = tokens.get(at).map(|token| token.word.as_str()).unwrap_or_default();
            money::UNITS.contains(&word) || COUNTED.contains(&word)
        };
        // "Three free visits".
        let between = tokens.get(at + length).is_some_and(|token| matches!(token.word.as_str(), "free" | "extra"));
        let counts = unit(at + length) || between && unit(at + length + 1);
        (!timed && counts).then_some((at, number, length))
    };
    let topic = if given { Topic::Amount } else { Topic::Condition };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((from, number, length)) = counted(at) else {
            at += 1;
            continue;
        };
        let place = (from, from + length + 1);
        found.push(Found::new(topic, OTHER, Value::Number { number: f64::from(number) }, place).sure(0.65));
        at = from + length;
        // One rule is of one number; what is given may be of several.
        if ruled {
            break;
        }
    }
    found
}

/// "Do you take Bupa?": one word is enough where a yes or a no answers it.
pub(super) fn asked(told: &Told<'_>) -> Option<Found> {
    let whole = (0, told.clause.words.len());
    let about = roots(told.clause, 0..0);
    (!about.is_empty()).then(|| Found::new(Topic::YesNo, OTHER, Value::Yes { yes: true }, whole).sure(0.5))
}

/// "We exchange old notes", «العملة القديمة ما نستبدلها»: so or not so, today and always.
pub(super) fn plain(told: &Told<'_>) -> Option<Found> {
    let words = &told.clause.words;
    let denied = told.has("never") || words.iter().any(|word| super::is_denial(&word.text));
    let denied = denied != told.has("negative") && !told.has("no_objection");
    // "None on sealed ones" goes on from a charge.
    let first = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    let none = first(0, &["none"]) && first(1, &["on", "for", "at", "if"]);
    // "A pet-free house": there are none in it.
    let free_of = words.windows(2).any(|two| {
        two[1].text == "free" && matches!(two[0].text.as_str(), "pet" | "smoke" | "alcohol" | "car" | "child" | "dog")
    });
    let denied = denied != free_of;
    // "It isn't switched on, I'll do it now": so it is for one customer, and not for long.
    if told.has("worry") || none || denied && told.in_sentence("remedied") {
        return None;
    }
    let over = words.iter().any(|word| matches!(word.text.as_str(), "لم" | "didnt" | "wasnt" | "تم" | "تمت"));
    let whole = (0, words.len());
    // "The black one is in stock, the white one isn't": the rest of a sentence needs no more words.
    let goes_on = told.at > 0 && denied && words.len() <= 5;
    // "We've no childcare here" is short and whole.
    let flat = denied && (3..=7).contains(&words.len());
    // "For an x-ray you go elsewhere, there isn't one here".
    let one = goes_on && words.iter().any(|word| matches!(word.text.as_str(), "one" | "any" | "none"));
    let about =
        roots(told.clause, 0..0).len() + usize::from(one) + usize::from(!told.asked.is_empty() || goes_on || flat);
    (!over && about >= 2).then(|| Found::new(Topic::YesNo, OTHER, Value::Yes { yes: !denied }, whole).sure(0.5))
}
