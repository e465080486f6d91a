//! Random callers on random flows: each walk ends with a person or with a goodbye the caller chose, in time.

use std::sync::Arc;
use std::time::Duration;

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasl_dialogue::Site;
use wasl_dialogue::flow::{Flow, FlowSpec, Known};
use wasl_model::{DeskAction, DeskInput, IntentGuess, IntentScore, Language, Mood};

use crate::caller::{Caller, site};
use crate::random::{self, ANSWERED, UNANSWERED};

/// Random flows that are accepted, each on its own site.
fn accepted(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (u64, Arc<Site>, FlowSpec)> {
    seeds.filter_map(|seed| {
        let spec = random::flow(&mut ChaCha8Rng::seed_from_u64(seed));
        let shipped = site();
        let known = Known { prompts: &shipped.prompts, intents: &shipped.intents };
        let flow = Flow::prove(spec.clone(), known).ok()?;
        Some((seed, Arc::new(Site::clone(&shipped).with_flow(flow)), spec))
    })
}

fn ended(caller: &Caller) -> bool {
    matches!(caller.done.last(), Some(DeskAction::Handover(_) | DeskAction::Finish))
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
    let (mut walks, mut finished) = (0, 0);
    for (seed, site, spec) in accepted(0..1000) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed ^ 0xd1ce);
        let mut caller = Caller::on_flow(site, "random");
        caller.input(DeskInput::Connected);
        let begin = caller.now;
        while !ended(&caller) {
            anything(&mut caller, &mut dice);
            let taken = caller.now.since(begin).as_secs();
            assert!(taken <= spec.limits.automation_s + 21, "seed {seed}: {taken} s\n{:#?}", caller.story);
            assert!(caller.done.len() < 2000, "seed {seed}: it talks for ever\n{:#?}", caller.story);
        }
        let ends = caller.done.iter().filter(|action| matches!(action, DeskAction::Handover(_) | DeskAction::Finish));
        assert_eq!(ends.count(), 1, "seed {seed}");
        walks += 1;
        finished += usize::from(matches!(caller.done.last(), Some(DeskAction::Finish)));
    }
    assert!(walks > 200 && finished > 2 && finished < walks / 2, "{finished} of {walks} finished");
}

#[test]
fn at_any_moment_of_any_walk_key_zero_or_the_word_reaches_a_person_in_two_steps() {
    for (seed, site, _) in accepted(1000..2000) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut caller = Caller::on_flow(site, "random");
        caller.input(DeskInput::Connected);
        for _ in 0..dice.random_range(0..25) {
            anything(&mut caller, &mut dice);
        }
        if ended(&caller) {
            continue;
        }
        for _ in 0..2 {
            match dice.random() {
                true => caller.key('0'),
                false => caller.say(["agent please", "أبغى موظف"].choose(&mut dice).unwrap(), None),
            }
        }
        assert!(matches!(caller.done.last(), Some(DeskAction::Handover(_))), "seed {seed}: {:#?}", caller.story);
    }
}

#[test]
fn a_caller_who_never_says_anything_reaches_a_person() {
    for (seed, site, _) in accepted(2000..2400) {
        let mut caller = Caller::on_flow(site, "random");
        caller.input(DeskInput::Connected);
        for _ in 0..200 {
            match caller.hears {
                true => caller.input(DeskInput::SaidAll),
                false => caller.wait(Duration::from_secs(1)),
            }
        }
        assert!(matches!(caller.done.last(), Some(DeskAction::Handover(_))), "seed {seed}: {:#?}", caller.story);
    }
}

#[test]
fn an_angry_caller_reaches_a_person_from_any_moment_of_any_walk() {
    for (seed, site, _) in accepted(2400..3000) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut caller = Caller::on_flow(site, "random");
        caller.input(DeskInput::Connected);
        for _ in 0..dice.random_range(0..25) {
            anything(&mut caller, &mut dice);
        }
        if !ended(&caller) {
            caller.feel(*[Mood::Angry, Mood::Frustrated, Mood::Lost].choose(&mut dice).unwrap(), 0.6);
            assert!(matches!(caller.done.last(), Some(DeskAction::Handover(_))), "seed {seed}: {:#?}", caller.story);
        }
    }
}
