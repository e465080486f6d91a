//! What comes before its question: said or pressed over a prompt, and used as though it came when the question is reached.

use std::collections::VecDeque;

use wasl_model::{IntentGuess, Pii, Timestamp, Utterance};

use super::{Desk, Phase};
use crate::flow::rules::PERSON_KEY;
use crate::flow::{State, StateName};

/// Keys kept: a way through menus, or a number. Further ones are dropped.
const KEYS: usize = 16;

/// The keys in their order, or else the last words: keys are what somebody presses who knows the way.
#[derive(Debug, Default)]
pub(super) struct Early {
    keys: VecDeque<Pii<char>>,
    words: Option<Box<(Utterance, IntentGuess)>>,
}

impl Early {
    pub(super) fn press(&mut self, key: Pii<char>) {
        self.words = None;
        if self.keys.len() < KEYS {
            self.keys.push_back(key);
        }
    }

    pub(super) fn say(&mut self, utterance: Utterance, intent: IntentGuess) {
        if self.keys.is_empty() {
            self.words = Some(Box::new((utterance, intent)));
        }
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.words.is_none()
    }
}

impl Desk {
    /// Is that key kept for the question ahead? The key for a person and those for languages act at once.
    pub(super) fn comes_early(&self, key: char) -> bool {
        let over_prompt = matches!(self.here(), State::Say { .. } | State::Answer { .. });
        over_prompt && key != PERSON_KEY && self.here().language_key(key).is_none()
    }

    /// It counts as a turn when it answers something.
    pub(super) fn key_over_prompt(&mut self, now: Timestamp, key: Pii<char>) {
        self.early.press(key);
        match self.here().clone() {
            State::Say { next, barge_in, .. } => self.interrupt(now, barge_in, next),
            State::Answer { next, .. } => self.interrupt(now, true, next),
            State::Ask(_) | State::Hours { .. } | State::Callback { .. } => {}
            State::Handover { .. } | State::Finish { .. } => {}
        }
    }

    /// Goes to the question at once, if the prompt here may be broken off.
    pub(super) fn interrupt(&mut self, now: Timestamp, may: bool, next: StateName) {
        if may {
            self.hush();
            self.enter(now, next);
        }
    }

    /// Answers the question here with what came before it; false if nothing did.
    ///
    /// Keys lead on from question to question. Where something else is said, the rest is forgotten: nobody has chosen
    /// behind words that they have not heard.
    pub(super) fn answer_early(&mut self, now: Timestamp) -> bool {
        if self.early.is_empty() {
            return false;
        }
        if let Some(heard) = self.early.words.take() {
            self.ordinary_words(now, heard.0, heard.1);
            return true;
        }
        while self.phase == Phase::Talking && matches!(self.here(), State::Ask(_)) {
            let Some(key) = self.early.keys.pop_front() else { break };
            self.key(now, key);
        }
        self.early.forget();
        true
    }
}
