//! An agent sends the caller on, from the desk or by a phone's REFER (RFC 3515).
//!
//! The agent stays until the target answers, and takes the caller back when it does not. An agent who hangs up meanwhile
//! is let go: it rings on, and if the target fails then, the caller goes back to the head of the line.
//! A REFER is answered once, when its end is known.

use wasl_model::{CallCommand, CallEvent, LegId, QueueId, TalkEnd, Timestamp};

use super::third::{Aim, Third};
use super::{Call, State};
use crate::TransferTarget;

impl Call {
    pub(super) fn refer(&mut self, now: Timestamp, leg: LegId, target: TransferTarget, new_leg: LegId) {
        let State::Talking(talk) = &self.state else { return self.answer_refer(leg, false) };
        let agent = talk.party.agent.as_ref().filter(|_| talk.party.leg == leg);
        if agent.is_some_and(|agent| self.may_turn_to(agent, &target)) {
            self.transfer(now, target, true, new_leg);
        } else {
            self.answer_refer(leg, false);
        }
    }

    pub(super) fn transfer(&mut self, now: Timestamp, target: TransferTarget, refer: bool, new_leg: LegId) {
        match target {
            TransferTarget::Queue(queue) => self.send_to_queue(now, queue, refer),
            TransferTarget::Agent(_) | TransferTarget::Outside(_) => {
                self.reach(now, target, Aim::Send, refer, new_leg);
            }
        }
    }

    /// A queue takes the caller at once; what the caller waited before is not counted again.
    fn send_to_queue(&mut self, now: Timestamp, queue: QueueId, refer: bool) {
        let Some(talk) = self.end_talk() else { return };
        let by = talk.party.leg;
        if refer {
            self.answer_refer(by, true);
        }
        let target = TransferTarget::Queue(queue.clone()).text();
        self.remember(CallEvent::Transferred { by, target, done: true });
        self.let_go(&talk.party, TalkEnd::Done);
        self.ask_for_a_person(now, queue, false);
    }

    fn answer_refer(&mut self, leg: LegId, accepted: bool) {
        if self.legs.is_up(leg) {
            self.order(CallCommand::ReferAnswered { leg, accepted });
        }
    }

    pub(super) fn transfer_is(&mut self, third: &Third, done: bool) {
        if third.refer {
            self.answer_refer(third.by, done);
        }
        self.remember(CallEvent::Transferred { by: third.by, target: third.target.text(), done });
    }

    /// The agent leaves while the target rings: it rings on, without the agent.
    pub(super) fn ring_on(&mut self, end: TalkEnd) {
        let Some(talk) = self.end_talk() else { return };
        let Some(third) = talk.third else { return };
        self.let_go(&talk.party, end);
        self.state = State::Transferring(Box::new(Third { aim: Aim::Send, ..third }));
        self.balance();
    }
}
