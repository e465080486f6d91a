//! Tables of labelled recordings, turned into what the engine makes of them. The sound itself is not kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;
use wasl_infer::Infer;
use wasl_mood::train::{Example, Question};
use wasl_mood::voice::label;

use super::{sound, views};
use crate::cli::LabelledArgs;

/// One line of the table.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Row {
    path: PathBuf,
    pub(super) speaker: String,
    label: String,
    #[serde(default)]
    corpus: String,
    #[serde(default)]
    gender: String,
}

/// Labelled sounds, as features.
#[derive(Debug, Default)]
pub(super) struct Labelled {
    pub(super) examples: Vec<Example>,
    /// Lines whose recording could not be read, or in which nobody speaks.
    pub(super) unread: usize,
    /// SHA-256 over the table's lines and the checksums of their recordings.
    pub(super) sha256: String,
    pub(super) cpu_ms: u64,
}

/// The rows that are asked for, and whose label answers a question; and how many did not.
pub(super) fn rows(args: &LabelledArgs) -> Result<(Vec<Row>, usize)> {
    let named = || args.manifest.display().to_string();
    let bytes = std::fs::read(&args.manifest).with_context(|| format!("cannot read {}", named()))?;
    let rows: Vec<Row> = csv::Reader::from_reader(bytes.as_slice())
        .deserialize()
        .collect::<Result<_, _>>()
        .with_context(|| format!("{}: columns path, speaker and label are needed", named()))?;
    let folder = args.manifest.parent().unwrap_or(Path::new("."));
    let wanted = |row: &Row| args.corpus.is_empty() || args.corpus.contains(&row.corpus);
    let tells = |row: &Row| {
        Question::ALL.iter().any(|question| question.answer(&row.label).is_some()) || label::ordinary(&row.label)
    };
    let wanted: Vec<Row> = rows.into_iter().filter(wanted).collect();
    let all = wanted.len();
    let told: Vec<Row> =
        wanted.into_iter().filter(tells).map(|row| Row { path: folder.join(&row.path), ..row }).collect();
    if told.is_empty() {
        bail!("{}: no line says angry, happy, neutral, calm, sad, bored, high or low", named());
    }
    let untold = all - told.len();
    Ok((told, untold))
}

/// What the engine makes of the rows' recordings, with further views of each when they are to be learned from.
pub(super) async fn hear(engine: &std::sync::Arc<dyn Infer>, rows: Vec<Row>, learned: bool) -> Result<Labelled> {
    let at_once = engine.stats().threads.clamp(1, 16);
    let mut heard: Vec<Option<Heard>> = rows.iter().map(|_| None).collect();
    let rows: std::sync::Arc<[Row]> = rows.into();
    let (mut next, mut running) = (0, JoinSet::new());
    loop {
        while running.len() < at_once && next < rows.len() {
            let (rows, engine, n) = (std::sync::Arc::clone(&rows), std::sync::Arc::clone(engine), next);
            running.spawn(async move { (n, hear_one(engine.as_ref(), &rows, n, learned).await) });
            next += 1;
        }
        match running.join_next().await {
            Some(Ok((n, Ok(one)))) => heard[n] = Some(one),
            Some(Ok((n, Err(error)))) => eprintln!("wasl: {}: {error:#}", rows[n].path.display()),
            Some(Err(_)) => bail!("a recording could not be decoded; convert it to 16-bit WAV"),
            None => break,
        }
    }
    Ok(gather(&rows, heard))
}

/// One recording, heard.
struct Heard {
    sha256: String,
    views: Vec<Vec<f32>>,
    sizes: Vec<Vec<f32>>,
    cpu_ms: u64,
}

async fn hear_one(engine: &dyn Infer, rows: &[Row], n: usize, learned: bool) -> Result<Heard> {
    let row = &rows[n];
    let bytes = std::fs::read(&row.path)?;
    let speech = speech(&row.path)?;
    // Of ordinary speech there is plenty: it is learned from as it is.
    let learned = learned && !label::ordinary(&row.label);
    let companion = rows.iter().cycle().skip(n + 1).take(rows.len() - 1).find(|other| {
        learned && other.speaker == row.speaker && other.label == row.label && other.corpus == row.corpus
    });
    let mut heard = Heard { sha256: hex(&Sha256::digest(&bytes)), views: Vec::new(), sizes: Vec::new(), cpu_ms: 0 };
    heard.views.push(mean(engine, &speech, &mut heard.cpu_ms).await?);
    if learned {
        let other = companion.map(|other| self::speech(&other.path)).transpose()?;
        for view in views::of(&speech, other.as_deref(), n as u64) {
            heard.views.push(mean(engine, &view, &mut heard.cpu_ms).await?);
        }
        for sound in views::sizes(&speech) {
            heard.sizes.push(mean(engine, &sound, &mut heard.cpu_ms).await?);
        }
    }
    Ok(heard)
}

async fn mean(engine: &dyn Infer, sound: &[i16], cpu_ms: &mut u64) -> Result<Vec<f32>> {
    let features = sound::features(engine, wasl_mood::voice::levelled(sound)).await?;
    *cpu_ms += features.cpu_ms;
    Ok(features.mean)
}

/// The speech of a recording in one piece, pauses shortened.
fn speech(path: &Path) -> Result<Vec<i16>> {
    let samples = sound::callers_side(path)?;
    let speech: Vec<i16> = sound::windows(&samples).iter().flat_map(wasl_mood::VoiceWindow::samples).collect();
    if speech.is_empty() {
        bail!("nobody speaks in it");
    }
    Ok(speech)
}

fn gather(rows: &[Row], heard: Vec<Option<Heard>>) -> Labelled {
    let mut all = Labelled::default();
    let mut sum = Sha256::new();
    for (row, heard) in rows.iter().zip(heard) {
        let Some(heard) = heard else {
            all.unread += 1;
            continue;
        };
        sum.update(format!("{} {} {} {}\n", heard.sha256, row.corpus, row.speaker, row.label));
        all.cpu_ms += heard.cpu_ms;
        all.examples.push(Example {
            speaker: row.speaker.clone(),
            corpus: row.corpus.clone(),
            label: row.label.clone(),
            woman: woman(&row.gender),
            views: heard.views,
            sizes: heard.sizes,
        });
    }
    all.sha256 = hex(&sum.finalize());
    all
}

/// `n` sounds of one speaker and label as one, in the order of the table, each counting alike; what is left over is dropped.
pub(super) fn joined(examples: Vec<Example>, n: usize) -> Vec<Example> {
    let mut alike: BTreeMap<(String, String, String), Vec<Example>> = BTreeMap::new();
    for example in examples {
        let whose = (example.corpus.clone(), example.speaker.clone(), example.label.clone());
        alike.entry(whose).or_default().push(example);
    }
    alike.values().flat_map(|examples| examples.chunks_exact(n)).map(one_of).collect()
}

/// The mean of the sounds as they are; views are not kept.
fn one_of(examples: &[Example]) -> Example {
    let firsts: Vec<&Vec<f32>> = examples.iter().filter_map(|example| example.views.first()).collect();
    let size = firsts.first().map_or(0, |view| view.len());
    let mean = |n: usize| firsts.iter().map(|view| view[n]).sum::<f32>() / firsts.len() as f32;
    Example { views: vec![(0..size).map(mean).collect()], sizes: Vec::new(), ..examples[0].clone() }
}

fn woman(gender: &str) -> Option<bool> {
    match gender.to_lowercase().as_str() {
        "f" | "female" | "woman" => Some(true),
        "m" | "male" | "man" => Some(false),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str, corpus: &[&str]) -> Result<(Vec<Row>, usize)> {
        let dir = tempfile::tempdir().unwrap();
        let manifest = dir.path().join("m.csv");
        std::fs::write(&manifest, text).unwrap();
        rows(&LabelledArgs { manifest, corpus: corpus.iter().map(|&name| name.to_owned()).collect() })
    }

    #[test]
    fn a_table_needs_three_columns_and_may_have_more() {
        let (rows, untold) =
            table("path,speaker,label,mark\na.wav,noura,angry,x\nb.wav,noura,puzzled,\nc.wav,ali,neutral,\n", &[])
                .unwrap();
        assert_eq!((rows.len(), untold), (2, 1));
        assert!(rows[0].path.ends_with("a.wav") && rows[0].path.components().count() > 1, "{rows:?}");
        let error = format!("{:#}", table("path,label\na.wav,angry\n", &[]).unwrap_err());
        assert!(error.contains("speaker"), "{error}");
    }

    #[test]
    fn corpora_can_be_picked() {
        let text = "path,corpus,speaker,label\na,one,x,angry\nb,two,y,sad\n";
        assert_eq!(table(text, &["two"]).unwrap().0.len(), 1);
        assert!(table(text, &["three"]).unwrap_err().to_string().contains("no line says"));
    }

    #[test]
    fn sexes_are_read_where_they_are_told() {
        assert_eq!(["f", "Male", "", "?"].map(woman), [Some(true), Some(false), None, None]);
    }

    #[test]
    fn sounds_of_one_speaker_and_label_become_one() {
        let example = |speaker: &str, label: &str, x: f32| Example {
            speaker: speaker.to_owned(),
            corpus: String::new(),
            label: label.to_owned(),
            woman: None,
            views: vec![vec![x, 1.0], vec![9.0, 9.0]],
            sizes: Vec::new(),
        };
        let table = vec![
            example("a", "high", 1.0),
            example("b", "high", 7.0),
            example("a", "low", 3.0),
            example("a", "high", 2.0),
            example("a", "high", 5.0),
        ];
        let joined = joined(table, 2);
        assert_eq!(joined.len(), 1);
        assert_eq!((joined[0].speaker.as_str(), joined[0].views.clone()), ("a", vec![vec![1.5, 1.0]]));
    }
}
