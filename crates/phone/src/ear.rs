//! What the phone hears: it is recorded, and it is known whether the far end speaks.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use wasl_media::MediaLeg;
use wasl_model::{AudioFrame, FRAME_MS, SAMPLE_RATE_HZ, Speaker};

use crate::PhoneError;

/// Frames between the wire and the ear: 5 s. When it is full the newest frame is lost (the wire never waits).
const QUEUE_FRAMES: usize = 250;
/// Sound above this level is somebody, not the line.
const SPEECH_DB: f64 = -45.0;
/// A far end quiet for this long has finished its turn.
const END_OF_TURN_MS: u64 = 800;
/// Shorter sounds are no turn (clicks, keys).
const SHORTEST_TURN_MS: u64 = 200;

/// What is known of the far end's speech.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hearing {
    /// Turns begun and finished.
    pub(crate) turns: u32,
    /// Sound so far.
    pub(crate) heard_ms: u64,
    /// When the first of it came.
    pub(crate) first_heard_ms: Option<u64>,
}

/// The listening task's handle.
pub(crate) struct Ear {
    hearing: watch::Receiver<Hearing>,
    task: JoinHandle<Result<(), hound::Error>>,
}

impl Ear {
    /// Begins to listen, and to record if a file is given.
    pub(crate) fn open(leg: &MediaLeg, record: Option<&Path>) -> Result<Self, PhoneError> {
        let failed = |path: &Path, source| PhoneError::Record { path: path.to_owned(), source };
        let recorder = record.map(|path| create(path).map_err(|source| failed(path, source))).transpose()?;
        let (sender, frames) = mpsc::channel(QUEUE_FRAMES);
        leg.listen(Speaker::Caller, sender);
        let (state, hearing) = watch::channel(Hearing::default());
        let listener = Listener { frames, recorder, state, turn: Turn::default(), position_ms: 0 };
        Ok(Self { hearing, task: tokio::spawn(listener.run()) })
    }

    /// What is known now, and what changes.
    pub(crate) fn hearing(&self) -> watch::Receiver<Hearing> {
        self.hearing.clone()
    }

    /// Closes the recording; the leg must have been closed.
    pub(crate) async fn close(self, record: Option<&Path>) -> Result<Hearing, PhoneError> {
        let hearing = self.hearing;
        match self.task.await {
            Ok(Err(source)) => Err(PhoneError::Record { path: record.map(Path::to_owned).unwrap_or_default(), source }),
            Ok(Ok(())) | Err(_) => Ok(*hearing.borrow()),
        }
    }
}

type Recorder = hound::WavWriter<BufWriter<File>>;

struct Listener {
    frames: mpsc::Receiver<AudioFrame>,
    recorder: Option<Recorder>,
    state: watch::Sender<Hearing>,
    turn: Turn,
    position_ms: u64,
}

impl Listener {
    async fn run(mut self) -> Result<(), hound::Error> {
        while let Some(frame) = self.frames.recv().await {
            self.hear(&frame)?;
        }
        self.recorder.map_or(Ok(()), hound::WavWriter::finalize)
    }

    fn hear(&mut self, frame: &AudioFrame) -> Result<(), hound::Error> {
        if let Some(recorder) = &mut self.recorder {
            for &sample in frame.samples.iter() {
                recorder.write_sample(sample)?;
            }
            // The header is made good every second, so that a phone killed in between leaves a file that opens.
            if self.position_ms.is_multiple_of(1000) {
                recorder.flush()?;
            }
        }
        self.note(level_db(frame.samples.as_slice()) > SPEECH_DB);
        Ok(())
    }

    fn note(&mut self, sound: bool) {
        let finished = self.turn.step(sound);
        let at = self.position_ms;
        self.position_ms += FRAME_MS;
        self.state.send_if_modified(|hearing| {
            hearing.turns += u32::from(finished);
            if sound {
                hearing.heard_ms += FRAME_MS;
                hearing.first_heard_ms.get_or_insert(at);
            }
            finished
        });
    }
}

/// Whether the far end is in a turn, and since when it is quiet.
#[derive(Debug, Default)]
struct Turn {
    sound_ms: u64,
    quiet_ms: u64,
}

impl Turn {
    /// Takes one frame; tells whether a turn has just ended.
    fn step(&mut self, sound: bool) -> bool {
        if sound {
            self.sound_ms += FRAME_MS;
            self.quiet_ms = 0;
            return false;
        }
        self.quiet_ms += FRAME_MS;
        if self.quiet_ms < END_OF_TURN_MS {
            return false;
        }
        std::mem::take(&mut self.sound_ms) >= SHORTEST_TURN_MS
    }
}

/// Waits until the far end has finished a turn that was not finished before, at most so long.
pub(crate) async fn end_of_turn(mut hearing: watch::Receiver<Hearing>, at_most: Duration) {
    let turns = hearing.borrow_and_update().turns;
    let _ = tokio::time::timeout(at_most, hearing.wait_for(|now| now.turns > turns)).await;
}

fn create(path: &Path) -> Result<Recorder, hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    hound::WavWriter::create(path, spec)
}

#[allow(clippy::cast_precision_loss, reason = "a frame has 320 samples")]
fn level_db(samples: &[i16]) -> f64 {
    let sum: f64 = samples.iter().map(|&sample| f64::from(sample) * f64::from(sample)).sum();
    10.0 * (sum / samples.len().max(1) as f64 / (32_768.0 * 32_768.0)).max(1e-10).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_ends_after_a_pause_and_a_click_is_none() {
        let mut turn = Turn::default();
        let mut feed = |sound, ms: u64| (0..ms / FRAME_MS).filter(|_| turn.step(sound)).count();
        assert_eq!(feed(true, 60) + feed(false, 2000), 0, "a click");
        assert_eq!(feed(true, 1000) + feed(false, 400) + feed(true, 500), 0, "a breath");
        assert_eq!(feed(false, 5000), 1, "once, however long the silence");
    }

    #[test]
    fn levels_are_below_full_scale() {
        assert!((level_db(&[16_384; 320]) + 6.02).abs() < 0.1);
        assert!(level_db(&[0; 320]) < SPEECH_DB);
    }
}
