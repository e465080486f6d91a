//! Findings of more than one call, quotes with their places, and texts of every kind.

use proptest::prelude::*;
use time::UtcOffset;
use wasl_model::{
    CallId, CustomerId, IntentId, Language, MediaTime, Mood, Pii, Promise, PromiseAnswer, PromiseId, PromiseOutcome,
    PromiseState, Span, Speaker, Timestamp, Utterance, UtteranceId, VisitId, Word,
};
use wasl_review::answers::AnswerBook;
use wasl_review::consistency::{Felt, Finding, FindingKind, House, Quote, Topic, Touch, TouchId, Value, findings};

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
        moods: Vec::new(),
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

/// A call that promised something, and a visit in which it was not kept.
fn broken(promise: &str, visit: Vec<Utterance>, note: &str) -> Finding {
    broken_as_read(promise, promise, visit, note)
}

/// `read`: what the ear made of the words the promise was said in.
fn broken_as_read(promise: &str, read: &str, visit: Vec<Utterance>, note: &str) -> Finding {
    let promised = Promise {
        id: PromiseId::numbered(1),
        customer: Some(CustomerId::from("c1")),
        made_in: Some((CallId::numbered(1), said(0, Speaker::Agent, read).span)),
        what: promise.into(),
        due: None,
        branch: None,
        state: PromiseState::Open,
    };
    let answer = PromiseAnswer {
        promise: promised.id,
        outcome: PromiseOutcome::NotKept,
        why: Some(note).filter(|note| !note.is_empty()).map(Pii::from),
    };
    let call = Touch { promises: vec![promised], ..call(1, 0, "card", read) };
    let visit = touch(TouchId::Branch(VisitId::numbered(1)), 1, "card", visit, &["كتبها الموظف"]);
    let found = findings(&[call, Touch { outcomes: vec![answer], ..visit }], &house());
    let broken: Vec<&Finding> = found.iter().filter(|f| f.kind == FindingKind::BrokenPromise).collect();
    assert_eq!(broken.len(), 1, "{found:?}");
    broken[0].clone()
}

/// Who said the quote, which turn, the words that say it, where in the sound.
fn heard(quote: &Quote) -> (Option<Speaker>, Option<u128>, &str, Option<Span>) {
    let turn = quote.utterance.map(|id| id.0.as_u128());
    (quote.speaker, turn, &quote.words.reveal()[quote.part.start..quote.part.end], quote.span)
}

#[test]
fn a_broken_promise_quotes_the_words_of_staff_that_refuse_it_with_their_sound() {
    let visit = || {
        vec![
            said(0, Speaker::Caller, "أبي أستلم البطاقة الجديدة وعدتوني فيها"),
            said(1, Speaker::Agent, "ما نقدر نفتح الخزنة الحين"),
            said(2, Speaker::Agent, "طيب خلني أشوف. البطاقة ما وصلت الفرع، تعال الأسبوع الجاي"),
            said(3, Speaker::Caller, "يعني ما في بطاقة"),
        ]
    };
    let found = broken("بطاقتك الجديدة تكون جاهزة بالفرع بكرة", visit(), "لم تصل");
    let span = Span { start: MediaTime(20_600), end: MediaTime(22_000) };
    assert_eq!(
        heard(&found.branch),
        (Some(Speaker::Agent), Some(3), "البطاقة ما وصلت الفرع، تعال الأسبوع الجاي", Some(span))
    );
    assert_eq!(heard(&found.phone).1, Some(1));
    let english = broken(
        "We will refund the delivery charge today",
        vec![
            said(0, Speaker::Caller, "I came for my refund"),
            said(1, Speaker::Agent, "Sure, one moment."),
            said(2, Speaker::Agent, "That has to wait until Thursday."),
        ],
        "",
    );
    let (speaker, turn, words, _) = heard(&english.branch);
    assert_eq!((speaker, turn, words), (Some(Speaker::Agent), Some(3), "That has to wait until Thursday"), "put off");
}

#[test]
fn a_promise_that_was_misread_is_quoted_as_it_was_written_down_beside_its_sound() {
    let promise = "سنعيد لك المبلغ غدا";
    let found = broken_as_read(promise, "سنجيز كأمى بلقى أم", Vec::new(), "لا نعرف عنه");
    let (speaker, turn, words, span) = heard(&found.phone);
    assert_eq!((speaker, turn, words), (Some(Speaker::Agent), Some(1), promise));
    assert!(span.is_some());
}

#[test]
fn where_staff_refuse_nothing_aloud_the_customers_words_about_it_are_quoted() {
    let visit = vec![
        said(0, Speaker::Agent, "أهلا وسهلا"),
        said(1, Speaker::Caller, "وعدتوني البطاقة الجديدة تكون جاهزة"),
        said(2, Speaker::Agent, "تفضل اجلس هنا"),
    ];
    let found = broken("بطاقتك الجديدة تكون جاهزة بالفرع بكرة", visit, "لم تصل");
    let (speaker, turn, words, span) = heard(&found.branch);
    assert_eq!((speaker, turn, words), (Some(Speaker::Caller), Some(2), "وعدتوني البطاقة الجديدة تكون جاهزة"));
    assert_eq!(span, Some(Span { start: MediaTime(10_000), end: MediaTime(11_000) }));
}

#[test]
fn where_a_visit_was_not_recorded_the_note_stays_without_a_place_in_the_sound() {
    let promise = "بطاقتك الجديدة تكون جاهزة بالفرع بكرة";
    let found = broken(promise, Vec::new(), "لم تصل البطاقة");
    assert_eq!(heard(&found.branch), (None, None, "لم تصل البطاقة", None));
    assert_eq!(heard(&broken(promise, Vec::new(), "").branch).2, "كتبها الموظف");
    let of_else = vec![said(0, Speaker::Caller, "وين المصعد"), said(1, Speaker::Agent, "ما عندنا مصعد")];
    assert_eq!(heard(&broken(promise, of_else, "لم تصل البطاقة").branch), (None, None, "لم تصل البطاقة", None));
}

fn mood_fall(phone: Touch, branch: Touch) -> Finding {
    let phone = Touch { mood_last: Some(Mood::Satisfied), ..phone };
    let branch = Touch { mood_last: Some(Mood::Angry), ..branch };
    let found = findings(&[phone, branch], &house());
    assert_eq!(found.iter().map(|f| f.kind).collect::<Vec<_>>(), [FindingKind::MoodFall]);
    found[0].clone()
}

#[test]
fn a_fall_in_mood_quotes_the_customer_where_it_was_best_and_where_it_was_lowest() {
    let felt = |n: u64, mood: Mood, confidence: f32| Felt {
        span: Span { start: MediaTime(n * 10_000), end: MediaTime(n * 10_000 + 1_000) },
        mood,
        confidence,
    };
    let talk = |texts: [&str; 4]| (0..).zip(texts).map(|(n, text)| said(n, Speaker::Caller, text)).collect::<Vec<_>>();
    let spoken = talk(["وينكم", "ممتاز شكرا جزيلا", "يعطيك العافية", "مع السلامة"]);
    let phone = touch(TouchId::Phone(CallId::numbered(1)), 0, "card", spoken, &[]);
    let moods = vec![felt(0, Mood::Frustrated, 0.9), felt(1, Mood::Satisfied, 0.8), felt(2, Mood::Satisfied, 0.5)];
    let phone = Touch { moods, ..phone };
    let spoken = talk(["السلام عليكم", "ضيعتوا وقتي على الفاضي", "طيب", "مع السلامة"]);
    let visit = touch(TouchId::Branch(VisitId::numbered(1)), 1, "card", spoken, &["خرج غاضبا"]);
    let found = mood_fall(phone.clone(), visit.clone());
    let place =
        |n: u64, words: u64| Some(Span { start: MediaTime(n * 10_000), end: MediaTime(n * 10_000 + words * 200) });
    assert_eq!(heard(&found.phone), (Some(Speaker::Caller), Some(2), "ممتاز شكرا جزيلا", place(1, 3)));
    assert_eq!(heard(&found.branch), (Some(Speaker::Caller), Some(2), "ضيعتوا وقتي على الفاضي", place(1, 4)));

    let read = Touch { moods: vec![felt(0, Mood::Neutral, 0.9), felt(2, Mood::Angry, 0.7)], ..visit.clone() };
    assert_eq!(heard(&mood_fall(phone.clone(), read).branch).2, "طيب", "a reading counts more than a word");
    let calm = Touch {
        said: talk(["السلام عليكم", "أبي حسابي", "طيب", "مع السلامة"]), ..visit.clone()
    };
    assert_eq!(heard(&mood_fall(phone.clone(), calm).branch).2, "مع السلامة", "else the last words");
    let silent = Touch { said: Vec::new(), ..visit };
    assert_eq!(heard(&mood_fall(phone.clone(), silent.clone()).branch), (None, None, "خرج غاضبا", None));
    let unread = Touch { moods: Vec::new(), ..phone };
    assert_eq!(heard(&mood_fall(unread, silent).phone).2, "مع السلامة");
}

#[test]
fn a_quote_begins_at_its_own_word_whatever_mark_stands_before_it() {
    let phone = call(1, 0, "card", "الرسوم (ثلاثين ريال) إصدار البطاقة");
    let found = findings(&[phone, visit(1, 1, "card", "رسوم إصدار البطاقة 50 ريال.")], &house());
    assert_eq!(part(&found[0]).0, "ثلاثين ريال");
    assert_eq!(found[0].phone.span, Some(Span { start: MediaTime(200), end: MediaTime(600) }));
}

/// How many findings a call and a visit give.
fn count(phone: &str, branch: &str) -> usize {
    findings(&[call(1, 0, "card", phone), visit(1, 1, "card", branch)], &house()).len()
}

#[test]
fn a_sum_is_of_one_coin_in_its_own_places_and_of_any_size() {
    let told = "رسوم الإصدار مئة ريال. غرامة التأخير خمسين ريال.";
    assert_eq!(count(told, "رسوم الإصدار 150 ريال."), 1, "named as one of the two");
    assert_eq!(count(told, "الرسوم 150 ريال."), 0, "the fee and its fine together");
    assert_eq!(count("رسوم الإصدار مئة ريال. غرامة التأخير خمسين دولار.", "الرسوم 150 ريال."), 1, "of two coins");
    assert_eq!(count("رسوم الإصدار 1.500 دينار. غرامة التأخير 2.250 دينار.", "الرسوم 3.750 دينار."), 0, "thousandths");
    let huge = u64::MAX / 100 - 1;
    let told = format!("رسوم الإصدار {huge} ريال. غرامة التأخير {} ريال.", huge - 7);
    assert!(count(&told, &format!("الرسوم {huge} ريال.")) <= 1, "and too much for one register");
}

#[test]
fn a_word_of_a_sum_counts_where_the_sum_stands() {
    let told = "رسوم البطاقة مئة ريال.";
    assert_eq!(count(told, "أخذ بطاقتين يعني الرسوم 200 ريال."), 0);
    let elsewhere = "رسوم البطاقة 200 ريال. الفرع مزدحم اليوم. العميل مستعجل. أخذ بطاقتين يعني المعاملة أطول.";
    assert_eq!(count(told, elsewhere), 1);
}

/// How many findings staff's words on the phone and in the branch give.
fn spoken(phone: &str, branch: &str) -> usize {
    let branch = vec![said(0, Speaker::Agent, branch)];
    let visit = touch(TouchId::Branch(VisitId::numbered(1)), 1, "card", branch, &[]);
    findings(&[call(1, 0, "card", phone), visit], &house()).len()
}

#[test]
fn what_is_of_another_case_thing_or_time_is_no_difference() {
    for (phone, branch) in [
        ("فيه غرامة ثلاثمية ريال إذا ما كملت السنة.", "عقدك كمل السنة الشهر الماضي، فما عليك غرامة."),
        ("We can close the account at any branch.", "The account is closed now."),
        ("قرضك انقبل ومبلغه أربعين ألف.", "مبروك القرض، أربعين ألف. رفضوا بس بطاقة الائتمان."),
        ("The pills are four pounds without a prescription.", "You've got a prescription, so they're free for you."),
        ("We can't take the order by phone, but the shop will.", "Of course, let me write that order down for you."),
        ("You may return anything but earrings.", "These are earrings, I can't take them back."),
        ("يلزمك جواز السفر أو الهوية.", "الهوية معك، ما نحتاج الجواز."),
        ("المعاينة مجانية والتركيب حسب المساحة.", "التركيب على مساحتك بألف ومئتين."),
        ("The jacket is twenty-five pounds.", "That's fifty for the two jackets."),
        ("لازم يكون الجواز ساري ستة أشهر.", "جوازك ساري لسنة."),
    ] {
        assert_eq!(spoken(phone, branch), 0, "{phone} {branch}");
    }
}

#[test]
fn what_differs_in_other_words_is_found() {
    for (phone, branch) in [
        ("It's fifteen dirhams per transfer.", "The charge for the transfer is 28 dirhams, shall I proceed?"),
        ("Applications close on the fifteenth of March.", "Applications close on the tenth of March."),
        ("Photos of the damage will do.", "And the police report? We have to have that."),
        ("We take old batteries for recycling.", "Batteries? No, we can't accept those."),
        ("The last boat is at half past ten at night.", "The last boat's at eight."),
        ("We're open every day of the week.", "You'll find us closed on Mondays."),
        ("Breakfast is part of the room rate.", "Breakfast is twelve dollars."),
        ("السكن مو شرط له تكون متزوج.", "السكن للمتزوجين بس."),
        ("You'll get seventy percent of it back.", "The most we pay back is half of it."),
        ("Either parent can sign.", "We need both parents to sign."),
    ] {
        assert!(spoken(phone, branch) > 0, "{phone} {branch}");
    }
}

#[test]
fn what_a_customer_came_for_tells_nothing_in_a_note() {
    let told = "Pets can travel in the cabin on this route.";
    let note = "Passenger asked to add a pet in the cabin. Pets are not permitted in the cabin on this route.";
    assert_eq!(count(told, note), 1);
    assert_eq!(count("الهوية تكفي لاستلام الطرد.", "حضر المراجع لاستلام الطرد ومعه جواز السفر."), 0);
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
