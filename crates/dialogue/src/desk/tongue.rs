//! The caller's language, chosen by key.

use wasl_model::{DeskAction, Language, Timestamp};

use super::Desk;
use crate::flow::State;

impl Desk {
    /// Goes on in that language: with the question asked in it, or with what comes next.
    /// What must be heard whole is heard whole in the language chosen, and not twice.
    pub(super) fn language_key(&mut self, now: Timestamp, language: Language) {
        match self.here().clone() {
            State::Say { barge_in: false, .. } if self.playing == Some(language) => {
                self.still_to_say = None;
                self.speak_in(language);
            }
            State::Say { barge_in: false, prompts, .. } if self.told_in != Some(language) => {
                self.break_off(language);
                self.say(now, &prompts);
            }
            State::Say { next, .. } => {
                self.break_off(language);
                self.enter(now, next);
            }
            State::Ask(ask) => {
                self.break_off(language);
                self.say(now, &ask.prompts);
            }
            State::Answer { .. } | State::Hours { .. } | State::Callback { .. } => {}
            State::Handover { .. } | State::Finish { .. } => {}
        }
    }

    fn break_off(&mut self, language: Language) {
        self.hush();
        self.wait = None;
        self.speak_in(language);
    }

    fn speak_in(&mut self, language: Language) {
        self.language = language;
        self.actions.push_back(DeskAction::ChoseLanguage { language });
    }
}
