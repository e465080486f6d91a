//! What a caller's words do, whatever the state.

use std::time::Duration;

use wasl_model::fold::fold_words;
use wasl_model::{HandoverCause, IntentGuess, QueueId, Timestamp, Utterance};

use super::{Desk, NUMBER, SENTENCE, SILENCE_AFTER_QUESTION, SPEECH_WITHOUT_WORDS};
use crate::flow::{Flow, State, StateName, Words};
use crate::phrase::Phrase;

/// Other words that may stand beside a word of the menu ("yes please, that one").
const SPARE_WORDS: usize = 3;

/// A shorter sound is a cough and no attempt to tell a number.
const ATTEMPT: Duration = Duration::from_millis(800);

/// The words of an utterance, folded, and the recogniser's phrase if it is sure enough of it.
pub(super) struct Spoken {
    words: Vec<String>,
    phrase: Option<Vec<String>>,
}

impl Spoken {
    pub(super) fn new(utterance: &Utterance, sure: f32) -> Self {
        let phrase = utterance.matched.as_ref().filter(|matched| matched.confidence >= sure);
        Self { words: fold_words(utterance.text.reveal()), phrase: phrase.map(|matched| fold_words(&matched.phrase)) }
    }

    /// Is one of these said anywhere?
    pub(super) fn mentions(&self, words: &Words) -> bool {
        let either =
            |phrase: Phrase| phrase.is_in(&self.words) || self.phrase.as_ref().is_some_and(|heard| phrase.is_in(heard));
        words.all().filter_map(Phrase::new).any(either)
    }

    /// The longest of these that is all that was said, in words.
    pub(super) fn is(&self, words: &Words) -> Option<usize> {
        self.longest(words, 0)
    }

    /// The longest of these that is most of what was said, in words.
    pub(super) fn is_mostly(&self, words: &Words) -> Option<usize> {
        self.longest(words, SPARE_WORDS)
    }

    fn longest(&self, words: &Words, spare: usize) -> Option<usize> {
        let heard = |phrase: &Phrase| {
            phrase.is_most_of(&self.words, spare)
                || self.phrase.as_ref().is_some_and(|heard| phrase.is_most_of(heard, 0))
        };
        words.all().filter_map(Phrase::new).filter(heard).map(|phrase| phrase.word_count()).max()
    }
}

impl Desk {
    pub(super) fn speech_started(&mut self, now: Timestamp) {
        match self.here().clone() {
            State::Say { barge_in: true, next, .. } => {
                self.hush();
                self.listen_ahead(now, next);
            }
            State::Ask(_) => self.listen(now),
            State::Callback { .. } if self.takes_message() => self.message_sound(),
            State::Say { .. }
            | State::Answer { .. }
            | State::Hours { .. }
            | State::Callback { .. }
            | State::Handover { .. }
            | State::Finish { .. } => {}
        }
    }

    /// The caller speaks over a greeting: go to the question without asking it. What must be heard whole is still said.
    fn listen_ahead(&mut self, now: Timestamp, next: StateName) {
        match self.flow().state(&next).clone() {
            State::Ask(_) => {
                self.arrive(next);
                if !self.answer_early(now) {
                    self.listen(now);
                }
            }
            State::Say { barge_in: true, next: further, .. } => {
                self.arrive(next);
                self.listen_ahead(now, further);
            }
            State::Say { .. }
            | State::Answer { .. }
            | State::Hours { .. }
            | State::Callback { .. }
            | State::Handover { .. }
            | State::Finish { .. } => self.enter(now, next),
        }
    }

    fn listen(&mut self, now: Timestamp) {
        self.hush();
        let longest = if self.digits_here().is_some() { NUMBER } else { SENTENCE };
        self.wait = Some((now + longest, SPEECH_WITHOUT_WORDS));
    }

    /// After a cough the question stays, and the caller has as long as after silence.
    /// A longer sound where a number is asked for was the number: it was not made out, and that is said at once.
    pub(super) fn heard_nothing(&mut self, now: Timestamp, lasted: Duration) {
        if self.takes_message() {
            return self.message_noise(now, lasted);
        }
        let State::Ask(ask) = self.here().clone() else { return };
        if !self.awaits_words() {
            return;
        }
        match ask.digits() {
            Some(_) if lasted >= ATTEMPT => self.not_understood(now, &ask),
            Some(_) | None => self.wait = Some((now + self.silence(), SILENCE_AFTER_QUESTION)),
        }
    }

    /// Something was said, and nobody here knows what.
    pub(super) fn heard_later(&mut self, now: Timestamp) {
        if self.takes_message() {
            return self.message_unread(now);
        }
        let State::Ask(ask) = self.here().clone() else { return };
        if self.awaits_words() {
            self.not_understood(now, &ask);
        }
    }

    fn awaits_words(&self) -> bool {
        self.wait.is_some_and(|(_, why)| why == SPEECH_WITHOUT_WORDS)
    }

    pub(super) fn heard(&mut self, now: Timestamp, utterance: Utterance, intent: IntentGuess) {
        if self.takes_message() {
            return self.message_words(now, &utterance);
        }
        self.counts.turns += 1;
        let spoken = Spoken::new(&utterance, self.flow().spec().confidence.phrase);
        self.remember(&intent);
        if let Some(queue) = self.emergency(&spoken) {
            return self.hand_over(now, HandoverCause::Emergency, Some(queue));
        }
        if spoken.mentions(&self.flow().spec().escape.words) {
            return self.bring_person(now);
        }
        if self.turns_are_up() {
            return self.limit_reached(now);
        }
        self.ordinary_words(now, utterance, intent);
    }

    pub(super) fn ordinary_words(&mut self, now: Timestamp, utterance: Utterance, intent: IntentGuess) {
        match self.here().clone() {
            State::Ask(ask) => self.hear_in_ask(now, &ask, &utterance, intent),
            State::Say { next, barge_in, .. } => {
                self.early.say(utterance, intent);
                self.interrupt(now, barge_in, next);
            }
            State::Answer { next, .. } => {
                self.early.say(utterance, intent);
                self.interrupt(now, true, next);
            }
            State::Hours { .. } | State::Callback { .. } | State::Handover { .. } | State::Finish { .. } => {}
        }
    }

    pub(super) fn emergency(&self, spoken: &Spoken) -> Option<QueueId> {
        emergency(self.flow(), spoken)
    }

    /// A guess that says nothing does not replace one that says something.
    fn remember(&mut self, guess: &IntentGuess) {
        if guess.intent.is_some() || self.last_guess.is_none() {
            self.last_guess = Some(guess.clone());
        }
    }
}

/// Where a caller goes at once who says that, if it holds an emergency of the flow: also after the desk's last word.
pub(crate) fn emergency_in(flow: &Flow, utterance: &Utterance) -> Option<QueueId> {
    emergency(flow, &Spoken::new(utterance, flow.spec().confidence.phrase))
}

/// Does it ask for a person in the flow's words?
pub(crate) fn person_wanted_in(flow: &Flow, utterance: &Utterance) -> bool {
    Spoken::new(utterance, flow.spec().confidence.phrase).mentions(&flow.spec().escape.words)
}

fn emergency(flow: &Flow, spoken: &Spoken) -> Option<QueueId> {
    let mut emergencies = flow.spec().emergency.iter();
    emergencies.find(|emergency| spoken.mentions(&emergency.words)).map(|emergency| emergency.queue.clone())
}
