//! What a call's review suggests for a form: with evidence, and always as the machine's.

use wasl_model::Mood;

use super::{Answer, Answers, Form, Hint, Mark, MarkEvidence, MarkedBy, Question};
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
        let (yes, evidence) = tell(question.hint?, review)?;
        let answer = answer(question, yes)?;
        let suggested = Some(answer.clone());
        Some((question.id.clone(), Mark { answer, by: MarkedBy::Machine, suggested, evidence, comment: None }))
    });
    marks.collect()
}

fn tell(hint: Hint, review: &Review) -> Option<(bool, Vec<MarkEvidence>)> {
    if let Some(step) = hint.step() {
        let found = review.last.found.iter().filter(|found| found.step == step);
        let evidence: Vec<MarkEvidence> = found
            .map(|found| MarkEvidence { span: found.span, utterance: None, words: Some(found.words.clone()) })
            .collect();
        return Some((!evidence.is_empty(), evidence));
    }
    match hint {
        Hint::InOrder => (!review.last.found.is_empty()).then(|| (review.last.in_order, Vec::new())),
        Hint::NoTalkingOver => Some((review.last.listening.talked_over_ms <= TALKED_OVER_MS, Vec::new())),
        Hint::MoodNotWorse => {
            let (start, end) = (review.mood.start?, review.mood.end?);
            Some((rank(end) >= rank(start), Vec::new()))
        }
        Hint::Listen | Hint::Apologise | Hint::Solve | Hint::Thank => None,
    }
}

/// Yes is the best answer, no the worst; a choice is left to people.
fn answer(question: &Question, yes: bool) -> Option<Answer> {
    match &question.answer {
        Answers::YesNo => Some(Answer::Yes { yes }),
        Answers::Scale { most } => Some(Answer::Points { points: if yes { *most } else { 0 } }),
        Answers::Choice { .. } => None,
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
