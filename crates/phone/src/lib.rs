//! The test phone: a scriptable SIP caller or agent, on the project's own `signal` and `media`.
//! It places or answers calls, plays files, presses keys, waits for the far end to finish speaking, and records what it hears.
//!
//! - [`options`]: what a phone is asked to do
//! - [`script`]: what it plays and presses, and when
//! - [`caller`]: [`call`] somebody
//! - [`agent`]: [`answer`] calls, registered or not
//! - [`report`]: how a call went
//! - [`error`]: why a phone could not do its work
//!
//! Inside: `line` (door and sound of one phone), `session` (one call's life), `ear` (recording, and whether the far
//! end speaks), `microphone` (what the far end hears).

pub mod agent;
pub mod caller;
mod ear;
pub mod error;
mod line;
mod microphone;
pub mod options;
pub mod report;
pub mod script;
mod session;

pub use agent::{AgentEvent, answer};
pub use caller::call;
pub use error::PhoneError;
pub use options::{Account, AnswerOptions, CallOptions, Ending, LineOptions, Reply, Transport};
pub use report::CallReport;
pub use script::{KeysAt, Script, Step};
pub use wasl_signal::Trust;
