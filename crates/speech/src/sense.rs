//! Does a transcript hold words, or what a small model makes up when there are none?

use std::time::Duration;

use wasl_infer::{Transcript, Vocabulary};
use wasl_model::Language;
use wasl_model::fold::{fold, fold_words};

use crate::voicing::voiced;

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

/// How sentences begin that base makes up over breath, music and tones (seven in an hour of them, at 0.10 to 0.64).
const MADE_UP_OPENINGS: [&str; 4] = ["i m going to", "i m gonna go", "i m not sure if i can", "i m sorry"];
const SURE_OPENING: f32 = 0.7;

/// English this unsure is none: English is never so hard to read, and Arabic taken for it reads as nonsense.
const LEAST_ENGLISH: f32 = 0.2;
/// Below this mean probability the words are noise (measured: Arabic speech over the telephone stays above).
const LEAST_CONFIDENCE: f32 = 0.07;
const SURE: f32 = 0.55;
/// From so much probability on that nobody spoke, words less sure than this are made up. Measured with base: over
/// noise, tones and music the model gives 0.47 and more, with confidences of 0.15 to 0.27 and once 0.72; Arabic words
/// over the telephone, the hardest it has to read, get 0.43 at most where their confidence is about 0.25 or less.
const NOBODY: [(f32, f32); 3] = [(0.46, 0.25), (0.6, SURE), (0.8, 0.8)];
/// There are no words where less of the sound has the pitch of a voice: breath and wind have none, however sure the
/// model is of what it makes of them.
const LEAST_VOICED: Duration = Duration::from_millis(80);
/// Nor where it has so much more of it than words: nobody sings to a call centre, but hold music does.
const LONGEST_WORD: Duration = Duration::from_millis(1200);
/// So many of the site's own words in the order they were given to the model are no caller's.
const RECITED: usize = 4;
/// And so many whole entries, in whatever order; more surely than this they were said all the same.
const LISTED: usize = 3;
const SURELY_LISTED: f32 = 0.8;

/// True when somebody said words in these samples.
pub(crate) fn holds_words(transcript: &Transcript, samples: &[i16], vocabulary: &Vocabulary) -> bool {
    reads_like_words(transcript, vocabulary) && (transcript.matched.is_some() || is_voice(transcript, samples))
}

fn is_voice(transcript: &Transcript, samples: &[i16]) -> bool {
    let words = u32::try_from(fold_words(transcript.text.reveal()).len()).unwrap_or(u32::MAX);
    (LEAST_VOICED..LONGEST_WORD.saturating_mul(words)).contains(&voiced(samples))
}

fn reads_like_words(transcript: &Transcript, vocabulary: &Vocabulary) -> bool {
    if transcript.matched.is_some() {
        return true;
    }
    let text = fold(transcript.text.reveal());
    let words = fold_words(&text);
    if words.is_empty() || NEVER_SAID.iter().any(|made_up| text.contains(&fold(made_up))) {
        return false;
    }
    let nobody =
        NOBODY.iter().any(|(nobody, sure)| transcript.no_speech_prob > *nobody && transcript.confidence < *sure);
    let recited = vocabulary.of(transcript.language).is_some_and(|prompt| recites(prompt, &words));
    let made_up = OFTEN_MADE_UP.iter().any(|said| fold_words(said) == words);
    let spaced = words.join(" ");
    let opening = MADE_UP_OPENINGS.iter().any(|opening| spaced.starts_with(opening));
    let least = match transcript.language {
        Language::Ar => LEAST_CONFIDENCE,
        Language::En => LEAST_ENGLISH,
    };
    !(nobody
        || recited && transcript.confidence < SURELY_LISTED
        || made_up && transcript.confidence < SURE
        || opening && transcript.confidence < SURE_OPENING
        || transcript.confidence < least)
}

/// Are the words the site's own, as they were given to the model before it read? It repeats them when it hears nothing:
/// a stretch of them, or several whole entries and nothing else. Callers say one of them, not a list.
fn recites(vocabulary: &str, words: &[String]) -> bool {
    let stretch = || fold_words(vocabulary).windows(words.len()).any(|stretch| stretch == words);
    words.len() >= RECITED && (stretch() || is_a_list(vocabulary, words))
}

fn is_a_list(vocabulary: &str, words: &[String]) -> bool {
    let entries = vocabulary.split(['،', ',']).map(fold_words).filter(|entry| !entry.is_empty());
    let mut entries: Vec<Vec<String>> = entries.collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.len()));
    let (mut rest, mut count) = (words, 0);
    while let Some(after) = entries.iter().find_map(|entry| rest.strip_prefix(entry.as_slice())) {
        (rest, count) = (after, count + 1);
    }
    rest.is_empty() && count >= LISTED
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("Oh", 0.84, 0.1, true),
            ("I want an agent", 0.5, 0.1, true),
            ("I want an agent", 0.4, 0.9, false),
            ("I want an agent", 0.9, 0.9, true),
            ("I'm not sure if I can do it.", 0.72, 0.87, false),
            ("I'm not sure if I can do it.", 0.16, 0.47, false),
            ("I'm gonna go back to the room.", 0.38, 0.3, false),
            ("I'm going to cancel my card", 0.8, 0.1, true),
            ("ذكر 3 7 4 4", 0.29, 0.45, true),
            ("إبدر.", 0.17, 0.4, true),
            ("أريد موظف", 0.3, 0.2, true),
            ("أريد موظف", 0.05, 0.2, false),
        ] {
            assert_eq!(
                reads_like_words(&heard(text, confidence, no_speech), &Vocabulary::default()),
                words,
                "{text} {confidence} {no_speech}"
            );
        }
    }

    #[test]
    fn words_need_the_pitch_of_a_voice() {
        let buzz: Vec<i16> = (0..16_000).map(|n| (n % 120 * 50) as i16 - 3000).collect();
        let surely = heard("I'm not a real man.", 0.8, 0.1);
        assert!(holds_words(&surely, &buzz, &Vocabulary::default()));
        assert!(!holds_words(&heard("Oh", 0.84, 0.1), &buzz.repeat(3), &Vocabulary::default()), "music");
        assert!(!holds_words(&surely, &[0; 16_000], &Vocabulary::default()));
    }

    #[test]
    fn the_sites_own_words_recited_are_not_heard_but_one_of_them_is() {
        let ar = Some("وصل، البطاقات، الشكاوى، فرع العليا، نورة".into());
        let vocabulary = Vocabulary { ar, en: None };
        for (text, confidence, words) in [
            ("البطاقات الشكاوى فرع العليا", 0.4, false),
            ("البطاقات الشكاوى فرع العليا", 0.8, true),
            ("فرع العليا", 0.4, true),
            ("الشكاوى البطاقات نورة وصل", 0.55, false),
            ("الشكاوى ثم البطاقات نورة وصل", 0.55, true),
            ("البطاقات فرع العليا", 0.4, true),
        ] {
            assert_eq!(reads_like_words(&heard(text, confidence, 0.1), &vocabulary), words, "{text} {confidence}");
        }
    }
}
