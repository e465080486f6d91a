//! All views trained together, and judged on sentences held out.

use std::collections::BTreeMap;

use wasl_model::Language;

use super::corpus::{Corpus, Example, Origin};
use super::dice::Dice;
use super::meaning::{self, Meaning};
use super::mix::{Mix, Views};
use super::scope::{Facts, Scope};
use super::sentence::Vectors;
use super::words::{self, Words};

const FOLDS: usize = 5;
/// Above this many sentences one fold is enough to judge by.
const MANY: usize = 3000;
/// With fewer classes none is left out to learn what else people say.
const CLASSES: usize = 2 * FOLDS;

/// Words and, where vectors could be had, meaning and what a language's own model tells.
#[derive(Clone, Debug)]
pub(super) struct Ensemble {
    trained: Trained,
    by_words: Judge,
    by_meaning: Judge,
    by_own: BTreeMap<Language, Judge>,
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
    own: BTreeMap<Language, Meaning>,
}

/// All views of a sentence, and how near and known it is.
#[derive(Clone, Debug)]
struct Seen {
    views: Views,
    near: f32,
    known: f32,
}

/// A sentence the views were not trained on; no class when its class was left out.
#[derive(Clone, Debug)]
struct HeldOut {
    seen: Seen,
    class: Option<usize>,
}

impl Ensemble {
    /// `vectors` are those of the corpus's examples.
    pub(super) fn train(corpus: &Corpus, vectors: &[Vectors]) -> Self {
        let trained = Trained::train(corpus, vectors, |_| true);
        let held_out = hold_out(corpus, vectors);
        let is_of = |held: &HeldOut, language| held.seen.views.own.as_ref().is_some_and(|own| own.0 == language);
        let of = |language| held_out.iter().filter(move |held| is_of(held, language)).cloned();
        let by_own = trained.own.keys().map(|language| (*language, Judge::fit(of(*language)))).collect();
        let by_meaning = held_out.iter().filter(|held| held.seen.views.meaning.is_some());
        let by_meaning = Judge::fit(by_meaning.cloned().map(HeldOut::by_meaning));
        let by_words = Judge::fit(held_out.into_iter().map(HeldOut::by_words));
        Self { trained, by_words, by_meaning, by_own }
    }

    /// Every class's probability. What is missing to 1 is that of none.
    pub(super) fn probabilities(&self, text: &str, vectors: &Vectors) -> Vec<f32> {
        let seen = self.trained.see(text, vectors);
        let by_own = seen.views.own.as_ref().and_then(|(language, _)| self.by_own.get(language));
        let by_other = if seen.views.meaning.is_some() { &self.by_meaning } else { &self.by_words };
        by_own.unwrap_or(by_other).probabilities(&seen)
    }
}

impl HeldOut {
    fn by_meaning(mut self) -> Self {
        self.seen.views.own = None;
        self
    }

    fn by_words(mut self) -> Self {
        self.seen.views.meaning = None;
        self.seen.near = 0.0;
        self.by_meaning()
    }
}

impl Judge {
    fn fit(held_out: impl Iterator<Item = HeldOut>) -> Self {
        let held_out: Vec<HeldOut> = held_out.collect();
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
    fn train<'a>(corpus: &Corpus, vectors: &'a [Vectors], learns: impl Fn(&Example) -> bool) -> Self {
        let chosen = || corpus.examples.iter().zip(vectors).filter(|(example, _)| learns(example));
        let classes = corpus.classes.len();
        let rows: Vec<words::Row<'_>> =
            chosen().map(|(example, _)| (example.text.as_str(), example.class, example.weight)).collect();
        let by = |vector: &dyn Fn(&'a Vectors) -> Option<&'a [f32]>| {
            let row = |(example, of): (&Example, &'a Vectors)| Some((vector(of)?, example.class, example.weight));
            let rows: Vec<meaning::Row<'_>> = chosen().filter_map(row).collect();
            (!rows.is_empty()).then(|| Meaning::train(&rows, classes))
        };
        let own = |language| by(&|of| of.own.as_ref().filter(|own| own.0 == language).map(|own| own.1.as_slice()));
        let own = Language::ALL.into_iter().filter_map(|language| Some((language, own(language)?))).collect();
        Self { words: Words::train(&rows, classes), meaning: by(&|of| of.meaning.as_deref()), own }
    }

    /// A language's own model counts beside meaning only.
    fn see(&self, text: &str, vectors: &Vectors) -> Seen {
        let (words, known) = self.words.margins(text);
        let meaning = self.meaning.as_ref().zip(vectors.meaning.as_ref()).map(|(view, vector)| view.logits(vector));
        let own = vectors.own.as_ref().filter(|_| meaning.is_some());
        let own = own.and_then(|(language, vector)| Some((*language, self.own.get(language)?.logits(vector).0)));
        let near = meaning.as_ref().map_or(0.0, |(_, near)| *near);
        let views = Views { words, meaning: meaning.map(|of| of.0), own };
        Seen { views, near, known }
    }
}

/// Trains without a fold and without some of the classes, then asks the fold and those classes, for every fold.
/// Every sentence is asked as it is and misheard once.
fn hold_out(corpus: &Corpus, vectors: &[Vectors]) -> Vec<HeldOut> {
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
            seen: trained.see(&example.text, &vectors[n]),
            class: (!left_out(example.class, fold)).then_some(example.class),
        };
        chosen.map(ask).collect::<Vec<_>>()
    };
    if corpus.sources < FOLDS { Vec::new() } else { (0..folds).flat_map(of_fold).collect() }
}
