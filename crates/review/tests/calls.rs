//! Small calls, written as lines, and what the reader makes of them.

use std::time::Duration;

use wasl_model::{
    CallEvent, CallId, Evidence, Hangup, Language, LegId, MediaTime, Mood, MoodReading, MoodScores, Pii, PromiseId,
    PromiseState, QueueId, Span, Speaker, TimelineEntry, Timestamp, Utterance, UtteranceId,
};
use wasl_review::{LastStep, Review, SilentReason, read, still_silent};

/// A timeline under construction; every line comes two seconds after the last.
struct Call {
    id: CallId,
    start: Timestamp,
    entries: Vec<TimelineEntry>,
}

impl Call {
    fn from(n: u128, number: Option<&str>) -> Self {
        let start = Timestamp(1_000_000 * i64::try_from(n).expect("small"));
        let call = Self { id: CallId::numbered(n), start, entries: Vec::new() };
        let from = number.map(Pii::from);
        call.then(CallEvent::Arrived { leg: LegId::numbered(n), from, dialled: "support".to_owned(), trunk: None })
    }

    fn new() -> Self {
        Self::from(1, Some("+966500000001"))
    }

    fn then(mut self, event: CallEvent) -> Self {
        let ms = 2_000 * u64::try_from(self.entries.len()).expect("small");
        self.entries.push(TimelineEntry {
            call: self.id,
            seq: ms / 2_000,
            at: self.start + Duration::from_millis(ms),
            media_at: MediaTime(ms),
            event,
        });
        self
    }

    fn bridged(self) -> Self {
        self.then(CallEvent::Bridged { leg: LegId::numbered(9), agent: Some("noura".into()) })
    }

    fn says(self, speaker: Speaker, text: &str) -> Self {
        let start = 2_000 * u64::try_from(self.entries.len()).expect("small");
        self.says_during(speaker, text, start, start + 1_800)
    }

    fn says_during(self, speaker: Speaker, text: &str, start: u64, end: u64) -> Self {
        self.then(CallEvent::Heard {
            utterance: Utterance {
                id: UtteranceId::numbered(u128::from(start)),
                speaker,
                span: Span { start: MediaTime(start), end: MediaTime(end) },
                language: Language::Ar,
                text: Pii::from(text),
                confidence: 0.9,
                words: Vec::new(),
                matched: None,
                values: Vec::new(),
            },
        })
    }

    fn agent(self, text: &str) -> Self {
        self.says(Speaker::Agent, text)
    }

    fn caller(self, text: &str) -> Self {
        self.says(Speaker::Caller, text)
    }

    fn feels(self, label: Mood) -> Self {
        let mut scores = [0.0; 6];
        let place = Mood::ALL.iter().position(|mood| *mood == label).expect("one of them");
        scores[place] = 1.0;
        let at = MediaTime(0);
        self.then(CallEvent::Mood {
            reading: MoodReading {
                span: Span { start: at, end: at },
                label,
                confidence: 0.8,
                scores: MoodScores::from_array(scores),
                arousal: None,
                valence: None,
                evidence: Vec::<Evidence>::new(),
            },
        })
    }

    fn ends(self, hangup: Hangup) -> Review {
        read(&self.then(CallEvent::Ended { hangup }).entries)
    }
}

fn steps(review: &Review) -> Vec<LastStep> {
    review.last.found.iter().map(|found| found.step).collect()
}

#[test]
fn the_whole_method_in_order_earns_everything() {
    let review = Call::new()
        .bridged()
        .caller("خصمتوا مني مرتين")
        .agent("تفضل، أسمعك، قل لي")
        .agent("أعتذر منك عن هذا الخطأ")
        .agent("تم إرجاع المبلغ إلى حسابك")
        .agent("شكرا لتواصلك معنا")
        .ends(Hangup::ByCaller);
    assert_eq!(steps(&review), LastStep::ALL);
    assert!(review.last.in_order);
    assert_eq!(review.last.score, Some(100));
    assert_eq!(review.last.apology_to_action_ms, Some(200));
    assert_eq!(review.last.found[1].words.reveal(), "أعتذر منك عن هذا الخطأ");
    assert_eq!(review.last.found[1].phrase, "أعتذر منك");
    assert_eq!(review.last.found[1].span.start, MediaTime(8_000));
}

#[test]
fn the_method_is_found_in_english_too() {
    let review = Call::new()
        .bridged()
        .agent("I understand, tell me more")
        .agent("I’m so sorry about that")
        .agent("Let me fix that for you right away")
        .agent("Thank you for calling, goodbye")
        .ends(Hangup::ByAgent);
    assert_eq!(review.last.score, Some(100));
}

#[test]
fn a_solution_before_listening_earns_nothing_and_the_order_costs() {
    let review = Call::new().bridged().agent("تم الحل").agent("آسف").agent("شكرا").ends(Hangup::ByAgent);
    assert_eq!(steps(&review), [LastStep::Solve, LastStep::Apologise, LastStep::Thank]);
    assert!(!review.last.in_order);
    assert_eq!(review.last.score, Some(40));
    assert_eq!(review.last.apology_to_action_ms, None);
}

#[test]
fn talking_over_the_caller_is_not_listening() {
    let review = Call::new()
        .bridged()
        .says_during(Speaker::Caller, "خصمتوا مني", 1_000, 6_000)
        .says_during(Speaker::Agent, "فاهم عليك فاهم عليك", 2_000, 5_000)
        .says_during(Speaker::Agent, "تم الحل", 8_000, 9_000)
        .ends(Hangup::ByAgent);
    assert_eq!(review.last.listening.talked_over_ms, 3_000);
    assert_eq!(review.last.score, Some(0));
}

#[test]
fn the_caller_s_own_thanks_and_apologies_are_not_the_agent_s() {
    let review = Call::new().bridged().caller("آسف، شكرا لك").agent("ألو").ends(Hangup::ByCaller);
    assert!(review.last.found.is_empty());
    assert_eq!(review.last.score, Some(0));
}

#[test]
fn a_call_without_an_agent_has_no_score() {
    assert_eq!(Call::new().caller("ألو").ends(Hangup::GaveUp).last.score, None);
}

#[test]
fn promises_are_suggested_with_their_words_and_their_time() {
    let review = Call::new()
        .bridged()
        .agent("راح نتصل فيك خلال 24 ساعة")
        .agent("you will receive the card within a week")
        .caller("راح نتصل فيك انتم دايم تقولون")
        .ends(Hangup::ByCaller);
    let [back, card] = review.promises.as_slice() else { panic!("two promises, not {:?}", review.promises) };
    assert!(back.callback && !card.callback);
    assert_eq!(back.due, Some(back.made_at + Duration::from_secs(86_400)));
    assert_eq!(card.due, Some(Timestamp(8 * 86_400_000 - 1)), "the end of the seventh day");
    let promise = back.clone().into_promise(PromiseId::numbered(1), None);
    assert_eq!(promise.state, PromiseState::Suggested);
    assert_eq!(promise.made_in, Some((CallId::numbered(1), back.span)));
}

#[test]
fn the_machine_s_callback_is_a_promise_and_the_caller_is_silent_until_called() {
    let call =
        Call::new().then(CallEvent::CallbackPromised { queue: QueueId::from("support"), number: None, terms: None });
    let review = call.ends(Hangup::CallbackPromised);
    assert_eq!(review.promises.len(), 1);
    assert_eq!(review.promises[0].by, Speaker::Machine);
    assert_eq!(review.silent.as_ref().map(|s| s.reason), Some(SilentReason::CallbackOwed));
}

#[test]
fn who_leaves_without_a_word_is_silent_and_who_is_served_is_not() {
    for (hangup, reason) in [
        (Hangup::Abandoned, Some(SilentReason::Abandoned)),
        (Hangup::GaveUp, Some(SilentReason::GaveUp)),
        (Hangup::Failed, Some(SilentReason::Failed)),
        (Hangup::Interrupted, Some(SilentReason::Failed)),
        (Hangup::Cancelled, None),
        (Hangup::ByCaller, None),
        (Hangup::Served, None),
    ] {
        assert_eq!(Call::new().ends(hangup).silent.map(|s| s.reason), reason, "{hangup:?}");
    }
}

#[test]
fn who_leaves_in_a_bad_mood_is_silent_even_after_talking() {
    let bad = Call::new().bridged().feels(Mood::Neutral).feels(Mood::Frustrated).ends(Hangup::ByCaller);
    assert_eq!(
        bad.silent.as_ref().map(|s| (s.reason, s.mood)),
        Some((SilentReason::LeftInBadMood, Some(Mood::Frustrated)))
    );
    assert!(bad.mood.trend < 0.0);
    let good = Call::new().bridged().feels(Mood::Angry).feels(Mood::Satisfied).ends(Hangup::ByCaller);
    assert_eq!((good.silent, good.mood.worst), (None, Some(Mood::Angry)));
    assert!(good.mood.trend > 0.0);
}

#[test]
fn distress_makes_a_silent_caller_more_urgent() {
    let calm = Call::new().ends(Hangup::Abandoned).silent.expect("silent");
    let upset = Call::new().feels(Mood::Angry).ends(Hangup::Abandoned).silent.expect("silent");
    assert!(upset.urgency > calm.urgency);
}

#[test]
fn a_silent_caller_who_reached_a_person_later_is_silent_no_more() {
    let abandoned = Call::from(1, Some("+1")).ends(Hangup::Abandoned);
    let gave_up = Call::from(2, Some("+2")).ends(Hangup::GaveUp);
    let withheld = Call::from(3, None).ends(Hangup::GaveUp);
    let again = Call::from(4, Some("+2")).ends(Hangup::Abandoned);
    let reached = Call::from(5, Some("+1")).bridged().ends(Hangup::ByCaller);
    let list = still_silent(&[abandoned, gave_up, withheld, again, reached]);
    let seen: Vec<_> = list.iter().map(|s| (s.call, s.reason)).collect();
    assert_eq!(
        seen,
        [(CallId::numbered(4), SilentReason::Abandoned), (CallId::numbered(3), SilentReason::GaveUp)],
        "one line per number, most urgent first"
    );
}

#[test]
fn an_earlier_talk_does_not_excuse_a_later_silence() {
    let reached = Call::from(1, Some("+1")).bridged().ends(Hangup::ByCaller);
    let abandoned = Call::from(2, Some("+1")).ends(Hangup::Abandoned);
    assert_eq!(still_silent(&[reached, abandoned]).len(), 1);
}

#[test]
fn an_empty_and_a_living_call_can_be_read() {
    assert_eq!(read(&[]), Review::default());
    let living = read(&Call::new().feels(Mood::Angry).entries);
    assert_eq!((living.silent, living.ended_at), (None, None));
}
