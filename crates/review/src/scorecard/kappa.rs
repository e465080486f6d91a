//! How far two people who score the same calls blindly agree, beyond chance (Cohen 1960, weighted 1968).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Answer, Answers, Form, Sheet};

/// How a disagreement counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// Every disagreement alike: Cohen's kappa.
    Equal,
    /// By the distance of the two marks.
    Linear,
    /// By its square.
    Quadratic,
}

/// Agreement on one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Agreement {
    /// The question.
    pub question: String,
    /// How many pairs of marks.
    pub pairs: usize,
    /// The share of pairs that are equal, 0..=1.
    pub equal: f64,
    /// Kappa: 1 whole agreement, 0 as by chance; weighted by squared distance on scales. Nothing where chance alone
    /// would agree always.
    pub kappa: Option<f64>,
}

/// Kappa of pairs of categories `0..categories`; nothing without pairs or where both always give one and the same.
#[must_use]
pub fn kappa(pairs: &[(usize, usize)], categories: usize, weights: Weights) -> Option<f64> {
    let inside = pairs.iter().filter(|(a, b)| *a < categories && *b < categories);
    let pairs: Vec<(usize, usize)> = inside.copied().collect();
    let distance = |a: usize, b: usize| {
        let (apart, most) = (count(a.abs_diff(b)), count(categories.saturating_sub(1).max(1)));
        match weights {
            Weights::Equal => f64::from(u8::from(a != b)),
            Weights::Linear => apart / most,
            Weights::Quadratic => (apart / most).powi(2),
        }
    };
    let all = count(pairs.len());
    let share = |side: fn(&(usize, usize)) -> usize, category: usize| {
        count(pairs.iter().filter(|pair| side(pair) == category).count()) / all
    };
    let seen: f64 = pairs.iter().map(|(a, b)| distance(*a, *b)).sum::<f64>() / all;
    let cells = (0..categories).flat_map(|a| (0..categories).map(move |b| (a, b)));
    let by_chance: f64 = cells.map(|(a, b)| distance(a, b) * share(|p| p.0, a) * share(|p| p.1, b)).sum();
    (!pairs.is_empty() && by_chance > 0.0).then(|| 1.0 - seen / by_chance)
}

/// Agreement of pairs of sheets about the same calls, question by question; sheets of other forms are left out.
#[must_use]
pub fn agreement(form: &Form, pairs: &[(&Sheet, &Sheet)]) -> Vec<Agreement> {
    let pairs: Vec<_> =
        pairs.iter().filter(|(a, b)| a.touch == b.touch && a.fits(form).is_ok() && b.fits(form).is_ok()).collect();
    form.questions()
        .filter_map(|question| {
            let answers = pairs
                .iter()
                .filter_map(|(a, b)| Some((&a.marks.get(&question.id)?.answer, &b.marks.get(&question.id)?.answer)));
            of_question(&question.id, &question.answer, &answers.collect::<Vec<_>>())
        })
        .collect()
}

fn of_question(question: &str, kind: &Answers, answers: &[(&Answer, &Answer)]) -> Option<Agreement> {
    let equal = count(answers.iter().filter(|(a, b)| a == b).count()) / count(answers.len());
    let points =
        |answer: &Answer| if let Answer::Points { points } = answer { Some(usize::from(*points)) } else { None };
    let scaled: Option<Vec<(usize, usize)>> = answers.iter().map(|(a, b)| Some((points(a)?, points(b)?))).collect();
    let kappa = match (kind, scaled) {
        (Answers::Scale { most }, Some(scaled)) => kappa(&scaled, usize::from(*most) + 1, Weights::Quadratic),
        (Answers::Scale { .. } | Answers::YesNo | Answers::Choice { .. }, _) => {
            let mut names: BTreeMap<&Answer, usize> = BTreeMap::new();
            for answer in answers.iter().flat_map(|(a, b)| [*a, *b]) {
                let next = names.len();
                names.entry(answer).or_insert(next);
            }
            let named: Vec<_> = answers.iter().map(|(a, b)| (names[*a], names[*b])).collect();
            kappa(&named, names.len(), Weights::Equal)
        }
    };
    (!answers.is_empty()).then(|| Agreement { question: question.to_owned(), pairs: answers.len(), equal, kappa })
}

#[allow(clippy::cast_precision_loss, reason = "nobody scores that many calls")]
fn count(n: usize) -> f64 {
    n as f64
}
