//! Who must be chosen: each strategy as its users would explain it.

use std::time::Duration;

use wasl_model::{AgentId, OfferReasons, Timestamp};
use wasl_routing::{LastAgent, Strategy};

use super::{Agent, Call, Reference, day, is_hot};

impl Reference {
    /// Everybody who is rung now, in order; the agent offered must be the first of them.
    pub(super) fn chosen(&self, now: Timestamp, call: &Call, agent: &AgentId, reasons: &OfferReasons) -> Vec<AgentId> {
        let queue = self.queue(call);
        let strategy = queue.strategy.unwrap_or(self.config.strategy);
        assert_eq!(reasons.strategy, strategy.name());
        let eligible: Vec<_> = self.agents.keys().filter(|id| self.may(now, call, id)).cloned().collect();
        let rested: Vec<_> = eligible.iter().filter(|id| self.is_rested(now, id)).cloned().collect();
        let allowed = if is_hot(&call.request) && !rested.is_empty() { &rested } else { &eligible };
        if queue.last_agent != LastAgent::Ignore
            && let Some(last) = call.last_agent.as_ref().filter(|last| allowed.contains(last))
        {
            assert_eq!(last, agent, "the last agent is preferred");
            return vec![last.clone()];
        }
        let by = |key: &dyn Fn(&AgentId, &Agent) -> i64| {
            let mut sorted = allowed.clone();
            sorted.sort_by_key(|id| (key(id, &self.agents[id]), self.agents[id].idle_since, self.agents[id].number));
            sorted
        };
        let today = |agent: &Agent| agent.work.get(&day(&self.config, now)).copied().unwrap_or((0, Duration::ZERO));
        let order = match strategy {
            Strategy::LongestIdle => by(&|_, _| 0),
            Strategy::RingAll => by(&|_, _| 0).into_iter().take(queue.ring_most as usize).collect(),
            Strategy::FewestCalls => by(&|_, agent| i64::from(today(agent).0)),
            Strategy::LeastTalkTime => by(&|_, agent| i64::try_from(today(agent).1.as_millis()).unwrap()),
            Strategy::TopDown => {
                let mut sorted = allowed.clone();
                sorted.sort_by_key(|id| self.seat(&call.queue, id));
                sorted
            }
            Strategy::RoundRobin => {
                let mut sorted = allowed.clone();
                let last = self.last_seats.get(&call.queue);
                sorted.sort_by_key(|id| {
                    let seat = self.seat(&call.queue, id);
                    (last.is_some_and(|last| seat <= *last), seat)
                });
                sorted
            }
            Strategy::WeightedRandom => {
                let weight =
                    |id: &AgentId| self.agents[id].profile.seats.get(&call.queue).map_or(1, |seat| seat.weight);
                assert!(weight(agent) > 0 || allowed.iter().all(|id| weight(id) == 0), "without weight only in need");
                vec![agent.clone()]
            }
            Strategy::Wasl => {
                let best =
                    reasons.runners_up.iter().all(|(id, score)| *score <= reasons.score || !allowed.contains(id));
                assert!(best, "a better one was passed over");
                vec![agent.clone()]
            }
        };
        assert!(allowed.contains(agent));
        assert_eq!(&order[0], agent, "{strategy:?} would choose otherwise");
        if strategy == Strategy::RingAll { order } else { vec![agent.clone()] }
    }
}
