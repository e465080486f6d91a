//! Keys, in three ways.
//!
//! - [`receive`]: telephone-event packets (RFC 4733) to keys, each once
//! - [`send`]: keys to packets, or to sound where the far end does not take events
//! - [`inband`]: the two tones of a key heard in the sound
//!
//! Keys by SIP INFO come through signalling and never touch this room.

pub mod inband;
pub mod receive;
pub mod send;

/// The key of an event code: 0-9, `*`, `#`, A-D.
#[must_use]
pub fn key_of(event: u8) -> Option<char> {
    (event < 16).then(|| audio_codec::telephone_event::event_to_digit(event))
}
