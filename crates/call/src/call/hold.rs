//! Hold: by the phone (re-INVITE) or from the desk. Who holds listens to nobody; the others hear music, or each other.

use std::collections::BTreeMap;

use wasl_model::{CallEvent, LegId, Timestamp};

use super::Call;

/// Legs that put us on hold.
#[derive(Debug, Default)]
pub(super) struct Holds(BTreeMap<LegId, Hold>);

#[derive(Clone, Copy, Debug)]
struct Hold {
    since: Timestamp,
    by_phone: bool,
    by_desk: bool,
}

/// Who says so. A phone that holds does not listen, whatever the desk says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeldBy {
    Phone,
    Desk,
}

impl Hold {
    const fn by(&mut self, by: HeldBy) -> &mut bool {
        match by {
            HeldBy::Phone => &mut self.by_phone,
            HeldBy::Desk => &mut self.by_desk,
        }
    }
}

impl Holds {
    pub(super) fn holds(&self, leg: LegId) -> bool {
        self.0.contains_key(&leg)
    }

    pub(super) fn since(&self, leg: LegId) -> Option<Timestamp> {
        self.0.get(&leg).map(|hold| hold.since)
    }

    pub(super) fn by_desk(&self, leg: LegId) -> bool {
        self.0.get(&leg).is_some_and(|hold| hold.by_desk)
    }

    /// True if nobody did before.
    fn add(&mut self, now: Timestamp, leg: LegId, by: HeldBy) -> bool {
        let new = !self.holds(leg);
        let hold = self.0.entry(leg).or_insert(Hold { since: now, by_phone: false, by_desk: false });
        *hold.by(by) = true;
        new
    }

    /// True if nobody does any more.
    fn take(&mut self, leg: LegId, by: HeldBy) -> bool {
        let Some(hold) = self.0.get_mut(&leg) else { return false };
        *hold.by(by) = false;
        let over = !hold.by_phone && !hold.by_desk;
        over && self.forget(leg)
    }

    pub(super) fn forget(&mut self, leg: LegId) -> bool {
        self.0.remove(&leg).is_some()
    }

    /// What the desk holds stays held on the desk's new leg.
    pub(super) fn moves(&mut self, from: LegId, to: LegId) {
        if let Some(hold) = self.0.remove(&from).filter(|hold| hold.by_desk) {
            self.0.insert(to, Hold { by_phone: false, ..hold });
        }
    }
}

impl Call {
    pub(super) fn hold(&mut self, now: Timestamp, leg: LegId, by: HeldBy) {
        if self.legs.is_up(leg) && self.holds.add(now, leg, by) {
            self.remember(CallEvent::Held { leg });
            self.balance_talk();
        }
    }

    pub(super) fn resume(&mut self, leg: LegId, by: HeldBy) {
        if self.holds.take(leg, by) {
            self.remember(CallEvent::Resumed { leg });
            self.balance_talk();
        }
    }

    fn balance_talk(&mut self) {
        if matches!(self.state, super::State::Talking(_)) {
            self.balance();
        }
    }
}
