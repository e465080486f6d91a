//! From a score to a probability: a logistic curve through left-out scores (Platt), by Newton's method.

/// `probability = σ(slope · score + bias)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Platt {
    pub(crate) slope: f64,
    pub(crate) bias: f64,
}

const STEPS: usize = 100;

/// The curve through weighted scores. A little doubt is added to every answer, so that scores that part
/// perfectly do not become certainty.
pub(crate) fn platt(points: &[(f64, bool, f64)]) -> Platt {
    let weight = |of: bool| points.iter().filter(|(_, is, _)| *is == of).map(|(_, _, w)| w).sum::<f64>();
    let (yes, no) = ((weight(true) + 1.0) / (weight(true) + 2.0), 1.0 / (weight(false) + 2.0));
    let (centre, spread) = spread(points);
    let mut at = [1.0, 0.0];
    for _ in 0..STEPS {
        let (mut g, mut h) = ([1e-6 * at[0], 1e-6 * at[1]], [1e-6, 0.0, 1e-6]);
        for &(score, is, weight) in points {
            let x = (score - centre) / spread;
            let p = sigmoid(at[0] * x + at[1]);
            let off = weight * (p - if is { yes } else { no });
            let bend = weight * (p * (1.0 - p)).max(1e-9);
            g = [g[0] + off * x, g[1] + off];
            h = [h[0] + bend * x * x, h[1] + bend * x, h[2] + bend];
        }
        let det = h[0] * h[2] - h[1] * h[1];
        if det.abs() < 1e-18 {
            break;
        }
        let step = [(h[2] * g[0] - h[1] * g[1]) / det, (h[0] * g[1] - h[1] * g[0]) / det];
        // Newton may leap far where the curve is flat.
        let leash = (4.0 / step[0].hypot(step[1]).max(1e-12)).min(1.0);
        at = [at[0] - leash * step[0], at[1] - leash * step[1]];
        if step[0].hypot(step[1]) < 1e-9 {
            break;
        }
    }
    Platt { slope: at[0] / spread, bias: at[1] - at[0] * centre / spread }
}

/// Probability of a logit.
pub(super) fn sigmoid(logit: f64) -> f64 {
    if logit >= 0.0 { 1.0 / (1.0 + (-logit).exp()) } else { logit.exp() / (1.0 + logit.exp()) }
}

fn spread(points: &[(f64, bool, f64)]) -> (f64, f64) {
    let n = points.len().max(1) as f64;
    let centre = points.iter().map(|p| p.0).sum::<f64>() / n;
    let variance = points.iter().map(|p| (p.0 - centre).powi(2)).sum::<f64>() / n;
    (centre, variance.sqrt().max(1e-12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_become_probabilities() {
        // At score 0 one of four, at score 10 three of four, many of each.
        let points: Vec<(f64, bool, f64)> =
            (0..800).map(|n| if n < 400 { (0.0, n % 4 == 0, 1.0) } else { (10.0, n % 4 != 0, 1.0) }).collect();
        let curve = platt(&points);
        let at = |score: f64| sigmoid(curve.slope * score + curve.bias);
        assert!((at(0.0) - 0.25).abs() < 0.01 && (at(10.0) - 0.75).abs() < 0.01, "{curve:?}");
    }

    #[test]
    fn perfect_scores_do_not_become_certainty() {
        let points: Vec<(f64, bool, f64)> = (0..20).map(|n| (f64::from(n), n >= 10, 1.0)).collect();
        let curve = platt(&points);
        let top = sigmoid(curve.slope * 19.0 + curve.bias);
        assert!(curve.slope > 0.0 && curve.slope.is_finite() && top < 0.999, "{curve:?} {top}");
    }

    #[test]
    fn nothing_to_learn_from_is_no_trouble() {
        let curve = platt(&[]);
        assert!(curve.slope.is_finite() && curve.bias.is_finite());
        let flat = platt(&[(1.0, true, 1.0), (1.0, false, 1.0)]);
        assert!(flat.slope.is_finite() && flat.bias.is_finite());
    }
}
