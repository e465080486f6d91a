//! An agent's line is silent for the moment: the desk was loaded anew, the network changed, the lid was closed.
//! The others hear music (or each other). The line may come back by itself, or the desk asks to be rung anew;
//! the talk, its recording and its timeline go on. After a while somebody else goes on with the caller.

use wasl_model::{AgentId, CallCommand, CallEvent, EndCause, HandoverCause, LegId, LegSide, Timestamp};

use super::talk::{Leaving, Party};
use super::{Call, ms};
use crate::legs::LegStage;
use crate::timers::Timer;

/// A line that may come back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lost {
    pub(super) since: Timestamp,
    /// The desk's new leg, rung.
    pub(super) returning: Option<LegId>,
}

impl Call {
    pub(super) fn line_lost(&mut self, now: Timestamp, leg: LegId) {
        if !self.legs.is_up(leg) {
            return;
        }
        let is_fresh = |party: &Party| party.leg == leg && party.agent.is_some() && party.lost.is_none();
        let Some(party) = self.party_mut(is_fresh) else { return };
        party.lost = Some(Lost { since: now, returning: None });
        let Some(agent) = party.agent.clone() else { return };
        self.timers.set(Timer::Line(leg), now + ms(self.config.lost_line_ms));
        self.remember(CallEvent::LineLost { leg, agent });
        self.balance();
    }

    /// The old line carries again, and wins over a new one that still rings.
    pub(super) fn line_back(&mut self, leg: LegId) {
        let Some(party) = self.party(|party| party.leg == leg && party.lost.is_some()).cloned() else { return };
        if self.legs.is_up(leg) {
            self.forget_lost(&party);
            self.found(leg, leg);
        }
    }

    /// The desk was loaded anew, perhaps faster than the silence was noticed; it may even be loaded anew twice.
    pub(super) fn reattach(&mut self, now: Timestamp, agent: &AgentId, new_leg: LegId) {
        let Some(leg) = self.party(|party| party.is_agent(agent)).map(|party| party.leg) else { return };
        self.line_lost(now, leg);
        let Some(lost) = self.party_mut(|party| party.leg == leg).and_then(|party| party.lost.as_mut()) else { return };
        let stale = lost.returning.replace(new_leg);
        if let Some(stale) = stale {
            self.drop_leg(stale, EndCause::Cancelled);
        }
        let ring_ms = self.config.lost_line_ms;
        self.legs.set(new_leg, LegStage::Early);
        self.order(CallCommand::DialAgent { leg: new_leg, agent: agent.clone(), ring_ms, resume: true });
        self.remember(CallEvent::LegAdded { leg: new_leg, side: LegSide::Agent, agent: Some(agent.clone()) });
    }

    /// Does that leg ring for a desk that comes back.
    pub(super) fn returns_on(&self, leg: LegId) -> bool {
        self.returning(leg).is_some()
    }

    fn returning(&self, leg: LegId) -> Option<&Party> {
        self.party(|party| party.lost.is_some_and(|lost| lost.returning == Some(leg)))
    }

    /// The desk is back on a new leg; the old one is dropped without a word.
    pub(super) fn returned(&mut self, new: LegId) {
        let Some(old) = self.returning(new).map(|party| party.leg) else { return };
        self.timers.stop(Timer::Line(old));
        self.holds.moves(old, new);
        self.found(old, new);
        self.drop_leg(old, EndCause::Released);
    }

    /// The desk's new leg is over before it was answered: the desk may ask again.
    pub(super) fn return_failed(&mut self, leg: LegId) {
        let Some(old) = self.returning(leg).map(|party| party.leg) else { return };
        if let Some(lost) = self.party_mut(|party| party.leg == old).and_then(|party| party.lost.as_mut()) {
            lost.returning = None;
        }
    }

    fn found(&mut self, old: LegId, new: LegId) {
        let Some(party) = self.party_mut(|party| party.leg == old) else { return };
        (party.lost, party.leg) = (None, new);
        party.attended = party.attended && old == new;
        let Some(agent) = party.agent.clone() else { return };
        self.remember(CallEvent::LineBack { leg: new, agent });
        self.attend_parties();
        self.balance();
    }

    pub(super) fn line_given_up(&mut self, now: Timestamp, leg: LegId) {
        self.leaves(now, leg, Leaving::HandOver(HandoverCause::AgentLost));
    }

    /// A party's line is no longer waited for.
    pub(super) fn forget_lost(&mut self, party: &Party) {
        self.timers.stop(Timer::Line(party.leg));
        if let Some(leg) = party.lost.and_then(|lost| lost.returning) {
            self.drop_leg(leg, EndCause::Cancelled);
        }
    }
}
