//! Words that were read after the call: what they say of the mood at the time they were said.

use std::sync::Arc;

use wasl_model::{CallEvent, MoodReading, TimelineEntry, Utterance};

use crate::config::MoodConfig;
use crate::lexicon::Lexicon;
use crate::tracker::MoodTracker;

/// The mood at a turn of the caller's that was read after the call, from all the caller said until then and from the
/// voice as it was known then; `None` when the turn is no caller's or has no words.
///
/// Readings made while the call lived stay as they are: people acted on them.
/// `vector` is what the engine makes of the turn, as in [`MoodTracker::handle_utterance`].
#[must_use]
pub fn read_late(
    lexicon: &Arc<Lexicon>,
    config: &MoodConfig,
    timeline: &[TimelineEntry],
    turn: &Utterance,
    vector: Option<&[f32]>,
) -> Option<MoodReading> {
    let caller = turn.of_caller()?;
    let mut tracker = MoodTracker::new(Arc::clone(lexicon), config.clone());
    let mut before: Vec<&Utterance> = timeline.iter().filter_map(heard).collect();
    before.retain(|said| said.span.end <= turn.span.start && said.id != turn.id);
    before.sort_by_key(|said| said.span.start);
    for said in before.into_iter().filter_map(Utterance::of_caller) {
        // What each of them says by itself is in the book; here they are what this turn is heard against.
        let _ = tracker.handle_utterance(said.utterance().span.end, said, None);
    }
    let known = timeline.iter().filter_map(reading).filter(|known| known.span.end <= turn.span.end);
    if let Some(known) = known.max_by_key(|known| known.span.end) {
        tracker.take_up_voice(known);
    }
    tracker.handle_utterance(turn.span.end, caller, vector)
}

fn heard(entry: &TimelineEntry) -> Option<&Utterance> {
    if let CallEvent::Heard { utterance } = &entry.event { Some(utterance) } else { None }
}

fn reading(entry: &TimelineEntry) -> Option<&MoodReading> {
    if let CallEvent::Mood { reading } = &entry.event { Some(reading) } else { None }
}

#[cfg(test)]
mod tests {
    use wasl_model::{
        CallId, EvidenceSource, Language, MediaTime, Mood, MoodScores, Span, Speaker, Timestamp, UtteranceId,
    };

    use super::*;

    fn span(start: u64, end: u64) -> Span {
        Span { start: MediaTime(start), end: MediaTime(end) }
    }

    fn said(id: u128, speaker: Speaker, span: Span, text: &str) -> Utterance {
        Utterance {
            id: UtteranceId::numbered(id),
            speaker,
            span,
            language: Language::En,
            text: text.into(),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        }
    }

    fn timeline(events: Vec<CallEvent>) -> Vec<TimelineEntry> {
        let entry = |(seq, event)| TimelineEntry {
            call: CallId::numbered(1),
            seq,
            at: Timestamp::default(),
            media_at: MediaTime(60_000),
            event,
        };
        (0..).zip(events).map(entry).collect()
    }

    fn late(events: Vec<CallEvent>, turn: &Utterance) -> Option<MoodReading> {
        let lexicon = Lexicon::builtin();
        read_late(&lexicon, &MoodConfig::default(), &timeline(events), turn, None)
    }

    const COMPLAINT: &str = "this is unacceptable I want to complain to your manager";

    #[test]
    fn what_was_read_late_tells_the_mood_of_its_time() {
        let turn = said(2, Speaker::Caller, span(10_000, 14_000), COMPLAINT);
        let read = late(Vec::new(), &turn).unwrap();
        assert_eq!((read.label, read.span), (Mood::Angry, turn.span), "{read:?}");
        assert!(read.evidence.iter().all(|e| e.source == EvidenceSource::Words), "nothing is known of the voice");
        assert_eq!(
            late(Vec::new(), &Utterance { speaker: Speaker::Agent, ..turn }),
            None,
            "agents' moods are not read"
        );
    }

    #[test]
    fn it_is_heard_against_what_was_said_before_it_and_not_after() {
        let turn = said(2, Speaker::Caller, span(10_000, 12_000), "my order has not arrived");
        let heard = |start, end| CallEvent::Heard { utterance: said(9, Speaker::Caller, span(start, end), COMPLAINT) };
        let of = |events| late(events, &turn).unwrap().scores.angry;
        assert!(of(vec![heard(5_000, 9_000)]) > of(Vec::new()));
        assert_eq!(of(vec![heard(20_000, 24_000)]), of(Vec::new()));
    }

    #[test]
    fn the_voice_is_taken_up_as_it_was_known_then() {
        let turn = said(2, Speaker::Caller, span(10_000, 14_000), COMPLAINT);
        let known = |end: u64, arousal| CallEvent::Mood {
            reading: MoodReading {
                span: span(end - 1_000, end),
                label: Mood::Neutral,
                confidence: 0.5,
                scores: MoodScores::NEUTRAL,
                arousal: Some(arousal),
                valence: None,
                evidence: Vec::new(),
            },
        };
        let read = late(vec![known(9_000, 0.9), known(30_000, 0.1)], &turn).unwrap();
        assert_eq!(read.arousal, Some(0.9));
    }
}
