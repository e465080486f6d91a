//! Callers who left without a complaint: on a list for a human to call.
//!
//! - [`silent`], [`still_silent`]: what single calls tell
//! - [`mod@radar`]: everybody over all channels, with promises and absences, each once
//! - [`mod@group`]: who is called, and who is held out to measure it
//! - [`outcome`]: what calling is worth

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{CallEvent, CallId, Hangup, Mood, Pii, TimelineEntry, Timestamp};

use crate::read::{MoodLine, Review};

pub mod group;
pub mod outcome;
pub mod radar;
mod why;

pub use group::{Group, group};
pub use outcome::{Fared, Gain, OutreachReport, Tally, outreach_report};
pub use radar::{History, Met, Rules, SilentPerson, radar};

/// Somebody to call, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SilentCustomer {
    /// After which call.
    pub call: CallId,
    /// When that call ended.
    pub at: Timestamp,
    /// Their number; `None` when withheld, and then nobody can call.
    pub from: Option<Pii<String>>,
    /// Why.
    pub reason: SilentReason,
    /// How they felt at the end, if it was read.
    pub mood: Option<Mood>,
    /// 0..=1, most urgent first.
    pub urgency: f32,
}

/// Why somebody should be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SilentReason {
    /// A callback was promised and is owed.
    CallbackOwed,
    /// Hung up while waiting for a person.
    Abandoned,
    /// Gave up in the IVR.
    GaveUp,
    /// The line or the server failed them.
    Failed,
    /// Left angry, frustrated, lost or sad after talking to somebody.
    LeftInBadMood,
    /// The day of a promise is over, and nobody kept it or asked about it.
    PromiseLapsed,
    /// Came or called regularly, was treated badly, and has not come back.
    StoppedComing,
}

impl SilentReason {
    const fn urgency(self) -> f32 {
        match self {
            Self::CallbackOwed => 0.8,
            Self::PromiseLapsed => 0.7,
            Self::Abandoned => 0.6,
            Self::Failed => 0.6,
            Self::LeftInBadMood => 0.5,
            Self::StoppedComing => 0.45,
            Self::GaveUp => 0.4,
        }
    }
}

/// Whether a closed call left a silent customer.
#[must_use]
pub fn silent(timeline: &[TimelineEntry], moods: &MoodLine) -> Option<SilentCustomer> {
    let (end, hangup) = timeline.iter().rev().find_map(ended)?;
    let reason = reason(hangup, moods)?;
    let distress = if moods.end.is_some_and(unhappy) { 0.2 } else { 0.0 };
    Some(SilentCustomer {
        call: end.call,
        at: end.at,
        from: timeline.iter().find_map(caller),
        reason,
        mood: moods.end,
        urgency: (reason.urgency() + distress).min(1.0),
    })
}

/// Those of many calls who were not reached since, most urgent first, one line per number.
///
/// Somebody who later talked to a person, or was called back, is no longer silent.
#[must_use]
pub fn still_silent(reviews: &[Review]) -> Vec<SilentCustomer> {
    let mut served: BTreeMap<&Pii<String>, Timestamp> = BTreeMap::new();
    for review in reviews.iter().filter(|review| review.talked_to_person) {
        if let (Some(from), Some(at)) = (&review.from, review.ended_at) {
            let last = served.entry(from).or_insert(at);
            *last = (*last).max(at);
        }
    }
    let reached = |s: &SilentCustomer| s.from.as_ref().and_then(|f| served.get(f)).is_some_and(|&at| at > s.at);
    let mut list: Vec<SilentCustomer> = Vec::new();
    for found in reviews.iter().filter_map(|review| review.silent.as_ref()).filter(|s| !reached(s)) {
        match list.iter_mut().find(|known| known.from.is_some() && known.from == found.from) {
            Some(known) if known.urgency < found.urgency => *known = found.clone(),
            Some(_) => {}
            None => list.push(found.clone()),
        }
    }
    list.sort_by(|a, b| b.urgency.total_cmp(&a.urgency).then(a.at.cmp(&b.at)));
    list
}

fn reason(hangup: Hangup, moods: &MoodLine) -> Option<SilentReason> {
    match hangup {
        Hangup::CallbackPromised => Some(SilentReason::CallbackOwed),
        Hangup::Abandoned => Some(SilentReason::Abandoned),
        Hangup::GaveUp => Some(SilentReason::GaveUp),
        Hangup::NotReached => Some(SilentReason::CallbackOwed),
        Hangup::Failed | Hangup::Interrupted => Some(SilentReason::Failed),
        Hangup::ByCaller | Hangup::ByAgent | Hangup::Served => {
            moods.end.is_some_and(unhappy).then_some(SilentReason::LeftInBadMood)
        }
        Hangup::Cancelled => None,
    }
}

const fn unhappy(mood: Mood) -> bool {
    match mood {
        Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Sad => true,
        Mood::Neutral | Mood::Satisfied => false,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
fn ended(entry: &TimelineEntry) -> Option<(&TimelineEntry, Hangup)> {
    match entry.event {
        CallEvent::Ended { hangup } => Some((entry, hangup)),
        _ => None,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
pub(crate) fn caller(entry: &TimelineEntry) -> Option<Pii<String>> {
    match &entry.event {
        CallEvent::Arrived { from, .. } => from.clone(),
        _ => None,
    }
}
