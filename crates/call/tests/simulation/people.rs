//! What people do with their phones and desks.

use rand::Rng as _;
use rand::seq::IndexedRandom as _;
use wasl_call::{AgentAsk, Call, CallInput, DeskView, TransferTarget};
use wasl_model::{AgentId, CallId, EndCause, HandoverCause, LegId, Mood, NotReadyReason, PlaySource};
use wasl_routing::Input;

use super::book::Line;
use super::{Event, World, span};

#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    Answers,
    Refuses,
    HangsUp,
    IsLost,
    Holds,
    Resumes,
    Refers,
    /// The desk is loaded anew, the network changes: the sound stops.
    Breaks,
    /// And comes again.
    Mends,
}

/// Behind these the call ends.
const LAST_PROMPTS: [&str; 4] = ["callback_promised", "callback_keeps_place", "nobody_now", "goodbye"];

impl World {
    /// Over the last prompt a caller now and then asks for a person, or tells of an emergency.
    pub(super) fn wants_people_after_all(&mut self, call: CallId, source: &PlaySource) {
        let PlaySource::Prompts(prompts, _) = source else { return };
        let last = prompts.iter().any(|prompt| LAST_PROMPTS.contains(&prompt.as_str()));
        if last && self.dice.random_bool(0.2) {
            let asks = [CallInput::Emergency { queue: self.some_queue() }, CallInput::PersonWanted];
            let asks = asks.choose(&mut self.dice).unwrap().clone();
            self.tally.brought_back += 1;
            self.later(1_000, Event::ToCall(call, Box::new(asks)));
        }
    }

    /// A leg rings: its person will answer, refuse, ignore it, be unreachable, or walk away.
    pub(super) fn dial(&mut self, call: CallId, leg: LegId, agent: Option<AgentId>, ring_ms: u64) {
        self.tally.offers += u64::from(agent.is_some());
        let line = Line::new(call, agent.clone());
        assert!(self.lines.insert(leg, line).is_none(), "a leg is dialled once");
        self.no_agent_has_two_calls();
        let after = self.dice.random_range(200..ring_ms + 400);
        match self.dice.random_range(0..10) {
            0..6 => self.later(after, Event::Does(leg, Deed::Answers)),
            6 | 7 => self.later(after, Event::Does(leg, Deed::Refuses)),
            8 => {}
            _ => {
                if let Some(agent) = agent {
                    self.later(after / 2, Event::ToDispatcher(Input::SignedOut { agent: agent.clone() }));
                    self.later(after / 2 + 20_000, Event::ToDispatcher(Input::SignedIn { agent }));
                }
            }
        }
    }

    /// A desk that was loaded anew is rung: it mostly answers at once.
    pub(super) fn dial_again(&mut self, call: CallId, leg: LegId, agent: AgentId) {
        let line = Line { resumes: true, ..Line::new(call, Some(agent)) };
        assert!(self.lines.insert(leg, line).is_none(), "a leg is dialled once");
        self.no_agent_has_two_calls();
        let after = self.dice.random_range(10..2_000);
        match self.dice.random_range(0..10) {
            0..7 => self.later(after, Event::Does(leg, Deed::Answers)),
            7 | 8 => self.later(after, Event::Does(leg, Deed::Refuses)),
            _ => {}
        }
    }

    /// We hung up a leg: its end comes, unless its answer was faster.
    pub(super) fn hung_up(&mut self, leg: LegId) {
        let Some(line) = self.lines.get_mut(&leg) else { return };
        let (call, crossing) = (line.call, !line.up && !line.dropped && line.agent.is_some());
        line.dropped = true;
        if crossing && self.dice.random_bool(0.2) {
            self.send(true, call, Event::ToCall(call, Box::new(CallInput::LegAnswered { leg })));
            return; // its end comes with the second Hangup
        }
        let is_told = self.dice.random_bool(0.98);
        if is_told {
            self.leg_ends(leg, EndCause::Released);
        }
    }

    pub(super) fn leg_ends(&mut self, leg: LegId, cause: EndCause) {
        if let Some(line) = self.lines.remove(&leg) {
            for other in line.hears {
                if let Some(other) = self.lines.get_mut(&other) {
                    other.hears.remove(&leg);
                    other.plays = other.plays.or(Some(super::NOT_YET_TOLD));
                }
            }
            self.send(true, line.call, Event::ToCall(line.call, Box::new(CallInput::LegEnded { leg, cause })));
        }
    }

    /// These hear each other: for a while, until one of them does something.
    pub(super) fn together(&mut self, legs: &[LegId]) {
        for leg in legs {
            let Some(line) = self.lines.get_mut(leg) else { continue };
            assert!(line.hears.is_empty(), "a leg is in one talk");
            assert_eq!(line.plays, None, "the machine is silent before people talk");
            assert!(!line.lost && !line.holds, "nobody is talked to who does not listen");
            line.hears = legs.iter().copied().filter(|other| other != leg).collect();
        }
        for leg in &legs[1..] {
            if self.lines.get(leg).is_some_and(|line| line.up) {
                self.talks(*leg);
            }
        }
    }

    pub(super) fn apart(&mut self, legs: &[LegId]) {
        for leg in legs {
            if let Some(line) = self.lines.get_mut(leg) {
                line.hears.clear();
                line.plays = line.plays.filter(|play| *play != super::NOT_YET_TOLD);
            }
        }
    }

    /// Who talks does one thing after a while, and hangs up in the end.
    fn talks(&mut self, leg: LegId) {
        let talk = self.dice.random_range(500..60_000);
        let deeds = [Deed::HangsUp, Deed::HangsUp, Deed::IsLost, Deed::Holds, Deed::Refers, Deed::Breaks, Deed::Breaks];
        let deed = *deeds.choose(&mut self.dice).unwrap();
        self.later(talk, Event::Does(leg, deed));
        self.later(talk + 70_000, Event::Does(leg, Deed::HangsUp));
        if let Some(agent) = self.lines.get(&leg).and_then(|line| line.agent.clone()) {
            for _ in 0..3 {
                let at = self.dice.random_range(300..50_000);
                self.later(at, Event::Asks(agent.clone()));
            }
        }
    }

    pub(super) fn person_does(&mut self, leg: LegId, deed: Deed) {
        let Some(line) = self.lines.get_mut(&leg).filter(|line| !line.dropped) else { return };
        let (call, up) = (line.call, line.up);
        let mut tell = None;
        match deed {
            Deed::Answers if !up => {
                line.up = true;
                tell = Some(CallInput::LegAnswered { leg });
            }
            Deed::Refuses if !up => {
                let causes = [EndCause::Declined, EndCause::Busy, EndCause::Unreachable, EndCause::Rejected(480)];
                let cause = causes.choose(&mut self.dice).unwrap().clone();
                self.leg_ends(leg, cause);
            }
            Deed::HangsUp => self.leg_ends(leg, if up { EndCause::HungUp } else { EndCause::Cancelled }),
            Deed::IsLost if up => self.leg_ends(leg, EndCause::MediaLost),
            Deed::Holds if up => {
                tell = Some(CallInput::LegHeld { leg });
                let back = self.dice.random_range(500..20_000);
                let then = if self.dice.random_bool(0.7) { Deed::Resumes } else { Deed::Refers };
                self.later(back, Event::Does(leg, then));
            }
            Deed::Resumes if up => tell = Some(CallInput::LegResumed { leg }),
            Deed::Refers if up => tell = Some(self.refer(leg)),
            Deed::Breaks if up && line.agent.is_some() => tell = Some(self.breaks(leg)),
            Deed::Mends if line.broken => {
                line.broken = false;
                tell = Some(CallInput::LineBack { leg });
            }
            Deed::Answers | Deed::Refuses | Deed::IsLost | Deed::Holds | Deed::Resumes | Deed::Refers => {}
            Deed::Breaks | Deed::Mends => {}
        }
        if let Some(input) = tell {
            self.send(true, call, Event::ToCall(call, Box::new(input)));
        }
    }

    /// The desk comes back: by itself, by being loaded anew (even twice), or not at all.
    fn breaks(&mut self, leg: LegId) -> CallInput {
        let line = self.lines.get_mut(&leg).expect("it is there");
        line.broken = true;
        let agent = line.agent.clone().expect("a desk");
        let after = self.dice.random_range(50..24_000);
        match self.dice.random_range(0..6) {
            0 | 1 => self.later(after, Event::Does(leg, Deed::Mends)),
            2 => self.later(after, Event::Reattaches(agent)),
            3 => {
                self.later(after, Event::Reattaches(agent.clone()));
                self.later(after + 300, Event::Reattaches(agent));
            }
            4 => {
                self.later(after, Event::Does(leg, Deed::IsLost));
                self.later(after + 1_000, Event::Reattaches(agent));
            }
            _ => {}
        }
        CallInput::LineLost { leg }
    }

    fn some_target(&mut self) -> TransferTarget {
        match self.dice.random_range(0..4) {
            0 => TransferTarget::Queue(self.some_queue()),
            1 | 2 => TransferTarget::Agent(self.agents.choose(&mut self.dice).unwrap().clone()),
            _ => TransferTarget::Outside("0112223333".into()),
        }
    }

    fn refer(&mut self, leg: LegId) -> CallInput {
        let target = self.some_target();
        let leaves = self.dice.random_bool(0.3);
        if leaves {
            self.later(300, Event::Does(leg, Deed::HangsUp));
        }
        CallInput::Refer { leg, target, new_leg: self.new_leg() }
    }

    /// An agent presses something at the desk, mostly something that may be pressed, and soon something else.
    pub(super) fn agent_asks(&mut self, agent: AgentId) {
        let is_here = |line: &&Line| line.agent.as_ref() == Some(&agent) && !line.dropped;
        let Some(id) = self.lines.values().find(is_here).map(|line| line.call) else { return };
        let patient = self.dice.random_bool(0.8);
        if patient && self.rings_for(id, &agent) {
            return self.later(2_000, Event::Asks(agent));
        }
        let mut ask = self.some_ask();
        for _ in 0..6 {
            if self.calls.get(&id).is_some_and(|call| call.may(&agent, &ask)) {
                break;
            }
            ask = self.some_ask();
        }
        if matches!(ask, AgentAsk::Hold | AgentAsk::Consult(_) | AgentAsk::Transfer(_) | AgentAsk::Join) {
            let soon = self.dice.random_range(20..15_000);
            self.later(soon, Event::Asks(agent.clone()));
        }
        self.asks(id, agent, ask);
    }

    /// Somebody is rung whom that agent asked for.
    fn rings_for(&self, id: CallId, agent: &AgentId) -> bool {
        let views = self.calls.get(&id).map(Call::desk_views).unwrap_or_default();
        let is_rung = |view: &DeskView| view.agent == *agent && view.other.as_ref().is_some_and(|other| !other.talking);
        views.iter().any(is_rung)
    }

    pub(super) fn reattaches(&mut self, agent: AgentId) {
        let is_broken = |line: &&Line| line.agent.as_ref() == Some(&agent) && line.broken;
        let lost = |view: &DeskView| view.agent == agent;
        let by_desk = || self.calls.iter().find(|(_, call)| call.desk_views().iter().any(lost)).map(|(id, _)| *id);
        let id = self.lines.values().find(is_broken).map(|line| line.call).or_else(by_desk);
        if let Some(id) = id {
            self.asks(id, agent, AgentAsk::Reattach);
        }
    }

    fn asks(&mut self, id: CallId, agent: AgentId, ask: AgentAsk) {
        let input = CallInput::Agent { agent, ask, new_leg: self.new_leg() };
        self.send(true, id, Event::ToCall(id, Box::new(input)));
    }

    fn some_ask(&mut self) -> AgentAsk {
        match self.dice.random_range(0..60) {
            0..6 => AgentAsk::Hold,
            6..12 => AgentAsk::Resume,
            12..16 => AgentAsk::Transfer(self.some_target()),
            16..32 => AgentAsk::Consult(self.some_target()),
            32..37 => AgentAsk::CompleteTransfer,
            37..41 => AgentAsk::CancelConsult,
            41..55 => AgentAsk::Join,
            55 | 56 => AgentAsk::HangUp,
            57 => AgentAsk::HandOver { cause: HandoverCause::Abuse },
            58 => AgentAsk::Note("…".into()),
            _ => AgentAsk::CorrectMood { mood: Mood::Angry, span: span() },
        }
    }

    pub(super) fn presence(&mut self, agent: AgentId) {
        let again = self.dice.random_range(3_000..90_000);
        self.later(again, Event::Presence(agent.clone()));
        let input = match self.dice.random_range(0..13) {
            0..4 => Input::SignedIn { agent },
            4 => Input::SignedOut { agent },
            5 | 6 => Input::Ready { agent },
            7 => Input::NotReady { agent, reason: NotReadyReason::Prayer },
            8 | 9 => Input::WrapUpDone { agent },
            10 => Input::Outside { agent, busy: true },
            11 => Input::ExtendWrapUp { agent },
            _ => Input::Outside { agent, busy: false },
        };
        self.later(0, Event::ToDispatcher(input));
    }
}
