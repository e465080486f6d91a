//! What is taken out of the book again, and why.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of what is kept of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Its sound.
    Recording,
    /// Its words.
    Transcript,
    /// Everything that happened in it, and who called.
    Timeline,
}

/// Why it was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ForgetCause {
    /// Its time was over.
    Retention,
    /// The person asked for it.
    Request,
}
