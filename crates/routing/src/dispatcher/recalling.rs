//! What was before a restart is as if the dispatcher had run through.

use std::collections::BTreeSet;

use wasl_model::{AgentId, NotReadyReason, Timestamp};

use super::waiting::KeptPlace;
use super::{Dispatcher, Timer};
use crate::agents::{Agent, Away, Slot};
use crate::care::Talked;
use crate::past::KeptRest;
use crate::{Happened, KeptRests, Past};

impl Dispatcher {
    /// How it stands with every agent's rests, for [`KeptRests::into_past`] after a restart.
    pub fn rests(&self) -> KeptRests {
        let known =
            |agent: &Agent| Some((agent.id.clone(), agent.rest())).filter(|(_, rest)| *rest != KeptRest::default());
        KeptRests(self.agents.iter().filter_map(known).collect())
    }

    pub(super) fn recall(&mut self, now: Timestamp, mut past: Vec<Past>) {
        // What a talk weighed that ended as a rest was asked for counts from then on.
        past.sort_by_key(|past| (past.at, !matches!(past.what, Happened::Rested { .. })));
        let mut there = BTreeSet::new();
        for Past { at, what } in past {
            let at = at.min(now);
            match what {
                Happened::Took { agent, weight } => there.extend(self.took_once(now, at, &agent, weight)),
                Happened::Talked { agent, time, before, during, end } => {
                    if let Some(slot) = self.agents.slot(&agent) {
                        self.agents[slot].talked(at, &self.config, Talked { time, before, during, end });
                    }
                }
                Happened::Rested { agent, rest } => {
                    if let Some(slot) = self.agents.slot(&agent) {
                        self.agents[slot].rested_once(now, rest);
                        there.insert(slot);
                    }
                }
                Happened::Left { caller, queue, since } => {
                    self.places.remember(at, caller, KeptPlace { queue, since });
                }
            }
        }
        there.into_iter().for_each(|slot| self.was_there(now, slot));
    }

    /// Gives the agent, if it was at work today.
    fn took_once(&mut self, now: Timestamp, at: Timestamp, agent: &AgentId, weight: f64) -> Option<Slot> {
        let slot = self.agents.slot(agent)?;
        let agent = &mut self.agents[slot];
        agent.took(at, &self.config, weight);
        let today = self.config.day(at) == self.config.day(now);
        if today {
            agent.carried.worked(at);
        }
        today.then_some(slot)
    }

    /// The agent's line was lost when the house ended, at the latest: coming back at once is no rest, and until the grace is
    /// over the agent is waited for.
    fn was_there(&mut self, now: Timestamp, slot: Slot) {
        let agent = &mut self.agents[slot];
        if !agent.signed_in {
            agent.signed_out_at.get_or_insert(now);
        }
        self.gists.note(slot, agent, &self.config);
        let after_grace = now + self.config.grace();
        for queue in agent.queues.clone() {
            self.remind(after_grace, Timer::Staff(queue));
        }
    }
}

impl Agent {
    fn rest(&self) -> KeptRest {
        let (counted_from, rested) = self.carried.last_rest();
        KeptRest {
            counted_from,
            rested,
            away: self.away.filter(Away::lasts).map(|away| (away.reason, away.since)),
            out: self.signed_out_at,
        }
    }

    fn rested_once(&mut self, now: Timestamp, rest: KeptRest) {
        self.carried.recall_rest(rest.counted_from, rest.rested);
        if self.signed_in {
            return;
        }
        self.away = rest.away.map(|(reason, since)| Away { reason, since, until: None });
        self.signed_out_at = Some(rest.out.unwrap_or(now));
    }
}

impl Away {
    /// Not over by itself, nor by coming back.
    pub(super) fn lasts(&self) -> bool {
        self.until.is_none() && self.reason != NotReadyReason::NoAnswer
    }
}

#[cfg(test)]
mod tests;
