//! A caller who was promised it is called back: an agent first, so that nobody who answers waits again.
//!
//! The call begins with nobody on the line and waits like any other, at the place of the old wait.
//! Once an agent is there the caller is rung; both are connected the moment the caller answers.

use wasl_model::{AgentId, CallCommand, CallEvent, LegSide, PromiseId, Speaker, TalkEnd, Timestamp};

use super::queue::Wait;
use super::talk::Party;
use super::{Call, State, ms};
use crate::CallBack;
use crate::legs::LegStage;
use crate::sound::SoundKind;
use crate::timers::Timer;

/// Whom the call is for until they answer.
#[derive(Clone, Debug)]
pub(super) struct Back {
    promise: PromiseId,
}

impl Call {
    /// It waits in the line already, at the old place.
    pub(super) fn call_back_later(&mut self, now: Timestamp, back: CallBack) {
        if !matches!(self.state, State::New) {
            return;
        }
        let request = back.request(self.id, &self.config);
        let CallBack { promise, number, queue, terms, .. } = back;
        self.known.from = Some(number.clone());
        self.known.began = now;
        self.known.language = terms.language;
        self.known.intent = terms.intent;
        self.known.mood = terms.mood;
        self.known.back = Some(Back { promise });
        self.remember(CallEvent::CallingBack { leg: self.caller, to: number, promise });
        self.known.request = Some(request);
        self.state = State::Waiting(Wait::new(queue));
    }

    /// The caller came by themselves before they were rung.
    pub(super) fn call_off(&mut self, now: Timestamp) {
        if self.is_calling_back() && matches!(self.state, State::Waiting(_)) {
            self.stop_waiting();
            self.release(now, wasl_model::Hangup::Cancelled);
        }
    }

    /// Nobody is on the line yet.
    pub(super) const fn is_calling_back(&self) -> bool {
        self.known.back.is_some()
    }

    /// An agent is there: the caller on the line is connected, one who was promised it is rung first.
    pub(super) fn meets(&mut self, now: Timestamp, party: Party) {
        let Some(back) = self.known.back.clone() else { return self.connect(party) };
        let Some(number) = self.known.from.clone() else { return self.give_up(now) };
        let (agent, leg, ring_ms) = (party.leg, self.caller, self.config.call_back_ring_ms);
        self.state = State::CallingBack(Box::new(party));
        self.legs.set(leg, LegStage::Early);
        self.timers.set(Timer::Longest, now + ms(self.config.longest_call_ms));
        self.background(agent, SoundKind::Ringback);
        self.remember(CallEvent::LegAdded { leg, side: LegSide::Caller, agent: None });
        self.order(CallCommand::CallBack { leg, promise: back.promise, number, ring_ms });
    }

    /// The caller answered.
    pub(super) fn reached(&mut self) {
        let State::CallingBack(party) = &self.state else { return };
        let party = Party::clone(party);
        self.known.back = None;
        self.remember(CallEvent::Answered);
        self.order(CallCommand::Attend { leg: self.caller, speaker: Speaker::Caller });
        self.hush(party.leg);
        self.connect(party);
    }

    /// The agent leaves while the caller is rung: it is tried again later.
    pub(super) fn give_back(&mut self, now: Timestamp) {
        self.release_waiting_agent();
        self.release(now, wasl_model::Hangup::NotReached);
    }

    pub(super) fn release_waiting_agent(&mut self) {
        let State::CallingBack(party) = &self.state else { return };
        let party = Party::clone(party);
        self.hush(party.leg);
        self.let_go(&party, TalkEnd::Done);
    }

    pub(super) fn calls_back_for(&self, agent: &AgentId) -> bool {
        matches!(&self.state, State::CallingBack(party) if party.is_agent(agent))
    }
}
