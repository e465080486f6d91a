//! Who, when and how far something is open, whatever it is: "any day", «حتى المبتدئات», "members only", «قبل ما يكمل ست شهور».

use super::open::OTHER;
use super::papers::own_need;
use super::{Found, Told, able};
use crate::consistency::{Topic, Value};
use crate::due::numbers::number_at;

/// What a clause opens without a condition, or binds to one.
pub(super) fn read(told: &Told<'_>) -> Option<Found> {
    let whole = (0, told.clause.words.len());
    let condition = |yes: bool, sure| {
        let found = Found::new(Topic::Condition, OTHER, Value::Yes { yes }, whole).sure(sure);
        Found { bound: true, ..found }
    };
    if is_bound(told) {
        return Some(condition(true, 0.6));
    }
    is_open(told).then(|| condition(false, 0.55))
}

/// "You're free to", "at any age", «براحتك», «من غير ما تستنى»: nothing is asked for it.
fn is_open(told: &Told<'_>) -> bool {
    let refused = told.has("cannot") || told.has("cannot_yes") || told.has("negative") || told.has("only");
    let needs = own_need(told) == Some(true);
    (told.has("unbound") || is_any(told)) && !refused && !needs && !told.has("free_thing")
}

/// "Every order", «أي طالب»: whichever it is, unless it counts time.
fn is_any(told: &Told<'_>) -> bool {
    let words = &told.clause.words;
    let is_time = |at: usize| {
        let word = words[at].text.as_str();
        super::money::UNITS.contains(&word)
            || matches!(
                word,
                "شي" | "حال"
                    | "مشكله"
                    | "خدمه"
                    | "other"
                    | "more"
                    | "questions"
                    | "morning"
                    | "evening"
                    | "night"
                    | "time"
            )
    };
    let any = |at: &usize| matches!(words[*at].text.as_str(), "any" | "every" | "اي");
    (0..words.len().saturating_sub(1)).filter(any).any(|at| !is_time(at + 1)) && !told.has("not")
}

/// "Not before six months", «ما نأجر على أحد تحت خمسة وعشرين», "only those who", «غير للي عندو».
fn is_bound(told: &Told<'_>) -> bool {
    let counted = |cue: &str| {
        let tokens = told.clause.tokens();
        told.hits(cue).iter().any(|(_, to)| number_at(&tokens, *to).is_some())
    };
    let only_so_many = told.has("only") && (counted("above") || counted("below"));
    // «للي مرتبه عندنا وبس», "for those who have an account only".
    let whose = told.clause.words.iter().any(|word| matches!(word.text.as_str(), "للي" | "لللي" | "لمن" | "those"));
    // «السكن للمتزوجين بس».
    let for_some = |(at, _): (usize, usize)| {
        at.checked_sub(1).is_some_and(|at| {
            told.clause.words[at].text.strip_prefix("لل").is_some_and(|rest| rest.chars().count() >= 4)
        })
    };
    if whose && told.has("only") || told.hits("only").into_iter().any(for_some) {
        return true;
    }
    if told.has("restricted") || told.excepted_for() || only_so_many || is_only_with(told) {
        return true;
    }
    let words = &told.clause.words;
    let refused = told.has("cannot")
        || told.has("cannot_yes")
        || told.has("not")
        || words.iter().any(|word| super::is_denial(&word.text));
    let limited = told.hits("before_when").into_iter().any(|(from, to)| !told.denied(from, 1) && to < words.len());
    let able = able::ability(told).is_some_and(|(_, yes)| !yes) || told.has("never");
    refused && limited && able && !told.has("past") || (refused || told.has("only")) && is_under_age(told)
}

/// "We only take them with a sound screen": bound to what follows.
fn is_only_with(told: &Told<'_>) -> bool {
    let words = &told.clause.words;
    let only = words.iter().position(|word| word.text == "only");
    let binds =
        |word: &super::super::words::Word| matches!(word.text.as_str(), "with" | "if" | "when" | "after" | "unless");
    only.is_some_and(|only| words.iter().skip(only + 2).any(binds)) && !told.has("past")
}

/// «تحت خمسة وعشرين», "under eighteen": an age, as nothing else is counted there.
fn is_under_age(told: &Told<'_>) -> bool {
    let tokens = told.clause.tokens();
    told.hits("below").into_iter().any(|(_, to)| {
        let counted = number_at(&tokens, to);
        counted.is_some_and(|(number, length)| {
            let next = tokens.get(to + length).map(|token| token.word.as_str());
            let unit = next.is_some_and(|next| {
                super::money::UNITS.contains(&next) && !next.starts_with("year") && !next.starts_with("سن")
            });
            (3..=90).contains(&number) && !unit
        })
    })
}
