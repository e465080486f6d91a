//! The recording holds exactly what was heard, where it was heard, in whatever order it came.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use wasl_model::{AudioFrame, Band, FRAME_SAMPLES, MediaTime, Speaker};
use wasl_record::{Peaks, StereoRecorder, wav};

fn frame(speaker: Speaker, at_ms: u64, level: i16) -> AudioFrame {
    let samples = Arc::new(std::array::from_fn(|n| level.wrapping_add(i16::try_from(n).unwrap())));
    AudioFrame { speaker, at: MediaTime::from_millis(at_ms), band: Band::Narrow, heard: true, samples }
}

fn samples(path: &Path) -> Vec<i16> {
    hound::WavReader::open(path).unwrap().samples::<i16>().map(Result::unwrap).collect()
}

/// The slow, obvious recording: a list of samples, silence first, then every frame laid over it.
fn expected(frames: &[AudioFrame]) -> Vec<i16> {
    let end = frames.iter().map(|frame| frame.at.as_millis() + 20).max().unwrap_or(0);
    let mut out = vec![0; usize::try_from(end).unwrap() * 32];
    for frame in frames {
        let side = usize::from(frame.speaker == Speaker::Agent);
        for n in 0..FRAME_SAMPLES {
            out[(usize::try_from(frame.at.as_millis()).unwrap() * 16 + n) * 2 + side] = frame.samples[n];
        }
    }
    out
}

/// Frames of one side that do not overlap: gaps between them are any number of milliseconds.
fn side(speaker: Speaker) -> impl Strategy<Value = Vec<AudioFrame>> {
    prop::collection::vec((0_u64..400, any::<i16>()), 0..40).prop_map(move |steps| {
        let mut at = 0;
        let lay = |(gap, level): (u64, i16)| {
            let gap = gap.saturating_sub(300);
            let frame = frame(speaker, at + gap, level);
            at += gap + 20;
            frame
        };
        steps.into_iter().map(lay).collect()
    })
}

fn both_sides_in_any_order() -> impl Strategy<Value = Vec<AudioFrame>> {
    (side(Speaker::Caller), side(Speaker::Agent)).prop_map(|(caller, agent)| [caller, agent].concat()).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_sample_is_where_it_was_heard(
        frames in both_sides_in_any_order(),
        flushes in prop::collection::vec(any::<bool>(), 80),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("2026/11/22/call.wav");
        let mut recorder = StereoRecorder::new(path.clone());
        for (frame, flush) in frames.iter().zip(flushes) {
            recorder.push(frame.clone());
            if flush {
                recorder.flush().unwrap();
            }
        }
        recorder.finish().unwrap();
        if frames.is_empty() {
            prop_assert!(!path.exists(), "nothing heard, nothing kept");
        } else {
            prop_assert_eq!(samples(&path), expected(&frames));
            prop_assert_eq!(recorder.stats().written, frames.len() as u64);
        }
    }
}

#[test]
fn a_long_silence_is_a_hole_and_the_machine_is_not_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let mut recorder = StereoRecorder::new(path.clone());
    recorder.push(frame(Speaker::Caller, 0, 7));
    recorder.push(frame(Speaker::Agent, 3_600_000, 9));
    recorder.push(frame(Speaker::Machine, 40, 5));
    recorder.finish().unwrap();
    assert_eq!(wav::length(&path).unwrap(), MediaTime::from_millis(3_600_020));
    let disk = std::os::unix::fs::MetadataExt::blocks(&std::fs::metadata(&path).unwrap()) * 512;
    assert!(disk < 100_000, "an hour of silence takes {disk} bytes");
    let reader = hound::WavReader::open(&path).unwrap();
    assert_eq!(reader.duration(), 3_600_020 * 16);
}

#[test]
fn the_file_opens_after_every_flush_and_claims_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let mut recorder = StereoRecorder::new(path.clone());
    for n in 0..50 {
        recorder.push(frame(Speaker::Caller, n * 20, 1));
        recorder.flush().unwrap();
        assert_eq!(u64::from(hound::WavReader::open(&path).unwrap().duration()), (n + 1) * 320);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 44 + (n + 1) * 1280);
    }
}

#[test]
fn what_a_wav_file_cannot_hold_is_counted_and_harms_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let mut recorder = StereoRecorder::new(path.clone());
    recorder.push(frame(Speaker::Caller, 0, 1));
    recorder.push(frame(Speaker::Caller, wav::LONGEST_MS - 19, 1));
    recorder.push(frame(Speaker::Caller, u64::MAX, 1));
    recorder.finish().unwrap();
    assert_eq!(recorder.stats().beyond_limit, 2);
    assert_eq!(samples(&path).len(), 640);
}

#[test]
fn a_disk_that_refuses_is_tried_again_and_frames_wait_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("day");
    std::fs::write(&folder, "a file where the folder should be").unwrap();
    let path = folder.join("call.wav");
    let mut recorder = StereoRecorder::new(path.clone());
    for n in 0..600 {
        recorder.push(frame(Speaker::Caller, n * 20, 1));
    }
    assert!(recorder.flush().is_err());
    assert_eq!(recorder.stats().dropped, 100, "5 s of both sides wait, the oldest go");
    std::fs::remove_file(&folder).unwrap();
    recorder.finish().unwrap();
    assert_eq!(wav::length(&path).unwrap(), MediaTime::from_millis(12_000));
    assert!(samples(&path)[..100 * 640].iter().all(|sample| *sample == 0), "what was dropped is silent");
}

#[test]
fn peaks_outline_both_sides() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let mut recorder = StereoRecorder::new(path.clone());
    recorder.push(frame(Speaker::Caller, 0, 0x1000));
    recorder.push(frame(Speaker::Agent, 20, -0x1400));
    recorder.finish().unwrap();
    let peaks = Peaks::read(&wasl_record::Recording::open(&path, &wasl_record::Vault::default()).unwrap()).unwrap();
    assert_eq!((peaks.step_ms, peaks.length_ms), (20, 40));
    assert_eq!(peaks.caller, [0, 0x11, 0, 0]);
    assert_eq!(peaks.agent, [0, 0, -0x14, 0]);
}

/// Prints the cost of recording; run with `--ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn cost_per_call_second() {
    let dir = tempfile::tempdir().unwrap();
    let on_cpu_ns = || -> u64 {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        text.split(' ').next().unwrap().parse().unwrap()
    };
    let mut recorders: Vec<_> = (0..100).map(|n| StereoRecorder::new(dir.path().join(format!("{n}.wav")))).collect();
    let before = on_cpu_ns();
    for tick in 0..150 {
        for recorder in &mut recorders {
            for n in 0..10 {
                recorder.push(frame(Speaker::Caller, tick * 200 + n * 20, 1));
                recorder.push(frame(Speaker::Agent, tick * 200 + n * 20 + 7, 1));
            }
            recorder.flush().unwrap();
        }
    }
    let spent_ms = (on_cpu_ns() - before) as f64 / 1e6;
    eprintln!("{:.4} ms CPU per recorded call-second", spent_ms / (100.0 * 30.0));
}

#[test]
fn two_agents_who_speak_at_once_are_both_heard_also_across_a_flush() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let mut recorder = StereoRecorder::new(path.clone());
    for at in [0, 20] {
        recorder.push(frame(Speaker::Agent, at, 1_000));
        if at == 20 {
            recorder.flush().unwrap();
        }
        recorder.push(frame(Speaker::Agent, at, 2_000));
    }
    recorder.finish().unwrap();
    let agent: Vec<i16> = samples(&path).into_iter().skip(1).step_by(2).collect();
    let one: Vec<i16> = (0..320).map(|n| 3_000 + 2 * n).collect();
    assert_eq!(agent, [one.clone(), one].concat());
}
