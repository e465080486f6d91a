//! Sound as listeners get it: one speaker, mono, 16 kHz, 20 ms.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::MediaTime;

/// Sample rate of every [`AudioFrame`], in Hz.
pub const SAMPLE_RATE_HZ: u32 = 16_000;
/// Length of every [`AudioFrame`], in milliseconds.
pub const FRAME_MS: u64 = 20;
/// Samples in every [`AudioFrame`].
pub const FRAME_SAMPLES: usize = 320;

/// Whose voice it is. The recording has the caller left and the agent right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The person who called.
    Caller,
    /// The person who answers (also a supervisor who joins).
    Agent,
    /// The IVR's own prompts and music.
    Machine,
}

/// What the speaker's line can carry. 8 kHz callers are marked, since models hear them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// 300-3400 Hz telephone band, resampled from 8 kHz.
    Narrow,
    /// 50-7000 Hz or better.
    Wide,
}

/// 20 ms of one speaker: 320 samples, 16 kHz, signed 16 bit. Cloning shares the samples.
#[derive(Clone, PartialEq, Eq)]
pub struct AudioFrame {
    /// Whose voice.
    pub speaker: Speaker,
    /// Position of the first sample in the call.
    pub at: MediaTime,
    /// What the line can carry.
    pub band: Band,
    /// False when the samples were made up to conceal a lost packet.
    pub heard: bool,
    /// [`FRAME_SAMPLES`] samples.
    pub samples: Arc<[i16; FRAME_SAMPLES]>,
}

impl AudioFrame {
    /// The frame as the caller's, if it is: the only door to mood analysis.
    #[must_use]
    pub fn of_caller(&self) -> Option<CallerFrame> {
        (self.speaker == Speaker::Caller).then(|| CallerFrame(self.clone()))
    }
}

impl std::fmt::Debug for AudioFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AudioFrame")
            .field("speaker", &self.speaker)
            .field("at", &self.at)
            .field("band", &self.band)
            .field("heard", &self.heard)
            .finish_non_exhaustive()
    }
}

/// A frame known to be the caller's. Mood takes nothing else, so an agent's voice cannot be analysed
/// (EU AI Act Art. 5(1)(f)). Made only by [`AudioFrame::of_caller`].
#[derive(Clone, Debug)]
pub struct CallerFrame(AudioFrame);

impl CallerFrame {
    /// The frame.
    #[must_use]
    pub const fn frame(&self) -> &AudioFrame {
        &self.0
    }
}
