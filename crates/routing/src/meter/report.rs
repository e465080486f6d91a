//! What the second policy gains over the first, and how sure that is.
//!
//! Within each pair of blocks the two means are compared, pairs weighted by the calls they hold; the days are what
//! varies independently, so the error comes from how the days' differences scatter (cluster-robust; Liang & Zeger 1986),
//! with Student's t for the few days there are.

use std::collections::BTreeMap;

use wasl_model::Timestamp;

use super::Meter;

/// Φ⁻¹(.975) and Φ⁻¹(.8): five per cent of false alarms, four in five true effects seen.
const SURE: f64 = 1.959_963_984_540_054;
const SEEN: f64 = 0.841_621_233_572_914_2;

/// One call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// When it came; the plan says under which policy.
    pub at: Timestamp,
    /// What came of it, such as 1 for resolved and 0 for not.
    pub outcome: f64,
}

/// What two policies did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// Calls counted under the first and the second policy.
    pub calls: [u64; 2],
    /// Calls that came in a washed-out time.
    pub washed_out: u64,
    /// Days with both.
    pub days: u32,
    /// Mean outcome under each.
    pub means: [f64; 2],
    /// What the second gains over the first, like compared with like.
    pub effect: f64,
    /// Its day-clustered standard error.
    pub error: f64,
    /// Both ends of its 95 % confidence interval.
    pub interval: [f64; 2],
    /// How many times more calls are needed than if every call were independent.
    pub design_effect: f64,
    /// The smallest effect that as many calls see four times in five.
    pub detectable: f64,
    /// Variance of the outcome among calls.
    pub variance: f64,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    n: f64,
    sum: f64,
}

impl Sum {
    fn mean(self) -> f64 {
        self.sum / self.n
    }
}

/// Compares the two policies; `None` before there are three days with both.
#[must_use]
pub fn report(meter: &Meter, utc_offset_min: i32, observations: &[Observation]) -> Option<Report> {
    let mut cells: BTreeMap<(i64, i64), [Sum; 2]> = BTreeMap::new();
    let mut washed_out = 0;
    for observation in observations {
        let slice = meter.slice(observation.at, utc_offset_min);
        if slice.washed_out {
            washed_out += 1;
            continue;
        }
        let sum = &mut cells.entry((slice.day, slice.pair)).or_default()[slice.arm as usize];
        sum.n += 1.0;
        sum.sum += observation.outcome;
    }
    let mut totals = [Sum::default(); 2];
    let mut days: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for ((day, _), arms) in &cells {
        for (total, arm) in totals.iter_mut().zip(arms) {
            *total = Sum { n: total.n + arm.n, sum: total.sum + arm.sum };
        }
        let [a, b] = *arms;
        if a.n > 0.0 && b.n > 0.0 {
            let weight = a.n * b.n / (a.n + b.n);
            let (weights, differences) = days.entry(*day).or_default();
            *weights += weight;
            *differences += weight * (b.mean() - a.mean());
        }
    }
    if days.len() < 3 {
        return None;
    }
    let weights: f64 = days.values().map(|(weight, _)| weight).sum();
    let effect = days.values().map(|(_, difference)| difference).sum::<f64>() / weights;
    let g = days.len() as f64;
    let scatter: f64 = days.values().map(|(weight, difference)| (difference - weight * effect).powi(2)).sum();
    let error = (scatter * g / (g - 1.0)).sqrt() / weights;
    let variance = variance(meter, utc_offset_min, observations);
    let independent = (variance / weights).sqrt();
    let t = student(SURE, g - 1.0);
    Some(Report {
        calls: totals.map(|total| total.n as u64),
        washed_out,
        days: crate::line::count(days.len()),
        means: totals.map(Sum::mean),
        effect,
        error,
        interval: [effect - t * error, effect + t * error],
        design_effect: (error / independent).powi(2),
        detectable: (SURE + SEEN) * error,
        variance,
    })
}

/// Calls each policy needs so that an effect of that size is seen four times in five, at five per cent of false alarms.
///
/// 2·(z₀.₉₇₅ + z₀.₈)²·σ²/δ², times the design effect of a [`Report`] (1 before there is one): about 8,800 for 65 % against
/// 67 % of calls resolved.
#[must_use]
pub fn calls_needed(variance: f64, effect: f64, design_effect: f64) -> u64 {
    (2.0 * (SURE + SEEN).powi(2) * variance / effect.powi(2) * design_effect).ceil() as u64
}

fn variance(meter: &Meter, utc_offset_min: i32, observations: &[Observation]) -> f64 {
    let counted = observations.iter().filter(|one| !meter.slice(one.at, utc_offset_min).washed_out);
    let (n, _, squares) = counted.fold((0.0, 0.0, 0.0), |(n, mean, squares): (f64, f64, f64), one| {
        let (n, off) = (n + 1.0, one.outcome - mean);
        let mean = mean + off / n;
        (n, mean, squares + off * (one.outcome - mean))
    });
    if n > 1.0 { squares / (n - 1.0) } else { 0.0 }
}

/// Student's t for a normal quantile (Cornish-Fisher; Abramowitz & Stegun 26.7.5), good to three digits from 3 days on.
fn student(z: f64, freedom: f64) -> f64 {
    let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
    z + (z3 + z) / (4.0 * freedom)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * freedom.powi(2))
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * freedom.powi(3))
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution as _, Normal};

    use super::*;
    use crate::Strategy;
    use crate::meter::Arm;

    const METER: Meter = Meter { a: Strategy::LongestIdle, b: Strategy::Wasl, block_min: 30, washout_min: 5, seed: 3 };

    /// Weeks of calls: days differ, hours differ, and the second policy adds `effect` to the share of resolved calls,
    /// by an amount that itself differs from day to day.
    fn weeks(seed: u64, days: i64, effect: f64) -> Vec<Observation> {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let (by_day, by_effect) = (Normal::new(0.0, 0.05).unwrap(), Normal::new(0.0, 0.04).unwrap());
        let mut observations = Vec::new();
        for day in 20_000..20_000 + days {
            let (level, gain) = (0.65 + by_day.sample(&mut dice), effect + by_effect.sample(&mut dice));
            for _ in 0..300 {
                let minute = dice.random_range(8 * 60..17 * 60);
                let at = Timestamp(day * 86_400_000 + minute * 60_000);
                let hour = 0.1 * ((minute as f64) / 540.0).sin();
                let gain = if METER.slice(at, 0).arm == Arm::B { gain } else { 0.0 };
                let outcome = if dice.random_bool((level + hour + gain).clamp(0.0, 1.0)) { 1.0 } else { 0.0 };
                observations.push(Observation { at, outcome });
            }
        }
        observations
    }

    #[test]
    fn a_known_effect_is_found_and_the_error_is_what_it_says() {
        let (effect, runs) = (0.03, 200_u32);
        let reports: Vec<_> =
            (0..u64::from(runs)).map(|seed| report(&METER, 0, &weeks(seed, 14, effect)).unwrap()).collect();
        let n = f64::from(runs);
        let mean = reports.iter().map(|report| report.effect).sum::<f64>() / n;
        let scatter = (reports.iter().map(|report| (report.effect - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        let said = reports.iter().map(|report| report.error).sum::<f64>() / n;
        assert!((mean - effect).abs() < 3.0 * scatter / n.sqrt(), "{mean}");
        assert!((said / scatter - 1.0).abs() < 0.15, "said {said}, is {scatter}");
        let covered =
            reports.iter().filter(|report| report.interval[0] <= effect && effect <= report.interval[1]).count();
        assert!((178..=199).contains(&covered), "{covered} of {runs} intervals hold it");
        assert!(reports.iter().all(|report| report.washed_out > 500), "a sixth is washed out");
    }

    #[test]
    fn without_an_effect_there_are_few_false_alarms() {
        let alarm = |seed| {
            let [low, high] = report(&METER, 0, &weeks(seed + 10_000, 10, 0.0)).unwrap().interval;
            low > 0.0 || high < 0.0
        };
        let alarms = (0..150_u64).filter(|seed| alarm(*seed)).count();
        assert!((2..=16).contains(&alarms), "{alarms} of 150");
    }

    #[test]
    fn the_calls_needed_are_stated() {
        let needed = calls_needed(0.66 * 0.34, 0.02, 1.0);
        assert!((8_700..9_000).contains(&needed), "{needed}");
        assert_eq!(report(&METER, 0, &weeks(1, 2, 0.0)), None, "two days are no ground");
        for (days, wanted) in [(3.0, 3.182), (9.0, 2.262), (29.0, 2.045)] {
            assert!((student(SURE, days) - wanted).abs() < 0.03, "{}", student(SURE, days));
        }
    }
}
