//! Whose turn it is: which of the calls that may meet somebody now comes first.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use wasl_model::Timestamp;

use super::seats::Queue;
use super::waiting::Waiting;
use super::{Dispatcher, seconds};
use crate::Order;
use crate::agents::Slot;
use crate::line::{Head, Place};
use crate::strategy::{self, Caller};
use crate::talent::Need;

/// Callers familiar to an agent who are looked at one by one, at most, of each queue; those first in line.
const FAMILIAR: usize = 32;

/// The call that comes first in its queue, and how it competes with other queues' firsts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    head: Head,
    /// In queues ordered by worth.
    worth: Option<Worth>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Worth {
    /// Has waited so long that nobody overtakes it.
    overdue: bool,
    value: f64,
}

impl Turn {
    /// Less comes first: emergencies; by worth where both have it; otherwise the longer wait.
    fn order(&self, other: &Self) -> Ordering {
        let by_wait = || self.head.pull.cmp(&other.head.pull).then(self.head.place.cmp(&other.head.place));
        match (self.worth, other.worth) {
            (Some(mine), Some(theirs)) if self.head.pull.0 == other.head.pull.0 => match (mine.overdue, theirs.overdue)
            {
                (true, true) => by_wait(),
                (false, false) => theirs.value.total_cmp(&mine.value).then_with(by_wait),
                (mine, theirs) => theirs.cmp(&mine),
            },
            (Some(_) | None, Some(_) | None) => by_wait(),
        }
    }
}

impl Dispatcher {
    /// The call that comes first of those that are new, or that a newly free agent could take.
    /// `known`: what free agents would take.
    pub(super) fn next_to_meet(&mut self, now: Timestamp, known: &mut BTreeMap<Slot, Turn>) -> Option<Place> {
        let agents: Vec<_> = self.changed.agents.iter().copied().collect();
        let mut turns = self.turns_of_changed_calls();
        for slot in agents {
            match known.get(&slot).copied().or_else(|| self.first_call_for(now, slot)) {
                Some(turn) => {
                    known.insert(slot, turn);
                    turns.push(turn);
                }
                None => {
                    self.changed.agents.remove(&slot);
                }
            }
        }
        turns.into_iter().min_by(Turn::order).map(|turn| turn.head.place)
    }

    /// Each queue's first.
    fn turns_of_changed_calls(&self) -> Vec<Turn> {
        let mut firsts: BTreeMap<u16, Head> = BTreeMap::new();
        for &place in &self.changed.calls {
            let head = Head::of(place);
            let first = firsts.entry(place.queue()).or_insert(head);
            if first.pull.0 == head.pull.0 {
                first.pull = first.pull.min(head.pull);
            }
        }
        firsts.into_values().map(|head| Turn { head, worth: None }).collect()
    }

    /// What that free agent takes next.
    fn first_call_for(&self, now: Timestamp, slot: Slot) -> Option<Turn> {
        let queues = self.agents[slot].queues.iter().filter_map(|queue| self.queues.get(queue));
        queues.filter_map(|queue| self.first_in(now, queue, slot)).min_by(Turn::order)
    }

    fn first_in(&self, now: Timestamp, queue: &Queue, slot: Slot) -> Option<Turn> {
        let chair = queue.staff.get(slot).filter(|_| queue.free.contains(slot))?;
        let meets = |need: &_| self.agents[slot].talent.meets(need) && need.asks(slot, chair.tier);
        let is_unwanted = |call| self.calls.get(&call).is_none_or(|waiting| !waiting.wants(slot));
        let left_out = |call, caller: &Caller| caller.leaves_out && is_unwanted(call);
        match queue.config.order {
            Order::Fifo | Order::Priority { .. } => {
                // Whoever stands first is nearly always wanted; only otherwise is every file's head looked at.
                let first = queue.line.first(meets)?;
                let unwanted = is_unwanted(first.place.call);
                let head = if unwanted { queue.line.heads(meets, left_out).reduce(Head::merge)? } else { first };
                Some(Turn { head, worth: None })
            }
            Order::Lifo => queue.line.heads(meets, left_out).reduce(Head::merge).map(|head| Turn { head, worth: None }),
            Order::Index { most_s } => self.first_by_worth(now, queue, slot, most_s, meets),
        }
    }

    /// Of each file the first, and callers familiar to the agent besides: who of them gains most.
    fn first_by_worth(
        &self,
        now: Timestamp,
        queue: &Queue,
        slot: Slot,
        most_s: u64,
        meets: impl Fn(&Need) -> bool,
    ) -> Option<Turn> {
        let (strategy, agent) = (self.policy(now, queue).strategy, &self.agents[slot]);
        let wants = |waiting: &&Waiting| waiting.wants(slot);
        let wanted = |call, caller: &Caller| !caller.leaves_out || self.calls.get(&call).is_some_and(|w| w.wants(slot));
        let offered = |waiting: &&Waiting| waiting.offers.is_empty() && meets(&waiting.need);
        let (first, last) = Place::ends(queue.ranking.queue);
        let of_the_agent = self.familiar.range((slot, first)..(slot, last)).map(|(_, place)| *place);
        let waiting = |place: Place| self.calls.get(&place.call).map(|w| &**w).filter(wants).filter(offered);
        let familiar = of_the_agent.filter_map(|place| Some((place, &waiting(place)?.suitor.caller))).take(FAMILIAR);
        let mut first: Option<Turn> = None;
        for (place, caller) in queue.line.firsts(&meets, wanted).chain(familiar) {
            let waited = now.since(place.since());
            let overdue = waited >= seconds(most_s);
            let waited = waited + seconds(queue.config.ahead_s);
            let turn = |value| Turn { head: Head::of(place), worth: Some(Worth { overdue, value }) };
            let is_after = |turn: &Turn| first.as_ref().is_some_and(|first| turn.order(first).is_ge());
            // Most come later even if they gained as much as they could.
            let at_most = strategy::worth_at_most(strategy, &self.config.weights, slot, agent, caller, waited);
            if is_after(&turn(at_most)) {
                continue;
            }
            let value = strategy::worth(strategy, &self.config.weights, slot, agent, caller, waited);
            debug_assert!(value <= at_most, "{value} is more than {at_most}");
            let turn = turn(value);
            if !is_after(&turn) {
                first = Some(turn);
            }
        }
        first
    }
}
