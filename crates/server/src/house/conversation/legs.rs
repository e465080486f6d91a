//! One party: its SIP dialog and its sound, joined. News of both reach the call's task in order.
//!
//! - [`dial`]: how a party comes: by calling, or by being rung

mod dial;

pub(super) use dial::Dialled;

use tokio::sync::mpsc;
use wasl_call::{CallInput, TransferTarget};
use wasl_media::{LegOptions, MediaEvent, MediaLeg, Negotiated, SdpError};
use wasl_model::{EndCause, LegId, MediaTime, Pii};
use wasl_signal::{Leg, LegEvent, Target};

use super::{Conversation, News};
use crate::house::{House, door};

/// What happens on a leg.
#[derive(Debug)]
pub(super) enum LegNews {
    Signal(LegEvent),
    Media(MediaEvent),
    /// It could not be dialled at all.
    Stillborn(EndCause),
}

/// One party's line.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) signal: Option<Leg>,
    pub(super) media: Option<MediaLeg>,
    /// The sound of the other kind of phone, while it is open which of an agent's phones answers.
    web_media: Option<MediaLeg>,
    /// A browser: it may be silent for a moment and come back.
    web: bool,
    offer: Option<String>,
    late_offer: bool,
    up: bool,
    /// Answered by a browser, and its sound has not found its way yet.
    connecting: bool,
    held: bool,
    /// The call was told that it is silent.
    lost: bool,
}

impl Line {
    pub(super) fn media_now(&self) -> Option<MediaTime> {
        self.media.as_ref().map(MediaLeg::now)
    }
}

impl Conversation {
    /// 200 to the caller: with our answer to the offer, or our offer when there was none.
    pub(super) async fn answer(&mut self, leg: LegId) {
        let Some(line) = self.lines.get_mut(&leg) else { return };
        let (Some(signal), Some(media)) = (&line.signal, &line.media) else {
            hang_up(line, EndCause::Rejected(503));
            return;
        };
        let Some(offer) = line.offer.as_deref() else {
            match media.offer().await {
                Ok(sdp) => signal.answer(sdp),
                Err(error) => refuse(signal, leg, &error),
            }
            return;
        };
        match media.answer(offer).await {
            Ok(negotiated) => {
                line.held = negotiated.held_by_far_end;
                signal.answer(negotiated.sdp);
                media.connected();
                line.up = true;
                self.tell(CallInput::LegAnswered { leg });
            }
            Err(error) => refuse(signal, leg, &error),
        }
    }

    /// Ends a leg, whatever its state.
    pub(super) fn hang_up(&mut self, leg: LegId, cause: EndCause) {
        if let Some(line) = self.lines.get(&leg) {
            hang_up(line, cause);
        }
    }

    pub(super) fn media_of(&self, leg: LegId) -> Option<&MediaLeg> {
        self.lines.get(&leg).and_then(|line| line.media.as_ref())
    }

    pub(super) fn signal_of(&self, leg: LegId) -> Option<&Leg> {
        self.lines.get(&leg).and_then(|line| line.signal.as_ref())
    }

    pub(super) async fn take_leg_news(&mut self, leg: LegId, news: LegNews) {
        match news {
            LegNews::Signal(event) => self.take_signal(leg, event).await,
            LegNews::Media(event) => self.take_media(leg, event),
            LegNews::Stillborn(cause) => self.end_leg(leg, cause),
        }
    }

    async fn take_signal(&mut self, leg: LegId, event: LegEvent) {
        match event {
            LegEvent::Ringing { .. } => self.tell(CallInput::LegRinging { leg }),
            LegEvent::Answered { sdp: Some(sdp), web } => {
                self.picked_up(leg, web);
                self.take_answer(leg, &sdp).await;
            }
            LegEvent::AnswerArrived { sdp } => self.take_answer(leg, &sdp).await,
            LegEvent::Answered { sdp: None, .. } => self.hang_up(leg, EndCause::NotAcceptable),
            LegEvent::OfferRefused { status } => tracing::info!(%leg, status, "our offer was refused"),
            LegEvent::OfferArrived { sdp } => self.take_offer(leg, sdp.as_deref()).await,
            LegEvent::Key { digit } => self.tell(CallInput::Key { leg, digit: Pii::new(digit) }),
            LegEvent::Refer { target, .. } => {
                let target = transfer_target(&self.house, target);
                self.tell(CallInput::Refer { leg, target, new_leg: LegId::new() });
            }
            LegEvent::Ended { cause } => self.end_leg(leg, cause),
        }
    }

    fn take_media(&mut self, leg: LegId, event: MediaEvent) {
        match event {
            MediaEvent::PlayEnded(play) => self.tell(CallInput::PlayEnded { leg, play }),
            MediaEvent::Key { digit, .. } => self.tell(CallInput::Key { leg, digit: Pii::new(digit) }),
            MediaEvent::MediaLost => self.line_is_silent(leg),
            MediaEvent::MediaBack => {
                self.sound_is_here(leg);
                self.line_is_back(leg);
            }
            MediaEvent::FirstPacket => self.sound_is_here(leg),
        }
    }

    /// A browser's sound has found its way: only now somebody is there for the caller.
    fn sound_is_here(&mut self, leg: LegId) {
        let Some(line) = self.lines.get_mut(&leg) else { return };
        if std::mem::take(&mut line.connecting) {
            line.up = true;
            self.tell(CallInput::LegAnswered { leg });
        }
    }

    /// An agent's browser may come back (the page was reloaded, the network changed): the call decides how long to wait.
    fn line_is_silent(&mut self, leg: LegId) {
        // A browser that still looks for its way: the call knows how long it is waited for.
        if self.lines.get(&leg).is_some_and(|line| line.connecting) {
            return;
        }
        let agents_browser = leg != self.caller && self.lines.get(&leg).is_some_and(|line| line.web);
        if agents_browser {
            self.lines.entry(leg).and_modify(|line| line.lost = true);
            return self.tell(CallInput::LineLost { leg });
        }
        tracing::info!(%leg, "the line is silent on the wire: hanging up");
        self.hang_up(leg, EndCause::MediaLost);
    }

    fn line_is_back(&mut self, leg: LegId) {
        let was_lost = self.lines.get_mut(&leg).is_some_and(|line| std::mem::take(&mut line.lost));
        if was_lost {
            self.tell(CallInput::LineBack { leg });
        }
    }

    async fn take_answer(&mut self, leg: LegId, sdp: &str) {
        let Some(line) = self.lines.get_mut(&leg) else { return };
        let Some(media) = &line.media else { return };
        match media.accept_answer(sdp).await {
            Ok(negotiated) if line.up || line.connecting => self.note_hold(leg, &negotiated),
            Ok(negotiated) => {
                media.connected();
                line.held = negotiated.held_by_far_end;
                // Where no sound can reach the browser (blocked UDP), the caller hears music on and goes to somebody else.
                line.connecting = line.web && leg != self.caller && !line.held;
                line.up = !line.connecting;
                let up = line.up;
                if up && leg == self.caller && !self.may_be_reached().await {
                    return self.hang_up(leg, EndCause::Released);
                }
                self.tell(if up { CallInput::LegAnswered { leg } } else { CallInput::LegPickedUp { leg } });
            }
            Err(error) => {
                tracing::info!(%leg, %error, "the answer cannot be served");
                self.hang_up(leg, EndCause::NotAcceptable);
            }
        }
    }

    async fn take_offer(&mut self, leg: LegId, sdp: Option<&str>) {
        let Some(line) = self.lines.get(&leg) else { return };
        let (Some(signal), Some(media)) = (&line.signal, &line.media) else { return };
        let Some(sdp) = sdp else {
            match media.offer().await {
                Ok(offer) => signal.accept_offer(offer),
                Err(_) => signal.reject_offer(),
            }
            return;
        };
        match media.answer(sdp).await {
            Ok(negotiated) => {
                signal.accept_offer(negotiated.sdp.clone());
                self.note_hold(leg, &negotiated);
            }
            Err(error) => {
                tracing::info!(%leg, %error, "a new offer cannot be served; the session goes on as it was");
                signal.reject_offer();
            }
        }
    }

    fn note_hold(&mut self, leg: LegId, negotiated: &Negotiated) {
        let Some(line) = self.lines.get_mut(&leg) else { return };
        let (was, is) = (line.held, negotiated.held_by_far_end);
        line.held = is;
        match (was, is) {
            (false, true) => self.tell(CallInput::LegHeld { leg }),
            (true, false) => self.tell(CallInput::LegResumed { leg }),
            (true, true) | (false, false) => {}
        }
    }

    /// A leg is over: its quality is noted, its ports go back.
    fn end_leg(&mut self, leg: LegId, cause: EndCause) {
        if leg == self.caller {
            self.media_at = self.media_now();
        }
        let Some(line) = self.lines.remove(&leg) else { return };
        if let Some(media) = line.media.filter(|_| line.up) {
            let stats = media.stats();
            self.house.figures.leg_ended(&stats);
            let (received, lost_pct, jitter_ms) = (stats.received, stats.lost_pct(), stats.jitter_ms);
            self.tell(CallInput::Quality { leg, received, lost_pct, jitter_ms });
        }
        let cause =
            if line.late_offer && !line.up && cause == EndCause::Released { EndCause::NotAcceptable } else { cause };
        self.tell(CallInput::LegEnded { leg, cause });
    }

    fn open_media(&mut self, leg: LegId, options: LegOptions) -> Option<MediaLeg> {
        let opened = self.house.media.open(self.call.id(), leg, options);
        let (media, mut events) = opened.inspect_err(|error| tracing::warn!("no sound for a leg: {error}")).ok()?;
        let bring = self.bring.as_ref()?.downgrade();
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                let Some(bring) = bring.upgrade() else { return };
                let _ = bring.send(News::Leg(leg, LegNews::Media(event))).await;
            }
        });
        Some(media)
    }

    fn watch(&self, leg: LegId, mut events: mpsc::Receiver<LegEvent>) {
        let Some(bring) = self.bring.as_ref().map(mpsc::Sender::downgrade) else { return };
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                let Some(bring) = bring.upgrade() else { return };
                let _ = bring.send(News::Leg(leg, LegNews::Signal(event))).await;
            }
        });
    }

    pub(super) fn bring_later(&self, leg: LegId, news: LegNews) {
        let Some(bring) = self.bring.clone() else { return };
        tokio::spawn(async move { drop(bring.send(News::Leg(leg, news)).await) });
    }
}

fn refuse(signal: &Leg, leg: LegId, error: &SdpError) {
    tracing::info!(%leg, %error, "the offer cannot be served");
    signal.hangup(EndCause::NotAcceptable);
}

fn hang_up(line: &Line, cause: EndCause) {
    if let Some(signal) = &line.signal {
        signal.hangup(cause);
    }
}

/// Where a REFER's target leads: a queue, a colleague, or outside.
pub(crate) fn transfer_target(house: &House, target: Pii<String>) -> TransferTarget {
    let user = user_part(target.reveal());
    if let Some(queue) = door::queue_named(house, user) {
        return TransferTarget::Queue(queue);
    }
    match house.config.agents.iter().find(|agent| agent.id.as_str() == user) {
        Some(agent) => TransferTarget::Agent(agent.id.clone()),
        None => TransferTarget::Outside(target),
    }
}

fn user_part(uri: &str) -> &str {
    let bare = uri.trim_start_matches('<').trim_end_matches('>');
    let bare = bare.strip_prefix("sip:").or_else(|| bare.strip_prefix("sips:")).unwrap_or(bare);
    bare.split(['@', ';', '?']).next().unwrap_or(bare)
}

/// What to dial for a target outside: a number goes by trunk, a URI as it is.
pub(super) fn outside(house: &House, target: &Pii<String>) -> Option<Target> {
    let text = target.reveal();
    let user = user_part(text);
    let is_number = !user.is_empty() && user.chars().all(|c| c.is_ascii_digit() || c == '+');
    if is_number && !house.trunks.is_empty() {
        return Some(Target::Trunk { trunks: house.trunks.clone(), number: Pii::from(user) });
    }
    text.contains('@').then(|| Target::Uri(target.clone()))
}
