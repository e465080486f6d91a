//! From tokens to words with times and probabilities.

use wasl_model::Pii;

use crate::TranscriptWord;

/// The words with a space between.
pub(crate) fn joined(words: &[TranscriptWord]) -> String {
    words.iter().map(|word| word.text.reveal().as_str()).collect::<Vec<_>>().join(" ")
}

/// An expected phrase as the model writes: no vowel marks, a capital first letter.
pub(crate) fn as_written(phrase: &str) -> String {
    let marks = |c: &char| !matches!(c, '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}');
    let phrase = phrase.trim().trim_end_matches(['.', '!', '?', '؟', '،', ',']);
    let mut letters = phrase.chars().filter(marks);
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Gathers tokens into words; times never leave the sound.
#[derive(Default)]
pub(crate) struct Words {
    done: Vec<TranscriptWord>,
    bytes: Vec<u8>,
    start_ms: u64,
    end_ms: u64,
    probability: f32,
    parts: u16,
    log_sum: f64,
    tokens: u32,
    audio_ms: u64,
}

impl Words {
    /// Of a sound this long.
    pub(crate) fn new(audio_ms: u64) -> Self {
        Self { audio_ms, ..Self::default() }
    }

    /// Geometric mean of the tokens' probabilities.
    pub(crate) fn confidence(&self) -> f32 {
        if self.tokens == 0 { 0.0 } else { (self.log_sum / f64::from(self.tokens)).exp() as f32 }
    }

    /// Takes the next token.
    pub(crate) fn token(&mut self, bytes: &[u8], start_ms: u64, end_ms: u64, probability: f32) {
        if bytes.first() == Some(&b' ') || self.bytes.is_empty() {
            self.flush();
            self.start_ms = start_ms;
        }
        self.bytes.extend(bytes);
        self.end_ms = end_ms;
        self.probability += probability;
        self.parts += 1;
        self.tokens += 1;
        self.log_sum += f64::from(probability.max(1e-6)).ln();
    }

    fn flush(&mut self) {
        let text = String::from_utf8_lossy(&self.bytes).trim().to_owned();
        if text.chars().any(|c| !c.is_whitespace()) {
            let start_ms = self.start_ms.clamp(self.done.last().map_or(0, |last| last.end_ms), self.audio_ms);
            self.done.push(TranscriptWord {
                text: Pii::new(text),
                start_ms,
                end_ms: self.end_ms.clamp(start_ms, self.audio_ms),
                confidence: self.probability / f32::from(self.parts.max(1)),
            });
        }
        self.bytes.clear();
        self.probability = 0.0;
        self.parts = 0;
    }

    /// All words.
    pub(crate) fn finish(mut self) -> Vec<TranscriptWord> {
        self.flush();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_become_words_with_times_inside_the_sound() {
        let mut words = Words::new(1000);
        let arabic = " نعم".as_bytes();
        words.token(b" Hel", 0, 100, 0.5);
        words.token(b"lo,", 100, 300, 1.0);
        words.token(&arabic[..2], 250, 400, 0.9);
        words.token(&arabic[2..], 400, 5000, 0.9);
        let words = words.finish();
        assert_eq!(joined(&words), "Hello, نعم");
        assert_eq!((words[0].start_ms, words[0].end_ms, words[0].confidence), (0, 300, 0.75));
        assert_eq!((words[1].start_ms, words[1].end_ms), (300, 1000));
    }

    #[test]
    fn phrases_are_scored_as_the_model_would_write_them() {
        assert_eq!(as_written(" talk to an agent."), "Talk to an agent");
        assert_eq!(as_written("أُرِيدُ مُوظَّف؟"), "أريد موظف");
    }
}
