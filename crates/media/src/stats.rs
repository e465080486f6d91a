//! A leg's line quality.

use std::net::SocketAddr;
use std::time::Duration;

use crate::CodecName;

/// Counts of one leg since it was opened. Published by its thread about every 100 ms and at its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LegStats {
    /// Valid RTP packets received.
    pub received: u64,
    /// Packets lost on the way to us: expected minus received (RFC 3550 A.3), never negative.
    pub lost: u64,
    /// Packets that came twice.
    pub duplicates: u64,
    /// Packets that came after a later one.
    pub reordered: u64,
    /// Packets too late to be played (counted only while somebody listens here).
    pub late: u64,
    /// Interarrival jitter (RFC 3550 §6.4.1), milliseconds.
    pub jitter_ms: f32,
    /// Sound made up because packets were missing, milliseconds (counted only while somebody listens here).
    pub concealed_ms: u64,
    /// Present playout delay of the jitter buffer, milliseconds.
    pub playout_delay_ms: u32,
    /// RTP packets sent.
    pub sent: u64,
    /// Round trip by RTCP (RFC 3550 §6.4.1), when the far end reports.
    pub round_trip: Option<Duration>,
    /// Share of our packets the far end says it lost, percent, last report.
    pub far_end_lost_pct: Option<f32>,
    /// Jitter the far end says it sees, milliseconds, last report.
    pub far_end_jitter_ms: Option<f32>,
    /// Packets dropped because they came from a source that is not the far end.
    pub foreign: u64,
    /// Packets dropped because they are not RTP (STUN, rubbish) or of a payload type nobody negotiated.
    pub malformed: u64,
    /// Packets dropped because their SRTP tag or their replay check failed.
    pub unauthentic: u64,
    /// Listener frames dropped because the listener was slow.
    pub frames_dropped: u64,
    /// The codec we send, once negotiated.
    pub codec: Option<CodecName>,
    /// Where we send to, once known; a browser's is ICE's own affair.
    pub far_end: Option<SocketAddr>,
}

impl LegStats {
    /// Packets lost, in percent of those expected.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a percentage needs no more than f32 has")]
    pub fn lost_pct(&self) -> f32 {
        let expected = self.received + self.lost;
        if expected == 0 { 0.0 } else { self.lost as f32 * 100.0 / expected as f32 }
    }
}
