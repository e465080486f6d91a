//! What a leg tells its owner.

use wasl_model::PlayId;

/// Something happened on a leg.
///
/// Events travel in a bounded channel (256 a leg); when the owner does not read, the newest is dropped and a warning logged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MediaEvent {
    /// A playback reached its end by itself. One that was stopped or replaced does not tell.
    PlayEnded(PlayId),
    /// A key was pressed; told once, as soon as it is known. Personal: never log the digit.
    Key {
        /// `0-9`, `*`, `#`, `A-D`.
        digit: char,
        /// How it was heard.
        source: KeySource,
    },
    /// The first valid packet came.
    FirstPacket,
    /// No packet for the configured time though the far end should be sending.
    MediaLost,
    /// Packets came again after [`MediaEvent::MediaLost`].
    MediaBack,
}

impl std::fmt::Debug for MediaEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PlayEnded(play) => write!(f, "PlayEnded({})", play.0),
            Self::Key { digit: _, source } => write!(f, "Key(‹pii›, {source:?})"),
            Self::FirstPacket => f.write_str("FirstPacket"),
            Self::MediaLost => f.write_str("MediaLost"),
            Self::MediaBack => f.write_str("MediaBack"),
        }
    }
}

/// How a key was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// telephone-event (RFC 4733).
    Event,
    /// Two tones in the sound, listened for only when telephone-event was not negotiated.
    Inband,
}
