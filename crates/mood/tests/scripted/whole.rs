//! Whole calls through the tracker: who would be handed to a person, and whether rightly.

use wasl_model::{MediaTime, Pii, Span, Speaker, Utterance, UtteranceId};
use wasl_mood::{CONFIDENT, Lexicon, MoodConfig, MoodTracker};

use crate::set::{Half, LANGUAGES, Turn, calls};

/// The turn in which the mood of a call would end automation.
fn handed_over(call: &[Turn]) -> Option<usize> {
    let mut tracker = MoodTracker::new(Lexicon::builtin(), MoodConfig::default());
    let mut at = 0;
    call.iter().position(|turn| {
        let start = at + 1_500;
        // About two and a half words a second.
        at = start + 400 * u64::try_from(turn.text.split_whitespace().count()).unwrap();
        let utterance = Utterance {
            id: UtteranceId::numbered(1),
            speaker: Speaker::Caller,
            span: Span { start: MediaTime(start), end: MediaTime(at) },
            language: turn.language,
            text: Pii::from(turn.text),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        let reading = tracker.handle_utterance(MediaTime(at), utterance.of_caller().unwrap()).unwrap();
        reading.label.ends_automation() && reading.confidence >= CONFIDENT
    })
}

#[test]
fn callers_in_distress_reach_a_person_and_calm_ones_are_left_alone() {
    for language in LANGUAGES {
        let all = calls(language, Half::Unseen);
        let distressed = |call: &Vec<Turn>| call.iter().position(|turn| turn.label.ends_automation());
        let hot = all.iter().filter(|call| distressed(call).is_some()).count();
        let found = all.iter().filter(|call| distressed(call).is_some() && handed_over(call).is_some()).count();
        let early =
            |call: &&Vec<Turn>| handed_over(call).is_some_and(|at| distressed(call).is_none_or(|first| at < first));
        let early = all.iter().filter(early).count();
        println!(
            "{language}: {found} of {hot} distressed calls are handed over; {early} of {} calls too early",
            all.len()
        );
        assert!(found * 10 >= hot * 8 && early * 10 <= all.len());
    }
}
