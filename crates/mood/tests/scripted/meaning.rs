//! What sentence vectors add to the words, as the product reads them. Needs the model `e5-small`; says so where it is not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wasl_infer::{Embedder, models};
use wasl_model::{Language, Mood, MoodReading};
use wasl_mood::metrics::interval;
use wasl_mood::{CONFIDENT, Lexicon, MoodConfig, read_words};

use crate::noise::{self, Dice};
use crate::score::Confusion;
use crate::set::{Half, LANGUAGES, Turn, half};
use crate::{SEEDS, voices_beside, whole};

/// Vectors of texts, each made once.
struct Vectors {
    embedder: Embedder,
    known: BTreeMap<String, Vec<f32>>,
}

impl Vectors {
    fn load() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root.clone(), PathBuf::from);
        let manifest = models::Manifest::load(&root).unwrap();
        match models::verify(&dir, manifest.model("e5-small").unwrap()) {
            Ok(path) => Some(Self { embedder: Embedder::load(&path).unwrap(), known: BTreeMap::new() }),
            Err(error) => {
                println!("NOT TESTED: {error}");
                None
            }
        }
    }

    fn of(&mut self, text: &str) -> Vec<f32> {
        self.known.entry(text.to_owned()).or_insert_with(|| self.embedder.embed(text)).clone()
    }

    fn read(&mut self, text: &str) -> MoodReading {
        let vector = self.of(text);
        read_words(&Lexicon::builtin(), &MoodConfig::default(), text, Some(&vector))
    }
}

/// Meant, read by words, read by words and meaning.
type Three = (Mood, Mood, Mood);

fn words(text: &str) -> Mood {
    read_words(&Lexicon::builtin(), &MoodConfig::default(), text, None).label
}

/// Prints both tables and how sure the gain is, over calls; gives the macro F1 with meaning.
fn tell(name: &str, read: &[(String, Three)]) -> f64 {
    let with = |items: &[Three]| Confusion::of(items.iter().map(|(meant, _, both)| (*meant, *both)));
    let without = |items: &[Three]| Confusion::of(items.iter().map(|(meant, words, _)| (*meant, *words)));
    let all: Vec<Three> = read.iter().map(|(_, three)| *three).collect();
    println!("{name}, words {:.3}, with meaning\n{}", without(&all).macro_f1(), with(&all));
    let figure = |items: &[Three]| Some(with(items).macro_f1());
    let gain = |items: &[Three]| Some(with(items).macro_f1() - without(items).macro_f1());
    println!("{:.3?}\ngain {:.3?}", interval(read, 1000, 1, figure).unwrap(), interval(read, 1000, 1, gain).unwrap());
    with(&all).macro_f1()
}

fn acts(reading: &MoodReading) -> bool {
    reading.label.ends_automation() && reading.confidence >= CONFIDENT
}

/// Few calm turns end automation, and turns in distress no less often than by words alone.
fn calm_turns_are_left_alone(language: Language, turns: &[Turn], vectors: &mut Vectors) {
    let (hot, calm): (Vec<&Turn>, Vec<&Turn>) = turns.iter().partition(|turn| turn.label.ends_automation());
    let mut acted = |turns: &[&Turn]| turns.iter().filter(|turn| acts(&vectors.read(turn.text))).count();
    let (wronged, seen) = (acted(&calm), acted(&hot));
    println!(
        "{language}: {wronged} of {} calm and {seen} of {} distressed turns end automation",
        calm.len(),
        hot.len()
    );
    assert!(wronged * 20 <= calm.len() && seen * 6 >= hot.len());
}

#[test]
fn the_meaning_of_a_turn_joins_its_words() {
    let Some(mut vectors) = Vectors::load() else { return };
    for (language, which) in LANGUAGES.into_iter().flat_map(|l| [(l, Half::Tuning), (l, Half::Unseen)]) {
        let turns = half(language, which);
        let mut three =
            |turn: &Turn, text: &str| (turn.call.to_string(), (turn.label, words(text), vectors.read(text).label));
        let typed: Vec<_> = turns.iter().map(|turn| three(turn, turn.text)).collect();
        let typed = tell(&format!("{language} {which:?} as typed"), &typed);
        assert!(typed >= 0.78, "{language} {which:?} {typed:.3}");
        if which == Half::Tuning {
            continue;
        }
        let heard: Vec<_> = SEEDS
            .flat_map(|seed| {
                let mut dice = Dice(seed);
                turns
                    .iter()
                    .map(|turn| three(turn, &noise::heard(turn.text, language, &mut dice).0))
                    .collect::<Vec<_>>()
            })
            .collect();
        let heard = tell(&format!("{language} {which:?} after mistakes"), &heard);
        assert!(heard >= 0.70, "{language} {which:?} {heard:.3}");
        calm_turns_are_left_alone(language, &turns, &mut vectors);
    }
    voices_beside("words and meaning", &[Half::Unseen], &mut |text| vectors.read(text).evidence);
    whole::hand_over(&mut |text| Some(vectors.of(text)));
}
