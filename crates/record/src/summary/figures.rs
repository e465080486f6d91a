//! What of a call can be measured in its timeline: silence, talking over each other, hold.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{CallEvent, MediaTime, Span, Speaker, TimelineEntry};

/// Lengths by which calls are looked for, in milliseconds of the call's sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// The longest stretch of a talk with a person in which neither spoke; holds are none.
    pub silence_ms: u64,
    /// The longest stretch in which caller and agent spoke at once.
    pub overlap_ms: u64,
    /// All time on hold.
    pub hold_ms: u64,
}

impl Figures {
    /// Measures a call from its timeline, best once it has ended.
    #[must_use]
    #[allow(clippy::wildcard_enum_match_arm, reason = "a few of the timeline's many events")]
    pub fn of(timeline: &[TimelineEntry]) -> Self {
        let end = timeline.iter().map(|entry| entry.media_at).max().unwrap_or(MediaTime::ZERO);
        let holds = stretches(timeline, end, |event| match event {
            CallEvent::Held { .. } => Some(true),
            CallEvent::Resumed { .. } | CallEvent::Ended { .. } => Some(false),
            _ => None,
        });
        let talks = stretches(timeline, end, |event| match event {
            CallEvent::Bridged { .. } => Some(true),
            CallEvent::Unbridged { .. } | CallEvent::Ended { .. } => Some(false),
            _ => None,
        });
        let (caller, agent) = (spoken(timeline, Speaker::Caller), spoken(timeline, Speaker::Agent));
        let overlap = caller.iter().flat_map(|a| agent.iter().map(|b| a.overlap(*b))).max().unwrap_or_default();
        let hold: u64 = holds.iter().map(length).sum();
        // What is no silence, in order: words of either side, and music.
        let mut sound: Vec<Span> = [caller, agent, holds].concat();
        sound.sort_by_key(|span| span.start);
        let silence = talks.iter().map(|talk| longest_gap(*talk, &sound)).max().unwrap_or(0);
        Self { silence_ms: silence, overlap_ms: u64::try_from(overlap.as_millis()).unwrap_or(0), hold_ms: hold }
    }
}

/// Stretches between a beginning (`true`) and the next end (`false`).
fn stretches(timeline: &[TimelineEntry], end: MediaTime, of: impl Fn(&CallEvent) -> Option<bool>) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<MediaTime> = None;
    for entry in timeline {
        match (of(&entry.event), open) {
            (Some(true), None) => open = Some(entry.media_at),
            (Some(false), Some(start)) => {
                found.push(Span { start, end: entry.media_at });
                open = None;
            }
            (Some(true), Some(_)) | (Some(false), None) | (None, _) => {}
        }
    }
    found.extend(open.map(|start| Span { start, end }));
    found
}

/// When somebody spoke, also where the words are still owed.
fn spoken(timeline: &[TimelineEntry], speaker: Speaker) -> Vec<Span> {
    #[allow(clippy::wildcard_enum_match_arm, reason = "a few of the timeline's many events")]
    let span = |entry: &TimelineEntry| match &entry.event {
        CallEvent::Heard { utterance } if utterance.speaker == speaker => Some(utterance.span),
        CallEvent::HeardLater { speaker: who, span } if *who == speaker => Some(*span),
        _ => None,
    };
    timeline.iter().filter_map(span).collect()
}

/// The longest part of a talk in which nothing of `sound` (in order of its starts) is heard.
fn longest_gap(talk: Span, sound: &[Span]) -> u64 {
    let (mut heard_until, mut longest) = (talk.start, 0);
    for span in sound.iter().filter(|span| span.end > talk.start && span.start < talk.end) {
        longest = longest.max(length(&Span { start: heard_until, end: span.start }));
        heard_until = heard_until.max(span.end);
    }
    longest.max(length(&Span { start: heard_until, end: talk.end }))
}

fn length(span: &Span) -> u64 {
    u64::try_from(span.duration().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use wasl_model::{CallId, Hangup, Language, LegId, Timestamp, Utterance, UtteranceId};

    use super::*;

    fn timeline(events: impl IntoIterator<Item = (u64, CallEvent)>) -> Vec<TimelineEntry> {
        let entry = |(seq, (at, event))| TimelineEntry {
            call: CallId::numbered(1),
            seq,
            at: Timestamp::default(),
            media_at: MediaTime(at),
            event,
        };
        (0..).zip(events).map(entry).collect()
    }

    fn said(speaker: Speaker, start: u64, end: u64) -> (u64, CallEvent) {
        let utterance = Utterance {
            id: UtteranceId::numbered(u128::from(start)),
            speaker,
            span: Span { start: MediaTime(start), end: MediaTime(end) },
            language: Language::Ar,
            text: "نعم".into(),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        (end, CallEvent::Heard { utterance })
    }

    #[test]
    fn silence_is_of_talks_with_people_and_hold_is_none() {
        let leg = LegId::numbered(2);
        let measured = Figures::of(&timeline([
            said(Speaker::Caller, 1_000, 2_000),
            // Thirty seconds in the queue are no silence.
            (32_000, CallEvent::Bridged { leg, agent: None }),
            said(Speaker::Agent, 33_000, 36_000),
            said(Speaker::Caller, 35_200, 40_000),
            (41_000, CallEvent::Held { leg }),
            (61_000, CallEvent::Resumed { leg }),
            said(Speaker::Agent, 65_000, 66_000),
            (67_000, CallEvent::Held { leg }),
            (70_000, CallEvent::Ended { hangup: Hangup::ByCaller }),
        ]));
        assert_eq!(measured, Figures { silence_ms: 4_000, overlap_ms: 800, hold_ms: 23_000 });
    }

    #[test]
    fn a_call_without_a_person_has_no_figures_but_zero() {
        assert_eq!(Figures::of(&timeline([said(Speaker::Caller, 0, 900)])), Figures::default());
        assert_eq!(Figures::of(&[]), Figures::default());
    }

    #[test]
    fn what_is_still_owed_was_spoken_all_the_same() {
        let leg = LegId::numbered(2);
        let span = Span { start: MediaTime(1_000), end: MediaTime(9_000) };
        let measured = Figures::of(&timeline([
            (0, CallEvent::Bridged { leg, agent: None }),
            (9_000, CallEvent::HeardLater { speaker: Speaker::Agent, span }),
            (9_500, CallEvent::Unbridged { leg }),
        ]));
        assert_eq!(measured, Figures { silence_ms: 1_000, overlap_ms: 0, hold_ms: 0 });
    }
}
