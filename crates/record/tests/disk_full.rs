//! A full disk ends no call: it is told once, the store stays whole, and recording goes on when there is room again.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use wasl_model::{AudioFrame, Band, CallEvent, CallId, FRAME_SAMPLES, MediaTime, Speaker, Timestamp};
use wasl_record::{CallBook, OpenOptions, RecordingState, open, wav};

/// A small disk of its own; unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(at).output().ok()?;
        mount.status.success().then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_once_and_recording_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&dir.path().join("disk")) else {
        eprintln!("skipped: no tmpfs can be mounted here");
        return;
    };
    let url = format!("sqlite://{}", dir.path().join("wasl.db").display());
    let options = OpenOptions { least_free_bytes: 1 << 16, ..OpenOptions::default() };
    let book = open::open(&url, &disk.0, options).await.unwrap();
    let began = Timestamp::from_millis(1_795_348_800_000);
    let call = book.begin(CallId::numbered(1), began).await;
    let mut news = book.subscribe();
    let mut at_ms = 0;
    let filler = disk.0.join("filler");

    say(&call, &mut at_ms);
    assert_eq!(news.recv().await.unwrap().entry.event, CallEvent::RecordingStarted);
    std::fs::write(&filler, vec![1; 2 << 20]).expect_err("the filler takes all there is");
    say(&call, &mut at_ms);
    let failed = news.recv().await.unwrap();
    assert!(matches!(&failed.entry.event, CallEvent::RecordingFailed { what } if what.contains("space")), "{failed:?}");
    // Two more tries on a full disk: nothing more is told, and events are still kept.
    tokio::time::sleep(Duration::from_millis(2_200)).await;
    let seq = call.append_kept(began, MediaTime::ZERO, CallEvent::Answered).await.unwrap();
    assert_eq!(seq, 2, "the failure was told once");
    assert_eq!(news.recv().await.unwrap().entry.event, CallEvent::Answered);

    std::fs::remove_file(&filler).unwrap();
    say(&call, &mut at_ms);
    assert_eq!(news.recv().await.unwrap().entry.event, CallEvent::RecordingStarted, "it goes on");
    call.close().await;
    let path = book.recording_path(CallId::numbered(1)).await.unwrap().unwrap();
    assert_eq!(wav::length(&path).unwrap().as_millis(), at_ms);
    let samples = hound::WavReader::open(&path).unwrap().into_samples::<i16>().map(Result::unwrap);
    assert!(samples.step_by(2).all(|sample| sample == 5), "what waited in memory is there as well");
    assert_eq!(book.call(CallId::numbered(1)).await.unwrap().unwrap().recording, RecordingState::Partial);
    book.shutdown().await;
}

/// One second of the caller.
fn say(call: &CallBook, at_ms: &mut u64) {
    for _ in 0..50 {
        let at = MediaTime::from_millis(*at_ms);
        let samples = Arc::new([5; FRAME_SAMPLES]);
        let frame = AudioFrame { speaker: Speaker::Caller, at, band: Band::Narrow, heard: true, samples };
        call.frames().try_send(frame).unwrap();
        *at_ms += 20;
    }
}
