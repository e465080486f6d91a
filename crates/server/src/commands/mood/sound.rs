//! Speech in a recording, and what the engine makes of it: the same way for files, training and judging.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use wasl_infer::{Infer, VoiceFeatures, VoiceRequest};
use wasl_media::SoundFile;
use wasl_model::{AudioFrame, Band, FRAME_MS, FRAME_SAMPLES, MediaTime, Speaker};
use wasl_mood::voice::window::LEAST;
use wasl_mood::voice::{VoiceWindow, VoiceWindows, levelled};
use wasl_speech::Activity;

/// A recording is nobody's turn: it may wait in line.
const DEADLINE: Duration = Duration::from_secs(3600);

/// The caller's side of a recording at 16 kHz: the left channel of a stereo one.
pub(super) fn callers_side(path: &Path) -> Result<Vec<i16>> {
    let mut recording = SoundFile::read(path)?;
    Ok(recording.channels.swap_remove(0))
}

/// The stretches of speech worth reading. What is too short for a live call is read when there is nothing longer.
pub(super) fn windows(samples: &[i16]) -> Vec<VoiceWindow> {
    let (mut activity, mut gathering) = (Activity::new(), VoiceWindows::default());
    let mut found = Vec::new();
    // Levelled, because a quiet recording is no less speech.
    for (chunk, n) in levelled(samples).chunks(FRAME_SAMPLES).zip(0..) {
        let mut frame = [0; FRAME_SAMPLES];
        frame[..chunk.len()].copy_from_slice(chunk);
        let voice = activity.hears(&frame);
        let frame = AudioFrame {
            speaker: Speaker::Caller,
            at: MediaTime(n * FRAME_MS),
            band: Band::Narrow,
            heard: true,
            samples: Arc::new(frame),
        };
        found.extend(frame.of_caller().and_then(|frame| gathering.handle_frame(&frame, voice)));
    }
    found.extend(gathering.finish().filter(|last| found.is_empty() || last.voiced() >= LEAST));
    found
}

/// What the engine makes of samples.
pub(super) async fn features(engine: &dyn Infer, samples: Vec<i16>) -> Result<VoiceFeatures> {
    let request = VoiceRequest { samples, source: None, deadline: DEADLINE };
    engine.voice(request).await.context("the voice could not be read")
}
