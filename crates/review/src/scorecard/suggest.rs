//! What a call's review suggests for a form: with evidence, and always as the machine's.

use wasl_model::{LastStep, Mood};

use super::{Answer, Answers, Choice, Form, Hint, Mark, MarkEvidence, MarkedBy, Question};
use crate::last::StepFound;
use crate::read::Review;

/// Talking over the caller for longer than this is interrupting, in milliseconds.
const TALKED_OVER_MS: u64 = 1_500;

/// The machine's marks for the form's questions that have a hint, by question.
///
/// Calls in which no agent spoke get none. Where the review cannot tell, nothing is suggested: better an open question
/// than a guess that anchors the person who scores.
#[must_use]
pub fn suggest(form: &Form, review: &Review) -> Vec<(String, Mark)> {
    if review.last.score.is_none() {
        return Vec::new();
    }
    let marks = form.questions().filter_map(|question| {
        let hint = question.hint?;
        // Whether there was anything to be sorry for is a person's to say.
        let told =
            tell(hint, review).filter(|(share, _)| hint != Hint::Apologise || *share > 0.0 || !question.may_skip);
        let (share, evidence) = told?;
        let answer = answer(question, share)?;
        let suggested = Some(answer.clone());
        Some((question.id.clone(), Mark { answer, by: MarkedBy::Machine, suggested, evidence, comment: None }))
    });
    marks.collect()
}

/// An apology without action is worth so much of one that was followed by it.
const EMPTY_APOLOGY: f64 = 0.4;

/// How far a question is fulfilled, 0..=1, and what that rests on.
fn tell(hint: Hint, review: &Review) -> Option<(f64, Vec<MarkEvidence>)> {
    let last = &review.last;
    let steps = |of: Option<LastStep>| -> Vec<MarkEvidence> {
        last.found.iter().filter(|found| of.is_none_or(|step| found.step == step)).map(evidence).collect()
    };
    let whole = |yes: bool| if yes { 1.0 } else { 0.0 };
    match hint {
        Hint::Listen => Some((whole(last.listening.listened), steps(hint.step()))),
        Hint::Apologise => {
            let meant = last.apologies.iter().any(|apology| !apology.empty);
            let any = if last.has(LastStep::Apologise) { EMPTY_APOLOGY } else { 0.0 };
            Some((if meant { 1.0 } else { any }, steps(hint.step())))
        }
        Hint::Solve => {
            let credited = last.found.iter().any(|found| found.step == LastStep::Solve && found.credited);
            Some((whole(credited), steps(hint.step())))
        }
        Hint::Thank => Some((whole(last.has(LastStep::Thank)), steps(hint.step()))),
        // One step alone has no order.
        Hint::InOrder => (last.found.len() > 1).then(|| (whole(last.in_order), steps(None))),
        Hint::NoTalkingOver => Some((whole(last.listening.talked_over_ms <= TALKED_OVER_MS), Vec::new())),
        Hint::MoodNotWorse => {
            let (start, end) = (review.mood.start?, review.mood.end?);
            Some((whole(rank(end) >= rank(start)), Vec::new()))
        }
    }
}

fn evidence(found: &StepFound) -> MarkEvidence {
    MarkEvidence { span: found.span, utterance: Some(found.utterance), words: Some(found.words.clone()) }
}

/// The answer nearest to a share of the points.
fn answer(question: &Question, share: f64) -> Option<Answer> {
    match &question.answer {
        Answers::YesNo => Some(Answer::Yes { yes: share > 0.5 }),
        Answers::Scale { most } => {
            let points = (0..=*most).min_by(|a, b| {
                let off = |points: u8| (f64::from(points) / f64::from(*most) - share).abs();
                off(*a).total_cmp(&off(*b))
            });
            points.map(|points| Answer::Points { points })
        }
        Answers::Choice { options } => {
            let off = |option: &Choice| (f64::from(option.percent) / 100.0 - share).abs();
            let nearest = options.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
            nearest.map(|option| Answer::Chosen { option: option.id.clone() })
        }
    }
}

const fn rank(mood: Mood) -> u8 {
    match mood {
        Mood::Angry | Mood::Frustrated | Mood::Sad => 0,
        Mood::Lost => 1,
        Mood::Neutral => 2,
        Mood::Satisfied => 3,
    }
}
