//! No words where nobody speaks, and none lost where somebody does: the whole ear with the real model.
//! Without the model (`wasl models fetch`) these tests say so and pass.
//!
//! The long one (`WASL_WORDLESS_SEED=1000` makes other sounds of the same kinds):
//! `WASL_WORDLESS_MINUTES=60 cargo test --release -p wasl-speech --test honest -- --ignored --nocapture`
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;
#[path = "common/wordless.rs"]
mod wordless;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wasl_infer::{Engine, Infer};
use wasl_model::{Language, Speaker};
use wasl_speech::{Ear, EarConfig, EarPriority, SpeechEvent};
use wordless::every_kind;

/// Words an ear told of, as final or in the making.
struct Words {
    text: String,
    /// Of a final.
    confidence: Option<f32>,
}

/// What an ear says of a sound, and how often it took it for a voice.
async fn heard(engine: &Arc<Engine>, samples: &[i16], language: Option<Language>) -> (Vec<Words>, usize) {
    let infer = Arc::<Engine>::clone(engine) as Arc<dyn Infer>;
    let config = EarConfig {
        partial_every: Some(Duration::from_secs(1)),
        priority: EarPriority::Conversation,
        language,
        ..EarConfig::default()
    };
    let (frame_tx, frame_rx) = mpsc::channel(64);
    let (_control, control_rx) = mpsc::channel(1);
    let (event_tx, mut event_rx) = mpsc::channel(64);
    let ear = tokio::spawn(Ear::new(config, Speaker::Caller, infer).run(frame_rx, control_rx, event_tx));
    let frames = common::frames(samples);
    tokio::spawn(async move {
        for frame in frames {
            frame_tx.send(frame).await.unwrap();
        }
    });
    let (mut words, mut voices) = (Vec::new(), 0);
    let mut told = |text: &wasl_model::Pii<String>, confidence| {
        words.push(Words { text: text.reveal().clone(), confidence });
    };
    while let Some(event) = event_rx.recv().await {
        match event {
            SpeechEvent::Final(utterance) => told(&utterance.text, Some(utterance.confidence)),
            SpeechEvent::Partial(partial) => told(&partial.text, None),
            SpeechEvent::Started { .. } => voices += 1,
            SpeechEvent::Nothing { .. } | SpeechEvent::Later { .. } | SpeechEvent::Language { .. } => {}
        }
    }
    ear.await.unwrap();
    (words, voices)
}

async fn minutes_without_words(engine: &Arc<Engine>, minutes: usize, seed: u64) {
    let piece_ms = 6_000;
    let rounds = (minutes * 60_000).div_ceil(piece_ms * every_kind(0, 0).len());
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut made_up = Vec::new();
    for round in 0..rounds {
        for sound in every_kind(piece_ms, seed + round as u64) {
            let (words, voices) = heard(engine, &sound.samples, None).await;
            let kind = kinds.entry(sound.name).or_default();
            *kind = (kind.0 + piece_ms / 1000, kind.1 + voices);
            let told = |heard: &Words| format!("{} {round}: {} {:?}", sound.name, heard.text, heard.confidence);
            made_up.extend(words.iter().map(told));
        }
    }
    for (name, (seconds, voices)) in &kinds {
        eprintln!("{name:24} {seconds:5} s, taken for a voice {voices:3} times");
    }
    eprintln!("{} s without words: {} made up", rounds * kinds.len() * piece_ms / 1000, made_up.len());
    assert!(made_up.is_empty(), "{made_up:#?}");
}

#[tokio::test]
async fn minutes_of_telephone_sounds_give_no_words() {
    let Some(engine) = common::engine() else { return };
    minutes_without_words(&engine, 4, 1).await;
}

#[tokio::test]
#[ignore = "an hour of sound: see the head of this file"]
async fn an_hour_of_telephone_sounds_gives_no_words() {
    let Some(engine) = common::engine() else { return };
    let told = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let minutes = told("WASL_WORDLESS_MINUTES").unwrap_or(60);
    minutes_without_words(&engine, minutes, told("WASL_WORDLESS_SEED").unwrap_or(1) as u64).await;
}

/// The gate must not swallow speech either.
#[tokio::test]
async fn spoken_words_come_through_the_gate() {
    let Some(engine) = common::engine() else { return };
    let clips = [
        ("en/ast_agent-pass.flac", Language::En),
        ("en/ast_vm-mailboxfull.flac", Language::En),
        ("ar/asc_digits_000_00000001.flac", Language::Ar),
        ("ar/asc_digits_008_00000009.flac", Language::Ar),
    ];
    for (file, language) in clips {
        let Some(sound) = common::shared(file) else { return };
        let padded = [common::silence(500), sound, common::silence(1500)].concat();
        let (words, _) = heard(&engine, &padded, Some(language)).await;
        assert!(words.iter().any(|heard| heard.confidence.is_some()), "nothing heard in {file}");
    }
}
