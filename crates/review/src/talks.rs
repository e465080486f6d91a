//! What came of each agent's talk in a call: what routing learns from.
//!
//! Whether a call is *resolved* is told by the first of these that can tell it, and never by how long anything took:
//!
//! 1. what the agent wrote down: settled is yes; not settled, or sent on, is no;
//! 2. a promise: kept is yes, broken is no, and until then it is open;
//! 3. an agent who passed the caller on to another did not settle it;
//! 4. whether the caller calls again about the same within some days: no if so, else yes.
//!
//! Where none of them can tell (a withheld number, a line that broke, a next meeting about nobody knows what) it stays
//! unknown, and the talk is not counted.

use std::time::Duration;

use wasl_model::{
    AgentId, CallEvent, Channel, Contact, Hangup, IntentId, MediaTime, Mood, MoodReading, MoodScores, Outcome,
    PromiseState, Resolved, TalkOutcome, TimelineEntry, Timestamp,
};

/// Who writes down later than this does something else in between.
const LONGEST_WRAP_UP: Duration = Duration::from_secs(600);

/// What came of every agent's talk that the dispatcher brought about, in a call that is over; nothing while it lives.
///
/// One agent's talk is everything from the first to the last moment with the caller. Who wrote nothing down was busy for
/// `usual_wrap_up` afterwards.
#[must_use]
pub fn talks(timeline: &[TimelineEntry], usual_wrap_up: Duration) -> Vec<TalkOutcome> {
    let hangup = timeline
        .iter()
        .find_map(|entry| if let CallEvent::Ended { hangup } = entry.event { Some((entry.at, hangup)) } else { None });
    let Some((over, hangup)) = hangup else { return Vec::new() };
    let mut parts = parts(timeline, over);
    parts.sort_by_key(|part| part.began);
    let last = parts.last().map(|part| part.agent.clone());
    let broke = matches!(hangup, Hangup::Failed | Hangup::Interrupted);
    let story = Story { timeline, usual_wrap_up, broke };
    parts.iter().filter_map(|part| story.talk(part, last.as_ref() == Some(&part.agent))).collect()
}

/// What became of a talk that was open, by the caller's other meetings, by phone and in branches: no if one within that
/// time was about the same, yes if all of them were about something else or there was none, and unknown if it cannot be
/// told what one was about.
///
/// `known` says that the caller can be known again; a withheld number cannot.
#[must_use]
pub fn came_back(talk: &TalkOutcome, meetings: &[Contact], known: bool, within: Duration, now: Timestamp) -> Resolved {
    if !known {
        return Resolved::Unknown;
    }
    let until = talk.ended + within;
    let later = meetings.iter().filter(|meeting| meeting.at >= talk.ended && meeting.at < until);
    let later: Vec<&Contact> = later.filter(|meeting| meeting.call != Some(talk.call)).collect();
    let the_same = |meeting: &&Contact| talk.intent.is_some() && meeting.intent == talk.intent;
    // A branch writes its reasons in words of its own.
    let not_known =
        |meeting: &&Contact| talk.intent.is_none() || meeting.intent.is_none() || meeting.channel == Channel::Branch;
    if later.iter().any(the_same) {
        Resolved::No
    } else if now < until {
        Resolved::Open
    } else if later.iter().any(not_known) {
        Resolved::Unknown
    } else {
        Resolved::Yes
    }
}

/// What became of a talk in which something was promised, by how the promises of its call stand. A promise nobody ever
/// confirmed tells nothing.
#[must_use]
pub fn promises_ended(states: &[PromiseState]) -> Resolved {
    let said: Vec<_> = states.iter().filter(|state| **state != PromiseState::Suggested).collect();
    if said.iter().any(|state| matches!(state, PromiseState::Broken | PromiseState::PartlyKept)) {
        Resolved::No
    } else if said.is_empty() {
        Resolved::Unknown
    } else if said.iter().all(|state| **state == PromiseState::Kept) {
        Resolved::Yes
    } else {
        Resolved::Promised
    }
}

/// One agent's part in a call.
struct Part {
    agent: AgentId,
    came: Timestamp,
    arm: Option<String>,
    began: Timestamp,
    ended: Timestamp,
    /// The same in the recording.
    media: (MediaTime, MediaTime),
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the few of the timeline's many events that make a talk")]
fn parts(timeline: &[TimelineEntry], over: Timestamp) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut offers: Vec<(&AgentId, Timestamp, Option<&String>)> = Vec::new();
    let mut on_the_line = Vec::new();
    for entry in timeline.iter().take_while(|entry| entry.at <= over) {
        match &entry.event {
            CallEvent::Offered { agent, reasons, .. } => {
                let came = Timestamp(entry.at.as_millis().saturating_sub_unsigned(reasons.waited_ms));
                offers.push((agent, came, reasons.arm.as_ref()));
            }
            CallEvent::Bridged { leg, agent: Some(agent) } => {
                on_the_line.push((*leg, agent));
                if parts.iter().all(|part| part.agent != *agent) {
                    // Whom the dispatcher did not choose (a colleague asked, a transfer) nothing is learnt of.
                    let Some((_, came, arm)) = offers.iter().rev().find(|(offered, ..)| *offered == agent) else {
                        continue;
                    };
                    let media = (entry.media_at, entry.media_at);
                    parts.push(Part {
                        agent: agent.clone(),
                        came: *came,
                        arm: arm.cloned(),
                        began: entry.at,
                        ended: entry.at,
                        media,
                    });
                }
            }
            CallEvent::Unbridged { leg } => {
                on_the_line.retain(|(known, agent)| {
                    if known == leg {
                        end(&mut parts, entry, agent);
                    }
                    known != leg
                });
            }
            CallEvent::Ended { .. } => on_the_line.iter().for_each(|(_, agent)| end(&mut parts, entry, agent)),
            _ => {}
        }
    }
    parts
}

fn end(parts: &mut [Part], entry: &TimelineEntry, agent: &AgentId) {
    for part in parts.iter_mut().filter(|part| part.agent == *agent) {
        part.ended = entry.at;
        part.media.1 = entry.media_at;
    }
}

struct Story<'a> {
    timeline: &'a [TimelineEntry],
    usual_wrap_up: Duration,
    /// The line or the server ended it.
    broke: bool,
}

impl Story<'_> {
    fn talk(&self, part: &Part, is_last: bool) -> Option<TalkOutcome> {
        let wrapped = self.wrapped_up(&part.agent);
        if wrapped.is_some_and(|(_, outcome)| outcome == Outcome::NoTalk) {
            return None;
        }
        let wrap_up = match wrapped {
            Some((at, _)) => at.since(part.ended).min(LONGEST_WRAP_UP),
            None => self.usual_wrap_up,
        };
        let before = self.readings().take_while(|reading| reading.span.end <= part.media.0).last();
        let during = self.during(part);
        Some(TalkOutcome {
            call: self.timeline.first()?.call,
            agent: part.agent.clone(),
            intent: self.intent(part),
            came: part.came,
            began: part.began,
            ended: part.ended,
            busy_ms: u64::try_from((part.ended.since(part.began) + wrap_up).as_millis()).unwrap_or(u64::MAX),
            mood: before.map(|reading| reading.scores),
            weight: weight(&during, before),
            resolved: self.resolved(part, wrapped.map(|(_, outcome)| outcome), is_last),
            ended_well: self.ended_well(part, during.last().copied(), is_last),
            arm: part.arm.clone(),
        })
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
    fn wrapped_up(&self, whose: &AgentId) -> Option<(Timestamp, Outcome)> {
        self.timeline.iter().rev().find_map(|entry| match &entry.event {
            CallEvent::WrappedUp { agent, wrap_up } if agent == whose => Some((entry.at, wrap_up.outcome)),
            _ => None,
        })
    }

    fn resolved(&self, part: &Part, said: Option<Outcome>, is_last: bool) -> Resolved {
        let promised = self
            .timeline
            .iter()
            .any(|entry| matches!(&entry.event, CallEvent::PromiseMade { agent, .. } if *agent == part.agent));
        match said {
            Some(Outcome::Solved) => Resolved::Yes,
            Some(Outcome::NotSolved | Outcome::SentOn) => Resolved::No,
            Some(Outcome::Promised) => Resolved::Promised,
            Some(Outcome::NoTalk) => Resolved::Unknown,
            None if promised => Resolved::Promised,
            None if !is_last => Resolved::No,
            None if self.broke => Resolved::Unknown,
            None => Resolved::Open,
        }
    }

    /// What the agent said was wanted, else what was understood by the end of the talk.
    #[allow(clippy::wildcard_enum_match_arm, reason = "two of the timeline's many events")]
    fn intent(&self, part: &Part) -> Option<IntentId> {
        let corrected = self.timeline.iter().rev().find_map(|entry| match &entry.event {
            CallEvent::IntentCorrected { agent, intent } if *agent == part.agent => Some(intent.clone()),
            _ => None,
        });
        let understood = || {
            let until = self.timeline.iter().take_while(|entry| entry.at <= part.ended);
            let guesses = until.filter_map(|entry| match &entry.event {
                CallEvent::Intent { guess } => guess.intent.clone(),
                _ => None,
            });
            guesses.last()
        };
        corrected.unwrap_or_else(understood)
    }

    /// What the caller said, else what the agent said of the caller, else what was read last while they talked; never
    /// what was read before.
    #[allow(clippy::wildcard_enum_match_arm, reason = "two of the timeline's many events")]
    fn ended_well(&self, part: &Part, read: Option<&MoodReading>, is_last: bool) -> Option<bool> {
        let told = self.timeline.iter().rev().find_map(|entry| match &entry.event {
            CallEvent::CallerFelt { mood, .. } if is_last => Some(*mood),
            _ => None,
        });
        let corrected = || {
            self.timeline.iter().rev().find_map(|entry| match &entry.event {
                CallEvent::MoodCorrected { agent, mood, span }
                    if *agent == part.agent && read.is_none_or(|read| span.end >= read.span.start) =>
                {
                    Some(*mood)
                }
                _ => None,
            })
        };
        let mood = told.or_else(corrected).or_else(|| read.map(|reading| reading.label));
        mood.map(|mood: Mood| !mood.ends_automation())
    }

    fn during(&self, part: &Part) -> Vec<&MoodReading> {
        let (from, to) = part.media;
        self.readings().filter(|reading| reading.span.end > from && reading.span.end <= to).collect()
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
    fn readings(&self) -> impl Iterator<Item = &MoodReading> {
        self.timeline.iter().filter_map(|entry| match &entry.event {
            CallEvent::Mood { reading } => Some(reading),
            _ => None,
        })
    }
}

/// As the dispatcher counts it: the mean mood of the talk, else the mood before.
fn weight(during: &[&MoodReading], before: Option<&MoodReading>) -> f64 {
    let of = |scores: MoodScores| -> f64 {
        Mood::ALL.into_iter().zip(scores.to_array()).map(|(mood, p)| mood.load_weight() * f64::from(p)).sum()
    };
    if during.is_empty() {
        return before.map_or(0.0, |reading| of(reading.scores));
    }
    during.iter().map(|reading| of(reading.scores)).sum::<f64>() / during.len() as f64
}
