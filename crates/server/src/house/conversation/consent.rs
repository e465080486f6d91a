//! What a caller was told and said: about being recorded, and about the sound of their voice being read.
//!
//! ```text
//!   not told ── the notice was played whole ──▶ told
//!      │                                         │
//!      └──────────────── refused ────────────────┴──▶ refused: nothing of it is kept any more
//! ```

use wasl_model::fold::fold_words;
use wasl_model::{
    AgentId, CallEvent, ConsentHow, Consented, DeskInput, LegId, PromptId, Speaker, Utterance, UtteranceId,
};

use super::Conversation;
use crate::config::sections::{Mood, Record};

/// Somebody who says more than this says something else.
const LONGEST_REFUSAL: usize = 8;

/// What the caller was told and said about one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Consent {
    #[default]
    NotTold,
    /// The notice is being played.
    Telling,
    Told,
    Refused,
}

impl Consent {
    /// Follows what the machine says. A notice that was interrupted has told nothing.
    pub(super) fn hears(self, event: &CallEvent, notice: &str) -> Self {
        match (self, event) {
            (Self::NotTold, CallEvent::PromptStarted { prompts, .. }) if says(prompts, notice) => Self::Telling,
            (Self::Telling, CallEvent::PromptEnded { interrupted: false }) => Self::Told,
            (Self::Telling, CallEvent::PromptEnded { interrupted: true }) => Self::NotTold,
            (now, _) => now,
        }
    }

    /// About the voice: the key refuses at any time.
    #[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
    pub(super) fn after(self, event: &CallEvent, caller: LegId, rules: &Mood) -> Self {
        match event {
            CallEvent::Key { leg, digit } if *leg == caller && *digit.reveal() == rules.refuse_key => Self::Refused,
            _ if self == Self::Refused => self,
            _ => self.hears(event, &rules.notice),
        }
    }
}

/// That the call is not to be recorded.
pub(super) const fn is_refusal(event: &CallEvent) -> bool {
    matches!(event, CallEvent::Consent { to: Consented::Recording, given: false, .. })
}

fn says(prompts: &[PromptId], wanted: &str) -> bool {
    prompts.iter().any(|prompt| prompt.as_str() == wanted)
}

/// Whether one call may be recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recording {
    pub(super) consent: Consent,
    offer: Offer,
    /// What refused is no answer to what the desk asks.
    pressed: u32,
    said: Option<UtteranceId>,
}

/// How far the offer not to be recorded stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Offer {
    #[default]
    None,
    /// The next key may take it, and words.
    Open,
    /// Words may.
    Words,
}

impl Recording {
    /// Follows the call's events; tells how the caller refuses when they do.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the few of the timeline's many events that matter here")]
    pub(super) fn refusal(&mut self, event: &CallEvent, caller: LegId, rules: &Record) -> Option<ConsentHow> {
        if self.consent == Consent::Refused {
            return None;
        }
        self.consent = self.consent.hears(event, &rules.notice);
        match event {
            CallEvent::PromptStarted { prompts, .. } if says(prompts, &rules.choice) => self.offer = Offer::Open,
            CallEvent::HandedOver { .. } | CallEvent::Bridged { .. } => self.offer = Offer::None,
            CallEvent::Key { leg, digit } if *leg == caller && self.offer == Offer::Open => {
                self.offer = Offer::Words;
                if *digit.reveal() == rules.refuse_key {
                    (self.consent, self.pressed) = (Consent::Refused, 1);
                    return Some(ConsentHow::Key);
                }
            }
            CallEvent::Heard { utterance }
                if utterance.speaker == Speaker::Caller
                    && self.offer != Offer::None
                    && refuses(utterance.text.reveal(), rules) =>
            {
                (self.consent, self.said) = (Consent::Refused, Some(utterance.id));
                return Some(ConsentHow::Words);
            }
            _ => {}
        }
        None
    }

    /// What refused the recording says nothing else to the desk, unless it asks for people in the same breath.
    pub(super) fn takes(&mut self, input: &DeskInput, rules: &Record, asks: impl Fn(&Utterance) -> bool) -> bool {
        match input {
            DeskInput::Key(digit) if self.pressed > 0 && *digit.reveal() == rules.refuse_key => {
                self.pressed -= 1;
                true
            }
            DeskInput::Heard { utterance, .. } => self.said == Some(utterance.id) && !asks(utterance),
            DeskInput::Key(_)
            | DeskInput::Connected
            | DeskInput::SaidAll
            | DeskInput::SpeechStarted
            | DeskInput::HeardNothing { .. }
            | DeskInput::HeardLater
            | DeskInput::Mood(_)
            | DeskInput::Language(_) => false,
        }
    }
}

fn refuses(text: &str, rules: &Record) -> bool {
    let words = fold_words(text);
    let said = format!(" {} ", words.join(" "));
    let phrases = rules.refuse_words.ar.iter().chain(&rules.refuse_words.en);
    words.len() <= LONGEST_REFUSAL
        && phrases.map(|phrase| fold_words(phrase).join(" ")).any(|phrase| said.contains(&format!(" {phrase} ")))
}

impl Conversation {
    /// Keeps how the caller stands to being recorded, and to their voice being read, as it changes.
    pub(super) async fn keep_consent(&mut self, event: &CallEvent) {
        let (before, voice) = (self.recording.consent, self.feeling.consent);
        let refusal = self.recording.refusal(event, self.caller, &self.house.config.record);
        self.mind_voice(event);
        let mut told = Vec::new();
        if before != Consent::Told && self.recording.consent == Consent::Told {
            told.push(CallEvent::Consent {
                to: Consented::Recording,
                given: true,
                how: ConsentHow::Notice,
                entered_by: None,
            });
        }
        if voice != self.feeling.consent {
            let (to, how, entered_by) = (Consented::Voice, ConsentHow::Key, None);
            match self.feeling.consent {
                Consent::NotTold | Consent::Telling => {}
                Consent::Told => told.push(CallEvent::Consent { to, given: true, how: ConsentHow::Notice, entered_by }),
                Consent::Refused => told.push(CallEvent::Consent { to, given: false, how, entered_by }),
            }
        }
        for event in told {
            self.house.desks.note(self.call.id(), &event);
            self.book.append(self.clock.now(), self.media_at, event).await;
        }
        if let Some(how) = refusal {
            self.stop_recording(how, None).await;
        }
    }

    /// An agent entered what the caller told them. Whoever refused already is not asked again.
    pub(super) async fn refused_by_word(&mut self, event: &CallEvent) {
        if let CallEvent::Consent { how, entered_by, .. } = event
            && self.recording.consent != Consent::Refused
        {
            self.recording.consent = Consent::Refused;
            self.stop_recording(*how, entered_by.clone()).await;
        }
    }

    async fn stop_recording(&mut self, how: ConsentHow, entered_by: Option<AgentId>) {
        let refused = self.book.refuse_recording(self.clock.now(), self.media_at, how, entered_by.clone()).await;
        if let Err(error) = refused {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "what was recorded before the caller refused is not gone"
            );
        }
        let event = CallEvent::Consent { to: Consented::Recording, given: false, how, entered_by };
        self.house.desks.note(self.call.id(), &event);
    }

    /// What is kept of an event: of a call that is not recorded the words too, or who spoke and when.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the few of the timeline's many events with words")]
    pub(super) fn as_kept(&self, mut event: CallEvent) -> CallEvent {
        if self.recording.consent == Consent::Refused && !self.house.config.record.words_when_refused {
            match &mut event {
                CallEvent::Heard { utterance } => {
                    utterance.text = wasl_model::Pii::default();
                    utterance.words.clear();
                    utterance.values.clear();
                }
                CallEvent::Told { digits, .. } => *digits = wasl_model::Pii::default(),
                CallEvent::Key { digit, .. } => *digit = wasl_model::Pii::new('•'),
                _ => {}
            }
        }
        event
    }
}

#[cfg(test)]
mod tests {
    use wasl_model::{Language, MediaTime, Pii, Span};

    use super::*;

    fn started(prompts: &[&str]) -> CallEvent {
        let prompts = prompts.iter().map(|&prompt| PromptId::from(prompt)).collect();
        CallEvent::PromptStarted { prompts, language: Language::Ar }
    }

    fn key(leg: LegId, digit: char) -> CallEvent {
        CallEvent::Key { leg, digit: Pii::new(digit) }
    }

    fn heard(speaker: Speaker, text: &str) -> CallEvent {
        let utterance = Utterance {
            id: UtteranceId::numbered(1),
            speaker,
            span: Span { start: MediaTime(0), end: MediaTime(900) },
            language: Language::Ar,
            text: text.into(),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        CallEvent::Heard { utterance }
    }

    const WHOLE: CallEvent = CallEvent::PromptEnded { interrupted: false };
    const CUT: CallEvent = CallEvent::PromptEnded { interrupted: true };

    #[test]
    fn a_notice_cut_off_by_a_key_is_no_consent_and_one_said_again_to_its_end_is() {
        let (caller, rules) = (LegId::new(), Record::default());
        let mut recording = Recording::default();
        let notice = || started(&["recording_notice", "voice_notice"]);
        for event in [notice(), key(caller, '2'), CUT] {
            assert_eq!(recording.refusal(&event, caller, &rules), None);
        }
        assert_eq!(recording.consent, Consent::NotTold);
        for event in [notice(), WHOLE] {
            recording.refusal(&event, caller, &rules);
        }
        assert_eq!(recording.consent, Consent::Told);
    }

    fn refused(events: &[CallEvent], caller: LegId) -> Option<ConsentHow> {
        let mut recording = Recording::default();
        events.iter().fold(None, |how, event| recording.refusal(event, caller, &Record::default()).or(how))
    }

    #[test]
    fn the_key_refuses_over_the_offer_or_next_and_is_a_digit_otherwise() {
        let caller = LegId::new();
        let offer = || started(&["recording_notice", "recording_choice"]);
        assert_eq!(refused(&[offer(), key(caller, '8')], caller), Some(ConsentHow::Key));
        assert_eq!(refused(&[offer(), WHOLE, started(&["ask_help"]), key(caller, '8')], caller), Some(ConsentHow::Key));
        assert_eq!(refused(&[offer(), WHOLE, key(caller, '1'), key(caller, '8')], caller), None, "a number is told");
        assert_eq!(refused(&[started(&["recording_notice"]), key(caller, '8')], caller), None, "nothing was offered");
        assert_eq!(refused(&[offer(), key(LegId::new(), '8')], caller), None, "an agent's key");
    }

    #[test]
    fn words_refuse_in_both_languages_until_somebody_is_to_answer() {
        let caller = LegId::new();
        let offer = || started(&["recording_notice", "recording_choice"]);
        for words in ["لا تسجّلوا المكالمة", "بدون تسجيل لو سمحت", "Please don't record this", "No recording."]
        {
            assert_eq!(
                refused(&[offer(), WHOLE, heard(Speaker::Caller, words)], caller),
                Some(ConsentHow::Words),
                "{words}"
            );
        }
        for words in
            ["أبغى تسجيل شكوى", "I want to record a complaint", "سجل لا تسجل شيء من كل ما قلت لك قبل قليل يا أخي"]
        {
            assert_eq!(refused(&[offer(), WHOLE, heard(Speaker::Caller, words)], caller), None, "{words}");
        }
        assert_eq!(refused(&[offer(), WHOLE, heard(Speaker::Agent, "no recording")], caller), None);
        let queue = "support".into();
        let gone = CallEvent::HandedOver { cause: wasl_model::HandoverCause::Asked, queue };
        assert_eq!(refused(&[offer(), gone, heard(Speaker::Caller, "no recording")], caller), None);
    }

    #[test]
    fn what_refused_answers_no_question() {
        let (caller, rules) = (LegId::new(), Record::default());
        let mut recording = Recording::default();
        for event in [started(&["recording_choice"]), key(caller, '8')] {
            recording.refusal(&event, caller, &rules);
        }
        let eight = DeskInput::Key(Pii::new('8'));
        let nothing = |_: &Utterance| false;
        assert!(!recording.takes(&DeskInput::Key(Pii::new('1')), &rules, nothing));
        assert!(recording.takes(&eight, &rules, nothing));
        assert!(!recording.takes(&eight, &rules, nothing), "a later one may");
    }

    #[test]
    fn a_refusal_that_tells_of_an_emergency_is_heard_by_the_desk_too() {
        let (caller, rules) = (LegId::new(), Record::default());
        let mut recording = Recording::default();
        let words = heard(Speaker::Caller, "no recording, my card was stolen");
        let refused = [started(&["recording_choice"]), words.clone()];
        let how = refused.iter().fold(None, |how, event| recording.refusal(event, caller, &rules).or(how));
        assert_eq!((how, recording.consent), (Some(ConsentHow::Words), Consent::Refused));
        let CallEvent::Heard { utterance } = words else { panic!("words were heard") };
        let intent = wasl_model::IntentGuess { intent: None, confidence: 0.0, alternatives: Vec::new() };
        let input = DeskInput::Heard { utterance, intent };
        assert!(!recording.takes(&input, &rules, |utterance| utterance.text.reveal().contains("stolen")));
        assert!(recording.takes(&input, &rules, |_| false), "nothing but a refusal");
    }
}
