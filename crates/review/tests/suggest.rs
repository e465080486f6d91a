//! What a call's review suggests for the house's own scorecard.

use std::collections::BTreeMap;

use wasl_model::{
    CallEvent, CallId, Hangup, Language, LegId, MediaTime, Span, Speaker, TimelineEntry, Timestamp, Utterance,
    UtteranceId,
};
use wasl_review::read;
use wasl_review::scorecard::{Answer, Form, Mark, MarkedBy, suggest};

/// Lines of four seconds, one after the other.
fn call(lines: &[(Speaker, &str)]) -> Vec<TimelineEntry> {
    let id = CallId::numbered(1);
    let mut events =
        vec![CallEvent::Arrived { leg: LegId::numbered(1), from: None, dialled: "x".to_owned(), trunk: None }];
    events.extend((0_u64..).zip(lines).map(|(n, (speaker, text))| CallEvent::Heard {
        utterance: Utterance {
            id: UtteranceId::numbered(u128::from(n) + 1),
            speaker: *speaker,
            span: Span { start: MediaTime(n * 5_000), end: MediaTime(n * 5_000 + 4_000) },
            language: Language::Ar,
            text: (*text).into(),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        },
    }));
    events.push(CallEvent::Ended { hangup: Hangup::ByCaller });
    let entry = |(seq, event): (u64, CallEvent)| TimelineEntry {
        call: id,
        seq,
        at: Timestamp(i64::try_from(seq * 5_000).expect("small")),
        media_at: MediaTime(seq * 5_000),
        event,
    };
    (0..).zip(events).map(entry).collect()
}

fn suggested(lines: &[(Speaker, &str)]) -> BTreeMap<String, Mark> {
    let form = Form::builtin().remove(0);
    suggest(&form, &read(&call(lines))).into_iter().collect()
}

fn yes(marks: &BTreeMap<String, Mark>, question: &str) -> Option<bool> {
    if let Answer::Yes { yes } = marks.get(question)?.answer { Some(yes) } else { None }
}

fn chosen(marks: &BTreeMap<String, Mark>, question: &str) -> Option<String> {
    if let Answer::Chosen { option } = &marks.get(question)?.answer { Some(option.clone()) } else { None }
}

#[test]
fn a_call_by_the_method_is_marked_with_its_words_and_always_as_the_machines() {
    let marks = suggested(&[
        (Speaker::Caller, "السلام عليكم، خصمتوا مني الفاتورة مرتين وأنا زعلان."),
        (Speaker::Agent, "يعني انخصمت منك الفاتورة مرتين، صح؟"),
        (Speaker::Caller, "ايوه صح."),
        (Speaker::Agent, "أعتذر منك جدا عن هذا الخطأ."),
        (Speaker::Agent, "رجعت لك المبلغ الحين وبيوصلك خلال ثلاثة أيام."),
        (Speaker::Caller, "الله يعطيك العافية."),
        (Speaker::Agent, "شكرا لاتصالك بنا، ونسعد بخدمتك دائما، مع السلامة."),
    ]);
    assert!(marks.values().all(|mark| mark.by == MarkedBy::Machine && mark.suggested.as_ref() == Some(&mark.answer)));
    for question in ["listen", "solve", "thank", "no_talking_over"] {
        assert_eq!(yes(&marks, question), Some(true), "{question}: {marks:?}");
    }
    assert_eq!(chosen(&marks, "apologise").as_deref(), Some("sincere"));
    for question in ["apologise", "solve", "thank", "in_order"] {
        let evidence = &marks[question].evidence;
        assert!(!evidence.is_empty() && evidence.iter().all(|part| part.utterance.is_some()), "{question}");
    }
    for question in ["respect", "answer_book", "no_false_promise"] {
        assert!(!marks.contains_key(question), "{question} is for people");
    }
}

#[test]
fn an_empty_apology_is_worth_less_and_a_missing_one_is_left_to_people() {
    let empty = suggested(&[
        (Speaker::Caller, "الجهاز خربان من أسبوع."),
        (Speaker::Agent, "نعتذر منك."),
        (Speaker::Caller, "طيب وبعدين؟"),
    ]);
    assert_eq!(chosen(&empty, "apologise").as_deref(), Some("empty"), "{empty:?}");
    assert_eq!(yes(&empty, "solve"), Some(false));
    let none = suggested(&[(Speaker::Caller, "متى تفتحون؟"), (Speaker::Agent, "من تسعة إلى خمسة.")]);
    assert!(!none.contains_key("apologise"), "whether there was anything to be sorry for is a person's to say");
}

#[test]
fn nothing_is_suggested_for_a_call_in_which_no_agent_spoke() {
    assert!(suggested(&[(Speaker::Caller, "الو؟")]).is_empty());
}
