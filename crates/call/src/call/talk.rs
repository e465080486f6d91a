//! Caller and agent talk, and hold.

use wasl_model::{AgentId, CallCommand, CallEvent, EndCause, Hangup, LegId, Speaker, Timestamp};

use super::{Call, State, line_failed};

/// A talk.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) party: Party,
    /// They hear each other (nobody holds).
    bridged: bool,
}

/// Whom the caller talks with.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) leg: LegId,
    /// `None` for somebody outside.
    pub(super) agent: Option<AgentId>,
}

impl Call {
    /// Caller and party are to hear each other, for the first time.
    pub(super) fn connect(&mut self, party: Party) {
        self.order(CallCommand::Attend { leg: party.leg, speaker: Speaker::Agent });
        self.talk(party);
    }

    /// They talk (again).
    pub(super) fn talk(&mut self, party: Party) {
        self.hush(self.caller, false);
        self.remember(CallEvent::Bridged { leg: party.leg, agent: party.agent.clone() });
        self.state = State::Talking(Talk { party, bridged: false });
        self.balance();
    }

    /// Nobody holds: bridge. One holds: the other hears music. Both hold: silence.
    fn balance(&mut self) {
        let State::Talking(talk) = &mut self.state else { return };
        let (caller, leg) = (self.caller, talk.party.leg);
        let (by_caller, by_party) = (self.held.contains(&caller), self.held.contains(&leg));
        let bridge = !by_caller && !by_party;
        let was_bridged = std::mem::replace(&mut talk.bridged, bridge);
        if was_bridged && !bridge {
            self.order(CallCommand::Unbridge { a: caller, b: leg });
        }
        self.music_if(caller, by_party && !by_caller);
        self.music_if(leg, by_caller && !by_party);
        if bridge && !was_bridged {
            self.order(CallCommand::Bridge { a: caller, b: leg });
        }
    }

    fn music_if(&mut self, leg: LegId, wanted: bool) {
        if wanted { self.music(leg) } else { self.hush(leg, false) }
    }

    pub(super) fn leg_held(&mut self, leg: LegId) {
        if self.legs.is_up(leg) && self.held.insert(leg) {
            self.remember(CallEvent::Held { leg });
            self.balance();
        }
    }

    pub(super) fn leg_resumed(&mut self, leg: LegId) {
        if self.held.remove(&leg) {
            self.remember(CallEvent::Resumed { leg });
            self.balance();
        }
    }

    /// The talk is over, for whatever reason; gives who it was with.
    pub(super) fn end_talk(&mut self) -> Option<Party> {
        let State::Talking(Talk { party, bridged }) = &self.state else { return None };
        let (party, bridged) = (party.clone(), *bridged);
        if bridged {
            self.order(CallCommand::Unbridge { a: self.caller, b: party.leg });
        }
        self.remember(CallEvent::Unbridged { leg: party.leg });
        Some(party)
    }

    pub(super) fn talk_ended_for(&mut self, party: &Party) {
        if let Some(agent) = party.agent.clone() {
            self.order(CallCommand::TalkEnded { agent, end: wasl_model::TalkEnd::Done, mood: self.known.mood });
        }
    }

    /// The party hung up: the call is over. The party was lost: the caller is not.
    pub(super) fn party_gone(&mut self, now: Timestamp, cause: &EndCause) {
        let Some(party) = self.end_talk() else { return };
        self.talk_ended_for(&party);
        if line_failed(cause) { self.wait_again(now) } else { self.release(now, Hangup::ByAgent) }
    }
}
