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
use wasl_call::{Call, CallBack, CallConfig, CallInput, Entry, Phase};
use wasl_model::{
    AgentId, CallCommand, CallId, Callback, CallbackTerms, DeskAction, DeskInput, Handover, HandoverCause, Language,
    LegId, MoodReading, MoodScores, OfferId, OfferOutcome, Pii, PlayId, PlaySource, PromiseId, PromptId, QueueId, Said,
    Span, Timestamp, WaitRange,
};
use wasl_routing::{Dispatcher, Input, Output};

#[path = "simulation/book.rs"]
mod book;
#[path = "simulation/centre.rs"]
mod centre;
#[path = "simulation/people.rs"]
mod people;
#[path = "../../routing/tests/reference/mod.rs"]
mod reference;
use book::{Book, Line};
use centre::{profile, routing};
use people::Deed;
use reference::Reference;

/// A caller who waits and an agent who could serve meet within this, messages and all.
const MEET_WITHIN: Duration = Duration::from_secs(1);

fn announce(position: u32, _: Option<WaitRange>) -> Vec<PromptId> {
    vec![PromptId(format!("position_{position}"))]
}

/// Whoever waits long may hang up and keep the place.
fn config() -> CallConfig {
    CallConfig { offer_callback_after_ms: Some(20_000), ..CallConfig::new(announce) }
}

fn span() -> Span {
    Span { start: wasl_model::MediaTime(0), end: wasl_model::MediaTime(100) }
}

/// Somebody's line is gone, and the call is not told yet: its others are not its silence.
const NOT_YET_TOLD: PlayId = PlayId(u32::MAX);

/// What is on its way.
#[derive(Debug)]
enum Event {
    CallerCalls,
    ToCall(CallId, Box<CallInput>),
    ToDispatcher(Input),
    /// A person does something, if the leg still stands.
    Does(LegId, Deed),
    /// An agent presses something at the desk, if there is a call.
    Asks(AgentId),
    /// A desk that was loaded anew wants its talk back.
    Reattaches(AgentId),
    /// An agent does something away from the phone.
    Presence(AgentId),
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
    offered_to: BTreeMap<OfferId, AgentId>,
    ids: u128,
    to_come: u32,
    waiting_since: BTreeMap<CallId, Timestamp>,
    talking_since: BTreeMap<CallId, Timestamp>,
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
    holds: u64,
    consults: u64,
    joins: u64,
    lost: u64,
    back: u64,
    given_up: u64,
    abuse: u64,
    kept_places: u64,
    called_back: u64,
    reached: u64,
    brought_back: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        let mine = [
            (&mut self.histories, other.histories),
            (&mut self.calls, other.calls),
            (&mut self.offers, other.offers),
            (&mut self.talks, other.talks),
            (&mut self.transfers, other.transfers),
            (&mut self.promised, other.promised),
            (&mut self.abandoned, other.abandoned),
            (&mut self.holds, other.holds),
            (&mut self.consults, other.consults),
            (&mut self.joins, other.joins),
            (&mut self.lost, other.lost),
            (&mut self.back, other.back),
            (&mut self.given_up, other.given_up),
            (&mut self.abuse, other.abuse),
            (&mut self.kept_places, other.kept_places),
            (&mut self.called_back, other.called_back),
            (&mut self.reached, other.reached),
            (&mut self.brought_back, other.brought_back),
        ];
        mine.into_iter().for_each(|(sum, more)| *sum += more);
    }
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
            offered_to: BTreeMap::new(),
            ids: 1,
            to_come: dice.random_range(3..=14),
            waiting_since: BTreeMap::new(),
            talking_since: BTreeMap::new(),
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
            Event::Asks(agent) => self.agent_asks(agent),
            Event::Reattaches(agent) => self.reattaches(agent),
            Event::Presence(agent) => self.presence(agent),
        }
    }

    fn caller_calls(&mut self) {
        self.to_come -= 1;
        self.tally.calls += 1;
        self.ids += 1;
        let (id, leg) = (CallId::numbered(self.ids), self.new_leg());
        self.books.insert(id, Book::default());
        self.calls.insert(id, Call::new(id, leg, config()));
        if self.to_come > 0 {
            let gap = self.dice.random_range(0..30_000);
            self.later(gap, Event::CallerCalls);
        }
        if self.dice.random_bool(0.2) {
            return self.calls_back(id);
        }
        self.lines.insert(leg, Line::new(id, None));
        let entry = if self.dice.random_bool(0.4) { Entry::Ivr } else { Entry::Queue(self.some_queue()) };
        let from = self.dice.random_bool(0.9).then(|| Pii::new(format!("05{}", self.dice.random_range(0..8))));
        self.tell_call(id, CallInput::Arrived { from, dialled: "support".to_owned(), trunk: None, entry });
        let patience = self.dice.random_range(500..240_000);
        let deed = if self.dice.random_bool(0.9) { Deed::HangsUp } else { Deed::IsLost };
        self.later(patience, Event::Does(leg, deed));
    }

    /// Somebody is to be called back, and calls in after a while if nobody did.
    fn calls_back(&mut self, id: CallId) {
        self.tally.called_back += 1;
        let back = CallBack {
            promise: PromiseId::numbered(self.ids),
            number: Pii::new(format!("05{}", self.dice.random_range(0..8))),
            queue: self.some_queue(),
            since: Timestamp(self.now.as_millis() - self.dice.random_range(0..3_600_000)),
            terms: CallbackTerms::of(Language::Ar),
        };
        self.books.get_mut(&id).expect("known").past_desk = true;
        self.send(false, id, Event::ToDispatcher(Input::Request(Box::new(back.request(id, &config())))));
        self.tell_call(id, CallInput::CallBack(Box::new(back)));
        let patience = self.dice.random_range(60_000..3_600_000);
        self.later(patience, Event::ToCall(id, Box::new(CallInput::CallOff)));
    }

    fn some_queue(&mut self) -> QueueId {
        (*["support", "sales"].choose(&mut self.dice).unwrap()).into()
    }

    fn tell_call(&mut self, id: CallId, input: CallInput) {
        if let CallInput::Route { update: wasl_model::RouteUpdate::Offer { offer, agent, .. }, .. } = &input {
            self.offers.insert(*offer, 0);
            self.offered_to.insert(*offer, agent.clone());
        }
        self.tell_lines(&input);
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.handle_input(self.now, input);
        self.call_speaks(id);
    }

    /// What a call is told of its lines, it knows from now on.
    fn tell_lines(&mut self, input: &CallInput) {
        match input {
            CallInput::LegAnswered { leg } => {
                if let Some(line) = self.lines.get_mut(leg) {
                    line.known_up = true;
                }
            }
            CallInput::PlayEnded { leg, play } => {
                if let Some(line) = self.lines.get_mut(leg) {
                    line.plays = line.plays.filter(|playing| playing != play);
                }
            }
            _ => {}
        }
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
        self.nobody_is_left_in_silence(id);
        if self.books[&id].closed {
            self.calls.remove(&id);
        }
    }

    /// A desk as simple as can be: greets, then hands over or finishes.
    fn desk_answers(&mut self, id: CallId, word: &DeskInput) {
        let action = match word {
            DeskInput::Connected => {
                let mood = MoodReading {
                    span: span(),
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
            DeskInput::SaidAll if self.dice.random_bool(0.1) => DeskAction::Callback(Callback {
                queue: self.some_queue(),
                language: Language::Ar,
                intent: None,
                number: None,
                message: true,
                hours: None,
            }),
            DeskInput::SaidAll => self.hand_over(),
            DeskInput::SpeechStarted | DeskInput::Heard { .. } | DeskInput::Key(_) => return,
            DeskInput::HeardNothing { .. } | DeskInput::HeardLater | DeskInput::Mood(_) | DeskInput::Language(_) => {
                return;
            }
        };
        self.send(true, id, Event::ToCall(id, Box::new(CallInput::Desk(action))));
    }

    fn hand_over(&mut self) -> DeskAction {
        let language = if self.dice.random_bool(0.8) { Language::Ar } else { Language::En };
        let cause = if self.dice.random_bool(0.1) { HandoverCause::Emergency } else { HandoverCause::Asked };
        DeskAction::Handover(Handover { cause, queue: self.some_queue(), language, intent: None })
    }

    fn play(&mut self, id: CallId, leg: LegId, play: PlayId, source: &PlaySource) {
        if let Some(line) = self.lines.get_mut(&leg) {
            assert!(line.hears.is_empty(), "a machine speaks into a talk");
            line.plays = Some(play);
        }
        let offered = matches!(source, PlaySource::Prompts(prompts, _) if prompts.contains(&"offer_callback".into()));
        if offered && self.dice.random_bool(0.15) {
            self.later(2_000, Event::ToCall(id, Box::new(CallInput::Key { leg, digit: Pii::new('1') })));
        }
        self.wants_people_after_all(id, source);
        if matches!(source, PlaySource::Prompts(..)) && self.dice.random_bool(0.98) {
            self.later(2_500, Event::ToCall(id, Box::new(CallInput::PlayEnded { leg, play })));
        }
    }

    fn carry_out(&mut self, id: CallId, order: CallCommand) {
        match order {
            CallCommand::Ring { .. }
            | CallCommand::Attend { .. }
            | CallCommand::Expect { .. }
            | CallCommand::Discretion { .. } => {}
            CallCommand::Answer { leg } => {
                let comes_up = self.dice.random_bool(0.98);
                if comes_up {
                    self.later(30, Event::Does(leg, Deed::Answers));
                }
            }
            CallCommand::Hangup { leg, .. } => self.hung_up(leg),
            CallCommand::DialAgent { leg, agent, resume: true, .. } => self.dial_again(id, leg, agent),
            CallCommand::DialAgent { leg, agent, ring_ms, .. } => self.dial(id, leg, Some(agent), ring_ms),
            CallCommand::DialOutside { leg, ring_ms, .. } => self.dial(id, leg, None, ring_ms),
            CallCommand::CallBack { leg, ring_ms, .. } => {
                self.dial(id, leg, None, ring_ms);
                let talk = self.dice.random_range(500..240_000);
                self.later(talk, Event::Does(leg, Deed::HangsUp));
            }
            CallCommand::Play { leg, play, source } => self.play(id, leg, play, &source),
            CallCommand::StopPlay { leg } => {
                if let Some(line) = self.lines.get_mut(&leg) {
                    line.plays = None;
                }
            }
            CallCommand::Bridge { a, b } => self.together(&[a, b]),
            CallCommand::Join { legs } => self.together(&legs),
            CallCommand::Unbridge { a, b } => self.apart(&[a, b]),
            CallCommand::Part { legs } => self.apart(&legs),
            CallCommand::Route(request) => {
                self.books.get_mut(&id).expect("known").past_desk = true;
                self.send(false, id, Event::ToDispatcher(Input::Request(request)));
            }
            CallCommand::LeaveQueue => self.send(false, id, Event::ToDispatcher(Input::Leave { call: id })),
            CallCommand::OfferEnded { offer, outcome } => {
                *self.offers.get_mut(&offer).expect("only a told offer ends") += 1;
                if outcome == OfferOutcome::Accepted {
                    self.tally.talks += 1;
                    let agent = self.offered_to[&offer].clone();
                    self.books.get_mut(&id).expect("known").talk_begins(&agent);
                }
                self.send(false, id, Event::ToDispatcher(Input::OfferEnded { offer, outcome }));
            }
            CallCommand::TalkEnded { agent, end, mood } => {
                self.books.get_mut(&id).expect("known").talk_ends(&agent);
                self.send(false, id, Event::ToDispatcher(Input::TalkEnded { agent, end, mood }));
            }
            CallCommand::ReferAnswered { leg, .. } => assert!(self.lines.get(&leg).is_none_or(|line| line.up)),
            CallCommand::Remember(event) => self.remember(id, &event),
            CallCommand::Close => {
                let book = self.books.get_mut(&id).expect("known");
                assert_eq!(book.ended, 1, "Ended before Close, once");
                book.closed = true;
                self.send(false, id, Event::ToDispatcher(Input::CallGone { call: id }));
            }
        }
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
        self.nobody_waits_in_vain();
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

#[test]
fn no_call_is_lost_no_agent_has_two_and_every_offer_ends_once_under_random_histories() {
    let histories: u64 = std::env::var("WASL_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let mut sum = Tally::default();
    for seed in 0..histories {
        let (tally, _) = World::new(seed).run();
        sum.add(tally);
    }
    eprintln!("{sum:?}");
    assert!(sum.calls > histories * 5 && sum.talks > histories && sum.transfers > histories / 10, "{sum:?}");
    let desk = [sum.holds, sum.consults, sum.joins, sum.lost, sum.back, sum.given_up, sum.abuse];
    assert!(desk.iter().all(|times| *times > histories / 20), "every deed is tried: {sum:?}");
    assert!(sum.kept_places > histories / 10 && sum.brought_back > histories / 20, "{sum:?}");
    assert!(sum.called_back > histories / 2 && sum.reached > histories / 10, "{sum:?}");
}

#[test]
fn the_same_seed_gives_the_same_afternoon() {
    for seed in 0..5 {
        assert_eq!(World::new(seed).run(), World::new(seed).run());
    }
}
