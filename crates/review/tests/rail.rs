//! The rail of small calls: what was heard, when, and what the agent says about it.

use wasl_model::{
    CallEvent, CallId, Language, LegId, MediaTime, Pii, Span, Speaker, TimelineEntry, Timestamp, Utterance, UtteranceId,
};
use wasl_review::{LastStep, Rail, StepState, rail};

/// A timeline under construction; every line comes when it was said.
#[derive(Default)]
struct Call(Vec<TimelineEntry>);

impl Call {
    fn then(mut self, ms: u64, event: CallEvent) -> Self {
        let seq = u64::try_from(self.0.len()).expect("small");
        let at = Timestamp(1_000_000 + i64::try_from(ms).expect("small"));
        self.0.push(TimelineEntry { call: CallId::numbered(1), seq, at, media_at: MediaTime(ms), event });
        self
    }

    fn bridged(self, ms: u64) -> Self {
        self.then(ms, CallEvent::Bridged { leg: LegId::numbered(2), agent: Some("sara".into()) })
    }

    fn says(self, speaker: Speaker, start: u64, end: u64, text: &str) -> Self {
        let utterance = Utterance {
            id: UtteranceId::numbered(u128::from(start)),
            speaker,
            span: Span { start: MediaTime(start), end: MediaTime(end) },
            language: Language::Ar,
            text: Pii::from(text),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        self.then(end, CallEvent::Heard { utterance })
    }

    fn agent(self, start: u64, text: &str) -> Self {
        self.says(Speaker::Agent, start, start + 2_000, text)
    }

    fn caller(self, start: u64, text: &str) -> Self {
        self.says(Speaker::Caller, start, start + 2_000, text)
    }

    fn marks(self, ms: u64, step: LastStep, done: bool) -> Self {
        self.then(ms, CallEvent::StepMarked { agent: "sara".into(), step, done })
    }

    fn rail(&self) -> Rail {
        rail::rail(&self.0)
    }

    fn states(&self) -> [StepState; 4] {
        let rail = self.rail();
        std::array::from_fn(|place| rail.steps[place].state)
    }
}

use StepState::{Done, Heard, NotYet};

#[test]
fn every_step_lights_up_as_it_is_heard() {
    let call = Call::default().bridged(0);
    assert_eq!(call.states(), [NotYet; 4]);
    let call = call.caller(1_000, "خصمتوا مني مرتين").agent(4_000, "فاهم عليك، قل لي وش صار");
    assert_eq!(call.states(), [Done, NotYet, NotYet, NotYet]);
    let call = call.agent(8_000, "أعتذر منك عن هذا الخطأ");
    assert_eq!(call.states(), [Done, Done, NotYet, NotYet]);
    let call = call.agent(12_000, "تم إرجاع المبلغ").agent(16_000, "شكرا لصبرك");
    assert_eq!(call.states(), [Done; 4]);
    let rail = call.rail();
    assert_eq!(rail.steps.iter().map(|row| row.step).collect::<Vec<_>>(), LastStep::ALL);
    let sorry = rail.steps[1].evidence.as_ref().expect("heard");
    assert_eq!((sorry.words.reveal().as_str(), sorry.phrase.as_str()), ("أعتذر منك عن هذا الخطأ", "أعتذر منك"));
    assert_eq!((sorry.utterance, sorry.at), (UtteranceId::numbered(8_000), Timestamp(1_010_000)));
    assert_eq!(sorry.span.start, MediaTime(8_000));
}

#[test]
fn a_greeting_s_thanks_is_only_heard_until_it_comes_again() {
    let call = Call::default().bridged(0).agent(0, "شكرا لاتصالك، كيف أقدر أساعدك").caller(3_000, "عندي مشكلة");
    assert_eq!(call.states(), [NotYet, NotYet, NotYet, Heard]);
    let call = call.agent(6_000, "شكرا لك على صبرك");
    assert_eq!(call.states(), [NotYet, NotYet, NotYet, Done]);
    assert_eq!(call.rail().steps[3].evidence.as_ref().map(|e| e.span.start), Some(MediaTime(6_000)), "better evidence");
}

#[test]
fn a_solution_counts_once_somebody_listened() {
    let call = Call::default().bridged(0).caller(0, "خصمتوا مني").agent(3_000, "تم الحل");
    assert_eq!(call.states()[2], Heard);
    let call = call.agent(6_000, "فاهم عليك").agent(9_000, "رفعت لك طلب");
    assert_eq!(call.states(), [Done, NotYet, Done, NotYet]);
    assert_eq!(call.rail().steps[2].evidence.as_ref().map(|e| e.span.start), Some(MediaTime(9_000)));
}

#[test]
fn the_agent_overrules_what_was_heard_and_the_evidence_stays() {
    let call = Call::default().bridged(0).caller(0, "خصمتوا مني").agent(3_000, "آسف");
    let call = call.marks(6_000, LastStep::Apologise, false).marks(7_000, LastStep::Listen, true);
    assert_eq!(call.states(), [Done, NotYet, NotYet, NotYet]);
    let rail = call.rail();
    assert!(rail.steps[1].evidence.is_some(), "what was heard was heard");
    let word = rail.steps[1].overruled.as_ref().expect("overruled");
    assert_eq!((word.agent.as_str(), word.done, word.at), ("sara", false, Timestamp(1_006_000)));
    let call = call.agent(8_000, "آسف جدا");
    assert_eq!(call.states()[1], NotYet, "the agent's word stands");
    assert_eq!(call.marks(11_000, LastStep::Apologise, true).states()[1], Done, "until the agent says otherwise");
}

#[test]
fn the_caller_s_words_and_those_before_a_person_are_no_steps() {
    let call = Call::default()
        .caller(0, "شكرا آسف")
        .says(Speaker::Machine, 3_000, 5_000, "شكرا لاتصالك")
        .bridged(6_000)
        .caller(7_000, "شكرا لك");
    assert_eq!(call.states(), [NotYet; 4]);
    assert_eq!((call.rail().caller_ms, call.rail().agent_share_pct), (2_000, Some(0)));
}

#[test]
fn the_talk_is_shared_and_interruptions_are_counted_softly() {
    let quiet = Call::default().bridged(0);
    assert_eq!((quiet.rail().agent_share_pct, quiet.rail().interruptions), (None, 0));
    let call = quiet
        .says(Speaker::Caller, 0, 6_000, "خصمتوا مني مرتين")
        .says(Speaker::Agent, 2_000, 2_500, "نعم")
        .says(Speaker::Agent, 5_600, 7_000, "طيب خليني أشوف")
        .says(Speaker::Caller, 8_000, 10_000, "وبعدين")
        .says(Speaker::Agent, 8_500, 9_600, "لا لا اسمعني");
    let rail = call.rail();
    assert_eq!((rail.agent_ms, rail.caller_ms, rail.agent_share_pct), (3_000, 8_000, Some(27)));
    assert_eq!(rail.interruptions, 1, "not the short yes, not the words at the caller's end");
}

#[test]
fn words_that_come_late_stand_where_they_were_said() {
    let call = Call::default().bridged(0).agent(6_000, "رفعت لك طلب").agent(3_000, "فاهم عليك").caller(0, "خصمتوا مني");
    assert_eq!(call.states(), [Done, NotYet, Done, NotYet]);
}

#[test]
fn an_empty_timeline_has_a_rail() {
    let rail = rail::rail(&[]);
    assert_eq!(rail.steps.len(), 4);
    assert!(rail.steps.iter().all(|row| row.state == NotYet && row.evidence.is_none()));
}
