//! Which clauses of a text tell something as it is.

use super::super::lexicon::CUES;
use super::super::words::{Clause, Sentence};
use super::answer;
use crate::due::numbers::number_at;

/// What is done with what is told for a case: "if you sell the car, we pay the rest back".
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Supposed {
    LeftOut,
    Kept,
}

/// A word or two of a question said again: what follows answers it.
pub(super) fn is_repeated(sentence: &Sentence) -> bool {
    matches!(sentence.clauses.as_slice(), [clause] if clause.words.len() <= 3 && !answer::asks(clause))
}

/// The clauses of a sentence in which something is told as it is: no questions, nothing supposed, nothing quoted.
pub(super) fn told(sentence: &Sentence, is_visit_note: bool, kept: Supposed) -> Vec<Clause> {
    let has = |cue: &str| sentence.clauses.iter().any(|clause| CUES.has(cue, clause));
    if sentence.is_question {
        return before_question(sentence);
    }
    if has("reported") {
        return Vec::new();
    }
    if kept == Supposed::Kept && !has("unreal") {
        return sentence.clauses.iter().filter(|clause| !(is_visit_note && is_story(clause))).cloned().collect();
    }
    let mut clauses = Vec::new();
    let mut supposed = false;
    for clause in &sentence.clauses {
        let turns = CUES.has("but", clause) || starts_with_but(clause);
        supposed &= !turns;
        let clause = if supposed { Clause::default() } else { before_if(clause, &mut supposed) };
        let goes_on = clause.words.iter().any(|word| matches!(word.text.as_str(), "since" | "منذ" | "من" | "till"));
        let quiet = CUES.has("past", &clause) && !goes_on || is_visit_note && is_story(&clause);
        if !clause.words.is_empty() && !quiet {
            clauses.push(clause);
        }
    }
    clauses
}

/// "The tenant applied for", «راجعنا المستأجر»: what the customer came for, asked or did tells nothing.
fn is_story(clause: &Clause) -> bool {
    let word = |at: usize| clause.words.get(at).map(|word| word.text.as_str()).unwrap_or_default();
    let article = usize::from(matches!(word(0), "the" | "a" | "this"));
    // "Resident applied", "the young man came back"; staff's doings are told.
    let is_house = |word: &str| HOUSE.contains(&word.trim_start_matches("ال"));
    let subject = word(article);
    let english = subject.is_ascii()
        && !subject.is_empty()
        && !is_house(subject)
        && !matches!(subject, "we" | "i")
        && (1..=2).any(|on| DID.contains(&word(article + on)));
    let verb = word(0).strip_prefix('و').filter(|rest| CAME.contains(rest)).unwrap_or(word(0));
    let arabic = CAME.contains(&verb) && word(1).starts_with("ال") && !is_house(word(1));
    english || arabic || CUES.has("narrative", clause)
}

/// What a customer did in a branch.
const DID: &[&str] = &[
    "asked",
    "requested",
    "wanted",
    "wants",
    "came",
    "comes",
    "attended",
    "applied",
    "visited",
    "arrived",
    "called",
    "complained",
    "insisted",
    "brought",
    "presented",
    "enquired",
    "inquired",
    "wished",
    "wishes",
    "tried",
    "returned",
    "handed",
    "disputes",
    "disputed",
    "queried",
];
const CAME: &[&str] = &[
    "حضر",
    "حضرت",
    "راجع",
    "راجعت",
    "راجعنا",
    "راجعتنا",
    "طلب",
    "طلبت",
    "جاء",
    "جاءت",
    "جا",
    "جات",
    "اجا",
    "اجت",
    "زار",
    "زارنا",
    "زارت",
    "وصل",
    "وصلت",
    "اراد",
    "ارادت",
    "سال",
    "سالت",
    "استفسر",
    "استفسرت",
    "اشتكي",
    "اشتكت",
    "قدم",
    "قدمت",
    "احضر",
    "احضرت",
    "جاب",
    "جابت",
    "رغب",
    "رغبت",
    "استلم",
    "استلمت",
    "غادر",
    "غادرت",
];
/// Who does something there for the house.
const HOUSE: &[&str] = &[
    "branch",
    "staff",
    "clerk",
    "agent",
    "bank",
    "office",
    "manager",
    "technician",
    "system",
    "فرع",
    "موظف",
    "موظفه",
    "قسم",
    "بنك",
    "مدير",
    "مكتب",
    "فني",
    "نظام",
    "سيستم",
    "طبيب",
    "اداره",
];

/// "The charge is 28 dirhams, shall I go on?": what is told with a number before the question.
fn before_question(sentence: &Sentence) -> Vec<Clause> {
    let Some((_, told)) = sentence.clauses.split_last() else { return Vec::new() };
    let asks = |clause: &Clause| {
        ["hypothetical", "reported", "past", "maybe"].iter().any(|cue| CUES.has(cue, clause)) || answer::asks(clause)
    };
    let counts = |clause: &Clause| {
        let tokens = clause.tokens();
        clause.words.len() > 1 && (0..tokens.len()).any(|at| number_at(&tokens, at).is_some())
    };
    if told.iter().any(asks) { Vec::new() } else { told.iter().filter(|clause| counts(clause)).cloned().collect() }
}

/// «بس» at a clause's beginning is "but".
fn starts_with_but(clause: &Clause) -> bool {
    clause.words.first().is_some_and(|word| matches!(word.text.as_str(), "بس" | "otherwise" | "والا"))
}

/// The part of a clause before its "if"; "even if" supposes nothing.
fn before_if(clause: &Clause, supposed: &mut bool) -> Clause {
    let even = CUES.hits("even", clause);
    let ifs = CUES.hits("hypothetical", clause);
    let real = ifs.into_iter().find(|(at, _)| even.iter().all(|(from, to)| !(*from..*to).contains(at)));
    match real {
        None => clause.clone(),
        Some((at, _)) => {
            // «You need it if you come for your wife»: the rule stands before its case, later clauses are told again.
            *supposed = at == 0;
            // "Free if it is above fifty" tells as much of those below.
            let rest = Clause { words: clause.words[at..].to_vec() };
            if CUES.has("above", &rest) || CUES.has("below", &rest) {
                return Clause::default();
            }
            Clause { words: clause.words[..at].to_vec() }
        }
    }
}
