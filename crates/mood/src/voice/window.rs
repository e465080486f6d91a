//! Stretches of the caller's speech worth reading: five seconds of voice, or what a turn holds when it is long enough.
//!
//! ```text
//!            voice              voice ≥ 5 s, or a pause with voice ≥ 1.5 s: the window is complete
//!   empty ──────────▶ filling ─────────────────────────────────────────────────────────────────────▶ empty
//!            ▲                      │ silent for long with less: forgotten
//!            └──────────────────────┘
//! ```

use std::time::Duration;

use wasl_model::{CallerFrame, FRAME_MS};

use super::{HeadsError, VoiceHeads, VoiceReading, levelled};

/// A window is complete with this much voice.
pub const FULL: Duration = Duration::from_secs(5);
/// Less voice tells nothing reliable.
pub const LEAST: Duration = Duration::from_millis(1_500);
/// Silence kept after voice: pauses inside words and between them belong to the speech.
const KEPT_PAUSE: Duration = Duration::from_millis(200);
/// Silence that completes a window with enough voice.
const TURN_END: Duration = Duration::from_millis(600);
/// Silence after which a few words are forgotten.
const FORGOTTEN: Duration = Duration::from_secs(10);
const FRAME: Duration = Duration::from_millis(FRAME_MS);

/// Gathers windows from one caller's frames. Pure: it is told which frames hold voice.
#[derive(Debug, Default)]
pub struct VoiceWindows {
    window: Option<VoiceWindow>,
    silence: Duration,
}

/// A stretch of the caller's speech, pauses shortened.
#[derive(Clone)]
pub struct VoiceWindow {
    first: CallerFrame,
    last: CallerFrame,
    voiced: Duration,
    samples: Vec<i16>,
}

impl VoiceWindows {
    /// Takes the next frame; gives a window when one is complete.
    pub fn handle_frame(&mut self, frame: &CallerFrame, voice: bool) -> Option<VoiceWindow> {
        if voice {
            self.silence = Duration::ZERO;
            let window = self.window.get_or_insert_with(|| VoiceWindow::starting(frame));
            window.add(frame);
            window.voiced += FRAME;
            window.last = frame.clone();
            return if window.voiced >= FULL { self.window.take() } else { None };
        }
        self.silence += FRAME;
        let window = self.window.as_mut()?;
        if self.silence <= KEPT_PAUSE {
            window.add(frame);
        }
        if self.silence >= TURN_END && window.voiced >= LEAST {
            return self.window.take();
        }
        if self.silence >= FORGOTTEN {
            self.window = None;
        }
        None
    }

    /// What was gathered so far, however little it is: for recordings, which end.
    pub fn finish(&mut self) -> Option<VoiceWindow> {
        self.silence = Duration::ZERO;
        self.window.take()
    }
}

impl VoiceWindow {
    fn starting(frame: &CallerFrame) -> Self {
        Self { first: frame.clone(), last: frame.clone(), voiced: Duration::ZERO, samples: Vec::new() }
    }

    fn add(&mut self, frame: &CallerFrame) {
        self.samples.extend_from_slice(&*frame.frame().samples);
    }

    /// How much of it is voice.
    #[must_use]
    pub const fn voiced(&self) -> Duration {
        self.voiced
    }

    /// What the engine is to be asked with: mono, 16 kHz, at the level the heads know.
    #[must_use]
    pub fn samples(&self) -> Vec<i16> {
        levelled(&self.samples)
    }

    /// What the caller's voice says, from the mean the engine made of [`samples`](Self::samples).
    ///
    /// # Errors
    /// When the heads belong to another model.
    pub fn read(&self, heads: &VoiceHeads, mean: &[f32]) -> Result<VoiceReading, HeadsError> {
        let sounds = heads.hear(mean)?;
        Ok(VoiceReading::of(&self.first, &self.last, self.voiced, sounds.arousal, Some(sounds.valence)))
    }
}

impl std::fmt::Debug for VoiceWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VoiceWindow").field("first", &self.first).field("voiced", &self.voiced).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wasl_model::{AudioFrame, Band, FRAME_SAMPLES, MediaTime, Speaker};

    use super::*;

    /// Feeds stretches of voice (`true`) and silence; tells the windows as "start-end voiced sound", in ms.
    fn windows(script: &[(bool, u64)]) -> Vec<String> {
        let mut windows = VoiceWindows::default();
        let mut at = 0;
        let mut told = Vec::new();
        for &(voice, ms) in script {
            for _ in 0..ms / FRAME_MS {
                let frame = AudioFrame {
                    speaker: Speaker::Caller,
                    at: MediaTime(at),
                    band: Band::Narrow,
                    heard: true,
                    samples: Arc::new([100; FRAME_SAMPLES]),
                };
                told.extend(windows.handle_frame(&frame.of_caller().unwrap(), voice).map(|window| tell(&window)));
                at += FRAME_MS;
            }
        }
        told.extend(windows.finish().map(|window| format!("{} at the end", tell(&window))));
        told
    }

    fn tell(window: &VoiceWindow) -> String {
        let end = window.last.frame().at + FRAME;
        let (voiced, sound) = (window.voiced.as_millis(), window.samples.len() / 16);
        format!("{}-{} {voiced} {sound}", window.first.frame().at.0, end.0)
    }

    #[test]
    fn long_speech_is_read_every_five_seconds() {
        assert_eq!(
            windows(&[(true, 11_000)]),
            ["0-5000 5000 5000", "5000-10000 5000 5000", "10000-11000 1000 1000 at the end"]
        );
    }

    #[test]
    fn a_turn_is_read_at_its_end_when_it_is_long_enough() {
        assert_eq!(windows(&[(false, 400), (true, 2000), (false, 1000)]), ["400-2400 2000 2200"]);
        assert_eq!(windows(&[(true, 1000), (false, 2000)]), ["0-1000 1000 1200 at the end"]);
    }

    #[test]
    fn short_turns_are_read_together_and_pauses_shortened() {
        assert_eq!(windows(&[(true, 800), (false, 3000), (true, 800), (false, 1000)]), ["0-4600 1600 2000"]);
    }

    #[test]
    fn a_word_long_ago_is_forgotten() {
        assert_eq!(
            windows(&[(true, 800), (false, 11_000), (true, 800), (false, 1000)]),
            ["11800-12600 800 1000 at the end"]
        );
    }

    #[test]
    fn silence_is_never_read() {
        assert!(windows(&[(false, 60_000)]).is_empty());
    }
}
