//! A slow, obvious dispatcher's conscience: it hears what the dispatcher hears and says, and objects.
//!
//! It keeps lists and looks through all of them every time. It does not choose; it knows who may be chosen.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wasl_model::{
    AgentId, AgentProfile, AgentState, CallId, NotReadyReason, OfferId, OfferOutcome, OfferReasons, QueueId,
    RefusalCause, RouteRequest, RouteUpdate, TalkEnd, Timestamp,
};
use wasl_routing::{Input, Output, RoutingConfig};

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
}

impl Agent {
    fn is_free(&self) -> bool {
        self.signed_in && self.away.is_none() && !self.outside && self.doing == Doing::Nothing
    }
}

#[derive(Debug)]
struct Call {
    request: RouteRequest,
    queue: QueueId,
    since: Timestamp,
    entered: Timestamp,
    offer: Option<OfferId>,
    back_off: BTreeMap<AgentId, Timestamp>,
    /// Agents the caller abused.
    never: BTreeSet<AgentId>,
}

impl Call {
    fn place(&self) -> (bool, Timestamp, CallId) {
        (!self.request.emergency, self.since, self.request.call)
    }

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
            offered: 0,
        }
    }

    /// Time goes on; said before every input and after every timeout.
    pub(crate) fn passes(&mut self, now: Timestamp) {
        for agent in self.agents.values_mut() {
            if matches!(agent.doing, Doing::WrappingUp(until, _) if until <= now) {
                agent.doing = Doing::Nothing;
            }
            if agent.away.is_some_and(|(_, until)| until.is_some_and(|until| until <= now)) {
                agent.away = None;
                agent.missed = 0;
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
                    agent.signed_out_at = None;
                    agent.missed = 0;
                    agent.away = agent.away.filter(|(why, until)| until.is_none() && *why != NotReadyReason::NoAnswer);
                }
            }
            Input::SignedOut { agent } => self.sign_out(now, agent),
            Input::Ready { agent } => {
                self.end_wrap_up(agent);
                if let Some(agent) = self.agents.get_mut(agent) {
                    agent.away = None;
                    agent.missed = 0;
                }
            }
            Input::NotReady { agent, reason } => {
                self.end_wrap_up(agent);
                if let Some(agent) = self.agents.get_mut(agent) {
                    agent.away = Some((*reason, None));
                }
            }
            Input::Outside { agent, busy } => {
                if let Some(agent) = self.agents.get_mut(agent) {
                    agent.outside = *busy;
                }
            }
            Input::WrapUpDone { agent } => self.end_wrap_up(agent),
            Input::TalkEnded { agent, end, .. } => self.talk_ended(now, agent, *end),
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
                let is_with = |agent: &Agent| matches!(agent.doing, Doing::Talking(with, _) if with == *call);
                let with: Vec<_> = self.agents.iter().filter(|(_, a)| is_with(a)).map(|(id, _)| id.clone()).collect();
                with.iter().for_each(|agent| self.talk_ended(now, agent, TalkEnd::Done));
            }
            Input::OfferEnded { offer, outcome } => self.offer_ended(now, *offer, *outcome),
            Input::LastAgent { .. } => {}
        }
    }

    fn exists(&mut self, profile: &AgentProfile) {
        let agent = self.agents.entry(profile.id.clone()).or_insert_with(|| Agent {
            profile: profile.clone(),
            signed_in: false,
            signed_out_at: None,
            away: None,
            outside: false,
            doing: Doing::Nothing,
            missed: 0,
            hot: 0,
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

    fn end_wrap_up(&mut self, agent: &AgentId) {
        if let Some(agent) = self.agents.get_mut(agent)
            && matches!(agent.doing, Doing::WrappingUp(..))
        {
            agent.doing = Doing::Nothing;
        }
    }

    fn talk_ended(&mut self, now: Timestamp, agent: &AgentId, end: TalkEnd) {
        let seconds = Duration::from_secs;
        let (more, most) = (seconds(self.config.wrap_up_more_s), seconds(self.config.wrap_up_most_s));
        let Some(agent) = self.agents.get_mut(agent) else { return };
        if let Doing::Talking(_, wrap_up_ms) = agent.doing {
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
        if self.calls.iter().any(|call| call.request.call == request.call && call.offer.is_some()) {
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
            offer: None,
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
        if let Some(offer) = gone.offer {
            self.free_from(offer);
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
        if outcome == OfferOutcome::Accepted {
            return self.accepted(call, &agent);
        }
        if let OfferOutcome::Refused { cause } = outcome
            && !withdrawn
        {
            self.mark(now, &agent, cause);
        }
        let back_off = Duration::from_secs(self.config.back_off_s);
        let refused = matches!(outcome, OfferOutcome::Refused { .. });
        if let Some(call) = self.calls.iter_mut().find(|waiting| waiting.request.call == call) {
            call.offer = None;
            if refused || !withdrawn {
                call.back_off.insert(agent, now + back_off);
            }
        }
        self.calls.retain(|waiting| waiting.request.call != call || waiting.in_line());
    }

    fn accepted(&mut self, call: CallId, agent: &AgentId) {
        let at = self.calls.iter().position(|waiting| waiting.request.call == call).expect("an accepted call waited");
        let accepted = self.calls.remove(at);
        let wrap_up_ms = self.config.queues[&accepted.queue].wrap_up_s * 1000;
        let agent = self.agents.get_mut(agent).expect("known");
        agent.doing = Doing::Talking(call, wrap_up_ms);
        agent.missed = 0;
        agent.hot = if is_hot(&accepted.request) { agent.hot + 1 } else { 0 };
    }

    fn mark(&mut self, now: Timestamp, agent: &AgentId, cause: RefusalCause) {
        let (pause_s, rest_s, most) =
            (self.config.declined_pause_s, self.config.missed_rest_s, self.config.missed_before_not_ready);
        let agent = self.agents.get_mut(agent).expect("known");
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

    pub(crate) fn sees(&mut self, now: Timestamp, output: &Output) {
        match output {
            Output::AgentChanged { agent, state, .. } => self.state_is_true(agent, state),
            Output::ToCall { call, update } => match update {
                RouteUpdate::Offer { offer, agent, reasons, .. } => self.offered(now, *call, *offer, agent, reasons),
                RouteUpdate::Withdrawn { offer } => self.withdrawn(now, *offer),
                RouteUpdate::Waiting { queue, position, wait } => {
                    let me = self.waiting(*call);
                    assert_eq!(&me.queue, queue);
                    let before =
                        self.calls.iter().filter(|c| c.in_line() && c.queue == *queue && c.place() < me.place());
                    assert_eq!(before.count() + 1, *position as usize, "the place told is not the place in line");
                    assert!(wait.is_none_or(|wait| wait.p50_ms <= wait.p80_ms));
                }
                RouteUpdate::PlaceKept { since } => self.place_kept(now, *call, *since),
                RouteUpdate::Overflowed { from, to } => self.overflowed(now, *call, from, to),
                RouteUpdate::NoOne { queue } => self.no_one(now, *call, queue),
                RouteUpdate::Left => assert!(!self.knows(*call), "who left is in no line"),
            },
        }
    }

    fn waiting(&self, call: CallId) -> &Call {
        self.calls.iter().find(|waiting| waiting.request.call == call).expect("told only to waiting calls")
    }

    fn state_is_true(&self, agent: &AgentId, state: &AgentState) {
        let agent = &self.agents[agent];
        let fits = match state {
            AgentState::SignedOut => !agent.signed_in,
            AgentState::Ready { .. } => agent.signed_in && agent.away.is_none() && !agent.outside,
            AgentState::NotReady { .. } => agent.signed_in && (agent.away.is_some() || agent.outside),
            AgentState::Ringing { .. } => agent.signed_in,
            AgentState::OnCall { call } => matches!(agent.doing, Doing::Talking(with, _) if with == *call),
            AgentState::WrapUp { .. } => matches!(agent.doing, Doing::WrappingUp(..)),
        };
        assert!(fits, "told {state:?} of {agent:?}");
    }

    fn offered(&mut self, now: Timestamp, call: CallId, offer: OfferId, agent: &AgentId, reasons: &OfferReasons) {
        let me = self.waiting(call);
        assert_eq!(me.offer, None, "a call has one offer at a time");
        assert!(self.agents[agent].is_free(), "{agent} is not free for {call}: {:?}", self.agents[agent]);
        match &me.request.only {
            Some(only) => assert_eq!(only, agent),
            None => self.choice_is_fair(now, me, agent, reasons),
        }
        assert_eq!(u128::from(reasons.waited_ms), now.since(me.since).as_millis());
        assert!(reasons.parts.windows(2).all(|pair| pair[0].value >= pair[1].value || pair[1].value == 0.0));
        let total: f64 = reasons.parts.iter().map(|part| part.value).sum();
        assert!((total - reasons.score).abs() < 1e-9, "the parts add up to the score");
        self.offered += 1;
        self.offers.insert(offer, (call, agent.clone(), false, now));
        self.agents.get_mut(agent).expect("known").doing = Doing::Ringing(offer);
        self.calls.iter_mut().find(|waiting| waiting.request.call == call).expect("waits").offer = Some(offer);
    }

    fn choice_is_fair(&self, now: Timestamp, me: &Call, agent: &AgentId, reasons: &OfferReasons) {
        assert!(self.may(now, me, agent), "{agent} may not serve {:?}", me.request.call);
        for other in self.calls.iter().filter(|other| other.in_line() && other.offer.is_none()) {
            let overtaken = other.place() < me.place() && self.may(now, other, agent);
            assert!(!overtaken, "{:?} overtook {:?} at {agent}", me.request.call, other.request.call);
        }
        let eligible: Vec<_> = self.agents.keys().filter(|id| self.may(now, me, id)).collect();
        assert_eq!(eligible.len(), reasons.eligible as usize);
        let limit = self.config.hot_in_a_row;
        if is_hot(&me.request) && self.agents[agent].hot >= limit {
            assert!(eligible.iter().all(|id| self.agents[*id].hot >= limit), "a rested agent was passed over");
        }
        let guarded = reasons.parts.iter().any(|part| part.name == "hot_guard");
        assert!(guarded || reasons.runners_up.iter().all(|(_, score)| *score <= reasons.score));
    }

    /// May that agent be offered that call now.
    fn may(&self, now: Timestamp, call: &Call, agent: &AgentId) -> bool {
        let agent_id = agent;
        let agent = &self.agents[agent];
        let on_terms = !call.back_off.contains_key(agent_id) && !call.never.contains(agent_id);
        agent.is_free() && on_terms && self.could(agent, call, now.since(call.since))
    }

    /// Serves the queue, speaks the language, has the skills, as far as insisted on after that wait.
    fn could(&self, agent: &Agent, call: &Call, waited: Duration) -> bool {
        let queue = &self.config.queues[&call.queue];
        let relaxed = |after: Option<u64>| after.is_some_and(|s| waited >= Duration::from_secs(s));
        let speaks = agent.profile.languages.contains_key(&call.request.language);
        let mut wanted = call.request.skills.iter().chain(&queue.skills);
        let able = wanted.all(|(skill, least)| agent.profile.skills.get(skill).is_some_and(|level| level >= least));
        agent.profile.queues.contains(&call.queue)
            && (speaks || relaxed(queue.relax_language_after_s))
            && (able || relaxed(queue.relax_skills_after_s))
    }

    /// Could anybody signed in ever serve it there.
    fn anybody(&self, now: Timestamp, call: &Call) -> bool {
        let grace = Duration::from_secs(self.config.no_one_grace_s);
        let here = |agent: &&Agent| agent.signed_in || agent.signed_out_at.is_some_and(|at| now.since(at) < grace);
        let on_terms = self.agents.iter().filter(|(id, _)| !call.never.contains(*id)).map(|(_, agent)| agent);
        on_terms.filter(here).any(|agent| self.could(agent, call, Duration::MAX))
    }

    fn withdrawn(&mut self, now: Timestamp, offer: OfferId) {
        let Some((_, agent, withdrawn, at)) = self.offers.get_mut(&offer) else { panic!("{offer:?} was not open") };
        let agent = &self.agents[agent];
        let gone = !agent.signed_in || agent.away.is_some() || agent.outside;
        assert!(gone || now.since(*at) >= Duration::from_secs(5), "withdrawn without reason");
        *withdrawn = true;
    }

    fn place_kept(&mut self, now: Timestamp, call: CallId, since: Timestamp) {
        let request = &self.waiting(call).request;
        let caller = request.caller.as_ref().expect("only a known caller keeps a place").reveal().clone();
        let queue = request.queue.clone();
        let kept = self.kept.iter().position(|(other, to, was, left)| {
            let keep = Duration::from_secs(self.config.keep_place_s);
            *other == caller && *to == queue && *was == since && now.since(*left) <= keep
        });
        self.kept.remove(kept.expect("the place was left lately"));
        self.calls.iter_mut().find(|waiting| waiting.request.call == call).expect("waits").since = since;
    }

    fn overflowed(&mut self, now: Timestamp, call: CallId, from: &QueueId, to: &QueueId) {
        let me = self.waiting(call);
        let overflow = self.config.queues[from].overflow.as_ref().expect("it overflows");
        assert_eq!((&me.queue, to), (from, &overflow.to));
        let due = now.since(me.entered) >= Duration::from_secs(overflow.after_s);
        assert!(due || !self.anybody(now, me), "overflowed before its time");
        let me = self.calls.iter_mut().find(|waiting| waiting.request.call == call).expect("waits");
        (me.queue, me.entered) = (to.clone(), now);
        me.back_off.clear();
    }

    fn no_one(&self, now: Timestamp, call: CallId, queue: &QueueId) {
        // A transfer by name to somebody not free is not in the list at all.
        if let Some(me) = self.calls.iter().find(|waiting| waiting.request.call == call) {
            assert_eq!(&me.queue, queue);
            assert!(!self.anybody(now, me), "somebody could serve {call:?}");
        }
    }

    /// After every verb: nobody waits for whom somebody is free. (The law allows a second; the dispatcher needs none.)
    pub(crate) fn settled(&self, now: Timestamp) {
        for call in self.calls.iter().filter(|call| call.in_line() && call.offer.is_none()) {
            if let Some(agent) = self.agents.keys().find(|agent| self.may(now, call, agent)) {
                panic!("{:?} waits although {agent} is free", call.request.call);
            }
        }
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

fn is_hot(request: &RouteRequest) -> bool {
    let mood = request.mood;
    f64::from(mood.angry) + 0.5 * f64::from(mood.frustrated) + 0.15 * f64::from(mood.lost) >= 0.4
}
