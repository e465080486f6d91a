//! The ear with the real model: words where there are words, none where there are none.
//! Without the model (`wasl models fetch`) these tests say so and pass.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wasl_infer::{Backend, Expected, Infer, InferError, Request, Transcript};
use wasl_model::{Language, Speaker, fold::fold_words};
use wasl_speech::score::Edits;
use wasl_speech::{Ear, EarConfig, SpeechEvent, transcribe_samples};

fn read(infer: &dyn Infer, samples: &[i16], language: Option<Language>) -> Transcript {
    infer
        .submit(Request { language, deadline: Duration::from_secs(300), ..Request::new(samples.to_vec()) })
        .wait()
        .unwrap()
}

#[tokio::test]
async fn english_prompts_are_read_with_word_times() {
    let (Some(engine), Some(sound)) = (common::engine(), common::shared("en/ast_vm-mailboxfull.flac")) else { return };
    let file = transcribe_samples(&*engine, &sound, Some(Language::En)).await.unwrap();
    let words = fold_words(file.text.reveal()).join(" ");
    assert!(words.contains("sorry but the user") && words.contains("accept more messages"), "{words}");
    let times: Vec<_> = file.segments.iter().flat_map(|s| &s.words).map(|w| (w.start_ms, w.end_ms)).collect();
    assert!(times.iter().all(|(start, end)| start <= end && *end <= file.audio_ms), "{times:?}");
    assert!(times.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{times:?}");
}

#[test]
fn an_utterance_does_not_depend_on_what_was_heard_before() {
    let Some(engine) = common::engine() else { return };
    let (Some(long), Some(short)) = (
        common::espeak(
            "en",
            "Welcome to the directory. Please enter the first three letters of the name, then press one.",
        ),
        common::espeak("en", "I want to cancel my subscription"),
    ) else {
        return;
    };
    let fresh = read(&*engine, &short, Some(Language::En));
    read(&*engine, &long, Some(Language::En));
    let after = read(&*engine, &short, Some(Language::En));
    assert_eq!((fresh.text.reveal(), fresh.confidence), (after.text.reveal(), after.confidence));
    assert!(fold_words(fresh.text.reveal()).contains(&"cancel".to_owned()), "{}", fresh.text.reveal());
}

#[test]
fn the_language_is_told_apart() {
    let (Some(engine), Some(english)) =
        (common::engine(), common::espeak("en", "I have not received my order and I have been waiting for a week"))
    else {
        return;
    };
    let heard = read(&*engine, &english, None);
    assert_eq!(heard.language, Language::En);
    assert!(heard.language_confidence > 0.8, "{}", heard.language_confidence);
    if let Some(arabic) = common::shared("ar/asc_digits_000_00000001.flac") {
        assert_eq!(read(&*engine, &arabic, None).language, Language::Ar);
    }
}

#[test]
fn a_passed_deadline_gives_up_and_the_engine_goes_on() {
    let (Some(engine), Some(sound)) = (common::engine(), common::espeak("en", "Thank you very much goodbye")) else {
        return;
    };
    let hurried = Request { deadline: Duration::from_millis(30), ..Request::new(sound.repeat(8)) };
    assert_eq!(engine.submit(hurried).wait(), Err(InferError::Deadline));
    assert!(!read(&*engine, &sound, Some(Language::En)).text.reveal().is_empty());
    assert_eq!(engine.stats().total(|part| part.late), 1);
}

#[tokio::test]
async fn silence_tones_noise_and_music_give_no_words() {
    let Some(engine) = common::engine() else { return };
    for (name, sound) in [
        ("silence", common::silence(4000)),
        ("comfort noise", common::noise(4000, 60)),
        ("loud noise", common::noise(4000, 4000)),
        ("ringback", common::tones(4000, &[425.0])),
        ("dtmf", common::tones(1000, &[770.0, 1336.0])),
        ("music", common::music(9000)),
    ] {
        let events = listen(Arc::<wasl_infer::Engine>::clone(&engine), &sound).await;
        let words = events.iter().find(|event| matches!(event, SpeechEvent::Final(_) | SpeechEvent::Partial(_)));
        assert!(words.is_none(), "{name}: {:?}", words.map(text));
    }
}

fn text(event: &SpeechEvent) -> String {
    match event {
        SpeechEvent::Final(utterance) => format!("{} {}", utterance.text.reveal(), utterance.confidence),
        SpeechEvent::Partial(partial) => partial.text.reveal().clone(),
        SpeechEvent::Started { .. }
        | SpeechEvent::Nothing { .. }
        | SpeechEvent::Later { .. }
        | SpeechEvent::Language { .. } => String::new(),
    }
}

async fn listen(infer: Arc<dyn Infer>, sound: &[i16]) -> Vec<SpeechEvent> {
    let (frame_tx, frame_rx) = mpsc::channel(64);
    let (_control, control_rx) = mpsc::channel(1);
    let (event_tx, mut event_rx) = mpsc::channel(64);
    let ear = tokio::spawn(Ear::new(EarConfig::default(), Speaker::Caller, infer).run(frame_rx, control_rx, event_tx));
    for frame in common::frames(sound) {
        frame_tx.send(frame).await.unwrap();
    }
    drop(frame_tx);
    let mut events = Vec::new();
    while let Some(event) = event_rx.recv().await {
        events.push(event);
    }
    ear.await.unwrap();
    events
}

#[test]
fn the_expected_phrase_is_picked_and_others_are_not() {
    let Some(engine) = common::engine() else { return };
    let phrases: Vec<String> = [
        "أريد إلغاء الاشتراك في الخدمة",
        "أريد التحدث مع المدير من فضلك",
        "لم يصلني الطلب حتى الآن",
        "كم سعر الباقة الجديدة",
        "الرجاء الانتظار قليلا",
        "أين أقرب فرع",
        "نسيت كلمة المرور",
        "عندي مشكلة في الفاتورة",
    ]
    .map(str::to_owned)
    .to_vec();
    let expected = Some(Expected::phrases(Language::Ar, phrases.clone()));
    let matched = |text: &str| {
        let samples = common::espeak("ar", text)?;
        let request = Request {
            language: Some(Language::Ar),
            expected: expected.clone(),
            deadline: Duration::from_secs(300),
            ..Request::new(samples)
        };
        Some(engine.submit(request).wait().unwrap().matched)
    };
    for phrase in [&phrases[0], &phrases[1], &phrases[3]] {
        let Some(found) = matched(phrase) else { return };
        assert_eq!(found.as_ref().map(|m| &m.phrase), Some(phrase), "{found:?}");
    }
    let Some(other) = matched("ذهبت إلى السوق واشتريت الخضار") else { return };
    assert!(other.is_none(), "{other:?}");
}

#[test]
fn whisper_cpp_reads_much_the_same_as_our_own_reader() {
    let (Some(own), Some(other)) = (common::engine(), common::engine_by(Backend::WhisperCpp)) else { return };
    let said = "I would like to speak to somebody about my last invoice";
    let Some(sound) = common::espeak("en", said) else { return };
    let read = |engine: &wasl_infer::Engine| fold_words(read(engine, &sound, Some(Language::En)).text.reveal());
    assert_eq!(read(&own), fold_words(said));
    let edits = Edits::between(&fold_words(said), &read(&other));
    assert!(edits.rate().is_some_and(|rate| rate <= 0.4), "{edits:?}");
}

#[test]
fn a_string_of_arabic_digits_is_read_digit_by_digit() {
    let Some(engine) = common::engine() else { return };
    let (mut wrong, mut said) = (0, 0);
    for (samples, text) in common::shared_set("digits", 5) {
        let expected = Some(Expected { digits: true, ..Expected::phrases(Language::Ar, Vec::new()) });
        let language = Some(Language::Ar);
        let request = Request { language, expected, deadline: Duration::from_secs(300), ..Request::new(samples) };
        let heard = engine.submit(request).wait().unwrap();
        let edits = Edits::between(&fold_words(&text), &fold_words(heard.text.reveal()));
        wrong += edits.insertions + edits.deletions + edits.substitutions;
        said += edits.reference;
    }
    assert!(wrong * 10 <= said * 3, "{wrong} of {said} words wrong");
}
