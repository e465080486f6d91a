//! The sound of the caller's voice: what is cut out of the caller's frames, and what is read from it.
//! A reading can only be made from the caller's own frames.
//!
//! - [`window`]: stretches of speech worth reading
//! - [`level`]: one level for every line
//! - [`heads`]: the linear heads on what the engine makes of a stretch
//! - [`label`]: what a label says about the sound

pub mod heads;
pub mod label;
pub mod level;
pub mod window;

use std::time::Duration;

use wasl_model::{CallerFrame, Span};

pub use heads::{Head, HeadsError, Sounds, VoiceHeads};
pub use level::levelled;
pub use window::{VoiceWindow, VoiceWindows};

/// What the caller's voice says over a stretch of 4 to 6 s of speech.
///
/// An agent's frame cannot get here: it is no [`CallerFrame`], and nothing but a caller's becomes one.
///
/// ```compile_fail,E0308
/// # use std::time::Duration;
/// # use wasl_model::AudioFrame;
/// # use wasl_mood::VoiceReading;
/// fn read(anybodys: &AudioFrame) -> VoiceReading {
///     VoiceReading::of(anybodys, anybodys, Duration::from_secs(5), 0.5, None)
/// }
/// ```
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
