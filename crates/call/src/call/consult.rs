//! An agent asks somebody else first while the caller waits with music, and then gives the caller over, or comes back.

use wasl_model::{LegId, OfferOutcome, TalkEnd, Timestamp};

use super::third::Aim;
use super::{Call, State};
use crate::TransferTarget;

impl Call {
    pub(super) fn consult(&mut self, now: Timestamp, target: TransferTarget, new_leg: LegId) {
        self.reach(now, target, Aim::Consult, false, new_leg);
    }

    /// The caller goes to whom was asked, or waits for the answer with them alone.
    pub(super) fn complete_transfer(&mut self, now: Timestamp) {
        let State::Talking(talk) = &self.state else { return };
        if talk.third_party().is_some() {
            self.take_over(now, TalkEnd::Done);
        } else {
            self.ring_on(TalkEnd::Done);
        }
    }

    /// Back to the caller, whether they were there already or still rang.
    pub(super) fn cancel_consult(&mut self, now: Timestamp) {
        let State::Talking(talk) = &self.state else { return };
        if talk.third_party().is_some() {
            self.third_leaves(TalkEnd::Done);
        } else {
            self.stop_third(OfferOutcome::CallerGone);
            self.third_failed(now);
        }
    }
}
