//! Whole calls through the tracker: who would be handed to a person, and whether rightly.

use wasl_model::{MediaTime, Pii, Span, Speaker, Utterance, UtteranceId};
use wasl_mood::{CONFIDENT, Lexicon, MoodConfig, MoodTracker};

use crate::set::{Half, LANGUAGES, Turn, calls};

/// A sentence vector of a text, or none.
type Vectors<'a> = &'a mut dyn FnMut(&str) -> Option<Vec<f32>>;

/// The turn in which the mood of a call would end automation.
fn handed_over(call: &[Turn], vectors: Vectors<'_>) -> Option<usize> {
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
        let vector = vectors(turn.text);
        let heard = utterance.of_caller().unwrap();
        let reading = tracker.handle_utterance(MediaTime(at), heard, vector.as_deref()).unwrap();
        reading.label.ends_automation() && reading.confidence >= CONFIDENT
    })
}

/// Whole calls of the unseen half: who is handed over, and who too early.
pub(crate) fn hand_over(vectors: Vectors<'_>) {
    for language in LANGUAGES {
        let all: Vec<_> = calls(language, Half::Unseen).into_iter().map(|c| (handed_over(&c, vectors), c)).collect();
        let distressed = |call: &[Turn]| call.iter().position(|turn| turn.label.ends_automation());
        let hot = all.iter().filter(|(_, call)| distressed(call).is_some()).count();
        let found = all.iter().filter(|(at, call)| distressed(call).is_some() && at.is_some()).count();
        let too_early = |(at, call): &&(Option<usize>, Vec<Turn>)| {
            at.is_some_and(|at| distressed(call).is_none_or(|first| at < first))
        };
        let early = all.iter().filter(too_early).count();
        println!(
            "{language}: {found} of {hot} distressed calls are handed over; {early} of {} calls too early",
            all.len()
        );
        assert!(found * 10 >= hot * 8 && early * 10 <= all.len());
    }
}

#[test]
fn callers_in_distress_reach_a_person_and_calm_ones_are_left_alone() {
    hand_over(&mut |_| None);
}
