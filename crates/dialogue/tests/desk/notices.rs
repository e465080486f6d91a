//! What must be heard whole, and what callers press over it.

use wasl_model::{DeskAction, DeskInput, Language};

use crate::caller::{Caller, site};
use crate::script::check;

const TO_THE_NOTICE: &str = "connected\nplayed\nplayed\n";
const NOTICE: &str = "
    entered welcome
    say ar greeting
    say en greeting
    entered notice
    say ar recording_notice voice_notice
";

fn check_over_the_notice(script: &str, expected: &str) {
    check(&format!("{TO_THE_NOTICE}{script}"), &format!("{NOTICE}{expected}"));
}

#[test]
fn a_language_key_over_the_notice_says_it_again_in_that_language() {
    check_over_the_notice(
        "key 2
         played",
        "hush
         chose en
         say en recording_notice voice_notice
         entered help
         say en ask_help",
    );
}

#[test]
fn a_key_for_the_language_of_the_notice_says_nothing_twice() {
    check_over_the_notice(
        "key 1
         played",
        "chose ar
         entered help
         say ar ask_help",
    );
    check_over_the_notice(
        "key 2
         key 2
         played",
        "hush
         chose en
         say en recording_notice voice_notice
         chose en
         entered help
         say en ask_help",
    );
}

#[test]
fn nobody_is_kept_at_the_notice_by_language_keys_and_zero_leads_out_of_it() {
    let mut caller = at_the_notice();
    for key in ['2', '1', '2', '1', '2', '1', '2', '1', '2'] {
        caller.key(key);
    }
    assert_eq!(caller.story.last().unwrap(), "handover Limit support ar -", "{:#?}", caller.story);
    let mut caller = at_the_notice();
    caller.key('2');
    caller.key('0');
    assert_eq!(caller.story.last().unwrap(), "handover Asked support en -", "{:#?}", caller.story);
}

fn at_the_notice() -> Caller {
    let mut caller = Caller::new(site());
    caller.input(DeskInput::Connected);
    (0..2).for_each(|_| caller.input(DeskInput::SaidAll));
    caller
}

/// A notice in both languages, one after the other.
fn bilingual() -> Caller {
    let mut site = wasl_dialogue::Site::clone(&site());
    let mut spec = site.default_flow().spec().clone();
    if let Some(wasl_dialogue::flow::State::Say { bilingual, .. }) = spec.states.get_mut("notice") {
        *bilingual = true;
    }
    spec.name = "bilingual".to_owned();
    let flow = wasl_dialogue::flow::Flow::prove(spec, site.known()).unwrap();
    site = site.with_flow(flow);
    let now = wasl_model::Timestamp::from_millis(1_700_000_000_000);
    let mut caller = Caller::on_flow_at(std::sync::Arc::new(site), "bilingual", now);
    caller.input(DeskInput::Connected);
    caller.input(DeskInput::SpeechStarted);
    assert_eq!(caller.story.last().unwrap(), "say ar recording_notice voice_notice");
    caller.story.clear();
    caller
}

#[test]
fn of_a_notice_in_both_languages_the_chosen_one_is_enough() {
    let mut first = bilingual();
    first.key('1');
    first.input(DeskInput::SaidAll);
    assert_eq!(first.story, ["chose ar", "entered help", "say ar ask_help"]);

    let mut heard = bilingual();
    heard.input(DeskInput::SaidAll);
    heard.key('1');
    assert_eq!(
        heard.story,
        ["say en recording_notice voice_notice", "hush", "chose ar", "entered help", "say ar ask_help"]
    );

    let mut other = bilingual();
    other.key('2');
    other.input(DeskInput::SaidAll);
    assert_eq!(
        other.story,
        ["hush", "chose en", "say en recording_notice voice_notice", "entered help", "say en ask_help"]
    );
    assert_eq!(other.desk.language(), Language::En);
    assert!(!other.done.iter().any(|action| matches!(action, DeskAction::Handover(_))));
}

#[test]
fn words_for_a_person_are_known_after_the_desks_last_word_too() {
    let wants = |text| site().person_wanted(Some("office"), &crate::caller::utterance(text, Language::En, None));
    assert!(wants("can I have an agent please"));
    assert!(!wants("thank you and goodbye"));
}
