//! What an agent asks from the desk, and what of it may be done now.

use wasl_model::{
    AgentId, CallEvent, HandoverCause, IntentGuess, IntentId, LegId, Mood, MoodScores, RefusalCause, Timestamp,
};

use super::hold::HeldBy;
use super::talk::{Leaving, Party, Talk};
use super::third::Aim;
use super::{Call, State};
use crate::{AgentAsk, TransferTarget};

impl Call {
    pub(super) fn may_do(&self, agent: &AgentId, ask: &AgentAsk) -> bool {
        match ask {
            AgentAsk::Hold => self.listening(agent).is_some_and(|party| !self.holds.by_desk(party.leg)),
            AgentAsk::Resume => self.party(|party| party.is_agent(agent) && self.holds.by_desk(party.leg)).is_some(),
            AgentAsk::Transfer(target) | AgentAsk::Consult(target) => self.may_turn_to(agent, target),
            AgentAsk::CompleteTransfer => self.has_third(agent, |aim, _| aim != Aim::Send),
            AgentAsk::CancelConsult => self.has_third(agent, |aim, _| aim != Aim::Join),
            AgentAsk::Join => self.has_third(agent, |aim, here| aim == Aim::Consult && here),
            AgentAsk::PauseRecording => self.takes_part(agent) && self.pause.is_none(),
            AgentAsk::ResumeRecording => self.takes_part(agent) && self.pause.is_some(),
            AgentAsk::RefuseRecording => self.takes_part(agent) && !self.recording_refused,
            AgentAsk::HangUp => self.takes_part(agent) || self.rings_at(agent) || self.calls_back_for(agent),
            AgentAsk::Reattach | AgentAsk::HandOver { .. } => self.takes_part(agent),
            AgentAsk::Note(_) | AgentAsk::CorrectMood { .. } | AgentAsk::CorrectIntent(_) => self.is_open(),
            AgentAsk::MarkStep { .. } | AgentAsk::Promise(_) | AgentAsk::WithdrawPromise(_) => self.is_open(),
            AgentAsk::WrapUp(_) => self.is_open(),
        }
    }

    pub(super) fn agent_asks(&mut self, now: Timestamp, agent: AgentId, ask: AgentAsk, new_leg: LegId) {
        if !self.may_do(&agent, &ask) {
            return;
        }
        match ask {
            AgentAsk::Hold => self.hold_from_desk(now, &agent),
            AgentAsk::Resume => self.resume_from_desk(&agent),
            AgentAsk::Transfer(target) => self.transfer(now, target, false, new_leg),
            AgentAsk::Consult(target) => self.consult(now, target, new_leg),
            AgentAsk::CompleteTransfer => self.complete_transfer(now),
            AgentAsk::CancelConsult => self.cancel_consult(now),
            AgentAsk::Join => self.join(),
            AgentAsk::PauseRecording => self.pause_recording(now, agent),
            AgentAsk::ResumeRecording => self.resume_recording(Some(agent)),
            AgentAsk::RefuseRecording => self.refuse_recording(agent),
            AgentAsk::HangUp => self.agent_hangs_up(now, &agent),
            AgentAsk::Reattach => self.reattach(now, &agent, new_leg),
            AgentAsk::HandOver { cause } => self.agent_hands_over(now, agent, cause),
            AgentAsk::Note(text) => self.remember(CallEvent::Noted { agent, text }),
            AgentAsk::CorrectMood { mood, span } => {
                self.known.mood = surely(mood);
                self.remember(CallEvent::MoodCorrected { agent, mood, span });
            }
            AgentAsk::CorrectIntent(intent) => self.correct_intent(agent, intent),
            AgentAsk::MarkStep { step, done } => self.remember(CallEvent::StepMarked { agent, step, done }),
            AgentAsk::Promise(promise) => self.remember(CallEvent::PromiseMade { agent, promise }),
            AgentAsk::WithdrawPromise(promise) => self.remember(CallEvent::PromiseWithdrawn { agent, promise }),
            AgentAsk::WrapUp(wrap_up) => self.remember(CallEvent::WrappedUp { agent, wrap_up }),
        }
    }

    /// May that agent turn from the caller to somebody else.
    pub(super) fn may_turn_to(&self, agent: &AgentId, target: &TransferTarget) -> bool {
        let leads = self.leads(agent).is_some_and(|talk| talk.third.is_none());
        leads && target.agent() != Some(agent)
    }

    /// The talk, if that agent is the one the caller was given to, and is there.
    fn leads(&self, agent: &AgentId) -> Option<&Talk> {
        let State::Talking(talk) = &self.state else { return None };
        (talk.party.is_agent(agent) && talk.party.lost.is_none()).then_some(talk)
    }

    fn has_third(&self, agent: &AgentId, is: impl Fn(Aim, bool) -> bool) -> bool {
        let third = self.leads(agent).and_then(|talk| talk.third.as_ref());
        third.is_some_and(|third| is(third.aim, third.party().is_some()))
    }

    fn takes_part(&self, agent: &AgentId) -> bool {
        self.party(|party| party.is_agent(agent)).is_some()
    }

    /// That agent's part, if somebody is there to be put on hold.
    fn listening(&self, agent: &AgentId) -> Option<&Party> {
        let rings = self.third().is_some_and(|third| third.party().is_none());
        self.party(|party| party.is_agent(agent) && party.lost.is_none()).filter(|_| !rings)
    }

    const fn is_open(&self) -> bool {
        !matches!(self.state, State::New | State::Closed)
    }

    fn rings_at(&self, agent: &AgentId) -> bool {
        let waiting = matches!(&self.state, State::Waiting(wait) if wait.rings_at(agent));
        waiting || self.third().is_some_and(|third| third.rings_at(agent))
    }

    fn hold_from_desk(&mut self, now: Timestamp, agent: &AgentId) {
        if let Some(leg) = self.party(|party| party.is_agent(agent)).map(|party| party.leg) {
            self.hold(now, leg, HeldBy::Desk);
        }
    }

    fn resume_from_desk(&mut self, agent: &AgentId) {
        if let Some(leg) = self.party(|party| party.is_agent(agent)).map(|party| party.leg) {
            self.resume(leg, HeldBy::Desk);
        }
    }

    /// Leaves the talk, or declines what rings.
    fn agent_hangs_up(&mut self, now: Timestamp, agent: &AgentId) {
        if let Some(leg) = self.party(|party| party.is_agent(agent)).map(|party| party.leg) {
            return self.leaves(now, leg, Leaving::HungUp);
        }
        if matches!(self.state, State::CallingBack(_)) {
            self.give_back(now);
        } else if matches!(self.state, State::Waiting(_)) {
            self.declined(agent);
        } else {
            self.third_refused(now, RefusalCause::Declined);
        }
    }

    fn agent_hands_over(&mut self, now: Timestamp, agent: AgentId, cause: HandoverCause) {
        let Some(leg) = self.party(|party| party.is_agent(&agent)).map(|party| party.leg) else { return };
        if cause == HandoverCause::Abuse {
            self.known.abused.insert(agent.clone());
            self.remember(CallEvent::AbuseReported { agent });
        }
        self.leaves(now, leg, Leaving::HandOver(cause));
    }

    /// The agent knows better: whoever comes next is chosen by it.
    fn correct_intent(&mut self, agent: AgentId, intent: Option<IntentId>) {
        let guess = IntentGuess { intent: intent.clone(), confidence: 1.0, alternatives: Vec::new() };
        self.known.intent = intent.is_some().then_some(guess);
        self.remember(CallEvent::IntentCorrected { agent, intent });
    }
}

/// A person said so.
fn surely(mood: Mood) -> MoodScores {
    MoodScores::from_array(Mood::ALL.map(|other| if other == mood { 1.0 } else { 0.0 }))
}
