//! A call meets an agent, and what becomes of it.

use std::collections::BTreeMap;
use std::time::Duration;

use rand_chacha::rand_core::RngCore;
use wasl_model::{
    CallId, MoodScores, NotReadyReason, OfferId, OfferOutcome, RefusalCause, RouteUpdate, TalkEnd, Timestamp,
};

use super::choosing::Choice;
use super::waiting::Waiting;
use super::{Dispatcher, Timer, seconds};
use crate::agents::{Activity, Slot};
use crate::care::Talked;
use crate::load;
use crate::wait::Watch;

/// An offer's call answers within its ring time; this much later it is asked again by a withdrawal.
const UNANSWERED_S: u64 = 5;

/// An offer whose end was not told yet.
#[derive(Debug)]
pub(super) struct Offer {
    call: CallId,
    slot: Slot,
    /// Taken back; the call's answer is awaited, and may still be that the agent was faster.
    withdrawn: bool,
}

impl Dispatcher {
    /// Offers every waiting call that has a free eligible agent, each in its turn.
    pub(super) fn meet(&mut self, now: Timestamp) {
        // What each free agent would take next: it stays so until something is offered.
        let mut turns = BTreeMap::new();
        while let Some(place) = self.next_to_meet(now, &mut turns) {
            self.changed.calls.remove(&place);
            for choice in self.choose(now, place.call) {
                turns.clear();
                self.offer(now, place.call, choice);
            }
        }
    }

    /// Offers a call to one agent, without choosing (a transfer by name).
    pub(super) fn offer_to(&mut self, now: Timestamp, call: CallId, slot: Slot) {
        let Some(waiting) = self.calls.get(&call) else { return };
        let reasons = self.reasons_by_name(now, waiting, slot);
        self.offer(now, call, Choice { slot, reasons });
    }

    fn offer(&mut self, now: Timestamp, call: CallId, choice: Choice) {
        let offer = self.new_offer_id(now);
        let Choice { slot, reasons } = choice;
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        let Some(queue) = self.queues.get_mut(&waiting.queue) else { return };
        waiting.offers.insert(offer);
        waiting.no_one = false;
        if !waiting.is_directed() {
            queue.line.stop_offering(waiting.place, &waiting.need);
            queue.offered(slot);
        }
        let ring_s = queue.config.ring_s;
        self.offers.insert(offer, Offer { call, slot, withdrawn: false });
        self.remind(now + seconds(ring_s + UNANSWERED_S), Timer::Offer(offer));
        self.agents[slot].activity = Activity::Ringing { call, offer };
        self.refresh(now, slot);
        let agent = self.agents[slot].id.clone();
        self.say(call, RouteUpdate::Offer { offer, agent, ring_ms: ring_s * 1000, reasons });
    }

    /// A UUID v7 (RFC 9562 §5.7) of the time told and the dice given.
    fn new_offer_id(&mut self, now: Timestamp) -> OfferId {
        let ms = u128::from(now.as_millis().unsigned_abs()) & 0xffff_ffff_ffff;
        let random = (u128::from(self.dice.next_u64()) << 64) | u128::from(self.dice.next_u64());
        let (a, b) = ((random >> 64) & 0xfff, random & 0x3fff_ffff_ffff_ffff);
        OfferId::numbered((ms << 80) | (0x7 << 76) | (a << 64) | (0b10 << 62) | b)
    }

    pub(super) fn offer_ended(&mut self, now: Timestamp, offer: OfferId, outcome: OfferOutcome) {
        match outcome {
            OfferOutcome::Accepted => self.accepted(now, offer),
            OfferOutcome::Refused { cause } => self.refused(now, offer, cause),
            OfferOutcome::CallerGone => {
                if let Some(call) = self.offers.get(&offer).map(|offer| offer.call) {
                    self.left(now, call);
                }
            }
            OfferOutcome::Withdrawn => self.withdrawal_answered(now, offer),
        }
    }

    fn accepted(&mut self, now: Timestamp, offer: OfferId) {
        let Some(&Offer { call, slot, .. }) = self.offers.get(&offer) else { return };
        if !self.rings(call, offer) {
            self.release_agent(now, offer); // somebody else answered first
            return;
        }
        self.offers.remove(&offer);
        let Some(waiting) = self.forget(now, call, true) else { return };
        self.withdraw_beaten(&waiting, offer);
        self.learn(now, &waiting, true);
        let weight = waiting.suitor.weight;
        let wrap_up_ms = self.queues.get(&waiting.queue).map_or(0, |queue| queue.config.wrap_up_s * 1000);
        let agent = &mut self.agents[slot];
        agent.activity = Activity::OnCall { call, wrap_up_ms, since: now, weight };
        agent.missed = 0;
        agent.took(now, &self.config, weight);
        self.talking.insert((call, slot));
        if let Some(caller) = waiting.request.caller {
            self.last_agents.remember(now, caller, agent.id.clone());
        }
        self.watch_talk(slot, |watch| watch.talk_begins(now, slot));
        self.refresh(now, slot);
    }

    fn refused(&mut self, now: Timestamp, offer: OfferId, cause: RefusalCause) {
        let Some(Offer { slot, withdrawn, .. }) = self.offers.get(&offer) else { return };
        let (slot, withdrawn) = (*slot, *withdrawn);
        let Some(call) = self.release_agent_silently(offer) else { return };
        if !withdrawn {
            self.mark_refusal(now, slot, cause);
        }
        if self.rings(call, offer) {
            self.back_off(now, call, slot);
        }
        self.refresh(now, slot);
        self.offer_again(now, call, offer);
    }

    fn mark_refusal(&mut self, now: Timestamp, slot: Slot, cause: RefusalCause) {
        let agent = &mut self.agents[slot];
        agent.idle_since = now;
        match cause {
            RefusalCause::Declined | RefusalCause::Busy => {
                agent.missed = 0;
                if self.config.declined_pause_s > 0 {
                    self.rest(now, slot, NotReadyReason::Declined, self.config.declined_pause_s);
                }
            }
            RefusalCause::NoAnswer | RefusalCause::Unreachable => {
                agent.missed += 1;
                if agent.missed >= self.config.missed_before_not_ready {
                    self.rest(now, slot, NotReadyReason::NoAnswer, self.config.missed_rest_s);
                }
            }
        }
    }

    fn back_off(&mut self, now: Timestamp, call: CallId, slot: Slot) {
        let until = now + self.config.back_off();
        if let Some(waiting) = self.calls.get_mut(&call) {
            waiting.back_off.insert(slot, until);
            self.remind(until, Timer::Call(call));
        }
    }

    fn withdrawal_answered(&mut self, now: Timestamp, offer: OfferId) {
        let Some(Offer { slot, withdrawn, .. }) = self.offers.get(&offer) else { return };
        let (slot, asked) = (*slot, *withdrawn);
        let Some(call) = self.release_agent(now, offer) else { return };
        if !asked && self.rings(call, offer) {
            self.back_off(now, call, slot); // the call's own wish: not the same agent at once
        }
        self.offer_again(now, call, offer);
    }

    /// The last of its phones rings no more: the call is back in line, its place kept; a transfer by name is over.
    fn offer_again(&mut self, now: Timestamp, call: CallId, ended: OfferId) {
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        if !waiting.offers.remove(&ended) || !waiting.offers.is_empty() {
            return;
        }
        if waiting.is_directed() {
            self.forget(now, call, false);
            return;
        }
        if let Some(queue) = self.queues.get_mut(&waiting.queue) {
            queue.line.start_offering(waiting.place, &waiting.need, waiting.caller());
            self.changed.calls.insert(waiting.place);
        }
        self.call_due(now, call);
        self.no_one_if_lost(now, call);
    }

    /// Ends an offer on the agent's side, idle time kept; gives its call.
    pub(super) fn release_agent(&mut self, now: Timestamp, offer: OfferId) -> Option<CallId> {
        let slot = self.offers.get(&offer)?.slot;
        let call = self.release_agent_silently(offer);
        self.refresh(now, slot);
        call
    }

    fn release_agent_silently(&mut self, offer: OfferId) -> Option<CallId> {
        let Offer { call, slot, .. } = self.offers.remove(&offer)?;
        self.beaten.remove(&(call, offer));
        let agent = &mut self.agents[slot];
        if agent.ringing() == Some(offer) {
            agent.activity = Activity::Idle;
        }
        Some(call)
    }

    /// Is that one of the phones the call has ringing.
    fn rings(&self, call: CallId, offer: OfferId) -> bool {
        self.calls.get(&call).is_some_and(|waiting| waiting.offers.contains(&offer))
    }

    /// One phone was answered: the others stop ringing. Their agents stay bound until the call says so.
    fn withdraw_beaten(&mut self, waiting: &Waiting, answered: OfferId) {
        let call = waiting.request.call;
        for &offer in waiting.offers.iter().filter(|&&offer| offer != answered) {
            self.beaten.insert((call, offer));
            if let Some(offer) = self.offers.get_mut(&offer) {
                offer.withdrawn = true;
            }
            self.say(call, RouteUpdate::Withdrawn { offer });
        }
    }

    /// The call is gone and answers for none of its phones.
    pub(super) fn forget_beaten(&mut self, now: Timestamp, call: CallId) {
        let first = (call, OfferId::numbered(0));
        let offers: Vec<_> = self.beaten.range(first..).take_while(|beaten| beaten.0 == call).copied().collect();
        for (_, offer) in offers {
            self.release_agent(now, offer);
        }
    }

    /// Takes back the offer that rings at this agent. The agent stays bound until the call answers.
    pub(super) fn withdraw_from(&mut self, slot: Slot) {
        let Some(id) = self.agents[slot].ringing() else { return };
        let Some(offer) = self.offers.get_mut(&id).filter(|offer| !offer.withdrawn) else { return };
        offer.withdrawn = true;
        let call = offer.call;
        self.say(call, RouteUpdate::Withdrawn { offer: id });
    }

    /// The call did not say how its offer ended: ask for it back, again and again. A dead call's shell says `Leave`.
    pub(super) fn offer_unanswered(&mut self, now: Timestamp, id: OfferId) {
        let Some(offer) = self.offers.get_mut(&id) else { return };
        offer.withdrawn = true;
        let call = offer.call;
        self.say(call, RouteUpdate::Withdrawn { offer: id });
        self.remind(now + seconds(UNANSWERED_S), Timer::Offer(id));
    }

    /// Wrap-up begins. Without word of the caller's mood in the talk, the one before it counts.
    pub(super) fn talk_ended(&mut self, now: Timestamp, slot: Slot, end: TalkEnd, mood: Option<MoodScores>) {
        let Activity::OnCall { call, wrap_up_ms, since, weight } = self.agents[slot].activity else { return };
        self.talking.remove(&(call, slot));
        self.watch_talk(slot, |watch| watch.talk_ends(now, slot));
        let talked = Talked { time: now.since(since), before: weight, during: mood.map_or(weight, load::weight), end };
        let (wrap_up, most) = (self.wrap_up(wrap_up_ms, end), seconds(self.config.wrap_up_most_s));
        let (until, most) = (now + wrap_up, now + most.max(wrap_up));
        let agent = &mut self.agents[slot];
        agent.talked(now, &self.config, talked);
        agent.idle_since = now;
        let rests = !wrap_up.is_zero() && agent.signed_in;
        agent.activity = if rests { Activity::WrapUp { until, most } } else { Activity::Idle };
        self.remind(until, Timer::Agent(slot));
        if end == TalkEnd::LineLost {
            self.not_ready(now, slot, NotReadyReason::LineLost);
        }
        self.refresh(now, slot);
    }

    /// Every queue of that agent sees it.
    fn watch_talk(&mut self, slot: Slot, what: impl Fn(&mut Watch)) {
        for name in &self.agents[slot].queues {
            if let Some(queue) = self.queues.get_mut(name) {
                what(&mut queue.waits.watch);
            }
        }
    }

    /// Nobody goes from abuse straight into the next call.
    fn wrap_up(&self, wrap_up_ms: u64, end: TalkEnd) -> Duration {
        let usual = Duration::from_millis(wrap_up_ms);
        match end {
            TalkEnd::Abuse => usual.max(seconds(self.config.wrap_up_more_s)),
            TalkEnd::Done | TalkEnd::LineLost => usual,
        }
    }
}
