//! The ear against a scripted engine: what it does with answers that are slow, refused or missing.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use wasl_infer::{
    Infer, InferError, Pending, Priority, Request, Transcript, TranscriptWord, Vocabulary, VoiceFeatures, VoiceRequest,
};
use wasl_model::{AudioFrame, Language, Partial, PhraseMatch, Span, Speaker};
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
    let word = |(text, n): (&str, u64)| TranscriptWord {
        text: text.into(),
        start_ms: n * 200,
        end_ms: n * 200 + 200,
        confidence: 0.8,
    };
    Ok(Transcript {
        text: text.into(),
        words: text.split_whitespace().zip(0..).map(word).collect(),
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
        samples.extend(common::silence(1300));
    }
    samples
}

/// Voice and silence in turn, in milliseconds, silence first.
fn spoken(script: &[usize]) -> Vec<i16> {
    script.iter().enumerate().flat_map(|(n, ms)| if n % 2 == 0 { common::silence(*ms) } else { voice(*ms) }).collect()
}

async fn listen(script: &Arc<Script>, config: EarConfig, samples: &[i16], orders: Vec<EarControl>) -> Vec<SpeechEvent> {
    hear(script, config, Speaker::Caller, common::frames(samples), orders).await
}

async fn hear(
    script: &Arc<Script>,
    config: EarConfig,
    speaker: Speaker,
    frames: Vec<AudioFrame>,
    orders: Vec<EarControl>,
) -> Vec<SpeechEvent> {
    let infer: Arc<dyn Infer> = Arc::<Script>::clone(script);
    let (frame_tx, frame_rx) = mpsc::channel(4);
    let (control_tx, control_rx) = mpsc::channel(8);
    let (event_tx, mut event_rx) = mpsc::channel(4);
    for order in orders {
        control_tx.send(order).await.unwrap();
    }
    drop(control_tx);
    let ear = tokio::spawn(Ear::new(config, speaker, infer).run(frame_rx, control_rx, event_tx));
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
    let script = Script::new([Err(InferError::Shed), Err(InferError::Shed), heard("late words", Language::En)]);
    let config = EarConfig { language: Some(Language::En), ..EarConfig::default() };
    let events = listen(&script, config, &turns(1), Vec::new()).await;
    assert!(events.iter().any(|event| matches!(event, SpeechEvent::Later { .. })), "{events:?}");
    assert_eq!(finals(&events), ["late words"]);
    assert_eq!(script.asked.lock().unwrap()[2].priority, Priority::CatchUp, "after the pause and the end");
}

#[tokio::test]
async fn a_failed_engine_leaves_the_turn_to_the_recording() {
    let broken = || Err(InferError::Failed("broken".to_owned()));
    let script = Script::new([broken(), broken()]);
    let events = listen(&script, EarConfig::default(), &turns(1), Vec::new()).await;
    assert!(matches!(events.last(), Some(SpeechEvent::Later { .. })), "{events:?}");
}

#[tokio::test]
async fn expected_phrases_reach_the_engine_and_the_match_stays_explicit() {
    let matched = PhraseMatch { phrase: "أريد موظف".to_owned(), confidence: 0.9 };
    let Ok(weak) = heard("اريد موضف", Language::Ar) else { unreachable!("made above") };
    let script = Script::new([Ok(Transcript { confidence: 0.3, matched: Some(matched.clone()), ..weak })]);
    let orders =
        vec![EarControl::Expect {
            language: Language::Ar, phrases: vec!["أريد موظف".to_owned()], digits: true
        }];
    let events = listen(&script, EarConfig::default(), &turns(1), orders).await;
    let Some(SpeechEvent::Final(utterance)) = events.last() else { unreachable!("{events:?}") };
    assert_eq!(utterance.matched.as_ref(), Some(&matched));
    assert_eq!(utterance.text.reveal(), "أريد موظف");
    let expected = script.asked.lock().unwrap()[0].expected.clone();
    assert!(expected.is_some_and(|expected| expected.digits));
}

#[tokio::test]
async fn sounds_without_words_are_closed_and_say_nothing() {
    let script = Script::new([heard("ترجمة نانسي قنقر", Language::Ar)]);
    let events = listen(&script, EarConfig::default(), &turns(1), Vec::new()).await;
    assert!(matches!(events[..], [SpeechEvent::Started { .. }, SpeechEvent::Nothing { .. }]), "{events:?}");
}

fn partial(event: &SpeechEvent) -> Option<&Partial> {
    match event {
        SpeechEvent::Partial(partial) => Some(partial),
        SpeechEvent::Started { .. }
        | SpeechEvent::Final(_)
        | SpeechEvent::Nothing { .. }
        | SpeechEvent::Later { .. }
        | SpeechEvent::Language { .. } => None,
    }
}

fn partials(events: &[SpeechEvent]) -> Vec<&Partial> {
    events.iter().filter_map(partial).collect()
}

fn english() -> EarConfig {
    EarConfig { language: Some(Language::En), ..EarConfig::default() }
}

#[tokio::test]
async fn partials_come_while_there_is_speech_and_settled_words_stay() {
    let said =
        ["I", "I want", "I want an", "I won an agent"].into_iter().chain(std::iter::repeat_n("I want an agent", 9));
    let script = Script::new(said.map(|text| heard(text, Language::En)));
    let config = EarConfig { partial_every: Some(Duration::from_millis(1000)), ..english() };
    let events = listen(&script, config, &spoken(&[400, 4500, 900]), Vec::new()).await;
    assert_eq!(finals(&events), ["I want an agent"], "{events:?}");
    let shown: Vec<_> =
        partials(&events).iter().map(|partial| (partial.text.reveal().as_str(), partial.stable)).collect();
    assert_eq!(shown[..4], [("I", 0), ("I want", 1), ("I want an", 2), ("I want an agent", 3)]);
    assert!(shown[4..].iter().all(|more| *more == ("I want an agent", 4)), "{shown:?}");
    let asked = script.asked.lock().unwrap();
    assert!(asked.iter().filter(|request| request.priority == Priority::Partial).count() >= 4);
}

#[tokio::test]
async fn a_turn_is_read_once_at_the_pause_that_ends_it() {
    let script = Script::new([heard("yes", Language::En)]);
    let events = listen(&script, english(), &turns(1), Vec::new()).await;
    assert_eq!(finals(&events), ["yes"]);
    let asked = script.asked.lock().unwrap();
    assert_eq!(asked.iter().map(|request| request.priority).collect::<Vec<_>>(), [Priority::Ivr]);
}

#[tokio::test]
async fn words_before_a_pause_within_a_turn_are_shown_and_the_whole_is_the_final() {
    let script = Script::new([heard("I want to", Language::En), heard("I want to cancel", Language::En)]);
    let events = listen(&script, english(), &spoken(&[400, 900, 700, 900, 900]), Vec::new()).await;
    assert_eq!(finals(&events), ["I want to cancel"], "a hanging word is waited for: {events:?}");
    assert_eq!(partials(&events)[0].text.reveal(), "I want to");
}

#[tokio::test]
async fn the_groups_of_a_number_are_one_turn_while_other_words_with_such_pauses_are_two() {
    let sound = spoken(&[400, 900, 900, 900, 1600]);
    for (first, turns) in [("صفر خمسة خمسة", 1), ("double five", 1), ("A, B", 1), ("شكرا جزيلا.", 2)]
    {
        let script = Script::new([heard(first, Language::Ar), heard(first, Language::Ar)]);
        let events = listen(&script, EarConfig::default(), &sound, Vec::new()).await;
        assert_eq!(finals(&events).len(), turns, "{first}: {events:?}");
    }
}

#[tokio::test]
async fn what_was_refused_at_the_pause_is_read_at_the_end() {
    let script = Script::new([Err(InferError::Busy { queued: 64 }), heard("yes", Language::En)]);
    let events = listen(&script, english(), &spoken(&[400, 900, 1300]), Vec::new()).await;
    assert_eq!(finals(&events), ["yes"]);
}

#[tokio::test]
async fn an_engine_without_room_is_asked_for_fewer_partials() {
    let asked = |answer: Answer| async move {
        let script = Script::new((0..40).map(|_| answer.clone()));
        let config = EarConfig { partial_every: Some(Duration::from_secs(1)), ..english() };
        listen(&script, config, &spoken(&[400, 16_000, 1300]), Vec::new()).await;
        let asked = script.asked.lock().unwrap();
        asked.iter().filter(|request| request.priority == Priority::Partial).count()
    };
    let (room, none) = (asked(heard("so far", Language::En)).await, asked(Err(InferError::Busy { queued: 9 })).await);
    assert!(room >= 15 && none <= room / 2, "{room} with room, {none} without");
}

#[tokio::test]
async fn both_speakers_are_heard_while_they_talk_over_each_other() {
    let said = |speaker: Speaker, samples: Vec<i16>| {
        let frames = common::frames(&samples).into_iter().map(move |frame| AudioFrame { speaker, ..frame });
        frames.collect::<Vec<_>>()
    };
    let engine = |text: &str| Script::new((0..9).map(|_| heard(text, Language::En)));
    // The agent begins while the caller still speaks, and ends after them.
    let (caller, agent) = (engine("where is my order."), engine("let me look."));
    let (of_caller, of_agent) = tokio::join!(
        hear(&caller, english(), Speaker::Caller, said(Speaker::Caller, spoken(&[400, 2400, 2400])), Vec::new()),
        hear(&agent, english(), Speaker::Agent, said(Speaker::Agent, spoken(&[1600, 2400, 1200])), Vec::new()),
    );
    let only = |events: &[SpeechEvent]| -> (Speaker, Span) {
        let Some(SpeechEvent::Final(utterance)) = events.last() else { unreachable!("{events:?}") };
        assert_eq!(finals(events).len(), 1);
        (utterance.speaker, utterance.span)
    };
    let ((first, caller), (second, agent)) = (only(&of_caller), only(&of_agent));
    assert_eq!((first, second), (Speaker::Caller, Speaker::Agent));
    let near = |at: wasl_model::MediaTime, ms: u64| at.as_millis().abs_diff(ms) <= 450;
    assert!(near(caller.start, 400) && near(caller.end, 2800), "{caller:?}");
    assert!(near(agent.start, 1600) && near(agent.end, 4000), "{agent:?}");
    assert!(caller.overlap(agent) >= Duration::from_millis(1000), "{caller:?} {agent:?}");
}

#[tokio::test]
async fn the_sites_own_words_reach_the_engine_in_both_languages() {
    let vocabulary = Vocabulary { ar: Some("وصل".into()), en: Some("Wasl".into()) };
    let config = EarConfig { guess: Language::Ar, vocabulary: vocabulary.clone(), ..EarConfig::default() };
    let script = Script::new([heard("yes", Language::En)]);
    listen(&script, config, &turns(1), Vec::new()).await;
    let asked = script.asked.lock().unwrap();
    assert_eq!((asked[0].guess, &asked[0].vocabulary), (Language::Ar, &vocabulary));
}
