//! Sets of agents, a bit for each: two thousand are thirty-two words, and who is free and able is an `and` of sets.

use crate::agents::Slot;

/// Bits of a word.
const BITS: usize = u64::BITS as usize;

/// Some agents, ascending.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    words: Vec<u64>,
}

/// Something of each of some agents.
#[derive(Clone, Debug, Default)]
pub(crate) struct BySlot<T> {
    slots: Slots,
    of: Vec<T>,
}

impl Slots {
    /// That agent is one of them, or is not.
    pub(crate) fn set(&mut self, slot: Slot, is_in: bool) {
        let (word, bit) = (slot / BITS, 1 << (slot % BITS));
        if is_in {
            if self.words.len() <= word {
                self.words.resize(word + 1, 0);
            }
            self.words[word] |= bit;
        } else if let Some(word) = self.words.get_mut(word) {
            *word &= !bit;
        }
    }

    pub(crate) fn contains(&self, slot: Slot) -> bool {
        self.words.get(slot / BITS).is_some_and(|word| word & (1 << (slot % BITS)) != 0)
    }

    pub(crate) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn clear(&mut self) {
        self.words.clear();
    }

    /// Only those who are among the others as well.
    pub(crate) fn keep(&mut self, others: &Self) {
        self.words.truncate(others.words.len());
        self.words.iter_mut().zip(&others.words).for_each(|(mine, others)| *mine &= others);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Slot> {
        (0..).step_by(BITS).zip(&self.words).flat_map(|(first, word)| ones(*word).map(move |bit| first + bit))
    }
}

impl<T: Clone + Default> BySlot<T> {
    pub(crate) fn insert(&mut self, slot: Slot, what: T) {
        if self.of.len() <= slot {
            self.of.resize(slot + 1, T::default());
        }
        self.of[slot] = what;
        self.slots.set(slot, true);
    }

    pub(crate) fn remove(&mut self, slot: Slot) -> Option<T> {
        let what = self.get(slot).cloned();
        self.slots.set(slot, false);
        what
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&T> {
        self.of.get(slot).filter(|_| self.slots.contains(slot))
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.of.get_mut(slot).filter(|_| self.slots.contains(slot))
    }

    pub(crate) fn slots(&self) -> impl Iterator<Item = Slot> {
        self.slots.iter()
    }
}

/// The bits that are set, lowest first.
fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use rand::{Rng as _, SeedableRng as _};

    use super::*;

    #[test]
    fn it_is_a_set() {
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let mut both = [(); 2].map(|()| (Slots::default(), BTreeSet::new()));
        for _ in 0..2_000 {
            let (slots, set) = &mut both[dice.random_range(0..2)];
            let slot = dice.random_range(0..200);
            let is_in = dice.random_bool(0.6);
            slots.set(slot, is_in);
            if is_in {
                set.insert(slot)
            } else {
                set.remove(&slot)
            };
            assert_eq!((slots.len(), slots.contains(slot)), (set.len(), is_in));
            assert!(slots.iter().eq(set.iter().copied()));
            let [(a, mine), (b, theirs)] = &both;
            let mut common = a.clone();
            common.keep(b);
            assert!(common.iter().eq(mine.intersection(theirs).copied()));
        }
    }

    #[test]
    fn it_is_a_map() {
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let (mut by_slot, mut map) = (BySlot::default(), BTreeMap::new());
        for n in 0..2_000 {
            let slot = dice.random_range(0..200);
            if dice.random_bool(0.6) {
                by_slot.insert(slot, n);
                map.insert(slot, n);
            } else {
                assert_eq!(by_slot.remove(slot), map.remove(&slot));
            }
            assert_eq!(by_slot.get(slot), map.get(&slot));
            assert!(by_slot.slots().eq(map.keys().copied()));
        }
    }
}
