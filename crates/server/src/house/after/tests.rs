//! A real book, its recordings, and engines that follow a script.

use std::collections::VecDeque;
use std::path::Path;

use wasl_infer::{Pending, Priority, Request, Transcript, Vocabulary, VoiceFeatures, VoiceRequest};
use wasl_model::{
    AudioFrame, Band, FRAME_MS, FRAME_SAMPLES, Hangup, Language, MediaTime, Mood, MoodScores, Span, Timestamp,
    UtteranceId,
};

use super::*;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

/// Reads the level of the sound as a word, unless the script says something else first.
#[derive(Debug, Default)]
struct Levels {
    first: Mutex<VecDeque<InferError>>,
    asked: Mutex<Vec<(Priority, Option<Source>, usize)>>,
    prefix: &'static str,
    vocabulary: Mutex<Vocabulary>,
}

impl Infer for Levels {
    fn submit(&self, request: Request) -> Pending {
        let (answer, pending) = Pending::new();
        self.asked.lock().unwrap().push((request.priority, request.source, request.samples.len() / 16));
        self.vocabulary.lock().unwrap().clone_from(&request.vocabulary);
        let result = match self.first.lock().unwrap().pop_front() {
            Some(error) => Err(error),
            None => Ok(Transcript {
                text: format!("{}level {}", self.prefix, request.samples[0]).into(),
                confidence: 0.8,
                no_speech_prob: 0.0,
                ..Transcript::silence(Language::En, 1_000)
            }),
        };
        answer.send(result).unwrap();
        pending
    }
    fn prepare(&self, _: Language, _: &[String]) {}
    fn voice(&self, _: VoiceRequest) -> Pending<VoiceFeatures> {
        Pending::new().1
    }
}

async fn open(dir: &Path) -> Book {
    Book::open(&format!("sqlite://{}", dir.join("wasl.db").display()), &dir.join("recordings")).await.unwrap()
}

fn after(book: &Book, ears: &Arc<Levels>) -> After {
    After::new(book.clone(), Arc::<Levels>::clone(ears), Arc::default(), Arc::new(Figures::new()), Lexicon::builtin())
}

fn span(start: u64, end: u64) -> Span {
    Span { start: MediaTime(start), end: MediaTime(end) }
}

/// One second: the caller's sound has level 100, the agent's 200.
async fn recorded(book: &Book, id: CallId, events: Vec<CallEvent>) -> wasl_record::CallBook {
    let call = book.begin(id, NOON).await;
    call.append(NOON, MediaTime::ZERO, CallEvent::RecordingStarted).await;
    for n in 0..50 {
        for (speaker, level) in [(Speaker::Caller, 100), (Speaker::Agent, 200)] {
            let (at, samples) = (MediaTime(n * FRAME_MS), Arc::new([level; FRAME_SAMPLES]));
            call.frames().send(AudioFrame { speaker, at, band: Band::Narrow, heard: true, samples }).await.unwrap();
        }
    }
    for event in events {
        call.append(NOON, MediaTime(1_000), event).await;
    }
    call
}

async fn ended(book: &Book, id: CallId, events: Vec<CallEvent>) {
    let call = recorded(book, id, events).await;
    call.append(NOON, MediaTime(1_000), CallEvent::Ended { hangup: Hangup::ByCaller }).await;
    call.close().await;
}

fn later(speaker: Speaker, span: Span) -> CallEvent {
    CallEvent::HeardLater { speaker, span }
}

async fn words(book: &Book, id: CallId) -> Vec<String> {
    book.transcript(id).await.unwrap().unwrap().iter().map(|turn| turn.text.reveal().clone()).collect()
}

#[tokio::test]
async fn each_side_s_words_are_read_from_its_own_channel_at_the_lowest_priority() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(1);
    let put_off = vec![later(Speaker::Caller, span(0, 400)), later(Speaker::Agent, span(500, 900))];
    ended(&book, id, put_off).await;
    let ears = Arc::new(Levels::default());
    let mut task = after(&book, &ears);
    task.read_all().await.unwrap();
    assert_eq!(words(&book, id).await, ["level 100", "level 200"]);
    let asked = ears.asked.lock().unwrap().clone();
    let source = |speaker| Some(Source { call: id, speaker });
    assert_eq!(
        asked,
        [(Priority::CatchUp, source(Speaker::Caller), 400), (Priority::CatchUp, source(Speaker::Agent), 400)]
    );
    task.read_all().await.unwrap();
    assert_eq!(ears.asked.lock().unwrap().len(), 2, "once is enough");
    assert!(task.figures.text().contains("wasl_speech_owed_stretches 0"));
    book.shutdown().await;
}

#[tokio::test]
async fn a_full_engine_is_asked_again_and_a_failing_one_is_not_asked_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(2);
    ended(&book, id, vec![later(Speaker::Caller, span(0, 400))]).await;
    let ears = Arc::new(Levels::default());
    let failed = || InferError::Failed("broken".to_owned());
    ears.first.lock().unwrap().extend([InferError::Busy { queued: 9 }, InferError::Away, failed(), failed(), failed()]);
    let mut task = after(&book, &ears);
    assert!(matches!(task.read_all().await, Err(Trouble::NoRoom)));
    assert!(matches!(task.read_all().await, Err(Trouble::NoRoom)));
    for _ in 0..5 {
        task.read_all().await.unwrap();
    }
    assert_eq!(ears.asked.lock().unwrap().len(), 5);
    assert!(words(&book, id).await.is_empty());
    after(&book, &ears).read_all().await.unwrap();
    assert_eq!(words(&book, id).await, ["level 100"], "the next start tries again");
    book.shutdown().await;
}

#[tokio::test]
async fn after_a_crash_the_words_follow_and_a_call_whose_ears_are_at_work_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let id = CallId::numbered(3);
    let book = open(dir.path()).await;
    let spoke = CallEvent::SpeechStarted { speaker: Speaker::Agent };
    let call = recorded(&book, id, vec![later(Speaker::Caller, span(0, 400))]).await;
    call.append_kept(NOON, MediaTime(600), spoke).await.unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    // No goodbye.
    book.shutdown().await;
    drop((call, book));

    let book = open(dir.path()).await;
    let ears = Arc::new(Levels::default());
    let mut task = after(&book, &ears);
    let live = task.live.enter(id);
    task.read_all().await.unwrap();
    assert!(words(&book, id).await.is_empty());
    drop(live);
    task.read_all().await.unwrap();
    let mut heard = words(&book, id).await;
    heard.sort();
    assert_eq!(heard, ["level 100", "level 200"]);
    book.shutdown().await;
}

#[tokio::test]
async fn what_the_recording_does_not_have_is_said_to_be_lost_and_asked_of_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(4);
    ended(&book, id, vec![later(Speaker::Caller, span(5_000, 6_000))]).await;
    let ears = Arc::new(Levels::default());
    after(&book, &ears).read_all().await.unwrap();
    assert!(ears.asked.lock().unwrap().is_empty());
    let story = book.timeline(id).await.unwrap().unwrap();
    assert!(matches!(story.last().unwrap().event, CallEvent::CaughtUp { sound: false, .. }), "{story:?}");
    book.shutdown().await;
}

#[tokio::test]
async fn a_larger_model_reads_every_turn_once_more_and_both_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(5);
    book.owe_second_reading(id).await.unwrap();
    let utterance = Utterance {
        id: UtteranceId::numbered(1),
        speaker: Speaker::Agent,
        span: span(500, 900),
        language: Language::En,
        text: "small words".into(),
        confidence: 0.6,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    };
    ended(&book, id, vec![CallEvent::Heard { utterance }, later(Speaker::Caller, span(0, 400))]).await;
    let ears = Arc::new(Levels::default());
    let larger = Arc::new(Levels { prefix: "large ", ..Levels::default() });
    larger.first.lock().unwrap().push_back(InferError::Shed);
    let mut task = after(&book, &ears);
    let engine = Arc::clone(&larger);
    task.second = Some(Second::new("large".to_owned(), move || Ok(Arc::<Levels>::clone(&engine) as _)));
    assert!(matches!(task.read_all().await, Err(Trouble::NoRoom)));
    task.read_all().await.unwrap();
    task.read_all().await.unwrap();
    let turns = book.turns(id).await.unwrap().unwrap();
    let told: Vec<_> = turns
        .iter()
        .map(|turn| {
            let other = turn.other.as_ref().unwrap();
            (turn.utterance.text.reveal().as_str(), turn.read_by.as_deref(), other.text.reveal().as_str())
        })
        .collect();
    assert_eq!(
        told,
        [("large level 100", Some("large"), "level 100"), ("large level 200", Some("large"), "small words")]
    );
    assert_eq!(larger.asked.lock().unwrap().len(), 3, "one refusal, two turns");
    book.shutdown().await;
}

#[tokio::test]
async fn late_words_are_read_with_the_site_s_own_and_their_mood_counts_at_their_time() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(6);
    let known = MoodReading {
        span: span(500, 900),
        label: Mood::Neutral,
        confidence: 0.9,
        scores: MoodScores::NEUTRAL,
        arousal: None,
        valence: None,
        evidence: Vec::new(),
    };
    let put_off = [later(Speaker::Caller, span(0, 400)), later(Speaker::Agent, span(500, 900))];
    ended(&book, id, [CallEvent::Mood { reading: known }].into_iter().chain(put_off).collect()).await;
    let prefix = "this is unacceptable I want to complain to your manager, ";
    let ears = Arc::new(Levels { prefix, ..Levels::default() });
    let mut task = after(&book, &ears);
    let vocabulary = Vocabulary { ar: Some("وصل".into()), en: None };
    task.vocabulary = vocabulary.clone();
    task.read_all().await.unwrap();
    assert_eq!(*ears.vocabulary.lock().unwrap(), vocabulary);
    let timeline = book.timeline(id).await.unwrap().unwrap();
    let moods = timeline.iter().filter(|entry| matches!(entry.event, CallEvent::Mood { .. })).count();
    assert_eq!(moods, 2, "the caller's late words have one, the agent's never");
    let felt = wasl_review::felt(&timeline).unwrap();
    assert_eq!((felt.start, felt.end), (Mood::Angry, Mood::Neutral));
    let call = book.call(id).await.unwrap().unwrap();
    assert_eq!((call.mood_first, call.mood_last), (Some(Mood::Angry), Some(Mood::Neutral)));
    book.shutdown().await;
}
