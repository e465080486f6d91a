//! Agents come, go and rest.

use wasl_model::{AgentProfile, NotReadyReason, QueueId, Timestamp};

use super::{Dispatcher, Timer, seconds};
use crate::Output;
use crate::agents::{Activity, Away, Slot};
use crate::talent::Talent;

impl Dispatcher {
    pub(super) fn agent_exists(&mut self, now: Timestamp, profile: &AgentProfile) {
        let slot = self.agents.slot_or_new(&profile.id);
        let left = self.leave_queues(slot);
        let talent = Talent::of(profile, &mut self.skills, &self.expressions);
        let agent = &mut self.agents[slot];
        agent.talent = talent;
        agent.learnt(&self.learnt);
        self.gists.note_whole(slot, agent, &self.config);
        agent.queues = profile.queues.iter().filter(|&queue| self.queues.contains_key(queue)).cloned().collect();
        for name in &agent.queues {
            if let Some(queue) = self.queues.get_mut(name) {
                queue.sit_down(slot, profile.seats.get(name).copied().unwrap_or_default());
            }
        }
        self.tiers_of_change(now, slot);
        self.tiers_change(now, &left);
        self.release_held(now, slot);
        self.refresh(now, slot);
        self.staff_came(now, slot);
    }

    pub(super) fn agent_removed(&mut self, now: Timestamp, slot: Slot) {
        self.signed_out(now, slot);
        self.agents[slot].signed_out_at = None;
        let queues = self.leave_queues(slot);
        self.release_held(now, slot);
        for queue in queues {
            self.remind(now, Timer::Staff(queue));
        }
    }

    fn leave_queues(&mut self, slot: Slot) -> Vec<QueueId> {
        let agent = &mut self.agents[slot];
        agent.listed_free = false;
        let queues = std::mem::take(&mut agent.queues);
        for queue in &queues {
            if let Some(queue) = self.queues.get_mut(queue) {
                queue.get_up(slot);
            }
        }
        self.changed.agents.remove(&slot);
        queues
    }

    fn tiers_of_change(&mut self, now: Timestamp, slot: Slot) {
        let queues = self.agents[slot].queues.clone();
        self.tiers_change(now, &queues);
    }

    pub(super) fn signed_in(&mut self, now: Timestamp, slot: Slot) {
        let agent = &mut self.agents[slot];
        if agent.signed_in {
            return;
        }
        agent.signed_in = true;
        agent.carried.signed_in(now, agent.signed_out_at.take());
        agent.idle_since = now;
        agent.missed = 0;
        // A break goes on when the phone comes back after a lost registration; a rest for a silent phone does not.
        agent.away = agent.away.filter(Away::lasts);
        self.tiers_of_change(now, slot);
        self.refresh(now, slot);
        self.staff_came(now, slot);
    }

    pub(super) fn signed_out(&mut self, now: Timestamp, slot: Slot) {
        let agent = &mut self.agents[slot];
        if !agent.signed_in {
            return;
        }
        agent.signed_in = false;
        agent.signed_out_at = Some(now);
        agent.outside = None;
        if matches!(agent.activity, Activity::WrapUp { .. }) {
            agent.activity = Activity::Idle;
        }
        self.withdraw_from(slot);
        self.tiers_of_change(now, slot);
        self.refresh(now, slot);
        let after_grace = now + self.config.grace();
        for queue in self.agents[slot].queues.clone() {
            self.remind(after_grace, Timer::Staff(queue));
        }
    }

    pub(super) fn ready(&mut self, now: Timestamp, slot: Slot) {
        let agent = &mut self.agents[slot];
        let was_away = agent.away.is_some();
        agent.back(now);
        let was_resting = was_away || matches!(agent.activity, Activity::WrapUp { .. });
        agent.missed = 0;
        if was_resting {
            agent.idle_since = now;
        }
        self.end_wrap_up(now, slot);
        self.refresh(now, slot);
    }

    pub(super) fn not_ready(&mut self, now: Timestamp, slot: Slot, reason: NotReadyReason) {
        let agent = &mut self.agents[slot];
        agent.back(now);
        agent.away = Some(Away { reason, since: now, until: None });
        self.end_wrap_up(now, slot);
        self.withdraw_from(slot);
        self.refresh(now, slot);
    }

    pub(super) fn outside(&mut self, now: Timestamp, slot: Slot, busy: bool) {
        let agent = &mut self.agents[slot];
        if agent.outside.is_some() == busy {
            return;
        }
        agent.outside = busy.then_some(now);
        if busy {
            self.withdraw_from(slot);
        } else {
            self.agents[slot].idle_since = now;
        }
        self.refresh(now, slot);
    }

    pub(super) fn wrap_up_done(&mut self, now: Timestamp, slot: Slot) {
        self.end_wrap_up(now, slot);
        self.refresh(now, slot);
    }

    /// More time for the wrap-up, as often as asked, within its limit.
    pub(super) fn extend_wrap_up(&mut self, now: Timestamp, slot: Slot) {
        let more = seconds(self.config.wrap_up_more_s);
        if let Activity::WrapUp { until, most } = &mut self.agents[slot].activity {
            *until = (*until + more).min(*most).max(*until);
            let until = *until;
            self.remind(until, Timer::Agent(slot));
            self.refresh(now, slot);
        }
    }

    pub(super) fn end_wrap_up(&mut self, now: Timestamp, slot: Slot) {
        let agent = &mut self.agents[slot];
        if matches!(agent.activity, Activity::WrapUp { .. }) {
            agent.activity = Activity::Idle;
            agent.idle_since = now;
        }
    }

    /// A wrap-up or a rest may be over.
    pub(super) fn rest_over(&mut self, now: Timestamp, slot: Slot) {
        if let Activity::WrapUp { until, .. } = self.agents[slot].activity
            && until <= now
        {
            self.end_wrap_up(now, slot);
        }
        let agent = &mut self.agents[slot];
        if agent.away.is_some_and(|away| away.until.is_some_and(|until| until <= now)) {
            agent.away = None;
            agent.missed = 0;
            agent.idle_since = now;
        }
        self.refresh(now, slot);
    }

    /// The agent rests for a while that ends by itself (0: not by itself).
    pub(super) fn rest(&mut self, now: Timestamp, slot: Slot, reason: NotReadyReason, for_s: u64) {
        let until = (for_s > 0).then(|| now + seconds(for_s));
        self.agents[slot].away = Some(Away { reason, since: now, until });
        if let Some(until) = until {
            self.remind(until, Timer::Agent(slot));
        }
    }

    /// After any change of an agent: lists it as free or not, and tells its state.
    pub(super) fn refresh(&mut self, now: Timestamp, slot: Slot) {
        let agent = &mut self.agents[slot];
        let free = agent.is_free();
        if free != agent.listed_free {
            agent.listed_free = free;
            if free {
                self.gists.note(slot, agent, &self.config);
            }
            for queue in &agent.queues {
                if let Some(queue) = self.queues.get_mut(queue) {
                    queue.set_free(slot, free);
                }
            }
            if free {
                self.changed.agents.insert(slot)
            } else {
                self.changed.agents.remove(&slot)
            };
        }
        if !self.agents[slot].is_around() {
            self.release_held(now, slot);
        }
        let agent = &mut self.agents[slot];
        let state = agent.state();
        if state != agent.told {
            agent.told = state.clone();
            let load = agent.load.now(now, self.config.half_life());
            self.outputs.push_back(Output::AgentChanged { agent: agent.id.clone(), state, load });
        }
    }
}
