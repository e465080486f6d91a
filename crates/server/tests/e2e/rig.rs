//! The rig: the server under test, real peers beside it, and ears at every far end.
//! Nothing in here uses the project's own SIP, RTP or codecs, so that a mistake there cannot hide itself.
//!
//! - [`caller`]: a caller that follows messages which cross each other.
//! - [`process`]: one program by its own process id, its output kept, ended when dropped.
//! - [`page`]: an agent's page, signed in.
//! - [`port`]: free ports on loopback.
//! - [`tone`]: how much of a tone is in some sound (Goertzel).
//! - [`g711`]: µ-law and A-law.
//! - [`register`]: signing a phone in on its behalf.
//! - [`rtp`]: an RTP endpoint that plays, hears, presses keys and can lose packets.
//! - [`sipp`]: sipp for the signalling, an [`rtp::RtpPeer`] for its sound.
//! - [`linphone`]: linphonec, which records what it hears.
//! - [`baresip`]: baresip, which records what it hears.
//! - [`wasl`]: the server under test.
//! - [`wav`]: sound files in and out.

pub(crate) mod baresip;
pub(crate) mod caller;
pub(crate) mod g711;
pub(crate) mod linphone;
pub(crate) mod page;
pub(crate) mod port;
pub(crate) mod process;
pub(crate) mod register;
pub(crate) mod rtp;
pub(crate) mod sipp;
pub(crate) mod tone;
pub(crate) mod wasl;
pub(crate) mod wav;

use std::time::Duration;

/// Longer than anything takes here, also on a busy machine: only a failure waits for it in full.
pub(crate) const PATIENCE: Duration = Duration::from_secs(100);
