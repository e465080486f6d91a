//! What the shell sets, per process and per leg, and what may go wrong with it.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::CodecName;

/// Settings of the media engine.
#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// Address the RTP sockets are bound to.
    pub address: IpAddr,
    /// Address written into SDP when it differs from [`Self::address`] (behind NAT, or bound to 0.0.0.0).
    pub advertised: Option<IpAddr>,
    /// UDP ports to use: each leg takes an even one for RTP and the next for RTCP.
    pub ports: RangeInclusive<u16>,
    /// Threads that carry packets; 0 means one per core. All legs of a call share a thread.
    pub workers: usize,
    /// Silence on the wire after which [`crate::MediaEvent::MediaLost`] is told, while the far end should be sending.
    pub media_lost_after: Duration,
    /// Address browsers are told to reach us at (the ICE host candidate) when it differs from
    /// [`Self::advertised_address`].
    pub web_address: Option<IpAddr>,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            advertised: None,
            ports: 20_000..=29_999,
            workers: 0,
            media_lost_after: Duration::from_secs(20),
            web_address: None,
        }
    }
}

impl MediaConfig {
    /// The address written into SDP.
    #[must_use]
    pub fn advertised_address(&self) -> IpAddr {
        self.advertised.unwrap_or(self.address)
    }

    /// The address browsers are told.
    #[must_use]
    pub fn web_address(&self) -> IpAddr {
        self.web_address.unwrap_or_else(|| self.advertised_address())
    }
}

/// How a leg's packets travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LegKind {
    /// RTP or SDES-SRTP on a pair of ports: SIP phones and trunks.
    #[default]
    Rtp,
    /// WebRTC: ICE-lite and DTLS-SRTP on one port: browsers.
    Web,
}

/// Settings of one leg.
#[derive(Clone, Debug)]
pub struct LegOptions {
    /// How its packets travel.
    pub kind: LegKind,
    /// Offer RTP/SAVP with SDES keys. An offer from the far end is answered as it came, whatever this says.
    pub offer_srtp: bool,
    /// Refuse plain RTP in both directions of negotiation.
    pub require_srtp: bool,
    /// Codecs we speak, most wanted first: the order of our offers. In answers the offerer's order counts (RFC 3264 §6.1).
    pub codecs: Vec<CodecName>,
    /// Offer and accept telephone-event (RFC 4733). Without it keys are heard in the sound.
    pub telephone_event: bool,
    /// Where the leg's signalling comes from: a further address from which its RTP may come when it is behind NAT.
    pub signalling_source: Option<IpAddr>,
    /// Instead of [`MediaConfig::media_lost_after`].
    pub media_lost_after: Option<Duration>,
}

impl LegOptions {
    /// For a browser: WebRTC with Opus, then G.711.
    #[must_use]
    pub fn web() -> Self {
        let codecs = vec![CodecName::Opus, CodecName::Pcmu, CodecName::Pcma];
        Self { kind: LegKind::Web, codecs, ..Self::default() }
    }
}

impl Default for LegOptions {
    fn default() -> Self {
        Self {
            kind: LegKind::Rtp,
            offer_srtp: false,
            require_srtp: false,
            codecs: vec![CodecName::Pcmu, CodecName::Pcma, CodecName::G722],
            telephone_event: true,
            signalling_source: None,
            media_lost_after: None,
        }
    }
}

/// The media engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port range holds no even port with its successor.
    #[error(
        "media.rtp_ports {first}-{last} holds no pair of an even port and the next one: give a range of at least 3 ports"
    )]
    PortRange {
        /// First of the range.
        first: u16,
        /// Last of the range.
        last: u16,
    },
    /// The address is not of this machine.
    #[error("cannot bind RTP sockets to media.address {address}: set it to an address of this machine")]
    Address {
        /// The address.
        address: IpAddr,
        /// Why.
        source: std::io::Error,
    },
    /// 0.0.0.0 or :: cannot be told to a far end.
    #[error(
        "media.address {address} cannot be written into SDP: set media.advertised to an address far ends can reach"
    )]
    Unspecified {
        /// The address.
        address: IpAddr,
    },
    /// A thread or its poll could not be made.
    #[error("cannot start a media thread")]
    Thread(#[source] std::io::Error),
}

/// A leg could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// All port pairs are taken.
    #[error(
        "no free RTP port pair in {first}-{last}: {in_use} are in use, widen media.rtp_ports or lower the call cap"
    )]
    PortsExhausted {
        /// First of the range.
        first: u16,
        /// Last of the range.
        last: u16,
        /// Pairs held by live legs.
        in_use: usize,
    },
    /// A socket could not be made (file descriptors, memory).
    #[error("cannot open an RTP socket: raise the limit of open files if that is the cause")]
    Socket(#[source] std::io::Error),
    /// None of the codecs was given.
    #[error("a leg needs at least one codec")]
    NoCodec,
    /// The engine is shutting down.
    #[error("the media engine has stopped")]
    Stopped,
}
