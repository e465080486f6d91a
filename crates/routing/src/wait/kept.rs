//! What was learnt of waits, to go on after a restart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wasl_model::{IntentId, QueueId, Timestamp};

use super::lately::Lately;
use super::learner::Quantile;
use super::watch::{SEEN, SORTS};
use super::{LEAST, Waits};

/// What every queue learnt of its waits. Kept as its owner likes, as JSON for one; no caller can be told from another.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeptWaits(pub(crate) BTreeMap<QueueId, Kept>);

/// One queue's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    lately: Lately,
    p50: Quantile,
    p80: Quantile,
    learnt: u32,
    sorts: BTreeMap<IntentId, usize>,
}

impl Waits {
    pub(crate) fn kept(&self) -> Kept {
        let Self { lately, p50, p80, learnt, sorts, .. } = self;
        Kept { lately: lately.clone(), p50: p50.clone(), p80: p80.clone(), learnt: *learnt, sorts: sorts.clone() }
    }

    /// Goes on from there, unless it was learnt by a release that saw other things of a queue; then the waits of the last
    /// two hours are all that is taken over.
    pub(crate) fn go_on(&mut self, now: Timestamp, kept: Kept) {
        let Kept { lately, p50, p80, learnt, sorts } = kept;
        self.lately = lately;
        self.lately.forget(now);
        let known = p50.fits(SEEN) && p80.fits(SEEN) && sorts.values().all(|sort| (1..SORTS).contains(sort));
        if known {
            (self.p50, self.p80, self.learnt, self.sorts) = (p50, p80, learnt, sorts);
        }
    }
}

impl KeptWaits {
    /// Queues whose learnt ranges are told already.
    #[must_use]
    pub fn learnt(&self) -> usize {
        self.0.values().filter(|kept| kept.learnt >= LEAST).count()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wasl_model::CallId;

    use super::super::Comer;
    use super::*;

    fn comer() -> Comer {
        Comer { call: CallId::numbered(1), sort: 0, known: false, joined: Timestamp(0), begin_ms: 0 }
    }

    fn guess(waits: &Waits, now: Timestamp) -> Option<super::super::Guess> {
        waits.guess(&waits.glimpse(&waits.watch.glance(now), &comer()), 1)
    }

    fn learnt(calls: i64) -> Waits {
        let mut waits = Waits::default();
        for n in 0..calls {
            let glimpse = waits.glimpse(&waits.watch.glance(Timestamp(n)), &comer());
            waits.learn(Timestamp(n), 1, &glimpse, Duration::from_secs(60 + n.unsigned_abs() % 60), true);
        }
        waits.sort(Some(&"cards".into()));
        waits
    }

    fn through_json(waits: &Waits) -> Kept {
        serde_json::from_str(&serde_json::to_string(&waits.kept()).expect("written")).expect("read")
    }

    #[test]
    fn a_restart_forgets_nothing_that_was_learnt() {
        for calls in [20, 400] {
            let (before, mut after) = (learnt(calls), Waits::default());
            let now = Timestamp(1000);
            after.go_on(now, through_json(&before));
            let (was, is) = (guess(&before, now).expect("known"), guess(&after, now).expect("known"));
            assert!((was.p50_s - is.p50_s).abs() < 1e-6 && (was.p80_s - is.p80_s).abs() < 1e-6, "{was:?} {is:?}");
            assert!(was.p50_s > 30.0, "{was:?}");
            assert_eq!(after.sort(Some(&"cards".into())), 1);
        }
    }

    #[test]
    fn what_another_release_learnt_and_what_is_old_is_not_believed() {
        let now = Timestamp(1000);
        let mut other = serde_json::to_value(learnt(400).kept()).expect("written");
        other["p50"]["weights"].as_array_mut().expect("weights").pop();
        let mut after = Waits::default();
        after.go_on(now, serde_json::from_value(other).expect("read"));
        assert_eq!(after.learnt, 0);
        assert!(guess(&after, now).is_some(), "the last hundred waits speak");
        let mut late = Waits::default();
        late.go_on(Timestamp(3 * 3_600_000), through_json(&learnt(20)));
        assert_eq!(guess(&late, now), None, "waits of three hours ago do not");
    }
}
