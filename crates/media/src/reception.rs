//! Loss and jitter as RTCP counts them (RFC 3550 §6.4.1, A.1, A.3, A.8), per synchronisation source.

/// A forward jump larger than this is a restart of the sender, not loss.
const MAX_DROPOUT: u16 = 3000;
/// A packet this far back is merely late.
const MAX_MISORDER: u16 = 100;

/// How a packet stands to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The first, or the newest so far; carries the extended sequence number.
    Newest(u64),
    /// Older than the newest, not seen before.
    Reordered(u64),
    /// Seen before.
    Duplicate,
    /// Far off the sequence. Two such in a row are a restart (then told as [`Arrival::Restarted`]).
    OffSequence,
    /// The sender began anew.
    Restarted(u64),
}

/// Counts of one stream.
#[derive(Clone, Debug, Default)]
pub struct Reception {
    source: Option<u32>,
    highest: u64,
    base: u64,
    /// Bit n: the packet `highest - n` was received.
    seen: u64,
    received: u64,
    restart_at: Option<u16>,
    expected_at_report: u64,
    received_at_report: u64,
    transit: Option<i64>,
    jitter_x16: u64,
    earlier: Earlier,
    /// Packets that came twice.
    pub duplicates: u64,
    /// Packets that came after a later one.
    pub reordered: u64,
}

/// What earlier sources of the same leg came to.
#[derive(Clone, Copy, Debug, Default)]
struct Earlier {
    received: u64,
    expected: u64,
}

/// One reception report's worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose packets.
    pub source: u32,
    /// Share lost since the last report, of 256.
    pub fraction_lost: u8,
    /// Lost since the start, clamped to 24 bits.
    pub total_lost: u32,
    /// Extended highest sequence number.
    pub highest: u32,
    /// Jitter in clock ticks.
    pub jitter: u32,
}

impl Reception {
    /// Counts a packet that arrived at `arrival` clock ticks.
    pub fn packet(&mut self, arrival: i64, source: u32, sequence: u16, timestamp: u32) -> Arrival {
        if self.source != Some(source) {
            self.begin(source, sequence);
            self.jitter(arrival, timestamp);
            return Arrival::Newest(self.highest);
        }
        let step = sequence.wrapping_sub(low(self.highest));
        let arrived = if step == 0 {
            Arrival::Duplicate
        } else if step < MAX_DROPOUT {
            self.advance(u64::from(step))
        } else if step > u16::MAX - MAX_MISORDER {
            self.fill(u64::from(step.wrapping_neg()))
        } else {
            self.off_sequence(source, sequence)
        };
        self.account(arrived, arrival, timestamp);
        arrived
    }

    fn account(&mut self, arrived: Arrival, arrival: i64, timestamp: u32) {
        match arrived {
            Arrival::Duplicate => self.duplicates += 1,
            Arrival::OffSequence => {}
            Arrival::Reordered(_) => {
                self.reordered += 1;
                self.received += 1;
            }
            Arrival::Newest(_) => {
                self.received += 1;
                self.jitter(arrival, timestamp);
            }
            Arrival::Restarted(_) => self.jitter(arrival, timestamp),
        }
    }

    fn begin(&mut self, source: u32, sequence: u16) {
        self.earlier.received += self.received;
        self.earlier.expected += self.expected();
        self.source = Some(source);
        // One cycle up, so that a packet before the first one has a number too.
        self.base = u64::from(sequence) + (1 << 16);
        self.highest = self.base;
        self.seen = 1;
        self.received = 1;
        self.restart_at = None;
        (self.expected_at_report, self.received_at_report) = (0, 0);
        self.transit = None;
    }

    fn advance(&mut self, step: u64) -> Arrival {
        self.restart_at = None;
        self.highest += step;
        self.seen = if step < 64 { self.seen << step | 1 } else { 1 };
        Arrival::Newest(self.highest)
    }

    fn fill(&mut self, back: u64) -> Arrival {
        if back >= 64 || self.seen & 1 << back != 0 {
            return Arrival::Duplicate;
        }
        self.seen |= 1 << back;
        self.base = self.base.min(self.highest - back);
        Arrival::Reordered(self.highest - back)
    }

    fn off_sequence(&mut self, source: u32, sequence: u16) -> Arrival {
        if self.restart_at == Some(sequence) {
            self.begin(source, sequence);
            return Arrival::Restarted(self.highest);
        }
        self.restart_at = Some(sequence.wrapping_add(1));
        Arrival::OffSequence
    }

    fn jitter(&mut self, arrival: i64, timestamp: u32) {
        let transit = arrival - i64::from(timestamp);
        if let Some(last) = self.transit.replace(transit) {
            // Differences are taken modulo 2^32, as the timestamps are.
            let difference = ((transit - last + (1 << 31)).rem_euclid(1 << 32) - (1 << 31)).unsigned_abs();
            // A jump of more than a second is a new time base, not jitter.
            if difference < 8000 {
                self.jitter_x16 = (self.jitter_x16 + difference).saturating_sub((self.jitter_x16 + 8) >> 4);
            }
        }
    }

    fn expected(&self) -> u64 {
        if self.source.is_some() { self.highest - self.base + 1 } else { 0 }
    }

    /// The present source.
    #[must_use]
    pub const fn source(&self) -> Option<u32> {
        self.source
    }

    /// Valid packets of all sources.
    #[must_use]
    pub const fn received(&self) -> u64 {
        self.earlier.received + self.received
    }

    /// Lost packets of all sources.
    #[must_use]
    pub fn lost(&self) -> u64 {
        (self.earlier.expected + self.expected()).saturating_sub(self.received())
    }

    /// Jitter in clock ticks.
    #[must_use]
    pub fn jitter_ticks(&self) -> u32 {
        u32::try_from(self.jitter_x16 >> 4).unwrap_or(u32::MAX)
    }

    /// The numbers of the next RTCP report; the fraction lost counts from the one before.
    pub fn report(&mut self) -> Option<Report> {
        let source = self.source?;
        let expected = self.expected() - self.expected_at_report;
        let received = self.received - self.received_at_report;
        self.expected_at_report = self.expected();
        self.received_at_report = self.received;
        let lost = expected.saturating_sub(received);
        let fraction = (lost * 256).checked_div(expected).unwrap_or(0).min(255);
        let total_lost = self.expected().saturating_sub(self.received).min(0x7F_FFFF);
        Some(Report {
            source,
            fraction_lost: u8::try_from(fraction).unwrap_or(u8::MAX),
            total_lost: u32::try_from(total_lost).unwrap_or(u32::MAX),
            highest: u32::try_from((self.highest - (1 << 16)) & 0xFFFF_FFFF).unwrap_or(u32::MAX),
            jitter: self.jitter_ticks(),
        })
    }
}

const fn low(extended: u64) -> u16 {
    (extended & 0xFFFF) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(reception: &mut Reception, sequences: impl IntoIterator<Item = u16>) -> Vec<Arrival> {
        let packets = sequences.into_iter().enumerate();
        packets.map(|(n, sequence)| reception.packet(n as i64 * 160, 7, sequence, n as u32 * 160)).collect()
    }

    #[test]
    fn loss_is_counted_across_the_wrap() {
        let mut reception = Reception::default();
        feed(&mut reception, (65_500..=65_535).chain(0..20).filter(|n| n % 10 != 5));
        let expected = 56;
        assert_eq!(reception.received() + reception.lost(), expected);
        assert_eq!(reception.lost(), [65_505, 65_515, 65_525, 65_535, 5, 15_u16].len() as u64);
        let report = reception.report().expect("there is a source");
        assert_eq!(report.highest, 65_536 + 19);
        assert_eq!(report.fraction_lost, (6 * 256 / 56) as u8);
        assert_eq!(reception.report().expect("still").fraction_lost, 0);
    }

    #[test]
    fn duplicates_and_reordering_are_told_apart() {
        let mut reception = Reception::default();
        let arrivals = feed(&mut reception, [10, 12, 11, 11, 12, 13]);
        assert!(matches!(arrivals[2], Arrival::Reordered(_)));
        assert_eq!(arrivals[3..5], [Arrival::Duplicate, Arrival::Duplicate]);
        assert_eq!((reception.received(), reception.lost(), reception.duplicates, reception.reordered), (4, 0, 2, 1));
    }

    #[test]
    fn a_lone_stray_is_ignored_and_two_in_a_row_are_a_restart() {
        let mut reception = Reception::default();
        let arrivals = feed(&mut reception, [10, 11, 30_000, 12, 30_000, 30_001, 30_002]);
        assert_eq!(arrivals[2], Arrival::OffSequence);
        assert!(matches!(arrivals[3], Arrival::Newest(_)));
        assert!(matches!(arrivals[5], Arrival::Restarted(_)));
        assert!(matches!(arrivals[6], Arrival::Newest(_)));
    }

    #[test]
    fn a_steady_stream_has_no_jitter_and_an_uneven_one_has() {
        let mut steady = Reception::default();
        let mut uneven = Reception::default();
        for n in 0..200_u16 {
            let timestamp = u32::from(n) * 160;
            steady.packet(i64::from(timestamp), 1, n, timestamp);
            uneven.packet(i64::from(timestamp) + i64::from(n % 2) * 80, 1, n, timestamp);
        }
        assert_eq!(steady.jitter_ticks(), 0);
        assert!((70..=80).contains(&uneven.jitter_ticks()), "{}", uneven.jitter_ticks());
    }
}
