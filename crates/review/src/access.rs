//! Human access: of the callers who wanted a person, how many reached one, how soon, and who had to ask twice.
//!
//! The goal shown is the one of Spain's Ley 10/2025 (art. 6): 95 % of those who want a person are answered by one within
//! three minutes. Whoever left before is counted as not reached: a long wait is not mended by hanging up.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{CallEvent, CallId, HandoverCause, Hangup, Pii, TimelineEntry, Timestamp};

/// Within this time somebody who wants a person should hear one, in milliseconds.
pub const GOAL_MS: u64 = 180_000;
/// So many of a hundred should.
pub const GOAL_PCT: f64 = 95.0;
/// Keys nearer together than this are a number being typed, and no call for a person, in milliseconds.
const TYPING_MS: i64 = 3_500;
/// Who calls again within this time after asking in vain asks a second time, in milliseconds.
const AGAIN_MS: i64 = 24 * 3_600_000;
const PERSON_KEY: char = '0';

/// What one call says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// Which call.
    pub call: CallId,
    /// Who called.
    pub from: Option<Pii<String>>,
    /// When it was answered.
    pub answered: Timestamp,
    /// When a person was first wanted, and why; `None` when the machine was enough, or the caller left before.
    pub wanted: Option<(Timestamp, Option<HandoverCause>)>,
    /// When a person was first heard.
    pub reached: Option<Timestamp>,
    /// A callback was promised.
    pub promised: bool,
    /// How often the caller asked by key or word before.
    pub asked: u32,
    /// How it ended.
    pub hangup: Hangup,
}

/// Human access over many calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccessReport {
    /// Calls that were answered and have ended.
    pub calls: u64,
    /// Served by the machine alone, and content with it.
    pub served_by_machine: u64,
    /// Left the machine before anybody was wanted.
    pub gave_up: u64,
    /// All who wanted a person.
    pub all: Reached,
    /// By why a person was wanted; `straight` where no machine was between.
    pub by_cause: BTreeMap<String, Reached>,
    /// By day, in the centre's time zone: `2026-11-29`.
    pub by_day: BTreeMap<String, Reached>,
}

/// How those who wanted a person fared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reached {
    /// So many wanted one.
    pub wanted: u64,
    /// So many reached one.
    pub reached: u64,
    /// So many were promised a callback instead.
    pub promised: u64,
    /// So many left without either.
    pub lost: u64,
    /// So many asked more than once: twice in a call, or again within a day after asking in vain.
    pub asked_twice: u64,
    /// Of a hundred who wanted one, so many reached one within three minutes.
    pub within_goal_pct: f64,
    /// That is 95 or more.
    pub goal_met: bool,
    /// Half of those who reached one waited no longer, in milliseconds.
    pub wait_p50_ms: Option<u64>,
    /// And 80 of a hundred.
    pub wait_p80_ms: Option<u64>,
    /// And 95 of a hundred.
    pub wait_p95_ms: Option<u64>,
    /// And everybody.
    pub wait_max_ms: Option<u64>,
}

impl Access {
    /// Of a call that was answered and has ended; nothing of a call the house made: who is called back wanted a person in
    /// the call before.
    #[must_use]
    pub fn of(timeline: &[TimelineEntry]) -> Option<Self> {
        let first = timeline.first()?;
        if timeline.iter().any(|entry| matches!(entry.event, CallEvent::CallingBack { .. })) {
            return None;
        }
        let answered = timeline.iter().find(|entry| entry.event == CallEvent::Answered)?.at;
        let reached =
            timeline.iter().find(|entry| matches!(entry.event, CallEvent::Bridged { .. })).map(|entry| entry.at);
        Some(Self {
            call: first.call,
            from: timeline.iter().find_map(crate::silent::caller),
            answered,
            wanted: wanted(timeline),
            reached,
            promised: timeline.iter().any(is_promise),
            asked: asked(timeline, reached),
            hangup: timeline.iter().rev().find_map(hangup)?,
        })
    }

    fn wait_ms(&self) -> Option<u64> {
        let (wanted, _) = self.wanted?;
        Some(u64::try_from(self.reached?.since(wanted).as_millis()).unwrap_or(u64::MAX))
    }
}

impl AccessReport {
    /// The report over calls in any order; days begin so many minutes east of UTC.
    #[must_use]
    pub fn of(calls: &[Access], utc_offset_min: i32) -> Self {
        let twice = asked_twice(calls);
        let mut report = Self { calls: calls.len() as u64, ..Self::default() };
        let mut all = Vec::new();
        let (mut causes, mut days): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = (BTreeMap::new(), BTreeMap::new());
        for (call, twice) in calls.iter().zip(twice) {
            let Some((wanted, cause)) = call.wanted else {
                let served = call.hangup == Hangup::Served;
                report.served_by_machine += u64::from(served);
                report.gave_up += u64::from(!served && !call.promised);
                continue;
            };
            all.push((call, twice));
            causes.entry(cause.map_or("straight", cause_name).to_owned()).or_default().push((call, twice));
            days.entry(day(wanted, utc_offset_min)).or_default().push((call, twice));
        }
        let fared = |group: BTreeMap<String, Vec<(&Access, bool)>>| {
            group.into_iter().map(|(name, calls)| (name, Reached::of(&calls))).collect()
        };
        Self { all: Reached::of(&all), by_cause: fared(causes), by_day: fared(days), ..report }
    }
}

impl Reached {
    fn of(calls: &[(&Access, bool)]) -> Self {
        let count = |is: fn(&Access) -> bool| calls.iter().filter(|(call, _)| is(call)).count() as u64;
        let mut waits: Vec<u64> = calls.iter().filter_map(|(call, _)| call.wait_ms()).collect();
        waits.sort_unstable();
        let within = waits.iter().filter(|&&wait| wait <= GOAL_MS).count() as f64;
        let within_goal_pct = if calls.is_empty() { 0.0 } else { 100.0 * within / calls.len() as f64 };
        // The smallest wait that so many of a hundred do not exceed.
        let rank = |pct: usize| waits.get((waits.len() * pct).div_ceil(100).max(1) - 1).copied();
        Self {
            wanted: calls.len() as u64,
            reached: waits.len() as u64,
            promised: count(|call| call.reached.is_none() && call.promised),
            lost: count(|call| call.reached.is_none() && !call.promised),
            asked_twice: calls.iter().filter(|(_, twice)| *twice).count() as u64,
            within_goal_pct,
            goal_met: within_goal_pct >= GOAL_PCT,
            wait_p50_ms: rank(50),
            wait_p80_ms: rank(80),
            wait_p95_ms: rank(95),
            wait_max_ms: waits.last().copied(),
        }
    }
}

/// A handover, a person wanted after hours, a place in line, or a key for a person that nothing followed. Whoever was
/// promised a callback without asking for a person in any other way wanted one, too: only people call back.
fn wanted(timeline: &[TimelineEntry]) -> Option<(Timestamp, Option<HandoverCause>)> {
    let first_key = zeros(timeline).next();
    let begun = timeline.iter().find_map(begun);
    match (first_key, begun) {
        // Two steps to a person begin with the first.
        (Some(key), Some((at, Some(HandoverCause::Asked)))) => Some((key.min(at), Some(HandoverCause::Asked))),
        (Some(key), None) => Some((key, Some(HandoverCause::Asked))),
        (None, None) => {
            timeline.iter().find(|entry| is_promise(entry)).map(|entry| (entry.at, Some(HandoverCause::Flow)))
        }
        (_, begun) => begun,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "four of the timeline's many events")]
fn begun(entry: &TimelineEntry) -> Option<(Timestamp, Option<HandoverCause>)> {
    match &entry.event {
        CallEvent::HandedOver { cause, .. } | CallEvent::PersonWanted { cause } => Some((entry.at, Some(*cause))),
        CallEvent::Queued { .. } | CallEvent::NoOneAvailable { .. } => Some((entry.at, None)),
        _ => None,
    }
}

const fn is_promise(entry: &TimelineEntry) -> bool {
    matches!(entry.event, CallEvent::CallbackPromised { .. })
}

/// How often a person was asked for before one was reached.
fn asked(timeline: &[TimelineEntry], reached: Option<Timestamp>) -> u32 {
    let before = |at: Timestamp| reached.is_none_or(|reached| at < reached);
    let keys = zeros(timeline).filter(|&at| before(at)).count();
    let by_word = |entry: &&TimelineEntry| {
        matches!(
            entry.event,
            CallEvent::HandedOver { cause: HandoverCause::Asked, .. }
                | CallEvent::PersonWanted { cause: HandoverCause::Asked }
        ) && before(entry.at)
    };
    let led_on = timeline.iter().filter(by_word).count();
    // What a key led to is the same asking.
    u32::try_from(keys.max(led_on)).unwrap_or(u32::MAX)
}

/// Keys for a person: zeros that are not part of a number being typed.
fn zeros(timeline: &[TimelineEntry]) -> impl Iterator<Item = Timestamp> {
    let keys: Vec<(Timestamp, char)> = timeline.iter().filter_map(key).collect();
    let near = |a: Timestamp, b: Timestamp| (a.as_millis() - b.as_millis()).abs() < TYPING_MS;
    let alone: Vec<Timestamp> = keys
        .iter()
        .filter(|(at, key)| {
            *key == PERSON_KEY
                && !keys.iter().any(|(other, key)| *key != PERSON_KEY && *key != '#' && near(*other, *at))
        })
        .map(|(at, _)| *at)
        .collect();
    alone.into_iter()
}

#[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
fn key(entry: &TimelineEntry) -> Option<(Timestamp, char)> {
    match &entry.event {
        CallEvent::Key { digit, .. } => Some((entry.at, *digit.reveal())),
        _ => None,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
fn hangup(entry: &TimelineEntry) -> Option<Hangup> {
    match entry.event {
        CallEvent::Ended { hangup } => Some(hangup),
        _ => None,
    }
}

/// For each call, whether its caller asked twice.
fn asked_twice(calls: &[Access]) -> Vec<bool> {
    let in_vain = |call: &Access| call.wanted.is_some() && call.reached.is_none() && !call.promised;
    let mut before: BTreeMap<&Pii<String>, BTreeSet<(i64, CallId)>> = BTreeMap::new();
    for (call, from) in calls.iter().filter(|call| in_vain(call)).filter_map(|call| Some((call, call.from.as_ref()?))) {
        before.entry(from).or_default().insert((call.answered.as_millis(), call.call));
    }
    let again = |call: &Access| {
        let (Some(from), Some((at, _))) = (&call.from, call.wanted) else { return false };
        let first = at.as_millis() - AGAIN_MS + 1;
        let earlier = before
            .get(from)
            .into_iter()
            .flat_map(|calls| calls.range((first, CallId::numbered(0))..(at.as_millis(), CallId::numbered(0))));
        earlier.into_iter().any(|(_, earlier)| *earlier != call.call)
    };
    calls.iter().map(|call| call.asked > 1 || again(call)).collect()
}

const fn cause_name(cause: HandoverCause) -> &'static str {
    match cause {
        HandoverCause::Flow => "flow",
        HandoverCause::Asked => "asked",
        HandoverCause::Mood => "mood",
        HandoverCause::Emergency => "emergency",
        HandoverCause::Silence => "silence",
        HandoverCause::NotUnderstood => "not_understood",
        HandoverCause::Limit => "limit",
        HandoverCause::Abuse => "abuse",
        HandoverCause::AgentLost => "agent_lost",
        HandoverCause::Fault => "fault",
    }
}

fn day(at: Timestamp, utc_offset_min: i32) -> String {
    let local = at.as_millis().div_euclid(1000) + i64::from(utc_offset_min) * 60;
    time::OffsetDateTime::from_unix_timestamp(local).map_or_else(|_| "-".to_owned(), |at| at.date().to_string())
}
