//! A clause with all that is around it, and what is denied in it.

use wasl_model::spoken::SpokenValue;

use super::super::lexicon::CUES;
use super::super::words::{Clause, Word};
use crate::answers::Day;

/// A clause with all that is around it.
pub(super) struct Told<'a> {
    pub(super) clause: &'a Clause,
    /// The clauses of its sentence that count, and which of them it is.
    pub(super) sentence: &'a [Clause],
    pub(super) at: usize,
    /// The sentence before, of the same turn or note.
    pub(super) before: Option<&'a [Clause]>,
    /// What the customer asked just before it.
    pub(super) asked: &'a [Clause],
    pub(super) values: &'a [SpokenValue],
    pub(super) today: Day,
}

impl<'a> Told<'a> {
    pub(super) fn has(&self, cue: &str) -> bool {
        if matches!(cue, "not" | "never" | "was" | "instead_of") {
            !self.hits(cue).is_empty()
        } else {
            CUES.has(cue, self.clause)
        }
    }

    pub(super) fn hits(&self, cue: &str) -> Vec<(usize, usize)> {
        let mut hits = CUES.hits(cue, self.clause);
        if matches!(cue, "not" | "never") {
            hits.retain(|(from, _)| !self.is_joined(*from));
        }
        // "We're returning ninety" is of no past.
        if matches!(cue, "was" | "instead_of") {
            let words = &self.clause.words;
            hits.retain(|(from, _)| !(words[*from].contracted && words[*from].text == "were"));
        }
        hits
    }

    /// «قبل ما», «زي ما هي», «قبل لا»: no denial, a word that joins; «الما» is water.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        let words = &self.clause.words;
        let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
        let after = at.checked_sub(1).is_some_and(|before| is(before, JOINING));
        is(at, &["ما", "لا"]) && (after || is(at + 1, &["يخالف", "باس", "مانع", "شاء", "بد", "عدا"]))
    }

    pub(super) fn in_sentence(&self, cue: &str) -> bool {
        self.sentence.iter().any(|clause| CUES.has(cue, clause))
    }

    /// A word of denial within so many words before `at`, or one that is its own («مينفعش»).
    pub(super) fn denied(&self, at: usize, within: usize) -> bool {
        let words = &self.clause.words;
        let own = words.get(at).is_some_and(|word| is_denial(&word.text));
        let none = |word: &Word| matches!(word.text.as_str(), "no" | "nobody" | "none" | "neither");
        if words[..at.min(words.len())].iter().rev().take(5).any(none) {
            return true;
        }
        // «غير مفعّل», «غير ساري».
        let un = at.checked_sub(1).is_some_and(|before| words.get(before).is_some_and(|word| word.text == "غير"));
        if un && words.get(at).is_some_and(|word| word.text.starts_with('م') || UNTRUE.contains(&word.text.as_str())) {
            return true;
        }
        let from = at.saturating_sub(within);
        let nots = self.hits("not");
        own || nots.iter().any(|(start, _)| (from..at).contains(start))
            || words.get(from..at).is_some_and(|words| words.iter().any(|word| is_denial(&word.text)))
    }

    /// Clauses nearest first: its own, those before it in its sentence, those after, the sentence before, what was asked.
    pub(super) fn around(&self) -> impl Iterator<Item = &'a Clause> {
        let earlier = self.sentence[..self.at].iter().rev();
        let later = self.sentence.get(self.at + 1..).unwrap_or_default().iter();
        let before = self.before.unwrap_or_default().iter().rev();
        std::iter::once(self.clause).chain(earlier).chain(later).chain(before).chain(self.asked)
    }

    /// «ما يمشي إلا بكفيل», "not without a receipt": nothing is done but with it.
    pub(super) fn excepted(&self) -> bool {
        let words = &self.clause.words;
        let with = |at: usize| {
            words.get(at + 1).is_some_and(|word| {
                let long = word.text.chars().count() >= 4;
                long && word.text.starts_with(['ب', 'ل']) || matches!(word.text.as_str(), "مع" | "عن" | "with" | "by")
            })
        };
        let but =
            words.iter().enumerate().find(|(at, word)| matches!(word.text.as_str(), "الا" | "except") && with(*at));
        but.is_some_and(|(at, _)| (0..at).any(|before| self.denied(before + 1, 1)))
    }

    /// «ما ينقبل إلا اللي خلص», "nobody but those who": nobody is served but them.
    pub(super) fn excepted_for(&self) -> bool {
        let words = &self.clause.words;
        let but = |at: &usize| {
            let word = words[*at].text.as_str();
            matches!(word, "الا" | "except") || word == "but" && *at > 0
        };
        (0..words.len().saturating_sub(1))
            .rev()
            .find(but)
            .is_some_and(|at| (1..=at).any(|before| self.denied(before, 1)))
    }
}

/// Behind «غير» they are denied.
const UNTRUE: &[&str] =
    &["قابل", "قابله", "ساري", "ساريه", "صالح", "صالحه", "كافي", "كافيه", "نضامي", "نظامي", "لازم", "شغال", "جاهز"];

/// Before «ما» or «لا» they make one word of it.
const JOINING: &[&str] = &[
    "قبل", "بعد", "زي", "مثل", "كل", "متي", "لين", "لحد", "حسب", "وين", "غير", "بدون", "دون", "قد", "بقد", "اول",
    "طول", "كيف", "عند", "حين", "وقت", "من", "علي",
];

/// «مينفعش», «مافيش», «منقدروش»: the denial goes around the verb.
pub(super) fn is_denial(word: &str) -> bool {
    let long = word.chars().count() >= 4;
    long && word.ends_with('ش') && word.starts_with('م')
}
