//! What the dispatcher says, held against what is known.

use std::time::Duration;

use wasl_model::{AgentId, AgentState, CallId, OfferId, OfferReasons, QueueId, RouteUpdate, Timestamp};
use wasl_routing::{LastAgent, Output};

use super::{Call, Doing, Reference};

impl Reference {
    pub(crate) fn sees(&mut self, now: Timestamp, output: &Output) {
        match output {
            Output::AgentChanged { agent, state, .. } => self.state_is_true(agent, state),
            Output::ToCall { call, update } => match update {
                RouteUpdate::Offer { offer, agent, reasons, .. } => self.offered(now, *call, *offer, agent, reasons),
                RouteUpdate::Withdrawn { offer } => self.withdrawn(now, *offer),
                RouteUpdate::Waiting { queue, position, wait } => {
                    let me = self.waiting(*call);
                    assert_eq!(&me.queue, queue);
                    let before = self
                        .calls
                        .iter()
                        .filter(|other| other.in_line() && other.queue == *queue && self.place(other) < self.place(me));
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
        assert!(self.agents[agent].is_free(), "{agent} is not free for {call}: {:?}", self.agents[agent]);
        let at = self.calls.iter().position(|waiting| waiting.request.call == call).expect("it waits");
        let me = &self.calls[at];
        let (queue, in_line) = (me.queue.clone(), me.in_line());
        match (&me.request.only, me.to_ring.first()) {
            (Some(only), _) => assert_eq!(only, agent),
            (None, None) => {
                assert_eq!(me.offers.len(), 0, "a call is offered once at a time");
                self.choice_is_fair(now, me, agent, reasons);
                let at_once = self.chosen(now, me, agent, reasons);
                self.calls[at].to_ring = at_once;
            }
            (None, Some(next)) => assert_eq!(next, agent, "all ring, in their order"),
        }
        let me = &mut self.calls[at];
        if in_line {
            me.to_ring.remove(0);
        }
        me.offers.insert(offer);
        assert_eq!(u128::from(reasons.waited_ms), now.since(me.since).as_millis());
        assert!(reasons.parts.windows(2).all(|pair| pair[0].value >= pair[1].value || pair[1].value == 0.0));
        for (score, parts) in std::iter::once((reasons.score, &reasons.parts))
            .chain(reasons.runners_up.iter().map(|(_, score)| *score).zip(&reasons.runner_up_parts))
        {
            let total: f64 = parts.iter().map(|part| part.value).sum();
            assert!((total - score).abs() < 1e-9, "the parts add up to the score");
        }
        assert_eq!(reasons.runners_up.len(), reasons.runner_up_parts.len());
        self.offered += 1;
        self.offers.insert(offer, (call, agent.clone(), false, now));
        let seat = self.seat(&queue, agent);
        let agent = self.agents.get_mut(agent).expect("known");
        agent.doing = Doing::Ringing(offer);
        if in_line {
            self.last_seats.insert(queue, seat);
        }
    }

    fn withdrawn(&mut self, now: Timestamp, offer: OfferId) {
        let Some((call, agent, withdrawn, at)) = self.offers.get_mut(&offer) else { panic!("{offer:?} was not open") };
        let beaten = !self.calls.iter().any(|waiting| waiting.request.call == *call && waiting.offers.contains(&offer));
        let gone = !self.agents[agent].is_around();
        assert!(gone || beaten || now.since(*at) >= Duration::from_secs(5), "withdrawn without reason");
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
        me.held = matches!(self.config.queues[to].last_agent, LastAgent::Hold { .. }) && !me.request.emergency;
    }

    fn no_one(&self, now: Timestamp, call: CallId, queue: &QueueId) {
        // A transfer by name to somebody not free is not in the list at all.
        if let Some(me) = self.calls.iter().find(|waiting| waiting.request.call == call) {
            assert_eq!(&me.queue, queue);
            assert!(!self.anybody(now, me), "somebody could serve {call:?}");
        }
    }
}
