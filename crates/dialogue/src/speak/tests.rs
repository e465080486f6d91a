//! Numbers and what they count, against grammar, the Unicode plural rules and the reader of spoken numbers.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use jiff::civil::{Time, date};
use wasl_model::spoken::number_in_words;

use super::day;
use super::*;
use crate::prompts::manifest::Manifest;

/// The texts of the shipped pieces, without vowel marks.
static TEXTS: LazyLock<BTreeMap<(Language, PromptId), String>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../prompts");
    let bare = |text: &str| text.chars().filter(|c| !matches!(c, '\u{064B}'..='\u{0652}')).collect();
    let lines = Manifest::read(&dir).unwrap().lines.into_iter();
    lines.map(|line| ((line.language, line.id), bare(&line.text))).collect()
});

fn text(pieces: &[PromptId], language: Language) -> String {
    let texts = pieces.iter().map(|piece| TEXTS[&(language, piece.clone())].as_str());
    texts.collect::<Vec<_>>().join(" ").replace(" و ", " و")
}

fn arabic(n: u64, noun: Noun, case: Case) -> String {
    text(&pieces(&Value::Count(n, noun), Language::Ar, case), Language::Ar)
}

fn english(n: u64, noun: Noun) -> String {
    text(&pieces(&Value::Count(n, noun), Language::En, Case::default()), Language::En)
}

#[test]
fn arabic_agrees_in_gender_number_and_case() {
    for (n, minutes, riyals) in [
        (0, "صفر دقيقة", "صفر ريال"),
        (1, "دقيقة واحدة", "ريال واحد"),
        (2, "دقيقتين", "ريالين"),
        (3, "ثلاث دقائق", "ثلاثة ريالات"),
        (8, "ثماني دقائق", "ثمانية ريالات"),
        (10, "عشر دقائق", "عشرة ريالات"),
        (11, "إحدى عشرة دقيقة", "أحد عشر ريالا"),
        (12, "اثنتي عشرة دقيقة", "اثني عشر ريالا"),
        (13, "ثلاث عشرة دقيقة", "ثلاثة عشر ريالا"),
        (20, "عشرين دقيقة", "عشرين ريالا"),
        (21, "إحدى وعشرين دقيقة", "واحد وعشرين ريالا"),
        (22, "اثنتين وعشرين دقيقة", "اثنين وعشرين ريالا"),
        (28, "ثمان وعشرين دقيقة", "ثمانية وعشرين ريالا"),
        (35, "خمس وثلاثين دقيقة", "خمسة وثلاثين ريالا"),
        (99, "تسع وتسعين دقيقة", "تسعة وتسعين ريالا"),
        (100, "مئة دقيقة", "مئة ريال"),
        (101, "مئة دقيقة ودقيقة واحدة", "مئة ريال وريال واحد"),
        (102, "مئة دقيقة ودقيقتين", "مئة ريال وريالين"),
        (103, "مئة وثلاث دقائق", "مئة وثلاثة ريالات"),
        (111, "مئة وإحدى عشرة دقيقة", "مئة وأحد عشر ريالا"),
        (200, "مئتي دقيقة", "مئتي ريال"),
        (205, "مئتين وخمس دقائق", "مئتين وخمسة ريالات"),
        (365, "ثلاثمئة وخمس وستين دقيقة", "ثلاثمئة وخمسة وستين ريالا"),
        (1000, "ألف دقيقة", "ألف ريال"),
        (2000, "ألفي دقيقة", "ألفي ريال"),
        (2026, "ألفين وست وعشرين دقيقة", "ألفين وستة وعشرين ريالا"),
        (3000, "ثلاثة آلاف دقيقة", "ثلاثة آلاف ريال"),
        (11_000, "أحد عشر ألف دقيقة", "أحد عشر ألف ريال"),
        (11_500, "أحد عشر ألفا وخمسمئة دقيقة", "أحد عشر ألفا وخمسمئة ريال"),
        (100_000, "مئة ألف دقيقة", "مئة ألف ريال"),
        (101_000, "مئة ألف وألف دقيقة", "مئة ألف وألف ريال"),
        (102_500, "مئة ألف وألفين وخمسمئة دقيقة", "مئة ألف وألفين وخمسمئة ريال"),
        (200_000, "مئتي ألف دقيقة", "مئتي ألف ريال"),
        (2_000_000, "مليوني دقيقة", "مليوني ريال"),
        (5_000_000, "خمسة ملايين دقيقة", "خمسة ملايين ريال"),
        (
            1_234_567,
            "مليون ومئتين وأربعة وثلاثين ألفا وخمسمئة وسبع وستين دقيقة",
            "مليون ومئتين وأربعة وثلاثين ألفا وخمسمئة وسبعة وستين ريالا",
        ),
    ] {
        assert_eq!(arabic(n, Noun::Minute, Case::Oblique), minutes, "{n}");
        assert_eq!(arabic(n, Noun::Riyal, Case::Oblique), riyals, "{n}");
    }
    for (n, riyals) in [
        (2, "ريالان"),
        (12, "اثنا عشر ريالا"),
        (20, "عشرون ريالا"),
        (22, "اثنان وعشرون ريالا"),
        (200, "مئتا ريال"),
        (202, "مئتا ريال وريالان"),
        (2_000, "ألفا ريال"),
        (2_045, "ألفان وخمسة وأربعون ريالا"),
    ] {
        assert_eq!(arabic(n, Noun::Riyal, Case::Nominative), riyals, "{n}");
    }
}

#[test]
fn english_counts_too() {
    for (n, minutes) in [
        (0, "zero minutes"),
        (1, "one minute"),
        (21, "twenty one minutes"),
        (100, "one hundred minutes"),
        (342, "three hundred and forty two minutes"),
        (1005, "one thousand and five minutes"),
        (12_300, "twelve thousand three hundred minutes"),
        (1_000_001, "one million and one minutes"),
    ] {
        assert_eq!(english(n, Noun::Minute), minutes, "{n}");
    }
}

#[test]
fn the_noun_s_form_is_the_one_of_the_unicode_plural_rules() {
    let rules = PluralRules::try_new(icu_locale_core::locale!("ar").into(), PluralRulesOptions::default()).unwrap();
    for n in (0..2000).chain([10_000, 10_003, 99_999, 100_011, 1_000_000, 999_999_999]) {
        let said = pieces(&Value::Count(n, Noun::Riyal), Language::Ar, Case::Oblique);
        let form = said.last().unwrap().as_str().strip_prefix("ar_riyal_").unwrap();
        let wanted = match rules.category_for(n) {
            PluralCategory::One => "one",
            PluralCategory::Two => "two_obl",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            // "A hundred riyals and one riyal": the rules have one form for the whole, we end in the rest's own.
            PluralCategory::Other if n % 100 == 1 => "one",
            PluralCategory::Other if n % 100 == 2 => "two_obl",
            PluralCategory::Zero | PluralCategory::Other => "other",
        };
        assert_eq!(form, wanted, "{n}");
    }
}

/// What is spoken is read back by the reader of numbers, which was written for callers.
#[test]
fn every_number_spoken_is_heard_as_the_same_number() {
    let some = (0..2_500).chain((2_500..1_000_000).step_by(811)).chain([1_000_000, 2_000_001, 345_678_912]);
    // «مئة ألف وألف»: the reader ends a number with its thousands.
    let twice = |n: u64| [n / 1_000, n / 1_000_000].iter().any(|group| *group > 100 && matches!(group % 100, 1 | 2));
    for n in some.filter(|&n| n != 1 && !twice(n)) {
        for (language, case) in
            [(Language::Ar, Case::Oblique), (Language::Ar, Case::Nominative), (Language::En, Case::Oblique)]
        {
            let said = text(&pieces(&Value::Number(n), language, case), language);
            // Two words that alone are Sunday, or somebody: the reader knows eleven in one word.
            // And two hundred with its n.
            let said = said.replace("أحد عشر", "أحدعشر").replace("مئتي ", "مئتين ").replace("مئتا ", "مئتان ");
            let words: Vec<&str> = said.split(' ').collect();
            // The reader looks no further than twelve words.
            if words.len() <= 12 {
                assert_eq!(number_in_words(&words), Some((n, words.len())), "{n}: {said}");
            }
        }
    }
}

#[test]
fn amounts_have_coins_and_parts() {
    let said =
        |minor, currency, language| text(&pieces(&Value::Amount(minor, currency), language, Case::Oblique), language);
    assert_eq!(said(2550, Currency::Sar, Language::Ar), "خمسة وعشرين ريالا وخمسين هللة");
    assert_eq!(said(2550, Currency::Sar, Language::En), "twenty five riyals and fifty halalas");
    assert_eq!(said(203, Currency::Egp, Language::Ar), "جنيهين وثلاثة قروش");
    assert_eq!(said(5, Currency::Aed, Language::Ar), "خمسة فلوس");
    assert_eq!(said(1_250, Currency::Kwd, Language::Ar), "دينار واحد ومئتين وخمسين فلسا");
    assert_eq!(said(0, Currency::Sar, Language::En), "zero riyals");
    assert_eq!(said(1_050, Currency::Qar, Language::Ar), "عشرة ريالات وخمسين درهما");
    assert_eq!(said(3_500, Currency::Bhd, Language::Ar), "ثلاثة دنانير وخمسمئة فلس");
    assert_eq!(said(2_028, Currency::Omr, Language::Ar), "ريالين وثمان وعشرين بيسة");
    assert_eq!(said(1_001, Currency::Omr, Language::En), "one riyal and one baisa");
}

#[test]
fn digits_are_told_one_by_one_in_both_languages() {
    let said = |language| text(&pieces(&Value::Digits("05-4 9".to_owned()), language, Case::Oblique), language);
    assert_eq!(said(Language::Ar), "صفر خمسة أربعة تسعة");
    assert_eq!(said(Language::En), "zero five four nine");
}

#[test]
fn times_and_days_are_told_as_people_do() {
    let clock = |hour, minute, language| text(&day::time(Time::constant(hour, minute, 0, 0), language), language);
    assert_eq!(clock(8, 30, Language::Ar), "الساعة الثامنة والنصف صباحا");
    assert_eq!(clock(8, 30, Language::En), "eight thirty in the morning");
    assert_eq!(clock(12, 0, Language::Ar), "الساعة الثانية عشرة ظهرا");
    assert_eq!(clock(16, 45, Language::Ar), "الساعة الخامسة إلا ربعا عصرا");
    assert_eq!(clock(21, 7, Language::Ar), "الساعة التاسعة وسبع دقائق مساء");
    assert_eq!(clock(21, 7, Language::En), "nine oh seven in the evening");
    assert_eq!(clock(0, 15, Language::Ar), "الساعة الثانية عشرة والربع ليلا");
    assert_eq!(clock(10, 0, Language::En), "ten o'clock in the morning");
    let today = date(2027, 3, 9);
    let day_of = |n, language| text(&day::day(date(2027, 3, n), today), language);
    assert_eq!(day_of(9, Language::Ar), "اليوم");
    assert_eq!(day_of(10, Language::En), "tomorrow");
    assert_eq!(day_of(14, Language::Ar), "يوم الأحد");
    assert_eq!(day_of(23, Language::Ar), "يوم الثلاثاء الثالث والعشرين من مارس");
    assert_eq!(day_of(23, Language::En), "on Tuesday the twenty-third of March");
}

#[test]
fn whatever_is_asked_for_is_in_the_list_of_what_is_needed() {
    for language in Language::ALL {
        let needed = needed(language);
        for piece in &needed {
            assert!(TEXTS.contains_key(&(language, piece.clone())), "{piece} has no text in {language}");
        }
        for n in (0..3000).chain((3000..NUMBERS_END).step_by(7_777_777)) {
            for noun in Noun::ALL {
                for case in [Case::Nominative, Case::Oblique] {
                    let said = pieces(&Value::Count(n, noun), language, case);
                    assert!(said.iter().all(|piece| needed.contains(piece)), "{n}: {said:?}");
                }
            }
        }
    }
}
