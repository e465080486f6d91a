//! A person is within reach until the very end: while a promise or goodbye is being said, too.

use wasl_model::{HandoverCause, Hangup, Pii, QueueId, RouteRequest, Timestamp};

use super::queue::Promise;
use super::{Call, State, ms};
use crate::timers::Timer;

const PERSON_KEY: char = '0';
/// A caller who speaks as the last prompt ends is heard out for no longer than this.
const LAST_WORDS_MS: u64 = 6_000;
/// What words ask for is told behind them within this time.
const ASKED_MS: u64 = 100;

/// What the desk had promised a caller who went back to the line instead: it holds if nobody is there.
#[derive(Clone, Debug)]
pub(super) struct Promised {
    /// At which number, if not the one that called.
    number: Option<Pii<String>>,
}

impl Promised {
    pub(super) fn number(&self) -> Option<&Pii<String>> {
        self.number.as_ref()
    }
}

impl Call {
    /// Emergency words go first in line, whatever is being said.
    pub(super) fn emergency(&mut self, now: Timestamp, queue: QueueId) {
        match &self.state {
            State::Waiting(_) => self.emergency_while_waiting(now, queue),
            State::Promising(_) | State::Goodbye if !self.waits_as_emergency() => {
                self.back_to_people(now, queue, HandoverCause::Emergency);
            }
            State::Promising(_) | State::Goodbye | State::New | State::Answering(_) | State::Ivr => {}
            State::CallingBack(_) | State::Talking(_) | State::Transferring(_) => {}
            State::Releasing(_) | State::Closed => {}
        }
    }

    /// Whoever asked for an emergency already and heard that nobody is there stays in line as one.
    fn waits_as_emergency(&self) -> bool {
        let in_line = matches!(self.state, State::Promising(Promise { in_line: true, .. }));
        in_line && self.known.request.as_ref().is_some_and(|request| request.emergency)
    }

    /// Key 0 does what the words for a person do.
    pub(super) fn zero_at_the_end(&mut self, now: Timestamp, digit: char) {
        if digit == PERSON_KEY {
            self.person_wanted(now);
        }
    }

    /// A person is asked for behind the desk's last word. Where nobody is there (it is closed, or the line said so) the
    /// promise is all there is, and it is not said a second time.
    pub(super) fn person_wanted(&mut self, now: Timestamp) {
        let queue = match &self.state {
            State::Goodbye => self.config.human_queue.clone(),
            State::Promising(Promise { queue, in_line: false, hours: None, .. }) => Some(queue.clone()),
            State::Promising(_) | State::New | State::Answering(_) | State::Ivr | State::Waiting(_) => None,
            State::CallingBack(_) | State::Talking(_) | State::Transferring(_) => None,
            State::Releasing(_) | State::Closed => None,
        };
        if let Some(queue) = queue {
            self.back_to_people(now, queue, HandoverCause::Asked);
        }
    }

    /// The call is over behind its last prompt, but for what the caller is saying: that may ask for people.
    pub(super) fn last_prompt_said(&mut self, now: Timestamp) {
        if self.known.speaks {
            return self.timers.set(Timer::LastWords, now + ms(LAST_WORDS_MS));
        }
        self.last_words_over(now);
    }

    /// What the caller was saying has become words, or will not.
    pub(super) fn has_spoken(&mut self, now: Timestamp) {
        self.known.speaks = false;
        if self.timers.at(Timer::LastWords).is_some() {
            self.timers.set(Timer::LastWords, now + ms(ASKED_MS));
        }
    }

    pub(super) fn last_words_over(&mut self, now: Timestamp) {
        if self.sounds.on(self.caller).is_some() {
            return; // the caller is back in line, or hears another promise
        }
        match &self.state {
            State::Promising(_) => self.promised(now),
            State::Goodbye => self.release(now, Hangup::Served),
            State::New | State::Answering(_) | State::Ivr | State::Waiting(_) | State::CallingBack(_) => {}
            State::Talking(_) | State::Transferring(_) | State::Releasing(_) | State::Closed => {}
        }
    }

    /// To the line, with the place of an earlier wait; what was being promised is not owed unless nobody is there.
    fn back_to_people(&mut self, now: Timestamp, queue: QueueId, cause: HandoverCause) {
        if let State::Promising(Promise { number, owed: true, .. }) = &self.state {
            self.known.promised = Some(Promised { number: number.clone() });
        }
        self.handed_over(cause, queue.clone());
        let since = self.known.request.as_ref().map_or(now, |request| request.since);
        let emergency = cause == HandoverCause::Emergency;
        let request = RouteRequest { since, ..self.request(now, queue, emergency) };
        let prompts = &self.config.prompts;
        let words = if emergency { prompts.emergency.clone() } else { prompts.please_wait.clone() };
        self.wait_with(now, request, words);
    }
}
