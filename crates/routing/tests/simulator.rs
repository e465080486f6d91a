//! The simulator against theory and against itself.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use wasl_model::Mood;
use wasl_routing::Strategy;
use wasl_routing::simulator::{Differences, Effects, Patience, Policy, Scenario, Spread, Tally, compare, run};

const WASL: Policy = Policy::Strategy(Strategy::Wasl);

/// A day without a clock: the same to the last number each time.
fn day(scenario: &Scenario, policy: Policy, seed: u64) -> Tally {
    run(scenario, policy, seed, &mut || Duration::ZERO)
}

fn named(name: &str) -> Scenario {
    Scenario::built_in().into_iter().find(|scenario| scenario.name == name).unwrap()
}

/// Ten like agents, exponential talks of 186 s: the world of Erlang's formulas.
fn erlang(hours: usize, patience_s: f64) -> Scenario {
    Scenario {
        agents: 10,
        load: 0.8,
        calls_by_hour: vec![1.0; hours],
        busyness_cv: 0.0,
        talk_spread: Spread::Exponential,
        wrap_up_s: 0,
        patience: Patience { mixture: vec![(1.0, patience_s)], by_mood: [1.0; 6] },
        known_callers: 0.0,
        differences: Differences {
            speed_cv: 0.0,
            intent_speed_cv: 0.0,
            resolution: 0.0,
            intent_resolution: 0.0,
            calming: 0.0,
        },
        effects: Effects { time_by_mood: [1.0; 6], time_per_load: 0.0, ..Effects::default() },
        ..Scenario::default()
    }
}

fn share_waiting(day: &Tally) -> f64 {
    let waited = day.waits.iter().flatten().filter(|wait| **wait > 0.0).count();
    waited as f64 / f64::from(day.offered)
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} is not {expected} ± {tolerance}");
}

#[test]
fn patient_callers_wait_as_erlang_c_says() {
    let day = day(&erlang(400, 1e9), Policy::Fifo, 1);
    near(share_waiting(&day), 0.4092, 0.03);
    near(day.wait_s(), 38.05, 6.0);
    near(day.service_level_pct(), 67.0, 3.0);
    assert_eq!(day.abandoned, 0);
}

#[test]
fn impatient_callers_leave_as_erlang_a_says() {
    let day = day(&erlang(400, 354.0), Policy::Fifo, 2);
    near(share_waiting(&day), 0.3151, 0.015);
    near(day.abandonment_pct(), 3.98, 0.3);
    near(day.wait_s(), 14.09, 1.0);
    near(day.service_level_pct(), 77.4, 1.2);
}

#[test]
fn a_day_is_the_same_again_and_another_with_another_seed() {
    let scenario = named("ten-agents");
    for policy in [Policy::Fifo, WASL] {
        assert_eq!(day(&scenario, policy, 5), day(&scenario, policy, 5));
    }
    assert_ne!(day(&scenario, WASL, 5).waits, day(&scenario, WASL, 6).waits);
}

#[test]
fn every_call_ends_once_and_all_policies_meet_the_same_callers() {
    let scenario = named("ten-agents");
    let by_mood = |day: &Tally| day.waits.each_ref().map(Vec::len);
    let fifo = day(&scenario, Policy::Fifo, 7);
    for policy in Policy::all() {
        let day = day(&scenario, policy, 7);
        assert_eq!(by_mood(&day), by_mood(&fifo), "{}", policy.name());
        assert_eq!(by_mood(&day).into_iter().sum::<usize>(), day.offered as usize);
        assert!(day.resolved <= day.offered - day.abandoned && day.in_time <= day.offered - day.abandoned);
    }
}

#[test]
fn with_nothing_learnt_it_is_who_has_been_idle_longest() {
    let untaught = Scenario { history_calls: 0, learn_every_min: 100_000, known_callers: 0.0, ..named("ten-agents") };
    assert_eq!(day(&untaught, Policy::MoodBlind, 3), day(&untaught, Policy::Fifo, 3));
    let calm = Scenario { moods: [0.0, 0.0, 0.0, 1.0, 0.0, 0.0], ..untaught };
    assert_eq!(day(&calm, WASL, 3), day(&calm, Policy::Fifo, 3));
}

#[test]
fn what_is_learnt_makes_more_of_the_same_day_and_spares_the_loaded() {
    let scenario = Scenario { calls_by_hour: vec![1.0; 3], ..named("strong-differences") };
    let days = |policy| -> Vec<Tally> { (101..104).map(|seed| day(&scenario, policy, seed)).collect() };
    let (fifo, wasl) = (days(Policy::Fifo), days(WASL));
    let row = compare(&scenario, WASL, &wasl, &fifo);
    assert!(row.utility_gain_pct > 5.0, "{row:?}");
    let base = compare(&scenario, Policy::Fifo, &fifo, &fifo);
    assert!(row.service_level_pct > base.service_level_pct && row.abandonment_pct < base.abandonment_pct, "{row:?}");
    let over_cap = |days: &[Tally]| days.iter().map(Tally::over_cap_pct).sum::<f64>();
    assert!(over_cap(&wasl) < over_cap(&fifo), "{} {}", over_cap(&wasl), over_cap(&fifo));
    let angry = |days: &[Tally]| days.iter().map(|day| day.wait_of_s(Mood::Angry)).sum::<f64>();
    assert!(angry(&wasl) < angry(&fifo), "{} {}", angry(&wasl), angry(&fifo));
}

/// Thirty days under each of these policies, those of the published table.
fn month<const N: usize>(scenario: &Scenario, policies: [Policy; N]) -> [Vec<Tally>; N] {
    policies.map(|policy| (1..=30).map(|seed| day(scenario, policy, seed)).collect())
}

/// What is promised of that scenario and not kept, and the figures.
fn broken(scenario: &Scenario) -> Vec<String> {
    let [fifo, wasl] = month(scenario, [Policy::Fifo, WASL]);
    let (base, row) = (compare(scenario, Policy::Fifo, &fifo, &fifo), compare(scenario, WASL, &wasl, &fifo));
    let promises = [
        ("utility", row.utility_gain_pct >= -0.2),
        ("service level", row.service_level_pct >= base.service_level_pct - 1.0),
        ("abandonment", row.abandonment_pct <= base.abandonment_pct + 0.2),
        ("over the cap", row.over_cap_pct <= base.over_cap_pct),
        ("angry callers' wait", row.wait_angry_s <= base.wait_angry_s),
    ];
    let not_kept = promises.into_iter().filter(|(_, kept)| !kept);
    not_kept.map(|(what, _)| format!("{}: {what} ({row:?}, {base:?})", scenario.name)).collect()
}

/// What is promised of every scenario, on the seeds of the published table. Many minutes:
/// `cargo test --release -p wasl-routing --test simulator -- --ignored`.
#[test]
#[ignore = "minutes of processor time"]
fn never_worse_than_first_come_first_served() {
    let scenarios = Scenario::built_in();
    let broken: Vec<String> = std::thread::scope(|scope| {
        let each: Vec<_> = scenarios.iter().map(|scenario| scope.spawn(|| broken(scenario))).collect();
        each.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What is promised of the scenario everything is measured in, on the same seeds.
#[test]
#[ignore = "minutes of processor time"]
fn the_index_gains_what_is_promised_at_base_and_hearing_moods_costs_nothing() {
    let base = named("base");
    let [fifo, blind, wasl] = month(&base, [Policy::Fifo, Policy::MoodBlind, WASL]);
    let row = compare(&base, WASL, &wasl, &fifo);
    assert!(row.utility_gain_pct >= 7.5, "{row:?}");
    let over_blind = compare(&base, WASL, &wasl, &blind);
    assert!(over_blind.utility_gain_pct >= 0.0, "{over_blind:?}");
}
