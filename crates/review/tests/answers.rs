//! The answer book: what holds on which day, what is wrong with a book, who gives yesterday's answer.

use time::UtcOffset;
use wasl_model::{CallId, Language, MediaTime, Pii, Span, Speaker, Timestamp, Utterance, UtteranceId, VisitId};
use wasl_review::answers::{AnswerBook, BookError, Day, drift};
use wasl_review::consistency::{House, Topic, Touch, TouchId, Value, findings};

const REFUNDS: &str = include_str!("../../../config/answers/refunds.toml");

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn book() -> AnswerBook {
    AnswerBook::parse([("refunds.toml", REFUNDS)]).expect("the shipped book is good")
}

#[test]
fn a_day_has_its_answer_and_what_the_texts_say_is_read_out_of_them() {
    let book = book();
    assert_eq!(book.topics().into_iter().collect::<Vec<_>>(), ["refund_fee", "refund_papers", "refund_time"]);
    let on = |text: &str| book.valid_on("refund_time", day(text)).map(|entry| entry.id.as_str());
    assert_eq!(on("2024-12-31"), None);
    assert_eq!((on("2026-02-28"), on("2026-03-01")), (Some("refund-time-2025"), Some("refund-time-2026")));
    let value = |id: &str| book.entry(id).expect("an entry").values[0].clone();
    assert!(matches!(value("refund-time-2025").value, Value::Within { hours: 72, .. }));
    assert_eq!((value("refund-fee").topic, value("refund-fee").value), (Topic::Fee, Value::Yes { yes: false }));
    let papers = value("refund-papers-2026");
    assert_eq!((papers.about.as_str(), papers.value), ("original", Value::Yes { yes: false }));
}

fn entry(id: &str, from: &str, to: Option<&str>) -> String {
    let to = to.map(|to| format!("valid_to = \"{to}\"\n")).unwrap_or_default();
    format!(
        "[[answer]]\nid = \"{id}\"\ntopic = \"t\"\ntext_ar = \"نعم\"\ntext_en = \"yes\"\nvalid_from = \"{from}\"\n{to}"
    )
}

#[test]
fn a_bad_book_names_what_is_wrong() {
    let errors = |text: &str| AnswerBook::parse([("a.toml", text)]).expect_err("bad");
    let two = |a: (&str, Option<&str>), b: (&str, Option<&str>)| entry("a", a.0, a.1) + &entry("b", b.0, b.1);
    let gap = errors(&two(("2026-01-01", Some("2026-01-31")), ("2026-02-03", None)));
    assert!(
        matches!(&gap[..], [BookError::Gap { from, to, .. }] if *from == day("2026-02-01") && *to == day("2026-02-02"))
    );
    let overlap = errors(&two(("2026-01-01", Some("2026-02-03")), ("2026-02-03", None)));
    assert!(matches!(&overlap[..], [BookError::Overlap { from, .. }] if *from == day("2026-02-03")));
    assert!(matches!(&errors(&two(("2026-01-01", None), ("2026-02-03", None)))[..], [BookError::Overlap { .. }]));
    assert!(matches!(&errors(&entry("a", "2026-02-02", Some("2026-02-01")))[..], [BookError::BackToFront { .. }]));
    let twice = entry("a", "2026-01-01", Some("2026-01-31")) + &entry("a", "2026-02-01", None);
    assert!(matches!(&errors(&twice)[..], [BookError::Twice { id }] if id == "a"));
    assert!(
        matches!(&errors(&entry("a", "1 March", None))[..], [BookError::Unreadable { file, .. }] if file == "a.toml")
    );
    let empty = entry("a", "2026-01-01", None).replace("نعم", " ");
    assert!(matches!(&errors(&empty)[..], [BookError::NoText { language: "ar", .. }]));
    assert!(
        AnswerBook::parse([("a.toml", two(("2026-01-01", Some("2026-01-31")), ("2026-02-01", None)).as_str())]).is_ok()
    );
}

fn said(id: TouchId, at: &str, text: &str) -> Touch {
    let noon = Timestamp(day(at).since(day("1970-01-01")) * 86_400_000 + 43_200_000);
    let utterance = Utterance {
        id: UtteranceId::numbered(1),
        speaker: Speaker::Agent,
        span: Span { start: MediaTime(0), end: MediaTime(3_000) },
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    };
    Touch {
        touch: id,
        at: noon,
        customer: None,
        matter: Some("refund".into()),
        said: vec![utterance],
        notes: Vec::<Pii<String>>::new(),
        moods: Vec::new(),
        mood_first: None,
        mood_last: None,
        promises: Vec::new(),
        outcomes: Vec::new(),
    }
}

#[test]
fn an_answer_given_after_a_change_that_is_still_the_old_text_drifts() {
    let call = |n: u128| TouchId::Phone(CallId::numbered(n));
    let touches = [
        said(call(1), "2026-02-20", "المبلغ المسترد يوصلك خلال ثلاثة أيام عمل."),
        said(call(2), "2026-03-04", "The refund will arrive within three working days."),
        said(call(3), "2026-03-04", "المبلغ المسترد يوصلك خلال خمسة أيام عمل."),
        said(TouchId::Branch(VisitId::numbered(4)), "2026-03-05", "لازم تجيب الفاتورة الأصلية."),
    ];
    let found = drift(&book(), &touches, UtcOffset::UTC);
    let told: Vec<_> = found.iter().map(|d| (d.quote.touch, d.given.as_str(), d.valid.as_str(), d.days_late)).collect();
    assert_eq!(
        told,
        [
            (call(2), "refund-time-2025", "refund-time-2026", 4),
            (TouchId::Branch(VisitId::numbered(4)), "refund-papers-2025", "refund-papers-2026", 33),
        ]
    );
}

#[test]
fn a_finding_says_whom_the_book_bears_out() {
    let touches = [
        said(TouchId::Phone(CallId::numbered(1)), "2026-03-04", "ما تحتاج الفاتورة الأصلية."),
        said(TouchId::Branch(VisitId::numbered(1)), "2026-03-05", "لازم الفاتورة الأصلية، ما نقبل بدونها."),
    ];
    let found = findings(&touches, &House { zone: UtcOffset::UTC, book: book() });
    let books: Vec<_> = found.iter().filter_map(|finding| finding.book.clone()).collect();
    assert_eq!(books.len(), 1, "{found:?}");
    assert_eq!(
        (books[0].entry.as_str(), books[0].phone_right, books[0].branch_right),
        ("refund-papers-2026", true, false)
    );
}
