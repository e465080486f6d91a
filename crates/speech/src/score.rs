//! How far a transcript is from what was said: word and character error rates after a fair normalisation.
//!
//! Both sides are brought to one spelling first, so that «٥» and «خمسة», "twenty-five" and "25", "can't" and "cannot"
//! count as heard. Numbers are taken apart into their digits: a telephone number with one wrong digit is one error.

/// The bootstrap: how sure a rate is.
pub mod interval;

mod arabic;
mod edits;
mod english;

use wasl_model::Language;

pub use edits::Edits;
pub use interval::interval;

/// What separates a transcript from its reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Word by word.
    pub words: Edits,
    /// Character by character, the spaces between words included.
    pub characters: Edits,
}

impl std::ops::AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// Compares what was heard with what was said, both normalised as texts of `language`.
#[must_use]
pub fn score(language: Language, said: &str, heard: &str) -> Score {
    let (said, heard) = (normalised(language, said), normalised(language, heard));
    let characters = |words: &[String]| words.join(" ").chars().collect::<Vec<_>>();
    Score { words: Edits::between(&said, &heard), characters: Edits::between(&characters(&said), &characters(&heard)) }
}

/// The words of a text in the one spelling in which they are compared.
#[must_use]
pub fn normalised(language: Language, text: &str) -> Vec<String> {
    match language {
        Language::Ar => arabic::words(text),
        Language::En => english::words(text),
    }
}

/// The language a text is written in: Arabic when most of its letters are.
#[must_use]
pub fn language_of(text: &str) -> Language {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let balance: i64 = letters.map(|c| if ('\u{0600}'..='\u{06FF}').contains(&c) { 1 } else { -1 }).sum();
    if balance > 0 { Language::Ar } else { Language::En }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wer(language: Language, said: &str, heard: &str) -> f64 {
        score(language, said, heard).words.rate().unwrap()
    }

    #[test]
    fn english_written_either_way_is_heard() {
        for (said, heard) in [
            ("Please enter your four digit PIN.", "please enter your 4-digit P.I.N."),
            ("I can't, won't and don't", "I cannot, will not and do not"),
            ("twenty-five dollars", "$25"),
            ("one hundred and five", "105"),
            ("nineteen eighty four", "1984"),
            ("five million two hundred thousand", "5,200,000"),
            ("double five, triple zero", "5 5 0 0 0"),
            ("my number is five five five, one oh two", "My number is 555-102"),
            ("three point five per cent", "3.5%"),
            ("You have one message", "you've 1 message"),
            ("the first of May", "the 1st of May"),
            ("Organisation, colour & cheque", "organization color and check"),
            ("um, press, uh, pound", "Press #"),
            ("voice mail", "Voicemail"),
            ("OK Mr. Smith", "okay mister smith"),
            ("at 10:30 a.m.", "at ten thirty am"),
            ("[music] hello (inaudible)", "Hello!"),
        ] {
            assert_eq!(normalised(Language::En, said), normalised(Language::En, heard), "{said} and {heard}");
        }
    }

    #[test]
    fn english_that_differs_stays_different() {
        for (said, heard) in [
            ("one five", "two five"),
            ("fifteen", "fifty"),
            ("press one", "press one one"),
            ("two hundred", "twenty"),
            ("oh no", "zero no"),
            ("I can", "I can't"),
        ] {
            assert_ne!(normalised(Language::En, said), normalised(Language::En, heard), "{said} and {heard}");
        }
    }

    #[test]
    fn arabic_written_either_way_is_heard() {
        for (said, heard) in [
            ("أُرِيدُ الإلغاءَ", "اريد الالغاء"),
            ("خمسة", "٥"),
            ("خمسة صفر سبعة", "507"),
            ("خمسة وعشرون", "25"),
            ("مئة وخمسة وعشرين ريال", "125 ريال"),
            ("ثلاثة آلاف ومئتين", "٣٢٠٠"),
            ("خمستاشر", "خمسة عشر"),
            ("ألفين وأربعة وعشرين", "2024"),
            ("تلاتة تمانية اتنين", "ثلاثة ثمانية اثنان"),
            ("السلام عليكم، و رحمة الله", "السلام عليكم ورحمه الله"),
            ("شيء", "شي"),
        ] {
            assert_eq!(normalised(Language::Ar, said), normalised(Language::Ar, heard), "{said} and {heard}");
        }
    }

    #[test]
    fn arabic_that_differs_stays_different() {
        for (said, heard) in [("خمسة ستة", "خمسة وستين"), ("سبعة", "تسعة"), ("عشرين", "عشرة"), ("واحد", "أحد")]
        {
            assert_ne!(normalised(Language::Ar, said), normalised(Language::Ar, heard), "{said} and {heard}");
        }
    }

    #[test]
    fn a_wrong_digit_of_a_number_is_one_error() {
        let score = score(Language::En, "call 0551234", "call oh five five one two three five");
        assert_eq!((score.words.errors(), score.words.reference), (1, 8));
    }

    #[test]
    fn rates_are_errors_over_what_was_said() {
        assert!((wer(Language::En, "the cat sat down", "a cat sat") - 0.5).abs() < 1e-9);
        assert!((wer(Language::Ar, "أريد موظف", "أريد موظف الآن من فضلك") - 1.5).abs() < 1e-9);
        assert_eq!(score(Language::En, "", "made up").words.rate(), None);
        assert_eq!(score(Language::En, "", "made up").words.insertions, 2);
        let characters = score(Language::En, "abc def", "abd def").characters;
        assert_eq!((characters.substitutions, characters.reference), (1, 7));
    }

    #[test]
    fn a_text_is_in_the_language_of_its_letters() {
        assert_eq!(language_of("أريد VISA بطاقة"), Language::Ar);
        assert_eq!(language_of("I want موظف now"), Language::En);
        assert_eq!(language_of("55 12"), Language::En);
    }

    fn anything() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            "[a-z0-9$%.,'’-]{0,6}",
            "[ء-ي٠-٩]{0,5}",
            prop::sample::select(vec![
                "hundred",
                "thousand",
                "million",
                "and",
                "nine",
                "oh",
                "double",
                "a",
                "ninety",
                "th",
                "مئة",
                "ألف",
                "ملايين",
                "و",
                "وتسعة",
                "عشر",
                "أحد",
                "تسعون",
                "تسعمئة",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(word, 0..20).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn any_text_is_heard_as_itself(text in anything()) {
            for language in Language::ALL {
                prop_assert_eq!(score(language, &text, &text).words.errors(), 0);
            }
        }
    }
}
