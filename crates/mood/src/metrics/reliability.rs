//! Does "70 %" mean seven of ten? The reliability diagram and its one-number summary.

use serde::Serialize;

use super::Judged;

/// One column of the reliability diagram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Probabilities from here.
    pub from: f64,
    /// To here.
    pub to: f64,
    /// How many fell in.
    pub count: usize,
    /// Their mean probability.
    pub said: f64,
    /// The share that was so.
    pub so: f64,
}

/// The diagram in `bins` equal steps; empty steps are left out.
#[must_use]
pub fn reliability(judged: &[Judged], bins: u32) -> Vec<Bin> {
    let step = 1.0 / f64::from(bins.max(1));
    let column = |n: u32| {
        let (from, to) = (f64::from(n) * step, f64::from(n + 1) * step);
        let inside = |j: &&Judged| j.said >= from && (j.said < to || n + 1 == bins.max(1));
        let mine: Vec<&Judged> = judged.iter().filter(inside).collect();
        let count = mine.len();
        let mean = |sum: f64| sum / count as f64;
        (count > 0).then(|| Bin {
            from,
            to,
            count,
            said: mean(mine.iter().map(|j| j.said).sum()),
            so: mean(mine.iter().map(|j| f64::from(u8::from(j.is))).sum()),
        })
    };
    (0..bins.max(1)).filter_map(column).collect()
}

/// Expected calibration error: the mean distance between said and so, weighted by count. `None` of nothing.
#[must_use]
pub fn calibration_error(judged: &[Judged], bins: u32) -> Option<f64> {
    let distance: f64 = reliability(judged, bins).iter().map(|bin| bin.count as f64 * (bin.said - bin.so).abs()).sum();
    (!judged.is_empty()).then(|| distance / judged.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_at_ninety_percent_is_no_error() {
        let well: Vec<Judged> = (0..10).map(|n| Judged { said: 0.9, is: n > 0 }).collect();
        assert!(calibration_error(&well, 10).unwrap() < 1e-9);
        let badly: Vec<Judged> = (0..10).map(|n| Judged { said: 0.9, is: n < 5 }).collect();
        assert!((calibration_error(&badly, 10).unwrap() - 0.4).abs() < 1e-9);
    }

    #[test]
    fn certainty_falls_into_the_last_step() {
        let bins = reliability(&[Judged { said: 1.0, is: true }, Judged { said: 0.0, is: false }], 10);
        assert_eq!(bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(calibration_error(&[], 10), None);
    }
}
