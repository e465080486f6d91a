//! What the book must not keep: masked cards, expired calls, erased persons. Every file is searched for what is gone.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::path::{Path, PathBuf};
use std::time::Duration;

use wasl_model::secret::SecretKind;
use wasl_model::{
    AgentId, AudioFrame, Band, CallEvent, CallId, Customer, CustomerId, Hangup, Language, LegId, MediaTime, Outcome,
    Pii, PromiseAnswer, PromiseId, PromiseKeeper, PromiseMade, PromiseOutcome, Span, Speaker, Timestamp, Utterance,
    UtteranceId, Visit, VisitId, Word, WrapUp,
};
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_record::{
    Book, EraseError, Held, Keep, Kept, KeyError, MasterKey, OpenError, OpenOptions, Person, RecordingState,
};

const NUMBER: &str = "+966551234567";
const CARD: &str = "4111111111111111";
const DAY_MS: i64 = 86_400_000;

fn now() -> Timestamp {
    let unix = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::default() + unix
}

fn said(id: u128, speaker: Speaker, start: u64, text: &str) -> CallEvent {
    let words = text.split(' ').zip(0..).map(|(word, n)| Word {
        text: word.into(),
        span: Span { start: MediaTime(start + n * 400), end: MediaTime(start + n * 400 + 380) },
        confidence: 0.9,
    });
    let words: Vec<Word> = words.collect();
    let end = words.last().unwrap().span.end;
    let utterance = Utterance {
        id: UtteranceId::numbered(id),
        speaker,
        span: Span { start: MediaTime(start), end },
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words,
        matched: None,
        values: wasl_model::spoken::values(text, None),
    };
    CallEvent::Heard { utterance }
}

/// A call of ten seconds with a loud recording, in which a card is told and keyed and written down.
async fn call(book: &Book, id: CallId, began: Timestamp, number: &str) {
    let kept = book.begin(id, began).await;
    let leg = LegId::numbered(id.0.as_u128());
    let at = |ms: u64| (began + Duration::from_millis(ms), MediaTime(ms));
    let from = Some(number.into());
    let arrived = CallEvent::Arrived { leg, from, dialled: "support".into(), trunk: None };
    let seed = id.0.as_u128() * 10;
    let promise = PromiseMade {
        id: PromiseId::numbered(seed),
        what: "نرجع المبلغ زرافة".into(),
        keeper: PromiseKeeper::Phone,
        due: None,
        branch: None,
        utterance: None,
    };
    let wrap_up = WrapUp { outcome: Outcome::Solved, summary: format!("بطاقة {CARD} زرافة").into() };
    let mut events = vec![
        (0, arrived),
        (100, CallEvent::Answered),
        (1_000, said(seed + 1, Speaker::Agent, 1_000, "ممكن رقم البطاقة")),
        (3_000, said(seed + 2, Speaker::Caller, 3_000, "زرافة بطاقتي 4111 1111 1111 1111 شكرا")),
    ];
    events.extend(
        (0..).zip(CARD.chars()).map(|(n, digit)| (7_000 + n * 100, CallEvent::Key { leg, digit: Pii::new(digit) })),
    );
    events.push((8_700, CallEvent::PromiseMade { agent: "omar".into(), promise }));
    events.push((9_000, CallEvent::WrappedUp { agent: "omar".into(), wrap_up }));
    events.push((10_000, CallEvent::Ended { hangup: Hangup::ByCaller }));
    for (ms, event) in events {
        let (at, media_at) = at(ms);
        kept.append(at, media_at, event).await;
    }
    for n in 0..500 {
        for speaker in [Speaker::Caller, Speaker::Agent] {
            let samples = std::sync::Arc::new([1_000; 320]);
            let frame = AudioFrame { speaker, at: MediaTime(n * 20), band: Band::Wide, heard: true, samples };
            kept.frames().send(frame).await.unwrap();
        }
        if n % 100 == 99 {
            // A recorder takes 5 s at once, and no more.
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }
    kept.close().await;
}

async fn open(dir: &Path) -> Book {
    Book::open(&common::url(dir), &dir.join("recordings")).await.unwrap()
}

/// The same with a key that seals recordings.
async fn open_sealing(dir: &Path, key: &str) -> Result<Book, OpenError> {
    std::fs::write(dir.join("key"), key).unwrap();
    let options = OpenOptions { key_file: Some(dir.join("key")), ..OpenOptions::default() };
    Book::open_with(&common::url(dir), &dir.join("recordings"), options).await
}

#[tokio::test]
async fn sealed_recordings_are_read_as_before_and_by_nobody_without_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = ("07".repeat(32), "08".repeat(32));
    let book = open_sealing(dir.path(), &first).await.unwrap();
    let id = CallId::numbered(1);
    call(&book, id, now(), NUMBER).await;
    let clear = std::fs::read(book.recording_path(id).await.unwrap().unwrap()).unwrap();
    book.mask_call(book.unmasked(1).await.unwrap()[0], &[]).await.unwrap();
    let path = book.recording_path(id).await.unwrap().unwrap();
    assert!(path.to_str().unwrap().ends_with(".wav.sealed"));
    assert_eq!(
        files_with(&dir.path().join("recordings"), "WAVE"),
        Vec::<PathBuf>::new(),
        "nothing is left in the clear"
    );
    let recording = book.recording(id).await.unwrap().unwrap();
    let mut part = vec![0; 100_000];
    recording.read_exact_at(&mut part, 60_000).unwrap();
    assert_eq!(part, clear[60_000..160_000]);
    assert!(book.peaks(id).await.unwrap().unwrap().length_ms > 9_000);
    let span = Span { start: MediaTime(1_000), end: MediaTime(2_000) };
    assert_eq!(book.sound(id, Speaker::Agent, span).await.unwrap().unwrap(), vec![1_000; 16_000]);
    let export = dir.path().join("export");
    book.export(id, &export).await.unwrap();
    assert_eq!(std::fs::read(export.join("recording.wav")).unwrap(), clear);
    // A card that shows later is silenced in the sealed recording too.
    let note = CallEvent::Noted { agent: "omar".into(), text: "later".into() };
    book.append_late(id, note).await.unwrap();
    book.mask_call(book.unmasked(1).await.unwrap()[0], &[SecretKind::Card]).await.unwrap();
    let span = Span { start: MediaTime(3_800), end: MediaTime(5_300) };
    assert!(book.sound(id, Speaker::Caller, span).await.unwrap().unwrap().iter().all(|sample| *sample == 0));
    assert_eq!(files_with(&dir.path().join("recordings"), "WAVE"), Vec::<PathBuf>::new());
    book.shutdown().await;
    drop(book);
    let sealed = std::fs::read(&path).unwrap();
    let wrong = open_sealing(dir.path(), &second).await.unwrap_err();
    assert!(matches!(&wrong, OpenError::Key(KeyError::Wrong { .. })), "{wrong:?}");
    let without = Book::open(&common::url(dir.path()), &dir.path().join("recordings")).await.unwrap_err();
    assert!(matches!(&without, OpenError::Key(KeyError::Missing { .. })), "{without:?}");
    assert!(matches!(open_sealing(dir.path(), "short").await, Err(OpenError::Key(KeyError::NoKey(_)))));
    assert_eq!(std::fs::read(&path).unwrap(), sealed, "nothing was damaged");
    // A new key takes the old one's place without touching the sound.
    let (old, new) = (MasterKey::of(&[7; 32]), MasterKey::of(&[8; 32]));
    assert_eq!(wasl_record::vault::rotate(&dir.path().join("recordings"), &old, &new).unwrap(), 1);
    assert_eq!(
        wasl_record::vault::rotate(&dir.path().join("recordings"), &old, &new).unwrap(),
        0,
        "run again, it has done its work"
    );
    wasl_record::open::rotate(&common::url(dir.path()), &old, &new).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap()[84..], sealed[84..]);
    assert!(open_sealing(dir.path(), &first).await.is_err());
    let book = open_sealing(dir.path(), &second).await.unwrap();
    assert!(book.peaks(id).await.unwrap().is_some());
    book.shutdown().await;
}

/// Every file below a folder with these bytes in it.
fn files_with(dir: &Path, wanted: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, wanted));
        } else if std::fs::read(&path).unwrap().windows(wanted.len()).any(|part| part == wanted.as_bytes()) {
            found.push(path);
        }
    }
    found
}

async fn put_customer(book: &Book) -> CustomerId {
    let id = CustomerId::from("c-1");
    let customer = Customer {
        id: id.clone(),
        name: Some("نوف الزرافي".into()),
        numbers: vec![NUMBER.into()],
        city: None,
        language: None,
        occasion: None,
    };
    book.put_customer(customer).await.unwrap();
    id
}

#[tokio::test]
async fn a_card_leaves_words_keys_notes_search_and_sound_and_the_rest_stays() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(1);
    call(&book, id, now(), NUMBER).await;
    let owed = book.unmasked(10).await.unwrap();
    assert_eq!(owed.len(), 1);
    let kinds = [SecretKind::Card, SecretKind::SecurityCode];
    assert!(book.mask_call(owed[0], &kinds).await.unwrap() > 17);
    assert_eq!(book.unmasked(10).await.unwrap(), []);
    let words: Vec<String> =
        book.transcript(id).await.unwrap().unwrap().into_iter().map(|turn| turn.text.into_inner()).collect();
    assert_eq!(words, ["ممكن رقم البطاقة", "زرافة بطاقتي ••• شكرا"]);
    let text = serde_json::to_string(&book.timeline(id).await.unwrap().unwrap()).unwrap();
    assert!(!text.contains("1111") && text.contains("زرافة"), "{text}");
    assert_eq!(book.call(id).await.unwrap().unwrap().summary, Some("بطاقة ••• زرافة".into()));
    // The card's words began 0.8 s into the turn, and the keys at 7 s; before, between and the agent's side are loud.
    let loud = |speaker, start, end| {
        let (book, span) = (book.clone(), Span { start: MediaTime(start), end: MediaTime(end) });
        async move { book.sound(id, speaker, span).await.unwrap().unwrap().iter().all(|sample| *sample != 0) }
    };
    let silent = |start, end| {
        let (book, span) = (book.clone(), Span { start: MediaTime(start), end: MediaTime(end) });
        async move { book.sound(id, Speaker::Caller, span).await.unwrap().unwrap().iter().all(|sample| *sample == 0) }
    };
    assert!(silent(3_800, 5_380).await && silent(7_000, 8_500).await);
    assert!(loud(Speaker::Caller, 0, 3_500).await && loud(Speaker::Caller, 5_700, 6_500).await);
    assert!(loud(Speaker::Agent, 0, 10_000).await);
    book.shutdown().await;
    assert_eq!(files_with(dir.path(), "1111 1111"), Vec::<PathBuf>::new());
    assert_eq!(files_with(dir.path(), CARD), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn words_that_come_later_are_looked_through_again() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(1);
    call(&book, id, now(), NUMBER).await;
    let owed = book.unmasked(10).await.unwrap()[0];
    let note = CallEvent::Noted { agent: "omar".into(), text: format!("البطاقة {CARD}").into() };
    book.append_late(id, note).await.unwrap();
    book.mask_call(owed, &[SecretKind::Card]).await.unwrap();
    let again = book.unmasked(10).await.unwrap();
    assert_eq!(again.len(), 1, "a note came while it was being looked through");
    book.mask_call(again[0], &[SecretKind::Card]).await.unwrap();
    assert_eq!(book.unmasked(10).await.unwrap(), []);
    book.shutdown().await;
}

/// A visit whose promises are all answered, with a second of sound.
async fn recorded_visit(book: &Book, customer: &CustomerId, by: &AgentId) {
    let open = book.open_promises(&Person::Customer(customer.clone())).await.unwrap();
    let answer = |id| PromiseAnswer { promise: id, outcome: PromiseOutcome::NotRaised, why: None };
    let visit = Visit {
        id: VisitId::numbered(7),
        customer: customer.clone(),
        branch: "العليا".into(),
        at: now(),
        reason: None,
        served_by: None,
        notes: "زرافة".into(),
        outcomes: open.iter().map(|owed| answer(owed.promise.id)).collect(),
        left: None,
        said: vec![],
    };
    book.log_visit(visit, by).await.unwrap();
    let mut wav = std::io::Cursor::new(Vec::new());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::new(&mut wav, spec).unwrap();
    (0..16_001).for_each(|n| writer.write_sample(i16::try_from(n % 99).unwrap()).unwrap());
    writer.finalize().unwrap();
    book.keep_visit_recording(VisitId::numbered(7), wav.into_inner()).await.unwrap();
}

#[tokio::test]
async fn a_person_is_erased_everywhere_and_the_proof_tells_nothing_of_them() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let customer = put_customer(&book).await;
    call(&book, CallId::numbered(1), now(), "0551234567").await;
    call(&book, CallId::numbered(2), now(), NUMBER).await;
    call(&book, CallId::numbered(3), now(), "+201001112222").await;
    book.put_draft(&AgentId::from("omar"), CallId::numbered(1), &serde_json::json!({"note": "زرافة"})).await.unwrap();
    let by = AgentId::from("admin");
    recorded_visit(&book, &customer, &by).await;
    let hold = book.add_hold(Held::Call(CallId::numbered(2)), "قضية 17".into(), &by).await.unwrap();
    assert!(matches!(book.erase(&customer, &by).await, Err(EraseError::Held(_, 1))));
    assert_eq!(book.calls(&wasl_record::CallFilter::default(), 9).await.unwrap().items.len(), 3);
    book.remove_hold(&hold.id, &by).await.unwrap();
    let proof = book.erase(&customer, &by).await.unwrap();
    assert!(proof.scrubbed);
    assert_eq!(proof.calls.len(), 2);
    assert!(matches!(&proof.visits[..], [sound] if sound.bytes > 1_000), "{:?}", proof.visits);
    assert!(!dir.path().join("recordings/visits").join(&proof.visits[0].name).exists());
    assert!(proof.calls.iter().all(|call| call.entries > 20 && call.sound.len() == 1 && call.sound[0].bytes > 600_000));
    let text = serde_json::to_string(&proof).unwrap();
    assert!(!text.contains("5512345") && !text.contains("زرافة") && !text.contains("c-1"), "{text}");
    for id in [1, 2] {
        let call = book.call(CallId::numbered(id)).await.unwrap().unwrap();
        assert_eq!((call.from, call.summary, call.recording), (None, None, RecordingState::None));
        let timeline = book.timeline(CallId::numbered(id)).await.unwrap().unwrap();
        assert!(matches!(&timeline[..], [only] if matches!(only.event, CallEvent::Erased { .. })));
        assert_eq!(book.recording_path(CallId::numbered(id)).await.unwrap(), None);
    }
    assert!(book.history(&Person::Number(NUMBER.into()), 9).await.unwrap().is_empty());
    assert!(book.recording_path(CallId::numbered(3)).await.unwrap().is_some(), "somebody else stays");
    let again = book.erase(&customer, &by).await.unwrap();
    assert_eq!(
        (&again.id, &again.calls, &again.rows),
        (&proof.id, &proof.calls, &proof.rows),
        "asked again, the same proof"
    );
    assert!(matches!(book.erase(&CustomerId::from("c-9"), &by).await, Err(EraseError::Unknown(_))));
    // Places of the timeline are not given again.
    let last = book.last_position().await.unwrap();
    call(&book, CallId::numbered(4), now(), "+201001112222").await;
    assert!(book.since(last, 1).await.unwrap()[0].position > last);
    book.shutdown().await;
    for gone in ["551234567", "الزرافي"] {
        assert_eq!(files_with(dir.path(), gone), Vec::<PathBuf>::new(), "{gone}");
    }
}

#[tokio::test]
async fn a_caller_known_by_their_number_alone_is_erased_by_it() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    for (n, number) in [(1, "0551234567"), (2, NUMBER), (3, "+201001112222")] {
        call(&book, CallId::numbered(n), now(), number).await;
    }
    let by = AgentId::from("admin");
    let erase = async |number: &str| book.erase_number(&number.into(), &by).await;
    assert!(matches!(erase("+966500000000").await, Err(EraseError::NoCaller)));
    assert!(matches!(erase("").await, Err(EraseError::WhichNumber)));
    let hold = book.add_hold(Held::Call(CallId::numbered(2)), "case".into(), &by).await.unwrap();
    let refused = erase(NUMBER).await.unwrap_err();
    assert!(matches!(refused, EraseError::Held(_, 1)) && !refused.to_string().contains("5512"), "{refused}");
    book.remove_hold(&hold.id, &by).await.unwrap();
    let proof = erase("00966 55 123 4567").await.unwrap();
    assert_eq!(proof.calls.iter().map(|call| call.call).collect::<Vec<_>>(), [1, 2].map(CallId::numbered));
    assert!(!serde_json::to_string(&proof).unwrap().contains("5512345"));
    assert_eq!(erase(NUMBER).await.unwrap().id, proof.id, "asked again, the same proof");
    assert!(book.recording_path(CallId::numbered(3)).await.unwrap().is_some(), "somebody else stays");
    // A number with a customer is that customer's.
    let customer = put_customer(&book).await;
    call(&book, CallId::numbered(4), now(), NUMBER).await;
    assert_eq!(erase(NUMBER).await.unwrap().calls.len(), 1);
    assert_eq!(book.customer(&customer).await.unwrap(), None);
    book.shutdown().await;
    for gone in ["551234567", "الزرافي"] {
        assert_eq!(files_with(dir.path(), gone), Vec::<PathBuf>::new(), "{gone}");
    }
}

/// A finding as far as the book looks into it.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Found {
    call: CallId,
    customer: CustomerId,
    visit: VisitId,
    finding: serde_json::Value,
}

impl Kept for Found {
    const SHELF: Shelf = Shelf::Findings;

    fn id(&self) -> String {
        "found".to_owned()
    }

    fn spine(&self) -> Spine {
        Spine { call: Some(self.call), customer: Some(self.customer.0.clone()), ..Spine::default() }
    }
}

#[tokio::test]
async fn what_a_finding_quotes_goes_with_the_words_of_its_call_and_with_its_visit() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let past = Timestamp(now().as_millis() - 40 * DAY_MS);
    call(&book, CallId::numbered(1), past, "+201001112222").await;
    let customer = put_customer(&book).await;
    let visit = Visit {
        id: VisitId::numbered(7),
        customer: customer.clone(),
        branch: "العليا".into(),
        at: past,
        reason: None,
        served_by: None,
        notes: "".into(),
        outcomes: vec![],
        left: None,
        said: vec![],
    };
    book.log_visit(visit, &"omar".into()).await.unwrap();
    let quote = |words: &str| serde_json::json!({ "words": words, "part": { "start": 0, "end": 4 } });
    let finding = serde_json::json!({ "phone": quote("غدًا"), "branch": quote("لا يوجد"), "why_en": "By phone yes." });
    let found = Found { call: CallId::numbered(1), customer, visit: VisitId::numbered(7), finding };
    book.put_up(&found, None).await.unwrap();
    let quoted = async || {
        let finding = book.kept::<Found>("found").await.unwrap().unwrap().finding;
        assert_eq!(finding["why_en"], "By phone yes.", "what was found stays");
        ["phone", "branch"].map(|side| finding[side]["words"].as_str().unwrap().to_owned())
    };
    book.retain(Keep { transcript_days: Some(50), visits_days: Some(50), ..Keep::default() }, false).await.unwrap();
    assert_eq!(quoted().await, ["غدًا", "لا يوجد"], "its time is not over");
    book.retain(Keep { transcript_days: Some(30), ..Keep::default() }, false).await.unwrap();
    assert_eq!(quoted().await, ["", "لا يوجد"]);
    book.retain(Keep { visits_days: Some(30), ..Keep::default() }, false).await.unwrap();
    assert_eq!(quoted().await, ["", ""]);
    book.shutdown().await;
}

#[tokio::test]
async fn retention_takes_out_what_is_over_its_time_and_a_hold_wins() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let past = |days: i64| Timestamp(now().as_millis() - days * DAY_MS);
    for (n, days) in [(1, 400), (2, 400), (3, 40), (4, 0)] {
        call(&book, CallId::numbered(n), past(days), NUMBER).await;
    }
    let by = AgentId::from("admin");
    book.add_hold(Held::Call(CallId::numbered(2)), "case".into(), &by).await.unwrap();
    let keep =
        Keep { recording_days: Some(30), transcript_days: Some(90), timeline_days: Some(365), visits_days: None };
    let would = book.retain(keep, true).await.unwrap();
    assert_eq!((would.recordings, would.transcripts, would.timelines, would.held), (2, 1, 1, 3));
    assert!(book.recording_path(CallId::numbered(1)).await.unwrap().is_some(), "a dry run takes nothing out");
    let did = book.retain(keep, false).await.unwrap();
    assert_eq!(did, would);
    let again = book.retain(keep, false).await.unwrap();
    assert_eq!((again.recordings, again.transcripts, again.timelines, again.held), (0, 0, 0, 3));
    let kept = |n| {
        let book = book.clone();
        async move {
            let id = CallId::numbered(n);
            let words = book.transcript(id).await.unwrap().unwrap();
            let said = words.iter().filter(|turn| !turn.text.reveal().is_empty()).count();
            let sound = book.recording_path(id).await.unwrap().is_some();
            (sound, said, book.timeline(id).await.unwrap().unwrap().len() > 1)
        }
    };
    assert_eq!(kept(1).await, (false, 0, false));
    assert_eq!(kept(2).await, (true, 2, true), "held");
    assert_eq!(kept(3).await, (false, 2, true));
    assert_eq!(kept(4).await, (true, 2, true));
    let only_words = Keep { transcript_days: Some(30), ..Keep::default() };
    book.retain(only_words, false).await.unwrap();
    assert_eq!(kept(3).await, (false, 0, true), "that somebody spoke stays");
    book.shutdown().await;
}

#[tokio::test]
async fn who_went_into_another_is_held_with_all_that_went_there() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let by = AgentId::from("admin");
    let put = async |id: &str, number: &str| {
        let numbers = vec![number.into()];
        let customer = Customer { id: id.into(), name: None, numbers, city: None, language: None, occasion: None };
        book.put_customer(customer).await.unwrap().id
    };
    let (kept, gone) = (put("kept", "0551234567").await, put("gone", NUMBER).await);
    call(&book, CallId::numbered(1), Timestamp(now().as_millis() - 40 * DAY_MS), NUMBER).await;
    book.add_hold(Held::Customer(gone.clone()), "case".into(), &by).await.unwrap();
    let held = book.held().await.unwrap();
    book.merge(&kept, &gone, &by).await.unwrap();
    let still = book.held().await.unwrap();
    assert_eq!(held.calls, [CallId::numbered(1)].into());
    assert_eq!((still.calls, still.customers), (held.calls, [kept, gone].into()));
    book.shutdown().await;
}
