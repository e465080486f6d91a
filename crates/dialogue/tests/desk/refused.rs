//! Flows that are refused, and what the refusal says.

use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasl_dialogue::flow::Flow;
use wasl_dialogue::{Prompts, Site};

use crate::caller::site;

/// The shipped flow with one change; gives the problems.
fn changed(from: &str, to: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/flows/support.toml");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "the shipped flow no longer contains: {from}");
    let site = site();
    let known = site.known();
    Flow::load("support", &text.replacen(from, to, 1), known)
        .map(|_| String::new())
        .unwrap_or_else(|problems| problems.join("\n"))
}

#[track_caller]
fn refused(from: &str, to: &str, said: &[&str]) {
    let problems = changed(from, to);
    for part in said {
        assert!(problems.contains(part), "\"{part}\" is not in:\n{problems}");
    }
}

#[test]
fn a_state_from_which_key_zero_reaches_nobody_is_refused_by_name() {
    let trap = "[states.cards]\nkind = \"handover\"\nqueue = \"cards\"";
    let escapes_to_itself =
        "[states.cards]\nkind = \"ask\"\nprompts = [\"ask_help\"]\nany_intent = \"person\"\nescape = \"cards\"";
    refused(trap, escapes_to_itself, &["state \"cards\" is a trap", "`escape`"]);
}

#[test]
fn states_that_talk_in_a_circle_are_refused_by_name() {
    let circle = "next = \"again\"\n[states.again]\nkind = \"say\"\nprompts = [\"greeting\"]\nnext = \"notice\"";
    refused(
        "next = \"help\"",
        circle,
        &["state \"notice\" is a trap: it goes on by itself in a circle", "state \"again\""],
    );
}

#[test]
fn a_name_that_leads_nowhere_is_refused_by_name() {
    refused("next = \"helped\"", "next = \"helpd\"", &["state \"answer\" leads to \"helpd\""]);
    refused("start = \"welcome\"", "start = \"hello\"", &["\"start\" leads to \"hello\""]);
}

#[test]
fn a_state_nobody_reaches_is_refused_by_name() {
    refused("next = \"sales\" }", "next = \"person\" }", &["state \"sales\" cannot be reached"]);
}

#[test]
fn hanging_up_on_the_silent_is_refused() {
    refused(
        "kind = \"ask\"\nprompts = [\"ask_helped\"]",
        "kind = \"ask\"\nsilence = \"bye\"\nprompts = [\"ask_helped\"]",
        &["\"helped\" ends the call of a caller who did not choose it"],
    );
}

#[test]
fn key_zero_for_anything_else_is_refused() {
    refused("{ key = \"3\",", "{ key = \"0\",", &["state \"help\" uses key 0"]);
}

#[test]
fn an_answer_without_an_allow_listed_intent_is_refused() {
    refused("branch_hours = \"answer\"", "loan = \"answer\"", &["state \"answer\" answers, but \"help\" leads to it"]);
}

#[test]
fn missing_prompts_and_intents_are_named_with_their_state() {
    refused("prompts = [\"ask_help\"]", "prompts = [\"ask_hepl\"]", &["state \"help\": prompt \"ask_hepl\""]);
    refused(
        "intent = \"complaint\"",
        "intent = \"complain\"",
        &["state \"help\": there is no config/intents/complain.toml"],
    );
    refused("mood = [\"sorry_mood\"]", "mood = [\"sorry\"]", &["[handover]: prompt \"sorry\""]);
}

#[test]
fn values_that_cannot_be_meant_are_refused() {
    refused("queue = \"support\"", "queue = \"\"", &["a queue's name is empty"]);
    refused("accept = 0.7", "accept = 7", &["confidence.accept is 7"]);
    refused("accept = 0.7", "accept = 0.2", &["confidence.confirm is above"]);
    refused("automation_s = 150", "automation_s = 86400", &["limits.automation_s is 86400"]);
    refused("\"موظف\", \"خدمة", "\"خدمة", &["escape.words.ar lacks \"موظف\""]);
    refused("name = \"support\"", "name = \"sales\"", &["write \"support\""]);
}

#[test]
fn a_choice_that_can_only_be_said_is_refused() {
    refused(
        "{ key = \"5\", words",
        "{ words",
        &["state \"help\" can be answered with \"خدمات جديدة\" but with no key"],
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    refused("silence_s = 6", "silence_s = 6\nsilense_s = 7", &["silense_s", "line"]);
    refused("[states.bye]", "[states.bye]\nesc = \"person\"", &["esc"]);
}

#[test]
fn several_problems_are_told_at_once() {
    let problems = changed("next = \"sales\" }", "next = \"person\" }").lines().count();
    assert_eq!(problems, 1);
    refused("next = \"sales\" },\n]", "key = \"3\", next = \"person\" },\n]", &["key"]);
    let empty = tempfile::tempdir().unwrap();
    let errors = Site::load(empty.path(), empty.path()).unwrap_err();
    assert!(errors.problems.len() >= 3, "{errors}");
    assert!(Prompts::load(empty.path()).is_err());
}

#[test]
fn a_damaged_file_is_an_outcome_and_never_a_panic() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/flows/support.toml");
    let lines: Vec<String> = std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
    let site = site();
    let known = site.known();
    let mut dice = ChaCha8Rng::seed_from_u64(22);
    let mut refused = 0;
    for _ in 0..400 {
        let mut damaged = lines.clone();
        for _ in 0..dice.random_range(1..4) {
            let (here, there) = (dice.random_range(0..damaged.len()), dice.random_range(0..damaged.len()));
            match dice.random_range(0..3) {
                0 => drop(damaged.remove(here)),
                1 => damaged.swap(here, there),
                _ => damaged[here] = damaged[here].chars().rev().collect(),
            }
        }
        refused += usize::from(Flow::load("support", &damaged.join("\n"), known).is_err());
    }
    assert!(refused > 200, "{refused} of 400 refused");
}
