//! Somebody else is reached for the caller: a colleague, somebody of a queue, somebody outside.
//! The party asks first (`consult`) or sends the caller on unseen (`transfer`); the caller hears music and is never lost.

use wasl_model::{
    AgentId, CallCommand, CallEvent, EndCause, LegId, LegSide, OfferOutcome, Pii, QueueId, RefusalCause, RouteUpdate,
    TalkEnd, Timestamp,
};

use super::hold::HeldBy;
use super::queue::Ringing;
use super::talk::Party;
use super::{Call, State, ms};
use crate::TransferTarget;
use crate::legs::LegStage;
use crate::timers::Timer;

/// The dispatcher says at once whether a colleague is free; longer than this is a fault.
const ASK_MS: u64 = 5_000;

/// Somebody beside caller and party.
#[derive(Clone, Debug)]
pub(super) struct Third {
    /// The agent's leg that asked.
    pub(super) by: LegId,
    pub(super) target: TransferTarget,
    pub(super) stage: Stage,
    pub(super) aim: Aim,
    /// Asked by a phone's REFER, which is answered when the end is known.
    pub(super) refer: bool,
}

/// How far they are reached.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// The dispatcher is asked for somebody.
    Asking,
    /// An agent's phone rings.
    Rung(Ringing),
    /// Somebody outside is rung.
    Dialled(LegId),
    /// They answered.
    Here(Party),
}

/// What for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// The caller goes to them as soon as they answer.
    Send,
    /// They talk with the agent first.
    Consult,
    /// They talk with both.
    Join,
}

impl Third {
    pub(super) const fn party(&self) -> Option<&Party> {
        match &self.stage {
            Stage::Here(party) => Some(party),
            Stage::Asking | Stage::Rung(_) | Stage::Dialled(_) => None,
        }
    }

    pub(super) const fn party_mut(&mut self) -> Option<&mut Party> {
        match &mut self.stage {
            Stage::Here(party) => Some(party),
            Stage::Asking | Stage::Rung(_) | Stage::Dialled(_) => None,
        }
    }

    pub(super) fn rings(&self, leg: LegId) -> bool {
        match &self.stage {
            Stage::Rung(ringing) => ringing.leg == leg,
            Stage::Dialled(dialled) => *dialled == leg,
            Stage::Asking | Stage::Here(_) => false,
        }
    }

    pub(super) fn rings_at(&self, agent: &AgentId) -> bool {
        matches!(&self.stage, Stage::Rung(ringing) if ringing.agent == *agent)
    }
}

impl Call {
    /// Somebody beside caller and party, or rung after the party left.
    pub(super) fn third(&self) -> Option<&Third> {
        match &self.state {
            State::Talking(talk) => talk.third.as_ref(),
            State::Transferring(third) => Some(third),
            State::New | State::Answering(_) | State::Ivr | State::Waiting(_) | State::Promising(_) => None,
            State::CallingBack(_) => None,
            State::Goodbye | State::Releasing(_) | State::Closed => None,
        }
    }

    fn third_mut(&mut self) -> Option<&mut Third> {
        match &mut self.state {
            State::Talking(talk) => talk.third.as_mut(),
            State::Transferring(third) => Some(third),
            State::New | State::Answering(_) | State::Ivr | State::Waiting(_) | State::Promising(_) => None,
            State::CallingBack(_) => None,
            State::Goodbye | State::Releasing(_) | State::Closed => None,
        }
    }

    /// The party turns from the caller to somebody else.
    pub(super) fn reach(&mut self, now: Timestamp, target: TransferTarget, aim: Aim, refer: bool, new_leg: LegId) {
        let State::Talking(talk) = &mut self.state else { return };
        let by = talk.party.leg;
        talk.third = Some(Third { by, target: target.clone(), stage: Stage::Asking, aim, refer });
        self.part();
        self.remember(CallEvent::Unbridged { leg: by });
        self.resume(by, HeldBy::Desk);
        self.balance();
        match target {
            TransferTarget::Agent(agent) => self.ask_for_colleague(now, agent),
            TransferTarget::Queue(queue) => self.ask_in_queue(now, queue),
            TransferTarget::Outside(number) => self.dial_outside(now, number, new_leg),
        }
    }

    fn ask_for_colleague(&mut self, now: Timestamp, agent: AgentId) {
        let Some(mut request) = self.known.request.clone() else { return self.third_failed(now) };
        request.only = Some(agent);
        request.mood = self.known.mood;
        request.abused = self.known.abused.clone();
        self.timers.set(Timer::Ring, now + ms(ASK_MS));
        self.order(CallCommand::Route(Box::new(request)));
    }

    /// Whoever of that queue is free first; asked for no longer than a phone would ring.
    fn ask_in_queue(&mut self, now: Timestamp, queue: QueueId) {
        let request = self.request(now, queue, false);
        self.timers.set(Timer::Ring, now + ms(self.config.transfer_ring_ms));
        self.order(CallCommand::Route(Box::new(request)));
    }

    fn dial_outside(&mut self, now: Timestamp, number: Pii<String>, leg: LegId) {
        let ring_ms = self.config.transfer_ring_ms;
        self.legs.set(leg, LegStage::Early);
        self.timers.set(Timer::Ring, now + ms(ring_ms));
        self.order(CallCommand::DialOutside { leg, target: number, ring_ms });
        self.remember(CallEvent::LegAdded { leg, side: LegSide::Outside, agent: None });
        self.third_rings(leg, Stage::Dialled(leg));
    }

    fn third_rings(&mut self, leg: LegId, stage: Stage) {
        let Some(third) = self.third_mut() else { return };
        third.stage = stage;
        if third.aim == Aim::Consult {
            let (by, target) = (third.by, third.target.text());
            self.remember(CallEvent::Consulting { by, leg, target });
        }
    }

    pub(super) fn third_update(&mut self, now: Timestamp, update: RouteUpdate, new_leg: LegId) {
        let Some(third) = self.third() else { return self.decline(&update) };
        let in_line = matches!(third.target, TransferTarget::Queue(_));
        match (update, &third.stage) {
            (RouteUpdate::Offer { offer, agent, ring_ms, reasons }, Stage::Asking) => {
                let ringing = Ringing { offer, agent, leg: new_leg, reasons };
                self.dial(now, ringing.clone(), ring_ms);
                self.third_rings(new_leg, Stage::Rung(ringing));
            }
            (RouteUpdate::NoOne { .. }, Stage::Asking) => {
                self.timers.stop(Timer::Ring);
                if in_line {
                    self.leave_queue();
                }
                self.third_failed(now);
            }
            (RouteUpdate::Withdrawn { offer }, Stage::Rung(ringing)) if ringing.offer == offer => {
                self.stop_third(OfferOutcome::Withdrawn);
                self.third_failed(now);
            }
            // One of a queue where all ring is enough: the others are not rung.
            (RouteUpdate::Offer { offer, .. }, _) => {
                self.order(CallCommand::OfferEnded { offer, outcome: OfferOutcome::Withdrawn });
            }
            (update, _) => self.decline(&update),
        }
    }

    /// They answered: the caller goes to them, or the agent talks with them first.
    pub(super) fn third_answered(&mut self, now: Timestamp) {
        let Some(third) = self.third() else { return };
        let aim = third.aim;
        let party = match third.stage.clone() {
            Stage::Rung(Ringing { offer, agent, leg, reasons }) => {
                self.offer_ended(offer, agent.clone(), OfferOutcome::Accepted);
                Party::new(now, leg, Some(agent), Some(reasons))
            }
            Stage::Dialled(leg) => Party::new(now, leg, None, None),
            Stage::Asking | Stage::Here(_) => return,
        };
        self.timers.stop(Timer::Ring);
        if let Some(third) = self.third_mut() {
            third.stage = Stage::Here(party);
        }
        match aim {
            Aim::Send => self.take_over(now, TalkEnd::Done),
            Aim::Consult | Aim::Join => self.balance(),
        }
    }

    pub(super) fn third_refused(&mut self, now: Timestamp, cause: RefusalCause) {
        self.stop_third(OfferOutcome::Refused { cause });
        self.third_failed(now);
    }

    /// Stops ringing them; an offer ends like that. Nobody is looked for any more.
    pub(super) fn stop_third(&mut self, outcome: OfferOutcome) {
        self.timers.stop(Timer::Ring);
        let Some(third) = self.third() else { return };
        let in_line = matches!(third.target, TransferTarget::Queue(_)) && outcome != OfferOutcome::CallerGone;
        match third.stage.clone() {
            Stage::Asking => self.leave_queue(),
            Stage::Rung(Ringing { offer, agent, leg, .. }) => {
                self.drop_leg(leg, EndCause::Cancelled);
                self.offer_ended(offer, agent, outcome);
                if in_line {
                    self.leave_queue();
                }
            }
            Stage::Dialled(leg) => self.drop_leg(leg, EndCause::Cancelled),
            Stage::Here(_) => {}
        }
    }

    /// Back to the party if still there, else to the head of the line.
    pub(super) fn third_failed(&mut self, now: Timestamp) {
        let Some(third) = self.third().cloned() else { return };
        if third.aim == Aim::Send {
            self.transfer_is(&third, false);
        }
        if let State::Talking(talk) = &mut self.state {
            talk.third = None;
            self.back_to_caller();
        } else {
            self.wait_again(now);
        }
    }

    /// They had been there, and go.
    pub(super) fn third_leaves(&mut self, end: TalkEnd) {
        let State::Talking(talk) = &mut self.state else { return };
        let Some(Third { stage: Stage::Here(party), aim, .. }) = talk.third.take() else { return };
        if aim == Aim::Join {
            self.balance();
        } else {
            self.back_to_caller();
        }
        self.let_go(&party, end);
    }

    /// The caller goes to them; the agent who asked, if still there, is free.
    pub(super) fn take_over(&mut self, _now: Timestamp, end: TalkEnd) {
        let Some(third) = self.third().cloned() else { return };
        let Stage::Here(next) = third.stage.clone() else { return };
        let talk = self.end_talk();
        if third.aim != Aim::Join {
            self.transfer_is(&third, true);
        }
        if let Some(talk) = talk {
            self.let_go(&talk.party, end);
        }
        self.connect(next);
    }

    /// The caller is gone, or everything is to end, while they ring or talk.
    pub(super) fn abandon_third(&mut self, third: &Third) {
        self.stop_third(OfferOutcome::CallerGone);
        if third.aim == Aim::Send {
            self.transfer_is(third, false);
        }
        if let Some(party) = third.party() {
            self.let_go(party, TalkEnd::Done);
        }
    }
}
