//! The four verbs, and who meets whom.
//!
//! - `presence`: agents come, go, rest
//! - `recalling`: what was before a restart is as if the dispatcher had run through
//! - `seats`: who sits where in a queue
//! - `waiting`: callers come, wait, go
//! - `needs`: what a call asks of an agent after its wait, and whether anybody could serve it
//! - `telling`: callers are told where they stand, or that nobody is there
//! - `turn`: whose turn it is
//! - `choosing`: which agent is offered a call, and why
//! - `field`: those it is chosen among
//! - `offering`: a call meets an agent, and what becomes of it

mod choosing;
mod field;
mod needs;
mod offering;
mod presence;
mod recalling;
mod seats;
mod telling;
mod turn;
mod waiting;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use wasl_model::{AgentId, CallId, OfferId, QueueId, RouteUpdate, Timestamp};

use crate::agents::{Agents, Slot};
use crate::gist::Gists;
use crate::line::{Place, count};
use crate::recall::Recall;
use crate::talent::SkillNumbers;
use crate::{AgentView, ConfigError, Expression, Input, KeptWaits, Learnt, Output, QueueView, RoutingConfig};
use offering::Offer;
use seats::Queue;
use waiting::{KeptPlace, Waiting};

/// Kept places at most; the oldest is forgotten first.
const KEPT_PLACES: usize = 10_000;
/// Callers whose last agent is known, at most; the oldest is forgotten first.
const LAST_AGENTS: usize = 100_000;
/// Callers who abused an agent, at most; the oldest is forgotten first.
const ABUSERS: usize = 10_000;

/// Callers told their places in one go at most; the next verb tells the rest, and who speaks meanwhile is heard between.
const TOLD_AT_ONCE: usize = 40;

/// Brings waiting calls and free agents together.
///
/// What holds after every verb:
/// no free agent could be offered any waiting call that is not being offered already (so the wait for an offer is zero,
/// not a poll); an agent has at most one offer or talk; a call is offered to one agent, or at once to several where all
/// ring; every offer made waits for exactly one [`Input::OfferEnded`], and until then its agent is offered nothing else,
/// nor its call to anybody who was not rung with it.
#[derive(Debug)]
pub struct Dispatcher {
    config: RoutingConfig,
    learnt: Arc<Learnt>,
    dice: ChaCha8Rng,
    skills: SkillNumbers,
    /// What queues ask for, by number.
    expressions: Vec<Expression>,
    agents: Agents,
    gists: Gists,
    queues: BTreeMap<QueueId, Queue>,
    calls: BTreeMap<CallId, Box<Waiting>>,
    offers: BTreeMap<OfferId, Offer>,
    /// Offers of calls that another agent answered first, until their end is told.
    beaten: BTreeSet<(CallId, OfferId)>,
    /// Calls held for an agent.
    held: BTreeSet<(Slot, CallId)>,
    /// Calls in line of callers whom that agent served last.
    familiar: BTreeSet<(Slot, Place)>,
    talking: BTreeSet<(CallId, Slot)>,
    places: Recall<KeptPlace>,
    last_agents: Recall<AgentId>,
    abused: Recall<BTreeSet<AgentId>>,
    timers: BTreeSet<(Timestamp, Timer)>,
    changed: Changed,
    outputs: VecDeque<Output>,
}

/// What may meet since the last look.
#[derive(Debug, Default)]
struct Changed {
    calls: BTreeSet<Place>,
    agents: BTreeSet<Slot>,
    /// To be told their place, if nobody is free for them.
    to_tell: BTreeSet<CallId>,
}

/// What a timer is for. A timer that came too late finds nothing to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// Wrap-up or a rest is over.
    Agent(Slot),
    /// An offer was not answered, not even by its call.
    Offer(OfferId),
    /// A back-off is over, something is to be relaxed, or the call overflows.
    Call(CallId),
    /// The grace for lost staff is over.
    Staff(QueueId),
    /// The caller is to be told the place.
    Tell(CallId),
}

impl Timer {
    const fn name(&self) -> &'static str {
        match self {
            Self::Agent(_) => "rest over",
            Self::Offer(_) => "offer unanswered",
            Self::Call(_) => "back-off, relaxing or overflow",
            Self::Staff(_) => "staff gone",
            Self::Tell(_) => "announcement",
        }
    }
}

impl Dispatcher {
    /// A dispatcher for these queues; `seed` is its dice (offer ids).
    ///
    /// # Errors
    /// When the configuration is wrong.
    pub fn new(config: RoutingConfig, seed: u64) -> Result<Self, ConfigError> {
        config.check()?;
        let mut expressions = Vec::new();
        let mut skills = SkillNumbers::default();
        for skill in config.queues.values().flat_map(|queue| queue.skills.keys()) {
            skills.number(skill);
        }
        let numbered = (0..).zip(&config.queues);
        let queues =
            numbered.map(|(n, (name, config))| (name.clone(), Queue::new(n, config, &mut expressions))).collect();
        Ok(Self {
            config,
            learnt: Arc::default(),
            dice: ChaCha8Rng::seed_from_u64(seed),
            skills,
            expressions,
            agents: Agents::default(),
            gists: Gists::default(),
            queues,
            calls: BTreeMap::new(),
            offers: BTreeMap::new(),
            beaten: BTreeSet::new(),
            held: BTreeSet::new(),
            familiar: BTreeSet::new(),
            talking: BTreeSet::new(),
            places: Recall::of_at_most(KEPT_PLACES),
            last_agents: Recall::of_at_most(LAST_AGENTS),
            abused: Recall::of_at_most(ABUSERS),
            timers: BTreeSet::new(),
            changed: Changed::default(),
            outputs: VecDeque::new(),
        })
    }

    /// Takes in what happened.
    pub fn handle_input(&mut self, now: Timestamp, input: Input) {
        match input {
            Input::Agent(profile) => self.agent_exists(now, &profile),
            Input::AgentRemoved { agent } => self.with_agent(&agent, |this, slot| this.agent_removed(now, slot)),
            Input::SignedIn { agent } => self.with_agent(&agent, |this, slot| this.signed_in(now, slot)),
            Input::SignedOut { agent } => self.with_agent(&agent, |this, slot| this.signed_out(now, slot)),
            Input::Ready { agent } => self.with_agent(&agent, |this, slot| this.ready(now, slot)),
            Input::NotReady { agent, reason } => {
                self.with_agent(&agent, |this, slot| this.not_ready(now, slot, reason));
            }
            Input::Outside { agent, busy } => self.with_agent(&agent, |this, slot| this.outside(now, slot, busy)),
            Input::WrapUpDone { agent } => self.with_agent(&agent, |this, slot| this.wrap_up_done(now, slot)),
            Input::TalkEnded { agent, end, mood } => {
                self.with_agent(&agent, |this, slot| this.talk_ended(now, slot, end, Some(mood)));
            }
            Input::ExtendWrapUp { agent } => self.with_agent(&agent, |this, slot| this.extend_wrap_up(now, slot)),
            Input::Request(request) => self.request(now, *request),
            Input::Leave { call } => self.leaves(now, call),
            Input::CallGone { call } => self.call_gone(now, call),
            Input::OfferEnded { offer, outcome } => self.offer_ended(now, offer, outcome),
            Input::Abused { caller, agent } => self.remember_abuse(now, &caller, [agent]),
            Input::Learnt(learnt) => self.learnt(now, learnt),
            Input::LastAgent { caller, agent } => self.last_agents.remember(now, caller, agent),
            Input::Recall(past) => self.recall(now, past),
        }
        self.settle(now);
    }

    /// Does what is due, or a part of it that does not take long: [`Self::poll_timeout`] knows.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        while self.changed.to_tell.len() < TOLD_AT_ONCE
            && let Some((_, timer)) = self.next_due(now)
        {
            match timer {
                Timer::Agent(slot) => self.rest_over(now, slot),
                Timer::Offer(offer) => self.offer_unanswered(now, offer),
                Timer::Call(call) => self.call_due(now, call),
                Timer::Staff(queue) => self.staff_gone(now, &queue),
                Timer::Tell(call) => {
                    self.changed.to_tell.insert(call);
                }
            }
        }
        self.settle(now);
    }

    /// When [`Self::handle_timeout`] is due next, and what for.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Timestamp, &'static str)> {
        self.timers.first().map(|(at, timer)| (*at, timer.name()))
    }

    /// What is to be told next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Every agent known, now.
    pub fn agents(&self, now: Timestamp) -> Vec<AgentView> {
        let view = |agent: &crate::agents::Agent| AgentView {
            agent: agent.id.clone(),
            state: agent.state(),
            load: agent.load.now(now, self.config.half_life()),
            care: agent.carried.view(now, &self.config),
        };
        self.agents.iter().map(view).collect()
    }

    /// Every queue, now.
    pub fn queues(&self, now: Timestamp) -> Vec<QueueView> {
        let view = |(name, queue): (&QueueId, &Queue)| QueueView {
            queue: name.clone(),
            waiting: queue.line.len(),
            oldest: queue.line.iter().map(|place| place.since()).min(),
            free: count(queue.free.len()),
            signed_in: count(queue.staff.slots().filter(|&slot| self.agents[slot].signed_in).count()),
            wait: queue.newcomer(now),
        };
        self.queues.iter().map(view).collect()
    }

    /// What was learnt of waits so far, for [`Self::recall_waits`] after a restart.
    pub fn waits(&self) -> KeptWaits {
        KeptWaits(self.queues.iter().map(|(name, queue)| (name.clone(), queue.waits.kept())).collect())
    }

    /// Goes on with what was learnt of waits before a restart: told once, before anybody waits. Queues that are no more
    /// are left out.
    pub fn recall_waits(&mut self, now: Timestamp, kept: KeptWaits) {
        for (name, kept) in kept.0 {
            if let Some(queue) = self.queues.get_mut(&name) {
                queue.waits.go_on(now, kept);
            }
        }
    }

    /// Nobody waits for the next look: what may meet meets now, and who must wait is told so.
    fn settle(&mut self, now: Timestamp) {
        self.meet(now);
        let to_tell = std::mem::take(&mut self.changed.to_tell);
        self.tell(now, &to_tell);
    }

    /// From now on that counts, for those who wait as well.
    fn learnt(&mut self, now: Timestamp, learnt: Arc<Learnt>) {
        for (slot, agent) in self.agents.iter_mut().enumerate() {
            agent.learnt(&learnt);
            self.gists.note_whole(slot, agent, &self.config);
        }
        for waiting in self.calls.values_mut() {
            waiting.suitor.caller.wish = learnt.wish(waiting.request.intent.as_ref(), waiting.suitor.mood);
            if waiting.is_in_line()
                && let Some(queue) = self.queues.get_mut(&waiting.queue)
            {
                queue.line.start_offering(waiting.place, &waiting.need, waiting.caller());
            }
        }
        self.learnt = learnt;
        let calls: Vec<CallId> = self.calls.keys().copied().collect();
        calls.into_iter().for_each(|call| self.renew_need(now, call));
    }

    fn with_agent(&mut self, agent: &AgentId, then: impl FnOnce(&mut Self, Slot)) {
        // A word about somebody unknown (a stale phone, a removed agent) has nobody to be about.
        if let Some(slot) = self.agents.slot(agent) {
            then(self, slot);
        }
    }

    fn next_due(&mut self, now: Timestamp) -> Option<(Timestamp, Timer)> {
        self.timers.first().is_some_and(|(at, _)| *at <= now).then(|| self.timers.pop_first()).flatten()
    }

    fn remind(&mut self, at: Timestamp, timer: Timer) {
        self.timers.insert((at, timer));
    }

    fn say(&mut self, call: CallId, update: RouteUpdate) {
        self.outputs.push_back(Output::ToCall { call, update });
    }
}

const fn seconds(s: u64) -> Duration {
    Duration::from_secs(s)
}
