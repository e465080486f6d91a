//! Both views trained together, and judged on sentences held out.

use super::corpus::{Corpus, Example, Origin};
use super::dice::Dice;
use super::meaning::{self, Meaning};
use super::mix::{Mix, Views};
use super::scope::{Facts, Scope};
use super::words::{self, Words};

const FOLDS: usize = 5;
/// Above this many sentences one fold is enough to judge by.
const MANY: usize = 3000;
/// With fewer classes none is left out to learn what else people say.
const CLASSES: usize = 2 * FOLDS;

/// Words and, where vectors could be had, meaning.
#[derive(Clone, Debug)]
pub(super) struct Ensemble {
    trained: Trained,
    by_words: Judge,
    by_both: Judge,
}

/// How views become probabilities.
#[derive(Clone, Debug)]
struct Judge {
    mix: Mix,
    scope: Scope,
}

#[derive(Clone, Debug)]
struct Trained {
    words: Words,
    meaning: Option<Meaning>,
}

/// Both views of a sentence, and how near and known it is.
#[derive(Clone, Debug)]
struct Seen {
    views: Views,
    near: f32,
    known: f32,
}

/// A sentence the views were not trained on; no class when its class was left out.
struct HeldOut {
    seen: Seen,
    class: Option<usize>,
}

impl Ensemble {
    pub(super) fn train(corpus: &Corpus, vectors: Option<&[Vec<f32>]>) -> Self {
        let held_out = hold_out(corpus, vectors);
        let by_both = Judge::fit(&held_out);
        let by_words = match vectors {
            Some(_) => Judge::fit(&held_out.into_iter().map(HeldOut::by_words).collect::<Vec<_>>()),
            None => by_both.clone(),
        };
        Self { trained: Trained::train(corpus, vectors, |_| true), by_words, by_both }
    }

    /// Every class's probability. What is missing to 1 is that of none.
    pub(super) fn probabilities(&self, text: &str, meaning: Option<&[f32]>) -> Vec<f32> {
        let seen = self.trained.see(text, meaning);
        let judge = if seen.views.meaning.is_some() { &self.by_both } else { &self.by_words };
        judge.probabilities(&seen)
    }
}

impl HeldOut {
    fn by_words(mut self) -> Self {
        self.seen.views.meaning = None;
        self.seen.near = 0.0;
        self
    }
}

impl Judge {
    fn fit(held_out: &[HeldOut]) -> Self {
        let of_classes: Vec<_> = held_out.iter().filter_map(|held| Some((&held.seen.views, held.class?))).collect();
        let mix = Mix::fit(&of_classes);
        let facts = |inside: bool| -> Vec<Facts> {
            let chosen = held_out.iter().filter(|held| held.class.is_some() == inside);
            chosen.map(|held| facts(&mix, &held.seen)).collect()
        };
        Self { mix, scope: Scope::fit(&facts(true), &facts(false)) }
    }

    fn probabilities(&self, seen: &Seen) -> Vec<f32> {
        let inside = self.scope.inside(facts(&self.mix, seen));
        self.mix.probabilities(&seen.views).into_iter().map(|p| p * inside).collect()
    }
}

fn facts(mix: &Mix, seen: &Seen) -> Facts {
    let sure = mix.probabilities(&seen.views).into_iter().fold(0.0, f32::max);
    let strong = mix.logits(&seen.views).fold(f64::NEG_INFINITY, f64::max) as f32;
    Facts { sure, strong, near: seen.near, known: seen.known }
}

impl Trained {
    fn train(corpus: &Corpus, vectors: Option<&[Vec<f32>]>, learns: impl Fn(&Example) -> bool) -> Self {
        let chosen = || corpus.examples.iter().enumerate().filter(|(_, example)| learns(example));
        let classes = corpus.classes.len();
        let rows: Vec<words::Row<'_>> =
            chosen().map(|(_, example)| (example.text.as_str(), example.class, example.weight)).collect();
        let words = Words::train(&rows, classes);
        let meaning = vectors.map(|vectors| {
            let rows: Vec<meaning::Row<'_>> =
                chosen().map(|(n, example)| (vectors[n].as_slice(), example.class, example.weight)).collect();
            Meaning::train(&rows, classes)
        });
        Self { words, meaning }
    }

    fn see(&self, text: &str, vector: Option<&[f32]>) -> Seen {
        let (words, known) = self.words.margins(text);
        let meaning = self.meaning.as_ref().zip(vector).map(|(meaning, vector)| meaning.logits(vector));
        let near = meaning.as_ref().map_or(0.0, |(_, near)| *near);
        Seen { views: Views { words, meaning: meaning.map(|(logits, _)| logits) }, near, known }
    }
}

/// Trains without a fold and without some of the classes, then asks the fold and those classes, for every fold.
/// Every sentence is asked as it is and misheard once.
fn hold_out(corpus: &Corpus, vectors: Option<&[Vec<f32>]>) -> Vec<HeldOut> {
    let mut fold_of: Vec<usize> = (0..corpus.sources).map(|n| n % FOLDS).collect();
    Dice::new(3).shuffle(&mut fold_of);
    let folds = if corpus.sources > MANY { 1 } else { FOLDS };
    let left_out = |class: usize, fold: usize| corpus.classes.len() >= CLASSES && class % FOLDS == fold;
    let of_fold = |fold: usize| {
        let asked = |example: &Example| example.origin.source().is_some_and(|source| fold_of[source] == fold);
        let trained = Trained::train(corpus, vectors, |example| !asked(example) && !left_out(example.class, fold));
        let chosen = corpus.examples.iter().enumerate().filter(|(_, example)| {
            asked(example) && matches!(example.origin, Origin::Said(_) | Origin::Misheard(_, 0))
        });
        let ask = |(n, example): (usize, &Example)| HeldOut {
            seen: trained.see(&example.text, vectors.map(|vectors| vectors[n].as_slice())),
            class: (!left_out(example.class, fold)).then_some(example.class),
        };
        chosen.map(ask).collect::<Vec<_>>()
    };
    if corpus.sources < FOLDS { Vec::new() } else { (0..folds).flat_map(of_fold).collect() }
}
