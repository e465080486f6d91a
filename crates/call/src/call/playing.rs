//! Prompts and music: one sound at a time on each leg.

use wasl_model::{CallCommand, CallEvent, DeskInput, Language, LegId, PlayId, PlaySource, PromptId, Timestamp};

use super::{Call, State, ms};
use crate::sound::{Sound, SoundKind};
use crate::timers::Timer;

impl Call {
    /// Plays prompts to the caller, replacing what plays.
    pub(super) fn say(&mut self, now: Timestamp, prompts: Vec<PromptId>, language: Language, kind: SoundKind) {
        let overdue = ms(self.config.prompt_ms.saturating_mul(prompts.len() as u64));
        let (play, replaced) = self.sounds.start(self.caller, kind);
        self.note_end(replaced, true);
        self.timers.set(Timer::Prompt, now + overdue);
        let source = PlaySource::Prompts(prompts.clone(), language);
        self.order(CallCommand::Play { leg: self.caller, play, source });
        self.remember(CallEvent::PromptStarted { prompts, language });
    }

    /// The call's own prompts, in the caller's language.
    pub(super) fn say_own(&mut self, now: Timestamp, prompts: Vec<PromptId>) {
        self.say(now, prompts, self.known.language, SoundKind::Own);
    }

    /// Hold music on a leg, if it does not play already.
    pub(super) fn music(&mut self, leg: LegId) {
        self.background(leg, SoundKind::Music);
    }

    /// Something that plays until it is stopped, if it does not play already.
    pub(super) fn background(&mut self, leg: LegId, kind: SoundKind) {
        if self.sounds.on(leg).is_some_and(|sound| sound.kind == kind) {
            return;
        }
        let (play, replaced) = self.sounds.start(leg, kind);
        self.note_end(replaced, true);
        let source = if kind == SoundKind::Ringback { PlaySource::Ringback } else { PlaySource::Music };
        self.order(CallCommand::Play { leg, play, source });
    }

    /// Stops what the machine plays to a leg.
    pub(super) fn hush(&mut self, leg: LegId) {
        if let Some(sound) = self.sounds.stop(leg) {
            self.order(CallCommand::StopPlay { leg });
            self.note_end(Some(sound), true);
        }
    }

    /// A leg is gone, and what played on it.
    pub(super) fn silence(&mut self, leg: LegId) {
        let sound = self.sounds.stop(leg);
        self.note_end(sound, true);
    }

    fn note_end(&mut self, sound: Option<Sound>, interrupted: bool) {
        if sound.is_some_and(|sound| sound.kind.is_prompt()) {
            self.timers.stop(Timer::Prompt);
            self.remember(CallEvent::PromptEnded { interrupted });
        }
    }

    /// A playback is over. Whoever asks later whether a notice was heard is told only of one played to its end.
    pub(super) fn play_ended(&mut self, now: Timestamp, leg: LegId, play: PlayId, whole: bool) {
        let Some(sound) = self.sounds.ended(leg, play) else { return };
        self.note_end(Some(sound), !whole);
        match sound.kind {
            SoundKind::Music | SoundKind::Ringback => {} // music that could not be played is silence, not a fault of the call
            SoundKind::Desk { .. } => self.tell_desk(DeskInput::SaidAll),
            SoundKind::Own => self.said_own(now),
        }
    }

    /// A prompt whose end was never told is over; that it was heard to its end nobody knows.
    pub(super) fn prompt_overdue(&mut self, now: Timestamp) {
        if let Some(sound) = self.sounds.on(self.caller).filter(|sound| sound.kind.is_prompt()) {
            self.order(CallCommand::StopPlay { leg: self.caller });
            self.play_ended(now, self.caller, sound.play, false);
        }
    }

    fn said_own(&mut self, now: Timestamp) {
        match &self.state {
            State::Waiting(_) => self.said_while_waiting(now),
            State::Promising(_) | State::Goodbye => self.last_prompt_said(now),
            State::New | State::Answering(_) | State::Ivr | State::Talking(_) => {}
            State::CallingBack(_) | State::Transferring(_) | State::Releasing(_) | State::Closed => {}
        }
    }
}
