//! What the far end hears: frames of a file when the script speaks, silence between.

use std::sync::Arc;

use tokio::sync::mpsc;
use wasl_media::sound::FeedFrame;
use wasl_media::{MediaLeg, Sound, SoundFeed};
use wasl_model::{FRAME_SAMPLES, PlayId};

/// Frames on their way to the wire. A full queue makes the speaker wait: the wire takes one every 20 ms and sets the pace.
const QUEUE_FRAMES: usize = 3;

/// A phone's microphone. Like any phone's it always sends, also silence.
pub(crate) struct Microphone {
    frames: mpsc::Sender<FeedFrame>,
}

impl Microphone {
    pub(crate) fn plug_in(leg: &MediaLeg) -> Self {
        let (frames, feed) = SoundFeed::channel(QUEUE_FRAMES);
        leg.play(PlayId(0), Sound::Stream(feed));
        Self { frames }
    }

    /// Says it, in real time; ends early when the call does.
    pub(crate) async fn say(&self, samples: &[i16]) {
        for chunk in samples.chunks(FRAME_SAMPLES) {
            let mut frame = [0; FRAME_SAMPLES];
            frame[..chunk.len()].copy_from_slice(chunk);
            if self.frames.send(Arc::new(frame)).await.is_err() {
                return;
            }
        }
    }
}
