//! How good a head is: AUC, unweighted average recall, calibration error, each with an interval over speakers.

mod bootstrap;
mod reliability;

pub use bootstrap::{Interval, interval};
pub use reliability::{Bin, calibration_error, reliability};

/// One judged sound: what the head said and what is true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The head's probability of "yes", 0 to 1.
    pub said: f64,
    /// Whether it is so.
    pub is: bool,
}

/// The probability that a "yes" is scored above a "no" (area under the ROC curve); a tie counts half.
/// `None` when one of the two is missing.
#[must_use]
pub fn auc(judged: &[Judged]) -> Option<f64> {
    let yes = judged.iter().filter(|j| j.is).count();
    let no = judged.len() - yes;
    if yes == 0 || no == 0 {
        return None;
    }
    let mut sorted: Vec<&Judged> = judged.iter().collect();
    sorted.sort_by(|a, b| a.said.total_cmp(&b.said));
    let mut below = 0;
    let mut won = 0.0;
    for tied in sorted.chunk_by(|a, b| a.said == b.said) {
        let ups = tied.iter().filter(|j| j.is).count();
        let downs = tied.len() - ups;
        won += ups as f64 * (below as f64 + downs as f64 / 2.0);
        below += downs;
    }
    Some(won / (yes as f64 * no as f64))
}

/// The mean of the recalls of "yes" and "no" at a threshold of one half. `None` when one of the two is missing.
#[must_use]
pub fn uar(judged: &[Judged]) -> Option<f64> {
    let recall = |of: bool| {
        let all = judged.iter().filter(|j| j.is == of).count();
        let right = judged.iter().filter(|j| j.is == of && (j.said >= 0.5) == of).count();
        (all > 0).then(|| right as f64 / all as f64)
    };
    Some(f64::midpoint(recall(true)?, recall(false)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(said: &[f64], is: &[bool]) -> Vec<Judged> {
        said.iter().zip(is).map(|(&said, &is)| Judged { said, is }).collect()
    }

    #[test]
    fn auc_counts_pairs_in_order() {
        let pairs = judged(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]);
        assert_eq!(auc(&pairs), Some(0.75));
        assert_eq!(auc(&judged(&[0.5; 4], &[true, false, true, false])), Some(0.5));
        assert_eq!(auc(&judged(&[0.9], &[true])), None);
    }

    #[test]
    fn auc_agrees_with_counting_every_pair() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 28) / 16.0
        };
        let pairs: Vec<Judged> = (0..200).map(|n| Judged { said: next(), is: n % 3 == 0 }).collect();
        let mut won = 0.0;
        let mut all = 0.0;
        for yes in pairs.iter().filter(|j| j.is) {
            for no in pairs.iter().filter(|j| !j.is) {
                all += 1.0;
                won += if yes.said > no.said {
                    1.0
                } else if yes.said == no.said {
                    0.5
                } else {
                    0.0
                };
            }
        }
        assert!((auc(&pairs).unwrap() - won / all).abs() < 1e-12);
    }

    #[test]
    fn uar_does_not_reward_the_larger_class() {
        let pairs = judged(&[0.1, 0.1, 0.1, 0.1, 0.1], &[false, false, false, false, true]);
        assert_eq!(uar(&pairs), Some(0.5));
    }
}
