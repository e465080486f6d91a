//! What somebody did, does or will do, found in a line: «رفعت لك طلب», «بنتصل عليك», "I've sent", "it will be fixed".
//!
//! Not a grammar: two lists of verbs the trade uses, with the prefixes and endings they take in the dialects.

use crate::words::Word;

mod arabic;
mod english;

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Present,
    Future,
}

/// Who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doer {
    /// The speaker's side.
    Us,
    /// The listener.
    You,
    /// Somebody or something else.
    Other,
}

/// What kind of doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It changes something: refund, send, open.
    Act,
    /// It reaches the customer: call, write.
    Tell,
    /// It happens to them: arrive, be ready, come back.
    Come,
    /// It only looks: check, see.
    Look,
}

/// One doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    /// The first word, with what marks its tense.
    pub(crate) from: usize,
    /// The verb's word.
    pub(crate) verb: usize,
    /// When.
    pub(crate) tense: Tense,
    /// Who.
    pub(crate) doer: Doer,
    /// What kind.
    pub(crate) kind: Kind,
    /// It is denied.
    pub(crate) negated: bool,
    /// The verb is not in our list: only its form says that it is one.
    pub(crate) guess: bool,
}

/// Every doing in a line, in order.
pub(crate) fn acts(words: &[Word]) -> Vec<Act> {
    let mut found = arabic::acts(words);
    found.extend(english::acts(words));
    found.sort_by_key(|act| (act.from, act.verb));
    found
}

/// Whether one of the words stands up to `most` words before, in the same sentence.
pub(crate) fn before(words: &[Word], at: usize, most: usize, one_of: &[&str]) -> bool {
    let close = words[..at].iter().rev().take(most);
    close.take_while(|word| !word.stops && !word.any(BREAKS)).any(|word| word.any(one_of))
}

/// What is denied before these is denied no longer behind them.
const BREAKS: &[&str] = &["but", "بس", "لكن", "ولكن", "so", "and"];
