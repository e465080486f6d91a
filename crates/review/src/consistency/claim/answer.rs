//! What was asked, and the short answers that tell it: "Do I need the passport?" "No, sir."

use super::super::lexicon::CUES;
use super::super::words::{Clause, sentences};
use super::super::{Topic, Value};
use super::{Found, Told};

/// Words a question begins with where nobody wrote its mark; transcripts often have none.
const ASKS: &[&str] = &[
    "هل",
    "كم",
    "بكم",
    "متي",
    "امتي",
    "ايمتي",
    "وين",
    "فين",
    "ليش",
    "ليه",
    "كيف",
    "شلون",
    "ازاي",
    "ايش",
    "وش",
    "شو",
    "ايه",
    "شنو",
    "اش",
    "واش",
    "شحال",
    "قديش",
    "لازم",
    "do",
    "does",
    "is",
    "are",
    "can",
    "could",
    "will",
    "would",
    "what",
    "when",
    "where",
    "which",
    "who",
    "how",
    "should",
    "must",
    "may",
    "am",
];
const YES: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "yup",
    "sure",
    "correct",
    "exactly",
    "absolutely",
    "certainly",
    "definitely",
    "نعم",
    "ايوه",
    "ايوا",
    "اي",
    "ايه",
    "اكيد",
    "طبعا",
    "اجل",
    "بالتاكيد",
    "صحيح",
    "اه",
    "واه",
    "ابشر",
    "ولو",
    "معلوم",
    "اومال",
    "اكيدا",
    "هيه",
    "بلي",
    "بالطبع",
    "طبعن",
    "تكرم",
    "تكرمي",
    "yup",
    "indeed",
    "بيصير",
    "بينفع",
    "ينفع",
    "ماشي",
    "وماله",
    "كاين",
];
const NO: &[&str] = &[
    "no", "nope", "nah", "not", "لا", "لاء", "كلا", "ابدا", "dont", "doesnt", "isnt", "wont", "cant", "arent", "مو", "مش",
    "ما",
];
/// They say nothing beside a yes or a no.
const FILLERS: &[&str] = &[
    "sir",
    "there",
    "with",
    "us",
    "here",
    "عندنا",
    "عليه",
    "عليها",
    "فيه",
    "ونص",
    "madam",
    "maam",
    "of",
    "course",
    "at",
    "all",
    "you",
    "it",
    "we",
    "they",
    "do",
    "does",
    "is",
    "are",
    "can",
    "will",
    "must",
    "that",
    "thats",
    "right",
    "im",
    "i",
    "afraid",
    "unfortunately",
    "sorry",
    "really",
    "problem",
    "the",
    "need",
    "have",
    "to",
    "يا",
    "فندم",
    "اخي",
    "اخوي",
    "اختي",
    "استاذ",
    "استاذه",
    "حضرتك",
    "طال",
    "عمرك",
    "للاسف",
    "مع",
    "الاسف",
    "والله",
    "خالص",
    "لازم",
    "تقدر",
    "ضروري",
    "يحتاج",
    "تحتاج",
    "داعي",
    "سيدي",
    "هذا",
    "عزيزي",
    "مشكله",
    "عادي",
];

/// Whether a turn asks something.
pub(super) fn is_question(text: &str) -> bool {
    text.contains(['?', '؟']) || sentences(text).iter().flat_map(|sentence| &sentence.clauses).any(asks)
}

/// Whether a clause begins as a question does.
pub(super) fn asks(clause: &Clause) -> bool {
    let begins = |word: &str| ASKS.contains(&word) || word.strip_prefix('و').is_some_and(|rest| ASKS.contains(&rest));
    clause.words.iter().take(2).any(|word| begins(&word.text)) || clause.words.is_empty()
}

/// The clauses of what was asked last.
pub(super) fn question(text: &str) -> Vec<Clause> {
    let sentences = sentences(text);
    let marked = sentences.iter().rfind(|sentence| sentence.is_question).or(sentences.last());
    marked.map(|sentence| sentence.clauses.clone()).unwrap_or_default()
}

/// The first clause of a turn where it is a yes or a no and nothing else.
pub(super) fn bare(text: &str) -> Option<(Clause, bool)> {
    let first =
        sentences(text).into_iter().next().filter(|sentence| !sentence.is_question)?.clauses.into_iter().next()?;
    let is = |list: &[&str]| first.words.iter().any(|word| list.contains(&word.text.as_str()));
    let known = |word: &str| YES.contains(&word) || NO.contains(&word) || FILLERS.contains(&word);
    if !first.words.iter().all(|word| known(&word.text)) {
        return None;
    }
    // "You are." "It does."
    let stands =
        first.words.len() == 2 && first.words[1].text.is_ascii() && is(&["are", "can", "do", "does", "is", "will"]);
    let (yes, no) = (is(YES) || stands, is(NO));
    (yes != no).then_some((first, yes))
}

/// What a yes or a no makes of what was asked.
pub(super) fn told(question: &Told<'_>, found: Found, yes: bool) -> Option<Found> {
    let else_asked = CUES.has("besides", question.clause);
    match found.value {
        Value::Yes { .. } if else_asked => {
            // "Anything else but the passport?" "No": these papers are all.
            let all = !yes && found.topic == Topic::Document && found.closed.is_none();
            all.then(|| {
                let closed = Some(vec![found.about.clone()]);
                Found { value: Value::Yes { yes: true }, closed, sure: 0.75, ..found }
            })
        }
        // "Can't you?" "No": as it was asked; what a yes says to it nobody knows.
        Value::Yes { yes: false } if found.topic != Topic::Fee => (!yes).then_some(found),
        Value::Yes { yes: asked } => {
            Some(Found { value: Value::Yes { yes: asked == yes }, sure: found.sure * 0.9, ..found })
        }
        Value::Money { .. }
        | Value::Percent { .. }
        | Value::Day { .. }
        | Value::Within { .. }
        | Value::Clock { .. }
        | Value::Number { .. }
        | Value::Outcome { .. }
        | Value::Mood { .. } => yes.then_some(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_needs_no_mark_and_its_first_word_may_begin_with_and() {
        for text in ["وين أستلم البطاقة", "وش المطلوب", "ووين أروح", "وكم الرسوم", "and is it free"]
        {
            assert!(is_question(text), "{text}");
        }
        for text in ["ينتهي بكرة", "شكرا لك", "thank you so much"] {
            assert!(!is_question(text), "{text}");
        }
    }
}
