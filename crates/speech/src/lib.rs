//! The ear: finds speech in one speaker's frames, decides where a turn ends, and has it read by an engine.
//! The core (`hearing`) is told the time and decides; the shell ([`Ear`]) carries frames and answers.

/// Does a frame hold voice?
pub mod activity;
/// Turns read from a call's recording after its end.
pub mod again;
/// The task of one speaker: frames in, speech events out.
pub mod ear;
/// What the ear says and is told.
pub mod event;
/// Transcribing whole recordings.
pub mod file;
/// Bringing other sample rates to 16 kHz.
pub mod resample;
/// Word and character error rates.
pub mod score;

mod finished;
mod hearing;
mod sense;
mod vad;
mod voicing;

pub use activity::Activity;
pub use ear::Ear;
pub use event::{EarConfig, EarControl, EarPriority, Patience, SpeechEvent};
pub use file::{Asked, FileTranscript, Segment, SegmentWord, transcribe_samples};
pub use resample::to_16k;
