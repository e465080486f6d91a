//! The method in small talks with exact times: listening in figures, apologies followed, visits, the score's bounds.

use proptest::prelude::*;
use wasl_model::{
    Language, LastStep, MediaTime, Mood, MoodReading, MoodScores, Pii, PromiseKeeper, Span, Speaker, Timestamp,
    Utterance, UtteranceId, Visit, VisitId,
};
use wasl_review::{LastReview, MarkKind, Site, last, last_of_visit, last_with_moods, visit_promises};

fn line(speaker: Speaker, start: u64, end: u64, text: &str) -> Utterance {
    Utterance {
        id: UtteranceId::numbered(u128::from(start)),
        speaker,
        span: Span { start: MediaTime(start), end: MediaTime(end) },
        language: Language::Ar,
        text: Pii::from(text),
        confidence: 0.9,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    }
}

fn caller(start: u64, end: u64, text: &str) -> Utterance {
    line(Speaker::Caller, start, end, text)
}

fn agent(start: u64, end: u64, text: &str) -> Utterance {
    line(Speaker::Agent, start, end, text)
}

fn read(lines: &[Utterance]) -> LastReview {
    last(&lines.iter().collect::<Vec<_>>())
}

fn good_talk() -> Vec<Utterance> {
    vec![
        caller(0, 4_000, "خصمتوا مني ٢٥٠ ريال مرتين"),
        agent(5_000, 8_000, "يعني انخصم منك ٢٥٠ ريال مرتين"),
        caller(8_500, 9_500, "ايه والله"),
        agent(10_000, 12_000, "أعتذر منك عن هذا"),
        agent(14_000, 17_000, "رفعت لك طلب وبيرجع المبلغ بكرة"),
        caller(27_000, 28_000, "مشكور"),
        agent(28_200, 30_000, "شكرا لصبرك وفي أمان الله"),
    ]
}

#[test]
fn listening_is_measured_to_the_millisecond() {
    let review = read(&good_talk());
    let listening = &review.listening;
    assert!(listening.listened && review.in_order && review.missing.is_empty());
    assert_eq!((listening.interruptions, listening.interrupted_ms, listening.talked_over_ms), (0, 0, 0));
    assert_eq!((listening.agent_ms, listening.caller_ms, listening.agent_share_pct), (9_800, 6_000, Some(62)));
    assert_eq!(listening.longest_silence_ms, Some(10_000));
    assert_eq!(listening.response_ms, Some(500), "the median of 200, 500 and 1,000");
    let back: Vec<&str> = listening.said_back[0].words.iter().map(|word| word.reveal().as_str()).collect();
    assert!(back.contains(&"٢٥٠") && back.contains(&"مرتين"), "{back:?}");
    assert_eq!(review.score, Some(100));
}

#[test]
fn an_agent_who_cuts_in_has_not_listened_and_the_solution_earns_nothing() {
    let review = read(&[
        caller(0, 6_000, "أنا رحت الفرع وقالوا لي"),
        agent(3_000, 6_500, "فاهم عليك فاهم عليك بس اسمعني"),
        caller(7_000, 12_000, "خلني أكمل لو سمحت"),
        agent(9_000, 13_000, "رفعت لك طلب"),
    ]);
    assert_eq!((review.listening.interruptions, review.listening.interrupted_ms), (2, 6_000));
    assert!(!review.listening.listened && review.has(LastStep::Solve));
    assert!(!review.step(LastStep::Solve).expect("found").credited);
    assert_eq!(review.score, Some(0));
}

#[test]
fn an_apology_is_followed_to_its_action_or_is_empty() {
    let review = read(&good_talk());
    let sorry = &review.apologies[0];
    assert_eq!((sorry.action_ms, sorry.empty, sorry.repeated), (Some(2_000), false, false));
    assert_eq!((review.apology_to_action_ms, review.sincerity), (Some(2_000), Some(100)));
    let canned = read(&[
        caller(0, 2_000, "حوالتي ضايعة"),
        agent(3_000, 5_000, "نعتذر عن الإزعاج"),
        caller(6_000, 7_000, "وبعدين"),
        agent(8_000, 10_000, "نعتذر عن الإزعاج"),
        agent(11_000, 12_000, "ما بيدنا شي"),
    ]);
    assert!(canned.apologies.iter().all(|apology| apology.empty) && canned.apologies[1].repeated);
    assert_eq!(canned.sincerity, Some(30), "40 less for nothing after it, 20 for once more, 10 for no matter");
    let late = read(&[
        agent(0, 2_000, "رجعت لك المبلغ"),
        caller(100_000, 102_000, "حوالتي ضايعة"),
        agent(103_000, 105_000, "نعتذر عن الإزعاج"),
        caller(200_000, 202_000, "وبعدين"),
        agent(290_000, 292_000, "رجعت لك المبلغ"),
    ]);
    assert!(late.apologies[0].empty && late.apologies[0].action_ms.is_none(), "neither belongs to it: {late:?}");
}

#[test]
fn the_mood_before_and_after_an_apology_is_its_effect() {
    let reading = |at: u64, angry: f32, satisfied: f32| MoodReading {
        span: Span { start: MediaTime(at), end: MediaTime(at + 500) },
        label: if angry > satisfied { Mood::Angry } else { Mood::Satisfied },
        confidence: 0.9,
        scores: MoodScores { angry, satisfied, neutral: 1.0 - angry - satisfied, ..MoodScores::NEUTRAL },
        arousal: None,
        valence: None,
        evidence: Vec::new(),
    };
    let moods = [reading(4_000, 0.8, 0.0), reading(27_500, 0.1, 0.6)];
    let lines = good_talk();
    let review = last_with_moods(&lines.iter().collect::<Vec<_>>(), &moods.iter().collect::<Vec<_>>());
    assert_eq!((review.apologies[0].mood_before, review.apologies[0].mood_after), (Some(-80), Some(50)));
}

#[test]
fn abuse_and_a_mistake_of_the_caller_change_no_score() {
    let plain = read(&good_talk());
    let mut lines = good_talk();
    lines[0].text = Pii::from("يا حرامية خصمتوا مني ٢٥٠ ريال مرتين");
    lines[5].text = Pii::from("اوه صح نسيت مشكور");
    let review = read(&lines);
    assert!(review.marked(MarkKind::Abuse) && review.marked(MarkKind::CustomerMistaken));
    assert_eq!((review.score, &review.missing), (plain.score, &plain.missing));
}

#[test]
fn a_visit_is_read_like_a_call_and_its_notes_hold_promises() {
    let visit = Visit {
        id: VisitId::numbered(1),
        customer: "c-1".into(),
        branch: "olaya".into(),
        at: Timestamp(1_795_330_800_000),
        reason: None,
        served_by: None,
        notes: Pii::from("العميل زعلان. قلنا له إن الشيك سيكون جاهزا غدا"),
        outcomes: Vec::new(),
        left: None,
        said: good_talk(),
    };
    assert_eq!(last_of_visit(&visit).score, Some(100));
    let promises = visit_promises(&visit, &Site::default());
    assert_eq!(promises.len(), 2, "one said, one written: {promises:?}");
    assert!(promises.iter().all(|promise| promise.keeper == PromiseKeeper::Branch && promise.due.is_some()));
    assert!(promises.iter().all(|promise| promise.visit == Some(visit.id) && promise.branch == Some("olaya".into())));
}

#[test]
fn nobody_and_one_side_can_be_read() {
    assert_eq!(read(&[]), LastReview::default());
    assert_eq!(read(&[caller(0, 1_000, "ألو")]).score, None);
    assert_eq!(read(&[agent(0, 1_000, "شكرا لك")]).score, Some(25), "only the agent was heard");
}

const SAID: &[&str] = &[
    "فاهم عليك",
    "أعتذر منك",
    "رفعت لك طلب",
    "شكرا لك",
    "ما بيدنا شي",
    "I'm sorry",
    "let me check",
    "when was it",
    "",
    "؟",
    "250",
    "خصمتوا مني",
    "you idiots",
    "my mistake",
    "نعتذر عن الإزعاج",
    "we will call you tomorrow",
];

proptest! {
    #[test]
    fn the_score_stays_in_its_bounds_and_the_caller_s_manners_never_move_it(
        said in prop::collection::vec((0_usize..SAID.len(), any::<bool>(), 0_u64..9_000, 0_u64..9_000), 0..14),
    ) {
        let mut lines: Vec<Utterance> = (0_u64..).zip(&said).map(|(n, (words, agents, start, length))| {
            let speaker = if *agents { Speaker::Agent } else { Speaker::Caller };
            let mut line = line(speaker, n * 4_000 + start, n * 4_000 + start + length, SAID[*words]);
            line.id = UtteranceId::numbered(u128::from(n));
            line
        }).collect();
        lines.sort_by_key(|line| line.span.start);
        let review = read(&lines);
        prop_assert!(review.score.is_none_or(|score| score <= 100));
        prop_assert!(review.sincerity.is_none_or(|sincerity| sincerity <= 100));
        prop_assert_eq!(review.score.is_some(), lines.iter().any(|line| line.speaker == Speaker::Agent));
        prop_assert_eq!(review.found.len() + review.missing.len(), if review.score.is_some() { 4 } else { 0 });
        // A solution without listening earns nothing.
        let solved = review.step(LastStep::Solve).is_some_and(|step| step.credited);
        prop_assert!(!solved || review.listening.listened);
        // The same talk with insults in what the caller says.
        let callers = lines.iter_mut().filter(|line| line.speaker == Speaker::Caller && line.text.reveal() == "خصمتوا مني");
        callers.for_each(|line| line.text = Pii::from("خصمتوا مني يا كلاب"));
        prop_assert_eq!(read(&lines).score, review.score);
    }
}
