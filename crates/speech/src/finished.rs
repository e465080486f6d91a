//! Do the words sound finished, or is more to come? A hint for how long to wait, never more.

use wasl_infer::Transcript;
use wasl_model::fold::fold_words;
use wasl_model::spoken::ends_in_digits;

use crate::hearing::Sense;

/// Words after which more is to come: a conjunction, a preposition, a hesitation. Folded.
const HANGING: [&str; 64] = [
    "و",
    "او",
    "بس",
    "يعني",
    "اه",
    "ام",
    "اا",
    "امم",
    "في",
    "من",
    "علي",
    "الي",
    "عن",
    "مع",
    "عند",
    "لان",
    "لاني",
    "علشان",
    "عشان",
    "لكن",
    "اذا",
    "لو",
    "ان",
    "انه",
    "اني",
    "اللي",
    "الذي",
    "التي",
    "لما",
    "ابغي",
    "ابي",
    "اريد",
    "عايز",
    "بدي",
    "حق",
    "تبع",
    "and",
    "or",
    "but",
    "um",
    "uh",
    "er",
    "so",
    "the",
    "a",
    "an",
    "my",
    "your",
    "is",
    "are",
    "was",
    "to",
    "of",
    "for",
    "with",
    "at",
    "from",
    "because",
    "if",
    "that",
    "which",
    "like",
    "want",
    "need",
];
/// Letters by their Arabic names, folded.
const LETTERS: [&str; 28] = [
    "الف", "باء", "تاء", "ثاء", "جيم", "حاء", "خاء", "دال", "ذال", "راء", "زاي", "سين", "شين", "صاد", "ضاد", "طاء",
    "ظاء", "عين", "غين", "فاء", "قاف", "كاف", "لام", "ميم", "نون", "هاء", "واو", "ياء",
];
/// An answer in itself, when nothing else is said. Folded.
const ANSWERS: [&str; 20] = [
    "نعم", "لا", "ايوه", "ايوا", "ايه", "اي", "كلا", "صح", "تمام", "طيب", "اكيد", "شكرا", "خلاص", "yes", "no", "yeah",
    "okay", "correct", "right", "sure",
];
/// A phrase the site expects, at least this surely said and with at most this many words beside it, is an answer.
const EXPECTED: f32 = 0.6;
const BESIDE: usize = 2;

/// What a transcript sounds like. Numbers count before all else: half a number is worse than a late one.
/// But a digit that the question expects, alone, is an answer.
pub(crate) fn sense_of(heard: &Transcript) -> Sense {
    let text = heard.text.reveal();
    let words = fold_words(text);
    let answered = heard.matched.as_ref().is_some_and(|matched| {
        let phrase = fold_words(&matched.phrase).len();
        let digits = ends_in_digits(text) && words.len() > phrase;
        matched.confidence >= EXPECTED && words.len() <= phrase + BESIDE && !digits
    });
    if answered {
        return Sense::Finished;
    }
    sense_of_words(text, &words)
}

fn sense_of_words(text: &str, words: &[String]) -> Sense {
    let Some((last, before)) = words.split_last() else { return Sense::Finished };
    if ends_in_digits(text) || is_spelling(last, before) {
        return Sense::Counting;
    }
    let breaks_off = ["…", "...", "-", "—"].iter().any(|end| text.trim_end().ends_with(end));
    if breaks_off || HANGING.contains(&last.as_str()) {
        return Sense::Hanging;
    }
    let sentence = text.trim_end().ends_with(['.', '!', '?', '؟']);
    let answer = words.len() <= BESIDE && ANSWERS.contains(&words[0].as_str());
    if sentence || answer { Sense::Finished } else { Sense::Open }
}

/// Two letters in a row, or a letter after digits: "A B", «الف باء», "05 C".
fn is_spelling(last: &str, before: &[String]) -> bool {
    let is_letter = |word: &str| {
        let mut letters = word.chars();
        LETTERS.contains(&word) || letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    let spelled = |word: &String| is_letter(word) || word.chars().all(|c| c.is_ascii_digit());
    is_letter(last) && before.last().is_some_and(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_model::{Language, PhraseMatch};

    fn sense(text: &str) -> Sense {
        sense_of(&Transcript { text: text.into(), ..Transcript::silence(Language::Ar, 1000) })
    }

    #[test]
    fn numbers_and_spelled_letters_are_still_being_told() {
        for text in [
            "my number is five five",
            "رقمي صفر خمسة",
            "صفر خمسه خمسه",
            "05 5.",
            "٠٥٥",
            "five double",
            "A, B.",
            "my name is S-A",
            "الف باء",
            "B 4 C",
        ] {
            assert_eq!(sense(text), Sense::Counting, "{text}");
        }
    }

    #[test]
    fn conjunctions_hesitations_and_broken_off_words_want_more() {
        for text in ["أبغى و", "because", "I want to", "أريد أن ألغي...", "the card was -", "لو سمحت أبغى", "um"]
        {
            assert_eq!(sense(text), Sense::Hanging, "{text}");
        }
    }

    #[test]
    fn sentences_and_short_answers_are_finished_and_the_rest_is_open() {
        for text in ["I want an agent.", "نعم", "yes please", "لا شكرا", "هل وصل الطلب؟", "خمسين ريال.", ""]
        {
            assert_eq!(sense(text), Sense::Finished, "{text}");
        }
        for text in ["أريد موظف", "I want an agent", "رصيدي", "I said no yesterday"] {
            assert_eq!(sense(text), Sense::Open, "{text}");
        }
    }

    #[test]
    fn what_the_question_expects_is_an_answer_unless_a_number_goes_on() {
        let expected = |text: &str, phrase: &str| {
            let matched = Some(PhraseMatch { phrase: phrase.to_owned(), confidence: 0.8 });
            sense_of(&Transcript { text: text.into(), matched, ..Transcript::silence(Language::Ar, 1000) })
        };
        assert_eq!(expected("اريد موضف", "أريد موظف"), Sense::Finished);
        assert_eq!(expected("واحد", "واحد"), Sense::Finished);
        assert_eq!(expected("صفر واحد", "واحد"), Sense::Counting);
        assert_eq!(expected("البطاقات التي سرقت من البيت و", "البطاقات"), Sense::Hanging);
    }
}
