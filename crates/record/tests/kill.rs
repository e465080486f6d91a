//! kill -9 at any moment: the recording opens at once and lacks at most 500 ms, no acknowledged event is missing,
//! and the next start closes the calls as interrupted.
//!
//! The child is this test binary itself, asked for the ignored test that keeps a book until it is killed.
//! The ledger is what the child printed: frames it handed over, events it was acknowledged.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::zombie_processes,
    reason = "a test may fail loudly; the child speaks by its stdout, and is killed and waited for"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use wasl_model::{
    AudioFrame, Band, CallEvent, CallId, Hangup, LegId, MediaTime, Outcome, Pii, Speaker, TimelineEntry, Timestamp,
    WrapUp,
};
use wasl_record::{Book, CallFilter};

mod common;

const DIR: &str = "WASL_KILL_TEST_DIR";
const CALLS: u128 = 4;
const LATE: CallId = CallId::numbered(99);
const ROUNDS: u64 = 10;

#[derive(Default)]
struct Ledger {
    heard_ms: BTreeMap<CallId, u64>,
    kept: BTreeMap<CallId, Vec<u64>>,
    late: Vec<u64>,
}

#[test]
fn kill_9_loses_at_most_half_a_second_and_no_acknowledged_event() {
    let mut lost_ms = Vec::new();
    for round in 0..ROUNDS {
        let dir = tempfile::tempdir().unwrap();
        // Spread over a tick and more, so that kills fall before, within and after writes.
        let ledger = run_and_kill(dir.path(), Duration::from_millis(600 + round * 137 % 997));
        lost_ms.push(check(dir.path(), &ledger));
    }
    lost_ms.sort_unstable();
    eprintln!("sound lost in {ROUNDS} kills: {lost_ms:?} ms");
    // A machine too busy to wake the studio in time may lose more now and then.
    assert!(lost_ms[lost_ms.len() / 2] <= 500, "most kills lost more than half a second: {lost_ms:?} ms");
}

/// As the test runner knows it: in the binary `postgres` this file is one module of many.
fn name(test: &str) -> String {
    module_path!().split_once("::").map_or(test.to_owned(), |(_, module)| format!("{module}::{test}"))
}

fn run_and_kill(dir: &Path, life: Duration) -> Ledger {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name("keeper_until_killed"), "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .env(common::postgres::OWNER, common::postgres::owner().to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ledger = Ledger::default();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut deadline = None;
    while let Some(Ok(line)) = lines.next() {
        note(&mut ledger, &line);
        let began = deadline.is_some() || is_under_way(&ledger, dir);
        if began && Instant::now() >= *deadline.get_or_insert_with(|| Instant::now() + life) {
            kill(&mut child);
            break;
        }
    }
    // What the child had written into the pipe before it died counts too.
    lines.map_while(Result::ok).for_each(|line| note(&mut ledger, &line));
    assert_eq!(ledger.kept.len() as u128, CALLS, "every call had an event acknowledged before the kill");
    ledger
}

/// Every call has a recording, and events were acknowledged of each, also late ones: on a busy machine that takes a while.
fn is_under_way(ledger: &Ledger, dir: &Path) -> bool {
    ledger.kept.len() as u128 == CALLS && !ledger.late.is_empty() && recordings(dir).len() as u128 == CALLS
}

fn kill(child: &mut Child) {
    child.kill().unwrap(); // SIGKILL
    child.wait().unwrap();
}

fn note(ledger: &mut Ledger, line: &str) {
    // A line cut off by the kill was not acknowledged in full.
    let Some(line) = line.strip_suffix(" .") else { return };
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["heard", call, ms] => _ = ledger.heard_ms.insert(call.parse().unwrap(), ms.parse().unwrap()),
        ["late", seq] => ledger.late.push(seq.parse().unwrap()),
        ["kept", call, seq] => ledger.kept.entry(call.parse().unwrap()).or_default().push(seq.parse().unwrap()),
        _ => {}
    }
}

/// Gives the most sound lost, in milliseconds.
fn check(dir: &Path, ledger: &Ledger) -> u64 {
    // Before anything could repair them: every recording opens and holds what was said.
    let mut worst_ms = 0;
    let recordings = recordings(dir);
    assert_eq!(recordings.len(), ledger.heard_ms.len());
    for (call, sent_ms) in &ledger.heard_ms {
        let reader = hound::WavReader::open(&recordings[call]).unwrap();
        let kept_ms = u64::from(reader.duration()) / 16;
        let lost_ms = sent_ms.saturating_sub(kept_ms);
        worst_ms = worst_ms.max(lost_ms);
        for (n, sample) in reader.into_samples::<i16>().enumerate() {
            let (place, right) = (n / 2, n % 2 == 1);
            let sample = sample.unwrap();
            // The header counts the longer side; the other may be a frame behind.
            let behind = place as u64 / 16 + 40 >= kept_ms && sample == 0;
            assert!(sample == voice(place, right) || behind, "sample {place} is another");
        }
    }
    tokio::runtime::Runtime::new().unwrap().block_on(check_book(dir, ledger));
    worst_ms
}

async fn check_book(dir: &Path, ledger: &Ledger) {
    let book = open(dir).await;
    assert_eq!(book.calls(&CallFilter { live: Some(true), ..CallFilter::default() }, 10).await.unwrap().items, []);
    for (call, kept) in &ledger.kept {
        let timeline = book.timeline(*call).await.unwrap().unwrap();
        let seqs: Vec<_> = timeline.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (0..timeline.len() as u64).collect::<Vec<_>>(), "no gap");
        for seq in kept {
            let entry: &TimelineEntry = &timeline[usize::try_from(*seq).unwrap()];
            let marked = matches!(&entry.event, CallEvent::Key { .. } | CallEvent::Answered);
            assert!(marked, "acknowledged event {seq} is there as it was");
        }
        let last = timeline.last().unwrap();
        assert_eq!(last.event, CallEvent::Ended { hangup: Hangup::Interrupted });
        let row = book.call(*call).await.unwrap().unwrap();
        assert_eq!(row.hangup, Some(Hangup::Interrupted));
        assert!(book.recording_path(*call).await.unwrap().is_some());
    }
    check_late(&book, &ledger.late).await;
    book.shutdown().await;
}

/// What was told after a call's end is there without a gap, and so is what it left beside the timeline.
async fn check_late(book: &Book, acknowledged: &[u64]) {
    let last = *acknowledged.last().expect("a late event was acknowledged before the kill");
    let timeline = book.timeline(LATE).await.unwrap().unwrap();
    assert_eq!(timeline.iter().map(|e| e.seq).collect::<Vec<_>>(), (0..timeline.len() as u64).collect::<Vec<_>>());
    assert!(timeline.len() as u64 > last, "acknowledged event {last} is there");
    assert_eq!(timeline[1].event, CallEvent::Ended { hangup: Hangup::ByCaller });
    assert!(timeline[2..].iter().all(|entry| matches!(entry.event, CallEvent::WrappedUp { .. })));
    let row = book.call(LATE).await.unwrap().unwrap();
    assert_eq!((row.hangup, row.events), (Some(Hangup::ByCaller), timeline.len() as u64), "ended once");
    let CallEvent::WrappedUp { wrap_up, .. } = &timeline.last().unwrap().event else { panic!("checked above") };
    assert_eq!(book.wrap_ups(LATE).await.unwrap()[0].wrap_up, *wrap_up);
}

fn recordings(dir: &Path) -> BTreeMap<CallId, std::path::PathBuf> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.join("recordings")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "wav") {
                found.insert(path.file_stem().unwrap().to_str().unwrap().parse().unwrap(), path);
            }
        }
    }
    found
}

async fn open(dir: &Path) -> Book {
    let url = common::url(dir);
    Book::open(&url, &dir.join("recordings")).await.unwrap()
}

/// What is said at each place: never 0, and different on both sides.
fn voice(place: usize, right: bool) -> i16 {
    let n = i16::try_from(place % 10_007).unwrap();
    if right { -1 - n } else { 1 + n }
}

#[test]
#[ignore = "the child of the kill test"]
fn keeper_until_killed() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(keep(Path::new(&dir)));
}

async fn keep(dir: &Path) {
    let book = open(dir).await;
    let began = Timestamp::from_millis(1_795_305_600_000);
    let mut calls = tokio::task::JoinSet::new();
    for n in 1..=CALLS {
        let call = book.begin(CallId::numbered(n), began).await;
        let (book, id) = (call.clone(), call.id());
        calls.spawn(async move {
            book.append_kept(began, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
            for n in 0.. {
                let key = CallEvent::Key { leg: LegId::numbered(n), digit: Pii::new('7') };
                let seq = book.append_kept(began, MediaTime::ZERO, key).await.unwrap();
                println!("kept {id} {seq} .");
            }
        });
        calls.spawn(speak(call));
    }
    calls.spawn(tell_late(book.clone(), began));
    // A parent that died would leave the child behind: nobody needs it longer than this.
    tokio::time::sleep(Duration::from_secs(120)).await;
}

async fn tell_late(book: Book, began: Timestamp) {
    let call = book.begin(LATE, began).await;
    call.append_kept(began, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    call.append_kept(began, MediaTime::ZERO, CallEvent::Ended { hangup: Hangup::ByCaller }).await.unwrap();
    call.close().await;
    for n in 0.. {
        let summary = Pii::new(format!("after the end, {n}"));
        let wrap_up = WrapUp { outcome: Outcome::Solved, summary };
        let seq = book.append_late(LATE, CallEvent::WrappedUp { agent: "sara".into(), wrap_up }).await.unwrap();
        println!("late {seq} .");
    }
}

async fn speak(call: wasl_record::CallBook) {
    let frames = call.frames();
    let mut clock = tokio::time::interval(Duration::from_millis(20));
    for n in 0_u64.. {
        clock.tick().await;
        for speaker in [Speaker::Caller, Speaker::Agent] {
            let first = usize::try_from(n).unwrap() * 320;
            let samples = Arc::new(std::array::from_fn(|k| voice(first + k, speaker == Speaker::Agent)));
            let at = MediaTime::from_millis(n * 20);
            frames.try_send(AudioFrame { speaker, at, band: Band::Narrow, heard: true, samples }).unwrap();
        }
        println!("heard {} {} .", call.id(), n * 20 + 20);
    }
}
