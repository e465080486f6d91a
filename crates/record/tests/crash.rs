//! kill -9 in the midst of what changes a book that is there already: recordings put into their lasting form, the chain,
//! masking, erasing, backups and their way back. The next start finishes what was begun, and nothing is half done after it.
//!
//! The child is this test binary itself, asked for the ignored test that works until it is killed; the moments of the kills
//! are the same in every run and spread over the time such work takes.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::zombie_processes,
    reason = "a test may fail loudly; the child speaks by its stdout, and is killed and waited for"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use wasl_model::secret::SecretKind;
use wasl_model::*;
use wasl_record::{Book, CallFilter, OpenOptions, backup, restore};

mod common;

const DIR: &str = "WASL_CRASH_TEST_DIR";
const WORK: &str = "WASL_CRASH_TEST_WORK";
const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);
const NEVER: Timestamp = Timestamp::from_millis(i64::MAX);
/// Kills of each kind of work. A server's session outlives its killed client for a moment, and its tables are rewritten
/// whole after an erasure, so a round takes longer there.
const KILLS: u64 = if common::ON_POSTGRES { 8 } else { 20 };
/// Calls that are worked on in each round.
const CALLS: u128 = 3;
/// Frames of a call: a second and a bit.
const FRAMES: u64 = 60;
/// Bytes before the samples of a WAV file.
const WAV_HEADER: usize = 44;
/// What a child says when its book is open, and when its work is done.
const BEGUN: &str = "it works";
const DONE: &str = "it is done";

async fn open(dir: &Path) -> Book {
    let key_file = Some(dir.join("key")).filter(|key| key.exists());
    let options = OpenOptions { key_file, ..OpenOptions::default() };
    Book::open_with(&common::url(dir), &dir.join("recordings"), options).await.unwrap()
}

/// Never 0, so that silence is told from sound.
fn voice(place: u64) -> i16 {
    i16::try_from(place * 31 % 20_011).unwrap() + 1
}

fn said(n: u128, span: Span, text: &str) -> CallEvent {
    let utterance = Utterance {
        id: UtteranceId::numbered(n),
        speaker: Speaker::Caller,
        span,
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words: text.split(' ').map(|word| Word { text: word.into(), span, confidence: 0.9 }).collect(),
        matched: None,
        values: wasl_model::spoken::values(text, None),
    };
    CallEvent::Heard { utterance }
}

/// Bytes of a call's WAV file.
fn whole() -> usize {
    WAV_HEADER + usize::try_from(FRAMES * FRAME_MS * 64).unwrap()
}

/// A call that is over, with its sound on the disk; gives the WAV.
async fn call(book: &Book, id: CallId, from: &str, text: &str) -> Vec<u8> {
    let call = book.begin(id, NOON).await;
    let arrived =
        CallEvent::Arrived { leg: LegId::numbered(1), from: Some(from.into()), dialled: "support".into(), trunk: None };
    let span = Span { start: MediaTime(100), end: MediaTime(900) };
    for event in [arrived, CallEvent::Answered, said(id.0.as_u128() * 1_000, span, text)] {
        call.append_kept(NOON, MediaTime(900), event).await.unwrap();
    }
    for frame in 0..FRAMES {
        for speaker in [Speaker::Caller, Speaker::Agent] {
            let samples = Arc::new(std::array::from_fn(|k| voice(frame * FRAME_SAMPLES as u64 + k as u64)));
            let at = MediaTime::from_millis(frame * FRAME_MS);
            let frame = AudioFrame { speaker, at, band: Band::Wide, heard: true, samples };
            call.frames().send(frame).await.unwrap();
        }
    }
    let end = CallEvent::Ended { hangup: Hangup::ByCaller };
    call.append_kept(NOON + Duration::from_secs(2), MediaTime(FRAMES * FRAME_MS), end).await.unwrap();
    call.close().await;
    loop {
        if let Some(path) = book.recording_path(id).await.unwrap() {
            let wav = std::fs::read(path).unwrap();
            if wav.len() == whole() {
                return wav;
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// As the test runner knows it: in the binary `postgres` this file is one module of many.
fn name(test: &str) -> String {
    module_path!().split_once("::").map_or(test.to_owned(), |(_, module)| format!("{module}::{test}"))
}

/// Has a child do this work and kills it after so long, or once it is done. Gives how long the work took, if it was done.
fn work(dir: &Path, work: &str, life: Duration) -> Option<Duration> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name("works_until_killed"), "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .env(WORK, work)
        .env(common::postgres::OWNER, common::postgres::owner().to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (said, heard) = mpsc::sync_channel(8);
    // It ends with the child's stdout.
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| said.send(line)));
    assert!(heard.iter().any(|line| line.ends_with(BEGUN)), "the child did not get to its work");
    let begun = Instant::now();
    let told = heard.recv_timeout(life);
    let lived = begun.elapsed();
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    match &told {
        Ok(line) => assert_eq!(line, DONE),
        Err(mpsc::RecvTimeoutError::Timeout) => {}
        Err(mpsc::RecvTimeoutError::Disconnected) => panic!("the child's work went wrong: {ended}"),
    }
    told.is_ok().then_some(lived)
}

/// Moments in no order, the same in every run and evenly spread over the time the work takes.
struct Moments {
    place: f64,
    whole: Duration,
}

impl Moments {
    /// Steps of the golden ratio: each falls into the widest gap the earlier ones left.
    fn next(&mut self) -> Duration {
        self.place = (self.place + 0.618_033_988_75).fract();
        self.whole.mul_f64(self.place)
    }

    /// The work takes about as long as it took last, the first one longer. Where every child is killed it may take longer
    /// than is known, so that its end is looked for further out.
    fn learn(&mut self, took: Option<Duration>) {
        self.whole = took.unwrap_or_else(|| self.whole.mul_f64(1.1));
    }
}

#[test]
#[ignore = "the child of the other tests"]
fn works_until_killed() {
    let (Some(dir), Ok(work)) = (std::env::var_os(DIR).map(PathBuf::from), std::env::var(WORK)) else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let book = open(&dir).await;
        println!("\n{BEGUN}");
        match work.split_once(' ').unwrap_or((&work, "")) {
            ("seal", _) => _ = book.seal_quiet(true, NEVER, NEVER).await.unwrap(),
            ("mask", _) => mask(&book).await,
            ("erase", n) => {
                // Somebody listens to one of their calls a moment before.
                let (customer, [first, _]) = person(n.parse().unwrap());
                heard(&book, first).await;
                book.erase(&customer, &"admin".into()).await.unwrap();
            }
            ("backup", to) => _ = book.backup(&dir.join(to), Arc::new(|_| ())).await.unwrap(),
            ("restore", from) => bring_back(&dir, from).await.unwrap(),
            ("encrypt", book) => open(&dir.join(book)).await.shutdown().await,
            (other, _) => panic!("{other} is no work"),
        }
        println!("{DONE}");
        // No orderly end: whoever is not killed in its work is killed after it.
        std::future::pending::<()>().await;
    });
}

/// What the server does with calls that are over.
async fn mask(book: &Book) {
    for owed in book.unmasked(100).await.unwrap() {
        book.mask_call(owed, &[SecretKind::Card]).await.unwrap();
    }
    book.seal_quiet(true, NEVER, NEVER).await.unwrap();
}

/// Every file below a folder, with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// Files of sound as they lie there, without what was decoded to be read.
fn sounds(dir: &Path) -> Vec<String> {
    let all = files(&dir.join("recordings")).into_keys();
    let kept = all.filter(|path| !path.components().any(|part| part.as_os_str() == ".cache"));
    let names = kept.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    names.filter(|name| name != "vault.json").collect()
}

async fn heard(book: &Book, id: CallId) -> Vec<u8> {
    let recording = book.recording(id).await.unwrap().expect("it has a recording");
    let mut bytes = vec![0; usize::try_from(recording.length().unwrap()).unwrap()];
    recording.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

async fn assert_chain_holds(book: &Book, when: &str) {
    let walk = book.verify_chain().await.unwrap();
    assert_eq!(walk.faults, [], "{when}");
}

fn calls() -> impl Iterator<Item = CallId> {
    (1..=CALLS).map(CallId::numbered)
}

/// Rounds of preparing, killing and looking; the first one is not killed in its work, and whoever is not tells how long it
/// takes. What kills gives whether the work was done before.
async fn rounds(kind: &str, dir: &Path, mut round: impl AsyncFnMut(&Path, u64, &mut dyn FnMut(&str) -> bool)) {
    let mut moments = Moments { place: 0.0, whole: Duration::from_secs(60) };
    let mut killed = 0;
    for n in 0..=KILLS {
        let life = if n == 0 { moments.whole } else { moments.next() };
        let mut took = None;
        let mut kill = |order: &str| {
            took = work(dir, order, life);
            took.is_some()
        };
        round(dir, n, &mut kill).await;
        assert!(n > 0 || took.is_some(), "the work takes longer than {life:?}");
        killed += u64::from(took.is_none());
        moments.learn(took);
    }
    eprintln!("{kind}: the work takes {:?}, {killed} of {KILLS} were killed in it", moments.whole);
    assert!(killed >= KILLS / 3, "hardly any child was killed in its work");
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_and_their_chain_are_whole_whenever_sealing_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut wavs = Vec::new();
    for id in calls() {
        let wav = call(&book, id, "+966550000000", "مرحبا").await;
        wavs.push((id, book.recording_path(id).await.unwrap().unwrap(), wav));
    }
    book.shutdown().await;
    drop(book);
    rounds("seal", dir.path(), async |dir, n, kill| {
        // Every round begins with WAVs, and with words that have no link yet.
        for (_, path, wav) in &wavs {
            std::fs::write(path, wav).unwrap();
            _ = std::fs::remove_file(path.with_extension("flac"));
        }
        let book = open(dir).await;
        for id in calls() {
            let text = Pii::new(format!("round {n}"));
            book.append_late(id, CallEvent::Noted { agent: "sara".into(), text }).await.unwrap();
        }
        book.shutdown().await;
        drop(book);
        kill("seal");
        let book = open(dir).await;
        assert_chain_holds(&book, "as the kill left it").await;
        for (id, _, wav) in &wavs {
            assert!(heard(&book, *id).await == *wav, "round {n}: the sound is as it was");
        }
        book.seal_quiet(true, NEVER, NEVER).await.unwrap();
        assert_chain_holds(&book, "when it is finished").await;
        assert_eq!(book.seal_quiet(true, NEVER, NEVER).await.unwrap(), 0, "nothing is left to do");
        for (id, _, wav) in &wavs {
            assert!(heard(&book, *id).await == *wav, "round {n}: the sound is as it was");
        }
        let ends: Vec<bool> = sounds(dir).iter().map(|name| name.ends_with(".flac")).collect();
        assert_eq!(ends, [true; CALLS as usize], "one whole form of each: {:?}", sounds(dir));
        book.shutdown().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_masked_is_gone_from_every_form_of_the_sound_whenever_masking_is_killed() {
    masked(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_masked_is_gone_from_sealed_sound_too_whenever_masking_is_killed() {
    masked(true).await;
}

async fn masked(is_sealed: bool) {
    let dir = tempfile::tempdir().unwrap();
    if is_sealed {
        std::fs::write(dir.path().join("key"), "07".repeat(32)).unwrap();
    }
    let book = open(dir.path()).await;
    let mut known = Vec::new();
    for id in calls() {
        known.push((id, call(&book, id, "+966550000000", "مرحبا").await));
    }
    mask(&book).await;
    book.shutdown().await;
    drop(book);
    rounds("mask", dir.path(), async |dir, n, kill| {
        // A card is found in words that are read late, each time at another place of a recording in its lasting form.
        let span = Span { start: MediaTime(n * 50), end: MediaTime(n * 50 + 40) };
        let book = open(dir).await;
        for id in calls() {
            let text = "4111 1111 1111 1111";
            let event = said(id.0.as_u128() * 1_000 + u128::from(n) + 1, span, text);
            book.append_late(id, event).await.unwrap();
        }
        book.shutdown().await;
        drop(book);
        kill("mask");
        let book = open(dir).await;
        assert_chain_holds(&book, "as the kill left it").await;
        mask(&book).await;
        assert_chain_holds(&book, "when it is finished").await;
        for (id, wav) in &mut known {
            let said = words_of(&book.timeline(*id).await.unwrap().unwrap());
            assert!(said.len() as u64 > n && said.iter().all(|text| !text.contains("1111")), "round {n}: {said:?}");
            let now = heard(&book, *id).await;
            // A word's mask reaches a little beyond it; what it was before or nothing is there otherwise.
            assert_eq!(now.len(), wav.len());
            assert_eq!(now[..WAV_HEADER], wav[..WAV_HEADER]);
            let samples = |wav: &[u8]| wav[WAV_HEADER..].chunks(2).map(<[u8]>::to_owned).collect::<Vec<_>>();
            for (at, (now, before)) in samples(&now).into_iter().zip(samples(wav)).enumerate() {
                let ms = at as u64 / 32;
                let is_card = at % 2 == 0 && (span.start.as_millis()..span.end.as_millis()).contains(&ms);
                assert!(if is_card { now == [0, 0] } else { now == before || now == [0, 0] }, "round {n}: {ms} ms");
            }
            *wav = now;
        }
        let end = if is_sealed { ".flac.sealed" } else { ".flac" };
        let ends: Vec<bool> = sounds(dir).iter().map(|name| name.ends_with(end)).collect();
        assert_eq!(ends, [true; CALLS as usize], "round {n}: nothing older is left: {:?}", sounds(dir));
        book.shutdown().await;
    })
    .await;
}

/// What was said, whole and word by word; not the times, whose digits may be any.
fn words_of(timeline: &[TimelineEntry]) -> Vec<String> {
    let heard = timeline.iter().filter_map(|entry| {
        let CallEvent::Heard { utterance } = &entry.event else { return None };
        Some(utterance)
    });
    let whole = |utterance: &Utterance| {
        let words = utterance.words.iter().map(|word| word.text.reveal().to_owned());
        std::iter::once(utterance.text.reveal().to_owned()).chain(words).collect::<Vec<_>>()
    };
    heard.flat_map(whole).collect()
}

/// One of the persons that are erased, and their calls.
fn person(n: u64) -> (CustomerId, [CallId; 2]) {
    (CustomerId(format!("c-{n}")), [1, 2].map(|nth| CallId::numbered(u128::from(n * 2 + nth))))
}

/// What stands in everything that is theirs: a name and a number.
fn traces(n: u64) -> [String; 2] {
    [format!("زرافة{}", char::from(b'a' + u8::try_from(n).unwrap())), format!("+96655{:07}", 1_000_000 + n)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_gone_whole_whenever_their_erasure_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    for n in 0..=KILLS {
        let (id, calls) = person(n);
        let [name, number] = traces(n);
        let numbers = vec![number.as_str().into()];
        let new =
            Customer { id, name: Some(name.as_str().into()), numbers, city: None, language: None, occasion: None };
        book.put_customer(new).await.unwrap();
        tokio::join!(call(&book, calls[0], &number, &name), call(&book, calls[1], &number, &name));
    }
    book.seal_quiet(true, NEVER, NEVER).await.unwrap();
    book.shutdown().await;
    drop(book);
    rounds("erase", dir.path(), async |dir, n, kill| {
        let (customer, theirs) = person(n);
        kill(&format!("erase {n}"));
        let book = open(dir).await;
        assert_chain_holds(&book, "as the kill left it").await;
        // What the server does at its start; an erasure that was not even noted is asked for once more.
        book.finish_erasures().await.unwrap();
        book.scrub().await.unwrap();
        book.seal_quiet(true, NEVER, NEVER).await.unwrap();
        let by = AgentId::from("admin");
        if book.customer(&customer).await.unwrap().is_some() {
            assert_eq!(heard(&book, theirs[0]).await.len(), whole(), "nothing was begun");
            book.erase(&customer, &by).await.unwrap();
        }
        assert_no_trace(dir, &book, n).await;
        let proof = book.erase(&customer, &by).await.unwrap();
        assert!(proof.scrubbed);
        assert_eq!(proof.calls.iter().map(|call| call.call).collect::<Vec<_>>(), theirs);
        let told = |call: &wasl_record::ErasedCall| call.sound.iter().any(|file| file.bytes > 1_000);
        assert!(proof.calls.iter().all(told), "round {n}: {:?}", proof.calls);
        assert_chain_holds(&book, "when it is finished").await;
        assert_eq!(book.verify_chain().await.unwrap().changing, 0);
        book.shutdown().await;
    })
    .await;
}

/// Neither name nor number nor sound is left, in no file and no row.
async fn assert_no_trace(dir: &Path, book: &Book, n: u64) {
    let (_, theirs) = person(n);
    let is_theirs = |path: &PathBuf| theirs.iter().any(|id| path.to_str().unwrap().contains(&id.to_string()));
    let sounds: Vec<_> = files(&dir.join("recordings")).into_keys().filter(is_theirs).collect();
    assert_eq!(sounds, Vec::<PathBuf>::new(), "round {n}");
    let copy = dir.join("copy");
    book.backup(&copy, Arc::new(|_| ())).await.unwrap();
    let all = files(dir);
    for trace in traces(n).map(|trace| trace.trim_start_matches('+').to_owned()) {
        let is_told = |bytes: &[u8]| bytes.windows(trace.len()).any(|part| part == trace.as_bytes());
        let found: Vec<_> = all.iter().filter(|(_, bytes)| is_told(bytes)).map(|(path, _)| path).collect();
        assert_eq!(found, Vec::<&PathBuf>::new(), "round {n}: {trace}");
    }
    std::fs::remove_dir_all(copy).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_killed_is_none_and_every_other_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut wavs = Vec::new();
    for id in calls() {
        wavs.push(call(&book, id, "+966550000000", "مرحبا").await);
    }
    book.shutdown().await;
    drop(book);
    rounds("backup", dir.path(), async |dir, n, kill| {
        let name = if n % 2 == 0 { "copy" } else { "copy.tar" };
        let is_done = kill(&format!("backup {name}"));
        let (to, is_there) = (dir.join(name), comes_back(dir, name, &wavs).await);
        assert!(is_there || !is_done, "round {n}: it was done");
        if name == "copy.tar" && !is_there {
            assert!(!to.exists(), "round {n}: a tar file is there whole or not at all");
        }
        let clear = || {
            _ = std::fs::remove_dir_all(&to);
            _ = std::fs::remove_file(&to);
            files(dir).into_keys().filter(|path| path.to_str().unwrap().contains("copy")).collect::<Vec<_>>()
        };
        // What a killed one left is in nobody's way, and the next one clears it away.
        let left = clear();
        assert!(left.is_empty() || !is_done, "round {n}: it was done, and left {left:?}");
        if !is_there || !left.is_empty() {
            let book = open(dir).await;
            book.backup(&to, Arc::new(|_| ())).await.unwrap();
            book.shutdown().await;
            assert!(comes_back(dir, name, &wavs).await, "round {n}");
            assert_eq!(clear(), Vec::<PathBuf>::new(), "round {n}: nothing is left beside it");
        }
    })
    .await;
}

/// Where a backup is brought back to.
fn place(dir: &Path) -> (PathBuf, String, PathBuf) {
    let file = dir.join("back/wasl.db");
    let url = format!("sqlite://{}", file.display());
    (file, url, dir.join("back/recordings"))
}

async fn bring_back(dir: &Path, from: &str) -> Result<(), backup::BackupError> {
    let (_, url, recordings) = place(dir);
    restore(&dir.join(from), &url, &recordings, None, Arc::new(|_| ())).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_was_killed_is_no_book_and_the_next_one_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let book = open(dir.path()).await;
    let mut wavs = Vec::new();
    for id in calls() {
        wavs.push(call(&book, id, "+966550000000", "مرحبا").await);
    }
    book.seal_quiet(true, NEVER, NEVER).await.unwrap();
    for name in ["copy", "copy.tar"] {
        book.backup(&dir.path().join(name), Arc::new(|_| ())).await.unwrap();
    }
    book.shutdown().await;
    drop(book);
    rounds("restore", dir.path(), async |dir, n, kill| {
        let name = if n % 2 == 0 { "copy" } else { "copy.tar" };
        let (file, _, recordings) = place(dir);
        let is_done = kill(&format!("restore {name}"));
        assert!(file.exists() || !is_done, "round {n}: it was done");
        // The database has its name last: without it there is no book.
        if !file.exists() {
            let again = bring_back(dir, name).await;
            if let Err(backup::BackupError::InUse(what)) = again {
                make_room(&what, &recordings);
                bring_back(dir, name).await.unwrap();
            } else {
                again.unwrap();
            }
            assert_eq!(half_done(dir), Vec::<String>::new(), "round {n}");
        }
        assert_whole(dir, &wavs).await;
        let there = bring_back(dir, name).await;
        assert!(matches!(there, Err(backup::BackupError::InUse(_))), "round {n}: nothing is written over");
        if n == 0 {
            // The moment between the sound's move to its place and the database's, which no kill hits on purpose.
            let staging = dir.join("back/.recordings.restore");
            std::fs::create_dir_all(&staging).unwrap();
            std::fs::rename(&file, staging.join("wasl.db")).unwrap();
            let Err(backup::BackupError::InUse(what)) = bring_back(dir, name).await else { panic!("round {n}") };
            make_room(&what, &recordings);
            bring_back(dir, name).await.unwrap();
            assert_eq!(half_done(dir), Vec::<String>::new(), "round {n}");
            assert_whole(dir, &wavs).await;
        }
        std::fs::remove_dir_all(dir.join("back")).unwrap();
    })
    .await;
}

/// Does what the error says: what it names is moved away.
fn make_room(what: &str, recordings: &Path) {
    assert_eq!(Path::new(what), recordings);
    std::fs::remove_dir_all(recordings).unwrap();
}

/// What stands beside a book and its recordings under a hidden name.
fn half_done(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir.join("back")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

/// What was brought back is the whole book.
async fn assert_whole(dir: &Path, wavs: &[Vec<u8>]) {
    let (_, url, recordings) = place(dir);
    let book = Book::open(&url, &recordings).await.unwrap();
    holds_all(&book, wavs).await;
    book.shutdown().await;
}

async fn holds_all(book: &Book, wavs: &[Vec<u8>]) {
    assert_eq!(book.calls(&CallFilter::default(), 9).await.unwrap().items.len(), wavs.len());
    for (id, wav) in calls().zip(wavs) {
        assert!(heard(book, id).await == *wav, "the same sound");
    }
    assert_chain_holds(book, "restored").await;
}

/// Restores a backup beside the book; false when it is none.
async fn comes_back(dir: &Path, name: &str, wavs: &[Vec<u8>]) -> bool {
    let place = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", place.path().join("wasl.db").display());
    let recordings = place.path().join("recordings");
    match restore(&dir.join(name), &url, &recordings, None, Arc::new(|_| ())).await {
        Ok(_) => {}
        Err(backup::BackupError::Incomplete(..) | backup::BackupError::File(..)) => return false,
        Err(other) => panic!("{name}: {other}"),
    }
    let book = Book::open(&url, &recordings).await.unwrap();
    holds_all(&book, wavs).await;
    book.shutdown().await;
    true
}

/// PostgreSQL's files are its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_clear_book_is_whole_and_then_encrypted_whenever_its_encrypting_is_killed() {
    if common::ON_POSTGRES {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let clear = dir.path().join("clear");
    let book = open(&clear).await;
    for id in calls() {
        call(&book, id, "+966550000000", "زرافة").await;
    }
    book.shutdown().await;
    drop(book);
    let is_told = |dir: &Path| {
        let tells = |bytes: &[u8]| ["966550000000", "زرافة"].iter().any(|said| holds(bytes, said.as_bytes()));
        files(&dir.join("data")).values().any(|bytes| tells(bytes))
    };
    assert!(is_told(&clear), "words are in the clear before");
    rounds("encrypt", dir.path(), async |dir, n, kill| {
        let name = format!("round-{n}");
        let round = dir.join(&name);
        for (path, bytes) in files(&clear) {
            let to = round.join(path.strip_prefix(&clear).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, bytes).unwrap();
        }
        std::fs::write(round.join("key"), "07".repeat(32)).unwrap();
        kill(&format!("encrypt {name}"));
        let book = open(&round).await;
        assert_eq!(book.calls(&CallFilter::default(), 9).await.unwrap().items.len(), calls().count(), "round {n}");
        for id in calls() {
            assert_eq!(book.transcript(id).await.unwrap().unwrap()[0].text.reveal(), "زرافة", "round {n}");
        }
        book.shutdown().await;
        drop(book);
        assert!(!is_told(&round), "round {n}: no word is left in the clear");
        std::fs::remove_dir_all(round).unwrap();
    })
    .await;
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
