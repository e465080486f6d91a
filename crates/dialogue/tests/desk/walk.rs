//! Random callers on random flows: each walk ends with a person or with a goodbye the caller chose, in time.

use std::sync::Arc;
use std::time::Duration;

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasl_dialogue::Site;
use wasl_dialogue::flow::{Flow, FlowSpec};
use wasl_model::{DeskAction, DeskInput, IntentGuess, IntentScore, Language, Mood, Timestamp};

use crate::caller::{Caller, site};
use crate::random::{self, ANSWERED, UNANSWERED};

/// Random flows that are accepted, each on its own site.
fn accepted(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (u64, Arc<Site>, FlowSpec)> {
    seeds.filter_map(|seed| {
        let spec = random::flow(&mut ChaCha8Rng::seed_from_u64(seed));
        let shipped = site();
        let flow = Flow::prove(spec.clone(), shipped.known()).ok()?;
        Some((seed, Arc::new(Site::clone(&shipped).with_flow(flow)), spec))
    })
}

/// At any hour of any day of a year.
fn some_time(dice: &mut ChaCha8Rng) -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000 + dice.random_range(0..365 * 86_400_000))
}

fn anything(caller: &mut Caller, dice: &mut ChaCha8Rng) {
    match dice.random_range(0..10) {
        0..=2 if caller.hears => caller.input(DeskInput::SaidAll),
        3 => caller.input(DeskInput::SpeechStarted),
        4 => caller.key(*['1', '2', '3', '8', '9', '#'].choose(dice).unwrap()),
        5 => caller.hear(["one", "two", "نعم", "no", "three please", ""].choose(dice).unwrap(), None, guess(dice)),
        6 => caller.wait(Duration::from_millis(dice.random_range(0..6000))),
        7 => caller.input(DeskInput::Language(*Language::ALL.choose(dice).unwrap())),
        8 => caller.feel(*[Mood::Neutral, Mood::Sad, Mood::Satisfied].choose(dice).unwrap(), 0.9),
        _ => caller.wait(Duration::from_millis(300)),
    }
}

fn guess(dice: &mut ChaCha8Rng) -> IntentGuess {
    let intents: Vec<&str> = ANSWERED.into_iter().chain(UNANSWERED).chain(["no_such_intent"]).collect();
    let best = IntentScore { intent: (*intents.choose(dice).unwrap()).into(), confidence: dice.random() };
    let intent = dice.random_bool(0.8).then(|| best.intent.clone());
    IntentGuess { intent, confidence: best.confidence, alternatives: vec![best] }
}

#[test]
fn every_random_walk_ends_with_a_person_or_a_chosen_goodbye_within_the_time() {
    let (mut walks, mut finished, mut promised) = (0, 0, 0);
    for (seed, site, spec) in accepted(0..1000) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed ^ 0xd1ce);
        let mut caller = Caller::on_flow_at(site, "random", some_time(&mut dice));
        if dice.random_bool(0.3) {
            caller = caller.withheld();
        }
        caller.input(DeskInput::Connected);
        let begin = caller.now;
        while !caller.has_ended() {
            anything(&mut caller, &mut dice);
            let taken = caller.now.since(begin).as_secs();
            assert!(taken <= spec.limits.automation_s + 240, "seed {seed}: {taken} s\n{:#?}", caller.story);
            assert!(caller.done.len() < 2000, "seed {seed}: it talks for ever\n{:#?}", caller.story);
        }
        let is_end = |action: &&DeskAction| {
            matches!(action, DeskAction::Handover(_) | DeskAction::Callback(_) | DeskAction::Finish)
        };
        assert_eq!(caller.done.iter().filter(is_end).count(), 1, "seed {seed}");
        walks += 1;
        finished += usize::from(matches!(caller.done.last(), Some(DeskAction::Finish)));
        promised += usize::from(matches!(caller.done.last(), Some(DeskAction::Callback(_))));
    }
    assert!(walks > 200 && finished > 2 && finished < walks / 2, "{finished} of {walks} finished");
    assert!(promised > 20 && promised < walks / 2, "{promised} of {walks} promised");
}

#[test]
fn at_any_moment_of_any_walk_key_zero_or_the_word_reaches_a_person_in_two_steps() {
    for (seed, site, _) in accepted(1000..2000) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut caller = Caller::on_flow_at(site, "random", some_time(&mut dice));
        caller.input(DeskInput::Connected);
        for _ in 0..dice.random_range(0..25) {
            anything(&mut caller, &mut dice);
        }
        if caller.has_ended() {
            continue;
        }
        for _ in 0..2 {
            match dice.random() {
                true => caller.key('0'),
                false => caller.say(["agent please", "أبغى موظف"].choose(&mut dice).unwrap(), None),
            }
            // Where a number is typed, zero is its first digit until no other comes.
            caller.key('#');
        }
        assert!(caller.reached_a_person(), "seed {seed}: {:#?}", caller.story);
    }
}

#[test]
fn a_caller_who_never_says_anything_reaches_a_person() {
    for (seed, site, _) in accepted(2000..2400) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut caller = Caller::on_flow_at(site, "random", some_time(&mut dice));
        if dice.random() {
            caller = caller.withheld();
        }
        caller.input(DeskInput::Connected);
        for _ in 0..200 {
            match caller.hears {
                true => caller.input(DeskInput::SaidAll),
                false => caller.wait(Duration::from_secs(1)),
            }
        }
        assert!(caller.reached_a_person(), "seed {seed}: {:#?}", caller.story);
    }
}

#[test]
fn an_angry_caller_reaches_a_person_from_any_moment_of_any_walk() {
    for (seed, site, _) in accepted(2400..3000) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut caller = Caller::on_flow_at(site, "random", some_time(&mut dice));
        caller.input(DeskInput::Connected);
        for _ in 0..dice.random_range(0..25) {
            anything(&mut caller, &mut dice);
        }
        if !caller.has_ended() {
            caller.feel(*[Mood::Angry, Mood::Frustrated, Mood::Lost].choose(&mut dice).unwrap(), 0.6);
            assert!(caller.reached_a_person(), "seed {seed}: {:#?}", caller.story);
        }
    }
}
