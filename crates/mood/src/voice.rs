//! The seam for the sound of the voice: a reading can only be made from the caller's own frames.

use std::time::Duration;

use wasl_model::{CallerFrame, Span};

/// What the caller's voice says over a stretch of 4 to 6 s of speech.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoiceReading {
    span: Span,
    voiced: Duration,
    arousal: f32,
    valence: Option<f32>,
}

impl VoiceReading {
    /// A reading of the frames from `first` to `last`, of which `voiced` held speech.
    ///
    /// `arousal` is calm 0 .. heated 1, `valence` unpleasant 0 .. pleasant 1; both are clamped.
    #[must_use]
    pub fn of(first: &CallerFrame, last: &CallerFrame, voiced: Duration, arousal: f32, valence: Option<f32>) -> Self {
        let end = last.frame().at + Duration::from_millis(wasl_model::FRAME_MS);
        Self { span: Span { start: first.frame().at, end }, voiced, arousal: unit(arousal), valence: valence.map(unit) }
    }

    /// The stretch it was read from.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// How much of it was speech.
    #[must_use]
    pub const fn voiced(&self) -> Duration {
        self.voiced
    }

    /// Calm 0 .. heated 1.
    #[must_use]
    pub const fn arousal(&self) -> f32 {
        self.arousal
    }

    /// Unpleasant 0 .. pleasant 1.
    #[must_use]
    pub const fn valence(&self) -> Option<f32> {
        self.valence
    }
}

fn unit(x: f32) -> f32 {
    if x.is_finite() { x.clamp(0.0, 1.0) } else { 0.5 }
}
