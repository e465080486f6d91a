//! A window to look at by eye or browser: `cargo test -p wasl-console --test look -- --ignored --nocapture`
//! prints its address and stays for two minutes (`WASL_LOOK_S` seconds). Sign in as `qa` with the password of `common`.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{CALL, NOON, PASSWORD, Window};
use wasl_model::*;

#[tokio::test]
#[ignore = "for eyes"]
async fn look() {
    let window = Window::open().await;
    tell_a_story(&window).await;
    window.call(CallId::numbered(2), "omar", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>").await;
    window.call(CallId::numbered(3), "lina", "+966511111111", "I would like to ask about my bill").await;
    eprintln!("http://{}/qa  user qa, password {PASSWORD}", window.address);
    let seconds = std::env::var("WASL_LOOK_S").ok().and_then(|text| text.parse().ok()).unwrap_or(120);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    window.close().await;
}

fn span(start: u64, end: u64) -> Span {
    Span { start: MediaTime::from_millis(start), end: MediaTime::from_millis(end) }
}

fn said(speaker: Speaker, at: Span, language: Language, text: &str) -> CallEvent {
    let text = Pii::from(text);
    let (id, confidence) = (UtteranceId::new(), 0.9);
    let utterance =
        Utterance { id, speaker, span: at, language, text, confidence, words: vec![], matched: None, values: vec![] };
    CallEvent::Heard { utterance }
}

fn mood(at: Span, label: Mood, confidence: f32) -> CallEvent {
    let what = "ثالث مرة".to_owned();
    let evidence = vec![Evidence { source: EvidenceSource::Words, mood: label, weight: 1.2, what, span: at }];
    let scores = MoodScores::NEUTRAL;
    CallEvent::Mood {
        reading: MoodReading { span: at, label, confidence, scores, arousal: None, valence: None, evidence },
    }
}

async fn tell_a_story(window: &Window) {
    let call = window.book.begin(CALL, NOON).await;
    let leg = LegId::numbered(1);
    let agent = AgentId::from("sara");
    let offer = OfferId::numbered(1);
    let part = |name: &str, value| ScorePart { name: name.into(), value };
    let reasons = OfferReasons {
        score: 2.314,
        parts: vec![part("language", 1.0), part("mood_fit", 0.814), part("skill", 0.5)],
        runners_up: vec![("هدى".into(), 1.9), ("omar".into(), 0.7)],
        eligible: 3,
        waited_ms: 2_000,
        ..OfferReasons::default()
    };
    let story = [
        (0, CallEvent::Arrived { leg, from: Some("+966500000000".into()), dialled: "support".into(), trunk: None }),
        (0, CallEvent::Answered),
        (0, CallEvent::PromptStarted { prompts: vec!["welcome".into(), "consent".into()], language: Language::Ar }),
        (
            3_000,
            said(
                Speaker::Caller,
                span(1_000, 3_000),
                Language::Ar,
                "السلام عليكم، هذه ثالث مرة أتصل بخصوص الطلب 4417-B",
            ),
        ),
        (3_000, CallEvent::LanguagePicked { language: Language::Ar, confidence: 0.98 }),
        (3_100, mood(span(1_000, 3_000), Mood::Frustrated, 0.55)),
        (5_000, said(Speaker::Caller, span(4_000, 5_000), Language::Ar, "أريد موظفاً الآن!")),
        (5_000, mood(span(4_000, 5_000), Mood::Angry, 0.83)),
        (5_000, CallEvent::HandedOver { cause: HandoverCause::Mood, queue: "complaints".into() }),
        (5_100, CallEvent::Queued { queue: "complaints".into(), position: 1, wait: None, place_kept: false }),
        (5_500, CallEvent::Offered { offer, agent: agent.clone(), leg, reasons }),
        (6_500, CallEvent::OfferEnded { offer, agent: agent.clone(), outcome: OfferOutcome::Accepted }),
        (6_500, CallEvent::Bridged { leg, agent: Some(agent) }),
        (
            9_000,
            said(
                Speaker::Agent,
                span(7_000, 9_000),
                Language::Ar,
                "أهلاً بك أستاذ خالد، أعتذر عن التأخير وأتابع طلبك حالاً",
            ),
        ),
        (11_000, said(Speaker::Caller, span(9_500, 11_000), Language::En, "OK, thank you very much.")),
        (11_000, mood(span(9_500, 11_000), Mood::Satisfied, 0.71)),
        (12_000, CallEvent::Ended { hangup: Hangup::ByCaller }),
    ];
    for (at, event) in story {
        call.append(NOON + Duration::from_millis(at), MediaTime::from_millis(at), event).await;
    }
    // Two voices made of a tone whose loudness rises and falls, fed at the pace the recorder drains.
    for n in 0..600_u64 {
        let speaker = if (350..=470).contains(&n) { Speaker::Agent } else { Speaker::Caller };
        let loud = ((n * 7919) % 23) as f32 / 23.0 * 12_000.0;
        let tone = |k: usize| (loud * (k as f32 * 0.14).sin()) as i16;
        let (at, samples) = (MediaTime::from_millis(n * 20), Arc::new(std::array::from_fn(tone)));
        let frame = AudioFrame { speaker, at, band: Band::Narrow, heard: true, samples };
        call.frames().send(frame).await.unwrap();
    }
    call.close().await;
}
