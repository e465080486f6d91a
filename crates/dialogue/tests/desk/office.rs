//! The flow with opening hours, at different hours and days.

use std::time::Duration;

use wasl_model::{DeskAction, DeskInput, Language, Mood, Timestamp};

use crate::caller::{Caller, site};

/// A caller at this moment by clocks in Riyadh, who has heard the greeting and the notice in English.
fn at(clock: &str) -> Caller {
    greeted(Caller::on_flow_at(site(), "office", moment(clock)))
}

pub(crate) fn withheld(clock: &str) -> Caller {
    greeted(Caller::on_flow_at(site(), "office", moment(clock)).withheld())
}

pub(crate) fn moment(clock: &str) -> Timestamp {
    let clock: jiff::civil::DateTime = clock.parse().unwrap();
    let there = clock.to_zoned_datetime(jiff::tz::TimeZone::get("Asia/Riyadh").unwrap()).unwrap();
    Timestamp::from_millis(there.timestamp().as_millisecond())
}

fn greeted(mut caller: Caller) -> Caller {
    caller.input(DeskInput::Connected);
    caller.key('2');
    caller.input(DeskInput::SaidAll);
    caller.story.clear();
    caller
}

/// What was said since, in words.
fn said(caller: &Caller) -> Vec<String> {
    let says = caller.done.iter().filter_map(|action| match action {
        DeskAction::Say(said) => Some(site().prompts.text(&said.prompts, said.language)),
        DeskAction::Hush
        | DeskAction::Expect { .. }
        | DeskAction::Entered { .. }
        | DeskAction::Answered { .. }
        | DeskAction::Told { .. }
        | DeskAction::PersonWanted { .. }
        | DeskAction::ChoseLanguage { .. }
        | DeskAction::Handover(_)
        | DeskAction::Callback(_)
        | DeskAction::Finish => None,
    });
    says.collect()
}

#[track_caller]
pub(crate) fn last_said(caller: &Caller, words: &str) {
    assert_eq!(said(caller).last().map(String::as_str), Some(words), "{:#?}", caller.story);
}

#[test]
fn on_a_working_day_the_office_says_until_when() {
    last_said(&at("2026-11-29T09:00"), "Today we are here until five o'clock in the afternoon");
    last_said(&at("2027-02-15T22:00"), "Today we are here until one o'clock at night");
}

#[test]
fn after_hours_the_office_says_when_it_opens_again_in_both_languages() {
    last_said(
        &at("2026-11-29T17:30"),
        "We are closed at the moment. We open again tomorrow eight o'clock in the morning",
    );
    last_said(
        &at("2026-12-03T16:00"),
        "We are closed at the moment. We open again on Sunday eight o'clock in the morning",
    );
    last_said(
        &at("2027-03-09T12:00"),
        "A blessed Eid to you. We are closed at the moment. We open again on Sunday eight o'clock in the morning",
    );
    let mut arabic = Caller::on_flow_at(site(), "office", moment("2027-02-15T16:00"));
    arabic.input(DeskInput::Connected);
    arabic.key('1');
    arabic.input(DeskInput::SaidAll);
    last_said(&arabic, "نحن الآن خارج أوقات العمل. نفتح اليوم الساعة التاسعة مساء");
}

#[test]
fn after_hours_whatever_a_caller_does_ends_with_a_promise() {
    type Does = fn(&mut Caller);
    let ways: [Does; 6] = [
        |caller| caller.key('0'),
        |caller| caller.say("agent please", None),
        |caller| caller.feel(Mood::Angry, 0.9),
        |caller| caller.wait(Duration::from_secs(200)),
        |caller| {
            caller.input(DeskInput::SaidAll);
            caller.key('1');
        },
        |caller| {
            caller.input(DeskInput::SaidAll);
            caller.say("I lost my bank card this morning", None);
        },
    ];
    for (n, does) in ways.into_iter().enumerate() {
        let mut caller = at("2026-11-29T20:00");
        does(&mut caller);
        assert!(matches!(caller.done.last(), Some(DeskAction::Callback(_))), "{n}: {:#?}", caller.story);
        last_said(&caller, "We will call you back once we are open. Goodbye.");
        assert!(caller.story.last().unwrap().ends_with(" once office opens"), "{n}: {:#?}", caller.story);
    }
}

#[test]
fn that_a_person_was_wanted_after_hours_is_told_with_its_cause() {
    type Does = fn(&mut Caller);
    let ways: [(Does, &str); 3] = [
        (|caller| caller.say("أبغى موظف", None), "wanted Asked"),
        (|caller| caller.feel(Mood::Angry, 0.9), "wanted Mood"),
        (|caller| caller.wait(Duration::from_secs(200)), "wanted Limit"),
    ];
    for (does, wanted) in ways {
        let mut caller = at("2026-11-29T20:00");
        does(&mut caller);
        let told: Vec<_> = caller.story.iter().filter(|line| line.starts_with("wanted")).collect();
        assert_eq!(told, [wanted], "{:#?}", caller.story);
    }
    let mut open = at("2026-11-29T10:00");
    open.key('0');
    assert!(!open.story.iter().any(|line| line.starts_with("wanted")), "a handover tells it: {:#?}", open.story);
}

#[test]
fn an_emergency_goes_to_people_at_any_hour() {
    let mut caller = at("2026-11-29T23:00");
    caller.say("my card was stolen", None);
    assert_eq!(caller.story.last().unwrap(), "handover Emergency cards en fraud");
}

#[test]
fn a_caller_without_a_number_is_asked_for_one_and_hears_it_read_back() {
    let mut caller = withheld("2026-11-29T20:00");
    caller.input(DeskInput::SaidAll);
    caller.key('1');
    last_said(&caller, "At which number can we reach you? Say it digit by digit, or type it and press the hash key.");
    caller.say("oh five double five one two three four", None);
    last_said(
        &caller,
        "I heard zero five five five one two three four Is that right? Say yes or press one, or say no or press two.",
    );
    caller.say("yes", None);
    assert_eq!(caller.story.last().unwrap(), "callback support en 05551234 once office opens");
    last_said(&caller, "We will call you back once we are open. Goodbye.");
}

#[test]
fn a_caller_without_a_number_is_promised_a_call_soon_while_people_answer() {
    let mut caller = withheld("2026-11-29T10:00");
    caller.input(DeskInput::SaidAll);
    caller.key('3');
    caller.say("oh five double five one two three four", None);
    caller.say("yes", None);
    assert_eq!(caller.story.last().unwrap(), "callback support en 05551234");
    last_said(&caller, "We will call you back as soon as a colleague is free. Goodbye.");
}

#[test]
fn a_callback_promised_while_people_are_there_waits_for_no_hours() {
    let mut caller = at("2026-11-29T09:00");
    caller.input(DeskInput::SaidAll);
    caller.key('3');
    assert_eq!(caller.story.last().unwrap(), "callback support en own");
}

#[test]
fn a_caller_who_tells_no_number_leaves_a_message_and_the_message_is_owed() {
    let mut caller = withheld("2026-11-29T20:00");
    caller.key('0');
    caller.input(DeskInput::SaidAll);
    caller.wait(Duration::from_secs(30));
    caller.input(DeskInput::SaidAll);
    caller.wait(Duration::from_secs(7));
    last_said(&caller, "Nobody is here now. Please leave your message and your number, then press the hash key.");
    caller.input(DeskInput::SaidAll);
    caller.say("this is Sami I want to talk to an agent about my loan", None);
    // Anger while speaking does not cut the message off.
    caller.feel(Mood::Angry, 0.9);
    assert!(!caller.has_ended());
    caller.key('#');
    last_said(&caller, "Thank you. Your message is kept. We will listen to it and come back to you. Goodbye.");
    assert!(caller.story.last().unwrap().ends_with("own message once office opens"), "{:#?}", caller.story);
}

#[test]
fn a_number_is_typed_with_zeros_in_it_and_zero_alone_is_a_person() {
    let account = || {
        let mut caller = at("2026-11-29T10:00");
        caller.input(DeskInput::SaidAll);
        caller.key('2');
        caller
    };
    let mut caller = account();
    "0040021#".chars().for_each(|key| caller.key(key));
    assert!(caller.story.contains(&"told account 0040021".to_owned()), "{:#?}", caller.story);
    last_said(
        &caller,
        "I heard zero zero four zero zero two one Is that right? Say yes or press one, or say no or press two.",
    );
    caller.key('1');
    assert_eq!(caller.story.last().unwrap(), "handover Flow support en -");

    let mut paused = account();
    "123456".chars().for_each(|key| paused.key(key));
    assert!(!paused.story.iter().any(|line| line.starts_with("told")));
    paused.wait(Duration::from_secs(4));
    assert!(paused.story.contains(&"told account 123456".to_owned()));

    let mut again = account();
    "99*654321#".chars().for_each(|key| again.key(key));
    assert!(again.story.contains(&"told account 654321".to_owned()));

    for person in ["0#", "0", "00"] {
        let mut caller = account();
        person.chars().for_each(|key| caller.key(key));
        caller.wait(Duration::from_secs(4));
        assert_eq!(caller.story.last().unwrap(), "handover Asked support en -", "{person}");
    }

    let mut short = account();
    "12#".chars().for_each(|key| short.key(key));
    last_said(
        &short,
        "I did not get the number. Please say it again, digit by digit, or press zero and hash for a person.",
    );
    "34#".chars().for_each(|key| short.key(key));
    assert_eq!(short.story.last().unwrap(), "handover NotUnderstood support en -");
}

#[test]
fn a_number_that_was_not_made_out_is_asked_for_again_at_once() {
    let mut caller = at("2026-11-29T10:00");
    caller.input(DeskInput::SaidAll);
    caller.key('2');
    caller.input(DeskInput::SaidAll);
    let sound = |caller: &mut Caller, ms: u64| {
        caller.input(DeskInput::SpeechStarted);
        caller.wait(Duration::from_millis(ms));
        caller.input(DeskInput::HeardNothing { lasted: Duration::from_millis(ms) });
    };
    let asked = said(&caller).len();
    sound(&mut caller, 400);
    assert_eq!(said(&caller).len(), asked, "a cough is no number: {:#?}", caller.story);
    sound(&mut caller, 20_000);
    last_said(
        &caller,
        "I did not get the number. Please say it again, digit by digit, or press zero and hash for a person.",
    );
    caller.input(DeskInput::SaidAll);
    sound(&mut caller, 4_000);
    assert_eq!(caller.story.last().unwrap(), "handover NotUnderstood support en -");
}

#[test]
fn digits_are_expected_where_a_number_is_asked_for_and_nowhere_else() {
    let mut caller = at("2026-11-29T10:00");
    caller.input(DeskInput::SaidAll);
    let digits = |caller: &Caller| {
        let told = caller.done.iter().rev().find_map(|action| match action {
            DeskAction::Expect { digits, .. } => Some(*digits),
            DeskAction::Say(_)
            | DeskAction::Hush
            | DeskAction::Entered { .. }
            | DeskAction::Answered { .. }
            | DeskAction::Told { .. }
            | DeskAction::PersonWanted { .. }
            | DeskAction::ChoseLanguage { .. }
            | DeskAction::Handover(_)
            | DeskAction::Callback(_)
            | DeskAction::Finish => None,
        });
        told.unwrap()
    };
    assert!(!digits(&caller));
    caller.key('2');
    assert!(digits(&caller));
    caller.say("one two three four five six", None);
    assert!(!digits(&caller));
}

#[test]
fn a_fee_is_spoken_by_grammar() {
    let mut caller = at("2026-11-29T10:00");
    caller.input(DeskInput::SaidAll);
    caller.key('1');
    last_said(&caller, "The fee for a transfer to another bank is one riyal and fifteen halalas");
    let mut arabic = at("2026-11-29T10:00");
    arabic.input(DeskInput::SaidAll);
    arabic.input(DeskInput::Language(Language::Ar));
    arabic.key('1');
    last_said(&arabic, "رسوم التحويل إلى بنك آخر ريال واحد وخمس عشرة هللة");
}

/// The machine's answer has its own time and turns, whatever is left of the flow's.
#[test]
fn an_answer_keeps_nobody_longer_than_its_limits() {
    let answered = || {
        let mut caller = Caller::new(site());
        caller.input(DeskInput::Connected);
        (0..4).for_each(|_| caller.input(DeskInput::SaidAll));
        caller.say("نسيت الرقم السري", None);
        caller.input(DeskInput::SaidAll);
        caller.story.clear();
        caller
    };
    let limits = site().default_flow().spec().limits.clone();
    let mut slow = answered();
    for _ in 0..limits.answer_s {
        slow.input(DeskInput::SpeechStarted);
        slow.wait(Duration::from_secs(1));
    }
    assert_eq!(slow.story.last().unwrap(), "handover Limit cards ar pin_reset");
    let mut busy = answered();
    for _ in 0..=limits.answer_turns {
        busy.input(DeskInput::Language(Language::Ar));
        busy.key('7');
    }
    assert!(busy.story.last().unwrap().starts_with("handover"), "{:#?}", busy.story);
}
