//! The models on disk: what they are (`manifest.toml`), where they come from, and whether they are whole.

/// The manifest: names, licences, sources and checksums.
pub mod manifest;

mod ct2;
mod fetch;
mod ggml;
mod hash;
mod mel;
mod source;

pub use fetch::{FetchError, Fetched, Progress, fetch};
pub use hash::{ModelStatus, Status, VerifyError, list, verify};
pub use manifest::{Manifest, ManifestError, Model, Source};
