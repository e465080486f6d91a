//! Questions: what is asked, what may be answered, and where each answer leads.

use std::collections::BTreeMap;

use serde::Deserialize;
use wasl_model::{IntentId, Language};

use super::piece::Piece;
use super::state::{StateName, Words};

/// A question.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The question.
    pub prompts: Vec<Piece>,
    /// Asked again after a silence; the question itself if absent.
    #[serde(default)]
    pub silence_prompts: Vec<Piece>,
    /// The clarifying question after something was not understood; the question itself if absent.
    #[serde(default)]
    pub unknown_prompts: Vec<Piece>,
    /// Words and keys with their next states.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Intents with their next states.
    #[serde(default)]
    pub intents: BTreeMap<IntentId, StateName>,
    /// The next state of every intent not in `intents`; without it only those are listened for.
    pub any_intent: Option<StateName>,
    /// A string of digits may be told or pressed here.
    pub expect: Option<Expect>,
    /// Keys that choose the language, and ask again.
    #[serde(default)]
    pub language_keys: BTreeMap<char, Language>,
    /// Where the first silence leads; it asks again if absent. The second always leads to a person.
    pub silence: Option<StateName>,
    /// Where the first thing not understood leads; it clarifies if absent. The second always leads to a person.
    pub unknown: Option<StateName>,
    /// See [`State::Say`].
    pub escape: Option<StateName>,
}

/// One thing a caller may answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// By saying one of these.
    #[serde(default)]
    pub words: Words,
    /// By pressing this.
    pub key: Option<char>,
    /// The intent it means, if it means one.
    pub intent: Option<IntentId>,
    /// The next state.
    pub next: StateName,
}

/// Something else than words of a menu or an intent that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Expect {
    /// A number told digit by digit, by voice or keys: an account, a reference, a telephone.
    Digits(DigitsAsked),
}

/// A string of digits. By keys it ends with `#`, a pause, or the last digit it may have; `*` begins again.
/// Zero is a digit here; zeros alone mean a person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigitsAsked {
    /// Digits it has at least.
    pub least: u8,
    /// And at most.
    pub most: u8,
    /// The next state once they are told.
    pub next: StateName,
}

impl Ask {
    /// Every next state.
    #[must_use]
    pub fn leads_to(&self) -> Vec<&StateName> {
        let chosen = self.choices.iter().map(|choice| &choice.next);
        chosen.chain(self.not_chosen()).collect()
    }

    /// The next states a caller reaches without choosing them by a word or key of the menu.
    pub fn not_chosen(&self) -> impl Iterator<Item = &StateName> {
        let told = self.digits().map(|digits| &digits.next);
        self.intents.values().chain(&self.any_intent).chain(told).chain(&self.silence).chain(&self.unknown)
    }

    /// Where this intent leads, if it is listened for here.
    #[must_use]
    pub fn next_of(&self, intent: &IntentId) -> Option<&StateName> {
        self.intents.get(intent).or(self.any_intent.as_ref())
    }

    /// The digits asked for, if they are.
    #[must_use]
    pub const fn digits(&self) -> Option<&DigitsAsked> {
        match &self.expect {
            Some(Expect::Digits(digits)) => Some(digits),
            None => None,
        }
    }

    /// Everything it says.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.prompts.iter().chain(&self.silence_prompts).chain(&self.unknown_prompts)
    }
}
