//! What may be played to a leg.

use std::sync::Arc;

use tokio::sync::mpsc;
use wasl_model::FRAME_SAMPLES;

use crate::Clip;

/// Something to play.
#[derive(Debug)]
pub enum Sound {
    /// Clips, one after the other without a gap, once.
    Once(Vec<Arc<Clip>>),
    /// One clip until stopped (hold music: [`Clip::hold_music`]).
    Loop(Arc<Clip>),
    /// The tone a caller hears while the far end rings, until stopped.
    Ringback,
    /// Frames as they come (a test phone's microphone, a voice made on the fly): ends when the feed is dropped.
    Stream(SoundFeed),
}

/// 20 ms of 16 kHz samples.
pub type FeedFrame = Arc<[i16; FRAME_SAMPLES]>;

/// The playing end of a stream of frames. One frame is taken every 20 ms; when none is there, silence is played.
#[derive(Debug)]
pub struct SoundFeed(pub(crate) mpsc::Receiver<FeedFrame>);

impl SoundFeed {
    /// A feed and its sender. `frames` bounds the queue: the sender waits (or drops, its choice) when it is full.
    #[must_use]
    pub fn channel(frames: usize) -> (mpsc::Sender<FeedFrame>, Self) {
        let (sender, receiver) = mpsc::channel(frames.max(1));
        (sender, Self(receiver))
    }
}
