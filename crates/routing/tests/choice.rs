//! Who is offered to whom, and why: one small story each.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wasl_model::{
    AgentId, AgentProfile, AgentState, CallId, Language, Mood, MoodScores, NotReadyReason, OfferId, OfferOutcome,
    OfferReasons, RefusalCause, RouteRequest, RouteUpdate, SkillLevel, TalkEnd, Timestamp, WaitRange,
};
use wasl_routing::{ConfigError, Dispatcher, Input, Output, Overflow, QueueConfig, RoutingConfig};

struct Floor {
    dispatcher: Dispatcher,
    now: Timestamp,
    offers: Vec<(CallId, AgentId, OfferId, OfferReasons)>,
    told: Vec<(CallId, RouteUpdate)>,
    states: BTreeMap<AgentId, AgentState>,
}

const ANGRY: MoodScores = MoodScores::from_array([0.9, 0.1, 0.0, 0.0, 0.0, 0.0]);

fn queues(support: QueueConfig) -> RoutingConfig {
    let sales = QueueConfig::default();
    RoutingConfig {
        queues: BTreeMap::from([("support".into(), support), ("sales".into(), sales)]),
        ..RoutingConfig::default()
    }
}

fn plain() -> QueueConfig {
    QueueConfig { wrap_up_s: 0, ..QueueConfig::default() }
}

impl Floor {
    fn new(support: QueueConfig) -> Self {
        let dispatcher = Dispatcher::new(queues(support), 7).unwrap();
        let (offers, told, states) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { dispatcher, now: Timestamp(1_000_000), offers, told, states }
    }

    fn tell(&mut self, input: Input) {
        self.dispatcher.handle_input(self.now, input);
        self.listen();
    }

    fn listen(&mut self) {
        while let Some(output) = self.dispatcher.poll_output() {
            match output {
                Output::AgentChanged { agent, state, .. } => drop(self.states.insert(agent, state)),
                Output::ToCall { call, update: RouteUpdate::Offer { offer, agent, reasons, .. } } => {
                    self.offers.push((call, agent, offer, reasons));
                }
                Output::ToCall { call, update } => self.told.push((call, update)),
            }
        }
    }

    fn wait(&mut self, s: u64) {
        let until = self.now + Duration::from_secs(s);
        while let Some((at, _)) = self.dispatcher.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.dispatcher.handle_timeout(self.now);
            self.listen();
        }
        self.now = until;
    }

    fn agent(&mut self, id: &str, change: impl FnOnce(&mut AgentProfile)) {
        let three = SkillLevel::new(3).unwrap();
        let mut profile = AgentProfile {
            id: id.into(),
            display_name: id.to_owned(),
            queues: vec!["support".into()],
            languages: BTreeMap::from([(Language::Ar, three)]),
            skills: BTreeMap::new(),
            moods: BTreeMap::new(),
            seats: BTreeMap::new(),
            attributes: BTreeMap::new(),
        };
        change(&mut profile);
        self.tell(Input::Agent(profile));
        self.tell(Input::SignedIn { agent: id.into() });
    }

    fn call(&mut self, n: u128, change: impl FnOnce(&mut RouteRequest)) {
        let mut request = RouteRequest {
            call: CallId::numbered(n),
            queue: "support".into(),
            caller: None,
            language: Language::Ar,
            intent: None,
            mood: MoodScores::NEUTRAL,
            skills: BTreeMap::new(),
            emergency: false,
            since: self.now,
            only: None,
            abused: BTreeSet::new(),
        };
        change(&mut request);
        self.tell(Input::Request(Box::new(request)));
    }

    /// The last offer: who to whom.
    fn last(&self) -> (u128, &str) {
        let (call, agent, ..) = self.offers.last().unwrap();
        (call.0.as_u128(), agent.as_str())
    }

    fn reasons(&self) -> &OfferReasons {
        &self.offers.last().unwrap().3
    }

    fn has_part(&self, name: &str) -> bool {
        self.reasons().parts.iter().any(|part| part.name == name)
    }

    fn ends(&mut self, outcome: OfferOutcome) {
        let offer = self.offers.last().unwrap().2;
        self.tell(Input::OfferEnded { offer, outcome });
    }

    fn talks(&mut self, s: u64) {
        let agent = self.offers.last().unwrap().1.clone();
        self.ends(OfferOutcome::Accepted);
        self.wait(s);
        self.tell(Input::TalkEnded { agent, end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
    }

    fn was_told(&self, n: u128, wanted: impl Fn(&RouteUpdate) -> bool) -> bool {
        self.told.iter().any(|(call, update)| *call == CallId::numbered(n) && wanted(update))
    }
}

fn level(n: u8) -> SkillLevel {
    SkillLevel::new(n).unwrap()
}

#[test]
fn among_equals_the_longest_idle_is_chosen() {
    let mut floor = Floor::new(plain());
    floor.agent("b", |_| ());
    floor.wait(10);
    floor.agent("a", |_| ());
    floor.wait(10);
    floor.call(1, |_| ());
    assert_eq!(floor.last(), (1, "b"));
    assert_eq!(floor.reasons().eligible, 2);
    assert_eq!(floor.reasons().runners_up[0].0, AgentId::from("a"));
}

#[test]
fn an_angry_caller_gets_the_agent_who_calms() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.wait(60);
    floor.agent("calm", |agent| {
        agent.moods.insert(Mood::Angry, level(5));
    });
    floor.call(1, |request| request.mood = ANGRY);
    assert_eq!(floor.last(), (1, "calm"));
    assert_eq!(floor.reasons().parts[0].name, "mood_fit");
}

#[test]
fn after_two_hot_calls_in_a_row_somebody_else_is_preferred() {
    let mut floor = Floor::new(plain());
    floor.agent("calm", |agent| {
        agent.moods.insert(Mood::Angry, level(5));
        agent.languages.insert(Language::Ar, level(5));
        agent.skills.insert("cards".into(), level(5));
    });
    floor.agent("other", |_| ());
    for n in 1..=2 {
        floor.call(n, |request| request.mood = ANGRY);
        assert_eq!(floor.last(), (n, "calm"));
        floor.talks(3600);
    }
    floor.call(3, |request| request.mood = ANGRY);
    assert_eq!(floor.last(), (3, "other"));
    assert!(floor.has_part("hot_guard"));
    assert!(floor.reasons().runners_up[0].1 > floor.reasons().score, "the reasons hide nothing");
    // With nobody else there the caller does not wait for it.
    floor.call(4, |request| request.mood = ANGRY);
    assert_eq!(floor.last(), (4, "calm"));
}

#[test]
fn mood_never_reorders_callers() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |agent| {
        agent.moods.insert(Mood::Angry, level(5));
    });
    floor.call(1, |_| ());
    floor.ends(OfferOutcome::Accepted);
    floor.call(2, |_| ());
    floor.wait(1);
    floor.call(3, |request| request.mood = ANGRY);
    floor.call(4, |request| request.emergency = true);
    for next in [4, 2, 3] {
        floor.tell(Input::TalkEnded { agent: "a".into(), end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
        assert_eq!(floor.last(), (next, "a"));
        floor.ends(OfferOutcome::Accepted);
    }
}

#[test]
fn the_last_agent_is_a_bonus_and_not_a_wait() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.agent("b", |_| ());
    floor.call(1, |request| request.caller = Some("0500".into()));
    assert_eq!(floor.last(), (1, "a"));
    floor.talks(5);
    floor.call(2, |request| request.caller = Some("0500".into()));
    assert_eq!(floor.last(), (2, "a"), "b has been idle longer, but a knows the caller");
    floor.ends(OfferOutcome::Accepted);
    floor.call(3, |request| request.caller = Some("0500".into()));
    assert_eq!(floor.last(), (3, "b"), "nobody waits for a busy acquaintance");
}

#[test]
fn a_redialler_keeps_the_place_for_a_minute() {
    for (away_s, kept) in [(59, true), (61, false)] {
        let mut floor = Floor::new(plain());
        floor.agent("a", |_| ());
        floor.call(1, |_| ());
        floor.ends(OfferOutcome::Accepted);
        floor.call(2, |request| request.caller = Some("0500".into()));
        floor.wait(1);
        floor.call(3, |_| ());
        floor.tell(Input::Leave { call: CallId::numbered(2) });
        floor.wait(away_s);
        floor.call(4, |request| request.caller = Some("0500".into()));
        assert_eq!(floor.was_told(4, |update| matches!(update, RouteUpdate::PlaceKept { .. })), kept);
        floor.tell(Input::TalkEnded { agent: "a".into(), end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
        assert_eq!(floor.last().0, if kept { 4 } else { 3 });
    }
}

#[test]
fn a_language_is_relaxed_after_its_wait_and_the_reasons_say_so() {
    let mut floor = Floor::new(QueueConfig { relax_language_after_s: Some(30), ..plain() });
    floor.agent("a", |_| ());
    floor.call(1, |request| request.language = Language::En);
    floor.wait(29);
    assert!(floor.offers.is_empty());
    floor.wait(2);
    assert_eq!(floor.last(), (1, "a"));
    assert!(floor.has_part("relaxed_language"));
    assert_eq!(floor.reasons().waited_ms, 30_000);
}

#[test]
fn skills_are_insisted_on() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |agent| {
        agent.skills.insert("cards".into(), level(2));
    });
    floor.call(1, |request| {
        request.skills.insert("cards".into(), level(3));
    });
    assert!(floor.offers.is_empty());
    assert!(floor.was_told(1, |update| matches!(update, RouteUpdate::NoOne { .. })), "nobody here ever could");
    floor.agent("b", |agent| {
        agent.skills.insert("cards".into(), level(3));
    });
    assert_eq!(floor.last(), (1, "b"), "looked at again when somebody signs in");
}

/// What `README.md` and `config/wasl.toml` say of a cold start.
#[test]
fn with_nothing_learnt_it_is_the_longest_idle_among_agents_of_equal_levels() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.wait(600);
    floor.agent("b", |_| ());
    floor.call(1, |_| ());
    assert_eq!(floor.last(), (1, "a"));
    floor.ends(OfferOutcome::CallerGone);
    floor.tell(Input::CallGone { call: CallId::numbered(1) });
    floor.agent("c", |agent| agent.languages = BTreeMap::from([(Language::Ar, SkillLevel::new(5).unwrap())]));
    floor.call(2, |_| ());
    assert_eq!(floor.last(), (2, "c"), "two levels of language weigh more than any idling");
}

#[test]
fn nobody_in_time_means_another_queue() {
    let overflow = Some(Overflow { after_s: 20, to: "sales".into() });
    let mut floor = Floor::new(QueueConfig { overflow, ..plain() });
    floor.agent("a", |_| ());
    floor.call(1, |_| ());
    floor.ends(OfferOutcome::Accepted);
    floor.agent("s", |agent| agent.queues = vec!["sales".into()]);
    floor.call(2, |_| ());
    floor.wait(19);
    assert_eq!(floor.offers.len(), 1);
    floor.wait(2);
    assert_eq!(floor.last(), (2, "s"));
    assert!(floor.was_told(2, |update| matches!(update, RouteUpdate::Overflowed { .. })));
}

#[test]
fn who_waits_on_in_another_queue_is_not_told_a_longer_wait_than_before() {
    let overflow = Some(Overflow { after_s: 45, to: "sales".into() });
    let mut floor = Floor::new(QueueConfig { overflow, ..plain() });
    floor.agent("a", |_| ());
    floor.agent("s", |agent| agent.queues = vec!["sales".into()]);
    // Callers of support waited 20 s, those of sales five minutes.
    for (queue, agent, wait_s, first) in [("support", "a", 20, 1), ("sales", "s", 300, 11)] {
        floor.call(first, |request| request.queue = queue.into());
        for n in first + 1..first + 7 {
            floor.ends(OfferOutcome::Accepted);
            floor.call(n, |request| request.queue = queue.into());
            floor.wait(wait_s);
            floor.tell(Input::TalkEnded { agent: agent.into(), end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
            floor.wait(10);
        }
        floor.ends(OfferOutcome::Accepted);
    }
    floor.call(30, |_| ());
    floor.wait(50);
    let told = |in_queue: &str| -> Vec<Option<WaitRange>> {
        let mine = floor.told.iter().filter(|(call, _)| *call == CallId::numbered(30));
        let waits = mine.filter_map(|(_, update)| {
            if let RouteUpdate::Waiting { queue, wait, .. } = update { Some((queue.as_str(), *wait)) } else { None }
        });
        waits.filter(|(queue, _)| *queue == in_queue).map(|(_, wait)| wait).collect()
    };
    assert_eq!(told("support")[0], Some(WaitRange { p50_ms: 30_000, p80_ms: 30_000 }));
    assert_eq!(told("sales"), [None], "the place, and no number that is larger than the one before");
}

#[test]
fn a_lost_registration_is_not_the_end_and_a_lasting_one_is() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.call(1, |_| ());
    floor.ends(OfferOutcome::Accepted);
    floor.call(2, |_| ());
    floor.tell(Input::SignedOut { agent: "a".into() });
    floor.wait(15);
    assert!(!floor.was_told(2, |update| matches!(update, RouteUpdate::NoOne { .. })));
    floor.wait(10);
    assert!(floor.was_told(2, |update| matches!(update, RouteUpdate::NoOne { .. })));
}

#[test]
fn an_agent_who_does_not_answer_three_times_is_set_not_ready_and_tried_again_later() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.call(1, |_| ());
    for n in 1..=3 {
        assert_eq!(floor.offers.len(), n, "the only eligible agent is offered again after the back-off");
        floor.wait(15);
        floor.ends(OfferOutcome::Refused { cause: RefusalCause::NoAnswer });
        if n < 3 {
            floor.wait(20);
        }
    }
    let state = &floor.states[&AgentId::from("a")];
    assert!(matches!(state, AgentState::NotReady { reason: NotReadyReason::NoAnswer, .. }), "{state:?}");
    floor.wait(120);
    assert_eq!(floor.offers.len(), 4);
}

#[test]
fn a_refused_call_goes_to_the_next_agent_at_once() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.agent("b", |_| ());
    floor.call(1, |_| ());
    assert_eq!(floor.last(), (1, "a"));
    floor.ends(OfferOutcome::Refused { cause: RefusalCause::Declined });
    assert_eq!(floor.last(), (1, "b"));
    let state = &floor.states[&AgentId::from("a")];
    assert!(matches!(state, AgentState::NotReady { reason: NotReadyReason::Declined, .. }), "{state:?}");
    floor.wait(10);
    assert!(matches!(floor.states[&AgentId::from("a")], AgentState::Ready { .. }), "the pause ends by itself");
}

#[test]
fn signing_out_while_ringing_withdraws_and_the_next_agent_is_offered_when_the_call_has_answered() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.agent("b", |_| ());
    floor.call(1, |_| ());
    floor.tell(Input::SignedOut { agent: "a".into() });
    assert!(floor.was_told(1, |update| matches!(update, RouteUpdate::Withdrawn { .. })));
    assert_eq!(floor.offers.len(), 1, "the agent may have answered in this very moment");
    floor.ends(OfferOutcome::Withdrawn);
    assert_eq!(floor.last(), (1, "b"));
}

#[test]
fn an_agent_whose_caller_hung_up_while_ringing_keeps_the_idle_time() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    let since = floor.states[&AgentId::from("a")].clone();
    floor.wait(30);
    floor.call(1, |_| ());
    floor.wait(5);
    floor.ends(OfferOutcome::CallerGone);
    assert_eq!(floor.states[&AgentId::from("a")], since);
}

#[test]
fn the_wait_is_told_once_something_is_known_and_refreshed() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.call(1, |_| ());
    for n in 2..=7 {
        floor.ends(OfferOutcome::Accepted);
        floor.call(n, |_| ());
        floor.wait(50);
        floor.tell(Input::TalkEnded { agent: "a".into(), end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
    }
    let wait_of = |floor: &Floor, n: u128| -> Vec<Option<WaitRange>> {
        let waits = floor.told.iter().filter(|(call, _)| *call == CallId::numbered(n));
        waits
            .filter_map(|(_, update)| if let RouteUpdate::Waiting { wait, .. } = update { Some(*wait) } else { None })
            .collect()
    };
    assert_eq!(wait_of(&floor, 2), [None, None], "told at once and after half a minute");
    let known = wait_of(&floor, 7)[0].unwrap();
    assert_eq!(known, WaitRange { p50_ms: 60_000, p80_ms: 60_000 }, "50 s, rounded up to steps of half a minute");
}

#[test]
fn many_callers_are_told_in_turns_that_do_not_take_long_and_nobody_is_left_out() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    (1..=251).for_each(|n| floor.call(n, |_| ()));
    floor.ends(OfferOutcome::Accepted);
    floor.told.clear();
    let (due, _) = floor.dispatcher.poll_timeout().unwrap();
    floor.now = due + Duration::from_secs(31);
    let mut turns = Vec::new();
    while floor.dispatcher.poll_timeout().is_some_and(|(at, _)| at <= floor.now) {
        let before = floor.told.len();
        floor.dispatcher.handle_timeout(floor.now);
        floor.listen();
        turns.push(floor.told.len() - before);
    }
    assert!(turns.len() >= 3 && turns.iter().all(|told| *told <= 100), "{turns:?}");
    let told: BTreeSet<_> = floor.told.iter().map(|(call, _)| *call).collect();
    assert_eq!((told.len(), floor.told.len()), (250, 250), "each once");
}

#[test]
fn a_transfer_by_name_is_offered_or_refused_at_once() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.agent("b", |agent| agent.queues = vec![]);
    floor.call(1, |_| ());
    floor.ends(OfferOutcome::Accepted);
    floor.call(1, |request| request.only = Some("b".into()));
    assert_eq!(floor.last(), (1, "b"));
    floor.ends(OfferOutcome::Refused { cause: RefusalCause::Busy });
    floor.call(1, |request| request.only = Some("b".into()));
    assert!(floor.was_told(1, |update| matches!(update, RouteUpdate::NoOne { .. })));
    assert!(matches!(floor.states[&AgentId::from("a")], AgentState::OnCall { .. }), "the first talk goes on");
}

#[test]
fn a_wrong_configuration_is_refused_with_its_place() {
    let overflow = Some(Overflow { after_s: 20, to: "nowhere".into() });
    let error = Dispatcher::new(queues(QueueConfig { overflow, ..plain() }), 1).unwrap_err();
    assert_eq!(error, ConfigError::NoSuchQueue { queue: "support".into(), to: "nowhere".into() });
    assert!(Dispatcher::new(queues(QueueConfig { ring_s: 0, ..plain() }), 1).is_err());
}

#[test]
fn who_abused_an_agent_is_never_offered_to_them_again_not_even_when_calling_anew() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.agent("b", |_| ());
    let angry = |request: &mut RouteRequest| (request.caller, request.mood) = (Some("0500".into()), ANGRY);
    floor.call(1, angry);
    let abused = floor.last().1.to_owned();
    let other = if abused == "a" { "b" } else { "a" };
    floor.ends(OfferOutcome::Accepted);
    floor.tell(Input::TalkEnded { agent: abused.as_str().into(), end: TalkEnd::Abuse, mood: ANGRY });
    floor.tell(Input::Ready { agent: abused.as_str().into() });
    floor.call(1, |request| {
        angry(request);
        request.abused.insert(abused.as_str().into());
    });
    assert_eq!(floor.last(), (1, other));
    floor.talks(10);
    floor.tell(Input::SignedOut { agent: other.into() });
    floor.call(2, angry);
    assert_eq!(floor.last(), (1, other), "a new call, and only the abused agent is there");
    floor.wait(60);
    assert!(floor.was_told(2, |update| matches!(update, RouteUpdate::NoOne { .. })), "an honest word, no endless wait");
    floor.call(3, |request| (request.caller, request.only) = (Some("0500".into()), Some(abused.as_str().into())));
    assert!(floor.was_told(3, |update| matches!(update, RouteUpdate::NoOne { .. })), "nor by name");
    floor.call(4, |_| ());
    assert_eq!(floor.last(), (4, abused.as_str()), "anybody else is welcome");
}

#[test]
fn an_abuser_known_from_the_store_is_kept_apart() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.agent("b", |_| ());
    floor.tell(Input::Abused { caller: "0500".into(), agent: "a".into() });
    floor.tell(Input::Abused { caller: "0500".into(), agent: "b".into() });
    floor.call(1, |request| request.caller = Some("0500".into()));
    assert!(floor.offers.is_empty());
    floor.agent("c", |_| ());
    assert_eq!(floor.last(), (1, "c"), "somebody else came");
}

#[test]
fn care_counts_what_the_callers_weighed_and_offers_a_rest() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    let care = |floor: &Floor| floor.dispatcher.agents(floor.now)[0].care;
    floor.call(1, |_| ());
    floor.ends(OfferOutcome::Accepted);
    floor.wait(120);
    floor.tell(Input::TalkEnded { agent: "a".into(), end: TalkEnd::Done, mood: ANGRY });
    assert!((care(&floor).hard_minutes - 1.9).abs() < 1e-3, "{:?}", care(&floor));
    assert_eq!((care(&floor).hard_calls, care(&floor).abuse, care(&floor).rest_offered), (1, 0, false));
    for call in 2..4 {
        floor.call(call, |request| request.mood = ANGRY);
        floor.talks(30);
    }
    assert!(care(&floor).hard_calls == 3 && care(&floor).rest_offered, "{:?}", care(&floor));
    for (minutes, offered) in [(1, true), (5, false)] {
        floor.tell(Input::NotReady { agent: "a".into(), reason: NotReadyReason::Break });
        floor.wait(minutes * 60);
        floor.tell(Input::Ready { agent: "a".into() });
        assert_eq!(care(&floor).rest_offered, offered, "{minutes} minutes");
    }
    floor.wait(24 * 3600);
    assert_eq!(care(&floor).hard_calls, 0, "a new day");
}

#[test]
fn a_wrap_up_may_last_longer_when_asked_and_not_for_ever() {
    let mut floor = Floor::new(QueueConfig { wrap_up_s: 10, ..plain() });
    floor.agent("a", |_| ());
    floor.call(1, |_| ());
    floor.talks(5);
    floor.tell(Input::ExtendWrapUp { agent: "a".into() });
    floor.wait(39);
    assert!(matches!(floor.states[&AgentId::from("a")], AgentState::WrapUp { .. }));
    floor.wait(1);
    assert!(matches!(floor.states[&AgentId::from("a")], AgentState::Ready { .. }));
    floor.call(2, |_| ());
    floor.talks(5);
    (0..100).for_each(|_| floor.tell(Input::ExtendWrapUp { agent: "a".into() }));
    floor.wait(300);
    assert!(matches!(floor.states[&AgentId::from("a")], AgentState::Ready { .. }));
}

#[test]
fn an_agent_whose_line_was_lost_takes_no_call_until_saying_so() {
    let mut floor = Floor::new(plain());
    floor.agent("a", |_| ());
    floor.call(1, |_| ());
    floor.ends(OfferOutcome::Accepted);
    floor.tell(Input::TalkEnded { agent: "a".into(), end: TalkEnd::LineLost, mood: MoodScores::NEUTRAL });
    floor.call(2, |_| ());
    let lost = |state: &AgentState| matches!(state, AgentState::NotReady { reason: NotReadyReason::LineLost, .. });
    assert!(lost(&floor.states[&AgentId::from("a")]) && floor.last() == (1, "a"));
    floor.tell(Input::Ready { agent: "a".into() });
    assert_eq!(floor.last(), (2, "a"));
}
