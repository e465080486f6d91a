//! Callers are told where they stand, or that nobody is there.

use std::collections::{BTreeMap, BTreeSet};

use wasl_model::{CallId, QueueId, RouteUpdate, Timestamp, WaitRange};

use super::{Dispatcher, Timer, seconds};
use crate::agents::Slot;
use crate::line::Place;
use crate::talent::Need;
use crate::wait::{Glance, Waits};

impl Dispatcher {
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
        let mut served: BTreeMap<(Vec<Need>, &BTreeSet<Slot>), bool> = BTreeMap::new();
        let mut lost = Vec::new();
        for place in queue.line.iter() {
            let Some(waiting) = self.calls.get(&place.call).filter(|waiting| waiting.may_be_told()) else { continue };
            let alike = (self.needs_from(now, name, waiting), &waiting.never);
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
            // One look at the queue for all of them, and none for calls that are being offered.
            let mut glance = None;
            places.into_iter().for_each(|place| self.tell_one(now, &queue, place, &mut glance));
        }
    }

    fn tell_one(&mut self, now: Timestamp, name: &QueueId, place: Place, glance: &mut Option<Glance>) {
        let Some(queue) = self.queues.get_mut(name) else { return };
        let call = place.call;
        self.timers.insert((whole_second(now + seconds(queue.config.announce_every_s)), Timer::Tell(call)));
        let Some(waiting) = self.calls.get_mut(&call).filter(|waiting| waiting.may_be_told()) else { return };
        let position = queue.line.position(place);
        waiting.entered.had_to_wait = true;
        let comer = queue.comer(now, waiting);
        let glance = glance.get_or_insert_with(|| queue.waits.watch.glance(now));
        let glimpse = queue.waits.glimpse(glance, &comer);
        let guess = queue.waits.guess(&glimpse, position);
        waiting.glimpse.get_or_insert(glimpse);
        let wait = guess.and_then(|guess| Waits::range(guess, waiting.told));
        waiting.told = wait.map(|wait| waiting.told.map_or(wait, |told| lower(told, wait))).or(waiting.told);
        let update = RouteUpdate::Waiting { queue: name.clone(), position, wait };
        self.say(call, update);
    }
}

fn lower(a: WaitRange, b: WaitRange) -> WaitRange {
    WaitRange { p50_ms: a.p50_ms.min(b.p50_ms), p80_ms: a.p80_ms.min(b.p80_ms) }
}

/// Announcements fall on whole seconds, so that many callers are told in one walk of the line.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.as_millis().div_euclid(1000).saturating_add(1).saturating_mul(1000))
}
