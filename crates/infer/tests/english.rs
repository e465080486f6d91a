//! English sentences come out as single precision says (`golden/make_english.py`), and close to what means the same.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasl_infer::{EmbedError, EnglishEmbedder, models};

#[derive(Deserialize)]
struct Golden {
    text: String,
    vector: Vec<f32>,
}

/// The embedder, or `None` with a notice when the model is not here.
fn embedder() -> Option<EnglishEmbedder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root.clone(), PathBuf::from);
    let manifest = models::Manifest::load(&root).unwrap();
    match models::verify(&dir, manifest.model("mpnet-base").unwrap()) {
        Ok(path) => Some(EnglishEmbedder::load(&path).unwrap()),
        Err(error) => {
            eprintln!("NOT TESTED: {error}");
            None
        }
    }
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

/// One test, because the model is large to read.
#[test]
fn sentences_come_out_as_the_reference_says_and_have_length_1() {
    let Some(mut embedder) = embedder() else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/english.json");
    let golden: Vec<Golden> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for row in &golden {
        let close = cosine(&embedder.embed(&row.text), &row.vector);
        eprintln!("{close:.4}: {}", row.text);
        assert!(close >= 0.99, "{close}: {}", row.text);
    }
    let card = embedder.embed("i lost my card");
    let (same, other) = (embedder.embed("my card is missing"), embedder.embed("when do you open on friday"));
    assert!(cosine(&card, &same) > cosine(&card, &other) + 0.3);
    let long = "nobody answers the phone here and i am still waiting ".repeat(100);
    for text in ["", "?", &long] {
        let vector = embedder.embed(text);
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        assert_eq!(vector.len(), embedder.width());
        assert!((length - 1.0).abs() < 1e-3, "{length}");
    }
}

#[test]
fn another_file_is_refused_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("english.zip");
    assert!(matches!(EnglishEmbedder::load(&path), Err(EmbedError::Read { .. })));
    std::fs::write(&path, b"GGUF, not this").unwrap();
    let error = EnglishEmbedder::load(&path).unwrap_err().to_string();
    assert!(error.contains("english.zip"), "{error}");
}
