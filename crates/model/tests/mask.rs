//! Masking, and what always holds of values.

use proptest::prelude::*;
use wasl_model::Language;
use wasl_model::spoken::{MASK, Meaning, ValueKind, begins_with_digits, ends_in_digits, mask, number_in_words, values};

/// `*` stands for the mask.
fn check(kinds: &[ValueKind], rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(mask(text, kinds), expected.replace('*', MASK), "{text}");
    }
}

#[test]
fn what_is_personal_is_masked_and_the_rest_stays() {
    check(
        &ValueKind::PERSONAL,
        &[
            ("رقم بطاقتي 4111 1111 1111 1111 وتنتهي بمارس", "رقم بطاقتي * وتنتهي بمارس"),
            (
                "بطاقتي أربعة واحد واحد واحد، واحد واحد واحد واحد، واحد واحد واحد واحد، واحد واحد واحد واحد.",
                "بطاقتي *.",
            ),
            ("جوالي صفر خمسة خمسة ثلاثة وعشرين ستة وأربعين سبعة وثمانين صفر لو سمحت", "جوالي * لو سمحت"),
            ("هويتي ١٠٢٣٤٥٦٧٨٩ والآيبان SA03 8000 0000 6080 1016 7519", "هويتي * والآيبان *"),
            ("الرمز ٤٨٢١ وصلني الساعة خمسة", "الرمز * وصلني الساعة خمسة"),
            ("دفعت خمسين ريال قبل ثلاث أيام", "دفعت خمسين ريال قبل ثلاث أيام"),
            ("my card is 4242-4242-4242-4242, it expires in March", "my card is *, it expires in March"),
            ("four one one one, one one one one, one one one one, one one one one", "*"),
            ("call me on zero five five double one two three double four six today", "call me on * today"),
            ("the security code is one two three", "the security code is *"),
            ("IBAN GB82 WEST 1234 5698 7654 32 at the branch", "IBAN * at the branch"),
            ("I paid 50 SAR on March 5th at 5:30 pm", "I paid 50 SAR on March 5th at 5:30 pm"),
            ("+966 55 123 4567 and +966551234567", "* and *"),
            ("", ""),
        ],
    );
    check(&[ValueKind::Card], &[("card 4111 1111 1111 1111, code 4821", "card *, code 4821")]);
    check(&[], &[("card 4111 1111 1111 1111", "card 4111 1111 1111 1111")]);
}

#[test]
fn check_digits_are_told_where_there_are_some() {
    let valid = |text: &str| match &values(text, None)[..] {
        [found] => match found.value {
            Meaning::Card { valid, .. } | Meaning::Iban { valid, .. } => Some(valid),
            Meaning::Number { .. }
            | Meaning::Ordinal { .. }
            | Meaning::Percent { .. }
            | Meaning::Amount { .. }
            | Meaning::Date { .. }
            | Meaning::Time { .. }
            | Meaning::Phone { .. }
            | Meaning::Id { .. }
            | Meaning::Digits { .. } => None,
        },
        _ => None,
    };
    assert_eq!(valid("4111 1111 1111 1111"), Some(true));
    assert_eq!(valid("4111 1111 1111 1112"), Some(false));
    assert_eq!(valid("SA03 8000 0000 6080 1016 7519"), Some(true));
    assert_eq!(valid("SA03 8000 0000 6080 1016 7518"), Some(false));
    // Fifteen digits are a card only when the last fits.
    assert_eq!(valid("3782 822463 10005"), Some(true));
    assert_eq!(valid("3782 822463 10006"), None);
}

#[test]
fn values_know_where_they_stand() {
    let text = "دفعتُ «خمسين ريال» يومَ الأحد، ورقمي ٠٥٥١٢٣٤٥٦٧";
    let found = values(text, Some(Language::Ar));
    let words: Vec<&str> = text.split_whitespace().collect();
    let parts: Vec<_> =
        found.iter().map(|v| (&text[v.span.start..v.span.end], words[v.words.start..v.words.end].join(" "))).collect();
    let expected = [
        ("خمسين ريال", "«خمسين ريال»".to_owned()),
        ("يومَ الأحد", "يومَ الأحد،".to_owned()),
        ("٠٥٥١٢٣٤٥٦٧", "٠٥٥١٢٣٤٥٦٧".to_owned()),
    ];
    assert_eq!(parts, expected);
}

#[test]
fn values_are_plain_on_the_wire_and_hidden_in_logs() {
    let found = values("جوالي 0551234567", None);
    let json = serde_json::to_value(&found).expect("JSON");
    assert_eq!(json[0]["kind"], "phone");
    assert_eq!(json[0]["digits"], "0551234567");
    assert_eq!(json[0]["words"]["start"], 1);
    let back: Vec<wasl_model::spoken::SpokenValue> = serde_json::from_value(json).expect("values");
    assert_eq!(back, found);
    let amount = values("خمسين ريال", None);
    assert!(!format!("{found:?} {amount:?} {:?}", amount[0].value).contains("05"));
    assert!(!format!("{amount:?}").contains("5000"));
}

#[test]
fn numbers_in_words_are_read_one_by_one() {
    assert_eq!(number_in_words(&["أربع", "وعشرين", "ساعة"]), Some((24, 2)));
    assert_eq!(number_in_words(&["twenty", "four", "hours"]), Some((24, 2)));
    assert_eq!(number_in_words(&["خمسة", "عشر", "يوما"]), Some((15, 2)));
    assert_eq!(number_in_words(&["24", "hours"]), None);
    assert_eq!(number_in_words(&["ساعة"]), None);
    assert_eq!(number_in_words(&[]), None);
}

#[test]
fn a_long_text_is_read_in_no_time() {
    let text = "خمسة وعشرين ريال، و صفر خمسة خمسة one two three four لا ".repeat(400)
        + &"وخمسة ".repeat(2000)
        + &"عشرين ".repeat(2000);
    let begun = std::time::Instant::now();
    assert!(values(&text, None).len() > 800);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

fn number_talk() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> = "خمسة وعشرين مية ألف ومليون ريال ونص صفر دبل فاصلة الساعة إلا ربع يوم الأحد من مارس الثالث و بالمية SA 03 4111 \
        five twenty hundred and a half point oh double at past to March the 5th of dollars % + $ 2026 5/3/2026 5:30 1,250.5 0551234567 ، . - لا"
        .split_whitespace()
        .collect();
    prop::collection::vec(prop_oneof![9 => prop::sample::select(words).prop_map(str::to_owned), 1 => ".{0,4}"], 0..30)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(800) })]

    #[test]
    fn values_stand_in_order_within_the_text(text in number_talk()) {
        let words = text.split_whitespace().count();
        let (mut end, mut word) = (0, 0);
        for found in values(&text, None) {
            prop_assert!(found.span.start >= end && found.span.end > found.span.start);
            prop_assert!(text.get(found.span.start..found.span.end).is_some());
            prop_assert!(found.words.start >= word.max(1) - 1 && found.words.end > found.words.start && found.words.end <= words);
            (end, word) = (found.span.end, found.words.end);
        }
    }

    #[test]
    fn as_much_is_masked_as_is_personal(text in number_talk()) {
        let personal = values(&text, None).iter().filter(|v| ValueKind::PERSONAL.contains(&v.kind())).count();
        let masked = mask(&text, &ValueKind::PERSONAL);
        prop_assert_eq!(masked.matches(MASK).count(), text.matches(MASK).count() + personal);
        prop_assert_eq!(mask(&text, &[]), text);
    }

    #[test]
    fn edges_and_values_take_any_text(text in ".{0,60}") {
        let _ = (values(&text, None), ends_in_digits(&text), begins_with_digits(&text), mask(&text, &ValueKind::PERSONAL));
    }
}
