//! Keys and words ahead of their question.

use std::sync::Arc;

use wasl_dialogue::Site;
use wasl_dialogue::flow::{Flow, State};
use wasl_model::{DeskInput, Timestamp};

use crate::caller::{Caller, site};

/// At the notice of the office's flow, whose language keys are gone: every key is for a question. It is open.
fn at_the_notice() -> Caller {
    let shipped = site();
    let mut spec = shipped.flow("office").unwrap().spec().clone();
    spec.name = "plain".to_owned();
    for name in ["welcome", "notice"] {
        if let Some(State::Say { language_keys, .. }) = spec.states.get_mut(name) {
            language_keys.clear();
        }
    }
    let flow = Flow::prove(spec, shipped.known()).unwrap();
    let site = Arc::new(Site::clone(&shipped).with_flow(flow));
    // A working day at ten by clocks in Riyadh.
    let mut caller = Caller::on_flow_at(site, "plain", Timestamp::from_millis(1_795_935_600_000));
    caller.input(DeskInput::Connected);
    caller.input(DeskInput::SpeechStarted);
    assert_eq!(caller.desk.state(), Some("notice"));
    caller.story.clear();
    caller
}

fn press(caller: &mut Caller, keys: &str) {
    keys.chars().for_each(|key| caller.key(key));
}

/// The notice is over, and what follows before the menu.
fn to_the_menu(caller: &mut Caller) {
    caller.input(DeskInput::SaidAll);
    assert_eq!(caller.desk.state(), Some("until"));
    caller.input(DeskInput::SaidAll);
}

#[test]
fn a_way_through_the_menu_and_a_number_may_be_pressed_ahead() {
    let mut caller = at_the_notice();
    press(&mut caller, "2345678912345");
    assert_eq!(caller.story, Vec::<String>::new(), "the notice is heard whole");
    to_the_menu(&mut caller);
    assert!(caller.story.contains(&"told account 345678912345".to_owned()), "{:#?}", caller.story);
    assert_eq!(caller.desk.state(), Some("account_heard"));
    assert!(caller.hears, "whether it is right is asked");
}

#[test]
fn words_ahead_take_the_place_of_no_key() {
    let mut caller = at_the_notice();
    press(&mut caller, "3");
    caller.say("one moment my child is crying", None);
    to_the_menu(&mut caller);
    assert!(caller.story.last().unwrap().starts_with("callback support ar own"), "{:#?}", caller.story);

    let mut caller = at_the_notice();
    caller.say("one moment my child is crying", None);
    press(&mut caller, "3");
    to_the_menu(&mut caller);
    assert!(caller.story.last().unwrap().starts_with("callback support ar own"), "{:#?}", caller.story);
}

#[test]
fn nobody_chooses_behind_what_they_have_not_heard() {
    let mut caller = at_the_notice();
    press(&mut caller, "111");
    to_the_menu(&mut caller);
    assert_eq!(caller.desk.state(), Some("fee"));
    caller.input(DeskInput::SaidAll);
    assert_eq!(caller.story.last().unwrap(), "say ar ask_helped", "{:#?}", caller.story);
}

#[test]
fn keys_behind_one_that_means_nothing_are_forgotten() {
    let mut caller = at_the_notice();
    press(&mut caller, "93");
    to_the_menu(&mut caller);
    assert_eq!(caller.desk.state(), Some("menu"));
    assert!(caller.hears, "{:#?}", caller.story);
    caller.input(DeskInput::SaidAll);
    press(&mut caller, "2");
    assert_eq!(caller.story.last().unwrap(), "say ar ask_account", "{:#?}", caller.story);
}

#[test]
fn zero_ahead_is_a_person_at_once() {
    let mut caller = at_the_notice();
    press(&mut caller, "30");
    assert_eq!(caller.story.last().unwrap(), "handover Asked support ar -", "{:#?}", caller.story);
}
