//! The wire: everything that knows RTP, SDP and codecs.
//! Packets and answers come in, packets, events and clean 16 kHz frames go out; a pure core per call, worker threads around it.
//!
//! The public face:
//! - [`config`]: what the shell sets, per process and per leg
//! - [`media`]: [`Media`] and [`MediaLeg`], the handles the shell holds
//! - [`event`]: what a leg tells its owner
//! - [`stats`]: a leg's line quality
//! - [`clip`]: prompts and music, encoded once
//! - [`file`]: recordings from outside, decoded
//! - [`sound`]: what may be played to a leg
//!
//! The pure core, told the time:
//! - [`codec`]: G.711, G.722, Opus and their names
//! - [`resample`]: 8 kHz ↔ 16 kHz
//! - [`sdp`]: offer and answer (RFC 3264), SDES keys (RFC 4568)
//! - [`srtp`]: protection of packets (RFC 3711)
//! - [`source`]: which source may be a leg's far end: symmetric RTP that cannot be hijacked
//! - [`reception`]: loss and jitter as RTCP counts them (RFC 3550)
//! - [`jitter`]: the adaptive playout buffer
//! - [`conceal`]: packet-loss concealment after G.711 Appendix I
//! - [`dtmf`]: keys by RFC 4733 and in-band
//! - [`tone`]: synthesised sounds: ringback, keys, hold music
//! - [`leg`]: one party's packets
//! - [`room`]: all legs of one call, who hears whom
//!
//! The shell:
//! - [`ports`]: pairs of UDP ports
//! - [`worker`]: the threads that own sockets and rooms
//! - [`web`]: browsers' connections (WebRTC)

pub mod clip;
pub mod codec;
pub mod conceal;
pub mod config;
pub mod dtmf;
pub mod event;
pub mod file;
pub mod jitter;
mod leg;
pub mod media;
#[cfg(test)]
mod netem;
mod ports;
pub mod reception;
pub mod resample;
mod room;
pub mod sdp;
pub mod sound;
mod source;
mod srtp;
pub mod stats;
pub mod tone;
mod web;
mod worker;

pub use clip::{Clip, ClipError};
pub use codec::CodecName;
pub use config::{LegKind, LegOptions, MediaConfig, OpenError, StartError};
pub use event::{KeySource, MediaEvent};
pub use file::{SoundFile, SoundFileError};
pub use media::{Media, MediaLeg};
#[doc(hidden)]
pub use room::fuzz::fuzz_packet;
pub use sdp::{Direction, Negotiated, SdpError};
pub use sound::{Sound, SoundFeed};
pub use stats::LegStats;
