//! Words that were put off are owed until they are read, exactly once; so is a second reading.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wasl_model::*;
use wasl_record::{Book, Unheard};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

async fn open(dir: &Path) -> Book {
    let url = common::url(dir);
    Book::open_with(&url, &dir.join("recordings"), common::options(dir)).await.unwrap()
}

fn span(start: u64, end: u64) -> Span {
    Span { start: MediaTime(start), end: MediaTime(end) }
}

fn said(id: UtteranceId, speaker: Speaker, span: Span, text: &str) -> Utterance {
    let language = Language::En;
    Utterance {
        id,
        speaker,
        span,
        language,
        text: text.into(),
        confidence: 0.5,
        words: Vec::new(),
        matched: None,
        values: vec![],
    }
}

/// A call whose sides are constant, so that a sample tells whose it is and when.
async fn record(book: &Book, call: CallId, frames: u64) -> wasl_record::CallBook {
    let call = book.begin(call, NOON).await;
    call.append(NOON, MediaTime::ZERO, CallEvent::RecordingStarted).await;
    for n in 0..frames {
        for (speaker, level) in [(Speaker::Caller, 100), (Speaker::Agent, -100)] {
            let frame = AudioFrame {
                speaker,
                at: MediaTime(n * FRAME_MS),
                band: Band::Narrow,
                heard: true,
                samples: Arc::new([level + i16::try_from(n).unwrap(); FRAME_SAMPLES]),
            };
            call.frames().send(frame).await.unwrap();
        }
    }
    call
}

async fn put_off(call: &wasl_record::CallBook, speaker: Speaker, span: Span) {
    call.append(NOON, span.end, CallEvent::HeardLater { speaker, span }).await;
}

async fn end(call: wasl_record::CallBook, at: u64) {
    call.append(NOON + Duration::from_secs(2), MediaTime(at), CallEvent::Ended { hangup: Hangup::ByCaller }).await;
    call.close().await;
}

#[tokio::test]
async fn words_put_off_are_owed_after_the_call_with_the_right_side_s_sound_and_kept_exactly_once() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(1);
    let call = record(&book, id, 50).await;
    put_off(&call, Speaker::Caller, span(100, 300)).await;
    put_off(&call, Speaker::Agent, span(400, 500)).await;
    put_off(&call, Speaker::Caller, span(600, 700)).await;
    // These came while the call lived.
    let heard = said(UtteranceId::new(), Speaker::Caller, span(600, 700), "late but live");
    call.append_kept(NOON, MediaTime(700), CallEvent::Heard { utterance: heard }).await.unwrap();
    assert_eq!(book.unheard(9).await.unwrap(), [], "a live call's are its own business");
    end(call, 1_000).await;

    let owed = [
        Unheard { call: id, speaker: Speaker::Caller, span: span(100, 300) },
        Unheard { call: id, speaker: Speaker::Agent, span: span(400, 500) },
    ];
    assert_eq!(book.unheard(9).await.unwrap(), owed);
    let sound = book.sound(id, Speaker::Caller, owed[0].span).await.unwrap().unwrap();
    assert_eq!((sound.len(), sound[0]), (200 * 16, 105));
    let sound = book.sound(id, Speaker::Agent, owed[1].span).await.unwrap().unwrap();
    assert_eq!((sound.len(), sound[0]), (100 * 16, -80));

    let turn = said(owed[0].turn_at(MediaTime(100)), Speaker::Caller, owed[0].span, "put off");
    // As if the process had died after the words and before the receipt.
    book.append_late(id, CallEvent::Heard { utterance: Utterance { span: span(100, 200), ..turn.clone() } })
        .await
        .unwrap();
    let felt = |span, label| MoodReading {
        span,
        label,
        confidence: 0.7,
        scores: MoodScores::NEUTRAL,
        arousal: None,
        valence: None,
        evidence: Vec::new(),
    };
    for _ in 0..2 {
        let mood = Some(felt(turn.span, Mood::Angry));
        book.catch_up(&owed[0], vec![(turn.clone(), mood)], true).await.unwrap();
    }
    book.catch_up(&owed[1], Vec::new(), true).await.unwrap();
    assert_eq!(book.unheard(9).await.unwrap(), []);
    let words = book.transcript(id).await.unwrap().unwrap();
    let words: Vec<_> = words.iter().map(|turn| turn.text.reveal().as_str()).collect();
    assert_eq!(words, ["put off", "late but live"]);
    book.shutdown().await;
}

#[tokio::test]
async fn what_a_dead_process_was_reading_is_owed_after_the_restart() {
    let dir = tempfile::tempdir().unwrap();
    let id = CallId::numbered(2);
    let book = open(dir.path()).await;
    let call = record(&book, id, 100).await;
    put_off(&call, Speaker::Agent, span(100, 300)).await;
    call.append_kept(NOON, MediaTime(1_500), CallEvent::SpeechStarted { speaker: Speaker::Caller }).await.unwrap();
    // No goodbye: the recording is on disk, the call has no end.
    tokio::time::sleep(Duration::from_millis(600)).await;
    drop(call);
    book.shutdown().await;
    drop(book);

    let book = open(dir.path()).await;
    let owed = [
        Unheard { call: id, speaker: Speaker::Agent, span: span(100, 300) },
        Unheard { call: id, speaker: Speaker::Caller, span: span(500, 2_000) },
    ];
    assert_eq!(book.unheard(9).await.unwrap(), owed);
    let story = book.timeline(id).await.unwrap().unwrap();
    assert!(matches!(story.last().unwrap().event, CallEvent::Ended { hangup: Hangup::Interrupted }));
    book.shutdown().await;
}

#[tokio::test]
async fn a_second_reading_is_owed_from_the_call_s_beginning_and_waits_for_all_its_words() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let id = CallId::numbered(3);
    book.owe_second_reading(id).await.unwrap();
    let call = record(&book, id, 50).await;
    put_off(&call, Speaker::Caller, span(100, 300)).await;
    let first = said(UtteranceId::numbered(9), Speaker::Caller, span(400, 600), "frist");
    call.append(NOON, MediaTime(600), CallEvent::Heard { utterance: first.clone() }).await;
    assert_eq!(book.second_readings(9).await.unwrap(), []);
    end(call, 1_000).await;
    assert_eq!(book.second_readings(9).await.unwrap(), [], "words are still owed");
    let owed = book.unheard(1).await.unwrap().remove(0);
    book.catch_up(&owed, Vec::new(), true).await.unwrap();
    assert_eq!(book.second_readings(9).await.unwrap(), [id]);

    let turns = book.turns_to_read_again(id, "large").await.unwrap();
    assert_eq!(turns, std::slice::from_ref(&first));
    book.read_again(id, Utterance { text: "first words".into(), ..first }, "large").await.unwrap();
    assert_eq!(book.turns_to_read_again(id, "large").await.unwrap(), []);
    book.second_reading_done(id).await.unwrap();
    assert_eq!(book.second_readings(9).await.unwrap(), []);

    let turn = book.turns(id).await.unwrap().unwrap().remove(0);
    assert_eq!((turn.utterance.text.reveal().as_str(), turn.read_by.as_deref()), ("first words", Some("large")));
    assert_eq!(turn.other.unwrap().text.reveal(), "frist");
    let find =
        |words: &str| wasl_record::CallFilter { words: wasl_record::Words::parse(words).ok(), ..Default::default() };
    for words in ["frist", "first words"] {
        assert_eq!(book.calls(&find(words), 9).await.unwrap().items.len(), 1, "{words}");
    }
    assert_eq!(book.calls(&find("frist first"), 9).await.unwrap().items.len(), 0, "two readings are no sentence");
    book.shutdown().await;
}

#[tokio::test]
async fn a_turn_read_again_changes_its_own_row_and_no_other() {
    if common::SEALED {
        // What is asked of the rows is sealed there.
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let call = book.begin(CallId::numbered(1), NOON).await;
    let turn = |n: u64, text: &str| {
        said(UtteranceId::numbered(u128::from(n)), Speaker::Caller, span(n * 1_000, n * 1_000 + 900), text)
    };
    for n in 0..5 {
        call.append_kept(NOON, MediaTime(n * 1_000), CallEvent::Heard { utterance: turn(n, "first") }).await.unwrap();
    }
    let raw = common::raw(dir.path()).await;
    // What was not written again still has this.
    sqlx::query("UPDATE utterances SET confidence = 0.125").execute(&raw).await.unwrap();
    let rows = async || {
        let rows =
            sqlx::query("SELECT words, other, confidence FROM utterances ORDER BY start_ms").fetch_all(&raw).await;
        let text = |row: &sqlx::any::AnyRow| {
            use sqlx::Row;
            let untouched = row.get::<f64, _>("confidence") == 0.125;
            (untouched, row.get::<String, _>("words"), row.get::<Option<String>, _>("other"))
        };
        rows.unwrap().iter().map(text).collect::<Vec<_>>()
    };
    let untouched = || (true, "first".to_owned(), None);
    let again = |n, text: &str, confidence| {
        let utterance = Utterance { confidence, ..turn(n, text) };
        CallEvent::ReadAgain { utterance, model: "large".to_owned() }
    };
    // The better reading is shown and the other kept beside it, whichever came first; the last one counts.
    call.append_kept(NOON, MediaTime(9_000), again(3, "second", 0.9)).await.unwrap();
    let better = (false, "second".to_owned(), Some("first".to_owned()));
    assert_eq!(rows().await, [untouched(), untouched(), untouched(), better.clone(), untouched()]);
    call.append_kept(NOON, MediaTime(9_000), again(1, "worse", 0.1)).await.unwrap();
    call.append_kept(NOON, MediaTime(9_000), again(3, "third", 0.9)).await.unwrap();
    let third = (false, "third".to_owned(), Some("first".to_owned()));
    let worse = (false, "first".to_owned(), Some("worse".to_owned()));
    assert_eq!(rows().await, [untouched(), worse.clone(), untouched(), third.clone(), untouched()]);
    // Kept by a release that did not note where a turn was heard: once more of the whole call.
    sqlx::query("UPDATE utterances SET heard_seq = NULL").execute(&raw).await.unwrap();
    call.append_kept(NOON, MediaTime(9_000), again(4, "second", 0.9)).await.unwrap();
    let once = || (false, "first".to_owned(), None);
    assert_eq!(rows().await, [once(), worse.clone(), once(), third.clone(), better.clone()]);
    sqlx::query("UPDATE utterances SET confidence = 0.125").execute(&raw).await.unwrap();
    call.append_kept(NOON, MediaTime(9_000), again(0, "second", 0.9)).await.unwrap();
    let rows = rows().await;
    assert!(!rows[0].0 && rows[1..].iter().all(|row| row.0), "{rows:?}");
    raw.close().await;
    end(call, 9_000).await;
    book.shutdown().await;
}
