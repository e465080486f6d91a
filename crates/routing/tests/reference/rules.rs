//! Who may be offered what: looked up in the configuration every time.

use std::time::Duration;

use wasl_model::{AgentId, OfferReasons, QueueId, Timestamp};
use wasl_routing::{LastAgent, Order, QueueConfig};

use super::{Agent, Call, Reference, day, is_hot};

impl Reference {
    /// Less is earlier in line.
    pub(super) fn place(&self, call: &Call) -> (bool, i64, wasl_model::CallId) {
        let since = call.since.as_millis();
        let rank = match self.config.queues[&call.queue].order {
            Order::Fifo | Order::Index { .. } => since,
            Order::Lifo => -since,
            Order::Priority { step_s } => since - self.credit_ms(call, step_s),
        };
        (!call.request.emergency, rank, call.request.call)
    }

    fn credit_ms(&self, call: &Call, step_s: u64) -> i64 {
        let intent = call.request.intent.as_ref().and_then(|guess| guess.intent.as_ref());
        let priority = intent.and_then(|intent| self.config.priorities.get(intent)).copied().unwrap_or(0);
        i64::from(priority) * 1000 * i64::try_from(step_s).unwrap()
    }

    /// When its wait began in the eyes of an agent of several queues; only where the order of the queue is the wait's.
    fn begin(&self, call: &Call) -> Option<(bool, i64)> {
        let queue = &self.config.queues[&call.queue];
        let credit = match queue.order {
            Order::Fifo => 0,
            Order::Priority { step_s } => self.credit_ms(call, step_s),
            Order::Lifo | Order::Index { .. } => return None,
        };
        let ahead = 1000 * i64::try_from(queue.ahead_s).unwrap();
        Some((!call.request.emergency, call.since.as_millis() - credit - ahead))
    }

    pub(super) fn choice_is_fair(&self, now: Timestamp, me: &Call, agent: &AgentId, reasons: &OfferReasons) {
        assert!(self.may(now, me, agent), "{agent} may not serve {:?}", me.request.call);
        for other in self.calls.iter().filter(|other| other.in_line() && other.offers.is_empty()) {
            let overtaken = self.must_come_before(now, other, me) && self.may(now, other, agent);
            assert!(!overtaken, "{:?} overtook {:?} at {agent}", me.request.call, other.request.call);
        }
        let eligible: Vec<_> = self.agents.keys().filter(|id| self.may(now, me, id)).collect();
        assert_eq!(eligible.len(), reasons.eligible as usize);
        if is_hot(&me.request) && !self.is_rested(now, agent) {
            assert!(!eligible.iter().any(|id| self.is_rested(now, id)), "a rested agent was passed over");
        }
    }

    /// May be offered hot calls even when others are free.
    pub(super) fn is_rested(&self, now: Timestamp, agent: &AgentId) -> bool {
        let (agent, today) = (&self.agents[agent], day(&self.config, now));
        let carried = agent.hard_minutes.get(&today).copied().unwrap_or(0.0);
        agent.hot < self.config.hot_in_a_row && !agent.abused && carried < self.config.hard_minutes_a_day
    }

    fn must_come_before(&self, now: Timestamp, other: &Call, me: &Call) -> bool {
        if other.queue != me.queue {
            return matches!((self.begin(other), self.begin(me)), (Some(other), Some(me)) if other < me);
        }
        let earlier = self.place(other) < self.place(me);
        match self.config.queues[&me.queue].order {
            Order::Fifo | Order::Lifo | Order::Priority { .. } => earlier,
            Order::Index { most_s } => {
                let overdue = now.since(other.since) >= Duration::from_secs(most_s);
                earlier && (overdue || other.request.emergency) && !me.request.emergency
            }
        }
    }

    /// May that agent be offered that call now.
    pub(super) fn may(&self, now: Timestamp, call: &Call, agent: &AgentId) -> bool {
        let held = self.held(now, call);
        self.gets_on(call, agent)
            && self.agents[agent].is_free()
            && self.could(&self.agents[agent], call, now.since(call.since).as_secs())
            && self.tier_is_open(now, call, agent)
            && held.is_none_or(|held| held == agent)
    }

    fn gets_on(&self, call: &Call, agent: &AgentId) -> bool {
        !call.back_off.contains_key(agent) && !call.never.contains(agent)
    }

    fn tier_is_open(&self, now: Timestamp, call: &Call, agent: &AgentId) -> bool {
        let Some(tiers) = self.config.queues[&call.queue].tiers else { return true };
        let waits = usize::try_from(now.since(call.entered).as_secs() / tiers.wait_s).unwrap();
        if waits > 0 && !tiers.multiply {
            return true;
        }
        let mut staffed: Vec<u8> = if tiers.skip_empty {
            let here =
                self.agents.iter().filter(|(_, agent)| agent.signed_in && agent.profile.queues.contains(&call.queue));
            here.map(|(id, _)| self.seat(&call.queue, id).0).collect()
        } else {
            (1..=255).collect()
        };
        staffed.sort_unstable();
        staffed.dedup();
        staffed.get(waits).is_none_or(|last| self.seat(&call.queue, agent).0 <= *last)
    }

    pub(super) fn holds(&self, queue: &QueueId) -> bool {
        matches!(self.config.queues[queue].last_agent, LastAgent::Hold { .. })
    }

    /// For whom the call is held now.
    fn held<'a>(&self, now: Timestamp, call: &'a Call) -> Option<&'a AgentId> {
        let LastAgent::Hold { most_s } = self.config.queues[&call.queue].last_agent else { return None };
        let in_time = now.since(call.entered) < Duration::from_secs(most_s);
        let last = call.last_agent.as_ref().filter(|_| call.held && in_time)?;
        let agent = self.agents.get(last)?;
        let can = self.could(agent, call, now.since(call.since).as_secs()) && self.gets_on(call, last);
        (agent.is_around() && can).then_some(last)
    }

    /// Whoever went away is not waited for when coming back.
    pub(super) fn let_go_of_the_held(&mut self) {
        let Self { calls, agents, .. } = self;
        for call in calls.iter_mut() {
            let around = call.last_agent.as_ref().and_then(|last| agents.get(last)).is_some_and(Agent::is_around);
            call.held &= around;
        }
    }

    /// Nor whoever could not be waited for once.
    pub(super) fn wait_no_longer(&mut self, now: Timestamp) {
        let held: Vec<bool> = self.calls.iter().map(|call| self.held(now, call).is_some()).collect();
        for (call, held) in self.calls.iter_mut().zip(held) {
            if call.offers.is_empty() {
                call.held &= held;
            }
        }
    }

    /// Serves the queue, speaks the language, has the skills and is what is asked for after that wait.
    pub(super) fn could(&self, agent: &Agent, call: &Call, waited_s: u64) -> bool {
        let queue = &self.config.queues[&call.queue];
        let relaxed = |after: Option<u64>| after.is_some_and(|s| waited_s >= s);
        let speaks = agent.profile.languages.contains_key(&call.request.language);
        let ring = queue.rings.iter().rfind(|ring| waited_s >= ring.after_s);
        let able = call.request.skills.iter().chain(&queue.skills).all(|(skill, least)| {
            let has = agent.profile.skills.get(skill).map_or(0, |level| level.get());
            let least = ring.map_or(least.get(), |ring| least.get().saturating_sub(ring.lower).max(1));
            has >= least || ring.is_some_and(|ring| ring.without.contains(skill))
        });
        let expression = ring.map_or(&queue.requires, |ring| &ring.requires);
        agent.profile.queues.contains(&call.queue)
            && (speaks || relaxed(queue.relax_language_after_s))
            && (able || relaxed(queue.relax_skills_after_s))
            && expression.as_ref().is_none_or(|expression| expression.holds(&agent.profile))
    }

    /// Could anybody signed in serve it there, now or at any later step.
    pub(super) fn anybody(&self, now: Timestamp, call: &Call) -> bool {
        let grace = Duration::from_secs(self.config.no_one_grace_s);
        let here = |agent: &Agent| agent.signed_in || agent.signed_out_at.is_some_and(|at| now.since(at) < grace);
        let waited_s = now.since(call.since).as_secs();
        let times: Vec<_> = (waited_s..=waited_s + 200).collect();
        let able = |agent: &Agent| times.iter().any(|s| self.could(agent, call, *s));
        self.agents.iter().any(|(id, agent)| !call.never.contains(id) && here(agent) && able(agent))
    }

    /// Tier, position and number.
    pub(super) fn seat(&self, queue: &QueueId, agent: &AgentId) -> (u8, u32, usize) {
        let agent = &self.agents[agent];
        let seat = agent.profile.seats.get(queue).copied().unwrap_or_default();
        (seat.tier, seat.position, agent.number)
    }

    pub(super) fn queue(&self, call: &Call) -> &QueueConfig {
        &self.config.queues[&call.queue]
    }
}
