//! The caller's feeling by the sound of the voice: read only once the caller was told and did not refuse, and from
//! nobody else.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};
use wasl_call::CallInput;
use wasl_infer::{Infer, InferError, Pending, Source, VoiceFeatures, VoiceRequest};
use wasl_model::{AudioFrame, CallEvent, CallId, DeskInput, Speaker};
use wasl_mood::voice::{VoiceWindow, VoiceWindows};
use wasl_mood::{VoiceHeads, VoiceReading};
use wasl_speech::Activity;

use super::consent::Consent;
use super::{Conversation, News};
use crate::config::sections::Mood;

/// Frames that may be unread: 2 s. The newest is dropped beyond (media counts it).
const FRAMES: usize = 100;
/// A reading later than this is of no use.
const DEADLINE: Duration = Duration::from_secs(4);

/// What one call may do with its caller's voice, and the reading of it while it may.
#[derive(Debug, Default)]
pub(super) struct Feeling {
    pub(super) consent: Consent,
    reading: Option<DropGuard>,
    /// Keys pressed over the notice, which refuse and mean nothing else.
    pressed: u32,
}

impl Feeling {
    /// A key that refused over the notice is no answer to what the desk asks next.
    pub(super) fn takes(&mut self, input: &DeskInput, rules: &Mood) -> bool {
        let mine = matches!(input, DeskInput::Key(digit) if *digit.reveal() == rules.refuse_key) && self.pressed > 0;
        self.pressed -= u32::from(mine);
        mine
    }
}

impl Conversation {
    /// Begins or ends the reading of the caller's voice as the caller learns of it or refuses.
    pub(super) fn mind_voice(&mut self, event: &CallEvent) {
        let rules = &self.house.config.mood;
        if !rules.voice {
            return;
        }
        let before = self.feeling.consent;
        self.feeling.consent = before.after(event, self.caller, rules);
        self.feeling.pressed += u32::from((before, self.feeling.consent) == (Consent::Telling, Consent::Refused));
        match self.feeling.consent {
            Consent::NotTold | Consent::Telling => {}
            Consent::Told => self.feel(),
            Consent::Refused => self.feeling.reading = None,
        }
    }

    fn feel(&mut self) {
        if self.feeling.reading.is_some() {
            return;
        }
        let (Some(infer), Some(bring)) = (self.house.ears.clone(), self.bring.clone()) else { return };
        let Some(media) = self.media_of(self.caller).cloned() else { return };
        let (frames, heard) = mpsc::channel(FRAMES);
        let stop = CancellationToken::new();
        let listener = Listener::new(infer, Arc::clone(&self.house.voice_heads), self.call.id(), bring);
        tokio::spawn(listener.run(heard, stop.clone()));
        media.listen(Speaker::Caller, frames);
        self.feeling.reading = Some(stop.drop_guard());
    }

    /// The voice joins what words and behaviour told. One that was on its way when the caller refused is dropped.
    pub(super) fn take_voice(&mut self, voice: VoiceReading) {
        if self.feeling.reading.is_none() {
            return;
        }
        if let Some(reading) = self.hearing.mood.handle_voice(voice) {
            self.tell(CallInput::Mood(reading));
        }
    }
}

/// Reads one caller's voice: frames in, readings out. While the engine is busy with one stretch the next are let go.
struct Listener {
    infer: Arc<dyn Infer>,
    heads: Arc<VoiceHeads>,
    call: CallId,
    activity: Activity,
    windows: VoiceWindows,
    asked: Option<(VoiceWindow, Pending<VoiceFeatures>)>,
    bring: mpsc::Sender<News>,
}

impl Listener {
    fn new(infer: Arc<dyn Infer>, heads: Arc<VoiceHeads>, call: CallId, bring: mpsc::Sender<News>) -> Self {
        let (activity, windows) = (Activity::new(), VoiceWindows::default());
        Self { infer, heads, call, activity, windows, asked: None, bring }
    }

    /// Until the frames end or it is stopped.
    async fn run(mut self, mut frames: mpsc::Receiver<AudioFrame>, stop: CancellationToken) {
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                answer = answer(self.asked.as_mut()) => self.take(answer).await,
                frame = frames.recv() => match frame {
                    Some(frame) => self.hear(&frame),
                    None => return,
                },
            }
        }
    }

    /// A frame that is not the caller's goes no further.
    fn hear(&mut self, frame: &AudioFrame) {
        let Some(frame) = frame.of_caller() else { return };
        let voice = self.activity.hears(&frame.frame().samples) && frame.frame().heard;
        let Some(window) = self.windows.handle_frame(&frame, voice) else { return };
        if self.asked.is_none() {
            let source = Some(Source { call: self.call, speaker: Speaker::Caller });
            let request = VoiceRequest { samples: window.samples(), source, deadline: DEADLINE };
            self.asked = Some((window, self.infer.voice(request)));
        }
    }

    async fn take(&mut self, answer: Result<VoiceFeatures, InferError>) {
        let Some((window, _)) = self.asked.take() else { return };
        match answer.map(|features| window.read(&self.heads, &features.mean)) {
            // The call is over when nobody listens.
            Ok(Ok(reading)) => drop(self.bring.send(News::Voice(reading)).await),
            Ok(Err(error)) => tracing::debug!(%error, "the voice was not read"),
            Err(error) => tracing::debug!(%error, "no room to read the voice"),
        }
    }
}

/// The answer that is waited for; never, while none is.
async fn answer(asked: Option<&mut (VoiceWindow, Pending<VoiceFeatures>)>) -> Result<VoiceFeatures, InferError> {
    match asked {
        Some((_, pending)) => pending.await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
