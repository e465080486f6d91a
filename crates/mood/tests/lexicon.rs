//! The lexicon's files: what is shipped holds, what is wrong is refused with its place.

use std::collections::BTreeMap;

use wasl_model::fold::fold;
use wasl_mood::Lexicon;

#[test]
fn every_class_has_sixty_phrases_in_each_language() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon");
    for class in ["angry", "escalation", "frustrated", "lost", "satisfied", "sad"] {
        for language in ["ar", "en"] {
            let name = format!("{class}.{language}.tsv");
            let text = std::fs::read_to_string(dir.join(&name)).unwrap();
            let count = text.lines().filter(|line| !line.starts_with('#')).count();
            assert!(count >= 60, "{name} has {count}");
            assert!(text.starts_with('#') && text.contains("unreviewed by native reviewers"), "{name} must say so");
        }
    }
    assert_eq!(Lexicon::load(&dir).unwrap().phrases(), Lexicon::builtin().phrases());
}

#[test]
fn no_phrase_speaks_for_two_moods() {
    let mut seen = BTreeMap::new();
    let lexicon = Lexicon::builtin();
    let twice: Vec<String> = lexicon
        .phrases()
        .iter()
        .filter_map(|p| seen.insert(fold(&p.text), p.mood).filter(|mood| *mood != p.mood).map(|m| (p, m)))
        .map(|(p, other)| format!("{}: {} and {other}", p.text, p.mood))
        .collect();
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}

#[test]
fn a_wrong_line_is_refused_with_its_place() {
    for (name, text, says) in [
        ("angry.en.tsv", "# head\n4\ten\tfine\n4\ten", "angry.en.tsv line 3"),
        ("angry.en.tsv", "4\ten", "angry.en.tsv line 1: expected weight"),
        ("angry.en.tsv", "much\ten\tword", "no number"),
        ("angry.en.tsv", "9\ten\tword", "outside 0..6"),
        ("angry.en.tsv", "NaN\ten\tword", "outside 0..6"),
        ("angry.en.tsv", "4\ten\t!!", "no words"),
        ("angry.en.tsv", "4\ten\tword\tloud", "unknown flag"),
        ("particles.tsv", "negator\tnot", "needs its scope"),
        ("particles.tsv", "verb\tgo", "unknown kind"),
        ("happy.en.tsv", "4\ten\tword", "no lexicon file"),
    ] {
        let outcome = Lexicon::parse([(name, text)]);
        assert!(outcome.is_err_and(|error| error.to_string().contains(says)), "{text}");
    }
}

#[test]
fn a_missing_folder_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let gone = empty.path().join("gone");
    assert!(Lexicon::load(&gone).unwrap_err().to_string().contains("gone"));
}
