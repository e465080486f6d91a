//! Which words of a call count, where a turn was read twice: live, and after the call by a larger model.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CallEvent, Language, Pii, TimelineEntry, Utterance, UtteranceId};

/// A larger model is believed although it is less sure by this much: it knows better what it does not know.
const BENEFIT: f32 = 0.25;

/// A turn of the transcript: the better reading, and the other one where there are two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReadTurn {
    /// The better reading.
    #[serde(flatten)]
    pub utterance: Utterance,
    /// Which model read it after the call; nothing when it was read live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_by: Option<String>,
    /// The other reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<OtherReading>,
}

/// A turn's reading that does not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OtherReading {
    /// Language it was read in.
    pub language: Language,
    /// The words.
    pub text: Pii<String>,
    /// Mean word confidence, 0..=1.
    pub confidence: f32,
    /// Which model read it after the call; nothing when it was read live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_by: Option<String>,
}

/// What was said in a call, in the order of its sound, each turn with its readings.
#[must_use]
pub fn turns(timeline: &[TimelineEntry]) -> Vec<ReadTurn> {
    let again = read_again(timeline);
    let mut turns: Vec<ReadTurn> = heard(timeline).map(|first| turn(first, again.get(&first.id))).collect();
    turns.sort_by_key(|turn| (turn.utterance.span.start, turn.utterance.id));
    turns
}

/// The timeline as if every turn had been read only once, by whoever read it better.
#[must_use]
pub fn with_better_readings(timeline: &[TimelineEntry]) -> Vec<TimelineEntry> {
    let again = read_again(timeline);
    let kept = timeline.iter().filter(|entry| !matches!(entry.event, CallEvent::ReadAgain { .. }));
    let mut kept: Vec<TimelineEntry> = kept.cloned().collect();
    for entry in &mut kept {
        if let CallEvent::Heard { utterance } = &mut entry.event
            && let Some((second, _)) = again.get(&utterance.id).filter(|(second, _)| outdoes(second, utterance))
        {
            *utterance = (*second).clone();
        }
    }
    kept
}

/// Somebody spoke in it, and no word of that is kept any more.
#[must_use]
pub fn is_wordless(timeline: &[TimelineEntry]) -> bool {
    let mut heard = heard(timeline).peekable();
    heard.peek().is_some() && heard.all(|utterance| utterance.text.reveal().is_empty())
}

/// Whether a second reading counts instead of the first: it has words, is not much less sure, and the first was not an
/// expected phrase heard more surely.
#[must_use]
pub fn outdoes(second: &Utterance, first: &Utterance) -> bool {
    let phrase = first.matched.as_ref().map_or(0.0, |matched| matched.confidence);
    !second.text.reveal().trim().is_empty()
        && second.confidence + BENEFIT >= first.confidence
        && (second.confidence >= phrase || second.matched.is_some())
}

fn turn(first: &Utterance, again: Option<&(&Utterance, &str)>) -> ReadTurn {
    let Some((second, model)) = again else {
        return ReadTurn { utterance: first.clone(), read_by: None, other: None };
    };
    let model = Some((*model).to_owned());
    if outdoes(second, first) {
        ReadTurn { utterance: (*second).clone(), read_by: model, other: Some(other(first, None)) }
    } else {
        ReadTurn { utterance: first.clone(), read_by: None, other: Some(other(second, model)) }
    }
}

fn other(utterance: &Utterance, read_by: Option<String>) -> OtherReading {
    let Utterance { language, text, confidence, .. } = utterance;
    OtherReading { language: *language, text: text.clone(), confidence: *confidence, read_by }
}

/// The last second reading of each turn.
fn read_again(timeline: &[TimelineEntry]) -> BTreeMap<UtteranceId, (&Utterance, &str)> {
    let again = timeline.iter().filter_map(|entry| {
        let CallEvent::ReadAgain { utterance, model } = &entry.event else { return None };
        Some((utterance.id, (utterance, model.as_str())))
    });
    again.collect()
}

fn heard(timeline: &[TimelineEntry]) -> impl Iterator<Item = &Utterance> {
    timeline.iter().filter_map(|entry| {
        let CallEvent::Heard { utterance } = &entry.event else { return None };
        Some(utterance)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CallId, MediaTime, PhraseMatch, Span, Speaker, Timestamp};

    fn said(id: u128, start: u64, text: &str, confidence: f32) -> Utterance {
        Utterance {
            id: UtteranceId::numbered(id),
            speaker: Speaker::Caller,
            span: Span { start: MediaTime(start), end: MediaTime(start + 900) },
            language: Language::Ar,
            text: text.into(),
            confidence,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        }
    }

    fn timeline(events: impl IntoIterator<Item = CallEvent>) -> Vec<TimelineEntry> {
        let entry = |(seq, event)| TimelineEntry {
            call: CallId::numbered(1),
            seq,
            at: Timestamp::default(),
            media_at: MediaTime::ZERO,
            event,
        };
        (0..).zip(events).map(entry).collect()
    }

    fn read_twice() -> Vec<TimelineEntry> {
        let again = |utterance| CallEvent::ReadAgain { utterance, model: "large".to_owned() };
        let phrase = PhraseMatch { phrase: "أريد موظفا".to_owned(), confidence: 0.9 };
        timeline([
            CallEvent::Heard { utterance: said(2, 5000, "second", 0.5) },
            CallEvent::Heard { utterance: said(1, 1000, "first", 0.7) },
            CallEvent::Heard {
                utterance: Utterance { matched: Some(phrase), ..said(3, 9000, "أريد موظفا", 0.9) }
            },
            again(said(1, 1000, "the first", 0.5)),
            again(said(2, 5000, " ", 0.9)),
            again(said(3, 9000, "أريد موضف", 0.8)),
        ])
    }

    #[test]
    fn the_larger_model_counts_unless_it_heard_nothing_or_an_expected_phrase_was_surer() {
        let turns = turns(&read_twice());
        let words: Vec<_> =
            turns.iter().map(|turn| (turn.utterance.text.reveal().as_str(), turn.read_by.as_deref())).collect();
        assert_eq!(words, [("the first", Some("large")), ("second", None), ("أريد موظفا", None)]);
        let others: Vec<_> = turns.iter().map(|turn| turn.other.as_ref().unwrap().read_by.as_deref()).collect();
        assert_eq!(others, [None, Some("large"), Some("large")], "both are kept");
    }

    #[test]
    fn a_call_is_wordless_when_all_its_words_are_gone_and_not_when_nobody_spoke() {
        let heard = |text| CallEvent::Heard { utterance: said(1, 0, text, 0.5) };
        assert!(is_wordless(&timeline([heard(""), heard("")])));
        assert!(!is_wordless(&timeline([heard(""), heard("first")])));
        assert!(!is_wordless(&timeline([CallEvent::Answered])));
    }

    #[test]
    fn a_timeline_with_better_readings_has_each_turn_once() {
        let better = with_better_readings(&read_twice());
        let words: Vec<_> = heard(&better).map(|utterance| utterance.text.reveal().as_str()).collect();
        assert_eq!((better.len(), words), (3, vec!["second", "the first", "أريد موظفا"]));
    }
}
