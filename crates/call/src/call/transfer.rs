//! An agent sends the caller on (blind transfer by REFER, RFC 3515): the caller hears music meanwhile and is never lost.
//!
//! The REFER is answered once, when its end is known: a phone that waits for the NOTIFY keeps its leg until then,
//! and takes the caller back when the target does not answer. A phone that hangs up at once is let go;
//! if the target fails then, the caller goes back to the head of the line.

use wasl_model::{
    AgentId, CallCommand, CallEvent, EndCause, LegId, LegSide, OfferOutcome, Pii, QueueId, RefusalCause, RouteUpdate,
    Timestamp,
};

use super::queue::Ringing;
use super::talk::Party;
use super::{Call, State, ms};
use crate::TransferTarget;
use crate::legs::LegStage;
use crate::timers::Timer;

/// The dispatcher says at once whether a colleague is free; longer than this is a fault.
const ASK_MS: u64 = 5_000;

/// A caller being sent on.
#[derive(Debug)]
pub(super) struct Transfer {
    /// The agent's leg that asked.
    by: LegId,
    /// The agent, while still there.
    from: Option<Party>,
    target: TransferTarget,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// The dispatcher is asked for a colleague by name.
    Asking,
    /// The colleague's phone rings.
    Offered(Ringing),
    /// Somebody outside is rung.
    Dialled(LegId),
}

impl Transfer {
    pub(super) fn rings(&self, leg: LegId) -> bool {
        match &self.stage {
            Stage::Asking => false,
            Stage::Offered(ringing) => ringing.leg == leg,
            Stage::Dialled(dialled) => *dialled == leg,
        }
    }

    pub(super) fn is_from(&self, leg: LegId) -> bool {
        self.from.as_ref().is_some_and(|party| party.leg == leg)
    }
}

impl Call {
    pub(super) fn refer(&mut self, now: Timestamp, leg: LegId, target: TransferTarget, new_leg: LegId) {
        let State::Talking(talk) = &self.state else { return self.answer_refer(leg, false) };
        let may = talk.party.leg == leg && talk.party.agent.is_some() && talk.party.agent.as_ref() != target.agent();
        let Some(party) = may.then(|| self.end_talk()).flatten() else { return self.answer_refer(leg, false) };
        self.hush(leg, false);
        match target {
            TransferTarget::Queue(queue) => self.send_to_queue(now, &party, queue),
            TransferTarget::Agent(agent) => self.ask_for_colleague(now, party, agent),
            TransferTarget::Outside(number) => self.dial_outside(now, party, number, new_leg),
        }
    }

    fn answer_refer(&mut self, leg: LegId, accepted: bool) {
        if self.legs.is_up(leg) {
            self.order(CallCommand::ReferAnswered { leg, accepted });
        }
    }

    /// A queue takes the caller at once; what the caller waited before is not counted again.
    fn send_to_queue(&mut self, now: Timestamp, party: &Party, queue: QueueId) {
        let target = TransferTarget::Queue(queue.clone());
        self.transfer_is(party.leg, &target, true);
        self.let_go(party);
        self.ask_for_a_person(now, queue, false);
    }

    fn ask_for_colleague(&mut self, now: Timestamp, party: Party, agent: AgentId) {
        let Some(mut request) = self.known.request.clone() else { return self.talk(party) };
        request.only = Some(agent.clone());
        request.mood = self.known.mood;
        self.begin_transfer(party, TransferTarget::Agent(agent), Stage::Asking);
        self.timers.set(Timer::Ring, now + ms(ASK_MS));
        self.order(CallCommand::Route(Box::new(request)));
    }

    fn dial_outside(&mut self, now: Timestamp, party: Party, number: Pii<String>, leg: LegId) {
        self.begin_transfer(party, TransferTarget::Outside(number.clone()), Stage::Dialled(leg));
        let ring_ms = self.config.transfer_ring_ms;
        self.legs.set(leg, LegStage::Early);
        self.timers.set(Timer::Ring, now + ms(ring_ms));
        self.order(CallCommand::DialOutside { leg, target: number, ring_ms });
        self.remember(CallEvent::LegAdded { leg, side: LegSide::Outside, agent: None });
    }

    fn begin_transfer(&mut self, party: Party, target: TransferTarget, stage: Stage) {
        self.music(self.caller);
        self.state = State::Transferring(Transfer { by: party.leg, from: Some(party), target, stage });
    }

    pub(super) fn transfer_update(&mut self, now: Timestamp, update: RouteUpdate, new_leg: LegId) {
        let State::Transferring(transfer) = &mut self.state else { return };
        match (update, &transfer.stage) {
            (RouteUpdate::Offer { offer, agent, ring_ms, reasons }, Stage::Asking) => {
                let ringing = Ringing { offer, agent, leg: new_leg };
                transfer.stage = Stage::Offered(ringing.clone());
                self.dial(now, ringing, ring_ms, reasons);
            }
            (RouteUpdate::Offer { offer, .. }, Stage::Offered(_) | Stage::Dialled(_)) => {
                self.order(CallCommand::OfferEnded { offer, outcome: OfferOutcome::CallerGone });
            }
            (RouteUpdate::NoOne { .. }, Stage::Asking) => self.transfer_failed(now),
            (RouteUpdate::Withdrawn { offer }, Stage::Offered(ringing)) if ringing.offer == offer => {
                self.stop_target(OfferOutcome::Withdrawn);
                self.transfer_failed(now);
            }
            (RouteUpdate::NoOne { .. } | RouteUpdate::Withdrawn { .. } | RouteUpdate::Waiting { .. }, _) => {}
            (RouteUpdate::PlaceKept { .. } | RouteUpdate::Overflowed { .. } | RouteUpdate::Left, _) => {}
        }
    }

    /// The target answered: the caller talks with it, and the agent is free.
    pub(super) fn transferred(&mut self, _now: Timestamp) {
        let State::Transferring(Transfer { by, from, target, stage }) = &self.state else { return };
        let (by, from, target, stage) = (*by, from.clone(), target.clone(), stage.clone());
        self.timers.stop(Timer::Ring);
        self.transfer_is(by, &target, true);
        if let Some(party) = from {
            self.let_go(&party);
        }
        match stage {
            Stage::Asking => {}
            Stage::Offered(Ringing { offer, agent, leg }) => {
                self.offer_ended(offer, agent.clone(), OfferOutcome::Accepted);
                self.connect(Party { leg, agent: Some(agent) });
            }
            Stage::Dialled(leg) => self.connect(Party { leg, agent: None }),
        }
    }

    fn transfer_is(&mut self, by: LegId, target: &TransferTarget, done: bool) {
        self.answer_refer(by, done);
        self.remember(CallEvent::Transferred { by, target: target.text(), done });
    }

    /// The agent who sent the caller on has no more to do with the call.
    fn let_go(&mut self, party: &Party) {
        self.drop_leg(party.leg, EndCause::Released);
        self.talk_ended_for(party);
    }

    pub(super) fn target_refused(&mut self, now: Timestamp, cause: RefusalCause) {
        self.stop_target(OfferOutcome::Refused { cause });
        self.transfer_failed(now);
    }

    pub(super) fn target_rang_out(&mut self, now: Timestamp) {
        let State::Transferring(transfer) = &self.state else { return };
        if matches!(transfer.stage, Stage::Asking) {
            self.order(CallCommand::LeaveQueue);
        }
        self.stop_target(OfferOutcome::Refused { cause: RefusalCause::NoAnswer });
        self.transfer_failed(now);
    }

    /// Stops ringing the target; an offer ends like that.
    fn stop_target(&mut self, outcome: OfferOutcome) {
        self.timers.stop(Timer::Ring);
        let State::Transferring(transfer) = &self.state else { return };
        match transfer.stage.clone() {
            Stage::Asking => {}
            Stage::Offered(Ringing { offer, agent, leg }) => {
                self.drop_leg(leg, EndCause::Cancelled);
                self.offer_ended(offer, agent, outcome);
            }
            Stage::Dialled(leg) => self.drop_leg(leg, EndCause::Cancelled),
        }
    }

    /// Back to the agent if still there, else to the head of the line.
    fn transfer_failed(&mut self, now: Timestamp) {
        self.timers.stop(Timer::Ring);
        let State::Transferring(Transfer { by, from, target, .. }) = &self.state else { return };
        let (by, from, target) = (*by, from.clone(), target.clone());
        self.transfer_is(by, &target, false);
        match from {
            Some(party) => self.talk(party),
            None => self.wait_again(now),
        }
    }

    /// The agent hung up while the target rings: it rings on, without the agent.
    pub(super) fn sender_gone(&mut self) {
        let State::Transferring(transfer) = &mut self.state else { return };
        if let Some(party) = transfer.from.take() {
            self.talk_ended_for(&party);
        }
    }

    /// The caller is gone, or everything is to end, while the target rings.
    pub(super) fn abandon_transfer(&mut self) {
        let State::Transferring(Transfer { by, from, target, stage }) = &self.state else { return };
        let (by, from, target, asking) = (*by, from.clone(), target.clone(), matches!(stage, Stage::Asking));
        if asking {
            self.order(CallCommand::LeaveQueue);
        }
        self.stop_target(OfferOutcome::CallerGone);
        self.transfer_is(by, &target, false);
        if let Some(party) = from {
            self.talk_ended_for(&party);
        }
    }
}
