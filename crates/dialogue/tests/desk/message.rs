//! After hours, callers whose number is withheld: the number they are asked for, and the message they leave instead.

use std::time::Duration;

use wasl_model::DeskInput;

use crate::caller::{Caller, site};
use crate::office::{last_said, moment, withheld};

const NIGHT: &str = "2026-11-29T20:00";

/// Told no number, and asked for a message.
fn asked_for_a_message() -> Caller {
    let mut caller = withheld(NIGHT);
    caller.key('0');
    caller.input(DeskInput::SaidAll);
    caller.wait(Duration::from_secs(30));
    caller.input(DeskInput::SaidAll);
    caller.wait(Duration::from_secs(7));
    last_said(&caller, "Nobody is here now. Please leave your message and your number, then press the hash key.");
    caller
}

fn sounds(caller: &mut Caller, ms: u64) {
    let lasted = Duration::from_millis(ms);
    caller.input(DeskInput::SpeechStarted);
    caller.wait(lasted);
    caller.input(DeskInput::HeardNothing { lasted });
}

fn has_left_a_message(caller: &Caller) -> bool {
    caller.story.last().unwrap().starts_with("callback support en own message")
}

fn has_left_none(caller: &Caller) -> bool {
    caller.story.last().unwrap().starts_with("callback support en own once")
}

#[test]
fn a_cough_is_no_message_and_keeps_nobody_in_silence() {
    let mut caller = asked_for_a_message();
    caller.input(DeskInput::SaidAll);
    sounds(&mut caller, 400);
    caller.wait(Duration::from_secs(7));
    assert!(!caller.has_ended(), "the caller has as long as after silence: {:#?}", caller.story);
    caller.wait(Duration::from_secs(1));
    assert!(has_left_none(&caller), "{:#?}", caller.story);
}

#[test]
fn a_cough_behind_the_message_does_not_lengthen_the_wait() {
    let mut caller = asked_for_a_message();
    caller.input(DeskInput::SaidAll);
    caller.say("this is Sami please call me", None);
    sounds(&mut caller, 400);
    caller.wait(Duration::from_secs(4));
    assert!(has_left_a_message(&caller), "{:#?}", caller.story);
}

#[test]
fn words_that_are_read_later_are_a_message_that_ends_with_the_pause() {
    let mut caller = asked_for_a_message();
    caller.input(DeskInput::SaidAll);
    caller.input(DeskInput::SpeechStarted);
    caller.wait(Duration::from_secs(2));
    caller.input(DeskInput::HeardLater);
    caller.wait(Duration::from_secs(3));
    assert!(!caller.has_ended());
    caller.wait(Duration::from_secs(1));
    assert!(has_left_a_message(&caller), "{:#?}", caller.story);
}

#[test]
fn a_long_sound_of_which_no_word_is_made_out_is_a_message() {
    let mut caller = asked_for_a_message();
    caller.input(DeskInput::SaidAll);
    sounds(&mut caller, 12_000);
    caller.wait(Duration::from_secs(4));
    assert!(has_left_a_message(&caller), "{:#?}", caller.story);
}

/// What was begun before the message was asked for is not read until the machine speaks.
#[test]
fn what_sounded_before_the_message_was_asked_for_is_none() {
    let mut caller = asked_for_a_message();
    caller.input(DeskInput::HeardLater);
    caller.input(DeskInput::HeardNothing { lasted: Duration::from_secs(5) });
    assert!(caller.hears, "{:#?}", caller.story);
    caller.wait(Duration::from_secs(9));
    assert!(!caller.has_ended());
    caller.input(DeskInput::SaidAll);
    caller.wait(Duration::from_secs(8));
    assert!(has_left_none(&caller), "{:#?}", caller.story);
}

/// The caller has used every turn before, and then tells the number after all.
#[test]
fn at_the_limit_of_turns_the_number_that_is_asked_for_is_believed() {
    let turns = site().flow("office").unwrap().spec().limits.turns;
    let mut caller = Caller::on_flow_at(site(), "office", moment(NIGHT)).withheld();
    caller.input(DeskInput::Connected);
    (0..turns).for_each(|_| caller.key('2'));
    (0..2).for_each(|_| caller.input(DeskInput::SaidAll));
    caller.key('1');
    assert!(caller.story.contains(&"wanted Limit".to_owned()), "{:#?}", caller.story);
    "5551234#".chars().for_each(|key| caller.key(key));
    last_said(
        &caller,
        "I heard five five five one two three four Is that right? Say yes or press one, or say no or press two.",
    );
    caller.key('1');
    assert_eq!(caller.story.last().unwrap(), "callback support en 5551234 once office opens");
}
