//! Scripts of a call, and the orders they lead to.
//!
//! A script line is `ms what…`; timers due before it are run at their own time. The result has the orders, indented
//! under the line that caused them; `*` marks what was remembered.

use std::fmt::Write as _;

use wasl_call::{AgentAsk, Call, CallBack, CallConfig, CallInput, DeskView, Entry, TransferTarget};
use wasl_model::{
    AgentId, CallCommand, CallEvent, CallId, Callback, CallbackTerms, DeskAction, DeskInput, EndCause, Handover,
    HandoverCause, IntentGuess, Language, LastStep, LegId, MediaTime, Mood, MoodReading, MoodScores, OfferId,
    OfferReasons, Outcome, Pii, PlayId, PlaySource, PromiseId, PromiseKeeper, PromiseMade, PromptId, RouteUpdate, Said,
    Span, Speaker, TalkEnd, Timestamp, Utterance, UtteranceId, WaitRange, WrapUp,
};

fn announce(position: u32, wait: Option<WaitRange>) -> Vec<PromptId> {
    let mut words = vec![PromptId(format!("position_{position}"))];
    words.extend(wait.map(|wait| PromptId(format!("wait_{}_{}", wait.p50_ms / 1000, wait.p80_ms / 1000))));
    words
}

fn leg(name: &str) -> LegId {
    match name {
        "caller" => LegId::numbered(1),
        other => LegId::numbered(100 + u128::from(other.as_bytes()[0])),
    }
}

fn leg_name(leg: LegId) -> String {
    let n = leg.0.as_u128();
    if n == 1 { "caller".to_owned() } else { char::from(u8::try_from(n - 100).unwrap()).to_string() }
}

fn names(legs: &[LegId]) -> String {
    legs.iter().map(|leg| leg_name(*leg)).collect::<Vec<_>>().join(" ")
}

fn cause(word: &str) -> EndCause {
    match word {
        "hung_up" => EndCause::HungUp,
        "busy" => EndCause::Busy,
        "declined" => EndCause::Declined,
        "cancelled" => EndCause::Cancelled,
        "media_lost" => EndCause::MediaLost,
        "released" => EndCause::Released,
        "unreachable" => EndCause::Unreachable,
        other => panic!("unknown cause {other}"),
    }
}

fn input(words: &[&str]) -> CallInput {
    let route = |update| CallInput::Route { update, new_leg: LegId::numbered(999) };
    match *words {
        ["arrives", "ivr"] => arrives(Some("0500"), Entry::Ivr),
        ["arrives", "withheld", "queue", queue] => arrives(None, Entry::Queue(queue.into())),
        ["arrives", "withheld", "ivr"] => arrives(None, Entry::Ivr),
        ["arrives", "queue", queue] => arrives(Some("0500"), Entry::Queue(queue.into())),
        ["picked", name] => CallInput::LegPickedUp { leg: leg(name) },
        ["up", name] => CallInput::LegAnswered { leg: leg(name) },
        ["ends", name, why] => CallInput::LegEnded { leg: leg(name), cause: cause(why) },
        ["holds", name] => CallInput::LegHeld { leg: leg(name) },
        ["resumes", name] => CallInput::LegResumed { leg: leg(name) },
        ["refers", name, "queue", to] => refers(name, TransferTarget::Queue(to.into()), "x"),
        ["refers", name, "agent", to] => refers(name, TransferTarget::Agent(to.into()), "x"),
        ["refers", name, "outside", to, new] => refers(name, TransferTarget::Outside(to.into()), new),
        ["key", name, digit] => CallInput::Key { leg: leg(name), digit: Pii::new(digit.chars().next().unwrap()) },
        ["played", name, n] => CallInput::PlayEnded { leg: leg(name), play: PlayId(n.parse().unwrap()) },
        ["unplayable", name, n] => CallInput::PlayFailed { leg: leg(name), play: PlayId(n.parse().unwrap()) },
        ["speech"] => CallInput::SpeechStarted { speaker: Speaker::Caller },
        ["heard", text, intent] => heard(text, intent),
        ["emergency", queue] => CallInput::Emergency { queue: queue.into() },
        ["wants", "person"] => CallInput::PersonWanted,
        ["angry"] => CallInput::Mood(angry()),
        ["english"] => CallInput::Language { language: Language::En, confidence: 0.9 },
        ["chooses", "english"] => CallInput::Desk(DeskAction::ChoseLanguage { language: Language::En }),
        ["says", prompt] => says(prompt, true),
        ["insists", prompt] => says(prompt, false),
        ["hushes"] => CallInput::Desk(DeskAction::Hush),
        ["hands", "over", queue] => hands_over(queue, Language::Ar),
        ["hands", "over", queue, "in", "english"] => hands_over(queue, Language::En),
        ["answers", answer] => CallInput::Desk(DeskAction::Answered { answer: answer.into() }),
        ["told", what, digits] => {
            CallInput::Desk(DeskAction::Told { what: what.to_owned(), digits: Pii::new(digits.to_owned()) })
        }
        ["calls", "back", queue] => calls_back(queue, None, false),
        ["calls", "back", queue, "message"] => calls_back(queue, None, true),
        ["calls", "back", queue, "when", hours] => calls_back_when(queue, hours),
        ["calls", "back", queue, number] => calls_back(queue, Some(number), false),
        ["finishes"] => CallInput::Desk(DeskAction::Finish),
        ["offer", n, agent, new] => CallInput::Route { update: offer(n, agent), new_leg: leg(new) },
        ["withdrawn", n] => route(RouteUpdate::Withdrawn { offer: OfferId::numbered(n.parse().unwrap()) }),
        ["waiting", queue, n] => {
            route(RouteUpdate::Waiting { queue: queue.into(), position: n.parse().unwrap(), wait: None })
        }
        ["waiting", queue, n, p50, p80] => route(RouteUpdate::Waiting {
            queue: queue.into(),
            position: n.parse().unwrap(),
            wait: Some(WaitRange { p50_ms: p50.parse().unwrap(), p80_ms: p80.parse().unwrap() }),
        }),
        ["overflowed", from, to] => route(RouteUpdate::Overflowed { from: from.into(), to: to.into() }),
        ["place", "kept"] => route(RouteUpdate::PlaceKept { since: Timestamp(-30_000) }),
        ["no", "one", queue] => route(RouteUpdate::NoOne { queue: queue.into() }),
        ["drain", by] => CallInput::Drain { by: Timestamp(by.parse().unwrap()) },
        ["asks", agent, ref ask @ .., new] => asks(agent, ask, new),
        ["line", "lost", name] => CallInput::LineLost { leg: leg(name) },
        ["line", "back", name] => CallInput::LineBack { leg: leg(name) },
        ["back", number, "since", since] => CallInput::CallBack(Box::new(CallBack {
            promise: PromiseId::numbered(9),
            number: number.into(),
            queue: "support".into(),
            since: Timestamp(since.parse().unwrap()),
            terms: CallbackTerms::of(Language::Ar),
        })),
        ["off"] => CallInput::CallOff,
        ["left"] => route(RouteUpdate::Left),
        ref other => panic!("unknown line {other:?}"),
    }
}

fn arrives(from: Option<&str>, entry: Entry) -> CallInput {
    CallInput::Arrived { from: from.map(Pii::from), dialled: "support".to_owned(), trunk: None, entry }
}

fn refers(name: &str, target: TransferTarget, new: &str) -> CallInput {
    CallInput::Refer { leg: leg(name), target, new_leg: leg(new) }
}

/// `asks AGENT WHAT… LEG`: the leg is a fresh one, for what dials.
fn asks(agent: &str, ask: &[&str], new: &str) -> CallInput {
    let text = || Pii::from("…");
    let ask = match *ask {
        ["hold"] => AgentAsk::Hold,
        ["resume"] => AgentAsk::Resume,
        ["transfer", ref to @ ..] => AgentAsk::Transfer(target(to)),
        ["consult", ref to @ ..] => AgentAsk::Consult(target(to)),
        ["complete"] => AgentAsk::CompleteTransfer,
        ["cancel"] => AgentAsk::CancelConsult,
        ["join"] => AgentAsk::Join,
        ["pause", "recording"] => AgentAsk::PauseRecording,
        ["resume", "recording"] => AgentAsk::ResumeRecording,
        ["refuse", "recording"] => AgentAsk::RefuseRecording,
        ["hang", "up"] => AgentAsk::HangUp,
        ["reattach"] => AgentAsk::Reattach,
        ["abuse"] => AgentAsk::HandOver { cause: HandoverCause::Abuse },
        ["note"] => AgentAsk::Note(text()),
        ["mood"] => AgentAsk::CorrectMood { mood: Mood::Frustrated, span: span() },
        ["intent", intent] => AgentAsk::CorrectIntent(Some(intent.into())),
        ["step"] => AgentAsk::MarkStep { step: LastStep::Thank, done: true },
        ["promise"] => AgentAsk::Promise(promise()),
        ["withdraw"] => AgentAsk::WithdrawPromise(promise().id),
        ["wrap", "up"] => AgentAsk::WrapUp(WrapUp { outcome: Outcome::Solved, summary: text() }),
        ref other => panic!("unknown ask {other:?}"),
    };
    CallInput::Agent { agent: agent.into(), ask, new_leg: leg(new) }
}

fn promise() -> PromiseMade {
    let (id, keeper) = (PromiseId::numbered(1), PromiseKeeper::Phone);
    PromiseMade { id, what: Pii::from("…"), keeper, due: None, branch: None, utterance: None }
}

fn target(words: &[&str]) -> TransferTarget {
    match *words {
        ["queue", to] => TransferTarget::Queue(to.into()),
        ["agent", to] => TransferTarget::Agent(to.into()),
        ["outside", to] => TransferTarget::Outside(to.into()),
        ref other => panic!("unknown target {other:?}"),
    }
}

fn says(prompt: &str, barge_in: bool) -> CallInput {
    let said = Said { prompts: vec![prompt.into()], language: Language::Ar, barge_in };
    CallInput::Desk(DeskAction::Say(said))
}

fn hands_over(queue: &str, language: Language) -> CallInput {
    let cause = HandoverCause::Asked;
    let handover = Handover { cause, queue: queue.into(), language, intent: None };
    CallInput::Desk(DeskAction::Handover(handover))
}

fn calls_back(queue: &str, number: Option<&str>, message: bool) -> CallInput {
    let number = number.map(Pii::from);
    let callback = Callback { queue: queue.into(), language: Language::Ar, intent: None, number, message, hours: None };
    CallInput::Desk(DeskAction::Callback(callback))
}

fn calls_back_when(queue: &str, hours: &str) -> CallInput {
    let (queue, hours) = (queue.into(), Some(hours.to_owned()));
    let callback = Callback { queue, language: Language::Ar, intent: None, number: None, message: false, hours };
    CallInput::Desk(DeskAction::Callback(callback))
}

fn offer(n: &str, agent: &str) -> RouteUpdate {
    let offer = OfferId::numbered(n.parse().unwrap());
    let reasons = OfferReasons { score: 1.0, eligible: 1, ..OfferReasons::default() };
    RouteUpdate::Offer { offer, agent: agent.into(), ring_ms: 15_000, reasons }
}

fn span() -> Span {
    Span { start: MediaTime(0), end: MediaTime(900) }
}

fn heard(text: &str, intent: &str) -> CallInput {
    let utterance = Utterance {
        id: UtteranceId::numbered(1),
        speaker: Speaker::Caller,
        span: span(),
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words: vec![],
        matched: None,
        values: Vec::new(),
    };
    let intent = IntentGuess { intent: Some(intent.into()), confidence: 0.8, alternatives: vec![] };
    CallInput::Heard { utterance, intent: Some(intent) }
}

fn angry() -> MoodReading {
    let scores = MoodScores::from_array([0.8, 0.1, 0.0, 0.1, 0.0, 0.0]);
    let (label, confidence) = scores.top();
    MoodReading { span: span(), label, confidence, scores, arousal: None, valence: None, evidence: vec![] }
}

/// Runs a script; gives the script with the orders under each line.
pub(crate) fn walk(script: &str) -> String {
    let mut config = CallConfig::new(announce);
    config.human_queue = Some("support".into());
    config.offer_callback_after_ms = Some(60_000);
    let mut call = Call::new(CallId::numbered(7), leg("caller"), config);
    let mut story = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (at, words) = line.split_once(' ').unwrap();
        let at = Timestamp(at.parse().unwrap());
        run_timers(&mut call, at, &mut story);
        writeln!(story, "{line}").unwrap();
        match words {
            "later" => {}
            "desk" => show_desks(&call, &mut story),
            words => hand_in(&mut call, at, words, &mut story),
        }
        tell(&mut call, &mut story);
    }
    story
}

/// What an agent asks in vain is refused before it is told.
fn hand_in(call: &mut Call, at: Timestamp, words: &str, story: &mut String) {
    let input = input(&words.split_whitespace().collect::<Vec<_>>());
    if let CallInput::Agent { agent, ask, .. } = &input
        && !call.may(agent, ask)
    {
        writeln!(story, "    refused").unwrap();
    }
    call.handle_input(at, input);
}

fn show_desks(call: &Call, story: &mut String) {
    for DeskView { agent, phase, other, .. } in call.desk_views() {
        let other = other.map(|other| format!(" with {}, {}", other.who.text().reveal(), other.talking));
        writeln!(story, "    desk of {agent}: {phase:?}{}", other.unwrap_or_default()).unwrap();
    }
}

fn run_timers(call: &mut Call, until: Timestamp, story: &mut String) {
    while let Some((at, why)) = call.poll_timeout().filter(|(at, _)| *at <= until) {
        writeln!(story, "{} ({why})", at.as_millis()).unwrap();
        call.handle_timeout(at);
        tell(call, story);
    }
}

fn tell(call: &mut Call, story: &mut String) {
    while let Some(order) = call.poll_output() {
        writeln!(story, "    {}", order_text(&order)).unwrap();
    }
    while let Some(word) = call.poll_desk() {
        writeln!(story, "    to desk: {}", desk_text(&word)).unwrap();
    }
}

fn desk_text(word: &DeskInput) -> &'static str {
    match word {
        DeskInput::Connected => "connected",
        DeskInput::SaidAll => "said all",
        DeskInput::SpeechStarted => "speech started",
        DeskInput::Heard { .. } => "heard",
        DeskInput::HeardNothing { .. } => "heard nothing",
        DeskInput::HeardLater => "heard later",
        DeskInput::Key(_) => "key",
        DeskInput::Mood(_) => "mood",
        DeskInput::Language(_) => "language",
    }
}

fn order_text(order: &CallCommand) -> String {
    match order {
        CallCommand::Ring { leg } => format!("ring {}", leg_name(*leg)),
        CallCommand::Answer { leg } => format!("answer {}", leg_name(*leg)),
        CallCommand::Hangup { leg, cause } => format!("hang up {} ({cause:?})", leg_name(*leg)),
        CallCommand::DialAgent { leg, agent, ring_ms, resume } => {
            let again = if *resume { " again" } else { "" };
            format!("dial {agent}{again} as {} for {ring_ms}", leg_name(*leg))
        }
        CallCommand::DialOutside { leg, ring_ms, .. } => format!("dial outside as {} for {ring_ms}", leg_name(*leg)),
        CallCommand::CallBack { leg, number, ring_ms, .. } => {
            format!("call {} back as {} for {ring_ms}", number.reveal(), leg_name(*leg))
        }
        CallCommand::Play { leg, play, source } => format!("play {} to {}: {}", play.0, leg_name(*leg), sound(source)),
        CallCommand::StopPlay { leg } => format!("stop playing to {}", leg_name(*leg)),
        CallCommand::Bridge { a, b } => format!("bridge {} {}", leg_name(*a), leg_name(*b)),
        CallCommand::Unbridge { a, b } => format!("unbridge {} {}", leg_name(*a), leg_name(*b)),
        CallCommand::Join { legs } => format!("join {}", names(legs)),
        CallCommand::Part { legs } => format!("part {}", names(legs)),
        CallCommand::Attend { leg, speaker } => format!("attend {} as {speaker:?}", leg_name(*leg)),
        CallCommand::Expect { phrases, .. } => format!("expect {} phrases", phrases.len()),
        CallCommand::Route(request) => format!(
            "route to {} since {} mood {:?}{}{}{}{}",
            request.queue,
            request.since.as_millis(),
            request.mood.top().0,
            if request.emergency { ", an emergency" } else { "" },
            if request.language == Language::En { " in English" } else { "" },
            request.only.as_ref().map(|agent| format!(" only {agent}")).unwrap_or_default(),
            request.abused.iter().map(|agent| format!(" never {agent}")).collect::<String>(),
        ),
        CallCommand::LeaveQueue => "leave queue".to_owned(),
        CallCommand::OfferEnded { offer, outcome } => format!("offer {} ended: {outcome:?}", offer.0.as_u128()),
        CallCommand::TalkEnded { agent, end: TalkEnd::Done, .. } => format!("talk of {agent} ended"),
        CallCommand::TalkEnded { agent, end, mood } => format!("talk of {agent} ended: {end:?}, {}", mood.top().0),
        CallCommand::ReferAnswered { leg, accepted } => format!("refer of {} answered: {accepted}", leg_name(*leg)),
        CallCommand::Remember(event) => format!("* {}", event_text(event)),
        CallCommand::Discretion { on: true } => "keep nothing".to_owned(),
        CallCommand::Discretion { on: false } => "keep all".to_owned(),
        CallCommand::Close => "close".to_owned(),
    }
}

fn sound(source: &PlaySource) -> String {
    match source {
        PlaySource::Prompts(prompts, language) => {
            format!("{} {language}", prompts.iter().map(PromptId::as_str).collect::<Vec<_>>().join(" "))
        }
        PlaySource::Music => "music".to_owned(),
        PlaySource::Ringback => "ringback".to_owned(),
    }
}

fn event_text(event: &CallEvent) -> String {
    let name = |agent: &Option<AgentId>| agent.as_ref().map_or("outside".to_owned(), ToString::to_string);
    match event {
        CallEvent::LegAdded { leg, agent, .. } => format!("leg {} added ({})", leg_name(*leg), name(agent)),
        CallEvent::LegEnded { leg, cause } => format!("leg {} ended ({cause:?})", leg_name(*leg)),
        CallEvent::Queued { queue, position, place_kept, .. } => {
            format!("queued in {queue} at {position}{}", if *place_kept { ", place kept" } else { "" })
        }
        CallEvent::OfferEnded { offer, outcome, .. } => format!("offer {} ended {outcome:?}", offer.0.as_u128()),
        CallEvent::Offered { offer, agent, .. } => format!("offered {} to {agent}", offer.0.as_u128()),
        CallEvent::Bridged { leg, .. } => format!("bridged with {}", leg_name(*leg)),
        CallEvent::Unbridged { leg } => format!("unbridged from {}", leg_name(*leg)),
        CallEvent::Held { leg } => format!("held by {}", leg_name(*leg)),
        CallEvent::Resumed { leg } => format!("resumed by {}", leg_name(*leg)),
        CallEvent::LineLost { leg, agent } => format!("{agent}'s line lost on {}", leg_name(*leg)),
        CallEvent::LineBack { leg, agent } => format!("{agent}'s line back on {}", leg_name(*leg)),
        CallEvent::Consulting { leg, target, .. } => format!("consulting {} on {}", target.reveal(), leg_name(*leg)),
        CallEvent::Joined { legs } => format!("joined {}", names(legs)),
        CallEvent::Transferred { done, .. } => format!("transferred: {done}"),
        CallEvent::Ended { hangup } => format!("ended {hangup:?}"),
        CallEvent::PromptEnded { interrupted } => format!("prompt ended, interrupted {interrupted}"),
        CallEvent::CallbackPromised { queue, number, terms } => {
            let number = number.as_ref().map_or("the one that called", |number| number.reveal());
            format!(
                "callback promised by {queue} at {number}{}",
                terms.as_ref().map_or(String::new(), |terms| terms_text(terms))
            )
        }
        CallEvent::LanguagePicked { language, .. } => format!("language picked {language}"),
        CallEvent::Told { what, digits } => format!("told {what} {}", digits.reveal()),
        CallEvent::HandedOver { cause, queue } => format!("handed over to {queue} ({cause:?})"),
        other => {
            let text = format!("{other:?}");
            text.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
        }
    }
}

/// What is not as of a calm Arabic caller who did not wait and said nothing.
fn terms_text(terms: &CallbackTerms) -> String {
    let mut text = String::new();
    let intent = terms.intent.as_ref().and_then(|guess| guess.intent.as_ref());
    text.extend((terms.language == Language::En).then(|| ", in English".to_owned()));
    text.extend(terms.since.map(|since| format!(", waiting since {}", since.as_millis())));
    text.extend(intent.map(|intent| format!(", about {intent}")));
    text.extend((terms.mood.top().0 != Mood::Neutral).then(|| format!(", {}", terms.mood.top().0)));
    text.extend(terms.hours.as_ref().map(|hours| format!(", once {hours} opens")));
    text.extend(terms.emergency.then(|| ", an emergency".to_owned()));
    text
}

macro_rules! check {
    ($name:ident, $script:literal) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(walk::walk($script));
        }
    };
}
pub(crate) use check;
