//! Who hears whom: said by the state of the talk, carried out as the difference to what was.
//!
//! Whoever is up and listens hears a person, or music, or the ringing of the one who is rung; nobody is left in silence.

use wasl_model::{CallCommand, LegId};

use super::{Call, State};
use crate::sound::SoundKind;

impl Call {
    /// Brings what everybody hears in line with the state of the talk.
    pub(super) fn balance(&mut self) {
        let everybody = self.everybody();
        let together = self.to_be_together();
        if together != self.together {
            self.part();
        }
        for (leg, kind) in everybody {
            if together.contains(&leg) || !self.listens(leg) {
                self.hush(leg);
            } else {
                self.background(leg, kind);
            }
        }
        self.bring_together(together);
    }

    /// Nobody hears anybody.
    pub(super) fn part(&mut self) {
        match *std::mem::take(&mut self.together) {
            [] | [_] => {}
            [a, b] => self.order(CallCommand::Unbridge { a, b }),
            [a, b, c, ref more @ ..] => {
                let legs = [a, b, c].into_iter().chain(more.iter().copied()).collect();
                self.order(CallCommand::Part { legs });
            }
        }
    }

    fn bring_together(&mut self, legs: Vec<LegId>) {
        if legs == self.together {
            return;
        }
        self.together.clone_from(&legs);
        match *legs {
            [] | [_] => {}
            [a, b] => self.order(CallCommand::Bridge { a, b }),
            [_, _, ..] => self.order(CallCommand::Join { legs }),
        }
    }

    /// Everybody in the talk, with what is heard when alone.
    fn everybody(&self) -> Vec<(LegId, SoundKind)> {
        let mut everybody = vec![(self.caller, SoundKind::Music)];
        if let State::Talking(talk) = &self.state {
            let rings = talk.third.as_ref().is_some_and(|third| third.party().is_none());
            everybody.push((talk.party.leg, if rings { SoundKind::Ringback } else { SoundKind::Music }));
            everybody.extend(talk.third_party().map(|party| (party.leg, SoundKind::Music)));
        }
        everybody
    }

    /// Who is to hear each other: those of the room who listen, if there are two at least.
    fn to_be_together(&self) -> Vec<LegId> {
        let State::Talking(talk) = &self.state else { return Vec::new() };
        let caller = talk.is_with_caller().then_some(self.caller);
        let room = caller.into_iter().chain(talk.parties().map(|party| party.leg));
        let listening: Vec<_> = room.filter(|leg| self.listens(*leg)).collect();
        if listening.len() > 1 { listening } else { Vec::new() }
    }

    /// Up, not away on hold, and the line carries.
    fn listens(&self, leg: LegId) -> bool {
        let lost = self.party(|party| party.leg == leg && party.lost.is_some()).is_some();
        self.legs.is_up(leg) && !self.holds.holds(leg) && !lost
    }
}
