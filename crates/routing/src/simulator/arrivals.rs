//! When calls come: a Poisson process whose rate follows the hours and the day, or a real log.

use rand::Rng;
use rand_distr::{Distribution, Exp, Gamma};

use super::Scenario;
use super::dice::{Stream, stream};

/// The moments of a day's calls, in seconds since it began, ascending.
pub(super) fn arrivals(scenario: &Scenario, seed: u64) -> Vec<f64> {
    match &scenario.log {
        Some(log) => log.day(seed).to_vec(),
        None => drawn(scenario, seed),
    }
}

/// Thinning (Lewis and Shedler 1979).
fn drawn(scenario: &Scenario, seed: u64) -> Vec<f64> {
    let dice = &mut stream(seed, Stream::Arrivals, 0);
    let hours = &scenario.calls_by_hour;
    let mean = hours.iter().sum::<f64>() / hours.len() as f64;
    let busyness = busyness(scenario.busyness_cv, dice);
    let rate = |at_s: f64| calls_per_s(scenario) * busyness * hours[(at_s / 3600.0) as usize] / mean;
    let most = calls_per_s(scenario) * busyness * hours.iter().fold(0.0, |most: f64, calls| most.max(*calls)) / mean;
    let gap = Exp::new(most).expect("a scenario's load is over 0");
    let end_s = 3600.0 * hours.len() as f64;
    let mut at_s = gap.sample(dice);
    let mut all = Vec::new();
    while at_s < end_s {
        if dice.random_bool((rate(at_s) / most).min(1.0)) {
            all.push(at_s);
        }
        at_s += gap.sample(dice);
    }
    all
}

/// The day's own factor, of mean 1.
fn busyness(cv: f64, dice: &mut rand_chacha::ChaCha8Rng) -> f64 {
    if cv == 0.0 {
        return 1.0;
    }
    Gamma::new(1.0 / (cv * cv), cv * cv).map_or(1.0, |gamma| gamma.sample(dice))
}

/// The average rate that makes the scenario's load.
pub(super) fn calls_per_s(scenario: &Scenario) -> f64 {
    scenario.load * scenario.agents as f64 / (scenario.talk_mean_s + scenario.wrap_up_s as f64)
}
