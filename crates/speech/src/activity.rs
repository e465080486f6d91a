//! Does a frame hold voice? For rooms that hear the voice and not its words.

use wasl_model::FRAME_SAMPLES;

use crate::vad::Vad;

/// Voice begins above, and goes on until below.
const BEGINS: f32 = 0.5;
const GOES_ON: f32 = 0.35;

/// Follows one speaker's frames.
#[derive(Debug)]
pub struct Activity {
    vad: Vad,
    voice: bool,
}

impl Activity {
    /// Silence so far.
    #[must_use]
    pub fn new() -> Self {
        Self { vad: Vad::new(), voice: false }
    }

    /// Whether somebody speaks, up to the end of the speaker's next frame.
    pub fn hears(&mut self, frame: &[i16; FRAME_SAMPLES]) -> bool {
        for score in self.vad.push(frame) {
            self.voice = score >= if self.voice { GOES_ON } else { BEGINS };
        }
        self.voice
    }
}

impl Default for Activity {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_and_a_plain_tone_are_no_voice() {
        let mut activity = Activity::new();
        assert!((0..100).all(|_| !activity.hears(&[0; FRAME_SAMPLES])));
        let tone = |n: usize| ((n as f32 * 0.4).sin() * 8000.0) as i16;
        let heard = (0..100).filter(|frame| {
            let samples: [i16; FRAME_SAMPLES] = std::array::from_fn(|n| tone(frame * FRAME_SAMPLES + n));
            activity.hears(&samples)
        });
        assert!(heard.count() < 10);
    }
}
