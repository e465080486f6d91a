//! A line of the transcript with what is read in it.

use wasl_model::{Speaker, Utterance};

use crate::verbs::{Act, acts};
use crate::words::{Word, words};

/// One line.
pub(crate) struct Turn<'a> {
    pub(crate) utterance: &'a Utterance,
    pub(crate) words: Vec<Word>,
    pub(crate) acts: Vec<Act>,
}

impl<'a> Turn<'a> {
    pub(crate) fn of(utterance: &'a Utterance) -> Self {
        let words = words(utterance.text.reveal());
        let acts = if utterance.speaker == Speaker::Agent { acts(&words) } else { Vec::new() };
        Self { utterance, words, acts }
    }

    pub(crate) const fn speaker(&self) -> Speaker {
        self.utterance.speaker
    }

    pub(crate) fn is_agent(&self) -> bool {
        self.speaker() == Speaker::Agent
    }

    pub(crate) fn is_caller(&self) -> bool {
        self.speaker() == Speaker::Caller
    }
}
