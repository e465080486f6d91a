//! Callers come, wait, are told where they stand, and go.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wasl_model::{
    AgentId, CallId, Mood, OfferId, Pii, QueueId, RouteRequest, RouteUpdate, TalkEnd, Timestamp, WaitRange,
};

use super::{Dispatcher, Timer, seconds};
use crate::agents::Slot;
use crate::line::{Place, Ranking};
use crate::load;
use crate::strategy::{Caller, Suitor};
use crate::talent::Need;
use crate::value::Heard;
use crate::wait::Glimpse;

/// A call that waits, or is being offered.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) request: RouteRequest,
    /// Where it waits now; the request says where it began.
    pub(super) queue: QueueId,
    pub(super) place: Place,
    pub(super) need: Need,
    pub(super) suitor: Suitor,
    pub(super) entered: Entered,
    /// Agents who did not take it, until when they are left out.
    pub(super) back_off: BTreeMap<Slot, Timestamp>,
    /// Agents this caller abused.
    pub(super) never: BTreeSet<Slot>,
    /// Those that ring.
    pub(super) offers: BTreeSet<OfferId>,
    pub(super) relaxed: Relaxed,
    /// Told that nobody is there.
    pub(super) no_one: bool,
    /// The lowest numbers told.
    pub(super) told: Option<WaitRange>,
    /// What was seen of the queue when it began to wait there.
    pub(super) glimpse: Option<Glimpse>,
    /// Queues it overflowed from: it does not go back.
    overflowed: BTreeSet<QueueId>,
}

/// When and where a call joined its present queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entered {
    pub(super) at: Timestamp,
    pub(super) position: u32,
    /// Nobody was free: it is one of the waits to learn from.
    pub(super) had_to_wait: bool,
}

/// What is no longer insisted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Relaxed {
    pub(super) language: bool,
    pub(super) skills: bool,
    /// A ring of the queue counts.
    pub(super) ring: bool,
    /// More than the first tier is asked.
    pub(super) tier: bool,
}

/// The place of a caller who hung up while waiting.
#[derive(Debug)]
pub(super) struct KeptPlace {
    pub(super) queue: QueueId,
    pub(super) since: Timestamp,
}

impl Waiting {
    /// Is it offered to one agent only, and in no line.
    pub(super) const fn is_directed(&self) -> bool {
        self.request.only.is_some()
    }

    /// Stands in a file of the line, where agents look.
    pub(super) fn is_in_line(&self) -> bool {
        !self.is_directed() && self.offers.is_empty()
    }

    /// What its line keeps of it.
    pub(super) fn caller(&self) -> Caller {
        Caller { leaves_out: !self.back_off.is_empty() || !self.never.is_empty(), ..self.suitor.caller }
    }

    /// May that agent be offered it, as far as the two get on.
    pub(super) fn wants(&self, slot: Slot) -> bool {
        !self.back_off.contains_key(&slot) && !self.never.contains(&slot)
    }

    pub(super) fn may_be_told(&self) -> bool {
        self.is_in_line() && !self.no_one
    }

    pub(super) fn waited_ms(&self, now: Timestamp) -> u64 {
        u64::try_from(now.since(self.place.since()).as_millis()).unwrap_or(u64::MAX)
    }
}

impl Dispatcher {
    pub(super) fn request(&mut self, now: Timestamp, mut request: RouteRequest) {
        let call = request.call;
        for skill in request.skills.keys() {
            self.skills.number(skill);
        }
        if self.calls.get(&call).is_some_and(|waiting| !waiting.offers.is_empty()) {
            return; // a call being offered has nothing to ask for; its offer's end is awaited
        }
        // What was told of this queue is told: asking anew makes no wait longer.
        let before = self.forget(now, call, false).filter(|waiting| waiting.queue == request.queue);
        let told = before.and_then(|waiting| waiting.told);
        request.since = request.since.min(now);
        if let Some(caller) = request.caller.as_ref().filter(|_| !request.abused.is_empty()) {
            self.remember_abuse(now, caller, request.abused.clone());
        }
        if !self.queues.contains_key(&request.queue) {
            return self.say(call, RouteUpdate::NoOne { queue: request.queue });
        }
        match request.only.clone() {
            Some(agent) => self.request_only(now, request, &agent),
            None => self.request_any(now, request, told),
        }
    }

    /// A transfer by name: now or not at all.
    fn request_only(&mut self, now: Timestamp, request: RouteRequest, agent: &AgentId) {
        let (call, queue) = (request.call, request.queue.clone());
        let abused = self.abused_by(&request);
        let may = |slot: &Slot| self.agents[*slot].is_free() && !abused.contains(slot);
        match self.agents.slot(agent).filter(may) {
            Some(slot) => {
                let waiting = self.waiting(now, request);
                self.calls.insert(call, waiting);
                self.offer_to(now, call, slot);
            }
            None => self.say(call, RouteUpdate::NoOne { queue }),
        }
    }

    pub(super) fn remember_abuse(
        &mut self,
        now: Timestamp,
        caller: &Pii<String>,
        agents: impl IntoIterator<Item = AgentId>,
    ) {
        let mut abused = self.abused.forget(caller).map(|(_, agents)| agents).unwrap_or_default();
        abused.extend(agents);
        self.abused.remember(now, caller.clone(), abused);
    }

    /// Whom that caller abused, in this call or before.
    fn abused_by(&self, request: &RouteRequest) -> BTreeSet<Slot> {
        let before = request.caller.as_ref().and_then(|caller| self.abused.get(caller));
        let all = before.into_iter().flat_map(|(_, agents)| agents).chain(&request.abused);
        all.filter_map(|agent| self.agents.slot(agent)).collect()
    }

    fn request_any(&mut self, now: Timestamp, mut request: RouteRequest, told: Option<WaitRange>) {
        let call = request.call;
        if let Some(since) = self.kept_place(now, &request) {
            request.since = since;
            self.say(call, RouteUpdate::PlaceKept { since });
        }
        let mut waiting = self.waiting(now, request);
        waiting.told = told;
        self.join(now, waiting);
        self.no_one_if_lost(now, call);
    }

    fn kept_place(&mut self, now: Timestamp, request: &RouteRequest) -> Option<Timestamp> {
        let caller = request.caller.as_ref()?;
        let (left, kept) = self.places.get(caller)?;
        let valid = now.since(*left) <= seconds(self.config.keep_place_s) && kept.queue == request.queue;
        let since = kept.since;
        if valid {
            self.places.forget(caller);
        }
        (valid && since < request.since).then_some(since)
    }

    fn waiting(&mut self, now: Timestamp, request: RouteRequest) -> Box<Waiting> {
        let place = self.place(&request, &request.queue);
        Box::new(Waiting {
            queue: request.queue.clone(),
            place,
            need: Need::of_anybody(),
            suitor: self.suitor(&request),
            entered: Entered { at: now, position: 0, had_to_wait: false },
            back_off: BTreeMap::new(),
            never: self.abused_by(&request),
            offers: BTreeSet::new(),
            relaxed: Relaxed::default(),
            no_one: false,
            told: None,
            glimpse: None,
            overflowed: BTreeSet::new(),
            request,
        })
    }

    fn suitor(&mut self, request: &RouteRequest) -> Suitor {
        let mut skills: Vec<_> = request.skills.keys().map(|skill| self.skills.number(skill)).collect();
        let intent = request.intent.as_ref().and_then(|guess| guess.intent.as_ref());
        skills.extend(intent.map(|intent| self.skills.known(intent.as_str())).filter(|number| *number != usize::MAX));
        skills.sort_unstable();
        skills.dedup();
        let last_agent = request.caller.as_ref().and_then(|caller| self.last_agents.get(caller));
        let mood: [f64; Mood::ALL.len()] = request.mood.to_array().map(f64::from);
        let heard = Heard::mood(mood);
        let caller = Caller {
            hot: heard.hot(),
            lost: heard.lost(),
            wish: self.learnt.wish(request.intent.as_ref(), mood),
            last_agent: last_agent.and_then(|(_, agent)| self.agents.slot(agent)),
            leaves_out: false,
        };
        Suitor { language: request.language, skills, mood, weight: load::weight(request.mood), caller }
    }

    /// Puts a call into the line of its queue.
    fn join(&mut self, now: Timestamp, mut waiting: Box<Waiting>) {
        let call = waiting.request.call;
        let place = self.place(&waiting.request, &waiting.queue);
        let Some(queue) = self.queues.get_mut(&waiting.queue) else { return };
        queue.line.join(place);
        waiting.place = place;
        waiting.entered = Entered { at: now, position: queue.line.position(place), had_to_wait: false };
        queue.line.start_offering(place, &waiting.need, waiting.caller());
        let comer = queue.comer(now, &waiting);
        queue.waits.watch.joins(now, comer);
        self.familiar.extend(waiting.suitor.caller.last_agent.map(|slot| (slot, place)));
        self.changed.calls.insert(place);
        self.changed.to_tell.insert(call);
        self.calls.insert(call, waiting);
        self.renew_need(now, call);
        self.remind_of_steps(now, call);
    }

    /// The call's place in that queue.
    fn place(&self, request: &RouteRequest, queue: &QueueId) -> Place {
        let ranking = self.queues.get(queue).map_or_else(Ranking::default, |queue| queue.ranking);
        let intent = request.intent.as_ref().and_then(|guess| guess.intent.as_ref());
        let priority = intent.and_then(|intent| self.config.priorities.get(intent)).copied().unwrap_or(0);
        ranking.place(request.call, request.emergency, request.since, priority)
    }

    /// Takes a call out of everything that waits. Its offer, if any, is the caller's to end.
    /// `answered`: by an agent, who takes it.
    pub(super) fn forget(&mut self, now: Timestamp, call: CallId, answered: bool) -> Option<Box<Waiting>> {
        let waiting = self.calls.remove(&call)?;
        self.changed.calls.remove(&waiting.place);
        if let Some(slot) = waiting.need.held_for {
            self.held.remove(&(slot, call));
        }
        if let Some(slot) = waiting.suitor.caller.last_agent {
            self.familiar.remove(&(slot, waiting.place));
        }
        if !waiting.is_directed()
            && let Some(queue) = self.queues.get_mut(&waiting.queue)
        {
            queue.line.leave(waiting.place, &waiting.need);
            queue.waits.watch.leaves(now, call, answered, waiting.entered.had_to_wait);
        }
        Some(waiting)
    }

    /// The caller no longer wants a person. The call is answered, so that it knows which words came before.
    pub(super) fn leaves(&mut self, now: Timestamp, call: CallId) {
        self.left(now, call);
        self.say(call, RouteUpdate::Left);
    }

    /// The caller is gone, or no longer wants a person.
    pub(super) fn left(&mut self, now: Timestamp, call: CallId) {
        let offers = self.calls.get(&call).map(|waiting| waiting.offers.clone()).unwrap_or_default();
        for offer in offers {
            self.release_agent(now, offer);
        }
        if let Some(waiting) = self.forget(now, call, false) {
            self.remember_place(now, waiting);
        }
    }

    /// The call is over, waiting or talking.
    pub(super) fn call_gone(&mut self, now: Timestamp, call: CallId) {
        self.left(now, call);
        self.forget_beaten(now, call);
        let first = (call, Slot::MIN);
        let talks: Vec<_> = self.talking.range(first..).take_while(|talk| talk.0 == call).copied().collect();
        talks.into_iter().for_each(|(_, slot)| self.talk_ended(now, slot, TalkEnd::Done, None));
    }

    pub(super) fn remember_place(&mut self, now: Timestamp, waiting: Box<Waiting>) {
        if waiting.is_directed() {
            return;
        }
        self.learn(now, &waiting, false);
        let kept = KeptPlace { queue: waiting.request.queue, since: waiting.place.since() };
        if let Some(caller) = waiting.request.caller {
            self.places.remember(now, caller, kept);
        }
    }

    /// Keeps a past wait for the estimate.
    pub(super) fn learn(&mut self, now: Timestamp, waiting: &Waiting, answered: bool) {
        if let Some(glimpse) = &waiting.glimpse
            && let Some(queue) = self.queues.get_mut(&waiting.queue)
        {
            queue.waits.learn(now, waiting.entered.position, glimpse, now.since(waiting.entered.at), answered);
        }
    }

    /// Ends back-offs, asks less and overflows, as far as each is due.
    pub(super) fn call_due(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        waiting.back_off.retain(|_, until| *until > now);
        if waiting.is_directed() || !waiting.offers.is_empty() {
            return; // looked at again when the offer ends
        }
        self.changed.calls.insert(waiting.place);
        self.renew_need(now, call);
        self.remind_of_tier(now, call);
        self.overflow_if_due(now, call);
    }

    fn overflow_if_due(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get(&call) else { return };
        let Some(overflow) = self.queues.get(&waiting.queue).and_then(|queue| queue.config.overflow.as_ref()) else {
            return;
        };
        let after = seconds(overflow.after_s);
        if now.since(waiting.entered.at) < after || self.overflow(now, call) {
            return;
        }
        // Nobody is there either: stay, and look again later.
        self.remind(now + after.max(Duration::from_secs(1)), Timer::Call(call));
    }

    /// Moves a call to the queue its own overflows to, if somebody there could serve it.
    pub(super) fn overflow(&mut self, now: Timestamp, call: CallId) -> bool {
        let Some(to) = self.overflow_target(now, call) else { return false };
        let Some(mut waiting) = self.forget(now, call, false) else { return false };
        self.learn(now, &waiting, false);
        let from = std::mem::replace(&mut waiting.queue, to.clone());
        waiting.overflowed.insert(from.clone());
        waiting.glimpse = None;
        waiting.back_off.clear();
        waiting.need = Need::of_anybody();
        self.join(now, waiting);
        self.say(call, RouteUpdate::Overflowed { from, to });
        true
    }

    fn overflow_target(&self, now: Timestamp, call: CallId) -> Option<QueueId> {
        let waiting = self.calls.get(&call)?;
        let to = &self.queues.get(&waiting.queue)?.config.overflow.as_ref()?.to;
        let fresh = !waiting.overflowed.contains(to);
        (fresh && self.could_serve(now, to, waiting)).then(|| to.clone())
    }
}
