//! The desk speaks with the caller; what is heard and felt is remembered in every chapter.

use wasl_model::{
    CallCommand, CallEvent, Callback, DeskAction, DeskInput, Handover, HandoverCause, IntentGuess, Language, LegId,
    MoodReading, Pii, Said, Span, Speaker, Timestamp, Utterance,
};

use super::queue::Promise;
use super::{Call, State};
use crate::sound::SoundKind;

impl Call {
    pub(super) fn tell_desk(&mut self, input: DeskInput) {
        if matches!(self.state, State::Ivr) {
            self.desk.push_back(input);
        }
    }

    pub(super) fn desk_wants(&mut self, now: Timestamp, action: DeskAction) {
        if !matches!(self.state, State::Ivr) {
            return; // the desk's last words crossed the end of its chapter
        }
        match action {
            DeskAction::Say(said) => self.desk_says(now, said),
            DeskAction::Hush => self.hush(self.caller),
            DeskAction::Expect { phrases, digits } => {
                self.order(CallCommand::Expect { language: self.known.language, phrases, digits });
            }
            DeskAction::Entered { state } => self.remember(CallEvent::FlowEntered { state }),
            DeskAction::Answered { answer } => {
                self.known.content = true;
                self.remember(CallEvent::MachineAnswered { answer });
            }
            DeskAction::Told { what, digits } => self.remember(CallEvent::Told { what, digits }),
            DeskAction::PersonWanted { cause } => self.remember(CallEvent::PersonWanted { cause }),
            DeskAction::ChoseLanguage { language } => self.language_chosen(language),
            DeskAction::Handover(handover) => self.hand_over(now, handover),
            DeskAction::Callback(callback) => self.call_back(now, callback),
            DeskAction::Finish => self.goodbye(now),
        }
    }

    fn desk_says(&mut self, now: Timestamp, said: Said) {
        let Said { prompts, language, barge_in } = said;
        self.known.language = language;
        if prompts.is_empty() {
            return self.tell_desk(DeskInput::SaidAll);
        }
        self.say(now, prompts, language, SoundKind::Desk { barge_in });
    }

    fn hand_over(&mut self, now: Timestamp, handover: Handover) {
        let Handover { cause, queue, language, intent } = handover;
        let last_words = self.sounds.take_over(self.caller);
        if !last_words {
            self.hush(self.caller);
        }
        self.leave_desk();
        self.known.language = language;
        self.known.intent = intent.or(self.known.intent.take());
        self.handed_over(cause, queue.clone());
        let emergency = cause == HandoverCause::Emergency;
        if last_words {
            self.ask_behind_last_words(now, queue, emergency);
        } else {
            self.ask_for_a_person(now, queue, emergency);
        }
    }

    /// The promise is owed from now on: a caller who hangs up over its words was promised it.
    fn call_back(&mut self, now: Timestamp, callback: Callback) {
        let Callback { queue, language, intent, number, message, hours } = callback;
        let last_words = self.sounds.take_over(self.caller);
        self.leave_desk();
        self.known.language = language;
        self.known.intent = intent.or(self.known.intent.take());
        let owed = message || number.is_some() || self.known.from.is_some();
        self.state = State::Promising(Promise { queue, number, owed, in_line: false, hours });
        if !last_words {
            self.hush(self.caller);
            self.promised(now);
        }
    }

    /// The desk's chapter is over: nothing is expected, nothing more is told to it.
    pub(super) fn leave_desk(&mut self) {
        self.order(CallCommand::Expect { language: self.known.language, phrases: Vec::new(), digits: false });
        self.desk.clear();
    }

    pub(super) fn key(&mut self, now: Timestamp, leg: LegId, digit: Pii<char>) {
        if self.pause.is_some() {
            return;
        }
        self.remember(CallEvent::Key { leg, digit: digit.clone() });
        if leg == self.caller {
            self.known.content = false;
            self.barge_in();
            self.zero_at_the_end(now, *digit.reveal());
            self.keep_place(now, *digit.reveal());
            self.tell_desk(DeskInput::Key(digit));
        }
    }

    pub(super) fn speech_started(&mut self, speaker: Speaker) {
        self.remember(CallEvent::SpeechStarted { speaker });
        if speaker == Speaker::Caller {
            self.known.speaks = true;
            self.barge_in();
            self.tell_desk(DeskInput::SpeechStarted);
        }
    }

    fn barge_in(&mut self) {
        let sound = self.sounds.on(self.caller);
        if sound.is_some_and(|sound| sound.kind == SoundKind::Desk { barge_in: true }) {
            self.hush(self.caller);
        }
    }

    pub(super) fn heard(&mut self, now: Timestamp, utterance: Utterance, intent: Option<IntentGuess>) {
        self.remember(CallEvent::Heard { utterance: utterance.clone() });
        if utterance.speaker != Speaker::Caller {
            return;
        }
        self.has_spoken(now);
        self.known.content = false;
        let Some(intent) = intent else { return };
        self.remember(CallEvent::Intent { guess: intent.clone() });
        if intent.intent.is_some() {
            self.known.intent = Some(intent.clone());
        }
        self.tell_desk(DeskInput::Heard { utterance, intent });
    }

    pub(super) fn heard_nothing(&mut self, now: Timestamp, speaker: Speaker, span: Span) {
        if speaker == Speaker::Caller {
            self.has_spoken(now);
            self.tell_desk(DeskInput::HeardNothing { lasted: span.duration() });
        }
    }

    pub(super) fn heard_later(&mut self, now: Timestamp, speaker: Speaker, span: Span) {
        self.remember(CallEvent::HeardLater { speaker, span });
        if speaker == Speaker::Caller {
            self.has_spoken(now);
            self.tell_desk(DeskInput::HeardLater);
        }
    }

    pub(super) fn mood(&mut self, reading: MoodReading) {
        self.known.mood = reading.scores;
        self.known.reading = Some(reading.clone());
        self.felt_in_talk(reading.scores);
        self.remember(CallEvent::Mood { reading: reading.clone() });
        self.tell_desk(DeskInput::Mood(reading));
    }

    /// By key, which is as sure as it gets; the desk knows.
    fn language_chosen(&mut self, language: Language) {
        self.known.language = language;
        self.remember(CallEvent::LanguagePicked { language, confidence: 1.0 });
    }

    pub(super) fn language_picked(&mut self, language: Language, confidence: f32) {
        self.known.language = language;
        self.remember(CallEvent::LanguagePicked { language, confidence });
        self.tell_desk(DeskInput::Language(language));
    }
}
