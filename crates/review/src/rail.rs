//! The rail beside a live call: which steps of the method were heard so far, with evidence, overruled by the agent.
//!
//! It is read from the timeline at any moment, and is for the agent's own eyes: it shows what was heard and never
//! scripts what to say.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    AgentId, CallEvent, LastStep, MediaTime, Pii, Span, Speaker, TimelineEntry, Timestamp, Utterance, UtteranceId,
};

use crate::last::{self, INTERRUPTION_MS, Turn};

/// How a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Nothing was heard.
    #[default]
    NotYet,
    /// Something was heard, but not what the step needs.
    Heard,
    /// Taken.
    Done,
}

/// The agent's line by which a step was heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepEvidence {
    /// The line of the transcript.
    pub utterance: UtteranceId,
    /// Where in the recording.
    pub span: Span,
    /// When it was said.
    pub at: Timestamp,
    /// The agent's words.
    pub words: Pii<String>,
    /// The phrase of ours that was found in them.
    pub phrase: String,
}

/// The agent's own word on a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepOverrule {
    /// Who says so.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
    /// Taken.
    pub done: bool,
}

/// One row of the rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RailStep {
    /// Which.
    pub step: LastStep,
    /// How it stands: the agent's word if there is one, else what was heard.
    pub state: StepState,
    /// What was heard; it stays whatever the agent says.
    pub evidence: Option<StepEvidence>,
    /// What the agent says.
    pub overruled: Option<StepOverrule>,
}

/// The rail: four rows, and how the talk is shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rail {
    /// Listen, Apologise, Solve, Thank, in this order.
    pub steps: Vec<RailStep>,
    /// How long agents spoke, in milliseconds.
    pub agent_ms: u64,
    /// How long the caller spoke while a person was there, in milliseconds.
    pub caller_ms: u64,
    /// The agents' share of the talk, 0..=100; `None` before anybody spoke.
    pub agent_share_pct: Option<u8>,
    /// Times an agent began to speak well before the caller had ended.
    pub interruptions: u32,
}

/// Reads the rail out of a call's timeline, live or closed.
#[must_use]
pub fn rail(timeline: &[TimelineEntry]) -> Rail {
    let talk = talk(timeline);
    let turns: Vec<Turn<'_>> = talk.iter().map(|(_, utterance)| Turn::of(utterance)).collect();
    let mut steps =
        LastStep::ALL.map(|step| RailStep { step, state: StepState::NotYet, evidence: None, overruled: None });
    for (place, (at, utterance)) in talk.iter().enumerate() {
        let told = turns[..place].iter().any(Turn::is_caller);
        for (step, phrase) in last::line(&turns, place) {
            // A solution counts once listening was heard before it (`reference/features.md` S4).
            let listened = step != LastStep::Solve || steps[0].evidence.is_some();
            hear(&mut steps, step, told && listened, &evidence(*at, utterance, phrase));
        }
    }
    timeline.iter().for_each(|entry| overrule(&mut steps, entry));
    shared(&talk, steps.into())
}

/// What was said while a person was there, in the order of its sound. Late words come late in the timeline.
fn talk(timeline: &[TimelineEntry]) -> Vec<(Timestamp, &Utterance)> {
    let bridged = timeline.iter().find(|entry| matches!(entry.event, CallEvent::Bridged { .. }));
    let since = bridged.map_or(MediaTime::ZERO, |entry| entry.media_at);
    let mut talk: Vec<_> = timeline.iter().filter_map(heard).filter(|(_, u)| u.span.end > since).collect();
    talk.sort_by_key(|(_, utterance)| (utterance.span.start, utterance.id));
    talk
}

fn evidence(at: Timestamp, utterance: &Utterance, phrase: String) -> StepEvidence {
    StepEvidence { utterance: utterance.id, span: utterance.span, at, words: utterance.text.clone(), phrase }
}

/// A step counts once the caller has said something to a person: a greeting's thanks is only heard.
fn hear(rows: &mut [RailStep], step: LastStep, counts: bool, evidence: &StepEvidence) {
    let state = if counts { StepState::Done } else { StepState::Heard };
    for row in rows.iter_mut().filter(|row| row.step == step && row.state != StepState::Done) {
        if row.evidence.is_none() || counts {
            row.state = state;
            row.evidence = Some(evidence.clone());
        }
    }
}

fn overrule(steps: &mut [RailStep], entry: &TimelineEntry) {
    let CallEvent::StepMarked { agent, step, done } = &entry.event else { return };
    for row in steps.iter_mut().filter(|row| row.step == *step) {
        row.state = if *done { StepState::Done } else { StepState::NotYet };
        row.overruled = Some(StepOverrule { agent: agent.clone(), at: entry.at, done: *done });
    }
}

fn shared(talk: &[(Timestamp, &Utterance)], steps: Vec<RailStep>) -> Rail {
    let spoken = |speaker| {
        let spans = talk.iter().filter(|(_, u)| u.speaker == speaker).map(|(_, u)| u.span.duration().as_millis());
        u64::try_from(spans.sum::<u128>()).unwrap_or(u64::MAX)
    };
    let (agent_ms, caller_ms) = (spoken(Speaker::Agent), spoken(Speaker::Caller));
    let share = agent_ms.saturating_mul(100).checked_div(agent_ms.saturating_add(caller_ms));
    let interruptions = talk.iter().filter(|(_, utterance)| interrupts(utterance, talk)).count();
    Rail {
        steps,
        agent_ms,
        caller_ms,
        agent_share_pct: share.and_then(|share| u8::try_from(share).ok()),
        interruptions: u32::try_from(interruptions).unwrap_or(u32::MAX),
    }
}

/// Short words of following («نعم», "I see") interrupt nobody.
fn interrupts(utterance: &Utterance, talk: &[(Timestamp, &Utterance)]) -> bool {
    let over = |caller: &Utterance| {
        caller.span.start < utterance.span.start
            && caller.span.end.since(utterance.span.start).as_millis() > u128::from(INTERRUPTION_MS)
    };
    utterance.speaker == Speaker::Agent
        && utterance.span.duration().as_millis() > u128::from(INTERRUPTION_MS)
        && talk.iter().any(|(_, other)| other.speaker == Speaker::Caller && over(other))
}

#[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
fn heard(entry: &TimelineEntry) -> Option<(Timestamp, &Utterance)> {
    match &entry.event {
        CallEvent::Heard { utterance } => Some((entry.at, utterance)),
        _ => None,
    }
}
