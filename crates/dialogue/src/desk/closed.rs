//! After hours: whatever would bring the caller to a person ends with a promise instead.

use std::time::Duration;

use wasl_model::{Callback, DeskAction, HandoverCause, PromptId, QueueId, Timestamp, Utterance};

use super::Desk;
use super::ending::PROMISE;
use super::hear::Spoken;
use crate::Standing;
use crate::flow::{Piece, StateName};

/// Said to callers who cannot be called back: they leave a message.
pub const LEAVE_MESSAGE: &str = "leave_message";
/// Said once they have.
pub const MESSAGE_KEPT: &str = "message_kept";
/// Said when they left none.
pub const NO_MESSAGE: &str = "nobody_now";

/// A message may be no longer.
const MESSAGE: Duration = Duration::from_secs(90);
/// It begins within this time, or none is left.
const FIRST_WORD: Duration = Duration::from_secs(8);
/// Silence that ends it.
const LAST_WORD: Duration = Duration::from_secs(4);
const MESSAGE_OVER: &str = "the message is over";
const END_KEY: char = '#';

/// A sound as long as this is a message, even if no word of it was made out.
const UNREAD: Duration = Duration::from_secs(3);

/// A message being left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message {
    until: Timestamp,
    /// Something sounds, or was said.
    begun: bool,
    /// Something was said.
    said: bool,
}

impl Desk {
    /// Goes on by the hour.
    pub(super) fn by_the_hour(
        &mut self,
        now: Timestamp,
        hours: &str,
        open: StateName,
        closed: StateName,
        holiday: Option<StateName>,
    ) {
        let standing = self.site.hours(hours).map(|hours| hours.at(now));
        self.hours = Some(hours.to_owned());
        self.closed = standing.as_ref().is_some_and(|standing| !standing.is_open());
        let next = match standing {
            Some(standing) if standing.is_holiday() => holiday.unwrap_or(closed),
            Some(Standing::Closed { .. }) => closed,
            Some(Standing::Open { .. }) | None => open,
        };
        self.enter(now, next);
    }

    /// Promises that the caller is called back, once it is known at which number.
    pub(super) fn call_back(
        &mut self,
        now: Timestamp,
        prompts: &[Piece],
        queue: Option<QueueId>,
        ask: Option<StateName>,
    ) {
        let number = ask.as_ref().and_then(|ask| self.told.get(ask)).cloned();
        if number.is_some() || self.caller_known {
            let prompts = self.filled(now, prompts);
            return self.promise(prompts, queue, number, false);
        }
        match ask.filter(|_| !self.number_asked) {
            Some(ask) => {
                // Whatever the caller did before, this takes its own time and turns, once.
                self.number_asked = true;
                self.counts.turns = 0;
                self.limit = self.limit.max(Some(now + PROMISE));
                self.enter(now, ask);
            }
            None if self.closed => self.take_message(now),
            None => self.hand_over(now, HandoverCause::Flow, queue),
        }
    }

    fn take_message(&mut self, now: Timestamp) {
        self.message = Some(Message { until: now + MESSAGE, begun: false, said: false });
        self.say_prompts(vec![PromptId::from(LEAVE_MESSAGE)]);
    }

    /// Is a message being left? Then words are its words, and only an emergency is more.
    pub(super) const fn takes_message(&self) -> bool {
        self.message.is_some()
    }

    /// Waits for the message, or for more of it.
    pub(super) fn await_message(&mut self, now: Timestamp) {
        let Some(message) = self.message else { return };
        let pause = if message.begun { LAST_WORD } else { FIRST_WORD };
        self.wait = Some(((now + pause).min(message.until), MESSAGE_OVER));
    }

    /// The caller begins to speak, or goes on.
    pub(super) fn message_sound(&mut self) {
        self.hush();
        if let Some(message) = &mut self.message {
            message.begun = true;
            self.wait = Some((message.until, MESSAGE_OVER));
        }
    }

    pub(super) fn message_words(&mut self, now: Timestamp, utterance: &Utterance) {
        let spoken = Spoken::new(utterance, self.flow().spec().confidence.phrase);
        match self.emergency(&spoken) {
            Some(queue) => {
                self.message = None;
                self.hand_over(now, HandoverCause::Emergency, Some(queue));
            }
            None => self.message_said(now),
        }
    }

    /// Something was said, read or not: the message goes on or ends soon.
    fn message_said(&mut self, now: Timestamp) {
        self.message_sound();
        if let Some(message) = &mut self.message {
            message.said = true;
        }
        self.await_message(now);
    }

    /// What sounded is not read in time. What sounded before the caller was asked for a message is none.
    pub(super) fn message_unread(&mut self, now: Timestamp) {
        if self.playing.is_none() {
            self.message_said(now);
        }
    }

    /// What sounded became no words. A cough begins no message, and ends none.
    pub(super) fn message_noise(&mut self, now: Timestamp, lasted: Duration) {
        if self.playing.is_some() {
            return;
        }
        if lasted >= UNREAD {
            return self.message_said(now);
        }
        if let Some(message) = &mut self.message {
            message.begun = message.said;
        }
        self.await_message(now);
    }

    pub(super) fn message_key(&mut self, key: char) {
        if key == END_KEY {
            self.message_over();
        }
    }

    pub(super) fn message_over(&mut self) {
        let left = self.message.take().is_some_and(|message| message.begun);
        let queue = self.here().queue().cloned();
        let words = if left { MESSAGE_KEPT } else { NO_MESSAGE };
        self.promise(vec![words.into()], queue, None, left);
    }

    /// The machine's last act: the words are played to the end, and the promise is owed even if the caller hangs up first.
    fn promise(
        &mut self,
        prompts: Vec<PromptId>,
        queue: Option<QueueId>,
        number: Option<wasl_model::Pii<String>>,
        message: bool,
    ) {
        self.hush();
        self.last_words(prompts);
        let queue = queue.or_else(|| self.queue_of_intent()).unwrap_or_else(|| self.flow().spec().queue.clone());
        let intent = self.understood.take().or_else(|| self.last_guess.take());
        self.actions.push_back(DeskAction::Callback(Callback {
            queue,
            language: self.language,
            intent,
            number,
            message,
            hours: self.hours.clone().filter(|_| self.closed),
        }));
        self.end();
    }

    /// Where somebody goes who would be brought to a person: `None` when people answer, or when it is an emergency.
    /// That a person was wanted is told, for no handover tells it.
    pub(super) fn instead_of_a_person(&mut self, cause: HandoverCause) -> Option<StateName> {
        let closed = self.closed && cause != HandoverCause::Emergency;
        let promise = self.flow().spec().after_hours.clone().filter(|_| closed)?;
        self.actions.push_back(DeskAction::PersonWanted { cause });
        Some(promise)
    }
}
