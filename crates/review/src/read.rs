//! One call, read whole.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{CallEvent, CallId, Mood, MoodReading, Pii, TimelineEntry, Timestamp, Utterance};

use crate::last::{LastReview, last_with_moods};
use crate::promises::{Site, SuggestedPromise, promises_in};
use crate::silent::{SilentCustomer, caller, silent};

/// What a call's timeline says about how the caller was served.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Review {
    /// Which call; `None` for an empty timeline.
    pub call: Option<CallId>,
    /// Who called.
    pub from: Option<Pii<String>>,
    /// When the call ended; `None` while it lives.
    pub ended_at: Option<Timestamp>,
    /// The caller was bridged to a person.
    pub talked_to_person: bool,
    /// The method.
    pub last: LastReview,
    /// What was promised.
    pub promises: Vec<SuggestedPromise>,
    /// How the caller felt.
    pub mood: MoodLine,
    /// Whether the caller left silently.
    pub silent: Option<SilentCustomer>,
}

/// How the caller felt, from the readings of the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoodLine {
    /// At first.
    pub start: Option<Mood>,
    /// At last.
    pub end: Option<Mood>,
    /// The most confident distress on the way.
    pub worst: Option<Mood>,
    /// How far the mood rose (+1) or fell (-1) from the first third of the readings to the last, halved.
    pub trend: f32,
}

/// Reads a closed call. A live one can be read too; it then has no silent customer yet.
///
/// Days promised are those of UTC and branches are not known: [`read_in`] is told them.
#[must_use]
pub fn read(timeline: &[TimelineEntry]) -> Review {
    read_in(timeline, &Site::default())
}

/// Reads a call, knowing the house's clocks and branches.
#[must_use]
pub fn read_in(timeline: &[TimelineEntry], site: &Site) -> Review {
    let timeline = &wasl_model::reading::with_better_readings(timeline);
    let mut utterances: Vec<&Utterance> = timeline.iter().filter_map(heard).collect();
    utterances.sort_by_key(|utterance| utterance.span.start);
    let mut moods: Vec<&MoodReading> = timeline.iter().filter_map(mood).collect();
    moods.sort_by_key(|reading| reading.span.end);
    let mood = mood_line(&moods);
    Review {
        call: timeline.first().map(|entry| entry.call),
        from: timeline.iter().find_map(caller),
        ended_at: timeline.iter().rev().find(|e| matches!(e.event, CallEvent::Ended { .. })).map(|entry| entry.at),
        talked_to_person: timeline.iter().any(|entry| matches!(entry.event, CallEvent::Bridged { .. })),
        last: last_with_moods(&utterances, &moods),
        promises: promises_in(timeline, site),
        silent: silent(timeline, &mood),
        mood,
    }
}

fn mood_line(readings: &[&MoodReading]) -> MoodLine {
    let worst = readings
        .iter()
        .filter(|reading| reading.label.ends_automation())
        .max_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let third = readings.len().div_ceil(3);
    let (first, end) = (&readings[..third], &readings[readings.len() - third..]);
    MoodLine {
        start: readings.first().map(|reading| reading.label),
        end: readings.last().map(|reading| reading.label),
        worst: worst.map(|reading| reading.label),
        trend: (mean_pleasure(end) - mean_pleasure(first)) / 2.0,
    }
}

/// Satisfied +1, angry and frustrated -1, lost and sad between, by their probabilities.
fn mean_pleasure(readings: &[&MoodReading]) -> f32 {
    let pleasure = |reading: &MoodReading| {
        let s = reading.scores;
        s.satisfied - s.angry - s.frustrated - 0.5 * (s.lost + s.sad)
    };
    let n = u16::try_from(readings.len().max(1)).unwrap_or(u16::MAX);
    readings.iter().map(|reading| pleasure(reading)).sum::<f32>() / f32::from(n)
}

#[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
fn heard(entry: &TimelineEntry) -> Option<&Utterance> {
    match &entry.event {
        CallEvent::Heard { utterance } => Some(utterance),
        _ => None,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
fn mood(entry: &TimelineEntry) -> Option<&MoodReading> {
    match &entry.event {
        CallEvent::Mood { reading } => Some(reading),
        _ => None,
    }
}
