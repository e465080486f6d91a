//! What came of an apology: an action after it or none, said once or over and over, and the mood before and after.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{LastStep, MediaTime, MoodReading, MoodScores, Pii, Span, UtteranceId};

use super::cues::Steps;
use super::turns::Turn;

/// One apology of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Apology {
    /// The line of the transcript.
    pub utterance: UtteranceId,
    /// Where in the recording.
    pub span: Span,
    /// The agent's words.
    pub words: Pii<String>,
    /// The phrase of ours that was found in them.
    pub phrase: String,
    /// From its end to the beginning of the first action at or after it, within three minutes, in milliseconds; 0 in the
    /// same breath.
    pub action_ms: Option<u64>,
    /// No action follows, and none was taken in the minute before.
    pub empty: bool,
    /// The same words were said before: canned.
    pub repeated: bool,
    /// How the caller felt before, −100 (worst) to 100, from the last reading.
    pub mood_before: Option<i8>,
    /// How the caller felt after, from the readings of the next half minute or the first one later.
    pub mood_after: Option<i8>,
}

/// An action so long before an apology is the one that is apologised with.
const ACTED_MS: u64 = 60_000;
/// And so long after it, it is the apology's.
const ACTS_MS: u64 = 180_000;
/// So long after an apology the caller's mood is still its effect.
const EFFECT_MS: u64 = 30_000;

pub(super) fn apologies(turns: &[Turn<'_>], steps: &Steps, moods: &[&MoodReading]) -> Vec<Apology> {
    let places = (0..turns.len()).filter(|place| steps.has(*place, LastStep::Apologise));
    let mut found: Vec<Apology> = Vec::new();
    for place in places {
        let utterance = turns[place].utterance;
        let phrase = steps.lines[place].iter().find(|(step, _)| *step == LastStep::Apologise).map(|(_, by)| by.clone());
        let same =
            |words: &str| turns[..place].iter().any(|turn| turn.is_agent() && turn.utterance.text.reveal() == words);
        let recent = |before: usize| {
            let ended = turns[before].utterance.span.end.as_millis();
            utterance.span.start.as_millis().saturating_sub(ended) <= ACTED_MS
        };
        let acted = (0..place).any(|before| steps.has(before, LastStep::Solve) && recent(before));
        let action_ms = action(turns, steps, place);
        found.push(Apology {
            utterance: utterance.id,
            span: utterance.span,
            words: utterance.text.clone(),
            phrase: phrase.unwrap_or_default(),
            action_ms,
            empty: action_ms.is_none() && !acted,
            repeated: same(utterance.text.reveal()),
            mood_before: before(moods, utterance.span.start),
            mood_after: after(moods, utterance.span.end),
        });
    }
    found
}

fn action(turns: &[Turn<'_>], steps: &Steps, place: usize) -> Option<u64> {
    let next = (place..turns.len()).find(|next| steps.has(*next, LastStep::Solve))?;
    let (sorry, act) = (turns[place].utterance.span.end, turns[next].utterance.span.start);
    Some(act.as_millis().saturating_sub(sorry.as_millis())).filter(|gap| *gap <= ACTS_MS)
}

fn before(moods: &[&MoodReading], at: MediaTime) -> Option<i8> {
    moods.iter().rev().find(|reading| reading.span.end <= at).map(|reading| pleasure(reading.scores))
}

fn after(moods: &[&MoodReading], at: MediaTime) -> Option<i8> {
    let mut later = moods.iter().filter(|reading| reading.span.start >= at);
    let first = later.next()?;
    let near = later.take_while(|reading| reading.span.start.as_millis() <= at.as_millis().saturating_add(EFFECT_MS));
    near.last().or(Some(first)).map(|reading| pleasure(reading.scores))
}

/// Satisfied 100, angry and frustrated −100, lost and sad half of it, by their probabilities.
#[allow(clippy::cast_possible_truncation, reason = "clamped to what fits")]
fn pleasure(scores: MoodScores) -> i8 {
    let sum = scores.satisfied - scores.angry - scores.frustrated - 0.5 * (scores.lost + scores.sad);
    (sum * 100.0).round().clamp(-100.0, 100.0) as i8
}

/// From 100: 40 less when no apology was followed by anything, 20 less for each repeated in the same words,
/// 10 less for words without a matter ("any inconvenience").
pub(super) fn sincerity(apologies: &[Apology]) -> Option<u8> {
    if apologies.is_empty() {
        return None;
    }
    let empty = if apologies.iter().all(|apology| apology.empty) { 40 } else { 0 };
    let repeated = apologies.iter().filter(|apology| apology.repeated).count().saturating_mul(20);
    let canned = if apologies.iter().all(|apology| is_canned(apology.words.reveal())) { 10 } else { 0 };
    u8::try_from(100_usize.saturating_sub(empty + repeated + canned)).ok()
}

fn is_canned(words: &str) -> bool {
    let folded = wasl_model::fold::fold(words);
    ["inconvenience", "ازعاج", "الازعاج"].iter().any(|word| folded.contains(word))
}
