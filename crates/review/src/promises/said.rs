//! Whether a sentence promises something.
//!
//! A verb that will be done, by us or by something of ours, makes it one; a plain present does with a day; a vow does
//! whatever follows. A question, a doubt, a denial, a habit, an order to the customer do not, and neither does looking
//! ("I'll have a look") when nothing is to follow and no day is named.

use std::sync::LazyLock;

use crate::phrases::Phrases;
use crate::verbs::{Act, Doer, Kind, Tense, acts, before};
use crate::words::{Word, words};

/// What was found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) what: String,
    pub(super) phrase: String,
    pub(super) callback: bool,
    pub(super) condition: Option<String>,
}

struct Lists {
    vow: Phrases,
    promise: Phrases,
    dated: Phrases,
    callback: Phrases,
    none: Phrases,
    question: Phrases,
    condition: Phrases,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    vow: Phrases::of(include_str!("../../phrases/vow.txt")),
    promise: Phrases::of(include_str!("../../phrases/promise.txt")),
    dated: Phrases::of(include_str!("../../phrases/dated.txt")),
    callback: Phrases::of(include_str!("../../phrases/callback.txt")),
    none: Phrases::of(include_str!("../../phrases/no_promise.txt")),
    question: Phrases::of(include_str!("../../phrases/offer.txt")),
    condition: Phrases::of(include_str!("../../phrases/condition.txt")),
});

/// The most words of a promise's short form.
const MOST_WORDS: usize = 14;

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| matches!(c, '.' | '!' | ';' | '؛' | '\n');
    // A point between digits ends nothing.
    let mut rest = text;
    std::iter::from_fn(move || {
        while !rest.trim().is_empty() {
            let end = rest.char_indices().find(|(at, c)| {
                let after = rest[at + c.len_utf8()..].chars().next();
                ends(*c) && !after.is_some_and(|next| next.is_alphanumeric()) || matches!(c, '?' | '؟')
            });
            let (sentence, left) = end.map_or((rest, ""), |(at, c)| rest.split_at(at + c.len_utf8()));
            rest = left;
            if !sentence.trim().is_empty() {
                return Some(sentence.trim());
            }
        }
        None
    })
}

/// The promise a sentence makes, given the words in it that name a day.
pub(super) fn said(sentence: &str, due: Option<&str>) -> Option<Said> {
    let words = words(sentence);
    let first = usize::from(words.first().is_some_and(|word| word.any(FILLERS)));
    if words.iter().any(|word| word.asks) || LISTS.question.hit(&words).is_some_and(|hit| hit.from == first) {
        return None;
    }
    if LISTS.none.hit(&words).is_some() {
        return None;
    }
    let acts = acts(&words);
    let bound = due.is_some() || LISTS.condition.hit(&words).is_some();
    let found = acts.iter().find(|act| promises(act, &words, due.is_some(), bound));
    let listed = || {
        let dated = || LISTS.dated.hit(&words).filter(|_| due.is_some());
        let hit = LISTS.callback.hit(&words).or_else(|| LISTS.promise.hit(&words)).or_else(dated)?;
        let denied = before(&words, hit.from, 3, NOT) || words[hit.from..hit.to].iter().any(|word| word.any(NOT));
        (!denied).then_some((hit.from, hit.phrase))
    };
    let vow = LISTS.vow.hit(&words);
    if vow.is_some_and(|hit| before(&words, hit.from, 3, NOT)) {
        return None;
    }
    let (from, phrase) = match (vow, found) {
        (Some(vow), act) => (act.map_or(vow.from, |act| start(act, &words)), vow.phrase),
        (None, Some(act)) => (start(act, &words), "verb"),
        (None, None) => listed()?,
    };
    let condition = condition(sentence, &words, from);
    let callback = LISTS.callback.hit(&words).is_some() || acts.iter().any(|act| calls(act, &words));
    let what = what(sentence, &words, from, due, condition.as_deref());
    Some(Said { what, phrase: phrase.to_owned(), callback, condition })
}

const FILLERS: &[&str] = &["okay", "ok", "so", "well", "and", "طيب", "زين", "تمام", "هو", "أوكي", "يعني"];
const NOT: &[&str] = &[
    "not",
    "never",
    "nobody",
    "no",
    "none",
    "unless",
    "doubt",
    "ما",
    "لا",
    "لن",
    "لم",
    "مش",
    "مو",
    "مستحيل",
    "محد",
    "محدش",
    "ماكو",
    "أظن",
    "نقدر",
    "اقدر",
];

/// Doing that waits to be done.
fn promises(act: &Act, words: &[Word], dated: bool, bound: bool) -> bool {
    if act.negated || is_order(act, words) {
        return false;
    }
    let english = words[act.verb].text.is_ascii();
    let let_me = words[act.from].is("let");
    if act.guess && !dated && !words[act.from].any(&["راح", "رح", "غادي", "سوف"]) {
        return false;
    }
    match (act.tense, act.doer, act.kind) {
        (Tense::Future, _, Kind::Look) => dated,
        (Tense::Future, Doer::Us, Kind::Act | Kind::Tell) => !let_me || dated,
        (Tense::Future, Doer::You, Kind::Act | Kind::Tell) => {
            words[act.verb].any(PASSIVE_TO_YOU) || dated && !words[act.verb].any(YOURS)
        }
        (Tense::Future, Doer::Us, Kind::Come) => dated || !english,
        (Tense::Future, Doer::Other, Kind::Come) if words[act.verb].is("be") => dated,
        (Tense::Future, _, _) => true,
        (Tense::Present, Doer::Us, Kind::Act | Kind::Tell) => bound,
        (Tense::Present, Doer::Other, Kind::Come) => dated,
        (Tense::Present, Doer::Other, Kind::Act | Kind::Tell) if !words[act.verb].any(HOURS) && for_you(act, words) => {
            dated
        }
        (Tense::Present | Tense::Past, Doer::Us | Doer::Other, Kind::Act) => {
            dated && words[act.verb].any(BOOKED) && (english || act.doer == Doer::Us)
        }
        (Tense::Present | Tense::Past, _, _) => false,
    }
}

/// «حجزت لك موعد الخميس», "you're booked in for Thursday": done, and still to come.
const BOOKED: &[&str] =
    &["booked", "reserved", "scheduled", "arranged", "rebooked", "حجزت", "حجزنا", "حجزتلك", "حجزنالك", "رتبت", "شديت"];
const PASSIVE_TO_YOU: &[&str] =
    &["refunded", "credited", "contacted", "called", "notified", "informed", "compensated", "reimbursed", "paid"];

/// What the customer does themselves.
const YOURS: &[&str] =
    &["call", "pay", "send", "return", "fill", "write", "contact", "bring", "check", "confirm", "do", "make"];
/// What a branch does every day.
const HOURS: &[&str] = &["opens", "closes", "starts", "ends", "charges", "costs", "helps", "يفتح", "يسكر", "يغلق"];

/// "the driver brings it": any such; «يجيبها لك»: with the customer in the verb or behind it.
fn for_you(act: &Act, words: &[Word]) -> bool {
    let verb = &words[act.verb];
    let next = words.get(act.verb + 1);
    verb.text.is_ascii()
        || verb.text.ends_with('ك')
        || next.is_some_and(|next| next.any(&["لك", "ليك", "لكم", "عليك", "إلك", "عندك"]))
}

/// "you will have to", "I will be honest".
fn is_order(act: &Act, words: &[Word]) -> bool {
    let next = words.get(act.verb + 1);
    let after = |word: &str, one_of: &[&str]| words[act.verb].is(word) && next.is_some_and(|next| next.any(one_of));
    after("have", &["to"]) || after("be", &["honest", "frank", "able", "clear", "fine", "okay", "ok", "glad", "happy"])
}

fn calls(act: &Act, words: &[Word]) -> bool {
    const VERBS: &[&str] = &["call", "ring", "phone", "contact", "contacted", "called"];
    const STEMS: &[&str] = &["تصل", "كلم", "خابر", "عيط", "تواصل", "حكي", "عاود"];
    let verb = &words[act.verb];
    let said = verb.any(VERBS) || STEMS.iter().any(|stem| verb.text.contains(stem));
    act.kind == Kind::Tell && act.tense != Tense::Past && !act.negated && said
}

/// Where the short form begins: at ours, or with what it is that will come.
fn start(act: &Act, words: &[Word]) -> usize {
    if act.doer == Doer::Us {
        return act.from - usize::from(act.from > 0 && words[act.from - 1].any(&["i", "we"]));
    }
    let stop = |word: &Word| {
        word.stops || word.any(&["that", "and", "but", "إن", "أن", "إنه", "إننا", "ان", "told", "then", "notes"])
    };
    let back = words[..act.from].iter().rev().take(6).take_while(|word| !stop(word)).count();
    act.from - back
}

/// «إذا رجعت القطعة…», "if the item comes back": up to the promise, or from there to the end.
fn condition(sentence: &str, words: &[Word], from: usize) -> Option<String> {
    let hit = LISTS.condition.hit(words)?;
    let end = if hit.from < from { words[from].start } else { sentence.len() };
    let text = sentence
        .get(words[hit.from].start..end)?
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '،' | '.'));
    (!text.is_empty()).then(|| text.to_owned())
}

/// The words from the promise on, without the day and the condition.
fn what(sentence: &str, words: &[Word], from: usize, due: Option<&str>, condition: Option<&str>) -> String {
    let of = |part: &str| sentence.find(part).map(|at| (at, at + part.len()));
    let cut: Vec<(usize, usize)> = [due, condition].into_iter().flatten().filter_map(of).collect();
    let taken = |word: &Word| cut.iter().any(|(start, end)| word.start < *end && *start < word.end);
    let mut kept: Vec<&Word> = words[from..].iter().filter(|word| !taken(word)).collect();
    kept.dedup_by_key(|word| word.start);
    kept.truncate(MOST_WORDS);
    while kept.last().is_some_and(|word| word.any(DANGLING)) {
        kept.pop();
    }
    let text: Vec<&str> = kept.iter().filter_map(|word| sentence.get(word.start..word.end)).collect();
    if text.is_empty() { sentence.to_owned() } else { text.join(" ") }
}

/// Words that led to the day and lead nowhere without it.
const DANGLING: &[&str] = &[
    "by", "on", "at", "in", "within", "before", "until", "for", "the", "and", "from", "of", "to", "next", "خلال", "قبل",
    "بعد", "يوم", "في", "على", "الى", "لين", "لحد", "حتى", "نهار", "عقب", "لـ", "ل", "أول", "إلى", "ان", "شاء", "الله",
];
