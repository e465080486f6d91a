//! Heads judged on speakers, or on whole corpora, that they have not seen.

use std::collections::BTreeSet;

use super::{Example, Question, Recipe, TrainError, fit};
use crate::metrics::Judged;
use crate::voice::label;

/// What is left out of the fitting, to be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveOut {
    /// One speaker at a time, or a tenth of them when there are more than ten.
    Speakers,
    /// One corpus at a time.
    Corpora,
}

/// One sound judged by a head that has not seen its speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// Whose.
    pub speaker: String,
    /// From where.
    pub corpus: String,
    /// What the head said, and what is so.
    pub judged: Judged,
}

/// Every example that answers the question, judged by heads fitted on the others and on all ordinary speech.
///
/// # Errors
/// When what remains teaches nothing.
pub fn left_out(
    examples: &[&Example],
    question: Question,
    recipe: Recipe,
    leave: LeaveOut,
) -> Result<Vec<Left>, TrainError> {
    let name = |example: &Example| match leave {
        LeaveOut::Speakers => format!("{}/{}", example.corpus, example.speaker),
        LeaveOut::Corpora => example.corpus.clone(),
    };
    let of_use: Vec<&Example> =
        examples.iter().copied().filter(|example| question.answer(&example.label).is_some()).collect();
    let names: Vec<String> = of_use.iter().map(|e| name(e)).collect::<BTreeSet<_>>().into_iter().collect();
    let ordinary: Vec<&Example> = examples.iter().copied().filter(|example| label::ordinary(&example.label)).collect();
    let parts = match leave {
        LeaveOut::Speakers => names.len().min(10),
        LeaveOut::Corpora => names.len(),
    };
    let part_of = |example: &Example| names.binary_search(&name(example)).unwrap_or_default() % parts.max(1);
    let mut all = Vec::new();
    for part in 0..parts {
        let (out, mut kept): (Vec<&Example>, Vec<&Example>) =
            of_use.iter().partition(|example| part_of(example) == part);
        kept.extend(&ordinary);
        let head = fit(&kept, question, recipe)?;
        all.extend(out.into_iter().filter_map(|example| {
            let said = f64::from(crate::voice::heads::probability(head.logit(example.views.first()?)));
            let judged = Judged { said, is: question.answer(&example.label)? };
            Some(Left { speaker: example.speaker.clone(), corpus: example.corpus.clone(), judged })
        }));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::tests::world;
    use super::*;

    #[test]
    fn everybody_is_judged_once() {
        let examples = world(23, 6, 0.4);
        let all: Vec<&Example> = examples.iter().collect();
        let left = left_out(&all, Question::Arousal, Recipe::default(), LeaveOut::Speakers).unwrap();
        assert_eq!(left.len(), examples.len());
        let speakers: BTreeSet<&str> = left.iter().map(|l| l.speaker.as_str()).collect();
        assert_eq!(speakers.len(), 23);
    }

    #[test]
    fn labels_that_do_not_tell_are_not_judged() {
        let mut examples = world(6, 6, 0.4);
        examples[0].label = "disgust".to_owned();
        let all: Vec<&Example> = examples.iter().collect();
        let left = left_out(&all, Question::Arousal, Recipe::default(), LeaveOut::Corpora).unwrap();
        assert_eq!(left.len(), examples.len() - 1);
    }

    #[test]
    fn one_corpus_cannot_be_left_out_of_itself() {
        let mut examples = world(6, 6, 0.4);
        examples.iter_mut().for_each(|example| example.corpus = "one".to_owned());
        let all: Vec<&Example> = examples.iter().collect();
        assert!(left_out(&all, Question::Arousal, Recipe::default(), LeaveOut::Corpora).is_err());
    }
}
