//! Whole calls, told turn by turn: what the tracker makes of them.

use std::sync::Arc;
use std::time::Duration;

use wasl_model::{
    AudioFrame, Band, EvidenceSource, FRAME_SAMPLES, Language, MediaTime, Mood, MoodReading, PhraseMatch, Pii, Span,
    Speaker, Utterance, UtteranceId,
};
use wasl_mood::{Behaviour, CONFIDENT, Lexicon, MoodConfig, MoodTracker, VoiceReading};

/// A call that goes on turn by turn, three seconds each, with a gap of one.
struct Call {
    tracker: MoodTracker,
    now_ms: u64,
}

impl Call {
    fn new() -> Self {
        Self { tracker: MoodTracker::new(Lexicon::builtin(), MoodConfig::default()), now_ms: 0 }
    }

    fn says(&mut self, text: &str) -> MoodReading {
        self.says_and(text, None, 0.9).expect("words give a reading")
    }

    fn says_and(&mut self, text: &str, matched: Option<PhraseMatch>, confidence: f32) -> Option<MoodReading> {
        let utterance = utterance(Speaker::Caller, text, self.span(3_000), matched, confidence);
        let caller = utterance.of_caller().expect("it is the caller's");
        self.tracker.handle_utterance(MediaTime(self.now_ms), caller, None)
    }

    fn does(&mut self, behaviour: impl FnOnce(Span) -> Behaviour) -> Option<MoodReading> {
        let span = self.span(3_000);
        self.tracker.handle_behaviour(behaviour(span))
    }

    fn sounds(&mut self, arousal: f32, valence: Option<f32>) -> Option<MoodReading> {
        let span = self.span(4_000);
        let frame = |at| {
            let samples = Arc::new([0; FRAME_SAMPLES]);
            let frame = AudioFrame { speaker: Speaker::Caller, at, band: Band::Narrow, heard: true, samples };
            frame.of_caller().expect("it is the caller's")
        };
        let voiced = Duration::from_secs(4);
        self.tracker.handle_voice(VoiceReading::of(&frame(span.start), &frame(span.end), voiced, arousal, valence))
    }

    fn span(&mut self, ms: u64) -> Span {
        let start = MediaTime(self.now_ms + 1_000);
        self.now_ms += 1_000 + ms;
        Span { start, end: MediaTime(self.now_ms) }
    }
}

fn utterance(speaker: Speaker, text: &str, span: Span, matched: Option<PhraseMatch>, confidence: f32) -> Utterance {
    Utterance {
        id: UtteranceId::numbered(1),
        speaker,
        span,
        language: Language::Ar,
        text: Pii::from(text),
        confidence,
        words: Vec::new(),
        matched,
        values: Vec::new(),
    }
}

fn acts(reading: &MoodReading) -> bool {
    reading.label.ends_automation() && reading.confidence >= CONFIDENT
}

#[test]
fn a_new_caller_is_neutral_without_evidence() {
    let call = Call::new();
    assert_eq!(call.tracker.current().label, Mood::Neutral);
    assert!(call.tracker.current().evidence.is_empty());
    assert!(call.tracker.current().confidence > 0.75);
}

#[test]
fn plain_anger_in_the_first_turn_ends_automation_and_says_why() {
    let reading = Call::new().says("غير مقبول! أريد المدير");
    assert_eq!(reading.label, Mood::Angry);
    assert!(acts(&reading), "{}", reading.confidence);
    assert_eq!(reading.evidence[0].what, "غير مقبول");
    assert!(reading.evidence.iter().all(|e| e.source == EvidenceSource::Words));
}

#[test]
fn one_weak_sign_of_being_lost_waits_for_a_second() {
    let mut call = Call::new();
    assert_eq!(call.says("what do you mean").label, Mood::Neutral);
    let second = call.does(|span| Behaviour::SilenceAfterQuestion { span }).expect("a long silence says something");
    assert_eq!(second.label, Mood::Lost);
    assert!(acts(&second), "{}", second.confidence);
    assert!(second.evidence.iter().any(|e| e.source == EvidenceSource::Behaviour));
    assert!(second.evidence.iter().any(|e| e.source == EvidenceSource::Words));
}

#[test]
fn two_silences_after_questions_are_lost_but_a_short_one_says_nothing() {
    let mut call = Call::new();
    let short = Span { start: MediaTime(0), end: MediaTime(1_500) };
    assert_eq!(call.tracker.handle_behaviour(Behaviour::SilenceAfterQuestion { span: short }), None);
    assert_eq!(call.does(|span| Behaviour::SilenceAfterQuestion { span }).map(|r| r.label), Some(Mood::Neutral));
    assert_eq!(call.does(|span| Behaviour::SilenceAfterQuestion { span }).map(|r| r.label), Some(Mood::Lost));
}

#[test]
fn saying_the_same_again_and_again_is_frustration() {
    let mut call = Call::new();
    assert_eq!(call.says("my internet stopped working on Monday morning").label, Mood::Neutral);
    call.says("I said my internet stopped working Monday morning");
    let third = call.says("internet stopped working Monday morning as I said");
    assert_eq!(third.label, Mood::Frustrated);
    assert!(third.evidence.iter().any(|e| e.what == "repeated_self" && e.source == EvidenceSource::Behaviour));
}

#[test]
fn yes_and_numbers_may_be_repeated_in_peace() {
    let mut call = Call::new();
    for _ in 0..6 {
        assert_eq!(call.says("نعم").label, Mood::Neutral);
        assert_eq!(call.says("4567 123 987").label, Mood::Neutral);
    }
}

#[test]
fn anger_fades_as_the_caller_speaks_calmly_and_turns_when_the_matter_is_solved() {
    let mut call = Call::new();
    assert_eq!(call.says("this is unacceptable").label, Mood::Angry);
    for text in ["the order is number five", "it goes to my office", "the street is called King Fahd", "yes, on Sunday"]
    {
        call.says(text);
    }
    assert_eq!(call.tracker.current().label, Mood::Neutral);
    assert_eq!(call.says("great, it is fixed now, thank you").label, Mood::Satisfied);
}

#[test]
fn a_label_does_not_flicker_between_two_turns() {
    let mut call = Call::new();
    call.says("أنا معصب منكم جدا");
    assert_eq!(call.says("الطلب رقم خمسة").label, Mood::Angry);
}

#[test]
fn politeness_counts_little_until_something_is_solved() {
    let mut call = Call::new();
    assert_eq!(call.says("الله يعطيك العافية").label, Mood::Neutral);
    assert_eq!(call.says("انحلت المشكلة الله يعطيك العافية").label, Mood::Satisfied);
}

#[test]
fn the_phrase_the_site_expected_is_read_beside_a_useless_transcript() {
    let mut call = Call::new();
    let matched = PhraseMatch { phrase: "هذا غير مقبول أريد المدير".to_owned(), confidence: 0.9 };
    let reading = call.says_and("هاده غير مئبو عريض المدر", Some(matched), 0.3).expect("a reading");
    assert_eq!(reading.label, Mood::Angry);
    assert!(acts(&reading));
}

#[test]
fn a_doubtful_transcript_weighs_less() {
    let sure = Call::new().says_and("this is unacceptable", None, 0.9).expect("a reading");
    let unsure = Call::new().says_and("this is unacceptable", None, 0.2).expect("a reading");
    assert!(unsure.scores.angry < sure.scores.angry);
    assert!(!acts(&unsure));
}

#[test]
fn an_utterance_without_words_gives_no_reading() {
    assert_eq!(Call::new().says_and(" … ", None, 0.9), None);
}

#[test]
fn an_agent_s_words_have_no_way_in() {
    let span = Span { start: MediaTime(0), end: MediaTime(1) };
    for speaker in [Speaker::Agent, Speaker::Machine] {
        assert!(utterance(speaker, "this is unacceptable", span, None, 1.0).of_caller().is_none());
    }
}

#[test]
fn negated_words_are_not_heard_as_the_mood_they_name() {
    for text in ["I'm not angry", "مو زعلان", "I am not upset or angry, really", "أنا لست غاضبا", "مش متضايق خالص"]
    {
        let reading = Call::new().says(text);
        assert_eq!((reading.label, reading.evidence.len()), (Mood::Neutral, 0), "{text}: {:?}", reading.evidence);
    }
}

#[test]
fn a_negation_ends_with_its_clause() {
    for text in
        ["No, I am furious", "لا، أنا معصب", "it's not my card, this is unacceptable", "مو بطاقتي ولكن هذه مسخرة"]
    {
        assert_eq!(Call::new().says(text).label, Mood::Angry, "{text}");
    }
}

#[test]
fn earlier_contacts_and_key_mashing_add_up_to_frustration() {
    let mut call = Call::new();
    call.does(|span| Behaviour::RepeatContact { at: span.start, n: 2 });
    assert_eq!(call.does(|span| Behaviour::KeyMashing { span, keys: 3 }), None);
    let reading = call.does(|span| Behaviour::KeyMashing { span, keys: 9 }).expect("that says something");
    assert_eq!(reading.label, Mood::Frustrated);
}

#[test]
fn a_caller_who_comes_to_the_same_menu_again_and_again_is_lost() {
    let mut call = Call::new();
    assert_eq!(call.does(|span| Behaviour::MenuLoop { span, visits: 2 }), None);
    assert_eq!(call.does(|span| Behaviour::MenuLoop { span, visits: 3 }).map(|r| r.label), Some(Mood::Neutral));
    let fourth = call.does(|span| Behaviour::MenuLoop { span, visits: 4 }).expect("that says something");
    assert_eq!(fourth.label, Mood::Lost);
    assert!(acts(&fourth) && fourth.evidence.iter().all(|e| e.what == "menu_loop"), "{fourth:?}");
}

#[test]
fn speaking_at_once_for_a_moment_says_nothing_and_for_long_only_a_little() {
    let mut call = Call::new();
    let short = Span { start: MediaTime(0), end: MediaTime(800) };
    assert_eq!(call.tracker.handle_behaviour(Behaviour::TalkedOver { span: short }), None);
    let long = call.does(|span| Behaviour::TalkedOver { span }).expect("three seconds say something");
    assert_eq!((long.label, long.evidence[0].mood), (Mood::Neutral, Mood::Angry));
}

#[test]
fn before_three_seconds_only_plain_words_make_a_label() {
    let soon = |text: &str| {
        let mut call = Call::new();
        let span = Span { start: MediaTime(0), end: MediaTime(1_500) };
        let utterance = utterance(Speaker::Caller, text, span, None, 0.9);
        let caller = utterance.of_caller().expect("it is the caller's");
        call.tracker.handle_utterance(MediaTime(1_500), caller, None).expect("words give a reading").label
    };
    assert_eq!(soon("get me your manager, this is unacceptable"), Mood::Angry);
    let hint = "somebody finally picks up after all that";
    assert_eq!(soon(hint), Mood::Neutral);
}

#[test]
fn a_voice_that_grows_heated_adds_to_frustration() {
    let mut call = Call::new();
    for _ in 0..4 {
        call.sounds(0.2, None);
    }
    let reading = call.sounds(0.6, None).and_then(|_| call.sounds(0.65, None)).expect("enough was heard");
    assert!(reading.evidence.iter().any(|e| e.what == "rising_voice" && e.mood == Mood::Frustrated), "{reading:?}");
    assert_eq!(reading.label, Mood::Neutral);
}

#[test]
fn asking_for_a_person_alone_is_no_mood() {
    let reading = Call::new().does(|span| Behaviour::AskedForHuman { span }).expect("a reading");
    assert_eq!(reading.label, Mood::Neutral);
}

#[test]
fn a_heated_voice_alone_is_never_anger_but_sharpens_angry_words() {
    let mut heated = Call::new();
    let reading = heated.sounds(0.95, Some(0.1)).expect("four seconds are enough");
    assert_eq!(reading.label, Mood::Neutral);
    assert_eq!(reading.arousal, Some(0.95));
    let (mut calm, mut loud) = (Call::new(), Call::new());
    calm.sounds(0.1, None);
    loud.sounds(0.95, Some(0.1));
    let (calm, loud) = (calm.says("this is terrible"), loud.says("this is terrible"));
    assert!(loud.scores.angry > calm.scores.angry + 0.3, "{} {}", loud.scores.angry, calm.scores.angry);
}

#[test]
fn sadness_is_never_claimed_with_more_than_the_cap() {
    let reading = Call::new().says("والدي توفى وأنا حزين جدا وقلبي مكسور");
    assert_eq!(reading.label, Mood::Sad);
    assert!(reading.confidence <= 0.6);
}

#[test]
fn scores_are_probabilities_whatever_is_said() {
    let mut call = Call::new();
    for _ in 0..30 {
        let reading = call.says("this is unacceptable, I am completely lost, third time, excellent, heartbroken");
        let sum: f32 = reading.scores.to_array().iter().sum();
        assert!((sum - 1.0).abs() < 1e-4 && reading.evidence.len() <= 16);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_gives_finite_scores(text in ".{0,200}", confidence in 0.0_f32..1.0) {
        if let Some(reading) = Call::new().says_and(&text, None, confidence) {
            proptest::prop_assert!(reading.scores.to_array().iter().all(|p| p.is_finite() && (0.0..=1.0).contains(p)));
        }
    }
}

#[test]
fn weights_can_be_written_in_toml_and_unknown_keys_are_refused() {
    let config: MoodConfig = toml::from_str("version = 2\nneutral_bias = 2.5\n[behaviour]\nsilence = 1.0").unwrap();
    assert_eq!((config.version, config.behaviour.silence), (2, 1.0));
    assert!(toml::from_str::<MoodConfig>("neutral_bais = 2.5").is_err());
}
