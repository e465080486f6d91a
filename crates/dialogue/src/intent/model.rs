//! The classifier: trained at load from the intents' examples, calibrated on examples held out.

use std::collections::BTreeMap;

use wasl_model::fold::fold_words;
use wasl_model::{IntentGuess, IntentId, IntentScore, PhraseMatch};

use super::features::{Sparse, Vectorizer};
use super::set::{IntentSet, UNKNOWN};
use super::trainer::{Dice, Linear, fit_temperature, softmax};

/// Confidence from which a guess names an intent.
const ACCEPT: f32 = 0.5;
/// Confidence from which the recogniser's phrase is trusted.
const PHRASE: f32 = 0.5;
/// What an example said word for word is worth.
const VERBATIM: f32 = 0.98;
/// Share of known words from which confidence is whole.
const KNOWN_ENOUGH: f32 = 0.25;
/// Candidates kept in a guess.
const ALTERNATIVES: usize = 3;
const FOLDS: usize = 5;
/// Above this many examples one fold is enough to calibrate on.
const MANY_EXAMPLES: usize = 3000;

/// A trained classifier of sentences.
#[derive(Clone, Debug)]
pub struct IntentModel {
    classes: Vec<IntentId>,
    vectorizer: Vectorizer,
    linear: Linear,
    temperature: f32,
    verbatim: BTreeMap<Vec<String>, usize>,
}

/// Labelled sentences, classes numbered.
struct Corpus<'a> {
    classes: Vec<IntentId>,
    rows: Vec<(&'a str, usize)>,
}

impl IntentModel {
    /// Trains on the examples of all intents and of what is none of them.
    #[must_use]
    pub fn train(intents: &IntentSet) -> Self {
        let known = intents.iter().flat_map(|spec| spec.examples.all().map(|text| (text, spec.name.as_str())));
        let unknown = intents.unknown().all().map(|text| (text, UNKNOWN));
        Self::train_rows(known.chain(unknown))
    }

    /// Trains on labelled sentences; the label [`UNKNOWN`] means none.
    #[must_use]
    pub fn train_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let corpus = Corpus::of(rows);
        let temperature = calibrate(&corpus);
        let (vectorizer, linear) = fit(&corpus, &corpus.rows);
        let verbatim = corpus.rows.iter().map(|&(text, class)| (fold_words(text), class)).collect();
        Self { classes: corpus.classes, vectorizer, linear, temperature, verbatim }
    }

    /// What is wanted. A phrase the recogniser is sure of wins over the open transcript when it is somebody's example.
    #[must_use]
    pub fn classify(&self, text: &str, matched: Option<&PhraseMatch>) -> IntentGuess {
        let phrase = matched.filter(|matched| matched.confidence >= PHRASE);
        let by_phrase = phrase.and_then(|matched| Some((self.example(&matched.phrase)?, matched.confidence)));
        let mut scores = self.probabilities(text);
        if let Some((class, confidence)) = by_phrase.or(self.example(text).map(|class| (class, VERBATIM))) {
            raise(&mut scores, class, confidence);
        }
        self.guess(&scores)
    }

    /// The most probable class of a sentence, known words or not.
    #[must_use]
    pub fn best(&self, text: &str) -> Option<&IntentId> {
        let (vector, _) = self.vectorizer.vector(text);
        top(&self.linear.margins(&vector)).map(|class| &self.classes[class])
    }

    /// The classes, [`UNKNOWN`] among them if it has examples.
    #[must_use]
    pub fn classes(&self) -> &[IntentId] {
        &self.classes
    }

    fn example(&self, text: &str) -> Option<usize> {
        self.verbatim.get(&fold_words(text)).copied()
    }

    /// Every class's probability. They sum to less than 1 when most words were never seen.
    fn probabilities(&self, text: &str) -> Vec<f32> {
        let (vector, known) = self.vectorizer.vector(text);
        let trust = (known / KNOWN_ENOUGH).min(1.0);
        softmax(&self.linear.margins(&vector), self.temperature).into_iter().map(|p| p * trust).collect()
    }

    fn guess(&self, scores: &[f32]) -> IntentGuess {
        let mut ranked: Vec<usize> =
            (0..scores.len()).filter(|&class| self.classes[class].as_str() != UNKNOWN).collect();
        ranked.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let score = |class: &usize| IntentScore { intent: self.classes[*class].clone(), confidence: scores[*class] };
        let alternatives: Vec<IntentScore> = ranked.iter().take(ALTERNATIVES).map(score).collect();
        match alternatives.first() {
            Some(best) if best.confidence >= ACCEPT => {
                IntentGuess { intent: Some(best.intent.clone()), confidence: best.confidence, alternatives }
            }
            _ => IntentGuess { intent: None, confidence: self.none(&ranked, scores), alternatives },
        }
    }

    /// Probability that it is none of the intents.
    fn none(&self, ranked: &[usize], scores: &[f32]) -> f32 {
        (1.0 - ranked.iter().map(|&class| scores[class]).sum::<f32>()).clamp(0.0, 1.0)
    }
}

impl<'a> Corpus<'a> {
    fn of(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let mut classes: Vec<IntentId> = rows.iter().map(|&(_, label)| IntentId::from(label)).collect();
        classes.sort();
        classes.dedup();
        let class =
            |label: &str| classes.binary_search_by(|class| class.as_str().cmp(label)).expect("every label is listed");
        let rows = rows.iter().map(|&(text, label)| (text, class(label))).collect();
        Self { classes, rows }
    }
}

fn fit(corpus: &Corpus<'_>, rows: &[(&str, usize)]) -> (Vectorizer, Linear) {
    let vectorizer = Vectorizer::fit(rows.iter().map(|&(text, _)| text));
    let vectors: Vec<Sparse> = rows.iter().map(|&(text, _)| vectorizer.vector(text).0).collect();
    let labels: Vec<usize> = rows.iter().map(|&(_, class)| class).collect();
    let linear = Linear::train(&vectors, &labels, corpus.classes.len(), vectorizer.len());
    (vectorizer, linear)
}

/// Trains without a fold, asks the fold, for every fold (or one, when there are many examples).
fn calibrate(corpus: &Corpus<'_>) -> f32 {
    let mut order: Vec<usize> = (0..corpus.rows.len()).collect();
    Dice(0x2026_1122).shuffle(&mut order);
    let folds = if corpus.rows.len() > MANY_EXAMPLES { 1 } else { FOLDS };
    let held_out: Vec<_> = (0..folds).flat_map(|fold| ask_fold(corpus, &order, fold)).collect();
    if held_out.is_empty() { 1.0 } else { fit_temperature(&held_out) }
}

fn ask_fold(corpus: &Corpus<'_>, order: &[usize], fold: usize) -> Vec<(Vec<f32>, usize)> {
    let pick = |inside: bool| -> Vec<(&str, usize)> {
        let chosen = order.iter().enumerate().filter(|(place, _)| (place % FOLDS == fold) == inside);
        chosen.map(|(_, &row)| corpus.rows[row]).collect()
    };
    let (vectorizer, linear) = fit(corpus, &pick(false));
    pick(true).into_iter().map(|(text, class)| (linear.margins(&vectorizer.vector(text).0), class)).collect()
}

/// Gives a class at least this probability; the others share the rest as they did.
fn raise(scores: &mut [f32], class: usize, confidence: f32) {
    if scores[class] >= confidence {
        return;
    }
    let others: f32 = scores.iter().sum::<f32>() - scores[class];
    let shrink = if others > 0.0 { (1.0 - confidence) / others } else { 0.0 };
    scores.iter_mut().for_each(|score| *score *= shrink.min(1.0));
    scores[class] = confidence;
}

fn top(scores: &[f32]) -> Option<usize> {
    (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]))
}
