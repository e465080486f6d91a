//! From marks to a score.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Answer, Answers, Form, MarkError, Question, Sheet};

/// What a sheet is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Score {
    /// 0..=100; 0 when a fatal question failed; nothing while no question that counts is answered.
    pub score: Option<f64>,
    /// What it would be without the fatal questions' veto.
    pub before_fatal: Option<f64>,
    /// Fatal questions that failed, in the form's order.
    pub fatal_failed: Vec<String>,
    /// Section by section.
    pub sections: Vec<SectionScore>,
    /// Questions without any mark, in the form's order; they count for nothing yet.
    pub open: Vec<String>,
}

/// What a section is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SectionScore {
    /// Which.
    pub section: String,
    /// 0..=100; nothing when no question of it counts.
    pub score: Option<f64>,
    /// The weight of its questions that count.
    pub weight: u32,
}

/// The score of a sheet: the weighted mean of the questions that are answered and apply.
///
/// # Errors
/// A mark that does not fit the form.
pub fn score(form: &Form, sheet: &Sheet) -> Result<Score, MarkError> {
    sheet.fits(form)?;
    let worth = |question: &Question| sheet.marks.get(&question.id).and_then(|mark| share(question, &mark.answer));
    let sections: Vec<(&str, Tally)> = form
        .sections
        .iter()
        .map(|section| {
            let marked = section.questions.iter().filter_map(|q| worth(q).map(|share| (q.weight, share)));
            (section.id.as_str(), marked.collect())
        })
        .collect();
    let failed = |question: &&Question| question.fatal && worth(question) == Some(0.0);
    let fatal_failed: Vec<String> = form.questions().filter(failed).map(|question| question.id.clone()).collect();
    let before_fatal = sections.iter().map(|(_, tally)| *tally).sum::<Tally>().percent();
    let open = form.questions().filter(|question| !sheet.marks.contains_key(&question.id));
    Ok(Score {
        score: before_fatal.map(|score| if fatal_failed.is_empty() { score } else { 0.0 }),
        before_fatal,
        fatal_failed,
        open: open.map(|question| question.id.clone()).collect(),
        sections: sections
            .into_iter()
            .map(|(section, tally)| SectionScore {
                section: section.to_owned(),
                score: tally.percent(),
                weight: tally.weight,
            })
            .collect(),
    })
}

/// 0..=1 of a question's points; nothing where it does not apply.
fn share(question: &Question, answer: &Answer) -> Option<f64> {
    match (answer, &question.answer) {
        (Answer::Yes { yes }, _) => Some(if *yes { 1.0 } else { 0.0 }),
        (Answer::Points { points }, Answers::Scale { most }) => Some(f64::from(*points) / f64::from(*most)),
        (Answer::Chosen { option }, Answers::Choice { options }) => {
            options.iter().find(|o| o.id == *option).map(|o| f64::from(o.percent) / 100.0)
        }
        (Answer::Skipped | Answer::Points { .. } | Answer::Chosen { .. }, _) => None,
    }
}

/// Points won of the weight that counts.
#[derive(Clone, Copy, Default)]
struct Tally {
    weight: u32,
    won: f64,
}

impl Tally {
    fn percent(self) -> Option<f64> {
        (self.weight > 0).then(|| (100.0 * self.won / f64::from(self.weight)).clamp(0.0, 100.0))
    }
}

impl FromIterator<(u32, f64)> for Tally {
    fn from_iter<T: IntoIterator<Item = (u32, f64)>>(marked: T) -> Self {
        marked.into_iter().map(|(weight, share)| Self { weight, won: f64::from(weight) * share }).sum()
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |a, b| Self { weight: a.weight.saturating_add(b.weight), won: a.won + b.won })
    }
}
