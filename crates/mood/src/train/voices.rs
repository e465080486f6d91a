//! What is known of each speaker, summed once, so that any set of speakers can be fitted without going through
//! their sounds again.

use std::collections::BTreeMap;

use super::matrix::Symmetric;
use super::{Example, Question, Recipe, TrainError};
use crate::voice::label;

/// One speaker's sounds, or the same in another size, as far as a question is about them.
#[derive(Debug)]
pub(super) struct Voice {
    /// Which speaker, counted in the order of their names.
    speaker: usize,
    /// In which size: 0 is the speaker's own.
    size: usize,
    woman: Option<bool>,
    /// Every view and its answer.
    views: Vec<(Vec<f64>, bool)>,
    /// How views differ from the mean of their label.
    scatter: Symmetric,
    no: Class,
    yes: Class,
}

#[derive(Debug)]
struct Class {
    count: f64,
    mean: Vec<f64>,
}

impl Voice {
    /// The speakers of the examples, in the order of their names.
    pub(super) fn gather(examples: &[&Example], question: Question) -> Result<Vec<Self>, TrainError> {
        let mut speakers: BTreeMap<(&str, &str), Vec<(&Example, bool)>> = BTreeMap::new();
        for example in examples {
            if let Some(answer) = question.answer(&example.label) {
                speakers.entry((&example.corpus, &example.speaker)).or_default().push((example, answer));
            }
        }
        let yes = speakers.values().flatten().filter(|(_, answer)| *answer).count();
        let no = speakers.values().flatten().count() - yes;
        if yes == 0 || no == 0 {
            return Err(TrainError::OneSided { question: question.name(), yes, no });
        }
        if speakers.len() < 2 {
            return Err(TrainError::OneSpeaker { question: question.name() });
        }
        let size = examples.iter().find_map(|e| e.views.first()).map_or(0, Vec::len);
        let mut all = speakers.values().flatten().flat_map(|(e, _)| e.views.iter().chain(&e.sizes));
        let sizes = speakers.values().flatten().map(|(e, _)| e.sizes.len()).min().unwrap_or_default();
        if size == 0 || all.any(|view| view.len() != size) {
            return Err(TrainError::Uneven);
        }
        let of = |(n, examples): (usize, Vec<(&Example, bool)>)| {
            (0..=sizes).map(move |which| Self::of(n, which, &examples, size)).collect::<Vec<_>>()
        };
        Ok(speakers.into_values().enumerate().flat_map(of).collect())
    }

    fn of(speaker: usize, which: usize, examples: &[(&Example, bool)], size: usize) -> Self {
        let wide = |view: &Vec<f32>| view.iter().map(|x| f64::from(*x)).collect::<Vec<f64>>();
        let sounds = |e: &Example| -> Vec<Vec<f64>> {
            match which.checked_sub(1) {
                None => e.views.iter().map(wide).collect(),
                Some(other) => e.sizes.iter().skip(other).take(1).map(wide).collect(),
            }
        };
        let views: Vec<(Vec<f64>, bool)> =
            examples.iter().flat_map(|(e, answer)| sounds(e).into_iter().map(|view| (view, *answer))).collect();
        let mut labels: BTreeMap<&str, Vec<Vec<f64>>> = BTreeMap::new();
        for (example, _) in examples {
            labels.entry(&example.label).or_default().extend(sounds(example));
        }
        let mut scatter = Symmetric::zero(size);
        for alike in labels.values() {
            let mean = mean(alike.iter(), size);
            alike.iter().for_each(|view| scatter.add_outer(&minus(view, &mean), 1.0));
        }
        let class = |of: bool| {
            let mine: Vec<&Vec<f64>> = views.iter().filter(|(_, is)| *is == of).map(|(view, _)| view).collect();
            Class { count: mine.len() as f64, mean: mean(mine.into_iter(), size) }
        };
        Self { speaker, size: which, woman: examples[0].0.woman, scatter, no: class(false), yes: class(true), views }
    }

    pub(super) const fn speaker(&self) -> usize {
        self.speaker
    }

    /// As the speaker spoke, and not in another size.
    pub(super) const fn is_own(&self) -> bool {
        self.size == 0
    }

    /// Where each view lies along a direction, and its answer.
    pub(super) fn scores(&self, direction: &[f64]) -> impl Iterator<Item = (f64, bool)> {
        let along = |view: &[f64]| view.iter().zip(direction).map(|(x, w)| x * w).sum();
        self.views.iter().map(move |(view, is)| (along(view), *is)).collect::<Vec<_>>().into_iter()
    }

    /// Half way between the speaker's two kinds; `None` of one who has only one.
    fn middle(&self) -> Option<Vec<f64>> {
        (self.yes.count > 0.0 && self.no.count > 0.0).then(|| midpoint(&self.yes.mean, &self.no.mean))
    }
}

/// How ordinary speech differs from its speaker's mean; `None` where there is none.
pub(super) fn ordinary(examples: &[&Example]) -> Result<Option<Symmetric>, TrainError> {
    let mut speakers: BTreeMap<(&str, &str), Vec<Vec<f64>>> = BTreeMap::new();
    for example in examples.iter().filter(|example| label::ordinary(&example.label)) {
        let views = example.views.iter().map(|view| view.iter().map(|x| f64::from(*x)).collect());
        speakers.entry((&example.corpus, &example.speaker)).or_default().extend(views);
    }
    let Some(size) = speakers.values().flatten().next().map(Vec::len) else { return Ok(None) };
    if examples.iter().flat_map(|example| &example.views).any(|view| view.len() != size) {
        return Err(TrainError::Uneven);
    }
    let mut scatter = Symmetric::zero(size);
    for views in speakers.values() {
        let mean = mean(views.iter(), size);
        views.iter().for_each(|view| scatter.add_outer(&minus(view, &mean), 1.0));
    }
    scatter.scale(1.0 / speakers.values().map(Vec::len).sum::<usize>() as f64);
    Ok(Some(scatter))
}

/// Fisher's direction for these speakers.
pub(super) fn direction(
    voices: &[&Voice],
    ordinary: Option<&Symmetric>,
    recipe: Recipe,
) -> Result<Vec<f64>, TrainError> {
    let size = voices.first().map_or(0, |voice| voice.yes.mean.len());
    let middles: Vec<(Vec<f64>, Option<bool>)> =
        voices.iter().filter_map(|voice| Some((voice.middle()?, voice.woman))).collect();
    let apart = apart(voices, size).ok_or(TrainError::Degenerate)?;
    let mut noise = Symmetric::zero(size);
    voices.iter().for_each(|voice| noise.add(&voice.scatter));
    noise.scale(1.0 / voices.iter().map(|voice| voice.views.len()).sum::<usize>().max(1) as f64);
    if let Some(ordinary) = ordinary {
        noise.mix(ordinary, recipe.ordinary);
    }
    noise.raise_diagonal(recipe.ridge);
    let centre = mean(middles.iter().map(|(middle, _)| middle), size);
    for (middle, _) in &middles {
        noise.add_outer(&minus(middle, &centre), recipe.speakers / middles.len() as f64);
    }
    if let Some(axis) = sexes(&middles, size) {
        noise.add_outer(&axis, recipe.sexes);
    }
    let direction = noise.solve(&apart).ok_or(TrainError::Degenerate)?;
    if direction.iter().all(|w| w.is_finite()) { Ok(direction) } else { Err(TrainError::Degenerate) }
}

/// From "no" to "yes", each view seen from its speaker's middle (from everybody's, of a speaker with one kind only).
fn apart(voices: &[&Voice], size: usize) -> Option<Vec<f64>> {
    let class = |of: fn(&Voice) -> &Class, from: &dyn Fn(&Voice) -> Vec<f64>| {
        let count: f64 = voices.iter().map(|voice| of(voice).count).sum();
        let mut sum = vec![0.0; size];
        for voice in voices {
            let (class, from) = (of(voice), from(voice));
            sum.iter_mut().zip(minus(&class.mean, &from)).for_each(|(s, x)| *s += class.count * x);
        }
        (count > 0.0).then(|| sum.into_iter().map(|s| s / count).collect::<Vec<f64>>())
    };
    let nowhere = |_: &Voice| vec![0.0; size];
    let everybody = midpoint(&class(|v| &v.yes, &nowhere)?, &class(|v| &v.no, &nowhere)?);
    let middle = |voice: &Voice| voice.middle().unwrap_or_else(|| everybody.clone());
    Some(minus(&class(|v| &v.yes, &middle)?, &class(|v| &v.no, &middle)?))
}

/// Half the way from men's middles to women's.
fn sexes(middles: &[(Vec<f64>, Option<bool>)], size: usize) -> Option<Vec<f64>> {
    let of = |woman: bool| {
        let mine: Vec<&Vec<f64>> = middles.iter().filter(|(_, is)| *is == Some(woman)).map(|(m, _)| m).collect();
        (!mine.is_empty()).then(|| mean(mine.into_iter(), size))
    };
    Some(minus(&of(true)?, &of(false)?).into_iter().map(|x| x / 2.0).collect())
}

fn mean<'a>(views: impl ExactSizeIterator<Item = &'a Vec<f64>>, size: usize) -> Vec<f64> {
    let count = views.len().max(1) as f64;
    let mut sum = vec![0.0; size];
    views.for_each(|view| sum.iter_mut().zip(view).for_each(|(s, x)| *s += x));
    sum.into_iter().map(|s| s / count).collect()
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

fn midpoint(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| f64::midpoint(*x, *y)).collect()
}
