//! The method on the labelled calls of `sets/last`: precision, recall and F1 per step, language and half.

mod sets;

use std::collections::BTreeMap;

use sets::last::{Labelled, calls, calls_of};
use wasl_model::{LastStep, UtteranceId};
use wasl_review::{LastReview, MarkKind, last};

/// What the held half must reach for every step and language.
const GOAL: f64 = 0.80;

/// Right, wrong and missed.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Tally {
    fn add(&mut self, expected: bool, found: bool, same_place: bool) {
        self.right += u32::from(expected && found && same_place);
        self.wrong += u32::from(found && !(expected && same_place));
        self.missed += u32::from(expected && !(found && same_place));
    }

    fn figures(self) -> (f64, f64, f64) {
        let (right, wrong, missed) = (f64::from(self.right), f64::from(self.wrong), f64::from(self.missed));
        (
            right / (right + wrong).max(1.0),
            right / (right + missed).max(1.0),
            2.0 * right / (2.0 * right + wrong + missed).max(1.0),
        )
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p, r, f1) = self.figures();
        write!(f, "P {p:.3} R {r:.3} F1 {f1:.3} ({} right, {} wrong, {} missed)", self.right, self.wrong, self.missed)
    }
}

fn review(call: &Labelled) -> LastReview {
    last(&call.utterances.iter().collect::<Vec<_>>())
}

fn words(call: &Labelled, id: UtteranceId) -> &str {
    call.utterances.iter().find(|u| u.id == id).map_or("", |u| u.text.reveal())
}

/// A step is right when it is found in a line that is labelled with it.
fn measure(set: &str, language: &str, held: bool, told: &mut String) -> BTreeMap<LastStep, Tally> {
    let mut tallies = BTreeMap::new();
    for call in calls_of(set, language).iter().filter(|call| call.held == held) {
        let review = review(call);
        for step in LastStep::ALL {
            let labelled = call.lines_with(step);
            let found = review.step(step).map(|found| found.utterance);
            let same = found.is_some_and(|id| labelled.contains(&id));
            tallies.entry(step).or_insert_with(Tally::default).add(!labelled.is_empty(), found.is_some(), same);
            // The held half is not to be looked at.
            if !held && same == labelled.is_empty() && (found.is_some() || !labelled.is_empty()) {
                let phrase = review.step(step).map_or("", |found| found.phrase.as_str());
                let at = found.map_or("-", |id| words(call, id));
                told.push_str(&format!(
                    "{} {step:?}: expected {}, found «{at}» by {phrase}\n",
                    call.name,
                    labelled.len()
                ));
            }
        }
    }
    tallies
}

#[test]
fn every_step_is_found_on_the_held_half_in_both_languages() {
    let (mut told, mut low) = (String::new(), Vec::new());
    for language in ["ar", "en"] {
        for held in [false, true] {
            let half = if held { "held" } else { "tune" };
            for (step, tally) in measure("last", language, held, &mut told) {
                println!("{language} {half} {step:?}: {tally}");
                if held && tally.figures().2 < GOAL {
                    low.push(format!("{language} {step:?}: {tally}"));
                }
            }
        }
    }
    if std::env::var_os("WASL_SHOW").is_some() {
        println!("{told}");
    }
    assert!(low.is_empty(), "{low:#?}");
}

/// The labelled order of the steps: their first lines (the thanks' last one).
fn labelled_in_order(call: &Labelled) -> bool {
    let places = LastStep::ALL.into_iter().filter_map(|step| {
        let lines = call.lines_with(step);
        if step == LastStep::Thank { lines.last().copied() } else { lines.first().copied() }
    });
    let starts: Vec<_> = places.filter_map(|id| call.utterances.iter().position(|u| u.id == id)).collect();
    starts.is_sorted()
}

#[test]
fn the_order_is_told_and_its_errors_are_caught() {
    for language in ["ar", "en"] {
        for held in [false, true] {
            let (mut right, mut all, mut errors) = (0, 0, Tally::default());
            for call in calls(language).iter().filter(|call| call.held == held) {
                let (expected, found) = (labelled_in_order(call), review(call).in_order);
                all += 1;
                right += u32::from(expected == found);
                errors.add(!expected, !found, true);
                if !held && expected != found && std::env::var_os("WASL_SHOW").is_some() {
                    println!("{}: in order {expected}, read {found}", call.name);
                }
            }
            println!("{language} held {held}: the order is right in {right} of {all} calls; errors of order: {errors}");
            assert!(!held || right * 100 >= all * 90, "{language}: {right} of {all}");
        }
    }
}

#[test]
fn abuse_mistakes_cutting_and_empty_apologies_are_marked() {
    type Read = fn(&LastReview) -> bool;
    let marks: [(&str, Read); 4] = [
        ("abuse", |review| review.marked(MarkKind::Abuse)),
        ("mistaken", |review| review.marked(MarkKind::CustomerMistaken)),
        ("cut", |review| !review.listening.listened && review.listening.interruptions > 0),
        ("empty", |review| !review.apologies.is_empty() && review.apologies.iter().all(|apology| apology.empty)),
    ];
    for language in ["ar", "en"] {
        for held in [false, true] {
            for (name, read) in marks {
                let mut tally = Tally::default();
                for call in calls(language).iter().filter(|call| call.held == held) {
                    let (expected, found) = (call.marks.iter().any(|mark| mark == name), read(&review(call)));
                    tally.add(expected, found, true);
                    if !held && expected != found && std::env::var_os("WASL_SHOW").is_some() {
                        println!("{}: {name} expected {expected}", call.name);
                    }
                }
                println!("{language} held {held} {name}: {tally}");
                assert!(!held || tally.figures().2 >= 0.75, "{language} {name}: {tally}");
            }
        }
    }
}

#[test]
fn the_sets_are_as_large_as_they_should_be() {
    for language in ["ar", "en"] {
        let calls = calls(language);
        assert!(calls.len() >= 150, "{language}: {}", calls.len());
        assert_eq!(calls.iter().filter(|call| call.held).count() * 2, calls.len());
    }
}

/// Each later set was run once when it was new; what it fared then stands in its README, and the floor is what it does now.
#[test]
fn calls_of_the_later_sets_are_read_too() {
    for (set, floor) in [("last-second", 0.80), ("last-third", 0.60), ("last-fourth", 0.80), ("last-fifth", 0.70)] {
        for language in ["ar", "en"] {
            let calls = calls_of(set, language);
            for step in LastStep::ALL {
                let mut tally = Tally::default();
                for call in &calls {
                    let (labelled, review) = (call.lines_with(step), review(call));
                    let found = review.step(step).map(|found| found.utterance);
                    tally.add(!labelled.is_empty(), found.is_some(), found.is_some_and(|id| labelled.contains(&id)));
                }
                println!("{language} {set} {step:?}: {tally}");
                assert!(tally.figures().2 >= floor, "{language} {set} {step:?}: {tally}");
            }
        }
    }
}

/// The calls of an even place were never looked at: only their figures are told, and the floor is what they were.
#[test]
fn the_half_nobody_looked_at_is_told_by_its_figures() {
    let mut told = String::new();
    for language in ["ar", "en"] {
        for held in [false, true] {
            let half = if held { "blind" } else { "read" };
            for (step, tally) in measure("last-sixth", language, held, &mut told) {
                println!("{language} last-sixth {half} {step:?}: {tally}");
                let floor = if held { 0.75 } else { 0.65 };
                assert!(tally.figures().2 >= floor, "{language} last-sixth {half} {step:?}: {tally}");
            }
        }
    }
    if std::env::var_os("WASL_SHOW").is_some() {
        println!("{told}");
    }
}
