//! Why a phone could not do its work.

use std::path::PathBuf;

use wasl_media::{ClipError, OpenError};

/// Why a phone could not do its work. A call that nobody answers is no error: see [`crate::CallReport`].
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// The URI or registrar has no host this machine can reach.
    #[error("cannot find the way to {target}: write it like sip:user@host:5060")]
    Target {
        /// As given.
        target: String,
        /// Why, if the system said.
        source: Option<std::io::Error>,
    },
    /// SIP could not start.
    #[error("the phone has no line")]
    Door(#[from] wasl_signal::StartError),
    /// RTP could not start.
    #[error("the phone has no sound")]
    Media(#[from] wasl_media::StartError),
    /// No port for a call's sound.
    #[error("the call has no sound")]
    Leg(#[from] OpenError),
    /// No description of a call's sound.
    #[error("the call's sound cannot be described")]
    Description(#[from] wasl_media::SdpError),
    /// A file to play.
    #[error("cannot play a file of the script")]
    Clip(#[from] ClipError),
    /// The file to record into.
    #[error("cannot record into {path}")]
    Record {
        /// The file.
        path: PathBuf,
        /// Why.
        source: hound::Error,
    },
    /// The registrar refused.
    #[error("{registrar} refused the registration of {user} with status {status}: check user and password")]
    Register {
        /// Where.
        registrar: String,
        /// Who.
        user: String,
        /// The last status; 408 is silence.
        status: u16,
    },
    /// A registrar without an account.
    #[error("a registrar needs an account: give a user and a password")]
    NoAccount,
    /// The door closed by itself.
    #[error("the phone's SIP side ended unexpectedly")]
    Closed,
}
