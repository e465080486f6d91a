//! Where yesterday's answer is still given, by answer, over the two halves of some days.

use std::collections::BTreeMap;

use wasl_model::{Timestamp, Visit};
use wasl_record::quality::reading::{CallReading, StaleAnswer};
use wasl_review::answers::drift;
use wasl_review::consistency::Touch;

use super::{StaleGap, percent};
use crate::state::ConsoleState;

/// What is counted of one answer.
#[derive(Default)]
struct Count {
    gap: StaleGap,
    /// When it was given.
    at: Vec<Timestamp>,
    /// When the last call was in which it was given.
    last: Timestamp,
}

/// A line for every answer that was out of date, most given first. What was said in calls is in their readings; visits
/// are read here.
pub(super) fn table(
    state: &ConsoleState,
    readings: &[CallReading],
    visits: &[Visit],
    (since, until): (Timestamp, Timestamp),
) -> Vec<StaleGap> {
    let mut counts: BTreeMap<(String, String), Count> = BTreeMap::new();
    for reading in readings {
        for answer in once(reading.stale.iter().cloned()) {
            let count = counts.entry((answer.given.clone(), answer.valid.clone())).or_default();
            count.take(answer, reading.began);
            count.gap.calls += 1;
            if count.last <= reading.began {
                (count.last, count.gap.call) = (reading.began, Some(reading.call));
            }
        }
    }
    for visit in visits {
        let found = drift(&state.answers, &[Touch::of_visit(visit, Vec::new())], state.zone);
        let found = found.into_iter().map(|d| StaleAnswer { topic: d.topic, given: d.given, valid: d.valid });
        for answer in once(found) {
            let count = counts.entry((answer.given.clone(), answer.valid.clone())).or_default();
            count.take(answer, visit.at);
            count.gap.visits += 1;
        }
    }
    let middle = Timestamp::from_millis(since.as_millis().midpoint(until.as_millis()));
    let met: Vec<Timestamp> =
        readings.iter().map(|call| call.began).chain(visits.iter().map(|visit| visit.at)).collect();
    let mut gaps: Vec<StaleGap> = counts.into_values().map(|count| count.over(state, &met, middle)).collect();
    gaps.sort_by(|a, b| (b.calls + b.visits).cmp(&(a.calls + a.visits)).then_with(|| a.valid.cmp(&b.valid)));
    gaps
}

/// Each answer once, however often it was said in one meeting.
fn once(answers: impl Iterator<Item = StaleAnswer>) -> Vec<StaleAnswer> {
    let mut seen: Vec<StaleAnswer> = Vec::new();
    for answer in answers {
        if !seen.contains(&answer) {
            seen.push(answer);
        }
    }
    seen
}

impl Count {
    fn take(&mut self, StaleAnswer { topic, given, valid }: StaleAnswer, at: Timestamp) {
        (self.gap.topic, self.gap.given, self.gap.valid) = (topic, given, valid);
        self.at.push(at);
    }

    fn over(self, state: &ConsoleState, met: &[Timestamp], middle: Timestamp) -> StaleGap {
        let entry = state.answers.entries().iter().find(|entry| entry.id == self.gap.valid);
        let (text_ar, text_en) = entry.map(|entry| (entry.text_ar.clone(), entry.text_en.clone())).unwrap_or_default();
        let rate = |late: bool| {
            let side = |at: &&Timestamp| (**at >= middle) == late;
            let all = met.iter().filter(side).count();
            (all > 0).then(|| percent(self.at.iter().filter(side).count(), all))
        };
        StaleGap { text_ar, text_en, before: rate(false), after: rate(true), ..self.gap }
    }
}
