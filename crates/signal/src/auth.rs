//! Digest authentication (RFC 7616, RFC 8760), both sides, pure: told the time.
//!
//! - [`digest`]: challenges and answers as text, and the hash between them
//! - [`nonce`]: nonces that carry their own proof, and the counts seen on each
//! - [`ban`]: sources that guess are turned away
//! - [`quirk`]: phones that cannot choose among challenges
//! - [`guard`]: all of them together: who is this?

pub(crate) mod ban;
pub(crate) mod digest;
pub(crate) mod guard;
pub(crate) mod nonce;
pub(crate) mod quirk;
