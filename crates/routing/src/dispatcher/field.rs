//! Those among whom a call's agent is chosen: how many, and the few that are best.

use wasl_model::Timestamp;

use crate::agents::Slot;
use crate::strategy::Chair;

/// A free, eligible agent and its score.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) slot: Slot,
    pub(super) chair: Chair,
    pub(super) total: f64,
    pub(super) idle_since: Timestamp,
}

impl Candidate {
    /// Less is better: the higher score, then the longer idle, then the first by number.
    fn better(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = other.total.total_cmp(&self.total);
        by_score.then(self.idle_since.cmp(&other.idle_since)).then(self.slot.cmp(&other.slot))
    }
}

/// All who are free and eligible.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) eligible: usize,
    /// Who may be offered a hot call although others are free.
    pub(super) rested: usize,
    pub(super) best: Best,
    pub(super) best_rested: Best,
    /// Who served the caller last, if among them, and whether rested.
    pub(super) last: Option<(Candidate, bool)>,
}

impl Field {
    /// One where that many best are asked for, and that many of the rested.
    pub(super) const fn of(best: usize, rested: usize) -> Self {
        Self { eligible: 0, rested: 0, best: Best::of(best), best_rested: Best::of(rested), last: None }
    }

    /// One more; looked at closely only if it could be one of the best, by what its score is at most, or served last.
    pub(super) fn enter(&mut self, at_most: f64, rested: bool, is_last: bool, look: impl FnOnce() -> Candidate) {
        self.eligible += 1;
        self.rested += usize::from(rested);
        let may_be_best = self.best.may_take(at_most) || (rested && self.best_rested.may_take(at_most));
        if !may_be_best && !is_last {
            return;
        }
        let candidate = look();
        self.best.take(candidate);
        if rested {
            self.best_rested.take(candidate);
        }
        if is_last {
            self.last = Some((candidate, rested));
        }
    }
}

/// The best few, best first, without sorting two thousand.
#[derive(Debug)]
pub(super) struct Best {
    few: usize,
    those: Vec<Candidate>,
}

impl Best {
    const fn of(few: usize) -> Self {
        Self { few, those: Vec::new() }
    }

    /// Not with a lower score than the last of so many has.
    fn may_take(&self, at_most: f64) -> bool {
        self.those.len() < self.few || !self.those.last().is_some_and(|last| at_most < last.total)
    }

    fn take(&mut self, candidate: Candidate) {
        let place = self.those.partition_point(|other| other.better(&candidate).is_lt());
        if place < self.few {
            self.those.truncate(self.few - 1);
            self.those.insert(place, candidate);
        }
    }
}

impl std::ops::Deref for Best {
    type Target = [Candidate];
    fn deref(&self) -> &Self::Target {
        &self.those
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};

    use super::*;

    #[test]
    fn who_is_not_looked_at_is_none_of_the_best() {
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        for _ in 0..200 {
            let (mut field, mut all, mut looked_at) = (Field::of(4, 1), Vec::new(), 0);
            for slot in 0..dice.random_range(0..300) {
                let total = f64::from(dice.random_range(0..1_000));
                let (idle_since, chair) = (Timestamp(dice.random_range(0..3)), Chair::default());
                let (candidate, rested) = (Candidate { slot, chair, total, idle_since }, dice.random_bool(0.7));
                let at_most = total + dice.random_range(0.0..5.0);
                let look = || {
                    looked_at += 1;
                    candidate
                };
                field.enter(at_most, rested, false, look);
                all.push((candidate, rested));
            }
            all.sort_by(|(a, _), (b, _)| a.better(b));
            let slots = |of: &mut dyn Iterator<Item = &Candidate>| of.map(|one| one.slot).collect::<Vec<_>>();
            assert_eq!(slots(&mut field.best.iter()), slots(&mut all.iter().map(|(one, _)| one).take(4)));
            let rested = all.iter().filter(|(_, rested)| *rested).map(|(one, _)| one);
            assert_eq!(slots(&mut field.best_rested.iter()), slots(&mut rested.clone().take(1)));
            assert_eq!((field.eligible, field.rested), (all.len(), rested.count()));
            assert!(all.len() < 200 || looked_at < all.len() / 2, "{looked_at} of {}", all.len());
        }
    }
}
