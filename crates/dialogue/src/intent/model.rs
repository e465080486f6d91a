//! The classifier: trained at load from the intents' examples, calibrated on examples held out.

use std::collections::{BTreeMap, BTreeSet};

use wasl_model::fold::fold_words;
use wasl_model::{IntentGuess, IntentId, IntentScore, PhraseMatch};

use super::corpus::{Corpus, Origin};
use super::ensemble::Ensemble;
use super::sentence::{Reader, Sentence, Vectors, as_read};
use super::set::{IntentSet, UNKNOWN};
use super::spelling::Spelling;

/// Confidence from which a guess names an intent.
const ACCEPT: f32 = 0.5;
/// Confidence from which the recogniser's phrase is trusted.
const PHRASE: f32 = 0.5;
/// What an example said word for word is worth.
const VERBATIM: f32 = 0.98;
/// Candidates kept in a guess.
const ALTERNATIVES: usize = 3;

/// A trained classifier of sentences.
#[derive(Clone, Debug)]
pub struct IntentModel {
    classes: Vec<IntentId>,
    ensemble: Ensemble,
    spelling: Spelling,
    verbatim: BTreeMap<Vec<String>, usize>,
}

impl IntentModel {
    /// Trains on the words of the examples of all intents and of what is none of them.
    #[must_use]
    pub fn train(intents: &IntentSet) -> Self {
        Self::train_on(intents, None)
    }

    /// The same on words and meanings. Where one sentence has no vector by meaning, words decide alone.
    #[must_use]
    pub fn train_read(intents: &IntentSet, reader: &mut Reader<'_>) -> Self {
        Self::train_on(intents, Some(reader))
    }

    fn train_on(intents: &IntentSet, reader: Option<&mut Reader<'_>>) -> Self {
        let known = intents.iter().flat_map(|spec| spec.examples.all().map(|text| (text, spec.name.as_str())));
        let unknown = intents.unknown().all().map(|text| (text, UNKNOWN));
        let rows: Vec<(&str, &str)> = known.chain(unknown).collect();
        let titles = intents.iter().filter_map(|spec| Some((spec.title.as_ref()?, spec.name.as_str())));
        let names = titles.flat_map(|(title, name)| [(title.ar.clone(), name), (title.en.clone(), name)]);
        Self::of(&Corpus::of(&rows, &names.collect::<Vec<_>>()), reader)
    }

    /// Trains on labelled sentences, with the words of the labels as one example more; [`UNKNOWN`] means none of the others.
    #[must_use]
    pub fn train_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>, reader: Option<&mut Reader<'_>>) -> Self {
        let rows: Vec<(&str, &str)> = rows.into_iter().collect();
        let labels: BTreeSet<&str> = rows.iter().map(|row| row.1).collect();
        let names: Vec<(String, &str)> = labels.into_iter().map(|label| (label.replace('_', " "), label)).collect();
        Self::of(&Corpus::of(&rows, &names), reader)
    }

    fn of(corpus: &Corpus, reader: Option<&mut Reader<'_>>) -> Self {
        let vectors =
            reader.map_or_else(|| vec![Vectors::default(); corpus.examples.len()], |reader| corpus.read(reader));
        let said = corpus.examples.iter().take(corpus.sources);
        let verbatim = said.map(|example| (fold_words(&example.text), example.class));
        let verbatim = verbatim.filter(|(words, _)| !words.is_empty()).collect();
        let ensemble = Ensemble::train(corpus, &vectors);
        let told = corpus.examples.iter().filter(|example| !matches!(example.origin, Origin::Misheard(..)));
        let spelling = Spelling::of(told.map(|example| example.text.as_str()));
        Self { classes: corpus.classes.clone(), ensemble, spelling, verbatim }
    }

    /// The form in which a sentence is compared, and of which its vectors are made: as a recogniser might write it, in lower
    /// case, without punctuation and vowel marks, dialect's commonest words as the standard language has them, and words
    /// written by ear spelt as the examples have them.
    #[must_use]
    pub fn as_read(&self, text: &str) -> String {
        self.spelling.corrected(&as_read(text))
    }

    /// What is wanted. A phrase the recogniser is sure of wins over the open transcript when it is somebody's example.
    #[must_use]
    pub fn classify<'a>(&self, sentence: impl Into<Sentence<'a>>, matched: Option<&PhraseMatch>) -> IntentGuess {
        let Sentence { text, vectors } = sentence.into();
        let text = self.as_read(text);
        let phrase = matched.filter(|matched| matched.confidence >= PHRASE);
        let by_phrase = phrase.and_then(|matched| Some((self.example(&as_read(&matched.phrase))?, matched.confidence)));
        let mut scores = self.ensemble.probabilities(&text, vectors);
        if let Some((class, confidence)) = by_phrase.or(self.example(&text).map(|class| (class, VERBATIM))) {
            raise(&mut scores, class, confidence);
        }
        self.guess(&scores)
    }

    /// The classes, [`UNKNOWN`] among them if it has examples.
    #[must_use]
    pub fn classes(&self) -> &[IntentId] {
        &self.classes
    }

    fn example(&self, text: &str) -> Option<usize> {
        self.verbatim.get(&fold_words(text)).copied()
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
            _ => IntentGuess { intent: None, confidence: none(&ranked, scores), alternatives },
        }
    }
}

/// Probability that it is none of the intents.
fn none(ranked: &[usize], scores: &[f32]) -> f32 {
    (1.0 - ranked.iter().map(|&class| scores[class]).sum::<f32>()).clamp(0.0, 1.0)
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
