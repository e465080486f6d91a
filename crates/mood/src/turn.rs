//! The mood of one turn on its own, from what was said and how it sounded: for recordings and for trying things out.

use std::time::Duration;

use wasl_model::{MediaTime, MoodReading, Span};

use crate::config::MoodConfig;
use crate::fusion::{self, Heard, Voice};
use crate::text::read_words;
use crate::tracker::heated;
use crate::{Lexicon, VoiceReading};

/// How somebody feels who said `words` (if they are known, and with their sentence vector, if the engine made one) in the
/// voice of `voices`, by the built-in lexicon and weights. The voice counts from as much speech on as in a call; alone it
/// never names a mood.
#[must_use]
pub fn read_turn(words: Option<&str>, vector: Option<&[f32]>, voices: &[VoiceReading]) -> MoodReading {
    let config = MoodConfig::default();
    let mut said = read_words(&Lexicon::builtin(), &config, words.unwrap_or_default(), vector);
    let enough = voiced(voices) >= Duration::from_millis(config.voice.voiced_from_ms);
    let Some(voice) = heard(voices).filter(|_| enough) else { return said };
    let scores = fusion::scores(&config, &said.evidence, Some(voice));
    let span = span(voices);
    let mut evidence = std::mem::take(&mut said.evidence);
    evidence.extend(heated(&config, voice, span));
    let (label, _) = scores.top();
    fusion::reading(&config, &Heard { span, evidence, voice: Some(voice) }, scores, label)
}

/// The voice of several readings, each counting as much as it holds speech. `None` of none.
#[must_use]
pub fn heard(voices: &[VoiceReading]) -> Option<Voice> {
    let weighted = |of: &dyn Fn(&VoiceReading) -> Option<f32>| {
        let parts = voices.iter().filter_map(|voice| Some((of(voice)?, voice.voiced().as_secs_f32().max(0.02))));
        let (sum, weight) = parts.fold((0.0, 0.0), |(sum, weight), (x, w)| (sum + x * w, weight + w));
        (weight > 0.0).then(|| sum / weight)
    };
    Some(Voice { arousal: weighted(&|voice| Some(voice.arousal()))?, valence: weighted(&VoiceReading::valence) })
}

fn voiced(voices: &[VoiceReading]) -> Duration {
    voices.iter().map(VoiceReading::voiced).sum()
}

fn span(voices: &[VoiceReading]) -> Span {
    let start = voices.iter().map(|voice| voice.span().start).min().unwrap_or(MediaTime::ZERO);
    let end = voices.iter().map(|voice| voice.span().end).max().unwrap_or(MediaTime::ZERO);
    Span { start, end }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wasl_model::{AudioFrame, Band, FRAME_SAMPLES, Mood, Speaker};

    use super::*;

    fn voice(start: u64, seconds: u64, arousal: f32, valence: f32) -> VoiceReading {
        let at = |at| {
            let samples = Arc::new([0; FRAME_SAMPLES]);
            let frame =
                AudioFrame { speaker: Speaker::Caller, at: MediaTime(at), band: Band::Narrow, heard: true, samples };
            frame.of_caller().unwrap()
        };
        let end = start + seconds * 1000;
        VoiceReading::of(&at(start), &at(end), Duration::from_secs(seconds), arousal, Some(valence))
    }

    #[test]
    fn a_heated_voice_alone_is_heated_and_not_angry() {
        let reading = read_turn(None, None, &[voice(0, 5, 0.95, 0.1)]);
        assert_eq!(reading.label, Mood::Neutral);
        assert!(reading.evidence.iter().any(|e| e.what == "heated_voice"), "{reading:?}");
        assert_eq!(reading.arousal, Some(0.95));
    }

    #[test]
    fn a_heated_voice_makes_angry_words_surer_and_a_calm_one_less_sure() {
        let of = |arousal, valence| {
            read_turn(Some("this is unacceptable"), None, &[voice(0, 5, arousal, valence)]).scores.angry
        };
        let words = read_turn(Some("this is unacceptable"), None, &[]).scores.angry;
        assert!(of(0.95, 0.1) > words && words > of(0.1, 0.5), "{} {words} {}", of(0.95, 0.1), of(0.1, 0.5));
    }

    #[test]
    fn too_little_voice_does_not_count() {
        let short = read_turn(Some("hello"), None, &[voice(0, 2, 0.95, 0.1)]);
        assert_eq!((short.arousal, short.scores), (None, read_turn(Some("hello"), None, &[]).scores));
    }

    #[test]
    fn longer_stretches_count_more() {
        let heard = heard(&[voice(0, 1, 1.0, 0.0), voice(2000, 3, 0.0, 1.0)]).unwrap();
        assert!((heard.arousal - 0.25).abs() < 1e-6 && (heard.valence.unwrap() - 0.75).abs() < 1e-6, "{heard:?}");
    }
}
