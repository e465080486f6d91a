//! What the meaning of a turn adds to its words: a softmax regression on sentence vectors of the example sentences and the
//! tuning half, alone and added to what is read of the words. Only measured; the product does not use it.
//! `cargo test --release -p wasl-mood --test scripted -- --ignored --nocapture meaning`

use std::path::{Path, PathBuf};

use wasl_infer::{Embedder, models};
use wasl_model::{Language, Mood};
use wasl_mood::metrics::interval;
use wasl_mood::read_text;

use crate::noise::{self, Dice};
use crate::score::Confusion;
use crate::set::{Half, LANGUAGES, half};

const EXAMPLES: [&str; 2] =
    [include_str!("../../lexicon/examples.ar.tsv"), include_str!("../../lexicon/examples.en.tsv")];
/// Pulls to zero that are tried, on the mean loss.
const RIDGES: [f32; 5] = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2];
/// How much the meaning counts beside the words.
const SHARES: [f32; 7] = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5];
/// What is added to "neutral" then: the words' model is careful already.
const CALMER: [f32; 5] = [-1.0, -0.5, 0.0, 0.5, 1.0];
const FOLDS: u32 = 5;
const STEPS: u16 = 400;

type Logits = [f32; 6];

/// A turn or an example, by its vector and by its words.
#[derive(Clone)]
struct Row {
    language: Language,
    /// 0 for an example.
    call: u32,
    label: Mood,
    vector: Vec<f32>,
    words: Logits,
}

fn embedder() -> Option<Embedder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root.clone(), PathBuf::from);
    let manifest = models::Manifest::load(&root).unwrap();
    match models::verify(&dir, manifest.model("e5-small").unwrap()) {
        Ok(path) => Some(Embedder::load(&path).unwrap()),
        Err(error) => {
            println!("NOT TESTED: {error}");
            None
        }
    }
}

fn row(embedder: &mut Embedder, language: Language, call: u32, label: Mood, text: &str) -> Row {
    let words = read_text(text, language).scores.to_array().map(|p| p.max(1e-6).ln());
    Row { language, call, label, vector: embedder.embed(text), words }
}

fn examples(embedder: &mut Embedder) -> Vec<Row> {
    let mut rows = Vec::new();
    for (language, text) in LANGUAGES.into_iter().zip(EXAMPLES) {
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let [label, _, text] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let label = Mood::ALL.into_iter().find(|mood| mood.name() == label).unwrap();
            rows.push(row(embedder, language, 0, label, text));
        }
    }
    rows
}

fn turns(embedder: &mut Embedder, which: Half, mut heard: impl FnMut(&str, Language) -> String) -> Vec<Row> {
    let turns = LANGUAGES.into_iter().flat_map(|language| half(language, which));
    turns.map(|turn| row(embedder, turn.language, turn.call, turn.label, &heard(turn.text, turn.language))).collect()
}

fn place(mood: Mood) -> usize {
    Mood::ALL.into_iter().position(|m| m == mood).unwrap()
}

fn softmax(logits: Logits) -> Logits {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let powers = logits.map(|x| (x - top).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|p| p / sum)
}

/// A softmax regression on centred vectors.
struct Head {
    mean: Vec<f32>,
    scale: f32,
    /// A row a number of the vector, then the bias.
    weights: Vec<Logits>,
}

impl Head {
    /// Nesterov's descent on the mean loss; a mood counts by the root of how rare it is.
    fn fit(rows: &[&Row], ridge: f32) -> Self {
        let width = rows[0].vector.len();
        let n = rows.len() as f32;
        let mut mean = vec![0.0; width];
        rows.iter().for_each(|row| mean.iter_mut().zip(&row.vector).for_each(|(m, x)| *m += x / n));
        let spread = |row: &&Row| row.vector.iter().zip(&mean).map(|(x, m)| (x - m) * (x - m)).sum::<f32>();
        let scale = (n / rows.iter().map(spread).sum::<f32>()).sqrt();
        let mut head = Self { mean, scale, weights: vec![[0.0; 6]; width + 1] };
        let inputs: Vec<Vec<f32>> = rows.iter().map(|row| head.input(&row.vector)).collect();
        let mut counts = [0.0_f32; 6];
        rows.iter().for_each(|row| counts[place(row.label)] += 1.0);
        let rare: Vec<f32> = rows.iter().map(|row| counts[place(row.label)].sqrt().recip()).collect();
        let total: f32 = rare.iter().sum();
        let mut before = head.weights.clone();
        let step = 1.0 / (1.0 + ridge);
        for turn in 0..STEPS {
            let momentum = f32::from(turn) / f32::from(turn + 3);
            let now = head.weights.clone();
            for (weights, before) in head.weights.iter_mut().zip(&before) {
                weights.iter_mut().zip(before).for_each(|(w, b)| *w += momentum * (*w - b));
            }
            let mut slope = vec![[0.0; 6]; width + 1];
            for ((input, row), rare) in inputs.iter().zip(rows).zip(&rare) {
                let mut error = softmax(head.logits(input));
                error[place(row.label)] -= 1.0;
                for (slope, x) in slope.iter_mut().zip(input) {
                    slope.iter_mut().zip(error).for_each(|(s, e)| *s += e * x * rare / total);
                }
            }
            for (at, (weights, slope)) in head.weights.iter_mut().zip(&slope).enumerate() {
                let ridge = if at < width { ridge } else { 0.0 };
                weights.iter_mut().zip(slope).for_each(|(w, s)| *w -= step * (s + ridge * *w));
            }
            before = now;
        }
        head
    }

    fn input(&self, vector: &[f32]) -> Vec<f32> {
        let centred = vector.iter().zip(&self.mean).map(|(x, m)| (x - m) * self.scale);
        centred.chain([1.0]).collect()
    }

    fn logits(&self, input: &[f32]) -> Logits {
        let mut logits = [0.0; 6];
        for (weights, x) in self.weights.iter().zip(input) {
            logits.iter_mut().zip(weights).for_each(|(l, w)| *l += w * x);
        }
        logits
    }

    fn read(&self, row: &Row) -> Logits {
        softmax(self.logits(&self.input(&row.vector))).map(|p| p.max(1e-6).ln())
    }
}

/// Words and meaning together.
fn added(words: Logits, meaning: Logits, share: f32, calmer: f32) -> Logits {
    let mut sum = words;
    sum.iter_mut().zip(meaning).for_each(|(w, m)| *w += share * m);
    sum[place(Mood::Neutral)] += calmer;
    sum
}

fn top(logits: Logits) -> Mood {
    let best = (0..6).max_by(|a, b| logits[*a].total_cmp(&logits[*b])).unwrap();
    Mood::ALL[best]
}

/// Mean of the macro F1 of both languages.
fn figure(read: &[(&Row, Logits)]) -> f64 {
    LANGUAGES.map(|language| table(read, language).macro_f1()).iter().sum::<f64>() / 2.0
}

fn table(read: &[(&Row, Logits)], language: Language) -> Confusion {
    let of = read.iter().filter(|(row, _)| row.language == language);
    Confusion::of(of.map(|(row, logits)| (row.label, top(*logits))))
}

/// What is read of the tuning half by heads that have not seen the call.
fn left_out<'a>(examples: &'a [Row], tuning: &'a [Row], ridge: f32) -> Vec<(&'a Row, Logits)> {
    let mut read = Vec::new();
    for fold in 0..FOLDS {
        let kept = |row: &&Row| row.call / 2 % FOLDS != fold;
        let rows: Vec<&Row> = examples.iter().chain(tuning.iter().filter(kept)).collect();
        let head = Head::fit(&rows, ridge);
        read.extend(tuning.iter().filter(|row| !kept(row)).map(|row| (row, head.read(row))));
    }
    read
}

fn best<T: Copy>(tried: impl IntoIterator<Item = (T, f64)>) -> (T, f64) {
    tried.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).unwrap()
}

/// The readings of one set, the words also with what is added to "neutral" beside the meaning, and how sure the
/// difference of both to the words is.
fn tell(name: &str, rows: &[Row], head: &Head, (share, calmer): (f32, f32)) {
    let meaning: Vec<_> = rows.iter().map(|row| (row, head.read(row))).collect();
    let words: Vec<_> = rows.iter().map(|row| (row, row.words)).collect();
    let bold: Vec<_> = rows.iter().map(|row| (row, added(row.words, [0.0; 6], share, calmer))).collect();
    let both: Vec<_> = meaning.iter().map(|(row, m)| (*row, added(row.words, *m, share, calmer))).collect();
    for language in LANGUAGES {
        for (how, read) in [("words", &words), ("words, less calm", &bold), ("meaning", &meaning), ("both", &both)] {
            println!("{name}, {language}, {how}\n{}", table(read, language));
        }
        let pairs: Vec<(String, (Mood, Mood, Mood))> = words
            .iter()
            .zip(&both)
            .filter(|((row, _), _)| row.language == language)
            .map(|((row, words), (_, both))| (row.call.to_string(), (row.label, top(*words), top(*both))))
            .collect();
        let gain = |items: &[(Mood, Mood, Mood)]| {
            let with = Confusion::of(items.iter().map(|(label, _, both)| (*label, *both)));
            let without = Confusion::of(items.iter().map(|(label, words, _)| (*label, *words)));
            Some(with.macro_f1() - without.macro_f1())
        };
        println!("{name}, {language}: both over words {:.3?}", interval(&pairs, 2000, 1, gain).unwrap());
    }
}

#[test]
#[ignore = "a measurement of some minutes"]
fn the_meaning_of_a_turn_beside_its_words() {
    let Some(mut embedder) = embedder() else { return };
    let typed = |text: &str, _| text.to_owned();
    let examples = examples(&mut embedder);
    let tuning = turns(&mut embedder, Half::Tuning, typed);
    let (ridge, alone) = best(RIDGES.map(|ridge| {
        let figure = figure(&left_out(&examples, &tuning, ridge));
        println!("ridge {ridge:.0e}: {figure:.3} on calls left out");
        (ridge, figure)
    }));
    let read = left_out(&examples, &tuning, ridge);
    let tried = SHARES.into_iter().flat_map(|share| CALMER.map(|calmer| (share, calmer)));
    let (mix, together) = best(tried.map(|(share, calmer)| {
        let both: Vec<_> = read.iter().map(|(row, m)| (*row, added(row.words, *m, share, calmer))).collect();
        ((share, calmer), figure(&both))
    }));
    println!(
        "{} examples, {} turns; ridge {ridge:.0e} {alone:.3}, mix {mix:?} {together:.3}",
        examples.len(),
        tuning.len()
    );
    let rows: Vec<&Row> = examples.iter().chain(&tuning).collect();
    let head = Head::fit(&rows, ridge);
    tell("unseen half as typed", &turns(&mut embedder, Half::Unseen, typed), &head, mix);
    let mut dice = Dice(1);
    let mistaken = turns(&mut embedder, Half::Unseen, |text, language| noise::heard(text, language, &mut dice).0);
    tell("unseen half after mistakes", &mistaken, &head, mix);
}
