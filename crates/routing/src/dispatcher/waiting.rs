//! Callers come, wait, are told where they stand, and go.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wasl_model::{
    AgentId, CallId, Mood, OfferId, Pii, QueueId, RouteRequest, RouteUpdate, Skill, SkillLevel, TalkEnd, Timestamp,
    WaitRange,
};

use super::{Dispatcher, Timer, seconds};
use crate::QueueConfig;
use crate::agents::Slot;
use crate::line::Place;
use crate::load;
use crate::strategy::Suitor;
use crate::talent::{Need, SkillNumbers};

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
    never: BTreeSet<Slot>,
    pub(super) offer: Option<OfferId>,
    pub(super) relaxed: Relaxed,
    /// Told that nobody is there.
    pub(super) no_one: bool,
    /// The range last told.
    told: Option<WaitRange>,
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
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Relaxed {
    pub(super) language: bool,
    pub(super) skills: bool,
}

/// The place of a caller who hung up while waiting.
#[derive(Debug)]
pub(super) struct KeptPlace {
    queue: QueueId,
    since: Timestamp,
}

impl Waiting {
    /// Is it offered to one agent only, and in no line.
    pub(super) const fn is_directed(&self) -> bool {
        self.request.only.is_some()
    }

    /// May that agent be offered it, as far as the two get on.
    pub(super) fn wants(&self, slot: Slot) -> bool {
        !self.back_off.contains_key(&slot) && !self.never.contains(&slot)
    }

    fn may_be_told(&self) -> bool {
        !self.is_directed() && !self.no_one && self.offer.is_none()
    }
}

impl Dispatcher {
    pub(super) fn request(&mut self, now: Timestamp, mut request: RouteRequest) {
        let call = request.call;
        if self.calls.get(&call).is_some_and(|waiting| waiting.offer.is_some()) {
            return; // a call being offered has nothing to ask for; its offer's end is awaited
        }
        self.forget(call);
        request.since = request.since.min(now);
        if let Some(caller) = request.caller.as_ref().filter(|_| !request.abused.is_empty()) {
            self.remember_abuse(now, caller, request.abused.clone());
        }
        if !self.queues.contains_key(&request.queue) {
            return self.say(call, RouteUpdate::NoOne { queue: request.queue });
        }
        match request.only.clone() {
            Some(agent) => self.request_only(now, request, &agent),
            None => self.request_any(now, request),
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

    fn request_any(&mut self, now: Timestamp, mut request: RouteRequest) {
        let call = request.call;
        if let Some(since) = self.kept_place(now, &request) {
            request.since = since;
            self.say(call, RouteUpdate::PlaceKept { since });
        }
        let waiting = self.waiting(now, request);
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

    fn waiting(&mut self, now: Timestamp, request: RouteRequest) -> Waiting {
        let place = Place::new(request.emergency, request.since, request.call);
        Waiting {
            queue: request.queue.clone(),
            place,
            need: need(&mut self.skills, &request, self.queues.get(&request.queue).map(|queue| &queue.config)),
            suitor: self.suitor(&request),
            entered: Entered { at: now, position: 0, had_to_wait: false },
            back_off: BTreeMap::new(),
            never: self.abused_by(&request),
            offer: None,
            relaxed: Relaxed::default(),
            no_one: false,
            told: None,
            overflowed: BTreeSet::new(),
            request,
        }
    }

    fn suitor(&mut self, request: &RouteRequest) -> Suitor {
        let mut skills: Vec<_> = request.skills.keys().map(|skill| self.skills.number(skill)).collect();
        let intent = request.intent.as_ref().and_then(|guess| guess.intent.as_ref());
        skills.extend(intent.and_then(|intent| self.skills.known(intent.as_str())));
        skills.sort_unstable();
        skills.dedup();
        let last_agent = request.caller.as_ref().and_then(|caller| self.last_agents.get(caller));
        let mood: [f64; Mood::ALL.len()] = request.mood.to_array().map(f64::from);
        Suitor {
            language: request.language,
            skills,
            mood,
            weight: load::weight(request.mood),
            last_agent: last_agent.and_then(|(_, agent)| self.agents.slot(agent)),
        }
    }

    /// Puts a call into the line of its queue.
    fn join(&mut self, now: Timestamp, mut waiting: Waiting) {
        let (call, place) = (waiting.request.call, waiting.place);
        let Some(queue) = self.queues.get_mut(&waiting.queue) else { return };
        waiting.need = need(&mut self.skills, &waiting.request, Some(&queue.config));
        waiting.relaxed = Relaxed::default();
        queue.line.join(place);
        queue.line.start_offering(place, &waiting.need);
        waiting.entered = Entered { at: now, position: queue.line.position(place), had_to_wait: false };
        let config = &queue.config;
        let dues = [
            config.relax_language_after_s.map(|s| place.since() + seconds(s)),
            config.relax_skills_after_s.map(|s| place.since() + seconds(s)),
            config.overflow.as_ref().map(|overflow| now + seconds(overflow.after_s)),
        ];
        self.timers.extend(dues.into_iter().flatten().map(|at| (at.max(now), Timer::Call(call))));
        self.changed.calls.insert(place);
        self.changed.to_tell.insert(call);
        self.calls.insert(call, waiting);
        self.relax(now, call);
    }

    /// Takes a call out of everything that waits. Its offer, if any, is the caller's to end.
    pub(super) fn forget(&mut self, call: CallId) -> Option<Waiting> {
        let waiting = self.calls.remove(&call)?;
        self.changed.calls.remove(&waiting.place);
        if !waiting.is_directed()
            && let Some(queue) = self.queues.get_mut(&waiting.queue)
        {
            queue.line.leave(waiting.place, &waiting.need);
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
        if let Some(offer) = self.calls.get(&call).and_then(|waiting| waiting.offer) {
            self.release_agent(now, offer);
        }
        if let Some(waiting) = self.forget(call) {
            self.remember_place(now, waiting);
        }
    }

    /// The call is over, waiting or talking.
    pub(super) fn call_gone(&mut self, now: Timestamp, call: CallId) {
        self.left(now, call);
        let first = (call, Slot::MIN);
        let talks: Vec<_> = self.talking.range(first..).take_while(|talk| talk.0 == call).copied().collect();
        talks.into_iter().for_each(|(_, slot)| self.talk_ended(now, slot, TalkEnd::Done, None));
    }

    pub(super) fn remember_place(&mut self, now: Timestamp, waiting: Waiting) {
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
        if waiting.entered.had_to_wait
            && let Some(queue) = self.queues.get_mut(&waiting.queue)
        {
            queue.waits.learn(now, waiting.entered.position, now.since(waiting.entered.at), answered);
        }
    }

    /// Ends back-offs, relaxes needs and overflows, as far as each is due.
    pub(super) fn call_due(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        waiting.back_off.retain(|_, until| *until > now);
        if waiting.is_directed() || waiting.offer.is_some() {
            return; // looked at again when the offer ends
        }
        self.changed.calls.insert(waiting.place);
        self.relax(now, call);
        self.overflow_if_due(now, call);
    }

    fn relax(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        let Some(queue) = self.queues.get_mut(&waiting.queue) else { return };
        let waited = now.since(waiting.place.since());
        let is_due = |after_s: Option<u64>| after_s.is_some_and(|s| waited >= seconds(s));
        let mut need = waiting.need.clone();
        if is_due(queue.config.relax_language_after_s) && need.language.take().is_some() {
            waiting.relaxed.language = true;
        }
        if is_due(queue.config.relax_skills_after_s) && !std::mem::take(&mut need.skills).is_empty() {
            waiting.relaxed.skills = true;
        }
        if need != waiting.need {
            queue.line.stop_offering(waiting.place, &waiting.need);
            queue.line.start_offering(waiting.place, &need);
            waiting.need = need;
        }
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
    fn overflow(&mut self, now: Timestamp, call: CallId) -> bool {
        let Some(to) = self.overflow_target(now, call) else { return false };
        let Some(mut waiting) = self.forget(call) else { return false };
        self.learn(now, &waiting, false);
        let from = std::mem::replace(&mut waiting.queue, to.clone());
        waiting.overflowed.insert(from.clone());
        waiting.told = None;
        waiting.back_off.clear();
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

    fn could_be_served(&self, now: Timestamp, call: CallId) -> bool {
        self.calls.get(&call).is_some_and(|waiting| self.could_serve(now, &waiting.queue, waiting))
    }

    /// Is anybody signed in who could serve that call in that queue, now or after relaxing.
    fn could_serve(&self, now: Timestamp, queue: &QueueId, waiting: &Waiting) -> bool {
        let Some(queue) = self.queues.get(queue) else { return false };
        let need = &waiting.need;
        let least = Need {
            language: need.language.filter(|_| queue.config.relax_language_after_s.is_none()),
            skills: if queue.config.relax_skills_after_s.is_some() { Vec::new() } else { need.skills.clone() },
        };
        let grace = self.config.grace();
        let on_terms = queue.staff.iter().filter(|slot| !waiting.never.contains(slot));
        let mut staff = on_terms.map(|&slot| &self.agents[slot]);
        staff.any(|agent| agent.is_staff(now, grace) && agent.talent.meets(&least))
    }

    /// Nobody signed in could ever serve it: it waits elsewhere, or is told so.
    pub(super) fn no_one_if_lost(&mut self, now: Timestamp, call: CallId) {
        if self.calls.contains_key(&call) && !self.could_be_served(now, call) {
            self.overflow_or_no_one(now, call);
        }
    }

    fn overflow_or_no_one(&mut self, now: Timestamp, call: CallId) {
        if self.overflow(now, call) {
            return;
        }
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        waiting.no_one = true;
        let queue = waiting.queue.clone();
        self.say(call, RouteUpdate::NoOne { queue });
    }

    /// Somebody left for good: are there calls nobody can serve now?
    pub(super) fn staff_gone(&mut self, now: Timestamp, name: &QueueId) {
        let Some(queue) = self.queues.get(name) else { return };
        let mut served: BTreeMap<(&Need, &BTreeSet<Slot>), bool> = BTreeMap::new();
        let mut lost = Vec::new();
        for place in queue.line.iter() {
            let Some(waiting) = self.calls.get(&place.call).filter(|waiting| waiting.may_be_told()) else { continue };
            let alike = (&waiting.need, &waiting.never);
            if !*served.entry(alike).or_insert_with(|| self.could_serve(now, name, waiting)) {
                lost.push(place.call);
            }
        }
        lost.into_iter().for_each(|call| self.overflow_or_no_one(now, call));
    }

    /// Somebody came: callers who were told that nobody is there wait again.
    pub(super) fn staff_came(&mut self, now: Timestamp, slot: Slot) {
        for name in self.agents[slot].queues.clone() {
            let Some(queue) = self.queues.get(&name) else { continue };
            let told_no_one = |call: &CallId| self.calls.get(call).is_some_and(|waiting| waiting.no_one);
            let calls: Vec<_> = queue.line.iter().map(|place| place.call).filter(told_no_one).collect();
            for call in calls {
                let servable = self.could_be_served(now, call);
                if let Some(waiting) = self.calls.get_mut(&call).filter(|_| servable) {
                    waiting.no_one = false;
                    self.changed.to_tell.insert(call);
                }
            }
        }
    }

    /// Tells these callers their place, and looks at them again later.
    pub(super) fn tell(&mut self, now: Timestamp, calls: &BTreeSet<CallId>) {
        let mut by_queue: BTreeMap<QueueId, BTreeSet<Place>> = BTreeMap::new();
        for call in calls {
            if let Some(waiting) = self.calls.get(call).filter(|waiting| !waiting.is_directed()) {
                by_queue.entry(waiting.queue.clone()).or_default().insert(waiting.place);
            }
        }
        for (queue, places) in by_queue {
            self.tell_in(now, &queue, &places);
        }
    }

    fn tell_in(&mut self, now: Timestamp, name: &QueueId, places: &BTreeSet<Place>) {
        let Some(queue) = self.queues.get(name) else { return };
        let every = seconds(queue.config.announce_every_s);
        // One walk for all of them: a place in line is counted, not kept.
        let numbered = (1..).zip(queue.line.iter()).filter(|(_, place)| places.contains(place));
        let last = places.last();
        let mut told = Vec::new();
        for (position, place) in numbered {
            told.push((position, place.call));
            if Some(place) == last {
                break;
            }
        }
        for (position, call) in told {
            self.tell_one(name, position, call);
            self.remind(whole_second(now + every), Timer::Tell(call));
        }
    }

    fn tell_one(&mut self, name: &QueueId, position: u32, call: CallId) {
        let Some(queue) = self.queues.get(name) else { return };
        let Some(waiting) = self.calls.get_mut(&call).filter(|waiting| waiting.may_be_told()) else { return };
        waiting.entered.had_to_wait = true;
        waiting.told = queue.waits.range(position, waiting.told);
        let update = RouteUpdate::Waiting { queue: name.clone(), position, wait: waiting.told };
        self.say(call, update);
    }
}

/// What that call needs in that queue, before anything is relaxed.
fn need(numbers: &mut SkillNumbers, request: &RouteRequest, queue: Option<&QueueConfig>) -> Need {
    let mut skills: BTreeMap<Skill, SkillLevel> = request.skills.clone();
    for (skill, &level) in queue.into_iter().flat_map(|queue| &queue.skills) {
        let least = skills.entry(skill.clone()).or_insert(level);
        *least = (*least).max(level);
    }
    Need { language: Some(request.language), skills: numbers.numbered(&skills) }
}

/// Announcements fall on whole seconds, so that many callers are told in one walk of the line.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.as_millis().div_euclid(1000).saturating_add(1).saturating_mul(1000))
}
