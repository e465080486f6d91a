//! A visit with a recording, and an ear that follows a script.

use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, Mutex};

use hound::{SampleFormat, WavSpec, WavWriter};
use wasl_infer::{InferError, Pending, Request, Transcript, VoiceFeatures, VoiceRequest};
use wasl_model::{Customer, Language, Pii, Speaker, Timestamp, Visit};
use wasl_record::VisitRecording;

use super::*;
use crate::house::figures::Figures;

/// Says how loud it is, or fails.
#[derive(Debug, Default)]
struct Ear {
    fails: Mutex<bool>,
}

impl Infer for Ear {
    fn submit(&self, request: Request) -> Pending {
        let (answer, pending) = Pending::new();
        let heard = Transcript {
            text: format!("level {}", request.samples[0]).into(),
            confidence: 0.8,
            no_speech_prob: 0.0,
            ..Transcript::silence(Language::Ar, 1_000)
        };
        let failed = *self.fails.lock().unwrap();
        answer.send(if failed { Err(InferError::Failed("broken".to_owned())) } else { Ok(heard) }).unwrap();
        pending
    }
    fn prepare(&self, _: Language, _: &[String]) {}
    fn voice(&self, _: VoiceRequest) -> Pending<VoiceFeatures> {
        Pending::new().1
    }
}

fn wav(channels: u16) -> Vec<u8> {
    let spec = WavSpec { channels, sample_rate: 16_000, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    for _ in 0..16_000 {
        (0..channels).for_each(|channel| writer.write_sample(if channel == 0 { 100_i16 } else { 200 }).unwrap());
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

async fn visited(dir: &Path, channels: u16) -> (Book, VisitId) {
    let book =
        Book::open(&format!("sqlite://{}", dir.join("wasl.db").display()), &dir.join("recordings")).await.unwrap();
    let id = VisitId::numbered(7);
    let customer = Customer { id: "c".into(), name: None, numbers: vec![], city: None, language: None, occasion: None };
    book.put_customer(customer).await.unwrap();
    let visit = Visit {
        id,
        customer: "c".into(),
        branch: "العليا".into(),
        at: Timestamp::from_millis(1),
        reason: None,
        served_by: None,
        notes: Pii::from(""),
        outcomes: vec![],
        left: None,
        said: vec![],
    };
    book.log_visit(visit, &"sami".into()).await.unwrap();
    book.keep_visit_recording(id, wav(channels)).await.unwrap();
    (book, id)
}

fn after(book: &Book, ear: &Arc<Ear>) -> After {
    After::new(
        book.clone(),
        Arc::<Ear>::clone(ear),
        Arc::default(),
        Arc::new(Figures::new()),
        wasl_mood::Lexicon::builtin(),
    )
}

#[tokio::test]
async fn a_visit_s_recording_is_read_once_each_side_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (book, id) = visited(dir.path(), 2).await;
    after(&book, &Arc::default()).read_visits().await.unwrap();
    let known = book.visit(id).await.unwrap().unwrap();
    assert_eq!(known.recording, VisitRecording::Read);
    let said: Vec<_> = known.visit.said.iter().map(|turn| (turn.speaker, turn.text.reveal().as_str())).collect();
    assert_eq!(said, [(Speaker::Caller, "level 100"), (Speaker::Agent, "level 200")]);
    assert!(book.visits_unread(9).await.unwrap().is_empty());
    book.shutdown().await;
}

#[tokio::test]
async fn what_the_model_fails_at_again_and_again_is_told_to_be_unreadable() {
    let dir = tempfile::tempdir().unwrap();
    let (book, id) = visited(dir.path(), 1).await;
    let ear = Arc::new(Ear { fails: Mutex::new(true) });
    let mut task = after(&book, &ear);
    for _ in 0..TRIES {
        assert_eq!(book.visit(id).await.unwrap().unwrap().recording, VisitRecording::Kept);
        task.read_visits().await.unwrap();
    }
    assert_eq!(book.visit(id).await.unwrap().unwrap().recording, VisitRecording::Unreadable);
    book.shutdown().await;
}
