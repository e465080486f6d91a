//! RTCP both ways (RFC 3550 §6): our reports about every 5 s, theirs read for loss, jitter and round trip.
//!
//! NTP times are counted from the leg's beginning, as the RFC allows to who has no wall clock: the core is only told
//! monotonic time, and the round trip needs no more.

use std::time::{Duration, Instant};

use bytes::Bytes;
use rtc_rtcp::Packet;
use rtc_rtcp::goodbye::Goodbye;
use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::reception_report::ReceptionReport;
use rtc_rtcp::sender_report::SenderReport;
use rtc_rtcp::source_description::{SdesType, SourceDescription, SourceDescriptionChunk, SourceDescriptionItem};

use crate::reception::Report;

/// Mean time between reports.
const INTERVAL: Duration = Duration::from_secs(5);
/// Largest compound packet read.
const MAX_BYTES: usize = 1500;

/// RTCP of one leg.
#[derive(Debug)]
pub(crate) struct Reports {
    begun: Instant,
    stream: u32,
    next: Instant,
    sent: u32,
    packets_at_report: u64,
    /// Middle 32 bits of their last sender report's NTP time, and when it came.
    last_sender_report: Option<(u32, Instant)>,
    /// RTP ticks of our stream in one of ours.
    pub(crate) clock_ratio: u32,
    pub(crate) round_trip: Option<Duration>,
    pub(crate) far_end_lost_pct: Option<f32>,
    pub(crate) far_end_jitter_ms: Option<f32>,
}

/// What our sender report says of our stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) timestamp: u32,
    pub(crate) packets: u64,
    pub(crate) octets: u64,
}

impl Reports {
    pub(crate) fn new(now: Instant, stream: u32) -> Self {
        Self {
            begun: now,
            stream,
            next: now + INTERVAL / 2,
            sent: 0,
            packets_at_report: 0,
            last_sender_report: None,
            clock_ratio: 1,
            round_trip: None,
            far_end_lost_pct: None,
            far_end_jitter_ms: None,
        }
    }

    pub(crate) fn due(&self, now: Instant) -> bool {
        now >= self.next
    }

    /// The next report: SR when we sent since the last one, else RR; with SDES.
    pub(crate) fn report(&mut self, now: Instant, sent: Sent, reception: Option<Report>) -> Option<Vec<u8>> {
        self.sent += 1;
        // Spread over 4 to 6 s, differently for every leg and time (RFC 3550 §6.2 wants no synchrony).
        let spread = self.stream.wrapping_mul(self.sent | 1).wrapping_mul(0x9E37_79B9) >> 21;
        self.next = now + INTERVAL - Duration::from_secs(1) + Duration::from_millis(u64::from(spread));
        let reports: Vec<ReceptionReport> = reception.map(|report| self.block(now, report)).into_iter().collect();
        let active = sent.packets > self.packets_at_report;
        self.packets_at_report = sent.packets;
        let first: Box<dyn Packet> = if active {
            Box::new(self.sender_report(now, sent, reports))
        } else {
            Box::new(self.receiver_report(reports))
        };
        marshal(&[first, Box::new(self.description())])
    }

    /// The leg ends.
    pub(crate) fn goodbye(&self) -> Option<Vec<u8>> {
        let bye = Goodbye { sources: vec![self.stream], reason: Bytes::new() };
        marshal(&[Box::new(self.receiver_report(Vec::new())), Box::new(self.description()), Box::new(bye)])
    }

    /// Reads what the far end reports. Rubbish is nothing.
    pub(crate) fn read(&mut self, now: Instant, datagram: &[u8]) {
        if !looks_like_rtcp(datagram) || datagram.len() > MAX_BYTES {
            return;
        }
        let Ok(packets) = rtc_rtcp::packet::unmarshal(&mut &*datagram) else { return };
        for packet in packets {
            let any = packet.as_any();
            if let Some(report) = any.downcast_ref::<SenderReport>() {
                self.last_sender_report = Some(((report.ntp_time >> 16 & 0xFFFF_FFFF) as u32, now));
                self.read_blocks(now, &report.reports);
            } else if let Some(report) = any.downcast_ref::<ReceiverReport>() {
                self.read_blocks(now, &report.reports);
            }
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "jitter is small")]
    fn read_blocks(&mut self, now: Instant, blocks: &[ReceptionReport]) {
        for block in blocks.iter().filter(|block| block.ssrc == self.stream) {
            self.far_end_lost_pct = Some(f32::from(block.fraction_lost) * 100.0 / 256.0);
            self.far_end_jitter_ms = Some(block.jitter as f32 / (8 * self.clock_ratio) as f32);
            if block.last_sender_report != 0 {
                let passed = self.middle_ntp(now).wrapping_sub(block.last_sender_report).wrapping_sub(block.delay);
                // A negative result is a clock that ran apart: no round trip rather than one of eighteen hours.
                if passed < 1 << 31 {
                    self.round_trip = Some(Duration::from_micros(u64::from(passed) * 1_000_000 / 65_536));
                }
            }
        }
    }

    fn block(&self, now: Instant, report: Report) -> ReceptionReport {
        let (last, delay) = self.last_sender_report.map_or((0, 0), |(last, came)| {
            let micros = now.saturating_duration_since(came).as_micros();
            (last, u32::try_from(micros * 65_536 / 1_000_000).unwrap_or(u32::MAX))
        });
        ReceptionReport {
            ssrc: report.source,
            fraction_lost: report.fraction_lost,
            total_lost: report.total_lost,
            last_sequence_number: report.highest,
            jitter: report.jitter,
            last_sender_report: last,
            delay,
        }
    }

    fn sender_report(&self, now: Instant, sent: Sent, reports: Vec<ReceptionReport>) -> SenderReport {
        SenderReport {
            ssrc: self.stream,
            ntp_time: self.ntp(now),
            rtp_time: sent.timestamp,
            packet_count: (sent.packets & 0xFFFF_FFFF) as u32,
            octet_count: (sent.octets & 0xFFFF_FFFF) as u32,
            reports,
            profile_extensions: Bytes::new(),
        }
    }

    fn receiver_report(&self, reports: Vec<ReceptionReport>) -> ReceiverReport {
        ReceiverReport { ssrc: self.stream, reports, profile_extensions: Bytes::new() }
    }

    /// The canonical name is random as the stream's number is (RFC 7022): it names nobody.
    fn description(&self) -> SourceDescription {
        let text = Bytes::from(format!("wasl-{:08x}", self.stream));
        let items = vec![SourceDescriptionItem { sdes_type: SdesType::SdesCname, text }];
        SourceDescription { chunks: vec![SourceDescriptionChunk { source: self.stream, items }] }
    }

    /// 32.32 fixed point; a day is added so that the middle bits are never 0, which would mean "none".
    fn ntp(&self, now: Instant) -> u64 {
        let micros = now.saturating_duration_since(self.begun).as_micros() + 86_400_000_000;
        ((micros << 32) / 1_000_000) as u64
    }

    fn middle_ntp(&self, now: Instant) -> u32 {
        (self.ntp(now) >> 16 & 0xFFFF_FFFF) as u32
    }
}

/// Packet type 192 to 223 (RFC 5761 §4).
pub(crate) fn looks_like_rtcp(datagram: &[u8]) -> bool {
    datagram.len() >= 8 && matches!(datagram[0], 128..=191) && matches!(datagram[1], 192..=223)
}

fn marshal(packets: &[Box<dyn Packet>]) -> Option<Vec<u8>> {
    rtc_rtcp::packet::marshal(packets).ok().map(|bytes| bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ends_learn_loss_jitter_and_round_trip_from_each_other() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let (mut ours, mut theirs) = (Reports::new(start, 1), Reports::new(start, 2));
        let sent = Sent { timestamp: 0, packets: 10, octets: 1600 };
        let report = ours.report(at(1000), sent, None).expect("marshals");
        theirs.read(at(1040), &report);
        let reception = Report { source: 1, fraction_lost: 13, total_lost: 5, highest: 100, jitter: 80 };
        let answer = theirs.report(at(1500), sent, Some(reception)).expect("marshals");
        ours.read(at(1530), &answer);
        let round_trip = ours.round_trip.expect("they reported").as_millis();
        assert!((69..=71).contains(&round_trip), "{round_trip} ms");
        assert!((ours.far_end_lost_pct.expect("they reported") - 5.08).abs() < 0.1);
        assert_eq!(ours.far_end_jitter_ms, Some(10.0));
    }
}
