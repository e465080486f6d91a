//! What the caller does besides speaking, read off the call's events and told to the mood: the same menu again, speaking
//! over the machine or at once with an agent, asking for a person, keys in a burst, the same matter as in an earlier call.
//! Only spans and counts go to the mood, never an agent's words.

mod keys;

use std::collections::BTreeMap;

use wasl_call::CallInput;
use wasl_model::{CallEvent, Contact, HandoverCause, IntentId, LegId, MediaTime, Mood, Span, Speaker};
use wasl_mood::Behaviour;

use super::Conversation;
use keys::Keys;

/// The caller broke off a prompt when they began to speak no longer before than this, with nothing between.
const JUST_NOW_MS: u64 = 3_000;

/// What one call's events told so far.
#[derive(Clone, Debug)]
pub(super) struct Doings {
    /// The caller's.
    leg: LegId,
    keys: Keys,
    /// Meetings with the caller of late; counted once it is known what this call is about.
    earlier: Vec<Contact>,
    /// The flow's states and how often the caller came there.
    visits: BTreeMap<String, u32>,
    entered: MediaTime,
    /// When the caller began to speak, if that was the last thing that happened.
    speaking_since: Option<MediaTime>,
    caller: Option<Span>,
    agent: Option<Span>,
}

impl Doings {
    pub(super) fn new(leg: LegId, earlier: Vec<Contact>) -> Self {
        Self {
            leg,
            keys: Keys::default(),
            earlier,
            visits: BTreeMap::new(),
            entered: MediaTime::ZERO,
            speaking_since: None,
            caller: None,
            agent: None,
        }
    }

    /// Whether a number is asked for: its keys are no burst.
    pub(super) fn expect(&mut self, digits: bool) {
        self.keys.expect(digits);
    }

    /// What an event tells of the caller's behaviour.
    fn after(&mut self, at: MediaTime, event: &CallEvent) -> Option<Behaviour> {
        let began = std::mem::take(&mut self.speaking_since);
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
            let start = began?;
            let just_now = at.as_millis().saturating_sub(start.as_millis()) <= JUST_NOW_MS;
            return just_now.then_some(Behaviour::BargeInOver { span: Span { start, end: at } });
        }
        if let CallEvent::HandedOver { cause: HandoverCause::Asked, .. } = event {
            return Some(Behaviour::AskedForHuman { span: Span { start: at, end: at } });
        }
        if let CallEvent::Heard { utterance } = event {
            return self.overlap(utterance.speaker, utterance.span);
        }
        if let CallEvent::Key { leg, .. } = event {
            let burst = if *leg == self.leg { self.keys.pressed(at) } else { None };
            return burst.map(|(span, keys)| Behaviour::KeyMashing { span, keys });
        }
        if let CallEvent::Intent { guess } = event {
            return self.same_matter(at, guess.intent.as_ref()?);
        }
        None
    }

    /// How often the caller came for this before and did not leave content. Told once.
    fn same_matter(&mut self, at: MediaTime, intent: &IntentId) -> Option<Behaviour> {
        let open =
            |contact: &&Contact| contact.intent.as_ref() == Some(intent) && contact.mood_last != Some(Mood::Satisfied);
        let n = u32::try_from(self.earlier.iter().filter(open).count()).unwrap_or(u32::MAX);
        if n > 0 {
            self.earlier.clear();
        }
        (n > 0).then_some(Behaviour::RepeatContact { at, n })
    }

    /// What was last said by the caller, which the desk did not understand; where they pressed a key, that moment.
    fn not_understood(&self, at: MediaTime) -> Behaviour {
        let said = self.caller.filter(|span| at.as_millis().saturating_sub(span.end.as_millis()) <= JUST_NOW_MS);
        Behaviour::AskedAgain { span: said.unwrap_or(Span { start: at, end: at }) }
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
    /// What the caller did joins what they said. Keys count until somebody talks with them, who may ask for some.
    pub(super) fn note_doings(&mut self, event: &CallEvent) {
        if matches!(event, CallEvent::Key { .. }) && !self.before_talking() {
            return;
        }
        if let Some(doing) = self.doings.after(self.media_at, event) {
            self.note_doing(doing);
        }
    }

    /// The desk had to ask its question again.
    pub(super) fn note_asked_again(&mut self) {
        self.note_doing(self.doings.not_understood(self.media_at));
    }

    fn note_doing(&mut self, doing: Behaviour) {
        if let Some(reading) = self.hearing.mood.handle_behaviour(doing) {
            self.tell(CallInput::Mood(reading));
        }
    }
}

#[cfg(test)]
mod tests {
    use wasl_model::{Channel, IntentGuess, Language, Pii, QueueId, Timestamp, Utterance, UtteranceId};

    use super::*;

    fn doings() -> Doings {
        Doings::new(LegId::numbered(1), Vec::new())
    }

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
        let mut doings = doings();
        let mut enter = |at, state: &str| doings.after(MediaTime(at), &CallEvent::FlowEntered { state: state.into() });
        assert_eq!(enter(0, "menu"), None);
        assert_eq!(enter(5_000, "bills"), None);
        let span = Span { start: MediaTime(5_000), end: MediaTime(9_000) };
        assert_eq!(enter(9_000, "menu"), Some(Behaviour::MenuLoop { span, visits: 2 }));
    }

    #[test]
    fn a_prompt_broken_off_by_words_is_barge_in_and_by_a_key_is_not() {
        let mut doings = doings();
        let ended = CallEvent::PromptEnded { interrupted: true };
        assert_eq!(doings.after(MediaTime(1_000), &ended), None);
        doings.after(MediaTime(2_000), &CallEvent::SpeechStarted { speaker: Speaker::Caller });
        assert!(matches!(doings.after(MediaTime(2_400), &ended), Some(Behaviour::BargeInOver { .. })));
        assert_eq!(doings.after(MediaTime(2_500), &ended), None);
    }

    #[test]
    fn a_prompt_that_the_desk_stops_after_words_is_no_barge_in() {
        let mut doings = doings();
        doings.after(MediaTime(2_000), &CallEvent::SpeechStarted { speaker: Speaker::Caller });
        doings.after(MediaTime(2_800), &heard(Speaker::Caller, 2_000, 2_800));
        assert_eq!(doings.after(MediaTime(2_800), &CallEvent::PromptEnded { interrupted: true }), None);
    }

    #[test]
    fn speaking_at_once_is_told_with_the_stretch_both_were_heard() {
        let mut doings = doings();
        assert_eq!(doings.after(MediaTime(5_000), &heard(Speaker::Agent, 0, 5_000)), None);
        let span = Span { start: MediaTime(3_000), end: MediaTime(5_000) };
        let both = doings.after(MediaTime(8_000), &heard(Speaker::Caller, 3_000, 8_000));
        assert_eq!(both, Some(Behaviour::TalkedOver { span }));
        assert_eq!(doings.after(MediaTime(12_000), &heard(Speaker::Agent, 9_000, 12_000)), None);
    }

    #[test]
    fn asking_for_a_person_is_told() {
        let event = CallEvent::HandedOver { cause: HandoverCause::Asked, queue: QueueId::from("support") };
        assert!(matches!(doings().after(MediaTime(7), &event), Some(Behaviour::AskedForHuman { .. })));
    }

    fn contact(intent: &str, mood_last: Mood) -> Contact {
        Contact {
            channel: Channel::Phone,
            at: Timestamp(0),
            call: None,
            branch: None,
            intent: Some(IntentId::from(intent)),
            mood_first: None,
            mood_last: Some(mood_last),
            summary: None,
        }
    }

    #[test]
    fn earlier_contacts_about_the_same_are_told_once_and_settled_ones_are_not() {
        let earlier = vec![
            contact("card_lost", Mood::Neutral),
            contact("balance", Mood::Angry),
            contact("card_lost", Mood::Satisfied),
            contact("card_lost", Mood::Frustrated),
        ];
        let mut doings = Doings::new(LegId::numbered(1), earlier);
        let wants = |intent: Option<&str>| CallEvent::Intent {
            guess: IntentGuess { intent: intent.map(IntentId::from), confidence: 0.9, alternatives: Vec::new() },
        };
        assert_eq!(doings.after(MediaTime(1_000), &wants(None)), None);
        assert_eq!(doings.after(MediaTime(2_000), &wants(Some("hours"))), None);
        let again = Some(Behaviour::RepeatContact { at: MediaTime(3_000), n: 2 });
        assert_eq!(doings.after(MediaTime(3_000), &wants(Some("card_lost"))), again);
        assert_eq!(doings.after(MediaTime(4_000), &wants(Some("card_lost"))), None);
    }

    #[test]
    fn only_the_caller_s_keys_are_a_burst() {
        let press = |doings: &mut Doings, leg: u128| {
            let key = CallEvent::Key { leg: LegId::numbered(leg), digit: Pii::new('5') };
            (0..6).filter_map(|n| doings.after(MediaTime(n * 200), &key)).count()
        };
        assert_eq!((press(&mut doings(), 1), press(&mut doings(), 2)), (1, 0));
    }

    #[test]
    fn what_was_not_understood_is_what_was_just_said() {
        let mut doings = doings();
        doings.after(MediaTime(2_000), &heard(Speaker::Caller, 1_000, 2_000));
        let span = Span { start: MediaTime(1_000), end: MediaTime(2_000) };
        assert_eq!(doings.not_understood(MediaTime(3_000)), Behaviour::AskedAgain { span });
        let key = Span { start: MediaTime(30_000), end: MediaTime(30_000) };
        assert_eq!(doings.not_understood(MediaTime(30_000)), Behaviour::AskedAgain { span: key });
    }
}
