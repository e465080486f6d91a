//! From an engine's answer to an utterance of the call.

use std::time::Duration;

use wasl_infer::{InferError, Transcript, TranscriptWord};
use wasl_model::spoken;
use wasl_model::{Language, PhraseMatch, Pii, Span, Speaker, Utterance, UtteranceId, Word};

use super::Reading;

/// Waits for a reading's answer; for ever when there is none (the caller guards).
pub(super) async fn of(reading: Option<&mut Reading>) -> Result<Transcript, InferError> {
    match reading {
        Some(reading) => (&mut reading.pending).await,
        None => std::future::pending().await,
    }
}

/// Words from here on are better shown than the phrase they are close to.
const GOOD_WORDS: f32 = 0.6;

/// The utterance. Its text is the open transcript, unless that is poor and an expected phrase is surer:
/// the phrase, its words spread over the span.
pub(crate) fn utterance(
    id: UtteranceId,
    speaker: Speaker,
    span: Span,
    heard: Transcript,
    matched_in: Language,
) -> Utterance {
    let surer = heard.matched.clone().filter(|m| heard.confidence < GOOD_WORDS && m.confidence > heard.confidence);
    let (text, words, confidence, language) = match &surer {
        Some(matched) => (matched.phrase.clone().into(), spread(matched, span), matched.confidence, matched_in),
        None => (heard.text, placed(&heard.words, span), heard.confidence, heard.language),
    };
    let values = spoken::values(text.reveal(), Some(language));
    Utterance { id, speaker, span, language, text, confidence, words, matched: heard.matched, values }
}

fn placed(words: &[TranscriptWord], span: Span) -> Vec<Word> {
    let at = |ms| (span.start + Duration::from_millis(ms)).min(span.end);
    let word = |word: &TranscriptWord| Word {
        text: word.text.clone(),
        span: Span { start: at(word.start_ms), end: at(word.end_ms) },
        confidence: word.confidence,
    };
    words.iter().map(word).collect()
}

fn spread(matched: &PhraseMatch, span: Span) -> Vec<Word> {
    let words: Vec<&str> = matched.phrase.split_whitespace().collect();
    let share = span.duration() / u32::try_from(words.len().max(1)).unwrap_or(1);
    let word = |(text, n): (&&str, u32)| Word {
        text: Pii::from(*text),
        span: Span { start: span.start + share * n, end: span.start + share * (n + 1) },
        confidence: matched.confidence,
    };
    words.iter().zip(0..).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_model::MediaTime;

    fn heard(confidence: f32) -> Transcript {
        Transcript {
            text: "اريد موضف".into(),
            confidence,
            words: vec![TranscriptWord { text: "اريد".into(), start_ms: 100, end_ms: 9000, confidence }],
            matched: Some(PhraseMatch { phrase: "أريد موظف".to_owned(), confidence: 0.9 }),
            ..Transcript::silence(Language::Ar, 1000)
        }
    }

    #[test]
    fn a_surer_phrase_replaces_poor_words_and_stays_explicit() {
        let span = Span { start: MediaTime(5000), end: MediaTime(6000) };
        let of =
            |confidence| utterance(UtteranceId::numbered(1), Speaker::Caller, span, heard(confidence), Language::Ar);
        let poor = of(0.3);
        assert_eq!(poor.text.reveal(), "أريد موظف");
        assert_eq!(poor.words[1].span, Span { start: MediaTime(5500), end: MediaTime(6000) });
        let good = of(0.8);
        assert_eq!(good.text.reveal(), "اريد موضف");
        assert_eq!(good.words[0].span, Span { start: MediaTime(5100), end: MediaTime(6000) });
        assert_eq!(poor.matched, good.matched);
    }

    #[test]
    fn values_of_the_words_stand_beside_them() {
        let span = Span { start: MediaTime(5000), end: MediaTime(6000) };
        let heard = Transcript { text: "ادفع خمسين ريال".into(), matched: None, ..heard(0.9) };
        let utterance = utterance(UtteranceId::numbered(1), Speaker::Caller, span, heard, Language::Ar);
        let kinds: Vec<_> = utterance.values.iter().map(spoken::SpokenValue::kind).collect();
        assert_eq!(kinds, [spoken::ValueKind::Amount]);
        assert_eq!(utterance.values[0].words, spoken::TextSpan { start: 1, end: 3 });
    }
}
