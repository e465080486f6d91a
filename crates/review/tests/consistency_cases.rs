//! Findings of more than one call, quotes with their places, and texts of every kind.

use proptest::prelude::*;
use time::UtcOffset;
use wasl_model::{
    CallId, CustomerId, IntentId, Language, MediaTime, Pii, Span, Speaker, Timestamp, Utterance, UtteranceId, VisitId,
    Word,
};
use wasl_review::answers::AnswerBook;
use wasl_review::consistency::{Finding, FindingKind, House, Topic, Touch, TouchId, Value, findings};

const DAY_MS: i64 = 86_400_000;
const SUNDAY: i64 = 1_772_348_400_000;

fn house() -> House {
    House { zone: UtcOffset::from_hms(3, 0, 0).expect("an offset"), book: AnswerBook::default() }
}

/// Words of two hundred milliseconds each.
fn said(n: u64, speaker: Speaker, text: &str) -> Utterance {
    let at = |word: u64| MediaTime(n * 10_000 + word * 200);
    let words: Vec<Word> = (0..)
        .zip(text.split_whitespace())
        .map(|(i, word)| Word { text: word.into(), span: Span { start: at(i), end: at(i + 1) }, confidence: 0.9 })
        .collect();
    let end = words.last().map_or(at(0), |word| word.span.end);
    Utterance {
        id: UtteranceId::numbered(u128::from(n) + 1),
        speaker,
        span: Span { start: at(0), end },
        language: Language::Ar,
        text: text.into(),
        confidence: 0.95,
        words,
        matched: None,
        values: Vec::new(),
    }
}

fn touch(touch: TouchId, day: i64, matter: &str, said: Vec<Utterance>, notes: &[&str]) -> Touch {
    Touch {
        touch,
        at: Timestamp(SUNDAY + day * DAY_MS),
        customer: Some(CustomerId::from("c1")),
        matter: Some(IntentId::from(matter)),
        said,
        notes: notes.iter().map(|note| Pii::from(*note)).collect(),
        mood_first: None,
        mood_last: None,
        promises: Vec::new(),
        outcomes: Vec::new(),
    }
}

fn call(n: u128, day: i64, matter: &str, text: &str) -> Touch {
    touch(TouchId::Phone(CallId::numbered(n)), day, matter, vec![said(0, Speaker::Agent, text)], &[])
}

fn visit(n: u128, day: i64, matter: &str, note: &str) -> Touch {
    touch(TouchId::Branch(VisitId::numbered(n)), day, matter, Vec::new(), &[note])
}

fn part(finding: &Finding) -> (&str, &str) {
    let cut = |quote: &'_ wasl_review::consistency::Quote| (quote.part.start, quote.part.end);
    let ((a, b), (c, d)) = (cut(&finding.phone), cut(&finding.branch));
    (&finding.phone.words.reveal()[a..b], &finding.branch.words.reveal()[c..d])
}

#[test]
fn a_quote_has_its_words_and_its_place_in_the_sound() {
    let phone = touch(
        TouchId::Phone(CallId::numbered(1)),
        0,
        "card",
        vec![said(0, Speaker::Caller, "كم الرسوم؟"), said(1, Speaker::Agent, "رسوم إصدار البطاقة ثلاثين ريال فقط")],
        &[],
    );
    let found = findings(&[phone, visit(1, 1, "card", "رسوم إصدار البطاقة 50 ريال.")], &house());
    assert_eq!(found.len(), 1, "{found:?}");
    let finding = &found[0];
    assert_eq!(
        (finding.kind, finding.topic, finding.about.as_str()),
        (FindingKind::RuleDiffers, Topic::Fee, "replacement")
    );
    assert_eq!(part(finding), ("ثلاثين ريال", "50 ريال"));
    assert_eq!(finding.phone.utterance, Some(UtteranceId::numbered(2)));
    assert_eq!(finding.phone.span, Some(Span { start: MediaTime(10_600), end: MediaTime(11_000) }));
    assert_eq!((finding.branch.utterance, finding.branch.span, finding.branch.speaker), (None, None, None));
    assert_eq!(finding.why_en.reveal(), "The fee for a replacement: by phone “30 riyal”, in the branch “50 riyal”.");
    assert!(finding.why_ar.reveal().contains("قيل في الهاتف «30 ريال»"), "{}", finding.why_ar.reveal());
    assert!(!format!("{finding:?}").contains("ريال"), "personal words never print");
}

#[test]
fn a_later_call_that_corrected_the_first_leaves_nothing_to_find() {
    let wrong = call(1, 0, "card", "إصدار البطاقة مجانا.");
    let right = call(2, 1, "card", "رسوم إصدار البطاقة خمسين ريال.");
    let visit = visit(1, 2, "card", "رسوم إصدار البطاقة 50 ريال.");
    assert_eq!(findings(&[wrong.clone(), right.clone(), visit.clone()], &house()), []);
    let found = findings(&[right.clone(), wrong, visit.clone()], &house());
    assert_eq!(found, [], "in whatever order they come");
    assert_eq!(findings(&[right, visit], &house()), []);
}

#[test]
fn another_matter_another_customer_or_another_season_is_not_compared() {
    let phone = call(1, 0, "card", "رسوم إصدار البطاقة ثلاثين ريال.");
    let of = |other: Touch| findings(&[phone.clone(), other], &house()).len();
    let note = "رسوم إصدار البطاقة 50 ريال.";
    assert_eq!(of(visit(1, 1, "card", note)), 1);
    assert_eq!(of(visit(1, 60, "card", note)), 0);
    assert_eq!(of(visit(1, 20, "loan", note)), 0);
    assert_eq!(of(Touch { customer: Some(CustomerId::from("c2")), ..visit(1, 1, "card", note) }), 0);
    let unknown = Touch { matter: None, ..visit(1, 1, "card", note) };
    assert_eq!(of(unknown), 1, "what it was about may be told by its words");
}

#[test]
fn a_visit_before_the_call_is_compared_too() {
    let found = findings(
        &[visit(1, 0, "card", "أبلغنا العميل أن البطاقة لا تحتاج موعد."), call(1, 1, "card", "لازم موعد مسبق للبطاقة.")],
        &house(),
    );
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].topic, found[0].phone.fact.value.clone()), (Topic::Condition, Value::Yes { yes: true }));
}

#[test]
fn the_same_pair_read_again_has_the_same_key() {
    let touches = [call(1, 0, "card", "إصدار البطاقة مجانا."), visit(1, 1, "card", "رسوم إصدار البطاقة 50 ريال.")];
    let key = || findings(&touches, &house()).iter().map(Finding::key).collect::<Vec<_>>();
    assert_eq!(key(), key());
    assert_eq!(key().len(), 1);
    let json = serde_json::to_value(&findings(&touches, &house())[0]).expect("a finding is JSON");
    assert_eq!((&json["kind"], &json["phone"]["channel"]), (&"rule_differs".into(), &"phone".into()));
    let back: Finding = serde_json::from_value(json).expect("and back");
    assert_eq!(back, findings(&touches, &house())[0]);
}

#[test]
fn payloads_are_words_like_any_others() {
    for text in [
        "'; DROP TABLE x; -- رسوم 50 ريال",
        "<script>fee 50 riyals</script>",
        "=cmd|' /C calc'!A0 رسوم",
        "\u{202E}\u{0}",
        "٪٪٪ 99999999999999999999 ريال رسوم",
    ] {
        let found = findings(&[call(1, 0, "card", text), visit(1, 1, "card", text)], &house());
        assert_eq!(found, [], "the same was told: {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_panics_and_no_side_contradicts_itself(
        words in prop::collection::vec(
            prop_oneof![
                "[a-z]{1,6}", "[ا-ي]{1,6}", "[0-9]{1,5}", "\\PC{0,4}",
                Just("رسوم".to_owned()), Just("ما".to_owned()), Just("لازم".to_owned()), Just("تحتاج".to_owned()),
                Just("ريال".to_owned()), Just("بكرة".to_owned()), Just("، ".to_owned()), Just(". ".to_owned()),
                Just("passport".to_owned()), Just("not".to_owned()), Just("free".to_owned()), Just("if".to_owned()),
            ],
            0..40,
        ),
    ) {
        let text = words.join(" ");
        let touches = [call(1, 0, "card", &text), visit(1, 0, "card", &text)];
        for finding in findings(&touches, &house()) {
            prop_assert!((0.0..=1.0).contains(&finding.confidence));
            let _ = part(&finding);
        }
    }
}
