//! Which agent is offered a call, and why.

use rand_chacha::rand_core::RngCore;
use wasl_model::{CallId, OfferReasons, ScorePart, Timestamp};

use super::Dispatcher;
use super::field::{Candidate, Field};
use super::seats::Queue;
use super::waiting::Waiting;
use crate::agents::Slot;
use crate::line::count;
use crate::slots::Slots;
use crate::strategy::{self, Scene, Suitor};
use crate::{LastAgent, Strategy};

/// Runners-up kept with an offer.
const RUNNERS_UP: usize = 3;

/// The strategy of the moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    pub(super) strategy: Strategy,
    pub(super) arm: Option<&'static str>,
}

/// An agent to be offered the call, and why.
pub(super) struct Choice {
    pub(super) slot: Slot,
    pub(super) reasons: OfferReasons,
}

/// Why the greatest score did not decide.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Instead {
    /// It did.
    No,
    /// The last agent is preferred.
    LastAgent,
    /// The guard against too many hot calls in a row.
    HotGuard,
}

impl Dispatcher {
    /// The agents to be offered that call now: one, or several where all ring; none when nobody free could take it.
    pub(super) fn choose(&mut self, now: Timestamp, call: CallId) -> Vec<Choice> {
        let Some(name) = self.calls.get(&call).filter(|waiting| waiting.offers.is_empty()).map(|w| w.queue.clone())
        else {
            return Vec::new();
        };
        let Some(queue) = self.queues.get_mut(&name) else { return Vec::new() };
        queue.settle_chairs();
        let policy = self.policy(now, &self.queues[&name]);
        let draw = if policy.strategy == Strategy::WeightedRandom { self.dice.next_u64() } else { 0 };
        self.choices(now, call, policy, draw)
    }

    fn choices(&self, now: Timestamp, call: CallId, policy: Policy, draw: u64) -> Vec<Choice> {
        let (Some(waiting), Some(queue)) = (self.calls.get(&call), self.queue_of(call)) else { return Vec::new() };
        let able = self.able(queue, waiting);
        let scene = self.scene(now, queue, &waiting.suitor, draw);
        let missed = strategy::missed(policy.strategy, &scene, &self.agents, &able);
        let scene = Scene { missed: &missed, ..scene };
        let at_once = if policy.strategy == Strategy::RingAll { queue.config.ring_most as usize } else { 1 };
        let field = self.field(policy.strategy, &scene, queue, &able, at_once);
        let (chosen, instead) = take(queue.config.last_agent, &field, at_once);
        let (eligible, best) = (count(field.eligible), &field.best);
        let parts = |candidate: &Candidate| {
            let &Candidate { slot, chair, .. } = candidate;
            strategy::parts(policy.strategy, &scene, slot, &self.agents[slot], chair).named()
        };
        let choice = |candidate: &Candidate| {
            let others = best.iter().filter(|other| chosen.iter().all(|chosen| chosen.slot != other.slot));
            let others: Vec<_> = others.take(RUNNERS_UP).collect();
            let reasons = OfferReasons {
                score: candidate.total,
                parts: with_notes(parts(candidate), waiting, instead),
                runners_up: others.iter().map(|other| (self.agents[other.slot].id.clone(), other.total)).collect(),
                runner_up_parts: others.iter().map(|other| parts(other)).collect(),
                eligible,
                waited_ms: waiting.waited_ms(now),
                weight: waiting.suitor.weight as f32,
                strategy: policy.strategy.name().to_owned(),
                arm: policy.arm.map(str::to_owned),
                why: None,
            };
            Choice { slot: candidate.slot, reasons: reasons.with_sentences(&self.agents[candidate.slot].id) }
        };
        chosen.iter().map(choice).collect()
    }

    /// Who is free and could take that call.
    fn able(&self, queue: &Queue, waiting: &Waiting) -> Slots {
        let is_true = |slot| self.gists.is_true_of(slot, &self.agents[slot], &self.config);
        debug_assert!(queue.free.iter().all(is_true), "a gist is out of date");
        let mut able = queue.free.clone();
        self.gists.keep_able(&mut able, &waiting.need);
        waiting.back_off.keys().chain(&waiting.never).for_each(|slot| able.set(*slot, false));
        if waiting.need.tier.is_some() || waiting.need.held_for.is_some() {
            let asks = |slot: Slot| queue.staff.get(slot).is_some_and(|chair| waiting.need.asks(slot, chair.tier));
            let others: Vec<Slot> = able.iter().filter(|slot| !asks(*slot)).collect();
            others.into_iter().for_each(|slot| able.set(slot, false));
        }
        able
    }

    /// Every free agent is looked at once, and only here; most of them for no longer than it takes to see that others
    /// are better.
    fn field(&self, strategy: Strategy, scene: &Scene<'_>, queue: &Queue, able: &Slots, at_once: usize) -> Field {
        let (is_hot, day) = (scene.call.is_hot(), self.config.day(scene.now));
        let ceiling = strategy::ceiling(strategy, scene);
        let mut field = Field::of(RUNNERS_UP + at_once, at_once);
        for slot in able.iter() {
            let gist = self.gists.of(slot);
            let rested = !is_hot || gist.is_rested(day);
            let at_most = ceiling.map_or(f64::INFINITY, |ceiling| ceiling.at(slot));
            field.enter(at_most, rested, scene.call.caller.last_agent == Some(slot), || {
                let chair = queue.staff.get(slot).copied().unwrap_or_default();
                let total = strategy::total(strategy, scene, slot, &self.agents, chair);
                debug_assert!(total <= at_most, "{total} is above its ceiling, {at_most}");
                Candidate { slot, chair, total, idle_since: gist.idle_since }
            });
        }
        field
    }

    fn scene<'a>(&'a self, now: Timestamp, queue: &Queue, call: &'a Suitor, draw: u64) -> Scene<'a> {
        Scene {
            config: &self.config,
            now,
            call,
            learnt: &self.learnt,
            gists: &self.gists,
            draw,
            next_turn: queue.next_turn,
            chairs: queue.chairs(),
            missed: &[],
        }
    }

    /// How agents of that queue are chosen now.
    pub(super) fn policy(&self, now: Timestamp, queue: &Queue) -> Policy {
        match (queue.config.strategy, self.config.meter) {
            (Some(strategy), _) => Policy { strategy, arm: None },
            (None, None) => Policy { strategy: self.config.strategy, arm: None },
            (None, Some(meter)) => {
                let slice = meter.slice(now, self.config.utc_offset_min);
                Policy {
                    strategy: meter.strategy(slice.arm),
                    arm: Some(slice.arm.name()).filter(|_| !slice.washed_out),
                }
            }
        }
    }

    /// Why an agent called by name is offered the call.
    pub(super) fn reasons_by_name(&self, now: Timestamp, waiting: &Waiting, slot: Slot) -> OfferReasons {
        let parts = vec![ScorePart { name: "by_name".to_owned(), value: 0.0 }];
        let (waited_ms, weight) = (waiting.waited_ms(now), waiting.suitor.weight as f32);
        let reasons = OfferReasons { parts, eligible: 1, waited_ms, weight, ..OfferReasons::default() };
        reasons.with_sentences(&self.agents[slot].id)
    }
}

/// Those to be offered: the best, unless the last agent is preferred or the best carried too many hot calls in a row,
/// or all that a day's budget holds.
/// A caller is never left waiting for either: with nobody else there the best it is.
fn take(last_agent: LastAgent, field: &Field, at_once: usize) -> (Vec<Candidate>, Instead) {
    let guarded = field.rested > 0 && field.rested < field.eligible;
    if last_agent != LastAgent::Ignore
        && let Some((last, rested)) = field.last
        && (!guarded || rested)
    {
        return (vec![last], Instead::LastAgent);
    }
    let allowed = if guarded { &field.best_rested } else { &field.best };
    let chosen: Vec<Candidate> = allowed.iter().take(at_once).copied().collect();
    let best = field.best.first().filter(|_| guarded);
    let changed = best.is_some_and(|best| chosen.iter().all(|chosen| chosen.slot != best.slot));
    (chosen, if changed { Instead::HotGuard } else { Instead::No })
}

/// The parts, and what else there is to say.
fn with_notes(mut parts: Vec<ScorePart>, waiting: &Waiting, instead: Instead) -> Vec<ScorePart> {
    let notes = [
        ("relaxed_language", waiting.relaxed.language),
        ("relaxed_skills", waiting.relaxed.skills),
        ("wider_ring", waiting.relaxed.ring),
        ("wider_tier", waiting.relaxed.tier),
        ("preferred_last_agent", instead == Instead::LastAgent),
        ("hot_guard", instead == Instead::HotGuard),
    ];
    let holding = notes.into_iter().filter(|(_, holds)| *holds);
    parts.extend(holding.map(|(name, _)| ScorePart { name: name.to_owned(), value: 0.0 }));
    parts
}
