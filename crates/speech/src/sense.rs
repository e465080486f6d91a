//! Does a transcript hold words, or what a small model makes up when there are none? And does it sound finished?

use wasl_infer::Transcript;
use wasl_model::fold::{fold, fold_words};

/// What Whisper writes over silence and music, from the subtitles it was trained on. Never said to a call centre.
const NEVER_SAID: [&str; 14] = [
    "اشتركوا في القناة",
    "لا تنسوا الاشتراك",
    "نانسي قنقر",
    "شكرا على المشاهدة",
    "شكرا للمشاهدة",
    "شكرا لكم على المشاهدة",
    "ترجمة",
    "موسيقى",
    "thanks for watching",
    "thank you for watching",
    "please subscribe",
    "subtitles by",
    "amara.org",
    "[music]",
];
/// What people do say, but the model also makes up: believed only when it is sure.
const OFTEN_MADE_UP: [&str; 9] = ["you", "thank you", "bye", "bye bye", "so", "oh", "شكرا", "thanks", "the"];

/// Below this mean probability the words are noise (measured: Arabic speech over the telephone stays above).
const LEAST_CONFIDENCE: f32 = 0.07;
const SURE: f32 = 0.55;
const NOBODY: f32 = 0.6;

/// True when somebody said words.
pub(crate) fn holds_words(transcript: &Transcript) -> bool {
    if transcript.matched.is_some() {
        return true;
    }
    let text = fold(transcript.text.reveal());
    let words = fold_words(&text);
    if words.is_empty() || NEVER_SAID.iter().any(|made_up| text.contains(&fold(made_up))) {
        return false;
    }
    let nobody = transcript.no_speech_prob > NOBODY && transcript.confidence < SURE;
    let made_up = OFTEN_MADE_UP.iter().any(|said| fold_words(said) == words) && transcript.confidence < SURE;
    !(nobody || made_up || transcript.confidence < LEAST_CONFIDENCE)
}

/// Words after which more is to come: a number being told, «و», a hesitation.
const HANGING: [&str; 22] = [
    "و", "او", "بس", "يعني", "اه", "ام", "في", "من", "على", "الى", "لان", "and", "or", "but", "um", "uh", "so", "the",
    "my", "is", "to", "because",
];
const DIGITS: [&str; 22] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "oh",
    "صفر",
    "واحد",
    "اثنين",
    "ثلاثه",
    "اربعه",
    "خمسه",
    "سته",
    "سبعه",
    "ثمانيه",
    "تسعه",
    "double",
];

/// True when the words sound as if more were to come.
pub(crate) fn sounds_unfinished(text: &str) -> bool {
    let words = fold_words(text);
    words.last().is_some_and(|last| {
        HANGING.iter().any(|word| fold(word) == *last)
            || DIGITS.iter().any(|word| fold(word) == *last)
            || last.chars().all(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_model::Language;

    fn heard(text: &str, confidence: f32, no_speech_prob: f32) -> Transcript {
        let silence = Transcript::silence(Language::Ar, 1000);
        Transcript { text: text.into(), confidence, no_speech_prob, ..silence }
    }

    #[test]
    fn made_up_words_are_not_heard() {
        for (text, confidence, no_speech, words) in [
            ("", 0.9, 0.1, false),
            ("...", 0.9, 0.1, false),
            ("اشتركوا في القناة", 0.9, 0.1, false),
            ("Thanks for watching!", 0.9, 0.1, false),
            ("Thank you.", 0.3, 0.3, false),
            ("Thank you.", 0.9, 0.1, true),
            ("I want an agent", 0.5, 0.1, true),
            ("I want an agent", 0.4, 0.9, false),
            ("I want an agent", 0.9, 0.9, true),
            ("أريد موظف", 0.3, 0.2, true),
            ("أريد موظف", 0.05, 0.2, false),
        ] {
            assert_eq!(holds_words(&heard(text, confidence, no_speech)), words, "{text} {confidence} {no_speech}");
        }
    }

    #[test]
    fn numbers_and_conjunctions_want_more() {
        for text in ["my number is five five", "رقمي صفر خمسة", "أبغى و", "because", "05 5"] {
            assert!(sounds_unfinished(text), "{text}");
        }
        for text in ["I want an agent", "نعم", "", "رصيدي"] {
            assert!(!sounds_unfinished(text), "{text}");
        }
    }
}
