//! Whole afternoons of calls in a moment: many `Call`s and one `Dispatcher`, callers and agents who do as people do,
//! and lines between them that take their time. Everything is drawn from one seed.
//!
//! The routing room's reference listens in; beside it the world keeps its own books: who is connected with whom,
//! which offer is open, who waits since when.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use rand::Rng as _;
use rand::SeedableRng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use wasl_call::{Call, CallConfig, CallInput, Entry, Phase, TransferTarget};
use wasl_model::{
    AgentId, AgentProfile, CallCommand, CallEvent, CallId, DeskAction, DeskInput, EndCause, Handover, HandoverCause,
    Language, LegId, MoodReading, MoodScores, NotReadyReason, OfferId, OfferOutcome, Pii, PlaySource, PromptId,
    QueueId, Said, SkillLevel, Span, Timestamp, WaitRange,
};
use wasl_routing::{Dispatcher, Input, Output, Overflow, QueueConfig, RoutingConfig};

#[path = "../../routing/tests/reference/mod.rs"]
mod reference;
use reference::Reference;

/// A caller who waits and an agent who could serve meet within this, messages and all.
const MEET_WITHIN: Duration = Duration::from_secs(1);

fn announce(position: u32, _: Option<WaitRange>) -> Vec<PromptId> {
    vec![PromptId(format!("position_{position}"))]
}

/// What is on its way.
#[derive(Debug)]
enum Event {
    CallerCalls,
    ToCall(CallId, Box<CallInput>),
    ToDispatcher(Input),
    /// A person does something, if the leg still stands.
    Does(LegId, Deed),
    /// An agent does something away from the phone.
    Presence(AgentId),
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Answers,
    Refuses,
    HangsUp,
    IsLost,
    Holds,
    Resumes,
    Refers,
}

/// One party's connection, as the far end knows it.
#[derive(Debug)]
struct Line {
    call: CallId,
    agent: Option<AgentId>,
    up: bool,
    /// We were told to hang it up.
    dropped: bool,
    bridged: Option<LegId>,
}

#[derive(Debug, Default)]
struct Book {
    closed: bool,
    ended: u32,
    offers: BTreeMap<OfferId, u32>,
    open_prompts: i32,
    connected: bool,
    /// A person was asked for: the machine is left behind for good.
    past_desk: bool,
}

struct World {
    dice: ChaCha8Rng,
    now: Timestamp,
    queue: BTreeMap<(Timestamp, u64), Event>,
    seq: u64,
    /// When the last message arrives, per direction and call: messages do not overtake each other.
    channels: BTreeMap<(bool, CallId), Timestamp>,
    dispatcher: Dispatcher,
    reference: Reference,
    calls: BTreeMap<CallId, Call>,
    books: BTreeMap<CallId, Book>,
    lines: BTreeMap<LegId, Line>,
    agents: Vec<AgentId>,
    /// Offers told to calls, and how often their end was told back.
    offers: BTreeMap<OfferId, u32>,
    ids: u128,
    to_come: u32,
    waiting_since: BTreeMap<CallId, Timestamp>,
    hash: DefaultHasher,
    tally: Tally,
}

/// What a history was worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    histories: u64,
    calls: u64,
    offers: u64,
    talks: u64,
    transfers: u64,
    promised: u64,
    abandoned: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let config = routing(&mut dice);
        let agents: Vec<_> = (0..dice.random_range(1..=5)).map(|n| AgentId(format!("agent{n}"))).collect();
        let mut world = Self {
            now: Timestamp(10_000_000),
            queue: BTreeMap::new(),
            seq: 0,
            channels: BTreeMap::new(),
            dispatcher: Dispatcher::new(config.clone(), seed).unwrap(),
            reference: Reference::new(config),
            calls: BTreeMap::new(),
            books: BTreeMap::new(),
            lines: BTreeMap::new(),
            offers: BTreeMap::new(),
            ids: 1,
            to_come: dice.random_range(3..=14),
            waiting_since: BTreeMap::new(),
            hash: DefaultHasher::new(),
            tally: Tally { histories: 1, ..Tally::default() },
            agents,
            dice,
        };
        world.agents_come();
        world.later(0, Event::CallerCalls);
        world
    }

    fn agents_come(&mut self) {
        for agent in self.agents.clone() {
            let profile = profile(&mut self.dice, &agent);
            self.later(0, Event::ToDispatcher(Input::Agent(profile)));
            let signs_in = self.dice.random_bool(0.8);
            if signs_in {
                self.later(1, Event::ToDispatcher(Input::SignedIn { agent: agent.clone() }));
            }
            let at = self.dice.random_range(1_000..60_000);
            self.later(at, Event::Presence(agent));
        }
    }

    fn later(&mut self, after_ms: u64, event: Event) {
        self.seq += 1;
        self.queue.insert((self.now + Duration::from_millis(after_ms), self.seq), event);
    }

    /// Sends a message that arrives after others sent before it.
    fn send(&mut self, to_call: bool, call: CallId, event: Event) {
        let delay = Duration::from_millis(self.dice.random_range(0..40));
        let last = self.channels.entry((to_call, call)).or_default();
        *last = (self.now + delay).max(*last);
        self.seq += 1;
        self.queue.insert((*last, self.seq), event);
    }

    fn new_leg(&mut self) -> LegId {
        self.ids += 1;
        LegId::numbered(self.ids)
    }

    /// Runs until nobody calls any more and every call is over.
    fn run(mut self) -> (Tally, u64) {
        let end = self.now + Duration::from_secs(4 * 3600);
        while let Some(at) = self.next().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.timeouts();
            if let Some(event) = self.queue.first_entry().filter(|first| first.key().0 <= self.now).map(|e| e.remove())
            {
                self.happens(event);
            }
            self.look_around();
            if self.to_come == 0 && self.calls.is_empty() {
                break;
            }
        }
        self.everything_is_over();
        (self.tally, self.hash.finish())
    }

    fn next(&self) -> Option<Timestamp> {
        let event = self.queue.first_key_value().map(|((at, _), _)| *at);
        let routing = self.dispatcher.poll_timeout().map(|(at, _)| at);
        let calls = self.calls.values().filter_map(|call| call.poll_timeout()).map(|(at, _)| at).min();
        [event, routing, calls].into_iter().flatten().min()
    }

    fn timeouts(&mut self) {
        while self.dispatcher.poll_timeout().is_some_and(|(at, _)| at <= self.now) {
            self.reference.passes(self.now);
            self.dispatcher.handle_timeout(self.now);
            self.dispatcher_speaks();
        }
        let due = |call: &Call| call.poll_timeout().is_some_and(|(at, _)| at <= self.now);
        let due: Vec<_> = self.calls.iter().filter(|(_, call)| due(call)).map(|(id, _)| *id).collect();
        for id in due {
            if let Some(call) = self.calls.get_mut(&id) {
                call.handle_timeout(self.now);
            }
            self.call_speaks(id);
        }
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::CallerCalls => self.caller_calls(),
            Event::ToCall(call, input) => self.tell_call(call, *input),
            Event::ToDispatcher(input) => {
                self.reference.passes(self.now);
                self.reference.hears(self.now, &input);
                self.dispatcher.handle_input(self.now, input);
                self.dispatcher_speaks();
            }
            Event::Does(leg, deed) => self.person_does(leg, deed),
            Event::Presence(agent) => self.presence(agent),
        }
    }

    fn caller_calls(&mut self) {
        self.to_come -= 1;
        self.tally.calls += 1;
        self.ids += 1;
        let (id, leg) = (CallId::numbered(self.ids), self.new_leg());
        self.lines.insert(leg, Line { call: id, agent: None, up: false, dropped: false, bridged: None });
        self.books.insert(id, Book::default());
        self.calls.insert(id, Call::new(id, leg, CallConfig::new(announce)));
        let entry = if self.dice.random_bool(0.4) { Entry::Ivr } else { Entry::Queue(self.some_queue()) };
        let from = self.dice.random_bool(0.9).then(|| Pii::new(format!("05{}", self.dice.random_range(0..8))));
        self.tell_call(id, CallInput::Arrived { from, dialled: "support".to_owned(), trunk: None, entry });
        if self.to_come > 0 {
            let gap = self.dice.random_range(0..30_000);
            self.later(gap, Event::CallerCalls);
        }
        let patience = self.dice.random_range(500..240_000);
        let deed = if self.dice.random_bool(0.9) { Deed::HangsUp } else { Deed::IsLost };
        self.later(patience, Event::Does(leg, deed));
    }

    fn some_queue(&mut self) -> QueueId {
        (*["support", "sales"].choose(&mut self.dice).unwrap()).into()
    }

    fn tell_call(&mut self, id: CallId, input: CallInput) {
        if let CallInput::Route { update: wasl_model::RouteUpdate::Offer { offer, .. }, .. } = &input {
            self.offers.insert(*offer, 0);
        }
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.handle_input(self.now, input);
        self.call_speaks(id);
    }

    fn call_speaks(&mut self, id: CallId) {
        while let Some(order) = self.calls.get_mut(&id).and_then(Call::poll_output) {
            format!("{id} {order:?}").hash(&mut self.hash);
            assert!(!self.books[&id].closed, "{id} spoke after its last word: {order:?}");
            self.carry_out(id, order);
        }
        while let Some(word) = self.calls.get_mut(&id).and_then(Call::poll_desk) {
            self.desk_answers(id, &word);
        }
        if self.books[&id].closed {
            self.calls.remove(&id);
        }
    }

    /// A desk as simple as can be: greets, then hands over or finishes.
    fn desk_answers(&mut self, id: CallId, word: &DeskInput) {
        let action = match word {
            DeskInput::Connected => {
                let mood = MoodReading {
                    span: Span { start: wasl_model::MediaTime(0), end: wasl_model::MediaTime(100) },
                    label: wasl_model::Mood::Angry,
                    confidence: 0.9,
                    scores: MoodScores::from_array([0.9, 0.0, 0.0, 0.1, 0.0, 0.0]),
                    arousal: None,
                    valence: None,
                    evidence: vec![],
                };
                if self.dice.random_bool(0.4) {
                    self.send(true, id, Event::ToCall(id, Box::new(CallInput::Mood(mood))));
                }
                DeskAction::Say(Said { prompts: vec!["greeting".into()], language: Language::Ar, barge_in: true })
            }
            DeskInput::SaidAll if self.dice.random_bool(0.2) => DeskAction::Finish,
            DeskInput::SaidAll => self.hand_over(),
            DeskInput::SpeechStarted | DeskInput::Heard { .. } | DeskInput::Key(_) => return,
            DeskInput::Mood(_) | DeskInput::Language(_) => return,
        };
        self.send(true, id, Event::ToCall(id, Box::new(CallInput::Desk(action))));
    }

    fn hand_over(&mut self) -> DeskAction {
        let language = if self.dice.random_bool(0.8) { Language::Ar } else { Language::En };
        let cause = if self.dice.random_bool(0.1) { HandoverCause::Emergency } else { HandoverCause::Asked };
        DeskAction::Handover(Handover { cause, queue: self.some_queue(), language, intent: None })
    }

    fn carry_out(&mut self, id: CallId, order: CallCommand) {
        match order {
            CallCommand::Ring { .. } | CallCommand::Attend { .. } | CallCommand::Expect { .. } => {}
            CallCommand::Answer { leg } => {
                let comes_up = self.dice.random_bool(0.98);
                if comes_up {
                    self.later(30, Event::Does(leg, Deed::Answers));
                }
            }
            CallCommand::Hangup { leg, .. } => self.hung_up(leg),
            CallCommand::DialAgent { leg, agent, ring_ms } => self.dial(id, leg, Some(agent), ring_ms),
            CallCommand::DialOutside { leg, ring_ms, .. } => self.dial(id, leg, None, ring_ms),
            CallCommand::Play { leg, play, source } => {
                assert!(self.lines.get(&leg).is_none_or(|line| line.bridged.is_none()), "a machine speaks into a talk");
                if matches!(source, PlaySource::Prompts(..)) && self.dice.random_bool(0.98) {
                    self.later(2_500, Event::ToCall(id, Box::new(CallInput::PlayEnded { leg, play })));
                }
            }
            CallCommand::StopPlay { .. } => {}
            CallCommand::Bridge { a, b } => self.bridge(a, b, true),
            CallCommand::Unbridge { a, b } => self.bridge(a, b, false),
            CallCommand::Route(request) => {
                self.books.get_mut(&id).expect("known").past_desk = true;
                self.send(false, id, Event::ToDispatcher(Input::Request(request)));
            }
            CallCommand::LeaveQueue => self.send(false, id, Event::ToDispatcher(Input::Leave { call: id })),
            CallCommand::OfferEnded { offer, outcome } => {
                *self.offers.get_mut(&offer).expect("only a told offer ends") += 1;
                self.tally.talks += u64::from(outcome == OfferOutcome::Accepted);
                self.send(false, id, Event::ToDispatcher(Input::OfferEnded { offer, outcome }));
            }
            CallCommand::TalkEnded { agent } => self.send(false, id, Event::ToDispatcher(Input::TalkEnded { agent })),
            CallCommand::ReferAnswered { accepted, .. } => self.tally.transfers += u64::from(accepted),
            CallCommand::Remember(event) => self.remember(id, &event),
            CallCommand::Close => {
                let book = self.books.get_mut(&id).expect("known");
                assert_eq!(book.ended, 1, "Ended before Close, once");
                book.closed = true;
                self.send(false, id, Event::ToDispatcher(Input::CallGone { call: id }));
            }
        }
    }

    fn remember(&mut self, id: CallId, event: &CallEvent) {
        let book = self.books.get_mut(&id).expect("known");
        assert_eq!(book.ended, 0, "nothing happens after the end: {event:?}");
        match event {
            CallEvent::Offered { offer, .. } => assert_eq!(book.offers.insert(*offer, 0), None),
            CallEvent::OfferEnded { offer, .. } => *book.offers.get_mut(offer).expect("offered before") += 1,
            CallEvent::PromptStarted { .. } => book.open_prompts += 1,
            CallEvent::PromptEnded { .. } => book.open_prompts -= 1,
            CallEvent::Bridged { .. } => assert!(!std::mem::replace(&mut book.connected, true)),
            CallEvent::Unbridged { .. } => assert!(std::mem::replace(&mut book.connected, false)),
            CallEvent::CallbackPromised { .. } => self.tally.promised += 1,
            CallEvent::Ended { hangup } => {
                book.ended += 1;
                self.tally.abandoned += u64::from(*hangup == wasl_model::Hangup::Abandoned);
                assert!(
                    book.offers.values().all(|ends| *ends == 1),
                    "every offer of {id} ended once: {:?}",
                    book.offers
                );
                assert_eq!(book.open_prompts, 0, "a prompt started is a prompt ended");
                assert!(!book.connected);
            }
            _ => {}
        }
        assert!((0..=1).contains(&self.books[&id].open_prompts));
    }

    /// A leg rings: its person will answer, refuse, ignore it, be unreachable, or walk away.
    fn dial(&mut self, call: CallId, leg: LegId, agent: Option<AgentId>, ring_ms: u64) {
        self.tally.offers += u64::from(agent.is_some());
        let line = Line { call, agent: agent.clone(), up: false, dropped: false, bridged: None };
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

    fn no_agent_has_two_calls(&self) {
        let live = self.lines.values().filter(|line| !line.dropped).filter_map(|line| line.agent.as_ref());
        let mut seen = BTreeSet::new();
        for agent in live {
            assert!(seen.insert(agent), "{agent} has two calls");
        }
    }

    /// We hung up a leg: its end comes, unless its answer was faster.
    fn hung_up(&mut self, leg: LegId) {
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

    fn leg_ends(&mut self, leg: LegId, cause: EndCause) {
        if let Some(line) = self.lines.remove(&leg) {
            if let Some(other) = line.bridged.and_then(|other| self.lines.get_mut(&other)) {
                other.bridged = None;
            }
            self.send(true, line.call, Event::ToCall(line.call, Box::new(CallInput::LegEnded { leg, cause })));
        }
    }

    fn bridge(&mut self, a: LegId, b: LegId, on: bool) {
        for (leg, other) in [(a, b), (b, a)] {
            if let Some(line) = self.lines.get_mut(&leg) {
                assert!(!on || line.bridged.is_none(), "a leg is bridged with one other");
                line.bridged = on.then_some(other);
            }
        }
        if on && self.lines.get(&b).is_some_and(|line| line.up) {
            let talk = self.dice.random_range(500..60_000);
            let deed = *[Deed::HangsUp, Deed::HangsUp, Deed::IsLost, Deed::Holds, Deed::Refers, Deed::Refers]
                .choose(&mut self.dice)
                .unwrap();
            self.later(talk, Event::Does(b, deed));
            self.later(talk + 70_000, Event::Does(b, Deed::HangsUp));
        }
    }

    fn person_does(&mut self, leg: LegId, deed: Deed) {
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
            Deed::Answers | Deed::Refuses | Deed::IsLost | Deed::Holds | Deed::Resumes | Deed::Refers => {}
        }
        if let Some(input) = tell {
            self.send(true, call, Event::ToCall(call, Box::new(input)));
        }
    }

    fn refer(&mut self, leg: LegId) -> CallInput {
        let target = match self.dice.random_range(0..4) {
            0 => TransferTarget::Queue(self.some_queue()),
            1 => TransferTarget::Agent(self.agents.choose(&mut self.dice).unwrap().clone()),
            _ => TransferTarget::Outside("0112223333".into()),
        };
        let leaves = self.dice.random_bool(0.3);
        if leaves {
            self.later(300, Event::Does(leg, Deed::HangsUp));
        }
        CallInput::Refer { leg, target, new_leg: self.new_leg() }
    }

    fn presence(&mut self, agent: AgentId) {
        let again = self.dice.random_range(3_000..90_000);
        self.later(again, Event::Presence(agent.clone()));
        let input = match self.dice.random_range(0..12) {
            0..4 => Input::SignedIn { agent },
            4 => Input::SignedOut { agent },
            5 | 6 => Input::Ready { agent },
            7 => Input::NotReady { agent, reason: NotReadyReason::Prayer },
            8 | 9 => Input::WrapUpDone { agent },
            10 => Input::Outside { agent, busy: true },
            _ => Input::Outside { agent, busy: false },
        };
        self.later(0, Event::ToDispatcher(input));
    }

    fn dispatcher_speaks(&mut self) {
        while let Some(output) = self.dispatcher.poll_output() {
            format!("{output:?}").hash(&mut self.hash);
            self.reference.sees(self.now, &output);
            if let Output::ToCall { call, update } = output {
                let new_leg = self.new_leg();
                self.send(true, call, Event::ToCall(call, Box::new(CallInput::Route { update, new_leg })));
            }
        }
        self.reference.settled(self.now);
    }

    /// After every event, from outside: nobody is forgotten.
    fn look_around(&mut self) {
        self.no_agent_has_two_calls();
        for (id, call) in &self.calls {
            assert!(call.phase() != Phase::Ivr || !self.books[id].past_desk, "{id} fell back to the machine");
        }
        let waiting: BTreeSet<_> = self
            .calls
            .iter()
            .filter(|(_, call)| matches!(call.phase(), Phase::Waiting { .. }))
            .map(|(id, _)| *id)
            .collect();
        self.waiting_since.retain(|call, _| waiting.contains(call));
        for call in waiting {
            let since = *self.waiting_since.entry(call).or_insert(self.now);
            // A waiting call is in the dispatcher's line (or being offered) as soon as its word can have arrived.
            let known = self.reference.knows(call);
            assert!(known || self.now.since(since) <= MEET_WITHIN, "{call} waits and the dispatcher does not know");
        }
    }

    fn everything_is_over(&mut self) {
        assert!(self.calls.is_empty(), "calls that never ended: {:?}", self.calls);
        assert!(self.books.values().all(|book| book.closed && book.ended == 1));
        while let Some(event) = self.queue.pop_first() {
            if let ((at, _), event @ Event::ToDispatcher(_)) = event {
                self.now = self.now.max(at);
                self.timeouts();
                self.happens(event);
            }
        }
        assert_eq!(self.reference.in_line(), 0, "the line is empty");
        assert_eq!(self.reference.talking(), vec![], "nobody talks with nobody");
        assert_eq!(self.reference.open_offers(), vec![]);
        assert!(self.offers.values().all(|ends| *ends <= 1), "an offer ended twice");
    }
}

fn routing(dice: &mut ChaCha8Rng) -> RoutingConfig {
    let support = QueueConfig { wrap_up_s: dice.random_range(0..15), ..QueueConfig::default() };
    let sales = QueueConfig {
        overflow: dice.random_bool(0.5).then(|| Overflow { after_s: 20, to: "support".into() }),
        relax_language_after_s: dice.random_bool(0.5).then_some(15),
        ..support.clone()
    };
    let queues = BTreeMap::from([("support".into(), support), ("sales".into(), sales)]);
    RoutingConfig { queues, ..RoutingConfig::default() }
}

fn profile(dice: &mut ChaCha8Rng, agent: &AgentId) -> AgentProfile {
    let level = SkillLevel::new(dice.random_range(1..=5)).unwrap();
    let mut languages = BTreeMap::from([(Language::Ar, level)]);
    if dice.random_bool(0.5) {
        languages.insert(Language::En, level);
    }
    let queues = ["support", "sales"].into_iter().filter(|_| dice.random_bool(0.8)).map(Into::into).collect();
    AgentProfile {
        id: agent.clone(),
        display_name: String::new(),
        queues,
        languages,
        skills: BTreeMap::new(),
        moods: BTreeMap::new(),
    }
}

#[test]
fn no_call_is_lost_no_agent_has_two_and_every_offer_ends_once_under_random_histories() {
    let histories: u64 = std::env::var("WASL_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let mut sum = Tally::default();
    for seed in 0..histories {
        let (tally, _) = World::new(seed).run();
        sum.histories += tally.histories;
        sum.calls += tally.calls;
        sum.offers += tally.offers;
        sum.talks += tally.talks;
        sum.transfers += tally.transfers;
        sum.promised += tally.promised;
        sum.abandoned += tally.abandoned;
    }
    eprintln!("{sum:?}");
    assert!(sum.calls > histories * 5 && sum.talks > histories && sum.transfers > histories / 10, "{sum:?}");
}

#[test]
fn the_same_seed_gives_the_same_afternoon() {
    for seed in 0..5 {
        assert_eq!(World::new(seed).run(), World::new(seed).run());
    }
}
