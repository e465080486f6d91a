//! Goodbye, hang-up, close.

use wasl_model::{CallCommand, CallEvent, EndCause, Hangup, Timestamp};

use super::{Call, State, line_failed, ms};
use crate::timers::Timer;

impl Call {
    /// The caller is served and said so.
    pub(super) fn goodbye(&mut self, now: Timestamp) {
        self.hush(self.caller);
        self.leave_desk();
        self.state = State::Goodbye;
        self.say_own(now, vec![self.config.prompts.goodbye.clone()]);
    }

    /// The caller's leg is over.
    pub(super) fn caller_gone(&mut self, now: Timestamp, cause: &EndCause) {
        let reached = !matches!(self.state, State::CallingBack(_));
        let hangup = if reached && line_failed(cause) { Hangup::Failed } else { self.hangup_by_caller() };
        self.let_everybody_go();
        self.release(now, hangup);
    }

    /// What a caller who hangs up now has done, in the caller's terms.
    const fn hangup_by_caller(&self) -> Hangup {
        match &self.state {
            State::New | State::Answering(_) => Hangup::Cancelled,
            State::Ivr if self.known.content => Hangup::Served,
            State::Ivr => Hangup::GaveUp,
            State::Promising(promise) if promise.owed => Hangup::CallbackPromised,
            State::Waiting(_) | State::Promising(_) => Hangup::Abandoned,
            State::CallingBack(_) => Hangup::NotReached,
            State::Talking(_) | State::Transferring(_) => Hangup::ByCaller,
            State::Goodbye => Hangup::Served,
            State::Releasing(hangup) => *hangup,
            State::Closed => Hangup::Failed,
        }
    }

    /// The server ends the call: the caller's side never came up, the drain is over, or it was the longest allowed.
    pub(super) fn give_up(&mut self, now: Timestamp) {
        if !matches!(self.state, State::Releasing(_) | State::Closed) {
            self.let_everybody_go();
            self.release(now, Hangup::Failed);
        }
    }

    /// Frees whoever is bound by the present chapter.
    fn let_everybody_go(&mut self) {
        match &self.state {
            State::Waiting(_) => self.stop_waiting(),
            State::Promising(_) => self.leave_promise(),
            State::CallingBack(_) => self.release_waiting_agent(),
            State::Talking(_) => self.abandon_talk(),
            State::Transferring(third) => self.abandon_third(&third.clone()),
            State::New | State::Answering(_) | State::Ivr => {}
            State::Goodbye | State::Releasing(_) | State::Closed => {}
        }
    }

    /// Hangs up whatever is left and closes when it is gone.
    pub(super) fn release(&mut self, now: Timestamp, hangup: Hangup) {
        self.state = State::Releasing(hangup);
        self.desk.clear();
        self.timers.stop_all();
        self.timers.set(Timer::Release, now + ms(self.config.release_ms));
        for leg in self.legs.to_drop() {
            self.drop_leg(leg, EndCause::Released);
        }
        if self.legs.is_empty() {
            self.close();
        }
    }

    /// The last words.
    pub(super) fn close(&mut self) {
        if let State::Releasing(hangup) = self.state {
            self.state = State::Closed;
            self.timers.stop_all();
            self.remember(CallEvent::Ended { hangup });
            self.order(CallCommand::Close);
        }
    }
}
