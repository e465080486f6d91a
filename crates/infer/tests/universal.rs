//! Sentences come out as the package's own program says (`golden/make_universal.py`), and close to what means the same.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasl_infer::{EmbedError, UniversalEmbedder, models};

#[derive(Deserialize)]
struct Golden {
    text: String,
    vector: Vec<f32>,
}

/// The model's file, or `None` with a notice when it is not here.
fn file() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root.clone(), PathBuf::from);
    let manifest = models::Manifest::load(&root).unwrap();
    let file = models::verify(&dir, manifest.model("use-multilingual").unwrap());
    file.inspect_err(|error| eprintln!("NOT TESTED: {error}")).ok()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

/// One test, because the model is slow to unpack.
#[test]
fn sentences_come_out_as_the_reference_says_and_have_length_1() {
    let Some(file) = file() else { return };
    let mut embedder = UniversalEmbedder::load(&file).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/universal.json");
    let golden: Vec<Golden> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for row in &golden {
        let close = cosine(&embedder.embed(&row.text), &row.vector);
        eprintln!("{close:.5}: {}", row.text);
        assert!(close >= 0.999, "{close}: {}", row.text);
    }
    let card = embedder.embed("ضاعت بطاقتي");
    let (same, other) = (embedder.embed("فقدت البطاقة"), embedder.embed("متى تفتحون يوم الجمعة"));
    assert!(cosine(&card, &same) > cosine(&card, &other) + 0.2);
    let long = "لا أحد يرد على الهاتف وما زلت أنتظر ".repeat(100);
    for text in ["", "؟", &long] {
        let vector = embedder.embed(text);
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        assert_eq!(vector.len(), embedder.width());
        assert!((length - 1.0).abs() < 1e-3, "{length}");
    }
}

#[test]
fn another_file_is_refused_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("universal.zip");
    assert!(matches!(UniversalEmbedder::load(&path), Err(EmbedError::Read { .. })));
    std::fs::write(&path, b"GGUF, not this").unwrap();
    let error = UniversalEmbedder::load(&path).unwrap_err().to_string();
    assert!(error.contains("universal.zip"), "{error}");
    let Some(file) = file() else { return };
    let whole = std::fs::read(file).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(UniversalEmbedder::load(&path), Err(EmbedError::Wrong { .. })));
}
