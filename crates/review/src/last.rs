//! Listen, Apologise, Solve, Thank: the method of the founding articles, found in what was said on both sides.
//!
//! Listening is the foundation: a solution earns nothing without it. An apology that nothing follows is empty, one
//! said over and over is canned. A caller who is mistaken or abusive is marked, and never counts against the agent
//! (`reference/features.md` S4).
//!
//! - `cues`: which steps a line takes, from its words and what stands around it
//! - `listening`: who let whom speak, what was said back
//! - `apology`: what followed an apology, and how the caller felt before and after
//! - `score`: 0 to 100

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{LastStep, MoodReading, Pii, Span, Speaker, Utterance, UtteranceId, Visit};

mod apology;
mod cues;
mod listening;
mod marks;
mod score;
mod turns;

pub use apology::Apology;
pub use listening::{Listening, SaidBack};
pub use marks::{Mark, MarkKind};

pub(crate) use cues::line;
use cues::{Steps, steps};
pub(crate) use listening::INTERRUPTION_MS;
pub(crate) use turns::Turn;

/// Where a step was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepFound {
    /// Which.
    pub step: LastStep,
    /// The line of the transcript.
    pub utterance: UtteranceId,
    /// Where in the recording.
    pub span: Span,
    /// The agent's words.
    pub words: Pii<String>,
    /// What was found in them: a phrase of ours, or what kind of words it is (`question`, `said back`, `answer`, `act`).
    pub phrase: String,
    /// It counts: a solution does once somebody listened.
    pub credited: bool,
}

/// A step that came before one the method puts earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderError {
    /// Came too early.
    pub early: LastStep,
    /// Came too late.
    pub late: LastStep,
}

/// How the agent followed the method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LastReview {
    /// Every step taken, where it was first taken (the thanks: last), in the order of the call.
    pub found: Vec<StepFound>,
    /// The steps not taken, in the method's order; empty when no agent spoke.
    pub missing: Vec<LastStep>,
    /// The steps found came in the method's order.
    pub in_order: bool,
    /// Every pair that did not.
    pub order_errors: Vec<OrderError>,
    /// How the agent listened.
    pub listening: Listening,
    /// Every apology, in order.
    pub apologies: Vec<Apology>,
    /// From the first apology that was followed by an action to that action, in milliseconds.
    pub apology_to_action_ms: Option<u64>,
    /// How sincere the apologies sound, 0..=100; `None` without one.
    pub sincerity: Option<u8>,
    /// What to know of the caller's side: a mistake, abuse, and where the agent made them feel right.
    pub marks: Vec<Mark>,
    /// 0..=100; `None` when no agent spoke.
    pub score: Option<u8>,
}

impl LastReview {
    /// Whether a step was taken.
    #[must_use]
    pub fn has(&self, step: LastStep) -> bool {
        self.step(step).is_some()
    }

    /// Where a step was taken.
    #[must_use]
    pub fn step(&self, step: LastStep) -> Option<&StepFound> {
        self.found.iter().find(|found| found.step == step)
    }

    /// Whether something is marked.
    #[must_use]
    pub fn marked(&self, kind: MarkKind) -> bool {
        self.marks.iter().any(|mark| mark.kind == kind)
    }
}

/// Reads the method out of a call's utterances, which come in order of their start.
#[must_use]
pub fn last(utterances: &[&Utterance]) -> LastReview {
    last_with_moods(utterances, &[])
}

/// The same, and what the apologies did to the caller's mood.
#[must_use]
pub fn last_with_moods(utterances: &[&Utterance], moods: &[&MoodReading]) -> LastReview {
    let turns: Vec<Turn<'_>> = utterances.iter().map(|utterance| Turn::of(utterance)).collect();
    if !turns.iter().any(|turn| turn.speaker() == Speaker::Agent) {
        return LastReview::default();
    }
    let steps = steps(&turns);
    let listening = listening::listening(&turns, &steps);
    let found = found(&turns, &steps, listening.listened);
    let order_errors = order_errors(&found);
    let apologies = apology::apologies(&turns, &steps, moods);
    let mut review = LastReview {
        missing: LastStep::ALL.into_iter().filter(|step| found.iter().all(|f| f.step != *step)).collect(),
        in_order: order_errors.is_empty(),
        order_errors,
        found,
        listening,
        apology_to_action_ms: apologies.iter().find_map(|apology| apology.action_ms),
        sincerity: apology::sincerity(&apologies),
        apologies,
        marks: marks::marks(&turns),
        score: None,
    };
    review.score = Some(score::score(&review));
    review
}

/// The method in the words of a visit the customer let record; without words there is nothing to read.
#[must_use]
pub fn last_of_visit(visit: &Visit) -> LastReview {
    let mut said: Vec<&Utterance> = visit.said.iter().collect();
    said.sort_by_key(|utterance| utterance.span.start);
    last(&said)
}

fn found(turns: &[Turn<'_>], steps: &Steps, listened: bool) -> Vec<StepFound> {
    let mut heard = false;
    let mut found: Vec<StepFound> = steps
        .firsts()
        .into_iter()
        .map(|(step, place, phrase)| {
            let utterance = turns[place].utterance;
            let (words, phrase) = (utterance.text.clone(), phrase.to_owned());
            StepFound { step, utterance: utterance.id, span: utterance.span, words, phrase, credited: true }
        })
        .collect();
    found.sort_by_key(|found| (found.span.start, found.step));
    for found in &mut found {
        heard |= found.step == LastStep::Listen;
        found.credited = match found.step {
            LastStep::Listen => listened,
            LastStep::Solve => listened && heard,
            LastStep::Apologise | LastStep::Thank => true,
        };
    }
    found
}

fn order_errors(found: &[StepFound]) -> Vec<OrderError> {
    let pairs = found.iter().enumerate().flat_map(|(at, early)| found[at + 1..].iter().map(move |late| (early, late)));
    let wrong = pairs.filter(|(early, late)| early.step > late.step && early.utterance != late.utterance);
    wrong.map(|(early, late)| OrderError { early: early.step, late: late.step }).collect()
}
