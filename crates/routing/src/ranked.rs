//! An ordered set that knows everybody's place: a sorted list in chunks.

/// A chunk longer than this is halved.
const LONGEST: usize = 256;

/// Ordered, without doubles. Inserting, removing and counting those before look at one chunk and the chunks' lengths.
#[derive(Debug)]
pub(crate) struct Ranked<T> {
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Copy + Ord> Ranked<T> {
    pub(crate) fn insert(&mut self, item: T) {
        let at = self.chunk_of(item).min(self.chunks.len().saturating_sub(1));
        let Some(chunk) = self.chunks.get_mut(at) else {
            self.chunks.push(vec![item]);
            self.len = 1;
            return;
        };
        let Err(place) = chunk.binary_search(&item) else { return };
        chunk.insert(place, item);
        self.len += 1;
        if chunk.len() > LONGEST {
            let second = chunk.split_off(LONGEST / 2);
            self.chunks.insert(at + 1, second);
        }
    }

    pub(crate) fn remove(&mut self, item: T) {
        let at = self.chunk_of(item);
        let Some(chunk) = self.chunks.get_mut(at) else { return };
        let Ok(place) = chunk.binary_search(&item) else { return };
        chunk.remove(place);
        self.len -= 1;
        if chunk.is_empty() {
            self.chunks.remove(at);
        }
    }

    /// How many come before it.
    pub(crate) fn before(&self, item: T) -> usize {
        let at = self.chunk_of(item);
        let chunks = self.chunks[..at].iter().map(Vec::len).sum::<usize>();
        chunks + self.chunks.get(at).map_or(0, |chunk| chunk.partition_point(|other| *other < item))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The first chunk that does not end before it.
    fn chunk_of(&self, item: T) -> usize {
        self.chunks.partition_point(|chunk| chunk.last().is_some_and(|last| *last < item))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::{Rng as _, SeedableRng as _};

    use super::Ranked;

    #[test]
    fn it_is_a_set_that_counts() {
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let (mut ranked, mut set) = (Ranked::default(), BTreeSet::new());
        for _ in 0..20_000 {
            let item = dice.random_range(0..2_000);
            if dice.random_bool(0.6) {
                ranked.insert(item);
                set.insert(item);
            } else {
                ranked.remove(item);
                set.remove(&item);
            }
            assert_eq!(ranked.len(), set.len());
            if dice.random_bool(0.01) {
                assert!(ranked.iter().eq(&set));
                assert_eq!(ranked.before(item), set.range(..item).count());
            }
        }
        assert!(ranked.chunks.len() > 1);
    }
}
