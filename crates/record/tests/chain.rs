//! Sound and words of calls that are over are linked, so that change, removal and another order show; recordings are put
//! into their lasting form without losing a sample.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wasl_model::*;
use wasl_record::{Book, CallFilter, Walk, Wrong};

mod common;

const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);

async fn open(dir: &Path) -> Book {
    Book::open(&common::url(dir), &dir.join("recordings")).await.unwrap()
}

/// An hour of sound would be alike: a voice on each side, and noise by a seed.
fn voice(place: u64, right: bool) -> i16 {
    let noise = place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(u64::from(right)) >> 54;
    let tone = (f64::from(u32::try_from(place % 16_000).unwrap()) * if right { 0.11 } else { 0.07 }).sin() * 9_000.0;
    tone as i16 + i16::try_from(noise).unwrap() - 512
}

async fn call(book: &Book, n: u128, frames: u64) {
    let call = book.begin(CallId::numbered(n), NOON).await;
    call.append_kept(NOON, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    let door = call.frames();
    for frame in 0..frames {
        for speaker in [Speaker::Caller, Speaker::Agent] {
            let first = frame * FRAME_SAMPLES as u64;
            let samples = Arc::new(std::array::from_fn(|k| voice(first + k as u64, speaker == Speaker::Agent)));
            let at = MediaTime::from_millis(frame * FRAME_MS);
            door.send(AudioFrame { speaker, at, band: Band::Wide, heard: true, samples }).await.unwrap();
        }
    }
    let end = CallEvent::Ended { hangup: Hangup::ByCaller };
    call.append_kept(NOON + Duration::from_secs(60), MediaTime::from_millis(frames * FRAME_MS), end).await.unwrap();
    call.close().await;
    // The recorder tells of its start a moment later.
    while frames > 0 && book.recording_path(CallId::numbered(n)).await.unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn seal(book: &Book) -> u64 {
    let never = Timestamp::from_millis(i64::MAX);
    book.seal_quiet(true, never, never).await.unwrap()
}

async fn faults(book: &Book) -> Vec<(Option<u64>, u128, Wrong)> {
    let number = |call: CallId| (1..=9).find(|n| CallId::numbered(*n) == call).unwrap();
    let walk = book.verify_chain().await.unwrap();
    walk.faults.into_iter().map(|fault| (fault.n, number(fault.call), fault.what)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_keeps_every_sample_in_half_the_room_and_is_heard_and_exported_as_before() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    call(&book, 1, 500).await;
    let wav = book.recording_path(CallId::numbered(1)).await.unwrap().unwrap();
    let peaks = book.peaks(CallId::numbered(1)).await.unwrap().unwrap();
    let before = std::fs::read(&wav).unwrap();
    assert_eq!(seal(&book).await, 1);
    assert!(!wav.exists(), "the WAV is gone");
    let flac = std::fs::metadata(wav.with_extension("flac")).unwrap().len();
    assert!(flac < before.len() as u64 * 8 / 10, "{flac} of {} bytes", before.len());
    let again = book.recording_path(CallId::numbered(1)).await.unwrap().unwrap();
    assert!(std::fs::read(&again).unwrap() == before, "byte for byte");
    assert_eq!(book.peaks(CallId::numbered(1)).await.unwrap(), Some(peaks));
    book.export(CallId::numbered(1), &dir.path().join("out")).await.unwrap();
    assert!(std::fs::read(dir.path().join("out/recording.wav")).unwrap() == before);
    assert_eq!(seal(&book).await, 0, "sealed once");
    assert_eq!(faults(&book).await, []);
    // A damaged archive is told, and harms nothing else.
    let mut bytes = std::fs::read(wav.with_extension("flac")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    std::fs::write(wav.with_extension("flac"), bytes).unwrap();
    std::fs::remove_dir_all(dir.path().join("recordings/.cache")).unwrap();
    let heard = faults(&book).await;
    assert!(matches!(heard[..], [(Some(1), 1, Wrong::Sound | Wrong::SoundGone)]), "{heard:?}");
    book.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_taken_away_or_put_elsewhere_is_named_by_its_link() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    for n in 1..=3 {
        call(&book, n, 5).await;
    }
    assert_eq!(seal(&book).await, 3);
    let note = CallEvent::Noted { agent: "sara".into(), text: Pii::from("بعد المكالمة") };
    book.append_late(CallId::numbered(2), note).await.unwrap();
    assert_eq!(faults(&book).await, [], "what waits for its link is no fault");
    assert_eq!(seal(&book).await, 1);
    let Walk { links, head, faults: none, changing: 0 } = book.verify_chain().await.unwrap() else {
        panic!("nothing is changing")
    };
    assert_eq!((links, head.len(), none.len()), (7, 64, 0));

    let raw = common::raw(dir.path()).await;
    let run = async |statement: &str| {
        sqlx::query(statement).execute(&raw).await.unwrap();
    };
    let second = CallId::numbered(2);
    run(&format!("UPDATE timeline SET at_ms = at_ms + 1 WHERE seq = 0 AND call_id = '{second}'")).await;
    assert_eq!(faults(&book).await, [(Some(4), 2, Wrong::Words)]);
    run(&format!("UPDATE timeline SET at_ms = at_ms - 1 WHERE seq = 0 AND call_id = '{second}'")).await;
    run(&format!(
        "INSERT INTO timeline (position, call_id, seq, at_ms, media_ms, event) VALUES (999, '{second}', 4, 0, 0, '{{}}')"
    ))
    .await;
    assert_eq!(faults(&book).await, [(Some(7), 2, Wrong::Words)], "an entry was put in");
    run("DELETE FROM timeline WHERE position = 999").await;
    assert_eq!(faults(&book).await, []);

    run("UPDATE chain SET content = 'x' || content WHERE n = 3").await;
    assert!(faults(&book).await.contains(&(Some(3), 2, Wrong::Changed)));
    run("UPDATE chain SET content = substr(content, 2) WHERE n = 3").await;
    run("UPDATE chain SET n = n + 100 WHERE n = 5").await;
    assert_eq!(faults(&book).await[0], (Some(6), 3, Wrong::Order));
    run("UPDATE chain SET n = 5 WHERE n = 105").await;
    run("DELETE FROM chain WHERE n >= 5").await;
    let cut = faults(&book).await;
    assert!(cut.contains(&(None, 3, Wrong::Unlinked)), "{cut:?}");
    assert!(cut.contains(&(Some(4), 2, Wrong::Words)), "{cut:?}");
    raw.close().await;
    book.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_for_a_reason_or_erased_has_a_link_that_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    call(&book, 1, 5).await;
    call(&book, 2, 5).await;
    seal(&book).await;
    let raw = common::raw(dir.path()).await;
    let first = CallId::numbered(1);
    sqlx::query(&format!("UPDATE timeline SET media_ms = 1 WHERE seq = 0 AND call_id = '{first}'"))
        .execute(&raw)
        .await
        .unwrap();
    let wav = book.recording_path(first).await.unwrap().unwrap();
    let day = dir.path().join("recordings/2026/11/22");
    std::fs::remove_file(day.join(wav.with_extension("flac").file_name().unwrap())).unwrap();
    assert_eq!(faults(&book).await, [(Some(1), 1, Wrong::SoundGone), (Some(2), 1, Wrong::Words)]);
    book.replace_links(first, "masked").await.unwrap();
    assert_eq!(faults(&book).await, [(Some(5), 1, Wrong::SoundGone)], "no reason to be gone");
    let taken_out = format!("UPDATE calls SET recording = 'none' WHERE id = '{first}'");
    sqlx::query(&taken_out).execute(&raw).await.unwrap();
    book.replace_links(first, "masked").await.unwrap();
    assert_eq!(faults(&book).await, []);
    for table in ["timeline", "sealing", "legs"] {
        sqlx::query(&format!("DELETE FROM {table} WHERE call_id = '{first}'")).execute(&raw).await.unwrap();
    }
    sqlx::query(&format!("DELETE FROM calls WHERE id = '{first}'")).execute(&raw).await.unwrap();
    assert_eq!(faults(&book).await, [(Some(8), 1, Wrong::Gone)]);
    book.replace_links(first, "erased").await.unwrap();
    let walk = book.verify_chain().await.unwrap();
    assert_eq!((walk.links, walk.faults.len()), (10, 0));
    assert_eq!(book.calls(&CallFilter::default(), 9).await.unwrap().items.len(), 1);
    raw.close().await;
    book.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_that_was_gone_or_damaged_before_its_call_was_linked_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    for n in 1..=2 {
        call(&book, n, 5).await;
    }
    let wav = async |n| book.recording_path(CallId::numbered(n)).await.unwrap().unwrap();
    std::fs::remove_file(wav(1).await).unwrap();
    std::fs::write(wav(2).await, b"no sound").unwrap();
    seal(&book).await;
    assert_eq!(faults(&book).await, [(Some(1), 1, Wrong::SoundGone), (Some(2), 2, Wrong::SoundGone)]);
    book.shutdown().await;
}
