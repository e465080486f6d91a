//! The kinds of states and where each leads.

use std::collections::BTreeMap;

use serde::Deserialize;
use wasl_model::{IntentId, Language, QueueId};

use super::ask::Ask;
use super::piece::Piece;

/// A state's name in its flow.
pub type StateName = String;

/// Words or phrases of one meaning, per language, most usual first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In Arabic.
    #[serde(default)]
    pub ar: Vec<String>,
    /// In English.
    #[serde(default)]
    pub en: Vec<String>,
}

impl Words {
    /// The words of one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &[String] {
        match language {
            Language::Ar => &self.ar,
            Language::En => &self.en,
        }
    }

    /// The words of both languages: a caller may say either at any time.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.ar.iter().chain(&self.en).map(String::as_str)
    }
}

/// A state of a flow.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// Says something and goes on.
    Say {
        /// What.
        prompts: Vec<Piece>,
        /// Says it in the caller's language, then in the other.
        #[serde(default)]
        bilingual: bool,
        /// May speech stop it. Key 0 and the words for a person always may.
        #[serde(default = "yes")]
        barge_in: bool,
        /// Keys that choose the language, and go on. What is not to be broken off is said in that language first.
        #[serde(default)]
        language_keys: BTreeMap<char, Language>,
        /// Where key 0 and the words for a person lead, if not where the flow's `escape.state` says.
        escape: Option<StateName>,
        /// The next state.
        next: StateName,
    },
    /// Asks, and listens for words and keys.
    Ask(Ask),
    /// Gives the allow-listed answer of the intent, and goes on.
    Answer {
        /// See [`State::Say`].
        escape: Option<StateName>,
        /// The next state.
        next: StateName,
    },
    /// Goes on by the hour: people answer, or they do not.
    ///
    /// Once it led to `closed` or `holiday`, whatever would bring the caller to a person leads to the flow's
    /// `after_hours` instead, but for emergencies.
    Hours {
        /// Which of `config/hours/*.toml`.
        hours: String,
        /// The next state when people answer.
        open: StateName,
        /// And when they do not.
        closed: StateName,
        /// And when it is a holiday; `closed` if absent.
        holiday: Option<StateName>,
    },
    /// Promises that the caller is called back, and ends.
    ///
    /// A caller whose number is withheld is led to `unknown_number`; told no number there, or without it, such a caller
    /// leaves a message after hours and is brought to a person otherwise.
    Callback {
        /// What is said.
        prompts: Vec<Piece>,
        /// Whose people call back; without it the intent's, or the flow's.
        queue: Option<QueueId>,
        /// A question for the number.
        unknown_number: Option<StateName>,
    },
    /// Brings the caller to a person.
    Handover {
        /// Where to; without it, where the intent's callers go, or the flow's queue.
        queue: Option<QueueId>,
    },
    /// Says goodbye and ends. Until the call has ended, key 0 still reaches a person.
    Finish {
        /// What is said.
        prompts: Vec<Piece>,
        /// See [`State::Say`].
        escape: Option<StateName>,
    },
}

const fn yes() -> bool {
    true
}

impl State {
    /// Where key 0 and the words for a person lead from here, if the state says.
    #[must_use]
    pub const fn escape(&self) -> Option<&StateName> {
        match self {
            Self::Say { escape, .. } | Self::Answer { escape, .. } | Self::Finish { escape, .. } => escape.as_ref(),
            Self::Ask(ask) => ask.escape.as_ref(),
            Self::Hours { .. } | Self::Callback { .. } | Self::Handover { .. } => None,
        }
    }

    /// Is it a person, or the promise of one?
    #[must_use]
    pub const fn is_person(&self) -> bool {
        matches!(self, Self::Handover { .. } | Self::Callback { .. })
    }

    /// Where the state may go by itself.
    #[must_use]
    pub fn goes_on(&self) -> Vec<&StateName> {
        match self {
            Self::Say { next, .. } | Self::Answer { next, .. } => vec![next],
            Self::Hours { open, closed, holiday, .. } => [open, closed].into_iter().chain(holiday).collect(),
            Self::Ask(_) | Self::Callback { .. } | Self::Handover { .. } | Self::Finish { .. } => vec![],
        }
    }

    /// Every state this one names as next, by whatever way, but for `escape`.
    #[must_use]
    pub fn leads_to(&self) -> Vec<&StateName> {
        match self {
            Self::Say { .. } | Self::Answer { .. } | Self::Hours { .. } => self.goes_on(),
            Self::Ask(ask) => ask.leads_to(),
            Self::Callback { unknown_number, .. } => unknown_number.iter().collect(),
            Self::Handover { .. } | Self::Finish { .. } => vec![],
        }
    }

    /// What it says.
    #[must_use]
    pub fn pieces(&self) -> Vec<&Piece> {
        match self {
            Self::Say { prompts, .. } | Self::Callback { prompts, .. } | Self::Finish { prompts, .. } => {
                prompts.iter().collect()
            }
            Self::Ask(ask) => ask.pieces().collect(),
            Self::Answer { .. } | Self::Hours { .. } | Self::Handover { .. } => vec![],
        }
    }

    /// The intents it names.
    pub fn intents(&self) -> impl Iterator<Item = &IntentId> {
        let ask = self.ask();
        let mapped = ask.into_iter().flat_map(|ask| ask.intents.keys());
        mapped.chain(ask.into_iter().flat_map(|ask| ask.choices.iter().filter_map(|choice| choice.intent.as_ref())))
    }

    /// The question, if it is one.
    #[must_use]
    pub const fn ask(&self) -> Option<&Ask> {
        match self {
            Self::Ask(ask) => Some(ask),
            Self::Say { .. }
            | Self::Answer { .. }
            | Self::Hours { .. }
            | Self::Callback { .. }
            | Self::Handover { .. }
            | Self::Finish { .. } => None,
        }
    }

    /// The queue it names.
    #[must_use]
    pub const fn queue(&self) -> Option<&QueueId> {
        match self {
            Self::Handover { queue } | Self::Callback { queue, .. } => queue.as_ref(),
            Self::Say { .. } | Self::Ask(_) | Self::Answer { .. } | Self::Hours { .. } | Self::Finish { .. } => None,
        }
    }

    /// The keys of its menu and of its languages, as often as they are given.
    #[must_use]
    pub fn keys(&self) -> Vec<char> {
        match self {
            Self::Say { language_keys, .. } => language_keys.keys().copied().collect(),
            Self::Ask(ask) => {
                ask.choices.iter().filter_map(|choice| choice.key).chain(ask.language_keys.keys().copied()).collect()
            }
            Self::Answer { .. }
            | Self::Hours { .. }
            | Self::Callback { .. }
            | Self::Handover { .. }
            | Self::Finish { .. } => Vec::new(),
        }
    }

    /// Keys that choose the language.
    #[must_use]
    pub fn language_key(&self, key: char) -> Option<Language> {
        match self {
            Self::Say { language_keys, .. } => language_keys.get(&key).copied(),
            Self::Ask(ask) => ask.language_keys.get(&key).copied(),
            Self::Answer { .. }
            | Self::Hours { .. }
            | Self::Callback { .. }
            | Self::Handover { .. }
            | Self::Finish { .. } => None,
        }
    }
}
