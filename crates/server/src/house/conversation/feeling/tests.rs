//! Consent by events, and the reading with an engine that notes what it is asked.

use std::sync::Mutex;

use wasl_infer::{EngineStats, Request};
use wasl_model::{Band, FRAME_MS, FRAME_SAMPLES, Language, LegId, MediaTime, Pii, PromptId};
use wasl_mood::voice::Head;

use super::*;

/// An engine that notes every voice it is asked to read, and answers with a mean of its length.
#[derive(Debug, Default)]
struct Noted {
    asked: Mutex<Vec<usize>>,
    silent: bool,
}

impl Infer for Noted {
    fn submit(&self, _request: Request) -> Pending {
        panic!("nobody asks for words here");
    }

    fn prepare(&self, _language: Language, _phrases: &[String]) {}

    fn voice(&self, request: VoiceRequest) -> Pending<VoiceFeatures> {
        assert_eq!(request.source.map(|source| source.speaker), Some(Speaker::Caller));
        self.asked.lock().unwrap().push(request.samples.len());
        let (answer, pending) = Pending::new();
        if self.silent {
            // Kept open for ever: the engine is busy.
            std::mem::forget(answer);
        } else {
            let _ = answer.send(Ok(VoiceFeatures { mean: vec![2.0], cpu_ms: 1 }));
        }
        pending
    }

    fn stats(&self) -> EngineStats {
        EngineStats::default()
    }
}

fn rules() -> Mood {
    Mood::default()
}

fn started(prompts: &[&str]) -> CallEvent {
    let prompts = prompts.iter().map(|&prompt| PromptId::from(prompt)).collect();
    CallEvent::PromptStarted { prompts, language: Language::Ar }
}

fn key(leg: LegId, digit: char) -> CallEvent {
    CallEvent::Key { leg, digit: Pii::new(digit) }
}

const WHOLE: CallEvent = CallEvent::PromptEnded { interrupted: false };
const CUT: CallEvent = CallEvent::PromptEnded { interrupted: true };

fn after(caller: LegId, events: &[CallEvent]) -> Consent {
    events.iter().fold(Consent::default(), |consent, event| consent.after(event, caller, &rules()))
}

#[test]
fn only_a_notice_heard_whole_is_consent() {
    let caller = LegId::new();
    let notice = || started(&["recording_notice", "voice_notice"]);
    assert_eq!(after(caller, &[started(&["greeting"]), WHOLE]), Consent::NotTold);
    assert_eq!(after(caller, &[notice()]), Consent::Telling);
    assert_eq!(after(caller, &[notice(), CUT]), Consent::NotTold);
    assert_eq!(after(caller, &[notice(), CUT, notice(), WHOLE]), Consent::Told);
    assert_eq!(after(caller, &[notice(), WHOLE, started(&["ask_help"]), CUT]), Consent::Told);
}

#[test]
fn a_refusal_counts_at_any_time_and_for_good() {
    let caller = LegId::new();
    let refuse = || key(caller, '9');
    let notice = || started(&["voice_notice"]);
    assert_eq!(after(caller, &[refuse()]), Consent::Refused);
    assert_eq!(after(caller, &[notice(), refuse(), WHOLE]), Consent::Refused);
    assert_eq!(after(caller, &[notice(), WHOLE, refuse(), notice(), WHOLE]), Consent::Refused);
    assert_eq!(after(caller, &[notice(), WHOLE, key(caller, '1')]), Consent::Told);
    assert_eq!(after(caller, &[notice(), WHOLE, key(LegId::new(), '9')]), Consent::Told, "an agent's key");
}

#[test]
fn a_key_that_refused_over_the_notice_answers_no_question() {
    let mut feeling = Feeling { pressed: 1, ..Feeling::default() };
    let nine = DeskInput::Key(Pii::new('9'));
    assert!(!feeling.takes(&DeskInput::Key(Pii::new('1')), &rules()));
    assert!(feeling.takes(&nine, &rules()));
    assert!(!feeling.takes(&nine, &rules()), "a later one may");
}

/// Something like a voice: pulses through a resonance, in syllables.
fn frames(speaker: Speaker, seconds: usize) -> Vec<AudioFrame> {
    let (mut phase, mut memory) = (0.0_f64, [0.0_f64; 2]);
    let mut sample = |n: usize| {
        let t = n as f64 / 16_000.0;
        phase += (140.0 + 30.0 * (t * 5.0).sin()) / 16_000.0;
        let pulse = if phase >= 1.0 { 4000.0 } else { 0.0 };
        phase %= 1.0;
        let x = pulse + 1.9 * memory[0] - 0.95 * memory[1];
        memory = [x, memory[0]];
        (x * (0.55 - 0.45 * (t * 25.0).cos())).clamp(-32768.0, 32767.0) as i16
    };
    let all: Vec<i16> = (0..seconds * 16_000).map(&mut sample).collect();
    all.chunks_exact(FRAME_SAMPLES)
        .zip(0..)
        .map(|(chunk, n)| AudioFrame {
            speaker,
            at: MediaTime(n * FRAME_MS),
            band: Band::Narrow,
            heard: true,
            samples: Arc::new(chunk.try_into().unwrap()),
        })
        .collect()
}

fn listener(infer: &Arc<Noted>) -> (Listener, mpsc::Receiver<News>) {
    let head = Head { bias: 0.0, weights: vec![1.0] };
    let heads =
        VoiceHeads { version: 1, model: "test".to_owned(), data: String::new(), arousal: head.clone(), valence: head };
    let (bring, news) = mpsc::channel(64);
    (Listener::new(Arc::clone(infer) as _, Arc::new(heads), CallId::new(), bring), news)
}

/// Plays frames to a listener until they end; what it told.
async fn play(infer: &Arc<Noted>, frames: Vec<AudioFrame>, stopped: bool) -> Vec<VoiceReading> {
    let (listener, mut news) = listener(infer);
    let (send, receive) = mpsc::channel(FRAMES);
    let stop = CancellationToken::new();
    if stopped {
        stop.cancel();
    }
    let running = tokio::spawn(listener.run(receive, stop));
    for frame in frames {
        if send.send(frame).await.is_err() {
            break;
        }
        tokio::task::yield_now().await;
    }
    drop(send);
    running.await.unwrap();
    let mut told = Vec::new();
    while let Some(news) = news.recv().await {
        match news {
            News::Voice(reading) => told.push(reading),
            News::Leg(..) | News::Speech(..) => panic!("a listener tells voices only"),
        }
    }
    told
}

#[tokio::test]
async fn the_callers_voice_is_read_every_five_seconds() {
    let infer = Arc::new(Noted::default());
    let told = play(&infer, frames(Speaker::Caller, 16), false).await;
    let asked = infer.asked.lock().unwrap().clone();
    assert!((2..=4).contains(&asked.len()), "{asked:?}");
    assert!(asked.iter().all(|samples| (24_000..=160_000).contains(samples)), "{asked:?}");
    assert!(!told.is_empty() && (told[0].arousal() - 0.880_797).abs() < 1e-4, "{told:?}");
}

#[tokio::test]
async fn an_agents_voice_never_reaches_the_engine() {
    let infer = Arc::new(Noted::default());
    for speaker in [Speaker::Agent, Speaker::Machine] {
        assert!(play(&infer, frames(speaker, 16), false).await.is_empty());
    }
    assert!(infer.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nothing_is_read_after_a_refusal() {
    let infer = Arc::new(Noted::default());
    assert!(play(&infer, frames(Speaker::Caller, 16), true).await.is_empty());
    assert!(infer.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_busy_engine_is_asked_once_and_nobody_waits_for_it() {
    let infer = Arc::new(Noted { silent: true, ..Noted::default() });
    assert!(play(&infer, frames(Speaker::Caller, 16), false).await.is_empty());
    assert_eq!(infer.asked.lock().unwrap().len(), 1);
}
