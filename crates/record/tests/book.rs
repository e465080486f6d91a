//! The book keeps every event as it was, answers what it is asked, and says clearly what is wrong with its files.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::time::Duration;

use wasl_model::*;
use wasl_record::{
    Book, CallFilter, IntentSaid, NewUser, OpenError, OpenOptions, RecordingState, Role, StoreError, UserError, Words,
};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

async fn open(dir: &Path) -> Book {
    Book::open(&common::url(dir), &dir.join("recordings")).await.unwrap()
}

fn span(start: u64, end: u64) -> Span {
    Span { start: MediaTime::from_millis(start), end: MediaTime::from_millis(end) }
}

fn utterance(n: u128, text: &str) -> Utterance {
    Utterance {
        id: UtteranceId::numbered(n),
        speaker: Speaker::Caller,
        span: span(1_000, 2_340),
        language: Language::Ar,
        text: Pii::from(text),
        confidence: 0.812_345_6,
        words: vec![Word { text: Pii::from("أُريد"), span: span(1_000, 1_400), confidence: 0.1 }],
        matched: Some(PhraseMatch { phrase: "أريد موظفاً".into(), confidence: 0.7 }),
        values: Vec::new(),
    }
}

fn reading(label: Mood) -> MoodReading {
    MoodReading {
        span: span(0, 2_340),
        label,
        confidence: 1.0 / 3.0,
        scores: MoodScores::from_array([0.5, 0.1, 0.1, 0.1, 0.1, 0.1]),
        arousal: None,
        valence: Some(0.25),
        evidence: vec![Evidence {
            source: EvidenceSource::Words,
            mood: label,
            weight: 1.3,
            what: "ثالث مرة".into(),
            span: span(1_000, 2_000),
        }],
    }
}

fn reasons() -> OfferReasons {
    OfferReasons {
        score: 0.1 + 0.2,
        parts: vec![ScorePart { name: "mood_fit".into(), value: 1.0 / 3.0 }],
        runners_up: vec![("huda".into(), 0.299_999_999_999_999_93)],
        eligible: 2,
        waited_ms: 4_000,
        ..OfferReasons::default()
    }
}

fn promise(n: u128) -> PromiseMade {
    PromiseMade {
        id: PromiseId::numbered(n),
        what: Pii::from("تصل البطاقة إلى الفرع"),
        keeper: PromiseKeeper::Branch,
        due: Some(NOON + Duration::from_secs(86_400)),
        branch: Some("olaya".into()),
        utterance: Some(UtteranceId::numbered(1)),
    }
}

fn guess(intent: Option<&str>) -> IntentGuess {
    let alternatives = vec![IntentScore { intent: "billing".into(), confidence: 0.2 }];
    IntentGuess { intent: intent.map(IntentId::from), confidence: 0.9, alternatives }
}

/// One of every variant, in an order a call could have.
fn every_event() -> Vec<CallEvent> {
    let leg = LegId::numbered(1);
    let (offer, agent): (_, AgentId) = (OfferId::numbered(7), "sara".into());
    let mut events = vec![
        CallEvent::Arrived {
            leg,
            from: Some(Pii::from("+966500000000")),
            dialled: "support".into(),
            trunk: Some("stc".into()),
        },
        CallEvent::Answered,
        CallEvent::RecordingStarted,
        CallEvent::FlowEntered { state: "greet".into() },
        CallEvent::PromptStarted { prompts: vec!["welcome".into(), "consent".into()], language: Language::Ar },
        CallEvent::SpeechStarted { speaker: Speaker::Caller },
        CallEvent::PromptEnded { interrupted: true },
        CallEvent::Key { leg, digit: Pii::new('#') },
        CallEvent::Heard {
            utterance: utterance(1, "أُريد مُوظَّفًا \u{0}'; DROP TABLE calls;-- <script>")
        },
        CallEvent::HeardLater { speaker: Speaker::Agent, span: span(5, 6) },
        CallEvent::CaughtUp { speaker: Speaker::Agent, span: span(5, 6), sound: true },
        CallEvent::ReadAgain { utterance: utterance(99, "أريد موظفا"), model: "whisper-large".into() },
        CallEvent::LanguagePicked { language: Language::Ar, confidence: 0.99 },
        CallEvent::Mood { reading: reading(Mood::Angry) },
        CallEvent::Intent { guess: guess(Some("complaint")) },
        CallEvent::Intent { guess: guess(None) },
        CallEvent::MachineAnswered { answer: "hours".into() },
        CallEvent::HandedOver { cause: HandoverCause::Mood, queue: "support".into() },
        CallEvent::PersonWanted { cause: HandoverCause::Asked },
        CallEvent::Queued {
            queue: "support".into(),
            position: 2,
            wait: Some(WaitRange { p50_ms: 10_000, p80_ms: 25_000 }),
            place_kept: true,
        },
        CallEvent::Overflowed { from: "support".into(), to: "care".into() },
        CallEvent::NoOneAvailable { queue: "care".into() },
        CallEvent::Offered { offer, agent: agent.clone(), leg: LegId::numbered(2), reasons: reasons() },
        CallEvent::LegAdded { leg: LegId::numbered(2), side: LegSide::Agent, agent: Some(agent.clone()) },
        CallEvent::Bridged { leg: LegId::numbered(2), agent: Some(agent.clone()) },
        CallEvent::Held { leg: LegId::numbered(2) },
        CallEvent::Resumed { leg: LegId::numbered(2) },
        CallEvent::Mood { reading: reading(Mood::Satisfied) },
        CallEvent::Transferred { by: LegId::numbered(2), target: Pii::from("sip:x@example.org"), done: false },
        CallEvent::Unbridged { leg: LegId::numbered(2) },
        CallEvent::Quality { leg, received: 12_345, lost_pct: 0.37, jitter_ms: 4.2 },
        CallEvent::CallbackPromised { queue: "care".into(), number: None, terms: None },
        CallEvent::RecordingFailed { what: "no storage space".into() },
    ];
    let agent_says = |n: u64| span(n, n + 500);
    events.extend([
        CallEvent::LineLost { leg: LegId::numbered(2), agent: agent.clone() },
        CallEvent::LineBack { leg: LegId::numbered(3), agent: agent.clone() },
        CallEvent::Consulting { by: LegId::numbered(3), leg: LegId::numbered(4), target: Pii::from("huda") },
        CallEvent::Joined { legs: vec![leg, LegId::numbered(3), LegId::numbered(4)] },
        CallEvent::Noted { agent: agent.clone(), text: Pii::from("يحب أن يُنادى أبا خالد") },
        CallEvent::MoodCorrected { agent: agent.clone(), mood: Mood::Lost, span: agent_says(700) },
        CallEvent::IntentCorrected { agent: agent.clone(), intent: None },
        CallEvent::StepMarked { agent: agent.clone(), step: LastStep::Thank, done: true },
        CallEvent::PromiseMade { agent: agent.clone(), promise: promise(1) },
        CallEvent::PromiseWithdrawn { agent: agent.clone(), promise: PromiseId::numbered(1) },
        CallEvent::AbuseReported { agent: agent.clone() },
        CallEvent::WrappedUp {
            agent: agent.clone(),
            wrap_up: WrapUp { outcome: Outcome::Promised, summary: Pii::from("بطاقة \"جديدة\"") },
        },
        CallEvent::CallerFelt { mood: Mood::Satisfied, kept: None },
    ]);
    for outcome in [
        OfferOutcome::Accepted,
        OfferOutcome::Refused { cause: RefusalCause::NoAnswer },
        OfferOutcome::CallerGone,
        OfferOutcome::Withdrawn,
    ] {
        events.push(CallEvent::OfferEnded { offer, agent: agent.clone(), outcome });
    }
    for cause in [EndCause::HungUp, EndCause::Rejected(503), EndCause::Interrupted] {
        events.push(CallEvent::LegEnded { leg, cause });
    }
    events.push(CallEvent::Ended { hangup: Hangup::ByCaller });
    events
}

/// The name serde gives to an event's variant. (A new variant fails the build of `CallSummary::apply`.)
fn variant(event: &CallEvent) -> String {
    serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_event_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut live = book.subscribe();
    let call = book.begin(CallId::numbered(1), NOON).await;
    let events = every_event();
    let names: std::collections::BTreeSet<_> = events.iter().map(variant).collect();
    assert_eq!(names.len(), 47, "every variant of CallEvent is here");
    for (n, event) in (0_u64..).zip(&events) {
        call.append(NOON + Duration::from_millis(n), MediaTime::from_millis(n), event.clone()).await;
    }
    let id = call.id();
    call.close().await;
    let mut heard = Vec::new();
    while heard.len() < events.len() {
        heard.push(live.recv().await.unwrap());
    }
    let timeline = book.timeline(id).await.unwrap().unwrap();
    assert_eq!(timeline.iter().map(|entry| entry.event.clone()).collect::<Vec<_>>(), events);
    assert_eq!(
        timeline.iter().map(|entry| entry.seq).collect::<Vec<_>>(),
        (0..events.len() as u64).collect::<Vec<_>>()
    );
    assert_eq!(heard.iter().map(|posted| (*posted.entry).clone()).collect::<Vec<_>>(), timeline);
    assert_eq!(book.since(heard[4].position, 3).await.unwrap(), heard[5..8]);
    let row = book.call(id).await.unwrap().unwrap();
    assert_eq!((row.mood_first, row.mood_last), (Some(Mood::Angry), Some(Mood::Satisfied)));
    assert_eq!((row.intent, row.queue), (Some("complaint".into()), Some("care".into())));
    assert_eq!((row.agent, row.hangup), (Some("sara".into()), Some(Hangup::ByCaller)));
    assert_eq!((row.recording, row.events), (RecordingState::Partial, events.len() as u64));
    assert_eq!(row.from, Some(Pii::from("+966500000000")));
    assert_eq!(row.outcome, Some(Outcome::Promised));
    assert_eq!((row.mood_said, row.felt, row.felt_kept), (Some(Mood::Lost), Some(Mood::Satisfied), None));
    assert_eq!((row.intent_said, row.abuse), (Some(IntentSaid { intent: None }), true));
    let callbacks = book.callbacks().await.unwrap();
    assert_eq!(callbacks[0].caller, Some(Pii::from("+966500000000")));
    assert!(book.keep_callback(callbacks[0].id).await.unwrap());
    assert!(!book.keep_callback(callbacks[0].id).await.unwrap(), "kept once");
    book.shutdown().await;
}

#[tokio::test]
async fn numbers_that_are_none_lose_no_event() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = book.begin(CallId::numbered(1), NOON).await;
    let odd = CallEvent::Quality { leg: LegId::numbered(1), received: 0, lost_pct: f32::NAN, jitter_ms: f32::INFINITY };
    call.append_kept(NOON, MediaTime::ZERO, odd).await.unwrap();
    let mut mood = reading(Mood::Lost);
    mood.confidence = f32::NAN;
    call.append_kept(NOON, MediaTime::ZERO, CallEvent::Mood { reading: mood }).await.unwrap();
    let timeline = book.timeline(call.id()).await.unwrap().unwrap();
    assert!(matches!(timeline[0].event, CallEvent::Quality { lost_pct: 0.0, jitter_ms: 0.0, .. }));
    assert_eq!(timeline.len(), 2);
    book.shutdown().await;
}

#[tokio::test]
async fn a_call_the_store_refuses_harms_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let (good, faulty) = (book.begin(CallId::numbered(1), NOON).await, book.begin(CallId::numbered(2), NOON).await);
    faulty.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    // Somebody else wrote the place the next event would take.
    let pool = common::raw(dir.path()).await;
    sqlx::query("INSERT INTO timeline VALUES (1000, $1, 2, 0, 0, '{\"type\":\"answered\"}')")
        .bind(faulty.id().to_string())
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    for _ in 0..2 {
        good.append(NOON, MediaTime::ZERO, CallEvent::Answered).await;
        faulty.append(NOON, MediaTime::ZERO, CallEvent::Answered).await;
    }
    let (kept, refused) = tokio::join!(
        good.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered),
        faulty.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered),
    );
    assert_eq!(kept.unwrap(), 2);
    assert!(refused.is_err(), "and is not acknowledged");
    book.shutdown().await;
}

#[tokio::test]
async fn unknown_calls_are_none() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let nobody = CallId::numbered(99);
    assert_eq!(book.call(nobody).await.unwrap(), None);
    assert_eq!(book.timeline(nobody).await.unwrap(), None);
    assert_eq!(book.transcript(nobody).await.unwrap(), None);
    assert_eq!(book.recording_path(nobody).await.unwrap(), None);
    assert_eq!(book.peaks(nobody).await.unwrap(), None);
    let error = book.export(nobody, &dir.path().join("out")).await.unwrap_err();
    assert!(error.to_string().contains("there is no call"), "{error}");
    assert!(!dir.path().join("out").exists());
    book.shutdown().await;
}

#[tokio::test]
async fn lists_go_page_by_page_newest_first_and_by_words_in_any_spelling() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    for n in 1..=7_u128 {
        let began = NOON + Duration::from_secs(n as u64);
        let call = book.begin(CallId::numbered(n), began).await;
        let said = if n % 2 == 0 { "أُريد مُوظَّفًا يوم الأحد" } else { "100% hello_world" };
        call.append_kept(began, MediaTime::ZERO, CallEvent::Heard { utterance: utterance(n, said) }).await.unwrap();
        if n > 2 {
            call.append_kept(began, MediaTime::ZERO, CallEvent::Ended { hangup: Hangup::Abandoned }).await.unwrap();
        }
        call.close().await;
    }
    let mut seen = Vec::new();
    let mut filter = CallFilter::default();
    loop {
        let page = book.calls(&filter, 3).await.unwrap();
        seen.extend(page.items.iter().map(|call| call.id));
        let Some(next) = page.next else { break };
        filter.after = Some(next);
    }
    assert_eq!(seen, (1..=7).rev().map(CallId::numbered).collect::<Vec<_>>());
    let count = async |filter: CallFilter| book.calls(&filter, 50).await.unwrap().items.len();
    assert_eq!(count(CallFilter { live: Some(true), ..CallFilter::default() }).await, 2);
    assert_eq!(count(CallFilter { hangup: Some(Hangup::Abandoned), ..CallFilter::default() }).await, 5);
    assert_eq!(count(CallFilter { words: Words::parse("الاحد").ok(), ..CallFilter::default() }).await, 3);
    assert_eq!(count(CallFilter { words: Words::parse("موظف").ok(), ..CallFilter::default() }).await, 0, "whole words");
    let late = NOON + Duration::from_secs(5);
    assert_eq!(count(CallFilter { since: Some(late), ..CallFilter::default() }).await, 3);
    book.shutdown().await;
}

#[tokio::test]
async fn a_store_of_a_newer_release_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    book.shutdown().await;
    drop(book);
    let pool = common::raw(dir.path()).await;
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (900, 'later', true, $1, 0)")
        .bind(vec![0_u8])
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let error = Book::open(&common::url(dir.path()), &dir.path().join("recordings")).await.unwrap_err();
    assert!(matches!(&error, OpenError::Store(_, StoreError::Newer(900))), "{error:?}");
}

#[tokio::test]
async fn one_keeper_at_a_time_and_tools_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = book.begin(CallId::numbered(1), NOON).await;
    call.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    let second = Book::open(&common::url(dir.path()), &dir.path().join("recordings")).await.unwrap_err();
    assert!(matches!(second, OpenError::InUse(_)), "{second:?}");
    let beside = Book::open_beside(&common::url(dir.path()), &dir.path().join("recordings")).await.unwrap();
    assert_eq!(beside.call(call.id()).await.unwrap().unwrap().ended, None, "a live call is left alone");
    beside.shutdown().await;
    book.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let records = dir.path().join("recordings");
    let other = Book::open("mysql://x", &records).await.unwrap_err();
    assert!(other.to_string().contains("store.url 'mysql://x'"), "{other}");
    let options = OpenOptions { least_free_bytes: u64::MAX, ..OpenOptions::default() };
    let full = wasl_record::open::open(&common::url(dir.path()), &records, options).await.unwrap_err();
    assert!(full.to_string().contains("bytes are free for recordings"), "{full}");
    std::fs::write(dir.path().join("file"), "").unwrap();
    let folder = Book::open(&common::url(dir.path()), &dir.path().join("file")).await.unwrap_err();
    assert!(matches!(folder, OpenError::Folder(..)), "{folder:?}");
}

#[tokio::test]
async fn a_store_locked_for_a_while_loses_nothing_and_keeps_the_order() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = book.begin(CallId::numbered(1), NOON).await;
    call.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    let pool = common::raw(dir.path()).await;
    let mut lock = pool.begin_with(if common::ON_POSTGRES { "BEGIN" } else { "BEGIN EXCLUSIVE" }).await.unwrap();
    if common::ON_POSTGRES {
        sqlx::query("LOCK TABLE timeline IN EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    }
    for n in 0..500 {
        call.append(NOON, MediaTime::from_millis(n), CallEvent::FlowEntered { state: n.to_string() }).await;
    }
    let last = tokio::spawn(async move { call.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered).await });
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!last.is_finished(), "nothing is acknowledged that is not kept");
    lock.rollback().await.unwrap();
    assert_eq!(last.await.unwrap().unwrap(), 501);
    let timeline = book.timeline(CallId::numbered(1)).await.unwrap().unwrap();
    let places = timeline[1..501].iter().map(|entry| entry.media_at.as_millis());
    assert_eq!(places.collect::<Vec<_>>(), (0..500).collect::<Vec<_>>());
    pool.close().await;
    book.shutdown().await;
}

#[tokio::test]
async fn users_sign_in_change_passwords_and_are_disabled() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let sara: AgentId = "sara".into();
    let new = |name: &str, password: &str| NewUser {
        name: name.into(),
        display_name: "سارة".into(),
        role: Role::Agent,
        password: Pii::from(password),
    };
    book.add_user(new("sara", "first password")).await.unwrap();
    assert!(matches!(book.add_user(new("sara", "other password")).await, Err(UserError::Exists(_))));
    assert!(matches!(book.add_user(new("no spaces", "other password")).await, Err(UserError::BadName)));
    assert!(matches!(book.add_user(new("huda", "short")).await, Err(UserError::BadPassword)));
    assert!(book.verify(&sara, Pii::from("first password")).await.unwrap().is_some());
    assert!(book.verify(&sara, Pii::from("First password")).await.unwrap().is_none());
    book.set_password(&sara, Pii::from("second password")).await.unwrap();
    assert!(book.verify(&sara, Pii::from("first password")).await.unwrap().is_none());
    book.set_sip_secret(&sara, "sara", "wasl", &Pii::from("phone secret")).await.unwrap();
    book.set_sip_secret(&sara, "sara", "wasl", &Pii::from("new phone secret")).await.unwrap();
    assert_eq!(book.sip_secrets().await.unwrap().len(), 1);
    assert!(book.users().await.unwrap()[0].has_phone);
    book.set_disabled(&sara, true).await.unwrap();
    assert!(book.verify(&sara, Pii::from("second password")).await.unwrap().is_none());
    assert_eq!(book.sip_secrets().await.unwrap(), [], "a disabled user's phone is refused too");
    assert!(matches!(book.set_disabled(&"nobody".into(), true).await, Err(UserError::Unknown(_))));
    if !common::ON_POSTGRES {
        let files = std::fs::read(dir.path().join("data/wasl.db-wal")).unwrap();
        assert!(!files.windows(15).any(|bytes| bytes == b"second password"), "no password is stored");
    }
    book.shutdown().await;
}

#[tokio::test]
async fn a_call_is_exported_with_checksums() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = book.begin(CallId::numbered(1), NOON).await;
    for (n, event) in (0_u64..).zip(every_event()) {
        call.append(NOON, MediaTime::from_millis(n), event).await;
    }
    let samples = std::sync::Arc::new([7_i16; FRAME_SAMPLES]);
    let frame = AudioFrame { speaker: Speaker::Caller, at: MediaTime::ZERO, band: Band::Wide, heard: true, samples };
    call.frames().try_send(frame).unwrap();
    let (id, stats) = (call.id(), call.close().await);
    assert_eq!(stats.written, 1);
    let out = dir.path().join("out");
    let files = book.export(id, &out).await.unwrap();
    let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    let json = ["call.json", "timeline.jsonl", "transcript.txt", "wrap_ups.jsonl", "promises.jsonl"];
    assert_eq!(names, [&json[..], &["recording.wav", "SHA256SUMS"]].concat());
    let check = std::process::Command::new("sha256sum").args(["-c", "SHA256SUMS"]).current_dir(&out).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    let text = std::fs::read_to_string(out.join("transcript.txt")).unwrap();
    assert!(text.starts_with("[00:01.000] caller (ar): أُريد"), "{text}");
    assert_eq!(hound::WavReader::open(out.join("recording.wav")).unwrap().duration(), 320);
    book.shutdown().await;
}
