//! A seeded bad network for tests: loss, bursts, jitter, reordering, duplicates; and a mutator of bytes.

/// Dice that always fall the same way for a seed (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ x >> 31
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound.max(1) as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: f64) -> bool {
        (self.roll() % 1_000_000) as f64 / 10_000.0 < percent
    }

    /// Changes a few bytes: flips, cuts, repeats, digits.
    pub(crate) fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(5) {
                0 if !bytes.is_empty() => bytes[at] = self.roll() as u8,
                1 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                2 => bytes.truncate(at),
                3 if !bytes.is_empty() => bytes[at] = b'0' + self.below(10) as u8,
                _ => {
                    let end = (at + self.below(24)).min(bytes.len());
                    let piece = bytes[at.min(end)..end].to_vec();
                    let place = self.below(bytes.len());
                    bytes.splice(place..place, piece);
                }
            }
        }
    }
}

/// A path packets take.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Path {
    pub(crate) loss_pct: f64,
    /// A loss goes on with this chance.
    pub(crate) burst_pct: f64,
    pub(crate) duplicate_pct: f64,
    pub(crate) delay_ms: u64,
    pub(crate) jitter_ms: u64,
}

impl Path {
    /// Arrival times in ms of packets sent every 20 ms: (arrival, packet), in order of arrival.
    pub(crate) fn arrivals(self, packets: usize, seed: u64) -> Vec<(u64, usize)> {
        let mut dice = Dice::new(seed);
        let mut losing = false;
        let mut arrivals = Vec::new();
        for packet in 0..packets {
            losing = dice.chance(if losing { self.burst_pct.max(self.loss_pct) } else { self.loss_pct });
            let copies = usize::from(!losing) * (1 + usize::from(dice.chance(self.duplicate_pct)));
            for _ in 0..copies {
                let jitter = dice.below(self.jitter_ms as usize + 1) as u64;
                arrivals.push((packet as u64 * 20 + self.delay_ms + jitter, packet));
            }
        }
        arrivals.sort();
        arrivals
    }
}
