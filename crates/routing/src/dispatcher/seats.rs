//! One queue: who waits, who serves, and who sits where.

use std::collections::BTreeSet;

use wasl_model::{CallId, QueueId, Seat, Timestamp, WaitRange};

use super::Dispatcher;
use super::waiting::Waiting;
use crate::agents::Slot;
use crate::line::{Line, Ranking};
use crate::slots::{BySlot, Slots};
use crate::strategy::Chair;
use crate::wait::{Comer, Waits};
use crate::{Expression, QueueConfig};

/// An emergency counts as if it had come that much earlier.
const FIRST_MS: i64 = 3_600_000;

/// One queue.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) config: QueueConfig,
    pub(super) ranking: Ranking,
    /// The numbers of its expression and its rings'.
    pub(super) requires: Option<usize>,
    pub(super) ring_requires: Vec<Option<usize>>,
    pub(super) line: Line,
    pub(super) staff: BySlot<Chair>,
    /// Those of the staff who may be offered calls.
    pub(super) free: Slots,
    /// Tiers somebody is signed in to, ascending.
    pub(super) tiers: Vec<u8>,
    /// By tier, position and number.
    seats: BTreeSet<(u8, u32, Slot)>,
    /// Who was offered a call last.
    last_seat: Option<(u8, u32, Slot)>,
    pub(super) next_turn: u32,
    /// The turns in the chairs are out of date.
    unsettled: bool,
    pub(super) waits: Waits,
}

impl Queue {
    pub(super) fn new(number: u16, config: &QueueConfig, expressions: &mut Vec<Expression>) -> Self {
        let mut number_of = |expression: &Option<Expression>| {
            expression.as_ref().map(|expression| {
                expressions.push(expression.clone());
                expressions.len() - 1
            })
        };
        Self {
            config: config.clone(),
            ranking: Ranking { queue: number, order: config.order, ahead_s: config.ahead_s },
            requires: number_of(&config.requires),
            ring_requires: config.rings.iter().map(|ring| number_of(&ring.requires)).collect(),
            line: Line::default(),
            staff: BySlot::default(),
            free: Slots::default(),
            tiers: Vec::new(),
            seats: BTreeSet::new(),
            last_seat: None,
            next_turn: 0,
            unsettled: false,
            waits: Waits::default(),
        }
    }

    pub(super) fn sit_down(&mut self, slot: Slot, seat: Seat) {
        let Seat { tier, position, weight } = seat;
        self.staff.insert(slot, Chair { tier, position, weight, turn: 0 });
        self.seats.insert((tier, position, slot));
        self.unsettled = true;
    }

    pub(super) fn get_up(&mut self, slot: Slot) {
        self.free.set(slot, false);
        self.waits.watch.gets_up(slot);
        if let Some(chair) = self.staff.remove(slot) {
            self.seats.remove(&(chair.tier, chair.position, slot));
            self.unsettled = true;
        }
    }

    /// The agent may be offered calls, or not.
    pub(super) fn set_free(&mut self, slot: Slot, free: bool) {
        self.free.set(slot, free && self.staff.get(slot).is_some());
    }

    /// Numbers the chairs anew after somebody sat down or got up; only the strategies that go by seats ask for it.
    pub(super) fn settle_chairs(&mut self) {
        if !std::mem::take(&mut self.unsettled) {
            return;
        }
        for (turn, (.., slot)) in (0..).zip(&self.seats) {
            if let Some(chair) = self.staff.get_mut(*slot) {
                chair.turn = turn;
            }
        }
        self.find_next_turn();
    }

    pub(super) fn offered(&mut self, slot: Slot) {
        if let Some(chair) = self.staff.get(slot) {
            self.last_seat = Some((chair.tier, chair.position, slot));
            self.find_next_turn();
        }
    }

    pub(super) fn chairs(&self) -> u32 {
        crate::line::count(self.seats.len())
    }

    /// The caller as the estimate of waits sees it.
    pub(super) fn comer(&mut self, now: Timestamp, waiting: &Waiting) -> Comer {
        let place = waiting.place;
        let first_ms = if place.is_ordinary() { 0 } else { FIRST_MS };
        let ahead_ms = i64::try_from(self.config.ahead_s.saturating_mul(1000)).unwrap_or(0);
        let intent = waiting.request.intent.as_ref().and_then(|guess| guess.intent.as_ref());
        let begin_ms = place.begin_ms().saturating_add(ahead_ms) - first_ms;
        Comer {
            call: waiting.request.call,
            sort: self.waits.sort(intent),
            known: waiting.request.caller.is_some(),
            joined: waiting.entered.at.min(now),
            begin_ms,
        }
    }

    /// The range for somebody who would come now.
    pub(super) fn newcomer(&self, now: Timestamp) -> Option<WaitRange> {
        let comer =
            Comer { call: CallId::numbered(u128::MAX), sort: 0, known: true, joined: now, begin_ms: now.as_millis() };
        let glimpse = self.waits.glimpse(&self.waits.watch.glance(now), &comer);
        Waits::range(self.waits.guess(&glimpse, self.line.len() + 1)?, None)
    }

    fn find_next_turn(&mut self) {
        let after = |last| self.seats.range((std::ops::Bound::Excluded(last), std::ops::Bound::Unbounded)).next();
        let next = self.last_seat.and_then(after).and_then(|(.., slot)| self.staff.get(*slot));
        self.next_turn = next.map_or(0, |chair| chair.turn);
    }
}

impl Dispatcher {
    /// Somebody came or went: which tiers have anybody now.
    pub(super) fn tiers_change(&mut self, now: Timestamp, queues: &[QueueId]) {
        for name in queues {
            let Some(queue) = self.queues.get_mut(name) else { continue };
            if !queue.config.tiers.is_some_and(|tiers| tiers.skip_empty) {
                continue;
            }
            let signed_in = queue.staff.slots().filter(|slot| self.agents[*slot].signed_in);
            let tiers: BTreeSet<_> =
                signed_in.filter_map(|slot| queue.staff.get(slot)).map(|chair| chair.tier).collect();
            if queue.tiers.iter().eq(&tiers) {
                continue;
            }
            queue.tiers = tiers.into_iter().collect();
            let calls: Vec<_> = queue.line.iter().map(|place| place.call).collect();
            calls.into_iter().for_each(|call| self.renew_need(now, call));
        }
    }
}
