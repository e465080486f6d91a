//! A slow, obvious dispatcher's conscience: it hears what the dispatcher hears and says, and objects.
//!
//! It keeps lists and looks through all of them every time. It does not choose; it knows who may be chosen (`rules`),
//! and, where a strategy leaves no freedom, who must be (`chooser`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wasl_model::{
    AgentId, AgentProfile, CallId, MoodScores, NotReadyReason, OfferId, OfferOutcome, QueueId, RefusalCause,
    RouteRequest, TalkEnd, Timestamp,
};
use wasl_routing::{Input, RoutingConfig};

mod chooser;
mod rules;
mod told;

#[derive(Clone, Debug, PartialEq)]
enum Doing {
    Nothing,
    Ringing(OfferId),
    Talking(CallId, u64),
    /// Until then, and with more time asked for never longer than.
    WrappingUp(Timestamp, Timestamp),
}

#[derive(Debug)]
struct Agent {
    profile: AgentProfile,
    signed_in: bool,
    signed_out_at: Option<Timestamp>,
    away: Option<(NotReadyReason, Option<Timestamp>)>,
    outside: bool,
    doing: Doing,
    missed: u32,
    hot: u32,
    /// The first agent ever heard of is 0.
    number: usize,
    idle_since: Timestamp,
    talks_since: Timestamp,
    /// Calls taken and time talked by day.
    work: BTreeMap<i64, (u32, Duration)>,
    /// What the caller in the talk weighed before it.
    weight: f64,
    /// Minutes weighted by the callers' moods, by day.
    hard_minutes: BTreeMap<i64, f64>,
    /// And no rest since.
    abused: bool,
    /// Away since then, if away; a rest asked for in a talk begins after it.
    away_since: Timestamp,
}

impl Agent {
    /// No longer away, or for another reason: three minutes of a break, a prayer or a meal were a rest.
    fn back(&mut self, now: Timestamp) -> bool {
        let Some((why, _)) = self.away.take() else { return false };
        if is_rest(why) && now.since(self.away_since) >= Duration::from_secs(180) {
            self.abused = false;
        }
        true
    }

    fn is_free(&self) -> bool {
        self.is_around() && self.doing == Doing::Nothing
    }

    fn is_around(&self) -> bool {
        self.signed_in && self.away.is_none() && !self.outside
    }
}

#[derive(Debug)]
struct Call {
    request: RouteRequest,
    queue: QueueId,
    since: Timestamp,
    entered: Timestamp,
    offers: BTreeSet<OfferId>,
    /// Whom else all rings, before anything else is offered.
    to_ring: Vec<AgentId>,
    last_agent: Option<AgentId>,
    held: bool,
    back_off: BTreeMap<AgentId, Timestamp>,
    /// Agents the caller abused.
    never: BTreeSet<AgentId>,
}

impl Call {
    fn in_line(&self) -> bool {
        self.request.only.is_none()
    }
}

/// The conscience.
#[derive(Debug)]
pub(crate) struct Reference {
    config: RoutingConfig,
    agents: BTreeMap<AgentId, Agent>,
    calls: Vec<Call>,
    offers: BTreeMap<OfferId, (CallId, AgentId, bool, Timestamp)>,
    kept: Vec<(String, QueueId, Timestamp, Timestamp)>,
    ended: BTreeSet<OfferId>,
    abused: BTreeSet<(String, AgentId)>,
    last_agents: BTreeMap<String, AgentId>,
    /// Who was offered last in each queue: tier, position, number.
    last_seats: BTreeMap<QueueId, (u8, u32, usize)>,
    /// Offers seen.
    pub(crate) offered: u64,
}

impl Reference {
    pub(crate) fn new(config: RoutingConfig) -> Self {
        Self {
            config,
            agents: BTreeMap::new(),
            calls: Vec::new(),
            offers: BTreeMap::new(),
            kept: Vec::new(),
            ended: BTreeSet::new(),
            abused: BTreeSet::new(),
            last_agents: BTreeMap::new(),
            last_seats: BTreeMap::new(),
            offered: 0,
        }
    }

    /// Time goes on; said before every input and after every timeout.
    pub(crate) fn passes(&mut self, now: Timestamp) {
        for agent in self.agents.values_mut() {
            if matches!(agent.doing, Doing::WrappingUp(until, _) if until <= now) {
                agent.doing = Doing::Nothing;
                agent.idle_since = now;
            }
            if agent.away.is_some_and(|(_, until)| until.is_some_and(|until| until <= now)) {
                agent.away = None;
                agent.missed = 0;
                agent.idle_since = now;
            }
        }
        for call in &mut self.calls {
            call.back_off.retain(|_, until| *until > now);
        }
    }

    pub(crate) fn hears(&mut self, now: Timestamp, input: &Input) {
        match input {
            Input::Agent(profile) => self.exists(profile),
            Input::AgentRemoved { agent } => {
                self.sign_out(now, agent);
                if let Some(agent) = self.agents.get_mut(agent) {
                    agent.profile.queues.clear();
                    agent.signed_out_at = None;
                }
            }
            Input::SignedIn { agent } => {
                if let Some(agent) = self.agents.get_mut(agent).filter(|agent| !agent.signed_in) {
                    agent.signed_in = true;
                    agent.idle_since = now;
                    if agent.signed_out_at.is_none_or(|at| now.since(at) >= Duration::from_secs(15 * 60)) {
                        agent.abused = false;
                    }
                    agent.signed_out_at = None;
                    agent.missed = 0;
                    agent.away = agent.away.filter(|(why, until)| until.is_none() && *why != NotReadyReason::NoAnswer);
                }
            }
            Input::SignedOut { agent } => self.sign_out(now, agent),
            Input::Ready { agent } => {
                self.end_wrap_up(now, agent);
                if let Some(agent) = self.agents.get_mut(agent) {
                    if agent.back(now) {
                        agent.idle_since = now;
                    }
                    agent.missed = 0;
                }
            }
            Input::NotReady { agent, reason } => {
                self.end_wrap_up(now, agent);
                if let Some(agent) = self.agents.get_mut(agent) {
                    agent.back(now);
                    agent.away = Some((*reason, None));
                    agent.away_since = now;
                }
            }
            Input::Outside { agent, busy } => {
                if let Some(agent) = self.agents.get_mut(agent) {
                    if agent.outside && !*busy {
                        agent.idle_since = now;
                    }
                    agent.outside = *busy;
                }
            }
            Input::WrapUpDone { agent } => self.end_wrap_up(now, agent),
            Input::TalkEnded { agent, end, mood } => self.talk_ended(now, agent, *end, Some(weight(*mood))),
            Input::ExtendWrapUp { agent } => {
                let more = Duration::from_secs(self.config.wrap_up_more_s);
                if let Some(Doing::WrappingUp(until, most)) = self.agents.get_mut(agent).map(|agent| &mut agent.doing) {
                    *until = (*until + more).min(*most);
                }
            }
            Input::Abused { caller, agent } => {
                self.abused.insert((caller.reveal().clone(), agent.clone()));
            }
            Input::Request(request) => self.requested(now, request),
            Input::Leave { call } => self.left(now, *call),
            Input::CallGone { call } => {
                self.left(now, *call);
                let open = self.offers.iter().filter(|(_, (of, ..))| of == call).map(|(offer, _)| *offer);
                open.collect::<Vec<_>>().into_iter().for_each(|offer| drop(self.free_from(offer)));
                let is_with = |agent: &Agent| matches!(agent.doing, Doing::Talking(with, _) if with == *call);
                let with: Vec<_> = self.agents.iter().filter(|(_, a)| is_with(a)).map(|(id, _)| id.clone()).collect();
                with.iter().for_each(|agent| self.talk_ended(now, agent, TalkEnd::Done, None));
            }
            Input::OfferEnded { offer, outcome } => self.offer_ended(now, *offer, *outcome),
            Input::LastAgent { caller, agent } => {
                self.last_agents.insert(caller.reveal().clone(), agent.clone());
            }
            Input::Learnt(_) => {} // changes who is preferred, never who may
            Input::Recall(_) => {} // told before anything else, and not in these histories
        }
        self.let_go_of_the_held();
    }

    fn exists(&mut self, profile: &AgentProfile) {
        let number = self.agents.len();
        let agent = self.agents.entry(profile.id.clone()).or_insert_with(|| Agent {
            profile: profile.clone(),
            signed_in: false,
            signed_out_at: None,
            away: None,
            outside: false,
            doing: Doing::Nothing,
            missed: 0,
            hot: 0,
            number,
            idle_since: Timestamp::default(),
            talks_since: Timestamp::default(),
            work: BTreeMap::new(),
            weight: 0.0,
            hard_minutes: BTreeMap::new(),
            abused: false,
            away_since: Timestamp(0),
        });
        agent.profile = profile.clone();
    }

    fn sign_out(&mut self, now: Timestamp, agent: &AgentId) {
        if let Some(agent) = self.agents.get_mut(agent).filter(|agent| agent.signed_in) {
            agent.signed_in = false;
            agent.signed_out_at = Some(now);
            agent.outside = false;
            if matches!(agent.doing, Doing::WrappingUp(..)) {
                agent.doing = Doing::Nothing;
            }
        }
    }

    fn end_wrap_up(&mut self, now: Timestamp, agent: &AgentId) {
        if let Some(agent) = self.agents.get_mut(agent)
            && matches!(agent.doing, Doing::WrappingUp(..))
        {
            agent.doing = Doing::Nothing;
            agent.idle_since = now;
        }
    }

    fn talk_ended(&mut self, now: Timestamp, agent: &AgentId, end: TalkEnd, weighed: Option<f64>) {
        let seconds = Duration::from_secs;
        let (more, most) = (seconds(self.config.wrap_up_more_s), seconds(self.config.wrap_up_most_s));
        let Some(agent) = self.agents.get_mut(agent) else { return };
        if let Doing::Talking(_, wrap_up_ms) = agent.doing {
            let (day, time) = (day(&self.config, now), now.since(agent.talks_since));
            agent.work.entry(day).or_default().1 += time;
            *agent.hard_minutes.entry(day).or_default() += time.as_secs_f64() / 60.0 * weighed.unwrap_or(agent.weight);
            agent.abused |= end == TalkEnd::Abuse;
            if agent.away.is_some() {
                agent.away_since = now;
            }
            agent.idle_since = now;
            let usual = Duration::from_millis(wrap_up_ms);
            let wrap_up = if end == TalkEnd::Abuse { usual.max(more) } else { usual };
            let rests = !wrap_up.is_zero() && agent.signed_in && end != TalkEnd::LineLost;
            agent.doing =
                if rests { Doing::WrappingUp(now + wrap_up, now + most.max(wrap_up)) } else { Doing::Nothing };
            if end == TalkEnd::LineLost {
                agent.away = Some((NotReadyReason::LineLost, None));
            }
        }
    }

    fn requested(&mut self, now: Timestamp, request: &RouteRequest) {
        if self.calls.iter().any(|call| call.request.call == request.call && !call.offers.is_empty()) {
            return;
        }
        self.calls.retain(|call| call.request.call != request.call);
        let caller = request.caller.iter().map(|caller| caller.reveal().clone());
        self.abused.extend(caller.flat_map(|caller| request.abused.iter().map(move |id| (caller.clone(), id.clone()))));
        if !self.config.queues.contains_key(&request.queue) {
            return;
        }
        let never = self.abused_by(request);
        if let Some(only) = &request.only
            && (never.contains(only) || !self.agents.get(only).is_some_and(Agent::is_free))
        {
            return;
        }
        self.calls.push(Call {
            queue: request.queue.clone(),
            since: request.since.min(now),
            entered: now,
            offers: BTreeSet::new(),
            to_ring: Vec::new(),
            last_agent: request.caller.as_ref().and_then(|caller| self.last_agents.get(caller.reveal())).cloned(),
            held: self.holds(&request.queue) && !request.emergency,
            back_off: BTreeMap::new(),
            never,
            request: request.clone(),
        });
    }

    fn abused_by(&self, request: &RouteRequest) -> BTreeSet<AgentId> {
        let is_caller = |caller: &String| request.caller.as_ref().is_some_and(|other| other.reveal() == caller);
        let before = self.abused.iter().filter(|(caller, _)| is_caller(caller)).map(|(_, agent)| agent);
        before.chain(&request.abused).cloned().collect()
    }

    fn left(&mut self, now: Timestamp, call: CallId) {
        let Some(at) = self.calls.iter().position(|waiting| waiting.request.call == call) else { return };
        let gone = self.calls.remove(at);
        for offer in &gone.offers {
            self.free_from(*offer);
        }
        if gone.in_line()
            && let Some(caller) = &gone.request.caller
        {
            let caller = caller.reveal().clone();
            self.kept.retain(|(other, ..)| *other != caller);
            self.kept.push((caller, gone.request.queue.clone(), gone.since, now));
        }
    }

    fn free_from(&mut self, offer: OfferId) -> Option<(CallId, AgentId, bool)> {
        let (call, agent, withdrawn, _) = self.offers.remove(&offer)?;
        assert!(self.ended.insert(offer), "{offer:?} ended twice");
        if let Some(ringing) = self.agents.get_mut(&agent) {
            ringing.doing = Doing::Nothing;
        }
        Some((call, agent, withdrawn))
    }

    fn offer_ended(&mut self, now: Timestamp, offer: OfferId, outcome: OfferOutcome) {
        if outcome == OfferOutcome::CallerGone {
            if let Some((call, ..)) = self.offers.get(&offer) {
                self.left(now, *call);
            }
            return;
        }
        let Some((call, agent, withdrawn)) = self.free_from(offer) else { return };
        let rings = self.calls.iter().any(|waiting| waiting.request.call == call && waiting.offers.contains(&offer));
        if outcome == OfferOutcome::Accepted {
            if rings {
                self.accepted(now, call, &agent);
            }
            return;
        }
        if let OfferOutcome::Refused { cause } = outcome
            && !withdrawn
        {
            self.mark(now, &agent, cause);
        }
        let back_off = Duration::from_secs(self.config.back_off_s);
        let refused = matches!(outcome, OfferOutcome::Refused { .. });
        if let Some(call) = self.calls.iter_mut().find(|waiting| waiting.request.call == call).filter(|_| rings) {
            call.offers.remove(&offer);
            if refused || !withdrawn {
                call.back_off.insert(agent, now + back_off);
            }
        }
        self.calls.retain(|waiting| waiting.request.call != call || waiting.in_line() || !waiting.offers.is_empty());
    }

    fn accepted(&mut self, now: Timestamp, call: CallId, agent: &AgentId) {
        let at = self.calls.iter().position(|waiting| waiting.request.call == call).expect("an accepted call waited");
        let accepted = self.calls.remove(at);
        let wrap_up_ms = self.config.queues[&accepted.queue].wrap_up_s * 1000;
        if let Some(caller) = &accepted.request.caller {
            self.last_agents.insert(caller.reveal().clone(), agent.clone());
        }
        let agent = self.agents.get_mut(agent).expect("known");
        agent.doing = Doing::Talking(call, wrap_up_ms);
        agent.talks_since = now;
        agent.weight = weight(accepted.request.mood);
        agent.work.entry(day(&self.config, now)).or_default().0 += 1;
        agent.missed = 0;
        agent.hot = if is_hot(&accepted.request) { agent.hot + 1 } else { 0 };
    }

    fn mark(&mut self, now: Timestamp, agent: &AgentId, cause: RefusalCause) {
        let (pause_s, rest_s, most) =
            (self.config.declined_pause_s, self.config.missed_rest_s, self.config.missed_before_not_ready);
        let agent = self.agents.get_mut(agent).expect("known");
        agent.idle_since = now;
        match cause {
            RefusalCause::Declined | RefusalCause::Busy => {
                agent.missed = 0;
                agent.away = Some((NotReadyReason::Declined, Some(now + Duration::from_secs(pause_s))));
            }
            RefusalCause::NoAnswer | RefusalCause::Unreachable => {
                agent.missed += 1;
                if agent.missed >= most {
                    agent.away = Some((NotReadyReason::NoAnswer, Some(now + Duration::from_secs(rest_s))));
                }
            }
        }
    }

    /// After every verb: nobody waits for whom somebody is free. (The law allows a second; the dispatcher needs none.)
    pub(crate) fn settled(&mut self, now: Timestamp) {
        self.let_go_of_the_held();
        self.wait_no_longer(now);
        for call in self.calls.iter().filter(|call| call.in_line() && call.offers.is_empty()) {
            if let Some(agent) = self.agents.keys().find(|agent| self.may(now, call, agent)) {
                panic!("{:?} waits although {agent} is free", call.request.call);
            }
        }
        assert!(self.calls.iter().all(|call| call.to_ring.is_empty()), "all ring, or none");
    }

    /// Calls in the line now, directed ones left out.
    #[allow(dead_code, reason = "one of the two tests that share this file asks")]
    pub(crate) fn in_line(&self) -> usize {
        self.calls.iter().filter(|call| call.in_line()).count()
    }

    /// Does that call wait, or is it being offered.
    pub(crate) fn knows(&self, call: CallId) -> bool {
        self.calls.iter().any(|waiting| waiting.request.call == call)
    }

    /// Who talks with which call.
    pub(crate) fn talking(&self) -> Vec<(AgentId, CallId)> {
        let with = |agent: &Agent| match agent.doing {
            Doing::Talking(call, _) => Some(call),
            Doing::Nothing | Doing::Ringing(_) | Doing::WrappingUp(..) => None,
        };
        self.agents.iter().filter_map(|(id, agent)| Some((id.clone(), with(agent)?))).collect()
    }

    /// Offers whose end was not told yet.
    #[allow(dead_code, reason = "one of the two tests that share this file asks")]
    pub(crate) fn open_offers(&self) -> Vec<OfferId> {
        self.offers.keys().copied().collect()
    }
}

/// The agents' day.
fn day(config: &RoutingConfig, now: Timestamp) -> i64 {
    (now.as_millis() + i64::from(config.utc_offset_min) * 60_000).div_euclid(86_400_000)
}

const fn is_rest(reason: NotReadyReason) -> bool {
    matches!(reason, NotReadyReason::Break | NotReadyReason::Prayer | NotReadyReason::Meal)
}

fn is_hot(request: &RouteRequest) -> bool {
    weight(request.mood) >= 0.4
}

/// How hard a mood is on an agent.
fn weight(mood: MoodScores) -> f64 {
    f64::from(mood.angry) + 0.5 * f64::from(mood.frustrated) + 0.15 * f64::from(mood.lost)
}
