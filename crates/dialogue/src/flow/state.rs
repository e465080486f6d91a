//! The kinds of states and where each leads.

use std::collections::BTreeMap;

use serde::Deserialize;
use wasl_model::{IntentId, Language, PromptId, QueueId};

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
        prompts: Vec<PromptId>,
        /// Says it in the caller's language, then in the other.
        #[serde(default)]
        bilingual: bool,
        /// May speech stop it. Key 0 and the words for a person always may.
        #[serde(default = "yes")]
        barge_in: bool,
        /// Keys that choose the language, and go on.
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
    /// Brings the caller to a person.
    Handover {
        /// Where to; without it, where the intent's callers go, or the flow's queue.
        queue: Option<QueueId>,
    },
    /// Says goodbye and ends. Until the call has ended, key 0 still reaches a person.
    Finish {
        /// What is said.
        prompts: Vec<PromptId>,
        /// See [`State::Say`].
        escape: Option<StateName>,
    },
}

/// A question.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The question.
    pub prompts: Vec<PromptId>,
    /// Asked again after a silence; the question itself if absent.
    #[serde(default)]
    pub silence_prompts: Vec<PromptId>,
    /// The clarifying question after something was not understood; the question itself if absent.
    #[serde(default)]
    pub unknown_prompts: Vec<PromptId>,
    /// Words and keys with their next states.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Intents with their next states.
    #[serde(default)]
    pub intents: BTreeMap<IntentId, StateName>,
    /// The next state of every intent not in `intents`; without it only those are listened for.
    pub any_intent: Option<StateName>,
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
            Self::Handover { .. } => None,
        }
    }

    /// Where the state goes by itself, if it does.
    #[must_use]
    pub const fn goes_on(&self) -> Option<&StateName> {
        match self {
            Self::Say { next, .. } | Self::Answer { next, .. } => Some(next),
            Self::Ask(_) | Self::Handover { .. } | Self::Finish { .. } => None,
        }
    }

    /// Every state this one names as next, by whatever way, but for `escape`.
    #[must_use]
    pub fn leads_to(&self) -> Vec<&StateName> {
        match self {
            Self::Say { next, .. } | Self::Answer { next, .. } => vec![next],
            Self::Ask(ask) => ask.leads_to(),
            Self::Handover { .. } | Self::Finish { .. } => vec![],
        }
    }

    /// The prompts it plays.
    #[must_use]
    pub fn prompts(&self) -> Vec<&PromptId> {
        match self {
            Self::Say { prompts, .. } | Self::Finish { prompts, .. } => prompts.iter().collect(),
            Self::Ask(ask) => ask.prompts.iter().chain(&ask.silence_prompts).chain(&ask.unknown_prompts).collect(),
            Self::Answer { .. } | Self::Handover { .. } => vec![],
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
            Self::Say { .. } | Self::Answer { .. } | Self::Handover { .. } | Self::Finish { .. } => None,
        }
    }

    /// The queue it names.
    #[must_use]
    pub const fn queue(&self) -> Option<&QueueId> {
        match self {
            Self::Handover { queue } => queue.as_ref(),
            Self::Say { .. } | Self::Ask(_) | Self::Answer { .. } | Self::Finish { .. } => None,
        }
    }

    /// Keys that choose the language.
    #[must_use]
    pub fn language_key(&self, key: char) -> Option<Language> {
        match self {
            Self::Say { language_keys, .. } => language_keys.get(&key).copied(),
            Self::Ask(ask) => ask.language_keys.get(&key).copied(),
            Self::Answer { .. } | Self::Handover { .. } | Self::Finish { .. } => None,
        }
    }
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
        self.intents.values().chain(&self.any_intent).chain(&self.silence).chain(&self.unknown)
    }

    /// Where this intent leads, if it is listened for here.
    #[must_use]
    pub fn next_of(&self, intent: &IntentId) -> Option<&StateName> {
        self.intents.get(intent).or(self.any_intent.as_ref())
    }
}
