//! The language of one speaker: given, or settled by what is heard.

use wasl_infer::Transcript;
use wasl_model::Language;

/// Evidence that settles it, in log-odds (0.9 to 0.1).
const SETTLED: f32 = 2.2;
/// One utterance says no more than this.
const MOST: f32 = 3.0;
/// Sound that is full evidence; less counts in proportion.
const FULL_MS: f32 = 1500.0;

/// What is known of a speaker's language.
#[derive(Debug)]
pub(super) struct Tongue {
    known: Option<Language>,
    guess: Language,
    /// Log-odds of English over Arabic.
    english: f32,
}

impl Tongue {
    pub(super) const fn new(known: Option<Language>, guess: Language) -> Self {
        Self { known, guess, english: 0.0 }
    }

    pub(super) const fn known(&self) -> Option<Language> {
        self.known
    }

    pub(super) const fn guess(&self) -> Language {
        self.guess
    }

    pub(super) fn know(&mut self, language: Language) {
        self.known = Some(language);
        self.guess = language;
    }

    /// Takes an utterance in; gives the language and its confidence once, when it becomes settled.
    ///
    /// An expected phrase that matched speaks for its language.
    pub(super) fn hear(&mut self, heard: &Transcript, matched_in: Option<Language>) -> Option<(Language, f32)> {
        if self.known.is_some() {
            return None;
        }
        let p = heard.language_confidence.clamp(0.5, 0.95);
        let weight = (heard.audio_ms as f32 / FULL_MS).min(1.0) * trust(heard.confidence);
        self.english += sign(heard.language) * ((p / (1.0 - p)).ln() * weight).min(MOST);
        if let (Some(language), Some(matched)) = (matched_in, &heard.matched) {
            self.english += sign(language) * MOST * matched.confidence;
        }
        self.guess = if self.english > 0.0 { Language::En } else { Language::Ar };
        if self.english.abs() < SETTLED {
            return None;
        }
        self.known = Some(self.guess);
        Some((self.guess, 1.0 / (1.0 + (-self.english.abs()).exp())))
    }
}

/// A small model takes unclear Arabic for English and then reads nonsense, of which it is not sure itself:
/// words below 0.4 say nothing of the language, from 0.7 on they say all they can.
fn trust(words: f32) -> f32 {
    ((words - 0.4) / 0.3).clamp(0.0, 1.0)
}

const fn sign(language: Language) -> f32 {
    match language {
        Language::En => 1.0,
        Language::Ar => -1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(language: Language, language_confidence: f32, audio_ms: u64) -> Transcript {
        Transcript { language_confidence, confidence: 0.9, ..Transcript::silence(language, audio_ms) }
    }

    #[test]
    fn nonsense_in_english_does_not_make_an_arabic_caller_english() {
        let mut tongue = Tongue::new(None, Language::Ar);
        let phrase = "هذا غير مقبول".to_owned();
        let nonsense = Transcript { confidence: 0.37, ..heard(Language::En, 0.99, 2100) };
        assert_eq!(tongue.hear(&nonsense, None), None);
        assert_eq!(tongue.guess(), Language::Ar);
        let matched = Some(wasl_model::PhraseMatch { phrase, confidence: 0.97 });
        let settled = tongue.hear(&Transcript { matched, ..nonsense }, Some(Language::Ar));
        assert!(settled.is_some_and(|(language, _)| language == Language::Ar));
    }

    #[test]
    fn a_clear_sentence_settles_it_once() {
        let mut tongue = Tongue::new(None, Language::Ar);
        assert!(tongue.hear(&heard(Language::En, 0.99, 2000), None).is_some_and(|(l, c)| l == Language::En && c > 0.9));
        assert_eq!(tongue.hear(&heard(Language::En, 0.99, 2000), None), None);
    }

    #[test]
    fn short_or_doubtful_sounds_need_more() {
        let mut tongue = Tongue::new(None, Language::Ar);
        assert_eq!(tongue.hear(&heard(Language::En, 0.9, 300), None), None);
        assert_eq!(tongue.guess(), Language::En);
        assert_eq!(tongue.hear(&heard(Language::Ar, 0.7, 2000), None), None);
        assert_eq!(tongue.guess(), Language::Ar);
        assert!(tongue.hear(&heard(Language::Ar, 0.95, 2000), None).is_some());
    }

    #[test]
    fn a_language_that_is_given_is_not_doubted() {
        let mut tongue = Tongue::new(Some(Language::Ar), Language::Ar);
        assert_eq!(tongue.hear(&heard(Language::En, 0.99, 5000), None), None);
        assert_eq!(tongue.known(), Some(Language::Ar));
    }
}
