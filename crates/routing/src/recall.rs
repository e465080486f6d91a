//! A memory of callers, bounded in number: the oldest is forgotten first.

use std::collections::{BTreeMap, BTreeSet};

use wasl_model::{Pii, Timestamp};

/// Something remembered of each caller.
#[derive(Debug)]
pub(crate) struct Recall<V> {
    most: usize,
    of: BTreeMap<Pii<String>, (Timestamp, V)>,
    by_age: BTreeSet<(Timestamp, Pii<String>)>,
}

impl<V> Recall<V> {
    /// A memory of at most that many callers.
    pub(crate) const fn of_at_most(most: usize) -> Self {
        Self { most, of: BTreeMap::new(), by_age: BTreeSet::new() }
    }

    pub(crate) fn remember(&mut self, now: Timestamp, caller: Pii<String>, what: V) {
        self.forget(&caller);
        self.by_age.insert((now, caller.clone()));
        self.of.insert(caller, (now, what));
        while self.of.len() > self.most
            && let Some((_, oldest)) = self.by_age.pop_first()
        {
            self.of.remove(&oldest);
        }
    }

    /// What is remembered, and since when.
    pub(crate) fn get(&self, caller: &Pii<String>) -> Option<&(Timestamp, V)> {
        self.of.get(caller)
    }

    pub(crate) fn forget(&mut self, caller: &Pii<String>) -> Option<(Timestamp, V)> {
        let known = self.of.remove(caller)?;
        self.by_age.remove(&(known.0, caller.clone()));
        Some(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut recall = Recall::of_at_most(2);
        for (at, caller) in [(1, "a"), (2, "b"), (3, "a"), (4, "c")] {
            recall.remember(Timestamp(at), caller.into(), at);
        }
        assert_eq!(recall.get(&"a".into()), Some(&(Timestamp(3), 3)));
        assert_eq!(recall.get(&"b".into()), None);
        assert_eq!(recall.by_age.len(), recall.of.len());
    }
}
