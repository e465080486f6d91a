//! The engine: loads models and runs them on a fixed pool of threads, behind bounded queues with priorities.
//! Other rooms see only the [`Infer`] trait, so that a remote engine can take the local one's place.

/// The local engine: worker threads, one Whisper state each.
pub mod engine;
/// The models on disk: manifest, fetching, conversion, checking.
pub mod models;
/// Models on other machines.
pub mod remote;
/// What is asked of an engine and what it answers.
pub mod request;
/// What an engine has done and has to do, by priority.
pub mod stats;

mod bpe;
mod digits;
mod embed;
mod half;
mod kernels;
mod limits;
mod native;
mod phrases;
mod priors;
mod queue;
mod reader;
mod repeat;
mod schedule;
mod whisper;
mod whispercpp;
mod words;

pub use embed::{EmbedError, Embedder, EnglishEmbedder, UniversalEmbedder};
pub use engine::{Backend, Engine, EngineConfig, LoadError};
pub use remote::{Remote, RemoteConfig};
pub use request::{
    Expected, Infer, InferError, Pending, Priority, Request, Source, Transcript, TranscriptWord, Vocabulary,
    VoiceFeatures, VoiceRequest,
};
pub use stats::{EngineStats, PriorityStats};
