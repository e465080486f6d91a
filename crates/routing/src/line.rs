//! The line of a queue: who is next. Mood, load and value are not to be found here.

use std::collections::{BTreeMap, BTreeSet};

use wasl_model::{CallId, Timestamp};

use crate::talent::{Need, Talent};

/// A place in line: emergencies first, then by the begin of the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    ordinary: bool,
    since: Timestamp,
    pub(crate) call: CallId,
}

impl Place {
    pub(crate) const fn new(emergency: bool, since: Timestamp, call: CallId) -> Self {
        Self { ordinary: !emergency, since, call }
    }

    pub(crate) const fn since(&self) -> Timestamp {
        self.since
    }
}

/// Everyone who waits in one queue. Calls of equal need stand in one file, so that an agent looks at heads only.
#[derive(Debug, Default)]
pub(crate) struct Line {
    order: BTreeSet<Place>,
    files: BTreeMap<Need, BTreeSet<Place>>,
}

impl Line {
    pub(crate) fn join(&mut self, place: Place) {
        self.order.insert(place);
    }

    pub(crate) fn leave(&mut self, place: Place, need: &Need) {
        self.order.remove(&place);
        self.stop_offering(place, need);
    }

    /// The call may be offered.
    pub(crate) fn start_offering(&mut self, place: Place, need: &Need) {
        match self.files.get_mut(need) {
            Some(file) => {
                file.insert(place);
            }
            None => {
                self.files.insert(need.clone(), BTreeSet::from([place]));
            }
        }
    }

    /// The call is being offered, or left.
    pub(crate) fn stop_offering(&mut self, place: Place, need: &Need) {
        if let Some(file) = self.files.get_mut(need) {
            file.remove(&place);
            if file.is_empty() {
                self.files.remove(need);
            }
        }
    }

    /// The first call that agent may be offered, leaving out those the agent did not take lately.
    pub(crate) fn first_for(&self, talent: &Talent, backed_off: impl Fn(CallId) -> bool) -> Option<Place> {
        let files = self.files.iter().filter(|(need, _)| talent.meets(need));
        files.filter_map(|(_, file)| file.iter().find(|place| !backed_off(place.call))).min().copied()
    }

    /// 1 is next.
    pub(crate) fn position(&self, place: Place) -> u32 {
        let after = self.order.range(place..).count();
        count(self.order.len() - after) + 1
    }

    /// Everyone, first to last.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Place> {
        self.order.iter()
    }

    pub(crate) fn len(&self) -> u32 {
        count(self.order.len())
    }
}

/// A count as the outside world reads it.
pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
