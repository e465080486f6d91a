//! Keys pressed in a burst that nothing asked for.

use std::collections::VecDeque;

use wasl_model::{MediaTime, Span};

/// So many keys within [`WITHIN_MS`] are a burst: menus take one.
const BURST: usize = 5;
const WITHIN_MS: u64 = 3_000;

/// The keys of late.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    recent: VecDeque<MediaTime>,
    /// A number is asked for, and its keys are an answer.
    number: bool,
}

impl Keys {
    pub(super) fn expect(&mut self, number: bool) {
        self.number = number;
        self.recent.clear();
    }

    /// A key; with the one that makes a burst, where it lies and how many they are. The next burst begins anew.
    pub(super) fn pressed(&mut self, at: MediaTime) -> Option<(Span, u32)> {
        if self.number {
            return None;
        }
        self.recent.retain(|key| at.as_millis().saturating_sub(key.as_millis()) <= WITHIN_MS);
        self.recent.push_back(at);
        if self.recent.len() < BURST {
            return None;
        }
        let start = self.recent.front().copied().unwrap_or(at);
        let keys = u32::try_from(self.recent.len()).unwrap_or(u32::MAX);
        self.recent.clear();
        Some((Span { start, end: at }, keys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_keys_in_three_seconds_are_a_burst_and_slow_ones_are_not() {
        let mut keys = Keys::default();
        let told: Vec<_> = (0..5).filter_map(|n| keys.pressed(MediaTime(1_000 + n * 500))).collect();
        assert_eq!(told, [(Span { start: MediaTime(1_000), end: MediaTime(3_000) }, 5)]);
        assert_eq!((0..20).filter_map(|n| keys.pressed(MediaTime(10_000 + n * 1_000))).count(), 0);
    }

    #[test]
    fn the_keys_of_a_number_are_an_answer() {
        let mut keys = Keys::default();
        keys.expect(true);
        assert_eq!((0..10).filter_map(|n| keys.pressed(MediaTime(n * 100))).count(), 0);
        keys.expect(false);
        assert_eq!((0..10).filter_map(|n| keys.pressed(MediaTime(n * 100))).count(), 2);
    }
}
