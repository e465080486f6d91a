//! What the caller does besides speaking, read off the call's events and told to the mood: the same menu again, speaking
//! over the machine or at once with an agent, asking for a person.
//! Only spans and counts go to the mood, never an agent's words.

use std::collections::BTreeMap;

use wasl_call::CallInput;
use wasl_model::{CallEvent, HandoverCause, MediaTime, Span, Speaker};
use wasl_mood::Behaviour;

use super::Conversation;

/// The caller broke off a prompt when they began to speak no longer before than this.
const JUST_NOW_MS: u64 = 3_000;

/// What one call's events told so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Doings {
    /// The flow's states and how often the caller came there.
    visits: BTreeMap<String, u32>,
    entered: MediaTime,
    speaking_since: Option<MediaTime>,
    caller: Option<Span>,
    agent: Option<Span>,
}

impl Doings {
    /// What an event tells of the caller's behaviour.
    fn after(&mut self, at: MediaTime, event: &CallEvent) -> Option<Behaviour> {
        if let CallEvent::FlowEntered { state } = event {
            let visits = self.visits.entry(state.clone()).or_default();
            *visits += 1;
            let span = Span { start: std::mem::replace(&mut self.entered, at), end: at };
            return (*visits > 1).then_some(Behaviour::MenuLoop { span, visits: *visits });
        }
        if let CallEvent::SpeechStarted { speaker: Speaker::Caller } = event {
            self.speaking_since = Some(at);
        }
        if let CallEvent::PromptEnded { interrupted: true } = event {
            let start = self.speaking_since.take()?;
            let just_now = at.as_millis().saturating_sub(start.as_millis()) <= JUST_NOW_MS;
            return just_now.then_some(Behaviour::BargeInOver { span: Span { start, end: at } });
        }
        if let CallEvent::HandedOver { cause: HandoverCause::Asked, .. } = event {
            return Some(Behaviour::AskedForHuman { span: Span { start: at, end: at } });
        }
        if let CallEvent::Heard { utterance } = event {
            return self.overlap(utterance.speaker, utterance.span);
        }
        None
    }

    /// Where this stretch of speech and the other side's last one were heard at once.
    fn overlap(&mut self, speaker: Speaker, span: Span) -> Option<Behaviour> {
        let other = match speaker {
            Speaker::Caller => {
                self.caller = Some(span);
                self.agent
            }
            Speaker::Agent => {
                self.agent = Some(span);
                self.caller
            }
            Speaker::Machine => None,
        }?;
        let both = Span { start: span.start.max(other.start), end: span.end.min(other.end) };
        (both.start < both.end).then_some(Behaviour::TalkedOver { span: both })
    }
}

impl Conversation {
    /// What the caller did joins what they said.
    pub(super) fn note_doings(&mut self, event: &CallEvent) {
        let reading =
            self.doings.after(self.media_at, event).and_then(|doing| self.hearing.mood.handle_behaviour(doing));
        if let Some(reading) = reading {
            self.tell(CallInput::Mood(reading));
        }
    }
}

#[cfg(test)]
mod tests {
    use wasl_model::{Language, Pii, QueueId, Utterance, UtteranceId};

    use super::*;

    fn heard(speaker: Speaker, start: u64, end: u64) -> CallEvent {
        let span = Span { start: MediaTime(start), end: MediaTime(end) };
        let utterance = Utterance {
            id: UtteranceId::numbered(1),
            speaker,
            span,
            language: Language::En,
            text: Pii::from("words"),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        CallEvent::Heard { utterance }
    }

    #[test]
    fn coming_to_a_state_again_is_a_loop_and_each_state_counts_by_itself() {
        let mut doings = Doings::default();
        let mut enter = |at, state: &str| doings.after(MediaTime(at), &CallEvent::FlowEntered { state: state.into() });
        assert_eq!(enter(0, "menu"), None);
        assert_eq!(enter(5_000, "bills"), None);
        let span = Span { start: MediaTime(5_000), end: MediaTime(9_000) };
        assert_eq!(enter(9_000, "menu"), Some(Behaviour::MenuLoop { span, visits: 2 }));
    }

    #[test]
    fn a_prompt_broken_off_by_words_is_barge_in_and_by_a_key_is_not() {
        let mut doings = Doings::default();
        let ended = CallEvent::PromptEnded { interrupted: true };
        assert_eq!(doings.after(MediaTime(1_000), &ended), None);
        doings.after(MediaTime(2_000), &CallEvent::SpeechStarted { speaker: Speaker::Caller });
        assert!(matches!(doings.after(MediaTime(2_400), &ended), Some(Behaviour::BargeInOver { .. })));
        assert_eq!(doings.after(MediaTime(2_500), &ended), None);
    }

    #[test]
    fn speaking_at_once_is_told_with_the_stretch_both_were_heard() {
        let mut doings = Doings::default();
        assert_eq!(doings.after(MediaTime(5_000), &heard(Speaker::Agent, 0, 5_000)), None);
        let span = Span { start: MediaTime(3_000), end: MediaTime(5_000) };
        let both = doings.after(MediaTime(8_000), &heard(Speaker::Caller, 3_000, 8_000));
        assert_eq!(both, Some(Behaviour::TalkedOver { span }));
        assert_eq!(doings.after(MediaTime(12_000), &heard(Speaker::Agent, 9_000, 12_000)), None);
    }

    #[test]
    fn asking_for_a_person_is_told() {
        let event = CallEvent::HandedOver { cause: HandoverCause::Asked, queue: QueueId::from("support") };
        assert!(matches!(Doings::default().after(MediaTime(7), &event), Some(Behaviour::AskedForHuman { .. })));
    }
}
