//! The agents: what each of them is doing, and whether a call may be offered.

use std::collections::BTreeMap;

use wasl_model::{AgentId, AgentState, CallId, NotReadyReason, OfferId, QueueId, Timestamp};

use crate::care::{Carried, HARD, Talked};
use crate::load::Load;
use crate::price::Price;
use crate::talent::Talent;
use crate::tally::Tally;
use crate::value::Worth;
use crate::{Learnt, RoutingConfig};

/// An agent's number in the table; never given to another.
pub(crate) type Slot = usize;

/// One agent.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    pub(crate) talent: Talent,
    pub(crate) queues: Vec<QueueId>,
    pub(crate) signed_in: bool,
    /// Counts as staff for a while after a lost registration.
    pub(crate) signed_out_at: Option<Timestamp>,
    pub(crate) away: Option<Away>,
    /// On a call of their own since then.
    pub(crate) outside: Option<Timestamp>,
    pub(crate) activity: Activity,
    pub(crate) idle_since: Timestamp,
    /// Offers not answered in a row.
    pub(crate) missed: u32,
    /// Hot calls in a row.
    pub(crate) hot_in_a_row: u32,
    pub(crate) load: Load,
    /// What was learnt of the agent.
    pub(crate) worth: Worth,
    /// And what the agent's time costs.
    pub(crate) price: Price,
    pub(crate) carried: Carried,
    pub(crate) tally: Tally,
    /// The state last told.
    pub(crate) told: AgentState,
    /// Is in the queues' sets of free agents.
    pub(crate) listed_free: bool,
}

/// Why an agent is away, and until when at the latest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Away {
    pub(crate) reason: NotReadyReason,
    pub(crate) since: Timestamp,
    pub(crate) until: Option<Timestamp>,
}

/// What an agent does for the queues. Follows the offers exactly, also for an agent who signed out meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Activity {
    Idle,
    Ringing {
        call: CallId,
        offer: OfferId,
    },
    OnCall {
        call: CallId,
        wrap_up_ms: u64,
        since: Timestamp,
        weight: f64,
    },
    /// `most` is the latest that more time may be asked for.
    WrapUp {
        until: Timestamp,
        most: Timestamp,
    },
}

impl Agent {
    fn new(id: AgentId) -> Self {
        Self {
            id,
            talent: Talent::default(),
            queues: Vec::new(),
            signed_in: false,
            signed_out_at: None,
            away: None,
            outside: None,
            activity: Activity::Idle,
            idle_since: Timestamp::default(),
            missed: 0,
            hot_in_a_row: 0,
            load: Load::default(),
            worth: Worth::default(),
            price: Price::default(),
            carried: Carried::default(),
            tally: Tally::default(),
            told: AgentState::SignedOut,
            listed_free: false,
        }
    }

    /// May a call be offered.
    pub(crate) fn is_free(&self) -> bool {
        self.signed_in && self.away.is_none() && self.outside.is_none() && self.activity == Activity::Idle
    }

    /// May be waited for: signed in and neither away nor on a call of their own.
    pub(crate) const fn is_around(&self) -> bool {
        self.signed_in && self.away.is_none() && self.outside.is_none()
    }

    /// A call was taken whose caller is expected to weigh that much.
    pub(crate) fn took(&mut self, now: Timestamp, config: &RoutingConfig, weight: f64) {
        self.hot_in_a_row = if weight >= HARD { self.hot_in_a_row.saturating_add(1) } else { 0 };
        self.load.add(now, config.half_life(), weight);
        self.tally.took(config.day(now));
    }

    /// A talk ended.
    pub(crate) fn talked(&mut self, now: Timestamp, config: &RoutingConfig, talked: Talked) {
        let day = config.day(now);
        self.carried.add(day, talked);
        self.tally.talked(day, talked.time);
        // A rest asked for in the middle of a talk begins after it.
        if let Some(away) = &mut self.away {
            away.since = away.since.max(now);
        }
    }

    /// No longer away, or for another reason.
    pub(crate) fn back(&mut self, now: Timestamp) {
        if let Some(Away { reason, since, .. }) = self.away.take() {
            self.carried.back(now, reason, since);
        }
    }

    /// What was learnt of the agent counts from now on.
    pub(crate) fn learnt(&mut self, learnt: &Learnt) {
        self.worth = learnt.values.worth(&self.id).cloned().unwrap_or_default();
        self.price = learnt.prices.of(&self.id);
    }

    /// The state as the agent and the supervisor see it.
    pub(crate) fn state(&self) -> AgentState {
        match self.activity {
            Activity::OnCall { call, .. } => AgentState::OnCall { call },
            _ if !self.signed_in => AgentState::SignedOut,
            Activity::WrapUp { until, .. } => AgentState::WrapUp { until },
            Activity::Idle | Activity::Ringing { .. } => self.state_between_calls(),
        }
    }

    fn state_between_calls(&self) -> AgentState {
        if let Some(Away { reason, since, .. }) = self.away {
            return AgentState::NotReady { reason, since };
        }
        if let Some(since) = self.outside {
            return AgentState::NotReady { reason: NotReadyReason::Other, since };
        }
        match self.activity {
            Activity::Ringing { call, .. } => AgentState::Ringing { call },
            Activity::Idle | Activity::OnCall { .. } | Activity::WrapUp { .. } => {
                AgentState::Ready { since: self.idle_since }
            }
        }
    }

    /// The offer that rings, if one does.
    pub(crate) fn ringing(&self) -> Option<OfferId> {
        match self.activity {
            Activity::Ringing { offer, .. } => Some(offer),
            Activity::Idle | Activity::OnCall { .. } | Activity::WrapUp { .. } => None,
        }
    }

    /// Signed in, or out for less than the grace.
    pub(crate) fn is_staff(&self, now: Timestamp, grace: std::time::Duration) -> bool {
        self.signed_in || self.signed_out_at.is_some_and(|at| now.since(at) < grace)
    }
}

/// All agents, by number and by name.
#[derive(Debug, Default)]
pub(crate) struct Agents {
    table: Vec<Agent>,
    slots: BTreeMap<AgentId, Slot>,
}

impl Agents {
    pub(crate) fn slot(&self, id: &AgentId) -> Option<Slot> {
        self.slots.get(id).copied()
    }

    pub(crate) fn slot_or_new(&mut self, id: &AgentId) -> Slot {
        if let Some(slot) = self.slot(id) {
            return slot;
        }
        self.table.push(Agent::new(id.clone()));
        self.slots.insert(id.clone(), self.table.len() - 1);
        self.table.len() - 1
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Agent> {
        self.table.iter_mut()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Agent> {
        self.slots.values().map(|&slot| &self.table[slot])
    }
}

impl std::ops::Index<Slot> for Agents {
    type Output = Agent;
    fn index(&self, slot: Slot) -> &Agent {
        &self.table[slot]
    }
}

impl std::ops::IndexMut<Slot> for Agents {
    fn index_mut(&mut self, slot: Slot) -> &mut Agent {
        &mut self.table[slot]
    }
}
