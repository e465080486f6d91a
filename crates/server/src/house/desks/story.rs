//! A live call as desks and the caller's own page show it: where its agents stand, and what its timeline told so far.

use std::collections::BTreeMap;

use wasl_call::{DeskPhase, DeskView};
use wasl_console::{CallPhase, DeskCall, GuestNow, GuestPhase, OtherParty, OtherState};
use wasl_model::{AgentId, CallEvent, CallId, Consented, MoodReading, Timestamp, WaitRange};

/// Most readings shown; the line keeps the newest.
const MOOD_LINE: usize = 500;

/// A live call.
#[derive(Clone, Debug)]
pub(crate) struct CallStory {
    id: CallId,
    moods: Vec<MoodReading>,
    place: Option<(u32, Option<WaitRange>)>,
    waits: bool,
    recording: bool,
    refused: bool,
    owed: bool,
    ended: bool,
    /// Where each agent stands, or stood last.
    desks: BTreeMap<AgentId, DeskCall>,
}

impl CallStory {
    /// A call that came.
    pub(crate) const fn new(id: CallId) -> Self {
        Self {
            id,
            moods: Vec::new(),
            place: None,
            waits: false,
            recording: false,
            refused: false,
            owed: false,
            ended: false,
            desks: BTreeMap::new(),
        }
    }

    /// Takes in the next event.
    #[allow(clippy::wildcard_enum_match_arm, reason = "a desk shows a part of the timeline")]
    pub(crate) fn note(&mut self, event: &CallEvent) {
        match event {
            CallEvent::Mood { reading } => self.feels(reading),
            CallEvent::HandedOver { .. } => self.waits = true,
            CallEvent::Queued { position, wait, .. } => (self.waits, self.place) = (true, Some((*position, *wait))),
            // A browser has no number: where to call back is asked on its page.
            CallEvent::CallbackPromised { .. } | CallEvent::NoOneAvailable { .. } => self.owed = true,
            CallEvent::Bridged { .. } => self.owed = false,
            CallEvent::RecordingStarted => self.records(true),
            CallEvent::RecordingFailed { .. } => self.records(false),
            CallEvent::Consent { to: Consented::Recording, given: false, .. } => {
                self.records(false);
                self.refused = true;
                self.desks.values_mut().for_each(|desk| desk.recording_refused = true);
            }
            CallEvent::Ended { .. } => self.ended = true,
            _ => {}
        }
    }

    fn records(&mut self, on: bool) {
        self.recording = on;
        self.desks.values_mut().filter(|desk| desk.phase != CallPhase::WrapUp).for_each(|desk| desk.recording = on);
    }

    fn feels(&mut self, reading: &MoodReading) {
        if self.moods.len() >= MOOD_LINE {
            self.moods.remove(0);
        }
        self.moods.push(reading.clone());
    }

    /// Where the agents stand now; true when that changed. Who talked and is gone wraps up; who only rang is forgotten.
    pub(crate) fn stand(&mut self, views: &[DeskView]) -> bool {
        let before = self.desks.clone();
        for (agent, desk) in &mut self.desks {
            if !views.iter().any(|view| view.agent == *agent) {
                desk.phase = CallPhase::WrapUp;
                (desk.ring_until_ms, desk.held_since_ms, desk.other) = (None, None, None);
                desk.recording = false;
            }
        }
        self.desks.retain(|_, desk| desk.phase != CallPhase::WrapUp || desk.bridged_ms.is_some());
        for view in views {
            self.desks.insert(view.agent.clone(), self.desk_of(view));
        }
        before != self.desks
    }

    fn desk_of(&self, view: &DeskView) -> DeskCall {
        let (phase, ring_until_ms, held_since_ms) = phase(view.phase);
        let other = view.other.as_ref().map(|other| OtherParty {
            name: other.who.text(),
            state: if other.talking { OtherState::Talking } else { OtherState::Ringing },
        });
        DeskCall {
            id: self.id,
            phase,
            queue: view.queue.clone(),
            began_ms: view.began,
            ring_until_ms,
            bridged_ms: view.answered,
            held_since_ms,
            recording: self.recording,
            recording_refused: self.refused,
            recording_paused_until_ms: view.paused_until,
            other,
            handover: view.handover,
            intent: view.intent.clone(),
            mood: view.mood.clone(),
            mood_line: self.moods.clone(),
            waited_ms: view.reasons.as_ref().map_or(0, |reasons| reasons.waited_ms),
            reasons: view.reasons.clone(),
            language: Some(view.language),
            number: view.number.clone(),
        }
    }

    /// How it stands for an agent; `None` when it does not concern them.
    pub(crate) fn desk(&self, agent: &AgentId) -> Option<&DeskCall> {
        self.desks.get(agent)
    }

    /// The agents who talked and are not done with it.
    pub(crate) fn wrapping(&self) -> impl Iterator<Item = (&AgentId, &DeskCall)> {
        self.desks.iter().filter(|(_, desk)| desk.phase == CallPhase::WrapUp)
    }

    /// The agent is done with it.
    pub(crate) fn wrapped_up(&mut self, agent: &AgentId) {
        if self.desks.get(agent).is_some_and(|desk| desk.phase == CallPhase::WrapUp) {
            self.desks.remove(agent);
        }
    }

    /// As the caller's own page shows it; `name` gives an agent's name as callers hear it.
    pub(crate) fn guest(&self, name: impl Fn(&AgentId) -> Option<String>) -> GuestNow {
        let talks = |desk: &DeskCall| !matches!(desk.phase, CallPhase::WrapUp | CallPhase::Ringing);
        let talking = self.desks.iter().find(|(_, desk)| talks(desk));
        let phase = self.guest_phase(talking.is_some());
        let place = self.place.filter(|_| matches!(phase, GuestPhase::Waiting | GuestPhase::Ringing));
        GuestNow {
            phase,
            position: place.map(|(position, _)| position),
            wait: place.and_then(|(_, wait)| wait),
            agent: talking.and_then(|(agent, _)| name(agent)),
            promised: self.owed,
            call: Some(self.id),
        }
    }

    fn guest_phase(&self, talking: bool) -> GuestPhase {
        match (self.ended, talking) {
            (true, _) => GuestPhase::Ended,
            (false, true) => GuestPhase::Talking,
            (false, false) if self.desks.values().any(|desk| desk.phase == CallPhase::Ringing) => GuestPhase::Ringing,
            (false, false) if self.waits => GuestPhase::Waiting,
            (false, false) => GuestPhase::Machine,
        }
    }
}

/// The phase, until when it rings, and since when the caller is on hold.
const fn phase(phase: DeskPhase) -> (CallPhase, Option<Timestamp>, Option<Timestamp>) {
    match phase {
        DeskPhase::Ringing { until } => (CallPhase::Ringing, Some(until), None),
        DeskPhase::CallingBack => (CallPhase::CallingBack, None, None),
        DeskPhase::Talking => (CallPhase::Talking, None, None),
        DeskPhase::Held { since } => (CallPhase::Held, None, Some(since)),
        DeskPhase::Lost { since, .. } => (CallPhase::Lost, None, Some(since)),
        DeskPhase::Consulting | DeskPhase::Transferring => (CallPhase::Consulting, None, None),
        DeskPhase::Joined => (CallPhase::Conference, None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_model::{Hangup, Language, LegId};

    fn view(phase: DeskPhase, answered: bool) -> DeskView {
        DeskView {
            agent: "noura".into(),
            leg: LegId::numbered(2),
            phase,
            paused_until: None,
            other: None,
            began: Timestamp::from_millis(1_000),
            answered: answered.then_some(Timestamp::from_millis(2_000)),
            queue: Some("support".into()),
            since: None,
            reasons: None,
            handover: None,
            intent: None,
            mood: None,
            language: Language::Ar,
            number: None,
        }
    }

    fn ringing() -> DeskView {
        view(DeskPhase::Ringing { until: Timestamp::from_millis(16_000) }, false)
    }

    fn story() -> CallStory {
        CallStory::new(CallId::numbered(1))
    }

    fn name(_: &AgentId) -> Option<String> {
        Some("Noura".to_owned())
    }

    #[test]
    fn a_phone_that_only_rang_leaves_nothing_to_wrap_up() {
        let mut story = story();
        assert!(story.stand(&[ringing()]));
        assert_eq!(story.desk(&"noura".into()).unwrap().ring_until_ms, Some(Timestamp::from_millis(16_000)));
        assert!(story.stand(&[]));
        assert!(story.desk(&"noura".into()).is_none());
    }

    #[test]
    fn who_talked_wraps_up_until_done() {
        let mut story = story();
        story.stand(&[view(DeskPhase::Talking, true)]);
        assert!(!story.stand(&[view(DeskPhase::Talking, true)]), "nothing changed");
        story.stand(&[]);
        assert_eq!(story.wrapping().count(), 1);
        story.wrapped_up(&"noura".into());
        assert!(story.desk(&"noura".into()).is_none());
    }

    #[test]
    fn a_guest_sees_place_person_and_end() {
        let mut story = story();
        assert_eq!(story.guest(name).phase, GuestPhase::Machine);
        story.note(&CallEvent::Queued { queue: "support".into(), position: 2, wait: None, place_kept: false });
        assert_eq!((story.guest(name).phase, story.guest(name).position), (GuestPhase::Waiting, Some(2)));
        story.stand(&[ringing()]);
        assert_eq!(story.guest(name).phase, GuestPhase::Ringing);
        story.stand(&[view(DeskPhase::Held { since: Timestamp::from_millis(3_000) }, true)]);
        let talking = story.guest(name);
        assert_eq!((talking.phase, talking.agent.as_deref()), (GuestPhase::Talking, Some("Noura")));
        assert_eq!(talking.position, None);
        story.note(&CallEvent::Ended { hangup: Hangup::ByCaller });
        assert_eq!((story.guest(name).phase, story.guest(name).promised), (GuestPhase::Ended, false));
    }

    #[test]
    fn a_guest_whom_nobody_can_serve_is_owed_a_call() {
        let mut story = story();
        story.note(&CallEvent::NoOneAvailable { queue: "support".into() });
        story.note(&CallEvent::Ended { hangup: Hangup::Failed });
        assert!(story.guest(name).promised);
    }
}
