//! One call's life, the same for both sides: set up, talk, end.

use std::path::Path;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use wasl_media::{Clip, MediaEvent, MediaLeg};
use wasl_model::{EndCause, Pii};
use wasl_signal::{Leg, LegEvent};

use crate::PhoneError;
use crate::ear::{self, Ear, Hearing};
use crate::microphone::Microphone;
use crate::options::Ending;
use crate::report::CallReport;
use crate::script::{KeysAt, LISTEN_AT_MOST, Script, Step};

/// How long a key is held.
const KEY: Duration = Duration::from_millis(120);

/// The sound of one call.
pub(crate) struct Sound {
    pub(crate) leg: MediaLeg,
    pub(crate) events: mpsc::Receiver<MediaEvent>,
}

/// A call that is up or being set up.
pub(crate) struct Session {
    pub(crate) leg: Leg,
    pub(crate) events: mpsc::Receiver<LegEvent>,
    pub(crate) sound: Sound,
    pub(crate) began: Instant,
}

/// What is done while the call is up.
#[derive(Clone, Debug)]
pub(crate) struct Talk<'a> {
    pub(crate) steps: &'a [Action],
    pub(crate) keys: &'a [KeysAt],
    pub(crate) record: Option<&'a Path>,
    pub(crate) ending: Ending,
}

/// A step with its file loaded.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Say(std::sync::Arc<Clip>),
    Listen,
    Pause(Duration),
    Press(String),
}

/// Loads a script's files, so that a missing one is known before anybody's phone rings.
pub(crate) fn load(script: &Script) -> Result<Vec<Action>, PhoneError> {
    let load = |step: &Step| {
        Ok(match step {
            Step::Play(file) => Action::Say(std::sync::Arc::new(Clip::load(file)?)),
            Step::Listen => Action::Listen,
            Step::Pause(pause) => Action::Pause(*pause),
            Step::Keys(keys) => Action::Press(keys.clone()),
        })
    };
    script.0.iter().map(load).collect()
}

impl Session {
    /// Talks until the script, the far end or the time limit ends it. The call must have been answered.
    pub(crate) async fn talk(mut self, talk: &Talk<'_>) -> Result<CallReport, PhoneError> {
        let answered = Instant::now();
        self.sound.leg.connected();
        let ear = Ear::open(&self.sound.leg, talk.record)?;
        let performance = perform(talk, self.sound.leg.clone(), &ear);
        let (ended, keys) = self.attend(performance, talk.ending.at_most).await;
        let talked = answered.elapsed();
        let line = self.sound.leg.clone();
        line.close();
        let hearing = ear.close(talk.record).await?;
        let answered_after_ms = Some(millis(answered.duration_since(self.began)));
        Ok(report(ended, answered_after_ms, talked, hearing, keys, &line))
    }

    /// Watches the call while the performance runs; when that is over this side hangs up.
    async fn attend(&mut self, performance: impl Future<Output = ()>, at_most: Duration) -> (EndCause, String) {
        let mut keys = String::new();
        let mut performance = std::pin::pin!(tokio::time::timeout(at_most, performance));
        let mut performing = true;
        loop {
            tokio::select! {
                event = self.events.recv() => match event {
                    Some(LegEvent::Ended { cause }) => return (cause, keys),
                    Some(event) => self.follow(event, &mut keys).await,
                    None => return (EndCause::Released, keys),
                },
                Some(event) = self.sound.events.recv() => keys.extend(key_of(event)),
                _ = &mut performance, if performing => {
                    performing = false;
                    self.leg.hangup(EndCause::Released);
                }
            }
        }
    }

    /// Keeps the session's description as the far end wants it (hold, resume, late answers).
    pub(crate) async fn follow(&self, event: LegEvent, keys: &mut String) {
        match event {
            LegEvent::OfferArrived { sdp: Some(offer) } => match self.sound.leg.answer(&offer).await {
                Ok(negotiated) => self.leg.accept_offer(negotiated.sdp),
                Err(error) => {
                    tracing::info!(%error, "the far end's new offer is refused");
                    self.leg.reject_offer();
                }
            },
            LegEvent::OfferArrived { sdp: None } => match self.sound.leg.offer().await {
                Ok(sdp) => self.leg.accept_offer(sdp),
                Err(_) => self.leg.reject_offer(),
            },
            LegEvent::AnswerArrived { sdp } => self.take_answer(&sdp).await,
            LegEvent::Ringing { sdp, .. } | LegEvent::Answered { sdp, .. } => {
                if let Some(sdp) = sdp {
                    self.take_answer(&sdp).await;
                }
            }
            LegEvent::Key { digit } => keys.push(digit),
            LegEvent::Refer { .. } => self.leg.refer_result(false),
            LegEvent::OfferRefused { status } => tracing::info!(status, "our new offer was refused"),
            LegEvent::Ended { .. } => {}
        }
    }

    async fn take_answer(&self, sdp: &str) {
        if let Err(error) = self.sound.leg.accept_answer(sdp).await {
            tracing::info!(%error, "the far end's answer cannot be used");
            self.leg.hangup(EndCause::NotAcceptable);
        }
    }
}

/// Script and timed keys side by side, then the wait before hanging up.
async fn perform(talk: &Talk<'_>, leg: MediaLeg, ear: &Ear) {
    let microphone = Microphone::plug_in(&leg);
    let hearing = ear.hearing();
    let script = async {
        for action in talk.steps {
            match action {
                Action::Say(clip) => microphone.say(clip.samples()).await,
                Action::Listen => ear::end_of_turn(hearing.clone(), LISTEN_AT_MOST).await,
                Action::Pause(pause) => tokio::time::sleep(*pause).await,
                Action::Press(keys) => press(&leg, keys),
            }
        }
    };
    let keys = async {
        let start = tokio::time::Instant::now();
        for KeysAt { keys, at } in talk.keys {
            tokio::time::sleep_until(start + *at).await;
            press(&leg, keys);
        }
    };
    tokio::join!(script, keys);
    match talk.ending.after_script {
        Some(linger) => tokio::time::sleep(linger).await,
        None => std::future::pending().await,
    }
}

fn press(leg: &MediaLeg, keys: &str) {
    keys.chars().for_each(|key| leg.send_key(key, KEY));
}

fn key_of(event: MediaEvent) -> Option<char> {
    match event {
        MediaEvent::Key { digit, .. } => Some(digit),
        MediaEvent::PlayEnded(_) | MediaEvent::FirstPacket | MediaEvent::MediaLost | MediaEvent::MediaBack => None,
    }
}

fn report(
    ended: EndCause,
    answered_after_ms: Option<u64>,
    talked: Duration,
    hearing: Hearing,
    keys: String,
    line: &MediaLeg,
) -> CallReport {
    CallReport {
        answered: true,
        answered_after_ms,
        ended,
        talked_ms: millis(talked),
        heard_ms: hearing.heard_ms,
        first_heard_ms: hearing.first_heard_ms,
        keys_heard: Pii::new(keys),
        line: line.stats().into(),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
