//! Confidence intervals by drawing whole speakers again: clips of one voice are not independent.

use std::collections::BTreeMap;

use serde::Serialize;

/// A figure and the range that 95 % of the redrawn figures lie in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The figure on what was measured.
    pub value: f64,
    /// 2.5 % of the redrawn figures are lower.
    pub low: f64,
    /// 2.5 % are higher.
    pub high: f64,
}

/// `figure` of all items, and its interval when whole groups are drawn with replacement, `rounds` times.
/// Deterministic in `seed`. `None` when the figure does not exist for all items.
pub fn interval<T: Copy>(
    items: &[(String, T)],
    rounds: u32,
    seed: u64,
    figure: impl Fn(&[T]) -> Option<f64>,
) -> Option<Interval> {
    let all: Vec<T> = items.iter().map(|(_, item)| *item).collect();
    let value = figure(&all)?;
    let mut groups: BTreeMap<&str, Vec<T>> = BTreeMap::new();
    for (group, item) in items {
        groups.entry(group).or_default().push(*item);
    }
    let groups: Vec<Vec<T>> = groups.into_values().collect();
    let mut dice = Dice(seed);
    let mut drawn: Vec<f64> = (0..rounds)
        .filter_map(|_| {
            let again: Vec<T> =
                (0..groups.len()).flat_map(|_| groups[dice.below(groups.len())].iter().copied()).collect();
            figure(&again)
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let last = drawn.len().saturating_sub(1);
        drawn.get((share * last as f64).round() as usize).copied().unwrap_or(value)
    };
    Some(Interval { value, low: at(0.025), high: at(0.975) })
}

/// SplitMix64: the same throws on every machine.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let wide = u128::from(z ^ (z >> 31)) * sides as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(items: &[f64]) -> Option<f64> {
        (!items.is_empty()).then(|| items.iter().sum::<f64>() / items.len() as f64)
    }

    #[test]
    fn few_speakers_make_a_wide_interval_however_many_clips_they_have() {
        let of = |speakers: usize, clips: usize| -> Vec<(String, f64)> {
            (0..speakers * clips)
                .map(|n| (format!("speaker {}", n % speakers), f64::from(u8::from((n % speakers).is_multiple_of(2)))))
                .collect()
        };
        let few = interval(&of(4, 100), 500, 1, mean).unwrap();
        let many = interval(&of(100, 4), 500, 1, mean).unwrap();
        assert_eq!((few.value, many.value), (0.5, 0.5));
        assert!(few.high - few.low > 3.0 * (many.high - many.low), "{few:?} {many:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        let items: Vec<(String, f64)> = (0..50).map(|n| (format!("{}", n % 7), f64::from(n))).collect();
        assert_eq!(interval(&items, 200, 9, mean), interval(&items, 200, 9, mean));
    }

    #[test]
    fn one_group_has_no_spread() {
        let items: Vec<(String, f64)> = (0..5).map(|n| ("one".to_owned(), f64::from(n))).collect();
        assert_eq!(interval(&items, 50, 1, mean), Some(Interval { value: 2.0, low: 2.0, high: 2.0 }));
        assert_eq!(interval(&[], 50, 1, mean), None);
    }
}
