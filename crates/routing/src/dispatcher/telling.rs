//! Callers are told where they stand, or that nobody is there.

use std::collections::{BTreeMap, BTreeSet};

use wasl_model::{CallId, QueueId, RouteUpdate, Timestamp};

use super::{Dispatcher, Timer, seconds};
use crate::Output;
use crate::agents::Slot;
use crate::line::Place;
use crate::talent::Need;
use crate::wait::Waits;

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
        let in_queue = |call: &CallId| self.calls.get(call).filter(|waiting| !waiting.is_directed());
        let mut places: Vec<Place> = calls.iter().filter_map(in_queue).map(|waiting| waiting.place).collect();
        places.sort_unstable();
        for of_one in places.chunk_by(|a, b| a.queue() == b.queue()) {
            self.tell_queue(now, of_one);
        }
    }

    /// The same, callers of one queue.
    fn tell_queue(&mut self, now: Timestamp, places: &[Place]) {
        let waiting = places.first().and_then(|place| self.calls.get(&place.call));
        let Some(name) = waiting.map(|waiting| waiting.queue.clone()) else { return };
        let Some(queue) = self.queues.get_mut(&name) else { return };
        let again = whole_second(now + seconds(queue.config.announce_every_s));
        // One look at the queue for all of them, and none for calls that are being offered.
        let mut glance = None;
        for &place in places {
            let call = place.call;
            self.timers.insert((again, Timer::Tell(call)));
            let Some(waiting) = self.calls.get_mut(&call).filter(|waiting| waiting.may_be_told()) else { continue };
            let position = queue.line.position(place);
            waiting.entered.had_to_wait = true;
            let comer = queue.comer(now, waiting);
            let glance = glance.get_or_insert_with(|| queue.waits.watch.glance(now));
            let glimpse = queue.waits.glimpse(glance, &comer);
            let guess = queue.waits.guess(&glimpse, position);
            waiting.glimpse.get_or_insert(glimpse);
            let wait = guess.and_then(|guess| Waits::range(guess, waiting.told));
            waiting.told = wait.or(waiting.told);
            let update = RouteUpdate::Waiting { queue: name.clone(), position, wait };
            self.outputs.push_back(Output::ToCall { call, update });
        }
    }
}

/// Announcements fall on whole seconds, so that many callers are told in one walk of the line.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.as_millis().div_euclid(1000).saturating_add(1).saturating_mul(1000))
}
