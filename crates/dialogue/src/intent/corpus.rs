//! Labelled sentences to learn from: as they are read, and some of them misheard.

use std::collections::BTreeMap;

use wasl_model::{IntentId, Language};

use super::dice::Dice;
use super::noise::misheard;
use super::sentence::{Reader, Vectors, as_read};
use super::set::UNKNOWN;

/// Misheard copies, per sentence and in all.
const COPIES: usize = 2;
const AT_MOST: usize = 12_000;
/// Share of words that are wrong in a copy.
const WRONG: f32 = 0.2;
/// What the copies of all sentences weigh beside the sentences.
const WEIGHT: f32 = 0.5;
/// Fewer sentences of a language do not show how much its own model counts.
const ENOUGH: usize = 50;

/// Classes and examples.
#[derive(Clone, Debug)]
pub(super) struct Corpus {
    /// In order; an example's class is a place in it.
    pub(super) classes: Vec<IntentId>,
    pub(super) examples: Vec<Example>,
    /// How many sentences the examples come from.
    pub(super) sources: usize,
}

/// A sentence, a misheard copy of one, or the name of a class.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Example {
    /// As it is read.
    pub(super) text: String,
    pub(super) class: usize,
    pub(super) weight: f32,
    pub(super) origin: Origin,
}

/// Where an example comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The sentence of this number.
    Said(usize),
    /// Its misheard copy of this number.
    Misheard(usize, usize),
    /// The class itself.
    Name,
}

impl Origin {
    /// The sentence's number; a class's name has none.
    pub(super) const fn source(self) -> Option<usize> {
        match self {
            Self::Said(source) | Self::Misheard(source, _) => Some(source),
            Self::Name => None,
        }
    }
}

impl Corpus {
    /// Sentences with their labels, and what people call a label.
    pub(super) fn of(rows: &[(&str, &str)], names: &[(String, &str)]) -> Self {
        let mut classes: Vec<IntentId> = rows.iter().map(|&(_, label)| IntentId::from(label)).collect();
        classes.sort();
        classes.dedup();
        let places: BTreeMap<&str, usize> = classes.iter().enumerate().map(|(n, class)| (class.as_str(), n)).collect();
        let said = |(source, &(text, label)): (usize, &(&str, &str))| {
            let (text, class) = (as_read(text), places[label]);
            Example { text, class, weight: 1.0, origin: Origin::Said(source) }
        };
        let mut examples: Vec<Example> = rows.iter().enumerate().map(said).collect();
        examples.extend(copies(&examples));
        let names = names.iter().filter_map(|(name, label)| Some((as_read(name), *places.get(label)?)));
        let named = names.filter(|(text, class)| !text.is_empty() && classes[*class].as_str() != UNKNOWN);
        examples.extend(named.map(|(text, class)| Example { text, class, weight: 1.0, origin: Origin::Name }));
        Self { classes, examples, sources: rows.len() }
    }

    /// The vectors of every example. Those of a model that cannot be learnt from are left out: by meaning when one cannot be
    /// had, by a language's own when its examples are few or tell nothing of a class.
    pub(super) fn read(&self, reader: &mut Reader<'_>) -> Vec<Vectors> {
        let mut vectors: Vec<Vectors> = self.examples.iter().map(|example| reader(&example.text)).collect();
        let by_meaning = vectors.iter().all(|of| of.meaning.is_some());
        let is_told = |language: &Language| by_meaning && self.is_enough(&vectors, *language);
        let own: Vec<Language> = Language::ALL.into_iter().filter(is_told).collect();
        for of in &mut vectors {
            of.meaning = of.meaning.take().filter(|_| by_meaning);
            of.own = of.own.take().filter(|(language, _)| own.contains(language));
        }
        vectors
    }

    fn is_enough(&self, vectors: &[Vectors], language: Language) -> bool {
        let is_own = |of: &Vectors| of.own.as_ref().is_some_and(|own| own.0 == language);
        let read = || self.examples.iter().zip(vectors).filter(|(_, of)| is_own(of));
        let said = read().filter(|(example, _)| matches!(example.origin, Origin::Said(_))).count();
        let of_class = |class| read().any(|(example, _)| example.class == class);
        said >= ENOUGH && (0..self.classes.len()).all(of_class)
    }
}

fn copies(said: &[Example]) -> Vec<Example> {
    let count = (COPIES * said.len()).min(AT_MOST);
    let weight = WEIGHT * said.len() as f32 / count.max(1) as f32;
    let mut dice = Dice::new(2);
    let mut last = (usize::MAX, 0);
    let copy = |n: usize| {
        let source = n * said.len() / count;
        last = (source, if last.0 == source { last.1 + 1 } else { 0 });
        let text = misheard(&said[source].text, WRONG, &mut dice);
        Example { text, class: said[source].class, weight, origin: Origin::Misheard(source, last.1) }
    };
    (0..count).map(copy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_its_copies_and_every_class_its_name() {
        let rows = [("Lost my card!", "lost_card"), ("when do you open", "hours"), ("nice weather", UNKNOWN)];
        let names = [("lost card".to_owned(), "lost_card"), ("nothing".to_owned(), UNKNOWN)];
        let corpus = Corpus::of(&rows, &names);
        assert_eq!(corpus.classes, ["hours", "lost_card", UNKNOWN].map(IntentId::from));
        assert_eq!(corpus.examples.len(), 3 + 6 + 1);
        assert_eq!(corpus.examples[0].text, "lost my card");
        let of_first = corpus.examples.iter().filter(|example| example.origin.source() == Some(0));
        assert!(of_first.clone().all(|example| example.class == 1) && of_first.count() == 3);
        let copies: f32 = corpus.examples[3..9].iter().map(|example| example.weight).sum();
        assert!((copies - WEIGHT * 3.0).abs() < 1e-6);
    }

    fn has(vectors: &[Vectors]) -> (usize, usize) {
        let count = |has: fn(&Vectors) -> bool| vectors.iter().filter(|of| has(of)).count();
        (count(|of| of.meaning.is_some()), count(|of| of.own.is_some()))
    }

    #[test]
    fn one_sentence_without_a_vector_means_words_alone() {
        let corpus = Corpus::of(&[("a card", "card"), ("hours", "hours")], &[]);
        assert_eq!(has(&corpus.read(&mut |_| Some(vec![1.0]).into())), (6, 0));
        let mut left = 3;
        let mut fails = |_: &str| {
            left -= 1;
            (left > 0).then(|| vec![1.0]).into()
        };
        assert_eq!(has(&corpus.read(&mut fails)), (0, 0));
    }

    #[test]
    fn a_language_counts_where_there_is_enough_of_it_in_every_class() {
        let read = |text: &str| Vectors {
            meaning: Some(vec![1.0]),
            own: super::super::sentence::language_of(text).map(|language| (language, vec![2.0])),
        };
        let mut rows = vec![("a card", "card"); ENOUGH];
        rows.extend([("متى تفتحون", "hours"), ("متى الدوام", "hours")]);
        let bare = Corpus::of(&rows, &[]);
        assert_eq!(has(&bare.read(&mut |text| read(text))), (bare.examples.len(), 0));
        let named = Corpus::of(&rows, &[("hours".to_owned(), "hours")]);
        let vectors = named.read(&mut |text| read(text));
        assert_eq!(has(&vectors), (named.examples.len(), 3 * ENOUGH + 1));
        assert!(vectors.iter().flat_map(|of| &of.own).all(|own| own.0 == Language::En));
        let few = Corpus::of(&rows[1..], &[("hours".to_owned(), "hours")]);
        assert_eq!(has(&few.read(&mut |text| read(text))).1, 0);
        rows.extend(vec![("وين بطاقتي", "card"); ENOUGH]);
        let both = Corpus::of(&rows, &[("hours".to_owned(), "hours")]);
        assert_eq!(has(&both.read(&mut |text| read(text))).1, both.examples.len());
    }
}
