//! What a call asks of an agent after its wait, and whether anybody could serve it.

use std::collections::BTreeMap;

use wasl_model::{CallId, QueueId, RouteRequest, Skill, Timestamp};

use super::seats::Queue;
use super::waiting::{Relaxed, Waiting};
use super::{Dispatcher, Timer, seconds};
use crate::QueueConfig;
use crate::agents::Slot;
use crate::strategy;
use crate::talent::{Levels, Need, SkillNumbers};
use crate::{LastAgent, Order};

/// What is asked at one time of a wait.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked {
    need: Need,
    relaxed: Relaxed,
}

impl Need {
    /// May it be that agent, of that tier, as far as the need names anybody.
    pub(super) fn asks(&self, slot: Slot, tier: u8) -> bool {
        self.tier.is_none_or(|last| tier <= last) && self.held_for.is_none_or(|held_for| held_for == slot)
    }
}

impl QueueConfig {
    /// The waits after which less is asked.
    fn steps_s(&self) -> impl Iterator<Item = u64> {
        let rings = self.rings.iter().map(|ring| ring.after_s);
        rings.chain(self.relax_language_after_s).chain(self.relax_skills_after_s)
    }
}

impl Queue {
    /// What the call asks of an agent's talent after that wait.
    fn asked(&self, numbers: &SkillNumbers, request: &RouteRequest, waited_s: u64) -> Asked {
        let is_due = |after_s: Option<u64>| after_s.is_some_and(|s| waited_s >= s);
        let ring = self.config.rings.iter().rposition(|ring| waited_s >= ring.after_s);
        let mut skills: BTreeMap<Skill, u8> = BTreeMap::new();
        for (skill, level) in request.skills.iter().chain(&self.config.skills) {
            let least = skills.entry(skill.clone()).or_default();
            *least = (*least).max(level.get());
        }
        let plain = skills.len();
        let mut expression = self.requires;
        if let Some(n) = ring {
            let ring = &self.config.rings[n];
            skills.retain(|skill, _| !ring.without.contains(skill));
            skills.values_mut().for_each(|least| *least = least.saturating_sub(ring.lower).max(1));
            expression = self.ring_requires[n];
        }
        let language = is_due(self.config.relax_language_after_s);
        let no_skills = is_due(self.config.relax_skills_after_s);
        if no_skills {
            skills.clear();
        }
        let numbered = skills.into_iter().map(|(skill, least)| (numbers.known(skill.as_str()), least));
        let need = Need {
            language: (!language).then_some(request.language),
            skills: Levels::of(numbered),
            expression,
            tier: None,
            held_for: None,
            class: 0,
        };
        Asked { need, relaxed: Relaxed { language, skills: no_skills && plain > 0, ring: ring.is_some(), tier: false } }
    }
}

impl Dispatcher {
    /// What that call asks now, tiers and the last agent counted in.
    fn asked_now(&self, now: Timestamp, waiting: &Waiting) -> Option<Asked> {
        let waited_s = now.since(waiting.place.since()).as_secs();
        let queue = self.queues.get(&waiting.queue)?;
        let mut asked = queue.asked(&self.skills, &waiting.request, waited_s);
        if let Some(tiers) = queue.config.tiers {
            let in_queue_s = now.since(waiting.entered.at).as_secs();
            asked.need.tier = tiers.open(in_queue_s, &queue.tiers);
            asked.relaxed.tier = in_queue_s >= tiers.wait_s;
        }
        asked.need.held_for = self.held_for(now, queue, waiting, &asked.need);
        if let Order::Index { .. } = queue.config.order {
            asked.need.class = strategy::class(self.policy(now, queue).strategy, &waiting.suitor.caller);
        }
        Some(asked)
    }

    /// The last agent, while it is waited for.
    fn held_for(&self, now: Timestamp, queue: &Queue, waiting: &Waiting, need: &Need) -> Option<Slot> {
        let LastAgent::Hold { most_s } = queue.config.last_agent else { return None };
        let slot = waiting.suitor.caller.last_agent?;
        let agent = &self.agents[slot];
        let is_wanted = waiting.wants(slot) && agent.is_around() && agent.talent.meets(need);
        let begins = now == waiting.entered.at || waiting.need.held_for == Some(slot);
        let may_wait = begins && !waiting.request.emergency && now.since(waiting.entered.at) < seconds(most_s);
        (is_wanted && may_wait && queue.staff.get(slot).is_some()).then_some(slot)
    }

    /// The call asks for what its wait, its queue's tiers and its last agent make of it now.
    pub(super) fn renew_need(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get(&call).filter(|waiting| !waiting.is_directed()) else { return };
        let Some(Asked { need, relaxed }) = self.asked_now(now, waiting) else { return };
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        waiting.relaxed = relaxed;
        if need == waiting.need {
            return;
        }
        if let Some(slot) = waiting.need.held_for {
            self.held.remove(&(slot, call));
        }
        self.held.extend(need.held_for.map(|slot| (slot, call)));
        if waiting.offers.is_empty()
            && let Some(queue) = self.queues.get_mut(&waiting.queue)
        {
            queue.line.stop_offering(waiting.place, &waiting.need);
            queue.line.start_offering(waiting.place, &need, waiting.caller());
            self.changed.calls.insert(waiting.place);
        }
        waiting.need = need;
    }

    /// When less is asked of an agent, or the next tier: all that is known at the beginning of a wait in a queue.
    pub(super) fn remind_of_steps(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get(&call) else { return };
        let Some(queue) = self.queues.get(&waiting.queue) else { return };
        let (since, config) = (waiting.place.since(), &queue.config);
        let hold = match config.last_agent {
            LastAgent::Hold { most_s } => Some(now + seconds(most_s)),
            LastAgent::Ignore | LastAgent::Prefer => None,
        };
        let tier = config.tiers.map(|tiers| now + seconds(tiers.wait_s));
        let overflow = config.overflow.as_ref().map(|overflow| now + seconds(overflow.after_s));
        let dues = config.steps_s().map(|s| since + seconds(s)).chain(hold).chain(tier).chain(overflow);
        self.timers.extend(dues.map(|at| (at.max(now), Timer::Call(call))));
    }

    /// The next tier, after this one.
    pub(super) fn remind_of_tier(&mut self, now: Timestamp, call: CallId) {
        let Some(waiting) = self.calls.get(&call).filter(|waiting| waiting.need.tier.is_some()) else { return };
        let Some(tiers) = self.queues.get(&waiting.queue).and_then(|queue| queue.config.tiers) else { return };
        let waits = now.since(waiting.entered.at).as_secs() / tiers.wait_s.max(1);
        let at = waiting.entered.at + seconds(tiers.wait_s.saturating_mul(waits + 1));
        self.remind(at, Timer::Call(call));
    }

    /// The agent cannot be waited for any more.
    pub(super) fn release_held(&mut self, now: Timestamp, slot: Slot) {
        let calls: Vec<_> =
            self.held.range((slot, CallId::numbered(0))..).take_while(|held| held.0 == slot).copied().collect();
        calls.into_iter().for_each(|(_, call)| self.renew_need(now, call));
    }

    pub(super) fn queue_of(&self, call: CallId) -> Option<&Queue> {
        self.queues.get(&self.calls.get(&call)?.queue)
    }

    pub(super) fn could_be_served(&self, now: Timestamp, call: CallId) -> bool {
        self.calls.get(&call).is_some_and(|waiting| self.could_serve(now, &waiting.queue, waiting))
    }

    /// Is anybody signed in who could serve that call in that queue, now or when less is asked.
    pub(super) fn could_serve(&self, now: Timestamp, queue: &QueueId, waiting: &Waiting) -> bool {
        let needs = self.needs_from(now, queue, waiting);
        let Some(queue) = self.queues.get(queue) else { return false };
        let grace = self.config.grace();
        let on_terms = queue.staff.slots().filter(|slot| !waiting.never.contains(slot));
        let mut staff = on_terms.map(|slot| &self.agents[slot]);
        staff.any(|agent| agent.is_staff(now, grace) && needs.iter().any(|need| agent.talent.meets(need)))
    }

    /// What that call asks in that queue, now and at every later step.
    pub(super) fn needs_from(&self, now: Timestamp, queue: &QueueId, waiting: &Waiting) -> Vec<Need> {
        let Some(queue) = self.queues.get(queue) else { return Vec::new() };
        let waited_s = now.since(waiting.place.since()).as_secs();
        let later = queue.config.steps_s().filter(|s| *s > waited_s);
        let times: Vec<_> = std::iter::once(waited_s).chain(later).collect();
        times.into_iter().map(|s| queue.asked(&self.skills, &waiting.request, s).need).collect()
    }
}
