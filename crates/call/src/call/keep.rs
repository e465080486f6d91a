//! A caller who has waited for long may hang up, keep the place in line and be called back (virtual hold).

use wasl_model::{PromptId, Timestamp};

use super::queue::Promise;
use super::{Call, State, ms};

/// Takes the offer.
const KEEP_PLACE_KEY: char = '1';

impl Call {
    /// The offer, said behind the place in line: to whoever can be called back and has waited for long enough.
    /// Emergencies are served, not put off.
    pub(super) fn offer_callback(&mut self, now: Timestamp) -> Option<PromptId> {
        let after = ms(self.config.offer_callback_after_ms?);
        let request = self.known.request.as_ref()?;
        let may = self.known.from.is_some() && !request.emergency && now.since(request.since) >= after;
        let State::Waiting(wait) = &mut self.state else { return None };
        if !may || !wait.ringing().is_empty() {
            return None;
        }
        wait.callback_offered = true;
        Some(self.config.prompts.offer_callback.clone())
    }

    /// A caller who was offered it goes and keeps the place. While an agent's phone rings nobody needs to.
    pub(super) fn keep_place(&mut self, now: Timestamp, digit: char) {
        let State::Waiting(wait) = &self.state else { return };
        if digit != KEEP_PLACE_KEY || !wait.callback_offered || !wait.ringing().is_empty() {
            return;
        }
        let queue = wait.queue().clone();
        self.leave_queue();
        self.state = State::Promising(Promise { queue, number: None, owed: true, in_line: false, hours: None });
        self.say_own(now, vec![self.config.prompts.callback_keeps_place.clone()]);
    }
}
