//! The ear against a scripted engine: what it does with answers that are slow, refused or missing.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use wasl_infer::{Infer, InferError, Pending, Priority, Request, Transcript, VoiceFeatures, VoiceRequest};
use wasl_model::{Language, PhraseMatch, Speaker};
use wasl_speech::{Ear, EarConfig, EarControl, SpeechEvent};

type Answer = Result<Transcript, InferError>;

/// Gives the scripted answers in order; past the script nothing is ever answered.
#[derive(Debug, Default)]
struct Script {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Request>>,
    unanswered: Mutex<Vec<oneshot::Sender<Answer>>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() })
    }
}

impl Infer for Script {
    fn submit(&self, request: Request) -> Pending {
        let (sender, pending) = Pending::new();
        self.asked.lock().unwrap().push(request);
        match self.answers.lock().unwrap().pop_front() {
            Some(answer) => drop(sender.send(answer)),
            None => self.unanswered.lock().unwrap().push(sender),
        }
        pending
    }

    fn prepare(&self, _: Language, _: &[String]) {}

    fn voice(&self, _: VoiceRequest) -> Pending<VoiceFeatures> {
        Pending::new().1
    }
}

fn heard(text: &str, language: Language) -> Answer {
    Ok(Transcript {
        text: text.into(),
        confidence: 0.8,
        no_speech_prob: 0.0,
        language_confidence: 0.97,
        ..Transcript::silence(language, 2000)
    })
}

/// Something earshot takes for a voice: a buzz through vowel formants, in syllables.
fn voice(ms: usize) -> Vec<i16> {
    let mut filters = [(700.0, 0.0, 0.0), (1220.0, 0.0, 0.0), (2600.0, 0.0, 0.0)];
    let sample = |n: usize| {
        let pitch = 130.0 + 20.0 * (n as f64 / 5000.0).sin();
        let pulse = if (n as f64 * pitch / 16_000.0).fract() < pitch / 16_000.0 { 1.0 } else { 0.0 };
        let mut out = 0.0;
        for (hz, y1, y2) in &mut filters {
            let r: f64 = 0.97;
            let y = pulse + 2.0 * r * (*hz * std::f64::consts::TAU / 16_000.0_f64).cos() * *y1 - r * r * *y2;
            (*y2, *y1) = (*y1, y);
            out += y;
        }
        let syllable = (n as f64 / 16_000.0 * 4.0 * std::f64::consts::PI).sin().abs().sqrt();
        (out * 2500.0 * syllable).clamp(-30_000.0, 30_000.0) as i16
    };
    (0..ms * 16).map(sample).collect()
}

fn turns(count: usize) -> Vec<i16> {
    let mut samples = common::silence(400);
    for _ in 0..count {
        samples.extend(voice(1200));
        samples.extend(common::silence(900));
    }
    samples
}

async fn listen(script: &Arc<Script>, config: EarConfig, samples: &[i16], orders: Vec<EarControl>) -> Vec<SpeechEvent> {
    let infer: Arc<dyn Infer> = Arc::<Script>::clone(script);
    let (frame_tx, frame_rx) = mpsc::channel(4);
    let (control_tx, control_rx) = mpsc::channel(8);
    let (event_tx, mut event_rx) = mpsc::channel(4);
    for order in orders {
        control_tx.send(order).await.unwrap();
    }
    drop(control_tx);
    let ear = tokio::spawn(Ear::new(config, Speaker::Caller, infer).run(frame_rx, control_rx, event_tx));
    let frames = common::frames(samples);
    tokio::spawn(async move {
        for frame in frames {
            frame_tx.send(frame).await.unwrap();
        }
    });
    let mut events = Vec::new();
    while let Some(event) = event_rx.recv().await {
        events.push(event);
    }
    ear.await.unwrap();
    events
}

fn finals(events: &[SpeechEvent]) -> Vec<String> {
    let text = |event: &SpeechEvent| match event {
        SpeechEvent::Final(utterance) => Some(utterance.text.reveal().clone()),
        SpeechEvent::Started { .. }
        | SpeechEvent::Partial(_)
        | SpeechEvent::Nothing { .. }
        | SpeechEvent::Later { .. }
        | SpeechEvent::Language { .. } => None,
    };
    events.iter().filter_map(text).collect()
}

#[tokio::test]
async fn turns_become_utterances_in_order_and_the_language_settles_once() {
    let script = Script::new([heard("hello there", Language::En), heard("I want an agent", Language::En)]);
    let events = listen(&script, EarConfig::default(), &turns(2), Vec::new()).await;
    assert_eq!(finals(&events), ["hello there", "I want an agent"]);
    assert!(matches!(events[0], SpeechEvent::Started { .. }), "{events:?}");
    let settled = events.iter().filter(|e| matches!(e, SpeechEvent::Language { language: Language::En, .. })).count();
    assert_eq!(settled, 1, "{events:?}");
    let asked: Vec<_> = script.asked.lock().unwrap().iter().map(|r| (r.language, r.priority)).collect();
    assert_eq!(asked, [(None, Priority::Ivr), (Some(Language::En), Priority::Ivr)]);
}

#[tokio::test]
async fn frames_are_drained_while_nothing_is_answered() {
    let script = Script::new([]);
    let infer: Arc<dyn Infer> = Arc::<Script>::clone(&script);
    let (frame_tx, frame_rx) = mpsc::channel(1);
    let (_control_tx, control_rx) = mpsc::channel(1);
    let (event_tx, _event_rx) = mpsc::channel(1);
    let ear = tokio::spawn(Ear::new(EarConfig::default(), Speaker::Caller, infer).run(frame_rx, control_rx, event_tx));
    for frame in common::frames(&turns(12)) {
        tokio::time::timeout(Duration::from_secs(60), frame_tx.send(frame)).await.expect("frames are taken").unwrap();
    }
    assert!(script.asked.lock().unwrap().len() >= 8);
    ear.abort();
}

#[tokio::test]
async fn a_shed_turn_is_told_as_later_and_read_when_there_is_room() {
    let script = Script::new([Err(InferError::Shed), heard("late words", Language::En)]);
    let config = EarConfig { language: Some(Language::En), ..EarConfig::default() };
    let events = listen(&script, config, &turns(1), Vec::new()).await;
    assert!(events.iter().any(|event| matches!(event, SpeechEvent::Later { .. })), "{events:?}");
    assert_eq!(finals(&events), ["late words"]);
    assert_eq!(script.asked.lock().unwrap()[1].priority, Priority::CatchUp);
}

#[tokio::test]
async fn a_failed_engine_leaves_the_turn_to_the_recording() {
    let script = Script::new([Err(InferError::Failed("broken".to_owned()))]);
    let events = listen(&script, EarConfig::default(), &turns(1), Vec::new()).await;
    assert!(matches!(events.last(), Some(SpeechEvent::Later { .. })), "{events:?}");
}

#[tokio::test]
async fn expected_phrases_reach_the_engine_and_the_match_stays_explicit() {
    let matched = PhraseMatch { phrase: "أريد موظف".to_owned(), confidence: 0.9 };
    let Ok(weak) = heard("اريد موضف", Language::Ar) else { unreachable!("made above") };
    let script = Script::new([Ok(Transcript { confidence: 0.3, matched: Some(matched.clone()), ..weak })]);
    let orders = vec![EarControl::Expect { language: Language::Ar, phrases: vec!["أريد موظف".to_owned()] }];
    let events = listen(&script, EarConfig::default(), &turns(1), orders).await;
    let Some(SpeechEvent::Final(utterance)) = events.last() else { unreachable!("{events:?}") };
    assert_eq!(utterance.matched.as_ref(), Some(&matched));
    assert_eq!(utterance.text.reveal(), "أريد موظف");
    assert!(script.asked.lock().unwrap()[0].expected.is_some());
}

#[tokio::test]
async fn sounds_without_words_are_closed_and_say_nothing() {
    let script = Script::new([heard("ترجمة نانسي قنقر", Language::Ar)]);
    let events = listen(&script, EarConfig::default(), &turns(1), Vec::new()).await;
    assert!(matches!(events[..], [SpeechEvent::Started { .. }, SpeechEvent::Nothing { .. }]), "{events:?}");
}

#[tokio::test]
async fn partials_come_while_there_is_speech() {
    let script = Script::new((0..9).map(|_| heard("so far", Language::En)));
    let config = EarConfig { partial_every: Some(Duration::from_millis(500)), ..EarConfig::default() };
    let events = listen(&script, config, &turns(1), Vec::new()).await;
    assert!(matches!(events.last(), Some(SpeechEvent::Final(_))), "{events:?}");
    let asked = script.asked.lock().unwrap();
    assert!(asked.iter().any(|request| request.priority == Priority::Partial));
}
