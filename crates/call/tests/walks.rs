//! The main walks of a call, as scripts and the orders they lead to.
//!
//! A script line is `ms what…`; timers due before it are run at their own time. The result has the orders, indented
//! under the line that caused them; `*` marks what was remembered.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;

use wasl_call::{Call, CallConfig, CallInput, Entry, TransferTarget};
use wasl_model::{
    AgentId, CallCommand, CallEvent, CallId, DeskAction, DeskInput, EndCause, Handover, HandoverCause, IntentGuess,
    Language, LegId, MediaTime, MoodReading, MoodScores, OfferId, OfferReasons, Pii, PlayId, PlaySource, PromptId,
    RouteUpdate, Said, Span, Speaker, Timestamp, Utterance, UtteranceId, WaitRange,
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
        ["arrives", "queue", queue] => arrives(Some("0500"), Entry::Queue(queue.into())),
        ["up", name] => CallInput::LegAnswered { leg: leg(name) },
        ["ends", name, why] => CallInput::LegEnded { leg: leg(name), cause: cause(why) },
        ["holds", name] => CallInput::LegHeld { leg: leg(name) },
        ["resumes", name] => CallInput::LegResumed { leg: leg(name) },
        ["refers", name, "queue", to] => refers(name, TransferTarget::Queue(to.into()), "x"),
        ["refers", name, "agent", to] => refers(name, TransferTarget::Agent(to.into()), "x"),
        ["refers", name, "outside", to, new] => refers(name, TransferTarget::Outside(to.into()), new),
        ["key", name, digit] => CallInput::Key { leg: leg(name), digit: Pii::new(digit.chars().next().unwrap()) },
        ["played", name, n] => CallInput::PlayEnded { leg: leg(name), play: PlayId(n.parse().unwrap()) },
        ["speech"] => CallInput::SpeechStarted { speaker: Speaker::Caller },
        ["heard", text, intent] => heard(text, intent),
        ["angry"] => CallInput::Mood(angry()),
        ["english"] => CallInput::Language { language: Language::En, confidence: 0.9 },
        ["says", prompt] => says(prompt, true),
        ["insists", prompt] => says(prompt, false),
        ["hands", "over", queue] => hands_over(queue),
        ["answers", answer] => CallInput::Desk(DeskAction::Answered { answer: answer.into() }),
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
        ref other => panic!("unknown line {other:?}"),
    }
}

fn arrives(from: Option<&str>, entry: Entry) -> CallInput {
    CallInput::Arrived { from: from.map(Pii::from), dialled: "support".to_owned(), trunk: None, entry }
}

fn refers(name: &str, target: TransferTarget, new: &str) -> CallInput {
    CallInput::Refer { leg: leg(name), target, new_leg: leg(new) }
}

fn says(prompt: &str, barge_in: bool) -> CallInput {
    let said = Said { prompts: vec![prompt.into()], language: Language::Ar, barge_in };
    CallInput::Desk(DeskAction::Say(said))
}

fn hands_over(queue: &str) -> CallInput {
    let cause = HandoverCause::Asked;
    let handover = Handover { cause, queue: queue.into(), language: Language::Ar, intent: None };
    CallInput::Desk(DeskAction::Handover(handover))
}

fn offer(n: &str, agent: &str) -> RouteUpdate {
    let offer = OfferId::numbered(n.parse().unwrap());
    let reasons = OfferReasons { score: 1.0, parts: vec![], runners_up: vec![], eligible: 1, waited_ms: 0 };
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
fn walk(script: &str) -> String {
    let mut config = CallConfig::new(announce);
    config.human_queue = Some("support".into());
    let mut call = Call::new(CallId::numbered(7), leg("caller"), config);
    let mut story = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (at, words) = line.split_once(' ').unwrap();
        let at = Timestamp(at.parse().unwrap());
        run_timers(&mut call, at, &mut story);
        writeln!(story, "{line}").unwrap();
        if words != "later" {
            call.handle_input(at, input(&words.split_whitespace().collect::<Vec<_>>()));
        }
        tell(&mut call, &mut story);
    }
    story
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
        CallCommand::DialAgent { leg, agent, ring_ms } => format!("dial {agent} as {} for {ring_ms}", leg_name(*leg)),
        CallCommand::DialOutside { leg, ring_ms, .. } => format!("dial outside as {} for {ring_ms}", leg_name(*leg)),
        CallCommand::Play { leg, play, source } => format!("play {} to {}: {}", play.0, leg_name(*leg), sound(source)),
        CallCommand::StopPlay { leg } => format!("stop playing to {}", leg_name(*leg)),
        CallCommand::Bridge { a, b } => format!("bridge {} {}", leg_name(*a), leg_name(*b)),
        CallCommand::Unbridge { a, b } => format!("unbridge {} {}", leg_name(*a), leg_name(*b)),
        CallCommand::Attend { leg, speaker } => format!("attend {} as {speaker:?}", leg_name(*leg)),
        CallCommand::Expect { phrases, .. } => format!("expect {} phrases", phrases.len()),
        CallCommand::Route(request) => format!(
            "route to {} since {} mood {:?}{}",
            request.queue,
            request.since.as_millis(),
            request.mood.top().0,
            request.only.as_ref().map(|agent| format!(" only {agent}")).unwrap_or_default()
        ),
        CallCommand::LeaveQueue => "leave queue".to_owned(),
        CallCommand::OfferEnded { offer, outcome } => format!("offer {} ended: {outcome:?}", offer.0.as_u128()),
        CallCommand::TalkEnded { agent } => format!("talk of {agent} ended"),
        CallCommand::ReferAnswered { leg, accepted } => format!("refer of {} answered: {accepted}", leg_name(*leg)),
        CallCommand::Remember(event) => format!("* {}", event_text(event)),
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
        CallEvent::Transferred { done, .. } => format!("transferred: {done}"),
        CallEvent::Ended { hangup } => format!("ended {hangup:?}"),
        CallEvent::PromptEnded { interrupted } => format!("prompt ended, interrupted {interrupted}"),
        CallEvent::HandedOver { cause, queue } => format!("handed over to {queue} ({cause:?})"),
        other => {
            let text = format!("{other:?}");
            text.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
        }
    }
}

macro_rules! check {
    ($name:ident, $script:literal) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(walk($script));
        }
    };
}

check!(
    an_angry_caller_is_greeted_heard_handed_over_answered_and_thanked,
    "
    0 arrives ivr
    20 up caller
    30 says greeting
    900 speech
    1500 heard ثالث_مرة card_lost
    1600 angry
    1700 hands over complaints
    1710 offer 1 noura a
    4000 up a
    60000 ends a hung_up
    60100 ends caller released
"
);
check!(
    a_caller_waits_is_told_and_hears_music_between,
    "
    0 arrives queue support
    20 up caller
    30 waiting support 3 60000 120000
    3000 played caller 1
    8000 played caller 2
    30000 waiting support 2
    34000 played caller 4
    40000 offer 1 noura a
    41000 ends a declined
    42000 offer 2 omar b
    45000 up b
    50000 ends caller hung_up
    50100 ends b released
"
);
check!(
    nobody_answers_and_the_next_agent_is_rung,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    15100 ends a cancelled
    15200 offer 2 omar b
    16000 up b
    17000 ends b hung_up
    17100 ends caller released
"
);
check!(
    the_answer_that_crossed_our_cancel_is_hung_up,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    15100 up a
    15200 ends a released
    15300 ends caller hung_up
"
);
check!(
    the_caller_hangs_up_while_an_agent_rings,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    5000 ends caller hung_up
    5100 ends a cancelled
"
);
check!(
    the_caller_cancels_before_the_answer,
    "
    0 arrives ivr
    10 ends caller cancelled
"
);
check!(
    a_caller_who_never_comes_up_is_let_go,
    "
    0 arrives ivr
    40000 later
"
);
check!(
    hold_gives_music_and_resume_takes_it_back,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 holds a
    300 resumes a
    400 holds caller
    500 holds a
    600 resumes caller
    700 resumes a
    800 ends a hung_up
    900 ends caller released
"
);
check!(
    a_transfer_to_a_queue_lets_the_agent_go_at_once,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a queue sales
    300 ends a released
    400 offer 2 omar b
    500 up b
    600 ends b hung_up
    700 ends caller released
"
);
check!(
    a_transfer_to_a_colleague_who_is_busy_comes_back_to_the_agent,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a agent omar
    210 no one support
    300 refers a agent omar
    310 offer 2 omar b
    320 ends b busy
    400 refers a agent omar
    410 offer 3 omar c
    500 up c
    600 ends a released
    700 ends caller hung_up
    800 ends c released
"
);
check!(
    a_transfer_outside_that_fails_after_the_agent_left_goes_to_the_head_of_the_line,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a outside 0112223333 b
    300 ends a hung_up
    400 ends b busy
    500 offer 2 omar c
    600 up c
    700 ends caller hung_up
    800 ends c released
"
);
check!(
    a_transfer_outside_that_is_answered_leaves_the_agent_free,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a outside 0112223333 b
    300 up b
    400 ends a released
    500 ends b hung_up
    600 ends caller released
"
);
check!(
    an_agent_whose_line_is_lost_does_not_lose_the_caller,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    5000 ends a media_lost
    5100 offer 2 omar b
    5200 up b
    5300 ends b hung_up
    5400 ends caller released
"
);
check!(
    nobody_is_there_and_a_callback_is_promised,
    "
    0 arrives queue support
    20 up caller
    30 no one support
    6000 played caller 2
    6100 ends caller released
"
);
check!(
    nobody_is_there_and_the_number_is_withheld,
    "
    0 arrives withheld queue support
    20 up caller
    30 no one support
    6000 played caller 2
    6100 ends caller released
"
);
check!(
    somebody_signs_in_while_the_callback_is_being_promised,
    "
    0 arrives queue support
    20 up caller
    30 no one support
    2000 offer 1 noura a
    3000 up a
    4000 ends a hung_up
    4100 ends caller released
"
);
check!(
    a_withdrawn_offer_ends_and_the_next_one_rings,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    1000 withdrawn 1
    1010 offer 2 omar b
    1020 withdrawn 1
    1100 ends a cancelled
    2000 up b
    2010 withdrawn 2
    3000 ends caller hung_up
    3100 ends b released
"
);
check!(
    a_redialler_keeps_the_place_and_overflows,
    "
    0 arrives queue sales
    20 up caller
    30 place kept
    30 waiting sales 1
    3000 played caller 1
    6000 played caller 2
    20000 overflowed sales support
    20000 waiting support 4
    23000 played caller 4
    25000 ends caller hung_up
"
);
check!(
    a_served_caller_may_still_press_zero_over_goodbye,
    "
    0 arrives ivr
    20 up caller
    30 insists greeting
    500 speech
    1000 played caller 1
    2000 answers balance
    2100 finishes
    2500 key caller 0
    2600 offer 1 noura a
    3000 ends caller hung_up
    3100 ends a cancelled
"
);
check!(
    a_caller_content_with_an_answer_was_served_and_one_who_asked_on_gave_up,
    "
    0 arrives ivr
    20 up caller
    2000 answers balance
    3000 ends caller hung_up
"
);
check!(
    a_caller_who_hangs_up_in_the_flow_gave_up,
    "
    0 arrives ivr
    20 up caller
    2000 answers balance
    2500 speech
    2900 heard غيره card_lost
    3000 ends caller hung_up
"
);
check!(
    a_drained_call_is_ended_when_the_patience_is_over,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 drain 30000
    31000 ends a released
    31100 ends caller released
"
);
check!(
    a_prompt_whose_end_is_never_told_holds_nobody_up,
    "
    0 arrives ivr
    20 up caller
    30 says greeting
    31000 later
    32000 finishes
    70000 later
"
);

#[test]
fn the_desks_apology_is_said_to_the_end_before_the_wait() {
    let story = walk(
        "0 arrives ivr
         10 up caller
         2000 insists sorry_mood
         2000 hands over complaints
         4000 played caller 1
         5000 played caller 2",
    );
    let apology = story.split("hands over complaints").nth(1).unwrap();
    let (during, after) = apology.split_once("4000 played caller 1").unwrap();
    assert!(during.contains("route") && !during.contains("stop playing") && !during.contains("play "), "{story}");
    assert!(after.contains("please_wait") && after.contains("music"), "{story}");
}
