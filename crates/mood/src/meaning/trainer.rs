//! Softmax regression on centred vectors, by Nesterov's descent from zero: the same weights on every run.

use wasl_model::Mood;

use super::Meaning;
use crate::fusion::{index, softmax};

const STEPS: u16 = 1500;
/// Pull to zero, on the mean loss.
const RIDGE: f32 = 3e-4;
/// Counts up with every change of what the weights mean.
const VERSION: u32 = 1;

/// A sentence by its vector, and the mood a listener would hear in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Of length 1, see `Embedder` of `infer`.
    pub vector: Vec<f32>,
    /// How the speaker feels.
    pub mood: Mood,
}

/// Learns from sentences; a mood counts by the root of how many it has. `None` without sentences.
#[must_use]
pub fn fit(lessons: &[Lesson], model: &str, data: &str) -> Option<Meaning> {
    let width = lessons.first()?.vector.len();
    let centred = Centred::of(lessons, width);
    let mut counts = [0.0_f32; 6];
    lessons.iter().for_each(|lesson| counts[index(lesson.mood)] += 1.0);
    let worth = counts.map(|count| count.sqrt() / counts.iter().map(|c| c.sqrt()).sum::<f32>() / count.max(1.0));
    let (mut now, mut before) = (vec![[0.0; 6]; width + 1], vec![[0.0; 6]; width + 1]);
    for turn in 0..STEPS {
        let momentum = f32::from(turn) / f32::from(turn + 3);
        let ahead: Vec<[f32; 6]> = now.iter().zip(&before).map(|(n, b)| mixed(*n, *b, momentum)).collect();
        before = now;
        now = centred.descended(ahead, lessons, worth);
    }
    Some(centred.uncentred(&now, model, data))
}

fn mixed(now: [f32; 6], before: [f32; 6], momentum: f32) -> [f32; 6] {
    std::array::from_fn(|mood| now[mood] + momentum * (now[mood] - before[mood]))
}

/// Vectors about their mean, scaled to length 1 on average, with a 1 for the bias.
struct Centred {
    mean: Vec<f32>,
    scale: f32,
    inputs: Vec<Vec<f32>>,
}

impl Centred {
    fn of(lessons: &[Lesson], width: usize) -> Self {
        let n = lessons.len() as f32;
        let mut mean = vec![0.0; width];
        lessons.iter().for_each(|lesson| mean.iter_mut().zip(&lesson.vector).for_each(|(m, x)| *m += x / n));
        let far = |lesson: &Lesson| lesson.vector.iter().zip(&mean).map(|(x, m)| (x - m) * (x - m)).sum::<f32>();
        let scale = (n / lessons.iter().map(far).sum::<f32>().max(1e-9)).sqrt();
        let input = |lesson: &Lesson| {
            let centred = lesson.vector.iter().zip(&mean).map(|(x, m)| (x - m) * scale);
            centred.chain([1.0]).collect()
        };
        let inputs = lessons.iter().map(input).collect();
        Self { mean, scale, inputs }
    }

    /// One step down the mean loss. An input's squared length is 2 on average, so that a step of 1 is a safe one.
    fn descended(&self, mut weights: Vec<[f32; 6]>, lessons: &[Lesson], worth: [f32; 6]) -> Vec<[f32; 6]> {
        let mut slope = vec![[0.0_f32; 6]; weights.len()];
        for (input, lesson) in self.inputs.iter().zip(lessons) {
            let mut logits = [0.0; 6];
            for (weights, x) in weights.iter().zip(input) {
                logits.iter_mut().zip(weights).for_each(|(logit, w)| *logit += w * x);
            }
            let mut error = softmax(logits);
            error[index(lesson.mood)] -= 1.0;
            let error = error.map(|e| e * worth[index(lesson.mood)]);
            for (slope, x) in slope.iter_mut().zip(input) {
                slope.iter_mut().zip(error).for_each(|(s, e)| *s += e * x);
            }
        }
        let bias = weights.len() - 1;
        for (at, (weights, slope)) in weights.iter_mut().zip(&slope).enumerate() {
            let ridge = if at < bias { RIDGE } else { 0.0 };
            weights.iter_mut().zip(slope).for_each(|(w, s)| *w -= (s + ridge * *w) / (1.0 + RIDGE));
        }
        weights
    }

    /// The same planes for vectors as they come.
    fn uncentred(&self, weights: &[[f32; 6]], model: &str, data: &str) -> Meaning {
        let mut bias = weights[self.mean.len()];
        let weights: Vec<[f32; 6]> = weights[..self.mean.len()].iter().map(|row| row.map(|w| w * self.scale)).collect();
        for (row, mean) in weights.iter().zip(&self.mean) {
            bias.iter_mut().zip(row).for_each(|(b, w)| *b -= w * mean);
        }
        Meaning { version: VERSION, model: model.to_owned(), data: data.to_owned(), bias, weights }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences about two corners of a square, and one of neither.
    fn lessons() -> Vec<Lesson> {
        let at = |x: f32, y: f32, mood| Lesson { vector: vec![x, y, 0.5], mood };
        let angry = (0_u8..20).map(|n| at(1.0, f32::from(n) / 40.0, Mood::Angry));
        let lost = (0_u8..10).map(|n| at(f32::from(n) / 20.0, 1.0, Mood::Lost));
        let neutral = (0_u8..30).map(|n| at(0.0, f32::from(n) / 60.0, Mood::Neutral));
        angry.chain(lost).chain(neutral).collect()
    }

    #[test]
    fn sentences_near_an_example_are_read_as_it() {
        let meaning = fit(&lessons(), "test", "").unwrap();
        let top = |vector: &[f32]| {
            let over = meaning.over_neutral(vector).unwrap();
            Mood::ALL.into_iter().max_by(|a, b| over[index(*a)].total_cmp(&over[index(*b)])).unwrap()
        };
        assert_eq!(top(&[0.9, 0.1, 0.5]), Mood::Angry);
        assert_eq!(top(&[0.1, 0.9, 0.5]), Mood::Lost);
        assert_eq!(top(&[0.1, 0.1, 0.5]), Mood::Neutral);
    }

    #[test]
    fn the_same_sentences_give_the_same_weights_and_none_give_none() {
        assert_eq!(fit(&lessons(), "test", ""), fit(&lessons(), "test", ""));
        assert_eq!(fit(&[], "test", ""), None);
    }

    #[test]
    fn vectors_of_another_model_say_nothing() {
        let meaning = fit(&lessons(), "test", "").unwrap();
        assert_eq!(meaning.over_neutral(&[0.0; 384]), None);
        assert_eq!(Meaning::parse(&serde_json::to_string(&meaning).unwrap()).unwrap(), meaning);
    }
}
