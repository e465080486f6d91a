//! The caller waits for a person: is offered, is told where it stands, is promised a callback when nobody is there.

use wasl_model::{
    AgentId, CallCommand, CallEvent, CallbackTerms, EndCause, HandoverCause, LegId, LegSide, OfferId, OfferOutcome,
    OfferReasons, Pii, PromptId, QueueId, RefusalCause, RouteRequest, RouteUpdate, Timestamp,
};

use super::reach::Promised;
use super::talk::Party;
use super::{Call, State, ms};
use crate::Phase;
use crate::legs::LegStage;
use crate::timers::Timer;

/// A wait.
#[derive(Debug)]
pub(super) struct Wait {
    queue: QueueId,
    /// One phone, or several where all ring at once.
    ringing: Vec<Ringing>,
    /// Said after what is being said, before the music.
    say_next: Vec<PromptId>,
    place_kept: bool,
    /// The place in line is in the timeline.
    told: bool,
    /// The caller was told which key keeps the place.
    pub(super) callback_offered: bool,
}

/// What a caller is told for whom nobody is there, or who hangs up and keeps the place.
#[derive(Debug)]
pub(super) struct Promise {
    /// Whose people call back.
    pub(super) queue: QueueId,
    /// At which number, if not the one that called.
    pub(super) number: Option<Pii<String>>,
    /// A callback, and not only regret: there is a number, or a message.
    pub(super) owed: bool,
    /// Still in the dispatcher's line.
    pub(super) in_line: bool,
    /// Not before these hours say open.
    pub(super) hours: Option<String>,
}

/// An agent's phone rings.
#[derive(Clone, Debug)]
pub(super) struct Ringing {
    pub(super) offer: OfferId,
    pub(super) agent: AgentId,
    pub(super) leg: LegId,
    pub(super) reasons: OfferReasons,
}

impl Wait {
    pub(super) const fn new(queue: QueueId) -> Self {
        Self {
            queue,
            ringing: Vec::new(),
            say_next: Vec::new(),
            place_kept: false,
            told: false,
            callback_offered: false,
        }
    }

    pub(super) fn rings(&self, leg: LegId) -> bool {
        self.ringing.iter().any(|ringing| ringing.leg == leg)
    }

    pub(super) fn rings_at(&self, agent: &AgentId) -> bool {
        self.ringing.iter().any(|ringing| ringing.agent == *agent)
    }

    pub(super) const fn queue(&self) -> &QueueId {
        &self.queue
    }

    pub(super) fn ringing(&self) -> &[Ringing] {
        &self.ringing
    }

    pub(super) fn phase(&self) -> Phase {
        match self.ringing.first() {
            Some(Ringing { offer, agent, .. }) => Phase::Ringing { agent: agent.clone(), offer: *offer },
            None => Phase::Waiting { queue: self.queue.clone() },
        }
    }
}

impl Call {
    pub(super) fn straight_into(&mut self, now: Timestamp, queue: QueueId) {
        self.ask_for_a_person(now, queue, false);
    }

    /// A new wait, beginning now.
    pub(super) fn ask_for_a_person(&mut self, now: Timestamp, queue: QueueId, emergency: bool) {
        let request = self.request(now, queue, emergency);
        let welcome = self.config.prompts.please_wait.clone();
        self.wait_with(now, request, welcome);
    }

    /// A new wait, beginning now; the desk's last words ("I am sorry …") are said to the end first.
    pub(super) fn ask_behind_last_words(&mut self, now: Timestamp, queue: QueueId, emergency: bool) {
        let request = self.request(now, queue, emergency);
        let mut wait = Wait::new(request.queue.clone());
        wait.say_next.push(self.config.prompts.please_wait.clone());
        self.begin_wait(request, wait);
    }

    pub(super) fn request(&self, now: Timestamp, queue: QueueId, emergency: bool) -> RouteRequest {
        let intent = self.known.intent.clone();
        RouteRequest {
            call: self.id,
            queue,
            caller: self.known.from.clone(),
            language: self.known.language,
            skills: self.config.skills_for(intent.as_ref()),
            intent,
            mood: self.known.mood,
            emergency,
            since: now,
            only: None,
            abused: self.known.abused.clone(),
        }
    }

    /// Back to the line after a lost agent or a failed transfer: the wait counts from its first begin, so at the head.
    pub(super) fn wait_again(&mut self, now: Timestamp) {
        let Some(mut request) = self.known.request.clone() else { return self.give_up(now) };
        request.mood = self.known.mood;
        request.language = self.known.language;
        request.abused = self.known.abused.clone();
        let sorry = self.config.prompts.still_looking.clone();
        self.wait_with(now, request, sorry);
    }

    /// A waiting caller says emergency words: the place counts on, at the head of the line for emergencies.
    /// Whoever is rung for it as an ordinary call is let go first.
    pub(super) fn emergency_while_waiting(&mut self, now: Timestamp, queue: QueueId) {
        let State::Waiting(wait) = &self.state else { return };
        let rings = !wait.ringing.is_empty();
        let Some(request) = self.known.request.clone().filter(|request| !request.emergency) else { return };
        if rings {
            self.stop_waiting();
        }
        self.handed_over(HandoverCause::Emergency, queue.clone());
        let request = RouteRequest { since: request.since, ..self.request(now, queue, true) };
        self.wait_with(now, request, self.config.prompts.emergency.clone());
    }

    pub(super) fn wait_with(&mut self, now: Timestamp, request: RouteRequest, first_words: PromptId) {
        let wait = Wait::new(request.queue.clone());
        self.begin_wait(request, wait);
        self.say_own(now, vec![first_words]);
    }

    fn begin_wait(&mut self, request: RouteRequest, wait: Wait) {
        self.state = State::Waiting(wait);
        self.known.request = Some(request.clone());
        self.order(CallCommand::Route(Box::new(request)));
    }

    pub(super) fn waiting_update(&mut self, now: Timestamp, update: RouteUpdate, new_leg: LegId) {
        let State::Waiting(wait) = &mut self.state else { return };
        match update {
            RouteUpdate::Waiting { queue, position, wait: range } => {
                let place_kept = wait.place_kept;
                wait.told = true;
                self.remember(CallEvent::Queued { queue, position, wait: range, place_kept });
                let mut words = (self.config.announce)(position, range);
                words.extend(self.offer_callback(now));
                self.say_waiting(now, words);
            }
            RouteUpdate::PlaceKept { since } => {
                wait.place_kept = true;
                if let Some(request) = &mut self.known.request {
                    request.since = since;
                }
                self.say_waiting(now, vec![self.config.prompts.place_kept.clone()]);
            }
            RouteUpdate::Offer { offer, agent, ring_ms, reasons } => {
                self.note_head_of_line();
                self.ring(now, Ringing { offer, agent, leg: new_leg, reasons }, ring_ms);
            }
            RouteUpdate::Withdrawn { offer } => self.withdrawn(offer),
            RouteUpdate::Overflowed { from, to } => {
                wait.queue = to.clone();
                if let Some(request) = &mut self.known.request {
                    request.queue = to.clone();
                }
                self.remember(CallEvent::Overflowed { from, to });
                self.say_waiting(now, vec![self.config.prompts.still_looking.clone()]);
            }
            RouteUpdate::NoOne { queue } => self.promise(now, queue),
            RouteUpdate::Left => {}
        }
    }

    /// A caller who is offered at once never waited for a place: it was the first.
    fn note_head_of_line(&mut self) {
        let State::Waiting(wait) = &mut self.state else { return };
        if !std::mem::replace(&mut wait.told, true) {
            let (queue, place_kept) = (wait.queue.clone(), wait.place_kept);
            self.remember(CallEvent::Queued { queue, position: 1, wait: None, place_kept });
        }
    }

    /// Says it at once over music, after a prompt, and not at all while an agent's phone rings.
    fn say_waiting(&mut self, now: Timestamp, prompts: Vec<PromptId>) {
        let talking = self.sounds.on(self.caller).is_some_and(|sound| sound.kind.is_prompt());
        let listens = self.legs.is_up(self.caller);
        let State::Waiting(wait) = &mut self.state else { return };
        if !listens || prompts.is_empty() || !wait.ringing.is_empty() {
            return;
        }
        if !talking {
            return self.say_own(now, prompts);
        }
        // At most one announcement waits behind the words being said: an older one would be out of date.
        if wait.say_next.len() > 8 {
            wait.say_next.clear();
        }
        wait.say_next.extend(prompts);
    }

    pub(super) fn said_while_waiting(&mut self, now: Timestamp) {
        let State::Waiting(wait) = &mut self.state else { return };
        let next = std::mem::take(&mut wait.say_next);
        if next.is_empty() || !wait.ringing.is_empty() { self.music(self.caller) } else { self.say_own(now, next) }
    }

    /// Rings an agent's phones for an offer.
    fn ring(&mut self, now: Timestamp, ringing: Ringing, ring_ms: u64) {
        let State::Waiting(wait) = &mut self.state else { return };
        wait.ringing.push(ringing.clone());
        self.dial(now, ringing, ring_ms);
    }

    pub(super) fn dial(&mut self, now: Timestamp, ringing: Ringing, ring_ms: u64) {
        let Ringing { offer, agent, leg, reasons } = ringing;
        self.legs.set(leg, LegStage::Early);
        self.timers.set(Timer::Ring, now + ms(ring_ms));
        self.order(CallCommand::DialAgent { leg, agent: agent.clone(), ring_ms, resume: false });
        self.remember(CallEvent::Offered { offer, agent: agent.clone(), leg, reasons });
        self.remember(CallEvent::LegAdded { leg, side: LegSide::Agent, agent: Some(agent) });
    }

    /// Takes out who rings there; the last one takes the timer along.
    fn stop_ringing(&mut self, is: impl Fn(&Ringing) -> bool) -> Option<Ringing> {
        let State::Waiting(wait) = &mut self.state else { return None };
        let at = wait.ringing.iter().position(is)?;
        let ringing = wait.ringing.remove(at);
        if wait.ringing.is_empty() {
            self.timers.stop(Timer::Ring);
        }
        Some(ringing)
    }

    /// An agent's phone stopped ringing by itself.
    pub(super) fn refused(&mut self, leg: LegId, cause: RefusalCause) {
        if let Some(Ringing { offer, agent, .. }) = self.stop_ringing(|ringing| ringing.leg == leg) {
            self.offer_ended(offer, agent, OfferOutcome::Refused { cause });
        }
    }

    /// Nobody answered in time.
    pub(super) fn rang_out_at_agents(&mut self) {
        while self.stop_ringing_at(|_| true, OfferOutcome::Refused { cause: RefusalCause::NoAnswer }) {}
    }

    /// An agent declined from the desk.
    pub(super) fn declined(&mut self, agent: &AgentId) {
        self.stop_ringing_at(
            |ringing| ringing.agent == *agent,
            OfferOutcome::Refused { cause: RefusalCause::Declined },
        );
    }

    fn withdrawn(&mut self, which: OfferId) {
        self.stop_ringing_at(|ringing| ringing.offer == which, OfferOutcome::Withdrawn);
    }

    /// False when nobody such rings.
    fn stop_ringing_at(&mut self, is: impl Fn(&Ringing) -> bool, outcome: OfferOutcome) -> bool {
        let Some(Ringing { offer, agent, leg, .. }) = self.stop_ringing(is) else { return false };
        self.drop_leg(leg, EndCause::Cancelled);
        self.offer_ended(offer, agent, outcome);
        true
    }

    /// Whoever answers first has the caller; the others stop ringing only then.
    pub(super) fn agent_answered(&mut self, now: Timestamp, leg: LegId) {
        let Some(Ringing { offer, agent, leg, reasons }) = self.stop_ringing(|ringing| ringing.leg == leg) else {
            return;
        };
        self.offer_ended(offer, agent.clone(), OfferOutcome::Accepted);
        while self.stop_ringing_at(|_| true, OfferOutcome::Withdrawn) {}
        self.meets(now, Party::new(now, leg, Some(agent), Some(reasons)));
    }

    /// The caller left the line while waiting.
    pub(super) fn stop_waiting(&mut self) {
        while self.stop_ringing_at(|_| true, OfferOutcome::CallerGone) {}
        self.leave_queue();
    }

    /// Nobody is there. The caller stays in line while the promise is said: whoever signs in meanwhile is offered.
    fn promise(&mut self, now: Timestamp, queue: QueueId) {
        if matches!(&self.state, State::Waiting(wait) if !wait.ringing.is_empty()) || self.is_calling_back() {
            return; // it rings: somebody is there after all; or the promise was made before, and is kept later
        }
        self.remember(CallEvent::NoOneAvailable { queue: queue.clone() });
        let before = self.known.promised.as_ref();
        let number = before.and_then(Promised::number).cloned();
        let owed = self.known.from.is_some() || before.is_some();
        let prompts = &self.config.prompts;
        let words = if owed { prompts.callback_promised.clone() } else { prompts.nobody_now.clone() };
        let queue = self.known.request.as_ref().map_or(queue, |request| request.queue.clone());
        self.state = State::Promising(Promise { queue, number, owed, in_line: true, hours: None });
        self.say_own(now, vec![words]);
    }

    pub(super) fn promising_update(&mut self, now: Timestamp, update: RouteUpdate, new_leg: LegId) {
        let State::Promising(Promise { in_line: true, .. }) = self.state else { return self.decline(&update) };
        let Some(request) = &self.known.request else { return };
        match &update {
            RouteUpdate::Offer { .. } | RouteUpdate::Waiting { .. } | RouteUpdate::Overflowed { .. } => {
                self.state = State::Waiting(Wait::new(request.queue.clone()));
                self.say_own(now, vec![self.config.prompts.still_looking.clone()]);
                self.waiting_update(now, update, new_leg);
            }
            RouteUpdate::PlaceKept { .. } | RouteUpdate::Withdrawn { .. } | RouteUpdate::NoOne { .. } => {}
            RouteUpdate::Left => {}
        }
    }

    /// The promise, or the regret, was said.
    pub(super) fn promised(&mut self, now: Timestamp) {
        let State::Promising(Promise { owed, .. }) = self.state else { return };
        self.leave_promise();
        self.release(now, if owed { wasl_model::Hangup::CallbackPromised } else { wasl_model::Hangup::Failed });
    }

    /// Ends the wait of a caller who was told that nobody is there; what was begun to be promised is owed.
    pub(super) fn leave_promise(&mut self) {
        let State::Promising(Promise { queue, number, owed, in_line, hours }) = &self.state else { return };
        let (queue, number, owed, in_line, hours) = (queue.clone(), number.clone(), *owed, *in_line, hours.clone());
        if owed {
            let terms = Some(Box::new(self.callback_terms(hours)));
            self.remember(CallEvent::CallbackPromised { queue, number, terms });
        }
        if in_line {
            self.leave_queue();
        }
    }

    /// What is known now of a caller who is promised a callback.
    fn callback_terms(&self, hours: Option<String>) -> CallbackTerms {
        let request = self.known.request.as_ref();
        CallbackTerms {
            language: self.known.language,
            since: request.map(|request| request.since),
            intent: self.known.intent.clone(),
            mood: self.known.mood,
            emergency: request.is_some_and(|request| request.emergency),
            hours,
        }
    }
}
