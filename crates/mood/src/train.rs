//! Fitting the voice's heads on labelled sounds: pure and deterministic, features in and weights out.
//!
//! Each head is Fisher's discriminant: the direction in which the two classes part most, measured against how
//! much sounds differ that are alike. Three things keep it to the matter:
//! - classes are compared within each speaker, so that a head learns moods and not people;
//! - what tells speakers apart, and women from men, is counted as noise, several times over;
//! - every speaker stands for others of another size, too, whose voices are higher or lower;
//! - every sound comes in several views (cut, in noise, joined), so that length and line are noise too;
//! - for arousal, how ordinary speech of other people differs from word to word is noise, too, where there is some.
//!
//! The direction becomes a probability by a logistic curve through speakers that the direction has not seen.
//!
//! - [`matrix`]: symmetric matrices
//! - [`voices`]: what is known of each speaker, summed once
//! - [`platt`]: from a score to a probability
//! - [`left_out`]: heads judged on speakers or corpora they have not seen

mod left_out;
mod matrix;
pub(crate) mod platt;
mod voices;

pub use left_out::{LeaveOut, Left, left_out};

use crate::voice::Head;
use crate::voice::label;
use platt::{Platt, platt};
use voices::Voice;

/// One labelled sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Who speaks.
    pub speaker: String,
    /// Where the sound is from.
    pub corpus: String,
    /// What the speaker felt, in words of [`label`].
    pub label: String,
    /// Whether the speaker is a woman, where that is known.
    pub woman: Option<bool>,
    /// The engine's means: of the sound as it is first, then of its views.
    pub views: Vec<Vec<f32>>,
    /// The engine's means of the sound as people of other sizes would give it; the same sizes in every example.
    pub sizes: Vec<Vec<f32>>,
}

/// Which head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Calm or heated.
    Arousal,
    /// Unpleasant or pleasant.
    Valence,
}

impl Question {
    /// Both, in the order of [`VoiceHeads`](crate::VoiceHeads).
    pub const ALL: [Self; 2] = [Self::Arousal, Self::Valence];

    /// What a label answers; `None` when it does not tell.
    #[must_use]
    pub fn answer(self, label: &str) -> Option<bool> {
        match self {
            Self::Arousal => label::heated(label),
            Self::Valence => label::pleasant(label),
        }
    }

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arousal => "arousal",
            Self::Valence => "valence",
        }
    }
}

/// How a head is fitted. The defaults were chosen on development speakers of three corpora.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// How far variances are raised over covariances: more trusts single dimensions less.
    pub ridge: f64,
    /// How many times what tells speakers apart counts as noise.
    pub speakers: f64,
    /// How many times what tells women from men counts as noise.
    pub sexes: f64,
    /// What share of the noise is how ordinary speech differs from word to word, where there is ordinary speech.
    pub ordinary: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { ridge: 5.0, speakers: 3.0, sexes: 30.0, ordinary: 0.3 }
    }
}

/// Why nothing can be learned.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The answers are all alike.
    #[error("{question} needs sounds of both kinds, and there are {yes} of one and {no} of the other")]
    OneSided {
        /// Of which head.
        question: &'static str,
        /// Sounds that are so.
        yes: usize,
        /// Sounds that are not.
        no: usize,
    },
    /// Fewer speakers than can be left out.
    #[error("{question} needs sounds of two speakers at least: with one, a head learns the person")]
    OneSpeaker {
        /// Of which head.
        question: &'static str,
    },
    /// Means of different models.
    #[error("the sounds' features are not all of one length")]
    Uneven,
    /// A feature is not a number.
    #[error("the sounds differ in no way that parts them")]
    Degenerate,
}

/// A head for a question.
///
/// # Errors
/// When the examples cannot teach it.
pub fn fit(examples: &[&Example], question: Question, recipe: Recipe) -> Result<Head, TrainError> {
    let voices = Voice::gather(examples, question)?;
    let all: Vec<&Voice> = voices.iter().collect();
    let ordinary = match question {
        Question::Arousal => voices::ordinary(examples)?,
        // Angry and happy voices are both far from ordinary ones: measured, it takes a little there.
        Question::Valence => None,
    };
    let direction = |voices: &[&Voice]| voices::direction(voices, ordinary.as_ref(), recipe);
    Ok(head(&direction(&all)?, calibrated(&all, direction)))
}

/// The curve through the scores of speakers left out one by one (in ten parts when there are more).
fn calibrated(voices: &[&Voice], direction: impl Fn(&[&Voice]) -> Result<Vec<f64>, TrainError>) -> Platt {
    let parts = voices.iter().filter(|voice| voice.is_own()).count().min(PARTS);
    let mut points = Vec::new();
    for part in 0..parts {
        let (out, kept): (Vec<&Voice>, Vec<&Voice>) =
            voices.iter().copied().partition(|voice| voice.speaker() % parts == part);
        // What is left may teach nothing, when one speaker has all of a kind.
        let Ok(direction) = direction(&kept) else { continue };
        let own = out.into_iter().filter(|voice| voice.is_own());
        points.extend(own.flat_map(|voice| voice.scores(&direction)));
    }
    platt(&balanced(&points))
}

const PARTS: usize = 10;

/// Both kinds weigh the same: how often callers are angry is the site's to know, not the corpus's.
fn balanced(points: &[(f64, bool)]) -> Vec<(f64, bool, f64)> {
    let yes = points.iter().filter(|(_, is)| *is).count().max(1) as f64;
    let no = (points.len() as f64 - yes).max(1.0);
    let half = points.len() as f64 / 2.0;
    points.iter().map(|&(score, is)| (score, is, half / if is { yes } else { no })).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "weights need no more than single precision")]
fn head(direction: &[f64], curve: Platt) -> Head {
    Head { bias: curve.bias as f32, weights: direction.iter().map(|w| (w * curve.slope) as f32).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sounds of eight dimensions: 0 is the mood, 1 the sex, 2 the person, the rest is chance.
    pub(super) fn world(speakers: usize, each: usize, mood: f32) -> Vec<Example> {
        let mut state = 11_u32;
        let mut chance = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1_u32 << 24) as f32 - 0.5
        };
        let mut examples = Vec::new();
        for speaker in 0..speakers {
            let woman = speaker % 2 == 0;
            let person = chance() * 4.0;
            for n in 0..each {
                let heated = n % 2 == 0;
                let label = if heated { ["angry", "happy"][n / 2 % 2] } else { "neutral" };
                let view = |chance: &mut dyn FnMut() -> f32| {
                    let mut x: Vec<f32> = (0..8).map(|_| chance()).collect();
                    x[0] += if heated { mood } else { -mood };
                    // Women sound a little heated, too.
                    x[0] += if woman { 1.0 } else { -1.0 };
                    x[1] += if woman { 2.0 } else { -2.0 };
                    x[2] += person;
                    x
                };
                examples.push(Example {
                    speaker: format!("speaker {speaker}"),
                    corpus: format!("corpus {}", speaker % 3),
                    label: label.to_owned(),
                    woman: Some(woman),
                    views: vec![view(&mut chance), view(&mut chance)],
                    sizes: Vec::new(),
                });
            }
        }
        examples
    }

    #[test]
    fn the_mood_is_learned_and_the_sex_is_not() {
        let examples = world(10, 20, 0.4);
        let all: Vec<&Example> = examples.iter().collect();
        let head = fit(&all, Question::Arousal, Recipe::default()).unwrap();
        let of = |heated: bool, woman: bool| {
            let mean = |e: &&&Example| label::heated(&e.label) == Some(heated) && e.woman == Some(woman);
            let some: Vec<f32> = all.iter().filter(mean).map(|e| head.logit(&e.views[0])).collect();
            some.iter().sum::<f32>() / some.len() as f32
        };
        let heat = of(true, true) - of(false, true);
        let sex = of(false, true) - of(false, false);
        assert!(heat > 0.0 && sex.abs() < heat / 4.0, "heat {heat} sex {sex}");
        let careless = fit(&all, Question::Arousal, Recipe { speakers: 0.0, sexes: 0.0, ..Recipe::default() }).unwrap();
        assert!(careless.weights[1].abs() < head.weights[1].abs(), "only the careful head makes up for the sex");
    }

    #[test]
    fn what_differs_in_ordinary_speech_is_not_learned() {
        let mut examples = world(10, 20, 0.4);
        // The heated sentences happen to have more of dimension 3.
        for example in &mut examples {
            let more = if label::heated(&example.label) == Some(true) { 0.3 } else { 0.0 };
            example.views.iter_mut().for_each(|view| view[3] += more);
        }
        let fit_on = |examples: &[Example], question| {
            fit(&examples.iter().collect::<Vec<_>>(), question, Recipe::default()).unwrap()
        };
        let without = [Question::Arousal, Question::Valence].map(|question| fit_on(&examples, question));
        for n in 0..60_u8 {
            // One speaker's neutral sounds.
            let mut view = examples[usize::from(n) * 2 % 20 + 1].views[0].clone();
            view[3] += f32::from(n % 3) - 1.0;
            let speaker = format!("stranger {}", n % 5);
            examples.push(Example { speaker, label: "ordinary".to_owned(), views: vec![view], ..examples[0].clone() });
        }
        let with = [Question::Arousal, Question::Valence].map(|question| fit_on(&examples, question));
        let share = |head: &Head| head.weights[3] / head.weights[0];
        assert!(share(&with[0]) < share(&without[0]) / 1.5, "{} {}", share(&with[0]), share(&without[0]));
        assert_eq!(with[1], without[1], "pleasant or not is learned from moods alone");
        let left =
            left_out(&examples.iter().collect::<Vec<_>>(), Question::Arousal, Recipe::default(), LeaveOut::Speakers);
        assert_eq!(left.unwrap().len(), 200, "ordinary speech is not judged");
        examples.last_mut().unwrap().views[0].pop();
        let uneven = fit(&examples.iter().collect::<Vec<_>>(), Question::Arousal, Recipe::default());
        assert!(matches!(uneven, Err(TrainError::Uneven)));
    }

    #[test]
    fn probabilities_are_what_they_say_on_unseen_speakers() {
        let examples = world(12, 40, 0.3);
        let all: Vec<&Example> = examples.iter().collect();
        let judged: Vec<_> = left_out(&all, Question::Arousal, Recipe::default(), LeaveOut::Speakers)
            .unwrap()
            .into_iter()
            .map(|left| left.judged)
            .collect();
        assert!(crate::metrics::auc(&judged).unwrap() > 0.85);
        assert!(crate::metrics::calibration_error(&judged, 10).unwrap() < 0.12);
    }

    #[test]
    fn the_same_examples_give_the_same_head() {
        let examples = world(6, 12, 0.4);
        let all: Vec<&Example> = examples.iter().collect();
        let once = fit(&all, Question::Valence, Recipe::default()).unwrap();
        assert_eq!(once, fit(&all, Question::Valence, Recipe::default()).unwrap());
    }

    #[test]
    fn what_cannot_be_learned_says_why() {
        let mut examples = world(4, 8, 0.4);
        let refs =
            |examples: &[Example]| fit(&examples.iter().collect::<Vec<_>>(), Question::Arousal, Recipe::default());
        examples[0].views[0].pop();
        assert!(matches!(refs(&examples), Err(TrainError::Uneven)));
        let one: Vec<Example> = world(1, 8, 0.4);
        assert!(matches!(refs(&one), Err(TrainError::OneSpeaker { .. })));
        let calm: Vec<Example> = world(4, 8, 0.4).into_iter().filter(|e| e.label == "neutral").collect();
        assert!(matches!(refs(&calm), Err(TrainError::OneSided { yes: 0, .. })));
        assert!(matches!(refs(&[]), Err(TrainError::OneSided { .. })));
    }
}
