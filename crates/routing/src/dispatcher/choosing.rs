//! Which agent is offered a call, and why.

use rand_chacha::rand_core::RngCore;
use wasl_model::{CallId, OfferReasons, ScorePart, Timestamp};

use super::Dispatcher;
use super::seats::Queue;
use super::waiting::Waiting;
use crate::agents::Slot;
use crate::line::count;
use crate::strategy::{self, Chair, Scene, Suitor};
use crate::{LastAgent, Strategy};

/// Runners-up kept with an offer.
const RUNNERS_UP: usize = 3;

/// The strategy of the moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    pub(super) strategy: Strategy,
    pub(super) arm: Option<&'static str>,
}

/// A free, eligible agent and its score.
#[derive(Clone, Copy)]
struct Candidate {
    slot: Slot,
    chair: Chair,
    total: f64,
    idle_since: Timestamp,
    /// May be offered a hot call although others are free.
    rested: bool,
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
        let may = |&(&slot, chair): &(&Slot, &Chair)| {
            debug_assert!(self.gists.is_true_of(slot, &self.agents[slot], &self.config), "a gist is out of date");
            let need = &waiting.need;
            need.asks(slot, chair.tier) && self.gists.meets(slot, need, &self.agents) && waiting.wants(slot)
        };
        let free: Vec<(Slot, Chair)> = queue.free.iter().filter(may).map(|(&slot, &chair)| (slot, chair)).collect();
        let scene = self.scene(now, queue, &waiting.suitor, draw);
        let missed = strategy::missed(policy.strategy, &scene, &self.agents, &free);
        let scene = Scene { missed: &missed, ..scene };
        // Every free agent is looked at once, and only here.
        let candidates: Vec<_> =
            free.into_iter().map(|(slot, chair)| self.candidate(policy.strategy, &scene, slot, chair)).collect();
        let eligible = count(candidates.len());
        let at_once = if policy.strategy == Strategy::RingAll { queue.config.ring_most as usize } else { 1 };
        let (chosen, instead) = take(waiting, queue.config.last_agent, &candidates, at_once);
        let best = top(candidates.iter(), RUNNERS_UP + at_once);
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
                strategy: policy.strategy.name().to_owned(),
                arm: policy.arm.map(str::to_owned),
                why: None,
            };
            Choice { slot: candidate.slot, reasons: reasons.with_sentences(&self.agents[candidate.slot].id) }
        };
        chosen.iter().map(choice).collect()
    }

    fn candidate(&self, strategy: Strategy, scene: &Scene<'_>, slot: Slot, chair: Chair) -> Candidate {
        let (gist, total) = (self.gists.of(slot), strategy::total(strategy, scene, slot, &self.agents, chair));
        let rested = !scene.call.is_hot() || gist.is_rested(self.config.day(scene.now));
        Candidate { slot, chair, total, idle_since: gist.idle_since, rested }
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
        let reasons = OfferReasons { parts, eligible: 1, waited_ms: waiting.waited_ms(now), ..OfferReasons::default() };
        reasons.with_sentences(&self.agents[slot].id)
    }
}

/// Those to be offered: the best, unless the last agent is preferred or the best carried too many hot calls in a row,
/// or all that a day's budget holds.
/// A caller is never left waiting for either: with nobody else there the best it is.
fn take(
    waiting: &Waiting,
    last_agent: LastAgent,
    candidates: &[Candidate],
    at_once: usize,
) -> (Vec<Candidate>, Instead) {
    let rested = candidates.iter().filter(|candidate| candidate.rested).count();
    let guarded = rested > 0 && rested < candidates.len();
    let allowed = || candidates.iter().filter(|candidate| !guarded || candidate.rested);
    if last_agent != LastAgent::Ignore
        && let Some(last) = allowed().find(|candidate| waiting.suitor.caller.last_agent == Some(candidate.slot))
    {
        return (vec![*last], Instead::LastAgent);
    }
    let chosen = match at_once {
        1 => allowed().copied().min_by(Candidate::better).into_iter().collect(),
        several => top(allowed(), several),
    };
    let best = candidates.iter().min_by(|a, b| a.better(b)).filter(|_| guarded);
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

impl Candidate {
    /// Less is better: the higher score, then the longer idle, then the first by number.
    fn better(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = other.total.total_cmp(&self.total);
        by_score.then(self.idle_since.cmp(&other.idle_since)).then(self.slot.cmp(&other.slot))
    }
}

/// The best few, best first, without sorting two thousand.
fn top<'a>(candidates: impl Iterator<Item = &'a Candidate>, few: usize) -> Vec<Candidate> {
    let mut top: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let place = top.partition_point(|other| other.better(candidate).is_lt());
        if place < few {
            top.truncate(few - 1);
            top.insert(place, *candidate);
        }
    }
    top
}
