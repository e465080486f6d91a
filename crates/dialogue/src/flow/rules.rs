//! What holds in every state of a flow.

use serde::Deserialize;
use wasl_model::{HandoverCause, Language, QueueId};

use super::{FlowSpec, Piece, StateName, Words};
use crate::phrase::Phrase;

/// The key that always reaches a person.
pub const PERSON_KEY: char = '0';
/// Silences after which automation ends.
pub const SILENCES: u8 = 2;
/// Steps within which key 0 reaches a person from every state.
pub const STEPS_TO_PERSON: usize = 2;
/// No flow may keep a caller with the machine longer than this, in seconds.
const LONGEST_S: u64 = 600;
/// No answer may keep a caller longer than this, in seconds.
const LONGEST_ANSWER_S: u64 = 180;
/// No number has more digits.
pub const MOST_DIGITS: u8 = 30;
/// No flow may take more turns than this.
const MOST_TURNS: u32 = 30;
/// Words that must be among the escape words, whatever else a site adds.
const ALWAYS: [(Language, &str); 2] = [(Language::Ar, "موظف"), (Language::En, "agent")];

/// What reaches a person from every state: key 0, and these words.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escape {
    /// Where they lead: a handover, or at most one step before one.
    pub state: StateName,
    /// The words.
    pub words: Words,
}

/// Words that need a person at once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Where to.
    pub queue: QueueId,
    /// The words.
    pub words: Words,
}

/// When a mood ends automation: angry, frustrated or lost with at least this confidence.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoodRule {
    /// 0..=1.
    pub confidence: f32,
    /// Where to, when nothing is known of what is wanted.
    pub queue: Option<QueueId>,
    /// What callers in such a mood say, for the recogniser: a small model hears a phrase it expects far better.
    #[serde(default)]
    pub phrases: Words,
}

/// How long the machine may try.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Caller's turns (sentences and keys).
    pub turns: u32,
    /// Seconds since the caller was connected.
    pub automation_s: u64,
    /// Seconds after a question that count as a silence.
    pub silence_s: u64,
    /// Seconds from the beginning of an answer until the caller has said whether it helped.
    #[serde(default = "answer_s")]
    pub answer_s: u64,
    /// Caller's turns from the beginning of an answer until then.
    #[serde(default = "answer_turns")]
    pub answer_turns: u32,
    /// Phrases given to the recogniser at once, at most.
    #[serde(default = "expected_phrases")]
    pub expected_phrases: usize,
}

/// How sure the machine must be.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    /// From here an intent is taken.
    pub accept: f32,
    /// From here it is confirmed by a question; below, it is not understood.
    pub confirm: f32,
    /// From here a phrase of the recogniser counts as said.
    pub phrase: f32,
}

/// What is said as the caller goes to a person, by cause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandoverPrompts {
    /// The flow leads to a person here.
    pub flow: Vec<Piece>,
    /// The caller asked.
    pub asked: Vec<Piece>,
    /// Angry, frustrated or lost.
    pub mood: Vec<Piece>,
    /// Emergency words.
    pub emergency: Vec<Piece>,
    /// Two silences.
    pub silence: Vec<Piece>,
    /// Not understood.
    pub not_understood: Vec<Piece>,
    /// Turn or time limit.
    pub limit: Vec<Piece>,
    /// The machine could not go on.
    pub fault: Vec<Piece>,
}

impl HandoverPrompts {
    /// What is said for this cause.
    #[must_use]
    pub fn of(&self, cause: HandoverCause) -> &[Piece] {
        match cause {
            HandoverCause::Flow => &self.flow,
            HandoverCause::Asked => &self.asked,
            HandoverCause::Mood => &self.mood,
            HandoverCause::Emergency => &self.emergency,
            HandoverCause::Silence => &self.silence,
            HandoverCause::NotUnderstood => &self.not_understood,
            HandoverCause::Limit => &self.limit,
            // The desk is long past when an agent is lost; the same honest words fit.
            HandoverCause::Fault | HandoverCause::Abuse | HandoverCause::AgentLost => &self.fault,
        }
    }

    /// All of them.
    #[must_use]
    pub fn pieces(&self) -> Vec<&Piece> {
        let tables = [
            &self.flow,
            &self.asked,
            &self.mood,
            &self.emergency,
            &self.silence,
            &self.not_understood,
            &self.limit,
            &self.fault,
        ];
        tables.into_iter().flatten().collect()
    }
}

const fn expected_phrases() -> usize {
    48
}

const fn answer_s() -> u64 {
    60
}

const fn answer_turns() -> u32 {
    3
}

/// What is written but cannot be meant, as sentences.
pub(super) fn out_of_range(spec: &FlowSpec) -> Vec<String> {
    let mut problems = words_missing(spec);
    let confidences = [
        ("mood.confidence", spec.mood.confidence),
        ("confidence.accept", spec.confidence.accept),
        ("confidence.confirm", spec.confidence.confirm),
        ("confidence.phrase", spec.confidence.phrase),
    ];
    let outside = confidences.into_iter().filter(|(_, value)| !(0.0..=1.0).contains(value));
    problems.extend(outside.map(|(key, value)| format!("{key} is {value}; write a probability between 0 and 1")));
    if spec.confidence.confirm > spec.confidence.accept {
        problems.push(
            "confidence.confirm is above confidence.accept; what is sure needs no question, so lower it".to_owned(),
        );
    }
    let limits = &spec.limits;
    let ranges = [
        ("limits.turns", u64::from(limits.turns), u64::from(MOST_TURNS)),
        ("limits.automation_s", limits.automation_s, LONGEST_S),
        ("limits.silence_s", limits.silence_s, 30),
        ("limits.answer_s", limits.answer_s, LONGEST_ANSWER_S),
        ("limits.answer_turns", u64::from(limits.answer_turns), u64::from(MOST_TURNS)),
        ("limits.expected_phrases", limits.expected_phrases as u64, 200),
    ];
    let outside = ranges.into_iter().filter(|&(_, value, most)| !(1..=most).contains(&value));
    problems.extend(
        outside.map(|(key, value, most)| {
            format!("{key} is {value}; write 1 to {most}, so that nobody is kept by a machine")
        }),
    );
    for (name, digits) in spec.states.iter().filter_map(|(name, state)| Some((name, state.ask()?.digits()?))) {
        if digits.least == 0 || digits.most < digits.least || digits.most > MOST_DIGITS {
            problems.push(format!(
                "state \"{name}\" expects {} to {} digits; write 1 to {MOST_DIGITS}, the least first",
                digits.least, digits.most
            ));
        }
    }
    problems
}

fn words_missing(spec: &FlowSpec) -> Vec<String> {
    let mut problems = Vec::new();
    for (language, word) in ALWAYS {
        if !spec.escape.words.of(language).iter().any(|known| Phrase::new(known) == Phrase::new(word)) {
            problems.push(format!(
                "escape.words.{language} lacks \"{word}\"; add it, it must reach a person from every state"
            ));
        }
    }
    for (name, words) in [("yes", &spec.yes), ("no", &spec.no)] {
        let empty = Language::ALL.into_iter().filter(|language| words.of(*language).is_empty());
        problems.extend(empty.map(|language| format!("{name}.{language} is empty; write how callers say it")));
    }
    problems
}
