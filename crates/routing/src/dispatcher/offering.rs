//! A call meets an agent, and what becomes of it.

use std::time::Duration;

use rand_chacha::rand_core::RngCore;
use wasl_model::{
    CallId, MoodScores, NotReadyReason, OfferId, OfferOutcome, OfferReasons, RefusalCause, RouteUpdate, ScorePart,
    TalkEnd, Timestamp,
};

use super::waiting::Waiting;
use super::{Dispatcher, Timer, seconds};
use crate::agents::{Activity, Slot};
use crate::care::Talked;
use crate::line::{Place, count};
use crate::load;
use crate::strategy::{self, Parts, Scene};

/// An offer's call answers within its ring time; this much later it is asked again by a withdrawal.
const UNANSWERED_S: u64 = 5;
/// Runners-up kept with an offer.
const RUNNERS_UP: usize = 3;

/// An offer whose end was not told yet.
#[derive(Debug)]
pub(super) struct Offer {
    call: CallId,
    slot: Slot,
    /// Taken back; the call's answer is awaited, and may still be that the agent was faster.
    withdrawn: bool,
}

/// A free, eligible agent and its score.
#[derive(Clone, Copy)]
struct Candidate {
    slot: Slot,
    total: f64,
    idle_since: Timestamp,
}

struct Choice {
    slot: Slot,
    reasons: OfferReasons,
}

impl Dispatcher {
    /// Offers every waiting call that has a free eligible agent, first come first served.
    pub(super) fn meet(&mut self, now: Timestamp) {
        while let Some(place) = self.next_to_meet() {
            self.changed.calls.remove(&place);
            if let Some(choice) = self.choose(now, place.call) {
                self.offer(now, place.call, choice);
            }
        }
    }

    /// The first call in line that is new, or that a newly free agent could take.
    fn next_to_meet(&mut self) -> Option<Place> {
        let agents: Vec<_> = self.changed.agents.iter().copied().collect();
        let mut first = self.changed.calls.first().copied();
        for slot in agents {
            match self.first_call_for(slot) {
                Some(place) => first = Some(first.map_or(place, |first| first.min(place))),
                None => {
                    self.changed.agents.remove(&slot);
                }
            }
        }
        first
    }

    fn first_call_for(&self, slot: Slot) -> Option<Place> {
        let agent = &self.agents[slot];
        let backed_off = |call| self.calls.get(&call).is_none_or(|waiting| !waiting.wants(slot));
        let lines = agent.queues.iter().filter_map(|queue| self.queues.get(queue)).map(|queue| &queue.line);
        lines.filter_map(|line| line.first_for(&agent.talent, backed_off)).min()
    }

    fn choose(&self, now: Timestamp, call: CallId) -> Option<Choice> {
        let waiting = self.calls.get(&call).filter(|waiting| waiting.offer.is_none())?;
        let free = &self.queues.get(&waiting.queue)?.free;
        let mut candidates: Vec<_> = free
            .iter()
            .filter(|&&slot| self.agents[slot].talent.meets(&waiting.need) && waiting.wants(slot))
            .map(|&slot| self.candidate(now, waiting, slot))
            .collect();
        let eligible = count(candidates.len());
        let top = top(&mut candidates);
        let (chosen, guarded) = self.guard(waiting, &candidates, *top.first()?);
        let runners_up = top.iter().filter(|other| other.slot != chosen.slot).take(RUNNERS_UP);
        let reasons = OfferReasons {
            score: chosen.total,
            parts: self.parts(now, waiting, chosen.slot, guarded),
            runners_up: runners_up.map(|other| (self.agents[other.slot].id.clone(), other.total)).collect(),
            eligible,
            waited_ms: waited_ms(now, waiting),
            ..OfferReasons::default()
        };
        Some(Choice { slot: chosen.slot, reasons })
    }

    fn candidate(&self, now: Timestamp, waiting: &Waiting, slot: Slot) -> Candidate {
        let agent = &self.agents[slot];
        Candidate { slot, total: self.score(now, waiting, slot).total(), idle_since: agent.idle_since }
    }

    fn score(&self, now: Timestamp, waiting: &Waiting, slot: Slot) -> Parts {
        let scene = Scene { config: &self.config, now, call: &waiting.suitor };
        strategy::parts(&scene, slot, &self.agents[slot])
    }

    /// After so many hot calls in a row anybody else is preferred, whatever the scores; true if that changed the choice.
    fn guard(&self, waiting: &Waiting, candidates: &[Candidate], best: Candidate) -> (Candidate, bool) {
        let is_rested = |slot: Slot| self.agents[slot].hot_in_a_row < self.config.hot_in_a_row;
        if !waiting.suitor.is_hot() || is_rested(best.slot) {
            return (best, false);
        }
        let rested = candidates.iter().copied().filter(|other| is_rested(other.slot));
        rested.min_by(Candidate::better).map_or((best, false), |other| (other, true))
    }

    fn parts(&self, now: Timestamp, waiting: &Waiting, slot: Slot, guarded: bool) -> Vec<ScorePart> {
        let mut parts = self.score(now, waiting, slot).named();
        let notes = [
            ("relaxed_language", waiting.relaxed.language),
            ("relaxed_skills", waiting.relaxed.skills),
            ("hot_guard", guarded),
        ];
        let holding = notes.into_iter().filter(|(_, holds)| *holds);
        parts.extend(holding.map(|(name, _)| ScorePart { name: name.to_owned(), value: 0.0 }));
        parts
    }

    /// Offers a call to one agent, without choosing (a transfer by name).
    pub(super) fn offer_to(&mut self, now: Timestamp, call: CallId, slot: Slot) {
        let Some(waiting) = self.calls.get(&call) else { return };
        let reasons = OfferReasons {
            score: self.score(now, waiting, slot).total(),
            parts: self.parts(now, waiting, slot, false),
            runners_up: Vec::new(),
            eligible: 1,
            waited_ms: waited_ms(now, waiting),
            ..OfferReasons::default()
        };
        self.offer(now, call, Choice { slot, reasons });
    }

    fn offer(&mut self, now: Timestamp, call: CallId, choice: Choice) {
        let offer = self.new_offer_id(now);
        let Choice { slot, reasons } = choice;
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        let Some(queue) = self.queues.get_mut(&waiting.queue) else { return };
        waiting.offer = Some(offer);
        waiting.no_one = false;
        if !waiting.is_directed() {
            queue.line.stop_offering(waiting.place, &waiting.need);
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
        let Some(Offer { call, slot, .. }) = self.offers.remove(&offer) else { return };
        let Some(waiting) = self.forget(call) else { return };
        self.learn(now, &waiting, true);
        let (half_life, hot, weight) = (self.config.half_life(), waiting.suitor.is_hot(), waiting.suitor.weight);
        let wrap_up_ms = self.queues.get(&waiting.queue).map_or(0, |queue| queue.config.wrap_up_s * 1000);
        let agent = &mut self.agents[slot];
        agent.activity = Activity::OnCall { call, wrap_up_ms, since: now, weight };
        agent.missed = 0;
        agent.hot_in_a_row = if hot { agent.hot_in_a_row.saturating_add(1) } else { 0 };
        agent.load.add(now, half_life, weight);
        self.talking.insert((call, slot));
        if let Some(caller) = waiting.request.caller {
            self.last_agents.remember(now, caller, agent.id.clone());
        }
        self.refresh(now, slot);
    }

    fn refused(&mut self, now: Timestamp, offer: OfferId, cause: RefusalCause) {
        let Some(Offer { slot, withdrawn, .. }) = self.offers.get(&offer) else { return };
        let (slot, withdrawn) = (*slot, *withdrawn);
        let Some(call) = self.release_agent_silently(offer) else { return };
        if !withdrawn {
            self.mark_refusal(now, slot, cause);
        }
        self.back_off(now, call, slot);
        self.refresh(now, slot);
        self.offer_again(now, call);
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
        if !asked {
            self.back_off(now, call, slot); // the call's own wish: not the same agent at once
        }
        self.offer_again(now, call);
    }

    /// The call is back in line, its place kept; a transfer by name is over.
    fn offer_again(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        waiting.offer = None;
        if waiting.is_directed() {
            self.forget(call);
            return;
        }
        if let Some(queue) = self.queues.get_mut(&waiting.queue) {
            queue.line.start_offering(waiting.place, &waiting.need);
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
        let agent = &mut self.agents[slot];
        if agent.ringing() == Some(offer) {
            agent.activity = Activity::Idle;
        }
        Some(call)
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
        let talked = Talked { time: now.since(since), before: weight, during: mood.map_or(weight, load::weight), end };
        let (wrap_up, most) = (self.wrap_up(wrap_up_ms, end), seconds(self.config.wrap_up_most_s));
        let (until, most) = (now + wrap_up, now + most.max(wrap_up));
        let day = self.config.day(now);
        let agent = &mut self.agents[slot];
        agent.carried.add(day, talked);
        agent.idle_since = now;
        let rests = !wrap_up.is_zero() && agent.signed_in;
        agent.activity = if rests { Activity::WrapUp { until, most } } else { Activity::Idle };
        self.remind(until, Timer::Agent(slot));
        if end == TalkEnd::LineLost {
            self.not_ready(now, slot, NotReadyReason::LineLost);
        }
        self.refresh(now, slot);
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

impl Candidate {
    /// Less is better: the higher score, then the longer idle, then the first by number.
    fn better(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = other.total.total_cmp(&self.total);
        by_score.then(self.idle_since.cmp(&other.idle_since)).then(self.slot.cmp(&other.slot))
    }
}

/// The best few, best first, without sorting two thousand.
fn top(candidates: &mut [Candidate]) -> Vec<Candidate> {
    let few = candidates.len().min(RUNNERS_UP + 1);
    if few < candidates.len() {
        candidates.select_nth_unstable_by(few, Candidate::better);
    }
    let mut top = candidates[..few].to_vec();
    top.sort_by(Candidate::better);
    top
}

fn waited_ms(now: Timestamp, waiting: &Waiting) -> u64 {
    u64::try_from(now.since(waiting.place.since()).as_millis()).unwrap_or(u64::MAX)
}
