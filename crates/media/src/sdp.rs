//! Offer and answer (RFC 3264) for one audio stream, over `rtc-sdp`.
//!
//! - [`read`](self): what a far end's description says about sound
//! - `crypto`: SDES keys (RFC 4568)
//! - `session`: the state of one leg's negotiation
//! - [`web`]: what of a browser's description matters; the rest of it is WebRTC's own affair
//!
//! Deliberately left out: FQDN in `c=` (RFC 4566 allows it; a pure core cannot resolve), MKI and key derivation rates in
//! `a=crypto` (such lines are passed over), `a=group:BUNDLE` on plain RTP.

mod crypto;
mod read;
mod session;
pub(crate) mod web;
mod write;

use std::net::SocketAddr;

pub(crate) use crypto::{CryptoSuite, MasterKey};
pub(crate) use read::first_words;
pub(crate) use session::SdpSession;

use crate::CodecName;

/// Which way sound may flow, seen from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    SendRecv,
    /// We send only: we hold them, or they only listen.
    SendOnly,
    /// We receive only: they hold us.
    RecvOnly,
    /// Neither.
    Inactive,
}

impl Direction {
    /// From what we may do.
    #[must_use]
    pub const fn of(send: bool, receive: bool) -> Self {
        match (send, receive) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// We may send.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// We may receive.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// The same stream seen from the far end.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self::of(self.receives(), self.sends())
    }

    /// The attribute's name.
    #[must_use]
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }
}

/// What offer and answer came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// Our description: the answer to send, or (after [`crate::MediaLeg::accept_answer`]) the offer that was answered.
    pub sdp: String,
    /// What we may do.
    pub direction: Direction,
    /// What we send.
    pub codec: CodecName,
    /// The far end does not want to hear us now: `sendonly`, `inactive`, or the old `c=0.0.0.0`.
    pub held_by_far_end: bool,
    /// Packets are protected by SRTP.
    pub srtp: bool,
    /// Keys come as telephone-event (RFC 4733); otherwise they are listened for in the sound.
    pub telephone_event: bool,
}

/// Offer or answer that cannot be served. The far end is told 488 unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// Not SDP at all: 400.
    #[error("the session description cannot be read: {0}")]
    Unreadable(String),
    /// There is no audio stream, or only refused ones.
    #[error("the session description holds no audio stream we could take (plain RTP or SDES-SRTP, port not 0)")]
    NoAudio,
    /// No codec both sides speak.
    #[error("no codec in common: they offer {offered}")]
    NoCommonCodec {
        /// Encoding names offered.
        offered: String,
    },
    /// SRTP is required here and was not offered, or none of its suites is ours.
    #[error("no SRTP suite in common: we speak AES_CM_128_HMAC_SHA1_80 and _32 with SDES keys")]
    NoCommonSuite,
    /// The connection address is not an IP address of a usable kind.
    #[error("the connection address is not a literal IP address")]
    Address,
    /// An answer came with no offer open.
    #[error("an answer came although no offer of ours is open")]
    NoOfferOpen,
    /// The audio stream is not WebRTC's, but the leg is a browser's.
    #[error("the audio stream is not DTLS-SRTP (UDP/TLS/RTP/SAVPF)")]
    NotWeb,
    /// DTLS-SRTP without the fingerprint of its certificate (RFC 8122): nobody could tell who is at the other end.
    #[error("the session description holds no certificate fingerprint we could check (a=fingerprint, SHA-2)")]
    NoFingerprint,
    /// No ICE user name and password (RFC 8839).
    #[error("the session description holds no ICE credentials (a=ice-ufrag, a=ice-pwd)")]
    NoIce,
    /// WebRTC refused it, or our side of it could not be set up: 500 when it is ours.
    #[error("the connection could not be set up: {0}")]
    Connection(String),
}

/// What is in force between us and the far end; the core works from it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Session {
    /// Where the far end wants RTP; `None` for the old hold (0.0.0.0).
    pub(crate) remote_rtp: Option<SocketAddr>,
    /// Where it wants RTCP.
    pub(crate) remote_rtcp: Option<SocketAddr>,
    /// RTCP comes on the RTP port (RFC 5761).
    pub(crate) rtcp_mux: bool,
    /// What we may do.
    pub(crate) direction: Direction,
    /// What we send.
    pub(crate) send: Payload,
    /// What we may receive.
    pub(crate) receive: Vec<Payload>,
    /// Payload types of telephone-event, to send and to receive.
    pub(crate) telephone_event: Option<EventTypes>,
    /// Wanted length of our packets, in ms: 10 to 60 by tens.
    pub(crate) ptime_ms: u32,
    /// Keys of both directions.
    pub(crate) keys: Option<SessionKeys>,
}

/// A codec and its payload type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Payload {
    pub(crate) number: u8,
    pub(crate) codec: CodecName,
}

/// Payload types of telephone-event in each direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventTypes {
    pub(crate) send: u8,
    pub(crate) receive: u8,
    /// Ticks of its RTP clock in one of ours.
    pub(crate) clock_ratio: u32,
}

/// SRTP keys of both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SessionKeys {
    pub(crate) suite: CryptoSuite,
    pub(crate) ours: MasterKey,
    pub(crate) theirs: MasterKey,
}

/// Reads bytes as a far end's offer and answers it, for fuzzing.
#[doc(hidden)]
pub fn fuzz_offer(bytes: &[u8]) -> Result<Negotiated, SdpError> {
    let text = String::from_utf8_lossy(bytes);
    let address = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    let mut session = SdpSession::new(address, 20_000, crate::LegOptions::default());
    let answered = session.answer(&text).map(|(negotiated, _)| negotiated);
    let mut offerer = SdpSession::new(address, 20_002, crate::LegOptions { offer_srtp: true, ..Default::default() });
    let _ = offerer.offer();
    let _ = offerer.accept_answer(&text);
    let _ = web::WebAudio::parse(&text).and_then(|audio| web::agreed(&audio, &audio, String::new()));
    let _ = web::told(&web::shown(&text, &[111]), address, address);
    answered
}

#[cfg(test)]
mod tests;
