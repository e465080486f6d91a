//! Carrying out the call's commands.

use wasl_call::CallInput;
use wasl_media::MediaLeg;
use wasl_model::{CallCommand, LegId, Pii, PlayId, PlaySource};
use wasl_routing::Input;
use wasl_signal::Target;

use super::Conversation;
use super::consent;
use super::legs::{self, Dialled};

impl Conversation {
    /// Carries out one command.
    pub(super) async fn carry_out(&mut self, command: CallCommand) {
        match command {
            CallCommand::Ring { leg } => self.ring(leg),
            CallCommand::Answer { leg } => self.answer(leg).await,
            CallCommand::Hangup { leg, cause } => self.hang_up(leg, cause),
            CallCommand::DialAgent { leg, agent, ring_ms, resume } => {
                // Who calls is on the desk before it rings.
                self.show_on_desks();
                self.dial(leg, Dialled { to: Some(Target::Agent(agent)), ring_ms, resume }).await;
            }
            CallCommand::DialOutside { leg, target, ring_ms } => {
                let to = legs::outside(&self.house, &target);
                self.dial(leg, Dialled { to, ring_ms, resume: false }).await;
            }
            CallCommand::CallBack { leg, promise, number, ring_ms } => {
                self.call_back_now(leg, promise, &number, ring_ms).await;
            }
            CallCommand::Play { leg, play, source } => self.play(leg, play, &source),
            CallCommand::StopPlay { leg } => self.stop_play(leg),
            CallCommand::Bridge { a, b } => self.with_both(a, b, MediaLeg::bridge),
            CallCommand::Unbridge { a, b } => self.with_both(a, b, MediaLeg::unbridge),
            CallCommand::Join { legs } => self.join(&legs),
            CallCommand::Part { legs } => self.with_all(&legs, MediaLeg::unbridge),
            CallCommand::Attend { leg, speaker } => self.attend(leg, speaker),
            CallCommand::Discretion { on } => self.be_discreet(on),
            CallCommand::Expect { language, phrases, digits } => {
                self.doings.expect(digits);
                self.hearing.expect(language, phrases, digits);
            }
            CallCommand::Route(request) => self.route(request).await,
            CallCommand::LeaveQueue => self.house.floor.tell(Input::Leave { call: self.call.id() }).await,
            CallCommand::OfferEnded { offer, outcome } => {
                self.house.floor.tell(Input::OfferEnded { offer, outcome }).await;
            }
            CallCommand::TalkEnded { agent, end, mood } => {
                self.house.floor.tell(Input::TalkEnded { agent, end, mood }).await;
            }
            CallCommand::ReferAnswered { leg, accepted } => {
                if let Some(signal) = self.signal_of(leg) {
                    signal.refer_result(accepted);
                }
            }
            CallCommand::Remember(event) if consent::is_refusal(&event) => self.refused_by_word(&event).await,
            CallCommand::Remember(event) => {
                self.note_doings(&event);
                self.hearing.note_language(&event);
                self.house.figures.event(&event);
                self.house.desks.note(self.call.id(), &event);
                let kept = self.as_kept((*event).clone());
                self.remember(kept).await;
                self.keep_consent(&event).await;
            }
            CallCommand::Close => self.closed = true,
        }
    }

    /// Nobody but the parties hears them; whoever joins meanwhile is taken along by [`Self::attend`].
    fn be_discreet(&mut self, on: bool) {
        self.discreet = on;
        self.lines.values().filter_map(|line| line.media.as_ref()).for_each(|media| media.discreet(on));
    }

    fn ring(&self, leg: LegId) {
        if let Some(signal) = self.signal_of(leg) {
            signal.ring(None);
        }
    }

    /// Plays; what cannot be played is told at once, so that nobody waits for it.
    fn play(&mut self, leg: LegId, play: PlayId, source: &PlaySource) {
        match (self.house.sounds.of(source), self.media_of(leg)) {
            (Some(sound), Some(media)) => media.play(play, sound),
            (sound, _) => {
                if sound.is_none() {
                    tracing::error!(?source, "a prompt is missing");
                }
                self.tell(CallInput::PlayFailed { leg, play });
            }
        }
    }

    fn stop_play(&self, leg: LegId) {
        if let Some(media) = self.media_of(leg) {
            media.stop_play();
        }
    }

    fn with_both(&self, a: LegId, b: LegId, order: fn(&MediaLeg, &MediaLeg)) {
        if let (Some(a), Some(b)) = (self.media_of(a), self.media_of(b)) {
            order(a, b);
        }
    }

    fn join(&self, legs: &[LegId]) {
        let parties: Vec<&MediaLeg> = legs.iter().filter_map(|leg| self.media_of(*leg)).collect();
        if let Some((first, others)) = parties.split_first() {
            first.join(others);
        }
    }

    fn with_all(&self, legs: &[LegId], order: fn(&MediaLeg, &MediaLeg)) {
        for (n, a) in legs.iter().enumerate() {
            legs[n + 1..].iter().for_each(|b| self.with_both(*a, *b, order));
        }
    }

    /// Number of the caller, to show it to an agent's phone.
    pub(super) fn caller_number(&self) -> Option<Pii<String>> {
        self.from.clone()
    }
}
