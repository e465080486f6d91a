//! The silent list: planted people are found, once each, with a reason; the hold-out and what calling is worth.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use wasl_model::{CallId, Mood, Promise, PromiseId, PromiseState, Timestamp, VisitId};
use wasl_review::SilentReason;
use wasl_review::consistency::TouchId;
use wasl_review::silent::{Fared, Group, History, Met, Rules, group, outreach_report, radar};

const DAY: u64 = 86_400;
const NOW: Timestamp = Timestamp(1_775_000_000_000);

fn days_ago(days: u64) -> Timestamp {
    Timestamp(NOW.as_millis() - i64::try_from(days * DAY * 1000).expect("small"))
}

fn met(n: u128, days: u64, reason: Option<SilentReason>, left: Option<Mood>) -> Met {
    let served = reason.is_none_or(|reason| reason == SilentReason::LeftInBadMood);
    Met { touch: TouchId::Phone(CallId::numbered(n)), at: days_ago(days), served, complained: false, left, reason }
}

fn person(name: &str, contacts: Vec<Met>) -> History {
    History { person: name.to_owned(), number: Some(name.into()), contacts, ..History::default() }
}

fn promise(due: u64, state: PromiseState) -> Promise {
    Promise {
        id: PromiseId::numbered(1),
        customer: None,
        made_in: None,
        what: "x".into(),
        due: Some(days_ago(due)),
        branch: None,
        state,
    }
}

fn reasons(people: &[History]) -> BTreeMap<String, SilentReason> {
    let list = radar(people, NOW, &Rules::default());
    list.into_iter().map(|person| (person.person.into_inner(), person.reason)).collect()
}

#[test]
fn every_kind_of_silence_is_heard_and_who_was_served_is_left_alone() {
    let bad = Some(SilentReason::LeftInBadMood);
    let visit = |days| Met {
        touch: TouchId::Branch(VisitId::numbered(1)),
        reason: None,
        ..met(1, days, None, Some(Mood::Sad))
    };
    let lapsed = |state| History { promises: vec![promise(3, state)], ..person("lapsed", vec![met(1, 9, None, None)]) };
    let people = [
        person("abandoned", vec![met(1, 2, Some(SilentReason::Abandoned), None)]),
        person("called again", vec![met(1, 2, Some(SilentReason::Abandoned), None), met(2, 1, None, None)]),
        person("gave up", vec![met(1, 1, Some(SilentReason::GaveUp), None)]),
        person("just now", vec![met(1, 0, Some(SilentReason::GaveUp), None)]),
        person("callback", vec![met(1, 1, Some(SilentReason::CallbackOwed), None)]),
        person("failed", vec![met(1, 1, Some(SilentReason::Failed), None)]),
        person("bad mood", vec![met(1, 1, bad, Some(Mood::Angry))]),
        person("complained", vec![Met { complained: true, ..met(1, 1, bad, Some(Mood::Angry)) }]),
        person("cried in the branch", vec![visit(2)]),
        person("long ago", vec![met(1, 90, bad, Some(Mood::Angry))]),
        lapsed(PromiseState::Open),
        History { person: "kept".to_owned(), ..lapsed(PromiseState::Kept) },
        History { person: "asked".to_owned(), contacts: vec![met(1, 1, None, None)], ..lapsed(PromiseState::Open) },
    ];
    let found = reasons(&people);
    let wanted = [
        ("abandoned", SilentReason::Abandoned),
        ("bad mood", SilentReason::LeftInBadMood),
        ("callback", SilentReason::CallbackOwed),
        ("cried in the branch", SilentReason::LeftInBadMood),
        ("failed", SilentReason::Failed),
        ("gave up", SilentReason::GaveUp),
        ("lapsed", SilentReason::PromiseLapsed),
    ];
    assert_eq!(found, wanted.map(|(name, reason)| (name.to_owned(), reason)).into_iter().collect());
}

#[test]
fn a_regular_who_left_unhappy_and_stayed_away_is_missed() {
    let regular = |last: u64, mood| {
        let contacts = (0..5).map(|i| met(i + 1, last + 10 * (4 - u64::try_from(i).expect("small")), None, None));
        let mut contacts: Vec<Met> = contacts.collect();
        contacts[4] = Met { complained: true, left: Some(mood), ..contacts[4].clone() };
        contacts
    };
    // Comes every ten days; thirty days without a word are three times that.
    let away = person("away", regular(30, Mood::Frustrated));
    let content = person("content", regular(30, Mood::Satisfied));
    let back_soon = person("back soon", regular(15, Mood::Frustrated));
    let found = radar(&[away, content, back_soon], NOW, &Rules::default());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].person.reveal().as_str(), found[0].reason), ("away", SilentReason::StoppedComing));
    assert_eq!(found[0].why_en, "Used to be in touch regularly, left frustrated 30 days ago, and has not come back.");
    assert_eq!(found[0].why_ar, "كان يتواصل معنا بانتظام، ثم غادر آخر مرة قبل 30 يوما وهو محبط ولم يعد.");
}

#[test]
fn a_person_stands_once_with_the_most_urgent_reason_first_and_the_list_is_ranked() {
    let both = History {
        promises: vec![promise(2, PromiseState::Open)],
        ..person("both", vec![met(1, 3, Some(SilentReason::GaveUp), None)])
    };
    let list = radar(
        &[person("gave up", vec![met(2, 3, Some(SilentReason::GaveUp), None)]), both.clone(), both],
        NOW,
        &Rules::default(),
    );
    let names: Vec<_> = list.iter().map(|p| (p.person.reveal().as_str(), p.reason, p.also.clone())).collect();
    assert_eq!(
        names,
        [("both", SilentReason::PromiseLapsed, vec![SilentReason::GaveUp]), ("gave up", SilentReason::GaveUp, vec![]),]
    );
    assert_eq!(list[0].why_ar, "مضى موعد وعد قطعناه له قبل يومين ولم يسأل عنه.");
}

#[test]
fn what_calling_is_worth_comes_with_its_interval() {
    // Newcombe 1998, table II: 56 of 70 against 48 of 80 is .2, from .0524 to .3339 by method 10.
    let people = |group: Group, of: u32, came: u32, name: &str| {
        (0..of)
            .map(|i| Fared { person: format!("{name}{i}"), group, reached: true, came_back: i < came })
            .collect::<Vec<_>>()
    };
    let all = [people(Group::Called, 70, 56, "c"), people(Group::HeldOut, 80, 48, "h")].concat();
    let report = outreach_report(&all);
    let gain = report.gain.expect("two groups");
    assert!((gain.points - 20.0).abs() < 1e-9 && gain.is_clear());
    assert!((gain.low - 5.24).abs() < 0.01 && (gain.high - 33.39).abs() < 0.01, "{gain:?}");
    assert_eq!((report.called.people, report.held_out.came_back), (70, 48));
    assert_eq!(outreach_report(&people(Group::Called, 3, 1, "c")).gain, None);
    assert_eq!(outreach_report(&[all.clone(), all].concat()).called.people, 70, "a person counts once");
}

#[test]
fn a_hold_out_is_stable_and_of_the_size_asked_for() {
    let held = |share: f64, seed: u64| -> Vec<bool> {
        (0..2_000).map(|i| group(&format!("customer {i}"), share, seed) == Group::HeldOut).collect()
    };
    let (a, b) = (held(0.1, 1), held(0.1, 2));
    let size = a.iter().filter(|held| **held).count();
    assert!((150..250).contains(&size), "{size}");
    assert_ne!(a, b, "another seed draws others");
    assert_eq!(a, held(0.1, 1));
    assert!(
        a.iter().zip(held(0.2, 1)).all(|(small, large)| !small || large),
        "a larger share keeps the smaller one's people"
    );
    assert!(held(0.0, 1).iter().all(|held| !held) && held(1.0, 1).iter().all(|held| *held));
    assert_eq!(group("customer 1", 0.5, 42), Group::HeldOut, "the same on every machine");
}

proptest! {
    #[test]
    fn nobody_stands_twice_and_urgency_falls(
        contacts in prop::collection::vec((0_usize..5, 0_u64..80, 0_usize..6, any::<bool>()), 0..30),
    ) {
        let kinds = [
            None,
            Some(SilentReason::Abandoned),
            Some(SilentReason::GaveUp),
            Some(SilentReason::LeftInBadMood),
            Some(SilentReason::CallbackOwed),
        ];
        let mut people: BTreeMap<String, History> = BTreeMap::new();
        for (i, (kind, days, mood, complained)) in (0_u128..).zip(contacts) {
            let name = format!("p{}", i % 4);
            let met = Met { complained, ..met(i, days, kinds[kind], Some(Mood::ALL[mood])) };
            people.entry(name.clone()).or_insert_with(|| person(&name, Vec::new())).contacts.push(met);
        }
        let people: Vec<History> = people.into_values().collect();
        let list = radar(&people, NOW, &Rules::default());
        prop_assert!(list.windows(2).all(|pair| pair[0].urgency >= pair[1].urgency));
        prop_assert!(list.iter().all(|person| (0.0..=1.0).contains(&person.urgency) && !person.why_ar.is_empty()));
        let mut names: Vec<_> = list.iter().map(|person| person.person.reveal()).collect();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), list.len());
        let oldest = Duration::from_secs(60 * DAY);
        prop_assert!(list.iter().all(|p| p.reason == SilentReason::StoppedComing || NOW.since(p.since) <= oldest));
    }
}
