//! The classifier on the intents that ship with the project: what it learns is the same every time, stands mishearing,
//! says how sure it may be, and does without vectors.

use std::path::Path;

use wasl_dialogue::intent::{IntentModel, Reader, Sentence, UNKNOWN, Vectors, language_of};
use wasl_dialogue::{IntentSet, Site};
use wasl_model::Language;

/// Every how many-th example is kept apart.
const EVERY: usize = 5;

fn intents() -> IntentSet {
    Site::load_intents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/intents"))
        .expect("the shipped intents are whole")
}

fn rows(intents: &IntentSet) -> Vec<(&str, &str)> {
    let known = intents.iter().flat_map(|spec| spec.examples.all().map(|text| (text, spec.name.as_str())));
    known.chain(intents.unknown().all().map(|text| (text, UNKNOWN))).collect()
}

fn part<'a>(rows: &[(&'a str, &'a str)], fold: usize, kept_apart: bool) -> Vec<(&'a str, &'a str)> {
    let chosen = rows.iter().enumerate().filter(|(n, _)| (n % EVERY == fold) == kept_apart);
    chosen.map(|(_, row)| *row).collect()
}

/// A stand-in for a sentence model: what letters a sentence has, in 32 numbers.
fn letters(text: &str) -> Vectors {
    let mut vector = vec![0.01; 32];
    text.chars().for_each(|c| vector[c as usize % 32] += 1.0);
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    Some(vector.into_iter().map(|x| x / length).collect()).into()
}

/// The same, and of sentences of a language what pairs of letters they have besides.
fn letters_and_pairs(text: &str, of: Language) -> Vectors {
    let mut pairs = vec![0.01; 48];
    text.as_bytes().windows(2).for_each(|pair| pairs[(usize::from(pair[0]) * 7 + usize::from(pair[1])) % 48] += 1.0);
    let own = language_of(text).filter(|language| *language == of);
    Vectors { own: own.map(|language| (language, pairs)), ..letters(text) }
}

fn trained(rows: &[(&str, &str)], reader: Option<&mut Reader<'_>>) -> IntentModel {
    IntentModel::train_rows(rows.iter().copied(), reader)
}

/// The confidence in the best candidate, and whether it is right.
fn judged(model: &IntentModel, text: &str, label: &str) -> (f32, bool) {
    let best = model.classify(text, None).alternatives[0].clone();
    (best.confidence, best.intent.as_str() == label)
}

#[test]
fn the_same_examples_give_the_same_model() {
    let intents = intents();
    let rows = part(&rows(&intents), 0, true);
    let (one, other) = (trained(&rows, Some(&mut letters)), trained(&rows, Some(&mut letters)));
    for (text, _) in part(&rows, 1, true) {
        let vectors = letters(&one.as_read(text));
        let sentence = Sentence { text, vectors: &vectors };
        assert_eq!(one.classify(sentence, None), other.classify(sentence, None));
    }
}

#[test]
fn without_a_vector_words_decide_as_if_there_were_no_vectors() {
    let intents = intents();
    let rows = rows(&intents);
    let learnt = part(&rows, 0, true);
    let (with, without) = (trained(&learnt, Some(&mut letters)), trained(&learnt, None));
    let mut told_otherwise = 0;
    for (text, _) in part(&rows, 1, true) {
        let by_words = without.classify(text, None);
        assert_eq!(with.classify(text, None), by_words);
        let vectors = letters(&with.as_read(text));
        told_otherwise += usize::from(with.classify(Sentence { text, vectors: &vectors }, None) != by_words);
    }
    assert!(told_otherwise > 50, "a vector counts where there is one: {told_otherwise}");
    let mut fails = |_: &str| Vectors::default();
    let failed = trained(&learnt, Some(&mut fails));
    assert_eq!(failed.classify("أبغى قرض", None), without.classify("أبغى قرض", None));
}

#[test]
fn vectors_of_a_language_change_what_is_told_of_it_only() {
    let intents = intents();
    let rows = rows(&intents);
    let learnt = part(&rows, 0, false);
    let without = trained(&learnt, Some(&mut letters));
    for language in Language::ALL {
        let with = trained(&learnt, Some(&mut |text: &str| letters_and_pairs(text, language)));
        let (mut own, mut told_otherwise) = (0, 0);
        for (text, _) in part(&rows, 0, true) {
            let (both, one) = (letters_and_pairs(&with.as_read(text), language), letters(&with.as_read(text)));
            let by_meaning = without.classify(Sentence { text, vectors: &one }, None);
            assert_eq!(with.classify(Sentence { text, vectors: &one }, None), by_meaning);
            let told = with.classify(Sentence { text, vectors: &both }, None);
            assert_eq!(without.classify(Sentence { text, vectors: &both }, None), by_meaning);
            if both.own.is_some() {
                own += 1;
                told_otherwise += usize::from(told != by_meaning);
            } else {
                assert_eq!(told, by_meaning);
            }
            let alone = Vectors { meaning: None, ..both };
            assert_eq!(with.classify(Sentence { text, vectors: &alone }, None), with.classify(text, None));
        }
        assert!(told_otherwise * 2 > own && own > 20, "{language}: {told_otherwise} of {own}");
    }
}

#[test]
fn confidence_is_the_share_of_right_answers() {
    let intents = intents();
    let rows = rows(&intents);
    let mut bins = [(0.0_f32, 0.0_f32); 10];
    let mut asked = 0.0_f32;
    for fold in 0..EVERY {
        let model = trained(&part(&rows, fold, false), None);
        for (text, label) in part(&rows, fold, true).into_iter().filter(|row| row.1 != UNKNOWN) {
            let (confidence, right) = judged(&model, text, label);
            let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
            *bin = (bin.0 + confidence, bin.1 + f32::from(right));
            asked += 1.0;
        }
    }
    // The expected calibration error of Guo et al. 2017, ten bins.
    let error = bins.iter().map(|(sum, right)| (sum - right).abs()).sum::<f32>() / asked;
    assert!(error < 0.08, "{error}: {bins:?}");
}

/// One word in six misspelled by ear, one in eleven lost: not as the training's own mishearing does it.
fn misheard(text: &str) -> String {
    let swap = |c: char| match c {
        'ق' => 'ك',
        'ط' => 'ت',
        'ص' => 'س',
        'ض' => 'د',
        'ح' => 'ه',
        'c' => 'k',
        's' => 'z',
        'i' => 'e',
        other => other,
    };
    let words = text.split(' ').enumerate().filter(|(n, _)| n % 11 != 7);
    let words = words.map(|(n, word)| if n % 6 == 2 { word.chars().map(swap).collect() } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn misheard_sentences_are_mostly_still_understood() {
    let intents = intents();
    let rows = rows(&intents);
    let (mut clean, mut noisy, mut asked) = (0, 0, 0);
    for fold in 0..EVERY {
        let model = trained(&part(&rows, fold, false), None);
        for (text, label) in part(&rows, fold, true).into_iter().filter(|row| row.1 != UNKNOWN) {
            asked += 1;
            clean += usize::from(judged(&model, text, label).1);
            noisy += usize::from(judged(&model, &misheard(text), label).1);
        }
    }
    assert!(clean * 10 > asked * 7, "{clean} of {asked} understood as written");
    assert!((clean - noisy) * 100 <= asked * 8, "{clean} of {asked} as written, {noisy} misheard");
}
