//! Nothing is kept while a card's number is told: neither sound nor words nor keys. It never lasts by mistake: it ends
//! when its time is up, when the agent who asked for it leaves, and with the talk.

use wasl_model::{AgentId, CallCommand, CallEvent, ConsentHow, Consented, Timestamp};

use super::talk::Party;
use super::{Call, ms};
use crate::timers::Timer;

/// A pause.
#[derive(Clone, Debug)]
pub(super) struct Pause {
    by: AgentId,
    /// It ends by itself then.
    pub(super) until: Timestamp,
}

impl Call {
    pub(super) fn pause_recording(&mut self, now: Timestamp, agent: AgentId) {
        let until = now + ms(self.config.pause_ms);
        self.timers.set(Timer::Pause, until);
        self.pause = Some(Pause { by: agent.clone(), until });
        // First the order, so that nothing slips in before the event.
        self.order(CallCommand::Discretion { on: true });
        self.remember(CallEvent::RecordingPaused { agent });
    }

    /// The caller told that agent; there is no way back.
    pub(super) fn refuse_recording(&mut self, agent: AgentId) {
        self.recording_refused = true;
        let (to, how) = (Consented::Recording, ConsentHow::Agent);
        self.remember(CallEvent::Consent { to, given: false, how, entered_by: Some(agent) });
    }

    /// By somebody, or by itself.
    pub(super) fn resume_recording(&mut self, agent: Option<AgentId>) {
        if self.pause.take().is_some() {
            self.timers.stop(Timer::Pause);
            self.order(CallCommand::Discretion { on: false });
            self.remember(CallEvent::RecordingResumed { agent });
        }
    }

    /// Whoever asked for the pause has no more to do with the call.
    pub(super) fn pause_leaves_with(&mut self, party: &Party) {
        if self.pause.as_ref().is_some_and(|pause| party.is_agent(&pause.by)) {
            self.resume_recording(None);
        }
    }
}
