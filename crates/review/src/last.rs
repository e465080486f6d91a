//! Listen, Apologise, Solve, Thank: the method of the founding articles, found in what the agent said.
//!
//! Listening is a step of its own: the caller had said something, and the agent let them finish before the first
//! solution. Without it a solution earns nothing (`reference/features.md` S4).

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use wasl_model::{LastStep, MediaTime, Pii, Span, Speaker, Utterance};

use crate::phrases::Phrases;

/// Where a step was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFound {
    /// Which.
    pub step: LastStep,
    /// Where in the recording.
    pub span: Span,
    /// The agent's words.
    pub words: Pii<String>,
    /// The phrase of ours that was found in them.
    pub phrase: String,
}

/// How the agent followed the method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastReview {
    /// Every step, where it was first taken, in the order of the call.
    pub found: Vec<StepFound>,
    /// The steps found came in the method's order.
    pub in_order: bool,
    /// The agent spoke while the caller did, in milliseconds, before the first solution.
    pub talked_over_ms: u64,
    /// From the apology to the solution, in milliseconds: the shorter the better.
    pub apology_to_solution_ms: Option<u64>,
    /// 0..=100; `None` when no agent spoke.
    pub score: Option<u8>,
}

impl LastReview {
    /// Whether a step was taken.
    #[must_use]
    pub fn has(&self, step: LastStep) -> bool {
        self.found.iter().any(|found| found.step == step)
    }
}

/// Talking over the caller for longer than this is not listening.
const TALK_OVER_MS: u64 = 1_500;

struct Lists {
    listen: Phrases,
    apologise: Phrases,
    solve: Phrases,
    thank: Phrases,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    listen: Phrases::of(include_str!("../phrases/listen.txt")),
    apologise: Phrases::of(include_str!("../phrases/apologise.txt")),
    solve: Phrases::of(include_str!("../phrases/solve.txt")),
    thank: Phrases::of(include_str!("../phrases/thank.txt")),
});

/// Reads the method out of a call's utterances, which come in order of their start.
#[must_use]
pub fn last(utterances: &[&Utterance]) -> LastReview {
    let mut review = LastReview::default();
    let agents: Vec<&Utterance> = utterances.iter().copied().filter(|u| u.speaker == Speaker::Agent).collect();
    if agents.is_empty() {
        return review;
    }
    for step in LastStep::ALL {
        review.found.extend(agents.iter().find_map(|u| found(step, u)));
    }
    review.found.sort_by_key(|found| (found.span.start, found.step));
    review.in_order = review.found.is_sorted_by_key(|found| found.step);
    let solved_at = start_of(&review, LastStep::Solve);
    review.talked_over_ms = talked_over(utterances, solved_at);
    review.apology_to_solution_ms = start_of(&review, LastStep::Apologise)
        .zip(solved_at)
        .filter(|(sorry, solve)| solve >= sorry)
        .map(|(sorry, solve)| solve.as_millis() - sorry.as_millis());
    review.score = Some(score(&review));
    review
}

pub(crate) fn found(step: LastStep, utterance: &Utterance) -> Option<StepFound> {
    let list = match step {
        LastStep::Listen => &LISTS.listen,
        LastStep::Apologise => &LISTS.apologise,
        LastStep::Solve => &LISTS.solve,
        LastStep::Thank => &LISTS.thank,
    };
    let phrase = list.find(utterance.text.reveal())?;
    Some(StepFound { step, span: utterance.span, words: utterance.text.clone(), phrase: phrase.to_owned() })
}

fn start_of(review: &LastReview, step: LastStep) -> Option<MediaTime> {
    review.found.iter().find(|found| found.step == step).map(|found| found.span.start)
}

fn talked_over(utterances: &[&Utterance], until: Option<MediaTime>) -> u64 {
    let of = |speaker: Speaker| {
        utterances.iter().filter(move |u| u.speaker == speaker && until.is_none_or(|end| u.span.start < end))
    };
    let overlap = of(Speaker::Agent).flat_map(|a| of(Speaker::Caller).map(|c| a.span.overlap(c.span)));
    u64::try_from(overlap.map(|d| d.as_millis()).sum::<u128>()).unwrap_or(u64::MAX)
}

/// A quarter for each step; no quarter for a solution without listening; a tenth less out of order.
fn score(review: &LastReview) -> u8 {
    let listened = review.has(LastStep::Listen) && review.talked_over_ms <= TALK_OVER_MS;
    let worth = |step| match step {
        LastStep::Listen => listened,
        LastStep::Solve => listened && review.has(LastStep::Solve),
        LastStep::Apologise | LastStep::Thank => review.has(step),
    };
    let points: u8 = LastStep::ALL.into_iter().filter(|&step| worth(step)).map(|_| 25).sum();
    if review.in_order { points } else { points.saturating_sub(10) }
}
