//! One continuous stream towards the far end, whatever feeds it: the machine's frames, mixed voices, or another leg's
//! packets passed on untouched.
//!
//! The far end sees one SSRC for the whole call, sequence numbers without holes of our making, and timestamps that
//! follow the clock. When the feed changes, the new one is anchored behind the old one and marked. Holes in a passed-on
//! stream are kept, so that the far end can reorder and conceal by itself.

use std::time::Instant;

use rtc_rtp::header::Header;
use rtc_shared::marshal::Marshal as _;

use super::inbound::Good;
use super::{Dice, LegKey};
use crate::codec::{CodecName, Encoder, FRAME_TICKS};
use crate::dtmf::send::KeyFrame;
use crate::sdp::{EventTypes, Session};

/// A passed-on stream that jumps further than this is anchored anew, so that the far end's SRTP does not lose count.
const MAX_JUMP: u64 = 500;

/// A leg's outgoing side.
pub(crate) struct Outbound {
    pub(crate) stream: u32,
    begun: Instant,
    first_timestamp: u32,
    /// Highest sequence number sent, extended.
    sequence: u64,
    /// End of what was sent, in timestamps.
    end: u32,
    flow: Option<Flow>,
    encoder: Option<(CodecName, Encoder)>,
    /// RTP ticks in one of ours, for what is sent now.
    clock_ratio: u32,
    /// Bytes waiting for a whole packet of the wanted length, and the timestamp of the first.
    waiting: Vec<u8>,
    waiting_at: u32,
    /// A pause went before: the next packet is marked.
    fresh: bool,
    pub(crate) last_sent: Option<Instant>,
    pub(crate) packets: u64,
    pub(crate) octets: u64,
}

/// How another leg's packets are renumbered.
#[derive(Clone, Copy, Debug)]
struct Flow {
    from: LegKey,
    stream: u32,
    first: u64,
    newest: u64,
    sequence_shift: u64,
    timestamp_shift: u32,
}

impl Outbound {
    pub(crate) fn new(now: Instant, dice: Dice) -> Self {
        Self {
            stream: dice.stream,
            begun: now,
            first_timestamp: dice.timestamp,
            // The lower half, so that SRTP's rollover counter has time to settle (RFC 3711 §3.3.1); one cycle up to allow for reordering.
            sequence: u64::from(dice.sequence & 0x7FFF) + (1 << 16),
            end: dice.timestamp,
            flow: None,
            encoder: None,
            clock_ratio: 1,
            waiting: Vec::new(),
            waiting_at: 0,
            fresh: true,
            last_sent: None,
            packets: 0,
            octets: 0,
        }
    }

    /// Passes another leg's packet on under payload type `number`; `None` when it belongs before the anchor.
    pub(crate) fn pass(&mut self, now: Instant, from: LegKey, good: &Good<'_>, number: u8) -> Option<Vec<u8>> {
        let known = self.flow.filter(|flow| {
            flow.from == from && flow.stream == good.stream && good.sequence.abs_diff(flow.newest) <= MAX_JUMP
        });
        let (mut flow, new) = match known {
            Some(flow) => (flow, false),
            None => (self.anchor(now, from, good), true),
        };
        if good.sequence < flow.first {
            return None;
        }
        flow.newest = flow.newest.max(good.sequence);
        let sequence = good.sequence.wrapping_add(flow.sequence_shift);
        let timestamp = good.timestamp.wrapping_add(flow.timestamp_shift);
        self.flow = Some(flow);
        let ticks = match good.content {
            super::inbound::Content::Sound(codec) => codec.ticks(good.payload) as u32,
            super::inbound::Content::Keys(_) => 0,
        };
        self.reached(sequence, timestamp.wrapping_add(ticks));
        self.clock_ratio = good.clock_ratio;
        Some(self.packet(now, sequence, timestamp, number, good.marker || new, good.payload))
    }

    /// Sends 20 ms of encoded bytes at `tick`, cut or joined to the wanted packet length.
    pub(crate) fn frame(&mut self, now: Instant, tick: Instant, session: &Session, bytes: &[u8]) -> Vec<Vec<u8>> {
        let timestamp = self.present(tick);
        self.clock_ratio = session.send.codec.clock_ratio();
        if !session.send.codec.is_divisible() {
            return self.whole(now, timestamp, session, bytes);
        }
        let size = session.ptime_ms as usize * 8;
        if self.flow.take().is_some() || timestamp != self.waiting_at.wrapping_add(self.waiting.len() as u32) {
            self.fresh |= self.waiting_at.wrapping_add(self.waiting.len() as u32) != timestamp;
            self.waiting.clear();
            self.waiting_at = timestamp;
        }
        self.waiting.extend_from_slice(bytes);
        let mut packets = Vec::with_capacity(1);
        while self.waiting.len() >= size {
            let rest = self.waiting.split_off(size);
            let payload = std::mem::replace(&mut self.waiting, rest);
            let timestamp = self.waiting_at;
            self.waiting_at = timestamp.wrapping_add(size as u32);
            packets.push(self.next_packet(now, timestamp, session.send.number, &payload));
        }
        self.reached(self.sequence, self.waiting_at.wrapping_add(self.waiting.len() as u32));
        packets
    }

    /// Sends the packet of one frame as it is.
    fn whole(&mut self, now: Instant, timestamp: u32, session: &Session, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.flow = None;
        self.waiting.clear();
        self.fresh |= timestamp != self.end;
        let end = timestamp.wrapping_add(FRAME_TICKS as u32);
        (self.waiting_at, self.end) = (end, end);
        if bytes.is_empty() {
            return Vec::new();
        }
        vec![self.next_packet(now, timestamp, session.send.number, bytes)]
    }

    /// Sends an event of a key; its timestamp is when the key began.
    pub(crate) fn event(&mut self, now: Instant, tick: Instant, types: EventTypes, frame: KeyFrame) -> Option<Vec<u8>> {
        let KeyFrame::Event { first, elapsed, payload } = frame else { return None };
        let number = types.send;
        let payload = in_clock(payload, types.clock_ratio);
        self.clock_ratio = types.clock_ratio;
        self.flow = None;
        self.waiting.clear();
        if first {
            // The key's beginning is kept in `waiting_at` while its packets go out.
            self.waiting_at = self.present(tick);
        }
        let timestamp = self.waiting_at;
        let end = timestamp.wrapping_add(elapsed + FRAME_TICKS as u32);
        self.fresh = first;
        self.sequence += 1;
        let packet = self.packet(now, self.sequence, timestamp, number, first, &payload);
        self.reached(self.sequence, end);
        self.fresh = true;
        Some(packet)
    }

    /// Encodes samples of the codec's rate.
    pub(crate) fn encode(&mut self, codec: CodecName, samples: &[i16]) -> Vec<u8> {
        let encoder = match &mut self.encoder {
            Some((present, encoder)) if *present == codec => encoder,
            other => &mut other.insert((codec, Encoder::new(codec))).1,
        };
        let mut bytes = Vec::with_capacity(FRAME_TICKS);
        encoder.encode(samples, &mut bytes);
        bytes
    }

    /// The last packets were frames of ours, not another leg's.
    pub(crate) const fn is_filling(&self) -> bool {
        self.flow.is_none() && self.packets > 0
    }

    /// Nothing is sent now; what comes next is marked.
    pub(crate) fn pause(&mut self) {
        self.flow = None;
        self.fresh = true;
    }

    /// The RTP time of a moment in the far end's clock, for sender reports.
    pub(crate) fn rtp_time(&self, now: Instant) -> u32 {
        self.timestamp_at(now).wrapping_mul(self.clock_ratio)
    }

    /// Ticks of our own clock.
    fn timestamp_at(&self, now: Instant) -> u32 {
        let micros = now.saturating_duration_since(self.begun).as_micros();
        self.first_timestamp.wrapping_add((micros * 8 / 1000) as u32)
    }

    /// The timestamp of what is sent at a tick: the clock's, but never before the end of what was sent.
    fn present(&self, tick: Instant) -> u32 {
        let clock = self.timestamp_at(tick);
        if is_before(clock, self.end) { self.end } else { clock }
    }

    fn anchor(&mut self, now: Instant, from: LegKey, good: &Good<'_>) -> Flow {
        self.waiting.clear();
        let timestamp = self.present(now);
        Flow {
            from,
            stream: good.stream,
            first: good.sequence,
            newest: good.sequence,
            sequence_shift: (self.sequence + 1).wrapping_sub(good.sequence),
            timestamp_shift: timestamp.wrapping_sub(good.timestamp),
        }
    }

    fn reached(&mut self, sequence: u64, end: u32) {
        self.sequence = self.sequence.max(sequence);
        if is_before(self.end, end) {
            self.end = end;
        }
    }

    fn next_packet(&mut self, now: Instant, timestamp: u32, number: u8, payload: &[u8]) -> Vec<u8> {
        self.sequence += 1;
        let marker = std::mem::take(&mut self.fresh);
        self.packet(now, self.sequence, timestamp, number, marker, payload)
    }

    fn packet(
        &mut self,
        now: Instant,
        sequence: u64,
        timestamp: u32,
        number: u8,
        marker: bool,
        payload: &[u8],
    ) -> Vec<u8> {
        let header = Header {
            version: 2,
            marker,
            payload_type: number,
            sequence_number: (sequence & 0xFFFF) as u16,
            // Wrapping keeps it continuous: 2³² ticks times any whole ratio is a whole number of 2³².
            timestamp: timestamp.wrapping_mul(self.clock_ratio),
            ssrc: self.stream,
            ..Header::default()
        };
        let mut packet = Vec::with_capacity(12 + payload.len() + 16);
        packet.resize(12, 0);
        // Twelve bytes always hold a header without extensions or contributors.
        let _ = header.marshal_to(&mut packet);
        packet.extend_from_slice(payload);
        self.last_sent = Some(now);
        self.packets += 1;
        self.octets += payload.len() as u64;
        packet
    }
}

/// A telephone-event with its duration in ticks of the far end's clock; what 16 bits cannot say stays at their end.
fn in_clock(mut payload: [u8; 4], ratio: u32) -> [u8; 4] {
    let duration = u32::from(u16::from_be_bytes([payload[2], payload[3]])) * ratio;
    let duration = u16::try_from(duration).unwrap_or(u16::MAX).to_be_bytes();
    payload[2..].copy_from_slice(&duration);
    payload
}

/// `a` lies before `b` on the wrapping clock.
const fn is_before(a: u32, b: u32) -> bool {
    a != b && b.wrapping_sub(a) < 1 << 31
}
