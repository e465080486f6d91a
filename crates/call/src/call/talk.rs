//! Caller and agent talk, until one of them leaves.
//!
//! Beside them there may be a third: rung, asked, or in the talk with both; see the chapters `third`, `consult`, `join`.

use wasl_model::{
    AgentId, CallCommand, CallEvent, EndCause, HandoverCause, Hangup, LegId, MoodScores, OfferReasons, Speaker,
    TalkEnd, Timestamp,
};

use super::lost::Lost;
use super::third::{Aim, Stage, Third};
use super::{Call, State, line_failed};

/// A talk.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    /// Whom the caller talks with, or waits for.
    pub(super) party: Party,
    /// Somebody else, rung or there.
    pub(super) third: Option<Third>,
}

/// Somebody who answered.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) leg: LegId,
    /// `None` for somebody outside.
    pub(super) agent: Option<AgentId>,
    pub(super) answered: Timestamp,
    /// Why this agent was chosen.
    pub(super) reasons: Option<OfferReasons>,
    /// In the recording.
    pub(super) attended: bool,
    /// The line is silent for the moment.
    pub(super) lost: Option<Lost>,
    felt: Felt,
}

/// How the caller felt in a talk, on the whole.
#[derive(Clone, Copy, Debug, Default)]
struct Felt {
    sum: [f32; 6],
    readings: u16,
}

/// Why a party leaves.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leaving {
    /// Hung up: with nobody else there the call is over.
    HungUp,
    /// The line ended by a fault: somebody else must go on.
    Failed,
    /// Somebody else is to go on.
    HandOver(HandoverCause),
}

impl Leaving {
    /// As the dispatcher is told.
    const fn talk_end(self) -> TalkEnd {
        match self {
            Self::HandOver(HandoverCause::Abuse) => TalkEnd::Abuse,
            Self::HandOver(HandoverCause::AgentLost) => TalkEnd::LineLost,
            Self::HungUp | Self::Failed | Self::HandOver(_) => TalkEnd::Done,
        }
    }
}

impl Party {
    pub(super) fn new(now: Timestamp, leg: LegId, agent: Option<AgentId>, reasons: Option<OfferReasons>) -> Self {
        Self { leg, agent, answered: now, reasons, attended: false, lost: None, felt: Felt::default() }
    }

    pub(super) fn is_agent(&self, agent: &AgentId) -> bool {
        self.agent.as_ref() == Some(agent)
    }
}

impl Felt {
    fn add(&mut self, mood: MoodScores) {
        self.sum.iter_mut().zip(mood.to_array()).for_each(|(sum, p)| *sum += p);
        self.readings = self.readings.saturating_add(1);
    }

    fn mean(self) -> Option<MoodScores> {
        let n = f32::from(self.readings);
        (n > 0.0).then(|| MoodScores::from_array(self.sum.map(|sum| sum / n)))
    }
}

impl Talk {
    /// Does the caller talk with the party (rather than wait while the party asks somebody else).
    pub(super) fn is_with_caller(&self) -> bool {
        self.third.as_ref().is_none_or(|third| third.aim == Aim::Join)
    }

    /// The third, if there.
    pub(super) fn third_party(&self) -> Option<&Party> {
        self.third.as_ref().and_then(Third::party)
    }

    /// Everybody there beside the caller.
    pub(super) fn parties(&self) -> impl Iterator<Item = &Party> {
        std::iter::once(&self.party).chain(self.third_party())
    }

    fn parties_mut(&mut self) -> impl Iterator<Item = &mut Party> {
        std::iter::once(&mut self.party).chain(self.third.as_mut().and_then(Third::party_mut))
    }
}

impl Call {
    /// Caller and party are to hear each other, for the first time.
    pub(super) fn connect(&mut self, party: Party) {
        self.hush(self.caller);
        self.remember(CallEvent::Bridged { leg: party.leg, agent: party.agent.clone() });
        self.state = State::Talking(Box::new(Talk { party, third: None }));
        self.attend_parties();
        self.balance();
    }

    /// The party is with the caller again.
    pub(super) fn back_to_caller(&mut self) {
        let State::Talking(talk) = &self.state else { return };
        let (leg, agent) = (talk.party.leg, talk.party.agent.clone());
        self.remember(CallEvent::Bridged { leg, agent });
        self.balance();
    }

    /// Everybody who talks with the caller is in the recording.
    pub(super) fn attend_parties(&mut self) {
        let State::Talking(talk) = &mut self.state else { return };
        if !talk.is_with_caller() {
            return;
        }
        let mut legs = Vec::new();
        for party in talk.parties_mut() {
            if !std::mem::replace(&mut party.attended, true) {
                legs.push(party.leg);
            }
        }
        for leg in legs {
            self.order(CallCommand::Attend { leg, speaker: Speaker::Agent });
        }
    }

    /// Somebody there, beside the caller.
    pub(super) fn party(&self, is: impl Fn(&Party) -> bool) -> Option<&Party> {
        let State::Talking(talk) = &self.state else { return None };
        talk.parties().find(|party| is(party))
    }

    pub(super) fn party_mut(&mut self, is: impl Fn(&Party) -> bool) -> Option<&mut Party> {
        let State::Talking(talk) = &mut self.state else { return None };
        talk.parties_mut().find(|party| is(party))
    }

    /// A reading counts for everybody who has the caller's ear.
    pub(super) fn felt_in_talk(&mut self, mood: MoodScores) {
        if let State::Talking(talk) = &mut self.state
            && talk.is_with_caller()
        {
            talk.parties_mut().for_each(|party| party.felt.add(mood));
        }
    }

    /// The talk is over, for whatever reason; gives what it was.
    pub(super) fn end_talk(&mut self) -> Option<Talk> {
        let State::Talking(talk) = &self.state else { return None };
        let talk = talk.clone();
        self.part();
        self.resume_recording(None);
        if talk.is_with_caller() {
            self.remember(CallEvent::Unbridged { leg: talk.party.leg });
        }
        Some(*talk)
    }

    /// Somebody has no more to do with the call.
    pub(super) fn let_go(&mut self, party: &Party, end: TalkEnd) {
        self.forget_lost(party);
        self.pause_leaves_with(party);
        self.drop_leg(party.leg, EndCause::Released);
        if let Some(agent) = party.agent.clone() {
            let mood = party.felt.mean().unwrap_or(self.known.mood);
            self.order(CallCommand::TalkEnded { agent, end, mood });
        }
    }

    /// The party's leg is over. One that was lost already may still come back on another.
    pub(super) fn party_gone(&mut self, now: Timestamp, leg: LegId, cause: &EndCause) {
        let Some(party) = self.party(|party| party.leg == leg) else { return };
        let may_return = party.lost.as_ref().is_some_and(|lost| lost.returning.is_some() || line_failed(cause));
        if !may_return {
            let why = if line_failed(cause) { Leaving::Failed } else { Leaving::HungUp };
            self.leaves(now, leg, why);
        }
    }

    /// Leaving ends only the leaver's part, as long as the caller has somebody else.
    pub(super) fn leaves(&mut self, now: Timestamp, leg: LegId, why: Leaving) {
        let State::Talking(talk) = &self.state else { return };
        if talk.party.leg != leg {
            return self.third_leaves(why.talk_end());
        }
        match talk.third.as_ref().map(|third| &third.stage) {
            Some(Stage::Here(_)) => self.take_over(now, why.talk_end()),
            Some(Stage::Asking | Stage::Rung(_) | Stage::Dialled(_)) => self.ring_on(why.talk_end()),
            None => self.last_leaves(now, why),
        }
    }

    fn last_leaves(&mut self, now: Timestamp, why: Leaving) {
        let Some(talk) = self.end_talk() else { return };
        self.let_go(&talk.party, why.talk_end());
        match why {
            Leaving::HungUp => self.release(now, Hangup::ByAgent),
            Leaving::Failed => self.wait_again(now),
            Leaving::HandOver(cause) => {
                if let Some(queue) = self.known.request.as_ref().map(|request| request.queue.clone()) {
                    self.handed_over(cause, queue);
                }
                self.wait_again(now);
            }
        }
    }

    /// The caller is gone, or everything is to end.
    pub(super) fn abandon_talk(&mut self) {
        let Some(talk) = self.end_talk() else { return };
        if let Some(third) = &talk.third {
            self.abandon_third(third);
        }
        self.let_go(&talk.party, TalkEnd::Done);
    }
}
