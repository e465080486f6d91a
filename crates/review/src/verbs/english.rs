//! English verbs of the trade, with "will", "going to", "have", "am …ing" and the passive.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Act, Doer, Kind, Tense, before};
use crate::words::Word;

/// Base and past forms where they are not base + ed.
const IRREGULAR: &[(Kind, &str, &[&str])] = &[
    (Kind::Act, "send", &["sent"]),
    (Kind::Act, "resend", &["resent"]),
    (Kind::Act, "put", &["put"]),
    (Kind::Act, "give", &["gave", "given"]),
    (Kind::Act, "make", &[]),
    (Kind::Act, "take", &["took", "taken"]),
    (Kind::Act, "bring", &["brought"]),
    (Kind::Act, "split", &["split"]),
    (Kind::Act, "pay", &["paid"]),
    (Kind::Act, "hand", &["handed"]),
    (Kind::Act, "keep", &["kept"]),
    (Kind::Act, "set", &["set"]),
    (Kind::Act, "redo", &["done"]),
    (Kind::Act, "let", &[]),
    (Kind::Act, "fit", &["fit"]),
    (Kind::Tell, "speak", &["spoke", "spoken"]),
    (Kind::Tell, "ring", &["rang"]),
    (Kind::Tell, "tell", &["told"]),
    (Kind::Tell, "write", &["written"]),
    (Kind::Come, "get", &[]),
    (Kind::Come, "come", &[]),
    (Kind::Come, "have", &[]),
    (Kind::Come, "hear", &[]),
    (Kind::Come, "find", &["found"]),
    (Kind::Come, "go", &[]),
    (Kind::Come, "see", &[]),
    (Kind::Come, "be", &[]),
];

const REGULAR: &[(Kind, &str)] = &[
    (
        Kind::Act,
        "raise open block book move change cancel refund fix sort arrange order escalate log register file report switch suspend remove \
         waive credit reconnect reset correct replace swap repair return transfer connect pass note add trace track deliver ship approve \
         update activate unblock issue process honour honor top stop upgrade reserve schedule assign forward close extend resolve solve \
         handle pull restore redirect reprint print release adjust apply install help charge double collect compensate reimburse renew \
         post reactivate unlock reverse settle finish clear expedite discount pick prepare exchange push split cover visit drop grant \
         publish disconnect confirm submit create start end record enter mail fill free lift",
    ),
    (Kind::Tell, "call phone contact follow email text notify message inform reply answer remind talk touch"),
    (Kind::Come, "receive arrive reach land expect meet stay"),
    (Kind::Look, "check look investigate ask verify review"),
];

const WILL: &[&str] = &["will", "shall"];
const ADVERBS: &[&str] = &[
    "also",
    "now",
    "just",
    "then",
    "personally",
    "definitely",
    "always",
    "already",
    "immediately",
    "still",
    "gladly",
    "certainly",
    "surely",
    "all",
    "only",
    "soon",
    "myself",
    "right",
    "even",
    "be",
    "been",
    "not",
    "never",
];
const NOT: &[&str] = &[
    "not", "never", "nobody", "none", "nothing", "no", "unless", "cannot", "without", "doubt", "neither", "nor",
    "hardly",
];
/// Behind "will" any word is a verb, but these do nothing for anybody.
const NO_DOING: &[&str] = &[
    "need",
    "want",
    "understand",
    "know",
    "try",
    "wait",
    "agree",
    "admit",
    "say",
    "remember",
    "think",
    "probably",
    "usually",
    "depend",
    "cost",
    "require",
    "not",
    "never",
    "you",
    "i",
    "we",
    "they",
    "it",
    "he",
    "she",
    "be",
    "been",
    "also",
    "now",
    "just",
    "then",
    "only",
    "soon",
    "all",
    "always",
    "right",
    "even",
    "still",
    "already",
    "have",
    "the",
    "a",
    "that",
    "this",
    "my",
    "your",
    "our",
];
/// Words before a noun in the plural: "three calls", "your orders".
const NO_SUBJECT: &[&str] = &[
    "the", "a", "your", "our", "my", "his", "her", "their", "two", "three", "four", "five", "some", "many", "these",
    "those", "for", "of", "no", "delivery", "replace", "all", "with", "and", "to", "any",
];
const CAN: &[&str] = &["can", "could", "would", "rather"];
const US: &[&str] = &["i", "we", "us"];
const BE: &[&str] = &["am", "is", "are", "was", "were", "be", "been", "being", "got"];

pub(super) fn acts(words: &[Word]) -> Vec<Act> {
    (0..words.len()).filter_map(|at| act(words, at)).collect()
}

/// A doing whose verb stands here.
fn act(words: &[Word], at: usize) -> Option<Act> {
    let verb = &words[at].text;
    if !verb.is_ascii() {
        return None;
    }
    let place =
        (0..at).rev().take(3).take_while(|place| words[place + 1..at].iter().all(|word| word.any(ADVERBS))).last();
    let place = place.unwrap_or(at);
    let near: Vec<usize> = (place..at).rev().collect();
    let marks = |names: &[&str]| near.iter().copied().find(|place| words[*place].any(names));
    let passive = past(verb).is_some() && near.iter().any(|place| words[*place].any(BE));
    let deny = |from: usize| denied(words, from, at);
    let made = |tense, from: usize, kind| {
        Some(Act { from, verb: at, tense, doer: doer(words, from, passive), kind, negated: deny(from), guess: false })
    };
    let be = near.iter().any(|place| words[*place].any(BE));
    let any = || (marks(WILL).is_some() && !be && !words[at].any(NO_DOING)).then_some(Kind::Act);
    if let Some(kind) = base(verb).or_else(|| any().filter(|_| past(verb).is_none())) {
        if let Some(will) = marks(WILL) {
            return made(Tense::Future, will, kind);
        }
        if at >= 2 && words[at - 1].is("to") && words[at - 2].is("going") {
            return made(Tense::Future, at - 2, kind);
        }
        if at >= 3 && words[at - 1].is("to") && words[at - 2].is("like") {
            return made(Tense::Present, at - 3, kind);
        }
        if at >= 2 && words[at - 2].is("let") && words[at - 1].any(&["me", "us"]) {
            return Some(Act {
                from: at - 2,
                verb: at,
                tense: Tense::Future,
                doer: Doer::Us,
                kind,
                negated: false,
                guess: false,
            });
        }
        if let Some(can) = marks(CAN).filter(|can| *can > 0 && doer(words, *can, false) == Doer::Us) {
            return made(Tense::Present, can, kind);
        }
        // "we ship it tomorrow", "I book it": a plain present of ours.
        if at > 0 && words[at - 1].any(&["i", "we", "they"]) && kind != Kind::Come {
            let tense = if past(verb).is_some() { Tense::Past } else { Tense::Present };
            let doer = if words[at - 1].is("they") { Doer::Other } else { Doer::Us };
            return Some(Act {
                from: at - 1,
                verb: at,
                tense,
                doer,
                kind,
                negated: before(words, at - 1, 2, NOT),
                guess: false,
            });
        }
    }
    if let Some(kind) = third(verb).filter(|_| at > 0 && !words[at - 1].any(NO_SUBJECT)) {
        return Some(Act {
            from: at,
            verb: at,
            tense: Tense::Present,
            doer: Doer::Other,
            kind,
            negated: before(words, at, 3, NOT),
            // A noun in the plural looks the same.
            guess: kind != Kind::Come,
        });
    }
    if let Some(kind) = ing(verb).filter(|_| verb != "going") {
        let am = marks(&["am", "are", "is"])?;
        return made(Tense::Present, am, kind);
    }
    if let Some(kind) = past(verb) {
        if let Some(will) = marks(WILL).or_else(|| (passive && at >= 3).then(|| going_to(words, at)).flatten()) {
            return made(Tense::Future, will, kind);
        }
        let subject = at.checked_sub(1).is_some_and(|before| words[before].any(US));
        if let Some(have) = marks(&["have", "has"]).filter(|have| *have > 0 && doer(words, *have, false) == Doer::Us) {
            return made(Tense::Past, have, kind);
        }
        if passive {
            let be = marks(BE)?;
            let tense = if words[be].any(&["was", "were"]) { Tense::Past } else { Tense::Present };
            return Some(Act { from: be, verb: at, tense, doer: Doer::Other, kind, negated: deny(be), guess: false });
        }
        if subject || at == 0 {
            return Some(Act {
                from: at.saturating_sub(1),
                verb: at,
                tense: Tense::Past,
                doer: Doer::Us,
                kind,
                negated: false,
                guess: false,
            });
        }
    }
    None
}

fn going_to(words: &[Word], at: usize) -> Option<usize> {
    (0..at)
        .rev()
        .take(4)
        .find(|place| words[*place].is("going") && words.get(place + 1).is_some_and(|word| word.is("to")))
}

/// Who does what the mark of tense at `from` stands before: the word in front of it.
fn doer(words: &[Word], from: usize, passive: bool) -> Doer {
    let skip = |word: &&Word| !word.any(ADVERBS) && !word.any(&["am", "are", "is", "not"]);
    let subject = words[..from].iter().rev().find(skip);
    match subject {
        Some(word) if word.is("you") => Doer::You,
        Some(word) if word.any(US) && !passive => Doer::Us,
        _ => Doer::Other,
    }
}

/// Between the subject and the verb, or right before the subject; a doubt further off denies too.
fn denied(words: &[Word], from: usize, at: usize) -> bool {
    let subject = from.checked_sub(1).filter(|place| words[*place].any(&["i", "we", "you", "they", "it"]));
    let near = match subject {
        Some(subject) => before(words, subject, 1, NOT),
        None => before(words, from, 3, NOT),
    };
    near || before(words, from, 6, &["unless", "doubt", "never"]) || words[from..at].iter().any(|word| word.any(NOT))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Base,
    Past,
    Ing,
    Third,
}

/// Every form of every verb.
static FORMS: LazyLock<BTreeMap<(String, Form), Kind>> = LazyLock::new(|| {
    let mut forms = BTreeMap::new();
    for (kind, base) in REGULAR.iter().flat_map(|(kind, bases)| bases.split_whitespace().map(move |base| (*kind, base)))
    {
        add(&mut forms, kind, base);
        forms.extend(formed(base, "ed").into_iter().map(|word| ((word, Form::Past), kind)));
    }
    for (kind, base, past) in IRREGULAR {
        add(&mut forms, *kind, base);
        forms.extend(past.iter().map(|word| (((*word).to_owned(), Form::Past), *kind)));
    }
    forms
});

fn add(forms: &mut BTreeMap<(String, Form), Kind>, kind: Kind, base: &str) {
    forms.entry((base.to_owned(), Form::Base)).or_insert(kind);
    forms.extend(formed(base, "ing").into_iter().map(|word| ((word, Form::Ing), kind)));
    for end in ["s", "es"] {
        forms.entry((format!("{base}{end}"), Form::Third)).or_insert(kind);
    }
}

/// `booked`, `cancelled`, `moved`, `applied`, `putting`: every way a form may be written.
fn formed(base: &str, end: &str) -> Vec<String> {
    let mut forms = vec![format!("{base}{end}")];
    forms.extend(base.chars().last().map(|last| format!("{base}{last}{end}")));
    forms.extend(base.strip_suffix('e').map(|stem| format!("{stem}{end}")));
    forms.extend(base.strip_suffix('y').map(|stem| format!("{stem}i{end}")));
    forms
}

/// A verb's kind by its form; "rebooked" is booked once more.
fn form(word: &str, form: Form) -> Option<Kind> {
    let of = |word: &str| FORMS.get(&(word.to_owned(), form)).copied();
    of(word).or_else(|| word.strip_prefix("re").and_then(of))
}

fn base(word: &str) -> Option<Kind> {
    form(word, Form::Base)
}

fn past(word: &str) -> Option<Kind> {
    form(word, Form::Past)
}

fn ing(word: &str) -> Option<Kind> {
    form(word, Form::Ing)
}

fn third(word: &str) -> Option<Kind> {
    form(word, Form::Third)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    #[test]
    fn tenses_doers_and_denials_are_read() {
        let read = |text: &str| acts(&words(text)).first().map(|act| (act.tense, act.doer, act.negated));
        for (text, expected) in [
            ("I'll send it", Some((Tense::Future, Doer::Us, false))),
            ("we are going to deliver it", Some((Tense::Future, Doer::Us, false))),
            ("it will be fixed", Some((Tense::Future, Doer::Other, false))),
            ("you'll receive it", Some((Tense::Future, Doer::You, false))),
            ("I've cancelled it", Some((Tense::Past, Doer::Us, false))),
            ("we won't send it", Some((Tense::Future, Doer::Us, true))),
            ("nobody will call you", Some((Tense::Future, Doer::Other, true))),
            ("I'm sending it", Some((Tense::Present, Doer::Us, false))),
            ("let me fix it", Some((Tense::Future, Doer::Us, false))),
            ("the weather is nice", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
